"""The reader's own municipality: choosing it, ordering hits by likeness to it, and what is told of it."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from kb.entries import Entry, EntryKind, EntryRef
from kb.gazetteer import load_gazetteer
from kb.i18n import UI_LANGUAGES, UiLanguage, load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.likeness import likeness, profiles
from kb.practices import PracticeState
from kb.records import Facet, Hit, Language, Query, TagMethod
from tests.ui.conftest import OpenPage, address_of, html_of
from tests.ui.fakes import FakeKnowledgeBase, make_chunk, make_document, tag
from ui.alphabet import alphabetical
from ui.likeness_text import alike_texts, card_line, different_texts, rounded
from ui.search_hits import find_all
from ui.search_order import best_likeness, in_order, ordered_by_likeness
from ui.search_state import SearchState, Sort

GAZETTEER = load_gazetteer()


def _code(name: str) -> str:
    return GAZETTEER.resolve(name).code


def _places(*passages: tuple[str, ...]) -> FakeKnowledgeBase:
    """Return a passage in a document of its own for each group of municipalities, in that order."""
    documents = [make_document(i, f"Dokument {i}", name=f"{i}.txt") for i, _ in enumerate(passages, start=1)]
    chunks = [
        make_chunk(
            i,
            f"Möte nummer {i}.",
            document_id=i,
            tags=tuple(tag(Facet.MUNICIPALITY, _code(name), name) for name in names),
        )
        for i, names in enumerate(passages, start=1)
    ]
    return FakeKnowledgeBase(documents, chunks)


def _hits(*passages: tuple[str, ...]) -> tuple[Hit, ...]:
    return _places(*passages).search(Query(text="", limit=100)).hits


def _order(*passages: tuple[str, ...], home: str | None) -> list[int]:
    code = None if home is None else _code(home)
    hits = _hits(*passages)
    ordered = in_order(hits, Sort.LIKENESS, home=code, gazetteer=GAZETTEER, practices={}, alike=hits)
    return [hit.chunk.id for hit in ordered]


def practice_of(code: str) -> Entry:
    """Return a published practice of a municipality."""
    return Entry(
        ref=EntryRef(kind=EntryKind.PRACTICE, number=int(code[2:])),
        title=f"Exempel {code}",
        language=Language.SWEDISH,
        municipalities=(code,),
        countries=(code[:2],),
        themes=(),
        years=None,
        state=PracticeState.PUBLISHED,
        passages=(),
        documents={},
        updated_at="2026-01-01T00:00:00+00:00",
    )


def _shown_titles(shown: str) -> list[str]:
    return re.findall(r"<h3[^>]*><a [^>]*>(Dokument \d+)</a>", shown)


def _plain(shown: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", shown)).replace("\u00a0", " ")


def test_hits_stand_by_likeness_and_those_of_no_municipality_last() -> None:
    passages = ((), ("Stockholm",), ("Langeland",), ("Kil",), ("Forshaga",))
    assert _order(*passages, home="Kil") == [4, 5, 3, 2, 1]


def test_the_best_of_several_municipalities_counts() -> None:
    assert _order(("Langeland",), ("Stockholm", "Forshaga"), home="Kil") == [2, 1]


def test_equally_alike_hits_stay_by_relevance() -> None:
    passages = (("Lejre",), (), ("Forshaga",), ("Lejre",), ("Forshaga",), ())
    assert _order(*passages, home="Kil") == [3, 5, 1, 4, 2, 6]


def test_likeness_orders_the_best_hits_alone_and_the_others_follow_by_relevance() -> None:
    hits = _hits(("Stockholm",), ("Forshaga",), ("Malmö",), ("Kil",))
    ordered = in_order(
        hits, Sort.LIKENESS, home=_code("Kil"), gazetteer=GAZETTEER, practices={}, alike=hits[:2]
    )
    assert [(hit.rank, hit.chunk.id) for hit in ordered] == [(1, 2), (2, 1), (3, 3), (4, 4)]


def test_hits_far_behind_the_best_do_not_stand_by_likeness_where_something_is_looked_for() -> None:
    scores = (0.8, 0.39, 0.41, 0.4)
    hits = [replace(hit, score=score) for hit, score in zip(_hits(*[("Kil",)] * 4), scores, strict=True)]
    assert [hit.score for hit in ordered_by_likeness(SearchState(text="möte"), hits)] == [0.8, 0.41, 0.4]
    assert ordered_by_likeness(SearchState(), hits) == hits
    assert ordered_by_likeness(SearchState(text="möte"), []) == []


def test_with_words_the_best_thirty_stand_by_likeness_on_the_page_and_in_the_export(
    open_page: OpenPage,
) -> None:
    names = ["Stockholm"] * 29 + ["Forshaga"] + ["Malmö", "Kil"]
    base = _places(*((name,) for name in names))
    first, last = (
        html_of(open_page(base, q="möte", sort="likeness", my="SE1715", p=page)) for page in ("1", "4")
    )
    assert _shown_titles(first)[:2] == ["Dokument 30", "Dokument 1"]
    assert _shown_titles(last) == ["Dokument 31", "Dokument 32"]
    said = "De 30 träffar som passar sökningen bäst är ordnade efter hur lika Kil kommunerna är."
    assert said in first
    state = SearchState(text="möte", sort=Sort.LIKENESS)
    found = find_all(base, state, home="SE1715")  # type: ignore[arg-type] # a fake of the facade
    assert [hit.chunk.id for hit in found] == [30, *range(1, 30), 31, 32]
    few = html_of(open_page(_places(("Stockholm",)), q="möte", sort="likeness", my="SE1715"))
    assert "som passar sökningen bäst står efter" not in few


def test_without_words_all_hits_stand_by_likeness(open_page: OpenPage) -> None:
    names = ["Stockholm"] * 31 + ["Kil"]
    base = _places(*((name,) for name in names))
    shown = html_of(open_page(base, years="2017", sort="likeness", my="SE1715"))
    assert _shown_titles(shown)[:2] == ["Dokument 32", "Dokument 1"]
    assert "som passar sökningen bäst står efter" not in shown


def _best(hit: Hit, *entries: Entry) -> str:
    found = best_likeness(hit, _code("Kil"), GAZETTEER, {hit.chunk.id: entries})
    assert found is not None
    return found.other.code


def test_the_practices_of_a_passage_say_its_place_then_its_document_then_its_words() -> None:
    (hit,) = _hits(("Forshaga", "Grums"))
    assert _best(hit) == _code("Forshaga")
    stated = replace(
        hit, document=replace(hit.document, tags=(tag(Facet.MUNICIPALITY, _code("Malmö"), "Malmö"),))
    )
    assert _best(stated) == _code("Forshaga")  # the document only names it somewhere
    own = tag(Facet.MUNICIPALITY, _code("Malmö"), "Malmö", TagMethod.METADATA)
    other = tag(Facet.MUNICIPALITY, _code("Ystad"), "Ystad", TagMethod.METADATA)
    stated = replace(hit, document=replace(hit.document, tags=(own,)))
    assert _best(stated) == _code("Malmö")
    of_two = replace(hit, document=replace(hit.document, tags=(own, other)))
    assert _best(of_two) == _code("Forshaga")
    assert _best(stated, practice_of(_code("Lejre")), practice_of(_code("Grums"))) == _code("Grums")


def test_a_card_goes_by_the_place_of_the_practice_and_not_by_one_that_is_mentioned(
    open_page: OpenPage,
) -> None:
    base = _places(("Stockholm",), ("Forshaga",))
    base.entries.practices = {1: (practice_of(_code("Kil")),), 2: (practice_of(_code("Malmö")),)}
    shown = html_of(open_page(base, q="möte", sort="likeness", my="SE1715"))
    assert _shown_titles(shown) == ["Dokument 1", "Dokument 2"]
    assert "Malmö jämfört med Kil." in _plain(shown)
    assert "Forshaga jämfört med Kil." not in _plain(shown)
    assert "Stockholm jämfört med Kil." not in _plain(shown)


def test_without_a_municipality_of_ones_own_hits_stay_by_relevance() -> None:
    assert _order(("Stockholm",), ("Kil",), home=None) == [1, 2]


def test_hits_are_ranked_anew() -> None:
    hits = _hits(("Lejre",), ("Forshaga",))
    ordered = in_order(hits, Sort.LIKENESS, home=_code("Kil"), gazetteer=GAZETTEER, practices={}, alike=hits)
    assert [(hit.rank, hit.chunk.id) for hit in ordered] == [(1, 2), (2, 1)]


def test_an_address_with_a_home_and_that_order_is_searched_so(open_page: OpenPage) -> None:
    base = _places(("Stockholm",), ("Lejre",), ("Forshaga",))
    app = open_page(base, q="möte", sort="likeness", my="SE1715")
    shown = html_of(app)
    assert _shown_titles(shown) == ["Dokument 3", "Dokument 2", "Dokument 1"]
    assert app.radio(key="sort").value == "likeness"
    assert app.radio(key="sort").options[2] == "Mest lika Kil först"
    assert (
        "Forshaga jämfört med Kil. Lika: ungefär lika många invånare, 11 451 (2016) och 11 800 (2016);"
        in _plain(shown)
    )


def test_all_pages_together_have_every_hit_once_in_one_order(open_page: OpenPage) -> None:
    names = ["Stockholm", "Lejre", "Forshaga", "Malmö", "Arjeplog", "Samsø"] * 4
    base = _places(*((name,) for name in names))
    titles: list[str] = []
    for page in ("1", "2", "3"):
        titles += _shown_titles(html_of(open_page(base, q="möte", sort="likeness", my="SE1715", p=page)))
    assert sorted(titles) == sorted(f"Dokument {i}" for i in range(1, 25))
    assert titles[:4] == ["Dokument 3", "Dokument 9", "Dokument 15", "Dokument 21"]


def test_the_order_is_neither_offered_nor_used_without_a_home(open_page: OpenPage) -> None:
    app = open_page(_places(("Stockholm",), ("Lejre",)), q="möte", sort="likeness")
    shown = html_of(app)
    assert app.radio(key="sort").options == ["Relevans", "Datum, nyast först"]
    assert app.radio(key="sort").value == "relevance"
    assert _shown_titles(shown) == ["Dokument 1", "Dokument 2"]
    assert "hoppades över: sort=likeness" in shown


@pytest.mark.parametrize("bad", ["XX9999", "<b>", "se1715", "1715", "' OR 1=1", "SE1715 "])
def test_a_bad_municipality_is_ignored_and_told(open_page: OpenPage, bad: str) -> None:
    app = open_page(_places(("Stockholm",)), q="möte", my=bad)
    shown = html_of(app)
    assert app.selectbox(key="home").value == ""
    assert f"hoppades över: my={html.escape(bad.strip(), quote=True)}" in shown
    assert f'my={html.escape(bad, quote=True)}"' not in shown


def test_cards_say_nothing_of_likeness_in_another_order(open_page: OpenPage) -> None:
    assert "jämfört med" not in html_of(open_page(_places(("Forshaga",)), q="möte", my="SE1715"))


def test_choosing_a_municipality_keeps_the_rest_of_the_address(open_page: OpenPage) -> None:
    app = open_page(_places(("Stockholm",), ("Lejre",)), q="möte", group="document", ui="da")
    app.selectbox(key="home").set_value("DK350").run()
    assert address_of(app) == {"q": ["möte"], "group": ["document"], "ui": ["da"], "my": ["DK350"]}
    assert app.radio(key="sort").options[2] == "Dem, der ligner Lejre mest, først"


def test_choosing_none_takes_the_order_by_likeness_away_too(open_page: OpenPage) -> None:
    app = open_page(_places(("Stockholm",), ("Lejre",)), q="möte", sort="likeness", my="SE1715")
    app.selectbox(key="home").set_value("").run()
    assert address_of(app) == {"q": ["möte"]}
    assert "hoppades över" not in html_of(app)


def test_the_order_can_be_chosen_and_is_written_to_the_address(open_page: OpenPage) -> None:
    app = open_page(_places(("Stockholm",), ("Forshaga",)), q="möte", my="SE1715")
    app.radio(key="sort").set_value("likeness").run()
    assert address_of(app) == {"q": ["möte"], "sort": ["likeness"], "my": ["SE1715"]}
    assert _shown_titles(html_of(app)) == ["Dokument 2", "Dokument 1"]


def test_all_municipalities_can_be_chosen_by_name_and_country(open_page: OpenPage) -> None:
    options = open_page(_places(("Stockholm",)), q="möte").selectbox(key="home").options
    assert len(options) == 389
    assert options[0] == "Ingen kommun vald"
    assert "Kil, Sverige" in options
    assert options[-2:] == ["Överkalix, Sverige", "Övertorneå, Sverige"]


@pytest.mark.parametrize(
    ("ui_language", "ordered"),
    [
        ("sv", ["Aabenraa", "Vejle", "Ystad", "Åre", "Älmhult", "Ærø", "Örebro"]),
        ("da", ["Vejle", "Ystad", "Älmhult", "Ærø", "Örebro", "Aabenraa", "Åre"]),
        ("en", ["Aabenraa", "Ærø", "Älmhult", "Åre", "Örebro", "Vejle", "Ystad"]),
    ],
)
def test_names_are_in_the_order_of_the_languages_alphabet(
    ui_language: UiLanguage, ordered: list[str]
) -> None:
    mixed = sorted(ordered, reverse=True)
    assert sorted(mixed, key=lambda name: alphabetical(name, ui_language)) == ordered


def test_the_start_page_offers_the_places_most_like_the_home(open_page: OpenPage) -> None:
    base = _places(("Stockholm",), ("Forshaga",), ("Lejre",), ("Kil",), ("Säter",), ("Malmö",), ("Grums",))
    shown = html_of(open_page(base, my="SE1715"))
    panel = shown[shown.index("Exempel från kommuner som liknar Kil") :]
    links = re.findall(r'href="\./\?municipality=(\w+)&amp;my=SE1715">([^<]*)<', panel)
    assert [name for _, name in links][:3] == [
        "Forshaga, Sverige (1 dokument)",
        "Grums, Sverige (1 dokument)",
        "Säter, Sverige (1 dokument)",
    ]
    assert len(links) == 5
    assert _code("Kil") not in dict(links)
    assert 'href="./?municipality=SE1715&amp;my=SE1715">Exempel från Kil<' in shown


def test_without_a_home_the_start_page_says_what_choosing_one_is_for(open_page: OpenPage) -> None:
    shown = html_of(open_page(_places(("Forshaga",))))
    assert "Sidorna visar då hur kommunerna i exemplen liknar din." in shown
    assert "Exempel från kommuner som liknar" not in shown


@pytest.mark.parametrize(
    ("ui_language", "alike", "different"),
    [
        (
            "sv",
            "Ungefär lika många invånare: Langeland 12 491 (2020), Kil 11 800 (2016)",
            "Annat land, Danmark: andra lagar och annan ansvarsfördelning",
        ),
        (
            "da",
            "Omtrent lige mange indbyggere: Langeland 12.491 (2020), Kil 11.800 (2016)",
            "Et andet land, Danmark: andre love og en anden opgavefordeling",
        ),
        (
            "en",
            "About as many residents: Langeland 12,491 (2020), Kil 11,800 (2016)",
            "Another country, Denmark: other laws and another division of responsibilities",
        ),
    ],
)
def test_reasons_name_numbers_and_their_years(ui_language: UiLanguage, alike: str, different: str) -> None:
    known = profiles(GAZETTEER)
    found = likeness(known[_code("Kil")], known[_code("Langeland")])
    catalogue = load_catalogue(ui_language)
    said = alike_texts(found, catalogue=catalogue, gazetteer=GAZETTEER)
    assert said[0].replace("\u00a0", " ") == alike
    assert different_texts(found, catalogue=catalogue, gazetteer=GAZETTEER)[-1] == different


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
def test_every_pair_of_places_can_be_told_in_every_language(ui_language: UiLanguage) -> None:
    catalogue, known = load_catalogue(ui_language), profiles(GAZETTEER)
    names = ("Kil", "Arjeplog", "Malmö", "Ærø", "Gotland", "Danderyd", "Lejre", "Læsø", "Frederiksberg")
    for home in names:
        for other in names:
            found = likeness(known[_code(home)], known[_code(other)])
            said = alike_texts(found, catalogue=catalogue, gazetteer=GAZETTEER)
            said += different_texts(found, catalogue=catalogue, gazetteer=GAZETTEER)
            said.append(card_line(found, catalogue=catalogue, gazetteer=GAZETTEER))
            assert all(each and "{" not in each for each in said)
            assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("number", "about"),
    [(197_087, 200_000), (2_876, 2_900), (2_392_663, 2_400_000), (58_003, 58_000), (99, 99), (7, 7)],
)
def test_surroundings_are_told_to_two_figures(number: int, about: int) -> None:
    assert rounded(number) == about


def _practice(library: KnowledgeBase, title: str) -> str:
    (number,) = (each.ref.number for each in library.entries.practices() if each.title == title)
    return str(number)


def _fit(shown: str) -> str:
    return shown[shown.index('id="mb-fit"') : shown.index("</section>", shown.index('class="mb-fit"'))]


def test_a_practice_says_what_its_place_and_the_home_have_in_common(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    number = _practice(library, "Nattvandrare på fredagskvällar")
    shown = _plain(_fit(html_of(open_page(library, "practice", id=number, my="SE1715"))))
    assert "Norberg, Sverige och Kil, Sverige" in shown
    assert "Färre invånare: Norberg 5 795 (2016), Kil 11 800 (2016)" in shown
    assert "Mest lik Kil är Langeland, Danmark. Det finns inga exempel från Langeland, Danmark här." in shown
    assert "Av kommunerna med exempel är " in shown
    assert "SCB, folkmängd 31 december 2016; Danmarks Statistik, FOLK1A, 1. januar 2020." in shown


def test_a_practice_quotes_what_is_needed_and_what_went_wrong_with_the_source(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    number = _practice(library, "Cykelkök där unga lagar cyklar")
    shown = _fit(html_of(open_page(library, "practice", id=number)))
    needed = shown[shown.index("Vad som behövs enligt källorna") : shown.index("inte fungerade")]
    assert '<blockquote class="mb-quote" lang="sv"><p>Ett krav är en lokal med port' in needed
    assert "cykelkok-kil.md" in needed
    assert "Det gick inte utan någon som är anställd: när tjänsten var vakant stod köket stängt." in shown


def test_nothing_is_said_to_work_or_not(open_page: OpenPage, library: KnowledgeBase) -> None:
    number = _practice(library, "Cykelbibliotek på to skoler")
    shown = _plain(_fit(html_of(open_page(library, "practice", id=number, my="SE1715"))))
    assert "%" not in shown
    assert "procent" not in shown
    assert "Metodbank avgör inte om något skulle fungera." in shown


@pytest.mark.parametrize(
    ("ui_language", "way"),
    [
        ("sv", "Välj din kommun under ”Min kommun”."),
        ("da", "Vælg din kommune under ”Min kommune”."),
        ("en", "Choose your municipality under “My municipality”."),
    ],
)
def test_without_a_home_a_practice_says_how_to_choose_one(
    open_page: OpenPage, library: KnowledgeBase, ui_language: UiLanguage, way: str
) -> None:
    number = _practice(library, "Nattvandrare på fredagskvällar")
    app = open_page(library, "practice", id=number, ui=ui_language)
    assert way in _fit(html_of(app))
    app.selectbox(key="home").set_value("DK741").run()
    assert address_of(app) == {"id": [number], "ui": [ui_language], "my": ["DK741"]}


def test_a_practice_of_the_home_says_so(open_page: OpenPage, library: KnowledgeBase) -> None:
    number = _practice(library, "Cykelkök där unga lagar cyklar")
    shown = _fit(html_of(open_page(library, "practice", id=number, my="SE1715")))
    assert "Exemplet är från din egen kommun, Kil, Sverige." in shown


def test_a_home_without_a_likeness_abroad_is_told_so(open_page: OpenPage, library: KnowledgeBase) -> None:
    number = _practice(library, "Nattvandrare på fredagskvällar")
    shown = _plain(_fit(html_of(open_page(library, "practice", id=number, my=_code("Arjeplog")))))
    assert "Ingen kommun i Danmark är särskilt lik Arjeplog. Närmast kommer " in shown


def test_links_in_the_section_keep_the_home_and_the_language(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    number = _practice(library, "Nattvandrare på fredagskvällar")
    shown = _fit(html_of(open_page(library, "practice", id=number, my="SE1715", ui="da")))
    addresses = [html.unescape(each) for each in re.findall(r'href="([^"]*)"', shown)]
    assert addresses
    assert all("my=SE1715" in urlsplit(each).query and "ui=da" in urlsplit(each).query for each in addresses)
