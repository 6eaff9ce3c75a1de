"""Newsletters, and tables of web pages that hold no data but lay the page out."""

from __future__ import annotations

import re
from typing import Any

from ingest.parsers.html_furniture import SKIPPED

_NO_TABLE = frozenset({"presentation", "none"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("p", "div", "ul", "ol", "blockquote")
_LISTS = ("ul", "ol")
_CELLS = frozenset({"td", "th"})
_PARTS = frozenset("table caption thead tbody tfoot tr td th".split())
# What the links of a newsletter say, in Swedish, Danish, Norwegian and English: that it can be read in a
# browser, and that one need not have it any longer.
_IN_BROWSER = re.compile(
    r"\b(?:visa|se|läs|öppna|vis|læs|åbn|view|read|open)"
    r"(?: (?:det|den|här|her|it|this|the|e-?mail|newsletter|\w*brev(?:et)?|\w*(?:mejl|mail)(?:et|en)?))*"
    r" (?:i|in) (?:\w+ )?(?:webbläsar\w*|browser\w*|nettleser\w*)"
    r"|^(?:visa |se |vis )?(?:online|webb?)-?version",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"^(?:avregistrera|avprenumerera|afmeld|frameld|avmeld|meld av|unsubscribe)"
    r"(?: (?:dig|mig|mej|deg|meg|her|här|from|fra|från|this|list|nyhe[dt]sbrev\w*|\w*mail))*\W*$"
    r"|^avsluta (?:\w+ )?prenumeration\w*",
    re.IGNORECASE,
)
_MAX_LINK_CHARS = 80
_MIN_MENU_LINKS = 3
_MIN_SHARE = 0.9
_NO_WORDS = frozenset({"script", "style"})
# lxml's elements have no types of their own here.
Element = Any


def lays_out(table: Element) -> bool:
    """Return whether a table only places whole parts of a page beside or below each other.

    Tables around tables do, and those with the page's main heading in a cell. Others with a caption or with
    heads of columns or rows hold data. Of the rest those lay out that say so (role "presentation"), that
    have headings in their cells, text in one column only, one row of cells with several paragraphs, or
    lists in cells without another in the row beside them.
    """
    if _holds(table, ("table", "h1")):
        return True
    rows = [row for row in (_filled(row) for row in table.iter("tr")) if row]
    has_headings = _holds(table, _HEADINGS)
    n_columns = max((len(row) for row in rows), default=0)
    if _is_headed(table, rows):
        return n_columns < 2 and has_headings
    if has_headings or n_columns < 2 or table.get("role", "").strip().lower() in _NO_TABLE:
        return True
    cells = [cell for row in rows for cell in row]
    if len(rows) == 1:
        return any(len(list(cell.iter(*_BLOCKS))) > 1 for cell in cells)
    is_grid = all(len(row) > 1 for row in rows)
    return not is_grid and any(_holds(cell, _LISTS) for cell in cells)


def is_newsletter(root: Element) -> bool:
    """Return whether a page has a link, outside menus and footers, that only newsletters have.

    All that a newsletter shows is its content: there are no menus or columns of other articles to leave out.
    """
    for link in root.iter("a"):
        text = " ".join("".join(link.itertext()).split())
        is_of_letter = len(text) <= _MAX_LINK_CHARS and (_IN_BROWSER.search(text) or _LEAVE.search(text))
        if is_of_letter and not any(around.tag in SKIPPED for around in link.iterancestors()):
            return True
    return False


def has_menu(root: Element) -> bool:
    """Return whether a page has a row or a list of at least three links with no other words in it."""
    links: dict[Element, int] = {}
    for link in root.iter("a"):
        around = link.getparent()
        around = around.getparent() if around.tag == "li" else around
        links[around] = links.get(around, 0) + _n_letters(link)
    menus = (around for around, n_letters in links.items() if n_letters == _n_letters(around))
    is_long = any(len(list(around.iter("a"))) >= _MIN_MENU_LINKS for around in menus)
    return is_long or next(root.iter("nav"), None) is not None


def is_laid_out(root: Element) -> bool:
    """Return whether nearly all that a page says stands in tables that lay it out."""
    layouts = [table for table in root.iter("table") if lays_out(table)]
    known = set(layouts)
    outermost = [table for table in layouts if known.isdisjoint(table.iterancestors("table"))]
    body = root.find(".//body")
    return sum(map(_n_letters, outermost)) > _MIN_SHARE * _n_letters(root if body is None else body)


def _n_letters(element: Element) -> int:
    n_letters = 0
    for node in element.iter():
        own = "" if node.tag in _NO_WORDS else node.text or ""
        tail = "" if node is element else node.tail or ""
        n_letters += sum(c.isalnum() for c in own + tail)
    return n_letters


def unwrap_layouts(root: Element) -> bool:
    """Make plain divisions of the tables that lay out a page; return whether there were any."""
    layouts = {table for table in root.iter("table") if lays_out(table)}
    parts = [part for part in root.iter(*_PARTS) if _table_of(part) in layouts]
    for part in parts:
        part.tag = "div"
        part.attrib.pop("role", None)
    return bool(layouts)


def _table_of(part: Element) -> Element:
    return part if part.tag == "table" else next(part.iterancestors("table"), None)


def _filled(row: Element) -> list[Element]:
    """Return the cells of a row that hold words; others keep a distance or hold a picture."""
    cells = [cell for cell in row if cell.tag in _CELLS]
    return [cell for cell in cells if any(c.isalnum() for text in cell.itertext() for c in text)]


def _holds(element: Element, tags: tuple[str, ...]) -> bool:
    return any(inner is not element for inner in element.iter(*tags))


def _is_headed(table: Element, rows: list[list[Element]]) -> bool:
    """Return whether a table has a caption, or heads beside or above cells that are none.

    Some newsletters have nothing but heads, as cells that no style sheet of a mail program touches.
    """
    if any(True for _ in table.iter("caption")):
        return True
    tags = {cell.tag for row in rows for cell in row}
    return tags == _CELLS
