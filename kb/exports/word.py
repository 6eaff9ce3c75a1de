"""Blocks as Word files."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from kb.exports.blocks import BlockRole, PrintedBlock
from kb.exports.cleaning import xml_text
from kb.exports.rows import ExportFrame

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# Names of Word's own styles, so that headings can be moved through and restyled.
_STYLES: Mapping[BlockRole, str] = {
    BlockRole.TITLE: "Heading 1",
    BlockRole.HEADING: "Heading 2",
    BlockRole.SUBHEADING: "Heading 3",
    BlockRole.QUOTE: "Quote",
    BlockRole.CONTENTS: "List",
}
_SIZES: Mapping[str, tuple[float, float, float]] = {  # points: letters, space above, space below
    "Normal": (10, 0, 3),
    "Heading 1": (17, 0, 3),
    "Heading 2": (12.5, 9, 2),
    "Heading 3": (11.5, 9, 1),
    "Quote": (10, 2, 0),
    "List": (10, 0, 1),
}
_SMALL_PT = 9.0
_TEXT, _QUIET, _LINK = "17262B", "4A5C62", "0B5566"
_QUIET_ROLES = frozenset({BlockRole.FACTS, BlockRole.SOURCE})
_LOCALES: Mapping[str, str] = {"sv": "sv-SE", "da": "da-DK", "nb": "nb-NO", "en": "en-GB"}


def write_docx(blocks: Sequence[PrintedBlock], frame: ExportFrame) -> bytes:
    """Return a Word file on A4, with headings, languages, links and a footer with page numbers."""
    from docx import Document

    document = Document()
    _lay_out(document, frame)
    for number, block in enumerate(blocks, start=1):
        _add(document, block, number)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _lay_out(document: Any, frame: ExportFrame) -> None:  # noqa: ANN401 - python-docx has no types
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(18)
    for name, (size, above, below) in _SIZES.items():
        style = document.styles[name]
        style.font.size, style.font.name = Pt(size), "Calibri"
        # the theme's fonts would overrule the name
        style.element.get_or_add_rPr().get_or_add_rFonts().attrib.pop(qn("w:asciiTheme"), None)
        style.font.italic = False
        style.font.color.rgb = RGBColor.from_string(_TEXT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
        style.paragraph_format.keep_with_next = name.startswith(("Heading", "Quote"))
    document.styles["Quote"].paragraph_format.left_indent = Mm(5)
    document.styles["List"].paragraph_format.left_indent = Mm(0)
    document.styles["List"].paragraph_format.first_line_indent = Mm(0)
    _set_language(document.styles["Normal"].element.get_or_add_rPr(), frame.catalogue.ui_language)
    properties = document.core_properties
    properties.title = xml_text(frame.title)[:255]
    properties.language = frame.catalogue.ui_language
    properties.author = frame.catalogue.text("app.name")
    properties.comments = ""
    when = dt.datetime.fromisoformat(frame.exported_at)
    properties.created = properties.modified = when.replace(tzinfo=dt.UTC)
    _add_footer(section, frame)


def _add(document: Any, block: PrintedBlock, number: int) -> None:  # noqa: ANN401
    from docx.shared import Mm, Pt, RGBColor

    paragraph = document.add_paragraph(style=_STYLES.get(block.role, "Normal"))
    place = paragraph
    if block.target is not None:
        place = _link(paragraph, block.target)
    run = place.add_run(block.text) if place is paragraph else paragraph.add_run(block.text)
    if place is not paragraph:
        place.append(run._r)  # noqa: SLF001 - python-docx cannot put a run into a link
        run.font.color.rgb = RGBColor.from_string(_LINK)
        run.font.underline = True
    elif block.role in _QUIET_ROLES:
        run.font.color.rgb = RGBColor.from_string(_QUIET)
    if block.role is BlockRole.SOURCE:
        run.font.size = Pt(_SMALL_PT)
        paragraph.paragraph_format.left_indent = Mm(5)
    if block.role is BlockRole.NOTE:
        run.font.italic = True
    _set_language(run._r.get_or_add_rPr(), block.language)  # noqa: SLF001 - nor tell the language
    if block.anchor is not None:
        _bookmark(paragraph, block.anchor, number)


def _set_language(properties: Any, code: str) -> None:  # noqa: ANN401
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), _LOCALES.get(code, "x-none"))
    properties.append(element)


def _link(paragraph: Any, target: str) -> Any:  # noqa: ANN401
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:hyperlink")
    if target.startswith("#"):
        element.set(qn("w:anchor"), _bookmark_name(target[1:]))
    else:
        relation = paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        element.set(qn("r:id"), relation)
    paragraph._p.append(element)  # noqa: SLF001 - python-docx has no links
    return element


def _bookmark(paragraph: Any, anchor: str, number: int) -> None:  # noqa: ANN401
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for name in ("w:bookmarkStart", "w:bookmarkEnd"):
        element = OxmlElement(name)
        element.set(qn("w:id"), str(number))
        if name == "w:bookmarkStart":
            element.set(qn("w:name"), _bookmark_name(anchor))
        paragraph._p.append(element)  # noqa: SLF001 - nor bookmarks


def _bookmark_name(anchor: str) -> str:
    return anchor.replace("-", "_")  # letters, digits and "_" alone


def _add_footer(section: Any, frame: ExportFrame) -> None:  # noqa: ANN401
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = section.footer.paragraphs[0]
    line = frame.catalogue.text("export.footer", date=frame.catalogue.date(frame.exported_at))
    paragraph.add_run(f"{line} · ").font.size = Pt(_SMALL_PT)
    run = paragraph.add_run()
    run.font.size = Pt(_SMALL_PT)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # noqa: SLF001 - nor fields
