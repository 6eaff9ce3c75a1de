"""What the search page shows when there is nothing to list: at the start, in an empty home, without hits."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

import streamlit as st

from kb.records import Filters
from kb.text import fold
from ui.labels import theme_name
from ui.markup import escape, items, link
from ui.search_state import SearchState, search_href
from ui.shell import Shell

_HINTS = ("start.hint_words", "start.hint_languages", "start.hint_filters")
_EXAMPLES = ("start.example_1", "start.example_2", "start.example_3", "start.example_4")
_N_NEAR, _MAX_WORDS = 6, 20
_MIN_COMMON_LETTERS = 5  # shorter beginnings are shared by words that have nothing to do with each other


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
        f'<ul class="mb-themes">{items(_theme_links(shell, _top_themes(stats.themes)))}</ul>'
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


def show_no_hits(shell: Shell, state: SearchState) -> None:
    """Show ways on from a search without hits; the button to drop the filters is the page's own."""
    text = shell.catalogue.text
    advice = (
        [text(key) for key in ("none.words", "none.spelling", "none.language")] if state.text.strip() else []
    )
    near = _theme_links(shell, near_themes(shell, state.text))
    st.html(
        f"<h3>{escape(text('none.heading'))}</h3>"
        + (f'<ul class="mb-measure">{items(escape(line) for line in advice)}</ul>' if advice else "")
        + (f'<p>{escape(text("none.themes"))}</p><ul class="mb-chips">{items(near)}</ul>' if near else "")
    )


def near_themes(shell: Shell, text: str) -> list[tuple[str, int]]:
    """Return themes with a term that begins like a word of ``text``, the likest first, then the largest."""
    stats, taxonomy = shell.stats(), shell.knowledge_base.taxonomy
    words = [fold(word) for word in text.split()[:_MAX_WORDS]]
    likeness = {}
    for theme in taxonomy.themes:
        terms = [fold(term) for of_language in theme.terms.values() for term in of_language]
        n_common = max((_n_common(word, term) for word in words for term in terms), default=0)
        if n_common >= _MIN_COMMON_LETTERS:
            likeness[theme.id] = n_common
    near = sorted(likeness, key=lambda code: -likeness[code])
    ordered = dict.fromkeys([*near, *(code for code, _ in _top_themes(stats.themes))])
    return [(code, stats.themes[code]) for code in ordered if code in stats.themes][:_N_NEAR]


def _n_common(word: str, term: str) -> int:
    """Return how many letters the two have in common at their start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, term, strict=False)))


def _top_themes(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(code, n) for code, n in counts.items() if "." not in code]


def _theme_links(shell: Shell, themes: list[tuple[str, int]]) -> list[str]:
    taxonomy, catalogue = shell.knowledge_base.taxonomy, shell.catalogue
    links = []
    for code, n in themes:
        label = catalogue.text(
            "search.counted", name=theme_name(code, catalogue=catalogue, taxonomy=taxonomy), n=n
        )
        state = SearchState(filters=Filters(themes=frozenset({code})))
        links.append(link(label, search_href(state, shell.chosen_language)))
    return links


def _example(text: str, shell: Shell) -> str:
    return link(text, search_href(SearchState(text=text), shell.chosen_language))
