"""All actions by name, as buttons and forms call them in ``data-do``."""

from __future__ import annotations

from collections.abc import Mapping

from ui.actions import accounts, contribute, curate, review
from ui.actions.action import Action

ACTIONS: Mapping[str, Action] = {
    **accounts.ACTIONS,
    **contribute.ACTIONS,
    **curate.ACTIONS,
    **review.ACTIONS,
}
