"""An organiser comes home from a conference with sixty notes; a curator makes them documents to find."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb.accounts import Role
from kb.i18n import load_catalogue
from tests.browser.conftest import SWEDISH
from tests.browser.corpus_facts import pages_of, words_of
from tests.browser.desk_steps import (
    answers,
    begin_batch,
    drop,
    file_of,
    files_in_state,
    open_item,
    press,
    text_of,
    titles_found,
    wait_for_states,
)
from tests.browser.people import opened_by, served_with_people
from tests.browser.running import App, opened, run_python
from tests.browser.steps import arrive, said, settle
from tests.notes_sample import SPECIAL, write_notes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

BATCH = "Mötesplatser 2026, dialogbord"
OTHER_BATCH = "Skolan i byn"
LOCKED = {SPECIAL["encrypted"], SPECIAL["truncated"]}
REPORTED = "dialoger-05.pdf"
REPORTED_TITLE = "Anteckningar från konferens: Språkträning och trygghet 2017"
REPORTED_WORDS = "förlängde bussförarna fyra bänkar i kvarnen"
ADVERTISED_TITLE = "Anteckningar från konferens: Skolfrånvaro och generationsmöten 2025"
# of what people wrote who should not be found
PERSONAL = (
    "stina.exempelsson@example.org",
    "070-174 06 35",
    "910912-2383",
    "mette.eksempel@example.org",
    "20 12 34 56",
    "071283-0018",
)
WORDS_OF_NOTES = ("bussförarna", "Mötesplatser 2026", REPORTED, "Språkträning", "exempelsson")

_MAKE = """
import pathlib, sys
from kb.accounts import Actor, Role
from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings
home, folder, title = sys.argv[1:]
base = open_knowledge_base(load_settings(home=pathlib.Path(home)))
assert not base.ingest([pathlib.Path(folder)]).failed
desk = base.acting_as(Actor(login="otto", name="Otto", role=Role.CONTRIBUTOR)).batches
batch = desk.begin(title, {})
note = "I Norbergs kommun möts lärare och föräldrar i byskolan varje onsdag.".encode()
(file,) = desk.announce(batch.id, [("byskolan.txt", len(note))])
desk.put(file.id, [note])
desk.read(batch.id)
desk.hand_in(batch.id)
base.close()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """A home that is served, with one public document and one in the queue, and the notes of a conference."""

    home: Path
    url: str
    notes: tuple[Path, ...]


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("documents")
    (home / "kb.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    (folder / "byalag.txt").write_text(SWEDISH, encoding="utf-8")
    run_python(_MAKE, str(home), str(folder), OTHER_BATCH)
    notes = write_notes(tmp_path_factory.mktemp("notes"), n=60)
    with served_with_people(home, tmp_path_factory.mktemp("elsewhere")) as url:
        yield Evening(home=home, url=url, notes=notes)


def test_sixty_notes_become_documents_that_readers_find_with_their_source(
    browser: Browser, evening: Evening
) -> None:
    with opened_by(browser, evening.url, Role.CONTRIBUTOR) as organiser:
        address = _hand_in(organiser, evening.notes)
    with opened(browser, evening.url) as reader:
        _nothing_of_it_is_found(reader, evening.home)
    with opened_by(browser, evening.url, Role.CURATOR, to="queue") as curator:
        arrive(curator, "Granskningskö")
        _look_through(curator)
        _accept_the_rest(curator)
    with opened_by(browser, evening.url, Role.CONTRIBUTOR) as organiser:
        organiser.open(address, expect="Vad som händer nu")
        near = file_of(organiser, SPECIAL["near_duplicate"])
        assert "Avböjt. Skäl: Renskriven kopia av bordet bredvid" in near.inner_text()
        assert "Godkänt" in file_of(organiser, REPORTED).inner_text()
    with opened(browser, evening.url) as reader:
        _notes_are_found_with_their_source(reader, evening.notes)
        _personal_data_are_nowhere(reader, evening.home)


# The organiser


def _hand_in(app: App, notes: tuple[Path, ...]) -> str:
    facts = {
        "Evenemang": "Mötesplatser 2026",
        "Datum": "2026-03-12",
        "Plats": "Falköping",
        "Kontakt (roll)": "Landsbygdsstrateg",
    }
    begin_batch(app, BATCH, facts, licence="CC BY 4.0")
    address = app.page.url.removeprefix(app.url)
    drop(app, notes)
    wait_for_states(app, {"announced": 0, "arrived": 0, "reading": 0, "read": 58, "failed": 2})
    assert files_in_state(app, "failed") == LOCKED
    locked, cut_off = (file_of(app, SPECIAL[key]) for key in ("encrypted", "truncated"))
    assert "Filen är låst med lösenord." in locked.inner_text()
    assert "Filen är skadad eller avbruten." in cut_off.inner_text()
    assert "Delar av filen gick inte att läsa." in file_of(app, SPECIAL["bomb"]).inner_text()
    _a_copy_and_an_empty_archive_are_left_out(app)
    _personal_data_stay_masked(app)
    _one_file_is_of_another_day(app)
    press(app, "Lämna in 61 dokument")
    app.wait("Vad som händer nu")
    assert app.page.get_by_text("61 dokument väntar på granskning").is_visible()
    return address


def _a_copy_and_an_empty_archive_are_left_out(app: App) -> None:
    copied = file_of(app, SPECIAL["exact_duplicate"])
    same = load_catalogue("sv").text("batch.like_same")
    copied.get_by_text(f"finns i samma inlämning. {same}").first.wait_for()
    for n_out, file in enumerate((copied, file_of(app, SPECIAL["bomb"])), start=1):
        file.get_by_role("button", name=re.compile("^Lämna utanför")).click()
        wait_for_states(app, {"left_out": n_out})


def _personal_data_stay_masked(app: App) -> None:
    contacts = file_of(app, SPECIAL["personal_data_sv"])
    counted = "e-postadresser: 1, personnummer: 1, telefonnummer: 1"
    assert f"Personuppgifter hittades och döljs i texten ({counted})" in contacts.inner_text()
    assert PERSONAL[0] not in contacts.inner_text()
    contacts.get_by_role("button", name="Visa vad som hittades").click()
    for words in PERSONAL[:3]:
        contacts.get_by_text(words, exact=True).wait_for()


def _one_file_is_of_another_day(app: App) -> None:
    reported = file_of(app, REPORTED)
    assert "12 mars 2026" in reported.inner_text()
    reported.get_by_role("link", name=re.compile("^Uppgifter om filen")).click()
    reported.get_by_label("Datum", exact=True).fill("2026-03-13")
    reported.get_by_role("button", name="Spara uppgifterna").click()
    said(app, "Uppgifterna är sparade")
    reported.get_by_text("13 mars 2026", exact=True).wait_for()
    wait_for_states(app, {"arrived": 0, "reading": 0})
    assert "1 uppgift skiljer sig" in reported.inner_text()


# Readers, before it is accepted


def _nothing_of_it_is_found(app: App, home: Path) -> None:
    assert titles_found(app, "byalag mötesplats") == {"Byalag och mötesplatser"}
    for words in ("bussförarna bänkar kvarnen", "Språkträning och trygghet", "Mötesplatser 2026"):
        assert titles_found(app, words) <= {"Byalag och mötesplatser"}
    shown = {page: text_of(app, f"/{page}") for page in ("themes", "explore", "map")}
    shown |= answers(
        app,
        (
            "/suggest?q=bussf%C3%B6r",
            "/suggest?q=spr%C3%A5ktr",
            "/data?table=rows&format=csv",
            "/data?table=place&format=csv",
            "/export?q=byalag&format=json",
            "/feed?q=byalag",
            "/feed?q=kvarnen",
        ),
    )
    found = {(page, words) for page, text in shown.items() for words in WORDS_OF_NOTES if words in text}
    assert found == set()
    with sqlite3.connect(home / "store.sqlite") as store:
        assert store.execute("SELECT title FROM documents").fetchall() == [("Byalag och mötesplatser",)]
    store.close()


# The curator


def _look_through(app: App) -> None:
    app.page.get_by_role("heading", name="62 dokument väntar").wait_for()
    app.page.get_by_role("link", name=f"{BATCH} (61)").click()
    app.page.get_by_role("heading", name="61 dokument väntar").wait_for()
    settle(app)
    assert app.page.get_by_text("byskolan.txt").count() == 0
    open_item(app, REPORTED_TITLE)
    press(app, "Avvisa: Kommun: Sala")
    said(app, "Taggen är avvisad.")
    press(app, "Godkänn och gå till nästa")
    app.wait(f"”{REPORTED_TITLE}” är godkänt")
    app.page.get_by_role("link", name="Till granskningskön").click()
    arrive(app, "Granskningskö")
    settle(app)
    open_item(app, ADVERTISED_TITLE)
    assert "Verksamhetsutvecklare till Skara" not in app.page.locator(".mb-text").inner_text()
    press(app, re.compile("^Lägg tillbaka: .*Verksamhetsutvecklare till Skara"))
    app.page.get_by_role("status").filter(has_text="står i dokumentet igen.").first.wait_for()
    settle(app)
    assert "Verksamhetsutvecklare till Skara" in app.page.locator(".mb-text").inner_text()


def _accept_the_rest(app: App) -> None:
    app.page.get_by_role("link", name="Till granskningskön").click()
    app.page.get_by_role("heading", name="60 dokument väntar").wait_for()
    settle(app)
    press(app, re.compile("^Välj alla i inlämningen"))
    row = app.page.locator(".mb-queue > li").filter(has_text=SPECIAL["near_duplicate"])
    row.get_by_role("checkbox").uncheck()
    press(app, "Godkänn de valda")
    app.wait("59 dokument är godkända och går att söka i.")
    app.page.get_by_role("heading", name="1 dokument väntar").wait_for()
    settle(app)
    row.get_by_role("link").first.click()
    app.page.get_by_text("Avböj med skäl").first.click()
    app.page.get_by_role("textbox", name="Varför det avböjs").first.fill("Renskriven kopia av bordet bredvid")
    press(app, "Avböj och gå till nästa")
    app.wait("är avböjt.")


# Readers, when it is accepted


def _notes_are_found_with_their_source(app: App, notes: tuple[Path, ...]) -> None:
    assert REPORTED_TITLE in titles_found(app, REPORTED_WORDS)
    cards = app.page.locator(".mb-hits article").filter(has_text=REPORTED_WORDS)
    told = cards.first.inner_text()
    page = re.search(rf"Källa: {re.escape(REPORTED)}, (?:s\.|sidan) (\d+)", told)
    assert page is not None, told
    words = words_of(pages_of(next(each for each in notes if each.name == REPORTED))[int(page[1]) - 1])
    assert REPORTED_WORDS in words
    cards.first.get_by_role("heading", level=3).get_by_role("link").click()
    arrive(app, REPORTED_TITLE)
    settle(app)
    assert "Mötesplatser 2026" in app.page.locator(".stMain").inner_text()
    assert "13 mars 2026" in app.page.locator(".stMain").inner_text()
    # the town that the curator has rejected
    assert REPORTED_TITLE not in titles_found(app, REPORTED_WORDS, municipality="SE1981")


def _personal_data_are_nowhere(app: App, home: Path) -> None:
    with sqlite3.connect(home / "store.sqlite") as store:
        rows = store.execute("SELECT id, path FROM documents WHERE path LIKE '%kontakter%'").fetchall()
    store.close()
    assert len(rows) == 2
    shown = {path: text_of(app, f"/document?id={number}") for number, path in rows}
    for words in (*PERSONAL, "Exempelsson", "rejseafregningen"):
        app.page.goto(f"{app.url}/?q={words}")
        app.page.locator(".mb-footer").wait_for()
        settle(app)
        shown[words] = str(app.page.locator(".mb-hits").all_inner_texts())
    for name in ("json", "csv", "ris"):
        shown |= answers(app, (f"/export?q=Exempelsson&format={name}",))
    shown |= answers(app, ("/feed?q=Deltagarlista", "/data?table=rows&format=csv"))
    found = {(place, words) for place, text in shown.items() for words in PERSONAL if words in text}
    assert found == set()
    assert any("Deltagarlista: hör av er till Stina Exempelsson" in text for text in shown.values())
