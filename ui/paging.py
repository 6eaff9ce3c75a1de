"""Numbered pages as links."""

from __future__ import annotations

from collections.abc import Callable

from kb.i18n import Catalogue
from ui.markup import escape, items, link

_NEIGHBOURS = 2


def page_links(
    page: int,
    n_pages: int,
    to_page: Callable[[int], str],
    *,
    label: str,
    catalogue: Catalogue,
    focus: str = "",
) -> str:
    """Return the navigation between pages.

    Args:
        page: The current one, from 1.
        n_pages: How many there are.
        to_page: Makes the address of a page.
        label: What the pages are of, for a screen reader.
        catalogue: The texts.
        focus: The id of the element to go to after following a link.
    """
    data = f' data-focus="{focus}"' if focus else ""

    def entry(number: int, text: str, attributes: str = "") -> str:
        return link(text, to_page(number), attributes=data + attributes)

    entries = [entry(page - 1, catalogue.text("paging.previous"))] if page > 1 else []
    before = 0
    for number in shown_pages(page, n_pages):
        if number > before + 1:
            entries.append('<span class="mb-gap" aria-hidden="true">…</span>')
        before = number
        name = f' aria-label="{escape(catalogue.text("paging.number", n=number))}"'
        entries.append(entry(number, str(number), name + (' aria-current="page"' if number == page else "")))
    if page < n_pages:
        entries.append(entry(page + 1, catalogue.text("paging.next")))
    return f'<nav class="mb-pages" aria-label="{escape(label)}"><ul>{items(entries)}</ul></nav>'


def shown_pages(page: int, n_pages: int) -> list[int]:
    """Return the numbers to link to: the first, the last and those near ``page``."""
    near = range(max(1, page - _NEIGHBOURS), min(n_pages, page + _NEIGHBOURS) + 1)
    return sorted({1, n_pages, *near})
