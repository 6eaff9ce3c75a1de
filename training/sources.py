"""The public training text: reading a folder of aligned files as ``sources.toml`` says."""

from __future__ import annotations

import csv
import gzip
import itertools
import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from kb.text import to_nfc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

LANGUAGES = ("sv", "da", "nb", "en")

_SOURCES = Path(__file__).parent / "sources.toml"
_MAX_CHARS = 1200
_MAX_HEADINGS_OF_LAW = 30  # the income tax law alone has four thousand
_MAX_HEADING_CHARS = 120
_MAX_SYNONYMS = 3


class SourceSettings(TypedDict):
    """One entry of ``sources.toml``."""

    name: str
    licence: str
    kind: str
    cap: int
    weight: float
    min_chars: int
    teacher: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts with one meaning, or a heading and what stands under it."""

    left: str
    right: str
    left_english: str = ""  # each side in English, where it is known: the teacher reads it
    right_english: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Pairs of one source in one pair of languages."""

    source: str
    languages: tuple[str, str]
    weight: float
    pairs: tuple[Pair, ...]


def read_settings(path: Path = _SOURCES) -> list[SourceSettings]:
    """Return the sources in the order of the file."""
    entries: list[SourceSettings] = tomllib.loads(path.read_text(encoding="utf-8"))["source"]
    return entries


def read_groups(folder: Path, settings: Sequence[SourceSettings], *, seed: int) -> list[Group]:
    """Read all sources of a folder, capped; the same seed gives the same pairs.

    Raises:
        FileNotFoundError: A file that the settings name is not in the folder.
    """
    groups = []
    for source in settings:
        path = folder / f"{source['name']}.tsv.gz"
        if not path.is_file():
            raise FileNotFoundError(f"{path} is missing: {source['name']} is named in {_SOURCES.name}")
        rng = random.Random(f"{seed} {source['name']}")
        for languages, pairs in _pairs_of(path, source).items():
            drawn = rng.sample(pairs, source["cap"]) if len(pairs) > source["cap"] else pairs
            groups.append(Group(source["name"], languages, source["weight"], tuple(drawn)))
    return groups


def _pairs_of(path: Path, source: SourceSettings) -> dict[tuple[str, str], list[Pair]]:
    found: dict[tuple[str, str], dict[Pair, None]] = {}
    for languages, pair in _PAIRS[source["kind"]](_rows(path)):
        if min(len(pair.left), len(pair.right)) >= source["min_chars"] and pair.left != pair.right:
            found.setdefault(languages, {})[pair] = None
    return {languages: list(pairs) for languages, pairs in found.items()}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield {key: to_nfc(value or "").strip()[:_MAX_CHARS] for key, value in row.items() if key}


def _parallel(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[tuple[str, str], Pair]]:
    for row in rows:
        present = [language for language in LANGUAGES if row.get(language)]
        for left, right in itertools.combinations(present, 2):
            english = row.get("en", "")
            yield (left, right), Pair(row[left], row[right], english, english)


def _dictionary(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[tuple[str, str], Pair]]:
    for row in rows:
        if "NON_ANALYSIS" in row.values():
            continue  # what a failed lookup left behind
        terms = {
            language: [each.strip() for each in row[language].split(",")][:_MAX_SYNONYMS]
            for language in LANGUAGES
            if row.get(language)
        }
        for left, right in itertools.combinations(terms, 2):
            for pair in itertools.product(terms[left], terms[right]):
                yield (left, right), Pair(*pair)
        gloss = row.get("en_gloss", "")
        for language, found in terms.items():
            if gloss:
                yield (language, "en"), Pair(", ".join(found), gloss, gloss, gloss)


def _heading(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[tuple[str, str], Pair]]:
    n_of_law: dict[str, int] = {}
    for row in rows:
        law, _, title = row.get("sv_heading", "").partition(" – ")
        if not title or title.startswith(law) or len(title) > _MAX_HEADING_CHARS:
            continue  # old ones repeat their title where a heading should be
        n_of_law[law] = n_of_law.get(law, 0) + 1
        if n_of_law[law] <= _MAX_HEADINGS_OF_LAW:
            yield ("sv", "sv"), Pair(f"{title} – {law}", row["sv_paragraph"])


_PAIRS = {"parallel": _parallel, "dictionary": _dictionary, "heading": _heading}
