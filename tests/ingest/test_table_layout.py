from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.table_layout import Row, find_tables
from kb.gazetteer import load_gazetteer
from tests.ingest.table_makers import BUDGET, EXAMPLES, HEADER, LIST

GAZETTEER = load_gazetteer()
BLANK: Row = ()


def test_header_and_rows() -> None:
    (table,) = find_tables(LIST, GAZETTEER)
    assert (table.header, table.rows, table.title, table.remarks) == (HEADER, EXAMPLES, "", ())


@pytest.mark.parametrize("gap", [(), (BLANK,)])
def test_title_and_remarks_above_and_below(gap: tuple[Row, ...]) -> None:
    rows = (("Goda exempel",), ("Insamlade våren 2019",), *gap, *LIST, BLANK, ("Källa: egen insamling",))
    (table,) = find_tables(rows, GAZETTEER)
    assert (table.title, table.header, table.rows) == ("Goda exempel", HEADER, EXAMPLES)
    assert table.remarks == ("Insamlade våren 2019", "Källa: egen insamling")


def test_a_sentence_above_the_title_is_a_remark() -> None:
    rows = (("Sammanställd av nätverket för medlemmarna.",), ("Goda exempel",), *LIST)
    (table,) = find_tables(rows, GAZETTEER)
    assert (table.title, table.remarks) == ("Goda exempel", ("Sammanställd av nätverket för medlemmarna.",))


def test_label_and_value_above_the_header_are_a_remark() -> None:
    (table,) = find_tables((("Goda exempel",), ("Uppdaterad:", "2019-05-12"), *LIST), GAZETTEER)
    assert (table.title, table.remarks, table.header) == (
        "Goda exempel",
        ("Uppdaterad: | 2019-05-12",),
        HEADER,
    )


def test_rows_without_a_header_have_none() -> None:
    (table,) = find_tables(EXAMPLES, GAZETTEER)
    assert (table.header, table.rows) == ((), EXAMPLES)


def test_years_may_name_columns() -> None:
    (table,) = find_tables(BUDGET, GAZETTEER)
    assert table.header == BUDGET[0]


def test_words_unlike_what_stands_below_name_columns() -> None:
    rows = (("Vad", "Vilka", "Antal"), ("Gatufest på torget i augusti", "Föreningar och boende", "3"))
    (table,) = find_tables(rows, GAZETTEER)
    assert table.header == rows[0]


def test_municipalities_may_name_columns() -> None:
    rows = (("Åtgärd", "Kil", "Sunne"), ("Gatufest", "ja", "nej"), ("Kör", "nej", "ja"))
    (table,) = find_tables(rows, GAZETTEER)
    assert table.header == rows[0]


def test_example_whose_text_has_the_words_of_headers_is_no_header() -> None:
    rows = (("Projekt Gatufest", "Kils kommun", "2017"), ("Projekt Kör", "Nora kommun", "2018"))
    (table,) = find_tables(rows, GAZETTEER)
    assert table.header == ()


def test_blank_rows_separate_tables_with_headers_of_their_own() -> None:
    first, second = find_tables((*LIST, BLANK, ("Kostnader",), *BUDGET), GAZETTEER)
    assert (first.header, first.rows) == (HEADER, EXAMPLES)
    assert (second.title, second.header, second.rows) == ("Kostnader", BUDGET[0], BUDGET[1:])


def test_part_without_a_header_goes_on_under_the_one_before() -> None:
    (table,) = find_tables((*LIST[:2], BLANK, *LIST[2:]), GAZETTEER)
    assert (table.header, table.rows) == (HEADER, EXAMPLES)


def test_titled_part_without_a_header_has_that_before() -> None:
    first, second = find_tables((HEADER, EXAMPLES[0], BLANK, ("Skola",), BLANK, *EXAMPLES[1:]), GAZETTEER)
    assert (first.rows, second.title, second.header, second.rows) == (
        EXAMPLES[:1],
        "Skola",
        HEADER,
        EXAMPLES[1:],
    )


def test_wider_part_does_not_take_a_narrower_header() -> None:
    wide = (("Gatufest", "Kil", "2017", "Fest för alla i kvarteret.", "extra"),) * 2
    first, second = find_tables((*LIST, BLANK, *wide), GAZETTEER)
    assert (first.rows, second.header, second.rows) == (EXAMPLES, (), wide)


def test_empty_columns_before_and_between_do_not_matter() -> None:
    rows = tuple(("", row[0], "", *row[1:]) for row in LIST)
    (table,) = find_tables(rows, GAZETTEER)
    assert (table.header, table.rows) == (rows[0], rows[1:])


def test_sheet_of_one_column_is_remarks() -> None:
    (table,) = find_tables((("Läs mig",), ("Fyll i en rad för varje insats.",)), GAZETTEER)
    assert (table.rows, table.remarks) == ((), ("Läs mig", "Fyll i en rad för varje insats."))


def test_empty_sheet_has_no_table() -> None:
    assert find_tables((), GAZETTEER) == []


CELL = st.sampled_from(
    ["", "Kil", "Projekt", "Kommun", "År", "2017", "12", "Namn", "Barn lånar skidor.", "x@y.se"]
)
ROW = st.lists(CELL, max_size=5).map(lambda cells: tuple(cells) if any(cells) else ())


@settings(deadline=None, max_examples=200)
@given(st.lists(ROW, max_size=14))
def test_every_filled_cell_is_in_one_table(rows: list[Row]) -> None:
    tables = find_tables(rows, GAZETTEER)
    found: Counter[str] = Counter()
    headers: set[Row] = set()
    for table in tables:
        # A header may be handed on to later parts.
        new = [table.header] if table.header and table.header not in headers else []
        headers.add(table.header)
        lines = [part for line in (table.title, *table.remarks) for part in line.split(" | ")]
        found.update(cell for row in (*new, *table.rows, lines) for cell in row if cell)
    wanted = Counter(cell for row in rows for cell in row if cell)
    assert set(found) == set(wanted)
    assert all(found[cell] <= wanted[cell] for cell in found)
