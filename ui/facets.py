"""The filters of the search page: which values to offer, with how many hits each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.knowledge_base import KnowledgeBase
from kb.records import (
    ASPECTS,
    FILTER_FACETS,
    Country,
    DocumentType,
    Facet,
    Filters,
    Language,
    Query,
    SearchResult,
)
from ui.search_state import FIRST_YEAR, LAST_YEAR

N_SHOWN = 8

FacetCounts = Mapping[Facet, Sequence[tuple[str, int]]]

# What the filters that are sets are called in the record.
FILTER_FIELDS: Mapping[Facet, str] = {
    Facet.THEME: "themes",
    Facet.COUNTRY: "countries",
    Facet.MUNICIPALITY: "municipalities",
    Facet.LANGUAGE: "languages",
    Facet.TYPE: "types",
    Facet.TARGET_GROUP: "target_groups",
    Facet.STATUS: "statuses",
    Facet.PARTICIPATION: "participation",
    Facet.LESSON: "lessons",
}

_CLOSED: Mapping[Facet, type[StrEnum]] = {
    Facet.COUNTRY: Country,
    Facet.LANGUAGE: Language,
    Facet.TYPE: DocumentType,
    **ASPECTS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A value that can be chosen."""

    code: str
    n: int
    selected: bool
    parent: str | None = None  # the theme under which it is shown


def selected_codes(filters: Filters, facet: Facet) -> frozenset[str]:
    """Return the codes of a facet that are chosen; years are not codes."""
    codes: frozenset[str] = getattr(filters, FILTER_FIELDS[facet])
    return codes


def wider_searches(knowledge_base: KnowledgeBase, query: Query) -> dict[Facet, SearchResult]:
    """Return, for each facet with a choice, what is found without that choice; counts only, no hits."""
    return {
        facet: _without_choice(knowledge_base, query, facet, filters)
        for facet in FILTER_FACETS
        if (filters := without(query.filters, facet)) != query.filters
    }


def _without_choice(
    knowledge_base: KnowledgeBase, query: Query, facet: Facet, filters: Filters
) -> SearchResult:
    found = knowledge_base.search(replace(query, filters=filters, limit=0, offset=0))
    if found.total or filters != Filters():
        return found
    # where nothing else is asked for, nothing is listed: then any value of the facet will do
    anything = any_value(knowledge_base, facet)
    return knowledge_base.search(replace(query, filters=anything, limit=0, offset=0))


def any_value(knowledge_base: KnowledgeBase, facet: Facet) -> Filters:
    """Return filters that let everything through that has a value of the facet."""
    if facet is Facet.YEAR:
        return Filters(years=(FIRST_YEAR, LAST_YEAR))
    if facet is Facet.THEME:
        return Filters(themes=frozenset(theme.id for theme in knowledge_base.taxonomy.themes))
    if facet is Facet.MUNICIPALITY:
        codes = frozenset(place.code for place in knowledge_base.gazetteer.municipalities)
        return Filters(municipalities=codes)
    values = frozenset(str(value) for value in _CLOSED[facet])
    # the fields of Filters differ in type, so replace() cannot be called with a checked mapping
    return replace(Filters(), **{FILTER_FIELDS[facet]: values})  # type: ignore[arg-type]


def count_facets(result: SearchResult, wider: Mapping[Facet, SearchResult]) -> FacetCounts:
    """Return what each value would give if it were chosen as well.

    Values within a facet are alternatives, so a facet with a choice is counted without that choice, as it is
    in ``wider``; the result's own counts hold for the others.
    """
    return {**result.facets, **{facet: each.facets.get(facet, ()) for facet, each in wider.items()}}


def without(filters: Filters, facet: Facet) -> Filters:
    """Return ``filters`` without the choice of one facet."""
    if facet is Facet.YEAR:
        return replace(filters, years=None)
    empty: frozenset[str] = frozenset()
    # the fields of Filters differ in type, so replace() cannot be called with a checked mapping
    return replace(filters, **{FILTER_FIELDS[facet]: empty})  # type: ignore[arg-type]


def offered(counts: Sequence[tuple[str, int]], selected: frozenset[str]) -> list[Option]:
    """Return the values of a plain facet: most hits first, chosen ones kept even where they find nothing."""
    found = dict(counts)
    codes = [*found, *sorted(selected - found.keys())]
    return [Option(code=code, n=found.get(code, 0), selected=code in selected) for code in codes]


def offered_themes(counts: Sequence[tuple[str, int]], selected: frozenset[str]) -> list[Option]:
    """Return the themes, each followed by its sub-themes where it or one of them is chosen."""
    options = offered(counts, selected)
    shown: list[Option] = []
    open_themes = {code.partition(".")[0] for code in selected}
    for option in options:
        if "." in option.code:
            continue
        shown.append(option)
        if option.code in open_themes:
            children = [child for child in options if child.code.startswith(f"{option.code}.")]
            shown.extend(replace(child, parent=option.code) for child in children)
    tops = {option.code for option in shown}
    # a chosen sub-theme stays in reach even if its theme finds nothing
    shown.extend(option for option in options if option.selected and option.code not in tops)
    return shown


def split_long(options: Sequence[Option]) -> tuple[list[Option], list[Option]]:
    """Return the options shown at once and those behind "show more"; a chosen one is never hidden."""
    tops = [o for o in options if o.parent is None]
    keep = {o.code for o in tops[:N_SHOWN]} | {o.code for o in options if o.selected or o.parent is not None}
    # one or two more take less room than the expander
    if len(options) - len(keep) <= 2:
        return list(options), []
    return [o for o in options if o.code in keep], [o for o in options if o.code not in keep]


def choose(selected: frozenset[str], code: str, *, on: bool) -> frozenset[str]:
    """Return ``selected`` with ``code`` added or removed.

    A sub-theme replaces its theme and a theme its sub-themes: as alternatives the wider one would hide
    that the narrower was chosen.
    """
    if not on:
        return selected - {code}
    related = {other for other in selected if other.startswith(f"{code}.") or code.startswith(f"{other}.")}
    return (selected - related) | {code}
