"""What the tests of the review share: a batch to review, and a short way to press its buttons."""

from __future__ import annotations

import json
import re
from html import unescape

from kb.accounts import Actor
from kb.batches import ReviewItemId
from kb.knowledge_base import KnowledgeBase
from kb.reviews import QueuedItem, SuggestedTag
from tests.kb.handed_in import CILLA, TITLES, WALK, waiting
from ui.actions.action import Done
from ui.actions.registry import ACTIONS

WALKED, POOLED, LENT = TITLES
COPY = WALK.replace("Trygghetsvandring i", "Om trygghet i").replace("samma höst", "samma vinter")
HOSTILE = """<script>alert(1)</script> & <b>kör</b>

I Vaggeryds kommun startade <img src=x onerror=alert(1)> kulturskolan en kör för äldre och barn i biblioteket.
"""


def act(base: KnowledgeBase, name: str, asked: object, actor: Actor = CILLA) -> Done:
    """Do an action as the app does."""
    action = ACTIONS[name]
    return action.act(base.acting_as(actor), action.asked.model_validate(asked))


def item_of(base: KnowledgeBase, title: str) -> QueuedItem:
    """Return what waits under a title."""
    return waiting(base)[title]


def tag_of(base: KnowledgeBase, item_id: ReviewItemId, value: str) -> SuggestedTag:
    """Return the tag of a document that waits, by its value."""
    (found,) = (tag for tag in base.review.item(item_id).tags if tag.value == value)
    return found


def asked_of(html: str, do: str, name: str) -> object:
    """Return what the button with this name is asked with."""
    pattern = rf'<button [^>]*data-do="{re.escape(do)}"[^>]*>'
    (found,) = {each for each in re.findall(pattern, html) if f'aria-label="{name}"' in each}
    (asked,) = re.findall(r'data-with="([^"]*)"', found)
    return json.loads(unescape(asked))
