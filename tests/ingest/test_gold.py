"""Ingest scored against hand-made labels: no figure may fall below what it has reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.gold import read_gold
from evaluation.ingest_run import run_gold
from evaluation.ingest_scores import IngestScore, total
from tests.ingest.makers import prepare

GOLD = Path(__file__).parent.parent / "gold"


def score(folder: Path, documents: Path | None = None) -> IngestScore:
    scores, failed = run_gold(read_gold(folder, documents))
    assert not failed
    return total(list(scores.values()))


def test_documents_that_rules_were_written_with() -> None:
    found = score(GOLD / "development")
    assert found.dropped.precision >= 0.99
    assert found.dropped.recall >= 0.99
    assert found.alone.value >= 0.95
    assert found.mixed.n <= 2
    assert found.languages.value >= 0.99
    assert found.metadata["language"].value == 1


def test_documents_with_other_furniture() -> None:
    found = score(GOLD / "further")
    assert found.dropped.precision >= 0.99
    assert found.dropped.recall >= 0.99
    assert found.municipalities.precision >= 0.98
    assert found.alone.value >= 0.95
    assert found.mixed.n <= 3
    assert found.languages.value >= 0.98


def test_documents_that_no_rule_was_written_with() -> None:
    found = score(GOLD / "check")
    assert found.dropped.precision >= 0.99
    assert found.dropped.recall >= 0.9
    assert found.alone.value >= 0.85
    assert found.languages.value >= 0.99


@pytest.mark.integration
def test_real_documents(reference: Path) -> None:
    found = score(reference / "gold", reference / "seeds")
    assert found.dropped.precision >= 0.99
    assert found.dropped.recall >= 0.99
    assert (found.municipalities.precision, found.municipalities.recall) == (1, 1)
    assert (found.chunk_municipalities.precision, found.chunk_municipalities.recall) == (1, 1)
    assert found.foreign.n == 0
    assert found.alone.value >= 0.93
    assert found.mixed.n <= 3
    assert all(found.metadata[name].value == 1 for name in ("title", "date", "authors", "language"))


@pytest.mark.integration
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
