"""The words by which notes of dialogues are told: what stands before a question, and who wrote it down."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.note_template import field_key
from ingest.practice_words import bare_heading, field_of_heading
from kb.practices import PracticeField

# "Dialog 1: …", "Dialogens fråga/tema:", "Fråga: …", "Tema 3: …"; the question may stand on the next line.
MARK = re.compile(
    r"[#*_ \t]*(?P<label>"
    r"(?:dialog|samtal|rundabordssamtal|bordssamtal|bord|gruppsamtal|gruppesamtale|samtale) \d{1,3}"
    r"|(?:dialogens|samtalets|dialogen|samtalet) (?:fråga|tema|spørgsmål|ämne|emne)"
    r"(?: ?/ ?(?:fråga|tema|spørgsmål|ämne|emne))?"
    r"|(?:dialogfråga|samtalsfråga|diskussionsfråga|dialogspørgsmål|dialogtema|samtalstema)(?: \d{1,3})?"
    r"|(?:fråga|spørgsmål|tema|ämne|emne)(?: \d{1,3})?"
    r")\s?[:.–-](?=\s|[*_]|$)[*_ \t]*(?P<question>[^\n]*)",
    re.IGNORECASE,
)
"""At the start of a line; the same label heads every dialogue of a text."""

SURE = re.compile(r"dialog|samtal|bord|grupp?e?samtal", re.IGNORECASE)
"""Labels that only notes of dialogues have; a question or theme may also be one of a survey or a plan."""

NAMES_QUESTION = re.compile(r"(?:dialog|samtal)\w*\s?(?:fråga|tema|ämne|spørgsmål|emne)", re.IGNORECASE)
"""Labels that say that a question follows, asked or not: "Dialogens fråga/tema"."""

REPORTER = re.compile(
    r"(?:^|(?<=[.?!])[ \t]+)[#*_\- \t]*"
    r"(?P<label>rapport(?:ör|ører|ør)(?:er)?|referent|sekreterare|sekretær|antecknare"
    r"|anteckningar av|noter(?:et)? af|nedskrevet af|initiativtagare|initiativtager|frågeställare|spørger"
    r"|samtalsledare|dialogledare|bordsvärd|bordvært|ordstyrer)\s?:[*_ \t]*(?P<role>[^\n|]*)",
    re.IGNORECASE | re.MULTILINE,
)
"""Who wrote a dialogue down, or asked its question: on a line of its own, or right behind the question."""

_INSIDE = re.compile(
    r"[ \t]+(?=(?:rapportör|rapportør|referent|sekreterare|initiativtagare|initiativtager)\s?:)",
    re.IGNORECASE,
)
_MAX_TITLE_CHARS = 220
_ANSWER = re.compile(r"svar(?:et)?|answer", re.IGNORECASE)

# By the keys of the fields of the template; what was said and the next steps are passages only.
_FIELDS: Mapping[str, PracticeField | None] = {
    "initiator": PracticeField.CONTACT,
    "participants": PracticeField.PARTNERS,
    "problem": PracticeField.PROBLEM,
    "said": None,
    "examples": PracticeField.METHOD,
    "outcomes": PracticeField.OUTCOMES,
    "worked": PracticeField.SUCCESS_FACTORS,
    "did_not_work": PracticeField.LESSONS,
    "needed": PracticeField.PRECONDITIONS,
    "next_steps": None,
}
PEOPLE = frozenset({PracticeField.CONTACT, PracticeField.PARTNERS})
"""Fields that say who, by role."""

_EXAMPLES = re.compile(
    r"(?:goda |gode )?(?:exempel|eksempler|eksempel)"
    r"(?: från (?:kommuner|deltagarna)| fra (?:kommuner|deltagerne))?",
    re.IGNORECASE,
)
_ROLES = re.compile(r"(?:initiativtaga|initiativtage|frågeställa|spørger)\w*", re.IGNORECASE)
_DID_NOT_WORK = re.compile(r"\b(?:inte|ikke|mindre bra|mindre godt|trögt|svårt|svært)\b", re.IGNORECASE)


def field_in_dialogue(heading: str) -> PracticeField | None:
    """Return what stands under a heading inside a dialogue; None where it is no field of a practice."""
    key = field_key(heading)
    if key is not None:
        return _FIELDS[key]
    bare = bare_heading(heading)
    if _EXAMPLES.fullmatch(bare):
        return PracticeField.METHOD
    if _ROLES.fullmatch(bare):
        return PracticeField.CONTACT
    return field_of_heading(heading)


def is_part_heading(heading: str) -> bool:
    """Return whether a heading is one that stands inside dialogues."""
    return field_key(heading) is not None or field_in_dialogue(heading) is not None


def says_what_failed(heading: str) -> bool:
    """Return whether a heading of lessons is about what did not work."""
    return _DID_NOT_WORK.search(heading) is not None


def is_answer(heading: str) -> bool:
    """Return whether a heading is that of an answer: then the text is an interview or a survey."""
    return _ANSWER.fullmatch(heading.strip(" :")) is not None


def question_in(line: str) -> str:
    """Return the question that a line holds, without who asked it behind it; "" if it is too long for one."""
    question = _INSIDE.split(line, maxsplit=1)[0].strip(" \t*_#")
    if len(question) <= _MAX_TITLE_CHARS:
        return question
    end = question.find("?", 0, _MAX_TITLE_CHARS)
    return question[: end + 1] if end >= 0 else ""
