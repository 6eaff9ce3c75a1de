"""Tables from file to tagged passages."""

from __future__ import annotations

import pytest

from ingest.boilerplate import HIDDEN_SHEET
from ingest.parsers import PARSERS
from ingest.sniff import CSV, ODS, XLSX
from ingest.table_files import parse_with_roles, read_workbook
from kb.records import Facet, PreparedDocument
from kb.stated_sources import SOURCE_LIST
from tests.ingest.makers import places, prepare
from tests.ingest.table_makers import BUDGET, EXAMPLES, HEADER, LIST, make_csv, make_ods, make_xlsx, ods_rows

FILES = {
    "exempel.xlsx": lambda: make_xlsx(("Blad1", LIST)),
    "exempel.ods": lambda: make_ods(('table:name="Blad1"', ods_rows(LIST))),
    "exempel.csv": lambda: make_csv(LIST),
}
CODES = ("SE1715", "SE1884", "SE1766")  # Kil, Nora, Sunne


@pytest.fixture(params=FILES)
def document(request: pytest.FixtureRequest) -> PreparedDocument:
    return prepare(FILES[request.param](), request.param)


def test_each_row_is_one_passage_with_its_name_place_year_and_text(document: PreparedDocument) -> None:
    assert [chunk.heading_path for chunk in document.chunks] == [
        (f"{row[0]} ({row[1]})",) for row in EXAMPLES
    ]
    assert [chunk.text for chunk in document.chunks] == [
        f"Kommun: {row[1]} | År: {row[2]} | Beskrivning: {row[3]}" for row in EXAMPLES
    ]


def test_each_passage_has_its_own_place_and_no_other(document: PreparedDocument) -> None:
    assert [places(document, i) for i in range(3)] == [{code} for code in CODES]
    assert all(chunk.is_example for chunk in document.chunks)


def test_nothing_of_one_row_is_said_of_the_document(document: PreparedDocument) -> None:
    assert (document.metadata.title, document.metadata.year, document.metadata.date) == (
        "exempel",
        None,
        None,
    )
    assert document.dropped == ()


def test_spans_are_exact(document: PreparedDocument) -> None:
    assert all(document.text[chunk.start : chunk.end] == chunk.text for chunk in document.chunks)


@pytest.mark.parametrize("column", ["Datum", "Period", "Publicerad"])
def test_date_of_the_first_row_is_not_that_of_the_list(column: str) -> None:
    rows = [("Projekt", column, "Kommun"), ("Gatufest", "2019-05-12", "Kil"), ("Kör", "2015-01-01", "Nora")]
    document = prepare(make_csv(rows), "lista.csv")
    assert (document.metadata.year, document.metadata.date) == (None, None)
    assert f"{column}: 2019-05-12" in document.chunks[0].text


def test_place_of_a_row_with_a_column_of_any_name_comes_from_its_heading() -> None:
    rows = [
        ("Projekt", "Deltagare", "Text"),
        ("Gatufest", "Nora", "Fest för alla."),
        ("Kör", "Kil", "Sång för alla."),
    ]
    document = prepare(make_csv(rows), "lista.csv")
    assert [places(document, i) for i in range(2)] == [{"SE1884"}, {"SE1715"}]


def test_long_row_is_several_passages_of_one_place() -> None:
    long = "Kommunen började i liten skala och lärde av misstagen på vägen. " * 40
    rows = [HEADER, ("Byalag med egen pott", "Sunne", "2015", long), EXAMPLES[0]]
    document = prepare(make_xlsx(("Blad1", rows)), "lista.xlsx")
    assert len(document.chunks) > 3
    *first, last = range(len(document.chunks))
    assert all(places(document, i) == {"SE1766"} for i in first)
    assert {document.chunks[i].heading_path for i in first} == {("Byalag med egen pott (Sunne)",)}
    assert places(document, last) == {"SE1715"}


def test_place_within_a_longer_word_of_the_name_is_told_too() -> None:
    rows = [("Projekt", "Kommun"), ("Fest i Kilafors", "Kil"), ("Kör i Kil", "Kil"), ("Lek", "Nora")]
    document = prepare(make_csv(rows), "lista.csv")
    assert [chunk.heading_path[-1] for chunk in document.chunks] == [
        "Fest i Kilafors (Kil)",
        "Kör i Kil",
        "Lek (Nora)",
    ]


def test_short_row_without_a_place_stands_alone() -> None:
    rows = [
        ("Projekt", "Tema"),
        *((f"Insats om {word}", word) for word in ("kultur", "skola", "fritid", "hälsa")),
    ]
    document = prepare(make_csv(rows), "lista.csv")
    assert [chunk.text for chunk in document.chunks] == [f"Tema: {row[1]}" for row in rows[1:]]


def test_row_of_a_name_alone_keeps_it_to_itself() -> None:
    rows = [("Projekt", "Kommun", "Text"), ("Läxhjälp i Lund", "", ""), ("Kör", "Kil", "Sång för alla.")]
    document = prepare(make_csv(rows), "lista.csv")
    assert [(c.heading_path, c.text) for c in document.chunks] == [
        (("Läxhjälp i Lund",), "Projekt: Läxhjälp i Lund"),
        (("Kör (Kil)",), "Kommun: Kil | Text: Sång för alla."),
    ]


def test_sheets_are_the_first_level_of_the_path() -> None:
    document = prepare(make_xlsx(("Exempel", LIST), ("Budget", BUDGET)), "lista.xlsx")
    assert document.chunks[0].heading_path == ("Exempel", "Fritidsbanken (Kil)")
    assert document.chunks[-1].heading_path == ("Budget",)
    assert document.chunks[-1].text.count("\n") == 2


def test_remark_below_a_table_is_not_said_of_its_last_row() -> None:
    rows = [*LIST, (), ("Källa: uppgifter från Lund",)]
    document = prepare(make_xlsx(("Blad1", rows)), "lista.xlsx")
    assert document.chunks[0].text == "Källa: uppgifter från Lund"
    assert document.chunks[0].heading_path == ()
    assert [places(document, i) for i in (1, 2, 3)] == [{code} for code in CODES]


def test_names_of_hidden_sheets_are_dropped_with_the_reason() -> None:
    data = make_xlsx(
        ("Exempel", LIST), ("Utkast", [["hemligt"]]), ("Gammalt", [["x"]]), hidden=["Utkast", "Gammalt"]
    )
    document = prepare(data, "lista.xlsx")
    assert [(part.text, part.reason) for part in document.dropped] == [("Utkast\nGammalt", HIDDEN_SHEET)]
    assert len(document.chunks) == 3


def test_rows_that_are_alike_are_all_kept() -> None:
    rows = [("Projekt", "Kommun", "Status"), *((f"Insats {n}", "Kil", "Avslutad") for n in range(30))]
    document = prepare(make_csv(rows), "lista.csv")
    assert len(document.chunks) == 30
    assert document.dropped == ()


def test_list_without_a_header_keeps_every_word_and_place() -> None:
    document = prepare(make_csv(EXAMPLES), "lista.csv")
    assert [places(document, i) for i in range(3)] == [{code} for code in CODES]
    for row in EXAMPLES:
        assert all(cell in document.text for cell in row)


@pytest.mark.parametrize(
    "rows",
    [
        BUDGET,
        [("Kommun", "2017", "2018"), ("Kil", "12,5", "13"), ("Nora", "9", "8")],
        [("Åtgärd", "Kil", "Nora"), ("Gatufest", "ja", "nej"), ("Kör", "ja", "ja")],
        [("Gatufest", "Fritid", "3"), ("Kör", "Kultur", "5")],
    ],
)
def test_figures_marks_and_nameless_columns_are_no_examples(rows: list[tuple[str, ...]]) -> None:
    assert {chunk.heading_path for chunk in prepare(make_csv(rows), "tal.csv").chunks} == {()}


def test_budget_with_a_remark_here_and_there_is_no_list_of_examples() -> None:
    rows = [*BUDGET[:1], *((*row, "avvikelse") for row in BUDGET[1:])]
    assert {chunk.heading_path for chunk in prepare(make_csv(rows), "budget.csv").chunks} == {()}


def test_answers_to_a_form_are_examples_with_their_questions() -> None:
    rows = [
        ("Tidsstämpel", "Vilken kommun arbetar du i?", "Vad heter insatsen?", "Beskriv insatsen"),
        (
            "2019-05-12 14:03:11",
            "Kils kommun",
            "Fritidsbanken",
            "Vi lånar ut skidor till alla som vill prova.",
        ),
        ("2019-05-13 09:12:45", "Nora", "Läxhjälp", "Pensionärer hjälper elever på biblioteket."),
    ]
    document = prepare(make_csv(rows, delimiter=","), "svar.csv")
    assert [places(document, i) for i in range(2)] == [{"SE1715"}, {"SE1884"}]
    assert "Vilken kommun arbetar du i? Nora | Beskriv insatsen: Pensionärer" in document.chunks[1].text


def test_municipalities_of_a_danish_list_are_danish() -> None:
    rows = [
        ("Indsats", "Kommune", "Beskrivelse"),
        ("Natteravne", "Odense", "Frivillige går gennem byen om aftenen og taler med de unge."),
        ("Madklub", "Køge", "Ældre spiser sammen en gang om ugen hos hinanden."),
    ]
    document = prepare(make_csv(rows, encoding="cp1252"), "indsatser.csv")
    assert [places(document, i) for i in range(2)] == [{"DK461"}, {"DK259"}]
    assert {tag.value for c in document.chunks for tag in c.tags if tag.facet is Facet.COUNTRY} == {"DK"}


@pytest.mark.parametrize("media_type", [XLSX, ODS, CSV])
def test_every_table_parser_takes_roles(media_type: str) -> None:
    data = dict(zip((XLSX, ODS, CSV), FILES.values(), strict=True))[media_type]()
    assert read_workbook(data, media_type=media_type, name="p").sheets[0].rows == LIST
    told = parse_with_roles(
        data, media_type=media_type, name="p", roles={"name": "Beskrivning", "municipality": ""}
    )
    assert told.text.startswith(f"{EXAMPLES[0][3]}\n\nProjekt: Fritidsbanken | Kommun: Kil | År: 2017")
    assert parse_with_roles(data, media_type=media_type, name="p", roles={}) == PARSERS[media_type]()(
        data, name="p"
    )


def test_a_sheet_of_sources_is_left_out_and_rows_that_look_like_menus_stay() -> None:
    rows = (("Kommun", "Metod"), ("Kil", "Byalag"), ("Kil", "Byalag"), ("Lund", "Läs mer"))
    sources = (
        ("Kils kommun: Byalag (2016). https://kil.example/byalag",),
        ("Lunds kommun: Bibliotek (2017). https://lund.example/bibliotek",),
    )
    document = prepare(make_xlsx(("Exempel", rows), ("Källor", sources)), "lista.xlsx")
    assert {piece.reason for piece in document.dropped} == {SOURCE_LIST}
    assert not any("example" in chunk.text for chunk in document.chunks)
    assert any("Läs mer" in " ".join([*chunk.heading_path, chunk.text]) for chunk in document.chunks)
