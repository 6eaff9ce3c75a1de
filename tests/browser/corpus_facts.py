"""What the documents and the curators' notes of the starter corpus say, read without the app."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from tests.browser.running import ROOT


@cache
def practice(key: str) -> dict[str, Any]:  # Any: as TOML has it
    stored = tomllib.loads((ROOT / "corpus" / "practices.toml").read_text(encoding="utf-8"))
    return next(each for each in stored["practices"] if each["key"] == key)


def title_of(key: str, language: str = "sv") -> str:
    title: str = practice(key)["title"][language]
    return title


def told(key: str, field: str, *codes: str) -> list[str]:
    """Return the words of the quotes that curators wrote down for a field, or for some of its codes."""
    quotes = practice(key)["fields"].get(field, [])
    coded = [(each, None) if isinstance(each, str) else (each["quote"], each["code"]) for each in quotes]
    return [words_of(quote) for quote, code in coded if not codes or code in codes]


def file_of(key: str) -> Path:
    """Return the PDF file that tells of a practice."""
    (name,) = practice(key)["documents"]
    (path,) = (ROOT / "corpus").glob(f"*/{name}.pdf")
    return path


@cache
def pages_of(path: Path) -> tuple[str, ...]:
    """Return the words of each page of a PDF file."""
    return tuple(words_of(page.extract_text()) for page in PdfReader(path).pages)


def quoted_pages(key: str) -> set[int]:
    """Return the pages that hold words which curators quoted of a practice."""
    noted = practice(key)
    fields = [each for quotes in noted["fields"].values() for each in quotes]
    quotes = [*fields, *noted["rests_on"], *noted.get("passages", [])]
    quoted = [words_of(each if isinstance(each, str) else each["quote"]) for each in quotes]
    pages = enumerate(pages_of(file_of(key)), start=1)
    return {number for number, page in pages if any(words in page for words in quoted)}


def stands(key: str, words: str, source: str) -> bool:
    """Tell whether the file of a practice has words on the page that a source names."""
    name, page = source.rsplit(", s. ", 1)
    path = file_of(key)
    return name == path.name and words in pages_of(path)[int(page) - 1]


def words_of(text: str) -> str:
    """Return the words alone: a line's end, a bullet or a quotation mark is set differently everywhere."""
    return " ".join(re.findall(r"\w+", text))


@cache
def municipalities() -> Mapping[str, Mapping[str, str]]:
    """Return what the register says of each municipality, by its code."""
    lines = (ROOT / "kb" / "data" / "municipalities.tsv").read_text(encoding="utf-8").splitlines()
    return {row["code"]: row for row in csv.DictReader(lines, delimiter="\t")}
