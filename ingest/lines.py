"""Lines of text without markup, gathered into runs that belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from ingest.dates import is_date_line

# "\uf0b7" is Word's bullet when a PDF or a copied text has lost the Symbol font.
BULLET_MARK = re.compile(r"(?:[-•*–‣▪●◦○·»\uf0b7]|\d{1,3}\)|[a-zåäöæø]\))[ \t\u00a0]+(?=\S)")
_NUMBER_MARK = re.compile(r"(?:\d{1,3}\.|(?:\d{1,2}\.)+\d{1,2}\.?)[ \t\u00a0]+(?=\S)")
_EMPTY_BULLET = re.compile(r"[-•*–‣▪●◦○·\uf0b7]")
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
    for line in find_lines(text, start, end):
        content = text[line.start : line.end]
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


def _kind(text: str, line: Line) -> RunKind:
    if BULLET_MARK.match(text, line.start, line.end):
        return RunKind.BULLET
    if _NUMBER_MARK.match(text, line.start, line.end) and not is_date_line(text[line.start : line.end]):
        return RunKind.NUMBERED
    return RunKind.LINES


def _continues(text: str, run: Run, line: Line) -> bool:
    """Return whether an unmarked line goes on with the run before it."""
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
