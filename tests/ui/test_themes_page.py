"""The themes page, run in process over a small real home."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kb.entries import Entry
from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.practice_terms import Direction
from kb.practices import PracticeField
from tests.ui.conftest import OpenPage, html_of, script_of
from ui import theme_view
from ui.practice_list import outcome_note
from ui.search_state import Kept, KnownCodes
from ui.shell import Shell


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def titles_of(html: str) -> list[str]:
    """Return the titles of the practices that stand in the list, without those behind the disclosure."""
    listed = html.partition('<details class="mb-suggested"')[0].partition('id="mb-results"')[2]
    return re.findall(r"<h3[^>]*><a[^>]*>([^<]*)</a>", listed)


def entry_in(library: KnowledgeBase, municipality: str) -> Entry:
    return next(each for each in library.entries.practices() if municipality in each.municipalities)


def make_shell(library: KnowledgeBase) -> Shell:
    return Shell(
        knowledge_base=library,
        catalogue=load_catalogue("sv"),
        kept=Kept(),
        parameters={},
        known=KnownCodes(themes=(), municipalities=()),
    )


def test_every_theme_has_a_card_in_the_order_of_the_taxonomy(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    html = html_of(open_page(library, "themes"))
    names = re.findall(r"<h2><a[^>]*>([^<]*)</a></h2>", html)
    assert names == [theme.names["sv"] for theme in library.taxonomy.children()]


def test_a_card_tells_how_many_there_are_of_each_country(open_page: OpenPage, library: KnowledgeBase) -> None:
    html = html_of(open_page(library, "themes"))
    card = text_of(html.split("theme=klimat", 1)[1].split("</li><li><h2>", 1)[0])
    assert "3 publicerade exempel Sverige 1 · Danmark 2" in card
    assert "(3)" in card


def test_a_theme_lists_its_published_practices(open_page: OpenPage, library: KnowledgeBase) -> None:
    titles = titles_of(html_of(open_page(library, "themes", theme="klimat.aterbruk")))
    assert set(titles) == {
        "Cykelkök där unga lagar cyklar",
        "Cykelbibliotek på två skolor",
        "Udlån af cykler ved færgen",
    }


def test_a_theme_counts_what_stands_under_its_sub_themes(open_page: OpenPage, library: KnowledgeBase) -> None:
    wide = titles_of(html_of(open_page(library, "themes", theme="klimat")))
    narrow = titles_of(html_of(open_page(library, "themes", theme="klimat.aterbruk")))
    assert wide == narrow


def test_a_country_leaves_the_practices_of_the_other_out(open_page: OpenPage, library: KnowledgeBase) -> None:
    app = open_page(library, "themes", theme="klimat", country="SE")
    assert titles_of(html_of(app)) == ["Cykelkök där unga lagar cyklar"]


def test_what_went_wrong_is_said_in_words(open_page: OpenPage, library: KnowledgeBase) -> None:
    html = html_of(open_page(library, "themes", theme="klimat"))
    failed = html.split("Udlån af cykler ved færgen", 1)[1].split("</article>", 1)[0]
    assert "Obs! Det gick inte som det var tänkt." in failed
    assert html.count("mb-outcome") == 1


def test_a_good_outcome_needs_no_warning(library: KnowledgeBase) -> None:
    entry = entry_in(library, "SE1715")
    (quote,) = entry.fields[PracticeField.DIRECTION]
    assert quote.code == "positive"
    assert outcome_note(entry, make_shell(library)) == ""


@pytest.mark.parametrize("direction", [Direction.NEGATIVE, Direction.MIXED, Direction.NONE])
def test_every_bad_outcome_has_words_of_its_own(library: KnowledgeBase, direction: Direction) -> None:
    entry = entry_in(library, "SE1715")
    quote = replace(entry.fields[PracticeField.DIRECTION][0], code=direction.value)
    changed = replace(entry, fields={**entry.fields, PracticeField.DIRECTION: (quote,)})
    words = load_catalogue("sv").text(f"practices.outcome_{direction.value}")
    assert outcome_note(changed, make_shell(library)) == f'<p class="mb-outcome">{words}</p>'


def test_a_summary_names_the_document_that_it_rests_on(open_page: OpenPage, library: KnowledgeBase) -> None:
    html = html_of(open_page(library, "themes", theme="klimat", country="SE"))
    assert "Unga och pensionärer lagar skänkta cyklar som barn lånar gratis." in html
    assert re.search(r"Sammanfattningen bygger på: <a [^>]*/document\?[^>]*>cykelkok-kil\.md", html)


def test_suggestions_stand_behind_a_disclosure_that_counts_them(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    suggested = [
        each
        for each in library.entries.practices()
        if each.state is not None and each.state.value == "candidate" and each.themes
    ]
    theme = suggested[0].themes[0]
    n = sum(theme in each.themes for each in suggested)
    html = html_of(open_page(library, "themes", theme=theme))
    words = load_catalogue("sv").text("themes.suggested", count=n)
    assert f"<summary>{words}</summary>" in html


def test_a_theme_without_examples_says_so_and_offers_others(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    told = {theme for each in library.entries.practices() for theme in each.themes}
    empty = next(
        theme.id
        for theme in library.taxonomy.themes
        if theme.parent is None and not any(each.startswith(theme.id) for each in told)
    )
    html = html_of(open_page(library, "themes", theme=empty))
    assert "Det finns inga exempel på det här temat" in html
    offered = html.split("Närliggande teman med exempel", 1)[1]
    assert "theme=klimat" in offered


def test_long_lists_are_paged(
    open_page: OpenPage, library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_view, "PAGE_SIZE", 2)
    app = open_page(library, "themes", theme="klimat", p="2")
    assert titles_of(html_of(app)) == ["Udlån af cykler ved færgen"]
    assert titles_of(html_of(open_page(library, "themes", theme="klimat", p="9"))) == titles_of(html_of(app))


def test_an_unknown_theme_shows_all_and_says_what_was_passed_over(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    html = html_of(open_page(library, "themes", theme="<script>"))
    assert "theme=&lt;script&gt;" in html
    assert "<h1" in html
    assert "Alla teman" not in html


def test_another_theme_is_another_view(open_page: OpenPage, library: KnowledgeBase) -> None:
    one = script_of(open_page(library, "themes", theme="klimat"))
    assert 'data-view="themes:klimat"' in one
    assert 'data-view="themes"' in script_of(open_page(library, "themes"))


def test_ways_on_keep_the_theme(open_page: OpenPage, library: KnowledgeBase) -> None:
    html = html_of(open_page(library, "themes", theme="klimat", ui="da"))
    for page in ("", "map", "explore"):
        assert f'href="./{page}?theme=klimat&amp;ui=da"' in html
