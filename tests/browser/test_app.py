"""What a reader does with the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.running import App

pytestmark = pytest.mark.browser

IMAGE_ALT = "Bild av sidan {page} i nattvandring.pdf. Sidans text finns också utanför bilden."
HITS = "ol.mb-hits > li"


def _sources(app: App) -> list[str]:
    return [
        line.split(": ", 1)[1].split(",", 1)[0] for line in app.page.locator(".mb-source").all_inner_texts()
    ]


def _wait_for_language(app: App, language: str) -> None:
    app.until("language => document.documentElement.lang === language", language)


def _wait_until_gone(app: App, source: str) -> None:
    app.page.locator(".mb-source", has_text=source).first.wait_for(state="detached")


def test_a_swedish_search_finds_a_danish_passage(app: App) -> None:
    app.open("/", expect="Prova en sökning")
    _wait_for_language(app, "sv")
    app.search("byalag")
    app.wait("träffar för ”byalag”")
    assert app.query == "q=byalag"
    danish = app.page.locator(HITS).filter(has_text="driver et landsbylaug").first
    danish.wait_for()
    assert {"byalag.txt", "landsbylaug.md"} <= set(_sources(app))
    assert danish.locator("blockquote").get_attribute("lang") == "da"
    assert "danska" in danish.inner_text()
    assert app.page.title() == "byalag – Metodbank"


def test_a_filter_changes_address_and_hits_and_survives_a_reload(app: App) -> None:
    app.open("/?q=byalag", expect="träffar för ”byalag”")
    app.page.locator("label", has_text="Danmark (").click()
    app.page.get_by_role("link", name="Ta bort filtret Danmark").wait_for()
    _wait_until_gone(app, "byalag.txt")
    assert app.query == "q=byalag&country=DK"
    assert set(_sources(app)) == {"landsbylaug.md"}
    app.page.reload()
    app.page.get_by_role("link", name="Ta bort filtret Danmark").wait_for()
    app.page.locator(".mb-source").first.wait_for()
    assert app.page.get_by_role("checkbox", name="Danmark").is_checked()
    assert set(_sources(app)) == {"landsbylaug.md"}
    app.page.go_back()
    app.page.get_by_role("link", name="Ta bort filtret Danmark").wait_for(state="detached")
    app.page.locator(".mb-source", has_text="byalag.txt").first.wait_for()
    assert not app.page.get_by_role("checkbox", name="Danmark").is_checked()


def test_back_and_forward_go_through_the_searches(app: App) -> None:
    app.open("/", expect="Prova en sökning")
    app.search("byalag")
    app.wait("träffar för ”byalag”")
    app.search("skridskor")
    app.wait("för ”skridskor”")
    app.page.go_back()
    app.wait("träffar för ”byalag”")
    assert app.box.input_value() == "byalag"
    app.page.go_forward()
    app.wait("för ”skridskor”")


def test_the_language_switch_keeps_the_search(app: App) -> None:
    app.open("/?q=byalag", expect="träffar för ”byalag”")
    app.page.get_by_role("link", name="Dansk", exact=True).click()
    app.wait("resultater for ”byalag”")
    assert app.query == "q=byalag&ui=da"
    _wait_for_language(app, "da")
    app.page.get_by_role("link", name="English", exact=True).click()
    app.wait("results for “byalag”")
    _wait_for_language(app, "en")


def test_the_reader_opens_at_the_passage_and_leads_back(app: App) -> None:
    app.open("/?q=byalag&country=SE", expect="för ”byalag”")
    app.page.evaluate("window.stillHere = true")
    hit = app.page.locator(HITS).filter(has_text="I Kils kommun").first
    hit.get_by_role("heading").get_by_role("link").click()
    passage = app.page.locator("#mb-passage")
    passage.wait_for()
    assert "I Kils kommun fick ett byalag pengar till en gemensam mötesplats" in passage.inner_text()
    assert "byalag.txt, rad 7" in passage.inner_text()
    app.until("document.activeElement.id === 'mb-passage'")
    assert app.page.evaluate(
        "const r = document.activeElement.getBoundingClientRect(); r.top >= 0 && r.bottom < 900"
    )
    app.page.get_by_role("link", name="Tillbaka till sökningen").click()
    app.wait("för ”byalag”")
    assert app.query == "q=byalag&country=SE"
    app.until("document.activeElement.id === 'mb-title'")
    # all of it without loading the page anew
    assert app.page.evaluate("window.stillHere")


def test_a_page_of_a_pdf_is_shown_as_an_image_beside_its_text(app: App) -> None:
    app.open("/?q=klotter", expect="för ”klotter”")
    assert "Källa: nattvandring.pdf, s. 2" in app.page.locator(".mb-source").first.inner_text()
    app.page.locator(HITS).first.get_by_role("heading").get_by_role("link").click()
    image = app.page.get_by_alt_text(IMAGE_ALT.format(page=2))
    image.wait_for()
    app.until("[...document.images].some(i => i.alt.startsWith('Bild av sidan 2') && i.naturalWidth > 500)")
    assert "Klotter och skadegörelse minskade" in app.page.locator("#mb-passage").inner_text()
    app.page.get_by_role("link", name="Föregående").first.click()
    app.wait("Text på sidan 1")
    app.page.get_by_alt_text(IMAGE_ALT.format(page=1)).wait_for()
    assert "page=1" in app.query


def test_the_original_can_be_downloaded(app: App, tmp_path: Path) -> None:
    app.open("/?q=skridskor", expect="för ”skridskor”")
    app.page.locator(HITS).first.get_by_role("heading").get_by_role("link").click()
    with app.page.expect_download() as waiting:
        app.page.get_by_role("button", name="Hämta originalet").click()
    assert waiting.value.suggested_filename == "byalag.txt"
    waiting.value.save_as(tmp_path / "got.txt")
    assert "bollar och skridskor" in (tmp_path / "got.txt").read_text(encoding="utf-8")


def test_hostile_text_stays_text(app: App) -> None:
    app.open("/?q=skottkärror", expect="för ”skottkärror”")
    app.page.locator(HITS).filter(has_text="[en länk](javascript:window.hacked=1)").first.wait_for()
    app.page.locator(HITS).first.get_by_role("heading").get_by_role("link").click()
    text = app.page.locator(".mb-text")
    text.wait_for()
    assert "<script>window.hacked = 1</script>" in text.inner_text()
    assert "</mark> och **stjärnor**" in text.inner_text()
    assert app.page.evaluate("window.hacked") is None
    assert app.page.locator(".mb-text img, .mb-text strong").count() == 0


def test_the_keyboard_reaches_the_box_early_and_enter_shows_hits(app: App) -> None:
    app.open("/", expect="Prova en sökning")
    app.box.wait_for()  # the browser fetches its code last
    stops: list[str] = []
    while len(stops) < 16 and "search" not in stops:
        app.page.keyboard.press("Tab")
        stops.append(app.page.evaluate("document.activeElement.type || document.activeElement.innerText"))
    # before it the framework's menu and main area, the skip link, the name, the languages and the menu
    menu = ["Sök", "Teman", "Karta", "Utforska", "Samling", "Guide", "Om Metodbank"]
    assert stops[2:] == [
        "Hoppa till innehållet",
        "Metodbank",
        "Svenska",
        "Dansk",
        "English",
        *menu,
        "search",
    ]
    app.page.keyboard.type("skridskor")
    app.page.keyboard.press("Enter")
    app.wait("för ”skridskor”")
    assert app.page.evaluate("document.activeElement.type") == "search"


def test_the_skip_link_leads_to_the_heading(app: App) -> None:
    app.open("/", expect="Prova en sökning")
    skip = app.page.get_by_role("link", name="Hoppa till innehållet")
    skip.focus()
    app.page.keyboard.press("Enter")
    assert app.page.evaluate("document.activeElement.id") == "mb-title"


def test_a_filter_that_the_words_name_can_be_taken_and_undone(app: App) -> None:
    app.open("/?q=föreningar i Kil", expect="för ”föreningar i Kil”")
    app.page.get_by_role("navigation", name="Förslag på filter:").get_by_role(
        "link", name="Bara Kils kommun"
    ).click()
    app.wait("för ”föreningar”")
    assert app.query == "q=f%C3%B6reningar&municipality=SE1715"
    assert app.box.input_value() == "föreningar"
    app.page.get_by_role("link", name="Ta bort filtret Kil").wait_for()
    assert set(_sources(app)) == {"byalag.txt"}
    app.page.go_back()
    app.wait("för ”föreningar i Kil”")
    assert app.box.input_value() == "föreningar i Kil"


def test_a_misspelt_word_is_corrected_by_one_click_and_kept_for_the_way_back(app: App) -> None:
    app.open("/?q=skridskår&ui=da", expect="Mente du:")
    app.page.get_by_role("link", name="skridskor", exact=True).click()
    app.wait("for ”skridskor”")
    assert app.query == "q=skridskor&ui=da"
    app.page.go_back()
    app.wait("for ”skridskår”")


def test_more_like_a_hit_is_a_search_of_its_own_with_a_chip_that_ends_it(app: App) -> None:
    app.open("/?q=klotter", expect="för ”klotter”")
    app.page.get_by_role("link", name="Fler som det här: Nattvandring i Norberg").first.click()
    chip = app.page.get_by_role("link", name="Ta bort ”Liknar: Nattvandring i Norberg”")
    chip.wait_for()
    app.until("document.querySelector('input[type=search]').value === ''")
    assert app.query.startswith("like=")
    address = app.page.url
    app.page.reload()
    chip.wait_for()
    assert app.page.url == address
    app.page.go_back()
    app.wait("för ”klotter”")
    chip.wait_for(state="detached")
    app.page.go_forward()
    chip.click()
    app.wait("Prova en sökning")
    assert app.query == ""


def test_less_like_a_hit_is_in_its_menu_and_reached_by_keyboard(app: App) -> None:
    app.open("/?q=byalag", expect="träffar för ”byalag”")
    hit = app.page.locator(HITS).filter(has_text="I Kils kommun").first
    hit.locator("summary").focus()
    app.page.keyboard.press("Enter")
    app.page.keyboard.press("Tab")
    assert app.page.evaluate("document.activeElement.innerText") == "Färre som det här"
    app.page.keyboard.press("Enter")
    app.page.get_by_role("link", name="Ta bort ”Inte som: Byalag och mötesplatser”").wait_for()
    app.page.locator(HITS).filter(has_text="I Kils kommun").first.wait_for(state="detached")
    assert app.query.startswith("q=byalag&unlike=")


def test_a_text_that_stands_in_two_documents_is_shown_once_with_both(app: App) -> None:
    app.open("/?q=kör i biblioteket", expect="för ”kör i biblioteket”")
    told = app.page.locator(HITS).filter(has_text="startade kulturskolan en kör")
    told.first.wait_for()
    assert told.count() == 1
    other = told.first.locator(".mb-also a")
    titles = {"Kör för gamla och unga", "Sång över generationer"}
    assert {other.inner_text(), told.first.locator("h3").inner_text()} == titles
    title = other.inner_text()
    other.click()
    app.page.get_by_role("heading", level=1, name=title).wait_for()
    app.page.locator("#mb-passage", has_text="startade kulturskolan en kör").wait_for()


def test_nothing_good_is_said_and_a_filter_that_hides_hits_can_be_dropped(app: App) -> None:
    app.open("/?q=skridskor&country=DK", expect="Inga bra träffar för ”skridskor”")
    app.page.get_by_role("link", name="Utan Danmark (").click()
    app.wait("för ”skridskor”")
    app.page.locator(".mb-source", has_text="byalag.txt").first.wait_for()
    assert app.query == "q=skridskor"


def test_the_box_is_described_by_the_help_below_it(app: App) -> None:
    app.open("/", expect="Prova en sökning")
    app.until(
        "document.querySelector('input[type=search]')?.getAttribute('aria-describedby') === 'mb-box-help'"
    )
    assert "Sätt citattecken runt ord" in app.page.locator("#mb-box-help").inner_text()


@pytest.mark.parametrize("address", ["/?q=byalag&country=SE", "/?q=byalag&like=1&unlike=2", "/document?id=1"])
def test_nothing_is_cut_off_at_320_pixels_and_with_large_text(app: App, address: str) -> None:
    app.page.set_viewport_size({"width": 320, "height": 800})
    app.open(address, expect="Metodbank")
    app.page.locator("h1").wait_for()
    app.wait("Metodbank citerar")
    fits = (
        "document.documentElement.scrollWidth <= 320 && document.querySelector('.stMain').scrollWidth <= 320"
    )
    assert app.page.evaluate(fits)
    # text at 200 % on a screen of 640: what a browser's text zoom does to units of rem
    app.page.set_viewport_size({"width": 640, "height": 800})
    app.page.evaluate("document.documentElement.style.fontSize = '34px'")
    assert app.page.evaluate("document.querySelector('.stMain').scrollWidth <= 640")
