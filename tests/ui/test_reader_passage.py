"""What the reader shows of the passage that was asked for, and of the search that led there."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeState
from kb.records import Hit, Query
from tests.ui.conftest import OpenPage, html_of
from tests.ui.fakes import FakeKnowledgeBase, make_chunk, make_document, small_library
from ui.cards import CardContext, cards
from ui.markup import escape
from ui.search_order import in_order
from ui.search_state import Kept, SearchState, Sort

QUERY = "cyklar"


def passage_of(shown: str) -> str:
    return shown.split('id="mb-passage"', 1)[1].split('<ul class="mb-facts">', 1)[0]


def test_the_words_of_the_search_are_marked_in_the_passage_and_nowhere_else(open_page: OpenPage) -> None:
    chunks = [make_chunk(1, "Ett byalag fick pengar."), make_chunk(2, "Flera byalag ville det.")]
    base = FakeKnowledgeBase([make_document(1, "T")], chunks)
    shown = html_of(open_page(base, "document", id="1", chunk="1", back="q=byalag"))
    assert "<p>Ett <mark>byalag</mark> fick pengar.</p>" in shown
    assert "<p>Flera byalag ville det.</p>" in shown


def test_without_words_in_the_search_none_are_marked(open_page: OpenPage) -> None:
    for back in ("", "country=SE", "like=21"):
        assert "<mark>" not in html_of(open_page(small_library(), "document", id="1", chunk="11", back=back))


def test_the_real_search_marks_what_its_hits_mark(open_page: OpenPage, library: KnowledgeBase) -> None:
    hit = next(each for each in library.search(Query(text=QUERY)).hits if each.highlights)
    marked = {hit.chunk.text[span.start : span.end] for span in hit.highlights}
    parameters = {"id": str(hit.document.id), "chunk": str(hit.chunk.id), "back": f"q={QUERY}"}
    shown = html_of(open_page(library, "document", **parameters))
    assert marked
    assert set(re.findall("<mark>(.*?)</mark>", shown)) == {escape(word) for word in marked}


def test_hits_before_and_after_are_those_of_the_same_search(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    ranked = library.rank(Query(text=QUERY)).ranked
    assert len(ranked) > 2
    parameters = {"id": str(ranked[1].document_id), "chunk": str(ranked[1].chunk_id), "back": f"q={QUERY}"}
    shown = html_of(open_page(library, "document", **parameters, ui="da"))
    nav = shown.split('<nav class="mb-neighbours"', 1)[1].split("</nav>", 1)[0]
    assert f"Resultat 2 af {len(ranked)}" in nav
    addresses = [
        parse_qs(urlsplit(each.replace("&amp;", "&")).query) for each in re.findall('href="(.*?)"', nav)
    ]
    assert [(a["chunk"], a["id"], a["back"], a["ui"]) for a in addresses] == [
        ([str(each.chunk_id)], [str(each.document_id)], [f"q={QUERY}"], ["da"])
        for each in (ranked[0], ranked[2])
    ]


@pytest.mark.parametrize("back", ["", "q=nattvandrare", "q=byalag&sort=date"])
def test_a_passage_that_is_no_hit_in_that_order_has_no_neighbours(open_page: OpenPage, back: str) -> None:
    shown = html_of(open_page(small_library(), "document", id="1", chunk="12", back=back))
    assert "mb-neighbours" not in shown


def test_the_passage_can_be_saved_cited_exported_and_linked_to(open_page: OpenPage) -> None:
    document = make_document(1, "Rapport", name="rapport.pdf", date="2019-05-02")
    base = FakeKnowledgeBase([document], [make_chunk(5, "Ett byalag.", page=4)])
    shown = passage_of(html_of(open_page(base, "document", id="1", chunk="5", my="SE1715", back="q=byalag")))
    assert 'class="mb-save" data-ref="c5"' in shown
    assert "Rapport (s. 4)" in shown
    assert "(2019, 2 maj)" in shown
    assert "./export?ref=c5&amp;format=ris&amp;my=SE1715" in shown
    # what is passed on says nothing of the reader's search and municipality
    assert 'data-copy="./document?id=1&amp;chunk=5&amp;page=4"' in shown


def test_a_reference_manager_finds_the_document_and_its_page(open_page: OpenPage) -> None:
    base = FakeKnowledgeBase([make_document(1, "Rapport", date="2019-05-02")], [make_chunk(5, "x", page=4)])
    whole = html_of(open_page(base, "document", id="1"))
    (reference,) = re.findall('<span class="Z3988" title="(.*?)"></span>', whole)
    assert "rft.title=Rapport" in reference
    assert "rft.pages" not in reference
    with_page = html_of(open_page(base, "document", id="1", chunk="5"))
    assert "rft.pages=4" in re.findall('<span class="Z3988" title="(.*?)"></span>', with_page)[0]


def test_published_examples_of_the_document_are_linked_and_candidates_are_not(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    practices = library.entries.practices()
    published = next(entry for entry in practices if entry.is_published)
    (document_id, *_) = published.documents
    shown = html_of(open_page(library, "document", id=str(document_id)))
    assert f'href="./practice?id={published.ref.number}"' in shown
    for entry in practices:
        if entry.state is PracticeState.CANDIDATE:
            assert f'href="./practice?id={entry.ref.number}"' not in shown


def test_a_sentence_that_leads_to_a_list_stands_once(open_page: OpenPage) -> None:
    lead = "Metoden har tre delar"
    chunks = [
        make_chunk(1, f"Allt började 2014. {lead}:", heading_path=("T", "Metoden")),
        make_chunk(2, "- Möten", heading_path=("T", "Metoden", lead)),
        make_chunk(3, "Så blev det.", heading_path=("T", "Resultat")),
    ]
    shown = html_of(open_page(FakeKnowledgeBase([make_document(1, "T")], chunks), "document", id="1"))
    assert shown.count(lead) == 1
    assert re.findall(r"<h3[^>]*>(.*?)</h3>", shown.split('class="mb-text">', 1)[1]) == [
        "Metoden",
        "Resultat",
    ]


def test_a_heading_stays_though_a_text_has_its_word_elsewhere(open_page: OpenPage) -> None:
    chunks = [
        make_chunk(1, "Möten var det viktigaste.", heading_path=("T", "Metoden")),
        make_chunk(2, "Alla kom.", heading_path=("T", "Metoden", "Möten")),
    ]
    shown = html_of(open_page(FakeKnowledgeBase([make_document(1, "T")], chunks), "document", id="1"))
    assert '<h4 lang="sv">Möten</h4>' in shown


@pytest.mark.parametrize(
    ("period", "ui_language", "told"),
    [
        ("2010/2024", "sv", "gäller 2010–2024"),
        ("2014/..", "sv", "gäller från 2014"),
        ("2014/..", "da", "gælder fra 2014"),
    ],
)
def test_the_period_is_told_in_the_reader_beside_the_date(
    open_page: OpenPage, period: str, ui_language: str, told: str
) -> None:
    document = make_document(1, "T", year=int(period[:4]), date="2026-11-22")
    document = replace(document, metadata=replace(document.metadata, period=period))
    base = FakeKnowledgeBase([document], [make_chunk(1, "x")])
    shown = html_of(open_page(base, "document", id="1", ui=ui_language))
    assert f"<li>{told}</li>" in shown
    assert f"<dd>{told.partition(' ')[2]}</dd>" in shown
    assert "22 november 2026" in shown or "22. november 2026" in shown


@pytest.mark.parametrize(
    ("period", "date", "is_old", "told"),
    [
        ("2010/2024", "2026", False, "2010–2024"),
        ("2010/2012", "2026", True, "2010–2012"),
        ("2010/..", "2026", False, "från 2010"),
        # it went on when that was written, and nobody knows how long since
        ("2010/..", "2012", True, "från 2010"),
    ],
)
def test_an_example_is_old_when_its_last_year_is(period: str, date: str, told: str, *, is_old: bool) -> None:
    base = small_library()
    hit = base.search(Query(text="byalag")).hits[0]
    metadata = replace(hit.document.metadata, year=2010, period=period, date=date)
    hit = replace(hit, document=replace(hit.document, metadata=metadata))
    context = CardContext(
        catalogue=load_catalogue("sv"),
        gazetteer=base.gazetteer,
        this_year=2026,
        kept=Kept(),
        search=SearchState(text="byalag"),
    )
    shown = cards([hit], context)
    assert told in shown
    assert ("äldre än tio år" in shown) is is_old


def test_the_newest_hit_is_the_one_that_tells_of_the_last_year() -> None:
    base = small_library()
    hit = base.search(Query(text="byalag")).hits[0]

    def of(**years: int | str) -> Hit:
        metadata = replace(hit.document.metadata, date="2026-01-01", **years)  # type: ignore[arg-type]
        return replace(hit, document=replace(hit.document, metadata=metadata))

    long = of(year=2010, period="2010/2024")
    short = of(year=2019)
    lasting = of(year=2008, period="2008/..")
    ordered = in_order(
        [short, long, lasting], Sort.DATE, home=None, gazetteer=base.gazetteer, practices={}, alike=()
    )
    assert [each.document.metadata.year for each in ordered] == [2008, 2010, 2019]
