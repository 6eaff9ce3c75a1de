"""Ways on from a search that found nothing good."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import takewhile

import streamlit as st

from kb.records import Facet, Filters, Query, SearchResult
from kb.text import fold
from ui.active_filters import choice_label
from ui.facets import without
from ui.markup import escape, items, link
from ui.search_state import SearchState, search_href
from ui.shell import Shell
from ui.start import theme_links, top_themes

_N_NEAR, _MAX_WORDS = 6, 20
_MIN_COMMON_LETTERS = 5  # shorter beginnings are shared by words that have nothing to do with each other
# What narrows a query beyond its words: quotes, and a minus before a word.
_SIGNS = re.compile(r'["“”„«»]|(?<!\S)[-−][^\W_]')


def show_no_hits(state: SearchState, query: Query, wider: Mapping[Facet, SearchResult], shell: Shell) -> None:
    """Say that nothing good was found, and show what to try.

    Args:
        state: The search.
        query: As it was asked.
        wider: For each facet with a choice, what is found without that choice.
        shell: The page's surroundings.
    """
    text = shell.catalogue.text
    keys = ["none.words", "none.spelling", "none.language"] if state.text.strip() else []
    if _SIGNS.search(state.text):
        keys.insert(0, "none.signs")
    if state.like or state.unlike:
        keys.append("none.examples")
    advice = items(escape(text(key)) for key in keys)
    fewer = _fewer_filters(state, query, wider, shell)
    near = theme_links(shell, near_themes(shell, state.text))
    st.html(
        (f'<p class="mb-measure">{escape(text("none.honest"))}</p>' if state.can_compare else "")
        + f"<h3>{escape(text('none.heading'))}</h3>"
        + (f'<ul class="mb-chips">{items(fewer)}</ul>' if fewer else "")
        + (f'<ul class="mb-measure">{advice}</ul>' if advice else "")
        + (f'<p>{escape(text("none.themes"))}</p><ul class="mb-chips">{items(near)}</ul>' if near else "")
    )


def _fewer_filters(
    state: SearchState, query: Query, wider: Mapping[Facet, SearchResult], shell: Shell
) -> list[str]:
    """Return links to the search without one of its filters or without all, where that finds anything."""
    text = shell.catalogue.text
    ways = [
        (
            result.total,
            text("none.without", name=choice_label(state.filters, facet, shell), count=result.total),
            without(state.filters, facet),
        )
        for facet, result in wider.items()
    ]
    ways.sort(key=lambda way: -way[0])
    if len(ways) > 1:
        n_all = shell.knowledge_base.search(replace(query, filters=Filters(), limit=0, offset=0)).total
        ways.append((n_all, text("none.without_filters", count=n_all), Filters()))
    return [
        link(label, search_href(replace(state, filters=filters, page=1), shell.kept))
        for n, label, filters in ways
        if n and not replace(state, filters=filters).is_start
    ]


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
    ordered = dict.fromkeys([*near, *(code for code, _ in top_themes(stats.themes))])
    return [(code, stats.themes[code]) for code in ordered if code in stats.themes][:_N_NEAR]


def _n_common(word: str, term: str) -> int:
    """Return how many letters the two have in common at their start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, term, strict=False)))
