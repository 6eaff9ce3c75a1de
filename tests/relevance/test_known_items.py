"""Recall and rank of known documents may not fall under ``baseline.json``, for any language pair."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.known_items import measure, open_corpus, read_items
from kb.knowledge_base import KnowledgeBase

pytestmark = pytest.mark.relevance

BASELINE: dict[str, dict[str, float]] = json.loads(
    (Path(__file__).parent / "baseline.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def knowledge_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    opened = open_corpus(tmp_path_factory.mktemp("relevance"), embedder="hashing")
    yield opened
    opened.close()


def test_no_language_pair_falls_under_its_baseline(knowledge_base: KnowledgeBase) -> None:
    measured = measure(knowledge_base)
    assert set(measured) == set(BASELINE)
    fallen = {
        f"{pair} {figure}": (measured[pair][figure], floor)
        for pair, floors in BASELINE.items()
        for figure, floor in floors.items()
        if measured[pair][figure] < floor
    }
    assert fallen == {}


def test_every_question_asks_for_a_document_that_exists(knowledge_base: KnowledgeBase) -> None:
    sources = {document.source.name for document in knowledge_base.documents(limit=100)}
    assert {item.source for item in read_items()} == sources


def test_questions_and_documents_are_in_every_pair_of_languages() -> None:
    assert {item.pair for item in read_items()} == {"sv-sv", "da-da", "sv-da", "da-sv", "en-sv", "en-da"}
