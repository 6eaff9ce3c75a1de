"""Makes ``search/data/bridge.tsv`` of the term lists in ``training/data/terms``.

Run: python -m training.build_bridge

Every list is a table ``sv da nb en pos false_friends``: one concept a row, synonyms separated by `` | ``.
False friends are words that look like a term of the row and mean something else, as ``da:frokost=lunch``.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.text import fold, to_nfc
from search.spelling_distance import distance

PROJECT = Path(__file__).resolve().parent.parent
TERMS = PROJECT / "training" / "data" / "terms"
BRIDGE = PROJECT / "search" / "data" / "bridge.tsv"

COLUMNS = ("sv", "da", "nb", "en", "pos", "false_friends")
_LANGUAGES = COLUMNS[:4]
_PARTS_OF_SPEECH = frozenset({"noun", "verb", "adjective", "adverb", "phrase", "abbreviation"})
_HEADER = "sv\tda\tnb\ten\tpos\tthemes\tfalse_friends"
# A note that a word means something else as well is no reason to keep it from its translation.
_ALSO = re.compile(r"(även|också|ibland|också|også|undertiden|sommetider|finns|findes)\b")
_NEXT_FRIEND = re.compile(r"\s*[|;]\s*(?=[a-z]{2}:)|\s+\|\s+")
_LONG_CHARS = 5  # words of which two letters may differ, and they still look alike: urval, udvalg
_FRIEND = re.compile(r"(sv|da):([^=]+)=(.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """One concept: its terms by language, and the words to keep apart from them."""

    terms: tuple[tuple[str, ...], ...]  # by language, as in the columns
    pos: str
    themes: tuple[str, ...]
    false_friends: tuple[tuple[str, str], ...]  # Swedish word, Danish word


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What the builder found: errors stop it, remarks do not."""

    errors: list[str]
    remarks: list[str]


def build(folder: Path = TERMS) -> tuple[str, Notes]:
    """Return the content of the bridge made of all lists in ``folder``, and what is to be said of them."""
    notes = Notes(errors=[], remarks=[])
    rows = [row for path in sorted(folder.glob("*.tsv")) for row in read_terms(path, notes)]
    merged = _without_conflicts(merge(rows), notes)
    norwegian = {(fold(sv), fold(nb)) for row in merged for sv in row.terms[0] for nb in row.terms[2]}
    lines = sorted(_line(row, norwegian) for row in merged)
    return "\n".join([_HEADER, *lines]) + "\n", notes


def read_terms(path: Path, notes: Notes) -> list[TermRow]:
    """Read one list; a row that breaks a rule is left out and noted as an error."""
    text = path.read_text(encoding="utf-8")
    rows: list[TermRow] = []
    first, *lines = text.splitlines()
    if tuple(first.split("\t")) != COLUMNS:
        notes.errors.append(f"{path.name}: the first line must name the columns {', '.join(COLUMNS)}")
        return rows
    seen: set[str] = set()
    for number, line in enumerate(lines, start=2):
        problem = _problem(line) or ("the row is there twice" if line in seen else "")
        if problem:
            notes.errors.append(f"{path.name}, line {number}: {problem}")
            continue
        seen.add(line)
        rows.append(_row(line, path.stem, f"{path.name}, line {number}", notes))
    return rows


def _problem(line: str) -> str:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        return f"{len(cells)} columns instead of {len(COLUMNS)}"
    if not unicodedata.is_normalized("NFC", line):
        return "not in Unicode form NFC"
    if not cells[0].strip() or not cells[1].strip():
        return "the Swedish or the Danish term is missing"
    if cells[4].strip() not in _PARTS_OF_SPEECH:
        return f"{cells[4]!r} is no part of speech; they are {', '.join(sorted(_PARTS_OF_SPEECH))}"
    if any(not term.strip() for cell in cells[:4] if cell.strip() for term in cell.split("|")):
        return "there is an empty term between two strokes"
    return ""


def _row(line: str, theme: str, place: str, notes: Notes) -> TermRow:
    cells = [cell.strip() for cell in line.split("\t")]
    terms = tuple(_terms(cell) for cell in cells[:4])
    friends = [_friend(text, terms, place, notes) for text in _NEXT_FRIEND.split(cells[5]) if text.strip()]
    return TermRow(
        terms=terms,
        pos=cells[4],
        themes=(theme,),
        false_friends=tuple(friend for friend in friends if friend is not None),
    )


def _terms(cell: str) -> tuple[str, ...]:
    terms = (" ".join(to_nfc(term).split()) for term in cell.split("|"))
    return tuple(dict.fromkeys(term for term in terms if term))


def _friend(text: str, terms: Sequence[Sequence[str]], place: str, notes: Notes) -> tuple[str, str] | None:
    """Return the Swedish and the Danish word that are to be kept apart; None if there is no such pair."""
    found = _FRIEND.fullmatch(text.strip())
    if found is None:
        notes.remarks.append(
            f"{place}: {text.strip()!r} is not read (only sv:word=meaning and da:word=meaning)"
        )
        return None
    language, word, meaning = (part.strip() for part in found.groups())
    own, other = (0, 1) if language == "sv" else (1, 0)
    alike = _closest(word, terms[other])
    is_translation = fold(word) in {fold(term) for term in terms[own]}  # and means something else besides
    says_nothing = fold(alike or "") in fold(meaning).replace(",", " ").split() or _ALSO.match(meaning)
    if alike is None or is_translation or says_nothing:
        notes.remarks.append(f"{place}: {text.strip()!r} keeps nothing apart")
        return None
    return (word, alike) if own == 0 else (alike, word)


def _closest(word: str, terms: Iterable[str]) -> str | None:
    """Return the single word among ``terms`` spelt most like ``word``, None if none is near."""
    near = [
        (distance(fold(word), fold(term), limit=_limit(word, term)), term)
        for term in terms
        if " " not in term
    ]
    best = min((pair for pair in near if pair[0] is not None), default=None)
    return best[1] if best else None


def _limit(first: str, second: str) -> int:
    """Return how many letters may differ in words that look alike."""
    longer = max(len(first), len(second))
    return max(2, longer // 3) if longer >= _LONG_CHARS else longer // 3


def merge(rows: Iterable[TermRow]) -> list[TermRow]:
    """Join the rows that have the usual Swedish and the usual Danish term in common, of all themes."""
    groups: dict[tuple[str, str, str], list[TermRow]] = defaultdict(list)
    for row in rows:
        groups[fold(row.terms[0][0]), fold(row.terms[1][0]), row.pos].append(row)
    return [
        TermRow(
            terms=tuple(
                _different(term for row in group for term in row.terms[nth]) for nth in range(len(_LANGUAGES))
            ),
            pos=group[0].pos,
            themes=tuple(sorted({theme for row in group for theme in row.themes})),
            false_friends=tuple(sorted({friend for row in group for friend in row.false_friends})),
        )
        for group in groups.values()
    ]


def _different(terms: Iterable[str]) -> tuple[str, ...]:
    return tuple({fold(term): term for term in reversed(list(terms))}.values())[::-1]


def _without_conflicts(rows: Sequence[TermRow], notes: Notes) -> list[TermRow]:
    """Leave out the false friends that a row gives as translations, unless they are spelt the same.

    Of those, such as ledig, some sense is mostly shared: what is typed is kept apart all the same.
    """
    translated = {(fold(sv), fold(da)) for row in rows for sv in row.terms[0] for da in row.terms[1]}
    kept = []
    for row in rows:
        friends = []
        for swedish, danish in row.false_friends:
            pair = (fold(swedish), fold(danish))
            if pair in translated:
                notes.remarks.append(f"{swedish} = {danish} ({', '.join(row.themes)}): also a translation")
            if pair not in translated or pair[0] == pair[1]:
                friends.append((swedish, danish))
        kept.append(replace(row, false_friends=tuple(friends)))
    return kept


def _line(row: TermRow, norwegian: Container[tuple[str, str]]) -> str:
    # Norwegian mostly goes with Danish, unless a row says that it has the word in the Swedish sense.
    friends = "|".join(
        f"{swedish}~{danish}{'~da' if (fold(swedish), fold(swedish)) in norwegian else ''}"
        for swedish, danish in row.false_friends
    )
    return "\t".join([*("|".join(terms) for terms in row.terms), row.pos, ",".join(row.themes), friends])


def main() -> int:
    """Write the bridge; return 1, with nothing written, if a list has errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terms", type=Path, default=TERMS)
    parser.add_argument("--out", type=Path, default=BRIDGE)
    arguments = parser.parse_args()
    content, notes = build(arguments.terms)
    sys.stderr.writelines(f"{note}\n" for note in [*notes.remarks, *notes.errors])
    if notes.errors:
        return 1
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    temporary = arguments.out.with_suffix(".tmp")
    temporary.write_text(content, encoding="utf-8")
    temporary.replace(arguments.out)
    sys.stderr.write(f"{len(content.splitlines()) - 1} rows in {arguments.out}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
