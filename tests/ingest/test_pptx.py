from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parsers.pptx import parse
from kb.records import BlockKind, DocumentType, ParsedDocument
from tests.ingest.makers import prepare
from tests.ingest.office_makers import changed, make_pptx, pptx_bytes

BACKGROUND = ("Bakgrund", ["Många barn saknar utrustning för idrott", "> Kommunen står för lokalen"])
# The objects of python-pptx are not typed well enough to help here.
Node = Any
EMU_PER_CM = 360_000


def blocks(document: ParsedDocument) -> list[tuple[str, int, str]]:
    return [(b.kind.value, b.level, document.text[b.start : b.end]) for b in document.blocks]


def texts(document: ParsedDocument) -> list[str]:
    return [text for _, _, text in blocks(document)]


def new_slide(layout: int = 6) -> tuple[Node, Node]:
    import pptx

    presentation = pptx.Presentation()
    return presentation, presentation.slides.add_slide(presentation.slide_layouts[layout])


def add_box(shapes: Node, text: str, *, left_cm: float, top_cm: float) -> Node:
    box = shapes.add_textbox(int(left_cm * EMU_PER_CM), int(top_cm * EMU_PER_CM), EMU_PER_CM, EMU_PER_CM)
    box.text_frame.text = text
    return box


def xml_of(slide: Node) -> Any:  # lxml's elements have no types
    return slide.shapes._spTree


def test_titles_are_headings_and_bullets_keep_their_levels() -> None:
    document = parse(make_pptx([BACKGROUND]), name="prov")
    assert blocks(document) == [
        ("heading", 1, "Bakgrund"),
        ("bullet", 0, "- Många barn saknar utrustning för idrott"),
        ("bullet", 1, "- Kommunen står för lokalen"),
    ]


def test_every_slide_is_a_page_with_its_number_even_without_text() -> None:
    document = parse(make_pptx([BACKGROUND, ("", []), ("Resultat", ["Fler är med"])]), name="prov")
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert [document.text[page.start : page.end].strip()[:8] for page in document.pages] == [
        "Bakgrund", "", "Resultat",
    ]  # fmt: skip


def test_first_title_is_the_documents_where_its_layout_says_so() -> None:
    titled = parse(make_pptx([("Fritidsbanken", ["Gratis utlåning"])], layout=0), name="prov")
    assert blocks(titled)[0] == ("title", 0, "Fritidsbanken")
    assert titled.stated["title"] == "Fritidsbanken"
    plain = parse(make_pptx([("Fritidsbanken", ["Gratis utlåning"])]), name="prov")
    assert blocks(plain)[0] == ("heading", 1, "Fritidsbanken")


def test_later_slide_with_title_layout_heads_a_part() -> None:
    document = parse(make_pptx([("Ett", ["Hej på er"]), ("Del två", ["Mer"])], layout=0), name="prov")
    assert [kind for kind, _, text in blocks(document) if text in {"Ett", "Del två"}] == ["title", "heading"]


def test_subtitle_of_title_slide_is_no_bullet() -> None:
    document = parse(make_pptx([("Fritidsbanken", ["Gratis utlåning av skridskor"])], layout=0), name="prov")
    assert blocks(document)[1] == ("paragraph", 0, "Gratis utlåning av skridskor")


@pytest.mark.parametrize(
    ("bullets", "heading"),
    [
        (["Många barn i kommunen saknar utrustning för att vara med på idrott"], "Anteckningar"),
        (["Mange børn i kommunen mangler udstyr til at være med i idræt, og hvad gør vi nu?"], "Noter"),
        (["Many of the children have no equipment for sports, and what can we do about it?"], "Notes"),
    ],
)
def test_notes_follow_the_slide_under_a_heading_in_its_language(bullets: list[str], heading: str) -> None:
    note = "Siffran gäller 2018"
    document = parse(make_pptx([("Idé", bullets), ("Slut", ["Tack"])], notes={1: note}), name="prov")
    assert blocks(document)[2:4] == [("heading", 2, heading), ("paragraph", 0, note)]
    (page, _) = document.pages
    assert document.text.index(note) < page.end


def test_the_text_names_the_notes_whatever_language_the_program_has_set() -> None:
    import pptx

    presentation = pptx.Presentation(io.BytesIO(make_pptx([BACKGROUND], notes={1: "Obs"})))
    presentation.core_properties.language = "da-DK"
    assert "Anteckningar" in texts(parse(pptx_bytes(presentation), name="prov"))


def test_untitled_slide_does_not_stand_under_the_title_before_it() -> None:
    document = parse(make_pptx([BACKGROUND, ("", ["Alla får låna"]), ("", [])]), name="prov")
    assert blocks(document)[3:] == [("heading", 1, "Bild 2"), ("bullet", 0, "- Alla får låna")]
    assert "Bild 1" not in parse(make_pptx([("", ["Alla får låna"])]), name="prov").text


def test_table_rows_carry_the_names_of_the_columns() -> None:
    presentation, slide = new_slide()
    rows = [["Kommun", "År", "Utlån"], ["Norrköping", "2018", "12 000"], ["Malmö", "", "20 000"]]
    table = slide.shapes.add_table(3, 3, 0, 0, 900_000, 900_000).table
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            table.cell(i, j).text = cell
    assert texts(parse(pptx_bytes(presentation), name="prov")) == [
        "Kommun: Norrköping | År: 2018 | Utlån: 12 000",
        "Kommun: Malmö | Utlån: 20 000",
    ]


def test_table_of_two_columns_may_be_names_and_values() -> None:
    presentation, slide = new_slide()
    table = slide.shapes.add_table(2, 2, 0, 0, 900_000, 900_000).table
    for i, row in enumerate([["Kommun", "Malmö"], ["År", "2018"]]):
        for j, cell in enumerate(row):
            table.cell(i, j).text = cell
    assert texts(parse(pptx_bytes(presentation), name="prov")) == ["Kommun | Malmö", "År | 2018"]


def test_boxes_are_read_from_top_to_bottom_and_left_to_right() -> None:
    presentation, slide = new_slide(5)
    slide.shapes.title.text = "Överst"
    for text, left, top in [("fyra", 8, 9), ("tre", 1, 9.2), ("två", 9, 4.1), ("ett", 1, 4)]:
        add_box(slide.shapes, text, left_cm=left, top_cm=top)
    assert texts(parse(pptx_bytes(presentation), name="prov")) == ["Överst", "ett", "två", "tre", "fyra"]


def test_columns_of_placeholders_are_read_one_after_the_other() -> None:
    presentation, slide = new_slide(4)
    for index, text in enumerate(["Jämförelse", "Före", "Dyrt", "Efter", "Gratis"]):
        slide.placeholders[index].text = text
    assert texts(parse(pptx_bytes(presentation), name="prov")) == [
        "Jämförelse", "Före", "- Dyrt", "Efter", "- Gratis",
    ]  # fmt: skip


def test_groups_within_groups_are_read() -> None:
    presentation, slide = new_slide()
    group = slide.shapes.add_group_shape()
    add_box(group.shapes, "Steg 2: hitta lokal", left_cm=1, top_cm=8)
    add_box(group.shapes.add_group_shape().shapes, "Steg 1: samla in", left_cm=1, top_cm=2)
    found = texts(parse(pptx_bytes(presentation), name="prov"))
    assert sorted(found) == ["Steg 1: samla in", "Steg 2: hitta lokal"]


def test_chart_gives_its_figures_by_category() -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    presentation, slide = new_slide()
    chart_data: Node = CategoryChartData
    figures: Node = chart_data()
    figures.categories = ["2017", "2018"]
    figures.add_series("Utlån", (4000, 8000.5))
    figures.add_series("Besök", (1, None))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.LINE, 0, 0, 900_000, 900_000, figures).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Utlån över tid"
    assert texts(parse(pptx_bytes(presentation), name="prov")) == [
        "Utlån över tid", "2017 | Utlån: 4000 | Besök: 1", "2018 | Utlån: 8000.5",
    ]  # fmt: skip


_DIAGRAM = """<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst>
<dgm:pt modelId="0" type="doc"/>{points}<dgm:pt modelId="9" type="pres"><dgm:t><a:p/></dgm:t></dgm:pt>
</dgm:ptLst><dgm:cxnLst>
<dgm:cxn modelId="11" srcId="0" destId="2" srcOrd="1"/><dgm:cxn modelId="10" srcId="0" destId="1" srcOrd="0"/>
<dgm:cxn modelId="12" srcId="1" destId="3" srcOrd="0"/><dgm:cxn modelId="13" srcId="3" destId="1" srcOrd="0"/>
</dgm:cxnLst></dgm:dataModel>"""
_FRAME = """<p:graphicFrame xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<p:nvGraphicFramePr><p:cNvPr id="9" name="d"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>
<p:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></p:xfrm><a:graphic><a:graphicData
 uri="http://schemas.openxmlformats.org/drawingml/2006/diagram"><dgm:relIds
 xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="{relation}"/></a:graphicData>
</a:graphic></p:graphicFrame>"""


def test_diagram_gives_its_texts_as_a_tree_even_where_it_runs_in_a_circle() -> None:
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI
    from pptx.oxml import parse_xml

    presentation, slide = new_slide()
    points = "".join(
        f'<dgm:pt modelId="{n}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for n, text in [(2, "Utlåning"), (1, "Insamling"), (3, "Lokal först"), (4, "Utan förbindelse")]
    )
    part = Part(
        PackURI("/ppt/diagrams/data1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        slide.part.package,
        _DIAGRAM.format(points=points).encode(),
    )
    relation = slide.part.relate_to(
        part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
    )
    xml_of(slide).append(parse_xml(_FRAME.format(relation=relation)))
    assert blocks(parse(pptx_bytes(presentation), name="prov")) == [
        ("bullet", 0, "- Insamling"),
        ("bullet", 1, "- Lokal först"),
        ("bullet", 0, "- Utlåning"),
        ("bullet", 0, "- Utan förbindelse"),
    ]


def test_of_alternatives_the_first_with_text_is_read_once() -> None:
    from lxml import etree

    presentation, slide = new_slide()
    boxes = [add_box(slide.shapes, text, left_cm=1, top_cm=1) for text in ("Ny form", "Gammal form")]
    namespace = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
    alternatives = etree.SubElement(xml_of(slide), f"{namespace}AlternateContent")
    etree.SubElement(alternatives, f"{namespace}Choice")
    for kind, box in zip(("Choice", "Fallback"), boxes, strict=True):
        etree.SubElement(alternatives, f"{namespace}{kind}").append(box.element)
    assert texts(parse(pptx_bytes(presentation), name="prov")) == ["Ny form"]


@pytest.mark.parametrize("tag", ["contentPart", "unknown"])
def test_drawings_by_hand_and_unknown_shapes_do_no_harm(tag: str) -> None:
    mark = f'<p:{tag} xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/></p:spTree>'
    data = changed(
        make_pptx([BACKGROUND]),
        "ppt/slides/slide1.xml",
        lambda content: content.replace(b"</p:spTree>", mark.encode()),
    )
    assert texts(parse(data, name="prov"))[0] == "Bakgrund"


def test_footer_date_and_number_are_furniture_on_their_page() -> None:
    from copy import deepcopy

    presentation, slide = new_slide(5)
    slide.shapes.title.text = "Resultat"
    for placeholder in slide.slide_layout.placeholders:
        if placeholder.placeholder_format.idx in {10, 11, 12}:
            copied = deepcopy(placeholder.element)
            xml_of(slide).append(copied)
            next(
                copied.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}p")
            ).getparent().text = ""
    for shape in slide.placeholders:
        if shape.placeholder_format.idx == 11:
            shape.text = "Exempelköpings kommun"
    second = presentation.slides.add_slide(presentation.slide_layouts[5])
    second.shapes.title.text = "Slut"
    document = parse(pptx_bytes(presentation), name="prov")
    assert texts(document) == ["Resultat", "Slut"]
    ((start, end),) = document.furniture
    assert "Exempelköpings kommun" in document.text[start:end]
    assert end <= document.pages[0].end <= document.pages[1].start


def test_hidden_slides_are_kept() -> None:
    presentation, slide = new_slide(5)
    slide.shapes.title.text = "Reserv"
    slide._element.set("show", "0")
    assert texts(parse(pptx_bytes(presentation), name="prov")) == ["Reserv"]


def test_properties_are_stated_but_not_what_programs_write() -> None:
    import pptx

    presentation = pptx.Presentation(io.BytesIO(make_pptx([BACKGROUND])))
    presentation.core_properties.title = "PowerPoint Presentation"
    presentation.core_properties.author = "Åsa Öberg"
    stated = parse(pptx_bytes(presentation), name="prov").stated
    assert stated == {"type": "slides", "authors": "Åsa Öberg"}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
        "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml",
        "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    ],
)
def test_shows_templates_and_files_with_macros_are_read(content_type: str) -> None:
    usual = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    data = changed(
        make_pptx([BACKGROUND]),
        "[Content_Types].xml",
        lambda content: content.replace(usual, content_type.encode()),
    )
    assert texts(parse(data, name="visa.ppsx"))[0] == "Bakgrund"


def test_repeated_titles_and_lone_figures_are_not_taken_for_page_edges() -> None:
    data = make_pptx([("Exempel", [f"Kommun {n} lånar ut skidor", str(40 + n)]) for n in range(6)])
    document = prepare(data, "prov.pptx")
    assert document.dropped == ()
    assert [chunk.page for chunk in document.chunks] == [1, 2, 3, 4, 5, 6]
    assert "- 43" in document.chunks[3].text


def test_title_of_a_slide_with_a_picture_only_is_a_passage_on_its_page() -> None:
    slides = [
        BACKGROUND,
        *((f"Invigningen i förort {n}", [f"= {' '}"]) for n in range(5)),
        ("Slut", ["Tack"]),
    ]
    document = prepare(make_pptx(slides), "prov.pptx")
    found = {chunk.text: chunk.page for chunk in document.chunks}
    assert [found[f"Invigningen i förort {n}"] for n in range(5)] == [2, 3, 4, 5, 6]


def test_presentation_is_of_type_slides_and_notes_keep_their_heading() -> None:
    data = make_pptx([("Utvärdering", ["Alla barn är med"]), BACKGROUND], notes={1: "Fråga", 2: "Obs"})
    document = prepare(data, "prov.pptx")
    assert document.metadata.type is DocumentType.SLIDES
    paths = {chunk.text: chunk.heading_path for chunk in document.chunks}
    assert paths["Obs"] == ("Bakgrund", "Anteckningar")


def test_overlong_title_is_a_paragraph() -> None:
    title = "Alla barn ska kunna delta i idrott på sina egna villkor. " * 8
    document = parse(make_pptx([("Ett", ["Hej"]), (title, [])]), name="prov")
    assert blocks(document)[-1] == ("paragraph", 0, title.strip())


def test_vertical_tab_in_a_title_is_a_space() -> None:
    assert texts(parse(make_pptx([("Alla\vmed", ["Hej"])]), name="prov"))[0] == "Alla med"


_LINES = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("Cc", "Cs", "Cf")), max_size=30
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(_LINES, st.lists(_LINES, min_size=1, max_size=3)), min_size=1, max_size=4))
def test_no_word_is_lost_and_pages_hold_their_slides(slides: list[tuple[str, list[str]]]) -> None:
    slides = [
        (title, [f"x{line.removeprefix('=').removeprefix('>')}" for line in lines]) for title, lines in slides
    ]
    document = parse(make_pptx(slides), name="prov")
    assert len(document.pages) == len(slides)
    for page, (title, lines) in zip(document.pages, slides, strict=True):
        own = document.text[page.start : page.end]
        expected = "".join("".join([title, *lines]).split())
        assert _letters(expected) in _letters(own)
    for block in document.blocks:
        assert block.kind is not BlockKind.TITLE
        assert sum(page.start <= block.start and block.end <= page.end for page in document.pages) == 1


def _letters(text: str) -> str:
    import unicodedata

    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if c.isalnum())


def test_front_of_a_presentation_ends_with_its_first_slide() -> None:
    slides = [
        ("Fritidsbanken", ["Norrköping den 3 maj 2019"]),
        ("Vi som deltog", ["= Anna Berg", "= 5 juni 2017"]),
    ]
    data = make_pptx(slides, layout=0, notes={1: "Bo Ek"})
    document = prepare(data, "prov.pptx")
    assert (document.metadata.title, document.metadata.date) == ("Fritidsbanken", "2019-05-03")
    shown = " ".join(chunk.text for chunk in document.chunks)
    assert all(text in shown for text in ("Anna Berg", "5 juni 2017", "Bo Ek"))


def test_heading_of_the_first_slide_stays_where_the_properties_name_the_presentation() -> None:
    import pptx

    presentation = pptx.Presentation(io.BytesIO(make_pptx([BACKGROUND])))
    presentation.core_properties.title = "Alla barn i idrotten"
    document = prepare(pptx_bytes(presentation), "prov.pptx")
    assert document.metadata.title == "Alla barn i idrotten"
    assert document.chunks[0].heading_path == ("Bakgrund",)


def test_slides_that_say_they_are_our_own_summary_are_one() -> None:
    titled = [("Fritidsbanken", ["Metodbankens egen sammanställning."]), ("Problemet", ["Dyra skidor."])]
    assert prepare(make_pptx(titled, layout=0), "prov.pptx").metadata.type is DocumentType.SUMMARY
