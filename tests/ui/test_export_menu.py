"""The menu of downloads."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.exports.formats import EXPORTERS
from kb.i18n import UiLanguage, load_catalogue
from tests.ui.conftest import OpenPage, html_of
from tests.ui.fakes import small_library
from ui.export_menu import export_menu
from ui.search_state import Kept
from ui.shell import Shell


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []
        self.summaries: list[str] = []
        self._in_summary = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_summary = tag == "summary"
        if tag == "a":
            self.links.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the reader decides
        self._in_summary = False

    def handle_data(self, data: str) -> None:
        if self._in_summary:
            self.summaries.append(data)


def _shell(ui_language: UiLanguage = "sv") -> Shell:
    return Shell(
        knowledge_base=cast(Any, None),  # the menu asks it nothing
        catalogue=load_catalogue(ui_language),
        kept=Kept(ui_language=ui_language),
        parameters={},
        known=cast(Any, None),
    )


def _menu(parameters: dict[str, list[str]], count: int, ui_language: UiLanguage = "sv") -> _Reader:
    reader = _Reader()
    reader.feed(export_menu(parameters, _shell(ui_language), count=count))
    return reader


@pytest.mark.parametrize(
    ("parameters", "count", "ui_language", "summary"),
    [
        ({"q": ["skola"]}, 76, "sv", "Exportera 76 träffar"),
        ({"q": ["skola"]}, 1, "sv", "Exportera träffen"),
        ({"q": ["skola"]}, 3400, "sv", "Exportera de första 1\u00a0000 av 3\u00a0400 träffar"),
        ({"q": ["skola"], "page": ["2"]}, 10, "sv", "Exportera de 10 på sidan"),
        ({"ref": ["p1", "p2"]}, 2, "da", "Eksportér 2 eksempler"),
        ({"ref": ["p1"]}, 1, "en", "Export the example"),
        ({"collection": ["k"]}, 12, "en", "Export 12 examples"),
    ],
)
def test_the_menu_says_how_much_is_exported(
    parameters: dict[str, list[str]], count: int, ui_language: UiLanguage, summary: str
) -> None:
    assert _menu(parameters, count, ui_language).summaries == [summary]


def test_there_is_no_menu_where_there_is_nothing_to_export() -> None:
    assert export_menu({"q": ["skola"]}, _shell(), count=0) == ""


def test_links_are_plain_downloads_of_the_same_rows_in_every_format() -> None:
    hostile = 'a"><script>&x=1'
    links = _menu({"ref": ["p12", "c34"], "q": [hostile]}, 2, "da").links
    told = [parse_qs(urlsplit(link["href"] or "").query) for link in links]
    assert [each.pop("format") for each in told] == [
        [name] for name in EXPORTERS if not name.startswith("programme")
    ]
    assert told == [{"ref": ["p12", "c34"], "q": [hostile], "ui": ["da"]}] * len(links)
    for link in links:
        assert (link["href"] or "").startswith("./export?")
        assert "download" in link
        assert "mb-go" not in (link.get("class") or "")  # no script of ours may open it as a page


def test_only_a_collection_is_offered_as_a_programme() -> None:
    links = _menu({"collection": ["k"]}, 2).links
    formats = [parse_qs(urlsplit(link["href"] or "").query)["format"][0] for link in links]
    assert formats == list(EXPORTERS)


def test_the_search_page_offers_all_hits_and_this_page(open_page: OpenPage) -> None:
    reader = _Reader()
    reader.feed(html_of(open_page(small_library(), q="penge", sort="date")))
    exports = [link["href"] or "" for link in reader.links if (link["href"] or "").startswith("./export?")]
    assert exports
    for address in exports:
        told = parse_qs(urlsplit(address).query)
        assert (told["q"], told["sort"]) == (["penge"], ["date"])
        assert "p" not in told
