"""What ``collect.js`` says: it stands in the page, as the script knows no language."""

from __future__ import annotations

from collections.abc import Mapping

from kb.collections import MAX_ITEMS
from kb.i18n import Catalogue
from ui.collection_keys import MAX_HELD
from ui.markup import escape

# By the name of the data attribute. The script fills in {title}, {n} and {place}, and {most} where a text is
# too long.
_SAID: Mapping[str, str] = {
    "saved": "collection.said_saved",
    "taken-out": "collection.said_taken_out",
    "removed": "collection.said_removed",
    "back": "collection.said_back",
    "moved": "collection.said_moved",
    "noted": "collection.said_noted",
    "described": "collection.said_described",
    "shared-anew": "collection.said_shared_anew",
    "copied": "collection.said_copied",
    "copy-yourself": "collection.said_copy_yourself",
    "yours": "collection.said_yours",
    "problem-changed": "collection.problem_changed",
    "problem-full": "collection.problem_full",
    "problem-too-long": "collection.problem_too_long",
    "too-long": "collection.too_long",
    "problem-unknown": "collection.problem_unknown",
    "problem-gone": "collection.problem_gone",
    "problem-many": "collection.problem_many",
    "problem-refused": "collection.problem_refused",
    "problem-failed": "collection.problem_failed",
}


def collect_texts(catalogue: Catalogue) -> str:
    """Return an element, not seen, that holds the texts; every page has it."""
    attributes = []
    for name, key in _SAID.items():
        most = "{most}" if name == "too-long" else MAX_ITEMS
        said = catalogue.text(key, title="{title}", n="{n}", place="{place}", most=most, held=MAX_HELD)
        attributes.append(f' data-{name}="{escape(said)}"')
    return f'<div id="mb-collect" hidden{"".join(attributes)}></div>'
