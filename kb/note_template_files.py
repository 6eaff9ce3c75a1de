"""The templates for notes as files: Word documents and Markdown."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from functools import cache
from typing import Any

from kb.note_templates import N_BLOCKS, NoteTemplate, bracketed, note_template

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
}
"""The formats of templates, and what they are called on the web."""

_LOCALES = {"sv": "sv-SE", "da": "da-DK"}
_HELP_STYLES = {"sv": "Hjälptext", "da": "Hjælpetekst"}
_HELP_COLOUR = "4A5C62"  # 6.9 : 1 on white
_TEXT_COLOUR = "17262B"
_FONT = "Calibri"
_SIZES = {"Normal": 11.0, "Title": 22.0, "Heading 1": 16.0, "Heading 2": 12.5}
# The same bytes every time, so that a browser that has the file need not fetch it again.
_MADE = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)

# The objects of python-docx have no types.
Node = Any


@cache
def template_file(language: str, format_name: str) -> bytes:
    """Return the template for notes in a language (sv, da) and format (docx, md).

    Raises:
        ValueError: There is none of this kind.
    """
    template = note_template(language)
    if format_name == "md":
        return _markdown(template).encode()
    if format_name == "docx":
        return _word(template)
    raise ValueError(f"no template for notes as {format_name!r}, only {', '.join(MEDIA_TYPES)}")


def template_name(language: str, format_name: str) -> str:
    """Return the name of the file."""
    return f"{note_template(language).file_name}.{format_name}"


def _markdown(template: NoteTemplate) -> str:
    lines = [f"# {template.title}", ""]
    for text in template.help:
        lines += [bracketed(text), ""]
    for line in template.front:
        lines += [f"{line.label}: {bracketed(line.help)}", ""]
    for number in range(1, N_BLOCKS + 1):
        lines += [f"## {template.heading(number)}", ""]
        for field in template.fields:
            lines += [f"### {field.heading}", "", bracketed(field.help), ""]
    return "\n".join([*lines, bracketed(template.more), ""])


def _word(template: NoteTemplate) -> bytes:
    from docx import Document

    document = Document()
    _lay_out(document, template)
    document.add_paragraph(template.title, style="Title")
    for text in template.help:
        _help(document, template, text)
    for line in template.front:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{line.label}: ").bold = True
        paragraph.add_run(bracketed(line.help)).font.color.rgb = _colour(_HELP_COLOUR)
    for number in range(1, N_BLOCKS + 1):
        document.add_heading(template.heading(number), level=1)
        for field in template.fields:
            document.add_heading(field.heading, level=2)
            _help(document, template, field.help)
    _help(document, template, template.more)
    out = io.BytesIO()
    document.save(out)
    return _with_one_date(out.getvalue())


def _help(document: Node, template: NoteTemplate, text: str) -> None:
    document.add_paragraph(bracketed(text), style=_HELP_STYLES[template.language])


def _lay_out(document: Node, template: NoteTemplate) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, size in _SIZES.items():
        style = document.styles[name]
        style.font.size, style.font.name = Pt(size), _FONT
        # the theme's fonts would overrule the name
        style.element.get_or_add_rPr().get_or_add_rFonts().attrib.pop(qn("w:asciiTheme"), None)
        style.font.color.rgb = _colour(_TEXT_COLOUR)
    helping = document.styles.add_style(_HELP_STYLES[template.language], WD_STYLE_TYPE.PARAGRAPH)
    helping.base_style = helping.next_paragraph_style = document.styles["Normal"]
    helping.font.color.rgb = _colour(_HELP_COLOUR)
    helping.quick_style = True
    _set_language(document, _LOCALES[template.language])
    properties = document.core_properties
    properties.title, properties.language = template.title, template.language
    properties.author = properties.comments = ""
    properties.created = properties.modified = _MADE


def _colour(code: str) -> Node:
    from docx.shared import RGBColor

    return RGBColor.from_string(code)


def _set_language(document: Node, locale: str) -> None:
    """Say in which language the text is: for spelling, and for who has it read aloud."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), locale)
    properties = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), locale)
    properties.append(language)


def _with_one_date(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            member = zipfile.ZipInfo(info.filename, _MADE.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(info))
    return out.getvalue()
