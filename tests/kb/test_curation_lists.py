"""What waits for a curator, what is due, and what the command line tells of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kb.curation import DueReason, StillRunning, WorkKind
from kb.practices import PracticeId, PracticeKind
from kb.records import Language
from kb.store.practice_loads import LoadChanges, NewLoad
from tests.kb.conftest import Run
from tests.kb.curators import KIL, Curators
from tests.kb.test_practice_loading import KIL_ENTRY

LATER = date(datetime.now(UTC).year + 3, 1, 1)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Curators]:
    made = Curators(tmp_path)
    yield made
    made.store.close()


def listed(room: Curators, kind: WorkKind, who: str = "anna") -> list[PracticeId]:
    desk = room.anna if who == "anna" else room.bo
    found = desk.worklist(kind)
    assert found.total == found.counts[kind] == len(found.items)
    return [item.id for item in found.items]


def rewrite(room: Curators, statement: str, *values: object) -> None:
    with sqlite3.connect(room.store.path) as raw:
        raw.execute(statement, values)
    raw.close()


def test_candidates_of_reviewed_documents_come_first_then_the_most_told(room: Curators) -> None:
    rewrite(room, "UPDATE practices SET kind = 'practice'")
    most = room.candidate("SE1763")
    rewrite(
        room,
        "INSERT INTO practice_quotes (practice_id, chunk_id, document_id, first, past, text) "
        "SELECT practice_id, chunk_id, document_id, first + 1, past, 'mer' FROM practice_quotes "
        "WHERE practice_id = ? AND field IS NULL",
        most,
    )
    rewrite(room, "UPDATE documents SET path = 'upload:1/2/vejle.txt' WHERE id = ?", room.vejle)
    kil, vejle = room.candidate("SE1715"), room.candidate("DK630")
    assert listed(room, WorkKind.CANDIDATES) == [vejle, most, kil]
    (first, *_) = room.anna.worklist(WorkKind.CANDIDATES, limit=1).items
    assert (first.id, first.is_from_review, first.municipalities) == (vejle, True, ("DK630",))
    assert [each.id for each in room.anna.worklist(WorkKind.CANDIDATES, limit=1, offset=1).items] == [most]


def test_each_state_has_its_list_and_mine_are_those_that_i_changed(room: Curators) -> None:
    one, other, third = room.taken(), room.bo.take_over(room.candidate("DK630")), room.taken("SE1763")
    room.bo.set_kind(other, PracticeKind.METHOD, seen=2)
    room.publish(third)
    assert listed(room, WorkKind.MY_DRAFTS) == [one]
    assert listed(room, WorkKind.MY_DRAFTS, "bo") == [other]
    assert set(listed(room, WorkKind.DRAFTS)) == {one, other}
    # one's own work is for others to review
    assert other in listed(room, WorkKind.TO_REVIEW)
    assert other not in listed(room, WorkKind.TO_REVIEW, "bo")
    room.anna.submit(other)
    assert listed(room, WorkKind.REVIEWED) == [other]
    assert listed(room, WorkKind.PUBLISHED) == [third]
    assert listed(room, WorkKind.CANDIDATES) == []


def test_a_practice_is_due_two_years_after_somebody_looked(room: Curators) -> None:
    practice = room.taken()
    room.publish(practice)
    assert room.anna.due() == ()
    (item,) = room.anna.due(today=LATER)
    assert (item.id, item.due) == (practice, (DueReason.OLD,))
    assert room.anna.due(years=4, today=LATER) == ()
    rewrite(room, "UPDATE practices SET reviewed_at = '2019-05-01', published_at = '2019-06-01'")
    assert [each.id for each in room.anna.due()] == [practice] == listed(room, WorkKind.DUE)
    room.bo.verify(practice, StillRunning.YES)
    assert room.anna.due() == ()


def test_a_practice_is_due_when_its_document_changes_loses_its_words_or_goes(room: Curators) -> None:
    practice = room.taken()
    room.publish(practice)
    room.documents.take("kil.txt", KIL + "\nEtt ord till om annat, långt nog för ett eget stycke.\n")
    (item,) = room.anna.due()
    assert item.due == (DueReason.CHANGED,)
    room.anna.verify(practice, StillRunning.UNKNOWN)
    assert room.anna.due() == ()
    room.documents.take("kil.txt", KIL.replace("många engagerade", "få kom"))
    assert room.anna.due()[0].due == (DueReason.LOST, DueReason.CHANGED)
    assert room.anna.open(practice).due == (DueReason.LOST, DueReason.CHANGED)
    assert room.anna.open(practice).lost
    room.store.delete_document(room.kil)
    assert DueReason.GONE in room.anna.due()[0].due


def test_a_draft_is_never_due(room: Curators) -> None:
    practice = room.taken()
    room.documents.take("kil.txt", KIL.replace("många engagerade", "få kom"))
    assert room.anna.due(today=LATER) == ()
    assert room.anna.open(practice).due == ()


def test_a_practice_of_a_file_is_the_curators_from_the_first_change_on(room: Curators) -> None:
    path = room.documents.home / "practices.toml"
    entry = KIL_ENTRY.replace('"byalag-kil"', '"kil"').replace("en miljon kronor", "1 200 000 kronor")
    entry = entry.replace("Två byalag fick en miljon", "Två byalag fick 1 200 000")
    path.write_text(entry, encoding="utf-8")
    room.documents.practices.load(path)
    (practice,) = listed(room, WorkKind.PUBLISHED)
    assert room.anna.open(practice).file == str(path)
    room.anna.verify(practice, StillRunning.YES)
    assert room.anna.open(practice).file == str(path)  # that changes nothing of what is told
    extra = room.chunk("lokalråd penge").id
    room.anna.add_passages(practice, [extra], seen=room.version(practice))
    assert room.anna.open(practice).file == ""
    assert room.documents.practices.load(path).unchanged == ("kil",)
    path.write_text(entry.replace("bestämde själva", "bestämmer"), encoding="utf-8")
    assert room.documents.practices.load(path).left == ("kil",)
    assert len(room.show(practice).draft.passages) == 2
    # merged into another it does not come back from the file, and split off again it is still the curators'
    other = room.taken("SE1763")
    room.anna.merge(other, [practice], seen=2)
    assert room.documents.practices.load(path).left == ("kil",)
    room.anna.split(other, practice)
    assert room.documents.practices.load(path).added == ()
    assert len(room.show(practice).draft.passages) == 2


def test_what_a_curator_changes_while_a_file_is_read_is_left(room: Curators) -> None:
    path = room.documents.home / "practices.toml"
    path.write_text(KIL_ENTRY.replace('"byalag-kil"', '"kil"').replace("en miljon", "1 200 000"), "utf-8")
    room.documents.practices.load(path)
    (practice,) = listed(room, WorkKind.PUBLISHED)
    draft = replace(room.show(practice).draft, keys=("kil",))
    room.anna.set_title(practice, Language.SWEDISH, "Annas titel", seen=1)
    # what the file says was compared with the practice before that
    new = NewLoad(draft=draft, entry_hash="new", loaded_hash="new")
    room.store.practices.put_loaded(LoadChanges(file=str(path), new=[new]))
    room.store.practices.put_loaded(LoadChanges(file=str(path), removed=["kil"]))
    assert room.show(practice).draft.title == "Annas titel"
    # nor where it was merged into another meanwhile
    room.anna.merge(room.taken("SE1763"), [practice], seen=2)
    room.store.practices.put_loaded(LoadChanges(file=str(path), new=[new]))
    assert room.practices.by_id([practice]) == ()


def test_what_the_rules_call_by_another_name_does_not_come_beside_what_a_curator_has(room: Curators) -> None:
    practice = room.taken()
    rewrite(room, "UPDATE practice_keys SET key = 'SE1715:old' WHERE practice_id = ?", practice)
    rewrite(room, "UPDATE practice_build SET rules_version = 0")
    assert listed(room, WorkKind.DRAFTS) == [practice]
    assert practice not in listed(room, WorkKind.CANDIDATES)
    assert len(room.show(practice).draft.keys) == 2
    assert [each.id for each in room.documents.all() if "SE1715" in each.draft.municipalities] == [practice]


def test_the_command_line_tells_what_is_due_and_the_history(run: Run) -> None:
    run.home.mkdir()
    room = Curators(run.home)
    practice = room.taken()
    room.anna.set_title(practice, Language.SWEDISH, "Byalag i Kil", seen=2)
    room.publish(practice)
    assert run("practice", "due") == ""
    rewrite(
        room,
        "UPDATE practices SET reviewed_at = '2019-05-01', published_at = '2019-06-01' WHERE id = ?",
        practice,
    )
    room.store.close()
    assert run("practice", "due") == (
        f"p{practice}  2019-06-01  Byalag i Kil: nobody has looked at it for long\n"
    )
    (item,) = run.json("practice", "due", "--years", "3")["due"]
    assert (item["practice_id"], item["reasons"]) == (practice, ["old"])
    assert run.json("practice", "due", "--years", "50") == {"due": []}
    changes = run.json("practice", "history", str(practice))["changes"]
    assert [(each["login"], each["act"]) for each in changes][-2:] == [
        ("anna", "set_title"),
        ("anna", "take_over"),
    ]
    assert "  Anna (anna)  take_over: state" in run("practice", "history", str(practice))
    assert "There is no practice 99" in (run("practice", "history", "99", status=1) or run.error)
