"""The tables behind the charts, for the page and for downloads alike: what is shown is what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import pandas as pd

from kb.entries import title_in
from kb.i18n import Catalogue
from kb.knowledge_base import KnowledgeBase
from ui.frames import GROUPS, UNSTATED, Dimension, count_by, frame_of, matrix, meant_places, within
from ui.labels import municipality_name, theme_name
from ui.scope import Scope, Unit, limits_of


class Table(StrEnum):
    """What can be downloaded."""

    YEAR = "year"
    COUNTRY = "country"
    PLACE = "place"
    THEME = "theme"
    LANGUAGE = "language"
    TYPE = "type"
    EVIDENCE = "evidence"
    DIRECTION = "direction"
    MATRIX = "matrix"
    ROWS = "rows"  # the practices or documents themselves


COUNTED = {
    Table.YEAR: Dimension.YEAR,
    Table.COUNTRY: Dimension.COUNTRY,
    Table.PLACE: Dimension.MUNICIPALITY,
    Table.THEME: Dimension.THEME,
    Table.LANGUAGE: Dimension.LANGUAGE,
    Table.TYPE: Dimension.TYPE,
    Table.EVIDENCE: Dimension.EVIDENCE,
    Table.DIRECTION: Dimension.DIRECTION,
}
# What only practices have.
OF_PRACTICES = frozenset({Table.EVIDENCE, Table.DIRECTION})
_SEPARATOR = "; "


def make_table(table: Table, scope: Scope, base: KnowledgeBase, catalogue: Catalogue) -> pd.DataFrame:
    """Return a table of what a scope counts, with stable English column names.

    A count has ``code``, ``name`` (in the reader's language) and ``n``; the matrix a column for each country
    and size, such as "SE medium (15000-29999)" inhabitants; ``rows`` a line for each practice or document,
    its title as the page shows it and as its document has it, lists of codes joined with "; ".
    """
    frame = within(frame_of(base, scope.unit), scope)
    if table is Table.ROWS:
        return _rows(frame, scope, base, catalogue)
    if table is Table.MATRIX:
        return _with_limits(named_matrix(frame, scope, base, catalogue))
    return named_counts(frame, COUNTED[table], scope, base, catalogue)


def shown_themes(scope: Scope, base: KnowledgeBase) -> Sequence[str]:
    """Return the themes that a count tells apart: all, or the chosen one with its sub-themes."""
    chosen = [scope.theme] if scope.theme else []
    return [*chosen, *(theme.id for theme in base.taxonomy.children(scope.theme))]


def named_counts(
    frame: pd.DataFrame, dimension: Dimension, scope: Scope, base: KnowledgeBase, catalogue: Catalogue
) -> pd.DataFrame:
    """Count the rows by a dimension, with ``code``, ``name`` and ``n``."""
    codes = shown_themes(scope, base) if dimension is Dimension.THEME else ()
    counted = count_by(frame, dimension, codes)
    if dimension is Dimension.MUNICIPALITY:
        counted = meant_places(counted, scope, base.gazetteer)
    names = [code_name(dimension, code, base, catalogue) for code in counted["code"]]
    counted.insert(1, "name", pd.Series(names, dtype="object"))
    return counted


def named_matrix(
    frame: pd.DataFrame, scope: Scope, base: KnowledgeBase, catalogue: Catalogue
) -> pd.DataFrame:
    """Count the rows by theme, country and size, with ``code``, ``name``, the groups and ``total``."""
    counted = matrix(frame, shown_themes(scope, base))
    # a practice of both countries has numbers under both; a chosen country or size says which are meant
    hidden = [
        f"{group.country} {group.size.value}"
        for group in GROUPS
        if scope.country not in (None, group.country) or scope.size not in (None, group.size)
    ]
    counted = counted.drop(columns=hidden)
    names = [code_name(Dimension.THEME, str(code), base, catalogue) for code in counted.index]
    counted.insert(0, "code", [str(code) for code in counted.index])
    counted.insert(1, "name", names)
    return counted.reset_index(drop=True)


def _with_limits(counted: pd.DataFrame) -> pd.DataFrame:
    """Return the matrix with how many inhabitants each group has in the names of its columns."""
    names = {f"{group.country} {group.size.value}": limits_of(group.size) for group in GROUPS}
    return counted.rename(columns={name: f"{name} ({limits})" for name, limits in names.items()})


def code_name(dimension: Dimension, code: str, base: KnowledgeBase, catalogue: Catalogue) -> str:
    """Return the name of a counted value in the reader's language."""
    if code == UNSTATED:
        return catalogue.text("scope.unstated")
    match dimension:
        case Dimension.YEAR:
            return code
        case Dimension.THEME:
            return theme_name(code, catalogue=catalogue, taxonomy=base.taxonomy)
        case Dimension.MUNICIPALITY:
            return municipality_name(code, catalogue=catalogue, gazetteer=base.gazetteer)
        case _:
            section = "scope.evidence_" if dimension is Dimension.EVIDENCE else f"{dimension.value}."
            key = f"{section}{code}"
            return catalogue.text(key) if key in catalogue.texts else code


def _rows(frame: pd.DataFrame, scope: Scope, base: KnowledgeBase, catalogue: Catalogue) -> pd.DataFrame:
    prefix = "d" if scope.unit is Unit.DOCUMENTS else "p"
    entries = base.entries.practices() if scope.unit is not Unit.DOCUMENTS else ()
    shown = {entry.ref.number: title_in(entry, catalogue.ui_language)[0] for entry in entries}
    rows = pd.DataFrame(
        {
            "ref": [f"{prefix}{number}" for number in frame["id"]],
            "title": [
                shown.get(number, title) for number, title in zip(frame["id"], frame["title"], strict=True)
            ],
            "original_title": frame["title"].to_numpy(),
            "state": frame["state"].to_numpy(),
            # not as numpy's numbers, which have none that is missing: 2017 would be written as 2017.0
            "first_year": frame["year"].array,
        }
    )
    columns = ["countries", "municipalities", "themes", "languages", "types", "evidence", "directions"]
    for column in columns if scope.unit is not Unit.DOCUMENTS else columns[:-2]:
        rows[column] = [_SEPARATOR.join(codes) for codes in frame[column]]
    return rows
