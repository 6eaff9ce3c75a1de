"""The codes that say what is meant by the quotes of a practice's fields."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kb.errors import UnknownMunicipalityError, UnknownThemeError
from kb.practice_terms import Direction, Lesson, Participation, PracticeStatus, TargetGroup
from kb.practices import PracticeField

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer
    from kb.taxonomy import Taxonomy

_TERMS: Mapping[PracticeField, type[StrEnum]] = {
    PracticeField.TARGET_GROUPS: TargetGroup,
    PracticeField.STATUS: PracticeStatus,
    PracticeField.PARTICIPATION: Participation,
    PracticeField.DIRECTION: Direction,
    PracticeField.LESSONS: Lesson,
}
_NUMBERS: Mapping[PracticeField, tuple[re.Pattern[str], str]] = {
    PracticeField.RESOURCES: (
        re.compile(r"\d+(?:-\d+)? [A-Z]{3}(?:/year)?"),
        "1200000 SEK or 90000 DKK/year",
    ),
    PracticeField.SCALE: (re.compile(r"\d+(?:-\d+)?"), "250 or 20-30"),
    PracticeField.PERIOD: (re.compile(r"\d{4}/(?:\d{4}|\.\.)"), "2013/2016 or 2012/.."),
}
_OPTIONAL = frozenset({*_NUMBERS, PracticeField.LESSONS})
CODED = frozenset({PracticeField.MUNICIPALITIES, PracticeField.THEMES, *_TERMS}) - _OPTIONAL
"""The fields in which every quote has a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileValue:
    """Words that a field quotes, and what is meant."""

    words: str
    code: str | None


def known_code(
    field: PracticeField, words: str, code: str | None, taxonomy: Taxonomy, gazetteer: Gazetteer
) -> FileValue:
    """Return a value with the code of a municipality or theme that is given by its name."""
    try:
        if code is not None and field is PracticeField.MUNICIPALITIES:
            code = gazetteer.resolve(code).code
        elif code is not None and field is PracticeField.THEMES:
            code = taxonomy.resolve(code)
    except (UnknownMunicipalityError, UnknownThemeError):
        pass  # told by code_problem, with its place
    return FileValue(words=words, code=code)


def code_problem(
    field: PracticeField, value: FileValue, taxonomy: Taxonomy, gazetteer: Gazetteer
) -> str | None:
    """Return what is wrong with the code of a value, None if nothing is."""
    code = value.code
    if code is None:
        return None if field not in CODED else f"a code is missing: {{ code = {_example(field)}, quote = … }}"
    try:
        if field is PracticeField.MUNICIPALITIES:
            gazetteer.resolve(code)
        elif field is PracticeField.THEMES:
            taxonomy.resolve(code)
        elif field in _TERMS:
            return _unknown_term(_TERMS[field], code)
        elif field in _NUMBERS:
            pattern, example = _NUMBERS[field]
            return (
                None if pattern.fullmatch(code) else f"{code!r} is no code of this field, as {example} are."
            )
        else:
            return f"this field has no codes, but {code!r} is given. Leave it out."
    except (UnknownMunicipalityError, UnknownThemeError) as error:
        return str(error)
    return None


def _unknown_term(terms: type[StrEnum], code: str) -> str | None:
    values = [term.value for term in terms]
    if code in values:
        return None
    near = difflib.get_close_matches(code, values, n=1)
    meant = f" Is {near[0]!r} meant?" if near else ""
    return f"there is no code {code!r}.{meant} The codes are {', '.join(values)}."


def _example(field: PracticeField) -> str:
    if field is PracticeField.MUNICIPALITIES:
        return '"SE1715"'
    if field is PracticeField.THEMES:
        return '"civil.frivillig"'
    return f'"{next(iter(_TERMS[field])).value}"'
