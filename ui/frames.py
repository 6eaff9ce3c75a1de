"""The collection as pandas tables: a row for each practice or document, and counts of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from weakref import WeakKeyDictionary

import pandas as pd

from kb.entries import Entry, title_in
from kb.entry_desk import EntryDesk
from kb.errors import UnknownMunicipalityError
from kb.gazetteer import Gazetteer
from kb.knowledge_base import KnowledgeBase
from kb.practice_terms import Direction
from kb.practices import PracticeField, PracticeState
from kb.records import Country, Document, Facet
from kb.said_missing import says_unmeasured
from kb.taxonomy import Taxonomy
from ui.scope import UNSTATED as UNSTATED
from ui.scope import Evidence as Evidence
from ui.scope import Scope, Size, Unit, size_of

_MAX_DOCUMENTS = 1_000_000


class Dimension(StrEnum):
    """By what is counted."""

    YEAR = "year"
    COUNTRY = "country"
    MUNICIPALITY = "municipality"
    THEME = "theme"
    LANGUAGE = "language"
    TYPE = "type"
    EVIDENCE = "evidence"  # practices only
    DIRECTION = "direction"  # practices only


# The column of each dimension; that of a year holds one value, the others tuples of codes.
_COLUMNS: Mapping[Dimension, str] = {
    Dimension.YEAR: "year",
    Dimension.COUNTRY: "countries",
    Dimension.MUNICIPALITY: "municipalities",
    Dimension.THEME: "themes",
    Dimension.LANGUAGE: "languages",
    Dimension.TYPE: "types",
    Dimension.EVIDENCE: "evidence",
    Dimension.DIRECTION: "directions",
}
_FIXED: Mapping[Dimension, tuple[str, ...]] = {
    Dimension.COUNTRY: tuple(each.value for each in Country),
    Dimension.EVIDENCE: tuple(each.value for each in Evidence),
    Dimension.DIRECTION: (*(each.value for each in Direction), UNSTATED),
}
FRAME_COLUMNS = (
    "id", "title", "state", "year", "countries", "municipalities", "sizes", "themes", "languages", "types",
    "evidence", "directions",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A column of the matrix: the municipalities of one country and size."""

    country: str
    size: Size


GROUPS = tuple(Group(country=country.value, size=size) for country in Country for size in Size)


def frame_of(base: KnowledgeBase, unit: Unit) -> pd.DataFrame:
    """Return a row for each practice or document; made once for each change of the home.

    Columns: ``id``, ``title``, ``state`` of a practice, ``year`` (the first; missing where nothing says it),
    and tuples of codes without repeats: ``countries``, ``municipalities``, ``sizes`` (as "SE small"),
    ``themes`` (a sub-theme's theme too), ``languages``, ``types``, ``evidence``, ``directions``. The caller
    does not change it.
    """
    if unit is Unit.DOCUMENTS:
        with _lock:
            return _current(base, unit, (base.version(),), lambda: _documents(base))
    base.entries.practices()  # brings them up to date, and with them the time of their last change
    with _lock:
        frame = _current(base, unit, (base.version(), base.practices.changed_at()), lambda: _practices(base))
    return frame if unit is Unit.PRACTICES else frame[frame["state"] == PracticeState.PUBLISHED.value]


_lock = threading.Lock()
# By who sees the same practices, whoever they are: each request has a knowledge base of its own.
_made: WeakKeyDictionary[EntryDesk, dict[bool, tuple[tuple[object, ...], pd.DataFrame]]] = WeakKeyDictionary()


def _current(
    base: KnowledgeBase, unit: Unit, stamp: tuple[object, ...], make: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """Return a table as it was made, or made anew if its stamp has changed."""
    tables = _made.setdefault(base.entries, {})
    is_documents = unit is Unit.DOCUMENTS
    if is_documents not in tables or tables[is_documents][0] != stamp:
        tables[is_documents] = (stamp, make())
    return tables[is_documents][1]


def _practices(base: KnowledgeBase) -> pd.DataFrame:
    return practice_frame(base.entries.practices(), base.taxonomy, base.gazetteer)


def _documents(base: KnowledgeBase) -> pd.DataFrame:
    return document_frame(base.documents(limit=_MAX_DOCUMENTS), base.taxonomy, base.gazetteer)


def practice_frame(entries: Sequence[Entry], taxonomy: Taxonomy, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return a row for each practice, in the order of ``entries``."""
    rows = []
    for entry in entries:
        documents = list(entry.documents.values())
        quotes = entry.fields.get(PracticeField.DIRECTION, ())
        directions = tuple(dict.fromkeys(quote.code for quote in quotes if quote.code))
        rows.append(
            (
                entry.ref.number,
                title_in(entry, entry.language)[0],
                entry.state.value if entry.state else "",
                entry.years[0] if entry.years else None,
                entry.countries,
                entry.municipalities,
                _sizes(entry.municipalities, gazetteer),
                _with_parents(entry.themes, taxonomy),
                tuple(dict.fromkeys(each.metadata.language.value for each in documents)),
                tuple(dict.fromkeys(each.metadata.type.value for each in documents)),
                (evidence_of(entry).value,),
                directions or (UNSTATED,),
            )
        )
    return _frame(rows)


def evidence_of(entry: Entry) -> Evidence:
    """Return what is quoted of how the results are known; that something was not found is no follow-up."""
    quotes = entry.fields.get(PracticeField.EVIDENCE, ())
    directions = {quote.code for quote in entry.fields.get(PracticeField.DIRECTION, ())}
    if Direction.UNKNOWN.value in directions or (quotes and all(says_unmeasured(q.text) for q in quotes)):
        return Evidence.SAID_MISSING
    return Evidence.QUOTED if quotes else Evidence.NOT_QUOTED


def document_frame(documents: Sequence[Document], taxonomy: Taxonomy, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return a row for each document, by what it is about as a whole."""
    rows = []
    for document in documents:
        municipalities = _tagged(document, Facet.MUNICIPALITY)
        rows.append(
            (
                int(document.id),
                document.metadata.title,
                "",
                document.metadata.year,
                _tagged(document, Facet.COUNTRY),
                municipalities,
                _sizes(municipalities, gazetteer),
                _with_parents(_tagged(document, Facet.THEME), taxonomy),
                (document.metadata.language.value,),
                (document.metadata.type.value,),
                (),
                (),
            )
        )
    return _frame(rows)


def _frame(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(FRAME_COLUMNS))
    frame["year"] = frame["year"].astype("Int64")
    return frame


def _tagged(document: Document, facet: Facet) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.value for tag in document.tags if tag.facet is facet))


def _with_parents(themes: Iterable[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    known = {theme.id: theme.parent for theme in taxonomy.themes}
    found: dict[str, None] = {}
    for theme in themes:
        step: str | None = theme
        while step is not None:
            found[step] = None
            step = known.get(step)
    return tuple(found)


def _sizes(municipalities: Iterable[str], gazetteer: Gazetteer) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for code in municipalities:
        try:
            place = gazetteer.get(code)
        except UnknownMunicipalityError:
            continue  # of a gazetteer from before
        found[f"{place.country.value} {size_of(place.population).value}"] = None
    return tuple(found)


def within(frame: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Return the rows that a scope lets through; a practice of several years is in its first.

    Country and size hold for one municipality together: a small Swedish and a large Danish municipality are
    no large Swedish one.
    """
    wanted = pd.Series(data=True, index=frame.index)
    if scope.theme:
        wanted &= _has(frame["themes"], {scope.theme})
    if scope.country:
        wanted &= _has(frame["countries"], {scope.country})
    if scope.size:
        countries = [scope.country] if scope.country else [each.value for each in Country]
        wanted &= _has(frame["sizes"], {f"{country} {scope.size.value}" for country in countries})
    if scope.municipality:
        wanted &= _has(frame["municipalities"], {scope.municipality})
    if scope.direction:
        wanted &= _has(frame["directions"], {scope.direction})
    if scope.evidence:
        wanted &= _has(frame["evidence"], {scope.evidence})
    if scope.language:
        wanted &= _has(frame["languages"], {scope.language})
    if scope.document_type:
        wanted &= _has(frame["types"], {scope.document_type})
    if scope.years:
        wanted &= frame["year"].between(*scope.years).fillna(value=False).astype(bool)
    return frame[wanted]


def _has(column: pd.Series, codes: set[str]) -> pd.Series:
    return pd.Series([not codes.isdisjoint(row) for row in column], index=column.index, dtype=bool)


def count_by(frame: pd.DataFrame, dimension: Dimension, codes: Sequence[str] = ()) -> pd.DataFrame:
    """Count the rows by one dimension.

    Args:
        frame: Rows of :func:`frame_of`.
        dimension: By what; a row with several values counts once for each of them.
        codes: The values to count, in this order, also where there are none; empty: those that occur.

    Returns:
        The columns ``code`` and ``n``. Years come in their order, those without any between them too, then
        ``unstated``; closed sets come in theirs; all else with the most first, then by code.
    """
    column = frame[_COLUMNS[dimension]]
    if dimension is Dimension.YEAR:
        return _by_year(column)
    counted = column.explode().dropna().value_counts()
    order = [*(codes or _FIXED.get(dimension, ()))]
    if not order:
        order = sorted(counted.index, key=lambda code: (-counted[code], code))
    return _counts((code, int(counted.get(code, 0))) for code in order)


def meant_places(counted: pd.DataFrame, scope: Scope, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return the municipalities among counts that a scope means: one in both countries has others too."""
    meant = [
        scope.country in (None, code[:2])
        and (scope.size is None or f"{code[:2]} {scope.size.value}" in _sizes([code], gazetteer))
        for code in counted["code"]
    ]
    return counted[pd.Series(meant, index=counted.index, dtype=bool)].reset_index(drop=True)


def _by_year(years: pd.Series) -> pd.DataFrame:
    counted = years.dropna().astype(int).value_counts()
    pairs: list[tuple[str, int]] = []
    if len(counted):
        span = range(int(counted.index.min()), int(counted.index.max()) + 1)
        pairs = [(str(year), int(counted.get(year, 0))) for year in span]
    n_undated = int(years.isna().sum())
    return _counts([*pairs, (UNSTATED, n_undated)] if n_undated else pairs)


def _counts(pairs: Iterable[tuple[str, int]]) -> pd.DataFrame:
    counted = dict(pairs)
    # as objects: pandas' own strings take longer to make than all else here
    codes = pd.Series(list(counted), dtype="object")
    return pd.DataFrame({"code": codes, "n": pd.Series(list(counted.values()), dtype="int64")})


def matrix(frame: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """Count the rows by theme, and by country and size of the municipality.

    Returns:
        A row for each theme in their order, a column for each of ``GROUPS`` (as "SE small"), and at the end
        ``total``. The total counts each row once, those without a municipality too, so it is not the sum.
    """
    names = [f"{group.country} {group.size.value}" for group in GROUPS]
    long = frame[["id", "themes", "sizes"]].explode("themes").explode("sizes")
    counted = long.groupby(["themes", "sizes"])["id"].nunique() if len(long) else {}
    totals = count_by(frame, Dimension.THEME, themes).set_index("code")["n"]
    rows = [[*(int(counted.get((theme, name), 0)) for name in names), int(totals[theme])] for theme in themes]
    return pd.DataFrame(rows, index=list(themes), columns=[*names, "total"])
