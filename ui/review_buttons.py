"""What the pages of the review share: their buttons, whom a list is about, and who did what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from kb.accounts import OPERATOR
from kb.batches import ReviewItemId
from kb.i18n import Catalogue
from kb.records import ChunkId
from kb.reviews import QueuedItem, ReviewItem
from ui.markup import escape
from ui.moments import when
from ui.queue_view import QueueView, view_text
from ui.search_state import Kept, href, write_kept
from ui.shell import Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """A document in review, and from which part of the queue it was opened."""

    item: ReviewItem
    view: QueueView
    shell: Shell
    waiting: tuple[ReviewItemId, ...] = ()  # what waits in that part, in its order

    @property
    def is_public(self) -> bool:
        """Whether it is a document that nobody handed in, of which the tags are put right."""
        return self.item.queued is None

    def asked(self, **values: object) -> dict[str, object]:
        """Return what an action on the document is asked with."""
        of = {"document": self.item.document.id} if self.is_public else {"item": self.item.id}
        return {**of, "seen": self.item.version, **values}

    def address(
        self, *, chunk: ChunkId | None = None, extra: Mapping[str, str] | None = None, place: bool = True
    ) -> str:
        """Return the address of the document, at a passage where one is given."""
        of = {"document": self.item.document.id} if self.is_public else {"id": self.item.id}
        back = view_text(replace(self.view, page=1))
        values: dict[str, object] = {**of, **({"back": back} if back else {})}
        if chunk is not None:
            values["chunk"] = chunk
        elif place:
            kept = self.shell.parameters
            values |= {name: kept[name][0] for name in ("page", "part") if kept.get(name)}
        values |= extra or {}
        return href("review", {name: [str(value)] for name, value in values.items()}, self.shell.kept)


def way_back(view: QueueView, kept: Kept) -> str:
    """Return the part of the queue and what the reader keeps, for an action that says where to go then."""
    together = [(name, value) for name, values in write_kept(kept).items() for value in values]
    return "&".join(part for part in (view_text(replace(view, page=1)), urlencode(together)) if part)


def act_button(
    do: str,
    label: str,
    asked: Mapping[str, object] | None = None,
    *,
    name: str = "",
    element_id: str = "",
    then: str = "",
    fields: str = "",
    css: str = "mb-plain-button",
) -> str:
    """Return a button that does something.

    Args:
        do: The action.
        label: What is read.
        asked: What the action is asked with.
        name: What is heard, beginning with the label; empty: the label.
        element_id: The button's id.
        then: The id of what gets the focus when it is done.
        fields: The id of what holds the fields that go along.
        css: Its class.
    """
    attributes = {
        "aria-label": name,
        "id": element_id,
        "data-then": then,
        "data-fields": fields,
        "data-with": json.dumps(asked) if asked else "",
    }
    said = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value)
    return f'<button type="button" class="{css}" data-do="{do}"{said}>{escape(label)}</button>'


def reason_form(
    do: str,
    label: str,
    asked: Mapping[str, object],
    *,
    element_id: str,
    catalogue: Catalogue,
    help_text: str,
    fields: str = "",
    then: str = "",
) -> str:
    """Return the form in which somebody says why something is declined.

    Args:
        do: The action.
        label: Of the button.
        asked: What the action is asked with beside the reason.
        element_id: Of the field.
        catalogue: The texts.
        help_text: What stands below the field.
        fields: The id of what holds the form and further fields that go along.
        then: The id of what gets the focus when it is done.
    """
    also = f' data-fields="{fields}"' if fields else ""
    also += f' data-then="{then}"' if then else ""
    return (
        f'<form class="mb-reason" data-do="{do}"{also} data-with="{escape(json.dumps(asked))}">'
        f'<p><label for="{element_id}">{escape(catalogue.text("review.reason"))}</label>'
        f'<textarea id="{element_id}" name="reason" rows="2" maxlength="1000"'
        f' aria-describedby="{element_id}-help"></textarea>'
        f'<span id="{element_id}-help" class="mb-quiet">{escape(help_text)}</span></p>'
        f'<button type="submit" class="mb-plain-button">{escape(label)}</button></form>'
    )


def who(name: str | None, login: str | None, catalogue: Catalogue) -> str:
    """Return somebody's name as others see it."""
    if login == OPERATOR.login:
        return catalogue.text("review.operator")
    return name or login or catalogue.text("review.somebody")


def decider(queued: QueuedItem, catalogue: Catalogue) -> dict[str, str]:
    """Return who decided about a document, and when."""
    return {
        "who": who(queued.decided_name, queued.decided_by, catalogue),
        "date": when(queued.decided_at, catalogue),
    }


def review_address(item_id: ReviewItemId, back: str) -> str:
    """Return the address of a document, for an action that was told the way back."""
    return f"./review?{urlencode({'id': item_id})}" + (f"&{back}" if back else "")
