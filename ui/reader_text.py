"""The text of a document under its headings, with the passage that was asked for marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from kb.i18n import Catalogue
from kb.records import Chunk, ChunkId, Document, Span
from kb.text import one_line
from ui.cards import source_line
from ui.markup import escape, is_bullet, lang_attribute, passage

PASSAGE_ID = "mb-passage"
_FIRST_LEVEL, _LAST_LEVEL = 3, 6  # the page has its title as h1 and the parts of the page as h2


def text_of(
    document: Document,
    chunks: Sequence[Chunk],
    *,
    asked: ChunkId | None,
    page: int | None,
    catalogue: Catalogue,
    highlights: Sequence[Span] = (),
    tools: str = "",
    under: Callable[[Chunk], str] | None = None,
) -> str:
    """Return the chunks in order, with a heading wherever the heading path changes.

    Args:
        document: The document.
        chunks: Those to show.
        asked: The one to mark.
        page: The page that is shown; a chunk that begins on one before says so.
        catalogue: The texts.
        highlights: Words to mark in the passage that was asked for.
        tools: Ready HTML under that passage.
        under: Gives ready HTML under each of the others.
    """
    parts: list[str] = []
    before: tuple[str, ...] = ()
    lead = ""
    for path, in_section in groupby(chunks, key=lambda chunk: _path(document, chunk)):
        section = list(in_section)
        parts.append(_headings(before, path, section[0], lead=lead))
        before, lead = path, _flat(section[-1].text)
        for bullets, run in groupby(section, key=lambda chunk: is_bullet(chunk.text)):
            shown = [
                _asked(document, chunk, page, catalogue, highlights, tools)
                if chunk.id == asked
                else _chunk(chunk, page, catalogue) + (under(chunk) if under else "")
                for chunk in run
            ]
            parts.append(
                f"<ul>{''.join(f'<li>{one}</li>' for one in shown)}</ul>" if bullets else "".join(shown)
            )
    return f'<div class="mb-text">{"".join(parts)}</div>'


def _path(document: Document, chunk: Chunk) -> tuple[str, ...]:
    path = chunk.heading_path
    return path[1:] if path and path[0] == document.metadata.title else path


def _headings(before: tuple[str, ...], path: tuple[str, ...], chunk: Chunk, *, lead: str) -> str:
    """Return the new headings; the sentence before a list is none, though it leads to the list."""
    n_shared = 0
    while n_shared < min(len(before), len(path)) and before[n_shared] == path[n_shared]:
        n_shared += 1
    parts = []
    for depth, title in enumerate(path[n_shared:], start=n_shared):
        if lead.endswith(_flat(title)):
            continue
        level = min(_FIRST_LEVEL + depth, _LAST_LEVEL)
        parts.append(f"<h{level}{lang_attribute(chunk.language)}>{escape(title)}</h{level}>")
    return "".join(parts)


def _flat(text: str) -> str:
    return one_line(text).rstrip(" :")


def _chunk(chunk: Chunk, page: int | None, catalogue: Catalogue, highlights: Sequence[Span] = ()) -> str:
    shown = f"<div{lang_attribute(chunk.language)}>{passage(chunk.text, highlights)}</div>"
    if page is not None and chunk.page is not None and chunk.page < page:
        begins = catalogue.text("document.begins", page=str(chunk.page))
        shown = f'<p class="mb-quiet">{escape(begins)}</p>{shown}'
    return shown


def _asked(
    document: Document,
    chunk: Chunk,
    page: int | None,
    catalogue: Catalogue,
    highlights: Sequence[Span],
    tools: str,
) -> str:
    label = f"{catalogue.text('document.passage')} · {source_line(chunk, document, catalogue)}"
    return (
        f'<div class="mb-asked" id="{PASSAGE_ID}" tabindex="-1" role="region" aria-label="{escape(label)}">'
        f'<p class="mb-label">{escape(label)}</p>{_chunk(chunk, page, catalogue, highlights)}{tools}</div>'
    )
