"""Turns what users type as filters into codes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.errors import InputError
from kb.gazetteer import Gazetteer
from kb.records import Filters
from kb.taxonomy import Taxonomy

_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")


def make_filters(
    taxonomy: Taxonomy,
    gazetteer: Gazetteer,
    *,
    themes: Iterable[str] = (),
    countries: Iterable[str] = (),
    municipalities: Iterable[str] = (),
    languages: Iterable[str] = (),
    types: Iterable[str] = (),
    years: str | None = None,
    target_groups: Iterable[str] = (),
    statuses: Iterable[str] = (),
    participation: Iterable[str] = (),
    lessons: Iterable[str] = (),
) -> Filters:
    """Resolve names to codes.

    Args:
        taxonomy: Where themes are looked up.
        gazetteer: Where municipalities are looked up.
        themes: Theme ids or names in any of the three languages.
        countries: ``SE``, ``DK``.
        municipalities: Names or codes.
        languages: Codes of Language.
        types: Values of DocumentType.
        years: ``2017`` or ``2015-2019``.
        target_groups: Values of TargetGroup.
        statuses: Values of PracticeStatus.
        participation: Values of Participation.
        lessons: Values of Lesson.

    Raises:
        UnknownThemeError: The message names the closest themes.
        UnknownMunicipalityError: The message names the closest municipalities.
        InputError: The years cannot be read.
    """
    return Filters(
        themes=frozenset(taxonomy.resolve(theme) for theme in themes),
        countries=frozenset(country.upper() for country in countries),
        municipalities=frozenset(gazetteer.resolve(name).code for name in municipalities),
        languages=frozenset(languages),
        types=frozenset(types),
        years=parse_years(years) if years else None,
        target_groups=frozenset(target_groups),
        statuses=frozenset(statuses),
        participation=frozenset(participation),
        lessons=frozenset(lessons),
    )


def parse_years(text: str) -> tuple[int, int]:
    """Read ``2017`` or ``2015-2019`` as first and last year.

    Raises:
        InputError: It is neither, or runs backwards.
    """
    match = _YEARS.fullmatch(text.strip())
    if match is None:
        raise InputError(f"{text!r} is not a year. Write 2017, or 2015-2019 for several.")
    first = int(match.group(1))
    last = int(match.group(2) or first)
    if last < first:
        raise InputError(f"The years {text!r} run backwards. Write {last}-{first}.")
    return first, last
