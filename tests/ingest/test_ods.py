from __future__ import annotations

import pytest

from ingest.parsers import ods
from ingest.sniff import ODS, sniff
from kb.errors import DamagedFileError, EncryptedFileError, FileError, FileTooLargeError, NoTextError
from kb.records import BlockKind
from tests.ingest.table_makers import (
    BUDGET,
    EXAMPLES,
    HEADER,
    LIST,
    ODS_TYPE,
    make_ods,
    ods_cell,
    ods_rows,
    zipped,
)

NAMED = 'table:name="Exempel"'


def rows_of(xml: str) -> tuple[tuple[str, ...], ...]:
    return ods.read(make_ods((NAMED, xml)), name="prov.ods").sheets[0].rows


def test_each_row_is_a_heading_with_its_fields() -> None:
    data = make_ods((NAMED, ods_rows(LIST)))
    assert sniff(data, name="exempel.xlsx") == ODS
    document = ods.parse(data, name="exempel.ods")
    headings = [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.HEADING]
    assert headings == [f"{row[0]} ({row[1]})" for row in EXAMPLES]
    assert "Kommun: Nora | År: 2018 | Beskrivning: Pensionärer hjälper" in document.text


def test_several_sheets_are_sections() -> None:
    document = ods.parse(
        make_ods((NAMED, ods_rows(LIST)), ('table:name="Budget"', ods_rows(BUDGET))), name="p.ods"
    )
    headings = [document.text[b.start : b.end] for b in document.blocks if b.level == 1]
    assert headings == ["Exempel", "Budget"]


def test_hidden_sheets_are_left_out_and_said() -> None:
    styles = (
        '<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    )
    data = make_ods(
        (f'{NAMED} table:style-name="ta1"', ods_rows(LIST)),
        ('table:name="Utkast" table:style-name="ta2"', ods_rows([["hemligt"]])),
        styles=styles,
    )
    document = ods.parse(data, name="prov.ods")
    assert "hemligt" not in document.text
    assert [document.text[start:end] for start, end in document.furniture] == ["Utkast"]


def test_dates_are_iso_and_numbers_as_shown() -> None:
    cells = (
        ods_cell("12 maj 2019", 'office:value-type="date" office:date-value="2019-05-12"')
        + ods_cell("12.5.19", 'office:value-type="date" office:date-value="2019-05-12T00:00:00"')
        + ods_cell("1 234,50 kr", 'office:value-type="currency" office:value="1234.5"')
        + ods_cell("25 %", 'office:value-type="percentage" office:value="0.25"')
        + ods_cell("#REF!")
        + ods_cell("Err:508")
        + ods_cell("sist")
    )
    assert rows_of(f"<table:table-row>{cells}</table:table-row>") == (
        ("2019-05-12", "2019-05-12", "1 234,50 kr", "25 %", "", "", "sist"),
    )


def test_text_keeps_spaces_and_paragraphs_and_leaves_remarks_out() -> None:
    cell = (
        "<table:table-cell><office:annotation><text:p>intern anmärkning</text:p></office:annotation>"
        '<text:p>Två<text:s text:c="2"/>ord<text:line-break/>och '
        "<text:span>en <text:a>länk</text:a></text:span>.</text:p>"
        "<text:p>Nytt stycke.</text:p></table:table-cell>"
    )
    assert rows_of(f"<table:table-row>{cell}</table:table-row>") == (("Två ord och en länk.\nNytt stycke.",),)


def test_repeated_cells_and_rows_are_repeated_and_empty_ones_cost_nothing() -> None:
    xml = (
        '<table:table-row table:number-rows-repeated="2">'
        + ods_cell("", 'table:number-columns-repeated="2"')
        + ods_cell("ja", 'table:number-columns-repeated="3"')
        + ods_cell("", 'table:number-columns-repeated="16300"')
        + "</table:table-row>"
        + '<table:table-row table:number-rows-repeated="1048000">'
        + '<table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>" + ods_rows([["slut"]])
    )
    assert rows_of(xml) == (("", "", "ja", "ja", "ja"),) * 2 + ((), ("slut",))


@pytest.mark.parametrize(
    "attributes", ['table:number-columns-repeated="999999999"', 'table:number-columns-repeated="2000"']
)
def test_bomb_of_repeated_cells_is_refused(attributes: str) -> None:
    data = make_ods((NAMED, f"<table:table-row>{ods_cell('text', attributes)}</table:table-row>"))
    with pytest.raises(FileTooLargeError, match=r"^bomb\.ods repeats one cell"):
        ods.parse(data, name="bomb.ods")


def test_bomb_of_repeated_rows_is_refused() -> None:
    xml = f'<table:table-row table:number-rows-repeated="999999999999">{ods_cell("text")}</table:table-row>'
    with pytest.raises(FileTooLargeError, match=r"^bomb\.ods has more than 100000 rows"):
        ods.parse(make_ods((NAMED, xml)), name="bomb.ods")


@pytest.mark.parametrize("value", ["", "-3", "två", "0", "1e9", "²"])
def test_strange_numbers_of_repeats_count_as_one(value: str) -> None:
    cells = ods_cell("a") + ods_cell("b")
    xml = f'<table:table-row table:number-rows-repeated="{value}">{cells}</table:table-row>'
    assert rows_of(xml) == (("a", "b"),)


def test_cell_merged_downwards_stands_in_every_row_it_covers() -> None:
    covered = "<table:covered-table-cell/>"
    xml = (
        ods_rows([HEADER])
        + "<table:table-row>" + ods_cell("Fritidsbanken") + ods_cell("Kil", 'table:number-rows-spanned="2"')
        + ods_cell("2017") + ods_cell("Barn lånar skidor.") + "</table:table-row>"
        + "<table:table-row>" + ods_cell("Skolbuss") + covered + ods_cell("2016") + ods_cell("Barn går.")
        + "</table:table-row>" + ods_rows([EXAMPLES[1]])
    )  # fmt: skip
    assert [row[1] for row in rows_of(xml)] == ["Kommun", "Kil", "Kil", "Nora"]


def test_cells_merged_side_by_side_keep_their_own_texts() -> None:
    two = 'table:number-rows-spanned="2"'
    xml = (
        f"<table:table-row>{ods_cell('Kil', two)}{ods_cell('2017', two)}{ods_cell('a')}</table:table-row>"
        '<table:table-row><table:covered-table-cell table:number-columns-repeated="2"/>'
        f"{ods_cell('b')}</table:table-row>" + ods_rows([["", "", "c"]])
    )
    assert rows_of(xml) == (("Kil", "2017", "a"), ("Kil", "2017", "b"), ("", "", "c"))


def test_cell_merged_over_several_columns_is_not_repeated() -> None:
    wide = 'table:number-rows-spanned="2" table:number-columns-spanned="2"'
    xml = (
        f"<table:table-row>{ods_cell('Goda exempel', wide)}<table:covered-table-cell/></table:table-row>"
        '<table:table-row><table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>'
    )
    assert rows_of(xml) == (("Goda exempel",),)


def test_grouped_rows_are_read_in_their_order() -> None:
    xml = (
        f"<table:table-header-rows>{ods_rows([HEADER])}</table:table-header-rows>"
        f"<table:table-row-group>{ods_rows(EXAMPLES[:2])}<table:table-row-group>{ods_rows(EXAMPLES[2:])}"
        "</table:table-row-group></table:table-row-group>"
    )
    assert rows_of(xml) == LIST


def test_title_of_the_properties_is_the_title() -> None:
    data = make_ods((NAMED, ods_rows(LIST)), title="Exempel från länet")
    assert ods.parse(data, name="prov.ods").stated["title"] == "Exempel från länet"


@pytest.mark.parametrize("sheets", [[], [(NAMED, "")], [(NAMED, ods_rows([["", " "], ["–"]]))]])
def test_spreadsheet_without_words_is_refused(sheets: list[tuple[str, str]]) -> None:
    with pytest.raises(NoTextError, match=r"^tom\.ods holds no text"):
        ods.parse(make_ods(*sheets), name="tom.ods")


def test_document_type_is_refused() -> None:
    data = make_ods((NAMED, ods_rows(LIST)), extra='<!DOCTYPE x [<!ENTITY a "b">]>')
    with pytest.raises(DamagedFileError, match=r"^prov\.ods defines its own entities"):
        ods.parse(data, name="prov.ods")


@pytest.mark.parametrize("content", ["", "<x", "<x/>", "inget"])
def test_broken_content_is_a_clear_error(content: str) -> None:
    data = zipped({"mimetype": ODS_TYPE, "content.xml": content})
    with pytest.raises(FileError, match=r"^trasig\.ods "):
        ods.parse(data, name="trasig.ods")


def test_encrypted_spreadsheet_asks_for_the_password_to_be_removed() -> None:
    data = zipped(
        {
            "mimetype": ODS_TYPE,
            "content.xml": "x9Q",
            "META-INF/manifest.xml": "<manifest:manifest><manifest:encryption-data/></manifest:manifest>",
        }
    )
    with pytest.raises(EncryptedFileError, match=r"^hemlig\.ods .* password"):
        ods.parse(data, name="hemlig.ods")


def test_deeply_nested_text_is_no_crash() -> None:
    deep = "<text:span>" * 200 + "djupt" + "</text:span>" * 200
    cell = f"<table:table-cell><text:p>{deep}</text:p></table:table-cell>"
    assert rows_of(f"<table:table-row>{cell}</table:table-row>") == (("djupt",),)
