"""What a web page states about itself: title, date, authors, language and so on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ingest.dates import find_date
from ingest.front import find_names
from ingest.parsers.html_furniture import SKIPPED
from ingest.stated import to_stated

_DATES = (
    "article:published_time", "datepublished", "dcterms.issued", "dcterms.created", "dc.date.issued",
    "publish_date", "pubdate", "article:modified_time",
    "og:updated_time", "dcterms.modified", "last-modified",
)  # fmt: skip
_BYLINE_CLASS = re.compile(
    r"author|byline|(?:^|[\s_-])(?:date|datum|dato)\b|publi(?:sh|cer|cation)", re.IGNORECASE
)
_MAX_BYLINE_CHARS = 120
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
# lxml's elements have no types of their own here.
Element = Any


def read_stated(root: Element, found: Element) -> dict[str, str]:
    """Return title, authors, date and so on; what the page's own metadata say comes before what was found."""
    named = {
        (meta.get("name") or meta.get("property") or "").lower(): (meta.get("content") or "").strip()
        for meta in root.iter("meta")
    }
    values: dict[str, object] = {
        key.removeprefix("dcterms.").removeprefix("dc."): v for key, v in named.items()
    }
    values = {key: value for key, value in values.items() if key not in {"title", "type"}}
    values["language"] = root.get("lang", "") or values.get("language", "")
    values["title"] = _title(root, named)
    canonical = [link.get("href", "") for link in root.iter("link") if link.get("rel", "") == "canonical"]
    values["url"] = next((url for url in canonical if url.startswith("http")), "")
    stated = to_stated(values)
    names = find_names(getattr(found, "author", None) or "") if found is not None else ()
    if names:
        stated.setdefault("authors", "; ".join(names))
    # trafilatura's own date may be any in the text, and its name of the site a part of the title.
    for key, value in (
        ("date", _date(root, named)),
        ("organisation", named.get("og:site_name", "")),
        ("title", getattr(found, "title", None) or ""),
    ):
        if value:
            stated.setdefault(key, value)
    return stated


def _date(root: Element, named: Mapping[str, str]) -> str:
    """Return when a page says in its metadata that it was published or else changed."""
    for name in _DATES:
        if named.get(name):
            return named[name]
    for script in root.iter("script"):
        match = _JSON_DATE.search(script.text or "") if "ld+json" in script.get("type", "") else None
        if match:
            return match.group(1)
    times = [
        time
        for time in root.iter("time")
        if time.get("itemprop") == "datePublished" or "pubdate" in time.attrib
    ]
    return times[0].get("datetime", "") if times else _byline_date(root)


def _byline_date(root: Element) -> str:
    """Return the date in the lines marked as byline or date, which trafilatura leaves out of the text.

    Empty if they hold several dates: some are then of other pages.
    """
    dates = set()
    for node in root.iter("p", "span", "div"):
        if not _BYLINE_CLASS.search(node.get("class", "")):
            continue
        if any(around.tag in SKIPPED for around in node.iterancestors()):
            continue
        content = " ".join("".join(node.itertext()).split())
        found = find_date(content) if len(content) <= _MAX_BYLINE_CHARS else None
        if found:
            dates.add(found[0])
    return dates.pop() if len(dates) == 1 else ""


def _title(root: Element, named: Mapping[str, str]) -> str:
    """Return the only first heading, else what the page calls itself."""
    headings = [" ".join("".join(h.itertext()).split()) for h in root.iter("h1")]
    headings = [heading for heading in headings if heading]
    if len(headings) == 1:
        return headings[0]
    title = root.find(".//title")
    return named.get("og:title") or ("" if title is None else " ".join("".join(title.itertext()).split()))
