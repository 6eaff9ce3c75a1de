"""What stands between the search box and the hits: ways to narrow, to correct, and what went less well."""

from __future__ import annotations

from dataclasses import replace

from kb.records import Facet, OfferedFilter, SearchResult
from kb.text import one_line
from ui.facets import FILTER_FIELDS
from ui.labels import facet_label
from ui.markup import escape, items, link
from ui.search_state import SearchState, changed, parse_years, search_href
from ui.shell import Shell

# page.js ties the text to the box, so that a screen reader says it there.
HELP_ID = "mb-box-help"
# How many of the best hits are looked at for the words, and the score under which the best is hardly near.
# On the corpus 3 of 32 queries from the field are told so, whose words stand nowhere, and 20 of 25 from
# elsewhere that find anything: all but those with a word of the documents ("dinosaurier i hemtjänsten").
_N_LOOKED_AT, _FAR = 10, 0.3
_QUOTES = '"“”„«»'


def box_help(shell: Shell) -> str:
    """Return how to ask for exact words and how to leave words out."""
    text = shell.catalogue.text
    # the examples stay on one line: a minus at the end of one would be taken for a hyphen
    exact, minus = (
        f'<span class="mb-nowrap">{escape(text(key))}</span>'
        for key in ("search.box_help_exact", "search.box_help_minus")
    )
    # the catalogue's own texts have no characters of HTML
    return (
        f'<p class="mb-quiet mb-measure" id="{HELP_ID}">'
        f"{text('search.box_help', exact=exact, minus=minus)}</p>"
    )


def offered_chips(state: SearchState, result: SearchResult, shell: Shell) -> str:
    """Return the filters that words of the query name, each as a link that sets it; empty without any."""
    entries = []
    for offered in result.offered_filters:
        narrowed = _narrowed(state, offered)
        if narrowed is not None:
            address = search_href(narrowed, shell.kept)
            entries.append(link(_offer_label(offered, shell), address))
    if not entries:
        return ""
    heading = escape(shell.catalogue.text("offer.heading"))
    return (
        f'<nav class="mb-offers" aria-labelledby="mb-offers"><p class="mb-quiet" id="mb-offers">{heading}</p>'
        f'<ul class="mb-chips">{items(entries)}</ul></nav>'
    )


def only_near(result: SearchResult) -> bool:
    """Tell of the first page of a search by words that no hit has them, or that the best is far from them."""
    query, best = result.query, result.hits[:_N_LOOKED_AT]
    if not best or not query.text.strip() or query.like or query.offset or result.problem:
        return False
    return not any("lexical" in hit.evidence for hit in best) or best[0].score < _FAR


def shown_query(text: str) -> str:
    """Return a query as it stands within quotation marks: those around the whole of it are not doubled."""
    shown = one_line(text, max_chars=120)
    inner = shown[1:-1]
    if len(shown) > 2 and shown[0] in _QUOTES and shown[-1] in _QUOTES and not set(inner) & set(_QUOTES):
        return inner
    return "".join("’" if sign in _QUOTES else sign for sign in shown)


def _narrowed(state: SearchState, offered: OfferedFilter) -> SearchState | None:
    shorter = replace(state, text=offered.rest)
    if offered.facet is Facet.YEAR:
        years = parse_years(offered.value)
        return None if years is None else changed(shorter, years=years)
    return changed(shorter, **{FILTER_FIELDS[offered.facet]: frozenset({offered.value})})


def _offer_label(offered: OfferedFilter, shell: Shell) -> str:
    base, catalogue, value = shell.knowledge_base, shell.catalogue, offered.value
    match offered.facet:
        case Facet.MUNICIPALITY:
            return catalogue.text("offer.only", name=base.gazetteer.get(value).official_name)
        case Facet.LANGUAGE:
            return catalogue.text("offer.language", name=catalogue.text(f"language.{value}"))
        case Facet.YEAR:
            return catalogue.text("offer.only", name=value.replace("-", "–"))
    label = facet_label(
        offered.facet, value, catalogue=catalogue, taxonomy=base.taxonomy, gazetteer=base.gazetteer
    )
    key = "offer.theme" if offered.facet is Facet.THEME else "offer.only"
    return catalogue.text(key, name=label)


def suggestion(state: SearchState, result: SearchResult, shell: Shell) -> str:
    """Return the query as it was probably meant, as a link that searches for it; empty without one."""
    if result.suggestion is None:
        return ""
    meant = replace(state, text=result.suggestion, page=1)
    way = link(one_line(result.suggestion), search_href(meant, shell.kept), css="mb-button")
    # the catalogue's own texts have no characters of HTML
    return f'<p class="mb-suggestion">{shell.catalogue.text("search.suggestion", query=way)}</p>'


def problem(result: SearchResult, shell: Shell) -> str:
    """Return what makes the answer less good, and what the reader can do; empty where all is well."""
    if result.problem is None:
        return ""
    text = shell.catalogue.text
    return (
        f'<div class="mb-notice" role="status"><p>{escape(text("search.words_only"))}</p>'
        f"<details><summary>{escape(text('error.technical'))}</summary>"
        f'<p lang="en">{escape(result.problem)}</p></details></div>'
    )
