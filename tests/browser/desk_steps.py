"""What an organiser and a curator do with the notes of a conference, on several pages."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.running import App
from tests.browser.steps import arrive, settle

if TYPE_CHECKING:
    from playwright.sync_api import Locator

READING_S = 240  # on a busy machine
_SENT_OF = "Så mycket är skickat av "
_DROP = """files => {
    const transfer = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
    }
    const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer });
    document.getElementById("mb-drop").dispatchEvent(event);
}"""


def begin_batch(app: App, title: str, facts: Mapping[str, str], *, licence: str = "") -> None:
    """Begin a batch with what is stated of all its files, by the labels of the form."""
    page = app.page
    page.goto(f"{app.url}/contribute")
    page.get_by_label("Namn på inlämningen").fill(title)
    for label, value in facts.items():
        page.get_by_label(label, exact=True).fill(value)
    if licence:
        page.get_by_label("Licens", exact=True).select_option(label=licence)
    page.get_by_role("button", name="Fortsätt till filerna").click()
    arrive(app, title)


def drop(app: App, paths: Iterable[Path]) -> None:
    """Drop files onto the page of a batch, all at once."""
    files = [(path.name, base64.b64encode(path.read_bytes()).decode()) for path in paths]
    app.page.evaluate(_DROP, files)


def wait_for_states(app: App, wanted: Mapping[str, int]) -> None:
    """Wait until so many files of the batch are in each state."""
    deadline = time.monotonic() + READING_S
    while (found := {each: _in_state(app, each) for each in wanted}) != wanted:
        assert time.monotonic() < deadline, found
        time.sleep(0.3)
    settle(app)


def _in_state(app: App, state: str) -> int:
    return app.page.locator(f'article.mb-file[data-state="{state}"]').count()


def files_in_state(app: App, state: str) -> set[str]:
    """Return the names of the files of the batch that are in a state."""
    bars = app.page.locator(f'article.mb-file[data-state="{state}"] progress').all()
    names = [each.get_attribute("aria-label") or "" for each in bars]
    return {name.removeprefix(_SENT_OF) for name in names}


def file_of(app: App, name: str) -> Locator:
    """Return what the page of a batch shows of a file."""
    bar = app.page.get_by_label(f"{_SENT_OF}{name}", exact=True)
    return app.page.locator("article.mb-file").filter(has=bar)


def press(app: App, name: str | re.Pattern[str]) -> None:
    """Press the first button of a name, and wait until the page is drawn anew."""
    button = app.page.get_by_role("button", name=name, exact=isinstance(name, str))
    button.filter(visible=True).first.click()
    settle(app)


def open_item(app: App, title: str) -> None:
    """Open a document of the queue."""
    app.page.get_by_role("link", name=title, exact=True).first.click()
    arrive(app, title)
    settle(app)


def titles_found(app: App, words: str, **filters: str) -> set[str]:
    """Return the titles of the documents and examples that a reader finds."""
    address = "&".join([f"q={words}", *(f"{name}={value}" for name, value in filters.items())])
    app.page.goto(f"{app.url}/?{address}")
    app.page.locator(".mb-footer").wait_for()
    settle(app)
    return set(app.page.locator(".mb-hits h3").all_inner_texts())


def text_of(app: App, address: str) -> str:
    """Return all that a page says, whether it is open or folded."""
    app.page.goto(app.url + address)
    app.page.locator(".mb-footer").wait_for()
    settle(app)
    return str(app.page.evaluate("document.querySelector('.stMain').textContent"))


def answers(app: App, addresses: Sequence[str]) -> Mapping[str, str]:
    """Return what the server answers at addresses that programs ask; each must be there."""
    found = {}
    for address in addresses:
        answer = app.page.request.get(app.url + address)
        assert answer.status == 200, (address, answer.status)
        found[address] = answer.text()
    return found
