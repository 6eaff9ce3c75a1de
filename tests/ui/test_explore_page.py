"""The explore page and its downloads, over a small real home."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from typing import Any

import openpyxl
import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase
from tests.ui.conftest import OpenPage, html_of
from ui import explore_page
from ui.chart_colours import LIGHT
from ui.explore_charts import bar_spec
from ui.explore_matrix import places_per_group
from ui.explore_sections import _bar
from ui.frames import Group, frame_of, within
from ui.scope import Scope, Size, Unit, read_scope, write_scope
from ui.search_state import KnownCodes
from ui.tables import Table, make_table
from ui.web.data_routes import as_csv, as_xlsx, data, file_name


@pytest.fixture
def client(library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr("ui.web.data_routes.open_home", lambda: library)
    with TestClient(Starlette(routes=[Route("/data", data)])) as client:
        yield client


def matrix_of(html: str) -> dict[str, list[str]]:
    """Return the numbers of the matrix by theme, without the word that says what a zero is."""
    body = html.split("mb-matrix", 1)[1].split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    rows = {}
    for row in body.split("</tr>")[:-1]:
        name = re.findall(r'<th scope="row">([^<]*)</th>', row)[0]
        row = re.sub(r'<span class="mb-sr">[^<]*</span>', "", row)
        rows[name] = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
    return rows


def test_the_matrix_says_where_examples_are_and_where_gaps(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    rows = matrix_of(html_of(open_page(library, "explore", ui="en")))
    # Kil has some 12 000 inhabitants, Samsø 4 000, Ikast-Brande 41 000; Sweden's four sizes come first
    assert rows["Climate, environment and green transition"] == ["1", "0", "0", "0", "1", "0", "1", "0", "3"]
    assert rows["Older people and ageing"] == ["0"] * 9
    assert len(rows) == len(library.taxonomy.children())


def test_a_full_cell_opens_its_examples_and_an_empty_one_has_no_link(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    html = html_of(open_page(library, "explore"))
    opened = re.search(
        r'<a [^>]*href="\./explore\?theme=klimat&amp;country=SE&amp;size=small"[^>]*>1</a>', html
    )
    assert opened is not None
    assert 'aria-label="Klimat, miljö och grön omställning, Sverige' in opened[0]
    assert "theme=aldre&amp;country" not in html
    assert '<td class="mb-number mb-gap-cell">0<span class="mb-sr"> lucka</span></td>' in html


def test_the_cell_that_was_opened_lists_its_examples(open_page: OpenPage, library: KnowledgeBase) -> None:
    html = html_of(open_page(library, "explore", theme="klimat", country="SE", size="small"))
    listed = html.split('id="mb-list"', 1)[1]
    assert re.findall(r"<h3[^>]*><a[^>]*>([^<]*)</a>", listed) == ["Cykelkök där unga lagar cyklar"]


def test_groups_hold_all_municipalities_of_both_countries(library: KnowledgeBase) -> None:
    counted = places_per_group(library.gazetteer)
    assert sum(counted.values()) == 388
    assert counted[Group(country="DK", size=Size.SMALL)] == 6


def test_the_page_says_what_the_numbers_are_not(open_page: OpenPage, library: KnowledgeBase) -> None:
    html = html_of(open_page(library, "explore", ui="en"))
    assert "A gap here is a gap in this collection, not in the world." in html
    assert "An example counts in its first year" in html
    html = html_of(open_page(library, "explore", ui="en", unit="documents"))
    assert "An example counts in its first year" not in html


def test_documents_have_no_table_of_how_it_turned_out(open_page: OpenPage, library: KnowledgeBase) -> None:
    assert "Hur det gick" in html_of(open_page(library, "explore"))
    assert "Hur det gick" not in html_of(open_page(library, "explore", unit="documents"))


def test_years_are_shown_as_a_table_too(open_page: OpenPage, library: KnowledgeBase) -> None:
    html = html_of(open_page(library, "explore"))
    years = html.split("Visa siffrorna som tabell", 1)[1].split("</details>", 1)[0]
    assert re.findall(r"<a [^>]*>(\d{4})</a>", years) == [str(year) for year in range(2010, 2019)]
    assert 'href="./explore?years=2016"' in years


def test_every_chart_has_its_numbers_in_words(library: KnowledgeBase, open_page: OpenPage) -> None:
    app = open_page(library, "explore")
    charts = app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")
    assert [chart.proto.alt.split(".")[0] for chart in charts] == [
        "Stapeldiagram: År", "Stapeldiagram: Kommuner",
    ]  # fmt: skip


def test_a_chart_draws_the_rows_in_their_order() -> None:
    counted = pd.DataFrame({"code": ["b", "a"], "name": ["B", "A"], "n": [1, 3]})
    spec = bar_spec(counted, upright=False, name="x", n="y", colours=LIGHT)
    assert spec["layer"][0]["data"]["values"] == [{"name": "B", "n": 1}, {"name": "A", "n": 3}]
    assert spec["layer"][0]["encoding"]["y"]["sort"] is None


def test_the_list_is_paged(
    open_page: OpenPage, library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explore_page, "PAGE_SIZE", 3)
    listed = html_of(open_page(library, "explore", p="2")).split('id="mb-list"', 1)[1]
    assert len(re.findall(r"<h3", listed)) == 1


def test_all_that_is_listed_can_be_exported_and_a_page_of_it_alone(
    open_page: OpenPage, library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explore_page, "PAGE_SIZE", 3)
    listed = html_of(open_page(library, "explore", p="2")).split('id="mb-list"', 1)[1]
    summaries = re.findall(r"<summary>(Exportera .*?)</summary>", listed)
    everything, page = (
        re.findall(r'href="([^"]*format=ris)"', part)[0] for part in listed.split("<details")[1:3]
    )
    assert summaries == ["Exportera 4 exempel", "Exportera exemplet"]
    assert re.findall(r"ref=p\d+", everything)[3:] == re.findall(r"ref=p\d+", page)
    monkeypatch.setattr(explore_page, "_MAX_EXPORTED", 3)
    assert "Exportera 4 exempel" not in html_of(open_page(library, "explore"))
    assert "Exportera de 3 på sidan" in html_of(open_page(library, "explore"))


def test_headings_stand_in_order(open_page: OpenPage, library: KnowledgeBase) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html_of(open_page(library, "explore")))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


# Downloads


def test_a_download_has_exactly_the_numbers_of_the_page(
    client: TestClient, open_page: OpenPage, library: KnowledgeBase
) -> None:
    answer = client.get("/data", params={"table": "matrix", "format": "csv", "country": "SE", "ui": "en"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    sizes = ["small (0-14999)", "medium (15000-29999)", "large (30000-59999)", "city (60000-)"]
    assert rows[0] == ["code", "name", *(f"SE {size}" for size in sizes), "total"]
    shown = matrix_of(html_of(open_page(library, "explore", country="SE", ui="en")))
    assert {row[1]: row[2:] for row in rows[1:]} == shown


def test_the_whole_list_has_the_titles_of_the_page_and_those_of_the_documents(
    client: TestClient, open_page: OpenPage, library: KnowledgeBase
) -> None:
    answer = client.get("/data", params={"table": "rows", "format": "csv", "unit": "practices", "ui": "da"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    listed = html_of(open_page(library, "explore", unit="practices", ui="da")).split('id="mb-list"', 1)[1]
    shown = [unescape(each) for each in re.findall(r"<h3[^>]*><a[^>]*>(.*?)</a>", listed)]
    assert [row["title"] for row in rows][: len(shown)] == shown
    assert [row["title"] for row in rows] != [row["original_title"] for row in rows]


def test_years_stay_whole_in_the_list_when_one_is_unknown(
    client: TestClient, library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = frame_of(library, Unit.PUBLISHED).assign(year=lambda known: known["year"].where(known.index > 0))
    monkeypatch.setattr("ui.tables.frame_of", lambda _base, _unit: frame)
    answer = client.get("/data", params={"table": "rows", "format": "csv"})
    years = [row["first_year"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]
    assert "" in years
    assert any(years)
    assert all(re.fullmatch(r"(\d{4})?", year) for year in years)


def test_a_workbook_has_the_same_cells_as_the_text(client: TestClient, library: KnowledgeBase) -> None:
    answer = client.get("/data", params={"table": "theme", "format": "xlsx", "ui": "da"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    table = make_table(Table.THEME, Scope(), library, load_catalogue("da"))
    assert rows == [("code", "name", "n"), *table.itertuples(index=False, name=None)]


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"table": "secrets"},
        {"table": "year", "format": "exe"},
        {"table": "year", "country": "NO"},
        {"table": "year", "theme": "'; DROP TABLE"},
    ],
)
def test_what_cannot_be_answered_is_refused(client: TestClient, parameters: dict[str, str]) -> None:
    answer = client.get("/data", params=parameters)
    assert answer.status_code == 400
    assert "table=" in answer.text


def test_the_name_of_a_file_says_what_is_counted() -> None:
    scope = Scope(unit=Unit.DOCUMENTS, theme="klimat.aterbruk", country="SE", years=(2015, 2020))
    assert file_name(Table.YEAR, scope, "csv") == (
        "metodbank-year-documents-klimat.aterbruk-SE-2015-2020.csv"
    )


@pytest.mark.parametrize("title", ["=1+1", "+46", "-x", "@cmd", "\tx", "＝1+1", " =1"])
def test_a_title_is_never_a_formula(title: str) -> None:
    table = pd.DataFrame({"title": [title], "n": [-1]})
    rows = list(csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig"))))
    assert rows[1] == [f"'{title}", "-1"]
    sheet: Any = openpyxl.load_workbook(io.BytesIO(as_xlsx(table, title="rows"))).active
    assert (sheet["A2"].data_type, sheet["A2"].value, sheet["B2"].value) == ("s", title, -1)
    assert sheet["A2"].quotePrefix


def test_control_characters_and_missing_years_do_not_stop_a_workbook() -> None:
    table = pd.DataFrame({"title": ["a\x00\ufffeb"], "year": pd.array([None], dtype="Int64")})
    sheet: Any = openpyxl.load_workbook(io.BytesIO(as_xlsx(table, title="rows"))).active
    assert (sheet["A2"].value, sheet["B2"].value) == ("ab", None)


# From a number to its examples


def test_the_numbers_of_how_it_went_lead_to_examples(open_page: OpenPage, library: KnowledgeBase) -> None:
    html = html_of(open_page(library, "explore", unit="practices"))
    row = next(each for each in html.split("<tr>") if "direction=negative" in each)
    assert 'href="./explore?unit=practices&amp;direction=negative"' in row
    assert 'data-focus="mb-list" aria-label="det gick inte som det var tänkt: 1 exempel"' in row
    shown = html_of(open_page(library, "explore", unit="practices", direction="negative"))
    listed = shown.split('id="mb-list"', 1)[1]
    assert "Udlån af cykler ved færgen" in listed
    assert "Cykelkök" not in listed
    assert "Hur det gick: det gick inte som det var tänkt ×" in shown


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("direction", Table.DIRECTION),
        ("evidence", Table.EVIDENCE),
        ("language", Table.LANGUAGE),
        ("type", Table.TYPE),
    ],
)
def test_each_number_of_a_table_is_that_of_the_list_behind_it(
    library: KnowledgeBase, name: str, table: Table
) -> None:
    catalogue, known = load_catalogue("sv"), KnownCodes(themes=frozenset(), municipalities=frozenset())
    counted = make_table(table, Scope(unit=Unit.PRACTICES), library, catalogue)
    assert counted["n"].sum() > 0
    for row in counted.to_dict("records"):
        scope, ignored = read_scope({"unit": ["practices"], name: [row["code"]]}, known)
        assert ignored == ()
        assert write_scope(scope)[name] == [row["code"]]
        assert len(within(frame_of(library, Unit.PRACTICES), scope)) == row["n"]


def test_bars_of_nearly_the_same_length_differ() -> None:
    lengths = [re.findall(r"width: ([\d.]+)%", _bar("", n, 25)) for n in (23, 25)]
    assert lengths == [["92.0"], ["100.0"]]
