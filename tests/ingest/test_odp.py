from __future__ import annotations

import pytest

from ingest.parsers.odp import parse
from ingest.sniff import ODP, sniff
from kb.errors import DamagedFileError, NoTextError, UnsupportedTypeError
from kb.records import ParsedDocument
from tests.ingest.makers import prepare
from tests.ingest.office_makers import changed, frame, listed, make_odp, make_odt

HOLIDAY = (
    "Ferie for alle",
    frame("outline", listed("Klubberne holder åbent hele sommeren og det er gratis")),
)


def blocks(document: ParsedDocument) -> list[tuple[str, int, str]]:
    return [(b.kind.value, b.level, document.text[b.start : b.end]) for b in document.blocks]


def texts(slides: list[tuple[str, str]], *, before: str = "") -> list[str]:
    return [text for _, _, text in blocks(parse(make_odp(slides, before=before), name="prov"))]


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def notes(text: str) -> str:
    return f"<presentation:notes>{frame('page', '')}{frame('notes', p(text))}</presentation:notes>"


def test_slides_are_pages_with_titles_bullets_and_notes() -> None:
    slides = [(HOLIDAY[0], HOLIDAY[1] + notes("Spørg hvem der var med")), ("Slut", "")]
    document = parse(make_odp(slides), name="prov")
    assert blocks(document) == [
        ("heading", 1, "Ferie for alle"),
        ("bullet", 0, "- Klubberne holder åbent hele sommeren og det er gratis"),
        ("heading", 2, "Noter"),
        ("paragraph", 0, "Spørg hvem der var med"),
        ("heading", 1, "Slut"),
    ]
    assert [(page.number, document.text[page.start : page.end][:5].strip()) for page in document.pages] == [
        (1, "Ferie"), (2, "Slut"),
    ]  # fmt: skip


def test_slide_with_a_subtitle_first_gives_the_title() -> None:
    document = parse(make_odp([("Ferie", frame("subtitle", p("Odense, juni 2018"))), HOLIDAY]), name="prov")
    assert blocks(document)[0] == ("title", 0, "Ferie")
    assert document.stated == {"type": "slides", "title": "Ferie"}


def test_placeholders_come_first_and_boxes_by_their_place_in_any_unit() -> None:
    boxes = (
        frame("", p("sidst"), y="4in")
        + frame("", p("højre"), x="60mm", y="20mm")
        + frame("", p("venstre"), y="2.1cm")
        + "<draw:custom-shape><text:p>uden sted</text:p></draw:custom-shape>"
        + frame("outline", listed("punkt"))
    )
    assert texts([("Top", boxes)]) == ["Top", "- punkt", "venstre", "højre", "sidst", "uden sted"]


def test_groups_tables_and_shapes_are_read_once() -> None:
    table = (
        "<draw:frame><table:table><table:table-row><table:table-cell><text:p>Aarhus</text:p></table:table-cell>"
        "<table:table-cell><text:p>2018</text:p></table:table-cell></table:table-row></table:table>"
        "<draw:image/></draw:frame>"
    )
    group = f"<draw:g>{frame('', p('i gruppen'))}<draw:g>{frame('', p('dybere'), y='3cm')}</draw:g></draw:g>"
    assert sorted(texts([("", table + group)])) == ["Aarhus | 2018", "dybere", "i gruppen"]


def test_empty_places_of_the_layout_are_not_read() -> None:
    hint = frame("outline", p("Klik for at tilføje tekst"), marks='presentation:placeholder="true" ')
    assert texts([("Ferie", hint)]) == ["Ferie"]


def test_footers_are_furniture() -> None:
    declared = '<presentation:footer-decl presentation:name="f1">Eksempel Kommune</presentation:footer-decl>'
    data = make_odp([("Ferie", frame("page-number", p("7"))), HOLIDAY], before=declared)
    data = changed(
        data,
        "content.xml",
        lambda content: content.replace(
            b'<draw:page draw:name="page1"', b'<draw:page presentation:use-footer-name="f1" draw:name="page1"'
        ),
    )
    document = parse(data, name="prov")
    assert [document.text[start:end] for start, end in document.furniture] == ["7\nEksempel Kommune"]
    assert document.furniture[0][1] <= document.pages[1].start


def test_hidden_slides_are_kept() -> None:
    hidden = '<style:drawing-page-properties presentation:visibility="hidden"/>'
    style = f'<style:style style:name="dp1" style:family="drawing-page">{hidden}</style:style>'
    data = changed(
        make_odp([HOLIDAY]),
        "content.xml",
        lambda content: content.replace(
            b"<office:body>",
            f"<office:automatic-styles>{style}</office:automatic-styles><office:body>".encode(),
        ).replace(b'draw:name="page1"', b'draw:name="page1" draw:style-name="dp1"'),
    )
    assert blocks(parse(data, name="prov"))[0][2] == "Ferie for alle"


def test_passages_of_a_presentation_stand_on_their_slides() -> None:
    document = prepare(
        make_odp([HOLIDAY, ("Billeder fra lejren", ""), ("Slut", frame("", p("Tak for i dag")))]), "a"
    )
    assert [(chunk.page, chunk.text) for chunk in document.chunks[1:]] == [
        (2, "Billeder fra lejren"), (3, "Tak for i dag"),
    ]  # fmt: skip


def test_type_is_told_by_content() -> None:
    assert sniff(make_odp([HOLIDAY]), name="a.pptx") == ODP
    drawing = changed(
        make_odp([HOLIDAY]), "mimetype", lambda _: b"application/vnd.oasis.opendocument.graphics"
    )
    with pytest.raises(UnsupportedTypeError, match=r"^a\.odg is an OpenDocument drawing, chart or formula"):
        sniff(drawing, name="a.odg")


def test_presentation_without_text_is_refused() -> None:
    with pytest.raises(NoTextError, match=r"^tom\.odp holds 0 slides"):
        parse(make_odp([]), name="tom.odp")


def test_document_type_and_other_content_are_refused() -> None:
    data = changed(
        make_odp([HOLIDAY]), "content.xml", lambda content: content.replace(b"?>", b"?><!DOCTYPE x>", 1)
    )
    with pytest.raises(DamagedFileError, match=r"^fara\.odp defines its own entities"):
        parse(data, name="fara.odp")
    with pytest.raises(DamagedFileError, match=r"^text\.odp is no complete OpenDocument file"):
        parse(make_odt([("p", "Hej")]), name="text.odp")
