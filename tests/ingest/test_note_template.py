"""What of the template nobody filled in is left out, and what somebody wrote is kept."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from ingest.note_template import EMPTY_FIELD, TEMPLATE_HELP
from kb.errors import EmptyTemplateError
from kb.note_template_files import template_file
from kb.note_templates import bracketed, note_template
from kb.records import DocumentType, Facet
from tests.ingest.makers import prepare
from tests.notes_sample import invented_note, markdown_of, pdf_of

BOTH = pytest.mark.parametrize("language", ["sv", "da"])
PROBLEM = {
    "sv": "Barnen åker bil till skolan, fast alla bor nära och vägen är rak.",
    "da": "Børnene bliver kørt i skole, selv om alle bor tæt på, og vejen er lige.",
}


def _template(language: str) -> str:
    return template_file(language, "md").decode()


def _help_of(language: str, key: str) -> str:
    (field,) = [each for each in note_template(language).fields if each.key == key]
    return bracketed(field.help)


@BOTH
@pytest.mark.parametrize("suffix", ["docx", "md"])
def test_the_untouched_template_has_no_notes_in_it(language: str, suffix: str) -> None:
    with pytest.raises(EmptyTemplateError, match=f"mine.{suffix} is the template.*nothing is written under"):
        prepare(template_file(language, suffix), f"mine.{suffix}")


@BOTH
def test_a_template_of_which_only_the_head_is_filled_in_has_no_notes_in_it(language: str) -> None:
    event = bracketed(note_template(language).front[0].help)
    with pytest.raises(EmptyTemplateError):
        prepare(_template(language).replace(event, "Dialog 2026"), "x.md")


@BOTH
def test_one_answer_is_all_that_is_read_of_a_half_filled_template(language: str) -> None:
    text = _template(language).replace(_help_of(language, "problem"), PROBLEM[language], 1)
    prepared = prepare(text, "x.md")
    (chunk,) = prepared.chunks
    assert chunk.text == PROBLEM[language]
    heading = next(each.heading for each in note_template(language).fields if each.key == "problem")
    assert chunk.heading_path[-1] == heading
    assert {each.reason for each in prepared.dropped} == {TEMPLATE_HELP, EMPTY_FIELD}


@BOTH
def test_words_behind_a_help_text_that_was_left_in_are_kept_without_it(language: str) -> None:
    help_text = _help_of(language, "problem")
    text = _template(language).replace(help_text, f"{help_text} {PROBLEM[language]}", 1)
    (chunk,) = prepare(text, "x.md").chunks
    assert chunk.text == PROBLEM[language]


@BOTH
def test_help_whose_line_a_program_has_broken_is_left_out(language: str) -> None:
    text = _template(language).replace(_help_of(language, "problem"), PROBLEM[language], 1)
    (chunk,) = prepare(pdf_of(text.replace("#", "")), "x.pdf").chunks
    assert chunk.text == PROBLEM[language]


@BOTH
def test_help_without_its_brackets_is_left_out_where_it_stands_alone(language: str) -> None:
    text = _template(language).replace(_help_of(language, "problem"), PROBLEM[language], 1)
    said = _help_of(language, "said")
    (chunk,) = prepare(text.replace(said, said.strip("[]")), "x.md").chunks
    assert chunk.text == PROBLEM[language]


@BOTH
def test_the_head_states_event_date_place_and_licence(language: str) -> None:
    note = invented_note(random.Random(1), language)
    note = replace(note, front={**note.front, "event": "Dialog i Lund 2024", "date": "2024-05-03"})
    text = markdown_of(note).replace(f"# {note.title}", f"# {note.template.title}")
    prepared = prepare(text, "x.md")
    metadata = prepared.metadata
    assert (metadata.title, metadata.event) == ("Dialog i Lund 2024", "Dialog i Lund 2024")
    assert metadata.type is DocumentType.NOTES
    assert (metadata.date, metadata.place) == ("2024-05-03", note.front["place"])
    assert prepared.source.licence == "CC BY 4.0"
    # where people met is no place where anything was done
    lund = {tag.value for chunk in prepared.chunks for tag in chunk.tags if tag.facet is Facet.MUNICIPALITY}
    assert "SE1281" not in lund


@BOTH
def test_a_title_of_ones_own_is_kept(language: str) -> None:
    note = invented_note(random.Random(1), language)
    assert prepare(markdown_of(note), "x.md").metadata.title == note.title


def test_square_brackets_in_other_texts_stay() -> None:
    text = "# Möte\n\n## Bakgrund\n\n[Roller och organisationer] stod det på tavlan när vi kom in i rummet.\n"
    (chunk,) = prepare(text, "x.md").chunks
    assert chunk.text.startswith("[Roller och organisationer] stod")
