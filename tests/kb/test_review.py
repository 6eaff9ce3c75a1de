"""Documents that were handed in: looked at, accepted, declined, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from kb.accounts import ANYBODY
from kb.batches import ReviewItemId, ReviewState
from kb.errors import (
    ChangedMeanwhileError,
    InputError,
    LockedError,
    PermissionDeniedError,
    ReviewError,
)
from kb.home import locked
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeState
from kb.records import Chunk, DocumentId, Query
from kb.review_desk import ReviewDesk
from kb.reviews import QueuedItem, ReviewFilters, ReviewSort
from tests.kb.handed_in import (
    ANNA,
    BANK,
    CILLA,
    DAG,
    POOL,
    TITLES,
    WALK,
    copy_of,
    hand_in,
    open_home,
    packed,
    waiting,
)


@pytest.fixture
def base(three_handed_in: Path, tmp_path: Path) -> Iterator[KnowledgeBase]:
    made = copy_of(three_handed_in, tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def desk(base: KnowledgeBase) -> ReviewDesk:
    return base.acting_as(CILLA).review


@pytest.fixture
def walk(base: KnowledgeBase) -> QueuedItem:
    return waiting(base)[TITLES[0]]


def public(base: KnowledgeBase) -> list[str]:
    return sorted(document.metadata.title for document in base.documents())


def found(base: KnowledgeBase, words: str) -> list[str]:
    return sorted({hit.document.metadata.title for hit in base.search(Query(text=words)).hits})


def kept(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*/*")}


def acts(base: KnowledgeBase, subject: str) -> list[tuple[str, str]]:
    return [(line.login, line.act) for line in reversed(base.accounts.audit(subject=subject))]


def test_nothing_that_waits_can_be_found_counted_or_listed(base: KnowledgeBase) -> None:
    assert sorted(waiting(base)) == sorted(TITLES)
    assert public(base) == []
    assert found(base, "trygghetsvandring") == []
    assert base.stats().n_documents == 0
    assert base.practices.list() == ()


def test_only_curators_review(base: KnowledgeBase, walk: QueuedItem) -> None:
    for actor in (ANYBODY, ANNA):
        with pytest.raises(PermissionDeniedError):
            base.acting_as(actor).review.queue()
        with pytest.raises(PermissionDeniedError):
            base.acting_as(actor).review.accept(walk.id, seen=walk.version)


def test_the_queue_is_narrowed_and_counted(base: KnowledgeBase, desk: ReviewDesk) -> None:
    hand_in(base, {"mer.txt": (WALK + "\nOch en ÅRSBOK till.\n").replace("Karlstad", "Kil").encode()})
    queue = desk.queue(ReviewFilters(sort=ReviewSort.TITLE, limit=2))
    assert [item.title for item in queue.items] == ["Fritidsbank i Forshaga", "Pulje til landsbyerne"]
    assert queue.total == 4
    assert queue.counts[ReviewState.WAITING] == 4
    assert [batch.n_items for batch in queue.batches] == [3, 1]
    of_second = desk.queue(ReviewFilters(batch_id=queue.batches[1].id))
    assert [item.title for item in of_second.items] == ["Trygghetsvandring i Kil"]
    assert [batch.n_items for batch in of_second.batches] == [3, 1]
    for text, n in (("VANDRING", 2), ("resten.zip", 2), ("nordisk", 4), ("finns inte", 0)):
        assert desk.queue(ReviewFilters(text=text)).total == n, text
    assert desk.queue(ReviewFilters(states=frozenset({ReviewState.ACCEPTED}))).total == 0


def test_a_document_shows_what_it_will_be(desk: ReviewDesk, walk: QueuedItem) -> None:
    item = desk.item(walk.id)
    assert item.queued is not None
    assert (item.queued.owner_name, item.queued.batch_title) == ("Anna Berg", "Nordisk konferens")
    assert item.facts == {"event": "Nordisk dag"}
    assert item.document.metadata.event == "Nordisk dag"
    assert item.masked == {"phone": 1}
    assert [piece.reason for piece in item.dropped] == ["share buttons"]
    assert [draft.municipalities for draft in item.practices] == [("SE1780",)]
    assert desk.original(walk.id) is not None
    assert desk.page_image(walk.id, 1) is None
    assert item.others == ()
    assert "070-123" not in str(item)


def test_documents_of_one_archive_know_each_other(base: KnowledgeBase, desk: ReviewDesk) -> None:
    (other,) = desk.item(waiting(base)[TITLES[1]].id).others
    assert other.title == TITLES[2]


def test_an_accepted_document_is_public_and_leaves_the_review(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    document_id = desk.accept(walk.id, seen=walk.version)
    assert public(base) == [TITLES[0]]
    assert found(base, "trygghetsvandring") == [TITLES[0]]
    assert base.document(document_id).source.path == walk.path
    assert base.document(document_id).metadata.event == "Nordisk dag"
    assert [practice.draft.municipalities for practice in base.practices.list()] == [("SE1780",)]
    item = desk.item(walk.id)
    assert item.queued is not None
    assert (item.state, item.queued.public_id, item.queued.document_id) == ("accepted", document_id, None)
    assert item.document.id == document_id
    assert len(base.review_home.store.all_document_ids()) == 2
    assert base.check_index() == []
    assert acts(base, f"item {walk.id}") == [("cilla", "review.accept")]


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


@pytest.mark.parametrize("first", TITLES[1:])
def test_of_an_archive_only_what_was_accepted_becomes_public(
    base: KnowledgeBase, desk: ReviewDesk, first: str
) -> None:
    items = waiting(base)
    second = next(title for title in TITLES[1:] if title != first)
    desk.accept(items[first].id, seen=None)
    assert public(base) == [first]
    desk.decline(items[second].id, "Redan känt.", seen=items[second].version)
    desk.undo(items[second].id)
    assert public(base) == [first]
    desk.accept(items[second].id, seen=None)
    assert public(base) == sorted(TITLES[1:])
    assert base.check_index() == []


@pytest.mark.parametrize("is_mail_first", [True, False])
def test_a_mail_and_its_attachment_are_reviewed_apart(tmp_path: Path, *, is_mail_first: bool) -> None:
    base = open_home(tmp_path / "home")
    mail = EmailMessage()
    mail["Subject"] = "Byalag i Kil"
    mail.set_content("Hej\n\nI Kils kommun fick två byalag pengar att använda som de ville.\n")
    mail.add_attachment(POOL.encode(), maintype="text", subtype="plain", filename="pulje.txt")
    hand_in(base, {"brev.eml": mail.as_bytes()})
    desk = base.acting_as(CILLA).review
    items = waiting(base)
    order = ["Byalag i Kil", TITLES[1]] if is_mail_first else [TITLES[1], "Byalag i Kil"]
    desk.accept(items[order[0]].id, seen=None)
    assert public(base) == [order[0]]
    desk.accept(items[order[1]].id, seen=None)
    assert public(base) == sorted(order)
    desk.undo(items[order[0]].id)
    assert public(base) == [order[1]]
    desk.undo(items[order[1]].id)
    assert sorted(waiting(base)) == sorted(order)
    assert len(desk.accept_many([item.id for item in items.values()]).accepted) == 2
    assert base.check_index() == []
    base.close()


def test_a_part_that_could_not_be_read_then_is_not_public_now(tmp_path: Path) -> None:
    base = open_home(tmp_path / "home")
    hand_in(base, {"allt.zip": packed({"a.txt": WALK, "b.txt": POOL})})
    desk = base.acting_as(CILLA).review
    pool = waiting(base)[TITLES[1]]
    # as if reading it had failed: it has no item
    with base.store._writing() as connection:
        connection.execute("DELETE FROM review_items WHERE id = ?", (pool.id,))
    desk.accept(waiting(base)[TITLES[0]].id, seen=None)
    assert public(base) == [TITLES[0]]
    base.close()


def test_several_documents_are_accepted_at_once_and_the_others_say_why_not(
    base: KnowledgeBase, desk: ReviewDesk, tmp_path: Path
) -> None:
    (tmp_path / "samma.txt").write_bytes(WALK.encode())
    base.ingest([tmp_path / "samma.txt"])
    items = waiting(base)
    report = desk.accept_many([item.id for item in items.values()])
    assert set(report.accepted) == {items[title].id for title in TITLES[1:]}
    (failed,) = report.failed
    assert (failed.item_id, failed.key) == (items[TITLES[0]].id, "reviewing.copy")
    assert public(base) == sorted(TITLES)
    assert list(waiting(base)) == [TITLES[0]]
    with pytest.raises(ReviewError, match="same content as document 1, which is public already"):
        desk.accept(items[TITLES[0]].id, seen=None)


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


def test_while_a_long_ingest_holds_the_home_a_document_waits_on(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.review_home._WAIT_S", 0.0)
    with locked(base.settings.home, "ingest /dokument"), pytest.raises(LockedError, match="ingest /dokument"):
        desk.accept(walk.id, seen=walk.version)
    assert desk.item(walk.id).state == "waiting"
    desk.accept(walk.id, seen=walk.version)
    assert public(base) == [TITLES[0]]


def test_personal_data_are_masked_as_whoever_handed_in_the_file_has_said(tmp_path: Path) -> None:
    base = open_home(tmp_path / "home")
    batches = base.acting_as(ANNA).batches
    batch = batches.begin("Två filer")
    files = {"dold.txt": WALK, "visad.txt": WALK.replace("Karlstad", "Kil")}
    for name, text in files.items():
        (file,) = batches.announce(batch.id, [(name, len(text.encode()))])
        batches.put(file.id, [text.encode()])
        if name == "visad.txt":
            batches.describe_file(file.id, facts={}, is_masked=False, seen=file.version)
    batches.read(batch.id)
    batches.hand_in(batch.id)
    desk = base.acting_as(CILLA).review
    desk.accept_many([item.id for item in waiting(base).values()])

    def texts() -> dict[str, bool]:
        return {
            document.source.name: "070-123" in base.store.text(document.id) for document in base.documents()
        }

    assert texts() == {"dold.txt": False, "visad.txt": True}
    # made anew for another reason they stay so
    for document in base.documents():
        base.restore_dropped(document.id, base.dropped(document.id))
    assert texts() == {"dold.txt": False, "visad.txt": True}
    base.close()


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


def text_of(desk: ReviewDesk, item_id: ReviewItemId) -> str:
    return "\n".join(chunk.text for chunk in desk.item(item_id).chunks)


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


def test_what_belongs_to_no_open_batch_or_to_nobody_is_refused(base: KnowledgeBase, desk: ReviewDesk) -> None:
    batches = base.acting_as(ANNA).batches
    batch = batches.begin("Öppen")
    (file,) = batches.announce(batch.id, [("a.txt", len(BANK.encode()) + 1)])
    batches.put(file.id, [BANK.encode() + b"\n"])
    batches.read(batch.id)
    (item,) = batches.show(batch.id).files[0].items
    for action in (
        lambda: desk.accept(item.id, seen=None),
        lambda: desk.decline(item.id, "Nej.", seen=1),
        lambda: desk.undo(item.id),
    ):
        with pytest.raises(ReviewError, match="not handed in"):
            action()
    with pytest.raises(ReviewError, match="no document 99"):
        desk.item(ReviewItemId(99))


def test_content_that_nobody_has_reviewed_does_not_come_in_at_the_path_of_another(
    base: KnowledgeBase, desk: ReviewDesk
) -> None:
    pool = waiting(base)[TITLES[1]]
    file = base.batches.show(pool.batch_id).files
    mine = next(each for each in file if any(item.id == pool.id for item in each.items))
    place = base.review_home.path / "incoming" / str(pool.batch_id) / str(mine.id)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("Ogranskat\n\nDetta har ingen granskat, men det ligger på platsen för något annat.\n")
    before = public(base)
    with pytest.raises(ReviewError):
        desk.accept(pool.id, seen=pool.version)
    assert public(base) == before


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
