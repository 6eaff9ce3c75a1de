"""The app run in process, with a knowledge base in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from kb.accounts import Actor
from kb.knowledge_base import KnowledgeBase
from tests.kb import batch_help
from tests.kb.handed_in import BANK, POOL, WALK, copy_of, hand_in, open_home, packed
from tests.ui.fakes import FakeKnowledgeBase
from tests.ui.review_steps import COPY, HOSTILE

ROOT = Path(__file__).resolve().parents[2]

# Opens a page of the app over a knowledge base, with the parameters of its address.
OpenPage = Callable[..., AppTest]
# The same for somebody: an actor, the page, and the parameters.
OpenAs = Callable[..., AppTest]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[OpenPage]:
    monkeypatch.setenv("METODBANK_HOME", str(tmp_path))

    def open_page(base: FakeKnowledgeBase, name: str = "search", /, **parameters: str | list[str]) -> AppTest:
        st.cache_resource.clear()
        st.cache_data.clear()
        monkeypatch.setattr("ui.shell.open_home", lambda _settings: base)
        app = AppTest.from_file(str(ROOT / "ui" / "navigation.py"), default_timeout=20)
        for key, value in parameters.items():
            app.query_params[key] = value
        if name != "search":
            app.switch_page(str(ROOT / "ui" / "page_scripts" / f"{name}.py"))
        return app.run()

    yield open_page
    st.cache_resource.clear()


@pytest.fixture
def open_as(base: KnowledgeBase, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> OpenAs:
    """Open a page for somebody, over the ``base`` of the tests if not over another."""

    def open_as(
        actor: Actor, name: str, *, of: KnowledgeBase = base, **parameters: str | list[str]
    ) -> AppTest:
        monkeypatch.setattr("ui.shell.actor_of", lambda _base, _cookies: actor)
        return open_page(of, name, **parameters)

    return open_as


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KnowledgeBase]:
    """An empty home into which documents are handed in."""
    made = open_home(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def anna(home: KnowledgeBase) -> KnowledgeBase:
    """That home for Anna, who hands in documents."""
    return home.acting_as(batch_help.ANNA)


@pytest.fixture(scope="session")
def five_handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a batch of five documents to review and a file that cannot be read; to copy."""
    folder = tmp_path_factory.mktemp("handed-in") / "home"
    base = open_home(folder)
    files = {
        "vandring.txt": WALK.encode(),
        "kopia.txt": COPY.encode(),
        "resten.zip": packed({"pulje.txt": POOL, "fritidsbank.txt": BANK}),
        "farligt.txt": HOSTILE.encode(),
        "film.mp4": b"\x00\x00\x00\x18ftypmp42" + bytes(40),
    }
    hand_in(base, files, facts={"event": "Nordisk <dag>", "licence": "CC BY 4.0"})
    base.close()
    return folder


@pytest.fixture
def five_waiting(five_handed_in: Path, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """The same home, for a test that changes it."""
    made = copy_of(five_handed_in, tmp_path / "home")
    yield made
    made.close()


def html_of(app: AppTest) -> str:
    """Return the HTML that the page has written itself, without its script."""
    assert not app.exception, [error.value for error in app.exception]
    return "\n".join(
        block.proto.body
        for block in app.get("html")
        if not block.proto.body.startswith(("<style", '<div id="mb-page"'))
    )


def address_of(app: AppTest) -> dict[str, list[str]]:
    """Return the parameters of the page's address."""
    return {
        name: [value] if isinstance(value, str) else list(value) for name, value in app.query_params.items()
    }


def script_of(app: AppTest) -> str:
    """Return what the page tells its script: language, view and where to go."""
    (block,) = (b.proto.body for b in app.get("html") if b.proto.body.startswith('<div id="mb-page"'))
    return str(block)
