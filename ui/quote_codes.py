"""What the quotes of a field mean, in words, and all that they can mean, to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from kb.practice_codes import CODED
from kb.practice_terms import Direction, Lesson, Participation, PracticeStatus, TargetGroup
from kb.practices import PracticeField
from kb.records import Country
from ui.labels import municipality_name, theme_name
from ui.markup import escape
from ui.practice_fields import FIELD_ORDER, code_text, field_name
from ui.shell import Shell

NUMBERED = (PracticeField.SCALE, PracticeField.PERIOD, PracticeField.RESOURCES)
"""The fields whose codes are numbers, which are written."""
ALL_FIELDS = (
    PracticeField.TITLE,
    PracticeField.SUMMARY,
    *FIELD_ORDER,
    PracticeField.MUNICIPALITIES,
    PracticeField.THEMES,
)
_TERMS: Mapping[PracticeField, type[StrEnum]] = {
    PracticeField.TARGET_GROUPS: TargetGroup,
    PracticeField.STATUS: PracticeStatus,
    PracticeField.PARTICIPATION: Participation,
    PracticeField.DIRECTION: Direction,
    PracticeField.LESSONS: Lesson,
}


def meaning(field: PracticeField, code: str, shell: Shell) -> str:
    """Return what a code says in words."""
    base, catalogue = shell.knowledge_base, shell.catalogue
    if field is PracticeField.MUNICIPALITIES:
        return municipality_name(code, catalogue=catalogue, gazetteer=base.gazetteer)
    if field is PracticeField.THEMES:
        return theme_name(code, catalogue=catalogue, taxonomy=base.taxonomy)
    return code_text(field, code, catalogue)


def choices_html(shell: Shell) -> str:
    """Return the options of a list of all that words can be quoted for: fields and their codes."""
    text = shell.catalogue.text
    plain = [field for field in ALL_FIELDS if field not in CODED and field is not PracticeField.LESSONS]
    parts = [_option(field.value, field_name(field, shell.catalogue)) for field in plain]
    for field, terms in _TERMS.items():
        values = [
            (f"{field.value}:{term.value}", code_text(field, term.value, shell.catalogue)) for term in terms
        ]
        if field not in CODED:
            values.insert(0, (field.value, text("edit.no_code", field=field_name(field, shell.catalogue))))
        parts.append(_group(field_name(field, shell.catalogue), values))
    parts.append(_group(field_name(PracticeField.THEMES, shell.catalogue), _themes(shell)))
    parts += (_group(name, values) for name, values in _municipalities(shell))
    return "".join(parts)


def _themes(shell: Shell) -> list[tuple[str, str]]:
    themes = shell.knowledge_base.taxonomy.themes
    return [(f"themes:{theme.id}", meaning(PracticeField.THEMES, theme.id, shell)) for theme in themes]


def _municipalities(shell: Shell) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    text = shell.catalogue.text
    for country in Country:
        places = [each for each in shell.knowledge_base.gazetteer.municipalities if each.country is country]
        if places:
            name = text("review.municipalities_of", country=text(f"country.{country.value}"))
            named = sorted((each.name, each.code) for each in places)
            yield name, [(f"municipalities:{code}", called) for called, code in named]


def _group(name: str, values: Iterable[tuple[str, str]]) -> str:
    return f'<optgroup label="{escape(name)}">{"".join(_option(*each) for each in values)}</optgroup>'


def _option(value: str, name: str) -> str:
    return f'<option value="{escape(value)}">{escape(name)}</option>'
