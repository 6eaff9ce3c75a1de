"""What a card says of where a hit is from and why it was found."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from kb.gazetteer import load_gazetteer
from kb.i18n import UiLanguage, load_catalogue
from kb.records import (
    Chunk,
    ChunkId,
    DocumentId,
    Duplicate,
    Facet,
    Filters,
    Hit,
    Language,
    Query,
    RetrieverEvidence,
    Span,
    TagMethod,
    Why,
)
from tests.ui.fakes import make_chunk, make_document, small_library, tag
from ui.cards import CardContext, best_of, cards, places, reader_href, source_line
from ui.reasons import reasons
from ui.search_state import Kept, SearchState


def _context(
    ui_language: UiLanguage = "sv", *, this_year: int = 2026, search: SearchState | None = None
) -> CardContext:
    return CardContext(
        catalogue=load_catalogue(ui_language),
        gazetteer=load_gazetteer(),
        this_year=this_year,
        kept=Kept(),
        search=search or SearchState(text="byalag"),
    )


def _hit(chunk: Chunk | None = None, *, why: tuple[Why, ...] = (), year: int | None = 2017) -> Hit:
    hit = small_library().search(Query(text="byalag")).hits[0]
    document = make_document(1, "Dialog i Värmland", year=year)
    return replace(hit, chunk=chunk or hit.chunk, document=document, why=why)


def _plain(shown: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", shown))


def test_a_place_comes_with_its_country_in_the_language_of_the_page() -> None:
    hit = _hit()
    assert places(hit.chunk, _context("sv")) == ["Kil, Sverige"]
    assert places(hit.chunk, _context("en")) == ["Kil, Sweden"]


def test_an_inferred_place_says_where_it_was_taken_from() -> None:
    inferred = tag(Facet.MUNICIPALITY, "DK101", "Københavns Kommune", TagMethod.INFERRED)
    from_heading = make_chunk(1, "Text.", heading_path=("Københavns Kommune viser vejen",), tags=(inferred,))
    from_document = make_chunk(1, "Text.", heading_path=("Andet",), tags=(inferred,))
    assert places(from_heading, _context("da")) == ["København, Danmark (fra overskriften)"]
    assert places(from_document, _context("da")) == ["København, Danmark (fra dokumentet)"]


def test_without_a_municipality_the_country_is_shown() -> None:
    chunk = make_chunk(1, "Text.", tags=(tag(Facet.COUNTRY, "DK", "dansk", TagMethod.INFERRED),))
    assert places(chunk, _context("sv")) == ["Danmark (från dokumentet)"]
    assert places(make_chunk(1, "Text."), _context("sv")) == []


def test_a_municipality_that_is_no_longer_known_is_shown_by_its_code() -> None:
    chunk = make_chunk(1, "Text.", tags=(tag(Facet.MUNICIPALITY, "SE9999", "x"),))
    assert places(chunk, _context()) == ["SE9999"]


@pytest.mark.parametrize(("this_year", "is_old"), [(2027, False), (2028, True)])
def test_an_example_is_marked_as_old_after_ten_years(this_year: int, *, is_old: bool) -> None:
    shown = cards([_hit(year=2017)], _context(this_year=this_year))
    assert ("(äldre än tio år)" in shown) is is_old
    assert "2017" in shown


def test_the_source_names_page_or_lines() -> None:
    document, catalogue = make_document(1, "T", name="notes.txt"), load_catalogue("sv")
    assert source_line(make_chunk(1, "x", page=4), document, catalogue) == "Källa: notes.txt, s. 4"
    assert source_line(make_chunk(1, "x", lines=(13, 13)), document, catalogue) == "Källa: notes.txt, rad 13"
    assert source_line(make_chunk(1, "x", lines=(13, 1500)), document, catalogue) == (
        "Källa: notes.txt, rad 13–1500"
    )
    assert source_line(make_chunk(1, "x"), document, catalogue) == "Källa: notes.txt"


def test_every_kind_of_reason_has_its_words() -> None:
    why = (
        Why(query="byalag", text="byalag", kind="exact"),
        Why(query="möten", text="möte", kind="form"),
        Why(query="inddragelse", text="Borgerinddragelse", kind="compound"),
        Why(query="landsbylaug", text="byalag", kind="theme"),
    )
    assert _plain(reasons(_hit(why=why), load_catalogue("sv"))) == (
        "Därför visas träffen: den innehåller ordet ”byalag”; möten ≈ möte (annan form av ordet); "
        "inddragelse ≈ Borgerinddragelse (del av ett sammansatt ord); landsbylaug ≈ byalag (samma tema)"
    )
    similar = (Why(query="kommunalråd", text="kommunerådet", kind="similar"),)
    assert reasons(_hit(why=similar), load_catalogue("da")) == (
        "Derfor vises resultatet: kommunalråd ≈ kommunerådet (lignende ord)"
    )


def test_the_same_word_in_another_form_is_not_said_twice() -> None:
    why = tuple(Why(query="landsbylaug", text=text, kind="theme") for text in ("Byalagen", "byalag", "bya"))
    assert (
        reasons(_hit(why=why[:2]), load_catalogue("sv"))
        == "Därför visas träffen: landsbylaug ≈ byalag (samma tema)"
    )


def test_a_hit_by_meaning_alone_says_so_and_no_hit_shows_a_score() -> None:
    hit = replace(_hit(), evidence={"semantic": RetrieverEvidence(rank=1, score=0.71)}, score=0.71)
    assert reasons(hit, load_catalogue("sv")) == "Därför visas träffen: innehållet liknar det du sökte efter"
    assert "71" not in _plain(cards([hit], _context()))
    assert "%" not in _plain(cards([hit], _context()))


def test_a_card_leads_to_the_passage_and_back_to_the_search() -> None:
    context = _context(search=SearchState(text="byalag", page=2))
    assert reader_href(DocumentId(2), ChunkId(17), context, page=3) == (
        "./document?id=2&chunk=17&page=3&back=q%3Dbyalag%26p%3D2"
    )


def test_title_and_passage_carry_their_own_language() -> None:
    chunk = make_chunk(1, "Borgerne bestemte.", language=Language.DANISH)
    shown = cards([_hit(chunk)], _context("sv"))
    assert '<h3 lang="sv">' in shown
    assert '<blockquote class="mb-quote" lang="da"><p>Borgerne bestemte.</p></blockquote>' in shown
    assert '<span class="mb-badge">danska</span>' in shown


def test_the_list_goes_on_counting_from_the_page_before() -> None:
    assert cards([replace(_hit(), rank=11)], _context()).startswith('<ol class="mb-hits" start="11"><li>')


@pytest.mark.parametrize(
    ("ui_language", "said", "explained"),
    [
        ("sv", "natteravne ≈ nattvandrare (ord för samma sak)", "är ord för samma sak. Metodbank söker"),
        ("da", "natteravne ≈ nattvandrare (ord for det samme)", "er ord for det samme. Metodbank søger"),
        ("en", "natteravne ≈ nattvandrare (word for the same thing)", "are words for the same thing."),
    ],
)
def test_a_word_of_the_other_language_is_named_and_explained(
    ui_language: UiLanguage, said: str, explained: str
) -> None:
    bridge = (Why(query="natteravne", text="nattvandrare", kind="bridge"),)
    shown = reasons(_hit(why=bridge), load_catalogue(ui_language))
    assert said in _plain(shown)
    (tooltip,) = re.findall(r'title="([^"]*)"', shown)
    assert explained in tooltip


def test_words_that_the_hit_contains_are_named_together() -> None:
    why = (
        Why(query="byalag", text="byalag", kind="exact"),
        Why(query="byalag", text="byalagen", kind="form"),
        Why(query="kil", text="Kil", kind="exact"),
    )
    assert _plain(reasons(_hit(why=why), load_catalogue("da"))) == (
        "Derfor vises resultatet: det indeholder ordene ”byalag”, ”Kil”; "
        "byalag ≈ byalagen (anden form af ordet)"
    )


def test_words_of_a_reason_stay_text() -> None:
    hostile = tuple(
        Why(query='<b x="', text="<script>{query}", kind=kind) for kind in ("exact", "bridge", "form")
    )
    shown = reasons(_hit(why=hostile), load_catalogue("sv"))
    assert re.findall(r"<[^>]*>", shown.replace(shown[shown.index("title=") : shown.index('">')], "")) == [
        '<span class="mb-explained" ">',
        "</span>",
    ]
    assert shown.count("{query}") == 4  # what looks like a placeholder is not filled in


TWO_SENTENCES = "Kommunen höll möten. Ett byalag fick pengar. Sedan hände mycket annat."


def test_the_best_sentence_is_marked_around_the_words_and_named_for_who_cannot_see_it() -> None:
    chunk = make_chunk(1, TWO_SENTENCES, language=Language.DANISH)
    best = Span(start=21, end=44)
    hit = replace(_hit(chunk), best=best, highlights=(Span(start=25, end=31),))
    shown = cards([hit], _context("sv"))
    assert (
        "<p>Kommunen höll möten. "
        '<span class="mb-best"><span class="mb-sr" lang="sv">Närmast det du söker: </span>'
        "Ett <mark>byalag</mark> fick pengar.</span> Sedan hände mycket annat.</p>"
    ) in shown


def test_a_sentence_that_is_all_there_is_is_not_marked() -> None:
    hit = replace(_hit(make_chunk(1, "Ett byalag fick pengar. ")), best=Span(start=0, end=23))
    assert best_of(hit) is None
    assert "mb-best" not in cards([hit], _context())
    assert best_of(replace(hit, best=None)) is None


def test_copies_are_links_to_their_passages_and_many_are_behind_a_click() -> None:
    copies = tuple(
        Duplicate(chunk_id=ChunkId(100 + n), document_id=DocumentId(n), title=f"Kopia <{n}>")
        for n in range(1, 6)
    )
    few = cards([replace(_hit(), duplicates=copies[:2])], _context("da"))
    assert (
        '<p>Findes også i <a class="mb-go " href="./document?id=1&amp;chunk=101&amp;back=q%3Dbyalag">'
        'Kopia &lt;1&gt;</a>, <a class="mb-go " href="./document?id=2&amp;chunk=102&amp;back=q%3Dbyalag">'
        "Kopia &lt;2&gt;</a></p></div>"
    ) in few
    many = cards([replace(_hit(), duplicates=copies)], _context("sv"))
    assert "Kopia &lt;3&gt;</a></p>" in many
    behind = many.split("<summary>2 till</summary>")[1]
    assert behind.index("Kopia &lt;4&gt;") < behind.index("Kopia &lt;5&gt;") < behind.index("</details>")
    assert "mb-also" not in cards([_hit()], _context())


def test_a_hit_leads_to_more_like_it_and_its_menu_to_fewer() -> None:
    shown = cards([_hit()], _context("en"))
    assert 'href="./?like=11" aria-label="More like this: Dialog i Värmland">More like this</a>' in shown
    menu = shown.split("<details", 1)[1]
    assert '<summary aria-label="More: Dialog i Värmland">More</summary>' in menu
    assert 'href="./?q=byalag&amp;unlike=11" aria-label="Fewer like this: Dialog i Värmland">' in menu


def test_where_nothing_is_looked_for_there_is_nothing_to_be_unlike() -> None:
    listed = _context(search=SearchState(filters=Filters(countries=frozenset({"SE"}))))
    shown = cards([_hit()], listed)
    assert 'href="./?like=11&amp;country=SE"' in shown
    assert "unlike" not in shown
