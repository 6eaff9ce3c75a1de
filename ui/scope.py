"""Which part of the collection a map, a chart or a table counts, read from and written to the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from kb.practice_terms import Direction
from kb.records import Country, DocumentType, Language
from kb.text import one_line
from ui.search_state import (
    Kept,
    KnownCodes,
    Parameters,
    format_years,
    href,
    parse_page,
    parse_years,
)

_Value = TypeVar("_Value")


class Unit(StrEnum):
    """What is counted."""

    PUBLISHED = "published"  # practices that curators have published
    PRACTICES = "practices"  # all, suggestions of the rules too
    DOCUMENTS = "documents"


class Evidence(StrEnum):
    """What a practice quotes of how its results are known."""

    QUOTED = "quoted"
    SAID_MISSING = "said_missing"  # that nothing was measured, or that nobody knows
    NOT_QUOTED = "not_quoted"


# Said where the texts say nothing of it.
UNSTATED = "unstated"


_DIRECTIONS = (*(each.value for each in Direction), UNSTATED)


class Size(StrEnum):
    """Groups of municipalities by population."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    CITY = "city"


# The first number of inhabitants that is too many for a group. They divide Sweden's municipalities in 134,
# 72, 47 and 37, and Denmark's, of which few are small, in 6, 18, 49 and 25.
SIZE_LIMITS = ((Size.SMALL, 15_000), (Size.MEDIUM, 30_000), (Size.LARGE, 60_000))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is counted; None lets everything through."""

    unit: Unit = Unit.PUBLISHED
    theme: str | None = None
    country: str | None = None
    years: tuple[int, int] | None = None
    size: Size | None = None
    municipality: str | None = None
    direction: str | None = None  # how it went: a code, or UNSTATED
    evidence: str | None = None
    language: str | None = None  # of a document
    document_type: str | None = None
    page: int = 1  # of the list or table below, from 1

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out beside what the unit leaves out."""
        chosen = (self.theme, self.country, self.years, self.size, self.municipality)
        told = (self.direction, self.evidence, self.language, self.document_type)
        return any(each is not None for each in (*chosen, *told))


def size_of(population: int) -> Size:
    """Return the group of a municipality with so many inhabitants."""
    return next((size for size, limit in SIZE_LIMITS if population < limit), Size.CITY)


def limits_of(size: Size) -> str:
    """Return how many inhabitants a group's municipalities have: "0-14999", "60000-"."""
    least = 0
    for each, limit in SIZE_LIMITS:
        if each is size:
            return f"{least}-{limit - 1}"
        least = limit
    return f"{least}-"


def read_scope(parameters: Parameters, known: KnownCodes) -> tuple[Scope, tuple[str, ...]]:
    """Return what an address asks to count, and the parts of it that mean nothing here."""
    ignored: list[str] = []

    def single(name: str, parse: Callable[[str], _Value | None]) -> _Value | None:
        value = next(iter(parameters.get(name, ())), "")
        parsed = parse(value) if value else None
        if value and parsed is None:
            ignored.append(f"{name}={one_line(value, max_chars=40)}")
        return parsed

    scope = Scope(
        unit=single("unit", {each.value: each for each in Unit}.get) or Unit.PUBLISHED,
        theme=single("theme", lambda value: value if value in known.themes else None),
        country=single("country", {each.value: each.value for each in Country}.get),
        years=single("years", parse_years),
        size=single("size", {each.value: each for each in Size}.get),
        municipality=single("municipality", lambda value: value if value in known.municipalities else None),
        direction=single("direction", {each: each for each in _DIRECTIONS}.get),
        evidence=single("evidence", {each.value: each.value for each in Evidence}.get),
        language=single("language", {each.value: each.value for each in Language}.get),
        document_type=single("type", {each.value: each.value for each in DocumentType}.get),
        page=single("p", parse_page) or 1,
    )
    return scope, tuple(ignored)


def write_scope(scope: Scope) -> dict[str, list[str]]:
    """Return the parameters that :func:`read_scope` turns into ``scope``; what is default is left out."""
    values = {
        "unit": scope.unit.value if scope.unit is not Unit.PUBLISHED else None,
        "theme": scope.theme,
        "country": scope.country,
        "years": format_years(scope.years) if scope.years else None,
        "size": scope.size.value if scope.size else None,
        "municipality": scope.municipality,
        "direction": scope.direction,
        "evidence": scope.evidence,
        "language": scope.language,
        "type": scope.document_type,
        "p": str(scope.page) if scope.page > 1 else None,
    }
    return {name: [value] for name, value in values.items() if value is not None}


def scope_href(page: str, scope: Scope, kept: Kept) -> str:
    """Return the address of a page that counts ``scope``."""
    return href(page, write_scope(scope), kept)
