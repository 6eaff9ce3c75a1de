"""The matrix of theme, country and size of municipality: a number opens its examples, a zero is a gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from kb.gazetteer import Gazetteer
from ui.frames import GROUPS, Group
from ui.markup import escape, link
from ui.scope import Scope, scope_href, size_of
from ui.scope_text import n_units
from ui.shell import Shell

LIST_ID = "mb-list"
# From how many on a cell has the next shade; the number stands in it anyway.
_SHADES = (1, 3, 6, 12)


def matrix_html(counted: pd.DataFrame, scope: Scope, shell: Shell) -> str:
    """Return the table of :func:`ui.tables.named_matrix`."""
    text = shell.catalogue.text
    groups = [group for group in GROUPS if f"{group.country} {group.size.value}" in counted.columns]
    rows = "".join(_row(row, groups, scope, shell) for row in counted.to_dict("records"))
    return (
        f'<div class="mb-scroll" tabindex="0" role="region" aria-label="{escape(text("explore.matrix"))}">'
        f'<table class="mb-data mb-matrix"><caption>{escape(text("explore.matrix_caption"))}</caption>'
        f"<thead>{_heads(groups, shell)}</thead><tbody>{rows}</tbody></table></div>"
    )


def _heads(groups: Sequence[Group], shell: Shell) -> str:
    text = shell.catalogue.text
    n_places = places_per_group(shell.knowledge_base.gazetteer)
    spans = Counter(group.country for group in groups)
    countries = "".join(
        f'<th scope="colgroup" colspan="{n}">{escape(text(f"country.{country}"))}</th>'
        for country, n in spans.items()
    )
    sizes = "".join(
        f'<th scope="col">{escape(text(f"scope.size_{group.size.value}"))}'
        f'<span class="mb-quiet">{escape(text("map.municipalities", count=n_places[group]))}</span></th>'
        for group in groups
    )
    return (
        f'<tr><th rowspan="2" scope="col">{escape(text("scope.theme"))}</th>{countries}'
        f'<th rowspan="2" scope="col">{escape(text("explore.total"))}</th></tr><tr>{sizes}</tr>'
    )


def places_per_group(gazetteer: Gazetteer) -> Mapping[Group, int]:
    """Return how many municipalities there are of each country and size."""
    return Counter(
        Group(country=place.country.value, size=size_of(place.population))
        for place in gazetteer.municipalities
    )


def _row(row: Mapping[str, object], groups: Sequence[Group], scope: Scope, shell: Shell) -> str:
    theme, name = str(row["code"]), str(row["name"])
    own = replace(scope, theme=theme, page=1)
    cells = "".join(
        _cell(
            int(str(row[f"{group.country} {group.size.value}"])),
            replace(own, country=group.country, size=group.size),
            f"{name}, {shell.catalogue.text(f'country.{group.country}')}, "
            f"{shell.catalogue.text(f'scope.size_{group.size.value}')}",
            shell,
        )
        for group in groups
    )
    total = _cell(int(str(row["total"])), own, name, shell)
    return f'<tr><th scope="row">{escape(name)}</th>{cells}{total}</tr>'


def _cell(n: int, scope: Scope, what: str, shell: Shell) -> str:
    shown = shell.catalogue.number(n)
    if not n:
        gap = escape(shell.catalogue.text("explore.empty_cell"))
        return f'<td class="mb-number mb-gap-cell">{shown}<span class="mb-sr"> {gap}</span></td>'
    shade = sum(n >= least for least in _SHADES)
    label = escape(f"{what}: {n_units(scope.unit, n, shell.catalogue)}")
    address = scope_href("explore", scope, shell.kept)
    opened = link(shown, address, attributes=f' data-focus="{LIST_ID}" aria-label="{label}"')
    return f'<td class="mb-number mb-shade-{shade}">{opened}</td>'
