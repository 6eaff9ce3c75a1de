"""Atom feeds (RFC 4287): what is new, for programs that look again from time to time."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from kb.records import Language

MEDIA_TYPE = "application/atom+xml"
# The time of a feed without entries: Atom wants one, and it must stay the same while nothing changes.
NEVER = "1970-01-01T00:00:00+00:00"
_NAMESPACE = "http://www.w3.org/2005/Atom"
# Once made up and never changed: programs know entries by what is made of it.
_OURS = uuid.UUID("6a1d3f0c-52a5-4c39-8f0e-2f5d8a0b7c11")
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """A document in a feed, with the passage that speaks for it."""

    id: str  # a URN that stays the same
    title: str
    title_language: Language
    updated: str  # ISO 8601 with the time zone
    address: str  # where a person reads it, absolute
    summary: str  # where it was and where it stands, in the language of the feed
    content: str  # the passage
    content_language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a program that follows a search reads."""

    id: str  # a URN that stays the same
    title: str
    language: str  # of the title and the summaries
    author: str
    address: str  # of the feed itself, absolute
    page: str  # of the search for persons, absolute
    entries: Sequence[FeedEntry]  # the newest first

    @property
    def updated(self) -> str:
        """The time of the newest entry."""
        return max((entry.updated for entry in self.entries), default=NEVER)


def stable_id(*parts: str) -> str:
    """Return a URN that is always the same for the same parts, and another for others."""
    named = "\n".join(f"{len(part)} {part}" for part in parts)
    return uuid.uuid5(_OURS, named.encode("utf-8", "backslashreplace").decode()).urn


def atom(feed: Feed) -> bytes:
    """Return the feed as an XML document in UTF-8; characters that XML forbids are left out."""
    root = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated)
    _add(ET.SubElement(root, "author"), "name", feed.author)
    _add(root, "generator", feed.author)
    _link(root, "self", feed.address, MEDIA_TYPE)
    _link(root, "alternate", feed.page, "text/html")
    for entry in feed.entries:
        _add_entry(root, entry)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add_entry(root: ET.Element, entry: FeedEntry) -> None:
    element = ET.SubElement(root, "entry", {"xml:lang": entry.content_language.value})
    _add(element, "id", entry.id)
    _add(element, "title", entry.title, {"xml:lang": entry.title_language.value})
    _add(element, "updated", entry.updated)
    _link(element, "alternate", entry.address, "text/html")
    _add(element, "summary", entry.summary, {"xml:lang": root.attrib["xml:lang"]})
    _add(element, "content", entry.content, {"type": "text"})


def _add(parent: ET.Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    ET.SubElement(parent, name, attributes or {}).text = _writable(text)


def _link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "type": media_type, "href": _writable(address)})


def _writable(text: str) -> str:
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
