"""Facts of documents that wait, corrected by whoever reviews them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kb.accounts import ANYBODY
from kb.batches import BatchFile
from kb.errors import (
    BatchError,
    ChangedMeanwhileError,
    FileError,
    PermissionDeniedError,
    ReviewError,
)
from kb.knowledge_base import KnowledgeBase
from kb.records import Facet
from kb.review_desk import ReviewDesk
from kb.reviews import QueuedItem
from kb.store.batch_store import BatchStore
from tests.kb.handed_in import ANNA, DAG, TITLES, WALK, hand_in, waiting

FACTS = {
    "title": "Vandringen vid ån",
    "date": "2019-05-04",
    "licence": "CC BY 4.0",
    "contact": "Lokalförening",
}


@pytest.fixture
def base(three_waiting: KnowledgeBase) -> KnowledgeBase:
    return three_waiting


def file_of(base: KnowledgeBase, item: QueuedItem) -> BatchFile:
    found = base.store.part(BatchStore).file(item.file_id)
    assert found is not None
    return found


def told(desk: ReviewDesk, item: QueuedItem) -> tuple[str, str | None, str | None, str | None, str | None]:
    document = desk.item(item.id).document
    metadata = document.metadata
    return metadata.title, metadata.date, document.source.licence, metadata.contact, metadata.event


CORRECTED = ("Vandringen vid ån", "2019-05-04", "CC BY 4.0", "Lokalförening", "Nordisk dag")


def test_corrected_facts_are_shown_and_kept_as_those_of_the_file(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    texts = [chunk.text for chunk in desk.item(walk.id).chunks]
    desk.set_facts(walk.id, FACTS, seen=walk.version)
    assert told(desk, walk) == CORRECTED
    item = desk.item(walk.id)
    assert item.queued is not None
    assert (item.queued.title, item.queued.changed_by) == ("Vandringen vid ån", "cilla")
    assert item.version > walk.version
    assert item.facts == {"event": "Nordisk dag", **FACTS}
    assert (item.facts_of_batch, item.facts_of_file) == ({"event": "Nordisk dag"}, FACTS)
    assert [chunk.text for chunk in item.chunks] == texts
    assert item.masked == {"phone": 1}
    assert "070-123" not in str(item)
    assert file_of(base, walk).facts == FACTS
    (line,) = base.accounts.audit(subject=f"item {walk.id}")
    assert (line.login, line.act, line.details) == ("cilla", "review.set_facts", {"file": "vandring.txt"})


def test_corrected_facts_hold_when_it_is_accepted_and_when_that_is_undone(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    desk.set_facts(walk.id, FACTS, seen=walk.version)
    document_id = desk.accept(walk.id, seen=desk.item(walk.id).version)
    assert base.document(document_id).metadata.title == "Vandringen vid ån"
    assert told(desk, walk) == CORRECTED
    desk.undo(walk.id)
    assert desk.item(walk.id).state == "waiting"
    assert told(desk, walk) == CORRECTED


def test_setting_the_former_facts_undoes_it(desk: ReviewDesk, walk: QueuedItem) -> None:
    before = told(desk, walk)
    desk.set_facts(walk.id, FACTS, seen=walk.version)
    desk.set_facts(walk.id, {}, seen=walk.version)  # what one has changed oneself is no conflict
    assert told(desk, walk) == before
    version = desk.item(walk.id).version
    desk.set_facts(walk.id, {"title": "  "}, seen=version)
    assert desk.item(walk.id).version == version


def test_decisions_restored_lines_and_likeness_stay(base: KnowledgeBase, desk: ReviewDesk) -> None:
    hand_in(base, {"kopia.txt": WALK.replace("samma höst", "samma vinter").encode()})
    copy = max((each for each in desk.queue().items if each.title == TITLES[0]), key=lambda each: each.id)
    item = desk.item(copy.id)
    (alike,) = item.likeness
    desk.decide_tag(copy.id, Facet.MUNICIPALITY, "SE1780", accept=False, seen=copy.version)
    desk.restore(copy.id, item.dropped)
    desk.set_facts(copy.id, {"title": "En annan titel"}, seen=desk.item(copy.id).version)
    after = desk.item(copy.id)
    assert after.document.metadata.title == "En annan titel"
    assert after.likeness == (alike,)
    assert after.n_restored == 3
    assert [tag.is_rejected for tag in after.tags if tag.value == "SE1780"] == [True]


def test_stated_municipalities_become_tags_of_the_document(desk: ReviewDesk, walk: QueuedItem) -> None:
    desk.set_facts(walk.id, {"municipalities": "Kil; Forshaga"}, seen=walk.version)
    found = {tag.value for tag in desk.item(walk.id).tags if tag.facet is Facet.MUNICIPALITY}
    assert {"SE1715", "SE1763"} <= found


def test_what_somebody_else_has_changed_is_not_overwritten(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    other = base.acting_as(DAG).review
    other.set_facts(walk.id, {"title": "Dags titel"}, seen=walk.version)
    with pytest.raises(ChangedMeanwhileError) as refused:
        desk.set_facts(walk.id, FACTS, seen=walk.version)
    assert refused.value.by == "Dag Holm"
    assert desk.item(walk.id).document.metadata.title == "Dags titel"
    with pytest.raises(ChangedMeanwhileError):
        desk.accept(walk.id, seen=walk.version)


def test_a_document_that_was_declined_while_it_was_read_stays_as_it_was(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.batch_remaking import remake_items

    before, other = told(desk, walk), base.acting_as(DAG).review

    def and_declined(*asked: object) -> Mapping[str, int]:
        made = remake_items(*asked)  # type: ignore[arg-type]
        if desk.item(walk.id).state == "waiting":
            other.decline(walk.id, "Redan känt.", seen=walk.version)
        return made

    monkeypatch.setattr("kb.correcting.remake_items", and_declined)
    with pytest.raises(ChangedMeanwhileError):
        desk.set_facts(walk.id, FACTS, seen=walk.version)
    assert told(desk, walk) == before
    assert file_of(base, walk).facts == {}


def test_only_a_document_that_waits_is_corrected(desk: ReviewDesk, walk: QueuedItem) -> None:
    desk.decline(walk.id, "Redan känt.", seen=walk.version)
    with pytest.raises(ChangedMeanwhileError, match="declined already"):
        desk.set_facts(walk.id, FACTS, seen=desk.item(walk.id).version)


def test_parts_of_an_archive_are_given_no_facts(base: KnowledgeBase, desk: ReviewDesk) -> None:
    part = waiting(base)[TITLES[1]]
    assert desk.item(part.id).takes_facts is False
    with pytest.raises(ReviewError) as refused:
        desk.set_facts(part.id, FACTS, seen=part.version)
    assert refused.value.key == "reviewing.part"


def test_of_two_copies_the_first_one_is_corrected(base: KnowledgeBase, desk: ReviewDesk) -> None:
    hand_in(base, {"samma.txt": WALK.encode()})
    found = [each for each in desk.queue().items if each.title == TITLES[0]]
    second = max(found, key=lambda each: each.id)
    with pytest.raises(ReviewError) as refused:
        desk.set_facts(second.id, FACTS, seen=second.version)
    assert refused.value.key == "reviewing.same_content"


@pytest.mark.parametrize(
    "facts",
    [
        {"date": "i våras"},
        {"contact": "Anna Berg"},
        {"url": "example.org/a"},
        {"municipalities": "Ankeborg"},
        {"moon": "full"},
    ],
)
def test_facts_are_checked_as_those_of_whoever_hands_in(
    desk: ReviewDesk, walk: QueuedItem, facts: dict[str, str]
) -> None:
    with pytest.raises(BatchError):
        desk.set_facts(walk.id, facts, seen=walk.version)
    assert desk.item(walk.id).version == walk.version


def test_a_document_of_which_nothing_is_kept_stays_as_it_is(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    before, original = told(desk, walk), desk.original(walk.id)
    assert original is not None
    original.unlink()
    with pytest.raises(FileError):
        desk.set_facts(walk.id, FACTS, seen=walk.version)
    assert told(desk, walk) == before
    assert file_of(base, walk).facts == {}


def test_only_curators_correct_facts(base: KnowledgeBase, walk: QueuedItem) -> None:
    for actor in (ANYBODY, ANNA):
        with pytest.raises(PermissionDeniedError):
            base.acting_as(actor).review.set_facts(walk.id, FACTS, seen=walk.version)
