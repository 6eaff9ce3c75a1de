"""Render a text of the corpus as a Word file, as slides or as a workbook."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import docx
import openpyxl
import pptx
from corpus_formats import BOLD, WORDS, checked_line, facts_line, plain, source_line
from corpus_texts import NOTICE, Block, BlockKind, CorpusError, Text, sections
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet
from pptx.slide import Slide
from pptx.util import Pt

LOCALES = {"sv": "sv-SE", "da": "da-DK"}
_FIELD = re.compile(r"\*\*(.+?):\*\*\s+(.+)")  # "**Kommun:** Kil"
_TITLE_SLIDE, _TITLE_AND_CONTENT = 0, 1  # layouts of python-pptx's own template
_BODY_PT, _SOURCE_PT = 16, 10
_COLUMN_CHARS = 40
# openpyxl writes the time of saving whatever it is told
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def add_runs(paragraph: Paragraph, line: str) -> None:
    """Write a line into a Word paragraph, its bold words as bold runs."""
    for index, part in enumerate(BOLD.split(line)):
        if part:
            paragraph.add_run(part).bold = True if index % 2 else None


def add_block(document: docx.document.Document, block: Block) -> None:
    """Write one block into a Word file with Word's own styles."""
    style = {
        BlockKind.HEADING: "Heading 2",
        BlockKind.BULLETS: "List Bullet",
        BlockKind.PARAGRAPH: None,
    }[block.kind]
    for line in block.lines:
        add_runs(document.add_paragraph(style=style), line)


def to_docx(text: Text) -> bytes:
    """Render as a Word file: the notice, the title as Heading 1, sections as Heading 2, real lists."""
    words = WORDS[text.meta.language]
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = text.meta.title, "Metodbank", ""
    properties.language = text.meta.language
    properties.created = properties.modified = clock(text)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LOCALES[text.meta.language])
    document.add_paragraph(NOTICE[text.meta.language])
    document.add_paragraph(text.meta.title, style="Heading 1")
    document.add_paragraph(facts_line(text))
    for block in text.blocks:
        add_block(document, block)
    document.add_paragraph(words["sources"], style="Heading 2")
    document.add_paragraph(checked_line(text))
    for source in text.sources:
        document.add_paragraph(source_line(source))
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_zip(buffer.getvalue())


def clock(text: Text) -> datetime:
    """Return the day that the sources were read, as the time of making: the clock would differ."""
    return datetime(text.checked.year, text.checked.month, text.checked.day, tzinfo=UTC).replace(tzinfo=None)


def to_pptx(text: Text) -> bytes:
    """Render as slides: the notice and the title, one slide for each heading, the sources last."""
    words = WORDS[text.meta.language]
    slides = pptx.Presentation()
    properties = slides.core_properties
    properties.title, properties.author, properties.language = (
        text.meta.title,
        "Metodbank",
        text.meta.language,
    )
    properties.created = properties.modified = clock(text)
    first = slides.slides.add_slide(slides.slide_layouts[_TITLE_SLIDE])
    first.placeholders[0].text_frame.text = text.meta.title
    first.placeholders[1].text_frame.text = f"{NOTICE[text.meta.language]}\n{facts_line(text)}"
    for heading, blocks in sections(text):
        slide = _add_slide(slides, heading or text.meta.title, text.meta.language)
        _fill(slide, [(plain(line), block) for block in blocks for line in block.lines], _BODY_PT)
    last = _add_slide(slides, words["sources"], text.meta.language)
    lines = [checked_line(text), *(source_line(source) for source in text.sources)]
    paragraph = Block(kind=BlockKind.PARAGRAPH, lines=())
    _fill(last, [(line, paragraph) for line in lines], _SOURCE_PT)
    buffer = io.BytesIO()
    slides.save(buffer)
    return fixed_zip(buffer.getvalue())


def _add_slide(slides: pptx.presentation.Presentation, title: str, language: str) -> Slide:
    slide: Slide = slides.slides.add_slide(slides.slide_layouts[_TITLE_AND_CONTENT])
    slide.placeholders[0].text_frame.text = title
    for run in slide.placeholders[0].text_frame.paragraphs[0].runs:
        run._r.get_or_add_rPr().set("lang", LOCALES[language])  # noqa: SLF001 - python-pptx has no other way
    return slide


def _fill(slide: Slide, lines: list[tuple[str, Block]], size: int) -> None:
    frame = slide.placeholders[1].text_frame
    for index, (line, block) in enumerate(lines):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = line
        run.font.size = Pt(size)
        if block.kind is BlockKind.PARAGRAPH:
            properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-pptx has no other way
            properties.set("marL", "0")
            properties.set("indent", "0")
            properties.insert(0, properties.makeelement(qn("a:buNone")))


def to_xlsx(text: Text) -> bytes:
    """Render as a workbook: a list of examples, a row for each heading, its fields in columns.

    Raises:
        CorpusError: Something under a heading is no field.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one
    words = WORDS[text.meta.language]
    sheet.title = words["practices"]
    rows = list(_table(text))
    for line in (NOTICE[text.meta.language], text.meta.title, facts_line(text)):
        sheet.append([line])
    sheet.append([])
    for row in rows:
        sheet.append(row)
    for cell in (sheet["A2"], *sheet[5]):
        cell.font = Font(bold=True)
    for column in sheet.iter_cols(min_row=5):
        sheet.column_dimensions[column[0].column_letter].width = _COLUMN_CHARS
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sources = book.create_sheet(words["sources"])
    for line in (checked_line(text), *(source_line(source) for source in text.sources)):
        sources.append([line])
    properties = book.properties
    properties.title, properties.creator, properties.language = (
        text.meta.title,
        "Metodbank",
        text.meta.language,
    )
    properties.created = clock(text)
    buffer = io.BytesIO()
    book.save(buffer)
    modified = rb"\g<1>" + f"{clock(text):%Y-%m-%dT%H:%M:%SZ}".encode()
    return fixed_zip(buffer.getvalue(), lambda part: _MODIFIED.sub(modified, part))


def _table(text: Text) -> Iterator[list[str]]:
    """Yield the header and the rows of a text whose headings have a list of fields each."""
    rows: list[tuple[str, dict[str, str]]] = []
    for heading, blocks in sections(text):
        lines = [line for block in blocks for line in block.lines]
        found = [_FIELD.fullmatch(line) for line in lines]
        if not heading or not all(found):
            raise CorpusError(f"{text.slug}: a workbook has headings with '- **Label:** value' alone")
        rows.append((heading, {match[1]: plain(match[2]) for match in found if match}))
    labels = list(dict.fromkeys(label for _, fields in rows for label in fields))
    yield [WORDS[text.meta.language]["example"], *labels]
    yield from ([heading, *(fields.get(label, "") for label in labels)] for heading, fields in rows)


def fixed_zip(data: bytes, change: Callable[[bytes], bytes] = bytes) -> bytes:
    """Write a zip file anew, its parts changed and without clock times: equal contents give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name)  # 1980-01-01, the first day a zip file knows
            entry.create_system = 3
            new.writestr(entry, change(old.read(name)), zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def zip_members(data: bytes) -> list[tuple[str, bytes]]:
    """List the parts of a zip file in order, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]
