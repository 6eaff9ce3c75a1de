from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest

from ingest.parsers import xlsx
from ingest.sniff import XLSX, sniff
from kb.errors import DamagedFileError, EncryptedFileError, FileError, FileTooLargeError, NoTextError
from kb.records import BlockKind, ParsedDocument
from tests.ingest.table_makers import BUDGET, EXAMPLES, HEADER, LIST, make_xlsx, saved, zipped


def contents(document: ParsedDocument, kind: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is kind]


def with_member(data: bytes, member: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == member else old.read(info))
    return buffer.getvalue()


def one_sheet(rows: list[list[Any]]) -> tuple[tuple[str, ...], ...]:
    return xlsx.read(make_xlsx(("Blad1", rows)), name="prov.xlsx").sheets[0].rows


def test_each_row_is_a_heading_with_its_fields() -> None:
    document = xlsx.parse(make_xlsx(("Blad1", LIST)), name="exempel.xlsx")
    assert document.media_type == XLSX
    assert contents(document, BlockKind.HEADING) == [f"{row[0]} ({row[1]})" for row in EXAMPLES]
    assert contents(document, BlockKind.ROW)[0] == (
        "Kommun: Kil | År: 2017 | Beskrivning: Barn och unga lånar skidor och skridskor utan att betala."
    )
    assert document.stated["title"] == "exempel"


def test_several_sheets_are_sections_and_one_is_none() -> None:
    document = xlsx.parse(make_xlsx(("Exempel", LIST), ("Budget", BUDGET)), name="prov.xlsx")
    headings = [
        (document.text[b.start : b.end], b.level) for b in document.blocks if b.kind is BlockKind.HEADING
    ]
    assert headings[0] == ("Exempel", 1)
    assert headings[1] == ("Fritidsbanken (Kil)", 2)
    assert headings[-1] == ("Budget", 1)
    assert contents(document, BlockKind.ROW)[-3:] == [
        "Post: Personal | 2018: 1200 | 2019: 1300",
        "Post: Lokaler | 2018: 300 | 2019: 310",
        "Post: Material | 2018: 20 | 2019: 25",
    ]


def test_hidden_sheets_are_left_out_and_said() -> None:
    data = make_xlsx(("Exempel", LIST), ("Utkast", [["hemligt"]]), hidden=["Utkast"])
    document = xlsx.parse(data, name="prov.xlsx")
    assert "hemligt" not in document.text
    assert [document.text[start:end] for start, end in document.furniture] == ["Utkast"]
    assert xlsx.read(data, name="prov.xlsx").hidden == ("Utkast",)


def test_values_are_written_as_they_are_stored() -> None:
    book = openpyxl.Workbook()
    moment = datetime.fromisoformat("2019-05-12T14:30:00")
    numbers = [1, 1.0, 1.5, 0.1 + 0.2, 12345678, 0.00001, -2.50]
    times = [datetime.fromisoformat("2019-05-12"), moment, date(2020, 1, 2), time(9, 30)]
    values = [*numbers, *times, True, "  text  ", None, "sist"]
    book.active.append(values)
    (row,) = xlsx.read(saved(book), name="prov.xlsx").sheets[0].rows
    assert row[:7] == ("1", "1", "1.5", "0.3", "12345678", "1e-05", "-2.5")
    assert row[7:] == ("2019-05-12", "2019-05-12 14:30", "2020-01-02", "09:30", "TRUE", "text", "", "sist")


def test_percentages_are_percentages() -> None:
    book = openpyxl.Workbook()
    book.active.append([0.25, 0.125, 3])
    for column, number_format in ((1, "0%"), (2, "0.0%"), (3, '0 "% av alla"')):
        book.active.cell(1, column).number_format = number_format
    assert xlsx.read(saved(book), name="prov.xlsx").sheets[0].rows == (("25 %", "12.5 %", "3"),)


def test_errors_of_formulas_and_formulas_never_calculated_are_empty() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "#REF!", "=1+1", "b"])
    book.active["B1"].data_type = "e"
    assert xlsx.read(saved(book), name="prov.xlsx").sheets[0].rows == (("a", "", "", "b"),)


def test_cell_merged_downwards_stands_in_every_row_it_covers() -> None:
    book = openpyxl.Workbook()
    for row in (
        HEADER,
        EXAMPLES[0],
        ("Skolbuss till fots", None, "2016", "Barn går i grupp till skolan."),
        EXAMPLES[1],
    ):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    document = xlsx.parse(saved(book), name="prov.xlsx")
    assert contents(document, BlockKind.HEADING) == [
        "Fritidsbanken (Kil)",
        "Skolbuss till fots (Kil)",
        "Läxhjälp på biblioteket (Nora)",
    ]


def test_title_merged_over_the_columns_is_the_title() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Goda exempel i norr"])
    for row in LIST:
        book.active.append(row)
    book.active.merge_cells("A1:D1")
    document = xlsx.parse(saved(book), name="prov.xlsx")
    assert contents(document, BlockKind.TITLE) == ["Goda exempel i norr"]
    assert document.stated["title"] == "Goda exempel i norr"


def test_title_of_the_properties_comes_first_but_not_that_of_a_program() -> None:
    assert xlsx.parse(make_xlsx(("B", LIST), title="Exempel från länet"), name="a.xlsx").stated["title"] == (
        "Exempel från länet"
    )
    assert xlsx.parse(make_xlsx(("B", LIST), title="Microsoft Excel"), name="a.xlsx").stated["title"] == "a"


def test_only_filled_columns_of_three_hundred_are_written() -> None:
    header = [*HEADER, *(f"Fråga {n}" for n in range(296))]
    wide = [*EXAMPLES[0], *([None] * 295), "Ja, delvis"]
    document = xlsx.parse(make_xlsx(("Blad1", [header, wide])), name="prov.xlsx")
    assert contents(document, BlockKind.ROW)[0].endswith("utan att betala. | Fråga 295: Ja, delvis")
    assert "Fråga 294" not in document.text


def test_three_hundred_filled_columns_come_in_several_rows_with_nothing_lost() -> None:
    header = [*HEADER, *(f"Fråga {n}" for n in range(296))]
    row = [*EXAMPLES[0], *(f"svar {n}" for n in range(296))]
    document = xlsx.parse(make_xlsx(("Blad1", [header, row])), name="prov.xlsx")
    rows = contents(document, BlockKind.ROW)
    assert len(rows) > 1
    assert max(map(len, rows)) <= 1000
    assert " | ".join(rows).split(" | ")[3:] == [f"Fråga {n}: svar {n}" for n in range(296)]


def test_long_text_is_paragraphs_under_the_row() -> None:
    long = "\n".join(["Kommunen började i liten skala och lärde av misstagen på vägen." * 6] * 4)
    rows = [HEADER, ("Fritidsbanken", "Kil", 2017, long), EXAMPLES[1]]
    document = xlsx.parse(make_xlsx(("Blad1", rows)), name="prov.xlsx")
    assert contents(document, BlockKind.ROW)[0] == "Kommun: Kil | År: 2017"
    paragraphs = contents(document, BlockKind.PARAGRAPH)
    assert len(paragraphs) == 4
    assert paragraphs[0].startswith("Beskrivning: Kommunen började")
    assert "\n".join(paragraphs).removeprefix("Beskrivning: ") == long


def test_wrong_dimension_in_the_file_loses_no_row() -> None:
    data = make_xlsx(("Blad1", LIST))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b'<dimension ref="A1:D4"' in sheet
    small = with_member(data, "xl/worksheets/sheet1.xml", sheet.replace(b'"A1:D4"', b'"A1:A2"'))
    large = with_member(data, "xl/worksheets/sheet1.xml", sheet.replace(b'"A1:D4"', b'"A1:XFD1048576"'))
    whole = xlsx.parse(data, name="prov.xlsx").text
    assert xlsx.parse(small, name="prov.xlsx").text == whole
    assert xlsx.parse(large, name="prov.xlsx").text == whole


def test_row_number_beyond_every_sheet_is_refused() -> None:
    data = make_xlsx(("Blad1", LIST))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    bomb = with_member(
        data, "xl/worksheets/sheet1.xml", sheet.replace(b'<row r="4"', b'<row r="99999999999"')
    )
    with pytest.raises(FileError, match=r"^bomb\.xlsx "):
        xlsx.parse(bomb, name="bomb.xlsx")


def test_too_many_rows_are_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.workbook.MAX_ROWS", 3)
    with pytest.raises(FileTooLargeError, match=r"^stor\.xlsx has more than 3 rows\. Split it"):
        xlsx.parse(make_xlsx(("Blad1", LIST)), name="stor.xlsx")


def test_too_many_cells_are_refused_over_all_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.workbook.MAX_CELLS", 20)
    with pytest.raises(FileTooLargeError, match=r"^stor\.xlsx has more than 20 filled cells"):
        xlsx.parse(make_xlsx(("A", LIST), ("B", LIST)), name="stor.xlsx")


@pytest.mark.parametrize(
    "sheets", [[("Blad1", [])], [("Blad1", [[None, " "], [None]])], [("Blad1", [["–"]])]]
)
def test_workbook_without_words_is_refused(sheets: list[tuple[str, list[list[Any]]]]) -> None:
    with pytest.raises(NoTextError, match=r"^tom\.xlsx holds no text"):
        xlsx.parse(make_xlsx(*sheets), name="tom.xlsx")


def test_workbook_of_hidden_sheets_only_says_so() -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Dolt")
    sheet.append(["hemligt"])
    sheet.sheet_state = "veryHidden"
    with pytest.raises(NoTextError, match="hidden sheets are not read"):
        xlsx.parse(saved(book), name="dold.xlsx")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_truncated_workbook_is_a_clear_error(share: float) -> None:
    data = make_xlsx(("Blad1", LIST))
    with pytest.raises(DamagedFileError, match=r"^kapad\.xlsx "):
        xlsx.parse(data[: int(len(data) * share)], name="kapad.xlsx")


@pytest.mark.parametrize(
    "member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize("content", [b"", b"<x", b"<x/>", b"\xff\xfe\x00"])
def test_broken_part_gives_a_file_error_or_what_is_left(member: str, content: bytes) -> None:
    data = with_member(make_xlsx(("Blad1", LIST)), member, content)
    try:
        outcome = xlsx.parse(data, name="trasig.xlsx").text
    except FileError as error:
        outcome = str(error)
    assert outcome.startswith(("trasig.xlsx ", "Fritidsbanken"))


def test_document_type_is_refused() -> None:
    data = with_member(make_xlsx(("Blad1", LIST)), "xl/styles.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>')
    with pytest.raises(DamagedFileError, match=r"^prov\.xlsx defines its own entities"):
        xlsx.parse(data, name="prov.xlsx")


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_member(make_xlsx(("Blad1", LIST)), "xl/worksheets/sheet1.xml", b" " * 30_000_000)
    with pytest.raises(FileTooLargeError, match="packed suspiciously tightly"):
        xlsx.parse(bomb, name="bomb.xlsx")


def test_workbook_is_recognised_whatever_its_name() -> None:
    assert sniff(make_xlsx(("Blad1", LIST)), name="lista.csv") == XLSX


def test_protected_workbook_asks_for_the_password_to_be_removed() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedFileError, match=r"hemlig\.xlsx .* password"):
        sniff(data, name="hemlig.xlsx")


def test_hostile_names_of_sheets_do_no_harm() -> None:
    name = "=cmd|' <b>& “ø”"
    document = xlsx.parse(make_xlsx((name, LIST), ("Budget", BUDGET)), name="prov.xlsx")
    assert contents(document, BlockKind.HEADING)[0] == name


def test_shared_strings_are_read_whole_without_their_reading_aids() -> None:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    strings = "<si><t>Kommun</t></si><si><r><t>Projekt</t></r><r><t xml:space='preserve'> i byn</t></r></si>"
    cells = '<c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="str"><v>Ö</v></c>'
    data = zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {main} xmlns:r="{relation}"><sheets>'
            '<sheet name="Blad" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>",
            "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData><row r='1'>{cells}</row></sheetData>"
            "</worksheet>",
            "xl/sharedStrings.xml": f"<sst {main}>{strings}</sst>",
        }
    )
    assert xlsx.read(data, name="prov.xlsx").sheets[0].rows == (("", "Kommun", "Projekt i byn", "Ö"),)
