"""Similar documents in a store: found, asked about, answered."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import shingles as shingles_module
from kb import similar as similar_module
from kb.errors import DocumentNotFoundError, InputError
from kb.records import DocumentId
from kb.shingles import shingles
from kb.similar import are_similar, compare_new
from kb.similar_answers import copy_of, keep_both, similarities, undo
from kb.store import Store
from tests.kb.similar_texts import ARTICLE, DANISH, OTHER, YEAR_2022, YEAR_2023
from tests.samples import prepared


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path / "store.sqlite")) as opened:
        yield opened


def put(store: Store, name: str, texts: Sequence[str]) -> DocumentId:
    return store.put_document(prepared(f"/docs/{name}", texts), pipeline_version=1)


def asked(store: Store) -> list[tuple[str, str, float]]:
    """Return the open questions: larger, smaller, share."""
    return [
        (each.larger.source.name, each.smaller.source.name, round(each.share, 2))
        for each in similarities(store).open
    ]


def changed(text: str, every: int) -> str:
    words = text.split()
    return " ".join(f"annat{at}" if at % every == every - 1 else word for at, word in enumerate(words))


def test_a_text_held_by_a_longer_one_is_asked_about(store: Store) -> None:
    put(store, "nyhetsbrev.txt", [*OTHER, *ARTICLE])
    put(store, "artikel.txt", ARTICLE)
    put(store, "lunde.txt", DANISH)
    assert compare_new(store) == {(1, 2)}
    (question,) = similarities(store).open
    assert (question.larger.id, question.smaller.id, question.share) == (1, 2, 1.0)
    assert question.share_of_larger == pytest.approx(
        shingles(" ".join(ARTICLE)).hashes.size / shingles(" ".join([*OTHER, *ARTICLE])).hashes.size
    )


def test_the_share_is_counted_and_decides(store: Store) -> None:
    text = " ".join(ARTICLE)
    # one word in eight is another: about five of eight triples stay; one in six: about half
    put(store, "a.txt", [text])
    put(store, "eighth.txt", [changed(text, 8)])
    compare_new(store)
    ((_, _, share),) = asked(store)
    words = [word.strip(".,").lower() for word in text.split()]
    n_words = len(words)
    n_left = sum(all(at % 8 != 7 for at in range(start, start + 3)) for start in range(n_words - 2))
    assert share == pytest.approx(n_left / (n_words - 2), abs=0.01)
    assert 0.6 <= share < 0.65
    put(store, "sixth.txt", [changed(text, 6)])
    assert compare_new(store) == set()


def test_a_part_of_a_text_is_similar_and_two_texts_with_a_common_part_are_not() -> None:
    whole, part = shingles(" ".join([*ARTICLE, *OTHER])), shingles(" ".join(ARTICLE))
    assert are_similar(whole, part)
    assert are_similar(part, whole)
    assert not are_similar(
        shingles(" ".join([ARTICLE[1], *OTHER])), shingles(" ".join([ARTICLE[1], *DANISH]))
    )


def test_reports_of_two_years_are_not_asked_about(store: Store) -> None:
    one, other = shingles(YEAR_2022), shingles(YEAR_2023)
    smaller = min(one.hashes.size, other.hashes.size)
    assert len({*one.hashes.tolist()} & {*other.hashes.tolist()}) / smaller >= similar_module.MIN_SHARE
    put(store, "2022.txt", [YEAR_2022])
    put(store, "2023.txt", [YEAR_2023])
    assert compare_new(store) == set()


def test_the_same_report_with_another_date_of_printing_is_asked_about(store: Store) -> None:
    put(store, "2022.txt", [YEAR_2022])
    put(store, "print.txt", ["Utskriven den 3 maj 2024, sida 1 av 2", YEAR_2022])
    assert compare_new(store) == {(1, 2)}


def rows(*codes: str) -> list[str]:
    return [f"Rad: {number} | Läge: {code} | Ansvarig: kultur" for number, code in enumerate(codes, start=1)]


def test_tables_of_the_same_codes_are_asked_about_only_where_nearly_all_is_the_same() -> None:
    one = rows(*["pågår", "klart", "pågår", "pausat"] * 8)
    other = rows(*["pågår", "pågår", "klart", "pausat"] * 8)
    first, second = shingles("\n".join(one)), shingles("\n".join(other))
    assert np.intersect1d(first.hashes, second.hashes).size > 0.6 * first.hashes.size
    assert not are_similar(first, second)
    assert are_similar(first, shingles("\n".join([*one, "Rad: 33 | Läge: klart"])))


def test_short_texts_are_not_compared(store: Store) -> None:
    short = " ".join(ARTICLE[0].split()[:29])
    put(store, "a.txt", [short])
    put(store, "b.txt", [short + "."])
    put(store, "c.txt", ["–"])
    assert compare_new(store) == set()
    assert store.not_compared() == []


def test_text_that_was_left_out_is_not_compared(store: Store) -> None:
    put(store, "a.txt", ARTICLE)
    document = prepared("/docs/b.txt", [*ARTICLE, *OTHER])
    kept = tuple(chunk for chunk in document.chunks if chunk.text in OTHER)
    store.put_document(replace(document, chunks=kept), pipeline_version=1)
    assert compare_new(store) == set()


def test_a_second_call_has_nothing_to_do(store: Store) -> None:
    put(store, "a.txt", ARTICLE)
    put(store, "b.txt", [*ARTICLE, "Och så var det slut."])
    steps: list[tuple[int, int]] = []
    assert compare_new(store, lambda done, n_all: steps.append((done, n_all))) == {(1, 2)}
    assert steps == [(2, 2)]
    assert compare_new(store, lambda done, n_all: steps.append((done, n_all))) == set()
    assert steps == [(2, 2)]
    assert len(asked(store)) == 1


def test_a_changed_document_is_compared_anew(store: Store) -> None:
    put(store, "a.txt", ARTICLE)
    put(store, "b.txt", [*ARTICLE, *OTHER])
    compare_new(store)
    put(store, "b.txt", OTHER)
    assert asked(store) == []
    assert store.not_compared() == [2]
    assert compare_new(store) == set()
    put(store, "a.txt", [*OTHER, *DANISH])
    assert compare_new(store) == {(1, 2)}
    assert asked(store) == [("a.txt", "b.txt", 1.0)]


def test_deleting_a_document_clears_its_questions(store: Store) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        put(store, name, [*ARTICLE, name])
    assert compare_new(store) == {(1, 2), (1, 3), (2, 3)}
    store.delete_document(DocumentId(2))
    assert [each.ids for each in similarities(store).open] == [(1, 3)]
    assert store.check() == []


def test_many_copies_are_asked_about_with_the_nearest_ones(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar_module, "_MOST_PAIRS", 3)
    for number in range(12):
        put(store, f"{number:02}.txt", [*ARTICLE, f"Kopia nummer {number}."])
        compare_new(store)
    pairs = [each.ids for each in similarities(store).open]
    assert len(pairs) == 1 + 2 + 3 * 9
    assert {each for pair in pairs for each in pair} == set(range(1, 13))


_PIECES = [*ARTICLE, *OTHER, *DANISH, changed(ARTICLE[1], 9), changed(OTHER[0], 7), changed(DANISH[0], 5)]
_DOCUMENTS = st.lists(
    st.lists(st.sampled_from(_PIECES), min_size=1, max_size=4, unique=True).map(tuple),
    min_size=1,
    max_size=7,
    unique=True,
)


def found_in(documents: Sequence[tuple[str, ...]], batches: Sequence[int]) -> set[frozenset[tuple[str, ...]]]:
    """Return the pairs found when so many documents at a time are put and compared."""
    # all triples sampled: then nothing is left to chance
    with (
        pytest.MonkeyPatch.context() as patch,
        TemporaryDirectory() as folder,
        closing(Store(Path(folder) / "store.sqlite")) as store,
    ):
        patch.setattr(shingles_module, "_SAMPLED_ONE_IN", 1)
        patch.setattr(similar_module, "_TOGETHER", 3)
        patch.setattr(similar_module, "_PAGE", 2)
        by_id: dict[DocumentId, tuple[str, ...]] = {}
        rest = list(documents)
        for size in [*batches, len(rest)]:
            for texts in rest[:size]:
                by_id[put(store, f"{len(by_id)}.txt", texts)] = texts
            rest = rest[size:]
            compare_new(store)
        return {frozenset(by_id[each] for each in pair.ids) for pair in similarities(store).open}


def exactly(documents: Sequence[tuple[str, ...]]) -> set[frozenset[tuple[str, ...]]]:
    of = {texts: shingles("\n".join(texts)) for texts in documents}
    return {
        frozenset((one, other))
        for one in documents
        for other in documents
        if one != other and are_similar(of[one], of[other])
    }


@settings(max_examples=25, deadline=None)
@given(_DOCUMENTS, st.lists(st.integers(1, 3), max_size=4), st.randoms(use_true_random=False))
def test_neither_order_nor_batches_make_a_difference(
    documents: list[tuple[str, ...]], batches: list[int], rng: random.Random
) -> None:
    expected = exactly(documents)
    assert found_in(documents, [len(documents)]) == expected
    rng.shuffle(documents)
    assert found_in(documents, batches) == expected


def test_a_killed_comparison_is_gone_on_with(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar_module, "_TOGETHER", 2)
    for number in range(4):
        put(store, f"{number}.txt", [*ARTICLE, f"Kopia {number}."])

    def stop(_: int, __: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare_new(store, stop)
    assert store.not_compared() == [3, 4]
    compare_new(store)
    assert len(asked(store)) == 6


@pytest.fixture
def pair(store: Store) -> Store:
    put(store, "a.txt", ARTICLE)
    put(store, "b.txt", [*ARTICLE, *OTHER])
    compare_new(store)
    return store


def test_kept_both_is_not_asked_again_until_the_content_changes(pair: Store) -> None:
    keep_both(pair, DocumentId(2), DocumentId(1))
    assert asked(pair) == []
    assert [each.ids for each in similarities(pair).kept] == [(1, 2)]
    pair.delete_document(DocumentId(2))
    put(pair, "b.txt", [*ARTICLE, *OTHER])  # the same content, as a new document
    compare_new(pair)
    assert asked(pair) == []
    put(pair, "b.txt", [*ARTICLE, *OTHER, "Ett tillägg."])
    compare_new(pair)
    assert asked(pair) == [("b.txt", "a.txt", 1.0)]


def test_kept_both_can_be_undone(pair: Store) -> None:
    keep_both(pair, DocumentId(1), DocumentId(2))
    assert [each.ids for each in undo(pair, "a.txt").kept] == [(1, 2)]
    assert asked(pair) == [("b.txt", "a.txt", 1.0)]
    with pytest.raises(InputError, match="No answer about '1'"):
        undo(pair, "1")


def test_only_what_is_asked_can_be_answered(pair: Store) -> None:
    put(pair, "c.txt", DANISH)
    with pytest.raises(InputError, match="Documents 1 and 3 are not asked about"):
        keep_both(pair, DocumentId(3), DocumentId(1))
    with pytest.raises(DocumentNotFoundError):
        keep_both(pair, DocumentId(1), DocumentId(99))
    with pytest.raises(InputError, match="metodbank document delete 3"):
        copy_of(pair, DocumentId(3))
    keep_both(pair, DocumentId(1), DocumentId(2))
    with pytest.raises(InputError, match="Nothing is asked about document 1"):
        copy_of(pair, DocumentId(1))


def test_a_copy_is_removed_in_favour_of_the_one_that_holds_most_of_it(pair: Store) -> None:
    put(pair, "c.txt", [changed(" ".join(ARTICLE), 9)])
    compare_new(pair)
    copy = copy_of(pair, DocumentId(1))
    assert copy.kept_sha256 == pair.document(DocumentId(2)).source.sha256
    pair.remove_copy(copy)
    kept = pair.kept_instead(copy.sha256)
    assert kept is not None
    assert kept.document_id == 2
    assert [each.document_id for each in similarities(pair).removed] == [1]


def test_what_was_kept_instead_is_followed(pair: Store) -> None:
    put(pair, "c.txt", [*ARTICLE, *OTHER, *DANISH])
    compare_new(pair)
    first = pair.document(DocumentId(1)).source.sha256
    pair.remove_copy(copy_of(pair, DocumentId(1)))
    pair.remove_copy(copy_of(pair, DocumentId(2)))
    kept = pair.kept_instead(first)
    assert kept is not None
    assert kept.document_id == 3
    pair.delete_document(DocumentId(3))
    assert pair.kept_instead(first) is None


def test_content_that_is_stored_is_no_removed_copy_any_more(pair: Store) -> None:
    pair.remove_copy(copy_of(pair, DocumentId(1)))
    put(pair, "a.txt", ARTICLE)
    assert pair.removed_copies() == []


def test_removing_what_is_gone_remembers_nothing(pair: Store) -> None:
    copy = copy_of(pair, DocumentId(1))
    pair.delete_document(DocumentId(1))
    with pytest.raises(DocumentNotFoundError):
        pair.remove_copy(copy)
    assert pair.removed_copies() == []


def test_an_older_store_is_compared_by_the_next_call(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    scripts = sorted((files("kb.store") / "migrations").iterdir(), key=lambda entry: entry.name)
    with closing(Store(path)) as store:
        put(store, "a.txt", ARTICLE)
        put(store, "b.txt", [*ARTICLE, *OTHER])
    with closing(sqlite3.connect(path)) as raw:
        for table in ("similar_documents", "word_samples", "kept_both", "removed_copies"):
            raw.execute(f"DROP TABLE {table}")
        (script,) = [each for each in scripts if each.name == "0006_similar_documents.sql"]
        raw.executescript(script.read_text(encoding="utf-8"))
    with closing(Store(path)) as store:
        assert store.not_compared() == [1, 2]
        assert compare_new(store) == {(1, 2)}
