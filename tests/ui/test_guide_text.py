"""The user guide says what the app says."""

from __future__ import annotations

import re

import pytest

from kb.i18n import UI_LANGUAGES, Catalogue, UiLanguage, load_catalogue
from ui.guide_text import guide_sections, read_guide, slug
from ui.menu import PAGES
from ui.search_state import Kept


def _label(template: str) -> re.Pattern[str]:
    """Match a text of the catalogue, with anything where it has a placeholder."""
    parts = re.split(r"{\w+}", template)
    # what is nothing but placeholders would let everything through
    return re.compile(".+".join(map(re.escape, parts))) if any(re.search(r"\w", p) for p in parts) else _NEVER


_NEVER = re.compile(r"(?!)")


def _templates(catalogue: Catalogue) -> list[str]:
    return [
        form for text in catalogue.texts.values() for form in ((text,) if isinstance(text, str) else text)
    ]


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
def test_every_label_in_bold_is_one_of_the_app(ui_language: UiLanguage) -> None:
    catalogue = load_catalogue(ui_language)
    templates = _templates(catalogue)
    whole = {text for text in templates if not re.search(r"{\w+}", text)}
    patterns = [_label(text) for text in templates if re.search(r"{\w+}", text)]
    labels = re.findall(r"\*\*(.+?)\*\*", read_guide(ui_language))
    assert len(labels) > 40
    unknown = [
        label
        for label in labels
        if label not in whole
        and f"{label}: {{title}}" not in templates
        and not any(pattern.fullmatch(label) for pattern in patterns)
    ]
    assert unknown == []


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
def test_every_link_leads_to_a_page(ui_language: UiLanguage) -> None:
    targets = re.findall(r"\]\(([^)]*)\)", read_guide(ui_language))
    assert targets
    assert {target.removeprefix("/") for target in targets} <= {"", *PAGES}


def test_the_guides_have_the_same_parts() -> None:
    shapes = {
        language: re.findall(r"^(#+|\d+\.|-) ", read_guide(language), flags=re.MULTILINE)
        for language in UI_LANGUAGES
    }
    assert shapes["da"] == shapes["sv"]
    assert shapes["en"] == shapes["sv"]


def test_links_keep_the_language_and_the_municipality() -> None:
    _, _, sections = guide_sections("sv", Kept(ui_language="sv", home="SE1715"))
    assert '<a href="./collection?my=SE1715&amp;ui=sv" class="mb-go">Samling</a>' in sections[0].body
    # the texts that are kept between readers are not the ones of the reader before
    _, _, others = guide_sections("sv", Kept())
    assert '<a href="./collection" class="mb-go">Samling</a>' in others[0].body


def test_sections_have_their_headings_and_no_heading_is_in_a_body() -> None:
    title, lead, sections = guide_sections("en", Kept())
    assert title == "How to use Metodbank"
    assert lead.startswith("<p>Metodbank shows")
    assert [section.anchor for section in sections][:2] == [
        "twenty-minutes-before-the-meeting",
        "twenty-examples-for-a-conference",
    ]
    anchors = [section.anchor for section in sections]
    assert "hand-in-documents" in anchors
    assert len(set(anchors)) == len(anchors) >= 8
    assert not any(re.search(r"<h[1-6]", section.body) for section in sections)


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [("Vad sökningen gör", "vad-sökningen-gör"), ("CSV & Excel!", "csv-excel")],
)
def test_anchors_are_the_words_of_the_heading(heading: str, anchor: str) -> None:
    assert slug(heading) == anchor
