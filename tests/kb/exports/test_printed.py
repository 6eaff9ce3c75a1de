"""Sheets, lists and programmes, read back with pypdf and python-docx."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from kb.exports.blocks import BlockRole, PrintedBlock
from kb.exports.formats import EXPORTERS, MAX_SHEET_PAGES
from kb.exports.pdf import write_pdf
from kb.exports.rows import lead_quote, make_rows
from kb.exports.sheet import sheet_blocks
from kb.i18n import UiLanguage
from kb.practices import PracticeField, PracticeKind
from tests.kb.exports.samples import BASE_URL, METHOD, TITLE, document, frame, passage, practice, quote, rows

SENTENCE = "Kommunen provade det här i flera år och skrev upp vad som hände varje vecka. "


def _pdf(body: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(body))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def _docx(body: bytes) -> tuple[Any, list[str]]:
    read = docx.Document(io.BytesIO(body))
    return read, ["".join(run.text or "" for run in each._p.iter(qn("w:t"))) for each in read.paragraphs]


def _long(n_quotes: int, *, sentences: int) -> Any:
    fields = {
        name: tuple(
            quote(
                f"{name.value} {number}. {SENTENCE * sentences}",
                page=number + 1,
                start=(place * n_quotes + number) * 1000,
            )
            for number in range(n_quotes)
        )
        for place, name in enumerate(PracticeField)
    }
    return practice(fields)


@pytest.mark.parametrize("name", ["pdf", "docx"])
@pytest.mark.parametrize(
    ("ui_language", "title", "headings", "page"),
    [
        ("sv", TITLE, ["Problem", "Så gjorde man", "Resultat", "Källa"], "s. 3"),
        ("da", "Åben børnehave i Kil", ["Problem", "Resultater", "Kilde"], "s. 3"),
        ("en", TITLE, ["Problem", "Source"], "p. 3"),
    ],
)
def test_a_sheet_has_quotes_with_source_and_page_in_the_language_of_the_reader(
    name: str, ui_language: UiLanguage, title: str, headings: list[str], page: str
) -> None:
    body = EXPORTERS[name].write(rows(practice(), note="Ring först"), frame(ui_language))
    text = _pdf(body)[1] if name == "pdf" else " ".join(_docx(body)[1])
    for words in (
        title,
        *headings,
        METHOD,
        f"kil-förskola.pdf, {page}",
        "Ring först",
        "Nio av tio kom igen.",
    ):
        assert words in text, words
    assert f"{BASE_URL}/practice?id=12" in text
    assert "En mötesplats." in text


def test_all_letters_and_signs_can_be_read_back_from_a_pdf() -> None:
    signs = "å ä ö æ ø Å Ä Ö Æ Ø “ ” ’ – — ≈ … € § ½ é ü • ✓"
    _, text = _pdf(EXPORTERS["pdf"].write(rows(passage(signs)), frame()))
    assert signs in text


def test_a_pdf_is_tagged_and_says_its_title_and_language() -> None:
    reader, _ = _pdf(EXPORTERS["pdf"].write(rows(practice()), frame("da", title="Åben børnehave")))
    root: Any = reader.root_object
    assert root["/Lang"] == "da"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title == "Åben børnehave"
    (whole,) = root["/StructTreeRoot"]["/K"]
    elements = [each.get_object() for each in whole.get_object()["/K"]]
    assert [each["/S"] for each in elements][:2] == ["/H1", "/P"]
    quoted = [each for each in elements if each["/S"] == "/BlockQuote"]
    assert [each["/Lang"] for each in quoted] == ["sv"] * 3
    # each stretch that the page marks is one that the tree tells of
    content = reader.pages[0].get_contents()
    assert content is not None
    marks = content.get_data().count(b"/MCID")
    assert marks == sum(len(each["/K"]) for each in elements)


def test_a_note_of_many_lines_is_printed_whole_and_is_one_paragraph_to_a_screen_reader() -> None:
    note = "\n".join(f"rad{number}" for number in range(100))
    blocks = [
        PrintedBlock(role=BlockRole.HEADING, text="Rubrik", language="sv"),
        PrintedBlock(role=BlockRole.NOTE, text=note, language="sv"),
    ]
    reader, text = _pdf(write_pdf(blocks, frame()))
    assert [word for word in text.split() if word.startswith("rad")] == note.split("\n")
    root: Any = reader.root_object
    elements = root["/StructTreeRoot"]["/K"][0].get_object()["/K"]
    assert [each.get_object()["/S"] for each in elements] == ["/H2", "/P"]
    assert len(reader.pages) > 1


@pytest.mark.parametrize(
    ("n_quotes", "sentences"), [(3, 1), (12, 1), (40, 1), (5, 6), (30, 9), (2, 40), (1, 300), (1, 12)]
)
def test_a_sheet_has_at_most_two_pages(n_quotes: int, sentences: int) -> None:
    row = rows(_long(n_quotes, sentences=sentences), note="Ta med till mötet. " * 20)
    reader, text = _pdf(EXPORTERS["pdf"].write(row, frame()))
    assert len(reader.pages) <= MAX_SHEET_PAGES
    assert "Anna Ek & Bo Å. Ström. (2017, 15 juni)." in text


def test_a_sheet_says_how_it_went_before_anything_else_is_told() -> None:
    failed = replace(quote("Försöket lades ned efter ett år."), code="negative")
    told = {PracticeField.PROBLEM: (quote("Många var ensamma."),), PracticeField.DIRECTION: (failed,)}
    (row,) = rows(practice(told))
    texts = [block.text for block in sheet_blocks(row, frame())]
    verdict = texts.index(f"Hur det gick: {frame().catalogue.text('direction.negative')}")
    assert texts[verdict + 1] == "”Försöket lades ned efter ett år.”"
    assert verdict < texts.index("Problem")


def test_items_of_a_list_are_printed_as_items() -> None:
    assert _printed_quote("- Ett möte\n- Två ledare") == "”• Ett möte\n• Två ledare”"
    assert _printed_quote("- Ett möte i veckan") == "”Ett möte i veckan”"
    assert _printed_quote("-10 % i kostnad") == "”-10 % i kostnad”"


def _printed_quote(text: str) -> str:
    (row,) = rows(passage(text))
    (shown,) = (block.text for block in sheet_blocks(row, frame()) if block.role is BlockRole.QUOTE)
    return shown


def test_the_years_of_a_document_are_said_to_be_its_own() -> None:
    (row,) = rows(replace(passage(), years=None, document_years=(2014, 2025)))
    facts = [block.text for block in sheet_blocks(row, frame()) if block.role is BlockRole.FACTS]
    assert facts[0] == "Kil, Sverige · 2014–2025 (dokumentets år)"


def test_what_does_not_fit_is_left_out_whole_and_counted() -> None:
    (row,) = rows(_long(40, sentences=2))
    texts = [block.text for block in sheet_blocks(row, frame())]
    # of ten fields the sheet tells; each quote stands whole or not at all
    shown = [text for text in texts if SENTENCE.strip() in text]
    assert all(text.endswith(f"{(SENTENCE * 2).strip()}”") for text in shown)
    assert f"{40 * 10 - len(shown)} citat till fick inte plats på bladet." in texts
    # and each part has its first
    assert [text for text in texts if text in {"Problem", "Så gjorde man", "Resultat"}] == [
        "Problem",
        "Så gjorde man",
        "Resultat",
    ]
    for name in ("problem", "aim", "method", "outcomes", "evidence", "resources", "lessons", "preconditions"):
        assert any(text.startswith(f"”{name} 0.") for text in shown), name


def test_many_sources_do_not_fill_the_sheet() -> None:
    documents = tuple(document(number, title=f"Dokument {number}") for number in range(5, 65))
    reader, text = _pdf(EXPORTERS["pdf"].write(rows(practice(documents=documents)), frame()))
    assert len(reader.pages) <= MAX_SHEET_PAGES
    assert "källor till fick inte plats på bladet." in text


def test_a_word_file_has_headings_languages_and_links() -> None:
    read, _ = _docx(EXPORTERS["docx"].write(rows(practice()), frame("da")))
    styles = [(each.style.name, each.text) for each in read.paragraphs]
    assert styles[0] == ("Heading 1", "Åben børnehave i Kil")
    assert ("Heading 2", "Problem") in styles
    assert [text for style, text in styles if style == "Quote"][1] == f"”{METHOD}”"
    languages = {
        run.text: run._r.rPr.find(qn("w:lang")).get(qn("w:val"))
        for each in read.paragraphs
        for run in each.runs
    }
    assert languages["Åben børnehave i Kil"] == "da-DK"
    assert languages[f"”{METHOD}”"] == "sv-SE"
    assert read.core_properties.title == TITLE
    assert read.core_properties.language == "da"
    targets = [each.target_ref for each in read.part.rels.values() if each.is_external]
    assert targets == [f"{BASE_URL}/practice?id=12"]
    assert round(read.sections[0].page_width.mm) == 210


def test_a_list_has_contents_that_lead_to_each_example_and_its_page() -> None:
    entries = [passage(f"Citat nummer {number}. {SENTENCE * 5}", number=number) for number in range(100, 130)]
    listed = make_rows(entries, base_url=BASE_URL, first_rank=11)
    reader, text = _pdf(EXPORTERS["pdf"].write(listed, frame(title="Sökning: skola")))
    assert "Sökning: skola 30 exempel, 23 november 2026 Innehåll 11. Kils" in text
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    for rank in range(11, 41):
        heading = f"{rank}. Kils öppna förskola: en uppföljning Kil, Sverige"
        (number,) = (number for number, page in enumerate(pages, start=1) if heading in page)
        assert f"{rank}. Kils öppna förskola: en uppföljning, Kil, Sverige {number} " in text
    targets = [
        link.get_object()["/Dest"][0].get_object()
        for page in reader.pages
        for link in page.get("/Annots", ())
        if "/Dest" in link.get_object()
    ]
    assert len(targets) == 30
    assert targets == sorted(targets, key=list(reader.pages).index)
    outline: Any
    below: Any
    outline, below = reader.outline
    assert outline.title == "Sökning: skola"
    assert [each.title for each in below if not isinstance(each, list)] == ["Innehåll", "Exempel", "Källor"]
    read, texts = _docx(EXPORTERS["docx"].write(listed, frame()))
    assert f"”Citat nummer 129. {(SENTENCE * 5).strip()}”" in texts
    links = [
        each.get(qn("w:anchor")) for each in read.element.iter(qn("w:hyperlink")) if each.get(qn("w:anchor"))
    ]
    marks = [each.get(qn("w:name")) for each in read.element.iter(qn("w:bookmarkStart"))]
    assert links == marks
    assert len(marks) == 30


@pytest.mark.parametrize("name", ["programme-pdf", "programme-docx"])
def test_a_programme_has_its_items_with_time_place_and_quote_and_its_sources_at_the_end(name: str) -> None:
    items = make_rows(
        [passage("Först ut."), practice()],
        base_url=BASE_URL,
        slots_and_notes=[("09.30 Sal A", "Bjud in"), ("10.15 Sal B", "Lång film")],
    )
    body = EXPORTERS[name].write(items, frame(title="Höstens dag", note="Välkomna!"))
    text = _pdf(body)[1] if name == "programme-pdf" else " ".join(_docx(body)[1])
    wanted = [
        "Höstens dag",
        "Välkomna!",
        "09.30 Sal A · Kils öppna förskola",
        "Kil, Sverige",
        "”Först ut.”",
        "[1] s. 4",
        f"10.15 Sal B · {TITLE}",
        "Redaktörens sammanfattning: En mötesplats.",
        f"”{METHOD}”",
        "[1] s. 3",
        "Källa",
        "[1] Anna Ek & Bo Å. Ström.",
        "(s. 3–4)",
        "kil-förskola.pdf",
    ]
    places = [text.find(words) for words in wanted]
    assert -1 not in places, dict(zip(wanted, places, strict=True))
    assert places == sorted(places)
    # it is handed out: working notes and addresses of the organiser's computer are not
    assert [words for words in ("Bjud in", "Lång film", BASE_URL) if words in text] == []
    with_notes = EXPORTERS[name].write(items, frame(title="Höstens dag", with_notes=True))
    text = _pdf(with_notes)[1] if name == "programme-pdf" else " ".join(_docx(with_notes)[1])
    assert "Bjud in" in text
    assert "Lång film" in text


def test_a_programme_has_a_summary_in_its_own_language_alone() -> None:
    _, danish = _docx(EXPORTERS["programme-docx"].write(rows(practice()), frame("da")))
    assert "En mötesplats." not in " ".join(danish)
    assert f"”{METHOD}”" in danish


@pytest.mark.parametrize("name", ["pdf", "docx"])
@pytest.mark.parametrize("n", [1, 2])
def test_a_list_and_a_sheet_say_when_and_where_an_example_is_told(name: str, n: int) -> None:
    items = make_rows(
        [practice(), passage("Sist ut.")][:n], base_url=None, slots_and_notes=[("09.30 Sal A", "")] * n
    )
    body = EXPORTERS[name].write(items, frame())
    text = _pdf(body)[1] if name == "pdf" else " ".join(_docx(body)[1])
    assert text.count("Tid eller lokal: 09.30 Sal A") == n


@pytest.mark.parametrize("name", ["docx", "programme-docx"])
def test_what_did_not_go_well_and_what_is_told_in_passing_is_marked_in_print(name: str) -> None:
    failed = practice({PracticeField.DIRECTION: (quote("Ingen kom.", code="negative"),)})
    entry = replace(failed, kind=PracticeKind.MENTION)
    told = "Obs! Det gick inte som det var tänkt. Ofullständigt exempel: dokumentet nämner det bara kort."
    for printed in (rows(entry), rows(entry, entry)):
        assert told in _docx(EXPORTERS[name].write(printed, frame()))[1]


@pytest.mark.parametrize(
    ("fields", "chosen"),
    [
        (("method", "outcomes", "problem"), "method"),
        (("problem", "outcomes"), "outcomes"),
        (("aim", "problem"), "problem"),
    ],
)
def test_the_quote_that_stands_for_a_practice_tells_what_was_done_or_what_came_of_it(
    fields: tuple[str, ...], chosen: str
) -> None:
    told = {PracticeField(name): (quote(f"Om {name}."),) for name in fields}
    found = lead_quote(practice(told))
    assert found is not None
    assert found.text == f"Om {chosen}."


@pytest.mark.parametrize(
    "poor", ["Plats: Kils kommun.", "Sted: Fredericia Kommune", "Så här gjorde vi:", "År: 2017 "]
)
def test_no_line_of_metadata_and_no_announcement_stands_for_a_practice(poor: str) -> None:
    fields = {PracticeField.METHOD: (quote(poor),), PracticeField.PROBLEM: (quote("Få barn kom."),)}
    found = lead_quote(practice(fields))
    assert found is not None
    assert found.text == "Få barn kom."


def test_a_practice_whose_documents_are_gone_is_printed_without_quotes() -> None:
    entry = replace(practice(), documents={})
    for name in ("pdf", "docx", "csv", "json", "ris", "bibtex", "apa", "xlsx", "programme-pdf"):
        assert EXPORTERS[name].write(rows(entry), frame())
    _, text = _pdf(EXPORTERS["pdf"].write(rows(entry), frame()))
    assert TITLE in text
    assert METHOD not in text


@given(text=st.text(), title=st.text(), note=st.text(), name=st.text())
@settings(max_examples=15, deadline=None)  # each draws four files
def test_any_text_can_be_printed(text: str, title: str, note: str, name: str) -> None:
    stands_in = document(title=title, name=name)
    entry = replace(passage(text), title=title, documents={stands_in.id: stands_in})
    for exporter in ("pdf", "docx", "programme-pdf", "programme-docx"):
        body = EXPORTERS[exporter].write(rows(entry, note=note, slot=note), frame(title=title, note=note))
        if exporter.endswith("pdf"):
            assert len(PdfReader(io.BytesIO(body)).pages) >= 1
        else:
            assert docx.Document(io.BytesIO(body)).paragraphs
