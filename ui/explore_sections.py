"""The parts of the explore page: a chart in words and numbers, its table, and both as files."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from ui.chart_colours import chart_colours
from ui.data_table import data_table
from ui.downloads import download_links
from ui.explore_charts import bar_spec
from ui.explore_matrix import LIST_ID
from ui.frames import UNSTATED, Dimension
from ui.markup import escape, link
from ui.scope import Scope, Unit, scope_href
from ui.scope_text import n_units
from ui.shell import Shell
from ui.tables import COUNTED, Table, named_counts

_N_PLACES = 15  # bars; the table has all
_N_NAMED = 3


def show_chart(table: Table, frame: pd.DataFrame, scope: Scope, shell: Shell) -> None:
    """Show one table as a chart, with its numbers below it."""
    text, dimension = shell.catalogue.text, COUNTED[table]
    counted = named_counts(frame, dimension, scope, shell.knowledge_base, shell.catalogue)
    heading = escape(text(f"explore.by_{table.value}"))
    st.html(f'<h2 class="mb-section">{heading}</h2>{_note(table, counted, shell)}')
    drawn = counted[counted["code"] != UNSTATED]
    if table is Table.PLACE:
        drawn = drawn.head(_N_PLACES)
    if int(drawn["n"].sum()):
        spec = bar_spec(
            drawn,
            upright=table is Table.YEAR,
            name=text(f"facet.{dimension.value}"),
            n=_unit_head(scope, shell),
            colours=chart_colours(),
        )
        st.vega_lite_chart(spec, key=f"chart-{table.value}", alt=chart_in_words(counted, table, shell))
    summary = escape(text("explore.as_table"))
    st.html(
        f'<details class="mb-numbers"><summary>{summary}</summary>'
        f"{_numbers(table, counted, scope, shell)}</details>{download_links(table.value, scope, shell)}"
    )


def _note(table: Table, counted: pd.DataFrame, shell: Shell) -> str:
    if table is not Table.PLACE or len(counted) <= _N_PLACES:
        return ""
    note = shell.catalogue.text("explore.first_places", n=_N_PLACES, count=len(counted))
    return f'<p class="mb-quiet">{escape(note)}</p>'


def small_tables(tables: tuple[Table, ...], frame: pd.DataFrame, scope: Scope, shell: Shell) -> str:
    """Return tables of a few rows, each number with a bar of its length."""
    parts = []
    for table in tables:
        counted = named_counts(frame, COUNTED[table], scope, shell.knowledge_base, shell.catalogue)
        heading = escape(shell.catalogue.text(f"explore.by_{table.value}"))
        numbers = _numbers(table, counted, scope, shell)
        links = download_links(table.value, scope, shell)
        parts.append(f'<section><h2 class="mb-section">{heading}</h2>{numbers}{links}</section>')
    return f'<div class="mb-small-tables">{"".join(parts)}</div>'


def _numbers(table: Table, counted: pd.DataFrame, scope: Scope, shell: Shell) -> str:
    text, dimension = shell.catalogue.text, COUNTED[table]
    largest = max(1, int(counted["n"].max())) if len(counted) else 1
    rows = [
        _number_row(dimension, str(row.code), str(row.name), int(row.n), largest, scope, shell)
        for row in counted.itertuples(index=False, name="Count")
    ]
    heads = [text(f"facet.{dimension.value}") if table not in _NAMED else text(_NAMED[table])]
    return data_table(text(f"explore.by_{table.value}"), [*heads, _unit_head(scope, shell)], rows)


_NAMED = {Table.EVIDENCE: "field.evidence", Table.DIRECTION: "field.direction"}


def _number_row(
    dimension: Dimension, code: str, name: str, n: int, largest: int, scope: Scope, shell: Shell
) -> list[str]:
    """Return a name and its number, both as links where the page can show that row alone."""
    narrower, number = _narrower(dimension, code, scope), shell.catalogue.number(n)
    if narrower is None:
        return [escape(name), _bar(escape(number), n, largest)]
    address = scope_href("explore", narrower, shell.kept)
    if not n:
        return [link(name, address), _bar(escape(number), n, largest)]
    label = escape(f"{name}: {n_units(scope.unit, n, shell.catalogue)}")
    counted = link(number, address, attributes=f' data-focus="{LIST_ID}" aria-label="{label}"')
    return [link(name, address), _bar(counted, n, largest)]


def _bar(number: str, n: int, largest: int) -> str:
    # the bar's own place is the rest of the cell: its full width is the largest number
    bar = f'<span class="mb-bar" style="width: {100 * n / largest:.1f}%"></span>' if n else ""
    return (
        f'<span class="mb-bar-row"><span class="mb-bar-number">{number}</span>'
        f'<span class="mb-bar-room">{bar}</span></span>'
    )


def _narrower(dimension: Dimension, code: str, scope: Scope) -> Scope | None:
    """Return the scope of one row alone; None where an address cannot name it."""
    if dimension is Dimension.DIRECTION:
        return replace(scope, direction=code, page=1)
    if code == UNSTATED:
        return None
    match dimension:
        case Dimension.YEAR:
            return replace(scope, years=(int(code), int(code)), page=1)
        case Dimension.THEME:
            return replace(scope, theme=code, page=1)
        case Dimension.COUNTRY:
            return replace(scope, country=code, page=1)
        case Dimension.MUNICIPALITY:
            return replace(scope, municipality=code, page=1)
        case Dimension.EVIDENCE:
            return replace(scope, evidence=code, page=1)
        case Dimension.LANGUAGE:
            return replace(scope, language=code, page=1)
        case Dimension.TYPE:
            return replace(scope, document_type=code, page=1)


def _unit_head(scope: Scope, shell: Shell) -> str:
    return shell.catalogue.text("map.documents" if scope.unit is Unit.DOCUMENTS else "map.examples")


def chart_in_words(counted: pd.DataFrame, table: Table, shell: Shell) -> str:
    """Return what a chart shows: of what, between what, and where the most are."""
    text = shell.catalogue.text
    top = counted[counted["n"] > 0].sort_values("n", ascending=False, kind="stable").head(_N_NAMED)
    named = [
        text("search.counted", name=str(row.name), n=int(row.n))
        for row in top.itertuples(index=False, name="Count")
    ]
    return text("explore.alt", title=text(f"explore.by_{table.value}"), top=", ".join(named))
