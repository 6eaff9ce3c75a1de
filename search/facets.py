"""A compact table of what each chunk can be filtered by, and the counts over a list of chunks."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kb.errors import IndexCorruptError
from kb.records import FILTER_FACETS, Facet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from kb.records import Filters, IndexEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetColumn:
    """The values of one facet: row ``i`` has the labels of ``codes[offsets[i]:offsets[i + 1]]``."""

    labels: tuple[str, ...]
    offsets: NDArray[np.int64]  # shape (n + 1,)
    codes: NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetTable:
    """What each chunk can be filtered by; rows in increasing order of chunk id."""

    chunk_ids: NDArray[np.int64]  # shape (n,), increasing
    document_ids: NDArray[np.int64]  # shape (n,)
    columns: Mapping[Facet, FacetColumn]


def make_facet_table(entries: Iterable[IndexEntry]) -> FacetTable:
    """Return the table of ``entries``, which are in any order and have different ids."""
    ordered = sorted(entries, key=lambda entry: entry.chunk_id)
    return FacetTable(
        chunk_ids=np.array([entry.chunk_id for entry in ordered], dtype=np.int64),
        document_ids=np.array([entry.document_id for entry in ordered], dtype=np.int64),
        columns={
            facet: _make_column([entry.facets.get(facet, ()) for entry in ordered]) for facet in FILTER_FACETS
        },
    )


def _make_column(values: Sequence[Sequence[str]]) -> FacetColumn:
    labels = sorted({value for row in values for value in row})
    code_of = {label: code for code, label in enumerate(labels)}
    # dict.fromkeys: a value stated twice counts once
    codes = [[code_of[value] for value in dict.fromkeys(row)] for row in values]
    return FacetColumn(
        labels=tuple(labels),
        offsets=_offsets([len(row) for row in codes]),
        codes=np.array([code for row in codes for code in row], dtype=np.int32),
    )


def _offsets(lengths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)])


def replace_documents(
    table: FacetTable, document_ids: Collection[int], entries: Iterable[IndexEntry]
) -> FacetTable:
    """Return the table without the rows of ``document_ids`` and with those of ``entries``."""
    kept = np.flatnonzero(~np.isin(table.document_ids, np.fromiter(document_ids, dtype=np.int64)))
    added = make_facet_table(entries)
    chunk_ids = np.concatenate([table.chunk_ids[kept], added.chunk_ids])
    order = np.argsort(chunk_ids, kind="stable")
    return FacetTable(
        chunk_ids=chunk_ids[order],
        document_ids=np.concatenate([table.document_ids[kept], added.document_ids])[order],
        columns={
            facet: _take_rows(_joined(_take_rows(table.columns[facet], kept), added.columns[facet]), order)
            for facet in FILTER_FACETS
        },
    )


def _take_rows(column: FacetColumn, rows: NDArray[np.int64]) -> FacetColumn:
    codes, lengths = _codes_of(column, rows)
    return FacetColumn(labels=column.labels, offsets=_offsets(lengths), codes=codes)


def _codes_of(column: FacetColumn, rows: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    starts = column.offsets[rows]
    lengths = column.offsets[rows + 1] - starts
    ends = np.cumsum(lengths)
    within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)
    return column.codes[np.repeat(starts, lengths) + within], lengths


def _joined(first: FacetColumn, second: FacetColumn) -> FacetColumn:
    used = {first.labels[code] for code in np.unique(first.codes)} | set(second.labels)
    labels = sorted(used)
    code_of = {label: code for code, label in enumerate(labels)}
    codes = [
        np.array([code_of.get(label, -1) for label in column.labels], dtype=np.int32)[column.codes]
        for column in (first, second)
    ]
    lengths = np.concatenate([np.diff(first.offsets), np.diff(second.offsets)])
    return FacetColumn(labels=tuple(labels), offsets=_offsets(lengths), codes=np.concatenate(codes))


def allowed_ids(table: FacetTable, filters: Filters) -> NDArray[np.int64] | None:
    """Return the ids of the chunks within ``filters``, increasing; None if nothing is filtered."""
    wanted = {
        Facet.THEME: filters.themes,
        Facet.COUNTRY: filters.countries,
        Facet.MUNICIPALITY: filters.municipalities,
        Facet.LANGUAGE: filters.languages,
        Facet.TYPE: filters.types,
        Facet.TARGET_GROUP: filters.target_groups,
        Facet.STATUS: filters.statuses,
        Facet.PARTICIPATION: filters.participation,
        Facet.LESSON: filters.lessons,
    }
    chosen = {facet: values for facet, values in wanted.items() if values}
    if filters.years is not None:
        first, last = filters.years
        years = (label for label in table.columns[Facet.YEAR].labels if label.isdecimal())
        chosen[Facet.YEAR] = frozenset(year for year in years if first <= int(year) <= last)
    if not chosen:
        return None
    inside = np.ones(len(table.chunk_ids), dtype=bool)
    for facet, values in chosen.items():
        inside &= _rows_with(table.columns[facet], values)
    return table.chunk_ids[inside]


def _rows_with(column: FacetColumn, values: frozenset[str]) -> NDArray[np.bool_]:
    matching = np.array([label in values for label in column.labels], dtype=bool)
    # Running sums: how many matching codes stand before each place.
    before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(matching[column.codes])])
    return np.diff(before[column.offsets]) > 0


def count_facets(table: FacetTable, chunk_ids: NDArray[np.int64]) -> dict[Facet, tuple[tuple[str, int], ...]]:
    """Count the values of each facet over ``chunk_ids``, most first, ties by value; skip unknown ids."""
    rows = _rows_of(table, chunk_ids)
    counted = {}
    for facet, column in table.columns.items():
        codes, _ = _codes_of(column, rows)
        counts = np.bincount(codes, minlength=len(column.labels))
        pairs = ((column.labels[code], int(counts[code])) for code in np.flatnonzero(counts))
        counted[facet] = tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
    return counted


def documents_of(table: FacetTable, chunk_ids: NDArray[np.int64]) -> dict[int, int]:
    """Return the document id of each known chunk id."""
    rows = _rows_of(table, chunk_ids)
    return dict(zip(table.chunk_ids[rows].tolist(), table.document_ids[rows].tolist(), strict=True))


def document_ids_of(table: FacetTable, chunk_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the document ids of known chunks, in their order."""
    return table.document_ids[_rows_of(table, chunk_ids)]


def language_codes_of(table: FacetTable, chunk_ids: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return a code for the language of each of these known chunks, in order; -1 where none is stated."""
    column = table.columns[Facet.LANGUAGE]
    rows = _rows_of(table, chunk_ids)
    starts = column.offsets[rows]
    is_stated = column.offsets[rows + 1] > starts
    codes = np.full(len(rows), -1, dtype=np.int32)
    codes[is_stated] = column.codes[starts[is_stated]]
    return codes


def _rows_of(table: FacetTable, chunk_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    if len(table.chunk_ids) == 0:
        return np.empty(0, dtype=np.int64)
    places = np.searchsorted(table.chunk_ids, chunk_ids)
    places[places == len(table.chunk_ids)] = 0
    rows: NDArray[np.int64] = places[table.chunk_ids[places] == chunk_ids]
    return rows


def save_facet_table(table: FacetTable, path: Path) -> None:
    """Write the table to one file."""
    arrays: dict[str, NDArray[Any]] = {"chunk_ids": table.chunk_ids, "document_ids": table.document_ids}
    for facet, column in table.columns.items():
        labels = json.dumps(column.labels, ensure_ascii=False).encode()
        arrays[f"{facet}.labels"] = np.frombuffer(labels, dtype=np.uint8)
        arrays[f"{facet}.offsets"] = column.offsets
        arrays[f"{facet}.codes"] = column.codes
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def load_facet_table(path: Path) -> FacetTable:
    """Read what ``save_facet_table`` wrote.

    Raises:
        IndexCorruptError: The file is missing or damaged.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            columns = {
                facet: FacetColumn(
                    labels=tuple(json.loads(stored[f"{facet}.labels"].tobytes())),
                    offsets=stored[f"{facet}.offsets"],
                    codes=stored[f"{facet}.codes"],
                )
                for facet in FILTER_FACETS
            }
            return FacetTable(
                chunk_ids=stored["chunk_ids"], document_ids=stored["document_ids"], columns=columns
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise IndexCorruptError(f"{path} is damaged: {error}. Run: metodbank index rebuild") from error
