"""What the page about Metodbank counts as an example."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeKind, PracticeState
from tests.ui.test_practice_page import entry_of
from ui.about_page import n_published


def test_published_dialogues_are_no_published_examples(library: KnowledgeBase) -> None:
    example = replace(entry_of(library, "DK741"), kind=PracticeKind.PRACTICE, state=PracticeState.PUBLISHED)
    dialogue = replace(example, kind=PracticeKind.DIALOGUE)
    entries = SimpleNamespace(practices=lambda: (example, dialogue, dialogue))
    base = SimpleNamespace(entries=entries)
    assert n_published(cast(Any, base)) == 1
