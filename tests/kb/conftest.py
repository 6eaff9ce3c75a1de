"""A home and what commands print, for every test of the command line; and a home with documents to review."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.cli.main import main
from kb.knowledge_base import KnowledgeBase
from kb.review_desk import ReviewDesk
from kb.reviews import QueuedItem
from tests.kb.handed_in import BANK, CILLA, POOL, TITLES, WALK, copy_of, hand_in, open_home, packed, waiting

NOTES = """Anteckningar från nätverksträff om social hållbarhet

1. Dialog och medskapande

- I Kils kommun fick två byalag pengar att använda som de ville.
- Bjud in dem som sällan kommer.

2. Sociala insatser

- Fritidsbank lånar ut idrottsprylar gratis. I Forshaga kommun.
"""
ARTIKEL = """Borgerinddragelse i landsbyerne

17. april 2016

Odense Kommune lod borgerne bestemme over en pulje til nærområdet. Frivillige kørte natteravne, og lokalrådet
stod for udlån af udstyr til alle, der ville være med. Det gav flere møder mellem borgere og kommune, og
flere unge kom med i arbejdet end før.
"""


class Run:
    """Runs commands on one home and keeps what they print."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.capsys = capsys
        self.error = ""

    def __call__(self, *arguments: str, status: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["--home", str(self.home), *arguments])
        printed = self.capsys.readouterr()
        self.error = printed.err
        assert ended.value.code == status, printed.err
        return printed.out

    def json(self, *arguments: str, status: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", status=status))


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(tmp_path / "home", capsys)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "notes.txt").write_text(NOTES, encoding="utf-8")
    (folder / "artikel.txt").write_text(ARTIKEL, encoding="utf-8")
    return folder


@pytest.fixture
def filled(run: Run, documents: Path) -> Run:
    run("ingest", str(documents))
    return run


@pytest.fixture(scope="session")
def three_handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which three documents wait to be reviewed, one by itself and two in an archive; to copy."""
    home = tmp_path_factory.mktemp("handed-in") / "home"
    base = open_home(home)
    archive = packed({"pulje.txt": POOL, "fritidsbank.txt": BANK})
    hand_in(base, {"vandring.txt": WALK.encode(), "resten.zip": archive}, facts={"event": "Nordisk dag"})
    base.close()
    return home


@pytest.fixture
def three_waiting(three_handed_in: Path, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """The same home, for a test that changes it."""
    made = copy_of(three_handed_in, tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def desk(three_waiting: KnowledgeBase) -> ReviewDesk:
    """The review of that home, for Cilla."""
    return three_waiting.acting_as(CILLA).review


@pytest.fixture
def walk(three_waiting: KnowledgeBase) -> QueuedItem:
    """The document in that home that was handed in by itself."""
    return waiting(three_waiting)[TITLES[0]]
