"""The names under which files state facts about themselves."""

from __future__ import annotations

from collections.abc import Mapping

# What the program that wrote the file has set; it counts where the text itself does not tell.
PROGRAM_LANGUAGE = "program_language"

# As people write them in front matter, in Swedish, Danish and English.
_KEYS = {
    "title": ("title", "titel", "rubrik", "overskrift"),
    "date": ("date", "datum", "dato", "published", "publicerad", "publiceret"),
    "authors": ("authors", "author", "författare", "forfatter", "forfattere"),
    "language": ("language", "lang", "språk", "sprog"),
    "municipalities": ("municipalities", "municipality", "kommuner", "kommun", "kommune"),
    "themes": ("themes", "theme", "teman", "tema", "temaer"),
    "type": ("type", "typ", "dokumenttyp", "dokumenttype"),
    "licence": ("licence", "license", "licens"),
    "url": ("url", "link", "länk"),
    "organisation": ("organisation", "organization", "organisationer"),
    "place": ("place", "plats", "sted"),
    "event": ("event", "evenemang", "begivenhed", "konferens", "konference", "arrangement"),
    # a role: what names a person is left out
    "contact": ("contact", "kontakt", "kontaktroll", "kontaktrolle"),
    "venue": ("venue", "lokal", "lokale", "mötesplats", "mødested"),
}
_BY_NAME = {name: key for key, names in _KEYS.items() for name in names}


def is_known(name: str) -> bool:
    """Return whether a fact can be stated under this name."""
    return name.strip().casefold() in _BY_NAME


def to_stated(values: Mapping[str, object]) -> dict[str, str]:
    """Return the facts that ``values`` state under any known name, as text, lists joined with "; ".

    Unknown names, empty values and nested tables are left out.
    """
    stated: dict[str, str] = {}
    for name, value in values.items():
        key = _BY_NAME.get(name.strip().casefold())
        text = _to_text(value)
        if key is not None and text:
            stated.setdefault(key, text)
    return stated


def _to_text(value: object) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(part for part in map(_to_text, value) if part)
    if value is None or isinstance(value, dict):
        return ""
    return " ".join(str(value).split())
