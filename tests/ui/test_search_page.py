"""The search page, run in process."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from kb.errors import HomeError, IndexMismatchError
from kb.records import Query, SearchResult
from tests.ui.conftest import OpenPage, address_of, html_of, script_of
from tests.ui.fakes import FakeKnowledgeBase, make_chunk, make_document, small_library


def _many(n: int) -> FakeKnowledgeBase:
    """Return ``n`` documents of one passage each, from the years 2000 and on."""
    documents = [
        make_document(i, f"Dokument {i}", year=2000 + i % 25, name=f"{i}.txt") for i in range(1, n + 1)
    ]
    chunks = [make_chunk(i, f"Möte nummer {i} om skolan.", document_id=i) for i in range(1, n + 1)]
    return FakeKnowledgeBase(documents, chunks)


def _titles(app_html: str) -> list[str]:
    return [
        part.split("<", 1)[0]
        for part in app_html.split("&amp;chunk=")[1:]
        for part in [part.split(">", 1)[1]]
    ]


def test_the_start_page_shows_examples_hints_and_themes_with_counts(open_page: OpenPage) -> None:
    shown = html_of(open_page(small_library()))
    assert '<a class="mb-go " href="./?q=medborgarbudget">medborgarbudget</a>' in shown
    assert '<a class="mb-go " href="./?theme=dialog">Medborgardialog och delaktighet (3)</a>' in shown
    assert "Kunskapsbanken innehåller 3 textavsnitt ur 2 dokument." in shown
    assert "mb-hits" not in shown


def test_an_address_is_searched_and_shown_in_the_widgets(open_page: OpenPage) -> None:
    app = open_page(small_library(), q="penge", country="DK", years="2020-", group="document", sort="date")
    assert app.text_input(key="q").value == "penge"
    assert app.checkbox(key="f:country:DK").value
    assert app.selectbox(key="year_from").value == 2020
    assert app.selectbox(key="year_to").value == 0
    assert app.checkbox(key="group").value
    assert app.radio(key="sort").value == "date"
    shown = html_of(app)
    assert "1 träff för ”penge”" in shown
    assert "Ungerådet fik <mark>penge</mark> til lokale projekter." in shown


def test_typing_and_ticking_is_written_to_the_address(open_page: OpenPage) -> None:
    app = open_page(small_library(), ui="da")
    app.text_input(key="q").set_value(" i ").run()
    assert address_of(app) == {"q": ["i"], "ui": ["da"]}
    app.selectbox(key="year_from").set_value(2017).run()
    assert address_of(app) == {"q": ["i"], "years": ["2017-"], "ui": ["da"]}
    app.checkbox(key="f:country:SE").check().run()
    assert address_of(app) == {"q": ["i"], "country": ["SE"], "years": ["2017-"], "ui": ["da"]}
    assert "1–2 af 2 resultater for ”i”" in html_of(app)
    app.checkbox(key="f:country:SE").uncheck().run()
    assert address_of(app) == {"q": ["i"], "years": ["2017-"], "ui": ["da"]}


def test_two_clicks_before_an_answer_are_both_kept(open_page: OpenPage) -> None:
    app = open_page(small_library(), q="i")
    app.checkbox(key="f:country:SE").check()
    app.checkbox(key="f:language:sv").check()
    app.run()
    assert address_of(app) == {"q": ["i"], "country": ["SE"], "language": ["sv"]}


def test_a_sub_theme_can_be_reached_and_replaces_its_theme(open_page: OpenPage) -> None:
    app = open_page(small_library(), q="i", theme="dialog")
    app.checkbox(key="f:theme:dialog.unga").check().run()
    assert address_of(app)["theme"] == ["dialog.unga"]
    assert "Ungerådet" in html_of(app)
    assert "byalag" not in html_of(app)


def test_a_new_search_begins_on_its_first_page(open_page: OpenPage) -> None:
    app = open_page(_many(25), q="möte", p="3")
    assert "21–25 av 25 träffar för ”möte”" in html_of(app)
    app.text_input(key="q").set_value("skolan").run()
    assert address_of(app) == {"q": ["skolan"]}
    assert "1–10 av 25 träffar för ”skolan”" in html_of(app)


def test_a_page_past_the_end_shows_the_last_with_a_note(open_page: OpenPage) -> None:
    shown = html_of(open_page(_many(25), q="möte", p="99"))
    assert "Det finns inte så många sidor. Här är den sista." in shown
    assert "21–25 av 25 träffar för ”möte”" in shown
    assert _titles(shown) == [f"Dokument {n}" for n in range(21, 26)]


def test_bad_values_in_the_address_are_ignored_with_a_note(open_page: OpenPage) -> None:
    app = open_page(small_library(), q="byalag", theme=["<b>", "dialog"], p="x", ui="xx")
    shown = html_of(app)
    assert "hoppades över: theme=&lt;b&gt;, p=x" in shown
    assert "1 träff för ”byalag”" in shown
    assert app.checkbox(key="f:theme:dialog").value


def test_by_date_all_hits_are_sorted_and_not_only_those_of_the_page(open_page: OpenPage) -> None:
    base = _many(60)
    shown = html_of(open_page(base, q="möte", sort="date"))
    years = {f"Dokument {n}": 2000 + n % 25 for n in range(1, 61)}
    assert [years[title] for title in _titles(shown)] == [
        2024,
        2024,
        2023,
        2023,
        2022,
        2022,
        2021,
        2021,
        2020,
        2020,
    ]
    # of the same year the better hit first
    assert _titles(shown)[:2] == ["Dokument 24", "Dokument 49"]


def test_by_date_the_undated_come_last(open_page: OpenPage) -> None:
    base = _many(3)
    first = base.documents_by_id[1]  # type: ignore[index] # ids are plain numbers in tests
    base.documents_by_id[first.id] = replace(first, metadata=replace(first.metadata, year=None))
    assert _titles(html_of(open_page(base, q="möte", sort="date"))) == [
        "Dokument 3",
        "Dokument 2",
        "Dokument 1",
    ]


def test_active_filters_are_links_that_remove_them(open_page: OpenPage) -> None:
    shown = html_of(open_page(small_library(), q="i", country="SE", theme="dialog.budget"))
    assert 'href="./?q=i&amp;theme=dialog.budget" aria-label="Ta bort filtret Sverige">Sverige ×</a>' in shown
    assert 'href="./?q=i&amp;country=SE" aria-label="Ta bort filtret Medborgarbudget"' in shown
    assert '<a class="mb-go mb-plain" href="./?q=i">Rensa alla filter</a>' in shown


def test_no_hits_with_filters_offer_to_search_without_them(open_page: OpenPage) -> None:
    app = open_page(small_library(), q="ungerådet", country="SE")
    assert "Inga träffar för ”ungerådet”" in html_of(app)
    assert not app.checkbox(key="f:country:SE").disabled
    app.button(key="clear").click().run()
    assert address_of(app) == {"q": ["ungerådet"]}
    assert "1 träff för ”ungerådet”" in html_of(app)


def test_no_hits_show_other_ways_and_the_nearest_themes(open_page: OpenPage) -> None:
    shown = html_of(open_page(small_library(), q="medborgarbudgetering i Norge"))
    assert "Kontrollera stavningen." in shown
    near = shown.index('<a class="mb-go " href="./?theme=dialog.budget">Medborgarbudget (2)</a>')
    assert near < shown.index('href="./?theme=dialog">')


def test_an_empty_home_says_how_to_add_documents(open_page: OpenPage) -> None:
    shown = html_of(open_page(FakeKnowledgeBase([], []), q="x"))
    assert '<code class="mb-command">metodbank ingest MAPP</code>' in shown
    assert "Inga träffar" not in shown


@pytest.mark.parametrize(
    ("ui", "heading", "summary", "badge"),
    [
        ("sv", "Sök exempel från kommuner", "1 träff för ”byalag”", "svenska"),
        ("da", "Find eksempler fra kommuner", "1 resultat for ”byalag”", "svensk"),
        ("en", "Find examples from municipalities", "1 result for “byalag”", "Swedish"),
    ],
)
def test_the_page_is_in_the_language_of_the_address(
    open_page: OpenPage, ui: str, heading: str, summary: str, badge: str
) -> None:
    app = open_page(small_library(), q="byalag", ui=ui)
    shown = html_of(app)
    assert heading in shown
    assert summary in shown
    assert f'<span class="mb-badge">{badge}</span>' in shown
    assert f'data-lang="{ui}"' in script_of(app)
    # links of the page keep the language
    assert f"back=q%3Dbyalag&amp;ui={ui}" in shown


def test_the_settings_choose_the_language_where_the_address_does_not(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("METODBANK_UI_LANGUAGE", "da")
    shown = html_of(open_page(small_library()))
    assert "Find eksempler fra kommuner" in shown
    assert "ui=da" not in shown.split("Prøv en søgning")[1]


HOSTILE = (
    "<script>alert(1)</script> </mark><img src=x onerror=alert(1)> **fet** :red[röd] $x$ [a](javascript:x)"
)


def test_hostile_text_stays_text_everywhere_on_a_card(open_page: OpenPage) -> None:
    document = make_document(1, HOSTILE, name="<svg onload=x>.txt")
    chunk = make_chunk(1, f"Möte {HOSTILE}", heading_path=(HOSTILE, "<h1>"))
    app = open_page(FakeKnowledgeBase([document], [chunk]), q="möte")
    shown = html_of(app)
    for tag in ("<script", "<img", "<svg", "<h1>"):
        assert tag not in shown, tag
    assert shown.count("</mark>") == shown.count("<mark>") == 1
    # in HTML only, never in an element that reads Markdown
    assert not app.markdown
    assert "**fet** :red[röd] $x$ [a](javascript:x)" in shown


def test_a_hostile_query_stays_text(open_page: OpenPage) -> None:
    shown = html_of(open_page(small_library(), q='<img src=x> "&amp;'))
    assert "Inga träffar för ”&lt;img src=x&gt; &quot;&amp;amp;”" in shown
    assert "<img" not in shown


def test_a_query_that_is_too_long_gets_a_message_and_keeps_the_box(open_page: OpenPage) -> None:
    app = open_page(small_library(), q="x" * 2001)
    shown = html_of(app)
    assert "Sökningen är för lång. Korta den och försök igen." in shown
    assert "The query has 2001 characters" in shown
    assert app.text_input(key="q").value == "x" * 2001


class _BrokenIndex(FakeKnowledgeBase):
    def search(self, query: Query) -> SearchResult:
        if query.text == "bug":
            raise RuntimeError("<secret> of the inside")
        raise IndexMismatchError("/home/index was built with 'a'. Run: metodbank index rebuild")


def test_an_index_that_cannot_be_used_is_told_with_the_cure_below(open_page: OpenPage) -> None:
    library = small_library()
    broken = _BrokenIndex(list(library.documents_by_id.values()), library.all_chunks)
    shown = html_of(open_page(broken, q="byalag", ui="da"))
    assert "Søgeindekset kan ikke bruges lige nu." in shown
    assert '<p lang="en">/home/index was built with &#x27;a&#x27;. Run: metodbank index rebuild</p>' in shown


def test_an_unforeseen_error_is_logged_and_shown_without_its_inside(
    open_page: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    library = small_library()
    broken = _BrokenIndex(list(library.documents_by_id.values()), library.all_chunks)
    with caplog.at_level(logging.ERROR, logger="ui.shell"):
        shown = html_of(open_page(broken, q="bug"))
    assert "Något gick fel. Försök igen." in shown
    assert "secret" not in shown
    assert "Traceback" not in shown
    assert "RuntimeError: <secret> of the inside" in caplog.text


def test_a_home_that_cannot_be_used_is_told_under_a_heading(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoHome(FakeKnowledgeBase):
        def stats(self) -> object:  # type: ignore[override] # never returns
            raise HomeError("/x cannot be written. Choose another folder with --home.")

    shown = html_of(open_page(NoHome([], [])))
    assert "Mappen med kunskapsbanken går inte att använda." in shown
    monkeypatch.setenv("METODBANK_PORT", "none")
    shown = html_of(open_page(small_library()))
    assert "Metodbanks inställningar är fel." in shown
