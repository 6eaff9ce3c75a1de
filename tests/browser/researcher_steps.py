"""What a researcher does on several pages, and files read without the app."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qs

import openpyxl

from tests.browser.running import App
from tests.browser.steps import arrive, begin, export_link, menu, settle

if TYPE_CHECKING:
    from playwright.sync_api import Locator

METHOD = '"IPS"'  # the two documents that tell of it are PDFs, one Swedish and one Danish
Rows: TypeAlias = list[list[str]]


def go_to(app: App, name: str) -> None:
    """Go to a page of the main menu, whose heading is its name."""
    menu(app, name)
    settle_on(app, name)


def settle_on(app: App, heading: str) -> None:
    """Wait for a page that was gone to; when all of it is there, its heading has the focus."""
    arrive(app, heading)
    app.until("document.activeElement.id === 'mb-title'")
    settle(app)


def choose(app: App, label: str, option: str, *, then: str) -> None:
    """Choose in a list by typing, with the list in view: it closes when the page is scrolled."""
    box = app.page.get_by_role("combobox", name=label)
    box.evaluate("box => box.scrollIntoView({block: 'center'})")
    # the scrolling is told in the next frame
    app.page.evaluate("() => new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)))")
    box.fill(option)
    app.page.get_by_role("option", name=option, exact=True).click()
    app.page.get_by_role("link", name=f"Ta bort filtret {then}", exact=True).wait_for()
    settle(app)


def search_the_method(app: App) -> None:
    """Search for every passage that names the method, in documents of the years 2014 to 2024."""
    begin(app)
    app.search(METHOD)
    app.wait("träffar för")
    choose(app, "Från och med år", "2014", then="Från och med 2014")
    choose(app, "Till och med år", "2024", then="2014–2024")
    assert parse_qs(app.query) == {"q": [METHOD], "years": ["2014-2024"]}


def open_first_hit(app: App) -> str:
    """Open the first hit in the reader and return its title."""
    link = app.page.get_by_role("article").first.get_by_role("heading").get_by_role("link")
    title = link.inner_text()
    link.click()
    app.page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
    app.until("document.activeElement.id === 'mb-passage'")
    settle(app)
    app.page.get_by_text("Citera och länka").click()
    return title


def download(app: App, link: Locator) -> bytes:
    with app.page.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()


def export_of(app: App, summary: str, label: str) -> bytes:
    return download(app, export_link(app, summary, label))


def next_page(app: App, first: int) -> None:
    app.page.get_by_role("navigation", name="Sidor med träffar").get_by_role("link", name="Nästa").click()
    app.until("first => document.querySelector('ol.mb-hits')?.start === first", first)
    settle(app)


def shown_hits(app: App) -> Rows:
    """Return title, file and page of each hit on screen; no page where a document has none."""
    hits = app.page.get_by_role("article")
    titles = hits.get_by_role("heading", level=3).all_inner_texts()
    sources = hits.get_by_text(re.compile("^Källa: ")).all_inner_texts()
    places = [re.fullmatch(r"Källa: (.+?)(?:, s\. (\d+))?(?:, rad .*)?", source) for source in sources]
    return [
        [title, place[1], place[2] or ""]
        for title, place in zip(titles, places, strict=True)
        if place is not None
    ]


def numbers_of(table: Locator) -> Rows:
    """Return the cells as they are seen, without the word that tells a screen reader what a zero is."""
    rows: Rows = table.evaluate(
        "table => [...table.rows].map(r => [...r.cells].map(c => c.innerText.split('\\n')[0].trim()))"
    )
    return rows


def read_csv(body: bytes) -> Rows:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def read_workbook(body: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].iter_rows(values_only=True))


def whole_list(app: App) -> Sequence[Mapping[str, str]]:
    """Download what Utforska counts and return it as rows by the names of the columns."""
    body = download(app, app.page.get_by_role("link", name="Ladda ner som CSV: hela listan"))
    head, *rows = read_csv(body)
    return [dict(zip(head, row, strict=True)) for row in rows]


def listed_examples(app: App) -> Locator:
    """Return the examples in the list at the end of Utforska."""
    return app.page.get_by_role("listitem").filter(has=app.page.get_by_role("heading", level=3))
