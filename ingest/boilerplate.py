"""Rules that tell boilerplate from text, line by line, each with the reason it gives."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from ingest.adverts import job_adverts
from ingest.text_line import Rule, TextLine, content_of, marker, short_content
from kb.records import BlockKind, ParsedDocument

SOURCE_LIST = "source list"
# What a parser finds around a document: no rule judges it.
PAGE_FURNITURE = "page furniture"

_SHARE = re.compile(
    r"(?:share|tweet|dela|del|gilla|synes godt om|like|pin(?:\s?it)?|e-?mail|e-?post|mail|print|"
    r"skriv ut|udskriv|"
    r"tipsa|tip en ven|facebook|twitter|linkedin|instagram|whatsapp|pinterest|google|messenger|reddit|\+\s?1|"
    r"(?:dela|del|share)\s+(?:på|on|via)\s+\w+)\s*\+?\s*\(?\d{0,6}\)?",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"har du (?:en kommentar|kommentarer)\s?\?|(?:skriv|lämna|lægg|efterlad|tilføj) (?:en|din) kommentar\W*|"
    r"(?:skriv|lämna) ett svar\W*|skriv et svar\W*|leave a (?:reply|comment)\W*|\d+ kommentarer?|"
    r"kommentarer \(\d+\)|"
    r"wpdiscuz|avatar|(?:logga in|log ind) för? (?:at|att) kommentere?a?\W*|"
    r"(?:din e-(?:post|mail)adresse?n? (?:kommer inte|vil ikke).*|vær den første til at kommentere.*|"
    r"bli först (?:med|att) kommentera.*)",
    re.IGNORECASE,
)
_COOKIE = re.compile(r"\b(?:cookies?|kakor)\b", re.IGNORECASE)
_COOKIE_ACT = re.compile(
    r"\b(?:accept\w*|godkän\w*|godkend\w*|samtyck\w*|samtykke\w*|tillåt\w*|tillad\w*|"
    r"använder (?:cookies|kakor)|"
    r"bruger cookies|anvender cookies|uses? cookies)\b",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:relevanta|relevante|relaterade|relaterede|liknande|lignende|andra|andre|related|similar) "
    r"(?:dokument|dokumenter|documents|artiklar|artikler|articles|nyheter|nyheder)\W*|"
    r"(?:läs också|läs även|læs også|läs mer|læs mere|se även|se også)\W*|andra läste också\W*|"
    r"andre læste også\W*",
    re.IGNORECASE,
)
SOURCES_HEADING = re.compile(
    r"(?:\d+\.?\s*)?(?:källor|källa|källförteckning|kilder|kilde|kildeliste|kildefortegnelse|noter|"
    r"referenser|referencer|referenslista|referenceliste|litteratur(?:förteckning|lista|liste)?|"
    r"sources|references|bibliography)\W*",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"https?://|www\.|\bdoi\b|\bISBN\b|\((?:1[89]|20)\d\d(?:-\d\d)?(?:-\d\d)?[a-z]?\)|\b(?:läst\w*|hämtad\w*|læst|hentet)\b",
    re.IGNORECASE,
)
_TRANSCRIPT = re.compile(r"(?:transkript|transskription|transcript|utskrift|udskrift)\W*", re.IGNORECASE)
_MAX_RELATED_CHARS = 240
_MAX_RELATED_LINES = 500
_TOC_TITLE = re.compile(
    r"innehåll(?:sförteckning)?|indhold(?:sfortegnelse)?|table of contents|contents", re.IGNORECASE
)
_TOC_ENTRY = re.compile(r".*?(?:\t|\.{3,}|(?:\. ){3,}|…+|\s{3,}|_{3,})\s*\d{1,3}")
_PAGE_NUMBER = re.compile(
    r"[-–—]?\s*(?:(?:sida|side|page|s\.)\s*)?\d{1,4}\s*(?:(?:\(|/|av|af|of)\s*\d{1,4}\s*\)?)?\s*[-–—]?",
    re.IGNORECASE,
)
_NAMED_PAGE_NUMBER = re.compile(
    r"(?:sida|side|page)\s+\d{1,4}\s*(?:\(|/|av|af|of)\s*\d{1,4}\)?", re.IGNORECASE
)
_MIN_HEADER_CHARS = 20
_MAX_HEADER_CHARS = 120
_QUOTES = "”“\"»«„'’"


def share_buttons(document: ParsedDocument, lines: Sequence[TextLine], _: Mapping[int, str]) -> Iterable[int]:
    """Two or more such lines in a row: one alone may be a heading."""
    matching = [bool(_SHARE.fullmatch(short_content(document, line, 40))) for line in lines]
    for index, matches in enumerate(matching):
        before = index > 0 and matching[index - 1]
        after = index + 1 < len(matching) and matching[index + 1]
        if matches and (before or after):
            yield index


def comment_form(document: ParsedDocument, lines: Sequence[TextLine], _: Mapping[int, str]) -> Iterable[int]:
    """Prompts and names of comment forms, standing alone."""
    return [i for i, line in enumerate(lines) if _COMMENT.fullmatch(short_content(document, line))]


def cookie_notice(document: ParsedDocument, lines: Sequence[TextLine], _: Mapping[int, str]) -> Iterable[int]:
    """Short lines that name cookies and ask to accept them."""
    for index, line in enumerate(lines):
        content = short_content(document, line, 400)
        if content and _COOKIE.search(content) and _COOKIE_ACT.search(content):
            yield index


def related_documents(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """A marker, the titles under it, and the mark before a transcript that ends them.

    Without such a mark they end at the first line that reads as a sentence or carries a bullet. Up to
    three titles go only at the very end of a document: elsewhere the marker may be a heading of its text.
    """
    for index, line in enumerate(lines):
        if index in dropped or not _RELATED.fullmatch(marker(document, line, 60)):
            continue
        end, marked = _end_of_titles(document, lines, index + 1)
        is_last = end > index + 1 and all(i in dropped for i in range(end, len(lines)))
        if end - index > 3 or is_last:
            yield from range(index, end + 1 if marked else end)


def _end_of_titles(document: ParsedDocument, lines: Sequence[TextLine], start: int) -> tuple[int, bool]:
    unmarked = None
    last = min(len(lines), start + _MAX_RELATED_LINES)
    for index in range(start, last):
        content = short_content(document, lines[index], _MAX_RELATED_CHARS)
        if content and _TRANSCRIPT.fullmatch(content):
            return index, True
        if not content:
            return index if unmarked is None else unmarked, False
        is_title = content[-1] not in ".:;" and not (
            lines[index].kind is BlockKind.BULLET and content[:1] == "•"
        )
        if not is_title and unmarked is None:
            unmarked = index
    return last if unmarked is None else unmarked, False


def pull_quote(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Paragraphs in quotation marks whose words stand elsewhere in the text."""
    n_seen = 0
    end = document.blocks[-1].end if document.blocks else 0  # a menu may hold the same words
    for index, line in enumerate(lines):
        content = short_content(document, line, 1000)
        if line.kind is not BlockKind.PARAGRAPH or len(content) < 42 or index in dropped:
            continue
        if content[0] not in _QUOTES or content[-1] not in _QUOTES:
            continue
        quoted = content.strip(_QUOTES).strip()
        n_seen += 1
        if n_seen <= 100 and document.text.count(quoted, 0, end) > 1:
            yield index


def table_of_contents(
    document: ParsedDocument, lines: Sequence[TextLine], _: Mapping[int, str]
) -> Iterable[int]:
    """Three or more lines in a row that end in a page number, with the word above them."""
    start = 0
    while start < len(lines):
        stop = start
        while stop < len(lines) and _TOC_ENTRY.fullmatch(short_content(document, lines[stop], 320)):
            stop += 1
        if stop - start >= 3:
            if start and _TOC_TITLE.fullmatch(short_content(document, lines[start - 1], 40)):
                start -= 1
            yield from range(start, stop)
        start = max(stop, start + 1)


def running_headers(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """First and last lines of pages that come again on most pages; the very first line is kept."""
    n_pages = sum(page.end > page.start for page in document.pages)
    if n_pages < 2:
        return
    # On two pages likeness may be chance: there only the outermost line counts, and not a short one.
    edges = _page_edges(lines, depth=2 if n_pages > 2 else 1, without=dropped)
    shapes = {i: re.sub(r"\d+", "#", short_content(document, lines[i], _MAX_HEADER_CHARS)) for i in edges}
    pages: dict[str, set[int | None]] = {}
    for index, shape in shapes.items():
        pages.setdefault(shape, set()).add(lines[index].page)
    for index, shape in shapes.items():
        is_long = len(shape) >= _MIN_HEADER_CHARS or "#" in shape
        n_needed = max(3, n_pages // 2) if n_pages > 2 else 2
        if index and shape and len(pages[shape]) >= n_needed and (n_pages > 2 or is_long):
            yield index


def page_numbers(document: ParsedDocument, lines: Sequence[TextLine], _: Mapping[int, str]) -> Iterable[int]:
    """Page numbers at the edges of pages, and "Sida 2 (7)" anywhere."""
    edges = set(_page_edges(lines, depth=2))
    for index, line in enumerate(lines):
        content = short_content(document, line, 30)
        if not content:
            continue
        if _NAMED_PAGE_NUMBER.fullmatch(content) or (index in edges and _PAGE_NUMBER.fullmatch(content)):
            yield index


def _page_edges(
    lines: Sequence[TextLine], *, depth: int, without: Collection[int] = frozenset()
) -> list[int]:
    """Return the first and the last ``depth`` lines of every page, not counting those ``without``."""
    pages: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if line.page is not None and index not in without:
            pages.setdefault(line.page, []).append(index)
    return sorted({i for page in pages.values() for i in (*page[:depth], *page[-depth:])})


def source_list(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """What stands under a heading such as Källor, if most of it is references: it tells of no practice."""
    found: list[int] = []
    start = 0
    while start < len(lines):
        end = start + 1
        if lines[start].kind is BlockKind.HEADING and SOURCES_HEADING.fullmatch(
            marker(document, lines[start])
        ):
            while end < len(lines) and lines[end].kind is not BlockKind.HEADING:
                end += 1
            entries = [i for i in range(start + 1, end) if i not in dropped]
            n_references = sum(bool(_REFERENCE.search(content_of(document, lines[i]))) for i in entries)
            # "Källor" may also be the springs of a water company
            if 2 * n_references >= len(entries):
                found.extend(entries)
        start = end
    return found


# In this order: adverts are found by the comment form or the buttons before them.
RULES: tuple[tuple[str, Rule], ...] = (
    ("page number", page_numbers),
    ("running header", running_headers),
    ("table of contents", table_of_contents),
    ("share buttons", share_buttons),
    ("comment form", comment_form),
    ("cookie notice", cookie_notice),
    ("related documents", related_documents),
    ("job adverts", job_adverts),
    ("pull quote", pull_quote),
    (SOURCE_LIST, source_list),
)

REASONS: tuple[str, ...] = (*(reason for reason, _ in RULES), PAGE_FURNITURE)
"""Every reason that text is dropped for."""
