"""Curators make one published example of two mentions, in a browser, and do not overwrite each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb.accounts import Role
from tests.browser.people import SECOND_CURATOR, opened_by, served_with_people
from tests.browser.running import App, opened, run_python

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

BANK = """\
Fritidsbank i Forshaga

Exempel: Forshaga kommun lånar ut idrottsprylar gratis till alla barn. 250 barn har lånat något sedan starten.
Fler barn rör sig än förut, men föreningarna orkade inte stå i disken på egen hand.
"""
MORE = """\
Grannar i Forshaga

Exempel: I Forshaga kommun möts grannar på torget när de lämnar tillbaka skridskor som de har fått låna.
"""
GARDEN = """\
Stadsodling i Falun

Exempel: Falu kommun lånar ut mark till odlare i stadsdelen. Odlarna delar skörden och träffas varje tisdag.
"""
_MAKE = """
import pathlib, sys
from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings
home, folder = map(pathlib.Path, sys.argv[1:])
base = open_knowledge_base(load_settings(home=home, workers=1))
report = base.ingest([folder])
assert not report.failed, report.failed
base.close()
"""
FITS = """width => document.documentElement.scrollWidth <= width
    && document.querySelector('.stMain').scrollWidth <= width"""


def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, home = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("curating")
    for name, text in {"fritidsbank.txt": BANK, "skridskor.txt": MORE, "odling.txt": GARDEN}.items():
        (folder / name).write_text(text, encoding="utf-8")
    run_python(_MAKE, str(home), str(folder))
    return home


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = _home(tmp_path_factory)
    with served_with_people(home, tmp_path_factory.mktemp("elsewhere")) as address:
        yield address


@pytest.fixture
def strict_url(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The same where two reviewers are asked for."""
    monkeypatch.setenv("METODBANK_TWO_REVIEWERS", "true")
    home = _home(tmp_path_factory)
    with served_with_people(home, tmp_path_factory.mktemp("elsewhere")) as address:
        yield address


def _open_candidate(app: App, title: str) -> None:
    """Open a candidate from the list of what is worth a look, and take it over."""
    app.open("/curate", expect="Värda en titt:")
    app.page.get_by_role("link", name=re.compile(title)).first.click()
    app.page.get_by_role("button", name="Ta över").click()
    _said(app, "Exemplet är ditt utkast nu.")
    app.page.get_by_role("heading", name="Titel och sammanfattning").wait_for()
    app.rest()


def _said(app: App, words: str) -> None:
    app.page.get_by_role("status").filter(has_text=words).wait_for()


def _write(app: App, label: str, words: str) -> None:
    app.page.get_by_label(label, exact=True).fill(words)
    app.page.get_by_role("button", name=f"Spara: {label}").click()
    _said(app, "Texten är sparad.")
    app.rest()
    app.until("label => document.activeElement.value === label", words)


def _mark(app: App, words: str) -> None:
    """Mark words in a passage as a mouse does."""
    found = app.page.evaluate(
        """words => {
            for (const quote of document.querySelectorAll("[data-passage] blockquote")) {
                const walker = document.createTreeWalker(quote, NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const at = walker.currentNode.data.indexOf(words);
                    if (at < 0) continue;
                    const range = document.createRange();
                    range.setStart(walker.currentNode, at);
                    range.setEnd(walker.currentNode, at + words.length);
                    const selection = document.getSelection();
                    selection.removeAllRanges();
                    selection.addRange(range);
                    return true;
                }
            }
            return false;
        }""",
        words,
    )
    assert found, words
    app.until("words => document.getElementById('mb-quote-words').value === words", words)


def _quote(app: App, words: str, what: str) -> None:
    _mark(app, words)
    app.page.locator("#mb-quote-what").select_option(what)
    app.page.get_by_role("button", name="Citera", exact=True).click()
    _said(app, "Citatet är tillagt.")
    app.rest()
    app.until("() => document.getElementById('mb-quote-words').value === ''")


def _quoted(app: App, field: str) -> list[str]:
    section = app.page.locator("section.mb-field").filter(has=app.page.locator(f"#mb-field-{field}"))
    return section.locator(":scope > .mb-edit-quote blockquote").all_inner_texts()


def test_two_mentions_become_one_published_example(browser: Browser, url: str) -> None:
    with opened_by(browser, url, Role.CURATOR) as app:
        _open_candidate(app, "idrottsprylar|Fritidsbank i")
        page = app.page
        address = page.url.removeprefix(url)
        number = int(re.search(r"id=p(\d+)", address)[1])  # type: ignore[index]
        _quote(app, "250 barn har lånat något sedan starten.", "outcomes")
        _quote(app, "föreningarna orkade inte stå i disken på egen hand", "lessons:did_not_work")
        _quote(app, "Forshaga kommun lånar ut idrottsprylar gratis till alla barn.", "title")
        _quote(app, "Fler barn rör sig än förut", "summary")
        assert _quoted(app, "outcomes") == ["250 barn har lånat något sedan starten."]
        assert page.locator("section.mb-field").filter(has_text="det fungerade inte").count() == 1
        _write(app, "Titel på svenska", "Fritidsbank för alla barn")
        _write(app, "Sammanfattning på svenska", "250 barn lånar gratis, men föreningarna orkade inte.")
        _write(app, "Titel på danska", "Fritidsbank til alle børn")
        _write(app, "Sammanfattning på danska", "250 børn låner gratis, men foreningerne magtede det ikke.")
        _refuse_a_figure(app)
        _merge(app)
        page.get_by_role("button", name="Markera som granskat").click()
        _said(app, "Exemplet är granskat.")
        page.get_by_role("button", name="Publicera").click()
        _said(app, "Exemplet är publicerat.")
        app.rest()
        app.until("() => document.activeElement.id === 'mb-state'")
        page.get_by_label("den pågår", exact=True).check()
        page.get_by_role("button", name="Anteckna kontrollen").click()
        _said(app, "Kontrollen är antecknad.")
    with opened(browser, url) as reader:
        reader.open(f"/practice?id={number}", expect="Fritidsbank för alla barn")
        assert reader.page.get_by_text("verksamheten pågår.").is_visible()
        assert reader.page.get_by_role("link", name="Redigera").count() == 0
        assert "möts grannar på torget" in (reader.page.locator(".mb-all-passages").text_content() or "")
        reader.open(f"/practice?id={number}&ui=da", expect="Fritidsbank til alle børn")
        reader.open("/?q=låna idrottsprylar", expect="Fritidsbank för alla barn")
    with opened_by(browser, url, Role.CURATOR) as app:
        app.open(address, expect="Sammanslagna delar")
        merged = _undo_merge(app)
        app.page.get_by_role("button", name="Gör till utkast igen").click()
        _said(app, "Exemplet är ett utkast igen.")
    with opened(browser, url) as reader:
        reader.open(f"/practice?id={number}", expect="Exemplet finns inte")
        reader.open(f"/practice?id={merged}", expect="Ingen har granskat det")


def _refuse_a_figure(app: App) -> None:
    """Write a figure that no quote has: it is refused, and what was written stays."""
    field = app.page.get_by_label("Sammanfattning på svenska", exact=True)
    field.fill("999 barn lånar gratis.")
    app.page.get_by_role("button", name="Spara: Sammanfattning på svenska").click()
    app.page.get_by_text("Inget citat har talen 999.").first.wait_for()
    assert field.input_value() == "999 barn lånar gratis."
    field.fill("250 barn lånar gratis, men föreningarna orkade inte.")


def _merge(app: App) -> None:
    page = app.page
    page.get_by_label("Ord i titeln eller en kommun").fill("forshaga grannar")
    page.get_by_label("Ord i titeln eller en kommun").press("Enter")
    page.get_by_role("link", name=re.compile("Jämför och slå samman med")).first.click()
    page.get_by_role("heading", name="Slå samman exempel").wait_for()
    app.rest()
    assert page.get_by_role("radio", name="Fritidsbank för alla barn").is_checked()
    page.get_by_role("button", name="Slå samman").click()
    _said(app, "Sammanslaget.")
    page.get_by_role("heading", name="Sammanslagna delar").wait_for()
    app.rest()


def _undo_merge(app: App) -> int:
    """Undo the merge in the history; return the number that leads to the other one again."""
    page = app.page
    change = page.locator(".mb-change").filter(has_text="slog samman exempel")
    other = change.get_by_role("link", name=re.compile(r"exempel \d+")).first
    number = int(other.inner_text().split()[-1])
    old = page.request.get(f"{app.url}/practice?id={number}")
    assert old.ok
    change.get_by_role("button", name=re.compile("Ångra")).click()
    _said(app, "Ångrat.")
    page.get_by_role("heading", name="Sammanslagna delar").wait_for(state="detached")
    app.rest()
    return number


def test_the_second_of_two_curators_sees_both_texts_and_chooses(browser: Browser, url: str) -> None:
    label = "Titel på svenska"
    with opened_by(browser, url, Role.CURATOR) as one, opened_by(browser, url, SECOND_CURATOR) as two:
        _open_candidate(one, "Fal|odl")
        address = one.page.url.removeprefix(url)
        two.open(address, expect="Titel och sammanfattning")
        _write(one, label, "Odling på lånad mark")
        two.page.get_by_label("Sammanfattning på svenska", exact=True).fill("Grannar delar skörden.")
        two.page.get_by_label(label, exact=True).fill("Stadsdelens odlare")
        two.page.get_by_role("button", name=f"Spara: {label}").click()
        two.page.get_by_text(re.compile(r"Karin skrev .* kl\.")).wait_for()
        two.rest()
        assert two.page.locator(".mb-theirs blockquote").inner_text() == "Odling på lånad mark"
        assert two.page.get_by_label(label, exact=True).input_value() == "Stadsdelens odlare"
        two.until("() => document.activeElement.id === 'mb-title-sv-theirs'")
        two.page.get_by_role("button", name="Spara min text").click()
        _said(two, "Texten är sparad.")
        two.page.locator(".mb-theirs").wait_for(state="detached")
        two.rest()
        # what was written elsewhere on the page is still there, and says that it is not saved
        summary = two.page.get_by_label("Sammanfattning på svenska", exact=True)
        assert summary.input_value() == "Grannar delar skörden."
        assert two.page.get_by_text("Inte sparat").filter(visible=True).count() == 1
        one.page.get_by_label(label, exact=True).fill("Odling igen")
        one.page.get_by_role("button", name=f"Spara: {label}").click()
        one.page.get_by_role("button", name="Behåll den andras").click()
        one.rest()
        one.until("id => document.getElementById(id).value === 'Stadsdelens odlare'", "mb-title-sv")
        assert one.page.locator(".mb-theirs").count() == 0


def test_where_two_are_asked_for_the_same_person_neither_reviews_nor_publishes(
    browser: Browser, strict_url: str
) -> None:
    with opened_by(browser, strict_url, Role.CURATOR) as one:
        _open_candidate(one, "Fal|odl")
        address = one.page.url.removeprefix(strict_url)
        _quote(one, "Odlarna delar skörden", "outcomes")
        one.page.get_by_text("en annan redaktör granskar exemplet").wait_for()
        assert one.page.get_by_role("button", name="Markera som granskat").count() == 0
        with opened_by(browser, strict_url, SECOND_CURATOR) as two:
            two.open("/curate?list=to_review", expect="Att granska: 1 exempel")
            two.open(address, expect="Markera som granskat")
            two.page.get_by_role("button", name="Markera som granskat").click()
            two.page.get_by_text("en annan redaktör publicerar").wait_for()
            assert two.page.get_by_role("button", name="Publicera").count() == 0
        one.open(address, expect="Publicera")
        one.page.get_by_role("button", name="Publicera").click()
        _said(one, "Exemplet är publicerat.")


def test_readers_come_to_the_way_in_and_see_nothing(browser: Browser, url: str) -> None:
    with opened(browser, url) as app:
        app.open("/curate", expect="Logga in")
        app.open("/edit?id=p1", expect="Logga in")
        assert app.page.locator("#mb-edit").count() == 0


@pytest.mark.parametrize("ui_language", ["sv", "da"])
def test_the_pages_have_no_violations_and_fit(browser: Browser, url: str, ui_language: str) -> None:
    with opened_by(browser, url, Role.ADMIN) as app:
        app.open("/curate?list=drafts", expect="Alla utkast:")
        link = app.page.locator(".mb-queue h3 a").first.get_attribute("href")
        assert link is not None
        ref = link.rpartition("=")[2]
        pages = (
            "curate",
            f"edit?id={ref}",
            f"edit?id={ref}&find=a&words=skridskor",
            f"curate?merge={ref}&merge=p1",
        )
        found = {}
        for width, scheme in ((1280, "light"), (320, "dark")):
            app.page.set_viewport_size({"width": width, "height": 900})
            app.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for address in pages:
                app.page.goto(f"{url}/{address}{'&' if '?' in address else '?'}ui={ui_language}")
                app.page.locator(".mb-footer").wait_for()
                app.rest()
                found[address, width] = (app.axe(), app.page.evaluate(FITS, width))
        assert found == dict.fromkeys(found, ([], True))
