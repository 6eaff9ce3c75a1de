"""The search page, run in process."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

import pytest

from kb.errors import HomeError, IndexMismatchError
from kb.records import ChunkId, Facet, OfferedFilter, Query, SearchResult, Span
from tests.ui.conftest import OpenPage, address_of, html_of, script_of
from tests.ui.fakes import FakeKnowledgeBase, make_chunk, make_document, small_library
from ui.query_area import only_near, shown_query


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
    assert (
        '<a class="mb-go " href="./?theme=dialog">Medborgardialog och delaktighet (3 dokument)</a>' in shown
    )
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
    first = base.documents[1]  # type: ignore[index] # ids are plain numbers in tests
    base.documents[first.id] = replace(first, metadata=replace(first.metadata, year=None))
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
    shown = html_of(app)
    assert "Inga bra träffar för ”ungerådet”" in shown
    assert "Metodbank hittade inget som passar tillräckligt bra" in shown
    assert not app.checkbox(key="f:country:SE").disabled
    assert '<a class="mb-go " href="./?q=unger%C3%A5det">Utan Sverige (1 träff)</a>' in shown
    assert "Utan filter" not in shown  # the same as without the only one


def test_no_hits_with_several_filters_say_what_each_keeps_away(open_page: OpenPage) -> None:
    shown = html_of(open_page(small_library(), q="i", country="DK", years="2017", type="notes", ui="da"))
    assert "Ingen gode resultater for ”i”" in shown
    ways = re.findall(r'href="./\?([^"]*)">(Uden [^<]*)</a>', shown)
    assert ways == [
        ("q=i&amp;type=notes&amp;years=2017&amp;ui=da", "Uden Danmark (2 resultater)"),
        ("q=i&amp;ui=da", "Uden filtre (3 resultater)"),
    ]


def test_no_hits_show_other_ways_and_the_nearest_themes(open_page: OpenPage) -> None:
    shown = html_of(open_page(small_library(), q="medborgarbudgetering i Norge"))
    assert "Kontrollera stavningen." in shown
    near = shown.index('<a class="mb-go " href="./?theme=dialog.budget">Medborgarbudget (2 dokument)</a>')
    assert near < shown.index('href="./?theme=dialog">')


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("”Fritidsbanken”", "Fritidsbanken"),
        ('"laga cykel"', "laga cykel"),
        ("»åben skole«", "åben skole"),
        ('"laga" och "cykel"', "’laga’ och ’cykel’"),
        ('bok "på nätet"', "bok ’på nätet’"),
        ('""', "’’"),
        ('"', "’"),
        ("ungas röst", "ungas röst"),
    ],
)
def test_the_quotation_marks_of_a_query_are_not_doubled(query: str, shown: str) -> None:
    assert shown_query(query) == shown


def test_an_exact_phrase_stands_in_the_heading_with_one_pair_of_marks(open_page: OpenPage) -> None:
    shown = html_of(open_page(small_library(), q="”penge”"))
    assert "för ”penge”" in shown
    assert "””" not in shown


def _answer(*hits: tuple[float, bool], **query: object) -> SearchResult:
    """Return an answer with hits of these scores, found by their words or not."""
    found = small_library().search(Query(text="i"))
    made = [
        replace(found.hits[0], score=score, evidence=found.hits[0].evidence if has_words else {})
        for score, has_words in hits
    ]
    asked = replace(Query(text="vindkraftpark på månen"), **query)  # type: ignore[arg-type] # any of its fields
    return replace(found, query=asked, hits=tuple(made), total=len(made))


def test_hits_by_meaning_alone_and_hits_far_away_are_said_to_be_only_near() -> None:
    assert only_near(_answer((0.45, False), (0.4, False)))
    assert only_near(_answer((0.28, True)))
    assert not only_near(_answer((0.45, False), (0.4, True)))
    # those on later pages are of no account, nor is what only filters or examples ask for
    assert only_near(_answer(*[(0.45, False)] * 10, (0.3, True)))
    assert not only_near(_answer((0.45, False), offset=10))
    assert not only_near(_answer((1.0, False), text=" "))
    assert not only_near(_answer((0.45, False), like=(ChunkId(11),)))
    assert not only_near(_answer())
    assert not only_near(replace(_answer((0.2, True)), problem="model-missing"))


def test_the_page_says_that_nothing_has_the_words(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Inget stämmer väl med orden. Det här ligger närmast i betydelse."
    base = small_library()
    assert said not in html_of(open_page(base, q="penge"))
    far = _answer((0.2, False))
    monkeypatch.setattr(base, "search", lambda query: replace(far, query=query))
    shown = html_of(open_page(base, q="vindkraftpark på månen"))
    assert shown.index(said) < shown.index('class="mb-hits"')


def test_an_empty_home_says_how_to_add_documents(open_page: OpenPage) -> None:
    shown = html_of(open_page(FakeKnowledgeBase([], []), q="x"))
    assert '<code class="mb-command">metodbank ingest MAPP</code>' in shown
    assert "Inga bra träffar" not in shown


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
    assert "Inga bra träffar för ”&lt;img src=x&gt; ’&amp;amp;”" in shown
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
    broken = _BrokenIndex(list(library.documents.values()), library.all_chunks)
    shown = html_of(open_page(broken, q="byalag", ui="da"))
    assert "Søgeindekset kan ikke bruges lige nu." in shown
    assert '<p lang="en">/home/index was built with &#x27;a&#x27;. Run: metodbank index rebuild</p>' in shown


@pytest.mark.parametrize(
    ("variable", "value"),
    [("METODBANK_HOST", "0.0.0.0"), ("METODBANK_PUBLIC_URL", "https://metodbank.example.se")],  # noqa: S104
)
def test_who_reads_from_elsewhere_is_shown_no_path(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    library = small_library()
    broken = _BrokenIndex(list(library.documents.values()), library.all_chunks)
    shown = html_of(open_page(broken, q="byalag", ui="da"))
    assert "Søgeindekset kan ikke bruges lige nu." in shown
    assert "/home/index" not in shown


def test_an_unforeseen_error_is_logged_and_shown_without_its_inside(
    open_page: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    library = small_library()
    broken = _BrokenIndex(list(library.documents.values()), library.all_chunks)
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


def test_a_search_by_words_only_says_so_calmly_with_the_cure_below(open_page: OpenPage) -> None:
    base = small_library()
    base.problem = "Searched by words only, not by meaning. /m is <no> model. Run: metodbank index rebuild"
    shown = html_of(open_page(base, q="byalag", ui="da"))
    notice = shown[shown.index('<div class="mb-notice" role="status">') :]
    assert notice.index("Lige nu søger Metodbank kun efter ordene") < notice.index('<p lang="en">Searched')
    assert "/m is &lt;no&gt; model. Run: metodbank index rebuild</p>" in notice
    assert notice.index("</details>") < notice.index("1 resultat for ”byalag”")
    assert 'role="alert"' not in shown


@pytest.mark.parametrize(
    ("ui", "before", "after"),
    [("sv", "Menade du: ", "?"), ("da", "Mente du: ", "?"), ("en", "Did you mean: ", "?")],
)
def test_a_query_as_it_was_probably_meant_is_one_click_away(
    open_page: OpenPage, ui: str, before: str, after: str
) -> None:
    base = small_library()
    base.suggestion = "byalag & <möten>"
    shown = html_of(open_page(base, q="byalg", country="SE", p="2", ui=ui))
    assert (
        f'{before}<a class="mb-go mb-button" '
        f'href="./?q=byalag+%26+%3Cm%C3%B6ten%3E&amp;country=SE&amp;ui={ui}">'
        f"byalag &amp; &lt;möten&gt;</a>{after}"
    ) in shown


def test_filters_that_the_query_names_are_offered_and_take_their_words_along(open_page: OpenPage) -> None:
    def offered(facet: Facet, value: str, rest: str) -> OfferedFilter:
        return OfferedFilter(facet=facet, value=value, typed="x", rest=rest)

    base = small_library()
    base.offered = (
        offered(Facet.MUNICIPALITY, "SE1715", "byalag"),
        offered(Facet.COUNTRY, "DK", "byalag i"),
        offered(Facet.YEAR, "2015-2017", "byalag"),
        offered(Facet.LANGUAGE, "da", "byalag"),
        offered(Facet.THEME, "dialog.budget", ""),
    )
    shown = html_of(open_page(base, q="byalag i Kil", p="1", type="notes"))
    nav = shown[shown.index('<nav class="mb-offers"') :].split("</nav>")[0]
    assert re.findall(r'href="./\?([^"]*)">([^<]*)</a>', nav) == [
        ("q=byalag&amp;municipality=SE1715&amp;type=notes", "Bara Kils kommun"),
        ("q=byalag+i&amp;country=DK&amp;type=notes", "Bara Danmark"),
        ("q=byalag&amp;type=notes&amp;years=2015-2017", "Bara 2015–2017"),
        ("q=byalag&amp;language=da&amp;type=notes", "Bara på danska"),
        ("theme=dialog.budget&amp;type=notes", "Temat Medborgarbudget"),
    ]
    # offered, not applied
    assert base.asked[-1].filters.municipalities == frozenset()
    assert '<nav class="mb-offers"' not in html_of(open_page(small_library(), q="byalag i Kil"))


def test_more_like_a_passage_is_searched_and_shown_as_a_chip(open_page: OpenPage) -> None:
    base = small_library()
    app = open_page(base, like="11", unlike="21", ui="da")
    shown = html_of(app)
    assert (base.asked[-1].text, base.asked[-1].like, base.asked[-1].unlike) == ("", (11,), (21,))
    assert "1 resultat, der ligner det valgte" in shown
    assert "Möten hölls i bygdegården." in shown
    assert (
        '<a class="mb-go " href="./?unlike=21&amp;ui=da" aria-label="Fjern ”Ligner: Dialog i Värmland”" '
        'title="- I Kils kommun fick två byalag pengar till bygden.">Ligner: Dialog i Värmland ×</a>'
    ) in shown
    assert 'href="./?like=11&amp;ui=da" aria-label="Fjern ”Ikke som: Unge i Ikast-Brande”"' in shown
    assert "Prøv en søgning" not in shown


def test_typing_keeps_the_passages_to_compare_with(open_page: OpenPage) -> None:
    app = open_page(small_library(), like="11", unlike="21")
    app.text_input(key="q").set_value("möten").run()
    assert address_of(app) == {"q": ["möten"], "like": ["11"], "unlike": ["21"]}
    assert "1 träff för ”möten”" in html_of(app)


def test_a_passage_that_is_gone_is_told_and_left_out(open_page: OpenPage) -> None:
    base = small_library()
    shown = html_of(open_page(base, q="byalag", like="999"))
    assert "Det gick inte att jämföra med ett eller flera av de valda textavsnitten." in shown
    assert "1 träff för ”byalag”" in shown
    assert base.asked[-1].like == ()
    assert "Liknar:" not in shown


def test_a_passage_that_the_index_does_not_know_yet_does_not_stop_the_search(open_page: OpenPage) -> None:
    base = small_library()
    base.not_indexed = {12}
    shown = html_of(open_page(base, q="byalag", like="12"))
    assert "Det gick inte att jämföra med ett eller flera av de valda textavsnitten." in shown
    assert "1 träff för ”byalag”" in shown


def test_a_passage_to_avoid_alone_is_no_search(open_page: OpenPage) -> None:
    base = small_library()
    assert "Prova en sökning" in html_of(open_page(base, unlike="11"))
    shown = html_of(open_page(base, unlike="11", country="SE"))
    assert base.asked[-1].unlike == ()
    assert "1–2 av 2 träffar" in shown
    assert "Inte som:" not in shown


def test_nothing_like_the_passage_says_what_to_try(open_page: OpenPage) -> None:
    shown = html_of(open_page(small_library(), like="21"))
    assert "Inga textavsnitt som liknar det du valt" in shown
    assert "Ta bort ett av de textavsnitt som sökningen jämför med." in shown
    assert "Kontrollera stavningen." not in shown


def test_quotes_and_minus_are_named_where_they_may_be_the_cause(open_page: OpenPage) -> None:
    advice = "Ta bort citattecken och minus"
    for query in ('"helt exakt"', "skola -gymnasium"):
        assert advice in html_of(open_page(small_library(), q=query))
    assert advice not in html_of(open_page(small_library(), q="barn- och ungdomsfrågor"))


@pytest.mark.parametrize(
    ("ui", "quoted", "minus"),
    [
        ("sv", "”öppna förskolan”", "skola"),
        ("da", "”åbent hus”", "skole"),
        ("en", "“öppna förskolan”", "skola"),
    ],
)
def test_quotes_and_minus_are_explained_at_the_box(
    open_page: OpenPage, ui: str, quoted: str, minus: str
) -> None:
    shown = html_of(open_page(small_library(), ui=ui))
    explained = shown[shown.index('id="mb-box-help"') :].split("</p>")[0]
    assert f'<span class="mb-nowrap">{quoted}</span>' in explained
    assert f'<span class="mb-nowrap">{minus} -gymnasium</span>' in explained


def test_the_marks_are_explained_where_there_are_any(open_page: OpenPage) -> None:
    base = small_library()
    legend = "</span> visar det ställe som ligger närmast det du söker."
    assert legend not in html_of(open_page(base, q="byalag"))
    base.best = {ChunkId(11): Span(start=2, end=20)}
    shown = html_of(open_page(base, q="byalag"))
    assert shown.index(legend) < shown.index('<ol class="mb-hits"')
