"""Somebody hands in the notes of a conference, in a browser that is closed on the way."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb.accounts import Role
from tests.browser.people import SECOND_CONTRIBUTOR, logged_in, opened_by, served_with_people
from tests.browser.running import App, opened, run_python
from tests.notes_sample import write_notes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Route

pytestmark = pytest.mark.browser

N_NOTES = 12
EMPTY_HOME = """
import pathlib, sys
from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings
open_knowledge_base(load_settings(home=pathlib.Path(sys.argv[1]))).close()
"""
FITS = """width => document.documentElement.scrollWidth <= width
    && document.querySelector('.stMain').scrollWidth <= width"""
READING_S = 240  # on a busy machine


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("contributing")
    run_python(EMPTY_HOME, str(home))
    with served_with_people(home, tmp_path_factory.mktemp("elsewhere")) as address:
        yield address


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("notes")
    files = list(write_notes(folder, n=N_NOTES - 3))
    copied = folder / "igen.md"
    copied.write_bytes(next(each for each in files if each.suffix == ".md").read_bytes())
    contacts = folder / "kontakter.txt"
    contacts.write_text(
        "Anteckningar från byarådet\n\nByarådet i Kils kommun möts varje torsdag i bygdegården.\n"
        "Den som vill vara med skriver till byaradet@exempel.se eller ringer 0554-191 00.\n",
        encoding="utf-8",
    )
    broken = folder / "avbruten.docx"
    broken.write_bytes(b"PK\x03\x04 not all of it")
    return (*files, copied, contacts, broken)


def _begin(app: App, title: str) -> None:
    page = app.page
    page.goto(f"{app.url}/contribute")
    page.get_by_label("Namn på inlämningen").fill(title)
    page.get_by_label("Evenemang").fill("Mötesplatser 2026")
    page.get_by_label("Plats").fill("Falköping")
    page.get_by_role("button", name="Fortsätt till filerna").click()
    _arrive(app, title)


def _arrive(app: App, title: str) -> None:
    app.page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
    app.rest()


def _choose(app: App, files: tuple[Path, ...]) -> None:
    app.page.locator("#mb-choose-files").set_input_files([str(each) for each in files])


def _drop(app: App, names: tuple[str, ...]) -> None:
    """Drop made-up files onto the page, as from a folder on the desk."""
    app.page.evaluate(
        """names => {
            const transfer = new DataTransfer();
            for (const name of names) {
                transfer.items.add(new File([`Anteckning ${name} från Kils kommun`], name));
            }
            const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer });
            document.getElementById("mb-drop").dispatchEvent(event);
        }""",
        list(names),
    )


def _files(app: App) -> Locator:
    return app.page.locator("article.mb-file")


def _file(app: App, name: str) -> Locator:
    return _files(app).filter(has=app.page.locator("h3, .mb-step", has_text=name))


def _in_state(app: App, state: str) -> int:
    return app.page.locator(f'article.mb-file[data-state="{state}"]').count()


def _wait_for_states(app: App, wanted: dict[str, int]) -> None:
    deadline = time.monotonic() + READING_S
    while (found := {state: _in_state(app, state) for state in wanted}) != wanted:
        assert time.monotonic() < deadline, found
        time.sleep(0.3)


def test_notes_are_handed_in_although_the_browser_was_closed_on_the_way(
    browser: Browser, url: str, notes: tuple[Path, ...]
) -> None:
    with opened_by(browser, url, Role.CONTRIBUTOR) as app:
        _begin(app, "Dialogbord")
        address = app.page.url.removeprefix(url)
        n_sent = 0

        def let_five_through(route: Route) -> None:
            nonlocal n_sent
            n_sent += 1
            if n_sent <= 5:
                route.continue_()  # the others hang, as on a train

        app.page.route("**/upload?*", let_five_through)
        _choose(app, notes)
        app.page.get_by_text(re.compile(r"filer skickas, \d+ % är framme")).wait_for()
        app.page.get_by_text("Väntar på att skickas").first.wait_for()
        app.until("() => document.querySelectorAll('article.mb-file').length === 12")
        deadline = time.monotonic() + READING_S
        while _in_state(app, "announced") != N_NOTES - 5:
            assert time.monotonic() < deadline
            time.sleep(0.3)
    with opened_by(browser, url, Role.CONTRIBUTOR) as app:
        app.page.goto(url + address)
        _arrive(app, "Dialogbord")
        assert app.page.get_by_text("Har inte kommit fram: välj filen igen").count() == N_NOTES - 5
        app.page.get_by_text("Alla filer har inte kommit fram.").wait_for()
        _choose(app, notes)
        app.page.get_by_role("status").filter(has_text="5 av filerna är redan framme.").wait_for()
        _wait_for_states(app, {"read": N_NOTES - 1, "failed": 1, "announced": 0})
        assert _files(app).count() == N_NOTES
        _check_and_hand_in(app)
    with opened_by(browser, url, SECOND_CONTRIBUTOR) as other:
        other.page.goto(url + address)
        _arrive(other, "Inlämningen finns inte")


def _check_and_hand_in(app: App) -> None:
    page = app.page
    app.rest()
    attention = page.locator(".mb-notice").filter(has_text="Titta på det här innan du lämnar in:")
    assert "avbruten.docx: gick inte att läsa" in attention.inner_text()
    contacts = _file(app, "kontakter.txt")
    contacts.get_by_text("Personuppgifter hittades och döljs i texten").wait_for()
    contacts.get_by_role("button", name="Visa vad som hittades").click()
    contacts.get_by_text("byaradet@exempel.se", exact=True).wait_for()
    copied = _file(app, "igen.md")
    copied.get_by_text(
        "finns i samma inlämning. Den kortare texten finns i sin helhet i den längre."
    ).first.wait_for()
    copied.get_by_role("link", name="Jämför").first.click()
    _arrive(app, "Jämför två dokument")
    page.get_by_role("link", name="Tillbaka till inlämningen").click()
    _arrive(app, "Dialogbord")
    page.locator("article", has_text="kontakter.txt").get_by_role("link", name="Uppgifter om filen").click()
    page.get_by_label("Titel", exact=True).fill("Byarådet i Kil")
    page.get_by_role("button", name="Spara uppgifterna").locator("visible=true").click()
    page.get_by_role("status").filter(has_text="Uppgifterna är sparade").wait_for()
    _wait_for_states(app, {"read": N_NOTES - 1, "failed": 1})
    page.get_by_role("heading", level=3, name="Byarådet i Kil").wait_for()
    assert "edit=" not in page.url
    copied.get_by_role("button", name="Lämna utanför").click()
    page.get_by_role("status").filter(has_text="Filen lämnas utanför").wait_for()
    copied.get_by_text("Lämnas utanför", exact=True).wait_for()
    app.until("document.activeElement.textContent.length > 0 && document.activeElement.closest('article')")
    page.get_by_role("button", name=re.compile(r"Lämna in \d+ dokument")).click()
    page.get_by_role("status").filter(has_text="Dokumenten ligger i granskningskön").wait_for()
    page.get_by_role("heading", name="Vad som händer nu").wait_for()
    page.get_by_role("button", name="Ta tillbaka inlämningen").click()
    page.get_by_role("status").filter(has_text="Inlämningen är tillbaka hos dig").wait_for()
    page.get_by_role("button", name=re.compile(r"Lämna in \d+ dokument")).click()
    page.get_by_role("heading", name="Vad som händer nu").wait_for()
    page.get_by_role("link", name="Till mina inlämningar").click()
    _arrive(app, "Lämna in dokument")
    page.get_by_text("dokument väntar på granskning").first.wait_for()


def test_dropped_files_arrive_and_a_batch_that_is_removed_can_be_taken_back(
    browser: Browser, url: str
) -> None:
    with opened_by(browser, url, SECOND_CONTRIBUTOR) as app:
        _begin(app, "Släppta filer")
        _drop(app, ("ett.txt", "två.txt", ".DS_Store"))
        _wait_for_states(app, {"read": 2})
        assert _files(app).count() == 2
        app.rest()
        app.page.get_by_role("button", name="Ta bort hela inlämningen").click()
        app.page.get_by_text("Du kan ångra i ett dygn").wait_for()
        app.page.get_by_role("button", name="Ångra").click()
        app.page.get_by_role("heading", name="Filer", exact=True).wait_for()
        _wait_for_states(app, {"read": 2})


def test_a_file_that_is_refused_now_and_then_arrives_all_the_same(
    browser: Browser, url: str, tmp_path: Path
) -> None:
    note = tmp_path / "envis.txt"
    note.write_text("I Kils kommun möts byarådet i bygdegården varje torsdag.", encoding="utf-8")
    with opened_by(browser, url, SECOND_CONTRIBUTOR) as app:
        _begin(app, "Dålig förbindelse")
        n_tries = 0

        def break_twice(route: Route) -> None:
            nonlocal n_tries
            n_tries += 1
            if n_tries == 1:
                route.abort()
            elif n_tries == 2:
                route.fulfill(status=503, json={"problem": "upptaget"})
            else:
                route.continue_()

        app.page.route("**/upload?*", break_twice)
        _choose(app, (note,))
        app.page.get_by_text("Avbröts, försöker igen om en stund").wait_for()
        _wait_for_states(app, {"read": 1})
        assert n_tries == 3


def test_files_are_chosen_with_the_keyboard_alone(browser: Browser, url: str, tmp_path: Path) -> None:
    note = tmp_path / "tangentbord.txt"
    note.write_text("I Kils kommun möts byarådet i bygdegården varje torsdag.", encoding="utf-8")
    with opened_by(browser, url, SECOND_CONTRIBUTOR) as app:
        _begin(app, "Utan mus")
        app.page.locator("#mb-choose-files").focus()
        with app.page.expect_file_chooser() as chooser:
            app.page.keyboard.press("Enter")
        assert chooser.value.is_multiple()
        chooser.value.set_files(str(note))
        _wait_for_states(app, {"read": 1})


def test_whoever_is_logged_out_reads_what_it_takes_and_no_batch(browser: Browser, url: str) -> None:
    with opened(browser, url) as app:
        app.open("/contribute", expect="För att lämna in behöver du ett konto.")
        assert app.page.get_by_label("Namn på inlämningen").count() == 0
        app.open("/batch?id=1", expect="Logga in")
        assert app.page.locator("article.mb-file").count() == 0
        answer = app.page.request.get(f"{url}/batch/state?id=1")
        assert answer.status == 401


@pytest.mark.parametrize("ui_language", ["sv", "da"])
def test_the_pages_have_no_violations_and_fit(
    browser: Browser, url: str, ui_language: str, tmp_path: Path
) -> None:
    note = tmp_path / "kontakt.txt"
    note.write_text("I Kils kommun svarar byarådet på byaradet@exempel.se varje torsdag.", encoding="utf-8")
    broken = tmp_path / "trasig.docx"
    broken.write_bytes(b"PK\x03\x04 not all of it")
    with opened_by(browser, url, Role.CURATOR) as app:
        _begin(app, f"Kontroll {ui_language}")
        _choose(app, (note, broken))
        _wait_for_states(app, {"read": 1, "failed": 1})
        address = f"{app.page.url}&ui={ui_language}"
        found = {}
        for width in (1280, 320):
            app.page.set_viewport_size({"width": width, "height": 900})
            for page in (f"{url}/contribute?ui={ui_language}", address):
                app.page.goto(page)
                app.page.locator(".mb-footer").wait_for()
                app.rest()
                found[page, width] = (app.axe(), app.page.evaluate(FITS, width))
        assert found == dict.fromkeys(found, ([], True))


def test_a_person_is_logged_in_with_a_cookie_that_no_script_reads(browser: Browser, url: str) -> None:
    with opened(browser, url) as app:
        logged_in(app, Role.CONTRIBUTOR, to="contribute")
        (cookie,) = [each for each in app.page.context.cookies() if each["name"] == "mb_session"]
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Lax" or cookie["sameSite"] == "Strict"
