"""Fields of forms with their labels and what helps to fill them in."""

from __future__ import annotations

from collections.abc import Mapping

from ui.markup import escape


def field(
    element_id: str,
    name: str,
    label: str,
    *,
    kind: str = "text",
    value: str = "",
    advice: str = "",
    autocomplete: str = "off",
    is_required: bool = True,
    most: int = 300,
) -> str:
    """Return a field of one line.

    Args:
        element_id: Of the field; its help has the same with "-help".
        name: Under which it is sent. Not one that forms have themselves ("name", "title", "role", "lang"):
            the browser's cleaning takes those out.
        label: Plain text.
        kind: Of the input element: "text", "password" or "email".
        value: What stands in it.
        advice: Shown below; "" for none.
        autocomplete: What the browser may fill in.
        is_required: Whether it must not be empty.
        most: How many characters it takes.
    """
    described = f' aria-describedby="{element_id}-help"' if advice else ""
    below = f'<span id="{element_id}-help" class="mb-field-help">{escape(advice)}</span>' if advice else ""
    required = " required" if is_required else ""
    return (
        f'<p><label for="{element_id}">{escape(label)}</label>'
        f'<input id="{element_id}" name="{name}" type="{kind}" value="{escape(value)}" maxlength="{most}"'
        f' autocomplete="{autocomplete}" autocapitalize="none" spellcheck="false"{required}{described}>'
        f"{below}</p>"
    )


def choice(element_id: str, name: str, label: str, options: Mapping[str, str], chosen: str) -> str:
    """Return a list to choose one of; ``options`` are values and what they are called."""
    listed = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(called)}</option>'
        for value, called in options.items()
    )
    return (
        f'<p><label for="{element_id}">{escape(label)}</label>'
        f'<select id="{element_id}" name="{name}">{listed}</select></p>'
    )


def tick(element_id: str, name: str, label: str) -> str:
    """Return a box to tick; it is sent as true or false."""
    return (
        f'<p class="mb-tick"><input id="{element_id}" name="{name}" type="checkbox">'
        f'<label for="{element_id}">{escape(label)}</label></p>'
    )
