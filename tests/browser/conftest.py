"""The app in a real browser, over a home of a few small documents."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest

from tests.conftest import need_program

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
START_TIMEOUT_S = 60

SWEDISH = """\
Byalag och mötesplatser

Anteckningar från ett möte om landsbygden, 15 juni 2017

1. Pengar till bygden

- I Kils kommun fick ett byalag pengar till en gemensam mötesplats, och många föreningar var med.
- I Karlstads kommun lånar man ut bollar och skridskor gratis till alla barn.
"""

DANISH = """\
---
title: Landsbylaug i Ikast-Brande
date: 2024-03-01
language: da
---

# Landsbylaug i Ikast-Brande

## Hvad kommunen gjorde

I Ikast-Brande Kommune driver et landsbylaug et fælles mødested for hele egnen. Borgerne bestemmer selv.

## Hvad der kom ud af det

Der kom flere besøgende, og foreningerne arbejder bedre sammen end før.
"""

# The same text twice, as a note and as a page of the web.
CHOIR = """\
{title}

I Vaggeryds kommun startade kulturskolan en kör för äldre och barn, som övade varje torsdag i biblioteket.
Efter ett år hade kören fyrtio medlemmar, och tre äldreboenden bad om att få besök av den varje månad.
"""

HOSTILE = """\
Farliga tecken i texten

Den här texten provar <script>window.hacked = 1</script> och <img src=x onerror="window.hacked = 1"> i sidan.

Den har också </mark> och **stjärnor** och [en länk](javascript:window.hacked=1) bland orden om skottkärror.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A running app and a page of the browser, which asks nobody but the app."""

    url: str
    page: Page

    def open(self, address: str, *, expect: str) -> None:
        """Open an address and wait for a text that its page must show."""
        self.page.goto(self.url + address)
        self.wait(expect)

    def wait(self, expect: str) -> None:
        """Wait for a text and for the script to be done."""
        self.page.get_by_text(expect).first.wait_for()
        self.page.wait_for_selector(
            '[data-testid="stApp"][data-test-script-state="notRunning"]', state="attached"
        )

    @property
    def query(self) -> str:
        """The address's query."""
        return urlsplit(self.page.url).query


def _write_pdf(path: Path) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=A4)
    pages = (
        (
            "Nattvandring i Norberg",
            ["Vuxna i Norbergs kommun gick ute om kvällarna tillsammans med polisen."],
        ),
        ("Resultat", ["Klotter och skadegörelse minskade enligt de vuxna som deltog i vandringarna."]),
    )
    for heading, lines in pages:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(72, 760, heading)
        canvas.setFont("Helvetica", 11)
        for n, line in enumerate(lines):
            canvas.drawString(72, 720 - 16 * n, line)
        canvas.showPage()
    canvas.save()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    (folder / "byalag.txt").write_text(SWEDISH, encoding="utf-8")
    (folder / "landsbylaug.md").write_text(DANISH, encoding="utf-8")
    (folder / "kör.txt").write_text(CHOIR.format(title="Kör för gamla och unga"), encoding="utf-8")
    (folder / "kör-webb.txt").write_text(CHOIR.format(title="Sång över generationer"), encoding="utf-8")
    (folder / "farligt.txt").write_text(HOSTILE, encoding="utf-8")
    _write_pdf(folder / "nattvandring.pdf")
    made = tmp_path_factory.mktemp("home")
    script = (
        "import sys, pathlib\n"
        "from kb.knowledge_base import open_knowledge_base\n"
        "from kb.settings import load_settings\n"
        "home, folder = map(pathlib.Path, sys.argv[1:])\n"
        "report = open_knowledge_base(load_settings(home=home)).ingest([folder])\n"
        "sys.exit(f'failed: {report.failed}' if report.failed or len(report.added) != 6 else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(made), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="session")
def app_url(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # from another folder, where no config.toml is found
    elsewhere = tmp_path_factory.mktemp("elsewhere")
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
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = need_program("chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as engine:
        started: Browser = engine.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def app(browser: Browser, app_url: str) -> Iterator[App]:
    # the content security policy is set aside for axe only; there is none yet
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    context.set_default_timeout(15_000)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda websocket: asked.append(websocket.url))
    yield App(url=app_url, page=page)
    context.close()
    hosts = {urlsplit(url).hostname for url in asked if urlsplit(url).scheme not in {"data", "blob"}}
    assert hosts <= {"127.0.0.1"}
