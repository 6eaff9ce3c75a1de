"""The home that ``make run`` makes, for measuring the app."""

from __future__ import annotations

from pathlib import Path

from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings

_CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def make_corpus_home(home: Path) -> Path:
    """Take in the starter corpus with its curated practices, and return the home."""
    base = open_knowledge_base(load_settings(home=home))
    report = base.ingest([_CORPUS / "sv", _CORPUS / "da"])
    if report.failed:
        raise SystemExit(f"not taken in: {report.failed}")
    base.practices.load(_CORPUS / "practices.toml")
    base.close()
    return home
