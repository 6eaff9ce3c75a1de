"""Times how long a reader waits in a real browser until a page shows what it is for.

Each page is opened anew in a browser that has been on the app before (its files are in the cache), as after a
link in a mail. Needs Debian's chromium. Run: python -m bench.app_paint [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.app_home import make_corpus_home
from bench.app_speed import summary
from evaluation.machine import describe_machine
from tests.browser.running import FLAGS, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

# An address and what must be visible for the page to be of use.
PAGES = {
    "search, start": ("/", "input[type=search]"),
    "search with hits": ("/?q=natteravne", "ol.mb-hits > li"),
    "themes": ("/themes", "a[href*='theme=']"),
    "map": ("/map", "table"),
    "explore": ("/explore", "table"),
    "practice": ("/practice?id=200", "blockquote"),
    "document": ("/document?id=1", ".mb-text"),
}
_REPEATS = 7


def _wait(page: Page, url: str, selector: str) -> float:
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(selector).filter(visible=True).first.wait_for()
    return time.perf_counter() - start


def measure(url: str) -> dict[str, dict[str, float]]:
    """Return the times of each page, in milliseconds."""
    from playwright.sync_api import sync_playwright

    times = {}
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        for name, (address, selector) in PAGES.items():
            page = context.new_page()
            _wait(page, url + address, selector)  # fills the cache
            times[name] = summary([_wait(page, url + address, selector) for _ in range(_REPEATS)])
            page.close()
        browser.close()
    return times


def main() -> None:
    """Measure, print and keep the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("bench/results/app_paint.json"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = make_corpus_home(Path(folder) / "home")
        with served(home, Path(folder)) as url:
            result = {"machine": describe_machine(), "until of use": measure(url)}
    shown = json.dumps(result, indent=1, ensure_ascii=False)
    given.out.write_text(shown + "\n", encoding="utf-8")
    print(shown)


if __name__ == "__main__":
    main()
