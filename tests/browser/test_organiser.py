"""Whole tasks of a conference organiser, who chooses examples for a programme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.corpus_facts import stands, title_of, told, words_of
from tests.browser.organiser_steps import (
    BORAS,
    FREDERIKSBERG,
    HELSINGBORG,
    HERNING,
    JONKOPING,
    THEME,
    another_person,
    collect,
    edit_code,
    name_it,
    rows_of,
    shown_in,
)
from tests.browser.running import App
from tests.browser.steps import (
    arrive,
    ask,
    begin,
    cells,
    choose_to_compare,
    columns,
    export,
    item_of,
    open_collection,
    open_theme,
    order,
    quoted,
    said,
    save,
    section_under,
    write_note,
    written,
)
from tests.browser.word_files import paragraphs_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.browser

# What a page's own script sends, whoever reads it.
CHANGE = """async body => {
    const headers = {"Content-Type": "application/json", "X-Metodbank": "1"};
    const sent = {method: "POST", headers, body: JSON.stringify(body)};
    const answer = await fetch("./collect/change", sent);
    return [answer.status, await answer.json()];
}"""


def test_five_examples_are_collected_from_searches_and_a_theme_one_of_them_by_keyboard(corpus: App) -> None:
    begin(corpus)
    ask(corpus, "Boråsmodellen")
    save(corpus, title_of(BORAS), count=1)
    ask(corpus, "bostad först i Helsingborg")
    hit = corpus.page.get_by_role("article").filter(has_text=f"Exempel: {title_of(HELSINGBORG)}").first
    hit.get_by_role("heading").get_by_role("link").focus()
    button = hit.get_by_role("button", name=f"Spara: {title_of(HELSINGBORG)}", exact=True)
    for _ in range(6):
        corpus.page.keyboard.press("Tab")
        if button.evaluate("each => each === document.activeElement"):
            break
    corpus.page.keyboard.press("Space")
    said(corpus, "Sparat i Min samling (2)")
    assert button.get_attribute("aria-pressed") == "true"
    open_theme(corpus, THEME)
    for count, key in enumerate((HERNING, JONKOPING, FREDERIKSBERG), start=3):
        save(corpus, title_of(key), count=count)
    corpus.page.get_by_role("link", name="Samling (5)").click()
    arrive(corpus, "Min samling")
    collected = (BORAS, HELSINGBORG, HERNING, JONKOPING, FREDERIKSBERG)
    assert order(corpus) == [title_of(key) for key in collected]


def test_three_of_the_examples_are_compared_and_a_fourth_is_added_to_them(corpus: App) -> None:
    collected = (BORAS, HELSINGBORG, HERNING, FREDERIKSBERG)
    collect(corpus, *collected)
    for key in collected[:3]:
        choose_to_compare(corpus, title_of(key))
    for n_compared in (3, 4):
        compared = collected[:n_compared]
        corpus.page.get_by_role("link", name="Jämför valda exempel (2–5)").click()
        corpus.page.get_by_role("region", name=f"{n_compared} exempel bredvid varandra").wait_for()
        corpus.rest()
        assert columns(corpus) == [title_of(key) for key in compared]
        for key, cell in zip(compared, cells(corpus, "Så gjorde man"), strict=True):
            quotes = quoted(cell)
            assert [words for words, _ in quotes] == told(key, "method")
            assert all(stands(key, *quote) for quote in quotes)
        if n_compared == 3:
            corpus.page.get_by_role("link", name="Lägg till ett exempel från samlingen").click()
            arrive(corpus, "Min samling")
            choose_to_compare(corpus, title_of(FREDERIKSBERG))


def test_a_programme_with_times_and_notes_is_put_in_order_by_keyboard_and_is_there_after_a_reload(
    corpus: App,
) -> None:
    keys = (BORAS, HELSINGBORG, HERNING)
    plan = {
        BORAS: ("9.00, stora salen", "Inledning"),
        HELSINGBORG: ("10.30", "Fråga om pausen"),
        HERNING: ("13.15", "Tolk behövs\nFråga om resan"),
    }
    collect(corpus, *keys)
    name_it(corpus, "Socialdagarna 2027", "Till styrgruppen")
    arrive(corpus, "Socialdagarna 2027")
    for key in keys:
        write_note(corpus, title_of(key), slot=plan[key][0], note=plan[key][1])
    up = corpus.page.get_by_role("button", name=f"Flytta upp: {title_of(HERNING)}")
    up.focus()
    for place in (2, 1):
        corpus.page.keyboard.press("Enter")
        said(corpus, f"{title_of(HERNING)} står nu på plats {place} av 3.")
        corpus.until("name => document.activeElement.ariaLabel === name", up.get_attribute("aria-label"))
    ordered = [title_of(HERNING), title_of(BORAS), title_of(HELSINGBORG)]
    assert order(corpus) == ordered
    corpus.page.reload()
    arrive(corpus, "Socialdagarna 2027")
    corpus.wait("Till styrgruppen")
    assert order(corpus) == ordered
    assert {key: written(corpus, title_of(key)) for key in keys} == plan
    assert up.get_attribute("aria-disabled") == "true"


def test_an_example_taken_out_comes_back_with_its_note_where_it_was(corpus: App) -> None:
    keys = (BORAS, HELSINGBORG, HERNING)
    collect(corpus, *keys)
    write_note(corpus, title_of(HELSINGBORG), slot="10.30", note="Fråga om pausen")
    corpus.page.get_by_role("button", name=f"Ta bort: {title_of(HELSINGBORG)}").click()
    said(corpus, f"{title_of(HELSINGBORG)} är borttaget. Det går att ångra.")
    assert order(corpus) == [title_of(BORAS), title_of(HERNING)]
    corpus.page.get_by_role("link", name="Samling (2)").wait_for()
    # the focus waits at the way back
    corpus.until("document.activeElement.innerText === 'Ångra'")
    corpus.page.reload()
    arrive(corpus, "Min samling")
    assert order(corpus) == [title_of(BORAS), title_of(HERNING)]
    corpus.page.get_by_role("button", name=f"Ångra: {title_of(HELSINGBORG)}").click()
    said(corpus, f"{title_of(HELSINGBORG)} är tillbaka med sin anteckning.")
    assert order(corpus) == [title_of(key) for key in keys]
    assert written(corpus, title_of(HELSINGBORG)) == ("10.30", "Fråga om pausen")


def test_who_gets_the_link_reads_the_collection_and_can_change_nothing(
    corpus: App, browser: Browser, corpus_url: str
) -> None:
    collect(corpus, BORAS, HELSINGBORG)
    write_note(corpus, title_of(BORAS), slot="9.00", note="Inledning")
    shared, code = shown_in(corpus, "Länk för att läsa"), edit_code(corpus)
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
    with another_person(
        browser, corpus_url, shared, expect="Du läser en samling som någon har delat."
    ) as other:
        arrive(other, "Min samling")
        assert order(other) == [title_of(BORAS), title_of(HELSINGBORG)]
        item = item_of(other, title_of(BORAS))
        assert item.get_by_role("definition").all_inner_texts() == ["9.00", "Inledning"]
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
        said(corpus, "Det finns en ny länk. Den gamla fungerar inte längre.")
        other.page.goto(shared)
        other.wait("Länken leder inte till någon samling.")
        other.page.goto(shown_in(corpus, "Länk för att läsa"))
        arrive(other, "Min samling")


def test_two_people_change_one_collection_and_the_slower_is_told_and_loses_nothing(
    corpus: App, browser: Browser, corpus_url: str
) -> None:
    collect(corpus, BORAS, HELSINGBORG)
    code = edit_code(corpus)
    with another_person(browser, corpus_url, corpus_url, expect="Prova en sökning") as other:
        open_collection(other, "Samling")
        other.page.get_by_text("Öppna en samling med redigeringskod").click()
        other.page.get_by_role("textbox", name="Redigeringskod").fill(code)
        other.page.get_by_role("button", name="Öppna", exact=True).click()
        arrive(other, "Min samling")
        assert code not in other.page.url
        write_note(other, title_of(BORAS), slot="9.00", note="Ring Anna")
        item = item_of(corpus, title_of(BORAS))
        item.get_by_role("textbox", name="Tid eller lokal").fill("13.15")
        item.get_by_role("textbox", name="Anteckning").fill("Ring Birgit")
        item.get_by_role("button", name="Spara anteckningen").click()
        said(corpus, "Någon annan har ändrat texten under tiden, så din sparades inte.")
        kept = item.get_by_role("textbox", name="Din text, som inte sparades")
        kept.wait_for()
        assert written(corpus, title_of(BORAS)) == ("9.00", "Ring Anna")
        assert set(kept.input_value().splitlines()) == {"13.15", "Ring Birgit"}
        write_note(corpus, title_of(BORAS), slot="9.00", note="Ring Anna och Birgit")
        other.page.get_by_role("button", name=f"Flytta ner: {title_of(BORAS)}").click()
        said(other, f"{title_of(BORAS)} står nu på plats 2 av 2.")
        assert order(other) == [title_of(HELSINGBORG), title_of(BORAS)]
        assert written(other, title_of(BORAS)) == ("9.00", "Ring Anna och Birgit")


def test_what_can_go_wrong_is_read_for_all_collected_examples_and_opened_on_its_page(corpus: App) -> None:
    keys = (BORAS, HELSINGBORG, HERNING)
    collect(corpus, *keys)
    corpus.page.get_by_role("link", name="Innan ni börjar").click()
    before = section_under(corpus, "Innan ni börjar")
    groups: dict[str, list[tuple[str, ...]]] = {
        "Förutsättningar": [("preconditions",), ("lessons", "precondition")],
        "Risker": [("lessons", "risk")],
    }
    keys_of = {title_of(key): key for key in keys}
    for heading, fields in groups.items():
        named = before.get_by_role("heading", level=3, name=heading, exact=True)
        figures = named.locator("xpath=following-sibling::ul[1]").get_by_role("figure").all()
        read = [
            (
                words_of(each.get_by_role("blockquote").inner_text()),
                *each.get_by_role("link").all_inner_texts(),
            )
            for each in figures
        ]
        wanted = [
            (words, title_of(key))
            for key in keys
            for field, *codes in fields
            for words in told(key, field, *codes)
        ]
        assert sorted((words, title) for words, _, title in read) == sorted(set(wanted))
        assert [each for each in read if not stands(keys_of[each[2]], *each[:2])] == []
    words, source, _ = read[0]
    figures[0].get_by_role("link", name=source).click()
    passage = corpus.page.get_by_role("region", name=f"Källa: {source}")
    passage.wait_for()
    assert words in words_of(passage.inner_text())


def test_a_second_collection_is_begun_switched_to_renamed_deleted_and_taken_back(corpus: App) -> None:
    collect(corpus, BORAS)
    corpus.page.get_by_role("textbox", name="Den nya samlingens titel").fill("Reserver")
    corpus.page.get_by_role("button", name="Börja en ny samling").click()
    arrive(corpus, "Reserver")
    open_theme(corpus, THEME)
    # what the other one holds can be saved here, too
    corpus.page.get_by_role("button", name=f"Spara: {title_of(BORAS)}", exact=True).click()
    said(corpus, "Sparat i Reserver (1)")
    corpus.page.get_by_role("button", name=f"Spara: {title_of(HERNING)}", exact=True).click()
    said(corpus, "Sparat i Reserver (2)")
    open_collection(corpus, "Reserver")
    assert order(corpus) == [title_of(BORAS), title_of(HERNING)]
    name_it(corpus, "Reservplan")
    arrive(corpus, "Reservplan")
    mine = section_under(corpus, "Mina samlingar")
    listed = mine.get_by_role("listitem")
    assert listed.all_inner_texts() == ["Reservplan (2 sparade)", "Min samling (1 sparad)"]
    mine.get_by_role("link", name="Min samling").click()
    arrive(corpus, "Min samling")
    assert order(corpus) == [title_of(BORAS)]
    corpus.page.get_by_role("button", name="Spara nya exempel i den här samlingen").click()
    corpus.page.get_by_role("link", name="Samling (1)").wait_for()
    mine.get_by_role("link", name="Reservplan").click()
    arrive(corpus, "Reservplan")
    corpus.page.get_by_role("button", name="Ta bort samlingen").click()
    corpus.wait("Samlingen är borttagen.")
    assert listed.all_inner_texts() == ["Min samling (1 sparad)"]
    corpus.page.get_by_role("button", name="Ångra: Reservplan").click()
    corpus.page.get_by_role("heading", level=2, name="Exempel").wait_for()
    arrive(corpus, "Reservplan")
    assert order(corpus) == [title_of(BORAS), title_of(HERNING)]
    assert set(listed.all_inner_texts()) == {"Reservplan (2 sparade)", "Min samling (1 sparad)"}


def test_hostile_text_stays_text_and_a_note_that_is_too_long_is_refused_and_not_lost(
    corpus: App, tmp_path: Path
) -> None:
    long = "Fråga om pausen. " * 176 + "Slut här"
    hostile = '<script>window.hacked = 1</script> & "=1+1"'
    image = "<img src=x onerror='window.hacked = 1'>"
    collect(corpus, BORAS, HELSINGBORG)
    corpus.page.get_by_text("Ändra titel och beskrivning").click()
    title = corpus.page.get_by_role("textbox", name="Titel", exact=True)
    title.clear()
    corpus.page.keyboard.insert_text(long)  # as pasting does
    corpus.page.get_by_role("textbox", name="Beskrivning").fill(image)
    corpus.page.get_by_role("button", name="Spara ändringarna").click()
    said(corpus, f"Texten är {len(long)} tecken lång och sparades inte. Högst 200 får plats.")
    assert title.input_value() == long
    title.fill(hostile)
    corpus.page.get_by_role("button", name="Spara ändringarna").click()
    arrive(corpus, hostile)
    write_note(corpus, title_of(BORAS), slot=image, note=f"=HYPERLINK(1)\n{hostile}")
    corpus.page.reload()
    arrive(corpus, hostile)
    corpus.wait(image)
    assert written(corpus, title_of(BORAS)) == (image, f"=HYPERLINK(1)\n{hostile}")
    note = item_of(corpus, title_of(HELSINGBORG)).get_by_role("textbox", name="Anteckning")
    note.click()
    corpus.page.keyboard.insert_text(long)
    item_of(corpus, title_of(HELSINGBORG)).get_by_role("button", name="Spara anteckningen").click()
    said(corpus, f"Texten är {len(long)} tecken lång och sparades inte. Högst 2000 får plats.")
    assert note.input_value() == long
    corpus.page.get_by_role("button", name=f"Flytta upp: {title_of(HELSINGBORG)}").click()
    said(corpus, f"{title_of(HELSINGBORG)} står nu på plats 1 av 2.")
    kept = item_of(corpus, title_of(HELSINGBORG)).get_by_role("textbox", name="Din text, som inte sparades")
    assert kept.input_value() == long
    note.fill("Fråga om pausen")
    item_of(corpus, title_of(HELSINGBORG)).get_by_role("button", name="Spara anteckningen").click()
    said(corpus, f"Anteckningen är sparad: {title_of(HELSINGBORG)}")
    table = export(corpus, "Exportera 2 exempel", "CSV", tmp_path)
    rows = rows_of(table)
    assert [row["Anteckning"] for row in rows] == ["Fråga om pausen", f"'=HYPERLINK(1)\n{hostile}"]
    assert corpus.page.evaluate("window.hacked") is None
    assert corpus.page.get_by_role("main").locator("img, script").count() == 0


def test_a_programme_is_planned_on_a_phone_with_a_slow_connection(corpus: App, tmp_path: Path) -> None:
    corpus.page.set_viewport_size({"width": 390, "height": 844})
    collect(corpus, BORAS, HERNING)
    name_it(corpus, "Fredagen")
    item = item_of(corpus, title_of(HERNING))
    slot, note = (item.get_by_role("textbox", name=name) for name in ("Tid eller lokal", "Anteckning"))
    held: list[Route] = []
    corpus.page.route("**/collect/change", lambda route: held.append(route), times=1)
    slot.fill("9.00")
    with corpus.page.expect_request("**/collect/change"):
        note.click()
    note.fill("Tolk")  # while the time is still on its way
    held[0].continue_()
    said(corpus, f"Anteckningen är sparad: {title_of(HERNING)}")
    with corpus.page.expect_response("**/collect/change"):
        item.get_by_role("button", name="Spara anteckningen").click()
    corpus.page.get_by_role("button", name=f"Flytta upp: {title_of(HERNING)}").click()
    said(corpus, f"{title_of(HERNING)} står nu på plats 1 av 2.")
    fits = (
        "document.documentElement.scrollWidth <= 390 && document.querySelector('.stMain').scrollWidth <= 390"
    )
    assert corpus.page.evaluate(fits)
    paragraphs = paragraphs_of(
        export(corpus, "Exportera 2 exempel", "Program som Word-fil med mina anteckningar (DOCX)", tmp_path)
    )
    headings = [text for style, text in paragraphs if style == "Heading 2"]
    assert headings[:2] == [f"9.00 · {title_of(HERNING)}", title_of(BORAS)]
    assert "Tolk" in [text for _, text in paragraphs]
    for key in (BORAS, HERNING):
        choose_to_compare(corpus, title_of(key))
    corpus.page.get_by_role("link", name="Jämför valda exempel (2–5)").click()
    arrive(corpus, "Jämför exempel")
    assert corpus.page.evaluate(fits)
