"""The search page's widgets. The address is the truth: widgets are set from it, and write to it when used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from kb.records import Facet
from ui.address_widgets import read_years, set_widget, show_years
from ui.facets import (
    FILTER_FIELDS,
    FacetCounts,
    Option,
    choose,
    offered,
    offered_themes,
    selected_codes,
    split_long,
)
from ui.labels import facet_label
from ui.markup import escape
from ui.query_area import box_help
from ui.search_state import (
    KnownCodes,
    SearchState,
    Sort,
    changed,
    read_kept,
    read_search,
    write_kept,
    write_search,
)
from ui.shell import Shell

FILTERS_ID = "mb-filters"
FACETS_IN_ORDER = (
    Facet.THEME,
    Facet.COUNTRY,
    Facet.MUNICIPALITY,
    Facet.TARGET_GROUP,
    Facet.STATUS,
    Facet.PARTICIPATION,
    Facet.LESSON,
    Facet.LANGUAGE,
    Facet.YEAR,
    Facet.TYPE,
)
_YEAR_KEYS = ("year_from", "year_to")


def show_box(state: SearchState, shell: Shell) -> None:
    """Show the search box with its button; leaving the box or pressing Enter searches."""
    text = shell.catalogue.text
    set_widget("q", state.text)
    with st.container(horizontal=True, vertical_alignment="bottom", key="mb-box"):
        st.text_input(
            text("search.box"),
            type="search",
            key="q",
            placeholder=text("search.box_placeholder"),
            autocomplete="off",
            on_change=_apply,
            args=(shell.known,),
        )
        st.button(text("search.button"), type="primary", key="go")
    st.html(box_help(shell))


def show_order(state: SearchState, shell: Shell) -> None:
    """Show the choice of order and of one hit per document."""
    text, args = shell.catalogue.text, (shell.known,)
    set_widget("sort", state.sort.value)
    set_widget("group", state.group)
    labels = {Sort.RELEVANCE.value: text("search.sort_relevance"), Sort.DATE.value: text("search.sort_date")}
    if shell.kept.home is not None:
        home = shell.knowledge_base.gazetteer.get(shell.kept.home)
        labels[Sort.LIKENESS.value] = text("likeness.order", home=home.name)
    with st.container(horizontal=True, vertical_alignment="center", key="mb-order"):
        st.radio(
            text("search.sort"),
            list(labels),
            format_func=labels.__getitem__,
            key="sort",
            horizontal=True,
            on_change=_apply,
            args=args,
            width="content",
        )
        st.checkbox(text("search.group"), key="group", on_change=_apply, args=args)


def show_filters(state: SearchState, counts: FacetCounts, shell: Shell) -> None:
    """Show a list of checkboxes per facet, and the years."""
    text = shell.catalogue.text
    st.html(f'<h2 id="{FILTERS_ID}" tabindex="-1">{escape(text("search.filters"))}</h2>')
    for facet in FACETS_IN_ORDER:
        if facet is Facet.YEAR:
            _show_years(state, counts.get(facet, ()), shell)
            continue
        selected = selected_codes(state.filters, facet)
        make = offered_themes if facet is Facet.THEME else offered
        options = make(counts.get(facet, ()), selected)
        if len(options) > 1 or selected:  # a single value cannot narrow anything
            _show_facet(facet, options, shell)


def _show_facet(facet: Facet, options: Sequence[Option], shell: Shell) -> None:
    catalogue = shell.catalogue
    st.html(f"<h3>{escape(catalogue.text(f'facet.{facet.value}'))}</h3>")
    first, rest = split_long(options)
    for option in first:
        _show_option(facet, option, shell)
    if rest:
        with st.expander(catalogue.text("search.more", n=len(rest)), key=f"more-{facet.value}"):
            for option in rest:
                _show_option(facet, option, shell)


def _show_option(facet: Facet, option: Option, shell: Shell) -> None:
    catalogue, base = shell.catalogue, shell.knowledge_base
    name = facet_label(
        facet, option.code, catalogue=catalogue, taxonomy=base.taxonomy, gazetteer=base.gazetteer
    )
    key = _key(facet, option.code)
    set_widget(key, option.selected)
    place = st.container(key=f"sub-{option.code}") if option.parent else st.container()
    place.checkbox(
        catalogue.text("search.counted", name=name, n=option.n),
        key=key,
        on_change=_apply,
        args=(shell.known, facet, option.code),
    )


def _show_years(state: SearchState, counts: Sequence[tuple[str, int]], shell: Shell) -> None:
    chosen = state.filters.years
    years = {int(year) for year, _ in counts if year.isdecimal()}
    if len(years) < 2 and chosen is None:  # one year cannot narrow
        return
    st.html(f"<h3>{escape(shell.catalogue.text('facet.year'))}</h3>")
    show_years(years, shell, chosen=chosen, keys=_YEAR_KEYS, on_change=_apply)


def _key(facet: Facet, code: str) -> str:
    return f"f:{facet.value}:{code}"


def _apply(known: KnownCodes, facet: Facet | None = None, code: str = "") -> None:
    """Write what the widgets say to the address; ``facet`` and ``code`` name the checkbox that was used.

    Every widget is read, not only the one used: with two quick clicks the second run's address does not
    know the first click yet.
    """
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    state, _ = read_search(parameters, known)
    for each in FILTER_FIELDS:
        prefix = _key(each, "")
        shown = {
            str(key).removeprefix(prefix): bool(on)
            for key, on in st.session_state.items()
            if str(key).startswith(prefix)
        }
        on = frozenset(value for value, is_on in shown.items() if is_on)
        codes = (selected_codes(state.filters, each) - shown.keys()) | on
        if each is facet:
            codes = choose(codes, code, on=code in on)
        state = changed(state, **{FILTER_FIELDS[each]: codes})
    # without widgets for years their choice stays
    if _YEAR_KEYS[0] in st.session_state:
        state = changed(state, years=read_years(_YEAR_KEYS))
    state = replace(
        state,
        text=str(st.session_state.get("q", state.text)).strip(),
        sort=Sort(st.session_state.get("sort", state.sort.value)),
        group=bool(st.session_state.get("group", state.group)),
    )
    kept = read_kept(parameters, known.municipalities)
    st.query_params.from_dict(write_search(state) | write_kept(kept))
