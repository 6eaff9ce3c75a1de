"""The user guide: Markdown of our own, one file for each language of the interface, as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.i18n import UiLanguage
from ui.contents import Section
from ui.search_state import Kept, href

_PAGE = re.compile(r"/([a-z]*)")


def read_guide(ui_language: UiLanguage) -> str:
    """Return the Markdown of the guide."""
    return (resources.files("ui") / "guide" / f"{ui_language}.md").read_text(encoding="utf-8")


def guide_sections(ui_language: UiLanguage, kept: Kept) -> tuple[str, str, tuple[Section, ...]]:
    """Return the guide's title, the HTML before its first section, and its sections.

    Links to ``/themes`` and the like become links within the app that keep what the reader has chosen.
    """
    parser = _parser()
    title, lead, parts = _cut(_tokens(ui_language))

    def html(tokens: Sequence[Token]) -> str:
        for token in tokens:
            for child in token.children or ():
                _lead_within(child, kept)
        return str(parser.renderer.render(tokens, parser.options, {}))

    sections = tuple(
        Section(anchor=slug(heading), heading=heading, body=html(tokens)) for heading, tokens in parts
    )
    return title, html(lead), sections


def slug(heading: str) -> str:
    """Return the anchor of a heading: its words in lower case, with hyphens."""
    return "-".join(re.findall(r"\w+", heading.lower()))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _tokens(ui_language: UiLanguage) -> list[Token]:
    return _parser().parse(read_guide(ui_language))


def _cut(tokens: Sequence[Token]) -> tuple[str, list[Token], list[tuple[str, list[Token]]]]:
    title, lead = "", list[Token]()
    parts: list[tuple[str, list[Token]]] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "heading_open" and token.tag in {"h1", "h2"}:
            heading = tokens[position + 1].content
            if token.tag == "h1":
                title = heading
            else:
                parts.append((heading, []))
            position += 3
            continue
        (parts[-1][1] if parts else lead).append(token)
        position += 1
    return title, lead, parts


def _lead_within(token: Token, kept: Kept) -> None:
    target = str(token.attrGet("href") or "")
    page = _PAGE.fullmatch(target)
    if token.type == "link_open" and page:
        token.attrSet("href", href(page[1], {}, kept))
        token.attrSet("class", "mb-go")
