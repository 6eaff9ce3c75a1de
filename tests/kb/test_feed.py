"""Atom feeds."""

from __future__ import annotations

import re
from datetime import datetime
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from kb.feed import NEVER, Feed, FeedEntry, atom, stable_id
from kb.records import Language

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The characters of XML 1.0, https://www.w3.org/TR/xml/#charsets; parsers drop carriage returns
XML_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], include_characters="\t\n", exclude_characters="\ufffe\uffff"
    )
)
DATES = st.datetimes(min_value=datetime(1970, 1, 2)).map(lambda each: f"{each.isoformat()}+00:00")  # noqa: DTZ001


def _entry(**changes: str) -> FeedEntry:
    return FeedEntry(
        id=changes.get("id", "urn:uuid:1"),
        title=changes.get("title", "Unge i Ikast-Brande"),
        title_language=Language.DANISH,
        updated=changes.get("updated", "2026-01-01T00:00:00+00:00"),
        address=changes.get("address", "https://example.se/document?id=2&chunk=21"),
        summary=changes.get("summary", "Källa: unge.md"),
        content=changes.get("content", "Ungerådet fik penge."),
        content_language=Language.UNKNOWN,
    )


def _feed(*entries: FeedEntry, title: str = "Metodbank: unga") -> Feed:
    return Feed(
        id="urn:uuid:0",
        title=title,
        language="sv",
        author="Metodbank",
        address="https://example.se/feed?q=unga",
        page="https://example.se/?q=unga",
        entries=entries,
    )


def _read(written: bytes) -> ET.Element:
    return ET.fromstring(written)  # noqa: S314 - it was written here


def _text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def test_a_feed_has_what_atom_asks_for() -> None:
    # RFC 4287, 4.1.1 and 4.1.2: id, title and updated of both, an author, and a link to itself
    root = _read(atom(_feed(_entry(updated="2026-02-01T00:00:00+00:00"), _entry())))
    assert root.tag == f"{ATOM}feed"
    assert root.attrib[LANG] == "sv"
    assert (_text(root, "id"), _text(root, "title")) == ("urn:uuid:0", "Metodbank: unga")
    assert _text(root, "updated") == "2026-02-01T00:00:00+00:00"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Metodbank"
    assert {link.attrib["rel"]: link.attrib["href"] for link in root.findall(f"{ATOM}link")} == {
        "self": "https://example.se/feed?q=unga",
        "alternate": "https://example.se/?q=unga",
    }
    entry = root.findall(f"{ATOM}entry")[1]
    assert (_text(entry, "id"), _text(entry, "title")) == ("urn:uuid:1", "Unge i Ikast-Brande")
    assert _text(entry, "updated") == "2026-01-01T00:00:00+00:00"
    (link,) = entry.findall(f"{ATOM}link")
    assert link.attrib["href"] == "https://example.se/document?id=2&chunk=21"


def test_every_text_says_its_language() -> None:
    (entry,) = _read(atom(_feed(_entry()))).findall(f"{ATOM}entry")
    languages = {child.tag.removeprefix(ATOM): child.attrib.get(LANG) for child in entry}
    assert entry.attrib[LANG] == "und"
    assert (languages["title"], languages["summary"], languages["content"]) == ("da", "sv", None)


def test_a_feed_without_entries_keeps_its_time() -> None:
    assert _text(_read(atom(_feed())), "updated") == NEVER


@given(title=XML_TEXT, summary=XML_TEXT, content=XML_TEXT, updated=DATES)
def test_every_text_comes_out_as_it_went_in(title: str, summary: str, content: str, updated: str) -> None:
    made = _entry(title=title, summary=summary, content=content, updated=updated)
    root = _read(atom(_feed(made, title=title)))
    (entry,) = root.findall(f"{ATOM}entry")
    assert [_text(entry, name) for name in ("title", "summary", "content")] == [title, summary, content]
    assert (_text(root, "title"), _text(root, "updated")) == (title, updated)


@given(st.text())
def test_any_text_makes_a_feed_that_can_be_read(text: str) -> None:
    entry = _entry(title=text, content=text, summary=text, address=f"https://example.se/{text}")
    root = _read(atom(_feed(entry)))
    assert len(root.findall(f"{ATOM}entry")) == 1
    # no element comes out of a text
    assert len(list(root.iter())) == len(list(_read(atom(_feed(_entry()))).iter()))


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_an_id_stays_the_same_and_is_of_no_other_parts(one: list[str], other: list[str]) -> None:
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", stable_id(*one))
    assert stable_id(*one) == stable_id(*one)
    assert (stable_id(*one) == stable_id(*other)) is (one == other)


def test_ids_are_those_of_the_versions_before() -> None:
    # programs have kept it: another one would show every document as new
    assert stable_id("document", "ab", "0-10") == "urn:uuid:a24f8b79-4f80-5f65-bbc0-9da81eae01ad"
