"""Ingest scored against hand-made labels of real documents; prints its figures (run with -s)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from kb.records import Facet, PreparedDocument, TagMethod
from tests.ingest.makers import prepare

pytestmark = pytest.mark.integration

LABELLED = ("000", "002", "003")


def load(reference: Path, number: str) -> tuple[PreparedDocument, list[dict[str, Any]]]:
    path = next((reference / "seeds").glob(f"{number}_*.txt"))
    gold = json.loads((reference / "gold" / f"{number}.chunks.json").read_text(encoding="utf-8"))
    return prepare(path.read_bytes(), path.name), gold["chunks"]


def show(name: str, right: int, wrong: int, missed: int) -> tuple[float, float]:
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    counts = f"{right} right, {wrong} wrong, {missed} missed"
    sys.stdout.write(f"\n{name}: precision {precision:.3f}, recall {recall:.3f} ({counts})\n")
    return precision, recall


def test_municipalities_of_chunks(reference: Path) -> None:
    right = wrong = missed = 0
    for number in LABELLED:
        document, gold = load(reference, number)
        for wanted in gold:
            expected = {place["code"] for place in wanted["municipalities"]}
            found = {
                tag.value
                for chunk in document.chunks
                if chunk.lines
                and chunk.lines[0] <= wanted["end_line"]
                and chunk.lines[1] >= wanted["start_line"]
                for tag in chunk.tags
                if tag.facet is Facet.MUNICIPALITY and tag.method is not TagMethod.INFERRED
            }
            right, wrong, missed = (
                right + len(expected & found),
                wrong + len(found - expected),
                missed + len(expected - found),
            )
    precision, recall = show("municipalities per chunk", right, wrong, missed)
    assert precision >= 0.97
    assert recall >= 0.95


def test_dropped_lines(reference: Path) -> None:
    right = wrong = missed = 0
    for number in LABELLED:
        document, _ = load(reference, number)
        rows = (reference / "gold" / f"{number}.lines.tsv").read_text(encoding="utf-8").splitlines()[1:]
        expected = {int(row.split("\t")[0]) for row in rows if row.split("\t")[1] == "drop"}
        lines = document.text.split("\n")
        found = {
            line
            for item in document.dropped
            if item.lines
            for line in range(item.lines[0], item.lines[1] + 1)
            if lines[line - 1].strip()
        }
        right, wrong, missed = (
            right + len(expected & found),
            wrong + len(found - expected),
            missed + len(expected - found),
        )
    precision, recall = show("dropped lines", right, wrong, missed)
    assert precision >= 0.99
    assert recall >= 0.97


def test_boundaries_of_examples(reference: Path) -> None:
    right = wrong = missed = 0
    for number in LABELLED:
        document, gold = load(reference, number)
        expected = {(c["start_line"], c["end_line"]) for c in gold if c["is_example"]}
        found = {chunk.lines for chunk in document.chunks if chunk.is_example}
        right, wrong, missed = (
            right + len(expected & found),
            wrong + len(found - expected),
            missed + len(expected - found),
        )
    precision, recall = show("examples that stand alone", right, wrong, missed)
    assert precision >= 0.93
    assert recall >= 0.93


@pytest.mark.parametrize(
    ("number", "title", "date", "kind"),
    [
        ("000", "Att arbeta med att förebygga", None, "notes"),
        ("001", "Vägval för", "2017-06-15", "notes"),
        ("002", "Minnesanteckningar - ", "2013-08-20", "notes"),
        ("003", "Samskabelse i lokalsamfund", "2016-04-17", "article"),
        ("004", "Workshop om framtidens", "2017-02-07", "slides"),
    ],
)
def test_metadata_of_real_documents(
    reference: Path, number: str, title: str, date: str | None, kind: str
) -> None:
    path = next((reference / "seeds").glob(f"{number}_*.txt"))
    metadata = prepare(path.read_bytes(), path.name).metadata
    assert metadata.title.startswith(title)
    assert (metadata.date, metadata.type) == (date, kind)
    assert metadata.language == ("da" if number == "003" else "sv")


def test_job_adverts_name_no_municipality_of_the_article(reference: Path) -> None:
    document, _ = load(reference, "003")
    assert not any(tag.facet is Facet.MUNICIPALITY for tag in document.tags)
