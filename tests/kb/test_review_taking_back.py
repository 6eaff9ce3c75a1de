"""Documents that were handed in: taken back, declined, decided by two at once, and copies of others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.batches import ReviewItemId
from kb.errors import ChangedMeanwhileError, InputError, ReviewError
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeState
from kb.records import Chunk, DocumentId, Query
from kb.review_desk import ReviewDesk
from kb.reviews import QueuedItem
from tests.kb.handed_in import ANNA, DAG, TITLES, WALK, hand_in, waiting
from tests.kb.review_steps import acts, found, public, text_of


@pytest.fixture
def base(three_waiting: KnowledgeBase) -> KnowledgeBase:
    return three_waiting


def kept(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*/*")}


def test_several_documents_are_taken_back_at_once(base: KnowledgeBase, desk: ReviewDesk) -> None:
    ids = [item.id for item in waiting(base).values()]
    accepted = desk.accept_many(ids[:2]).accepted
    desk.decline(ids[2], "Redan känt.", seen=desk.item(ids[2]).version)
    assert len(base.search(Query(text="kommun")).hits) > 0
    desk.undo_many(ids)
    assert sorted(waiting(base)) == sorted(TITLES)
    assert (len(accepted), public(base)) == (2, [])
    assert base.search(Query(text="kommun")).hits == ()
    assert base.practices.list() == ()
    assert base.check_index() == []
    assert [acts(base, f"item {each}")[-1] for each in ids] == [("cilla", "review.undo")] * 3


def test_of_several_documents_none_is_declined_if_somebody_has_changed_one(
    base: KnowledgeBase, desk: ReviewDesk
) -> None:
    items = waiting(base)
    seen = {item.id: item.version for item in items.values()}
    last = list(seen)[-1]
    base.acting_as(DAG).review.decline(last, "Redan känt.", seen=seen[last])
    with pytest.raises(ChangedMeanwhileError):
        desk.decline_many(seen, "Fel inlämning.")
    assert [desk.item(each).state for each in seen] == ["waiting", "waiting", "declined"]
    others = {each: seen[each] for each in list(seen)[:-1]}
    desk.decline_many(others, "Fel inlämning.")
    queued = [desk.item(each).queued for each in others]
    assert [each.reason for each in queued if each is not None] == ["Fel inlämning."] * 2


def test_an_accepted_document_is_taken_back_and_waits_as_before(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    before = desk.item(walk.id)
    desk.accept(walk.id, seen=None)
    desk.undo(walk.id)
    assert public(base) == []
    assert found(base, "trygghetsvandring") == []
    assert base.practices.list() == ()
    assert kept(base.settings.originals_path) == set()
    after = desk.item(walk.id)
    assert after.state == "waiting"
    assert [chunk.text for chunk in after.chunks] == [chunk.text for chunk in before.chunks]
    assert [tag.value for tag in after.tags] == [tag.value for tag in before.tags]
    assert desk.original(walk.id) is not None
    assert base.check_index() == []
    assert [act for _, act in acts(base, f"item {walk.id}")] == ["review.accept", "review.undo"]
    desk.accept(walk.id, seen=None)
    assert public(base) == [TITLES[0]]


def test_one_of_an_archive_is_taken_back_and_the_other_stays(base: KnowledgeBase, desk: ReviewDesk) -> None:
    items = waiting(base)
    desk.accept_many([items[title].id for title in TITLES[1:]])
    desk.undo(items[TITLES[2]].id)
    assert public(base) == [TITLES[1]]
    assert sorted(waiting(base)) == sorted([TITLES[0], TITLES[2]])
    assert len(base.review_home.store.all_document_ids()) == 2
    desk.accept(items[TITLES[2]].id, seen=None)
    assert public(base) == sorted(TITLES[1:])


def test_a_document_that_was_deleted_after_it_was_accepted_can_come_back(
    base: KnowledgeBase, desk: ReviewDesk
) -> None:
    pool = waiting(base)[TITLES[1]]
    base.delete_document(desk.accept(pool.id, seen=None))
    with pytest.raises(ReviewError, match="was deleted from the public documents"):
        desk.item(pool.id)
    desk.undo(pool.id)
    assert desk.item(pool.id).state == "waiting"


def curate(base: KnowledgeBase, state: PracticeState) -> None:
    (practice,) = base.practices.list()
    base.store.practices.insert(replace(practice.draft, keys=("egen",), state=state))


def test_a_document_that_a_published_practice_quotes_stays(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    desk.accept(walk.id, seen=None)
    curate(base, PracticeState.PUBLISHED)
    with pytest.raises(ReviewError, match=r"is quoted by .*\(p\d+\). Take their quotes out"):
        desk.undo(walk.id)
    assert public(base) == [TITLES[0]]
    assert desk.item(walk.id).state == "accepted"


def test_a_document_that_only_a_draft_quotes_is_taken_back(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    desk.accept(walk.id, seen=None)
    curate(base, PracticeState.DRAFT)
    desk.undo(walk.id)
    assert public(base) == []


def test_a_document_with_erased_words_does_not_come_back(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    document_id = desk.accept(walk.id, seen=None)
    base.erasing.erase(base.erasing.plan(document_id, ["mörka gångvägar"]))
    with pytest.raises(ReviewError, match="were erased for good"):
        desk.undo(walk.id)
    assert public(base) == [TITLES[0]]


def test_a_document_of_whose_file_erased_words_were_taken_is_accepted_without_them(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem, tmp_path: Path
) -> None:
    (tmp_path / "annan.txt").write_text("Om ljus\n\nDe pekade ut mörka gångvägar.\n", encoding="utf-8")
    base.ingest([tmp_path / "annan.txt"])
    plan = base.erasing.plan(base.find_document("annan.txt"), ["mörka gångvägar"], everywhere=True)
    base.erasing.erase(plan)
    assert "gångvägar" not in text_of(desk, walk.id)
    document_id = desk.accept(walk.id, seen=None)
    text = base.store.text(document_id)
    assert "gångvägar" not in text
    assert "ny belysning" in text
    assert base.document(document_id).metadata.event == "Nordisk dag"
    assert base.original(document_id) is None
    assert base.check_index() == []


def test_a_declined_document_keeps_its_reason_and_its_original(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    for reason, message in ((" \n", "Say why"), ("x" * 1001, "1000 is the limit")):
        with pytest.raises(ReviewError, match=message):
            desk.decline(walk.id, reason, seen=walk.version)
    desk.decline(walk.id, " Handlar inte\nom  metoder. ", seen=walk.version)
    item = desk.item(walk.id).queued
    assert item is not None
    assert (item.state, item.reason, item.decided_name) == (
        "declined",
        "Handlar inte om metoder.",
        "Cilla Ek",
    )
    assert desk.original(walk.id) is not None
    with pytest.raises(ChangedMeanwhileError):
        desk.accept(walk.id, seen=None)
    desk.undo(walk.id)
    assert waiting(base)[TITLES[0]].reason is None
    assert [act for _, act in acts(base, f"item {walk.id}")] == ["review.decline", "review.undo"]


def test_what_somebody_else_has_decided_meanwhile_is_not_overwritten(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    other = base.acting_as(DAG).review
    other.decline(walk.id, "Redan känt.", seen=walk.version)
    with pytest.raises(ChangedMeanwhileError) as told:
        desk.accept(walk.id, seen=walk.version)
    assert told.value.by == "Dag Holm"
    assert told.value.at
    other.undo(walk.id)
    with pytest.raises(ChangedMeanwhileError):
        desk.decline(walk.id, "Annat skäl.", seen=walk.version)
    now = desk.item(walk.id)
    desk.decline(walk.id, "Annat skäl.", seen=now.version)


def test_restored_lines_come_with_an_accepted_document_and_back(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    done = desk.restore(walk.id, desk.item(walk.id).dropped)
    assert done.n_lines == 3
    assert desk.item(walk.id).n_restored == 3
    assert "Facebook" in text_of(desk, walk.id)
    desk.accept(walk.id, seen=None)
    assert "Facebook" in text_of(desk, walk.id)
    assert found(base, "Facebook") == [TITLES[0]]
    desk.undo(walk.id)
    assert "Facebook" in text_of(desk, walk.id)
    desk.restore(walk.id, None)
    assert "Facebook" not in text_of(desk, walk.id)
    with pytest.raises(InputError, match="nothing to drop again"):
        desk.restore(walk.id, None)
    desk.accept(walk.id, seen=None)
    assert found(base, "Facebook") == []
    assert base.store.restored_lines() == {}


def test_of_two_copies_that_were_handed_in_one_is_accepted(base: KnowledgeBase, desk: ReviewDesk) -> None:
    hand_in(base, {"kopia.txt": WALK.encode()})
    first, second = [item for item in desk.queue().items if item.title == TITLES[0]]
    desk.accept(first.id, seen=None)
    assert "trygghetsvandring" in text_of(desk, second.id)
    with pytest.raises(ReviewError, match="is public already"):
        desk.accept(second.id, seen=None)
    desk.undo(first.id)
    desk.decline(first.id, "Den andra är bättre beskriven.", seen=desk.item(first.id).version)
    desk.accept(second.id, seen=None)
    assert public(base) == [TITLES[0]]
    assert base.document(public_id(desk, second.id)).source.name == "kopia.txt"


def public_id(desk: ReviewDesk, item_id: ReviewItemId) -> DocumentId:
    queued = desk.item(item_id).queued
    assert queued is not None
    assert queued.public_id is not None
    return queued.public_id


def test_what_was_taken_back_and_handed_in_again_is_not_accepted_as_it_was_seen(
    base: KnowledgeBase, desk: ReviewDesk
) -> None:
    walk = waiting(base)[TITLES[0]]
    anna = base.acting_as(ANNA).batches
    batch = anna.take_back_batch(walk.batch_id)
    file = next(each for each in batch.files if any(item.id == walk.id for item in each.items))
    anna.describe_file(file.id, facts=file.facts, is_masked=False, seen=file.version)
    anna.read(batch.id)
    anna.hand_in(batch.id)
    with pytest.raises(ChangedMeanwhileError) as refused:
        desk.accept(walk.id, seen=walk.version)
    assert refused.value.by == "Anna Berg"
    with pytest.raises(ChangedMeanwhileError):
        desk.accept_many([walk.id], seen={walk.id: walk.version})
    assert "070-123 45 67" not in "".join(chunk.text for chunk in _all_chunks(base))


def _all_chunks(base: KnowledgeBase) -> list[Chunk]:
    return [chunk for document in base.documents() for chunk in base.chunks(document.id)]
