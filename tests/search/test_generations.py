from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kb.errors import DiskFullError, IndexCorruptError, IndexMismatchError, SearchIndexError
from kb.records import DocumentChange, DocumentId, Filters
from search.backend import EmbeddedBackend
from search.hashing_embedder import HashingEmbedder
from search.numpy_index import NumpyIndex
from tests.search.samples import DANISH, SAMPLES, SWEDISH, MemoryCache, changes_of, entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kb.taxonomy import Taxonomy

    Open = Callable[..., EmbeddedBackend]


@pytest.fixture
def opened(tmp_path: Path, taxonomy: Taxonomy) -> Open:
    """Return what opens the index of this test, as another process would."""

    def make(dim: int = 64, store_id: str = "") -> EmbeddedBackend:
        embedder = HashingEmbedder(dim)
        return EmbeddedBackend(
            tmp_path / "index", embedder, MemoryCache(), taxonomy=taxonomy, store_id=store_id
        )

    return make


@pytest.fixture
def index(opened: Open) -> EmbeddedBackend:
    backend = opened()
    backend.update(changes_of(SWEDISH), last_change=3)
    return backend


def found(backend: EmbeddedBackend, text: str) -> list[int]:
    ranking = backend.search(text, filters=Filters(), language=None, depth=20)
    return [candidate.chunk_id for candidate in ranking.ranked]


def generations(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "index").glob("generation-*"))


def current_folder(tmp_path: Path) -> Path:
    return tmp_path / "index" / (tmp_path / "index" / "CURRENT").read_text().split()[0]


def test_another_process_sees_the_index_as_it_was_written(index: EmbeddedBackend, opened: Open) -> None:
    other = opened()
    assert other.last_change == 3
    assert other.chunk_ids() == [11, 12, 13]
    assert other.check() == []
    assert found(other, "simhallen") == found(index, "simhallen") == [11]


def test_an_update_by_another_process_is_seen_at_the_next_search(
    index: EmbeddedBackend, opened: Open
) -> None:
    assert found(index, "havnefesten") == []
    opened().update(changes_of(DANISH), last_change=4)
    assert found(index, "havnefesten") == [22]
    assert index.last_change == 4


def test_an_update_leaves_one_generation(index: EmbeddedBackend, tmp_path: Path) -> None:
    assert generations(tmp_path) == ["generation-000001"]
    index.update(changes_of(DANISH), last_change=4)
    assert generations(tmp_path) == ["generation-000002"]


def test_unchanged_lexical_files_are_linked_and_locks_are_not(
    index: EmbeddedBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked: list[str] = []
    link = os.link

    def noted_link(source: Path, target: Path) -> None:
        linked.append(source.name)
        link(source, target)

    monkeypatch.setattr(os, "link", noted_link)
    index.update([], last_change=4)
    assert {name.rpartition(".")[2] for name in linked} >= {"idx", "term", "pos"}
    assert not [name for name in linked if name.endswith((".lock", ".json"))]
    assert index.check() == []


def test_without_hard_links_files_are_copied(
    index: EmbeddedBackend, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    index.update(changes_of(DANISH), last_change=4)
    assert opened().check() == []
    assert opened().chunk_ids() == [11, 12, 13, 21, 22]


@pytest.mark.parametrize(
    "where",
    [
        "search.indexing.text_hash",
        "search.lexical.LexicalWriter.commit",
        "search.faiss_index.FaissIndex.save",
        "search.window_vectors.WindowWriter.finish",
        "search.generations.save_facet_table",
        "search.generations.write_manifest",
        "search.generations._set_current",
    ],
)
def test_an_update_that_breaks_off_leaves_the_index_as_it_was(
    index: EmbeddedBackend, opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def break_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(where, break_off)
        with pytest.raises(KeyboardInterrupt):
            index.update(changes_of(SAMPLES[1:]), last_change=9)
    for backend in (index, opened()):
        assert backend.last_change == 3
        assert found(backend, "simhallen") == [11]
        assert backend.check() == []
    index.update(changes_of(SAMPLES), last_change=9)
    assert index.chunk_ids() == [11, 12, 13, 21, 22]
    assert index.check() == []
    assert len(generations(tmp_path)) == 1


_KILLED = """
import os, sys
from pathlib import Path
from kb.taxonomy import Taxonomy
from search.backend import EmbeddedBackend
from search.hashing_embedder import HashingEmbedder
from tests.search.samples import SAMPLES, MemoryCache, changes_of
import search.generations as generations

generations._set_current = lambda *_: os._exit(9)
backend = EmbeddedBackend(Path(sys.argv[1]), HashingEmbedder(64), MemoryCache(), taxonomy=Taxonomy(themes=()))
backend.update(changes_of(SAMPLES), last_change=9)
"""


def test_a_killed_process_leaves_the_index_as_it_was(
    index: EmbeddedBackend, opened: Open, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", _KILLED, str(tmp_path / "index")]
    assert subprocess.run(command, check=False).returncode == 9
    assert len(generations(tmp_path)) == 2
    assert opened().last_change == 3
    assert opened().check() == []
    index.update(changes_of(DANISH), last_change=10)
    assert opened().chunk_ids() == [11, 12, 13, 21, 22]
    assert len(generations(tmp_path)) == 1


def test_an_index_updated_in_steps_answers_like_one_built_at_once(
    index: EmbeddedBackend, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    index.update(changes_of(DANISH), last_change=4)
    index.update([DocumentChange(document_id=DocumentId(2), entries=())], last_change=5)
    index.update(
        [DocumentChange(document_id=DocumentId(1), entries=(entry(31, "Ny text om parken."),))], last_change=6
    )
    whole = EmbeddedBackend(tmp_path / "whole", HashingEmbedder(64), MemoryCache(), taxonomy=taxonomy)
    whole.rebuild(changes_of([entry(31, "Ny text om parken."), *DANISH]), last_change=6)
    assert index.chunk_ids() == whole.chunk_ids() == [21, 22, 31]
    for text in ("parken", "natteravne", "simhallen", "nattvandrare", "medborgardialog"):
        assert found(index, text) == found(whole, text)


def test_a_document_changed_twice_in_one_update_is_as_the_later_change_says(
    opened: Open,
) -> None:
    backend = opened()
    first = DocumentChange(document_id=DocumentId(1), entries=(entry(1, "Parken."),))
    second = DocumentChange(document_id=DocumentId(1), entries=(entry(2, "Torget."),))
    backend.update([first, second], last_change=2)
    assert backend.chunk_ids() == [2]
    many = [entry(each, f"Rad {each}.", document_id=7) for each in range(100, 800)]
    large = DocumentChange(document_id=DocumentId(7), entries=tuple(many))
    backend.update([large, DocumentChange(document_id=DocumentId(7), entries=(many[0],))], last_change=4)
    assert backend.chunk_ids() == [2, 100]
    assert backend.check() == []


def test_an_index_of_another_embedder_is_told_with_the_cure_and_can_be_rebuilt(
    index: EmbeddedBackend, opened: Open
) -> None:
    other = opened(dim=32)
    for use in (
        other.refresh,
        lambda: other.update([], last_change=5),
    ):
        with pytest.raises(
            IndexMismatchError, match=r"revision 2-64.*ask for.*revision 2-32.*Run: metodbank index rebuild"
        ):
            use()
    assert "metodbank index rebuild" in other.check()[0]
    other.rebuild(changes_of(SAMPLES), last_change=8)
    assert other.last_change == 8
    assert found(other, "simhallen")[0] == 11
    assert other.check() == []
    with pytest.raises(IndexMismatchError):  # now the other way round
        index.refresh()


def test_words_find_in_an_index_of_another_embedder_and_the_answer_says_so(
    index: EmbeddedBackend, opened: Open
) -> None:
    ranking = opened(dim=32).search("simhallen", filters=Filters(), language=None, depth=20)
    assert [(each.chunk_id, sorted(each.evidence)) for each in ranking.ranked] == [(11, ["lexical"])]
    assert re.match(
        r"Searched by words only, .*2-64.*2-32.*Run: metodbank index rebuild", ranking.problem or ""
    )
    own = index.search("simhallen", filters=Filters(), language=None, depth=20)
    assert own.problem is None
    assert sorted(own.ranked[0].evidence) == ["lexical", "semantic"]


def test_an_index_of_another_format_is_told_with_the_cure(
    index: EmbeddedBackend, opened: Open, tmp_path: Path
) -> None:
    assert index.last_change == 3
    path = current_folder(tmp_path) / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"format": 99}))
    with pytest.raises(IndexMismatchError, match=r"index format 99, this version reads 4\. Run: metodbank"):
        opened().refresh()


def test_an_index_of_the_first_format_is_told_with_the_cure_and_can_be_rebuilt(
    index: EmbeddedBackend, opened: Open, tmp_path: Path
) -> None:
    (tmp_path / "index" / "CURRENT").write_text("generation-000001\n")
    with pytest.raises(IndexMismatchError, match=r"index format 1, this version reads 4\. Run: metodbank"):
        opened().refresh()
    index.rebuild(changes_of(SWEDISH), last_change=4)
    assert found(opened(), "simhallen") == [11]
    assert len(generations(tmp_path)) == 1


def test_another_index_under_the_same_name_is_noticed_at_the_next_search(
    index: EmbeddedBackend, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    other = EmbeddedBackend(tmp_path / "other", HashingEmbedder(64), MemoryCache(), taxonomy=taxonomy)
    other.update(changes_of(DANISH), last_change=3)
    assert found(index, "simhallen") == [11]
    (tmp_path / "index").rename(tmp_path / "before")
    (tmp_path / "other").rename(tmp_path / "index")
    assert generations(tmp_path) == ["generation-000001"]
    assert found(index, "simhallen") == []
    assert found(index, "havnefesten") == [22]
    assert index.chunk_ids() == [21, 22]


def test_an_index_of_another_store_counts_as_none_and_the_next_update_replaces_it(
    opened: Open, tmp_path: Path
) -> None:
    opened(store_id="first").update(changes_of(SWEDISH), last_change=3)
    second = opened(store_id="second")
    assert (second.belongs_to_store, second.last_change, second.chunk_ids()) == (False, 0, [])
    assert found(second, "simhallen") == []
    assert second.check() == []
    second.update(changes_of(DANISH), last_change=2)
    assert (second.belongs_to_store, second.last_change, second.chunk_ids()) == (True, 2, [21, 22])
    assert found(opened(store_id="second"), "simhallen") == []
    assert opened(store_id="first").belongs_to_store is False
    assert len(generations(tmp_path)) == 1


def test_a_store_exchanged_beneath_an_open_backend_is_noticed(opened: Open) -> None:
    first = opened(store_id="first")
    first.update(changes_of(SWEDISH), last_change=3)
    assert found(first, "simhallen") == [11]
    opened(store_id="second").update(changes_of(DANISH), last_change=3)
    assert found(first, "havnefesten simhallen") == []
    assert (first.belongs_to_store, first.last_change) == (False, 0)
    first.update(changes_of(SWEDISH), last_change=4)
    assert found(first, "simhallen") == [11]


def test_an_index_belongs_to_its_store_where_there_is_none_yet_or_its_own(opened: Open) -> None:
    backend = opened(store_id="first")
    assert backend.belongs_to_store is True
    backend.update(changes_of(SWEDISH), last_change=3)
    assert opened(store_id="first").belongs_to_store is True
    assert opened(store_id="first").last_change == 3


def test_no_two_generations_have_the_same_id(index: EmbeddedBackend, tmp_path: Path) -> None:
    current = tmp_path / "index" / "CURRENT"
    first = current.read_text()
    assert re.fullmatch(r"generation-000001 [0-9a-f]{32}\n", first)
    index.rebuild(changes_of(SWEDISH), last_change=3)
    name, generation_id = current.read_text().split()
    assert name == "generation-000002"
    assert generation_id != first.split()[1]
    manifest = json.loads((tmp_path / "index" / name / "manifest.json").read_text())
    assert manifest["id"] == generation_id


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "vectors cut": lambda folder: os.truncate(folder / "vectors.bin", 40),
    "vectors changed": lambda folder: _flip(folder / "vectors.bin"),
    "vectors gone": lambda folder: (folder / "vectors.bin").unlink(),
    "windows cut": lambda folder: os.truncate(folder / "windows.bin", 40),
    "windows changed": lambda folder: _flip(folder / "windows.bin"),
    "windows gone": lambda folder: (folder / "windows.bin").unlink(),
    "table of windows changed": lambda folder: _flip(folder / "windows.npz"),
    "facets changed": lambda folder: _flip(folder / "facets.npz"),
    "lexical file changed": lambda folder: _flip(next(folder.glob("lexical/*.idx"))),
    "lexical file gone": lambda folder: next(folder.glob("lexical/*.term")).unlink(),
    "lexical list changed": lambda folder: (folder / "lexical" / "meta.json").write_text("{}"),
    "manifest gone": lambda folder: (folder / "manifest.json").unlink(),
    "manifest text": lambda folder: (folder / "manifest.json").write_text("text"),
    "manifest list": lambda folder: (folder / "manifest.json").write_text("[]"),
    "manifest short": lambda folder: (folder / "manifest.json").write_text('{"format": 4}'),
    "current without id": lambda folder: (folder.parent / "CURRENT").write_text(f"{folder.name} 12ab"),
    "current of another": lambda folder: (folder.parent / "CURRENT").write_text(f"{folder.name} {'0' * 32}"),
    "current empty": lambda folder: (folder.parent / "CURRENT").write_text(""),
    "current elsewhere": lambda folder: (folder.parent / "CURRENT").write_text("../../etc"),
    "current binary": lambda folder: (folder.parent / "CURRENT").write_bytes(b"\xff\xfe\x00"),
    "generation gone": lambda folder: folder.rename(folder.parent / "elsewhere"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_with_the_cure_and_a_rebuild_heals_it(
    index: EmbeddedBackend, opened: Open, tmp_path: Path, damage: str
) -> None:
    index.close()
    DAMAGES[damage](current_folder(tmp_path))
    backend = opened()
    with pytest.raises(IndexCorruptError, match="Run: metodbank index rebuild"):
        found(backend, "simhallen")
    assert len(backend.check()) == 1
    backend.rebuild(changes_of(SAMPLES), last_change=8)
    assert found(opened(), "simhallen") == [11]
    assert opened().check() == []


def test_check_finds_files_changed_after_loading(index: EmbeddedBackend, tmp_path: Path) -> None:
    _flip(current_folder(tmp_path) / "vectors.bin")
    (problem,) = index.check()
    assert "vectors.bin is damaged: its checksum is another" in problem


def test_check_finds_parts_that_differ(index: EmbeddedBackend) -> None:
    generation = index._generation
    assert generation is not None
    generation.vectors.remove(index.chunk_ids()[:1])
    assert index.check() == ["the vector index and the facets differ in 1 chunks"]


def test_a_full_disk_is_told_and_nothing_is_lost(
    index: EmbeddedBackend, opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("search.generations.save_facet_table", no_space)
    with pytest.raises(DiskFullError, match="Free some and try again; the index is as it was"):
        index.update(changes_of(DANISH), last_change=4)
    assert opened().last_change == 3
    assert generations(tmp_path) == ["generation-000001"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, taxonomy: Taxonomy) -> None:
    (tmp_path / "index").write_text("a file")
    backend = EmbeddedBackend(tmp_path / "index", HashingEmbedder(64), MemoryCache(), taxonomy=taxonomy)
    with pytest.raises(SearchIndexError):
        backend.rebuild(changes_of(SWEDISH), last_change=1)


def test_the_reference_index_can_stand_in(tmp_path: Path, taxonomy: Taxonomy) -> None:
    backend = EmbeddedBackend(
        tmp_path / "index", HashingEmbedder(64), MemoryCache(), taxonomy=taxonomy, index_factory=NumpyIndex
    )
    backend.update(changes_of(SAMPLES), last_change=1)
    backend.update([DocumentChange(document_id=DocumentId(3), entries=())], last_change=2)
    assert backend.chunk_ids() == [11, 12, 13]
    assert backend.check() == []


def test_progress_tells_documents_done_and_in_all(opened: Open) -> None:
    told: list[tuple[int, int]] = []
    opened().update(
        changes_of(SAMPLES), last_change=1, progress=lambda done, n_all: told.append((done, n_all))
    )
    assert told[-1] == (3, 3)

    def unsized() -> Iterator[DocumentChange]:
        yield from changes_of(SAMPLES)

    opened().update(unsized(), last_change=2, progress=lambda done, n_all: told.append((done, n_all)))
    assert told[-1] == (3, 3)
