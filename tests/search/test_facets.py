from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import IndexCorruptError
from kb.records import Facet, Filters
from search.facets import (
    FacetTable,
    allowed_ids,
    count_facets,
    documents_of,
    load_facet_table,
    make_facet_table,
    replace_documents,
    save_facet_table,
)
from tests.search.samples import SAMPLES, entry

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def table() -> FacetTable:
    return make_facet_table(reversed(SAMPLES))


def allowed(table: FacetTable, filters: Filters) -> list[int]:
    found = allowed_ids(table, filters)
    assert found is not None
    return [int(each) for each in found]


def test_without_filters_everything_is_allowed(table: FacetTable) -> None:
    assert allowed_ids(table, Filters()) is None


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(countries=frozenset({"DK"})), [21, 22]),
        (Filters(themes=frozenset({"kultur"})), [13]),
        (Filters(themes=frozenset({"civil"})), [12, 22]),
        (Filters(themes=frozenset({"civil", "dialog"})), [11, 12, 21, 22]),
        (Filters(themes=frozenset({"dialog"}), countries=frozenset({"SE"})), [11]),
        (Filters(municipalities=frozenset({"SE1715", "DK461"})), [11, 21, 22]),
        (Filters(languages=frozenset({"da"}), types=frozenset({"article"})), [21, 22]),
        (Filters(types=frozenset({"plan"})), []),
        (Filters(years=(2017, 2019)), [11, 12, 13]),
        (Filters(years=(2018, 2020)), [13, 21, 22]),
        (Filters(years=(2021, 2030)), []),
        (Filters(themes=frozenset({"no.such"})), []),
    ],
)
def test_values_of_a_facet_are_alternatives_and_facets_are_all_required(
    table: FacetTable, filters: Filters, expected: list[int]
) -> None:
    assert allowed(table, filters) == expected


def test_a_chunk_without_a_year_is_in_no_range_of_years() -> None:
    table = make_facet_table([entry(1, "x"), entry(2, "x", facets={Facet.YEAR: ("2000",)})])
    assert allowed(table, Filters(years=(0, 9999))) == [2]


def test_counts_are_most_first_then_by_value(table: FacetTable) -> None:
    counts = count_facets(table, np.array([11, 12, 22, 999]))
    assert counts[Facet.THEME] == (("civil", 2), ("civil.trygghet", 2), ("dialog", 1))
    assert counts[Facet.COUNTRY] == (("SE", 2), ("DK", 1))
    assert counts[Facet.YEAR] == (("2017", 2), ("2020", 1))
    assert counts[Facet.MUNICIPALITY] == (("DK461", 1), ("SE1715", 1), ("SE1763", 1))


def test_counts_over_nothing_are_empty(table: FacetTable) -> None:
    assert set(count_facets(table, np.array([], dtype=np.int64)).values()) == {()}
    assert set(count_facets(make_facet_table([]), np.array([1])).values()) == {()}


def test_a_value_stated_twice_counts_once() -> None:
    table = make_facet_table([entry(1, "x", facets={Facet.THEME: ("dialog", "dialog")})])
    assert count_facets(table, np.array([1]))[Facet.THEME] == (("dialog", 1),)


def test_documents_are_known_by_chunk(table: FacetTable) -> None:
    assert documents_of(table, np.array([22, 11, 5])) == {22: 3, 11: 1}


def test_replacing_documents_is_the_same_as_making_the_table_anew(table: FacetTable) -> None:
    new = [
        entry(14, "Nytt.", document_id=2, facets={Facet.THEME: ("natur",)}),
        entry(5, "Före.", document_id=4, facets={Facet.YEAR: ("1999",)}),
    ]
    changed = replace_documents(table, [2, 3, 77], new)
    assert as_plain(changed) == as_plain(make_facet_table([*SAMPLES[:2], *new]))


def test_a_value_that_nothing_has_any_more_is_forgotten(table: FacetTable) -> None:
    changed = replace_documents(table, [3], [])
    assert changed.columns[Facet.COUNTRY].labels == ("SE",)


FACETS = st.dictionaries(
    st.sampled_from(list(Facet)), st.lists(st.sampled_from("abcde"), max_size=3).map(tuple), max_size=4
)


@given(st.lists(FACETS, max_size=12), st.sets(st.integers(0, 3)))
def test_any_replacement_equals_the_table_made_anew(
    rows: list[dict[Facet, tuple[str, ...]]], gone: set[int]
) -> None:
    entries = [entry(nth * 7 % 101, "x", document_id=nth % 4, facets=row) for nth, row in enumerate(rows)]
    half = len(entries) // 2
    first, second = entries[:half], [each for each in entries[half:] if each.document_id in gone]
    kept = [each for each in first if each.document_id not in gone]
    changed = replace_documents(make_facet_table(first), gone, second)
    assert as_plain(changed) == as_plain(make_facet_table([*kept, *second]))


def test_saved_and_loaded_the_table_is_the_same(table: FacetTable, tmp_path: Path) -> None:
    for each in (table, make_facet_table([])):
        save_facet_table(each, tmp_path / "facets.npz")
        assert as_plain(load_facet_table(tmp_path / "facets.npz")) == as_plain(each)


@pytest.mark.parametrize("damage", ["cut", "text", "missing"])
def test_a_damaged_file_is_told_with_the_cure(table: FacetTable, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "facets.npz"
    save_facet_table(table, path)
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:300] if damage == "cut" else b"text")
    with pytest.raises(IndexCorruptError, match=r"facets\.npz is damaged.*metodbank index rebuild"):
        load_facet_table(path)


def as_plain(table: FacetTable) -> list[tuple[int, int, dict[str, list[str]]]]:
    """Return each row with its values, and check that no label is unused."""
    plain = []
    for row, (chunk_id, document_id) in enumerate(zip(table.chunk_ids, table.document_ids, strict=True)):
        values = {}
        for facet, column in table.columns.items():
            codes = column.codes[column.offsets[row] : column.offsets[row + 1]]
            values[facet.value] = [column.labels[code] for code in codes]
        plain.append((int(chunk_id), int(document_id), values))
    for column in table.columns.values():
        assert set(column.codes.tolist()) == set(range(len(column.labels)))
    return plain


def test_aspects_of_a_practice_are_filtered_by_and_counted_and_quantities_are_not() -> None:
    facets = {
        Facet.TARGET_GROUP: ("children", "parents"),
        Facet.STATUS: ("ended",),
        Facet.PARTICIPATION: ("dialogue",),
        Facet.LESSON: ("risk",),
        Facet.AMOUNT: ("100 SEK",),
    }
    made = make_facet_table([entry(1, "a", facets=facets), entry(2, "b")])
    every = Filters(
        target_groups=frozenset({"parents", "men"}),
        statuses=frozenset({"ended"}),
        participation=frozenset({"dialogue"}),
        lessons=frozenset({"risk"}),
    )
    assert allowed(made, every) == [1]
    assert allowed(made, replace(every, lessons=frozenset({"worked"}))) == []
    counts = count_facets(made, np.array([1, 2]))
    assert counts[Facet.TARGET_GROUP] == (("children", 1), ("parents", 1))
    assert Facet.AMOUNT not in counts
