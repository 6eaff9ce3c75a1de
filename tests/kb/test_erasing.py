"""A passage that a person asks to have erased is gone from every file of the home."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import pytest

from kb import erasing
from kb.backup import write_backup
from kb.erasure_plan import plan_erasure
from kb.errors import BackupError, DamagedFileError, DiskFullError, InputError
from kb.records import DocumentId
from kb.settings import load_settings
from kb.store import Store
from kb.text import text_hash
from tests.ingest.makers import make_docx, make_html, make_pdf
from tests.ingest.office_makers import make_odt, make_pptx
from tests.ingest.table_makers import make_csv, make_xlsx
from tests.kb.conftest import Run
from tests.kb.traces import (
    KEPT,
    MORE,
    NOTE,
    RARE,
    WORDS,
    erase,
    found,
    mail,
    opened,
    originals,
    pack,
    texts,
    traces,
)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METODBANK_EMBEDDER", "hashing")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "dokument"
    made.mkdir()
    (made / "notat.txt").write_text(NOTE, encoding="utf-8")
    return made


def test_words_are_gone_from_every_file_of_the_home_whatever_the_format(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("METODBANK_EMBEDDER")  # the shipped model, whose index has a list of words
    folder = tmp_path / "dokument"
    folder.mkdir()
    paragraphs = [("Normal", KEPT), ("Normal", WORDS + "."), ("Normal", MORE)]
    docx = make_docx([("Title", "Anteckningar"), ("Heading 1", WORDS), *paragraphs], title=WORDS)
    lines = [("h1", "Anteckningar"), ("p", KEPT), ("p", WORDS + "."), ("p", MORE)]
    files = {
        "a.txt": NOTE.encode(),
        "b.md": f"---\nförfattare: {WORDS}\n---\n# Byalag\n\n{KEPT} **{WORDS}.**\n\n{MORE} B.\n".encode(),
        "c.html": make_html(f"<main><h1>Byalag</h1><p>{KEPT}</p><p>{WORDS}.</p><p>{MORE} C.</p></main>"),
        "d.csv": make_csv([["Kommun", "Exempel"], ["Kil", KEPT], ["Kil", WORDS], ["Forshaga", MORE]]),
        "e.eml": mail(f"{KEPT}\n\n{WORDS}.\n\n{MORE} E.\n", subject=WORDS),
        "f.docx": docx,
        "g.pptx": make_pptx([("Byalag", [KEPT, WORDS]), ("Bank", [MORE])], notes={1: WORDS}),
        "h.xlsx": make_xlsx(
            ("Blad", [["Kommun", "Exempel"], ["Kil", KEPT], ["Kil", WORDS], ["Forshaga", MORE]])
        ),
        "i.pdf": make_pdf([lines, [("p", "Man ringde hem till familjer i Hagfors.")]], title=WORDS),
        "j.odt": make_odt([("p", KEPT), ("p", WORDS), ("p", MORE + " J")]),
        "k.zip": pack(l_txt=f"Kil\n\n{KEPT}\n\n{WORDS}.\n".encode(), m_docx=make_docx(paragraphs)),
        "n.eml": mail("Se bilagan om byalaget i Kil.", o_docx=make_docx([*paragraphs, ("Normal", "O.")])),
        "p.txt": (NOTE + "\nMer text.\n").encode("utf-16"),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    report = run.json("ingest", str(folder))
    assert report["failed"] == []
    n_all = len(report["added"])
    assert n_all == 15
    # whoever looks sees them: in the store, in the index and in originals of every kind
    before = traces(run.home)
    kinds = {Path(name).suffix for name in before if name.startswith("originals")}
    assert {"store.sqlite", "index/generation-000001/words.txt"} <= before
    assert kinds >= {".txt", ".md", ".html", ".csv", ".docx", ".pptx", ".xlsx", ".odt", ".eml"}

    done = erase(run, "a.txt", "--everywhere", "--reason", "begäran 2026-17")
    assert len(done["erased"]) == n_all - 1  # all but the mail that only carries an attachment
    assert all(each["places"] >= 1 and each["done"] for each in done["erased"])
    assert traces(run.home) == set()
    assert originals(run) == set()
    for word in RARE:
        assert found(run, f'"{word}"') == []
    assert len(set(found(run, "byalag i Kil"))) > 5
    assert run.json("index", "check")["problems"] == []
    shown = [run.json("document", "show", str(number)) for number in range(1, n_all + 1)]
    assert "zakrisson" not in str(shown).casefold()
    assert all("byalag" in str(each).casefold() for each in shown)
    # and does not come back
    again = run.json("ingest", str(folder))
    assert len(again["unchanged"]) >= n_all
    with sqlite3.connect(run.home / "store.sqlite") as raw:
        raw.execute("UPDATE documents SET pipeline_version = 1")
    raw.close()
    again = run.json("ingest", str(folder))
    assert (len(again["changed"]), again["failed"]) == (n_all, [])
    assert traces(run.home) == set()
    assert originals(run) == set()


def test_the_places_are_shown_and_nothing_goes_without_an_answer(run: Run, folder: Path) -> None:
    (folder / "annan.txt").write_text(NOTE + "\nOch en rad till om Forshaga kommun.\n", encoding="utf-8")
    run("ingest", str(folder))
    document = run.json("document", "list")["documents"][-1]["document_id"]
    before = run.json("document", "show", "notat.txt")
    shown = run("document", "erase", "notat.txt", "--text", WORDS.upper(), status=1)
    assert f"document {document}, notat.txt: 1 place\n" in shown
    assert "  line 5: …" in shown
    assert f"»{WORDS}«.  Fritidsbanken lånar ut" in shown
    assert "The same words stand in other documents, where they stay:" in shown
    assert "annan.txt: 1 place. Erase there with: metodbank document erase 1 …" in shown
    assert "Run the same command with --yes" in run.error
    run("document", "erase", "notat.txt", "--text", WORDS, "--json", status=1)
    assert run.json("document", "show", "notat.txt") == before
    assert run.json("document", "erasures") == {"erasures": []}
    assert "Nothing was erased in this home." in run("document", "erasures")


def test_a_person_is_asked_and_may_say_no(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("ingest", str(folder))
    monkeypatch.setattr("sys.stdin", _Terminal("n\n"))
    shown = run("document", "erase", "1", "--text", WORDS, status=130)
    assert "It cannot be undone" in shown
    assert WORDS in texts(run)
    monkeypatch.setattr("sys.stdin", _Terminal("y\n"))
    assert "Erased 1 place (63 characters) from document 1, notat.txt." in run(
        "document", "erase", "1", "--text", WORDS
    )
    assert WORDS not in texts(run)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_rest_of_the_document_stays_as_it_was(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    before = run.json("document", "show", "1")
    erase(run)
    after = run.json("document", "show", "1")
    assert texts(run) == f"{KEPT}\n{MORE}"  # the mark, alone on its line, is no passage
    assert {key: after["metadata"][key] for key in ("title", "sha256", "language")} == {
        key: before["metadata"][key] for key in ("title", "sha256", "language")
    }
    lines = {chunk["text"]: chunk["lines"] for chunk in after["chunks"] if MORE in chunk["text"]}
    assert all(last == 7 for _, last in lines.values())


def test_what_is_told_afterwards(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    (run.home / "before-restore-20260101-x").mkdir()
    shown = run("document", "erase", "1", "--text", WORDS, "--yes", "--reason", "begäran 17", "--by", "Eva")
    assert f"  {folder / 'notat.txt'}\n" in shown
    assert f"  {run.home / 'before-restore-20260101-x'}\n" in shown
    assert "Backups made before hold the words still" in shown
    listed = run("document", "erasures")
    assert "document 1, notat.txt: 1 place, 63 characters, by Eva: begäran 17" in listed
    (log,) = run.json("document", "erasures")["erasures"]
    assert (log["places"], log["characters"], log["done"]) == (1, 63, True)
    assert not any(word in str(log).casefold() for word in RARE)
    assert (folder / "notat.txt").read_text(encoding="utf-8") == NOTE


def test_a_whole_passage_is_erased_by_its_id(run: Run, folder: Path) -> None:
    passages = "\n\n".join(f"## Del {n}\n\n{KEPT} Del {n}. " + "Fler ord. " * 60 for n in (1, 2, 3))
    (folder / "lang.md").write_text(f"# Lång\n\n{passages}\n", encoding="utf-8")
    run("ingest", str(folder / "lang.md"))
    chunks = run.json("document", "show", "1")["chunks"]
    chosen = next(chunk for chunk in chunks if "Del 2." in chunk["text"])
    done = run.json("document", "erase", "1", "--chunk", str(chosen["id"]), "--yes")
    assert done["erased"][0]["places"] >= 1
    assert "Del 2." not in texts(run)
    assert "Del 1." in texts(run)
    assert "Del 3." in texts(run)


def test_words_behind_the_address_of_a_link_are_found_as_they_are_shown(run: Run, folder: Path) -> None:
    text = f"# Byalag\n\n{KEPT} Läs [Qvistberg](https://kil.example/qvistberg) Zakrisson noga. {MORE}\n"
    (folder / "lank.md").write_text(text, encoding="utf-8")
    run("ingest", str(folder / "lank.md"))
    assert "Läs Qvistberg Zakrisson noga" in texts(run)
    erase(run, text="läs Qvistberg Zakrisson noga")
    assert traces(run.home) == set()
    assert MORE in texts(run)


def test_what_cannot_be_erased_is_refused_and_changes_nothing(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    before = run.json("document", "show", "1")
    refused = {
        ("1", "--text", "Ord som inte finns"): "is not in notat.txt in these words. Nothing was erased.",
        ("1", "--text", "Qvistber"): "is not in notat.txt in these words",
        ("1", "--text", " – …"): "There is no word in",
        ("1", "--text", WORDS, "--text", "Ord som inte finns"): "“Ord som inte finns” is not in notat.txt",
        ("1", "--chunk", "99"): "notat.txt has no passage 99",
        ("9", "--text", "Kil"): "There is no document '9'",
        ("1", "--text", NOTE): "holds nothing but these words. Nothing was erased. Delete it instead",
    }
    for arguments, message in refused.items():
        run("document", "erase", *arguments, "--yes", status=1)
        assert message in run.error
    assert run.json("document", "show", "1") == before
    assert run.json("document", "erasures") == {"erasures": []}
    assert len(originals(run)) == 1


def test_nothing_said_is_wrong_usage(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    run("document", "erase", "1", status=2)
    assert "Give --text or --chunk" in run.error


def test_words_erased_before_are_told_as_such(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    erase(run)
    run("document", "erase", "1", "--text", WORDS, "--yes", status=1)
    assert "it was erased before, by erasure 1" in run.error


def test_only_the_words_in_the_name_stay_and_that_is_said(run: Run, folder: Path) -> None:
    named = folder / "Qvistberg Zakrisson.txt"
    named.write_text(f"Byalag\n\n{KEPT} Så sade Qvistberg Zakrisson.\n", encoding="utf-8")
    run("ingest", str(named))
    shown = run("document", "erase", "1", "--text", "Qvistberg Zakrisson", "--yes")
    assert "The words stand in the name too, which is not changed" in shown
    assert "Zakrisson" not in texts(run)


# Steps and what breaks off between them


@pytest.mark.parametrize("step", ["made", "originals", "index", "vectors", "traces", "done"])
def test_a_process_that_ends_between_the_steps_is_finished_by_the_next(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    run("ingest", str(folder))
    knowledge_base = opened(run)
    plan = knowledge_base.erasing.plan(DocumentId(1), [WORDS])
    places = {
        "made": (Store, "put_erased"),
        "originals": (erasing, "_remove_originals"),
        "index": (type(knowledge_base._index), "build_anew"),
        "vectors": (Store, "keep_vectors"),
        "traces": (Store, "clear_traces"),
        "done": (Store, "set_erasures_done"),
    }
    with monkeypatch.context() as patched:
        patched.setattr(*places[step], _killed)
        with pytest.raises(_Killed):
            knowledge_base.erasing.erase(plan)
    knowledge_base.close()
    if step == "made":  # nothing was changed
        assert WORDS in texts(run)
        assert run.json("document", "erasures") == {"erasures": []}
        erase(run)
    # any command finishes
    run("document", "list")
    (log,) = run.json("document", "erasures")["erasures"]
    assert log["done"] is True
    assert traces(run.home) == set()
    assert originals(run) == set()
    assert KEPT in texts(run)
    assert run.json("index", "check")["problems"] == []


class _Killed(BaseException):
    pass


def _killed(*_: object, **__: object) -> None:
    raise _Killed


def test_what_cannot_be_finished_now_is_said_and_done_later(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ingest", str(folder))

    def full(*_: object) -> None:
        raise DiskFullError("There is no space left.")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "clear_traces", full)
        run("document", "erase", "1", "--text", WORDS, "--yes", status=1)
        assert "There is no space left. The words are gone from the documents" in run.error
        assert "when it is next opened" in run.error
        assert "(not yet removed from all files)" in run("document", "erasures")
        assert WORDS not in texts(run)
        with pytest.raises(BackupError, match="not yet removed from all files"):
            write_backup(load_settings(home=run.home), folder / "kopia.zip")
    assert not (folder / "kopia.zip").exists()
    assert "(not yet removed" not in run("document", "erasures")
    assert traces(run.home) == set()


def test_a_reader_with_a_connection_of_its_own_sees_the_change(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    reader = opened(run)
    assert WORDS in reader.chunks(DocumentId(1))[0].text + reader.chunks(DocumentId(1))[-1].text
    erase(run)
    assert not any(WORDS in chunk.text for chunk in reader.chunks(DocumentId(1)))
    assert traces(run.home) == set()
    reader.close()


def test_vectors_of_texts_with_the_words_go_and_others_stay(run: Run, folder: Path) -> None:
    (folder / "annan.txt").write_text(f"Annat\n\n{MORE}\n", encoding="utf-8")
    run("ingest", str(folder))

    def hashes() -> set[str]:
        with sqlite3.connect(run.home / "store.sqlite") as raw:
            rows = raw.execute("SELECT text_hash FROM vectors").fetchall()
        raw.close()
        return {row[0] for row in rows}

    with_words = [chunk["text"] for chunk in run.json("document", "show", "notat.txt")["chunks"]]
    others = [chunk["text"] for chunk in run.json("document", "show", "annan.txt")["chunks"]]
    gone = {text_hash(text) for text in with_words if WORDS in text}
    assert gone
    assert gone <= hashes()
    erase(run, "notat.txt")
    assert not gone & hashes()
    assert {text_hash(text) for text in others} <= hashes()


def test_words_of_a_document_that_changed_meanwhile_are_not_erased(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    knowledge_base = opened(run)
    plan = knowledge_base.erasing.plan(DocumentId(1), [WORDS])
    (folder / "notat.txt").write_text(NOTE + "\nMer.\n", encoding="utf-8")
    run("ingest", str(folder))
    with pytest.raises(InputError, match=r"notat\.txt has changed meanwhile"):
        knowledge_base.erasing.erase(plan)
    assert knowledge_base.erasing.log() == []
    knowledge_base.close()


def test_a_document_stored_by_another_pipeline_is_refused_where_its_words_differ(
    run: Run, folder: Path
) -> None:
    run("ingest", str(folder))
    with sqlite3.connect(run.home / "store.sqlite") as raw:  # as an older reader may have read it
        raw.execute("UPDATE documents SET text = replace(text, 'Zakrisson', 'Zakris son')")
    raw.close()
    knowledge_base = opened(run)
    plan = knowledge_base.erasing.plan(DocumentId(1), ["Qvistberg Zakris son"])
    with pytest.raises(DamagedFileError, match="Take it in again and erase the words as they stand then"):
        knowledge_base.erasing.erase(plan)
    assert knowledge_base.erasing.log() == []
    knowledge_base.close()


def test_practices_of_curators_lose_the_words_and_parts_of_them(run: Run, folder: Path) -> None:
    told = f"{WORDS} och alla grannar fick veta det samma kväll"
    (folder / "notat.txt").write_text(NOTE.replace(WORDS, told), encoding="utf-8")
    run("ingest", str(folder))
    quotes = [
        f"{KEPT} {told}", "Wallmofamiljen", "placerades hos Wallmofamiljen efter tvisten och alla",
        "Fritidsbanken lånar ut",
    ]  # fmt: skip
    with sqlite3.connect(run.home / "store.sqlite") as raw:
        raw.execute(
            "INSERT INTO practices (id, kind, state, title, title_origin, name, language, updated_at) "
            "VALUES (901, 'practice', 'published', ?, 'curator', ?, 'sv', '2026')", (told, "Byalag")
        )  # fmt: skip
        raw.executemany(
            "INSERT INTO practice_quotes (practice_id, field, chunk_id, document_id, first, past, text) "
            "VALUES (901, NULL, 1, 1, 0, 9, ?)", [(quote,) for quote in quotes]
        )  # fmt: skip
        raw.execute(
            "INSERT INTO practice_texts (practice_id, field, language, text) "
            "VALUES (901, 'summary', 'sv', ?)",
            ("Byalaget bytte namn efter tvisten och alla grannar fick veta det.",),
        )
    raw.close()
    erase(run, text=told)
    with sqlite3.connect(run.home / "store.sqlite") as raw:
        practice = raw.execute("SELECT title, name FROM practices WHERE id = 901").fetchone()
        left = raw.execute("SELECT text FROM practice_quotes WHERE practice_id = 901 ORDER BY id").fetchall()
        (summary,) = raw.execute("SELECT text FROM practice_texts WHERE practice_id = 901").fetchone()
    raw.close()
    assert practice == ("[…]", "Byalag")
    assert [text for (text,) in left] == [f"{KEPT} […]", "[…]", "[…]", "Fritidsbanken lånar ut"]
    assert summary == "Byalaget bytte namn […]."
    assert traces(run.home) == set()


def test_the_words_are_not_in_the_lock_or_a_backup_made_after(run: Run, folder: Path, tmp_path: Path) -> None:
    run("ingest", str(folder))
    erase(run)
    target = tmp_path / "sparad" / "kopia.zip"
    target.parent.mkdir()
    write_backup(load_settings(home=run.home), target)
    assert traces(target.parent) == set()
    other = Run(tmp_path / "annat", run.capsys)
    other("restore", str(target))
    assert len(other.json("document", "erasures")["erasures"]) == 1
    with sqlite3.connect(other.home / "store.sqlite") as raw:
        raw.execute("UPDATE documents SET pipeline_version = 1")
    raw.close()
    other("ingest", str(folder))
    assert traces(other.home) == set()


def test_planning_finds_brute_force_what_stands_there(run: Run, folder: Path) -> None:
    (folder / "notat.txt").write_text(NOTE + f"\n{WORDS}\n\nOch {WORDS.lower()}.\n", encoding="utf-8")
    run("ingest", str(folder))
    store = Store(run.home / "store.sqlite")
    text = store.text(DocumentId(1))
    plan = plan_erasure(store, DocumentId(1), [WORDS])
    store.close()
    (target,) = plan.targets
    starts = [i for i in range(len(text)) if text[i:].casefold().startswith(WORDS.casefold())]
    assert [start for start, _ in target.spans] == starts
    assert len(starts) == 3
    assert [place.where for place in target.places] == ["line 5", "line 9", "line 11"]
