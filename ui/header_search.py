"""The search box at the top of every page but the search page, and what the suggestions below it say."""

from __future__ import annotations

from kb.i18n import Catalogue
from ui.markup import escape
from ui.search_state import Kept, write_kept
from ui.web.suggest_routes import MAX_SUGGESTIONS

# suggest.js finds the words for its list here, whatever page it is on.
WORDS_ID = "mb-suggest"


def header_search(catalogue: Catalogue, kept: Kept) -> str:
    """Return a form that leads to the search page; suggest.js sends it without loading the page anew."""
    label, button = escape(catalogue.text("suggestions.box")), escape(catalogue.text("search.button"))
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, values in write_kept(kept).items()
        for value in values
    )
    return (
        '<form class="mb-header-search" role="search" action="./" method="get">'
        f'<label class="mb-sr" for="mb-header-q">{label}</label>'
        f'<input type="search" name="q" id="mb-header-q" placeholder="{label}" autocomplete="off">'
        f'{hidden}<button type="submit">{button}</button></form>'
    )


def suggestion_words(catalogue: Catalogue) -> str:
    """Return the texts of the list of suggestions, as attributes for suggest.js."""
    counts = "|".join(catalogue.text("suggestions.count", count=n) for n in range(1, MAX_SUGGESTIONS + 1))
    label = escape(catalogue.text("suggestions.list"))
    return f'<div id="{WORDS_ID}" hidden data-label="{label}" data-counts="{escape(counts)}"></div>'
