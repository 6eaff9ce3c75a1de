"""The curated practices of the starter corpus: every value a quote, every figure of a summary in one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from corpus_texts import read_corpus

from kb.gazetteer import load_gazetteer
from kb.practice_file import FilePractice, read_practice_file
from kb.practice_library import Library
from kb.practices import PracticeField, PracticeState, Quote
from kb.records import Language
from kb.store import Store
from kb.taxonomy import load_taxonomy
from kb.text import text_hash
from tests.corpus.test_corpus import CORPUS, figures
from tests.ingest.makers import prepare

FILE = read_practice_file(CORPUS / "practices.toml", taxonomy=load_taxonomy(), gazetteer=load_gazetteer())
BUILT = {path.stem: path for language in ("sv", "da") for path in (CORPUS / language).iterdir()}
TEXTS = {text.slug: text for text in read_corpus(CORPUS)}
OTHER_LETTERS = {Language.SWEDISH: re.compile(r"\w*[æøÆØ]\w*"), Language.DANISH: re.compile(r"\w*[äöÄÖ]\w*")}

every_practice = pytest.mark.parametrize("practice", FILE.practices, ids=lambda practice: practice.key)
Taken = Callable[[FilePractice], Store]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    """Take in the documents that a practice quotes, each once."""
    store = Store(tmp_path_factory.mktemp("practices") / "store.sqlite")
    known: set[str] = set()

    def take(practice: FilePractice) -> Store:
        for slug in practice.documents:
            if slug not in known:
                known.add(slug)
                prepared = prepare(BUILT[slug].read_bytes(), BUILT[slug].name)
                source = replace(prepared.source, path=str(BUILT[slug]), sha256=text_hash(slug))
                store.put_document(replace(prepared, source=source), pipeline_version=1)
        return store

    yield take
    store.close()


def own_words(practice: FilePractice) -> Iterator[tuple[Language, str]]:
    """Yield what a curator has written."""
    yield from practice.titles.items()
    yield from practice.summaries.items()


@every_practice
def test_its_documents_are_built(practice: FilePractice) -> None:
    assert set(practice.documents) <= BUILT.keys()


@every_practice
def test_every_quote_is_found_and_every_figure_stands_in_one(practice: FilePractice, taken: Taken) -> None:
    outcome = Library(taken(practice), CORPUS).make(FILE, practice)
    assert outcome.problems == ()
    assert outcome.draft is not None
    quotes: list[Quote] = [quote for found in outcome.draft.fields.values() for quote in found]
    supported = figures(" | ".join(quote.text for quote in quotes))
    for language, words in own_words(practice):
        assert figures(words) - supported == set(), language


@every_practice
def test_it_is_told_in_both_languages_and_has_its_place_and_themes(practice: FilePractice) -> None:
    both = {Language.SWEDISH, Language.DANISH}
    assert both <= practice.titles.keys()
    assert both <= practice.summaries.keys()
    assert practice.state is PracticeState.PUBLISHED
    assert practice.fields.get(PracticeField.THEMES)
    places = {value.code for value in practice.fields[PracticeField.MUNICIPALITIES]}
    metas = [TEXTS[slug].meta for slug in practice.documents]
    assert places
    assert places <= {code for meta in metas for code in (*meta.municipalities, *meta.mentions)}


@every_practice
def test_letters_of_the_other_language_stand_in_names_only(practice: FilePractice, taken: Taken) -> None:
    store = taken(practice)
    named = [BUILT[slug].name for slug in practice.documents]
    told = " ".join(store.text(document_id) for name in named for document_id in store.documents_named(name))
    for language, words in own_words(practice):
        pattern = OTHER_LETTERS.get(language)
        for word in pattern.findall(words) if pattern else ():
            assert word[0].isupper(), word
            assert word in told


def test_the_example_in_the_documentation_is_one(tmp_path: Path, taken: Taken) -> None:
    page = (CORPUS.parent / "docs" / "practices.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "example.toml"
    path.write_text(example, encoding="utf-8")
    file = read_practice_file(path, taxonomy=load_taxonomy(), gazetteer=load_gazetteer())
    (practice,) = file.practices
    outcome = Library(taken(practice), tmp_path).make(file, practice)
    assert outcome.problems == ()
    assert outcome.draft is not None
    assert practice.relations


@pytest.mark.integration
def test_the_file_is_loaded_after_the_corpus_was_taken_in(tmp_path: Path) -> None:
    from kb.knowledge_base import open_knowledge_base
    from kb.settings import load_settings

    knowledge_base = open_knowledge_base(load_settings(home=tmp_path / "home", embedder="hashing"))
    try:
        needed = {slug for practice in FILE.practices for slug in practice.documents}
        knowledge_base.ingest([BUILT[slug] for slug in sorted(needed)])
        path = CORPUS / "practices.toml"
        report = knowledge_base.practices.load(path)
        assert (len(report.added), report.skipped, report.left) == (len(FILE.practices), (), ())
        assert len(knowledge_base.practices.load(path).unchanged) == len(FILE.practices)
        knowledge_base.ingest([BUILT[slug] for slug in sorted(needed)])
        assert knowledge_base.practices.counts().states["published"] == len(FILE.practices)
    finally:
        knowledge_base.close()


def test_periods_quote_their_years_and_those_of_a_whole_document_are_no_practices_among_several() -> None:
    told: dict[str, int] = {}
    for practice in FILE.practices:
        for slug in practice.documents:
            told[slug] = told.get(slug, 0) + 1
    said_otherwise = {"Caféen fyldte tre år i januar 2010."}
    for practice in FILE.practices:
        for value in practice.fields.get(PracticeField.PERIOD, ()):
            of_document = value.words.startswith(("Period:", "Periode:"))
            assert not (of_document and any(told[slug] > 1 for slug in practice.documents)), practice.key
            years = set(re.findall(r"\d{4}", value.code or ""))
            assert years <= figures(value.words) or value.words in said_otherwise, practice.key


def test_danish_towns_have_their_own_names_in_swedish() -> None:
    for practice in FILE.practices:
        for _, words in own_words(practice):
            assert "Århus" not in words, practice.key
            assert "Ålborg" not in words, practice.key
