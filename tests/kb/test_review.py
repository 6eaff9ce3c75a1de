"""Documents that were handed in: looked at, and accepted."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from kb.accounts import ANYBODY
from kb.batches import ReviewItemId, ReviewState
from kb.errors import LockedError, PermissionDeniedError, ReviewError
from kb.home import locked
from kb.knowledge_base import KnowledgeBase
from kb.review_desk import ReviewDesk
from kb.reviews import QueuedItem, ReviewFilters, ReviewSort
from tests.kb.handed_in import ANNA, BANK, CILLA, POOL, TITLES, WALK, hand_in, open_home, packed, waiting
from tests.kb.review_steps import acts, found, public


@pytest.fixture
def base(three_waiting: KnowledgeBase) -> KnowledgeBase:
    return three_waiting


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
