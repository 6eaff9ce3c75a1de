"""What ingest makes of labelled documents, counted against their labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evaluation.gold import GoldDocument, by_line, codes, comparable_code, line_starts, span_of
from kb.errors import InputError
from kb.records import Facet, PreparedDocument, TagMethod
from kb.text import fold

if TYPE_CHECKING:
    from evaluation.gold import GoldChunk
    from kb.records import ChunkDraft, Tag

METADATA = ("title", "date", "authors", "organisation", "event", "venue", "language")
_MIN_LANGUAGE_WORDS = 5

Prepare = Callable[[str, bytes], PreparedDocument]  # of a file's name and content


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was found, against what should have been."""

    right: int = 0
    wrong: int = 0  # found, should not have been
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            right=self.right + other.right,
            wrong=self.wrong + other.wrong,
            missed=self.missed + other.missed,
        )

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what is right that was found; 1 where there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of all."""

    n: int = 0
    n_all: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(n=self.n + other.n, n_all=self.n_all + other.n_all)

    @property
    def value(self) -> float:
        """The share in [0, 1]; 1 of nothing."""
        return self.n / self.n_all if self.n_all else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestScore:
    """The figures of one document, or of several together."""

    dropped: Counts = Counts()  # lines
    languages: Share = Share()  # lines of five words or more in the right language
    municipalities: Counts = Counts()  # of documents, by name
    inferred: Counts = Counts()  # of documents, through a district
    chunk_municipalities: Counts = Counts()
    themes: Counts = Counts()  # of chunks that are labelled with themes
    metadata: Mapping[str, Share] = field(default_factory=dict)
    alone: Share = Share()  # examples that share no chunk with anything else
    mixed: Share = Share()  # chunks that mix two headings
    foreign: Share = Share()  # examples with a municipality that is not theirs
    faults: tuple[str, ...] = ()  # each in one line, for people

    def __add__(self, other: IngestScore) -> IngestScore:
        names = dict.fromkeys([*self.metadata, *other.metadata])
        return IngestScore(
            dropped=self.dropped + other.dropped,
            languages=self.languages + other.languages,
            municipalities=self.municipalities + other.municipalities,
            inferred=self.inferred + other.inferred,
            chunk_municipalities=self.chunk_municipalities + other.chunk_municipalities,
            themes=self.themes + other.themes,
            metadata={
                name: self.metadata.get(name, Share()) + other.metadata.get(name, Share()) for name in names
            },
            alone=self.alone + other.alone,
            mixed=self.mixed + other.mixed,
            foreign=self.foreign + other.foreign,
            faults=self.faults + other.faults,
        )


def score_document(gold: GoldDocument, prepare: Prepare) -> IngestScore:
    """Ingest one labelled file and count what came out against its labels.

    Raises:
        InputError: The labels do not fit the file, or it is of a kind without lines.
        FileError: It cannot be ingested.
    """
    document = prepare(gold.path.name, gold.path.read_bytes())
    if not document.has_lines:
        raise InputError(f"{gold.path} has no lines of text, so its labels mean nothing. Leave it out.")
    faults: list[str] = []
    try:
        scored = _Scored(gold, document, faults)
    except InputError as error:
        raise InputError(f"{gold.name}: {error}") from error
    return IngestScore(
        dropped=scored.dropped(),
        languages=scored.languages(),
        municipalities=scored.municipalities(),
        inferred=scored.inferred(),
        chunk_municipalities=scored.chunk_municipalities(),
        themes=scored.themes(),
        metadata=scored.metadata(),
        alone=scored.alone(),
        mixed=scored.mixed(),
        foreign=scored.foreign(),
        faults=tuple(f"{gold.name}: {fault}" for fault in faults),
    )


class _Scored:
    """A document beside its labels."""

    def __init__(self, gold: GoldDocument, document: PreparedDocument, faults: list[str]) -> None:
        self._gold = gold
        self._document = document
        self._faults = faults
        self._text = document.text.split("\n")
        self._starts = line_starts(document.text)
        self._labels = by_line(gold.lines)
        self._spans = [span_of(chunk, document.text, self._starts) for chunk in gold.chunks]

    def _chunks_on(self, start: int, end: int) -> list[ChunkDraft]:
        return [chunk for chunk in self._document.chunks if chunk.start < end and chunk.end > start]

    def _gold_on(self, start: int, end: int) -> list[GoldChunk]:
        """Return the labelled passages of which a word lies in the stretch."""
        return [
            chunk
            for chunk, (first, last) in zip(self._gold.chunks, self._spans, strict=True)
            if first < end and last > start and self._has_words(max(first, start), min(last, end))
        ]

    def _has_words(self, start: int, end: int) -> bool:
        return any(character.isalnum() for character in self._document.text[start:end])

    def _count(self, what: str, found: Iterable[str], expected: Iterable[str]) -> Counts:
        found, expected = set(found), set(expected)
        self._faults.extend(f"{what}: {each} is wrong" for each in sorted(found - expected))
        self._faults.extend(f"{what}: {each} is missed" for each in sorted(expected - found))
        return Counts(right=len(found & expected), wrong=len(found - expected), missed=len(expected - found))

    # Lines

    def dropped(self) -> Counts:
        """Count lines with a letter or digit that were left out; of a line most characters decide."""
        found = {
            number
            for number, (start, line) in enumerate(zip(self._starts, self._text, strict=False), start=1)
            if line.strip() and 2 * self._n_dropped(start, start + len(line)) > len(line.strip())
        }
        labelled = {number for number, row in self._labels.items() if self._line(number).strip()}
        expected = {number for number in labelled if self._labels[number].label == "drop"}
        named = {number: f"line {number} ({self._line(number).strip()[:50]})" for number in labelled}
        return self._count(
            "dropped", (named[each] for each in found & labelled), (named[each] for each in expected)
        )

    def _line(self, number: int) -> str:
        return self._text[number - 1] if number <= len(self._text) else ""

    def _n_dropped(self, start: int, end: int) -> int:
        return sum(max(0, min(end, part.end) - max(start, part.start)) for part in self._document.dropped)

    def languages(self) -> Share:
        """Count the kept lines of five words or more whose chunk, else the document, has their language."""
        n = n_all = 0
        for number, row in self._labels.items():
            line = self._line(number)
            if not row.language or row.label == "drop" or len(line.split()) < _MIN_LANGUAGE_WORDS:
                continue
            start = self._starts[number - 1]
            chunks = self._chunks_on(start, start + len(line))
            found = {str(chunk.language) for chunk in chunks} or {str(self._document.metadata.language)}
            n_all += 1
            n += found == {row.language}
            if found != {row.language}:
                self._faults.append(f"language: line {number} is {row.language}, found {', '.join(found)}")
        return Share(n=n, n_all=n_all)

    # What the document is and is about

    def metadata(self) -> dict[str, Share]:
        """Compare the fields that are labelled."""
        gold = self._gold.metadata
        stated = self._gold.stated | ({"authors"} if "author" in self._gold.stated else set())
        found = {}
        for name in METADATA:
            if name not in stated:
                continue
            wanted = getattr(gold, name)
            if name == "authors" and wanted is None:
                wanted = [gold.author] if gold.author else []
            have = getattr(self._document.metadata, name, None)
            is_right = _comparable(have) == _comparable(wanted)
            if not is_right:
                self._faults.append(f"{name}: found {have!r}, expected {wanted!r}")
            found[name] = Share(n=int(is_right), n_all=1)
        return found

    def municipalities(self) -> Counts:
        """Compare the municipalities that the document names."""
        found = _places(self._document.tags, is_inferred=False)
        return self._count("municipality", found, codes(self._gold.metadata.municipalities))

    def inferred(self) -> Counts:
        """Compare the municipalities that follow from districts."""
        named = codes(self._gold.metadata.municipalities)
        found = _places(self._document.tags, is_inferred=True) - named
        return self._count(
            "inferred municipality", found, codes(self._gold.metadata.municipalities_inferred) - named
        )

    # Chunks

    def chunk_municipalities(self) -> Counts:
        """Compare the municipalities of each labelled passage with those its chunks name."""
        total = Counts()
        for chunk, (start, end) in zip(self._gold.chunks, self._spans, strict=True):
            tags = [tag for each in self._chunks_on(start, end) for tag in each.tags]
            total += self._count(
                f"municipality of {_where(chunk)}",
                _places(tags, is_inferred=False),
                codes(chunk.municipalities),
            )
        return total

    def themes(self) -> Counts:
        """Compare the themes of each passage that is labelled with any or none."""
        total = Counts()
        for chunk, (start, end) in zip(self._gold.chunks, self._spans, strict=True):
            if chunk.themes is None:
                continue
            found = {
                tag.value
                for each in self._chunks_on(start, end)
                for tag in each.tags
                if tag.facet is Facet.THEME and tag.method is not TagMethod.INFERRED
            }
            # a theme and its sub-theme are one statement, made with more or less detail
            total += self._count(f"theme of {_where(chunk)}", map(_top, found), map(_top, chunk.themes))
        return total

    def alone(self) -> Share:
        """Count the examples none of whose chunks holds words of another passage."""
        n = n_all = 0
        for chunk, (start, end) in zip(self._gold.chunks, self._spans, strict=True):
            if not chunk.is_example:
                continue
            n_all += 1
            found = self._chunks_on(start, end)
            is_alone = bool(found) and all(self._gold_on(each.start, each.end) == [chunk] for each in found)
            n += is_alone
            if not is_alone:
                self._faults.append(f"example at {_where(chunk)} does not stand alone")
        return Share(n=n, n_all=n_all)

    def mixed(self) -> Share:
        """Count the chunks that hold words from under two headings."""
        n = 0
        for chunk in self._document.chunks:
            paths = {tuple(map(fold, each.heading_path)) for each in self._gold_on(chunk.start, chunk.end)}
            if len(paths) > 1:
                n += 1
                self._faults.append(f"chunk at lines {chunk.lines} mixes headings: {chunk.text[:50]!r}")
        return Share(n=n, n_all=len(self._document.chunks))

    def foreign(self) -> Share:
        """Count the examples one of whose chunks is tagged with a municipality that is not theirs."""
        n = n_all = 0
        for chunk, (start, end) in zip(self._gold.chunks, self._spans, strict=True):
            if not chunk.is_example:
                continue
            n_all += 1
            own = codes(chunk.municipalities) | codes(chunk.municipalities_inferred)
            tags = [tag for each in self._chunks_on(start, end) for tag in each.tags]
            found = _places(tags, is_inferred=False) | _places(tags, is_inferred=True)
            n += bool(found - own)
            if found - own:
                self._faults.append(f"example at {_where(chunk)} has the foreign {sorted(found - own)}")
        return Share(n=n, n_all=n_all)


def _places(tags: Iterable[Tag], *, is_inferred: bool) -> frozenset[str]:
    return frozenset(
        comparable_code(tag.value)
        for tag in tags
        if tag.facet is Facet.MUNICIPALITY and (tag.method is TagMethod.INFERRED) is is_inferred
    )


def _where(chunk: GoldChunk) -> str:
    return f"lines {chunk.start_line}-{chunk.end_line}"


def _top(theme: str) -> str:
    return theme.partition(".")[0]


def _comparable(value: object) -> object:
    """Return a value without what does not matter: case, full stops and quotes around it, nothing as None."""
    if isinstance(value, (list, tuple)):
        return sorted(str(_comparable(each)) for each in value)
    if value in (None, ""):
        return None
    return " ".join(fold(str(value)).strip(" .\"'”“»«").split())


def total(scores: Sequence[IngestScore]) -> IngestScore:
    """Return the figures of all documents together."""
    found = IngestScore()
    for score in scores:
        found += score
    return found
