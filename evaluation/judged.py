"""Judged sets: questions, and what must be found for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from evaluation.tables import read_table
from evaluation.targets import EXPECTED, Target, parse_target
from kb.errors import InputError
from kb.records import Language

QUERIES, QRELS, PASSAGES = "queries.tsv", "qrels.tsv", "passages.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedQuery:
    """A question as someone would type it."""

    id: str
    language: Language
    text: str
    group: str  # reported apart as well; empty for none


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How relevant a target is to a query: 0 not, 1 touches it, 2 answers it, 3 answers it fully."""

    target: Target
    relevance: int
    line: int  # in qrels.tsv, for messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text that is one chunk of the collection."""

    id: str
    language: Language
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSet:
    """Questions with their judgements, and the collection where it comes with them."""

    name: str
    qrels_path: Path
    queries: tuple[JudgedQuery, ...]  # in the file's order
    judgements: Mapping[str, tuple[Judgement, ...]]  # by query id; a query may have none
    passages: tuple[Passage, ...]  # empty where the collection is made of documents


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _QueryRow(_Row):
    id: str = Field(min_length=1)
    language: Literal["sv", "da", "en", "nb"]
    text: str = Field(min_length=1)
    group: str = ""


class _JudgementRow(_Row):
    query: str = Field(min_length=1)
    target: str = Field(min_length=1)
    relevance: int = Field(ge=0, le=3)


class _PassageRow(_Row):
    id: str = Field(min_length=1)
    language: Literal["sv", "da", "en", "nb"]
    text: str = Field(min_length=1)


def read_judged_set(paths: Sequence[Path]) -> JudgedSet:
    """Read a judged set: a folder, or the files queries, qrels and where there are any passages, in order.

    Raises:
        InputError: A file is missing, empty or malformed, an id occurs twice, or a judgement has no query.
    """
    files, name = _files(paths)
    queries = read_queries(files[0])
    passages = _read_passages(files[2]) if len(files) > 2 else ()
    judgements = _read_judgements(files[1], {query.id for query in queries}, are_passages=bool(passages))
    return JudgedSet(
        name=name, qrels_path=files[1], queries=queries, judgements=judgements, passages=passages
    )


def _files(paths: Sequence[Path]) -> tuple[list[Path], str]:
    if len(paths) in {2, 3}:
        return list(paths), paths[0].stem
    if len(paths) == 1 and paths[0].is_dir():
        files = [paths[0] / QUERIES, paths[0] / QRELS]
        if (paths[0] / PASSAGES).exists():
            files.append(paths[0] / PASSAGES)
        return files, paths[0].resolve().name
    given = ", ".join(str(path) for path in paths)
    raise InputError(
        f"A judged set is a folder with {QUERIES} and {QRELS} (and {PASSAGES}), or those files themselves "
        f"in this order; got {given}."
    )


def read_queries(path: Path) -> tuple[JudgedQuery, ...]:
    """Read a table of questions.

    Raises:
        InputError: It is missing, empty or malformed, or an id occurs twice.
    """
    rows = read_table(path, _QueryRow)
    _forbid_repeats(path, [(number, row.id) for number, row in rows])
    return tuple(
        JudgedQuery(id=row.id, language=Language(row.language), text=row.text, group=row.group)
        for _, row in rows
    )


def _read_passages(path: Path) -> tuple[Passage, ...]:
    rows = read_table(path, _PassageRow)
    _forbid_repeats(path, [(number, row.id) for number, row in rows])
    return tuple(Passage(id=row.id, language=Language(row.language), text=row.text) for _, row in rows)


def _read_judgements(
    path: Path, query_ids: set[str], *, are_passages: bool
) -> dict[str, tuple[Judgement, ...]]:
    rows = read_table(path, _JudgementRow)
    found: dict[str, list[Judgement]] = {}
    for number, row in rows:
        if row.query not in query_ids:
            raise InputError(
                f"{path}, line {number}: there is no query {row.query!r} in {QUERIES}. Correct the id or "
                "add the query."
            )
        # the id of a passage is taken as it is: it may look like lines of a file
        target = Target(file=row.target) if are_passages else _target(path, number, row.target)
        found.setdefault(row.query, []).append(Judgement(target=target, relevance=row.relevance, line=number))
    for query_id, judgements in found.items():
        _forbid_repeats(path, [(each.line, f"{query_id} {each.target}") for each in judgements])
    return {query_id: tuple(judgements) for query_id, judgements in found.items()}


def _target(path: Path, number: int, text: str) -> Target:
    try:
        return parse_target(text)
    except ValueError as error:
        raise InputError(f"{path}, line {number}: {error}. Expected {EXPECTED}.") from error


def _forbid_repeats(path: Path, ids: Sequence[tuple[int, str]]) -> None:
    first: dict[str, int] = {}
    for number, each in ids:
        if each in first:
            raise InputError(
                f"{path}, line {number}: {each!r} is there already, in line {first[each]}. Remove one."
            )
        first[each] = number
