"""What every person does in the app, on several pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.corpus_facts import words_of
from tests.browser.running import App

if TYPE_CHECKING:
    from playwright.sync_api import Locator


def begin(app: App) -> None:
    app.open("/", expect="Prova en sökning")


def menu(app: App, name: str) -> None:
    """Follow a link of the main menu; behind some names stands a number."""
    links = app.page.get_by_role("navigation", name="Huvudmeny")
    links.get_by_role("link", name=re.compile(f"^{name}")).click()


def arrive(app: App, heading: str) -> None:
    app.page.get_by_role("heading", level=1, name=heading, exact=True).wait_for()
    app.rest()


def settle(app: App) -> None:
    """Wait until nothing of the view before is left."""
    app.rest()
    app.until("document.querySelector('[data-stale=true]') === null")


def said(app: App, message: str) -> None:
    """Wait for what the app says about what it has done."""
    app.page.get_by_role("status").filter(has_text=message).wait_for()
    app.rest()


def ask(app: App, words: str) -> None:
    app.search(words)
    app.wait(f"för ”{words}”")


def open_theme(app: App, name: str) -> None:
    menu(app, "Teman")
    app.page.get_by_role("link", name=f"Öppna temat {name}").click()
    arrive(app, name)


def save(app: App, title: str, *, count: int) -> None:
    """Save an example, which is then one of so many in the collection."""
    app.page.get_by_role("button", name=f"Spara: {title}", exact=True).first.click()
    said(app, f"Sparat i Min samling ({count})")


def open_collection(app: App, title: str = "Min samling") -> None:
    menu(app, "Samling")
    arrive(app, title)


def item_of(app: App, title: str) -> Locator:
    """Return what the collection shows of an example or a search."""
    heading = app.page.get_by_role("heading", level=3, name=title, exact=True)
    return app.page.get_by_role("article").filter(has=heading)


def order(app: App) -> list[str]:
    """Return the titles of the examples in the collection."""
    return section_under(app, "Exempel").get_by_role("heading", level=3).all_inner_texts()


def write_note(app: App, title: str, *, note: str, slot: str = "") -> None:
    """Write down a note about an example, and when it is told of."""
    item = item_of(app, title)
    item.get_by_role("textbox", name="Tid eller lokal").fill(slot)
    item.get_by_role("textbox", name="Anteckning").fill(note)
    item.get_by_role("button", name="Spara anteckningen").click()
    said(app, f"Anteckningen är sparad: {title}")


def written(app: App, title: str) -> tuple[str, str]:
    """Return the time and the note that stand at an example."""
    item = item_of(app, title)
    slot, note = (item.get_by_role("textbox", name=name) for name in ("Tid eller lokal", "Anteckning"))
    return slot.input_value(), note.input_value()


def choose_to_compare(app: App, title: str) -> None:
    item_of(app, title).get_by_role("checkbox", name="Välj för att jämföra").check()


def columns(app: App) -> list[str]:
    """Return the titles of the examples that are compared."""
    heads = app.page.get_by_role("columnheader").filter(has=app.page.get_by_role("link")).all()
    return [head.get_by_role("link").first.inner_text() for head in heads]


def cells(app: App, heading: str) -> list[Locator]:
    """Return what a row of the comparison says of each example."""
    row = app.page.get_by_role("row").filter(has=app.page.get_by_role("rowheader", name=heading))
    return row.get_by_role("cell").all()


def section_under(app: App, heading: str) -> Locator:
    """Return the innermost section that has a heading."""
    named = app.page.get_by_role("heading", name=heading, exact=True)
    return app.page.locator("section").filter(has=named).last


def quoted(place: Locator) -> list[tuple[str, str]]:
    """Return the words and the source of each quote in a place."""
    figures = place.get_by_role("figure").filter(has=place.page.get_by_role("blockquote"))
    return [
        (words_of(each.get_by_role("blockquote").inner_text()), each.get_by_role("link").inner_text())
        for each in figures.all()
    ]


def export_link(app: App, summary: str, label: str) -> Locator:
    """Open a menu of downloads where it is closed, and return one of its links."""
    opened = app.page.get_by_role("group").filter(has=app.page.get_by_text(summary, exact=True))
    link = opened.get_by_role("link", name=label, exact=True)
    if not link.is_visible():
        opened.get_by_text(summary, exact=True).click()
    return link


def export(app: App, summary: str, label: str, folder: Path) -> Path:
    """Download an export into a folder, under the name that the app gives it."""
    link = export_link(app, summary, label)
    with app.page.expect_download() as waiting:
        link.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path
