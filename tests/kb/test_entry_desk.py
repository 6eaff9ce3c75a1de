"""Practices and passages as entries."""

from __future__ import annotations

import pytest

from kb.entries import Entry, EntryKind, EntryRef, parse_ref, summary_in, title_in
from kb.entry_desk import years_of
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeField, PracticeState, Quote
from kb.records import ChunkId, DocumentId


def _titled(base: KnowledgeBase, title: str) -> Entry:
    (found,) = (entry for entry in base.entries.practices() if entry.title == title)
    return found


def _period(code: str) -> Quote:
    return Quote(
        chunk_id=ChunkId(1), document_id=DocumentId(1), start=0, end=1, page=None, text="x", code=code
    )


def test_a_practice_is_found_by_its_reference_with_its_documents(library: KnowledgeBase) -> None:
    entry = _titled(library, "Cykelkök där unga lagar cyklar")
    found = library.entries.find([entry.ref])
    assert found == {entry.ref: entry}
    assert [document.source.name for document in entry.documents.values()] == ["cykelkok-kil.md"]
    assert entry.municipalities == ("SE1715",)
    assert entry.years == (2016, None)
    assert entry.themes == ("klimat.aterbruk",)
    assert entry.is_published


def test_titles_and_summaries_are_given_in_the_language_asked_for(library: KnowledgeBase) -> None:
    entry = _titled(library, "Cykelkök där unga lagar cyklar")
    assert title_in(entry, "da") == ("Cykelværksted hvor unge reparerer cykler", "da")
    assert title_in(entry, "en") == ("Cykelkök där unga lagar cyklar", "sv")
    assert summary_in(entry, "en") == (
        "Unga och pensionärer lagar skänkta cyklar som barn lånar gratis.",
        "sv",
    )
    assert summary_in(_titled(library, "Nattvandrare på fredagskvällar"), "sv") is None


def test_a_passage_is_found_with_what_its_tags_quote(library: KnowledgeBase) -> None:
    document_id = library.find_document("anteckningar.txt")
    (chunk,) = (chunk for chunk in library.chunks(document_id) if "Arjeplogs" in chunk.text)
    ref = EntryRef(kind=EntryKind.PASSAGE, number=chunk.id)
    entry = library.entries.find([ref])[ref]
    assert entry.municipalities == ("SE2506",)
    assert entry.passages[0].text == chunk.text
    (place,) = entry.fields[PracticeField.MUNICIPALITIES]
    assert place.code == "SE2506"
    assert place.text in chunk.text
    text = library.store.text(document_id)
    assert text[place.start : place.end] == place.text
    assert entry.state is None


def test_references_keep_their_order_and_unknown_ones_are_left_out(library: KnowledgeBase) -> None:
    practices = [entry.ref for entry in library.entries.practices()[:2]]
    gone = [EntryRef(kind=EntryKind.PRACTICE, number=10**17), EntryRef(kind=EntryKind.PASSAGE, number=10**17)]
    assert list(library.entries.find([practices[1], *gone, practices[0]])) == [practices[1], practices[0]]


def test_the_practices_of_a_passage_are_those_that_it_tells_of(library: KnowledgeBase) -> None:
    entry = _titled(library, "Udlån af cykler ved færgen")
    chunk_ids = [quote.chunk_id for quote in entry.passages]
    found = library.entries.practices_with([*chunk_ids, ChunkId(10**17)])
    assert {chunk_id: ids[0] for chunk_id, ids in found.items()} == dict.fromkeys(chunk_ids, entry.ref.number)


def test_practices_are_read_anew_when_one_has_changed(fresh_library: KnowledgeBase) -> None:
    before = fresh_library.entries.practices()
    assert fresh_library.entries.practices() is before
    assert any(entry.state is PracticeState.CANDIDATE for entry in before)
    fresh_library.delete_document(fresh_library.find_document("anteckningar.txt"))
    after = fresh_library.entries.practices()
    assert not any(entry.state is PracticeState.CANDIDATE for entry in after)
    assert len(after) < len(before)


@pytest.mark.parametrize("text", ["", "p", "x3", "p-1", "p1 ", "c²", "p" + "9" * 19])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert parse_ref(text) is None


@pytest.mark.parametrize("text", ["p12", "c340"])
def test_a_reference_reads_what_it_writes(text: str) -> None:
    assert str(parse_ref(text)) == text


@pytest.mark.parametrize(
    ("codes", "years"),
    [
        (["2013/2016"], (2013, 2016)),
        (["2012/.."], (2012, None)),
        (["2014"], (2014, 2014)),
        (["2013/2016", "2010"], (2010, 2016)),
        (["2013/2016", "2018/.."], (2013, None)),
        ([], None),
    ],
)
def test_periods_give_the_first_and_the_last_year(
    codes: list[str], years: tuple[int, int | None] | None
) -> None:
    assert years_of([_period(code) for code in codes]) == years


def test_a_practice_without_a_quoted_period_has_no_years_though_its_document_has(
    fresh_library: KnowledgeBase,
) -> None:
    document_id = fresh_library.find_document("anteckningar.txt")
    told = [each for each in fresh_library.entries.practices() if document_id in each.documents]
    unstated = [each for each in told if PracticeField.PERIOD not in each.fields]
    assert unstated
    assert fresh_library.document(document_id).metadata.year is not None
    assert {each.years for each in unstated} == {None}
