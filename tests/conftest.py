"""Fixtures for every test: a home of its own, the reference documents, required programs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from kb.knowledge_base import KnowledgeBase
from tests.library import make_library

_PROJECT = Path(__file__).resolve().parent.parent

# no test is about time: on a busy machine an example may take a second
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep every test away from the settings and the home of whoever runs it."""
    for name in list(os.environ):
        if name.startswith("METODBANK_") and name != "METODBANK_REFERENCE":
            monkeypatch.delenv(name)
    monkeypatch.setenv("METODBANK_HOME", str(tmp_path_factory.mktemp("unused-home") / "home"))


@pytest.fixture(scope="session")
def reference() -> Path:
    """Return the folder of real documents and gold labels, or skip: a clone does not have it."""
    folder = Path(os.environ.get("METODBANK_REFERENCE", _PROJECT.parent / "shared")).resolve()
    if not (folder / "seeds").is_dir():
        pytest.skip(f"no reference documents in {folder}; set METODBANK_REFERENCE to their folder")
    return folder


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A small real home, for tests that only read."""
    base = make_library(tmp_path_factory.mktemp("library"))
    yield base
    base.close()


@pytest.fixture
def fresh_library(tmp_path: Path) -> Iterator[KnowledgeBase]:
    """The same home, for tests that change it."""
    base = make_library(tmp_path / "library")
    yield base
    base.close()


def need_program(name: str) -> str:
    """Return the path of a program; without it skip, or fail where CI must have it."""
    found = shutil.which(name)
    if found is None:
        message = f"the program {name} is not installed"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found
