"""HTML: the main text of a page with its headings, lists and tables."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from ingest.builder import TextBuilder
from ingest.decode import decode
from ingest.parsers.html_furniture import INLINE, SKIPPED, add_furniture, is_seen
from ingest.parsers.html_headings import is_run_together, restore_headings
from ingest.parsers.html_layout import has_menu, is_laid_out, is_newsletter, lays_out, unwrap_layouts
from ingest.parsers.html_stated import read_stated
from ingest.quiet import quiet
from ingest.sniff import HTML
from kb.errors import NoTextError
from kb.records import BlockKind, ParsedDocument

logger = logging.getLogger(__name__)

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w-]{2,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
# Shorter results are mostly a part of a short page: then the whole page is read instead.
_MIN_MAIN_CHARS = 300
_BLOCKS = frozenset(
    "p div section article main h1 h2 h3 h4 h5 h6 ul ol li table tr td th blockquote pre dl dt dd"
    " body html center"
    " address details summary hr".split()
)
# Inline markup, and what trafilatura calls it.
_GLUE = INLINE | {"hi", "ref"}
_LISTS = frozenset({"list", "ul", "ol"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# lxml's elements have no types of their own here.
Element = Any


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse a web page; navigation, footers, forms and the like are no blocks but furniture.

    Raises:
        FileError: The bytes are no text, or hold none.
    """
    page = decode_page(data, name=name)
    root = page_tree(page)
    is_letter = is_newsletter(root) or (is_laid_out(root) and not has_menu(root))
    found = _main_text(_page_source(root) if unwrap_layouts(root) else page)
    builder = _read(root, found, is_letter=is_letter)
    text = builder.text
    if not any(c.isalnum() for c in text):
        raise NoTextError(
            f"{name} holds no text to read. Pages that load their text by script must be saved as PDF."
        )
    stated, body = read_stated(root, found), root.find(".//body")
    text, furniture = add_furniture(
        text, builder.blocks, root if body is None else body, title=stated.get("title", "")
    )
    return ParsedDocument(
        media_type=HTML, text=text, blocks=tuple(builder.blocks), stated=stated, furniture=furniture
    )


def _read(root: Element, found: Element, *, is_letter: bool) -> TextBuilder:
    """Return the blocks of what trafilatura found, with the headings that it lost.

    Of newsletters it leaves out short articles, and of short pages all but a part: these are read whole, as
    are pages whose headings it does not tell from the text under them.
    """
    builder = TextBuilder()
    if found is not None:
        _add_lost_title(builder, root, found.body)
        for child in found.body:
            _add_extracted(builder, child)
    if builder.length < _MIN_MAIN_CHARS:
        return _whole_page(root, instead_of=builder)
    shown = _whole_page(root, instead_of=TextBuilder(), with_hidden=False)
    is_whole = is_letter and 2 * shown.length >= builder.length
    if is_whole or is_run_together(builder, shown):
        return shown
    return restore_headings(builder, shown)


def decode_page(data: bytes, *, name: str) -> str:
    """Decode with the charset that the page declares, if it fits; a byte order mark comes first.

    Raises:
        FileError: The bytes are no text.
    """
    declared = _XML_ENCODING.match(data[:1024]) or _CHARSET.search(data[:4096])
    has_mark = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    if declared and not has_mark:
        encoding = declared.group(1).decode("ascii").lower()
        # Browsers read these names as Windows-1252 too.
        encoding = (
            "cp1252" if encoding in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"} else encoding
        )
        try:
            data = data.decode(encoding).encode("utf-8")
        except (LookupError, UnicodeError):
            logger.debug("%s does not keep its declared charset", name)
    # lxml refuses text that declares an encoding.
    return _XML_DECLARATION.sub("", decode(data, name=name), count=1)


def _main_text(page: str) -> Element:
    """Return trafilatura's document, None if it finds no main text."""
    try:
        import trafilatura
    except ImportError as error:
        logger.warning("web pages are read whole, as trafilatura cannot be loaded: %s", error)
        return None
    with quiet("trafilatura", "htmldate", "justext", "courlan"):
        found = trafilatura.bare_extraction(
            page, with_metadata=True, include_comments=False, favor_recall=True
        )
    return found if found is not None and getattr(found, "body", None) is not None else None


def page_tree(page: str) -> Element:
    """Return the root element of a page; whatever is wrong with its markup is mended as browsers do."""
    from lxml import html

    # Parsed as UTF-8 bytes: lxml refuses text that declares an encoding.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # The empty paragraph: lxml refuses a page that holds nothing.
    return html.document_fromstring(f"{page}<p></p>".encode("utf-8", "replace"), parser=parser)


def _page_source(root: Element) -> str:
    """Return the markup of a tree."""
    from lxml import html

    return str(html.tostring(root, encoding="unicode"))


def _add_extracted(builder: TextBuilder, element: Element, *, level: int = 0) -> None:
    """Add what trafilatura found: head, p, list, quote, table and code."""
    tag = element.tag
    if tag == "head":
        rank = _HEADINGS.get(element.get("rend", "").lower(), 2)
        builder.add(BlockKind.HEADING, "".join(element.itertext()), level=rank)
    elif tag == "list":
        for item in element:
            _add_item(builder, item, level=level)
    elif tag == "table":
        rows = [list(row.iter("cell")) for row in element.iter("row")]
        is_head = bool(rows) and all(cell.get("role") == "head" for cell in rows[0])
        builder.add_rows([[_cell_text(cell) for cell in row] for row in rows], is_head=is_head)
    elif any(child.tag in {"list", "table", "head", "p"} for child in element):
        builder.add(BlockKind.PARAGRAPH, element.text or "")
        for child in element:
            _add_extracted(builder, child, level=level)
            builder.add(BlockKind.PARAGRAPH, child.tail or "")
    else:
        for line in _lines(element):
            builder.add(BlockKind.PARAGRAPH, line)


def _flat(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _cell_text(cell: Element) -> str:
    """Return the text of a cell; words of two elements in it are glued by nothing but inline markup."""
    text = cell.text or ""
    for node, is_start in _edges(cell):
        if node.tag not in _GLUE:
            text += " "
        text += (node.text if is_start else node.tail) or ""
    return " ".join(text.split())


def _edges(cell: Element) -> Iterator[tuple[Element, bool]]:
    """Yield the elements within a cell where they start (true) and end, without recursion."""
    from lxml import etree

    for event, node in etree.iterwalk(cell, events=("start", "end")):
        if node is not cell and isinstance(node.tag, str):
            yield node, event == "start"


def _add_lost_title(builder: TextBuilder, root: Element, body: Element) -> None:
    """Put the page's only first heading back, which trafilatura takes for part of the banner at times."""
    headings = [" ".join("".join(h.itertext()).split()) for h in root.iter("h1")]
    known = {" ".join("".join(head.itertext()).split()) for head in body.iter("head")}
    if len(headings) == 1 and headings[0] not in known:
        builder.add(BlockKind.HEADING, headings[0], level=1)


def _lines(element: Element) -> Iterator[str]:
    """Yield the lines of a paragraph, which line break elements divide."""
    text = ""
    for node in element.iter():
        if node.tag in {"lb", "br"}:
            yield text
            text = ""
        elif isinstance(node.tag, str):
            text += node.text or ""
        if node is not element:
            text += node.tail or ""
    yield text


def _add_item(builder: TextBuilder, item: Element, *, level: int) -> None:
    own, inner = _item_text(item)
    builder.add(BlockKind.BULLET, own, level=level, mark="- ")
    for found in inner:
        # Words that stand in a list outside its items are no less written there.
        builder.add(BlockKind.BULLET, found.text or "", level=level + 1, mark="- ")
        for child in found:
            _add_item(builder, child, level=level + 1)
            builder.add(BlockKind.BULLET, child.tail or "", level=level + 1, mark="- ")


def _item_text(item: Element) -> tuple[str, list[Element]]:
    """Return the text of an item without the lists in it, and those lists; the outermost only."""
    text, inner = "", []
    pending = _children_reversed(item, frozenset())
    while pending:
        node = pending.pop()
        if node is None or isinstance(node, str):
            text += " " if node is None else node
        elif node.tag in _LISTS:
            inner.append(node)
        else:
            # Words of two elements are glued together by nothing but inline markup.
            edge = "" if node.tag in INLINE else " "
            pending.extend([edge, *_children_reversed(node, frozenset()), edge])
    return text, inner


def _whole_page(root: Element, *, instead_of: TextBuilder, with_hidden: bool = True) -> TextBuilder:
    """Read a page from top to bottom; keep what was found before if this is but a part of it.

    What was found may be longer by the navigation in it.
    """
    builder = TextBuilder()
    headings = list(root.iter("h1"))
    if len(headings) == 1 and any(around.tag in SKIPPED for around in headings[0].iterancestors()):
        builder.add(BlockKind.HEADING, _flat(headings[0]), level=1)
    body = root.find(".//body")
    add_elements(builder, root if body is None else body, with_hidden=with_hidden)
    return builder if 2 * builder.length >= instead_of.length else instead_of


def add_elements(
    builder: TextBuilder, root: Element, *, skipped: frozenset[str] = SKIPPED, with_hidden: bool = True
) -> None:
    """Add the blocks of an element from top to bottom, without what stands in elements named ``skipped``.

    Without recursion: pages may be nested deeper than the stack.
    """
    pending: list[Element | str | None] = [root]
    inline = ""
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            inline += node
            continue
        tag = "" if node is None else node.tag
        if not tag or tag == "br" or _stands_alone(tag):
            builder.add(BlockKind.PARAGRAPH, inline)
            inline = ""
        is_read = bool(tag) and tag not in skipped and (with_hidden or is_seen(node))
        if is_read and not _add_known(builder, node, tag):
            pending.extend(_children_reversed(node, skipped))
    builder.add(BlockKind.PARAGRAPH, inline)


def _add_known(builder: TextBuilder, node: Element, tag: str) -> bool:
    if tag in _HEADINGS:
        builder.add(BlockKind.HEADING, "".join(node.itertext()), level=_HEADINGS[tag])
    elif tag == "li":
        # An item within an item has come with it; one in a list right within a list has not.
        if next(node.iterancestors("li"), None) is None:
            level = max(0, sum(1 for a in node.iterancestors("ul", "ol")) - 1)
            _add_item(builder, node, level=level)
    elif tag == "table":
        rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in node.iter("tr")]
        rows = [row for row in rows if row]
        # Tables that only lay out a page hold whole articles in their cells.
        if not rows or lays_out(node):
            return False
        for caption in node.iter("caption"):
            builder.add(BlockKind.PARAGRAPH, _flat(caption))
        is_head = all(cell.tag == "th" for cell in rows[0])
        builder.add_rows([[_cell_text(cell) for cell in row] for row in rows], is_head=is_head)
    elif tag == "p" and len(node) == 0:
        builder.add(BlockKind.PARAGRAPH, node.text or "")
    else:
        return False
    return True


def _stands_alone(tag: str) -> bool:
    return tag in _BLOCKS or tag in SKIPPED


def _children_reversed(node: Element, skipped: frozenset[str]) -> list[Element | str | None]:
    """Return an element's text and children in the order a stack needs, None after the end of a block."""
    parts: list[Element | str | None] = [node.text or ""]
    for child in node:
        if isinstance(child.tag, str) and child.tag not in skipped:
            parts.append(child)
            if _stands_alone(child.tag):
                parts.append(None)
        parts.append(child.tail or "")
    return parts[::-1]
