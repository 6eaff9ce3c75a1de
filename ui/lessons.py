"""What is said to be needed, to go wrong or not to work: one reading of the fields, for every page."""

from __future__ import annotations

from kb.entries import Entry
from kb.practice_terms import Lesson
from kb.practices import PracticeField, Quote


def preconditions_of(entry: Entry) -> tuple[Quote, ...]:
    """Return the quotes on what is needed: the preconditions, and the lessons that name one; each once."""
    return _each_once(
        (*entry.fields.get(PracticeField.PRECONDITIONS, ()), *_lessons(entry, Lesson.PRECONDITION))
    )


def risks_of(entry: Entry) -> tuple[Quote, ...]:
    """Return the quotes on what can go wrong."""
    return _each_once(_lessons(entry, Lesson.RISK))


def failures_of(entry: Entry) -> tuple[Quote, ...]:
    """Return the quotes on what did not work."""
    return _each_once(_lessons(entry, Lesson.DID_NOT_WORK))


def other_lessons_of(entry: Entry) -> tuple[Quote, ...]:
    """Return the lessons that name no precondition."""
    lessons = entry.fields.get(PracticeField.LESSONS, ())
    return tuple(quote for quote in lessons if quote.code != Lesson.PRECONDITION.value)


def _lessons(entry: Entry, lesson: Lesson) -> tuple[Quote, ...]:
    return tuple(quote for quote in entry.fields.get(PracticeField.LESSONS, ()) if quote.code == lesson.value)


def _each_once(quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
    # the same words may be told both as a precondition and as a lesson
    return tuple({(quote.chunk_id, quote.start, quote.end): quote for quote in reversed(quotes)}.values())[
        ::-1
    ]
