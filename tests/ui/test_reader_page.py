"""The reader page, run in process."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.records import DroppedText, Facet, Language, PageSpan, TagMethod
from tests.ui.conftest import OpenPage, html_of, script_of
from tests.ui.fakes import FakeKnowledgeBase, make_chunk, make_document, small_library, tag
from ui.entry_markup import quote_href
from ui.markup import escape
from ui.reader_page import PART_SIZE, find_place, safe_file_name
from ui.search_state import Kept

HOSTILE = "<script>alert(1)</script> </mark><img src=x onerror=alert(1)> **fet** :red[röd] [a](javascript:x)"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000000020001e221bc33"
    "0000000049454e44ae426082"
)


def test_the_asked_passage_is_marked_among_the_others(open_page: OpenPage) -> None:
    app = open_page(small_library(), "document", id="1", chunk="11")
    shown = html_of(app)
    passage = shown.split('id="mb-passage"', 1)[1].split("</div></div>", 1)[0]
    assert "Källa: notes.txt, rad 13" in passage
    assert '<div lang="sv"><p>I Kils kommun fick två byalag pengar till bygden.</p>' in passage
    assert "bygdegården" not in passage
    assert "Möten hölls i bygdegården." in shown
    assert 'data-focus="mb-passage"' in script_of(app)


def test_the_facts_are_those_of_the_document(open_page: OpenPage) -> None:
    shown = html_of(open_page(small_library(), "document", id="1"))
    assert '<h1 id="mb-title" tabindex="-1" lang="sv">Dialog i Värmland</h1>' in shown
    assert "<dt>Datum</dt><dd>15 juni 2017</dd>" in shown
    assert '<li>Kil, Sverige <q lang="sv">”Kils kommun”</q></li>' in shown
    assert '<a class="mb-go " href="./?theme=dialog.budget">Medborgarbudget</a>' in shown
    assert '<dt>Författare</dt><dd><span class="mb-quiet">Uppgift saknas</span></dd>' in shown


def test_an_inferred_municipality_is_not_said_to_be_named(open_page: OpenPage) -> None:
    assert "<dt>Kommuner</dt>" not in html_of(open_page(small_library(), "document", id="2"))


def test_headings_come_in_order_and_only_where_they_change(open_page: OpenPage) -> None:
    paths: list[tuple[str, ...]] = [("T", "A"), ("T", "A"), ("T", "A", "B"), ("T", "C")]
    chunks = [make_chunk(i, f"Text {i}.", heading_path=path) for i, path in enumerate(paths, start=1)]
    shown = html_of(open_page(FakeKnowledgeBase([make_document(1, "T")], chunks), "document", id="1"))
    text = shown.split('class="mb-text">', 1)[1]
    order = [
        '<h3 lang="sv">A</h3>',
        "Text 1.",
        "Text 2.",
        '<h4 lang="sv">B</h4>',
        "Text 3.",
        '<h3 lang="sv">C</h3>',
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert text.count("<h3") == 2


def test_the_way_back_is_the_search_and_nothing_else(open_page: OpenPage) -> None:
    shown = html_of(open_page(small_library(), "document", id="1", back="q=byalag&country=SE&p=2", ui="da"))
    assert 'href="./?q=byalag&amp;country=SE&amp;p=2&amp;ui=da">← Tilbage til søgningen</a>' in shown
    shown = html_of(
        open_page(small_library(), "document", id="1", back="https://example.org/?q=x&next=//evil")
    )
    assert 'href="./">← Tillbaka till sökningen</a>' in shown
    assert "evil" not in shown.split("</header>", 1)[1]


@pytest.mark.parametrize("parameters", [{}, {"id": "99"}, {"id": "x"}, {"id": "-1"}, {"id": "9" * 30}])
def test_a_document_that_is_not_there_is_told_with_a_way_back(
    open_page: OpenPage, parameters: dict[str, str]
) -> None:
    shown = html_of(open_page(small_library(), "document", **parameters))
    assert '<h1 id="mb-title" tabindex="-1">Dokumentet finns inte</h1>' in shown
    assert "← Till söksidan" in shown
    assert 'role="alert"' in shown


def test_a_passage_of_another_document_is_not_marked(open_page: OpenPage) -> None:
    shown = html_of(open_page(small_library(), "document", id="1", chunk="21"))
    assert 'id="mb-passage"' not in shown
    assert "I Kils kommun" in shown


def test_hostile_text_stays_text_in_the_reader(open_page: OpenPage) -> None:
    document = make_document(1, HOSTILE, name=f"{HOSTILE}.txt", url="javascript:alert(1)")
    hostile_tag = tag(Facet.MUNICIPALITY, "SE1715", HOSTILE)
    base = FakeKnowledgeBase(
        [document], [make_chunk(1, HOSTILE, heading_path=(HOSTILE,), tags=(hostile_tag,))]
    )
    base.dropped_texts = (DroppedText(start=0, end=1, lines=(1, 2), text=HOSTILE, reason=HOSTILE),)
    app = open_page(base, "document", id="1", chunk="1")
    shown = html_of(app)
    for html_tag in ("<script", "<img", "</mark>", 'href="javascript'):
        assert html_tag not in shown, html_tag
    assert not app.markdown
    assert shown.count("**fet** :red[röd]") >= 5


def test_a_web_address_is_linked_without_telling_where_from(open_page: OpenPage) -> None:
    base = FakeKnowledgeBase(
        [make_document(1, "T", url="https://example.org/?a=1&b=2")], [make_chunk(1, "x")]
    )
    shown = html_of(open_page(base, "document", id="1"))
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer nofollow">' in shown


def test_what_was_left_out_is_listed_with_its_reason(open_page: OpenPage) -> None:
    base = small_library()
    base.dropped_texts = (
        DroppedText(start=0, end=9, lines=(57, 95), text="Ledige job", reason="job adverts"),
        DroppedText(start=9, end=12, lines=(7, 7), text="Del", reason="a newer rule"),
    )
    app = open_page(base, "document", id="1")
    assert app.expander[0].label == "2 textstycken är utelämnade"
    shown = html_of(app)
    assert '<p class="mb-quiet">Rad 57–95. Skäl: platsannonser</p><p>Ledige job</p>' in shown
    assert '<p class="mb-quiet">Rad 7. Skäl: a newer rule</p><p>Del</p>' in shown
    assert open_page(small_library(), "document", id="1").expander.len == 0


def _paged() -> FakeKnowledgeBase:
    document = make_document(1, "Rapport", name="rapport.pdf", media_type="application/pdf")
    chunks = [
        make_chunk(1, "Först.", page=1, start=0),
        make_chunk(2, "Över sidbrytningen.", page=1, start=90),
        make_chunk(3, "Sist.", page=2, start=150),
    ]
    base = FakeKnowledgeBase([document], chunks)
    base.page_spans = tuple(
        PageSpan(number=n, label={1: "i", 2: "2", 3: None}[n], start=(n - 1) * 100, end=n * 100)
        for n in (1, 2, 3)
    )
    base.png = PNG
    return base


def test_a_page_shows_its_image_beside_its_own_text(open_page: OpenPage) -> None:
    app = open_page(_paged(), "document", id="1", page="2", back="q=x")
    shown = html_of(app)
    assert "Text på sidan 2" in shown
    assert "Sist." in shown
    assert "Först." not in shown
    assert (
        '<p class="mb-quiet">Textavsnittet börjar på sidan 1.</p><div lang="sv"><p>Över sidbrytningen.</p>'
        in shown
    )
    (image,) = app.get("image")
    assert image.proto.imgs[0].alt == "Bild av sidan 2 i rapport.pdf. Sidans text finns också utanför bilden."
    assert 'href="./document?id=1&amp;back=q%3Dx&amp;page=3" data-focus="mb-text">Nästa</a>' in shown
    assert "Sida 2 av 3" in shown


def test_a_passage_opens_its_page(open_page: OpenPage) -> None:
    shown = html_of(open_page(_paged(), "document", id="1", chunk="3"))
    assert "Text på sidan 2" in shown
    assert 'id="mb-passage"' in shown
    assert "Källa: rapport.pdf, s. 2" in shown


def test_a_printed_page_number_is_told_where_it_differs(open_page: OpenPage) -> None:
    assert "Sida 1 av 3 (tryckt sidnummer i)" in html_of(open_page(_paged(), "document", id="1"))
    assert "tryckt" not in html_of(open_page(_paged(), "document", id="1", page="2"))


def test_a_page_without_text_says_so_and_a_page_past_the_end_is_the_last(open_page: OpenPage) -> None:
    shown = html_of(open_page(_paged(), "document", id="1", page="77"))
    assert "Text på sidan 3" in shown
    assert "Det finns ingen text på den här sidan." in shown


def test_without_an_image_the_text_stands_alone(open_page: OpenPage) -> None:
    base = _paged()
    base.png = None
    app = open_page(base, "document", id="1", page="1")
    assert "Sidan går inte att visa som bild, bara som text." in html_of(app)
    assert not app.get("image")


def test_a_document_with_erased_words_shows_no_image_and_says_why(open_page: OpenPage) -> None:
    base = _paged()
    assert open_page(base, "document", id="1", page="1").get("image")
    base.withheld = True  # the image was drawn before, and is remembered
    app = open_page(base, "document", id="1", page="1")
    assert not app.get("image")
    assert "Därför finns varken originalet eller bilder av sidorna kvar, bara texten." in html_of(app)
    assert "Originalet finns inte kvar." not in html_of(app)


def test_a_long_document_is_cut_into_parts_and_opens_at_the_passage() -> None:
    chunks = [make_chunk(i, f"Stycke {i}.") for i in range(1, 2 * PART_SIZE + 2)]
    last = find_place(chunks, (), asked=2 * PART_SIZE + 1, number=None)
    assert (last.number, last.n, last.asked) == (3, 3, 2 * PART_SIZE + 1)
    assert [chunk.id for chunk in last.chunks] == [2 * PART_SIZE + 1]
    first = find_place(chunks, (), asked=None, number=None)
    assert [chunk.id for chunk in first.chunks] == list(range(1, PART_SIZE + 1))


def test_the_original_is_offered_under_a_safe_name(open_page: OpenPage, tmp_path: Path) -> None:
    base = small_library()
    base.original_path = tmp_path / "original"
    base.original_path.write_bytes(b"<html>")
    app = open_page(base, "document", id="1", ui="da")
    (button,) = app.get("download_button")
    assert button.proto.label == "Hent originalen"
    assert "Originalen findes ikke længere." not in html_of(app)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("rapport å ä ö.pdf", "rapport å ä ö.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\\b:c.txt", "a_b_c.txt"),
        ("fdp\u202eexe.txt", "fdp_exe.txt"),
        ("\x00\n", "__"),
        ("...", "original"),
    ],
)
def test_a_file_name_cannot_leave_its_folder(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


def test_languages_of_the_passages_are_listed(open_page: OpenPage) -> None:
    chunks = [make_chunk(1, "Svensk text."), make_chunk(2, "Dansk tekst.", language=Language.DANISH)]
    theme = tag(Facet.THEME, "gone.theme", "x", TagMethod.TERM)
    chunks.append(make_chunk(3, "Mer.", tags=(theme,)))
    shown = html_of(open_page(FakeKnowledgeBase([make_document(1, "T")], chunks), "document", id="1"))
    assert "<dt>Språk</dt><dd>svenska, danska</dd>" in shown
    # a theme of a store from before is shown by its id
    assert ">gone.theme</a>" in shown


def test_aspects_are_links_with_their_quotes_and_amounts_are_quotes(open_page: OpenPage) -> None:
    tags = (
        tag(Facet.STATUS, "ended", "Projektet <b>tog slut</b>.", TagMethod.TERM),
        tag(Facet.AMOUNT, "100 SEK", "Det kostade 100 kr.", TagMethod.NUMBER),
    )
    base = FakeKnowledgeBase([make_document(1, "T")], [make_chunk(1, "Text.", tags=tags)])
    shown = html_of(open_page(base, "document", id="1"))
    assert "<dt>Hur långt det har kommit</dt>" in shown
    assert "status=ended" in shown
    assert ">Avslutat</a>" in shown
    assert "”Projektet &lt;b&gt;tog slut&lt;/b&gt;.”" in shown
    assert "<dt>Belopp i texten</dt>" in shown
    assert "”Det kostade 100 kr.”" in shown


def test_the_sources_that_a_document_states_are_apart_from_what_was_left_out(open_page: OpenPage) -> None:
    base = small_library()
    stated = "[Kil <b>byalag</b>](https://kil.se/a?x=1&y=2)\n\n[onda](javascript:alert(1))"
    base.dropped_texts = (
        DroppedText(start=0, end=9, lines=None, text=stated, reason="source list"),
        DroppedText(start=9, end=12, lines=None, text="Meny", reason="page furniture"),
    )
    shown = html_of(open_page(base, "document", id="1"))
    section = shown.split('class="mb-stated-sources"', 1)[1].split("</section>", 1)[0]
    assert '<h2 id="mb-sources" tabindex="-1">Källor som dokumentet anger</h2>' in section
    assert (
        '<a href="https://kil.se/a?x=1&amp;y=2" rel="noopener noreferrer">Kil &lt;b&gt;byalag&lt;/b&gt;</a>'
    ) in section
    assert section.count("<a ") == 1
    left_out = shown.split('class="mb-dropped"', 1)[1]
    assert "Meny" in left_out
    assert "kil.se" not in left_out


def test_a_document_without_a_list_of_sources_has_no_such_section(open_page: OpenPage) -> None:
    assert "mb-stated-sources" not in html_of(open_page(small_library(), "document", id="1"))


def test_the_words_of_a_quote_are_marked_and_its_practice_is_led_back_to(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    marked = 0
    for entry in library.entries.practices():
        for quote in [q for quotes in entry.fields.values() for q in quotes][:3]:
            address = parse_qs(urlsplit(quote_href(quote, Kept(), of=entry.ref)).query)
            shown = html_of(open_page(library, "document", **{name: v[0] for name, v in address.items()}))
            words = re.findall(r"<mark>(.*?)</mark>", shown)
            assert " ".join(" ".join(words).split()) == " ".join(escape(quote.text).split())
            assert f'href="./practice?id={entry.ref.number}">← Tillbaka till exemplet</a>' in shown
            marked += 1
        if marked > 6:
            break
    assert marked > 6


@pytest.mark.parametrize(
    "parameters",
    [
        {"quote": "0-999999999"},
        {"quote": "5-5"},
        {"quote": "x-y"},
        {"quote": "<script>"},
        {"from": "p999999"},
        {"from": "c1"},
        {"from": "https://example.org"},
    ],
)
def test_a_bad_place_marks_nothing_and_a_bad_practice_leads_to_the_search(
    open_page: OpenPage, parameters: dict[str, str]
) -> None:
    shown = html_of(open_page(small_library(), "document", id="1", chunk="11", **parameters))
    assert "<mark>" not in shown
    assert 'href="./">← Till söksidan</a>' in shown
