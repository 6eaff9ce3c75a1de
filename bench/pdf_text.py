"""Measures the text of PDF files: wrong characters by shape, and pages a second of processor time.

Run: python -m bench.pdf_text [--pages 12] [--long 300] [--out FILE]
"""

from __future__ import annotations

import argparse
import io
import json
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.pdf_shapes import SHAPES, Shape
from evaluation.machine import describe_machine
from ingest.clean import clean
from ingest.parsers.pdf import parse
from kb.records import BlockKind

LONG = "running text"
_EDGE_REASONS = frozenset({"page number", "running header"})


def distance(left: str, right: str) -> int:
    """Return the Levenshtein distance of two texts."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    left, right = left[start:], right[start:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    codes = np.array([ord(c) for c in right], dtype=np.int64)
    steps = np.arange(len(right) + 1)
    row = steps.copy()
    for number, c in enumerate(left, start=1):
        changed = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(c)))
        row = np.concatenate(([number], changed))
        row = np.minimum.accumulate(row - steps) + steps  # insertions
    return int(row[-1])


def error_rate(found: Sequence[str], shape: Shape) -> float:
    """Return wrong characters as a share of those that stand in the file, page by page."""
    pairs = [(_flat(page), _flat(meant)) for page, meant in zip(found, shape.pages, strict=True)]
    return sum(distance(page, meant) for page, meant in pairs) / sum(len(meant) for _, meant in pairs)


def _flat(text: str) -> str:
    return " ".join(text.split())


def our_pages(data: bytes) -> list[str]:
    """Return what Metodbank keeps of each page, without its own marks of bullets and cells."""
    document = parse(data, name="measured.pdf")
    pages: list[list[str]] = [[] for _ in document.pages]
    # What other rules judge – repeated sentences, lists of sources – is no matter of reading the file.
    edges = [(d.start, d.end) for d in clean(document).dropped if d.reason in _EDGE_REASONS]
    for block in document.blocks:
        if any(start <= block.start < end for start, end in edges):
            continue
        page = next(i for i, page in enumerate(document.pages) if page.start <= block.start < page.end)
        content = document.text[block.start : block.end]
        if block.kind is BlockKind.BULLET:
            content = content.removeprefix("- ")
        pages[page].append(content.replace(" | ", " ") if block.kind is BlockKind.ROW else content)
    return [" ".join(page) for page in pages]


def raw_pages(data: bytes) -> list[str]:
    """Return what pypdf alone reads of each page."""
    from pypdf import PdfReader

    return [
        unicodedata.normalize("NFC", page.extract_text()).replace("•", "")
        for page in PdfReader(io.BytesIO(data)).pages
    ]


def measured(name: str, n_pages: int) -> dict[str, float]:
    """Return the errors of both and the pages a second of processor time for one shape."""
    made = SHAPES[name](n_pages)
    shape = Shape(made.data, tuple(unicodedata.normalize("NFC", page) for page in made.pages))
    start = time.process_time()
    raw = raw_pages(shape.data)
    raw_s = time.process_time() - start
    start = time.process_time()
    ours = our_pages(shape.data)
    our_s = time.process_time() - start
    return {
        "pages": n_pages,
        "error_pypdf": error_rate(raw, shape),
        "error": error_rate(ours, shape),
        "pages_per_s_pypdf": n_pages / raw_s,
        "pages_per_s": n_pages / our_s,
    }


def main() -> None:
    """Print a table and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pages", type=int, default=12)
    parser.add_argument("--long", type=int, default=300)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    results = {name: measured(name, arguments.pages) for name in SHAPES}
    results[f"{LONG}, {arguments.long} pages"] = measured(LONG, arguments.long)
    print("| shape | error pypdf % | error % | pages/s pypdf | pages/s |\n|---|---|---|---|---|")
    for name, result in results.items():
        print(
            f"| {name} | {100 * result['error_pypdf']:.2f} | {100 * result['error']:.3f} "
            f"| {result['pages_per_s_pypdf']:.0f} | {result['pages_per_s']:.0f} |"
        )
    if arguments.out:
        report = {"machine": describe_machine(), "shapes": results}
        arguments.out.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
