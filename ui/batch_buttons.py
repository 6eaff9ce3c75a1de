"""Buttons that do something to a batch or one of its files."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ui.markup import escape


def button(
    do: str, label: str, asked: Mapping[str, object], *, name: str = "", more: str = "", css: str = ""
) -> str:
    """Return a button.

    Args:
        do: The action.
        label: What the button says.
        asked: What the action is asked with.
        name: The same for who hears only the button; "" where the label is enough.
        more: Further attributes, ready.
        css: Further classes.
    """
    said = f' aria-label="{escape(name)}"' if name else ""
    return (
        f'<button type="button" class="{f"mb-plain-button {css}".strip()}" data-do="{do}"'
        f' data-with="{escape(json.dumps(asked))}"{said}{more}>{escape(label)}</button>'
    )
