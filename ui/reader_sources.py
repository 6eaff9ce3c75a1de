"""What a document says that it rests on: its own list of sources, apart from what it tells."""

from __future__ import annotations

from collections.abc import Sequence

from kb.records import Document, DroppedText
from kb.stated_sources import SourcePart, StatedSource, count_sources, stated_sources
from ui.markup import escape, items, lang_attribute, link
from ui.search_state import href
from ui.shell import Shell

SOURCES_ID = "mb-sources"


def sources_html(document: Document, dropped: Sequence[DroppedText], shell: Shell) -> str:
    """Return a section with the sources that a document states; "" where it states none."""
    stated = stated_sources(dropped)
    if not stated:
        return ""
    text, language = shell.catalogue.text, lang_attribute(document.metadata.language)
    notes = "".join(f"<p{language}>{_shown(each)}</p>" for each in stated if each.is_note)
    listed = items(f"<span{language}>{_shown(each)}</span>" for each in stated if not each.is_note)
    return (
        f'<section class="mb-stated-sources"><h2 id="{SOURCES_ID}" tabindex="-1">'
        f"{escape(text('reader.sources'))}</h2>"
        f'<p class="mb-quiet">{escape(text("reader.sources_lead"))}</p>{notes}<ul>{listed}</ul></section>'
    )


def _shown(source: StatedSource) -> str:
    return "".join(_part(part) for part in source.parts)


def _part(part: SourcePart) -> str:
    if part.url is None:
        return escape(part.text)
    return f'<a href="{escape(part.url)}" rel="noopener noreferrer">{escape(part.text)}</a>'


def sources_link(document: Document, shell: Shell) -> str:
    """Return a link to the sources that a document states, with their number if it is sure; "" for none."""
    stated = stated_sources(shell.knowledge_base.dropped(document.id))
    if not any(not each.is_note for each in stated):
        return ""
    number, text = count_sources(stated), shell.catalogue.text
    label = text("reader.sources_some") if number is None else text("reader.sources_count", count=number)
    return link(label, href("document", {"id": [str(document.id)]}, shell.kept) + f"#{SOURCES_ID}")
