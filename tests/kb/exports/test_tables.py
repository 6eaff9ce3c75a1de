"""Tables, read back with the csv module and openpyxl."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kb.exports.formats import EXPORTERS
from kb.exports.tables import COLUMNS, guarded
from kb.i18n import UiLanguage
from tests.kb.exports.samples import BASE_URL, METHOD, frame, passage, practice, rows

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\n=x",
    " =1",
    "\u00a0@x",
    "＝1",
    '=cmd|"/C calc"!A0',
]


def _csv(body: bytes, separator: str = ";") -> list[dict[str, str]]:
    text = body.decode("utf-8-sig")
    assert body.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    assert {len(line) for line in table} == {len(COLUMNS)}
    return [dict(zip(COLUMNS, line, strict=True)) for line in table[1:]]


def _xlsx(body: bytes) -> Any:
    return load_workbook(io.BytesIO(body)).active


def test_csv_has_a_practice_as_it_is() -> None:
    (line,) = _csv(EXPORTERS["csv"].write(rows(practice(), note="Ring Kil", slot="09.30"), frame()))
    assert line == {
        "rank": "1",
        "slot": "09.30",
        "title": "Öppna förskolan i Kil",
        "municipalities": "Kil",
        "municipality_codes": "SE1715",
        "countries": "Sverige",
        "first_year": "2009",
        "last_year": "",
        "themes": line["themes"],
        "status": "",
        "kind": "exempel",
        "state": "publicerat",
        "summary": "En mötesplats.",
        "quote": METHOD,
        "quote_language": "sv",
        "source": "kil-förskola.pdf",
        "page": "3",
        "headings": "",
        "document": "Kils öppna förskola: en uppföljning",
        "document_date": "2017-06-15",
        "authors": "Anna Ek; Bo Å. Ström",
        "organisation": "Kils kommun",
        "event": "Barnens dag",
        "licence": "CC BY 4.0",
        "url": "https://kil.se/a b?x=1&y={2}",
        "citation": line["citation"],
        "permalink": f"{BASE_URL}/practice?id=12",
        "note": "Ring Kil",
        "ref": "p12",
    }
    assert line["citation"].startswith("Anna Ek & Bo Å. Ström. (2017, 15 juni).")


def test_csv_has_a_passage_with_its_page_headings_and_place_in_the_reader() -> None:
    (line,) = _csv(EXPORTERS["csv"].write(rows(passage()), frame()))
    assert (line["quote"], line["page"], line["headings"]) == (METHOD, "4", "Kil")
    assert line["permalink"] == f"{BASE_URL}/document?id=5&chunk=34&page=4"
    assert (line["kind"], line["state"], line["ref"]) == ("textavsnitt", "", "c34")


def test_without_an_address_of_the_app_there_are_no_permalinks() -> None:
    (line,) = _csv(EXPORTERS["csv"].write(rows(passage(), base_url=None), frame()))
    assert line["permalink"] == ""
    assert "Metodbank" in line["citation"]


@pytest.mark.parametrize(
    ("ui_language", "separator", "title", "quote"),
    [
        ("sv", ";", "Öppna förskolan i Kil", "Citat"),
        ("da", ";", "Åben børnehave i Kil", "Citat"),
        ("en", ",", "Öppna förskolan i Kil", "Quote"),
    ],
)
def test_csv_is_as_the_spreadsheets_of_the_language_expect(
    ui_language: UiLanguage, separator: str, title: str, quote: str
) -> None:
    body = EXPORTERS["csv"].write(rows(practice()), frame(ui_language))
    heading = body.decode("utf-8-sig").splitlines()[0].split(separator)
    assert heading[list(COLUMNS).index("quote")] == quote
    assert _csv(body, separator)[0]["title"] == title


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_csv_is_taken_for_a_formula(text: str) -> None:
    entry = replace(passage(text), title=text)
    (line,) = _csv(EXPORTERS["csv"].write(rows(entry, note=text, slot=text), frame()))
    for name in ("quote", "title", "note", "slot"):
        assert line[name] == f"'{text}"


@pytest.mark.parametrize("text", ["2017-06-15", "a=b", "1 – 2", "", "Å=1"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


@given(text=st.text())
def test_csv_keeps_any_quote(text: str) -> None:
    (line,) = _csv(EXPORTERS["csv"].write(rows(passage(text)), frame()))
    assert line["quote"] in {text, f"'{text}"}


@pytest.mark.parametrize("text", [text for text in FORMULAS if "\r" not in text])
def test_no_cell_of_a_workbook_is_a_formula(text: str) -> None:
    sheet = _xlsx(EXPORTERS["xlsx"].write(rows(replace(passage(text), title=text)), frame()))
    for name in ("quote", "title"):
        cell = sheet.cell(row=2, column=list(COLUMNS).index(name) + 1)
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix or not text.startswith(("=", "+", "-", "@"))


def test_a_workbook_has_numbers_as_numbers_and_its_heading_stays_in_sight() -> None:
    sheet = _xlsx(EXPORTERS["xlsx"].write(rows(practice(), passage()), frame()))
    table = [[cell.value for cell in line] for line in sheet.iter_rows()]
    lines = [dict(zip(COLUMNS, line, strict=True)) for line in table[1:]]
    assert [line["rank"] for line in lines] == [1, 2]
    assert [line["page"] for line in lines] == [3, 4]
    assert [line["first_year"] for line in lines] == [2009, 2009]
    assert [line["quote"] for line in lines] == [METHOD, METHOD]
    assert sheet.freeze_panes == "A2"
    assert sheet.title == "Exempel"
    assert sheet.column_dimensions["C"].width == 60


@given(text=st.text())
@settings(max_examples=25)  # a workbook takes some milliseconds
def test_any_text_can_be_written_to_a_workbook(text: str) -> None:
    sheet = _xlsx(EXPORTERS["xlsx"].write(rows(passage(text)), frame(title=text)))
    cell = sheet.cell(row=2, column=list(COLUMNS).index("quote") + 1)
    assert cell.data_type == "s" or cell.value is None
    assert cell.value is None or set(cell.value) <= set(text.replace("\r", "\n"))


# JSON


def test_json_has_all_quotes_with_source_and_page() -> None:
    told = json.loads(EXPORTERS["json"].write(rows(practice(), slot="10", note="x"), frame("da", note="n")))
    (entry,) = told.pop("entries")
    assert told == {
        "title": "Öppna förskolan i Kil",
        "note": "n",
        "exported_at": "2026-11-23",
        "ui_language": "da",
        "permalink": None,
    }
    assert (entry["rank"], entry["ref"], entry["slot"], entry["note"]) == (1, "p12", "10", "x")
    assert (entry["title"], entry["title_language"]) == ("Åben børnehave i Kil", "da")
    assert entry["municipalities"] == [{"code": "SE1715", "name": "Kil", "country": "SE"}]
    assert entry["years"] == [2009, None]
    assert entry["quote"] == entry["fields"]["method"][0]
    assert entry["fields"]["outcomes"] == [
        {
            "text": "Nio av tio kom igen.",
            "code": None,
            "chunk_id": 34,
            "document_id": 5,
            "source": "kil-förskola.pdf",
            "page": 7,
            "chars": None,
            "lost": False,
        }
    ]
    assert [each["page"] for each in entry["passages"]] == [1]
    assert entry["documents"][0]["licence"] == "CC BY 4.0"
    assert entry["citations"][0].endswith(f"fra {BASE_URL}/practice?id=12")


@given(text=st.text())
def test_json_keeps_any_quote(text: str) -> None:
    told = json.loads(EXPORTERS["json"].write(rows(passage(text)), frame()))
    assert told["entries"][0]["quote"]["text"] == text


def test_a_municipality_that_is_no_longer_known_is_its_code() -> None:
    entry = replace(passage(), municipalities=("SE9999",))
    assert _csv(EXPORTERS["csv"].write(rows(entry), frame()))[0]["municipalities"] == "SE9999"
    told = json.loads(EXPORTERS["json"].write(rows(entry), frame()))
    assert told["entries"][0]["municipalities"] == [{"code": "SE9999", "name": None, "country": "SE"}]
