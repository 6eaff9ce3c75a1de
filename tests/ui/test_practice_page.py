"""The page of a practice, run in process over a small real home."""

from __future__ import annotations

import itertools
import re

import pytest

from kb.entries import Entry, EntryKind, EntryRef
from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeField, PracticeKind, PracticeState
from kb.records import Query, RankedChunk, Ranking
from tests.ui.conftest import OpenPage, html_of, script_of
from ui.markup import passage
from ui.practice_fields import code_text
from ui.practice_relations import edges, placed
from ui.practice_similar import one_for_each_place, theme_weights


def entry_of(library: KnowledgeBase, municipality: str, *, curated: bool = True) -> Entry:
    """Return the first practice of a municipality."""
    return next(
        entry
        for entry in library.entries.practices()
        if municipality in entry.municipalities and (entry.state is not PracticeState.CANDIDATE) is curated
    )


def page_of(open_page: OpenPage, library: KnowledgeBase, entry: Entry, **parameters: str) -> str:
    return html_of(open_page(library, "practice", id=str(entry.ref.number), **parameters))


def headings(html: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]


def field_html(html: str, name: str) -> str:
    return html.split(f"<h3>{name}</h3>", 1)[1].split("</section>", 1)[0]


def test_the_title_is_in_the_pages_language_where_a_curator_wrote_one(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    entry = entry_of(library, "DK756")
    assert 'tabindex="-1" lang="sv">Cykelbibliotek på två skolor</h1>' in page_of(
        open_page, library, entry, ui="sv"
    )
    assert 'lang="da">Cykelbibliotek på to skoler</h1>' in page_of(open_page, library, entry, ui="da")
    assert 'lang="da">Cykelbibliotek på to skoler</h1>' in page_of(open_page, library, entry, ui="en")


def test_the_summary_is_said_to_be_a_curators_and_rests_on_quotes(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    entry = entry_of(library, "SE1715")
    shown = page_of(open_page, library, entry, ui="sv")
    summary = shown.split('class="mb-summary"', 1)[1].split("</div>", 1)[0]
    assert "Sammanfattning, skriven av en redaktör" in summary
    assert '<p lang="sv">Unga och pensionärer lagar skänkta cyklar som barn lånar gratis.</p>' in summary
    (rests,) = entry.fields[PracticeField.SUMMARY]
    assert f'<blockquote class="mb-quote" lang="sv">{passage(rests.text)}</blockquote>' in summary


def test_every_quote_is_as_it_stands_with_its_source(open_page: OpenPage, library: KnowledgeBase) -> None:
    entry = entry_of(library, "SE1715")
    shown = page_of(open_page, library, entry, ui="sv")
    quote = entry.fields[PracticeField.OUTCOMES][0]
    outcomes = field_html(shown, "Resultat")
    assert '<blockquote class="mb-quote" lang="sv"><p>Efter tre år hade 340 cyklar lagats.</p>' in outcomes
    assert f"/document?id={quote.document_id}&amp;chunk={quote.chunk_id}" in outcomes
    assert "cykelkok-kil.md</a>" in outcomes


def test_codes_are_said_in_the_pages_language_beside_the_quote(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    shown = page_of(open_page, library, entry_of(library, "DK756"), ui="sv")
    cost = field_html(shown, "Resurser och kostnad")
    assert '<p class="mb-meant">90\u00a0000 DKK per år</p>' in cost
    assert 'lang="da"><p>90.000 kr. om året på reservedele</p>' in cost
    assert '<p class="mb-meant">2018–2020</p>' in field_html(shown, "Tid")
    assert '<p class="mb-meant">det gick bra</p>' in field_html(shown, "Hur det gick")


def test_what_no_document_tells_is_said_in_one_line(open_page: OpenPage, library: KnowledgeBase) -> None:
    shown = page_of(open_page, library, entry_of(library, "DK741"), ui="en")
    (missing,) = re.findall(r'<p class="mb-missing[^>]*>(.*?)</p>', shown)
    assert missing.startswith("The documents say nothing definite about: problem, aim, what was done,")
    assert "period" not in missing
    assert missing.endswith("preconditions, whom to ask.")


def test_a_suggestion_is_said_to_be_reviewed_by_nobody(open_page: OpenPage, library: KnowledgeBase) -> None:
    entry = next(each for each in library.entries.practices() if each.state is PracticeState.CANDIDATE)
    shown = page_of(open_page, library, entry, ui="da")
    assert "Ingen har gennemgået det. Læs kilden" in shown
    assert ("Dokumentet nævner det kun kort" in shown) is (entry.kind is PracticeKind.MENTION)
    published = page_of(open_page, library, entry_of(library, "SE1715"), ui="da")
    assert "mb-flags" not in published


def test_words_of_the_neighbouring_language_are_explained(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    entry = entry_of(library, "DK756")
    assert "Ordhjälp: danska" in page_of(open_page, library, entry, ui="sv")
    assert "mb-word-help" not in page_of(open_page, library, entry, ui="da").split("mb-similar")[0]
    assert "mb-word-help" not in page_of(open_page, library, entry, ui="en")


def test_the_counterpart_across_the_border_is_listed_once_with_all_that_it_is(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    kil, ikast = entry_of(library, "SE1715"), entry_of(library, "DK756")
    shown = page_of(open_page, library, ikast, ui="sv")
    related = shown.split('class="mb-related"', 1)[1].split("</section>", 1)[0]
    assert "<p>motsvaras i det andra landet av · inspirerat av</p>" in related
    assert related.count("<h3") == 1
    assert f"id={kil.ref.number}&amp;ui=sv" in related
    assert f"ref=p{ikast.ref.number}&amp;ref=p{kil.ref.number}" in related
    other = page_of(open_page, library, kil, ui="sv").split('class="mb-related"', 1)[1]
    assert "motsvaras i det andra landet av · har inspirerat" in other


def test_the_graph_is_hidden_from_who_has_the_list(open_page: OpenPage, library: KnowledgeBase) -> None:
    shown = page_of(open_page, library, entry_of(library, "SE1715"), ui="sv")
    graph = shown.split('class="mb-timeline"', 1)[1].split("</figure>", 1)[0]
    assert graph.startswith('><div aria-hidden="true">')
    assert re.findall(r"<b>(\d+)</b>", graph) == ["2016", "2018"]
    assert 'tabindex="-1"' in graph
    assert len(re.findall('class="mb-edge"', graph)) == 1


def test_headings_never_skip_a_level_and_there_is_one_first(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    for entry in library.entries.practices():
        levels = headings(page_of(open_page, library, entry, ui="sv"))
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels


def test_the_page_shows_documents_and_a_reference(open_page: OpenPage, library: KnowledgeBase) -> None:
    entry = entry_of(library, "SE1715")
    shown = page_of(open_page, library, entry, ui="sv")
    (document,) = entry.documents.values()
    assert f'/document?id={document.id}&amp;ui=sv" lang="sv">{document.metadata.title}</a>' in shown
    citation = shown.split('class="mb-citations"', 1)[1].split("</ul>", 1)[0]
    assert document.metadata.title in citation
    assert 'class="Z3988"' in citation
    assert f'data-ref="{entry.ref}"' in shown
    assert f"ref={entry.ref}" in shown


@pytest.mark.parametrize("number", ["999999", "", "x", "-1", "1.5", "1" * 40, "<script>"])
def test_an_address_without_a_practice_says_so_and_leads_on(
    open_page: OpenPage, library: KnowledgeBase, number: str
) -> None:
    app = open_page(library, "practice", id=number, ui="sv", my="SE1715")
    shown = html_of(app)
    assert "Exemplet finns inte</h1>" in shown
    assert 'href="./?my=SE1715&amp;ui=sv"' in shown
    assert "/themes?my=SE1715&amp;ui=sv" in shown
    assert "<script>" not in shown
    assert 'data-view="practice!"' in script_of(app)


# Similar ones


def test_a_place_is_named_once_among_the_similar(library: KnowledgeBase) -> None:
    entries = library.entries.practices()
    kept = one_for_each_place([*entries, *entries])
    places = [place for entry in kept for place in entry.municipalities]
    assert len(places) == len(set(places))
    assert kept[0] is entries[0]
    assert {place for entry in entries for place in entry.municipalities} >= set(places)


def test_a_theme_counts_less_the_more_have_it(library: KnowledgeBase) -> None:
    kil, ikast = entry_of(library, "SE1715"), entry_of(library, "DK756")
    norberg = entry_of(library, "SE1962")
    weights = theme_weights([kil, ikast, norberg])
    assert weights == {"klimat.aterbruk": 1.5, "trygg.narvaro": 3.0}


def test_similar_practices_share_a_theme_are_elsewhere_and_not_related(
    open_page: OpenPage, library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_passages(_base: KnowledgeBase, query: Query) -> Ranking:
        assert query.like
        told = [quote for entry in library.entries.practices() for quote in entry.passages]
        ranked = (
            RankedChunk(chunk_id=each.chunk_id, document_id=each.document_id, score=0.5, evidence={})
            for each in told
        )
        return Ranking(ranked=tuple(ranked), facets={})

    monkeypatch.setattr(KnowledgeBase, "rank", all_passages)
    shown = page_of(open_page, library, entry_of(library, "SE1715"), ui="sv")
    similar = shown.split("<h2>Liknande exempel</h2>", 1)[1].split("<h2", 1)[0]
    # the counterpart in Ikast-Brande is listed as that, Norberg has another theme
    assert re.findall(r"<h3[^>]*><a[^>]*>(.*?)</a>", similar) == ["Udlån af cykler ved færgen"]
    assert "Samma tema: Återbruk" in similar
    # how near something is cannot be said as a number
    assert "%" not in re.sub(r'"[^"]*"', "", similar)


# Codes and the graph


@pytest.mark.parametrize(
    ("field", "code", "swedish", "danish"),
    [
        (PracticeField.RESOURCES, "1200000 SEK", "1\u00a0200\u00a0000 SEK", "1.200.000 SEK"),
        (PracticeField.RESOURCES, "10-50 DKK", "10–50 DKK", "10–50 DKK"),
        (PracticeField.RESOURCES, "90000 DKK/year", "90\u00a0000 DKK per år", "90.000 DKK om året"),
        (PracticeField.RESOURCES, "mycket", "mycket", "mycket"),
        (PracticeField.SCALE, "1", "1 person", "1 person"),
        (PracticeField.SCALE, "20-30", "20–30 personer", "20–30 personer"),
        (PracticeField.PERIOD, "2012/..", "från 2012", "fra 2012"),
        (PracticeField.PERIOD, "2013/2013", "2013", "2013"),
        (PracticeField.PERIOD, "2013-05/2016", "maj 2013–2016", "maj 2013–2016"),
        (PracticeField.TARGET_GROUPS, "children", "barn", "børn"),
        (PracticeField.TARGET_GROUPS, "martians", "martians", "martians"),
        (PracticeField.DIRECTION, "negative", "det gick inte som det var tänkt", "det gik ikke som planlagt"),
        (PracticeField.LESSONS, "risk", "risk", "risiko"),
    ],
)
def test_a_code_is_said_in_words(field: PracticeField, code: str, swedish: str, danish: str) -> None:
    assert code_text(field, code, load_catalogue("sv")) == swedish
    assert code_text(field, code, load_catalogue("da")) == danish


@pytest.fixture
def some(library: KnowledgeBase) -> list[Entry]:
    return [entry_of(library, code) for code in ("SE1962", "DK756", "SE1715", "DK741")]


def test_entries_stand_in_their_countrys_row_by_their_first_year(some: list[Entry]) -> None:
    nodes = {node.entry.municipalities[0]: node for node in placed(some, ["SE", "DK"])}
    assert nodes["SE1962"].top == nodes["SE1715"].top < nodes["DK756"].top == nodes["DK741"].top
    assert nodes["SE1962"].left < nodes["DK741"].left < nodes["SE1715"].left < nodes["DK756"].left


def test_entries_of_one_year_do_not_cover_each_other(some: list[Entry]) -> None:
    lefts = sorted(node.left for node in placed([some[2]] * 4, ["SE"]))
    assert all(after - before >= 176 for before, after in itertools.pairwise(lefts))


def test_each_related_pair_is_one_line(some: list[Entry]) -> None:
    pair = sorted([some[1].ref, some[2].ref])
    assert edges(some) == [(pair[0], pair[1])]
    assert edges([some[1]]) == []


def test_a_ref_is_that_of_a_practice(some: list[Entry]) -> None:
    assert all(entry.ref == EntryRef(kind=EntryKind.PRACTICE, number=entry.ref.number) for entry in some)
