"""The filters of a search in words, and as chips that remove them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kb.records import Facet, Filters
from ui.facets import FILTER_FIELDS, selected_codes
from ui.labels import facet_label, years_label
from ui.markup import escape, items, link
from ui.search_state import SearchState, changed, search_href
from ui.shell import Shell


def filter_chips(state: SearchState, shell: Shell) -> str:
    """Return a chip for each chosen value and one for all of them; empty without any."""
    chips = [
        (label, changed(state, **{FILTER_FIELDS[facet]: selected_codes(state.filters, facet) - {code}}))
        for facet in FILTER_FIELDS
        for code, label in _labels(state.filters, facet, shell).items()
    ]
    if state.filters.years is not None:
        chips.append((years_label(state.filters.years, shell.catalogue), changed(state, years=None)))
    if not chips:
        return ""
    text, kept = shell.catalogue.text, shell.kept
    entries = []
    for label, less in chips:
        attributes = f' aria-label="{escape(text("search.remove", name=label))}"'
        entries.append(link(f"{label} ×", search_href(less, kept), attributes=attributes))
    cleared = replace(state, filters=Filters(), page=1)
    entries.append(link(text("search.clear"), search_href(cleared, kept), css="mb-plain"))
    return (
        f'<nav aria-label="{escape(text("search.active"))}"><ul class="mb-chips">{items(entries)}</ul></nav>'
    )


def choice_label(filters: Filters, facet: Facet, shell: Shell) -> str:
    """Return what is chosen of a facet, its values one after another."""
    if facet is Facet.YEAR:
        return years_label(filters.years, shell.catalogue) if filters.years else ""
    return ", ".join(_labels(filters, facet, shell).values())


def _labels(filters: Filters, facet: Facet, shell: Shell) -> Mapping[str, str]:
    base = shell.knowledge_base
    return {
        code: facet_label(
            facet, code, catalogue=shell.catalogue, taxonomy=base.taxonomy, gazetteer=base.gazetteer
        )
        for code in sorted(selected_codes(filters, facet))
    }
