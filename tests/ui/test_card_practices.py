"""What a card says of the practice that its passage tells of, and what can be done with it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kb.entries import Entry, EntryKind, EntryRef
from kb.gazetteer import load_gazetteer
from kb.i18n import UiLanguage, load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.practices import CuratorText, PracticeField, PracticeKind, PracticeState, Quote
from kb.records import ChunkId, DocumentId, Language, Query
from tests.ui.conftest import OpenPage, html_of
from tests.ui.fakes import make_document, small_library
from ui.card_practices import curated_practices
from ui.cards import CardContext, cards
from ui.search_state import Kept, SearchState

STOOD_FOR = {PracticeState.REVIEWED, PracticeState.PUBLISHED}
PERIOD = Quote(
    chunk_id=ChunkId(11),
    document_id=DocumentId(1),
    start=0,
    end=9,
    page=None,
    text="2013–2016",
    code="2013/2016",
)


def _practice(
    number: int = 7,
    *,
    title: str = "Byalag i Kil",
    state: PracticeState = PracticeState.PUBLISHED,
    years: tuple[int, int | None] | None = (2013, 2016),
    has_period: bool = True,
) -> Entry:
    return Entry(
        ref=EntryRef(kind=EntryKind.PRACTICE, number=number),
        title=title,
        language=Language.SWEDISH,
        texts=(CuratorText(field=PracticeField.TITLE, language=Language.DANISH, text=f"{title} på dansk"),),
        municipalities=("SE1715",),
        countries=("SE",),
        themes=("civil.byalag",),
        years=years,
        kind=PracticeKind.PRACTICE,
        state=state,
        fields={PracticeField.PERIOD: (PERIOD,)} if has_period else {},
        passages=(),
        documents={},
        updated_at="2026-01-01T00:00:00+00:00",
    )


def _shown(*entries: Entry, ui_language: UiLanguage = "sv") -> str:
    hit = small_library().search(Query(text="byalag")).hits[0]
    hit = replace(hit, document=make_document(1, "Dialog i Värmland", year=2017))
    context = CardContext(
        catalogue=load_catalogue(ui_language),
        gazetteer=load_gazetteer(),
        this_year=2026,
        kept=Kept(),
        search=SearchState(text="byalag"),
        practices={hit.chunk.id: entries} if entries else {},
    )
    return cards([hit], context)


def test_the_practice_is_named_in_the_language_of_the_page_with_its_state() -> None:
    assert (
        '<p class="mb-example">Exempel: <a class="mb-go " href="./practice?id=7" lang="sv">Byalag i Kil</a> '
        '<span class="mb-quiet">publicerat</span></p>'
    ) in _shown(_practice())
    danish = _shown(_practice(state=PracticeState.REVIEWED), ui_language="da")
    assert 'Eksempel: <a class="mb-go " href="./practice?id=7" lang="da">Byalag i Kil på dansk</a>' in danish
    assert f'<span class="mb-quiet">{load_catalogue("da").text("state.reviewed")}</span>' in danish
    assert "mb-example" not in _shown()


def test_a_hostile_title_of_a_practice_stays_text() -> None:
    shown = _shown(_practice(title='<img src=x onerror="x"> {title}'))
    assert "<img" not in shown
    assert "&lt;img src=x onerror=&quot;x&quot;&gt; {title}</a>" in shown


def test_the_period_of_the_practice_takes_the_place_of_the_year() -> None:
    assert "<li>2013–2016</li>" in _shown(_practice())
    assert "<li>från 2019</li>" in _shown(_practice(years=(2019, None)))
    assert "<li>2017</li>" in _shown()
    # years that only documents have are no period
    assert "<li>2017 (dokumentets år)</li>" in _shown(_practice(has_period=False))


def test_a_passage_of_several_practices_has_the_year_of_its_document() -> None:
    shown = _shown(_practice(7), _practice(8, title="Nattvandring"))
    assert "<li>2017 (dokumentets år)</li>" in shown
    assert shown.index("./practice?id=7") < shown.index("./practice?id=8")


def test_the_practice_is_saved_and_compared_where_there_is_one_and_else_the_passage() -> None:
    with_one = _shown(_practice())
    assert 'data-ref="p7"' in with_one
    assert 'href="./compare?ref=p7" aria-label="Jämför med liknande: Byalag i Kil">' in with_one
    for shown in (_shown(), _shown(_practice(7), _practice(8))):
        assert 'data-ref="c11"' in shown
        assert 'href="./compare?ref=c11" aria-label="Jämför med liknande: ' in shown


def test_buttons_of_several_passages_of_one_document_are_told_apart_by_their_first_words() -> None:
    library = small_library()
    hits = library.search(Query(text="i", limit=10)).hits
    context = CardContext(
        catalogue=load_catalogue("sv"),
        gazetteer=load_gazetteer(),
        this_year=2026,
        kept=Kept(),
        search=SearchState(text="i"),
    )
    shown = cards(hits, context)
    labels = re.findall(r'class="mb-save"[^>]* aria-label="([^"]*)"', shown)
    assert labels[:2] == [
        "Spara: Dialog i Värmland: - I Kils kommun fick två byalag pengar till…",
        "Spara: Dialog i Värmland: Möten hölls i bygdegården.",
    ]
    assert 'aria-label="Jämför med liknande: Dialog i Värmland: Möten hölls i bygdegården."' in shown


def test_where_the_words_stand_comes_right_after_them() -> None:
    shown = _shown(_practice())
    parts = ("<h3", "mb-facts", "mb-example", "mb-quote", "mb-source", "mb-why", "mb-actions")
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)


def test_only_what_curators_stand_for_is_named(library: KnowledgeBase) -> None:
    hits = library.search(Query(text="cykel", limit=20)).hits
    named = curated_practices(library, hits)
    assert named
    for chunk_id, ids in library.entries.practices_with([hit.chunk.id for hit in hits]).items():
        refs = [EntryRef(kind=EntryKind.PRACTICE, number=each) for each in ids]
        stood_for = [e.ref for e in library.entries.find(refs).values() if e.state in STOOD_FOR]
        assert [entry.ref for entry in named.get(chunk_id, ())] == stood_for


@pytest.mark.parametrize("state", [PracticeState.CANDIDATE, PracticeState.DRAFT])
def test_the_page_passes_over_what_nobody_has_reviewed(open_page: OpenPage, state: PracticeState) -> None:
    base = small_library()
    base.entries.practices = {11: (_practice(7, state=state), _practice(8, title="Granskat"))}
    shown = html_of(open_page(base, q="byalag"))
    assert "./practice?id=7" not in shown
    assert '<a class="mb-go " href="./practice?id=8" lang="sv">Granskat</a>' in shown
