"""Long pages in sections: a table of contents, and headings that an address can lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.i18n import Catalogue
from ui.markup import escape, items


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page under a heading of the second level."""

    anchor: str  # the id of its heading, the same in every language where the address should last
    heading: str  # plain text
    body: str  # ready HTML


def sections_html(sections: Sequence[Section], catalogue: Catalogue) -> str:
    """Return the table of contents and the sections."""
    links = (f'<a href="#{escape(each.anchor)}">{escape(each.heading)}</a>' for each in sections)
    label = escape(catalogue.text("contents.label"))
    parts = (
        f'<section aria-labelledby="{escape(each.anchor)}">{_section(each)}</section>' for each in sections
    )
    return (
        f'<nav class="mb-contents" aria-labelledby="mb-contents"><h2 id="mb-contents">{label}</h2>'
        f'<ul>{items(links)}</ul></nav><div class="mb-article">{"".join(parts)}</div>'
    )


def _section(section: Section) -> str:
    heading = f'<h2 id="{escape(section.anchor)}" tabindex="-1">{escape(section.heading)}</h2>'
    return heading + section.body


def paragraphs(*texts: str) -> str:
    """Return plain texts as paragraphs; empty ones are left out."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)


def bullets(texts: Sequence[str]) -> str:
    """Return plain texts as a list."""
    return f"<ul>{items(escape(text) for text in texts)}</ul>"
