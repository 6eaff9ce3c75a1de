"""What an organiser does with a collection, alone and with others."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.corpus_facts import title_of
from tests.browser.running import App, opened
from tests.browser.steps import begin, open_collection, open_theme, said, save

if TYPE_CHECKING:
    from playwright.sync_api import Browser

THEME = "Socialtjänst och stöd till utsatta"
# Keys of practices in corpus/practices.toml; all tell of this theme, from PDF files.
BORAS, HELSINGBORG, HERNING = "borasmodellen-boras", "bostad-forst-helsingborg", "herningmodellen-herning"
JONKOPING, FREDERIKSBERG = "valdsprevention-jonkoping", "vold-frederiksberg-taarnby-dragoer"


def collect(app: App, *keys: str) -> None:
    """Collect examples, from the front page to the collection."""
    begin(app)
    open_theme(app, THEME)
    for count, key in enumerate(keys, start=1):
        save(app, title_of(key), count=count)
    open_collection(app)


def name_it(app: App, title: str, about: str = "") -> None:
    app.page.get_by_text("Ändra titel och beskrivning").click()
    app.page.get_by_role("textbox", name="Titel", exact=True).fill(title)
    app.page.get_by_role("textbox", name="Beskrivning").fill(about)
    app.page.get_by_role("button", name="Spara ändringarna").click()
    said(app, "Titel och beskrivning är sparade.")


@contextmanager
def another_person(browser: Browser, url: str, address: str, *, expect: str) -> Iterator[App]:
    """Open an address in a browser of somebody else, who has nothing saved."""
    with opened(browser, url) as other:
        other.page.goto(address)
        other.wait(expect)
        yield other


def shown_in(app: App, label: str) -> str:
    """Return what stands in a field."""
    return app.page.get_by_role("textbox", name=label, exact=True).input_value()


def edit_code(app: App) -> str:
    app.page.get_by_text("Ändra från en annan dator, eller tillsammans med andra").click()
    return shown_in(app, "Redigeringskod")


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file by the names of its columns."""
    table = io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")
    return list(csv.DictReader(table, delimiter=";"))
