"""The years that documents tell of: in filters, in the index and on entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.entry_desk import document_years
from kb.records import Document, Facet, Metadata
from kb.store import Store
from kb.years import MAX_YEARS, covered_years, last_year, plain_years, told_years
from tests.samples import prepared


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "store.sqlite")
    yield made
    made.close()


def metadata(*, year: int | None = None, period: str | None = None, date: str | None = None) -> Metadata:
    return Metadata(title="", year=year, period=period, date=date)


@pytest.mark.parametrize(
    ("given", "told", "covered", "shown"),
    [
        (metadata(), None, [], ""),
        (metadata(year=2017, date="2017-06-15"), (2017, 2017), [2017], "2017"),
        (metadata(year=2010, period="2010/2013"), (2010, 2013), [2010, 2011, 2012, 2013], "2010–2013"),
        (metadata(year=2023, period="2023/..", date="2025-01-02"), (2023, None), [2023, 2024, 2025], "2023–"),
        (metadata(year=2023, period="2023/.."), (2023, None), [2023], "2023–"),
        # written before it began: a plan
        (metadata(year=2023, period="2023/..", date="2021"), (2023, None), [2023], "2023–"),
    ],
)
def test_a_document_tells_of_every_year_of_its_period(
    given: Metadata, told: tuple[int, int | None] | None, covered: list[int], shown: str
) -> None:
    assert told_years(given) == told
    assert list(covered_years(given)) == covered
    assert last_year(given) == (covered[-1] if covered else None)
    assert plain_years(given) == shown


@given(st.integers(1000, 2100), st.integers(1, 900))
def test_no_period_covers_more_years_than_the_limit(first: int, length: int) -> None:
    covered = covered_years(metadata(year=first, period=f"{first}/{first + length}"))
    assert covered[0] == first
    assert len(covered) == min(length, MAX_YEARS) + 1


def test_the_index_has_each_year_of_the_period_and_the_store_keeps_it(store: Store) -> None:
    document = prepared()
    document = replace(document, metadata=metadata(year=2010, period="2010/2012", date="2026-11-22"))
    document_id = store.put_document(document, pipeline_version=1)
    (change,) = store.changes_of([document_id])
    assert change.entries[0].facets[Facet.YEAR] == ("2010", "2011", "2012")
    assert store.document(document_id).metadata.period == "2010/2012"


def _document(store: Store, path: str, **years: str | int) -> Document:
    made = replace(prepared(path), metadata=metadata(**years))  # type: ignore[arg-type]
    return store.document(store.put_document(made, pipeline_version=1))


def test_the_years_of_documents_are_the_periods_that_they_state(store: Store) -> None:
    closed = _document(store, "/a.txt", year=2010, period="2010/2024")
    single = _document(store, "/b.txt", year=2008)
    lasting = _document(store, "/c.txt", year=2015, period="2015/..")
    assert document_years([closed, single]) == (2010, 2024)
    assert document_years([closed, lasting]) == (2010, None)
    assert document_years([single]) is None
    assert document_years([]) is None
