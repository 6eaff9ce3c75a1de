"""Lines of text without markup, gathered into runs that belong together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from ingest.dates import is_date_line
from ingest.listed_headings import listed_headings

# "\uf0b7" is Word's bullet when a PDF or a copied text has lost the Symbol font.
BULLET_MARK = re.compile(
    r"(?:[-•*–‣▪●◦○·»+→✓✔➢➤■□◆◇❖▸★☆☐☑⁃\uf0b7\uf0a7\uf0fc\uf0d8]|\d{1,3}\)|[a-zåäöæø]\))[ \t\u00a0]+(?=\S)|"
    r"[•●▪◦‣★☐](?=[^\s•●▪◦‣★☆☐])"
)
_NUMBER_MARK = re.compile(r"(?:\d{1,3}\.|(?:\d{1,2}\.)+\d{1,2}\.?)[ \t\u00a0]+(?=\S)")
_HEADING_MARK = re.compile(r"#{1,6} +\S")
_MAX_LABEL_CHARS = 80
_MIN_LABEL_LETTERS = 4
_MIN_CAPITALS = 8
_MIN_CAPITALS_NUMBERED = 4  # "5) PENGE"
_LIST_NUMBER = re.compile(r"\d{1,2}[.)] ")
_MIN_CAPITALS_ALONE = 6  # a shorter word alone may be an abbreviation
_NAME = re.compile(r"[A-ZÅÄÖÆØ][\w-]+(?: [\w-]+){0,2}:?")
_FIELD_MARK = re.compile(r"[^\W\d][^.:!?]{1,30}:")
_FILLED_FIELD = re.compile(r"[^\W\d][^\d.:!?]{1,30}: \S.*")
_COUNTED = re.compile(
    r"(?P<word>Pkt\.?|Punkt|Sag|Ärende|Bord|Runde|Runda|Grupp|Gruppe|Tema|Spår|Spor|Steg|Trin|Fas|Fase|Del|"
    r"Kapitel|"
    r"Fråga|Spørgsmål|Exempel|Eksempel|Case|Idé|Råd|Workshop|Station|Pass|Session|Modul|Dag|§)"
    r"\s?(?P<number>\d{1,3})\b"
)
# Alone on a line they head what follows, in the systems that municipalities write minutes with.
_PART = re.compile(
    r"(?:Sagsfremstilling|Sagsbeskrivelse|Resumé|Indstilling|Økonomi|Økonomiske konsekvenser|Høring|Bilag|"
    r"Beslutning|"
    r"Lovgrundlag|Supplerende bemærkninger|Kommunikation|Sagens gang|Ärendebeskrivning|Ärendet|"
    r"Sammanfattning|"
    r"Förslag till beslut|Beslut|Beslutsunderlag|Yrkanden?|Reservation(?:er)?|Bakgrund|Bedömning|Beslutsgång|"
    r"Ekonomiska konsekvenser|Rådets beslut|Nämndens beslut)"
)
_MAX_PART_CHARS = 30
_PARAGRAPH = re.compile(r"§+ ?\d{1,3}[a-z]?|(?:Punkt|Pkt\.|Ärende|Sag) \d{1,3}\.?")
_TO_PAGE = re.compile(r"(?:\t|\.{3,}|\s{3,})\s*\d{1,3}$")
_MIN_SERIES = 3
_SLIDE_CHARS = 80
_MIN_TOLD_CHARS = 40
_EMPTY_BULLET = re.compile(r"[-•*–‣▪●◦○·+→✓✔➢➤■□◆◇❖▸★☆☐☑⁃\uf0b7\uf0a7\uf0fc\uf0d8]")
_RULE = re.compile(r"[-=_*~·•. ]{3,}")
_UNDERLINE = re.compile(r"={3,}|-{3,}|~{3,}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without the white space around it: ``text[start:end]``."""

    start: int
    end: int
    indent: int
    gap: bool  # a blank line, a rule or nothing stands before it


class RunKind(Enum):
    """What the first line of a run says of it."""

    LINES = "lines"
    BULLET = "bullet"
    NUMBERED = "numbered"  # "1. …": a heading or an item of a list
    UNDERLINED = "underlined"
    LABEL = "label"  # a heading by itself, whatever stands around it


@dataclass(slots=True)
class Run:
    """Lines that no blank line and no bullet divides."""

    kind: RunKind
    lines: list[Line] = field(default_factory=list)
    underline: str = ""

    @property
    def start(self) -> int:
        """Where the run begins in the text."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where the run ends in the text."""
        return self.lines[-1].end


def find_lines(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield the lines of ``text[start:end]`` that hold anything but white space."""
    gap = True
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        content = text[start:stop]
        bare = content.strip()
        if bare:
            indent = len(content) - len(content.lstrip())
            yield Line(start + indent, start + indent + len(bare), indent, gap)
        gap = not bare
        start = stop + 1


def find_runs(text: str, start: int, end: int) -> list[Run]:
    """Return the runs of ``text[start:end]`` in order; rules and bullets without text are left out."""
    runs: list[Run] = []
    open_run = False
    lines = list(find_lines(text, start, end))
    labels = _labels(text, lines)
    for line in lines:
        content = text[line.start : line.end]
        if content in labels:
            runs.append(Run(RunKind.LABEL, [line]))
            open_run = True  # it may be underlined besides
            continue
        if len(content) < 200 and (_EMPTY_BULLET.fullmatch(content) or _RULE.fullmatch(content)):
            if open_run and not line.gap and _UNDERLINE.fullmatch(content):
                _underline(runs, content)
            open_run = False
            continue
        kind = _kind(text, line)
        if open_run and not line.gap and kind is RunKind.LINES and _continues(text, runs[-1], line):
            runs[-1].lines.append(line)
            continue
        runs.append(Run(kind, [line]))
        open_run = True
    return runs


def _labels(text: str, lines: list[Line]) -> frozenset[str]:
    """Return the lines that are headings wherever they stand: marked, in capitals, or a template's fields.

    A field of a template comes again and again, and something else stands under it.
    """
    contents = [text[line.start : line.end] for line in lines]
    counts = Counter(each for each in contents if len(each) <= _MAX_LABEL_CHARS)
    followers: dict[str, set[str]] = {}
    for content, following in pairwise(contents):
        if counts[content] > 1:
            followers.setdefault(content, set()).add(following)
    fields = {
        content
        for content, n in counts.items()
        if n > 1 and len(followers.get(content, ())) > 1 and _may_be_field(content)
    }
    marked = {each for each in contents if len(each) <= _MAX_LABEL_CHARS and _is_marked(each)}
    listed = listed_headings(contents, [line.gap for line in lines])
    found = fields | marked | listed | _named(lines, contents) | _series(lines, contents)
    return frozenset(found | _of_minutes(contents))


def _of_minutes(contents: list[str]) -> set[str]:
    """Return the parts of an item of minutes, and what stands right under a bare "§ 12"."""
    parts = {content for content in contents if len(content) <= _MAX_PART_CHARS and _PART.fullmatch(content)}
    numbered = (
        (number, title)
        for number, title in pairwise(contents)
        if _PARAGRAPH.fullmatch(number) and len(title) <= _MAX_LABEL_CHARS and title[-1] not in ".,;:"
    )
    return parts.union(*numbered)


def _series(lines: list[Line], contents: list[str]) -> set[str]:
    """Return lines such as "Pkt. 4 Tilflytterværter" that count on, most after a blank line."""
    found: dict[str, list[tuple[int, bool, str]]] = {}
    for line, content in zip(lines, contents, strict=True):
        match = _COUNTED.match(content) if len(content) <= _MAX_LABEL_CHARS else None
        if match and content[-1] not in ".,;" and not _TO_PAGE.search(content):
            found.setdefault(match["word"], []).append((int(match["number"]), line.gap, content))
    return {
        content
        for series in found.values()
        if len(series) >= _MIN_SERIES and all(b - a == 1 for (a, *_), (b, *_) in pairwise(series))
        # right under each other they are a list
        if 2 * sum(gap for _, gap, _ in series) > len(series)
        for *_, content in series
    }


def _named(lines: list[Line], contents: list[str]) -> set[str]:
    """Return names that stand above their own text: "Hjo:" in minutes, "Avesta" on a slide.

    Two such labels make a list of them. Without a colon they count only where all lines are short.
    """
    is_of_slides = sum(len(each) > _SLIDE_CHARS for each in contents) * 10 < len(contents)
    with_colon, without = [], []
    for (line, content), (following, text) in pairwise(zip(lines, contents, strict=True)):
        if not _NAME.fullmatch(content) or not line.gap or following.gap or BULLET_MARK.match(text):
            continue
        if content.endswith(":") and len(text) > _MIN_TOLD_CHARS and not _FIELD_MARK.match(text):
            with_colon.append(content)
        elif is_of_slides and not content.endswith(":"):
            without.append(content)
    return {label for labels in (with_colon, without) if len(set(labels)) > 1 for label in labels}


def _may_be_field(content: str) -> bool:
    has_words = sum(character.isalpha() for character in content) >= _MIN_LABEL_LETTERS
    is_plain = not BULLET_MARK.match(content) and not _NUMBER_MARK.match(content)
    if _FILLED_FIELD.fullmatch(content):
        return False  # "Ansvarig: Anna Ek" comes again with its value
    return (
        has_words and is_plain and content[0].isupper() and content[-1] not in ".,;:!" and "\t" not in content
    )


def _is_marked(content: str) -> bool:
    """Tell whether a line has the mark of a heading in Markdown, or is in capitals throughout."""
    if _HEADING_MARK.match(content):
        return True
    letters = [character for character in content if character.isalpha()]
    words = content.split()
    n_needed = _MIN_CAPITALS_NUMBERED if _LIST_NUMBER.match(content) else _MIN_CAPITALS
    return (
        len(letters) >= n_needed
        and (len(words) > 1 or len(letters) >= _MIN_CAPITALS_ALONE)
        and all(character.isupper() for character in letters)
        and content[-1] not in ".,;"
    )


def _kind(text: str, line: Line) -> RunKind:
    if BULLET_MARK.match(text, line.start, line.end):
        return RunKind.BULLET
    if _NUMBER_MARK.match(text, line.start, line.end) and not is_date_line(text[line.start : line.end]):
        return RunKind.NUMBERED
    return RunKind.LINES


def _continues(text: str, run: Run, line: Line) -> bool:
    """Return whether an unmarked line goes on with the run before it."""
    if run.kind is RunKind.LABEL:
        return False
    if run.kind is RunKind.LINES:
        return True
    last = run.lines[-1]
    # Under an item only what is indented, or what the line before it visibly leads on to.
    return (
        line.indent > run.lines[0].indent
        or text[line.start].islower()
        or (last.end - last.start > 60 and text[last.end - 1] not in ".!?:")
    )


def _underline(runs: list[Run], content: str) -> None:
    """Make the last line before an underline a run of its own."""
    run = runs[-1]
    if run.kind in {RunKind.BULLET, RunKind.UNDERLINED} or run.lines[-1].end - run.lines[-1].start > 160:
        return
    if len(run.lines) > 1:
        runs.append(Run(RunKind.UNDERLINED, [run.lines.pop()], content))
    else:
        run.kind, run.underline = RunKind.UNDERLINED, content
