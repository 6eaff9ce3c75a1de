"""What a card says of where a hit is from and why it was found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.gazetteer import load_gazetteer
from kb.i18n import UiLanguage, load_catalogue
from kb.records import Chunk, Facet, Hit, Language, Query, RetrieverEvidence, TagMethod, Why
from tests.ui.fakes import make_chunk, make_document, small_library, tag
from ui.cards import CardContext, cards, places, reader_href, reasons, source_line


def _context(ui_language: UiLanguage = "sv", *, this_year: int = 2026, back: str = "") -> CardContext:
    return CardContext(
        catalogue=load_catalogue(ui_language),
        gazetteer=load_gazetteer(),
        this_year=this_year,
        ui_language=None,
        back=back,
    )


def _hit(chunk: Chunk | None = None, *, why: tuple[Why, ...] = (), year: int | None = 2017) -> Hit:
    hit = small_library().search(Query(text="byalag")).hits[0]
    document = make_document(1, "Dialog i Värmland", year=year)
    return replace(hit, chunk=chunk or hit.chunk, document=document, why=why)


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
    assert reasons(_hit(why=why), load_catalogue("sv")) == (
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
    assert "71" not in cards([hit], _context())
    assert "%" not in cards([hit], _context())


def test_a_card_leads_to_the_passage_and_back_to_the_search() -> None:
    chunk = make_chunk(17, "x", document_id=2, page=3)
    assert reader_href(chunk, _context(back="q=byalag&p=2")) == (
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
