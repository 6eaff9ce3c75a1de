"""A curator goes through twelve notes of a conference, and meets another curator."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest

from kb.accounts import Role
from tests.browser.people import SECOND_CURATOR, opened_by, served_with_people
from tests.browser.running import App, opened, run_python
from tests.browser.steps import arrive, said, settle

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

pytestmark = pytest.mark.browser

NOTE = """Läxhjälp i {town}, grupp {n}

Anteckningar från konferensen om skola och fritid, {n} mars 2024

Problemet

- I {town}s kommun hade många barn i årskurs {n} svårt att få läxhjälp, och föräldrarna
ville ha något på lördagar.

Så gjorde de

- Kommunen startade en lördagsskola med {many} barn och {more} volontärer från {who} i {town}.

Resultat

- Fler barn blev godkända i {subject}, och frånvaron minskade under våren.
"""
TOWNS = ("Kil", "Karlstad", "Forshaga", "Arvika", "Sunne", "Torsby", "Hagfors", "Filipstad", "Säffle")
SUBJECTS = ("matematik", "svenska", "engelska", "fysik", "kemi", "biologi", "historia", "musik", "idrott")
WEB = """Byalag får pengar till mötesplats

I Kils kommun fick ett byalag femtio tusen kronor till en gemensam mötesplats, och många föreningar var med.

Dela på Facebook
Dela på Twitter

Föreningarna i Kil turas om att hålla öppet. Lokalen ligger bredvid skolan, och dit hör också en verkstad där
unga lagar cyklar. Mer om verkstaden finns hos Norbergs kommun, som bad om råd.
"""
CHOIR = """Kör på {where}

I Vaggeryds kommun startade kulturskolan en kör för äldre och barn, som övade varje torsdag i biblioteket.
Efter ett år hade kören fyrtio medlemmar, och tre äldreboenden bad om att få besök av den varje {often}.
"""
FILES: Mapping[str, str] = {
    "webb.txt": WEB,
    "kor.txt": CHOIR.format(where="biblioteket", often="månad"),
    "kor-igen.txt": CHOIR.format(where="torsdagar", often="vecka"),
    **{
        f"grupp-{n}.txt": NOTE.format(
            n=n, town=town, many=n * 7, more=n + 4, who=f"förening {n}", subject=subject
        )
        for n, (town, subject) in enumerate(zip(TOWNS, SUBJECTS, strict=True), start=1)
    },
}

_HAND_IN = """
import json, pathlib, sys
from kb.accounts import Actor, Role
from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings
base = open_knowledge_base(load_settings(home=pathlib.Path(sys.argv[1])))
desk = base.acting_as(Actor(login="berit", name="Berit", role=Role.CONTRIBUTOR)).batches
batch = desk.begin("Skola och fritid 2024", {"event": "Skola och fritid", "licence": "CC BY 4.0"})
files = {name: text.encode() for name, text in json.loads(sys.argv[2]).items()}
announced = desk.announce(batch.id, [(name, len(data)) for name, data in files.items()])
for file, data in zip(announced, files.values()):
    desk.put(file.id, [data])
desk.read(batch.id)
desk.hand_in(batch.id)
base.close()
"""


@pytest.fixture
def reviewing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app with twelve notes in the queue."""
    home = tmp_path_factory.mktemp("home")
    (home / "kb.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    run_python(_HAND_IN, str(home), json.dumps(FILES))
    with served_with_people(home, tmp_path_factory.mktemp("elsewhere")) as url:
        yield url


@pytest.fixture
def karin(browser: Browser, reviewing: str) -> Iterator[App]:
    """A curator at the queue."""
    with opened_by(browser, reviewing, Role.CURATOR, to="queue") as app:
        arrive(app, "Granskningskö")
        yield app


def _press(app: App, name: str) -> None:
    app.page.get_by_role("button", name=name, exact=True).first.click()
    app.rest()


def _open(app: App, title: str) -> None:
    app.page.get_by_role("link", name=title, exact=True).first.click()
    arrive(app, title)
    settle(app)


def _tag(app: App, name: str) -> Locator:
    return app.page.locator(".mb-tag").filter(has=app.page.get_by_text(name, exact=True))


def _titles_found(app: App, words: str) -> list[str]:
    app.page.goto(f"{app.url}/?q={words}")
    app.page.locator(".mb-footer").wait_for()
    app.rest()
    return app.page.locator(".mb-hits h3").all_inner_texts()


def _waiting(app: App, count: int) -> None:
    app.page.get_by_role("heading", name=f"{count} dokument väntar").wait_for()
    settle(app)


def test_twelve_notes_are_gone_through_in_one_sitting(karin: App, browser: Browser, reviewing: str) -> None:
    _waiting(karin, 12)
    _a_wrong_place_is_rejected_and_a_line_comes_back(karin)
    _a_near_duplicate_is_declined(karin)
    _the_rest_are_accepted_at_once(karin)
    with opened(browser, reviewing) as reader:
        assert "Läxhjälp i Arvika, grupp 4" in _titles_found(reader, "lördagsskola Arvika fysik")
        assert not any("torsdagar" in title for title in _titles_found(reader, "kör torsdag bibliotek"))
        assert "Byalag får pengar till mötesplats" in _titles_found(reader, "byalag mötesplats")
        assert _titles_found(reader, "byalag mötesplats&municipality=SE1962") == []
    _an_acceptance_is_undone(karin)
    with opened(browser, reviewing) as reader:
        assert "Läxhjälp i Arvika, grupp 4" not in _titles_found(reader, "lördagsskola Arvika fysik")


def _a_wrong_place_is_rejected_and_a_line_comes_back(app: App) -> None:
    _open(app, "Byalag får pengar till mötesplats")
    _press(app, "Avvisa: Kommun: Norberg")
    said(app, "Taggen är avvisad.")
    _tag(app, "Norberg").get_by_text("avvisad av Karin").first.wait_for()
    app.until("document.activeElement.getAttribute('aria-label') === 'Ångra: Kommun: Norberg'")
    app.page.get_by_role("button", name=re.compile("^Lägg tillbaka: Dela på Facebook")).click()
    said(app, "2 rader står i dokumentet igen.")
    app.page.locator(".mb-text").get_by_text("Dela på Twitter").wait_for()
    _press(app, "Sortera bort dem igen")
    said(app, "2 rader är bortsorterade igen.")
    _press(app, "Godkänn och gå till nästa")
    app.wait("”Byalag får pengar till mötesplats” är godkänt")


def _a_near_duplicate_is_declined(app: App) -> None:
    arrive(app, "Kör på biblioteket")
    app.page.get_by_role("link", name="Jämför sida vid sida: Kör på torsdagar").click()
    app.page.get_by_role("heading", name="Sida vid sida").wait_for()
    assert app.page.locator("u.mb-only").all_text_contents() == ["Bara här: månad.", "Bara här: vecka."]
    app.page.get_by_role("link", name="Hoppa över till nästa").first.click()
    arrive(app, "Kör på torsdagar")
    settle(app)
    app.page.get_by_text("Avböj med skäl").first.click()
    reason = app.page.get_by_role("textbox", name="Varför det avböjs").first
    reason.fill("Samma anteckning som Kör på biblioteket")
    app.page.get_by_role("button", name="Avböj och gå till nästa").first.click()
    app.wait("”Kör på torsdagar” är avböjt.")


def _the_rest_are_accepted_at_once(app: App) -> None:
    app.page.get_by_role("link", name="Till granskningskön").click()
    _waiting(app, 10)
    app.page.get_by_role("button", name=re.compile("^Välj alla i inlämningen")).click()
    app.page.get_by_role("checkbox", name="Välj Läxhjälp i Säffle, grupp 9").uncheck()
    _press(app, "Godkänn de valda")
    app.wait("9 dokument är godkända och går att söka i.")
    _waiting(app, 1)


def _an_acceptance_is_undone(app: App) -> None:
    app.page.get_by_role("link", name="är godkända (10)").click()
    app.page.get_by_role("heading", name="10 dokument visas").wait_for()
    settle(app)
    _open(app, "Läxhjälp i Arvika, grupp 4")
    _press(app, "Ångra godkännandet")
    said(app, "Dokumentet ligger i kön igen.")
    app.wait("Väntar på beslut.")


def test_the_second_curator_sees_who_did_what_and_chooses(
    karin: App, browser: Browser, reviewing: str
) -> None:
    title = "Läxhjälp i Kil, grupp 1"
    _open(karin, title)
    karin.page.get_by_text("Avböj med skäl").first.click()
    karin.page.get_by_role("textbox", name="Varför det avböjs").first.fill("Dubblett")
    with opened_by(browser, reviewing, SECOND_CURATOR, to="queue") as niels:
        _open(niels, title)
        _press(niels, "Avvisa: Kommun: Kil")
        said(niels, "Taggen är avvisad.")
    karin.page.get_by_role("button", name="Avböj och gå till nästa").first.click()
    karin.wait("Niels har ändrat något här sedan du öppnade sidan")
    settle(karin)
    _tag(karin, "Kil").get_by_text("avvisad av Niels").first.wait_for()
    reason = karin.page.get_by_role("textbox", name="Varför det avböjs").first
    if not reason.is_visible():
        karin.page.get_by_text("Avböj med skäl").first.click()
    assert reason.input_value() == "Dubblett"
    karin.page.get_by_role("button", name="Avböj och gå till nästa").first.click()
    karin.wait(f"”{title}” är avböjt.")


def test_a_missing_tag_is_added_with_words_marked_in_the_text(karin: App) -> None:
    _open(karin, "Byalag får pengar till mötesplats")
    karin.page.get_by_role("link", name=re.compile("^Taggar: .* i avsnitt 1$")).click()
    karin.page.locator("#mb-passage").wait_for()
    settle(karin)
    karin.page.get_by_text("Lägg till en tagg som saknas").click()
    karin.page.locator("#mb-passage > div > p").first.click(click_count=3)
    _press(karin, "Hämta de markerade orden")
    karin.until("document.getElementById('mb-add-words').value.includes('ett byalag femtio tusen kronor')")
    karin.page.get_by_role("textbox", name="Orden i avsnittet").fill("femtio tusen kronor")
    karin.page.get_by_role("combobox", name="Vad de säger").select_option(label="Sunne")
    _press(karin, "Lägg till taggen")
    said(karin, "Taggen är tillagd.")
    _tag(karin, "Sunne").get_by_text("tillagd av Karin").first.wait_for()


@pytest.mark.parametrize("ui_language", ["sv", "da"])
def test_queue_and_document_have_no_violations_and_fit_when_narrow_and_dark(
    karin: App, ui_language: str
) -> None:
    karin.page.get_by_role("link", name="Kör på biblioteket", exact=True).click()
    arrive(karin, "Kör på biblioteket")
    number = re.search(r"id=(\d+)", karin.query)
    assert number is not None
    item = f"review?id={number[1]}"
    karin.page.get_by_role("link", name="Jämför sida vid sida").click()
    karin.page.get_by_role("heading", name="Sida vid sida").wait_for()
    like = re.search(r"like=(\w+)", karin.query)
    passage = re.search(
        r"chunk=(\d+)", str(karin.page.locator(".mb-passage-tags a").first.get_attribute("href"))
    )
    assert like is not None
    assert passage is not None
    found = {}
    for address in ("queue", item, f"{item}&like={like[1]}", f"{item}&chunk={passage[1]}"):
        full = f"/{address}{'&' if '?' in address else '?'}ui={ui_language}"
        for width, scheme in ((1280, "light"), (320, "dark")):
            karin.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            karin.page.set_viewport_size({"width": width, "height": 800})
            karin.page.goto(karin.url + full)
            karin.page.locator(".mb-footer").wait_for()
            karin.rest()
            fits = karin.page.evaluate("w => document.querySelector('.stMain').scrollWidth <= w", width)
            found[full, width] = (karin.axe(), fits)
    assert found == dict.fromkeys(found, ([], True))
