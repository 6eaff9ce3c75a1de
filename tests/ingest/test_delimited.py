from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parsers import delimited
from ingest.sniff import CSV, PLAIN, sniff
from kb.errors import FileError, FileTooLargeError, NoTextError, UnsupportedTypeError
from kb.records import BlockKind, ParsedDocument
from tests.ingest.table_makers import BUDGET, EXAMPLES, LIST, make_csv

DANISH = (
    ("Indsats", "Kommune", "Periode", "Beskrivelse", "Udgift"),
    (
        "Natteravne",
        "Odense",
        "2014-2016",
        "Frivillige går gennem byen; de taler med unge, der er ude.",
        "1,5",
    ),
    ("Lektiecafé", "Faaborg-Midtfyn", "2017", 'Elever får hjælp af studerende, "mentorer".', "0,3"),
    ("Madklub for ældre", "Køge", "2018", "Ældre spiser sammen,\nhver uge hos en ny vært.", "2,0"),
)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_delimiter_and_encoding_gives_the_same_cells(delimiter: str, encoding: str) -> None:
    workbook = delimited.read(make_csv(DANISH, delimiter=delimiter, encoding=encoding), name="prov.csv")
    assert workbook.sheets[0].rows == DANISH


def test_each_row_is_a_heading_with_its_fields() -> None:
    document = delimited.parse(make_csv(LIST), name="exempel.csv")
    headings = [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.HEADING]
    assert headings == [f"{row[0]} ({row[1]})" for row in EXAMPLES]
    assert document.media_type == CSV
    assert document.stated == {"title": "exempel"}


def test_decimal_commas_do_not_make_commas_the_delimiter() -> None:
    rows = [["Post", "Belopp"], *([f"Insats {n}", f"{n},5"] for n in range(200))]
    assert delimited.find_delimiter(make_csv(rows).decode()) == ";"


def test_declared_delimiter_is_believed_and_not_shown() -> None:
    data = b"sep=;\r\n" + make_csv(LIST)
    assert delimited.read(data, name="prov.csv").sheets[0].rows == LIST


def test_title_and_remark_around_the_table() -> None:
    data = b"Goda exempel i norr\n\n" + make_csv(LIST) + "\nKälla: egen insamling\n".encode()
    document = delimited.parse(data, name="prov.csv")
    assert [(b.kind, document.text[b.start : b.end]) for b in document.blocks][:3] == [
        (BlockKind.TITLE, "Goda exempel i norr"),
        (BlockKind.PARAGRAPH, "Källa: egen insamling"),
        (BlockKind.HEADING, "Fritidsbanken (Kil)"),
    ]


PROSE = """Vi började i det lilla, med två byalag, och lärde av det.

Sedan kom frågan om pengar. Kommunen hade inga, men det fanns en fond, och den räckte till tre år.
Det viktigaste, sade alla, var att få bestämma själv.
"""
LOG = "\n".join(f"2024-03-{n:02} 07:15:{n:02},{n}3 INFO hämtade fil {n} av 28" for n in range(1, 28))
SYSLOG = "\n".join(f"Mar {n} 07:15:02 server cron[{n}]: jobb startat" for n in range(1, 28))


CELL_LOG = "\n".join(f"2024-03-{n:02} 07:15:02;INFO;hämtade fil {n}" for n in range(1, 28))


@pytest.mark.parametrize(
    "text", [PROSE, LOG, SYSLOG, CELL_LOG, "Bara en rad; med semikolon", "Ett\nTvå\nTre\n"]
)
def test_prose_logs_and_lists_of_one_column_are_plain_text(text: str) -> None:
    document = delimited.parse(text.encode(), name="prov.csv")
    assert document.media_type == PLAIN
    assert document.text == text


def test_ragged_rows_keep_every_cell() -> None:
    rows = "Byalag;Kil;Pengar till byn;extra\nKör\nGatufest;Sunne;Fest för alla\n"
    text = delimited.parse(f"Projekt;Kommun;Beskrivning\n{rows}".encode(), name="prov.csv").text
    for cell in (
        "Byalag (Kil)",
        "Kommun: Kil | Beskrivning: Pengar till byn | extra",
        "Projekt: Kör",
        "Fest för alla",
    ):
        assert cell in text


def test_quotation_mark_that_is_never_closed_swallows_nothing() -> None:
    rows = "".join(f"Insats {n};Kil;Text om insats {n}\n" for n in range(200))
    data = f'Projekt;Kommun;Beskrivning\nTrasig;Kil;"Text utan slut\n{rows}'.encode()
    sheet = delimited.read(data, name="prov.csv").sheets[0]
    assert len(sheet.rows) == 202
    assert sheet.rows[1] == ("Trasig", "Kil", "Text utan slut")
    assert sheet.rows[-1] == ("Insats 199", "Kil", "Text om insats 199")


def test_cell_longer_than_the_csv_module_allows_is_read() -> None:
    long = "Lång text. " * 20_000
    data = f"Projekt;Kommun;Beskrivning\nByalag;Kil;{long}\nKör;Sunne;Kort\n".encode()
    assert delimited.read(data, name="prov.csv").sheets[0].rows[1][2] == long.strip()
    assert csv.field_size_limit() == 131_072


def test_errors_of_formulas_are_empty_in_every_language() -> None:
    rows = "Byalag;Kil;#SAKNAS!\nKör;Sunne;#I/T\nFest;Arvika;#VÆRDI!\nTur;Grums;5\n"
    data = f"Projekt;Kommun;Pris\n{rows}".encode()
    assert [row[2:] for row in delimited.read(data, name="prov.csv").sheets[0].rows[1:]] == [
        (),
        (),
        (),
        ("5",),
    ]


def test_budget_is_rows_without_headings() -> None:
    document = delimited.parse(make_csv(BUDGET), name="budget.csv")
    assert {b.kind for b in document.blocks} == {BlockKind.ROW}
    assert document.text.startswith("Post: Personal | 2018: 1200 | 2019: 1300\n")


def test_only_the_extension_makes_text_a_table() -> None:
    data = make_csv(LIST)
    assert [sniff(data, name=f"a{suffix}") for suffix in (".csv", ".TSV", ".tab", ".txt")] == [
        CSV,
        CSV,
        CSV,
        PLAIN,
    ]


def test_roles_that_are_told_decide() -> None:
    data = make_csv([("A", "B", "C"), *((row[3], row[0], row[1]) for row in EXAMPLES)])
    document = delimited.parse_with_roles(data, name="prov.csv", roles={"name": "B"})
    assert document.text.startswith("Fritidsbanken (Kil)\n\nA: Barn och unga")


@pytest.mark.parametrize("data", [make_csv(LIST), PROSE.encode()])
def test_role_of_a_column_that_is_not_there_is_an_error(data: bytes) -> None:
    with pytest.raises(
        FileError, match=r"^prov\.csv has no column Rubrik, which prov\.csv\.columns\.toml names"
    ):
        delimited.parse_with_roles(data, name="prov.csv", roles={"name": "Rubrik"})


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.workbook.MAX_ROWS", 2)
    with pytest.raises(FileTooLargeError, match=r"^stor\.csv has more than 2 rows"):
        delimited.parse(make_csv(LIST), name="stor.csv")


@pytest.mark.parametrize(
    ("data", "error"),
    [(b";;;\n;;;\n", NoTextError), (b"\n\n", NoTextError), (bytes(range(256)) * 9, UnsupportedTypeError)],
)
def test_file_without_text_is_refused(data: bytes, error: type[FileError]) -> None:
    with pytest.raises(error, match=r"^tom\.csv "):
        delimited.parse(data, name="tom.csv")


WORDS = (
    st.text("abcdeåäöæøKST 0123456789;,\"'\t|\n", min_size=1, max_size=30)
    .map(str.strip)
    .filter(lambda cell: any(c.isalpha() for c in cell))
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=2, max_size=8), st.sampled_from([";", "\t"]))
def test_declared_table_is_read_back_whole(rows: list[tuple[str, str, str]], delimiter: str) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    data = f"sep={delimiter}\n{buffer.getvalue()}".encode()
    assert delimited.read(data, name="prov.csv").sheets[0].rows == tuple(rows)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_a_document_with_all_its_words_or_a_clear_refusal(text: str) -> None:
    try:
        outcome = delimited.parse(text.encode("utf-8", "replace"), name="prov.csv")
    except FileError as error:
        refusal = str(error)
    else:
        refusal = "prov.csv "
        check_blocks(outcome)
    assert refusal.startswith("prov.csv ")


def check_blocks(outcome: ParsedDocument) -> None:
    end = 0
    for block in outcome.blocks:
        assert end <= block.start < block.end <= len(outcome.text)
        end = block.end
