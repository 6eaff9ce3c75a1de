"""The feed of a search."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest
from starlette.requests import Request
from starlette.responses import Response

from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.records import Filters, Language
from tests.ui.conftest import OpenPage, html_of
from tests.ui.fakes import small_library
from ui.search_feed import feed_href, head_link, search_feed
from ui.search_state import Kept, SearchState, Sort
from ui.web import feed_routes
from ui.web.feed_routes import feed

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(autouse=True)
def _library(library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_routes, "open_home", lambda: library)


def _answer(headers: dict[str, str] | None = None, **parameters: str) -> Response:
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "https",
        "server": ("example.se", 443),
        "path": "/feed",
        "query_string": urlencode(parameters).encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
    }
    return asyncio.run(feed(Request(scope)))


def _root(**parameters: str) -> ET.Element:
    answer = _answer(None, **parameters)
    assert answer.status_code == 200
    # a browser shows it as plain text, and letters are right by the header alone
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert bytes(answer.body).startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    return ET.fromstring(bytes(answer.body))  # noqa: S314 - it was written here


def _entries(**parameters: str) -> list[ET.Element]:
    return _root(**parameters).findall(f"{ATOM}entry")


def test_each_document_that_is_found_is_one_entry_with_its_passage(library: KnowledgeBase) -> None:
    entries = _entries(q="cykel")
    addresses = [parse_qs(urlsplit(each.find(f"{ATOM}link").attrib["href"]).query) for each in entries]  # type: ignore[union-attr]
    ids = [int(address["id"][0]) for address in addresses]
    assert len(ids) == len(set(ids)) >= 2
    for entry, address in zip(entries, addresses, strict=True):
        (chunk,) = library.store.chunks_by_id([int(address["chunk"][0])]).values()  # type: ignore[list-item]
        document = library.document(chunk.document_id)
        assert entry.findtext(f"{ATOM}content") == chunk.text
        assert entry.findtext(f"{ATOM}title") == document.metadata.title
        assert entry.findtext(f"{ATOM}updated") == document.ingested_at
        assert document.source.name in (entry.findtext(f"{ATOM}summary") or "")
        assert int(address["id"][0]) == document.id


def test_the_newest_come_first() -> None:
    updated = [each.findtext(f"{ATOM}updated") or "" for each in _entries(country="SE")]
    assert updated == sorted(updated, reverse=True)


def test_entries_are_in_their_language_and_the_feed_in_the_readers() -> None:
    root = _root(q="cykel", ui="da", country="DK")
    assert root.attrib[LANG] == "da"
    assert root.findtext(f"{ATOM}title") == "Metodbank: cykel · Danmark"
    languages = {each.attrib[LANG] for each in root.findall(f"{ATOM}entry")}
    assert languages == {Language.DANISH.value}
    links = {each.attrib["rel"]: each.attrib["href"] for each in root.findall(f"{ATOM}link")}
    assert links == {
        "self": "https://example.se/feed?q=cykel&country=DK&ui=da",
        "alternate": "https://example.se/?q=cykel&country=DK&ui=da",
    }


def test_ids_stay_whatever_the_host_the_language_and_the_order() -> None:
    first = _root(q="cyklar", ui="da")
    other = _root(q="cyklar", ui="en", sort="date", p="3", group="document")
    assert [each.text for each in first.iter(f"{ATOM}id")] == [each.text for each in other.iter(f"{ATOM}id")]
    assert _root(q="cykel").findtext(f"{ATOM}id") != first.findtext(f"{ATOM}id")


def test_the_public_address_is_used_where_one_is_set(library: KnowledgeBase) -> None:
    made = search_feed(
        library,
        SearchState(text="cyklar"),
        catalogue=load_catalogue("sv"),
        kept=Kept(),
        home="https://metodbank.example.se/",
    )
    assert made.address == "https://metodbank.example.se/feed?q=cyklar"
    assert all(each.address.startswith("https://metodbank.example.se/document?id=") for each in made.entries)


def test_who_has_the_feed_already_is_told_so() -> None:
    first = _answer(q="cyklar")
    tag, changed = first.headers["etag"], first.headers["last-modified"]
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"x", W/{tag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": changed},
    ):
        again = _answer(headers, q="cyklar")
        assert (again.status_code, bytes(again.body), again.headers["etag"]) == (304, b"", tag)


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00"},
    ],
)
def test_who_has_another_or_asks_oddly_gets_the_feed(headers: dict[str, str]) -> None:
    assert _answer(headers, q="cyklar").status_code == 200


def test_a_search_that_finds_nothing_is_a_feed_without_entries() -> None:
    assert _entries(q='"finns inte alls"') == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "<script>]]></content> & \x00 \ud7ff"},
        {"q": "cyklar", "country": "<XX>", "years": "0-0", "p": "-1"},
        {"q": "cyklar", "like": "999999999999999999"},
        {"country": "SE", "unlike": "1"},
    ],
)
def test_hostile_parameters_still_make_a_feed(parameters: dict[str, str]) -> None:
    assert _root(**parameters).tag == f"{ATOM}feed"


def test_only_a_search_can_be_followed() -> None:
    answer = _answer(ui="da")
    assert (answer.status_code, bytes(answer.body).decode()[:25]) == (400, "Man kan kun følge en søgn")
    assert _answer(q="x" * 3000).status_code == 400


def test_the_page_offers_the_feed_of_its_search_without_the_readers_municipality(open_page: OpenPage) -> None:
    shown = html_of(open_page(small_library(), q="i", country="SE", my="SE1715", ui="da", p="1"))
    assert '<a href="./feed?q=i&amp;country=SE&amp;ui=da" type="application/atom+xml">' in shown
    assert "Følg søgningen (Atom)</a>" in shown
    assert "feed?" not in html_of(open_page(small_library()))


def test_the_pages_head_names_the_feed_where_something_is_searched_for() -> None:
    state = SearchState(
        text='"><script>', filters=Filters(countries=frozenset({"DK"})), sort=Sort.DATE, page=2
    )
    catalogue = load_catalogue("en")
    assert head_link(state, catalogue, Kept()) == (
        '<link rel="alternate" type="application/atom+xml" title="Follow this search (Atom)" '
        'href="./feed?q=%22%3E%3Cscript%3E&amp;country=DK">'
    )
    assert head_link(SearchState(), catalogue, Kept()) == ""
    assert feed_href(state, Kept(home="SE1715", ui_language="da")).endswith("&country=DK&ui=da")
