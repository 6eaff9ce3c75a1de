"""Preconditions and risks stand in one place, whichever field they were written down in."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kb.entries import Entry
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeField, Quote
from tests.ui.test_compare_page import row_of
from tests.ui.test_practice_page import entry_of
from tests.ui.test_themes_page import make_shell
from ui.collection_before import before_html
from ui.compare_table import comparison
from ui.lessons import failures_of, other_lessons_of, preconditions_of, risks_of

NEEDED, RISK, FAILED, LEARNT = "En lokal behövs.", "Pengarna kan ta slut.", "Ingen kom.", "Börja i det lilla."


@pytest.fixture
def entry(library: KnowledgeBase) -> Entry:
    """An example whose only precondition was written down as a lesson."""
    told = entry_of(library, "SE1715")
    (any_quote, *_) = told.passages

    def quoted(text: str, code: str | None, start: int) -> Quote:
        return replace(any_quote, text=text, code=code, start=start, end=start + len(text))

    lessons = (
        quoted(NEEDED, "precondition", 0),
        quoted(RISK, "risk", 100),
        quoted(FAILED, "did_not_work", 200),
        quoted(LEARNT, None, 300),
    )
    return replace(told, fields={PracticeField.LESSONS: lessons})


def _words(quotes: tuple[Quote, ...]) -> list[str]:
    return [quote.text for quote in quotes]


def test_each_lesson_is_read_by_its_code(entry: Entry) -> None:
    assert _words(preconditions_of(entry)) == [NEEDED]
    assert _words(risks_of(entry)) == [RISK]
    assert _words(failures_of(entry)) == [FAILED]
    assert _words(other_lessons_of(entry)) == [RISK, FAILED, LEARNT]


def test_the_same_words_as_precondition_and_as_lesson_are_one(entry: Entry) -> None:
    (lesson, *_) = entry.fields[PracticeField.LESSONS]
    both = {**entry.fields, PracticeField.PRECONDITIONS: (replace(lesson, code=None),)}
    assert _words(preconditions_of(replace(entry, fields=both))) == [NEEDED]


def test_the_comparison_has_a_lesson_that_names_a_precondition_among_these(
    library: KnowledgeBase, entry: Entry
) -> None:
    html = comparison([entry, entry_of(library, "DK741")], make_shell(library))
    assert NEEDED in row_of(html, "Förutsättningar")[0]
    lessons = row_of(html, "Lärdomar och misslyckanden")[0]
    assert [words in lessons for words in (NEEDED, RISK, FAILED, LEARNT)] == [False, True, True, True]


def test_before_you_begin_has_it_in_the_same_place(library: KnowledgeBase, entry: Entry) -> None:
    parts = re.split("<h3>", before_html([entry], make_shell(library)))[1:]
    told = {part.partition("</h3>")[0]: part for part in parts}
    assert [NEEDED in told["Förutsättningar"], RISK in told["Risker"]] == [True, True]
    assert sum(NEEDED in part for part in parts) == 1
