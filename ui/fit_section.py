"""Whether a practice would work elsewhere: what is alike, what differs and what the sources say is needed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kb.entries import Entry
from kb.likeness import HARDLY_ALIKE, Likeness, most_alike, profiles, twin
from kb.practices import Quote
from kb.records import Filters
from ui.entry_markup import quote_html
from ui.home_choice import show_home_choice
from ui.labels import municipality_name
from ui.lessons import failures_of, preconditions_of, risks_of
from ui.likeness_text import alike_texts, different_texts
from ui.markup import escape, items, link
from ui.search_state import SearchState, search_href
from ui.shell import Shell

FIT_ID = "mb-fit"
# Places that are compared at once; the others are behind a click.
_N_PLACES = 3


def show_fit(entry: Entry, shell: Shell) -> None:
    """Show the section that compares the places of an entry with the reader's municipality, chosen in it.

    It never says whether something would work: it tells facts about places and quotes the sources.
    """
    st.html(_heading(shell))
    show_home_choice(shell)
    st.html(_body(entry, shell))


def _heading(shell: Shell) -> str:
    text = shell.catalogue.text
    return (
        f'<h2 id="{FIT_ID}" tabindex="-1">{escape(text("fit.heading"))}</h2>'
        f'<p class="mb-measure mb-quiet">{escape(text("fit.lead"))}</p>'
    )


def _body(entry: Entry, shell: Shell) -> str:
    home = shell.kept.home
    parts = [
        f'<p class="mb-measure">{escape(shell.catalogue.text("fit.choose"))}</p>' if home is None else "",
        _places(entry, home, shell) if home is not None else "",
        _said(entry, shell),
        _twin(home, shell) + _method(shell) if home is not None else "",
    ]
    return f'<section class="mb-fit" aria-labelledby="{FIT_ID}">{"".join(parts)}</section>'


def examples_href(code: str, shell: Shell) -> str:
    """Return the address of all examples from a municipality."""
    return search_href(SearchState(filters=Filters(municipalities=frozenset({code}))), shell.kept)


def comparison(found: Likeness, shell: Shell, *, level: int) -> str:
    """Return what is alike and what differs as two lists, each below a heading of this level."""
    text, places = shell.catalogue.text, shell.knowledge_base.gazetteer
    lists = (
        ("alike", alike_texts(found, catalogue=shell.catalogue, gazetteer=places)),
        ("different", different_texts(found, catalogue=shell.catalogue, gazetteer=places)),
    )
    parts = []
    for name, sentences in lists:
        heading = f"<h{level}>{escape(text(f'fit.{name}'))}</h{level}>"
        none_key = f"nothing_{name}"
        none = f"<p>{escape(text(f'fit.{none_key}'))}</p>"
        told = f"<ul>{items(escape(each) for each in sentences)}</ul>"
        parts.append(f"<div>{heading}{told if sentences else none}</div>")
    return f'<div class="mb-compared">{"".join(parts)}</div>'


def _places(entry: Entry, home: str, shell: Shell) -> str:
    text = shell.catalogue.text
    parts = []
    if home in entry.municipalities:
        parts.append(f"<p>{escape(text('fit.own', home=_name(home, shell)))}</p>")
    if not entry.municipalities:
        parts.append(f"<p>{escape(text('fit.no_place'))}</p>")
    found = most_alike(home, entry.municipalities, shell.knowledge_base.gazetteer)
    shown = [_place(each, shell) for each in found]
    parts += shown[:_N_PLACES]
    if shown[_N_PLACES:]:
        more = escape(text("fit.more_places", count=len(shown) - _N_PLACES))
        parts.append(f"<details><summary>{more}</summary>{''.join(shown[_N_PLACES:])}</details>")
    return "".join(parts)


def _place(found: Likeness, shell: Shell) -> str:
    heading = shell.catalogue.text(
        "fit.compared", other=_name(found.other.code, shell), home=_name(found.home.code, shell)
    )
    return f"<h3>{escape(heading)}</h3>{comparison(found, shell, level=4)}"


def _said(entry: Entry, shell: Shell) -> str:
    """Return the quotes on what is needed, on risks and on what did not work."""
    text = shell.catalogue.text
    groups = (
        ("needed", preconditions_of(entry)),
        ("risks", risks_of(entry)),
        ("failed", failures_of(entry)),
    )
    shown = [_quotes(text(f"fit.{name}"), quotes, entry, shell) for name, quotes in groups if quotes]
    return "".join(shown) or f'<p class="mb-measure">{escape(text("fit.nothing_said"))}</p>'


def _quotes(heading: str, quotes: Sequence[Quote], entry: Entry, shell: Shell) -> str:
    return f"<h3>{escape(heading)}</h3>" + "".join(quote_html(quote, entry, shell) for quote in quotes)


def _twin(home: str, shell: Shell) -> str:
    """Return the most alike municipality of the other country, with the ways to examples from there."""
    text, places = shell.catalogue.text, shell.knowledge_base.gazetteer
    found = twin(home, places)
    names = {
        "home": places.get(home).name,
        "other": _name(found.other.code, shell),
        "country": text(f"country.{found.other.country.value}"),
    }
    said = text("fit.twin_hardly" if found.score < HARDLY_ALIKE else "fit.twin_is", **names)
    return (
        f"<h3>{escape(text('fit.twin', country=names['country']))}</h3>"
        f"<p>{escape(said)} {_ways_on(found, shell)}</p>{comparison(found, shell, level=4)}"
    )


def _ways_on(found: Likeness, shell: Shell) -> str:
    text, code = shell.catalogue.text, found.other.code
    with_examples = shell.stats().municipalities
    if code in with_examples:
        return link(text("fit.twin_link", other=_name(code, shell)), examples_href(code, shell))
    none = escape(text("fit.twin_none", other=_name(code, shell)))
    known = profiles(shell.knowledge_base.gazetteer)
    abroad = [each for each in with_examples if each in known and known[each].country is found.other.country]
    following = most_alike(found.home.code, abroad, shell.knowledge_base.gazetteer)
    if not following:
        return none
    nearest = following[0].other.code
    way = link(text("fit.next_link", other=_name(nearest, shell)), examples_href(nearest, shell))
    return f"{none} {way}"


def _method(shell: Shell) -> str:
    text = shell.catalogue.text
    sources = dict.fromkeys(
        place.population_source for place in shell.knowledge_base.gazetteer.municipalities
    )
    told = f"{text('fit.method_body')} {text('fit.sources', sources='; '.join(sources))}"
    return (
        f"<details><summary>{escape(text('fit.method'))}</summary>"
        f'<p class="mb-measure">{escape(told)}</p></details>'
    )


def _name(code: str, shell: Shell) -> str:
    return municipality_name(code, catalogue=shell.catalogue, gazetteer=shell.knowledge_base.gazetteer)
