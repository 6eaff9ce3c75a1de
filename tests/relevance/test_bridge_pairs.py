"""What is called one thing on each side of the Sound is found by either word, among the first three hits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluation.collection import opened_collections
from kb.knowledge_base import KnowledgeBase
from kb.records import Language, Query
from kb.settings import Settings
from tests.relevance.gate import PROJECT

PAIRS = (
    ("nattvandrare", "natteravne", r"nattvandr", r"natteravn"),
    ("byalag", "lokalråd", r"byalag", r"lokalråd|landsbylaug"),
    ("läxhjälp", "lektiehjælp", r"läxhjälp", r"lektie"),
    ("medskapande", "samskabelse", r"medskap|samskap", r"samskab"),
    ("medborgarbudget", "borgerbudget", r"medborgarbudget", r"borgerbudget|borgerne bestemmer"),
    ("nämnd", "udvalg", r"nämnd", r"udvalg"),
    ("utanförskap", "udsathed", r"utanförskap", r"udsat"),
    ("förskola", "dagtilbud", r"förskol", r"dagtilbud|daginstitution|børnehave|vuggestue"),
    ("hemtjänst", "hjemmepleje", r"hemtjänst", r"hjemmepleje|hjemmehjælp"),
)
CASES = [
    *((swedish, Language.DANISH, found) for swedish, _, _, found in PAIRS),
    *((danish, Language.SWEDISH, found) for _, danish, found, _ in PAIRS),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    settings = Settings.model_validate({"home": Path(tmp_path_factory.mktemp("home"))})
    folders = [PROJECT / "corpus" / "sv", PROJECT / "corpus" / "da"]
    with opened_collections(settings, documents=folders) as collections:
        yield next(collections).knowledge_base


@pytest.mark.relevance
@pytest.mark.parametrize(("term", "language", "partner"), CASES)
def test_the_partner_is_among_the_first_three(
    corpus: KnowledgeBase, term: str, language: Language, partner: str
) -> None:
    hits = corpus.search(Query(text=term, limit=3)).hits
    words = [
        " ".join([hit.chunk.text, *hit.chunk.heading_path, hit.document.metadata.title])
        for hit in hits
        if hit.chunk.language is language
    ]
    assert any(re.search(partner, each, re.IGNORECASE) for each in words)
