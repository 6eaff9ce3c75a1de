from __future__ import annotations

import subprocess
import sys
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from kb.records import DocumentChange, DocumentId, Facet, Filters, Language, Ranking
from kb.taxonomy import Taxonomy, load_taxonomy
from search.backend import SEARCH_BACKENDS, EmbeddedBackend
from search.hashing_embedder import HashingEmbedder
from tests.search.samples import SAMPLES, MemoryCache, changes_of, entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from kb.protocols import SearchBackend


@pytest.fixture
def cache() -> MemoryCache:
    return MemoryCache()


@pytest.fixture
def backend(tmp_path: Path, taxonomy: Taxonomy, cache: MemoryCache) -> EmbeddedBackend:
    made = EmbeddedBackend(tmp_path / "index", HashingEmbedder(), cache, taxonomy=taxonomy)
    made.update(changes_of(SAMPLES), last_change=5)
    return made


def search(
    backend: EmbeddedBackend, text: str, filters: Filters | None = None, *, depth: int = 20
) -> Ranking:
    return backend.search(text, filters=filters or Filters(), language=None, depth=depth)


def ids(ranking: Ranking) -> list[int]:
    return [candidate.chunk_id for candidate in ranking.ranked]


@pytest.mark.parametrize(
    ("query", "own", "other"),
    [
        ("borgerinddragelse", 21, 11),
        ("medborgardialog", 11, 21),
        ("nattvandrare", 12, 22),
        ("natteravne", 22, 12),
    ],
)
def test_a_term_finds_its_own_language_first_and_the_other_too(
    backend: EmbeddedBackend, query: str, own: int, other: int
) -> None:
    assert ids(search(backend, query))[:2] == [own, other]


def test_a_danish_question_finds_the_swedish_lending_of_sports_things(backend: EmbeddedBackend) -> None:
    assert ids(search(backend, "udlån af sportsudstyr")) == [13]


PAIRS = [
    ("medborgardialog", "borgerinddragelse", "Medborgardialogen i maj.", "Tidlig borgerinddragelse i maj."),
    ("medborgarbudget", "borgerbudget", "En medborgarbudget i maj.", "Et borgerbudget i maj."),
    ("nattvandrare", "natteravne", "Nattvandrarna gick ut.", "Natteravnene gik ud."),
    ("byalag", "landsbylaug", "Byalagen firade.", "Landsbylaugene fejrede."),
    ("områdesmammor", "bydelsmødre", "Områdesmammorna talade.", "Bydelsmødrene talte."),
    ("läxhjälp", "lektiehjælp", "Läxhjälpen var öppen.", "Lektiehjælpen var åben."),
]


@pytest.mark.parametrize(("swedish", "danish", "swedish_text", "danish_text"), PAIRS)
def test_the_two_countries_meet_with_the_themes_that_come_with_the_product(
    tmp_path: Path, swedish: str, danish: str, swedish_text: str, danish_text: str
) -> None:
    backend = EmbeddedBackend(tmp_path, HashingEmbedder(), MemoryCache(), taxonomy=load_taxonomy())
    texts = [
        entry(1, swedish_text),
        entry(2, danish_text, document_id=2, language=Language.DANISH),
        entry(3, "Frivillige gav hjælp til flytning.", document_id=3, language=Language.DANISH),
    ]
    backend.update(changes_of(texts), last_change=1)
    assert ids(search(backend, swedish)) == [1, 2]
    assert ids(search(backend, danish)) == [2, 1]


def test_a_bullet_of_an_example_is_found_by_the_other_languages_name_for_it(tmp_path: Path) -> None:
    backend = EmbeddedBackend(tmp_path, HashingEmbedder(), MemoryCache(), taxonomy=load_taxonomy())
    texts = [entry(1, "Torget är fritt."), entry(2, "Fritidsbank – ger bort idrottsprylar", document_id=2)]
    backend.update(changes_of(texts), last_change=1)
    assert ids(search(backend, "udlån af sportsudstyr")) == [2]


def test_a_question_is_not_answered_by_its_small_words(tmp_path: Path, taxonomy: Taxonomy) -> None:
    backend = EmbeddedBackend(tmp_path, HashingEmbedder(), MemoryCache(), taxonomy=taxonomy)
    texts = [
        entry(1, "Alla får åka med bussen, som går var dag."),
        entry(2, "Äldre kan bo kvar hemma.", document_id=2),
        entry(3, "Föräldrar får stöd.", document_id=3),
    ]
    backend.update(changes_of(texts), last_change=1)
    assert ids(search(backend, "hur får vi äldre att klara sig hemma")) == [2]


def test_a_backend_is_made_by_its_name_and_offers_what_the_facade_needs(
    tmp_path: Path, taxonomy: Taxonomy
) -> None:
    backend: SearchBackend = SEARCH_BACKENDS["embedded"](
        tmp_path / "index", HashingEmbedder(), MemoryCache(), taxonomy=taxonomy, store_id="one"
    )
    backend.update(changes_of(SAMPLES), last_change=5)
    assert backend.last_change == 5
    assert isinstance(backend, EmbeddedBackend)
    backend.refresh()
    backend.rebuild(changes_of(SAMPLES), last_change=6)
    assert (backend.check(), backend.chunk_ids()) == ([], [11, 12, 13, 21, 22])
    assert backend.belongs_to_store is True
    backend.close()


def test_each_candidate_tells_rank_and_score_of_each_retriever(backend: EmbeddedBackend) -> None:
    best = search(backend, "medborgardialog simhallen").ranked[0]
    assert (best.chunk_id, best.document_id) == (11, 1)
    assert best.evidence["lexical"].rank == best.evidence["semantic"].rank == 1
    assert best.evidence["semantic"].score >= HashingEmbedder().min_score
    assert best.evidence["lexical"].score > 0


def test_scores_fall_and_lie_between_zero_and_one(backend: EmbeddedBackend) -> None:
    scores = [candidate.score for candidate in search(backend, "barn unga dialog bibliotek").ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_only_chunks_within_the_filters_are_found(backend: EmbeddedBackend) -> None:
    danish = Filters(countries=frozenset({"DK"}))
    assert ids(search(backend, "nattvandrare", danish)) == [22]
    assert ids(search(backend, "nattvandrare", Filters(years=(1990, 1999)))) == []


def test_facets_are_counted_over_all_candidates(backend: EmbeddedBackend) -> None:
    facets = search(backend, "nattvandrare").facets
    assert facets[Facet.COUNTRY] == (("DK", 1), ("SE", 1))
    assert facets[Facet.THEME] == (("civil", 2), ("civil.trygghet", 2))


def test_a_quoted_phrase_must_occur_whatever_else_is_alike(backend: EmbeddedBackend) -> None:
    assert ids(search(backend, '"nya simhallen"')) == [11]
    assert ids(search(backend, '"simhallen nya"')) == []
    assert ids(search(backend, 'nattvandrare "biblioteket"')) == [21]
    assert ids(search(backend, '"nya simhallen"', Filters(countries=frozenset({"DK"})))) == []


@pytest.mark.parametrize("text", ["", "  \n", "!!! ???", '""', "😀"])
def test_without_words_the_filters_list_their_chunks_by_document(backend: EmbeddedBackend, text: str) -> None:
    ranking = search(backend, text, Filters(themes=frozenset({"civil", "dialog"})))
    assert [(each.document_id, each.chunk_id) for each in ranking.ranked] == [
        (1, 11),
        (1, 12),
        (3, 21),
        (3, 22),
    ]
    assert {(each.score, tuple(each.evidence)) for each in ranking.ranked} == {(1.0, ())}
    assert ranking.facets[Facet.COUNTRY] == (("DK", 2), ("SE", 2))
    assert search(backend, text) == Ranking(ranked=(), facets={})


def test_words_that_occur_nowhere_find_nothing(backend: EmbeddedBackend) -> None:
    assert ids(search(backend, "kvantgravitation xyzzy")) == []


def test_an_index_that_is_not_there_finds_nothing(tmp_path: Path, taxonomy: Taxonomy) -> None:
    backend = EmbeddedBackend(tmp_path / "none", HashingEmbedder(64), MemoryCache(), taxonomy=taxonomy)
    assert search(backend, "park") == Ranking(ranked=(), facets={})
    assert (backend.last_change, backend.chunk_ids(), backend.check()) == (0, [], [])
    assert not (tmp_path / "none").exists()


def test_an_index_without_chunks_finds_nothing(tmp_path: Path, taxonomy: Taxonomy) -> None:
    backend = EmbeddedBackend(tmp_path / "index", HashingEmbedder(64), MemoryCache(), taxonomy=taxonomy)
    backend.update([], last_change=7)
    assert ids(search(backend, "park")) == []
    assert ids(search(backend, "", Filters(countries=frozenset({"SE"})))) == []
    assert backend.last_change == 7
    assert backend.check() == []


def test_both_unicode_forms_of_a_query_find_the_same(backend: EmbeddedBackend) -> None:
    for text in ("idrott åt alla", "natteravnene følger", "fritidsbank på ön"):
        assert search(backend, unicodedata.normalize("NFD", text)) == search(backend, text)


def test_a_query_of_a_hundred_kilobytes_is_survived(backend: EmbeddedBackend) -> None:
    assert ids(search(backend, "simhallen " * 10_000)) == [11]
    assert ids(search(backend, "x" * 100_000)) == []


def test_depth_limits_each_retriever(backend: EmbeddedBackend) -> None:
    assert len(ids(search(backend, "borgerinddragelse nattvandrare fritidsbank", depth=1))) <= 2


def test_equal_chunks_are_ordered_by_id(tmp_path: Path, taxonomy: Taxonomy) -> None:
    backend = EmbeddedBackend(tmp_path / "index", HashingEmbedder(64), MemoryCache(), taxonomy=taxonomy)
    backend.update(changes_of([entry(each, "Parken vid ån.") for each in (4, 2, 8, 6)]), last_change=1)
    assert ids(search(backend, "parken")) == [2, 4, 6, 8]


def test_an_unchanged_text_is_not_embedded_again(backend: EmbeddedBackend, cache: MemoryCache) -> None:
    assert cache.n_new == 5 + 3  # texts and the titles of their documents
    before = search(backend, "simhallen")
    backend.update(changes_of(SAMPLES), last_change=6)
    backend.rebuild(changes_of(SAMPLES), last_change=7)
    assert cache.n_new == 8
    assert search(backend, "simhallen") == before


def test_equal_texts_are_embedded_once_and_both_found(backend: EmbeddedBackend, cache: MemoryCache) -> None:
    twins = [entry(each, "Cykelverkstaden lagar.", document_id=9) for each in (91, 92)]
    backend.update(changes_of(twins), last_change=6)
    assert cache.n_new == 9
    assert ids(search(backend, "cykelverkstaden")) == [91, 92]


def test_a_deleted_document_is_found_no_more(backend: EmbeddedBackend) -> None:
    backend.update([DocumentChange(document_id=DocumentId(1), entries=())], last_change=6)
    assert ids(search(backend, "simhallen")) == []
    assert ids(search(backend, "medborgardialog")) == [21]
    assert backend.chunk_ids() == [13, 21, 22]


def test_threads_search_while_the_index_is_updated(backend: EmbeddedBackend) -> None:
    expected = {(11,), ()}  # before and after document 1 is gone
    stop = threading.Event()

    def ask() -> set[tuple[int, ...]]:
        answers = set()
        while not stop.is_set():
            answers.add(tuple(ids(search(backend, '"nya simhallen"'))))
        return answers

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask) for _ in range(4)]
        for change in range(6, 10):
            gone = DocumentChange(document_id=DocumentId(1), entries=())
            backend.update([gone] if change % 2 == 0 else changes_of(SAMPLES[:2]), last_change=change)
        stop.set()
    assert all(each.result() <= expected for each in asked)
    assert backend.check() == []


def test_closed_it_can_be_used_again(backend: EmbeddedBackend) -> None:
    backend.close()
    assert ids(search(backend, "simhallen")) == [11]


def test_searching_with_the_stand_in_does_not_import_torch(tmp_path: Path, backend: EmbeddedBackend) -> None:
    assert backend.last_change == 5
    code = (
        "import sys; from pathlib import Path\n"
        "from kb.records import Filters; from kb.taxonomy import Taxonomy\n"
        "from search.backend import EmbeddedBackend; from search.embedders import make_embedder\n"
        "index, themes = Path(sys.argv[1]), Taxonomy(themes=())\n"
        "b = EmbeddedBackend(index, make_embedder('hashing'), None, taxonomy=themes)\n"
        "r = b.search('simhallen', filters=Filters(), language=None, depth=5)\n"
        "sys.exit([c.chunk_id for c in r.ranked] != [11] or 'torch' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path / "index")], check=False).returncode == 0


def test_excluded_words_are_found_by_no_retriever(backend: EmbeddedBackend) -> None:
    assert {12, 22} <= set(ids(search(backend, "nattvandrare")))
    assert 12 not in ids(search(backend, "nattvandrare -ungdomar"))
    assert 12 not in ids(search(backend, 'nattvandrare -"i centrum"'))
    assert 22 in ids(search(backend, "nattvandrare -ungdomar"))


def test_a_query_of_exclusions_alone_lists_what_the_filters_leave(backend: EmbeddedBackend) -> None:
    swedish = Filters(countries=frozenset({"SE"}))
    assert ids(search(backend, "-nattvandrare")) == []
    assert ids(search(backend, "-nattvandrare", filters=swedish)) == [11, 13]


def test_what_is_embedded_has_neither_exclusions_nor_quotes(
    backend: EmbeddedBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded: list[str] = []
    original = HashingEmbedder.embed_queries

    def noting(self: HashingEmbedder, texts: Sequence[str]) -> NDArray[np.float32]:
        embedded.extend(texts)
        return original(self, texts)

    monkeypatch.setattr(HashingEmbedder, "embed_queries", noting)
    search(backend, '"i centrum" nattvandrare -ungdomar')
    assert embedded == ["i centrum nattvandrare"]


def test_a_misspelt_query_brings_a_suggestion(backend: EmbeddedBackend) -> None:
    assert search(backend, "natvandrrare i centrum").suggestion == "nattvandrare i centrum"
    assert search(backend, "nattvandrare i centrum").suggestion is None


def test_whether_anything_is_within_filters(backend: EmbeddedBackend) -> None:
    assert backend.has_chunks(Filters()) is True
    assert backend.has_chunks(Filters(municipalities=frozenset({"SE1715"}))) is True
    assert (
        backend.has_chunks(Filters(municipalities=frozenset({"SE1715"}), countries=frozenset({"DK"})))
        is False
    )
