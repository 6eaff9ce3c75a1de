"""HTML made from text that nobody has checked."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.i18n import UI_LANGUAGES, UiLanguage, load_catalogue
from kb.records import Language, Span
from ui.markup import EXCERPT_CHARS, escape, excerpt_window, is_bullet, lang_attribute, link, marked, passage

HOSTILE = '<script>alert(1)</script></mark><img src=x onerror="x()"> **fet** [a](javascript:x) & &lt;'


def _plain(shown: str) -> str:
    return html.unescape(re.sub(r"</?mark>", "", shown))


def _spans(text: str, cuts: list[int]) -> list[Span]:
    points = sorted({min(cut, len(text)) for cut in cuts})
    return [Span(start=a, end=b) for a, b in zip(points[::2], points[1::2], strict=False)]


@given(st.text(max_size=60), st.lists(st.integers(0, 60), max_size=8))
def test_marking_changes_nothing_but_the_marks(text: str, cuts: list[int]) -> None:
    spans = _spans(text, cuts)
    shown = marked(text, 0, len(text), spans)
    assert _plain(shown) == re.sub("[\u202a-\u202e\u2066-\u2069]", "", text)
    assert shown.count("<mark>") == len(spans)


def test_hostile_text_has_no_tag_of_its_own() -> None:
    shown = passage(HOSTILE, [Span(start=0, end=8)])
    assert re.findall(r"<[^>]*>", shown) == ["<p>", "<mark>", "</mark>", "</p>"]
    assert "**fet** [a](javascript:x)" in shown
    assert html.unescape(re.sub(r"<[^>]*>", "", shown)) == HOSTILE


def test_a_highlight_is_cut_to_the_shown_stretch() -> None:
    assert marked("abcdef", 2, 4, [Span(start=0, end=3)]) == "<mark>c</mark>d"
    assert marked("abcdef", 0, 2, [Span(start=3, end=5)]) == "ab"


@pytest.mark.parametrize("marker", ["- ", "– ", "• ", "•", "* ", "  - ", "▪ "])
def test_a_bullet_marker_is_left_out_of_a_single_item(marker: str) -> None:
    start = len(marker)
    assert passage(f"{marker}Kil gav", [Span(start=start, end=start + 3)]) == "<p><mark>Kil</mark> gav</p>"
    assert is_bullet(f"{marker}Kil gav")


@pytest.mark.parametrize("text", ["-10 % på ett år", "1. Dialog", "Kil – en kommun", "–2017 var det så"])
def test_a_sign_or_number_at_the_start_is_no_bullet(text: str) -> None:
    assert passage(text) == f"<p>{text}</p>"
    assert not is_bullet(text)


def test_lines_become_paragraphs_and_lists() -> None:
    assert passage("Så gjorde man:\n- ett\n- två\n\nSlut.") == (
        "<p>Så gjorde man:</p><ul><li>ett</li><li>två</li></ul><p>Slut.</p>"
    )
    assert passage("- ett\n- två") == "<ul><li>ett</li><li>två</li></ul>"


def test_a_long_text_is_cut_around_its_highlights_with_ellipses() -> None:
    text = "ord " * 400 + "byalag " + "ord " * 400
    start = text.index("byalag")
    window = excerpt_window(text, [Span(start=start, end=start + 6)])
    shown = passage(text, [Span(start=start, end=start + 6)], window=window)
    assert shown.startswith("<p>… ord ")
    assert shown.endswith("ord …</p>")
    assert "<mark>byalag</mark>" in shown
    assert window[1] - window[0] <= EXCERPT_CHARS


def test_a_short_text_is_shown_whole() -> None:
    assert excerpt_window("kort", []) == (0, 4)


@given(st.text("ab \n", min_size=1, max_size=1500), st.lists(st.integers(0, 1500), max_size=6))
def test_the_window_lies_in_the_text(text: str, cuts: list[int]) -> None:
    start, end = excerpt_window(text, _spans(text, cuts))
    assert 0 <= start < end <= len(text)


def test_a_file_name_cannot_turn_its_direction_around() -> None:
    assert escape("rapport\u202efdp.exe") == "rapportfdp.exe"


def test_an_unknown_language_is_not_given_the_language_of_the_page() -> None:
    assert lang_attribute(Language.DANISH) == ' lang="da"'
    assert lang_attribute(Language.UNKNOWN) == ' lang=""'


def test_a_link_escapes_its_label_and_its_address() -> None:
    assert link('"<b>', './?q="&p=2') == ('<a class="mb-go " href="./?q=&quot;&amp;p=2">&quot;&lt;b&gt;</a>')


@given(st.text(max_size=60), st.lists(st.integers(0, 60), max_size=8), st.integers(0, 60), st.integers(0, 60))
def test_the_soft_mark_changes_nothing_but_itself(text: str, cuts: list[int], one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    shown = marked(text, 0, len(text), _spans(text, cuts), best=Span(start=start, end=end))
    assert _plain(re.sub(r'<span class="mb-best">|</span>', "", shown)) == re.sub(
        "[\u202a-\u202e\u2066-\u2069]", "", text
    )
    assert shown.count('<span class="mb-best">') == shown.count("</span>") == (start < end)


def test_a_best_stretch_over_two_items_is_named_once() -> None:
    text = "Vi gjorde så:\n- Först ett möte.\n- Sedan ett råd.\n- Slut."
    shown = passage(text, best=Span(start=14, end=48), best_label="[!]")
    assert shown == (
        "<p>Vi gjorde så:</p><ul>"
        '<li><span class="mb-best">[!]Först ett möte.</span></li>'
        '<li><span class="mb-best">Sedan ett råd.</span></li><li>Slut.</li></ul>'
    )


@example(340, 240, [220, 221])  # the best stretch ends where the excerpt has its last word
@given(st.integers(0, 2000), st.integers(1, 350), st.lists(st.integers(0, 2000), max_size=6))
def test_the_excerpt_shows_the_start_of_the_best_stretch(start: int, length: int, cuts: list[int]) -> None:
    text = ("ord och fler ord, " * 120)[:2000]
    best = Span(start=min(start, 1999), end=min(start + length, 2000))
    first, last = excerpt_window(text, _spans(text, cuts), best=best)
    assert first <= best.start < last
    assert last - first <= EXCERPT_CHARS
    assert min(best.end, best.start + EXCERPT_CHARS // 2) <= last


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
def test_the_texts_of_the_app_need_no_escaping(ui_language: UiLanguage) -> None:
    # HTML is put into some of them
    texts = load_catalogue(ui_language).texts
    assert [key for key, text in texts.items() if re.search("[<>&]", "".join(text))] == []
