"""The choices of what a map or a chart counts. The address is the truth: widgets are set from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from kb.records import Country
from ui.address_widgets import read_years, set_widget, show_years
from ui.frames import Dimension
from ui.labels import municipality_name, theme_name, years_label
from ui.markup import escape, items, link
from ui.scope import Scope, Unit, read_scope, scope_href, write_scope
from ui.search_state import KnownCodes, read_kept, write_kept
from ui.shell import Shell
from ui.tables import code_name

# An option like the others: for None Streamlit shows a prompt in English.
_ANY = ""
_YEAR_KEYS = ("scope-from", "scope-to")


def show_scope(scope: Scope, years: Sequence[int], shell: Shell) -> None:
    """Show what can be chosen; ``years`` are those that occur at all."""
    text, args = shell.catalogue.text, (shell.known,)
    units = {unit.value: text(f"scope.unit_{unit.value}") for unit in Unit}
    themes = {_ANY: text("scope.all_themes"), **_themes(shell)}
    countries = {_ANY: text("scope.all_countries")}
    countries |= {country.value: text(f"country.{country.value}") for country in Country}
    chosen = (
        ("unit", "scope.unit", units, scope.unit.value),
        ("theme", "scope.theme", themes, scope.theme or _ANY),
        ("country", "scope.country", countries, scope.country or _ANY),
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="mb-scope"):
        for name, label, options, value in chosen:
            key = f"scope-{name}"
            set_widget(key, value)
            st.selectbox(
                text(label),
                list(options),
                format_func=options.__getitem__,
                key=key,
                on_change=_apply,
                args=args,
                width=260,
            )
        show_years(years, shell, chosen=scope.years, keys=_YEAR_KEYS, on_change=_apply, width=150)


def _themes(shell: Shell) -> dict[str, str]:
    """Return the names of the themes, each followed by those of its sub-themes."""
    taxonomy, catalogue = shell.knowledge_base.taxonomy, shell.catalogue
    names: dict[str, str] = {}
    for theme in taxonomy.children():
        names[theme.id] = theme_name(theme.id, catalogue=catalogue, taxonomy=taxonomy)
        for child in taxonomy.children(theme.id):
            name = theme_name(child.id, catalogue=catalogue, taxonomy=taxonomy)
            names[child.id] = catalogue.text("scope.sub_theme", name=name)
    return names


def scope_chips(scope: Scope, page: str, shell: Shell) -> str:
    """Return a chip that takes back each choice, and one for all; empty without any."""
    catalogue, base = shell.catalogue, shell.knowledge_base
    chips: list[tuple[str, Scope]] = []
    if scope.theme:
        name = theme_name(scope.theme, catalogue=catalogue, taxonomy=base.taxonomy)
        chips.append((name, replace(scope, theme=None, page=1)))
    if scope.country:
        chips.append((catalogue.text(f"country.{scope.country}"), replace(scope, country=None, page=1)))
    if scope.years:
        chips.append((years_label(scope.years, catalogue), replace(scope, years=None, page=1)))
    if scope.size:
        chips.append((catalogue.text(f"scope.size_{scope.size.value}"), replace(scope, size=None, page=1)))
    if scope.municipality:
        name = municipality_name(scope.municipality, catalogue=catalogue, gazetteer=base.gazetteer)
        chips.append((name, replace(scope, municipality=None, page=1)))
    for dimension, code, less in _told(scope):
        what = catalogue.text(_TOLD_AS[dimension])
        name = code_name(dimension, code, base, catalogue)
        chips.append((catalogue.text("scope.chip", what=what, name=name), less))
    if not chips:
        return ""
    entries = []
    for label, less in chips:
        attributes = f' aria-label="{escape(catalogue.text("search.remove", name=label))}"'
        entries.append(link(f"{label} ×", scope_href(page, less, shell.kept), attributes=attributes))
    everything = scope_href(page, Scope(unit=scope.unit), shell.kept)
    entries.append(link(catalogue.text("search.clear"), everything, css="mb-plain"))
    label = escape(catalogue.text("search.active"))
    return f'<nav aria-label="{label}"><ul class="mb-chips">{items(entries)}</ul></nav>'


_TOLD_AS = {
    Dimension.DIRECTION: "field.direction",
    Dimension.EVIDENCE: "field.evidence",
    Dimension.LANGUAGE: "facet.language",
    Dimension.TYPE: "facet.type",
}


def _told(scope: Scope) -> list[tuple[Dimension, str, Scope]]:
    """Return the choices that are made in the tables, each with the scope without it."""
    chosen = [
        (Dimension.DIRECTION, scope.direction, replace(scope, direction=None, page=1)),
        (Dimension.EVIDENCE, scope.evidence, replace(scope, evidence=None, page=1)),
        (Dimension.LANGUAGE, scope.language, replace(scope, language=None, page=1)),
        (Dimension.TYPE, scope.document_type, replace(scope, document_type=None, page=1)),
    ]
    return [(dimension, code, less) for dimension, code, less in chosen if code is not None]


def _apply(known: KnownCodes) -> None:
    """Write what the widgets say to the address."""
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    scope, _ = read_scope(parameters, known)
    state = st.session_state
    scope = replace(
        scope,
        unit=Unit(state["scope-unit"]),
        theme=state["scope-theme"] or None,
        country=state["scope-country"] or None,
        years=read_years(_YEAR_KEYS),
        page=1,
    )
    if scope.unit is Unit.DOCUMENTS:  # which have none
        scope = replace(scope, direction=None, evidence=None)
    kept = write_kept(read_kept(parameters, known.municipalities))
    st.query_params.from_dict(write_scope(scope) | kept)
