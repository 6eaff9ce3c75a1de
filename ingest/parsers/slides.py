"""Presentations of any format: a slide is a page, its title a heading, its notes come after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.builder import TextBuilder
from ingest.parsers.pieces import Found, Piece, Table, add_pieces
from ingest.stated import PROGRAM_LANGUAGE
from kb.errors import FileTooLargeError, NoTextError
from kb.language import detect_document
from kb.records import BlockKind, Language, PageSpan, ParsedDocument

_MAX_SLIDES = 5_000
_MAX_TITLE_CHARS = 300
# How the programs call notes and a slide in the language of the presentation.
_NAMES = {Language.SWEDISH: ("Anteckningar", "Bild"), Language.DANISH: ("Noter", "Dias")}
_OTHER_NAMES = ("Notes", "Slide")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """What stands on one slide, in reading order."""

    title: str
    has_title_layout: bool
    content: tuple[Found, ...]
    notes: tuple[Found, ...] = ()
    furniture: tuple[str, ...] = ()  # footer, date and number


def to_document(
    slides: Sequence[Slide], *, media_type: str, stated: Mapping[str, str], name: str
) -> ParsedDocument:
    """Put slides into one document.

    The first slide's title is the document's where its layout says so. A slide without a title that
    follows one with a title is headed by its number, so that its text does not seem to stand under the
    title of another slide.

    Args:
        slides: In their order, hidden ones too.
        media_type: Of the file.
        stated: What its properties say.
        name: The file's name, for messages.

    Raises:
        FileTooLargeError: More than 5,000 slides.
        NoTextError: No slide holds text.
    """
    _check(slides, name=name)
    names = _NAMES.get(_language(slides, stated), _OTHER_NAMES)
    builder = TextBuilder()
    pages: list[PageSpan] = []
    for number, slide in enumerate(slides, start=1):
        before = (builder.length, len(builder.blocks), len(builder.furniture))
        _add_slide(builder, slide, number=number, names=names)
        starts = [block.start for block in builder.blocks[before[1] : before[1] + 1]]
        starts += [start for start, _ in builder.furniture[before[2] : before[2] + 1]]
        pages.append(
            PageSpan(number=number, label=None, start=min(starts, default=before[0]), end=builder.length)
        )
    text = builder.text
    facts = {"type": "slides", **stated}
    if builder.blocks and builder.blocks[0].kind is BlockKind.TITLE:
        # What readers see comes before what the properties say.
        facts["title"] = text[builder.blocks[0].start : builder.blocks[0].end]
    return ParsedDocument(
        media_type=media_type, text=text, blocks=tuple(builder.blocks), pages=tuple(pages), stated=facts,
        furniture=tuple(builder.furniture),
    )  # fmt: skip


def _check(slides: Sequence[Slide], *, name: str) -> None:
    if len(slides) > _MAX_SLIDES:
        raise FileTooLargeError(f"{name} has {len(slides)} slides; the limit is {_MAX_SLIDES}. Split it.")
    if not any(any(c.isalnum() for c in content) for slide in slides for content in _texts(slide)):
        raise NoTextError(
            f"{name} holds {len(slides)} slides without text; pictures are not read. "
            "Recognise their text first (OCR)."
        )


def _add_slide(builder: TextBuilder, slide: Slide, *, number: int, names: tuple[str, str]) -> None:
    notes_name, slide_name = names
    title = " ".join(slide.title.split())
    content = list(slide.content)
    if len(title) > _MAX_TITLE_CHARS:
        content.insert(0, Piece(kind=BlockKind.PARAGRAPH, text=title))
        title = ""
    if title and number == 1 and slide.has_title_layout:
        builder.add(BlockKind.TITLE, title)
    elif title:
        builder.add(BlockKind.HEADING, title, level=1)
    elif any(block.kind is BlockKind.HEADING for block in builder.blocks) and _has_text(slide):
        builder.add(BlockKind.HEADING, f"{slide_name} {number}", level=1)
    add_pieces(builder, (_below(piece, level=2) for piece in content))
    if slide.notes:
        builder.add(BlockKind.HEADING, notes_name, level=2)
        add_pieces(builder, (_below(piece, level=3) for piece in slide.notes))
    builder.add_furniture(slide.furniture)


def _below(piece: Found, *, level: int) -> Found:
    """Return a piece that, if it is a heading, stands at ``level``: only titles of slides begin a section."""
    if isinstance(piece, Piece) and piece.kind in {BlockKind.HEADING, BlockKind.TITLE}:
        return replace(piece, kind=BlockKind.HEADING, level=level)
    return piece


def _language(slides: Sequence[Slide], stated: Mapping[str, str]) -> Language:
    found = detect_document("\n".join(text for slide in slides for text in _texts(slide)))
    code = stated.get(PROGRAM_LANGUAGE, "").strip().casefold()[:2]
    return Language(code) if found is Language.UNKNOWN and code in {"sv", "da", "en"} else found


def _has_text(slide: Slide) -> bool:
    return any(text.strip() for text in _texts(slide))


def _texts(slide: Slide) -> list[str]:
    texts = [slide.title]
    for piece in (*slide.content, *slide.notes):
        if isinstance(piece, Piece):
            texts.append(piece.text)
        elif isinstance(piece, Table):
            texts.extend(cell for row in piece.rows for cell in row)
    return texts
