"""The templates for notes: the same in both languages and both formats, and made for who fills them in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.cli.main import cli
from kb.note_template_files import template_file, template_name
from kb.note_templates import LANGUAGES, N_BLOCKS, note_template

BOTH = pytest.mark.parametrize("language", LANGUAGES)


def test_the_templates_ask_for_the_same_in_both_languages() -> None:
    swedish, danish = note_template("sv"), note_template("da")
    assert [each.key for each in swedish.fields] == [each.key for each in danish.fields]
    assert [each.key for each in swedish.front] == [each.key for each in danish.front]


@BOTH
def test_word_has_real_headings_in_order_and_says_its_language(language: str) -> None:
    import docx
    from docx.oxml.ns import qn

    template = note_template(language)
    document = docx.Document(io.BytesIO(template_file(language, "docx")))
    styles = [each.style.name if each.style else "" for each in document.paragraphs]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == N_BLOCKS == 3
    headings = [
        each.text for each in document.paragraphs if each.style is not None and each.style.name == "Heading 2"
    ]
    assert headings == [each.heading for each in template.fields] * N_BLOCKS
    assert document.core_properties.language == language
    assert document.core_properties.title == template.title
    locales = {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))}
    assert locales == {{"sv": "sv-SE", "da": "da-DK"}[language]}


@BOTH
def test_both_formats_have_the_same_words(language: str) -> None:
    import docx

    document = docx.Document(io.BytesIO(template_file(language, "docx")))
    words = [each.text.strip() for each in document.paragraphs]
    text = template_file(language, "md").decode()
    assert words == [line.lstrip("# ") for line in text.split("\n") if line]


@BOTH
def test_every_help_text_stands_in_brackets(language: str) -> None:
    text = template_file(language, "md").decode()
    for help_text in note_template(language).help_texts():
        assert text.count(help_text) == text.count(f"[{help_text}]") > 0


def test_the_same_file_has_the_same_bytes() -> None:
    first = template_file("sv", "docx")
    template_file.cache_clear()
    assert template_file("sv", "docx") == first


def test_the_command_writes_the_template_and_overwrites_nothing(tmp_path: Path) -> None:
    file = tmp_path / template_name("da", "md")
    made = CliRunner().invoke(cli, ["template", "--language", "da", "--format", "md", str(file)])
    assert made.exit_code == 0
    assert file.read_bytes() == template_file("da", "md")
    again = CliRunner().invoke(cli, ["template", "--language", "sv", "--format", "md", str(file)])
    assert again.exit_code != 0
    assert file.read_bytes() == template_file("da", "md")
