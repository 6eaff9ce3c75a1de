"""A small real home: documents and curated practices of both countries, of our own writing."""

from __future__ import annotations

import shutil
from pathlib import Path

from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import load_settings

_HERE = Path(__file__).resolve().parent


def make_library(folder: Path, *, embedder: str = "hashing") -> KnowledgeBase:
    """Return a home in ``folder`` with the documents and practices beside this file.

    Its published practices are two in Sweden and two in Denmark, of which one failed on Samsø, and rules
    have found candidates in the notes.
    """
    shutil.copytree(_HERE / "documents", folder / "documents")
    shutil.copy(_HERE / "practices.toml", folder)
    base = open_knowledge_base(load_settings(home=folder / "home", embedder=embedder, workers=1))
    report = base.ingest([folder / "documents"])
    if report.failed:
        raise AssertionError(f"not taken in: {report.failed}")
    loaded = base.practices.load(folder / "practices.toml")
    if loaded.skipped:
        raise AssertionError(f"not loaded: {loaded.skipped}")
    return base
