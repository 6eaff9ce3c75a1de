"""What stands at the bottom of every page."""

from __future__ import annotations

from kb.i18n import Catalogue
from ui.markup import escape, items, link
from ui.search_state import Kept, href

# The anchor of the statement on the about page; /was and links from outside lead there too.
ACCESSIBILITY = "accessibility"


def footer(catalogue: Catalogue, kept: Kept) -> str:
    """Return the word of caution, and the way to the accessibility statement, as the law wants it."""
    text = catalogue.text
    about = href("about", {}, kept)
    ways = [
        link(text("footer.about"), about),
        link(text("footer.accessibility"), f"{about}#{ACCESSIBILITY}"),
        link(text("footer.errors"), f"{about}#errors"),
    ]
    return (
        f'<footer class="mb-footer"><p>{escape(text("app.footer"))}</p>'
        f'<ul class="mb-actions">{items(ways)}</ul></footer>'
    )
