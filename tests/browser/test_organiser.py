"""Whole tasks of a conference organiser, who chooses examples for a programme."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import docx
import pytest
import rispy
from pypdf import PdfReader

from tests.browser.running import ROOT, App, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Route

pytestmark = pytest.mark.browser

THEME = "Socialtjänst och stöd till utsatta"
# Keys of practices in corpus/practices.toml; all tell of this theme, from PDF files.
BORAS, HELSINGBORG, HERNING = "borasmodellen-boras", "bostad-forst-helsingborg", "herningmodellen-herning"
JONKOPING, FREDERIKSBERG = "valdsprevention-jonkoping", "vold-frederiksberg-taarnby-dragoer"
# A place that the documents name in one sentence, and no practice is about.
UNTOLD = "I Knivsta kommun arbetar socialpsykiatrin med IPS för unga mellan 15 och 24 år."
# What a page's own script sends, whoever reads it.
CHANGE = """async body => {
    const headers = {"Content-Type": "application/json", "X-Metodbank": "1"};
    const sent = {method: "POST", headers, body: JSON.stringify(body)};
    const answer = await fetch("./collect/change", sent);
    return [answer.status, await answer.json()];
}"""
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


# The same facts, read without the app


@cache
def _practice(key: str) -> dict[str, Any]:  # Any: as TOML has it
    stored = tomllib.loads((ROOT / "corpus" / "practices.toml").read_text(encoding="utf-8"))
    return next(each for each in stored["practices"] if each["key"] == key)


def _title(key: str, language: str = "sv") -> str:
    title: str = _practice(key)["title"][language]
    return title


def _told(key: str, field: str, *codes: str) -> list[str]:
    """Return the words of the quotes that curators wrote down for a field, or for some of its codes."""
    quotes = _practice(key)["fields"].get(field, [])
    coded = [(each, None) if isinstance(each, str) else (each["quote"], each["code"]) for each in quotes]
    return [_words(quote) for quote, code in coded if not codes or code in codes]


@cache
def _pages(key: str) -> tuple[str, ...]:
    """Return the words of each page of the file that tells of a practice."""
    (name,) = _practice(key)["documents"]
    (path,) = (ROOT / "corpus").glob(f"*/{name}.pdf")
    return tuple(_words(page.extract_text()) for page in PdfReader(path).pages)


def _quoted_pages(key: str) -> set[int]:
    """Return the pages that hold words which curators quoted of a practice."""
    practice = _practice(key)
    fields = [each for quotes in practice["fields"].values() for each in quotes]
    quotes = [*fields, *practice["rests_on"], *practice.get("passages", [])]
    quoted = [_words(each if isinstance(each, str) else each["quote"]) for each in quotes]
    pages = enumerate(_pages(key), start=1)
    return {number for number, page in pages if any(words in page for words in quoted)}


def _spelt_out(pages: str) -> set[int]:
    """Return the numbers that stand for pages: 1, 2, 3 and 5 for "1–3, 5"."""
    ranges = [[int(number) for number in part.split("–")] for part in pages.split(", ")]
    return {page for each in ranges for page in range(each[0], each[-1] + 1)}


def _stands(key: str, words: str, source: str) -> bool:
    """Tell whether the file of a practice has words on the page that a source names."""
    name, page = source.rsplit(", s. ", 1)
    return name == f"{_practice(key)['documents'][0]}.pdf" and words in _pages(key)[int(page) - 1]


def _words(text: str) -> str:
    """Return the words alone: a line's end, a bullet or a quotation mark is set differently everywhere."""
    return " ".join(re.findall(r"\w+", text))


# What an organiser does again and again


def _menu(app: App, name: str) -> None:
    menu = app.page.get_by_role("navigation", name=re.compile("^(Huvudmeny|Hovedmenu)$"))
    menu.get_by_role("link", name=re.compile(f"^{name}")).click()


def _arrive(app: App, heading: str) -> None:
    app.page.get_by_role("heading", level=1, name=heading, exact=True).wait_for()
    app.rest()


def _said(app: App, message: str) -> None:
    """Wait for what the app says about what it has done."""
    app.page.get_by_role("status").filter(has_text=message).wait_for()
    app.rest()


def _ask(app: App, words: str) -> None:
    app.search(words)
    app.wait(f"för ”{words}”")


def _save(app: App, title: str, *, count: int) -> None:
    app.page.get_by_role("button", name=f"Spara: {title}", exact=True).first.click()
    _said(app, f"Sparat i Min samling ({count})")


def _open_theme(app: App) -> None:
    _menu(app, "Teman")
    app.page.get_by_role("link", name=f"Öppna temat {THEME}").click()
    _arrive(app, THEME)


def _collect(app: App, *keys: str) -> None:
    """Collect examples, from the front page to the collection."""
    app.open("/", expect="Prova en sökning")
    _open_theme(app)
    for count, key in enumerate(keys, start=1):
        _save(app, _title(key), count=count)
    _menu(app, "Samling")
    _arrive(app, "Min samling")


def _item(app: App, title: str) -> Locator:
    heading = app.page.get_by_role("heading", level=3, name=title, exact=True)
    return app.page.get_by_role("article").filter(has=heading)


def _choose(app: App, title: str) -> None:
    _item(app, title).get_by_role("checkbox", name="Välj för att jämföra").check()


def _part(app: App, heading: str) -> Locator:
    named = app.page.get_by_role("heading", level=2, name=heading, exact=True)
    return app.page.locator("section").filter(has=named)


def _order(app: App) -> list[str]:
    return _part(app, "Exempel").get_by_role("heading", level=3).all_inner_texts()


def _plan(app: App, title: str, *, slot: str, note: str) -> None:
    """Write down when an example is told of, and a note."""
    item = _item(app, title)
    item.get_by_role("textbox", name="Tid eller lokal").fill(slot)
    item.get_by_role("textbox", name="Anteckning").fill(note)
    item.get_by_role("button", name="Spara anteckningen").click()
    _said(app, f"Anteckningen är sparad: {title}")


def _planned(app: App, title: str) -> tuple[str, str]:
    item = _item(app, title)
    slot, note = (item.get_by_role("textbox", name=name) for name in ("Tid eller lokal", "Anteckning"))
    return slot.input_value(), note.input_value()


def _name_it(app: App, title: str, about: str = "") -> None:
    app.page.get_by_text("Ändra titel och beskrivning").click()
    app.page.get_by_role("textbox", name="Titel", exact=True).fill(title)
    app.page.get_by_role("textbox", name="Beskrivning").fill(about)
    app.page.get_by_role("button", name="Spara ändringarna").click()
    _said(app, "Titel och beskrivning är sparade.")


def _export(app: App, summary: str, label: str, folder: Path) -> Path:
    """Download an export."""
    link = app.page.get_by_role("link", name=label, exact=True)
    if not link.is_visible():
        app.page.get_by_text(summary, exact=True).click()
    with app.page.expect_download() as waiting:
        link.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def _paragraphs(path: Path) -> list[tuple[str, str]]:
    """Return the style and the text of each paragraph of a Word file."""
    read = docx.Document(str(path)).paragraphs
    return [("" if each.style is None else each.style.name or "", each.text) for each in read]


def _rows(path: Path) -> list[dict[str, str]]:
    table = io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")
    return list(csv.DictReader(table, delimiter=";"))


def _quotes(paragraphs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the words of each quote with the source below it."""
    pairs = pairwise(paragraphs)
    return [(_words(text), source) for (style, text), (_, source) in pairs if style == "Quote"]


@contextmanager
def _another(browser: Browser, url: str, address: str, *, expect: str) -> Iterator[App]:
    """Open an address in a browser of somebody else, who has nothing saved."""
    with opened(browser, url) as other:
        other.page.goto(address)
        other.wait(expect)
        yield other


def _field(app: App, label: str) -> str:
    return app.page.get_by_role("textbox", name=label, exact=True).input_value()


def _edit_code(app: App) -> str:
    app.page.get_by_text("Ändra från en annan dator, eller tillsammans med andra").click()
    return _field(app, "Redigeringskod")


# Tasks


def test_five_examples_are_collected_from_searches_and_a_theme_one_of_them_by_keyboard(corpus: App) -> None:
    corpus.open("/", expect="Prova en sökning")
    _ask(corpus, "Boråsmodellen")
    _save(corpus, _title(BORAS), count=1)
    _ask(corpus, "bostad först i Helsingborg")
    hit = corpus.page.get_by_role("article").filter(has_text=f"Exempel: {_title(HELSINGBORG)}").first
    hit.get_by_role("heading").get_by_role("link").focus()
    save = hit.get_by_role("button", name=f"Spara: {_title(HELSINGBORG)}", exact=True)
    for _ in range(6):
        corpus.page.keyboard.press("Tab")
        if save.evaluate("button => button === document.activeElement"):
            break
    corpus.page.keyboard.press("Space")
    _said(corpus, "Sparat i Min samling (2)")
    assert save.get_attribute("aria-pressed") == "true"
    _open_theme(corpus)
    for count, key in enumerate((HERNING, JONKOPING, FREDERIKSBERG), start=3):
        _save(corpus, _title(key), count=count)
    corpus.page.get_by_role("link", name="Samling (5)").click()
    _arrive(corpus, "Min samling")
    collected = (BORAS, HELSINGBORG, HERNING, JONKOPING, FREDERIKSBERG)
    assert _order(corpus) == [_title(key) for key in collected]


def test_three_of_the_examples_are_compared_and_a_fourth_is_added_to_them(corpus: App) -> None:
    collected = (BORAS, HELSINGBORG, HERNING, FREDERIKSBERG)
    _collect(corpus, *collected)
    for key in collected[:3]:
        _choose(corpus, _title(key))
    for n_compared in (3, 4):
        compared = collected[:n_compared]
        corpus.page.get_by_role("link", name="Jämför valda exempel (2–5)").click()
        corpus.page.get_by_role("region", name=f"{n_compared} exempel bredvid varandra").wait_for()
        corpus.rest()
        assert _columns(corpus) == [_title(key) for key in compared]
        row = corpus.page.get_by_role("row").filter(
            has=corpus.page.get_by_role("rowheader", name="Så gjorde man")
        )
        for key, cell in zip(compared, row.get_by_role("cell").all(), strict=True):
            quotes = [_words(each.inner_text()) for each in cell.get_by_role("blockquote").all()]
            sources = [each.get_by_role("link").inner_text() for each in cell.get_by_role("figure").all()]
            assert quotes == _told(key, "method")
            assert all(_stands(key, *each) for each in zip(quotes, sources, strict=True))
        if n_compared == 3:
            corpus.page.get_by_role("link", name="Lägg till ett exempel från samlingen").click()
            _arrive(corpus, "Min samling")
            _choose(corpus, _title(FREDERIKSBERG))


def _columns(app: App) -> list[str]:
    heads = app.page.get_by_role("columnheader").filter(has=app.page.get_by_role("link")).all()
    return [head.get_by_role("link").first.inner_text() for head in heads]


def test_every_citation_in_the_word_file_of_a_collection_has_its_title_and_its_page(
    corpus: App, tmp_path: Path
) -> None:
    keys = (HERNING, BORAS, HELSINGBORG, FREDERIKSBERG)
    _collect(corpus, *keys)
    paragraphs = _paragraphs(_export(corpus, "Exportera 4 exempel", "Word (DOCX)", tmp_path))
    headings = [text for style, text in paragraphs if style == "Heading 3"]
    assert headings == [f"{n}. {_title(key)}" for n, key in enumerate(keys, start=1)]
    quotes = _quotes(paragraphs)
    assert [words for words, _ in quotes] == [_told(key, "method")[0] for key in keys]
    for key, quote in zip(keys, quotes, strict=True):
        assert _stands(key, *quote), quote
    start = paragraphs.index(("Heading 2", "Källor"))
    references = [text for _, text in paragraphs[start + 1 :]]
    for key, reference in zip(keys, references, strict=True):
        told = re.fullmatch(r".*?\)\. (.+) \(s\. (.+?)\) \[.*", reference)
        assert told is not None, reference
        assert _words(told[1]) in _pages(key)[0]
        assert _spelt_out(told[2]) == _quoted_pages(key)
        assert f"{_practice(key)['documents'][0]}.pdf" in reference


def test_a_programme_with_times_and_notes_is_put_in_order_by_keyboard_and_is_there_after_a_reload(
    corpus: App,
) -> None:
    keys = (BORAS, HELSINGBORG, HERNING)
    plan = {
        BORAS: ("9.00, stora salen", "Inledning"),
        HELSINGBORG: ("10.30", "Fråga om pausen"),
        HERNING: ("13.15", "Tolk behövs\nFråga om resan"),
    }
    _collect(corpus, *keys)
    _name_it(corpus, "Socialdagarna 2027", "Till styrgruppen")
    _arrive(corpus, "Socialdagarna 2027")
    for key in keys:
        _plan(corpus, _title(key), slot=plan[key][0], note=plan[key][1])
    up = corpus.page.get_by_role("button", name=f"Flytta upp: {_title(HERNING)}")
    up.focus()
    for place in (2, 1):
        corpus.page.keyboard.press("Enter")
        _said(corpus, f"{_title(HERNING)} står nu på plats {place} av 3.")
        corpus.until("name => document.activeElement.ariaLabel === name", up.get_attribute("aria-label"))
    ordered = [_title(HERNING), _title(BORAS), _title(HELSINGBORG)]
    assert _order(corpus) == ordered
    corpus.page.reload()
    _arrive(corpus, "Socialdagarna 2027")
    corpus.wait("Till styrgruppen")
    assert _order(corpus) == ordered
    assert {key: _planned(corpus, _title(key)) for key in keys} == plan
    assert up.get_attribute("aria-disabled") == "true"


def test_an_example_taken_out_comes_back_with_its_note_where_it_was(corpus: App) -> None:
    keys = (BORAS, HELSINGBORG, HERNING)
    _collect(corpus, *keys)
    _plan(corpus, _title(HELSINGBORG), slot="10.30", note="Fråga om pausen")
    corpus.page.get_by_role("button", name=f"Ta bort: {_title(HELSINGBORG)}").click()
    _said(corpus, f"{_title(HELSINGBORG)} är borttaget. Det går att ångra.")
    assert _order(corpus) == [_title(BORAS), _title(HERNING)]
    corpus.page.get_by_role("link", name="Samling (2)").wait_for()
    # the focus waits at the way back
    corpus.until("document.activeElement.innerText === 'Ångra'")
    corpus.page.reload()
    _arrive(corpus, "Min samling")
    assert _order(corpus) == [_title(BORAS), _title(HERNING)]
    corpus.page.get_by_role("button", name=f"Ångra: {_title(HELSINGBORG)}").click()
    _said(corpus, f"{_title(HELSINGBORG)} är tillbaka med sin anteckning.")
    assert _order(corpus) == [_title(key) for key in keys]
    assert _planned(corpus, _title(HELSINGBORG)) == ("10.30", "Fråga om pausen")


def test_who_gets_the_link_reads_the_collection_and_can_change_nothing(
    corpus: App, browser: Browser, corpus_url: str
) -> None:
    _collect(corpus, BORAS, HELSINGBORG)
    _plan(corpus, _title(BORAS), slot="9.00", note="Inledning")
    shared, code = _field(corpus, "Länk för att läsa"), _edit_code(corpus)
    assert shared.startswith(f"{corpus_url}/collection?share=")
    assert len(code) > 20
    assert code not in shared + corpus.page.url
    section = corpus.page.locator("section[data-collection]").first
    number = int(section.get_attribute("data-collection") or "")
    changes: list[dict[str, str | int]] = [
        {"act": "describe", "collection": number, "title": "Hackad", "note": "", "seen": 1},
        {"act": "delete", "collection": number},
        {"act": "adopt", "key": shared.rpartition("=")[2]},
    ]
    with _another(browser, corpus_url, shared, expect="Du läser en samling som någon har delat.") as other:
        _arrive(other, "Min samling")
        assert _order(other) == [_title(BORAS), _title(HELSINGBORG)]
        written = _item(other, _title(BORAS))
        assert written.get_by_role("definition").all_inner_texts() == ["9.00", "Inledning"]
        main = other.page.get_by_role("main")
        # to search, and to print
        assert main.get_by_role("button").all_inner_texts() == ["Sök", "Skriv ut"]
        assert main.get_by_role("textbox").count() == main.get_by_role("checkbox").count() == 0
        assert code not in other.page.content()
        for change in changes:
            assert other.page.evaluate(CHANGE, change) == [404, {"problem": "unknown"}]
        other.page.goto(f"{corpus_url}/collection?share={code}")
        other.wait("Länken leder inte till någon samling.")
        corpus.page.get_by_role("button", name="Byt länk").click()
        _said(corpus, "Det finns en ny länk. Den gamla fungerar inte längre.")
        other.page.goto(shared)
        other.wait("Länken leder inte till någon samling.")
        other.page.goto(_field(corpus, "Länk för att läsa"))
        _arrive(other, "Min samling")


def test_the_programme_is_printed_in_danish_in_its_order_with_times_notes_and_pages(
    corpus: App, tmp_path: Path
) -> None:
    plan = {HERNING: ("9.00, Store sal", "Husk tolk"), BORAS: ("10.30", "Fråga om pengarna")}
    _collect(corpus, BORAS, HERNING)
    for key, (slot, note) in plan.items():
        _plan(corpus, _title(key), slot=slot, note=note)
    _name_it(corpus, "Sociale dage 2027")
    corpus.page.get_by_role("button", name=f"Flytta ner: {_title(BORAS)}").click()
    _said(corpus, f"{_title(BORAS)} står nu på plats 2 av 2.")
    corpus.page.get_by_role("link", name="Dansk", exact=True).click()
    corpus.wait("Skift link")
    # to hand out, and for their own work
    for label, has_notes in (
        ("Program i Word (DOCX)", False),
        ("Program i Word med mine noter (DOCX)", True),
    ):
        word = _export(corpus, "Eksportér 2 eksempler", label, tmp_path)
        assert word.name == "metodbank-sociale-dage-2027-program.docx"
        paragraphs = _paragraphs(word)
        assert paragraphs[0] == ("Heading 1", "Sociale dage 2027")
        headings = [text for style, text in paragraphs if style == "Heading 2"]
        assert headings == [*(f"{slot} · {_title(key, 'da')}" for key, (slot, _) in plan.items()), "Kilder"]
        starts = [paragraphs.index(("Heading 2", heading)) for heading in headings]
        for (_, note), (start, end) in zip(plan.values(), pairwise(starts), strict=True):
            assert (note in [text for _, text in paragraphs[start:end]]) is has_notes
        references = [text for _, text in paragraphs[starts[-1] + 1 :]]
        quotes = _quotes(paragraphs)
        assert [words for words, _ in quotes] == [_told(key, "method")[0] for key in plan]
        cited = zip(plan, quotes, enumerate(references, start=1), strict=True)
        for key, (words, source), (number, reference) in cited:
            name = f"{_practice(key)['documents'][0]}.pdf"
            assert reference.startswith(f"[{number}] ")
            assert name in reference
            assert _stands(key, words, source.replace(f"[{number}]", f"{name},"))
    printed = PdfReader(_export(corpus, "Eksportér 2 eksempler", "Program i PDF med mine noter", tmp_path))
    text = _words(" ".join(page.extract_text() for page in printed.pages))
    told = [
        _words(part)
        for key, (slot, note) in plan.items()
        for part in (slot, _title(key, "da"), note, _told(key, "method")[0])
    ]
    places = [text.find(part) for part in told]
    assert places == sorted(places), told
    assert places[0] >= 0


def test_two_people_change_one_collection_and_the_slower_is_told_and_loses_nothing(
    corpus: App, browser: Browser, corpus_url: str
) -> None:
    _collect(corpus, BORAS, HELSINGBORG)
    code = _edit_code(corpus)
    with _another(browser, corpus_url, corpus_url, expect="Prova en sökning") as other:
        _menu(other, "Samling")
        _arrive(other, "Samling")
        other.page.get_by_text("Öppna en samling med redigeringskod").click()
        other.page.get_by_role("textbox", name="Redigeringskod").fill(code)
        other.page.get_by_role("button", name="Öppna", exact=True).click()
        _arrive(other, "Min samling")
        assert code not in other.page.url
        _plan(other, _title(BORAS), slot="9.00", note="Ring Anna")
        item = _item(corpus, _title(BORAS))
        item.get_by_role("textbox", name="Tid eller lokal").fill("13.15")
        item.get_by_role("textbox", name="Anteckning").fill("Ring Birgit")
        item.get_by_role("button", name="Spara anteckningen").click()
        _said(corpus, "Någon annan har ändrat texten under tiden, så din sparades inte.")
        kept = item.get_by_role("textbox", name="Din text, som inte sparades")
        kept.wait_for()
        assert _planned(corpus, _title(BORAS)) == ("9.00", "Ring Anna")
        assert set(kept.input_value().splitlines()) == {"13.15", "Ring Birgit"}
        _plan(corpus, _title(BORAS), slot="9.00", note="Ring Anna och Birgit")
        other.page.get_by_role("button", name=f"Flytta ner: {_title(BORAS)}").click()
        _said(other, f"{_title(BORAS)} står nu på plats 2 av 2.")
        assert _order(other) == [_title(HELSINGBORG), _title(BORAS)]
        assert _planned(other, _title(BORAS)) == ("9.00", "Ring Anna och Birgit")


def test_what_can_go_wrong_is_read_for_all_collected_examples_and_opened_on_its_page(corpus: App) -> None:
    keys = (BORAS, HELSINGBORG, HERNING)
    _collect(corpus, *keys)
    corpus.page.get_by_role("link", name="Innan ni börjar").click()
    before = _part(corpus, "Innan ni börjar")
    groups: dict[str, list[tuple[str, ...]]] = {
        "Förutsättningar": [("preconditions",), ("lessons", "precondition")],
        "Risker": [("lessons", "risk")],
    }
    keys_of = {_title(key): key for key in keys}
    for heading, fields in groups.items():
        named = before.get_by_role("heading", level=3, name=heading, exact=True)
        figures = named.locator("xpath=following-sibling::ul[1]").get_by_role("figure").all()
        read = [
            (_words(each.get_by_role("blockquote").inner_text()), *each.get_by_role("link").all_inner_texts())
            for each in figures
        ]
        wanted = [
            (words, _title(key))
            for key in keys
            for field, *codes in fields
            for words in _told(key, field, *codes)
        ]
        assert sorted((words, title) for words, _, title in read) == sorted(set(wanted))
        assert [each for each in read if not _stands(keys_of[each[2]], *each[:2])] == []
    words, source, _ = read[0]
    figures[0].get_by_role("link", name=source).click()
    passage = corpus.page.get_by_role("region", name=f"Källa: {source}")
    passage.wait_for()
    assert words in _words(passage.inner_text())


def test_a_saved_search_is_opened_again_and_its_feed_names_what_the_search_finds(corpus: App) -> None:
    corpus.open("/", expect="Prova en sökning")
    _ask(corpus, "Boråsmodellen")
    corpus.page.get_by_text(re.compile(r"^Sverige \(\d+\)$")).click()
    corpus.page.get_by_role("link", name="Ta bort filtret Sverige").wait_for()
    corpus.rest()
    asked = corpus.query
    corpus.page.get_by_role("button", name="Spara sökningen").click()
    _said(corpus, "Sparat i Min samling (1)")
    titles = set(corpus.page.get_by_role("article").get_by_role("heading").all_inner_texts())
    _menu(corpus, "Samling")
    _arrive(corpus, "Min samling")
    saved = _item(corpus, "Boråsmodellen · Sverige")
    assert "0 nya dokument sedan" in saved.inner_text()
    feed = saved.get_by_role("link", name="Följ sökningen (Atom): Boråsmodellen · Sverige")
    address = feed.evaluate("link => link.href")
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 # our own
        assert answer.headers["Content-Type"].startswith("application/atom+xml")
        read = ET.fromstring(answer.read())  # noqa: S314 # our own
    assert read.findtext("atom:title", namespaces=ATOM) == "Metodbank: Boråsmodellen · Sverige"
    entries = {each.findtext("atom:title", "", ATOM): each for each in read.findall("atom:entry", ATOM)}
    assert titles <= set(entries)
    page = read.find("atom:link[@rel='alternate']", ATOM)
    assert page is not None
    assert urlsplit(page.attrib["href"]).query == asked
    (told,) = (each for title, each in entries.items() if title.startswith("Boråsmodellen"))
    target = told.find("atom:link", ATOM)
    assert target is not None
    corpus.page.goto(target.attrib["href"])
    passage = corpus.page.locator("#mb-passage")
    passage.wait_for()
    assert _words(told.findtext("atom:content", "", ATOM)) in _words(passage.inner_text())
    _menu(corpus, "Samling")
    _arrive(corpus, "Min samling")
    corpus.page.get_by_role("link", name="Boråsmodellen · Sverige", exact=True).click()
    corpus.wait("för ”Boråsmodellen”")
    assert corpus.query == asked
    corpus.until("document.querySelector('button.mb-save-search').getAttribute('aria-pressed') === 'true'")


def test_a_second_collection_is_begun_switched_to_renamed_deleted_and_taken_back(corpus: App) -> None:
    _collect(corpus, BORAS)
    corpus.page.get_by_role("textbox", name="Den nya samlingens titel").fill("Reserver")
    corpus.page.get_by_role("button", name="Börja en ny samling").click()
    _arrive(corpus, "Reserver")
    _open_theme(corpus)
    # what the other one holds can be saved here, too
    corpus.page.get_by_role("button", name=f"Spara: {_title(BORAS)}", exact=True).click()
    _said(corpus, "Sparat i Reserver (1)")
    corpus.page.get_by_role("button", name=f"Spara: {_title(HERNING)}", exact=True).click()
    _said(corpus, "Sparat i Reserver (2)")
    _menu(corpus, "Samling")
    _arrive(corpus, "Reserver")
    assert _order(corpus) == [_title(BORAS), _title(HERNING)]
    _name_it(corpus, "Reservplan")
    _arrive(corpus, "Reservplan")
    mine = _part(corpus, "Mina samlingar")
    listed = mine.get_by_role("listitem")
    assert listed.all_inner_texts() == ["Reservplan (2 sparade)", "Min samling (1 sparad)"]
    mine.get_by_role("link", name="Min samling").click()
    _arrive(corpus, "Min samling")
    assert _order(corpus) == [_title(BORAS)]
    corpus.page.get_by_role("button", name="Spara nya exempel i den här samlingen").click()
    corpus.page.get_by_role("link", name="Samling (1)").wait_for()
    mine.get_by_role("link", name="Reservplan").click()
    _arrive(corpus, "Reservplan")
    corpus.page.get_by_role("button", name="Ta bort samlingen").click()
    corpus.wait("Samlingen är borttagen.")
    assert listed.all_inner_texts() == ["Min samling (1 sparad)"]
    corpus.page.get_by_role("button", name="Ångra: Reservplan").click()
    corpus.page.get_by_role("heading", level=2, name="Exempel").wait_for()
    _arrive(corpus, "Reservplan")
    assert _order(corpus) == [_title(BORAS), _title(HERNING)]
    assert set(listed.all_inner_texts()) == {"Reservplan (2 sparade)", "Min samling (1 sparad)"}


def test_hostile_text_stays_text_and_a_note_that_is_too_long_is_refused_and_not_lost(
    corpus: App, tmp_path: Path
) -> None:
    long = "Fråga om pausen. " * 176 + "Slut här"
    hostile = '<script>window.hacked = 1</script> & "=1+1"'
    image = "<img src=x onerror='window.hacked = 1'>"
    _collect(corpus, BORAS, HELSINGBORG)
    corpus.page.get_by_text("Ändra titel och beskrivning").click()
    title = corpus.page.get_by_role("textbox", name="Titel", exact=True)
    title.clear()
    corpus.page.keyboard.insert_text(long)  # as pasting does
    corpus.page.get_by_role("textbox", name="Beskrivning").fill(image)
    corpus.page.get_by_role("button", name="Spara ändringarna").click()
    _said(corpus, f"Texten är {len(long)} tecken lång och sparades inte. Högst 200 får plats.")
    assert title.input_value() == long
    title.fill(hostile)
    corpus.page.get_by_role("button", name="Spara ändringarna").click()
    _arrive(corpus, hostile)
    _plan(corpus, _title(BORAS), slot=image, note=f"=HYPERLINK(1)\n{hostile}")
    corpus.page.reload()
    _arrive(corpus, hostile)
    corpus.wait(image)
    assert _planned(corpus, _title(BORAS)) == (image, f"=HYPERLINK(1)\n{hostile}")
    note = _item(corpus, _title(HELSINGBORG)).get_by_role("textbox", name="Anteckning")
    note.click()
    corpus.page.keyboard.insert_text(long)
    _item(corpus, _title(HELSINGBORG)).get_by_role("button", name="Spara anteckningen").click()
    _said(corpus, f"Texten är {len(long)} tecken lång och sparades inte. Högst 2000 får plats.")
    assert note.input_value() == long
    corpus.page.get_by_role("button", name=f"Flytta upp: {_title(HELSINGBORG)}").click()
    _said(corpus, f"{_title(HELSINGBORG)} står nu på plats 1 av 2.")
    kept = _item(corpus, _title(HELSINGBORG)).get_by_role("textbox", name="Din text, som inte sparades")
    assert kept.input_value() == long
    note.fill("Fråga om pausen")
    _item(corpus, _title(HELSINGBORG)).get_by_role("button", name="Spara anteckningen").click()
    _said(corpus, f"Anteckningen är sparad: {_title(HELSINGBORG)}")
    table = _export(corpus, "Exportera 2 exempel", "CSV", tmp_path)
    rows = _rows(table)
    assert [row["Anteckning"] for row in rows] == ["Fråga om pausen", f"'=HYPERLINK(1)\n{hostile}"]
    assert corpus.page.evaluate("window.hacked") is None
    assert corpus.page.get_by_role("main").locator("img, script").count() == 0


def test_the_tables_of_a_collection_have_the_rows_that_the_page_shows(corpus: App, tmp_path: Path) -> None:
    corpus.open("/", expect="Prova en sökning")
    # a practice without a method: what is quoted of it is what came of it
    _ask(corpus, "byalag i Kil fick en miljon")
    _save(corpus, _title("byalag-kil"), count=1)
    _open_theme(corpus)
    for count, key in enumerate((HERNING, BORAS), start=2):
        _save(corpus, _title(key), count=count)
    _menu(corpus, "Samling")
    _arrive(corpus, "Min samling")
    _plan(corpus, _title(HERNING), slot="9.00", note="Tolk; med utrustning")
    shown = []
    for each in _part(corpus, "Exempel").get_by_role("article").all():
        source = each.get_by_role("figure").get_by_role("link").inner_text()
        quote = _words(each.get_by_role("blockquote").inner_text().replace("…", ""))
        slot, note = (
            each.get_by_role("textbox", name=name).input_value() for name in ("Tid eller lokal", "Anteckning")
        )
        shown.append((each.get_by_role("heading").inner_text(), quote, source, slot, note))
    table = _export(corpus, "Exportera 3 exempel", "CSV", tmp_path)
    rows = _rows(table)
    assert [row["Nr"] for row in rows] == ["1", "2", "3"]
    for row, (title, quote, source, slot, note) in zip(rows, shown, strict=True):
        assert row["Titel"] == title
        assert quote in _words(row["Citat"])
        assert ", s. ".join(filter(None, (row["Fil"], row["Sida"]))) == source
        assert (row["Tid eller lokal"], row["Anteckning"]) == (slot, note)
    references = rispy.loads(
        _export(corpus, "Exportera 3 exempel", "RIS (till Zotero)", tmp_path).read_text("utf-8")
    )
    assert [each["id"] for each in references] == [row["Beteckning i Metodbank"] for row in rows]
    assert [each["title"] for each in references] == [row["Dokument"] for row in rows]


def test_a_passage_that_no_practice_tells_of_is_saved_with_its_own_words_and_page(
    corpus: App, tmp_path: Path
) -> None:
    corpus.open("/", expect="Prova en sökning")
    _ask(corpus, "IPS för unga i Knivsta")
    hit = corpus.page.get_by_role("article").filter(has_text=UNTOLD[:60])
    assert "Exempel:" not in hit.inner_text()
    document = hit.get_by_role("heading").inner_text()
    hit.get_by_role("button", name="Spara:").click()
    _said(corpus, "Sparat i Min samling (1)")
    _menu(corpus, "Samling")
    _arrive(corpus, "Min samling")
    assert _order(corpus) == [document]
    item = _item(corpus, document)
    source = item.get_by_role("figure").get_by_role("link").inner_text()
    assert _words(UNTOLD) in _words(item.get_by_role("blockquote").inner_text())
    assert _stands("ips-stockholm", _words(UNTOLD), source)
    corpus.wait("Dokumenten om de samlade exemplen säger inget om förutsättningar")
    paragraphs = _paragraphs(_export(corpus, "Exportera exemplet", "Word (DOCX)", tmp_path))
    (quote,) = _quotes(paragraphs)
    assert _words(UNTOLD) in quote[0]
    assert quote[1] == source
    item.get_by_role("heading").get_by_role("link").click()
    passage = corpus.page.get_by_role("region", name=f"Källa: {source}")
    passage.wait_for()
    assert _words(UNTOLD) in _words(passage.inner_text())


def test_a_programme_is_planned_on_a_phone_with_a_slow_connection(corpus: App, tmp_path: Path) -> None:
    corpus.page.set_viewport_size({"width": 390, "height": 844})
    _collect(corpus, BORAS, HERNING)
    _name_it(corpus, "Fredagen")
    item = _item(corpus, _title(HERNING))
    slot, note = (item.get_by_role("textbox", name=name) for name in ("Tid eller lokal", "Anteckning"))
    held: list[Route] = []
    corpus.page.route("**/collect/change", lambda route: held.append(route), times=1)
    slot.fill("9.00")
    with corpus.page.expect_request("**/collect/change"):
        note.click()
    note.fill("Tolk")  # while the time is still on its way
    held[0].continue_()
    _said(corpus, f"Anteckningen är sparad: {_title(HERNING)}")
    with corpus.page.expect_response("**/collect/change"):
        item.get_by_role("button", name="Spara anteckningen").click()
    corpus.page.get_by_role("button", name=f"Flytta upp: {_title(HERNING)}").click()
    _said(corpus, f"{_title(HERNING)} står nu på plats 1 av 2.")
    fits = (
        "document.documentElement.scrollWidth <= 390 && document.querySelector('.stMain').scrollWidth <= 390"
    )
    assert corpus.page.evaluate(fits)
    paragraphs = _paragraphs(
        _export(corpus, "Exportera 2 exempel", "Program som Word-fil med mina anteckningar (DOCX)", tmp_path)
    )
    headings = [text for style, text in paragraphs if style == "Heading 2"]
    assert headings[:2] == [f"9.00 · {_title(HERNING)}", _title(BORAS)]
    assert "Tolk" in [text for _, text in paragraphs]
    for key in (BORAS, HERNING):
        _choose(corpus, _title(key))
    corpus.page.get_by_role("link", name="Jämför valda exempel (2–5)").click()
    _arrive(corpus, "Jämför exempel")
    assert corpus.page.evaluate(fits)
