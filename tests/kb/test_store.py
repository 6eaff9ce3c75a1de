from __future__ import annotations

import dataclasses
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kb.errors import DocumentNotFoundError, HomeError, StoreError
from kb.records import DocumentId, DroppedText, Facet, PageSpan, TagMethod
from kb.store import Store
from tests.samples import prepared, tag


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def put(store: Store, *arguments: object, **named: object) -> DocumentId:
    return store.put_document(prepared(*arguments, **named), pipeline_version=1)  # type: ignore[arg-type]


def test_what_is_put_is_read_back(store: Store) -> None:
    kil = tag(Facet.MUNICIPALITY, "SE1715", evidence="I Kils kommun")
    given = dataclasses.replace(
        prepared(chunk_tags=[[kil]], tags=[tag(Facet.THEME, "civil.byalag", method=TagMethod.METADATA)]),
        pages=(
            PageSpan(number=1, label="i", start=0, end=21),
            PageSpan(number=2, label=None, start=22, end=41),
        ),
        dropped=(DroppedText(start=0, end=3, lines=(1, 1), text="Bya", reason="share buttons"),),
    )
    document_id = store.put_document(given, pipeline_version=3)
    document = store.document(document_id)
    first, second = store.chunks(document_id)

    assert document.source == given.source
    assert document.metadata == given.metadata
    assert document.tags == given.tags
    assert (document.n_chunks, document.n_pages) == (2, 2)
    assert first.tags == (kil,)
    assert second.tags == ()
    assert second.text == store.text(document_id)[second.start : second.end] == "Nattvandrarna gick."
    assert second.lines == (2, 2)
    assert store.sections(document_id) == given.sections
    assert store.pages(document_id) == given.pages
    assert store.dropped(document_id) == given.dropped
    assert [file.pipeline_version for file in store.files()] == [3]


def test_replaced_document_keeps_its_id_and_loses_its_old_chunks(store: Store) -> None:
    document_id = put(store, "/a.txt", ["gammal text"], chunk_tags=[[tag(Facet.MUNICIPALITY, "SE1715")]])
    old = store.chunks(document_id)[0]
    assert put(store, "/a.txt", ["ny text"]) == document_id
    assert [chunk.text for chunk in store.chunks(document_id)] == ["ny text"]
    assert store.chunks_by_id([old.id]) == {}
    assert store.statistics().municipalities == {}


def test_an_id_is_never_given_twice(store: Store) -> None:
    first = put(store, "/a.txt", ["a"])
    chunk = store.chunks(first)[0]
    store.delete_document(first)
    second = put(store, "/b.txt", ["b"])
    assert second > first
    assert store.chunks(second)[0].id > chunk.id


def test_deleted_document_leaves_nothing_behind(store: Store) -> None:
    document_id = put(store, chunk_tags=[[tag(Facet.COUNTRY, "SE")]], tags=[tag(Facet.THEME, "dialog")])
    store.delete_document(document_id)
    with sqlite3.connect(store.path) as raw:
        left = {
            table: raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("documents", "chunks", "sections", "tags", "pages", "dropped")
        }
    raw.close()
    assert set(left.values()) == {0}
    with pytest.raises(DocumentNotFoundError, match="no document 1"):
        store.document(document_id)
    with pytest.raises(DocumentNotFoundError):
        store.delete_document(document_id)


def test_change_log_names_each_document_once_by_its_last_change(store: Store) -> None:
    a = put(store, "/a.txt", ["a"])
    b = put(store, "/b.txt", ["b"])
    seen = store.last_change()
    put(store, "/a.txt", ["a igen"])
    put(store, "/a.txt", ["a en gång till"])
    store.delete_document(b)
    assert store.changed_documents(0) == [a, b]
    assert store.changed_documents(seen) == [a, b]
    changes = {change.document_id: change.entries for change in store.changes_of([a, b])}
    assert [entry.text for entry in changes[a]] == ["a en gång till"]
    assert changes[b] == ()
    assert store.changed_documents(store.last_change()) == []


def test_index_entries_carry_themes_with_ancestors_and_places_of_the_chunk_only(store: Store) -> None:
    document_id = put(
        store,
        tags=[
            tag(Facet.THEME, "dialog.budget", method=TagMethod.METADATA),
            tag(Facet.THEME, "klimat", method=TagMethod.TERM),
            tag(Facet.MUNICIPALITY, "SE1880", method=TagMethod.METADATA),
        ],
        chunk_tags=[[tag(Facet.THEME, "civil.byalag"), tag(Facet.MUNICIPALITY, "SE1715")]],
    )
    (change,) = store.changes_of([document_id])
    first, second = (entry.facets for entry in change.entries)
    assert first[Facet.THEME] == ("dialog.budget", "dialog", "civil.byalag", "civil")
    assert first[Facet.MUNICIPALITY] == ("SE1715",)
    assert second[Facet.MUNICIPALITY] == ()
    assert second[Facet.YEAR] == ("2017",)
    assert change.entries[0].headings == ("1. Dialog",)


def test_failed_put_changes_nothing(store: Store) -> None:
    put(store, "/a.txt", ["a"])
    broken = dataclasses.replace(
        prepared("/b.txt", ["b"]), pages=(PageSpan(number=1, label=None, start=0, end=1),) * 2
    )
    with pytest.raises(StoreError):
        store.put_document(broken, pipeline_version=1)
    assert [file.path for file in store.files()] == ["/a.txt"]
    assert store.last_change() == 1


def test_statistics_count_documents(store: Store) -> None:
    put(
        store,
        "/a.txt",
        ["a", "b"],
        chunk_tags=[[tag(Facet.THEME, "dialog.budget")], [tag(Facet.THEME, "dialog")]],
    )
    put(store, "/b.txt", ["c"], year=None, chunk_tags=[[tag(Facet.THEME, "dialog.unga")]])
    stats = store.statistics()
    assert (stats.n_documents, stats.n_chunks) == (2, 3)
    assert stats.themes == {"dialog": 2, "dialog.budget": 1, "dialog.unga": 1}
    assert stats.years == {"2017": 1}


def test_vectors_are_kept_by_model_and_hash(store: Store) -> None:
    vector = np.array([0.6, 0.8], dtype=np.float32)
    store.cache_vectors("m@1", {"h": vector})
    assert set(store.cached_vectors("m@1", ["h", "other"])) == {"h"}
    np.testing.assert_array_equal(
        store.cached_vectors("m@1", ["h"])["h"], vector.astype(np.float16).astype(np.float32)
    )
    assert store.cached_vectors("m@2", ["h"]) == {}


def test_moved_document_keeps_its_chunks(store: Store) -> None:
    document_id = put(store, "/a/notes.txt")
    store.move_document(document_id, path="/b/renamed.txt", name="renamed.txt")
    assert store.document(document_id).source.path == "/b/renamed.txt"
    assert store.documents_named("RENAMED.txt") == [document_id]
    assert store.documents_named("notes.txt") == []


def test_each_thread_reads_and_writes(store: Store) -> None:
    seen: list[int] = []

    def work() -> None:
        put(store, "/thread.txt", ["från tråden"])
        seen.append(store.statistics().n_documents)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [1]
    assert store.statistics().n_documents == 1


def test_damaged_file_is_named_with_its_cure(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"not a database, but long enough to be read as one" * 100)
    with pytest.raises(StoreError, match=r"store\.sqlite is damaged.*metodbank restore"):
        Store(path)


def test_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(StoreError, match=r"schema version 99.*Update Metodbank"):
        Store(path)


def test_store_in_a_missing_folder_is_a_home_error(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="cannot be opened"):
        Store(tmp_path / "missing" / "store.sqlite")


def test_foreign_keys_are_enforced(store: Store) -> None:
    assert store.check() == []
    with sqlite3.connect(store.path) as raw:
        raw.execute(
            "INSERT INTO chunks "
            "(document_id, ordinal, text, first, past, heading_path, language, is_example) "
            "VALUES (77, 0, 'x', 0, 1, '[]', 'sv', 0)"
        )
    raw.close()
    assert store.check() == ["table chunks refers to a missing documents"]


def test_copy_is_a_whole_store(store: Store, tmp_path: Path) -> None:
    document_id = put(store)
    store.copy_to(tmp_path / "copy.sqlite")
    copy = Store(tmp_path / "copy.sqlite")
    assert copy.document(document_id) == store.document(document_id)
    assert copy.chunks(document_id) == store.chunks(document_id)
    copy.close()


def test_threads_that_come_and_go_leave_no_connections_behind(store: Store) -> None:
    put(store)
    for _ in range(20):
        thread = threading.Thread(target=store.statistics)
        thread.start()
        thread.join()
    assert len(store._idle) == 1


def test_threads_read_and_write_at_once(store: Store) -> None:
    def work(number: int) -> None:
        for step in range(10):
            put(store, f"/{number}-{step}.txt", [f"text {number} {step}"])
            assert store.statistics().n_documents > 0

    with ThreadPoolExecutor(max_workers=4) as pool:
        for done in [pool.submit(work, number) for number in range(4)]:
            done.result()
    assert store.statistics().n_documents == 40
    assert store.last_change() == 40
