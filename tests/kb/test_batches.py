"""Files that are handed in: put together, read, looked through and handed in."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.accounts import ANYBODY, OPERATOR
from kb.batch_expiry import expire
from kb.batches import BatchProgress, BatchState, ReviewState
from kb.errors import (
    BatchError,
    BatchNotFoundError,
    ChangedMeanwhileError,
    LockedError,
    PermissionDeniedError,
)
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import DocumentId, Metadata
from kb.settings import load_settings
from kb.store.audit import AuditStore
from tests.kb.batch_help import ANNA, BO, BRIDGE, CURATOR, NIGHT, SHORT, put, read, states, zipped


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KnowledgeBase]:
    base = open_knowledge_base(
        load_settings(
            home=tmp_path / "home",
            embedder="hashing",
            workers=1,
            max_batch_files=4,
            max_batch_mb=2,
            max_file_mb=1,
        )
    )
    yield base
    base.close()


@pytest.fixture
def anna(home: KnowledgeBase) -> KnowledgeBase:
    return home.acting_as(ANNA)


def _incoming(base: KnowledgeBase) -> list[Path]:
    return [path for path in (base.settings.review_path / "incoming").rglob("*") if path.is_file()]


# Who may


def test_reader_hands_in_nothing(home: KnowledgeBase) -> None:
    with pytest.raises(PermissionDeniedError):
        home.acting_as(ANYBODY).batches.begin("Dialogbord")


def test_batch_of_somebody_else_is_not_there_but_curators_see_it(
    home: KnowledgeBase, anna: KnowledgeBase
) -> None:
    batch = anna.batches.begin("Dialogbord")
    bo = home.acting_as(BO)
    with pytest.raises(BatchNotFoundError):
        bo.batches.show(batch.id)
    with pytest.raises(BatchNotFoundError):
        put(bo, batch, {"a.md": BRIDGE})
    assert bo.batches.mine() == ()
    assert home.acting_as(CURATOR).batches.mine() == (batch,)


def test_every_change_is_in_the_log_without_what_a_document_says(
    home: KnowledgeBase, anna: KnowledgeBase
) -> None:
    batch = read(anna, {"a.md": BRIDGE})
    anna.batches.hand_in(batch.id)
    lines = home.store.part(AuditStore).lines(limit=10, subject=f"batch {batch.id}")
    assert [line.act for line in reversed(lines)] == [
        "batch.begin", "batch.announce", "batch.put", "batch.hand_in",
    ]  # fmt: skip
    assert {line.login for line in lines} == {"anna"}


# Files arrive


def test_file_lies_whole_under_a_number_and_its_type_is_decided_by_what_it_holds(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    (file,) = put(anna, batch, {"../../etc/\u202epasswd.pdf": BRIDGE})
    assert file.name == "passwd.pdf"
    assert [path.relative_to(anna.settings.review_path) for path in _incoming(anna)] == [
        Path("incoming", str(batch.id), str(file.id))
    ]
    stored = anna.batches.show(batch.id).files[0]
    assert stored.sha256 == hashlib.sha256(BRIDGE.encode()).hexdigest()
    found = anna.batches.read(batch.id).files[0]
    assert found.items[0].title == "Lånecyklar på biblioteket"


def test_file_that_breaks_off_or_is_longer_than_announced_leaves_nothing(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    (file,) = anna.batches.announce(batch.id, [("a.md", 100)])
    for parts in ([b"x" * 99], [b"x" * 60, b"x" * 60]):
        with pytest.raises(BatchError, match="100 were announced"):
            anna.batches.put(file.id, parts)
        assert _incoming(anna) == []
    assert states(anna.batches.show(batch.id)) == ["announced"]


def test_error_while_a_file_comes_leaves_nothing(anna: KnowledgeBase) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x"
        raise ConnectionResetError

    batch = anna.batches.begin("Dialogbord")
    (file,) = anna.batches.announce(batch.id, [("a.md", 100)])
    with pytest.raises(ConnectionResetError):
        anna.batches.put(file.id, broken())
    assert _incoming(anna) == []


def test_same_name_and_size_announced_again_is_the_same_file_until_it_arrives(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    (first,) = anna.batches.announce(batch.id, [("a.md", len(SHORT.encode()))])
    (again,) = anna.batches.announce(batch.id, [("a.md", len(SHORT.encode()))])
    assert again.id == first.id
    anna.batches.put(first.id, [SHORT.encode()])
    (other,) = anna.batches.announce(batch.id, [("a.md", len(SHORT.encode()))])
    assert other.id != first.id
    with pytest.raises(BatchError, match="arrived already"):
        anna.batches.put(first.id, [SHORT.encode()])


def test_two_of_the_same_name_and_size_at_once_are_two_files(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    one, other = anna.batches.announce(batch.id, [("a.md", 10), ("a.md", 10)])
    assert one.id != other.id


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([("a.md", 10)] * 5, "would hold 5 files; 4 is the limit"),
        ([("a.md", 1_000_001)], "a.md has 1.0 MB; 1 MB is the limit"),
        ([("a.md", 900_000), ("b.md", 900_000), ("c.md", 900_000)], "2.7 MB in all; 2 MB is the limit"),
        ([("a.md", 0)], "a.md is empty"),
    ],
)
def test_limits_are_told_with_numbers_and_nothing_is_announced(
    anna: KnowledgeBase, files: list[tuple[str, int]], told: str
) -> None:
    batch = anna.batches.begin("Dialogbord")
    with pytest.raises(BatchError, match=told):
        anna.batches.announce(batch.id, files)
    assert anna.batches.show(batch.id).files == ()


# Reading


def test_facts_of_the_batch_hold_for_each_file_and_its_own_over_them(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin(
        "Dialogbord", {"event": "Mötesplatser 2026", "date": "12 maj 2026", "contact": "samordnare, Kil"}
    )
    file, _ = put(anna, batch, {"a.md": BRIDGE, "b.md": NIGHT})
    anna.batches.describe_file(file.id, facts={"event": "Cykeldagen"}, is_masked=True, seen=file.version)
    batch = anna.batches.read(batch.id)
    found = [_metadata(anna, file.items[0].document_id) for file in batch.files]
    assert [(each.event, each.date, each.contact) for each in found] == [
        ("Cykeldagen", "2026-05-12", "samordnare, Kil"),
        ("Mötesplatser 2026", "2026-05-12", "samordnare, Kil"),
    ]


def _metadata(base: KnowledgeBase, document_id: DocumentId | None) -> Metadata:
    return base.review_home.store.document(DocumentId(document_id or 0)).metadata


def test_changed_facts_have_only_the_files_read_again_that_they_concern(anna: KnowledgeBase) -> None:
    batch = read(anna, {"a.md": BRIDGE, "b.md": NIGHT}, event="Mötesplatser 2026")
    before = batch.files[0].items[0]
    own = batch.files[1]
    anna.batches.describe_file(own.id, facts={"event": "Nattmöte"}, is_masked=True, seen=own.version)
    batch = anna.batches.read(batch.id)
    batch = anna.batches.describe(
        batch.id, title="Dialogbord", facts={"event": "Träffpunkt"}, seen=batch.version
    )
    assert states(batch) == ["arrived", "read"]
    batch = anna.batches.read(batch.id)
    item = batch.files[0].items[0]
    assert (item.id, _metadata(anna, item.document_id).event) == (before.id, "Träffpunkt")
    assert _metadata(anna, batch.files[1].items[0].document_id).event == "Nattmöte"


def test_personal_data_are_masked_and_counted_unless_the_file_says_otherwise(anna: KnowledgeBase) -> None:
    batch = read(anna, {"a.md": NIGHT, "b.md": NIGHT.replace("fredag", "torsdag")})
    assert [dict(file.masked) for file in batch.files] == [{"email": 1, "phone": 1}] * 2
    file = batch.files[1]
    anna.batches.describe_file(file.id, facts={}, is_masked=False, seen=file.version)
    batch = anna.batches.read(batch.id)
    texts = [anna.review_home.store.text(file.items[0].document_id) for file in batch.files]  # type: ignore[arg-type]
    assert ["65 12 34 56" in text for text in texts] == [False, True]
    assert [dict(file.masked) for file in batch.files] == [{"email": 1, "phone": 1}, {}]


def test_of_a_long_line_whole_words_around_personal_data_are_told(anna: KnowledgeBase) -> None:
    line = "Natteravnene gik ud " * 20 + "og ringede til tlf. 65 12 34 56 " + "fordi byen var stille " * 20
    batch = read(anna, {"a.txt": f"Natteravne i Odense\n\n{line}\n"})
    (found,) = anna.batches.personal_data(batch.files[0].id)
    before, after = found.line.split(" 65 12 34 56 ")
    assert found.line.startswith("… ")
    assert found.line.endswith(" …")
    assert {*before.split(), *after.split()} <= {*line.split(), "…"}
    assert len(found.line) <= 204


def test_personal_data_are_told_with_their_line_and_stored_nowhere(anna: KnowledgeBase) -> None:
    batch = read(anna, {"a.md": NIGHT, "b.zip": zipped({"inne.md": NIGHT.replace("fredag", "torsdag")})})
    found = anna.batches.personal_data(batch.files[0].id)
    assert [(each.kind, each.words) for each in found] == [
        ("phone", "65 12 34 56"),
        ("email", "natten@example.dk"),
    ]
    assert "politiet fik færre opkald" not in found[0].words
    assert "Ring på tlf. 65 12 34 56" in found[0].line
    assert {each.name for each in anna.batches.personal_data(batch.files[1].id)} == {"inne.md"}
    left = [path for path in anna.settings.review_path.iterdir() if path.name.startswith(".personal")]
    assert left == []


def test_archive_gives_several_documents_and_what_of_it_failed_is_told(anna: KnowledgeBase) -> None:
    batch = read(anna, {"notes.zip": zipped({"a.md": BRIDGE, "b.md": NIGHT, "c.pdf": "%PDF-1.4 broken"})})
    (file,) = batch.files
    assert [item.title for item in file.items] == ["Lånecyklar på biblioteket", "Natteravne i Ikast-Brande"]
    assert file.state == "read"
    assert "c.pdf is cut off or broken" in (file.reason or "")
    assert dict(file.masked) == {"email": 1, "phone": 1}


def test_file_that_cannot_be_read_goes_to_quarantine_and_the_others_go_on(
    home: KnowledgeBase, anna: KnowledgeBase
) -> None:
    batch = read(anna, {"a.pdf": "%PDF-1.4 broken", "b.md": BRIDGE})
    assert states(batch) == ["failed", "read"]
    (failed,) = home.acting_as(CURATOR).batches.quarantine()
    assert (failed.file.name, failed.owner_name) == ("a.pdf", "Anna Ek")
    assert "cut off or broken" in (failed.file.reason or "")
    kept = anna.settings.review_path / "quarantine" / (failed.file.sha256 or "")
    assert kept.read_bytes() == b"%PDF-1.4 broken"
    assert _incoming(anna) == []


def test_failed_file_that_is_taken_back_is_tried_again(anna: KnowledgeBase) -> None:
    batch = read(anna, {"a.pdf": "%PDF-1.4 broken"})
    anna.batches.take_back(batch.files[0].id)
    assert states(anna.batches.show(batch.id)) == ["arrived"]
    assert states(anna.batches.read(batch.id)) == ["failed"]


def test_each_file_is_told_while_the_others_are_still_read(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    put(anna, batch, {f"{n}.md": f"{BRIDGE}\nNummer {n} av alla cyklarna.\n" for n in range(4)})
    seen: list[tuple[int, int]] = []

    def look(progress: BatchProgress) -> None:
        if progress.step == "files":
            seen.append((progress.n_done, states(anna.batches.show(batch.id)).count("read")))

    anna.batches.read(batch.id, progress=look)
    assert seen[-1] == (4, 4)
    assert all(n_read <= n_done for n_done, n_read in seen)
    assert any(0 < n_read < 4 for _, n_read in seen)


def test_batch_that_another_is_reading_is_not_read_at_once(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    put(anna, batch, {"a.md": BRIDGE})
    with anna.review_home.locked("test"), pytest.raises(LockedError):
        anna.batches.read(batch.id)
    assert states(anna.batches.read(batch.id)) == ["read"]


def test_facts_that_change_while_a_file_is_read_have_it_read_again(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    put(anna, batch, {"a.md": BRIDGE, "b.md": NIGHT})
    done: list[str] = []

    def change(progress: BatchProgress) -> None:
        if not done:
            done.append(progress.step)
            now = anna.batches.show(batch.id)
            anna.batches.describe(batch.id, title="Dialogbord", facts={"event": "Nytt"}, seen=now.version)

    anna.batches.read(batch.id, progress=change)
    assert "arrived" in states(anna.batches.show(batch.id))
    batch = anna.batches.read(batch.id)
    assert states(batch) == ["read", "read"]
    assert {_metadata(anna, file.items[0].document_id).event for file in batch.files} == {"Nytt"}


# Looking through and handing in


def test_left_out_file_is_not_handed_in_and_can_be_taken_back(anna: KnowledgeBase) -> None:
    batch = read(anna, {"a.md": BRIDGE, "b.md": NIGHT})
    anna.batches.leave_out(batch.files[0].id)
    batch = anna.batches.hand_in(batch.id)
    assert [file.items[0].state for file in batch.files] == [ReviewState.LEFT_OUT, ReviewState.WAITING]
    batch = anna.batches.take_back_batch(batch.id)
    anna.batches.take_back(batch.files[0].id)
    anna.batches.read(batch.id)
    batch = anna.batches.hand_in(batch.id)
    assert [file.items[0].state for file in batch.files] == [ReviewState.WAITING] * 2
    assert batch.state is BatchState.HANDED_IN


def test_batch_is_handed_in_only_when_everything_is_read(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    with pytest.raises(BatchError, match="no document to hand in"):
        anna.batches.hand_in(batch.id)
    anna.batches.announce(batch.id, [("later.md", 10)])
    with pytest.raises(BatchError, match="1 files have not arrived"):
        anna.batches.hand_in(batch.id)
    anna.batches.leave_out(anna.batches.show(batch.id).files[0].id)
    put(anna, batch, {"a.md": BRIDGE})
    with pytest.raises(BatchError, match="1 files are not read"):
        anna.batches.hand_in(batch.id)
    anna.batches.read(batch.id)
    assert anna.batches.hand_in(batch.id).state is BatchState.HANDED_IN


def test_batch_that_is_handed_in_is_not_changed(anna: KnowledgeBase) -> None:
    batch = anna.batches.hand_in(read(anna, {"a.md": BRIDGE}).id)
    for change in (
        lambda: anna.batches.describe(batch.id, title="Ny", facts={}, seen=batch.version),
        lambda: anna.batches.announce(batch.id, [("b.md", 5)]),
        lambda: anna.batches.leave_out(batch.files[0].id),
        lambda: anna.batches.remove(batch.id),
    ):
        with pytest.raises(BatchError, match="not open any more"):
            change()


def test_second_of_two_tabs_is_told_who_changed_it(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    anna.batches.describe(batch.id, title="Ett", facts={}, seen=batch.version)
    with pytest.raises(ChangedMeanwhileError) as caught:
        anna.batches.describe(batch.id, title="Två", facts={}, seen=batch.version)
    assert caught.value.by == "Anna Ek"
    assert anna.batches.show(batch.id).title == "Ett"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"colour": "red"}, "There is no fact 'colour'"),
        ({"title": "Alla"}, "cannot have one title"),
        ({"date": "i våras"}, "2026-11-23"),
        ({"municipalities": "Norbreg"}, "did you mean Norberg"),
        ({"contact": "Maria Svensson"}, "name or the address of a person"),
        ({"contact": "utvecklare Maria Svensson, Kil"}, "name or the address of a person"),
        ({"contact": "maria@example.se"}, "name or the address of a person"),
        ({"event": "x" * 501}, "more than 500 characters"),
        ({"url": "javascript:alert(1)"}, "begins with https"),
    ],
)
def test_facts_that_cannot_be_used_are_refused(anna: KnowledgeBase, facts: dict[str, str], told: str) -> None:
    with pytest.raises(BatchError, match=told):
        anna.batches.begin("Dialogbord", facts)


# Deleting


def test_removed_batch_can_be_taken_back_for_some_hours(home: KnowledgeBase, anna: KnowledgeBase) -> None:
    batch = read(anna, {"a.md": BRIDGE})
    anna.batches.remove(batch.id)
    assert anna.batches.mine() == ()
    assert home.batches.expire() == 0
    assert states(anna.batches.undo_remove(batch.id)) == ["read"]
    anna.batches.remove(batch.id)
    assert expire(home.store, home.review_home, OPERATOR, now=datetime.now(UTC) + timedelta(hours=25)) == 1
    with pytest.raises(BatchNotFoundError):
        anna.batches.undo_remove(batch.id)


def test_batch_nobody_touches_is_deleted_with_all_that_was_read(
    home: KnowledgeBase, anna: KnowledgeBase
) -> None:
    kept = read(anna, {"a.md": BRIDGE})
    anna.batches.hand_in(kept.id)
    read(anna, {"same.md": BRIDGE, "b.md": NIGHT, "c.zip": zipped({"d.md": SHORT}), "e.pdf": "%PDF-1.4"})
    late = datetime.now(UTC) + timedelta(days=31)
    assert expire(home.store, home.review_home, OPERATOR, now=late) == 1
    assert [batch.id for batch in anna.batches.mine()] == [kept.id]
    store = home.review_home.store
    assert [file.path for file in store.files()] == [kept.files[0].items[0].path]
    assert _incoming(anna) == []
    assert list((anna.settings.review_path / "quarantine").iterdir()) == []
    assert home.store.part(AuditStore).lines(limit=1)[0].act == "batch.expire"
    assert home.store.part(AuditStore).check() == []


def test_file_whose_copy_is_deleted_keeps_its_document(home: KnowledgeBase, anna: KnowledgeBase) -> None:
    first = read(anna, {"a.md": BRIDGE})
    second = read(anna, {"copy.md": BRIDGE})
    anna.batches.hand_in(second.id)
    anna.batches.remove(first.id)
    expire(home.store, home.review_home, OPERATOR, now=datetime.now(UTC) + timedelta(hours=25))
    item = anna.batches.show(second.id).files[0].items[0]
    assert home.review_home.store.document(item.document_id).source.path == item.path  # type: ignore[arg-type]


def test_second_upload_that_ends_late_replaces_nothing(anna: KnowledgeBase) -> None:
    data = SHORT.encode()
    batch = anna.batches.begin("Dialogbord")
    (file,) = anna.batches.announce(batch.id, [("a.md", len(data))])

    def late() -> Iterator[bytes]:
        yield b"x" * (len(data) - 1)
        anna.batches.put(file.id, [data])
        anna.batches.read(batch.id)
        anna.batches.hand_in(batch.id)
        yield b"x"

    with pytest.raises(BatchError, match="not open any more"):
        anna.batches.put(file.id, late())
    assert _incoming(anna) == []


def test_other_content_that_arrives_beside_the_first_does_not_take_its_place(anna: KnowledgeBase) -> None:
    data = SHORT.encode()
    batch = anna.batches.begin("Dialogbord")
    (file,) = anna.batches.announce(batch.id, [("a.md", len(data))])

    def late() -> Iterator[bytes]:
        anna.batches.put(file.id, [data])
        yield b"x" * len(data)

    with pytest.raises(BatchError, match="arrived already"):
        anna.batches.put(file.id, late())
    stored = anna.review_home.path / "incoming" / str(batch.id) / str(file.id)
    assert stored.read_bytes() == data


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
def test_what_is_handed_in_can_be_read_by_its_owner_alone(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    put(anna, batch, {"a.md": SHORT})
    assert stat.S_IMODE(anna.review_home.path.stat().st_mode) == 0o700


def test_what_is_left_out_counts_as_long_as_it_lies_on_the_disk(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "small", embedder="hashing", max_batch_mb=1)
    base = open_knowledge_base(settings).acting_as(ANNA)
    batch = base.batches.begin("Dialogbord")
    for name in ("a.md", "b.md"):
        (file,) = base.batches.announce(batch.id, [(name, 400_000)])
        base.batches.put(file.id, [b"x" * 400_000])
        base.batches.leave_out(file.id)
    with pytest.raises(BatchError, match="1 MB is the limit"):
        base.batches.announce(batch.id, [("c.md", 400_000)])
    base.close()
