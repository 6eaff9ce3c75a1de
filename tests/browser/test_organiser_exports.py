"""What a conference organiser takes out of a collection: Word files, tables, references and feeds."""

from __future__ import annotations

import re
import urllib.request
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
import rispy

from tests.browser.corpus_facts import (
    file_of,
    pages_of,
    quoted_pages,
    stands,
    title_of,
    told,
    words_of,
)
from tests.browser.organiser_steps import (
    BORAS,
    FREDERIKSBERG,
    HELSINGBORG,
    HERNING,
    THEME,
    collect,
    name_it,
    rows_of,
)
from tests.browser.running import App
from tests.browser.steps import (
    ask,
    begin,
    export,
    item_of,
    open_collection,
    open_theme,
    order,
    said,
    save,
    section_under,
    write_note,
)
from tests.browser.word_files import paragraphs_of, quotes_in

pytestmark = pytest.mark.browser

# A place that the documents name in one sentence, and no practice is about.
UNTOLD = "I Knivsta kommun arbetar socialpsykiatrin med IPS för unga mellan 15 och 24 år."
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def test_every_citation_in_the_word_file_of_a_collection_has_its_title_and_its_page(
    corpus: App, tmp_path: Path
) -> None:
    keys = (HERNING, BORAS, HELSINGBORG, FREDERIKSBERG)
    collect(corpus, *keys)
    paragraphs = paragraphs_of(export(corpus, "Exportera 4 exempel", "Word (DOCX)", tmp_path))
    headings = [text for style, text in paragraphs if style == "Heading 3"]
    assert headings == [f"{n}. {title_of(key)}" for n, key in enumerate(keys, start=1)]
    quotes = quotes_in(paragraphs)
    assert [words for words, _ in quotes] == [told(key, "method")[0] for key in keys]
    for key, quote in zip(keys, quotes, strict=True):
        assert stands(key, *quote), quote
    start = paragraphs.index(("Heading 2", "Källor"))
    references = [text for _, text in paragraphs[start + 1 :]]
    for key, reference in zip(keys, references, strict=True):
        cited = re.fullmatch(r".*?\)\. (.+) \(s\. (.+?)\) \[.*", reference)
        assert cited is not None, reference
        assert words_of(cited[1]) in pages_of(file_of(key))[0]
        assert _spelt_out(cited[2]) == quoted_pages(key)
        assert file_of(key).name in reference


def _spelt_out(pages: str) -> set[int]:
    """Return the numbers that stand for pages: 1, 2, 3 and 5 for "1–3, 5"."""
    ranges = [[int(number) for number in part.split("–")] for part in pages.split(", ")]
    return {page for each in ranges for page in range(each[0], each[-1] + 1)}


def test_the_programme_is_printed_in_danish_in_its_order_with_times_notes_and_pages(
    corpus: App, tmp_path: Path
) -> None:
    plan = {HERNING: ("9.00, Store sal", "Husk tolk"), BORAS: ("10.30", "Fråga om pengarna")}
    collect(corpus, BORAS, HERNING)
    for key, (slot, note) in plan.items():
        write_note(corpus, title_of(key), slot=slot, note=note)
    name_it(corpus, "Sociale dage 2027")
    corpus.page.get_by_role("button", name=f"Flytta ner: {title_of(BORAS)}").click()
    said(corpus, f"{title_of(BORAS)} står nu på plats 2 av 2.")
    corpus.page.get_by_role("link", name="Dansk", exact=True).click()
    corpus.wait("Skift link")
    # to hand out, and for their own work
    for label, has_notes in (
        ("Program i Word (DOCX)", False),
        ("Program i Word med mine noter (DOCX)", True),
    ):
        word = export(corpus, "Eksportér 2 eksempler", label, tmp_path)
        assert word.name == "metodbank-sociale-dage-2027-program.docx"
        paragraphs = paragraphs_of(word)
        assert paragraphs[0] == ("Heading 1", "Sociale dage 2027")
        headings = [text for style, text in paragraphs if style == "Heading 2"]
        assert headings == [*(f"{slot} · {title_of(key, 'da')}" for key, (slot, _) in plan.items()), "Kilder"]
        starts = [paragraphs.index(("Heading 2", heading)) for heading in headings]
        for (_, note), (start, end) in zip(plan.values(), pairwise(starts), strict=True):
            assert (note in [text for _, text in paragraphs[start:end]]) is has_notes
        references = [text for _, text in paragraphs[starts[-1] + 1 :]]
        quotes = quotes_in(paragraphs)
        assert [words for words, _ in quotes] == [told(key, "method")[0] for key in plan]
        cited = zip(plan, quotes, enumerate(references, start=1), strict=True)
        for key, (words, source), (number, reference) in cited:
            name = file_of(key).name
            assert reference.startswith(f"[{number}] ")
            assert name in reference
            assert stands(key, words, source.replace(f"[{number}]", f"{name},"))
    printed = export(corpus, "Eksportér 2 eksempler", "Program i PDF med mine noter", tmp_path)
    text = " ".join(pages_of(printed))
    expected = [
        words_of(part)
        for key, (slot, note) in plan.items()
        for part in (slot, title_of(key, "da"), note, told(key, "method")[0])
    ]
    places = [text.find(part) for part in expected]
    assert places == sorted(places), expected
    assert places[0] >= 0


def test_a_saved_search_is_opened_again_and_its_feed_names_what_the_search_finds(corpus: App) -> None:
    begin(corpus)
    ask(corpus, "Boråsmodellen")
    corpus.page.get_by_text(re.compile(r"^Sverige \(\d+\)$")).click()
    corpus.page.get_by_role("link", name="Ta bort filtret Sverige").wait_for()
    corpus.rest()
    asked = corpus.query
    corpus.page.get_by_role("button", name="Spara sökningen").click()
    said(corpus, "Sparat i Min samling (1)")
    titles = set(corpus.page.get_by_role("article").get_by_role("heading").all_inner_texts())
    open_collection(corpus)
    saved = item_of(corpus, "Boråsmodellen · Sverige")
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
    (entry,) = (each for title, each in entries.items() if title.startswith("Boråsmodellen"))
    target = entry.find("atom:link", ATOM)
    assert target is not None
    corpus.page.goto(target.attrib["href"])
    passage = corpus.page.locator("#mb-passage")
    passage.wait_for()
    assert words_of(entry.findtext("atom:content", "", ATOM)) in words_of(passage.inner_text())
    open_collection(corpus)
    corpus.page.get_by_role("link", name="Boråsmodellen · Sverige", exact=True).click()
    corpus.wait("för ”Boråsmodellen”")
    assert corpus.query == asked
    corpus.until("document.querySelector('button.mb-save-search').getAttribute('aria-pressed') === 'true'")


def test_the_tables_of_a_collection_have_the_rows_that_the_page_shows(corpus: App, tmp_path: Path) -> None:
    begin(corpus)
    # a practice without a method: what is quoted of it is what came of it
    ask(corpus, "byalag i Kil fick en miljon")
    save(corpus, title_of("byalag-kil"), count=1)
    open_theme(corpus, THEME)
    for count, key in enumerate((HERNING, BORAS), start=2):
        save(corpus, title_of(key), count=count)
    open_collection(corpus)
    write_note(corpus, title_of(HERNING), slot="9.00", note="Tolk; med utrustning")
    shown = []
    for each in section_under(corpus, "Exempel").get_by_role("article").all():
        source = each.get_by_role("figure").get_by_role("link").inner_text()
        quote = words_of(each.get_by_role("blockquote").inner_text().replace("…", ""))
        slot, note = (
            each.get_by_role("textbox", name=name).input_value() for name in ("Tid eller lokal", "Anteckning")
        )
        shown.append((each.get_by_role("heading").inner_text(), quote, source, slot, note))
    table = export(corpus, "Exportera 3 exempel", "CSV", tmp_path)
    rows = rows_of(table)
    assert [row["Nr"] for row in rows] == ["1", "2", "3"]
    for row, (title, quote, source, slot, note) in zip(rows, shown, strict=True):
        assert row["Titel"] == title
        assert quote in words_of(row["Citat"])
        assert ", s. ".join(filter(None, (row["Fil"], row["Sida"]))) == source
        assert (row["Tid eller lokal"], row["Anteckning"]) == (slot, note)
    references = rispy.loads(
        export(corpus, "Exportera 3 exempel", "RIS (till Zotero)", tmp_path).read_text("utf-8")
    )
    assert [each["id"] for each in references] == [row["Beteckning i Metodbank"] for row in rows]
    assert [each["title"] for each in references] == [row["Dokument"] for row in rows]


def test_a_passage_that_no_practice_tells_of_is_saved_with_its_own_words_and_page(
    corpus: App, tmp_path: Path
) -> None:
    begin(corpus)
    ask(corpus, "IPS för unga i Knivsta")
    hit = corpus.page.get_by_role("article").filter(has_text=UNTOLD[:60])
    assert "Exempel:" not in hit.inner_text()
    document = hit.get_by_role("heading").inner_text()
    hit.get_by_role("button", name="Spara:").click()
    said(corpus, "Sparat i Min samling (1)")
    open_collection(corpus)
    assert order(corpus) == [document]
    item = item_of(corpus, document)
    source = item.get_by_role("figure").get_by_role("link").inner_text()
    assert words_of(UNTOLD) in words_of(item.get_by_role("blockquote").inner_text())
    assert stands("ips-stockholm", words_of(UNTOLD), source)
    corpus.wait("Dokumenten om de samlade exemplen säger inget om förutsättningar")
    paragraphs = paragraphs_of(export(corpus, "Exportera exemplet", "Word (DOCX)", tmp_path))
    (quote,) = quotes_in(paragraphs)
    assert words_of(UNTOLD) in quote[0]
    assert quote[1] == source
    item.get_by_role("heading").get_by_role("link").click()
    passage = corpus.page.get_by_role("region", name=f"Källa: {source}")
    passage.wait_for()
    assert words_of(UNTOLD) in words_of(passage.inner_text())
