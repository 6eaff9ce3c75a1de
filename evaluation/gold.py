"""Documents with labels made by hand: which lines belong to them, how they divide, what they are about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from evaluation.tables import read_table
from kb.errors import InputError
from kb.text import to_nfc

LINES, CHUNKS = ".lines.tsv", ".chunks.json"


class GoldLine(BaseModel):
    """A line of the file, from 1, and whether it belongs to the document."""

    line: int = Field(ge=1)
    label: Literal["keep", "drop"]
    why: str = ""
    language: str = ""  # of the line, where it is labelled


class GoldPlace(BaseModel):
    """A municipality."""

    name: str
    code: str


class GoldMetadata(BaseModel):
    """What is known of the document; a field that is not there is not scored."""

    title: str | None = None
    date: str | None = None
    authors: list[str] | None = None
    author: str | None = None  # one, where ``authors`` is not given
    organisation: str | None = None
    event: str | None = None
    venue: str | None = None
    language: str | None = None
    municipalities: list[GoldPlace] = []
    municipalities_inferred: list[GoldPlace] = []
    themes: list[str] = []


class GoldChunk(BaseModel):
    """A passage that a careful reader would cut out; parts of a line by its first and last words."""

    start_line: int = Field(ge=1)
    end_line: int = Field(ge=1)
    start_text: str | None = None
    end_text: str | None = None
    heading_path: list[str]
    municipalities: list[GoldPlace]
    municipalities_inferred: list[GoldPlace] = []
    is_example: bool
    themes: list[str] | None = None  # ids of the taxonomy; None: not labelled


class GoldLabels(BaseModel):
    """The file ``NAME.chunks.json``."""

    file: str
    metadata: GoldMetadata
    chunks: list[GoldChunk]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """A file with its labels."""

    name: str
    path: Path
    lines: tuple[GoldLine, ...]
    metadata: GoldMetadata
    stated: frozenset[str]  # the fields of the metadata that the labels give, empty ones too
    chunks: tuple[GoldChunk, ...]


def read_gold(folder: Path, documents: Path | None = None) -> tuple[GoldDocument, ...]:
    """Read all labelled documents of a folder: for each ``NAME.chunks.json`` and ``NAME.lines.tsv``.

    Args:
        folder: Where the labels are, and the files unless ``documents`` is given.
        documents: Where the files are.

    Raises:
        InputError: There are no labels, a file is missing, or a label is not valid.
    """
    paths = sorted(folder.glob(f"*{CHUNKS}"))
    if not paths:
        raise InputError(
            f"{folder} holds no labels (*{CHUNKS} and *{LINES}). The formats are in docs/evaluation.md."
        )
    return tuple(_read_one(path, documents or folder) for path in paths)


def _read_one(path: Path, documents: Path) -> GoldDocument:
    name = path.name.removesuffix(CHUNKS)
    labels, stated = _labels(path)
    file = documents / labels.file
    if not file.is_file():
        raise InputError(
            f"{path}: there is no file {file}. Put it there, or name its folder with --documents."
        )
    lines = tuple(row for _, row in read_table(path.with_name(name + LINES), GoldLine))
    return GoldDocument(
        name=name,
        path=file,
        lines=lines,
        metadata=labels.metadata,
        stated=stated,
        chunks=tuple(labels.chunks),
    )


def _labels(path: Path) -> tuple[GoldLabels, frozenset[str]]:
    try:
        value = json.loads(to_nfc(path.read_text(encoding="utf-8")))
        labels = GoldLabels.model_validate(value)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{path}: {where}: {first['msg']}. The format is in docs/evaluation.md.") from error
    return labels, frozenset(value["metadata"])


def span_of(chunk: GoldChunk, text: str, starts: Sequence[int]) -> tuple[int, int]:
    """Return where a labelled passage stands in the text, whose lines begin at ``starts``.

    Raises:
        InputError: The text has not so many lines, or not the passage's first or last words.
    """
    if not chunk.start_line <= chunk.end_line < len(starts):
        raise InputError(
            f"Lines {chunk.start_line} to {chunk.end_line} are labelled, but there are {len(starts) - 1}."
        )
    start, end = starts[chunk.start_line - 1], starts[chunk.end_line] - 1
    if chunk.start_text is not None:
        start = _found(text, to_nfc(chunk.start_text), start, end)
    if chunk.end_text is not None:
        words = to_nfc(chunk.end_text)
        end = _found(text, words, start, end) + len(words)
    return start, end


def _found(text: str, words: str, start: int, end: int) -> int:
    place = text.find(words, start, end)
    if place < 0:
        raise InputError(f"The labelled words {words!r} do not stand in their lines.")
    return place


def line_starts(text: str) -> list[int]:
    """Return where each line of ``text`` begins, and one place more: where a next line would."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def codes(places: Iterable[GoldPlace]) -> frozenset[str]:
    """Return the codes of municipalities, as ``comparable_code`` has them."""
    return frozenset(comparable_code(place.code) for place in places)


def comparable_code(code: str) -> str:
    """Return a municipality's code without zeros before its number: lists differ in writing them."""
    return code[:2] + code[2:].lstrip("0")


def by_line(lines: Iterable[GoldLine]) -> Mapping[int, GoldLine]:
    """Return the labels by the number of the line."""
    return {line.line: line for line in lines}
