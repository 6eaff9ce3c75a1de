"""The interface's texts in Swedish, Danish and English, with each one's numbers, dates and plurals.

A language is a file ``kb/locales/sv.toml`` and a folder ``kb/locales/sv`` with a further file for each page.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

UiLanguage = Literal["sv", "da", "en"]
UI_LANGUAGES: tuple[UiLanguage, ...] = get_args(UiLanguage)


class _Plural(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    one: str
    other: str


class _CatalogueFile(BaseModel):
    """The shape of ``kb/locales/LANGUAGE.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str  # of the language, in the language
    thousands: str
    date: str  # with {day}, {month} and {year}
    months: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]
    texts: dict[str, dict[str, str | _Plural]]


class _PageFile(BaseModel):
    """The shape of ``kb/locales/LANGUAGE/PAGE.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    texts: dict[str, dict[str, str | _Plural]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The texts of one interface language.

    ``texts`` maps ``section.key`` to a template, or to the pair of templates for one and for several.
    """

    ui_language: UiLanguage
    name: str
    thousands: str
    date_format: str
    months: tuple[str, ...]
    texts: Mapping[str, str | tuple[str, str]]

    def text(self, key: str, **values: str | int) -> str:
        """Return the text of ``key`` with ``{placeholders}`` filled in.

        Integers are written as numbers of the language; pass a year as ``str``. A text with plural forms
        is chosen by ``count``: all three languages use the first form for exactly 1.

        Raises:
            KeyError: No such key, or a placeholder has no value.
        """
        template = self.texts[key]
        if isinstance(template, tuple):
            template = template[0 if values["count"] == 1 else 1]
        shown = {name: self.number(v) if isinstance(v, int) else v for name, v in values.items()}
        return template.format_map(shown)

    def number(self, value: int) -> str:
        """Return ``value`` with its thousands apart as the language writes them."""
        return f"{value:,}".replace(",", self.thousands)

    def date(self, iso: str) -> str:
        """Return an ISO 8601 date, as exact as it is given; anything else is returned as it is."""
        year, _, rest = iso.partition("-")
        month, _, day = rest.partition("-")
        if not (month.isdigit() and 1 <= int(month) <= 12):
            return iso
        name = self.months[int(month) - 1]
        if not day[:2].isdigit():
            return f"{name} {year}"
        return self.date_format.format(day=int(day[:2]), month=name, year=year)


def placeholders(template: str) -> frozenset[str]:
    """Return the names between braces in ``template``.

    Raises:
        ValueError: A placeholder is not a plain name; ``{a.b}`` and ``{a[0]}`` would reach into objects.
    """
    names = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
    for name in names:
        if not name.isidentifier():
            raise ValueError(f"placeholder {{{name}}} in {template!r} is not a plain name")
    return frozenset(names)


@cache
def load_catalogue(ui_language: UiLanguage) -> Catalogue:
    """Return the catalogue of ``ui_language``, read once and checked.

    Raises:
        pydantic.ValidationError: A file does not have the shape it must have.
        ValueError: A placeholder is not a plain name, or two files have the same section.
    """
    folder = resources.files("kb") / "locales"
    raw = (folder / f"{ui_language}.toml").read_text(encoding="utf-8")
    file = _CatalogueFile.model_validate(tomllib.loads(raw))
    sections = dict(file.texts)
    for page in sorted((folder / ui_language).iterdir(), key=lambda each: each.name):
        if page.name.endswith(".toml"):
            added = _PageFile.model_validate(tomllib.loads(page.read_text(encoding="utf-8"))).texts
            if again := added.keys() & sections.keys():
                raise ValueError(f"{page}: the sections {sorted(again)} are there already")
            sections |= added
    return Catalogue(
        ui_language=ui_language,
        name=file.name,
        thousands=file.thousands,
        date_format=file.date,
        months=file.months,
        texts=_flat(sections),
    )


def _flat(sections: Mapping[str, Mapping[str, str | _Plural]]) -> dict[str, str | tuple[str, str]]:
    texts: dict[str, str | tuple[str, str]] = {}
    for section, entries in sections.items():
        for key, entry in entries.items():
            forms = entry if isinstance(entry, str) else (entry.one, entry.other)
            for form in (forms,) if isinstance(forms, str) else forms:
                placeholders(form)
            texts[f"{section}.{key}"] = forms
    return texts
