"""Calls the program tesseract on one picture and puts its words together to lines and paragraphs."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median_low

from ingest.limited_process import run_limited
from kb.errors import DamagedFileError, OcrUnavailableError
from kb.text import to_nfc

LANGUAGES = ("swe", "dan")
_INSTALL = (
    "Install it (Debian, Ubuntu: sudo apt install tesseract-ocr tesseract-ocr-swe tesseract-ocr-dan; macOS: "
    "brew install tesseract tesseract-lang; Windows: the installer from "
    "https://github.com/UB-Mannheim/tesseract/wiki with Swedish and Danish chosen) and add the file again; "
    "until then it is kept out."
)
_WINDOWS_PATH = Path("C:/Program Files/Tesseract-OCR/tesseract.exe")  # the installer leaves PATH as it is
_TIMEOUT_S = 120.0
_MAX_MEMORY_MB = 1024
# Page layout found by tesseract; with 1 it finds out first which side is up.
_AS_IT_LIES, _TURNED_UPRIGHT = "3", "1"
# Upright pages had 91 to 96, the same pages on their side or head 46 and 47.
_UPRIGHT_CONFIDENCE = 65.0
_WORD_LEVEL = "5"
_PARAGRAPH_GAP = 1.4  # of the usual distance between lines
# What "•" is taken for, at the beginning of a line.
_BULLET_READ = re.compile(r"(?:[+«»*¢°©®•.…:,\"=—]{1,3}|[+«».…-]{2,3}|e)\s+(?=\S)")
_GLUED_BULLET = re.compile(r"[«•]\s*(?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedText:
    """What was recognised in one picture."""

    text: str  # lines as they stand, a blank line between paragraphs; empty where there are no words
    confidence: float | None  # mean over the words, 0 to 100; None where there are no words


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    confidence: float
    line: tuple[int, int, int]  # numbers of its block, paragraph and line
    left: int  # pixels, on the picture as it was given, whichever way it was turned
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    block: int
    paragraph: int
    place: int  # in pixels across the lines


def find_tesseract(*, name: str) -> str:
    """Return the path of the program, once it is sure that it knows Swedish and Danish.

    Args:
        name: The file that is to be recognised, for messages.

    Raises:
        OcrUnavailableError: The program or one of the languages is missing.
    """
    program = shutil.which("tesseract")
    if program is None and sys.platform == "win32" and _WINDOWS_PATH.exists():
        program = str(_WINDOWS_PATH)
    if program is None:
        raise _unavailable(name, "the program tesseract is not installed")
    missing = [language for language in LANGUAGES if language not in _languages(program, name=name)]
    if missing:
        raise _unavailable(name, f"tesseract lacks the language data {' and '.join(missing)}")
    return program


def recognise(
    program: str, png: bytes, *, dpi: int, what: str, languages: Sequence[str] = LANGUAGES
) -> RecognisedText:
    """Recognise the text of one picture; one that lies on its side or its head is turned.

    Args:
        program: From ``find_tesseract``.
        png: The picture.
        dpi: Its dots an inch.
        what: The file and the page, for messages.
        languages: Tesseract's names of the languages it may be in.

    Raises:
        DamagedFileError: It was not recognised within the limits of time and memory.
        OcrUnavailableError: The program cannot be started any more.
    """
    command = [program, "stdin", "stdout", "--dpi", str(dpi), "-l", "+".join(languages)]
    found = _read(_tsv([*command, "--psm", _AS_IT_LIES], png, what=what))
    if found.confidence is None or found.confidence >= _UPRIGHT_CONFIDENCE:
        return found
    try:
        turned = _read(_tsv([*command, "--psm", _TURNED_UPRIGHT], png, what=what))
    except DamagedFileError:
        return found  # it can be done without the data that tell which side is up
    return max(found, turned, key=lambda outcome: outcome.confidence or 0.0)


def _languages(program: str, *, name: str) -> list[str]:
    try:
        listed = run_limited([program, "--list-langs"], timeout_s=20, max_memory_mb=_MAX_MEMORY_MB)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unavailable(name, f"{program} cannot be run ({error})") from error
    # Older versions list to the standard error.
    return (listed.stdout + b"\n" + listed.stderr).decode("utf-8", "replace").split()


def _unavailable(name: str, reason: str) -> OcrUnavailableError:
    return OcrUnavailableError(f"{name} is a picture of text, and {reason}. {_INSTALL}")


def _tsv(command: Sequence[str], png: bytes, *, what: str) -> str:
    try:
        done = run_limited(
            [*command, "-c", "tessedit_create_tsv=1"],
            data=png,
            timeout_s=_TIMEOUT_S,
            max_memory_mb=_MAX_MEMORY_MB,
            # Four threads on two cores took five times the processor; pages run beside each other instead.
            environment={"OMP_THREAD_LIMIT": "1"},
        )
    except OSError as error:
        raise _unavailable(what, f"{command[0]} cannot be run ({error})") from error
    except subprocess.TimeoutExpired as error:
        raise DamagedFileError(f"{what} was not recognised within {_TIMEOUT_S:g} s") from error
    if done.returncode:
        reason = " ".join(done.stderr.decode("utf-8", "replace").split())[-200:]
        raise DamagedFileError(
            f"{what} was not recognised (tesseract ended with {done.returncode}: {reason})"
        )
    return done.stdout.decode("utf-8", "replace")


def _read(tsv: str) -> RecognisedText:
    words = list(_words(tsv))
    confidence = sum(word.confidence for word in words) / len(words) if words else None
    return RecognisedText(text=to_nfc(_text(list(_lines(words)))), confidence=confidence)


def _words(tsv: str) -> Iterator[_Word]:
    for row in csv.DictReader(tsv.split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row["text"] or "").strip()
        if row["level"] == _WORD_LEVEL and text:
            line = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
            left, top, width, height = (int(row[key]) for key in ("left", "top", "width", "height"))
            yield _Word(text, float(row["conf"]), line, left, top, width, height)


def _lines(words: Sequence[_Word]) -> Iterator[_Line]:
    is_on_its_side = sum(word.width for word in words) < sum(word.height for word in words)
    for (block, paragraph, _), group in groupby(words, key=lambda word: word.line):
        found = list(group)
        text = _with_bullet(" ".join(word.text for word in found))
        # Most words end where the line stands, some reach below it.
        place = median_low(w.left + w.width if is_on_its_side else w.top + w.height for w in found)
        yield _Line(text, block, paragraph, place)


def _text(lines: Sequence[_Line]) -> str:
    steps = [abs(after.place - line.place) for line, after in pairwise(lines) if line.block == after.block]
    widest = _PARAGRAPH_GAP * median_low(steps) if steps else 0.0
    parts = [line.text for line in lines[:1]]
    for line, after in pairwise(lines):
        parts += ["\n\n" if _ends_paragraph(line, after, widest) else "\n", after.text]
    return "".join(parts)


def _ends_paragraph(line: _Line, after: _Line, widest: float) -> bool:
    """Return whether a paragraph ends: tesseract joins headings to it, and divides it at an indent."""
    if line.block != after.block or abs(after.place - line.place) > widest:
        return True
    goes_on = after.text[0].islower() and line.text[-1] not in ".!?:;"
    return line.paragraph != after.paragraph and not goes_on


def _with_bullet(line: str) -> str:
    """Give a line back the bullet that was taken for another mark."""
    bare, n_marks = _BULLET_READ.subn("• ", line, count=1) if _BULLET_READ.match(line) else (line, 0)
    if not n_marks and "»" not in line and _GLUED_BULLET.match(line):
        bare = _GLUED_BULLET.sub("• ", line, count=1)
    return bare
