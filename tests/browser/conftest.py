"""The app in a real browser, over a home of a few small documents and over the starter corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.running import FLAGS, ROOT, App, opened, run_python, served
from tests.conftest import need_program

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


_INGEST = """
import sys, pathlib
from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings
home, n_documents, practices, *folders = sys.argv[1:]
base = open_knowledge_base(load_settings(home=pathlib.Path(home)))
report = base.ingest([pathlib.Path(folder) for folder in folders])
if practices:
    base.practices.load(pathlib.Path(practices))
sys.exit(f"failed: {report.failed}" if report.failed or len(report.added) < int(n_documents) else 0)
"""


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
    run_python(_INGEST, str(made), "6", "", str(folder))
    return made


@pytest.fixture(scope="session")
def corpus_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home that ``make run`` makes."""
    made, corpus = tmp_path_factory.mktemp("corpus-home"), ROOT / "corpus"
    folders = [str(corpus / "sv"), str(corpus / "da")]
    run_python(_INGEST, str(made), "60", str(corpus / "practices.toml"), *folders)
    return made


@pytest.fixture(scope="session")
def app_url(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(home, tmp_path_factory.mktemp("elsewhere")) as url:
        yield url


@pytest.fixture(scope="session")
def corpus_url(corpus_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(corpus_home, tmp_path_factory.mktemp("elsewhere")) as url:
        yield url


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
    with opened(browser, app_url) as running:
        yield running


@pytest.fixture
def corpus(browser: Browser, corpus_url: str) -> Iterator[App]:
    with opened(browser, corpus_url) as running:
        yield running
