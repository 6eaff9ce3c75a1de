"""Files that are known by another path than the one where they lie: those that somebody handed in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest.sidecars import NO_FACTS, Facts
from kb.text import text_hash

GIVEN = "upload:"
"""Begins the path of such a file: ``upload:12/45/notes.docx`` is file 45 of batch 12."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFile:
    """A file for a run, and what is said of it."""

    path: str  # begins with ``GIVEN``
    name: str
    on_disk: Path
    facts: Mapping[str, str] = field(default_factory=dict)  # by the keys of ingest.stated


def is_given(path: str) -> bool:
    """Return whether a stored path is of such a file, or of a part of one."""
    return path.startswith(GIVEN)


def facts_of(stated: Mapping[str, str], *, is_part: bool = False) -> Facts:
    """Return what is said of a file; the title of a container is not that of its parts."""
    values = {name: value for name, value in stated.items() if value and not (is_part and name == "title")}
    if not values:
        return NO_FACTS
    return Facts(values, text_hash(json.dumps(values, sort_keys=True, ensure_ascii=False)))
