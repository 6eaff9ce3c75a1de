"""What the search page shows when there is nothing to list: at the start and in an empty home."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from kb.records import Filters
from ui.home_panel import show_home_panel
from ui.labels import theme_name
from ui.markup import escape, items, link
from ui.search_state import SearchState, search_href
from ui.shell import Shell

_HINTS = ("start.hint_words", "start.hint_languages", "start.hint_filters")
_EXAMPLES = ("start.example_1", "start.example_2", "start.example_3", "start.example_4")


def show_start(shell: Shell) -> None:
    """Show how to search, example searches and the themes with their counts."""
    catalogue, stats = shell.catalogue, shell.stats()
    examples = [_example(catalogue.text(key), shell) for key in _EXAMPLES]
    content = catalogue.text(
        "start.content", count=stats.n_documents, passages=catalogue.number(stats.n_chunks)
    )
    st.html(
        f"<h2>{escape(catalogue.text('start.examples_heading'))}</h2>"
        f'<ul class="mb-chips">{items(examples)}</ul>'
        f"<h2>{escape(catalogue.text('start.themes_heading'))}</h2>"
        f'<ul class="mb-themes">{items(theme_links(shell, top_themes(stats.themes)))}</ul>'
    )
    show_home_panel(shell)
    st.html(
        f"<h2>{escape(catalogue.text('start.hints_heading'))}</h2>"
        f'<ul class="mb-measure">{items(escape(catalogue.text(key)) for key in _HINTS)}</ul>'
        f'<p class="mb-quiet">{escape(content)}</p>'
    )


def show_empty_home(shell: Shell) -> None:
    """Say how documents are added."""
    text = shell.catalogue.text
    st.html(
        f'<h2>{escape(text("empty.heading"))}</h2><p class="mb-measure">{escape(text("empty.body"))}</p>'
        f'<p><code class="mb-command">{escape(text("empty.command"))}</code></p>'
        f"<p>{escape(text('empty.after'))}</p>"
    )


def top_themes(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the themes that stand under no other, with their counts."""
    return [(code, n) for code, n in counts.items() if "." not in code]


def theme_links(shell: Shell, themes: list[tuple[str, int]]) -> list[str]:
    """Return a link to each theme, with the number of its documents."""
    taxonomy, catalogue = shell.knowledge_base.taxonomy, shell.catalogue
    links = []
    for code, n in themes:
        label = catalogue.text(
            "home.counted", name=theme_name(code, catalogue=catalogue, taxonomy=taxonomy), count=n
        )
        state = SearchState(filters=Filters(themes=frozenset({code})))
        links.append(link(label, search_href(state, shell.kept)))
    return links


def _example(text: str, shell: Shell) -> str:
    return link(text, search_href(SearchState(text=text), shell.kept))
