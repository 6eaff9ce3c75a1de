"""Collections: what readers put together, without accounts."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kb.backup import read_backup, write_backup
from kb.collection_desk import CollectionDesk
from kb.collection_keys import old_share_key_of
from kb.collections import MAX_ITEMS, MAX_NOTE, Collection, ItemId, ItemState, OpenedCollection
from kb.entries import EntryRef, parse_ref
from kb.errors import (
    CollectionChangedError,
    CollectionFullError,
    CollectionNotFoundError,
    CollectionTextError,
    EntryNotFoundError,
)
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.practices import PracticeState
from kb.records import DocumentId
from kb.settings import load_settings
from kb.store import Store
from tests.samples import prepared

TEXTS = ("Byalaget fick pengar.", "Nattvandrarna gick.", "Biblioteket hade öppet.")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    made = open_knowledge_base(load_settings(home=tmp_path / "home", embedder="hashing"))
    made.store.put_document(prepared(texts=TEXTS), pipeline_version=1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A home for many short-lived collections."""
    home = tmp_path_factory.mktemp("collections")
    made = open_knowledge_base(load_settings(home=home, embedder="hashing"))
    made.store.put_document(prepared(texts=TEXTS), pipeline_version=1)
    yield made
    made.close()


def _edit_key(opened: OpenedCollection) -> str:
    assert opened.edit_key is not None
    return opened.edit_key


def _now_in(desk: CollectionDesk, key: str) -> Collection:
    opened = desk.open(key)
    assert opened is not None
    return opened.collection


def _ref(number: int) -> EntryRef:
    ref = parse_ref(f"c{number}")
    assert ref is not None
    return ref


def _with_passages(base: KnowledgeBase) -> tuple[str, list[ItemId]]:
    key = _edit_key(base.collections.create("Program"))
    return key, [base.collections.save(key, _ref(number)) for number in (1, 2, 3)]


# Keys


def test_what_is_saved_is_found_with_either_key_and_only_one_of_them_may_change(base: KnowledgeBase) -> None:
    desk = base.collections
    created = desk.create("Program")
    key = _edit_key(created)
    item = desk.save(key, _ref(2))
    desk.annotate(key, item, note="Bjud in", slot="10.15 Aulan", seen=1)
    shared = desk.open(created.share_key)
    assert shared is not None
    assert shared.edit_key is None
    assert [(each.note, each.slot) for each in shared.collection.items] == [("Bjud in", "10.15 Aulan")]
    assert desk.refs_in(created.share_key) == desk.refs_in(key) == (_ref(2),)
    with pytest.raises(CollectionNotFoundError):
        desk.save(created.share_key, _ref(1))
    with pytest.raises(CollectionNotFoundError):
        desk.delete(created.share_key)


def test_new_keys_are_letters_and_digits_that_no_mail_program_cuts_off(base: KnowledgeBase) -> None:
    desk = base.collections
    made = [desk.create("Program") for _ in range(40)]
    keys = [
        key for each in made for key in (each.edit_key, each.share_key, desk.renew_share_key(_edit_key(each)))
    ]
    assert len(set(keys)) == 120
    # 33 of 62 characters hold 196 bits
    assert [key for key in keys if not re.fullmatch(r"[A-Za-z0-9]{33}", key or "", re.ASCII)] == []


def test_a_share_key_from_before_stays_valid_until_another_is_made(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_key = "A-b_" * 8  # in base 64, as keys were
    old = old_share_key_of(edit_key, 0)
    assert old is not None
    with monkeypatch.context() as then:
        then.setattr("kb.collection_desk.new_edit_key", lambda: edit_key)
        then.setattr("kb.collection_desk.share_key_of", old_share_key_of)
        assert base.collections.create("Program").share_key == old
    for key in (edit_key, old):
        opened = base.collections.open(key)
        assert opened is not None
        assert opened.share_key == old
    new = base.collections.renew_share_key(edit_key)
    assert new.isalnum()
    assert base.collections.open(old) is None
    opened = base.collections.open(edit_key)
    assert opened is not None
    assert opened.share_key == new


@pytest.mark.parametrize("key", ["", "x", "x" * 100_000, "' OR 1=1 --", "\ud800", "%00\0"])
def test_a_key_that_is_none_opens_nothing(base: KnowledgeBase, key: str) -> None:
    base.collections.create("Program")
    assert base.collections.open(key) is None
    assert base.collections.refs_in(key) == ()


def test_no_key_is_kept_in_the_store(base: KnowledgeBase, tmp_path: Path) -> None:
    created = base.collections.create("Program")
    base.collections.renew_share_key(_edit_key(created))
    kept = b"".join(path.read_bytes() for path in (tmp_path / "home").rglob("store.sqlite*"))
    assert b"Program" in kept
    assert _edit_key(created).encode() not in kept
    assert created.share_key.encode() not in kept


def test_a_new_link_for_reading_ends_the_one_before(base: KnowledgeBase) -> None:
    desk = base.collections
    created = desk.create("Program")
    new = desk.renew_share_key(_edit_key(created))
    assert desk.open(created.share_key) is None
    opened, own = desk.open(new), desk.open(_edit_key(created))
    assert opened is not None
    assert own is not None
    assert opened.collection.title == "Program"
    assert own.share_key == new


# Order


@given(moves=some.lists(some.tuples(some.integers(0, 4), some.integers(-6, 6)), max_size=8))
def test_items_stand_where_they_are_moved(shared_base: KnowledgeBase, moves: list[tuple[int, int]]) -> None:
    desk = shared_base.collections
    key = _edit_key(desk.create("Program"))
    model = [desk.save_search(key, f"q=s{number}") for number in range(5)]
    items = list(model)
    for which, steps in moves:
        desk.move(key, items[which], steps)
        place = min(max(model.index(items[which]) + steps, 0), len(model) - 1)
        model.remove(items[which])
        model.insert(place, items[which])
    assert [item.id for item in _now_in(desk, key).items] == model


@given(removed=some.permutations(range(4)), n=some.integers(0, 4))
def test_items_put_back_stand_where_they_stood(
    shared_base: KnowledgeBase, removed: list[int], n: int
) -> None:
    desk = shared_base.collections
    key = _edit_key(desk.create("Program"))
    items = [desk.save_search(key, f"q=s{number}") for number in range(4)]
    desk.annotate(key, items[0], note="Kvar", slot="", seen=1)
    for number in removed[:n]:
        desk.remove(key, items[number])
    left = [item for number, item in enumerate(items) if number not in removed[:n]]
    assert [item.id for item in _now_in(desk, key).items] == left
    for number in reversed(removed[:n]):
        desk.put_back(key, items[number])
    collection = _now_in(desk, key)
    assert [item.id for item in collection.items] == items
    assert collection.items[0].note == "Kvar"
    assert collection.removed == ()


def test_entries_and_searches_are_moved_among_their_like(base: KnowledgeBase) -> None:
    desk = base.collections
    key = _edit_key(desk.create("Program"))
    first = desk.save(key, _ref(1))
    search = desk.save_search(key, "q=byalag")
    second = desk.save(key, _ref(2))
    desk.move(key, second, -1)
    assert [item.id for item in _now_in(desk, key).items] == [second, search, first]


# Saving


def test_an_entry_is_saved_once_and_comes_back_with_its_note(base: KnowledgeBase) -> None:
    desk = base.collections
    key, items = _with_passages(base)
    desk.annotate(key, items[1], note="Fråga Eva", slot="", seen=1)
    assert desk.save(key, _ref(2)) == items[1]
    desk.take_out(key, _ref(2))
    assert desk.refs_in(key) == (_ref(1), _ref(3))
    assert desk.save(key, _ref(2)) == items[1]
    assert desk.refs_in(key) == (_ref(1), _ref(2), _ref(3))
    assert _now_in(desk, key).items[1].note == "Fråga Eva"


def test_a_search_is_saved_once(base: KnowledgeBase) -> None:
    desk = base.collections
    key = _edit_key(desk.create("Program"))
    assert desk.save_search(key, "q=byalag") == desk.save_search(key, "q=byalag")
    desk.take_out_search(key, "q=byalag")
    assert _now_in(desk, key).items == ()


def test_what_is_not_there_cannot_be_saved(base: KnowledgeBase) -> None:
    key = _edit_key(base.collections.create("Program"))
    with pytest.raises(EntryNotFoundError, match="no practice or passage c999"):
        base.collections.save(key, _ref(999))
    with pytest.raises(EntryNotFoundError):
        base.collections.annotate(key, ItemId(999), note="", slot="", seen=1)


def test_nobody_changes_the_items_of_another_collection(base: KnowledgeBase) -> None:
    desk = base.collections
    key, items = _with_passages(base)
    other = _edit_key(desk.create("Annan"))
    with pytest.raises(EntryNotFoundError):
        desk.remove(other, items[0])
    with pytest.raises(EntryNotFoundError):
        desk.move(other, items[0], 1)
    with pytest.raises(EntryNotFoundError):
        desk.put_back(other, items[0])
    with pytest.raises(EntryNotFoundError):
        desk.annotate(other, items[0], note="x", slot="", seen=1)
    assert [item.id for item in _now_in(desk, key).items] == items


def test_a_full_collection_takes_no_more_and_nothing_back(base: KnowledgeBase) -> None:
    desk = base.collections
    key = _edit_key(desk.create("Program"))
    first = desk.save(key, _ref(1))
    desk.remove(key, first)
    for number in range(MAX_ITEMS):
        desk.save_search(key, f"q=s{number}")
    with pytest.raises(CollectionFullError, match="200 things"):
        desk.save_search(key, "q=en+till")
    with pytest.raises(CollectionFullError):
        desk.put_back(key, first)


def test_texts_are_kept_as_written_without_what_no_file_can_hold(base: KnowledgeBase) -> None:
    desk = base.collections
    key, items = _with_passages(base)
    desk.annotate(key, items[0], note="  Två\r\nrader\0 \ud800<script>{x} 'å'  ", slot="", seen=1)
    assert _now_in(desk, key).items[0].note == "Två\nrader <script>{x} 'å'"
    desk.annotate(key, items[0], note="å" * MAX_NOTE, slot="", seen=2)
    with pytest.raises(CollectionTextError, match="2001 characters; 2000 is the limit"):
        desk.annotate(key, items[0], note="å" * (MAX_NOTE + 1), slot="", seen=3)


# Two at once


def test_who_writes_over_what_another_has_written_is_told(base: KnowledgeBase) -> None:
    desk = base.collections
    key, items = _with_passages(base)
    desk.annotate(key, items[0], note="Eva ringer", slot="", seen=1)
    with pytest.raises(CollectionChangedError):
        desk.annotate(key, items[0], note="Ola ringer", slot="", seen=1)
    assert _now_in(desk, key).items[0].note == "Eva ringer"
    desk.annotate(key, items[1], note="Annan post", slot="", seen=1)
    desk.describe(key, title="Program 2027", note="", seen=1)
    with pytest.raises(CollectionChangedError):
        desk.describe(key, title="Utkast", note="", seen=1)
    assert _now_in(desk, key).title == "Program 2027"


@given(writes=some.lists(some.tuples(some.integers(1, 5), some.sampled_from("abc")), max_size=8))
def test_a_note_is_changed_only_from_the_version_that_was_seen(
    shared_base: KnowledgeBase, writes: list[tuple[int, str]]
) -> None:
    desk = shared_base.collections
    key = _edit_key(desk.create("Program"))
    item = desk.save_search(key, "q=byalag")
    version, note = 1, ""
    for seen, text in writes:
        if text == note or seen == version:
            desk.annotate(key, item, note=text, slot="", seen=seen)
            version += text != note
            note = text
        else:
            with pytest.raises(CollectionChangedError):
                desk.annotate(key, item, note=text, slot="", seen=seen)
    (now,) = _now_in(desk, key).items
    assert (now.version, now.note) == (version, note)


# What becomes of saved passages


def test_a_passage_is_found_by_its_words_when_its_document_is_taken_in_anew(base: KnowledgeBase) -> None:
    key, items = _with_passages(base)
    base.store.put_document(prepared(texts=("Nytt först.", *TEXTS)), pipeline_version=1)
    chunks = {chunk.text: chunk.id for chunk in base.chunks(DocumentId(1))}
    assert min(chunks.values()) > 3
    assert base.collections.refs_in(key) == tuple(_ref(chunks[text]) for text in TEXTS)
    assert base.collections.save(key, _ref(chunks[TEXTS[1]])) == items[1]
    base.collections.take_out(key, _ref(chunks[TEXTS[0]]))
    assert base.collections.refs_in(key) == tuple(_ref(chunks[text]) for text in TEXTS[1:])


def test_of_the_same_words_in_two_places_the_nearest_is_meant(base: KnowledgeBase) -> None:
    document = prepared("/docs/tva.txt", ("Byalaget fick pengar.", "Mellan dem.", "Byalaget fick pengar."))
    document_id = base.store.put_document(document, pipeline_version=1)
    last = base.chunks(document_id)[-1]
    key = _edit_key(base.collections.create("Program"))
    base.collections.save(key, _ref(last.id))
    base.store.put_document(document, pipeline_version=1)
    assert base.collections.refs_in(key) == (_ref(base.chunks(document_id)[-1].id),)


def test_no_other_passage_takes_the_place_of_one_whose_words_are_gone(base: KnowledgeBase) -> None:
    key, _ = _with_passages(base)
    changed = ("Byalaget fick mindre pengar.", *TEXTS[1:])
    base.store.put_document(prepared(texts=changed), pipeline_version=1)
    saved = base.collections.entries_in(_now_in(base.collections, key))
    assert [each.state for each in saved] == [ItemState.CHANGED, ItemState.THERE, ItemState.THERE]
    assert saved[0].entry is None
    assert len(base.collections.refs_in(key)) == 2


def test_a_collection_outlives_documents_and_practices(fresh_library: KnowledgeBase) -> None:
    base = fresh_library
    (entry,) = (each for each in base.entries.practices() if each.title == "Nattvandrare på fredagskvällar")
    key = _edit_key(base.collections.create("Program"))
    base.collections.save(key, entry.ref)
    passage = _ref(base.chunks(base.find_document("anteckningar.txt"))[0].id)
    item = base.collections.save(key, passage)
    base.collections.annotate(key, item, note="Min anteckning", slot="", seen=1)
    base.delete_document(base.find_document("anteckningar.txt"))
    with base.store._writing() as connection:
        connection.execute("DELETE FROM practices WHERE id = ?", (entry.ref.number,))
    saved = base.collections.entries_in(_now_in(base.collections, key))
    assert [each.state for each in saved] == [ItemState.GONE, ItemState.GONE]
    assert saved[1].item.note == "Min anteckning"


def test_a_candidate_is_found_as_the_practice_that_a_curator_made_of_it(fresh_library: KnowledgeBase) -> None:
    base = fresh_library
    curated = next(
        each for each in base.entries.practices() if each.title == "Nattvandrare på fredagskvällar"
    )
    candidate = next(each for each in base.entries.practices() if each.state is PracticeState.CANDIDATE)
    key = _edit_key(base.collections.create("Program"))
    item = base.collections.save(key, candidate.ref)
    with base.store._writing() as connection:  # as kb.store.practice_loads.take_over
        values = (curated.ref.number, candidate.ref.number)
        connection.execute("UPDATE practice_keys SET practice_id = ? WHERE practice_id = ?", values)
        connection.execute("DELETE FROM practices WHERE id = ?", values[1:])
    assert base.collections.refs_in(key) == (curated.ref,)
    assert base.collections.save(key, curated.ref) == item


# Deleting


def test_a_deleted_collection_can_be_taken_back_by_its_owner_alone(base: KnowledgeBase) -> None:
    desk = base.collections
    created = desk.create("Program")
    key = _edit_key(created)
    desk.save(key, _ref(1))
    desk.delete(key)
    assert desk.open(created.share_key) is None
    assert desk.refs_in(key) == ()
    assert _now_in(desk, key).is_deleted
    desk.take_back(key)
    assert desk.refs_in(created.share_key) == (_ref(1),)


def test_what_was_deleted_a_day_ago_is_gone_for_good(base: KnowledgeBase) -> None:
    desk = base.collections
    old, (first, second, _) = _with_passages(base)
    gone = _edit_key(desk.create("Borta"))
    desk.remove(old, first)
    desk.remove(old, second)
    desk.delete(gone)
    with base.store._writing() as connection:
        connection.execute("UPDATE collections SET deleted_at = '2026-01-01' WHERE title = 'Borta'")
        connection.execute("UPDATE collection_items SET removed_at = '2026-01-01' WHERE id = ?", (first,))
    desk.looked(old, _now_in(desk, old).items[0].id)
    assert desk.open(gone) is None
    assert [item.id for item in _now_in(desk, old).removed] == [second]


# The store


def test_documents_taken_in_after_a_time_are_told_apart(base: KnowledgeBase) -> None:
    assert base.collections.taken_in_after("2020-01-01T00:00:00+00:00") == {DocumentId(1)}
    assert base.collections.taken_in_after("2999-01-01T00:00:00+00:00") == frozenset()


def test_a_store_without_collections_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    folder = files("kb.store") / "migrations"
    raw = sqlite3.connect(path)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name < "0009")
    for name in names:
        raw.executescript((folder / name).read_text(encoding="utf-8"))
    raw.execute(f"PRAGMA user_version = {len(names)}")
    raw.close()
    store = Store(path)
    assert len(names) == 8
    assert not store.collections.is_any()
    store.collections.create(("a", "b"), "Program", "2026-01-01T00:00:00+00:00")
    assert store.collections.is_any()
    with store._reading() as connection:
        plan = connection.execute("EXPLAIN QUERY PLAN SELECT 1 FROM practice_quotes WHERE chunk_id = 1")
        assert "practice_quotes_by_chunk" in str([tuple(row) for row in plan])
    store.close()


def test_a_backup_takes_collections_along(base: KnowledgeBase, tmp_path: Path) -> None:
    key, _ = _with_passages(base)
    write_backup(base.settings, tmp_path / "kopia.zip")
    settings = load_settings(home=tmp_path / "annat", embedder="hashing")
    read_backup(settings, tmp_path / "kopia.zip", replace=False)
    restored = open_knowledge_base(settings)
    assert restored.collections.refs_in(key) == (_ref(1), _ref(2), _ref(3))
    restored.close()


def test_a_home_with_collections_alone_is_not_thrown_away_by_a_restore(
    base: KnowledgeBase, tmp_path: Path
) -> None:
    write_backup(base.settings, tmp_path / "kopia.zip")
    settings = load_settings(home=tmp_path / "annat", embedder="hashing")
    other = open_knowledge_base(settings)
    other.collections.create("Program")
    other.close()
    kept = read_backup(settings, tmp_path / "kopia.zip", replace=True)
    assert kept is not None
    assert (kept / "store.sqlite").exists()
