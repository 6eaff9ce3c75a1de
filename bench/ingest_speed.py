"""Compares the processor time of an ingest of PDF files with that of extracting their text by pypdf alone.

Both run over the same files, one after the other, in one run of this program. The ingest includes starting
the processes that read, tagging, the store, embedding and the indexes.

Run: python -m bench.ingest_speed [--files 60] [--pages 8] [--workers 0] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import textwrap
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from evaluation.machine import describe_machine
from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings

P = ParamSpec("P")
R = TypeVar("R")

_TEXTS = Path(__file__).resolve().parent.parent / "corpus" / "source"
_WIDTH_CHARS = 92
_LINES_PER_PAGE = 44


def write_pdfs(folder: Path, *, n_files: int, n_pages: int, seed: int = 1) -> None:
    """Write PDF files of prose, every other one Danish."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    folder.mkdir(parents=True)
    rng = random.Random(seed)
    for number in range(n_files):
        language = ("sv", "da")[number % 2]
        canvas = Canvas(str(folder / f"{number:05d}.pdf"), pagesize=A4)
        lines = _lines(rng, language, n_pages * _LINES_PER_PAGE)
        for page in range(n_pages):
            canvas.setFont("Helvetica", 10)
            for row, line in enumerate(lines[page * _LINES_PER_PAGE : (page + 1) * _LINES_PER_PAGE]):
                canvas.drawString(60, 780 - 16 * row, line)
            canvas.showPage()
        canvas.save()


def _lines(rng: random.Random, language: str, n_lines: int) -> list[str]:
    """Return lines of the starter corpus' own paragraphs, drawn at random."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((_TEXTS / language).glob("*.md"))]
    paragraphs = [
        part.strip("# \n")
        for text in texts
        for part in text.rpartition("+++")[2].split("\n\n")
        if part.strip()
    ]
    lines: list[str] = []
    while len(lines) < n_lines:
        lines += [*textwrap.wrap(rng.choice(paragraphs), _WIDTH_CHARS), ""]
    return lines[:n_lines]


def extract_alone(folder: Path) -> float:
    """Return the seconds of processor time that pypdf takes for the text of all files."""
    import pypdf

    start = time.process_time()
    for path in sorted(folder.iterdir()):
        for page in pypdf.PdfReader(path).pages:
            page.extract_text()
    return time.process_time() - start


def parse_alone(folder: Path) -> float:
    """Return the seconds of processor time that our parser alone takes for all files."""
    from ingest.parsers.pdf import parse

    files = [(path.read_bytes(), path.name) for path in sorted(folder.iterdir())]
    parse(files[0][0], name=files[0][1])  # what is loaded once
    start = time.process_time()
    for data, name in files:
        parse(data, name=name)
    return time.process_time() - start


def ingest(folder: Path, home: Path, *, workers: int) -> dict[str, Any]:
    """Ingest a folder; return seconds of processor time, in all and by stage, and what was taken in."""
    from kb.store import Store
    from search.backend import EmbeddedBackend

    knowledge_base = open_knowledge_base(load_settings(home=home, workers=workers))
    stages: dict[str, float] = defaultdict(float)
    own, children, wall = time.process_time(), _of_children(), time.perf_counter()
    with (
        _timed(stages, "store", Store, "put_documents"),
        _timed(stages, "embed and index", EmbeddedBackend, "update"),
    ):
        report = knowledge_base.ingest([folder])
    own = time.process_time() - own
    stages["read (processes)"] = _of_children() - children
    stages["the rest"] = own - sum(stages.values()) + stages["read (processes)"]
    wall = time.perf_counter() - wall
    again = time.process_time()
    knowledge_base.ingest([folder])
    again = time.process_time() - again
    knowledge_base.close()
    assert report.failed == ()
    return {
        "files": len(report.added),
        "chunks": report.n_chunks,
        "cpu_s": round(own + stages["read (processes)"], 2),
        "cpu_s_by_stage": {stage: round(seconds, 2) for stage, seconds in stages.items()},
        "wall_s": round(wall, 2),
        "wall_s_by_stage": {stage: round(seconds, 2) for stage, seconds in report.seconds.items()},
        "cpu_s_again_all_unchanged": round(again, 3),
    }


def _of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


@contextmanager
def _timed(stages: dict[str, float], stage: str, holder: object, name: str) -> Iterator[None]:
    original = getattr(holder, name)

    def wrapper(function: Callable[P, R]) -> Callable[P, R]:
        def timed(*args: P.args, **kwargs: P.kwargs) -> R:
            start = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                stages[stage] += time.process_time() - start

        return timed

    setattr(holder, name, wrapper(original))
    try:
        yield
    finally:
        setattr(holder, name, original)


def main() -> None:
    """Measure in a fresh home, and print and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--pages", type=int, default=8)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("bench/results/ingest_speed.json"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder) / "documents"
        write_pdfs(documents, n_files=arguments.files, n_pages=arguments.pages)
        alone, parsed = extract_alone(documents), parse_alone(documents)
        whole = ingest(documents, Path(folder) / "home", workers=arguments.workers)
    results = {
        "machine": describe_machine(),
        "files": arguments.files,
        "pages": arguments.files * arguments.pages,
        "pypdf_alone_cpu_s": round(alone, 2),
        "our_parser_alone_cpu_s": round(parsed, 2),
        "ingest": whole,
        "times_pypdf": round(whole["cpu_s"] / alone, 2),
    }
    print(json.dumps(results, indent=1))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
