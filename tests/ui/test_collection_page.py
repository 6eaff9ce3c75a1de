"""The collection page: what was saved, arranged and shared."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from kb.collections import OpenedCollection
from kb.entries import Entry, EntryKind, EntryRef
from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.records import Filters, Query
from tests.ui.conftest import OpenPage, html_of, script_of
from ui.collection_keys import opened_by
from ui.collection_searches import as_saved, read_saved
from ui.save_button import save_button, save_search_button
from ui.search_state import KnownCodes


@pytest.fixture
def base(fresh_library: KnowledgeBase) -> KnowledgeBase:
    return fresh_library


@pytest.fixture
def open_collection(base: KnowledgeBase, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Open the page for whoever has some keys."""

    def open_collection(*keys: str, **parameters: str) -> AppTest:
        monkeypatch.setattr("ui.collection_page.held_here", lambda base: opened_by(keys, base))
        return open_page(base, "collection", **parameters)

    return open_collection


def _titled(base: KnowledgeBase, title: str) -> Entry:
    (found,) = (entry for entry in base.entries.practices() if entry.title == title)
    return found


def _collected(base: KnowledgeBase) -> OpenedCollection:
    """Return a collection of two practices and a passage, with a search."""
    desk = base.collections
    created = desk.create("Program <b>2027</b>")
    key = created.edit_key or ""
    item = desk.save(key, _titled(base, "Cykelkök där unga lagar cyklar").ref)
    desk.annotate(key, item, note='Bjud in "Eva"\n</textarea><script>', slot="10.15 Aulan", seen=1)
    desk.save(key, _titled(base, "Udlån af cykler ved færgen").ref)
    chunk = next(c for c in base.chunks(base.find_document("anteckningar.txt")) if "Arjeplogs" in c.text)
    desk.save(key, EntryRef(kind=EntryKind.PASSAGE, number=chunk.id))
    desk.save_search(key, "q=cykel&country=SE")
    return created


def test_without_a_collection_the_page_says_how_to_save(open_collection: OpenPage) -> None:
    html = html_of(open_collection())
    assert "Sök och tryck på Spara vid ett exempel" in html
    assert 'data-act="begin"' in html
    assert '<h1 id="mb-title" tabindex="-1">Samling</h1>' in html


def test_items_stand_in_order_with_source_and_page_and_what_was_written(
    base: KnowledgeBase, open_collection: OpenPage
) -> None:
    html = html_of(open_collection(_collected(base).edit_key or ""))
    places = [html.index(words) for words in ("unga lagar cyklar", "Udlån af cykler", "Arjeplogs")]
    assert places == sorted(places)
    assert "Program &lt;b&gt;2027&lt;/b&gt;</h1>" in html
    assert "\nBjud in &quot;Eva&quot;\n&lt;/textarea&gt;&lt;script&gt;</textarea>" in html
    assert 'value="10.15 Aulan"' in html
    assert "<script>" not in html
    assert re.search(r"<figcaption><a [^>]*>cykelkok-kil\.md", html)
    assert '<h3 lang="da">' in html
    assert "3 exempel" in html


def test_the_first_cannot_go_up_and_the_last_cannot_go_down(
    base: KnowledgeBase, open_collection: OpenPage
) -> None:
    html = html_of(open_collection(_collected(base).edit_key or ""))
    buttons = re.findall(r'data-act="(up|down)" aria-label="([^"]*)"( aria-disabled="true")?', html)
    assert [(act, bool(off)) for act, _, off in buttons] == [
        *[("up", True), ("down", False)],
        *[("up", False), ("down", False)],
        *[("up", False), ("down", True)],
        *[("up", True), ("down", True)],  # the only search
    ]
    assert buttons[0][1] == "Flytta upp: Cykelkök där unga lagar cyklar"


def test_every_field_and_box_has_a_label(base: KnowledgeBase, open_collection: OpenPage) -> None:
    html = html_of(open_collection(_collected(base).edit_key or ""))
    html = html[html.index('id="mb-title"') :]  # the search in the header is another's
    fields = re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"', html) + re.findall(
        r'<(?:input|textarea) id="([^"]+)"', html
    )
    assert len(set(fields)) >= 14
    assert {field for field in fields if f'<label for="{field}"' not in html} == set()


def test_before_you_begin_quotes_what_warns_with_its_source(
    base: KnowledgeBase, open_collection: OpenPage
) -> None:
    html = html_of(open_collection(_collected(base).edit_key or ""))
    before = html[html.index('<h2 id="mb-before"') :]
    heads = [
        before.index(f"<h3>{head}</h3>") for head in ("Förutsättningar", "Risker", "Vad som inte fungerade")
    ]
    assert heads == sorted(heads)
    shown = [
        quote.text
        for title in ("Cykelkök där unga lagar cyklar", "Udlån af cykler ved færgen")
        for name, quotes in _titled(base, title).fields.items()
        for quote in quotes
        if name == "preconditions" or quote.code in {"risk", "did_not_work", "negative"}
    ]
    assert len(shown) >= 4
    plain = re.sub(r"<[^>]+>", " ", before)
    for text in shown:
        assert " ".join(text.split())[:60] in " ".join(plain.split())
    assert before.count("<figcaption>") == before.count("<blockquote")


def test_searches_say_what_is_new_and_where_to_follow_them(
    base: KnowledgeBase, open_collection: OpenPage
) -> None:
    created = _collected(base)
    html = html_of(open_collection(created.edit_key or ""))
    assert "cykel · Sverige</a>" in html
    assert "0 nya dokument sedan" in html
    assert 'href="./feed?q=cykel&amp;country=SE"' in html
    with base.store._writing() as connection:
        connection.execute("UPDATE collection_items SET looked_at = '2020-01-01T00:00:00+00:00'")
    html = html_of(open_collection(created.edit_key or ""))
    query = Query(text="cykel", filters=Filters(countries=frozenset({"SE"})), limit=100)
    hits = base.search(query).hits
    assert len(hits) > 1
    assert len({hit.document.id for hit in hits}) == 1  # documents are counted, not passages
    assert "1 nytt dokument sedan 1 januari 2020" in html


def test_what_is_gone_keeps_its_note_and_nothing_takes_its_place(
    base: KnowledgeBase, open_collection: OpenPage
) -> None:
    created = _collected(base)
    with base.store._writing() as connection:
        connection.execute("UPDATE chunks SET text = text || ' Mer.'")
        connection.execute("DELETE FROM practices WHERE title LIKE 'Cykelkök%'")
    html = html_of(open_collection(created.edit_key or ""))
    assert "Exemplet finns inte längre i Metodbank. Din anteckning är kvar." in html
    assert "Dokumentet har ändrats sedan du sparade textavsnittet" in html
    assert re.search(r'<a class="mb-go " href="\./document\?id=1">Öppna dokumentet</a>', html)
    assert "Bjud in &quot;Eva&quot;" in html
    assert "Arjeplogs" not in html


def test_what_was_taken_out_can_be_put_back(base: KnowledgeBase, open_collection: OpenPage) -> None:
    created = _collected(base)
    item = created.edit_key and base.collections.open(created.edit_key)
    assert item
    base.collections.remove(created.edit_key or "", item.collection.items[3].id)
    base.collections.remove(created.edit_key or "", item.collection.items[1].id)
    html = html_of(open_collection(created.edit_key or ""))
    assert 'aria-label="Ångra: Udlån af cykler ved færgen"' in html
    assert 'aria-label="Ångra: cykel · Sverige"' in html


def test_a_shared_collection_can_be_read_and_gives_no_key_away(
    base: KnowledgeBase, open_collection: OpenPage
) -> None:
    created = _collected(base)
    app = open_collection(share=created.share_key)
    html = html_of(app)
    assert "Du läser en samling som någon har delat" in html
    assert "10.15 Aulan" in html
    assert "Bjud in &quot;Eva&quot;<br>&lt;/textarea&gt;" in html
    assert "<textarea" not in html
    assert set(re.findall(r'data-act="([^"]+)"', html)) == {"print"}
    assert (created.edit_key or "") not in html
    assert f"collection={created.share_key}" in html


def test_the_key_that_changes_opens_nothing_in_an_address(
    base: KnowledgeBase, open_collection: OpenPage
) -> None:
    created = _collected(base)
    for wrong in (created.edit_key or "", "x", "<script>", "a" * 32):
        html = html_of(open_collection(share=wrong))
        assert "Länken leder inte till någon samling" in html
        assert "Cykelkök" not in html


def test_the_address_of_another_reader_shows_nothing(base: KnowledgeBase, open_collection: OpenPage) -> None:
    _collected(base)
    for number in ("1", "2", "-1", "<b>", "9" * 30):
        html = html_of(open_collection(id=number))
        assert "hör inte till den här webbläsaren" in html
        assert "Cykelkök" not in html


def test_of_several_collections_the_one_asked_for_is_shown(
    base: KnowledgeBase, open_collection: OpenPage
) -> None:
    first, second = _collected(base), base.collections.create("Möte i maj")
    keys = (second.edit_key or "", first.edit_key or "")
    html = html_of(open_collection(*keys))
    assert "Möte i maj</h1>" in html
    app = open_collection(*keys, id=str(first.collection.id))
    assert "&lt;b&gt;2027&lt;/b&gt;</h1>" in html_of(app)
    assert 'data-act="make-current"' in html_of(app)
    assert f'data-view="collection {first.collection.id}"' in script_of(app)


def test_a_deleted_collection_offers_to_come_back(base: KnowledgeBase, open_collection: OpenPage) -> None:
    created = _collected(base)
    base.collections.delete(created.edit_key or "")
    html = html_of(open_collection(created.edit_key or "", id=str(created.collection.id)))
    assert 'data-act="take-back"' in html
    assert "Udlån af cykler" not in html


@pytest.mark.parametrize(("ui_language", "word"), [("da", "Inden I går i gang"), ("en", "Before you begin")])
def test_the_page_speaks_the_language_asked_for(
    base: KnowledgeBase, open_collection: OpenPage, ui_language: str, word: str
) -> None:
    assert f'<h2 id="mb-before" tabindex="-1">{word}</h2>' in html_of(
        open_collection(_collected(base).edit_key or "", ui=ui_language)
    )


# Saving


def test_a_button_says_what_it_saves_and_escapes_it() -> None:
    ref = EntryRef(kind=EntryKind.PRACTICE, number=12)
    assert save_button(ref, 'A "b"\n<i>', load_catalogue("da")) == (
        '<button type="button" class="mb-save" data-ref="p12" aria-pressed="false"'
        ' aria-label="Gem: A &quot;b&quot; &lt;i&gt;">Gem</button>'
    )
    shown = save_search_button('q=a&x="><script>', "«b»", load_catalogue("en"))
    assert 'data-search="q=a&amp;x=&quot;&gt;&lt;script&gt;"' in shown


@pytest.mark.parametrize(
    "parameters",
    ["", "q=byalag", "q=%22a%22+-b&theme=barn&theme=klimat&country=SE&years=2015-", "like=3&q=x"],
)
def test_a_search_is_kept_as_it_is_read(parameters: str) -> None:
    known = KnownCodes(themes={"barn", "klimat"}, municipalities=())
    assert as_saved(read_saved(parameters, known)) == as_saved(
        read_saved(as_saved(read_saved(parameters, known)), known)
    )
    assert read_saved(parameters, known) == read_saved(as_saved(read_saved(parameters, known)), known)
