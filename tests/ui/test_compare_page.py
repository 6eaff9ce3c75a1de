"""The comparison, run in process over a small real home."""

from __future__ import annotations

import re

import pytest

from kb.collections import ItemState, SavedEntry
from kb.entries import Entry, EntryKind
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeField
from kb.records import ChunkId
from tests.ui.conftest import OpenPage, html_of, script_of
from tests.ui.test_practice_page import entry_of, headings
from ui.compare_page import read_refs

Refs = list[str]


def page_of(open_page: OpenPage, library: KnowledgeBase, refs: Refs, **parameters: str) -> str:
    return html_of(open_page(library, "compare", ref=refs, **parameters))


def row_of(html: str, name: str) -> list[str]:
    """Return the cells of the row with this name."""
    (row,) = re.findall(rf'<tr><th scope="row">{re.escape(name)}</th>(.*?)</tr>', html, re.DOTALL)
    return re.findall(r"<td>(.*?)</td>", row, re.DOTALL)


@pytest.fixture
def three(library: KnowledgeBase) -> list[Entry]:
    return [entry_of(library, code) for code in ("SE1715", "DK756", "DK741")]


def test_each_entry_is_a_column_with_its_place_and_size(
    open_page: OpenPage, library: KnowledgeBase, three: list[Entry]
) -> None:
    shown = page_of(open_page, library, [str(each.ref) for each in three], ui="sv")
    assert row_of(shown, "Kommun") == ["Kil", "Ikast-Brande", "Samsø"]
    assert row_of(shown, "Land") == ["Sverige", "Danmark", "Danmark"]
    kil = library.gazetteer.get("SE1715")
    population = f"Kil: {kil.population:,} (år {kil.population_year})".replace(",", "\u00a0")
    assert row_of(shown, "Invånare")[0] == population
    assert len(re.findall(r'<th scope="col">', shown)) == 4


def test_a_cell_quotes_with_the_source_and_what_is_meant(
    open_page: OpenPage, library: KnowledgeBase, three: list[Entry]
) -> None:
    shown = page_of(open_page, library, [str(each.ref) for each in three], ui="sv")
    cost = row_of(shown, "Resurser och kostnad")
    assert "200\u00a0000 SEK per år" in cost[0]
    assert 'lang="da"><p>90.000 kr. om året på reservedele</p>' in cost[1]
    quote = three[1].fields[PracticeField.RESOURCES][0]
    assert f"id={quote.document_id}&amp;chunk={quote.chunk_id}" in cost[1]
    assert cost[2] == '<span class="mb-quiet">sägs inte</span>'


def test_rows_that_nobody_tells_are_left_out_and_named(
    open_page: OpenPage, library: KnowledgeBase, three: list[Entry]
) -> None:
    samso, norberg = three[2], entry_of(library, "SE1962")
    shown = page_of(open_page, library, [str(samso.ref), str(norberg.ref)], ui="en")
    (said,) = re.findall(r'<p class="mb-missing[^>]*>(.*?)</p>', shown)
    assert said.startswith("None of the examples says anything definite about: ")
    for name in ("problem", "resources and cost", "whom to ask"):
        assert name in said
        assert f'<th scope="row">{name.capitalize()}' not in shown
    assert "status" not in said


def test_the_table_can_be_read_and_scrolled_by_everybody(
    open_page: OpenPage, library: KnowledgeBase, three: list[Entry]
) -> None:
    shown = page_of(open_page, library, [str(each.ref) for each in three], ui="da")
    assert 'role="region" tabindex="0" aria-label="3 eksempler ved siden af hinanden"' in shown
    assert "<caption" in shown
    assert headings(shown)[0] == 1


def test_columns_are_moved_and_taken_out_by_links(
    open_page: OpenPage, library: KnowledgeBase, three: list[Entry]
) -> None:
    one, two, last = (str(each.ref) for each in three)
    shown = page_of(open_page, library, [one, two, last], ui="sv")
    heads = re.findall(r'<th scope="col">(.*?)</th>', shown, re.DOTALL)[1:]
    assert f"ref={two}&amp;ref={one}&amp;ref={last}" in heads[0]
    assert "åt vänster" not in heads[0]
    assert f"ref={two}&amp;ref={one}&amp;ref={last}" in heads[1]
    assert f"ref={one}&amp;ref={last}&amp;ref={two}" in heads[1]
    assert f"?ref={one}&amp;ref={last}&amp;ui=sv" in heads[1]
    assert "åt höger" not in heads[2]
    assert 'aria-label="Ta bort: Cykelbibliotek på två skolor"' in heads[1]


def test_a_passage_is_compared_by_its_words(
    open_page: OpenPage, library: KnowledgeBase, three: list[Entry]
) -> None:
    chunk_id = three[1].passages[0].chunk_id
    shown = page_of(open_page, library, [str(three[0].ref), f"c{chunk_id}"], ui="sv")
    words, _ = row_of(shown, "Sammanfattning")[1], row_of(shown, "Källor")
    assert "mb-quote" in words
    assert 'lang="da"' in words
    assert row_of(shown, "Granskning") == ["publicerat", '<span class="mb-quiet">sägs inte</span>']


@pytest.mark.parametrize("refs", [[], ["p999999"], ["x", "<script>alert(1)</script>"], ["p1.5", ""]])
def test_without_two_entries_the_page_says_how_to_choose(
    open_page: OpenPage, library: KnowledgeBase, refs: Refs
) -> None:
    app = open_page(library, "compare", ref=refs, ui="sv") if refs else open_page(library, "compare", ui="sv")
    shown = html_of(app)
    assert "<table" not in shown
    assert "Välj två till fem exempel" in shown
    assert "<script>" not in shown
    assert 'data-focus="mb-title"' in script_of(app)
    assert ("hoppades över" in shown) is any(refs)


def test_one_entry_is_named_and_another_asked_for(
    open_page: OpenPage, library: KnowledgeBase, three: list[Entry]
) -> None:
    shown = page_of(open_page, library, [str(three[0].ref), str(three[0].ref)], ui="da")
    assert "Ét eksempel er valgt." in shown
    assert "Cykelværksted hvor unge reparerer cykler" in shown


def test_one_entry_is_offered_similar_ones_and_what_is_in_the_collection(
    open_page: OpenPage, library: KnowledgeBase, three: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, saved = three[0].ref, entry_of(library, "SE1962")
    collection = SavedEntry(item=None, state=ItemState.THERE, entry=saved)  # type: ignore[arg-type] # not shown
    own = SavedEntry(item=None, state=ItemState.THERE, entry=three[0])  # type: ignore[arg-type] # not shown
    monkeypatch.setattr("ui.compare_offers._saved", lambda _base: (own, collection))
    shown = page_of(open_page, library, [str(one)], ui="sv")
    from_collection = shown[shown.index("<h2>Från din samling</h2>") :]
    assert f'href="./compare?ref={one}&amp;ref={saved.ref}&amp;ui=sv"' in from_collection
    assert f"ref={one}&amp;ref={one}&amp;ui=sv" not in shown
    before = shown[: shown.index("<h2>Från din samling</h2>")]
    assert re.search(rf'href="\./compare\?ref={one}&amp;ref=[pc]\d+&amp;ui=sv"', before)


def test_a_single_passage_is_never_a_dead_end(open_page: OpenPage, library: KnowledgeBase) -> None:
    chunk_ids = {quote.chunk_id for entry in library.entries.practices() for quote in entry.passages}
    n_offered = 0
    for chunk_id in sorted(chunk_ids)[:8]:
        shown = page_of(open_page, library, [f"c{chunk_id}"], ui="sv")
        others = re.findall(rf'href="\./compare\?ref=c{chunk_id}&amp;ref=([pc]\d+)', shown)
        assert f"c{chunk_id}" not in others
        assert f'href="./?like={chunk_id}&amp;ui=sv">Sök fler som liknar det här</a>' in shown
        n_offered += bool(others)
    assert n_offered


def test_where_no_practice_is_similar_the_nearest_passages_of_other_documents_are_offered(
    open_page: OpenPage, library: KnowledgeBase, three: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.compare_offers.similar_to", lambda _entry, _shell: ())
    shown = page_of(open_page, library, [str(three[0].ref)], ui="sv")
    near = shown[shown.index("<h2>Liknande textavsnitt</h2>") :]
    offered = [int(each) for each in re.findall(rf"ref={three[0].ref}&amp;ref=c(\d+)", near)]
    assert offered
    found = library.store.chunks_by_id([ChunkId(each) for each in offered]).values()
    documents = [chunk.document_id for chunk in found]
    assert len(set(documents)) == len(offered)
    assert set(documents).isdisjoint(three[0].documents)


def test_only_five_are_compared_and_the_reader_is_told(open_page: OpenPage, library: KnowledgeBase) -> None:
    refs = [str(entry.ref) for entry in library.entries.practices()][:4]
    chunk_ids = [quote.chunk_id for entry in library.entries.practices() for quote in entry.passages]
    refs += [f"c{chunk_id}" for chunk_id in dict.fromkeys(chunk_ids)][:3]
    shown = page_of(open_page, library, refs, ui="sv")
    assert len(re.findall(r'<th scope="col">', shown)) == 6
    assert "Bara de fem första" in shown
    assert "Lägg till ett exempel" not in shown


def test_words_are_explained_below_the_table(
    open_page: OpenPage, library: KnowledgeBase, three: list[Entry]
) -> None:
    refs = [str(each.ref) for each in three]
    assert "Ordhjälp: danska" in page_of(open_page, library, refs, ui="sv").split("</table>", 1)[1]
    assert "mb-word-help" not in page_of(open_page, library, refs, ui="en")


def test_refs_are_read_once_each_and_what_is_none_is_told() -> None:
    refs, unknown = read_refs({"ref": ["p1", "c2", "p1", "", "p", "P3", "p-1"]})
    assert [(ref.kind, ref.number) for ref in refs] == [(EntryKind.PRACTICE, 1), (EntryKind.PASSAGE, 2)]
    assert unknown == ["p", "P3", "p-1"]
