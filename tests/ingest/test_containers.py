"""Archives and mails in a run: their parts, what becomes of them later, and hostile ones."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parts import safe_name
from ingest.run import run
from ingest.sniff import EMAIL, ZIP, sniff
from kb.gazetteer import load_gazetteer
from kb.records import IngestReport
from kb.store import Store
from kb.taxonomy import load_taxonomy

A = "Anteckningar om byalag\n\nI Kils kommun fick två byalag pengar.\n"
B = "Referat om natteravne\n\nI Odense Kommune går natteravne hver lørdag.\n"
C = "Fritidsbank\n\nI Forshaga kommun lånar fritidsbanken ut idrottsprylar.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    return made


def ingest(store: Store, *paths: Path, prune: bool = False, max_bytes: int = 10_000_000) -> IngestReport:
    return run(
        store, paths, taxonomy=load_taxonomy(), gazetteer=load_gazetteer(),
        originals=store.path.parent / "originals", max_bytes=max_bytes, prune=prune,
    )  # fmt: skip


def pack(members: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def mail(body: str, attachments: Mapping[str, str | bytes], subject: str = "Byalag") -> bytes:
    message = EmailMessage()
    message["From"] = "Anna Ek <anna@kil.example>"
    message["Subject"] = subject
    if body:
        message.set_content(body)
    for name, content in attachments.items():
        data = content.encode() if isinstance(content, str) else content
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def settle(folder: Path) -> None:
    """Make the files old enough for their time to be trusted."""
    for path in folder.rglob("*"):
        os.utime(path, ns=(10**18, 10**18 + path.stat().st_size))


def tails(folder: Path, paths: object) -> list[str]:
    assert isinstance(paths, tuple)
    return [str(path).removeprefix(f"{folder}/") for path in paths]


def stored(store: Store, folder: Path) -> dict[str, str]:
    return {
        document.source.path.removeprefix(f"{folder}/"): store.text(document.id)
        for document in store.documents(limit=999, offset=0)
    }


def test_files_of_an_archive_are_documents_of_their_own(store: Store, folder: Path) -> None:
    (folder / "möte.zip").write_bytes(
        pack({"dag 1/a.txt": A, "b.txt": B, "__MACOSX/._b.txt": "x", ".dold": "x"})
    )
    (folder / "z.txt").write_text(C, encoding="utf-8")
    report = ingest(store, folder)
    assert tails(folder, report.added) == ["möte.zip!/dag 1/a.txt", "möte.zip!/b.txt", "z.txt"]
    assert stored(store, folder) == {"möte.zip!/dag 1/a.txt": A, "möte.zip!/b.txt": B, "z.txt": C}
    assert (report.failed, report.skipped) == ((), ())
    assert [d.source.name for d in store.documents(limit=9, offset=0)] == ["a.txt", "b.txt", "z.txt"]
    assert not (store.path.parent / ".unpacked").exists()
    kept = sorted(path.read_text() for path in (store.path.parent / "originals").glob("*/*"))
    assert kept == sorted([A, B, C])


def test_mail_and_its_attachments_are_documents(store: Store, folder: Path) -> None:
    (folder / "brev.eml").write_bytes(
        mail("Byalaget i Kil fick en scen.", {"bilaga.txt": A, "mer.zip": pack({"b.txt": B})})
    )
    report = ingest(store, folder)
    assert tails(folder, report.added) == ["brev.eml", "brev.eml!/bilaga.txt", "brev.eml!/mer.zip!/b.txt"]
    assert stored(store, folder)["brev.eml!/mer.zip!/b.txt"] == B
    assert store.documents(limit=9, offset=0)[1].source.name == "bilaga.txt"


def test_mail_without_text_is_only_a_container(store: Store, folder: Path) -> None:
    (folder / "brev.eml").write_bytes(mail("", {"bilaga.txt": A}))
    report = ingest(store, folder)
    assert (tails(folder, report.added), report.failed) == (["brev.eml!/bilaga.txt"], ())
    (folder / "brev.eml").write_bytes(mail("", {}))
    report = ingest(store, folder)
    assert "without text" in report.failed[0].reason


def test_pictures_and_signatures_of_programs_are_passed_over(store: Store, folder: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Byalag"
    message.set_content("Byalaget i Kil fick en scen.")
    message.add_attachment(
        b"\x89PNG", maintype="image", subtype="png", cid="<1>", disposition="inline", filename="logo.png"
    )
    message.add_attachment(b"xx", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    message.add_attachment(EmailMessage(), filename=None)
    (folder / "brev.eml").write_bytes(message.as_bytes())
    report = ingest(store, folder)
    assert [failure.path.rpartition("/")[2] for failure in report.skipped] == ["logo.png", "smime.p7s"]
    assert tails(folder, report.added) == ["brev.eml"]


def test_forwarded_mail_in_a_mail_is_read(store: Store, folder: Path) -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"] = "Natteravne i Odense"
    inner.set_content("Natteravne går hver lørdag i Odense.")
    outer["Subject"] = "VB: Natteravne"
    outer.set_content("Läs det här om Kil.")
    outer.add_attachment(inner)
    (folder / "brev.eml").write_bytes(outer.as_bytes())
    report = ingest(store, folder)
    assert tails(folder, report.added) == ["brev.eml", "brev.eml!/Natteravne i Odense.eml"]


@pytest.mark.parametrize("old", [False, True])
def test_unchanged_containers_are_not_unpacked(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, old: bool
) -> None:
    (folder / "m.zip").write_bytes(
        pack({"a.txt": A, "brev.eml": mail("Byalaget fick en scen.", {"b.txt": B})})
    )
    if old:
        settle(folder)
    before = ingest(store, folder)
    monkeypatch.setattr("ingest.reading.take", None)
    if old:
        monkeypatch.setattr("ingest.reading.read_file", None)
    report = ingest(store, folder)
    assert report.unchanged == before.added
    assert tails(folder, report.unchanged) == ["m.zip!/a.txt", "m.zip!/brev.eml", "m.zip!/brev.eml!/b.txt"]
    assert (report.failed, report.missing) == ((), ())


def test_parts_follow_a_changed_container(store: Store, folder: Path) -> None:
    path = folder / "m.zip"
    path.write_bytes(pack({"a.txt": A, "b.txt": B}))
    ingest(store, path)
    path.write_bytes(pack({"b.txt": B, "c.txt": C}))
    report = ingest(store, path)
    assert tails(folder, report.unchanged) == ["m.zip!/b.txt"]
    assert tails(folder, report.added) == ["m.zip!/c.txt"]
    assert tails(folder, report.missing) == ["m.zip!/a.txt"]
    assert tails(folder, ingest(store, folder, prune=True).pruned) == ["m.zip!/a.txt"]
    assert stored(store, folder) == {"m.zip!/b.txt": B, "m.zip!/c.txt": C}
    assert "m.zip!/a.txt" not in {file.path for file in store.seen_files()}


def test_parts_follow_a_moved_container_and_keep_their_ids(store: Store, folder: Path) -> None:
    (folder / "m.zip").write_bytes(
        pack({"a.txt": A, "brev.eml": mail("Byalaget fick en scen.", {"b.txt": B})})
    )
    ingest(store, folder)
    ids = sorted(document.id for document in store.documents(limit=9, offset=0))
    (folder / "m.zip").rename(folder / "n.zip")
    report = ingest(store, folder)
    assert tails(folder, report.moved) == ["n.zip!/a.txt", "n.zip!/brev.eml", "n.zip!/brev.eml!/b.txt"]
    assert sorted(document.id for document in store.documents(limit=9, offset=0)) == ids
    assert (report.missing, report.failed) == ((), ())
    assert tails(folder, ingest(store, folder).unchanged) == tails(folder, report.moved)


def test_parts_of_a_container_that_is_gone_are_pruned(store: Store, folder: Path) -> None:
    (folder / "m.zip").write_bytes(pack({"a.txt": A}))
    ingest(store, folder)
    (folder / "m.zip").unlink()
    assert tails(folder, ingest(store, folder).missing) == ["m.zip!/a.txt"]
    assert tails(folder, ingest(store, folder / "m.zip", prune=True).pruned) == ["m.zip!/a.txt"]
    assert stored(store, folder) == {}
    assert store.seen_files() == []


def test_archive_in_place_of_a_document_replaces_it(store: Store, folder: Path) -> None:
    (folder / "fil").write_text(A, encoding="utf-8")
    ingest(store, folder)
    (folder / "fil").write_bytes(pack({"b.txt": B}))
    assert tails(folder, ingest(store, folder, prune=True).pruned) == ["fil"]
    assert stored(store, folder) == {"fil!/b.txt": B}
    (folder / "fil").write_text(C, encoding="utf-8")
    assert tails(folder, ingest(store, folder, prune=True).pruned) == ["fil!/b.txt"]
    assert stored(store, folder) == {"fil": C}


def test_copies_within_containers_are_taken_once(store: Store, folder: Path) -> None:
    data = pack({"a.txt": A, "b.txt": B})
    (folder / "m.zip").write_bytes(data)
    (folder / "n.zip").write_bytes(data)
    (folder / "o.txt").write_text(A, encoding="utf-8")
    report = ingest(store, folder)
    assert tails(folder, report.added) == ["m.zip!/b.txt", "o.txt"]
    assert sorted(path.removeprefix(f"{folder}/") for path, _ in report.duplicates) == [
        "m.zip!/a.txt", "n.zip!/a.txt", "n.zip!/b.txt",
    ]  # fmt: skip
    again = ingest(store, folder)
    assert (sorted(again.unchanged), sorted(again.duplicates)) == (
        sorted(report.added),
        sorted(report.duplicates),
    )


def test_part_whose_document_was_deleted_is_taken_again(store: Store, folder: Path) -> None:
    (folder / "m.zip").write_bytes(pack({"inre.zip": pack({"a.txt": A, "b.txt": B})}))
    ingest(store, folder)
    store.delete_document(store.documents_named("a.txt")[0])
    report = ingest(store, folder)
    assert tails(folder, report.added) == ["m.zip!/inre.zip!/a.txt"]
    assert tails(folder, report.unchanged) == ["m.zip!/inre.zip!/b.txt"]


def test_what_fails_in_a_container_is_told_each_time_and_the_rest_taken(store: Store, folder: Path) -> None:
    data = bytearray(pack({"a.txt": A, "b.txt": B, "tom.txt": "", "c.txt": C}))
    broken = data.index(b"b.txt") + len("b.txt") + 5
    data[broken : broken + 20] = b"\x00" * 20
    (folder / "m.zip").write_bytes(data)
    for _ in range(2):
        report = ingest(store, folder)
        reasons = {failure.path.rpartition("/")[2]: failure.reason for failure in report.failed}
        assert set(reasons) == {"b.txt", "tom.txt"}
        assert "the archive is broken here" in reasons["b.txt"]
        assert "tom.txt is empty" in reasons["tom.txt"]
    assert set(stored(store, folder)) == {"m.zip!/a.txt", "m.zip!/c.txt"}


def test_archive_with_a_password_says_so(store: Store, folder: Path) -> None:
    data = bytearray(pack({"a.txt": A, "b.txt": B}))
    first = data.index(b"PK\x01\x02")
    for entry in (first, data.index(b"PK\x01\x02", first + 4)):
        data[entry + 8] |= 1
    (folder / "m.zip").write_bytes(data)
    assert "password" in ingest(store, folder).failed[0].reason
    data[first + 8] &= ~1
    (folder / "m.zip").write_bytes(data)
    report = ingest(store, folder)
    assert tails(folder, report.added) == ["m.zip!/a.txt"]
    assert [failure.path.rpartition("/")[2] for failure in report.failed] == ["b.txt"]
    assert "password" in report.failed[0].reason


def test_archives_within_archives_are_opened_three_deep(store: Store, folder: Path) -> None:
    data = pack({"d.txt": C})
    for name in ("c.zip", "b.zip", "a.zip"):
        data = pack({name: data, f"{name}.txt": f"Om {name}\n\nByalag i Kil, {name}.\n"})
    (folder / "m.zip").write_bytes(data)
    report = ingest(store, folder)
    assert len(report.added) == 3
    assert [failure.path.removeprefix(f"{folder}/") for failure in report.failed] == [
        "m.zip!/a.zip!/b.zip!/c.zip"
    ]
    assert "one in the other" in report.failed[0].reason


def test_bombs_and_large_parts_are_refused(store: Store, folder: Path) -> None:
    members: dict[str, str | bytes] = {
        "nollor.txt": b"0" * 30_000_000,
        "a.txt": A,
        "stor.txt": os.urandom(1_300_000).hex(),
    }
    (folder / "m.zip").write_bytes(pack(members))
    report = ingest(store, folder, max_bytes=2_000_000)
    reasons = {failure.path.rpartition("/")[2]: failure.reason for failure in report.failed}
    assert "suspiciously tightly" in reasons["nollor.txt"]
    assert "more than 2 MB when unpacked" in reasons["stor.txt"]
    assert tails(folder, report.added) == ["m.zip!/a.txt"]


def test_too_many_parts_are_refused(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.zip_parts.MAX_PARTS", 2)
    (folder / "m.zip").write_bytes(pack({f"{n}.txt": A for n in range(3)}))
    assert "in 3 files" in ingest(store, folder).failed[0].reason


def test_limits_hold_for_all_that_is_packed_in_a_file(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.run_state.MAX_PARTS", 3)
    (folder / "m.zip").write_bytes(pack({"a.txt": A, "b.zip": pack({"c.txt": B, "d.txt": C})}))
    report = ingest(store, folder)
    assert tails(folder, report.added) == ["m.zip!/a.txt"]
    assert "m.zip holds more than 3 files" in report.failed[0].reason


def test_facts_in_an_archive_are_passed_over(store: Store, folder: Path) -> None:
    (folder / "m.zip").write_bytes(pack({"a.txt": A, "a.txt.meta.toml": "title = 'x'"}))
    report = ingest(store, folder)
    assert tails(folder, report.added) == ["m.zip!/a.txt"]
    assert "in archives they are not read" in report.skipped[0].reason


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\a.txt", "C/Users/a.txt"),
        ("a\x00.txt", "a .txt"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("x.zip!/y.txt", "x.zip/y.txt"),
        ("a\u202etxt.exe", "a txt.exe"),
        ("å" * 500 + ".pdf", "å" * 116 + ".pdf"),
        ("a/" * 50 + "b.txt", "a/" * 8 + "b.txt"),
    ],
)
def test_hostile_names_are_made_safe(given: str, safe: str) -> None:
    assert safe_name(given) == safe


@settings(max_examples=60)
@given(st.text(max_size=150))
def test_safe_names_lead_nowhere(name: str) -> None:
    safe = safe_name(name)
    steps = safe.split("/")
    assert not safe.startswith("/")
    assert "!/" not in safe
    assert all(step and step not in {".", ".."} and len(step) <= 120 for step in steps)
    assert safe.encode("utf-8").decode("utf-8") == safe


def test_names_that_become_one_are_told_apart(store: Store, folder: Path) -> None:
    with zipfile.ZipFile(folder / "m.zip", "w") as archive:
        archive.writestr("../x.txt", A)
        archive.writestr("/x.txt", B)
        archive.writestr("X.TXT", C)
    report = ingest(store, folder)
    assert tails(folder, report.added) == ["m.zip!/x.txt", "m.zip!/x (2).txt", "m.zip!/X (3).TXT"]
    assert not (folder.parent / "x.txt").exists()


def test_names_in_old_encodings_are_read(store: Store, folder: Path) -> None:
    data = pack({"xxxxxxxx": A, "yyyyyyyyy": B})
    data = data.replace(b"xxxxxxxx", "møde.txt".encode("cp850")).replace(b"yyyyyyyyy", "möte.txt".encode())
    (folder / "m.zip").write_bytes(data)
    assert tails(folder, ingest(store, folder).added) == ["m.zip!/møde.txt", "m.zip!/möte.txt"]


def test_archive_is_told_from_documents_that_are_packed() -> None:
    assert sniff(pack({"a.txt": A}), name="m.zip") == ZIP
    assert sniff(pack({"[Content_Types].xml": "", "word/document.xml": ""}), name="m.zip") not in {ZIP, EMAIL}


def test_folder_with_an_exclamation_mark_is_a_folder(store: Store, folder: Path) -> None:
    (folder / "Viktigt!").mkdir()
    (folder / "Viktigt!" / "a.txt").write_text(A, encoding="utf-8")
    assert len(ingest(store, folder).added) == 1
    report = ingest(store, folder)
    assert (len(report.unchanged), report.missing) == (1, ())
    (folder / "Viktigt!" / "a.txt").unlink()
    assert len(ingest(store, folder, prune=True).pruned) == 1
