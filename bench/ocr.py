"""Measures the recognition of scanned pages: errors and seconds, for each way and each kind of damage.

Pages are drawn from the starter corpus in three fonts; bullets and white space are left out of the count.

Run: python -m bench.ocr [--ways chosen both own ocrmypdf] [--damages clean 200dpi] [--pages 6] [--out FILE]
"""

from __future__ import annotations

import argparse
import io
import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from bench.scans import FONTS, Damage, Page, draw_pages, read_pieces
from evaluation.machine import describe_machine
from ingest.ocr import recognise_pages
from ingest.page_image import render_page
from ingest.parsers.pdf_hyphens import join_lines
from ingest.tesseract import LANGUAGES, find_tesseract, recognise

_OWN = {"sv": "swe", "da": "dan"}
DAMAGES: Mapping[str, Damage] = {
    "clean": Damage(),
    "200dpi": Damage(dpi=200),
    "noise": Damage(noise=40),
    "skew": Damage(skew_degrees=1),
    "black and white": Damage(dpi=200, noise=30, is_black_and_white=True),
    "poor copy": Damage(dpi=200, noise=30, skew_degrees=0.7, jpeg_quality=40),
    "upside down": Damage(turned=180),
    "on its side": Damage(turned=90),
}
# The PDF of one page, and its language, to its text.
Way = Callable[[Path, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one way makes of the pages of one language and one damage."""

    character_error: float  # per cent of the characters
    word_error: float  # per cent of the words
    cpu_s: float  # a page


def edit_distance(found: Sequence[int], wanted: Sequence[int]) -> int:
    """Return the least number of insertions, deletions and replacements (Levenshtein)."""
    target = np.array(wanted, dtype=np.int64)
    columns = np.arange(len(target) + 1)
    row = columns.copy()
    for n_done, symbol in enumerate(found, start=1):
        step = np.empty_like(row)
        step[0] = n_done
        step[1:] = np.minimum(row[1:] + 1, row[:-1] + (target != symbol))
        # an insertion costs one more than what stands to the left of it
        row = np.minimum.accumulate(step - columns) + columns
    return int(row[-1])


def _direct(languages: Callable[[str], Sequence[str]]) -> Way:
    def read(path: Path, language: str) -> str:
        png = render_page(path, 1, max_side_px=5_000, dpi=300, is_grey=True)
        program = find_tesseract(name=path.name)
        return recognise(program, png, dpi=300, what=path.name, languages=languages(language)).text

    return read


def _ocrmypdf(path: Path, _language: str) -> str:
    text = path.with_suffix(".txt")
    options = "--quiet --jobs 1 --rotate-pages --output-type pdf --optimize 0".split()
    files = [str(text), str(path), str(path.with_suffix(".out"))]
    command = [sys.executable, "-m", "ocrmypdf", *options, "-l", "+".join(LANGUAGES), "--sidecar", *files]
    subprocess.run(command, check=True)
    return text.read_text(encoding="utf-8")


def _chosen(path: Path, _language: str) -> str:
    return recognise_pages(path.read_bytes(), [1], name=path.name)[1]


WAYS: Mapping[str, Way] = {
    "chosen": _chosen,
    "both": _direct(lambda _: LANGUAGES),
    "own": _direct(lambda language: [_OWN[language]]),
    "ocrmypdf": _ocrmypdf,
}


def _plain(text: str) -> str:
    """Return the text as one line, words whole, without bullets."""
    paragraphs = (join_lines(paragraph.split("\n")) for paragraph in re.split(r"\n\s*\n", text))
    return " ".join(re.sub(r"(?:^|(?<=\s))[^\w\s]+(?=\s|$)", "", " ".join(paragraphs)).split())


def _words(*texts: str) -> list[list[int]]:
    numbers: dict[str, int] = {}
    return [[numbers.setdefault(word, len(numbers)) for word in text.split()] for text in texts]


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _as_pdf(page: Page, path: Path) -> None:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    size = (page.image.width * 72 / page.dpi, page.image.height * 72 / page.dpi)
    packed = io.BytesIO()
    page.image.save(packed, "PNG")
    canvas = Canvas(str(path), pagesize=size)
    canvas.drawImage(ImageReader(packed), 0, 0, *size)
    canvas.save()


def measure(way: Way, pages: Sequence[Page], language: str, folder: Path) -> Result:
    """Recognise each page once."""
    wrong = n_characters = wrong_words = n_words = 0
    cpu_s = 0.0
    for number, page in enumerate(pages):
        path = folder / f"{number}.pdf"
        _as_pdf(page, path)
        start = _cpu_s()
        found, wanted = _plain(way(path, language)), _plain(page.text)
        cpu_s += _cpu_s() - start
        wrong += edit_distance([ord(c) for c in found], [ord(c) for c in wanted])
        n_characters += len(wanted)
        words = _words(found, wanted)
        wrong_words += edit_distance(*words)
        n_words += len(words[1])
    return Result(
        character_error=round(100 * wrong / n_characters, 3),
        word_error=round(100 * wrong_words / n_words, 3),
        cpu_s=round(cpu_s / len(pages), 2),
    )


def pages_of(language: str, damage: Damage, n_pages: int) -> list[Page]:
    """Draw the first page of each document of the corpus, the fonts in turn."""
    drawn = zip(read_pieces(language), cycle(FONTS), strict=False)
    return [draw_pages(pieces, damage, font=font)[0] for pieces, font in islice(drawn, n_pages)]


def main() -> None:
    """Measure, print, and write the file if one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=["chosen"])
    parser.add_argument("--damages", nargs="+", choices=DAMAGES, default=list(DAMAGES))
    parser.add_argument("--pages", type=int, default=7)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for damage in arguments.damages:
            for language in _OWN:
                pages = pages_of(language, DAMAGES[damage], arguments.pages)
                for way in arguments.ways:
                    result = measure(WAYS[way], pages, language, Path(folder))
                    print(f"{damage:16}{language:4}{way:10}{result}", flush=True)
                    rows.append(
                        {
                            "damage": damage,
                            "language": language,
                            "way": way,
                            "character_error": result.character_error,
                            "word_error": result.word_error,
                            "cpu_s": result.cpu_s,
                        }
                    )
    if arguments.out is not None:
        content = {"machine": describe_machine(), "pages": arguments.pages, "rows": rows}
        arguments.out.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
