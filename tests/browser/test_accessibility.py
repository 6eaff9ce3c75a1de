"""The accessibility checker axe over every page, in every language, narrow, large and dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.entries import Entry
from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings
from tests.browser.running import App

pytestmark = pytest.mark.browser

SMALL_HOME = (
    "/?q=byalag&country=SE",
    "/?q=zzzz&country=SE",
    "/?q=skridskår i Kil&ui=da",
    "/?q=byalag&like=1&unlike=2&ui=en",
    "/?q=kör i biblioteket",
    "/document?id=1",
    "/document?id=99",
)
FITS = """width => document.documentElement.scrollWidth <= width
    && document.querySelector('.stMain').scrollWidth <= width"""


@pytest.fixture(scope="module")
def pages(corpus_home: Path) -> tuple[str, ...]:
    """Every page of the app over the starter corpus, with something on it."""
    base = open_knowledge_base(load_settings(home=corpus_home))
    published = [entry for entry in base.entries.practices() if entry.is_published]
    base.close()
    told = max(published, key=lambda entry: len(entry.fields))
    related = next(entry for entry in published if entry.relations)
    return (
        "/?q=natteravne&my=SE2403&sort=likeness",
        "/themes",
        "/themes?theme=trygg",
        "/map",
        "/explore",
        "/collection",
        f"/practice?id={told.ref.number}&my=SE2403",
        f"/practice?id={related.ref.number}&ui=da",
        f"/compare?ref={told.ref}&ref={related.ref}",
        "/compare",
        _reader_of(told),
        "/about",
        "/guide",
    )


def _reader_of(entry: Entry) -> str:
    quote = entry.passages[0]
    return f"/document?id={quote.document_id}&chunk={quote.chunk_id}&back=q%3Dnatteravne"


def _open(app: App, address: str) -> None:
    app.page.goto(app.url + address)
    app.page.locator(".mb-footer").wait_for()
    app.rest()


@pytest.mark.parametrize("address", SMALL_HOME)
def test_hits_no_hits_and_the_reader_have_no_violations(app: App, address: str) -> None:
    _open(app, address)
    assert app.axe() == []


@pytest.mark.parametrize("ui_language", ["sv", "da", "en"])
def test_the_search_has_no_violations_in_any_language(corpus: App, ui_language: str) -> None:
    for address in (f"/?ui={ui_language}", f"/?q=natteravne&ui={ui_language}"):
        _open(corpus, address)
        assert corpus.axe() == [], address


def test_every_page_has_no_violations(corpus: App, pages: tuple[str, ...]) -> None:
    found = {}
    for address in pages:
        _open(corpus, address)
        found[address] = corpus.axe()
    assert found == {address: [] for address in pages}


def test_every_page_has_no_violations_and_fits_when_narrow_and_dark(
    corpus: App, pages: tuple[str, ...]
) -> None:
    corpus.page.emulate_media(color_scheme="dark")
    corpus.page.set_viewport_size({"width": 320, "height": 800})
    found = {}
    for address in pages:
        _open(corpus, address)
        found[address] = (corpus.axe(), corpus.page.evaluate(FITS, 320))
    assert found == dict.fromkeys(pages, ([], True))


def test_every_page_fits_with_text_at_twice_its_size(corpus: App, pages: tuple[str, ...]) -> None:
    # what a browser's text zoom does to units of rem, on a screen of 1280 pixels
    corpus.page.set_viewport_size({"width": 1280, "height": 900})
    found = {}
    for address in pages:
        _open(corpus, address)
        corpus.page.evaluate("document.documentElement.style.fontSize = '34px'")
        found[address] = (corpus.axe(), corpus.page.evaluate(FITS, 1280))
    assert found == dict.fromkeys(pages, ([], True))


@pytest.mark.parametrize("ui_language", ["sv", "da", "en"])
def test_an_address_that_is_not_there_has_no_violations(corpus: App, ui_language: str) -> None:
    corpus.page.goto(f"{corpus.url}/nowhere?ui={ui_language}")
    corpus.page.get_by_role("heading", level=1).wait_for()
    assert corpus.axe() == []
