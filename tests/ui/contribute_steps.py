"""What the tests of handing in share: a short way to press its buttons."""

from __future__ import annotations

from kb.batches import Batch, BatchFile
from kb.knowledge_base import KnowledgeBase
from ui.actions.action import Done
from ui.actions.contribute import ACTIONS


def do(base: KnowledgeBase, name: str, **asked: object) -> Done:
    """Do an action as the app does."""
    action = ACTIONS[f"batches.{name}"]
    return action.act(base, action.asked.model_validate(asked))


def only(batch: Batch) -> BatchFile:
    """Return the only file of a batch."""
    (file,) = batch.files
    return file
