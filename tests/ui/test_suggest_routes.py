"""The address that suggests, and the search box of every page."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from kb.errors import IndexMismatchError
from kb.i18n import UI_LANGUAGES, UiLanguage, load_catalogue
from kb.knowledge_base import KnowledgeBase
from tests.ui.conftest import OpenPage, html_of
from tests.ui.fakes import small_library
from ui.header_search import header_search, suggestion_words
from ui.menu import PAGES, header
from ui.search_state import Kept
from ui.web import suggest_routes
from ui.web.asset_routes import ASSETS, SCRIPTS
from ui.web.suggest_routes import suggest

SCRIPT = (ASSETS / "suggest.js").read_text(encoding="utf-8")


def _answer(query: bytes) -> Response:
    scope = {"type": "http", "method": "GET", "path": "/suggest", "query_string": query, "headers": []}
    return asyncio.run(suggest(Request(scope)))


def _suggested(query: bytes) -> list[str]:
    found = json.loads(bytes(_answer(query).body))
    assert set(found) == {"suggestions"}
    return list(found["suggestions"])


@pytest.fixture
def _library(library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest_routes, "open_home", lambda: library)


@pytest.mark.usefixtures("_library")
def test_words_of_the_documents_are_suggested_in_both_languages() -> None:
    assert "pensionär" in _suggested(b"q=pensi")
    assert "cykelbibliotek" in _suggested(b"q=cykelb")
    assert "Ikast-Brande" in _suggested(b"q=ika")


@pytest.mark.usefixtures("_library")
@pytest.mark.parametrize(
    "query",
    [b"", b"q=", b"q=cy", b"q=%00%01%02%03", b"q=" + b"c" * 3000, b"q=%22cykelk", b"q=%ff%fe%fd", b"q=<b>"],
)
def test_hostile_and_empty_queries_are_answered_with_nothing(query: bytes) -> None:
    assert _suggested(query) == []


@pytest.mark.usefixtures("_library")
def test_an_answer_is_kept_for_a_minute_by_the_reader_alone() -> None:
    assert _answer(b"q=cyk").headers["cache-control"] == "private, max-age=60"


def test_nothing_is_suggested_where_the_index_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> KnowledgeBase:
        raise IndexMismatchError("It does not fit. Run: metodbank index rebuild")

    monkeypatch.setattr(suggest_routes, "open_home", broken)
    assert _suggested(b"q=cykelk") == []


def test_every_page_but_the_search_page_has_a_box_at_its_top() -> None:
    catalogue = load_catalogue("sv")
    form = header_search(catalogue, Kept())
    for page in PAGES:
        assert form in header(catalogue, {}, page, Kept())
    assert 'role="search"' not in header(catalogue, {}, "", Kept())
    assert '<label class="mb-sr" for="mb-header-q">Sök exempel</label>' in form
    assert '<form class="mb-header-search" role="search" action="./" method="get">' in form


def test_the_box_keeps_language_and_municipality_without_the_script() -> None:
    form = header_search(load_catalogue("da"), Kept(ui_language="da", home="SE1715"))
    assert '<input type="hidden" name="my" value="SE1715">' in form
    assert '<input type="hidden" name="ui" value="da">' in form


def test_a_page_shows_the_box_once_and_the_search_page_its_own_alone(open_page: OpenPage) -> None:
    assert html_of(open_page(small_library(), "themes")).count('role="search"') == 1
    assert 'role="search"' not in html_of(open_page(small_library()))


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
def test_the_script_finds_its_words_on_the_page(ui_language: UiLanguage) -> None:
    words = suggestion_words(load_catalogue(ui_language))
    counts = words.split('data-counts="')[1].split('"')[0].split("|")
    assert len(counts) == suggest_routes.MAX_SUGGESTIONS
    assert [count.split()[0] for count in counts] == ["1", "2", "3", "4", "5"]
    for name in ("label", "counts"):
        assert f"data-{name}=" in words
        assert f"words().{name}" in SCRIPT
    assert 'getElementById("mb-suggest")' in SCRIPT
    assert 'id="mb-suggest"' in words


def test_the_script_is_sent_after_the_one_it_needs_and_writes_no_html() -> None:
    assert SCRIPTS.index("page.js") < SCRIPTS.index("suggest.js")
    assert "innerHTML" not in SCRIPT
    assert "https:" not in SCRIPT
    assert Path(ASSETS / "suggest.js").stat().st_size < 12_000
