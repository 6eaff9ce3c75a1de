"""What a count is of, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from kb.i18n import Catalogue
from ui.frames import within
from ui.markup import escape, items, link
from ui.scope import Scope, Unit, scope_href
from ui.shell import Shell


def n_units(unit: Unit, n: int, catalogue: Catalogue) -> str:
    """Return how many of what there are, such as "68 published examples"."""
    return catalogue.text(f"scope.n_{unit.value}", count=n)


def occurring_years(frame: pd.DataFrame) -> list[int]:
    """Return the years of a frame, each once."""
    return [int(year) for year in frame["year"].dropna().unique()]


def years_note(everything: pd.DataFrame, scope: Scope, shell: Shell) -> str:
    """Return what a range of years means and how many it leaves out, as nobody knows theirs."""
    if scope.years is None:
        return ""
    n = int(within(everything, replace(scope, years=None))["year"].isna().sum())
    text = shell.catalogue.text
    notes = [text("scope.first_year")] if scope.unit is not Unit.DOCUMENTS else []
    notes += [text("scope.undated", count=n, units=n_units(scope.unit, n, shell.catalogue))] if n else []
    return f'<p class="mb-quiet">{escape(" ".join(notes))}</p>' if notes else ""


def ignored_note(ignored: Sequence[str], shell: Shell) -> str:
    """Return a note about the parts of the address that mean nothing; empty without any."""
    if not ignored:
        return ""
    message = escape(shell.catalogue.text("note.ignored", values=", ".join(ignored)))
    return f'<div class="mb-notice" role="status"><p>{message}</p></div>'


def none_found(scope: Scope, page: str, shell: Shell) -> str:
    """Return that there is nothing to count, and the ways on."""
    text = shell.catalogue.text
    ways = []
    if scope.is_filtered:
        ways.append(link(text("search.clear"), scope_href(page, Scope(unit=scope.unit), shell.kept)))
    if scope.unit is Unit.PUBLISHED:
        wider = replace(scope, unit=Unit.PRACTICES, page=1)
        ways.append(link(text("scope.show_practices"), scope_href(page, wider, shell.kept)))
    if scope.unit is not Unit.DOCUMENTS:
        wider = replace(scope, unit=Unit.DOCUMENTS, page=1)
        ways.append(link(text("scope.show_documents"), scope_href(page, wider, shell.kept)))
    heading = f'<h2 id="mb-results" tabindex="-1">{escape(text("scope.none"))}</h2>'
    return f'{heading}<ul class="mb-chips">{items(ways)}</ul>'
