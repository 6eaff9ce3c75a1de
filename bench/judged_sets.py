"""Opens the collections of judged sets for the benchmarks of ranking: by name, or by folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from evaluation.collection import Collection, opened_collections
from evaluation.judged import JudgedSet, read_judged_set
from kb.settings import Settings
from tests.relevance.gate import SETS, documents_of, read_set, reference_folder, set_names


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSet:
    """A judged set with its collection."""

    judged: JudgedSet
    collection: Collection


@contextmanager
def opened_set(name: str, *, embedder: str) -> Iterator[OpenedSet]:
    """Open a set of ``tests/relevance/sets`` by its name, or one with passages by its folder."""
    documents: list[Path] = []
    if (SETS / name / "set.toml").exists():
        gated = read_set(name)
        judged, documents = gated.judged, documents_of(gated, reference_folder())
    else:
        judged = read_judged_set([Path(name)])
    with TemporaryDirectory() as home:
        settings = Settings.model_validate({"home": Path(home), "embedder": embedder})
        with opened_collections(settings, documents=documents, passages=judged.passages) as collections:
            yield OpenedSet(judged=judged, collection=next(collections))


def names_or_all(names: Sequence[str]) -> list[str]:
    """Return ``names``; without any those of all sets that can be opened here."""
    have_reference = reference_folder() is not None
    return list(names) or [
        name
        for name in set_names()
        if have_reference or not read_set(name).config.documents.startswith("reference:")
    ]
