"""A running app and a page of a real browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
START_TIMEOUT_S = 60
_AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A running app and a page of the browser, which asks nobody but the app."""

    url: str
    page: Page
    refused: list[str] = field(default_factory=list)  # what the content security policy kept away

    def open(self, address: str, *, expect: str) -> None:
        """Open an address and wait for a text that its page must show."""
        self.page.goto(self.url + address)
        self.wait(expect)

    def wait(self, expect: str) -> None:
        """Wait for a text and for the script to be done."""
        self.page.get_by_text(expect).filter(visible=True).first.wait_for()
        self.rest()

    def rest(self) -> None:
        """Wait for the script to be done."""
        self.page.wait_for_selector(
            '[data-testid="stApp"][data-test-script-state="notRunning"]', state="attached"
        )

    def until(self, expression: str, argument: object = None, *, timeout_s: float = 15) -> None:
        """Wait until an expression is true; Playwright's own way needs eval, which the policy forbids."""
        deadline = time.monotonic() + timeout_s
        while not self.page.evaluate(expression, argument):
            assert time.monotonic() < deadline, f"never true: {expression}"
            time.sleep(0.05)

    def search(self, text: str) -> None:
        """Type a search into the box of the page and send it."""
        self.box.fill(text)
        self.page.keyboard.press("Enter")

    def axe(self) -> list[tuple[str, list[str]]]:
        """Return what the accessibility checker finds: rules and the elements that break them."""
        self.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        self.page.evaluate(_axe_source())
        result = self.page.evaluate("tags => axe.run(document, {runOnly: tags})", _AXE_TAGS)
        assert len(result["passes"]) > 10
        return [(v["id"], [node["html"] for node in v["nodes"]]) for v in result["violations"]]

    @property
    def box(self) -> Locator:
        """The search page's box, whose role becomes another when it can suggest."""
        return self.page.locator(".st-key-mb-box input")

    @property
    def query(self) -> str:
        """The address's query."""
        return urlsplit(self.page.url).query


@cache
def _axe_source() -> str:
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@contextmanager
def opened(browser: Browser, url: str) -> Iterator[App]:
    """Open a page of its own; at the end it must have asked nobody else and tried nothing forbidden."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(15_000)
    page = context.new_page()
    asked: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda websocket: asked.append(websocket.url))
    page.on(
        "console",
        lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield App(url=url, page=page, refused=refused)
    context.close()
    hosts = {urlsplit(url).hostname for url in asked if urlsplit(url).scheme not in {"data", "blob"}}
    assert hosts <= {"127.0.0.1"}
    assert refused == []


@contextmanager
def served(home: Path, elsewhere: Path) -> Iterator[str]:
    """Serve the app over a home and give its address; started from another folder, without a config.toml."""
    with serving(home, elsewhere) as (url, _):
        yield url


@contextmanager
def serving(home: Path, elsewhere: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve the app over a home and give its address and its process, which may be killed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (elsewhere / "log.txt").open("w", encoding="utf-8")
    server = subprocess.Popen(
        [sys.executable, "-m", "ui.serve", "--port", str(port), "--no-browser"],
        cwd=elsewhere,
        env={**os.environ, "METODBANK_HOME": str(home), "PYTHONPATH": str(ROOT)},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_until_healthy(f"http://127.0.0.1:{port}", server, elsewhere / "log.txt")
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def run_python(script: str, *arguments: str) -> None:
    """Run a script in a process of its own, with the settings of the command line and not of the tests."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr


def text_of_rows(app: App, selector: str) -> Sequence[str]:
    """Return the texts of all elements that a selector finds."""
    return app.page.locator(selector).all_inner_texts()


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:  # noqa: S310 # our own
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the app did not start within {START_TIMEOUT_S} s: {log.read_text(encoding='utf-8')}")
