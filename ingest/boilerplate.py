"""Rules that tell boilerplate from text, line by line, each with the reason it gives."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from ingest.adverts import job_adverts
from ingest.agendas import agendas
from ingest.empty_fields import empty_fields
from ingest.marked_adverts import marked_adverts
from ingest.note_template import TEMPLATE_HELP
from ingest.notices import notices
from ingest.page_chrome import page_controls
from ingest.page_closings import page_closings
from ingest.page_zones import page_zones
from ingest.pull_quotes import pull_quote
from ingest.reader_comments import reader_comments
from ingest.repeats import copied_lines, running_lines
from ingest.section_ends import section_ends
from ingest.shared_pages import shared_pages
from ingest.sniff import SLIDES
from ingest.source_lists import source_list
from ingest.text_line import Rule, TextLine, blank_line_between, marker, short_content
from kb.records import BlockKind, ParsedDocument
from kb.stated_sources import SOURCE_LIST

# What a parser finds around a document: no rule judges it.
PAGE_FURNITURE = "page furniture"
RUNNING_HEADER = "running header"
# Dashes, ruled lines and the like between the blocks of a text.
NO_TEXT = "no text"
MAIL_FURNITURE = "quoted mail or signature"
# Only its name is kept, to say that it is there.
HIDDEN_SHEET = "hidden sheet"
# Reasons for what is no line of the document, and so cannot be restored.
FURNITURE = frozenset({PAGE_FURNITURE, NO_TEXT, MAIL_FURNITURE, HIDDEN_SHEET})

_SHARE = re.compile(
    r"(?:share|tweeta?|twittra|dela|del|gilla|synes godt om|lik|like|anbefal|rekommendera|pin(?:\s?it)?|"
    r"e-?mail|"
    r"e-?post|mail|maila|mejla|print|skriv ut|udskriv|skriv ut sidan|print artiklen|kopi[eé]ra? länk(?:en)?|"
    r"kopi[eé]r link|copy link|skicka|send|"
    r"tipsa|tip en ven|facebook|twitter|x|linkedin|instagram|whatsapp|pinterest|google\+?|messenger|reddit|"
    r"bluesky|mastodon|threads|snapchat|youtube|tiktok|\+\s?1|"
    r"(?:dela|del|share)\s+(?:på|on|via|med|som|i|to|til)\s+[\w-]+)\s*[+:]?\s*[\[(]?\d{0,6}[\])]?",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"har du (?:en kommentar|kommentarer)\s?\?|(?:skriv|lämna|lægg|efterlad|tilføj) (?:en|din) kommentar\W*|"
    r"(?:skriv|lämna) ett svar\W*|skriv et svar\W*|leave a (?:reply|comment)\W*|\d+ kommentar(?:er)?|"
    r"kommentarer \(\d+\)|"
    r"\d+ kommentar(?:er)? (?:på|til|till) .{0,40}|debat+ \(\d+\)|"
    r"(?:skriv|lämna|læg|tilføj|posta) (?:ett|et) (?:inlägg|indlæg) (?:i|til|till) debat+en\b.{0,80}|"
    r"(?:delta|deltag|vær med|var med|säg din mening|sig din mening|giv din mening til kende)\b.{0,30}"
    r"\b(?:debatten|diskussionen|kommentarsfältet|kommentarfeltet)\b.{0,60}|"
    r"(?:inga|ingen|0) (?:inlägg|indlæg|kommentarer|svar|reaktioner)(?: ännu| endnu| än)?[.!](?: .{0,60})?|"
    r"(?:der er|det finns|det er|här finns) (?:ingen|inga) kommentarer(?: endnu| ännu| än| enda)?\W*|"
    r"wpdiscuz|avatar|(?:logga in|log ind) för? (?:at|att) kommentere?a?\W*|"
    r"(?:din e-(?:post|mail)adresse?n? (?:kommer inte|vil ikke).*|vær den første til at kommentere.*|"
    r"bli först (?:med|att) kommentera.*)",
    re.IGNORECASE,
)
_COMMENTS_HEADING = re.compile(
    r"(?:läsar|læser)?kommentarer|comments|debat+|diskussion|diskut[eé]ra?|din mening", re.IGNORECASE
)
_COOKIE = re.compile(r"\b(?:cookies?|kakor)\b", re.IGNORECASE)
_COOKIE_ACT = re.compile(
    r"\b(?:accept\w*|godkän\w*|godkend\w*|samtyck\w*|samtykke\w*|tillåt\w*|tillad\w*|"
    r"använder (?:cookies|kakor)|"
    r"bruger cookies|anvender cookies|uses? cookies)\b",
    re.IGNORECASE,
)
_PARTNERS = re.compile(r"\bpartne\w+\b.*\b(?:oplysninger|uppgifter|information)\b.*\benhe[dt]", re.IGNORECASE)
_COOKIE_LINES, _COOKIE_WORDS = 8, 25  # of a page's top, where no text is about cookies
_RELATED = re.compile(
    r"(?:relevanta|relevante|relaterade|relaterede|liknande|lignende|andra|andre|related|similar) "
    r"(?:dokument|dokumenter|documents|artiklar|artikler|articles|nyheter|nyheder)\W*|"
    r"(?:läs också|läs även|læs også|läs mer:|læs mere:|se även|se også)\W*|"
    r"(?:andra|andre) (?:läste|læste|har (?:också|også) (?:läst|læst))(?: också| også| även)?\W*|"
    r"(?:fler|flere|mer|mere) (?:artiklar|artikler|nyheter|nyheder|exempel|eksempler) (?:från|fra|om|"
    r"i) .{2,30}|"
    r"refere(?:ns|nce)dokument(?:er)?|"
    r"(?:mest (?:lästa?|læste?|populära|populære|delade|delte)(?: (?:just|lige) nu)?|most read|popul[äæ]rt|"
    r"(?:dokument|dokumenter|artiklar|artikler) (?:som|der) (?:liknar|ligner)|"
    r"(?:andra|andre) (?:läser|læser|hentede|hämtade|läste|læste)(?: (?:också|også))?|"
    r"du (?:kanske|måske|vil måske|kan) (?:också|også) (?:vill|være|gilla|synes|läsa|læse)\b.{0,30}|"
    r"(?:mer|mere|fler|flere|andra|andre|nyaste|nyeste|more) (?:dokument(?:er)? |uppladdningar |uploads )?"
    r"(?:från|fra|av|af|from|by) (?:samma|samme|denna|denne|den här|dette|the same) \w+|"
    r"(?:andra|andre) (?:dokument|dokumenter|papper|filer) (?:från|fra|av|af|i) .{3,40}|"
    r"(?:rekommenderad|rekommenderat|anbefalet|foreslået|föreslagna|foreslåede|rekommenderade|anbefalede)"
    r"(?: (?:läsning|læsning|för dig|til dig|dokument|dokumenter|artiklar|artikler|nyheter|nyheder|inlägg|"
    r"indlæg|"
    r"exempel|eksempler))?|"
    r"(?:mer|mere) (?:om ämnet|om emnet|i ämnet|i samme emne|att läsa|at læse)|"
    r"senaste nytt|seneste nyt|(?:fler|flere) (?:artiklar|artikler|nyheter|nyheder|från|fra) ?\w*)\W*",
    re.IGNORECASE,
)
_READ_MORE = re.compile(r"(?:läs mera?|læs mere)\W*", re.IGNORECASE)
_TRANSCRIPT = re.compile(
    r"(?:transkript|transskription|transcript|utskrift|udskrift|"
    r"(?:fuld tekst|full text|fulltext|textinnehåll|tekstindhold|dokumentets (?:text|tekst))[^.]{0,40})\W*",
    re.IGNORECASE,
)
_MAX_RELATED_CHARS = 240
_MAX_RELATED_LINES = 500
_TOC_TITLE = re.compile(
    r"innehåll(?:sförteckning)?|indhold(?:sfortegnelse)?|table of contents|contents|sidhänvisning(?:ar)?|"
    r"sidehenvisning(?:er)?",
    re.IGNORECASE,
)
_TOC_ENTRY = re.compile(
    r".*?(?:(?:\t|\.{3,}|(?:\. ){3,}|…+|\s{3,}|_{3,})\s*|\s(?:s|sid|sida|side|p)\.? ?)\d{1,3}", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(
    r"[-–—]?\s*(?:(?:sida|side|page|s\.)\s*)?\d{1,4}\s*(?:(?:\(|/|av|af|of)\s*\d{1,4}\s*\)?)?\s*[-–—]?",
    re.IGNORECASE,
)
_NAMED_PAGE_NUMBER = re.compile(
    r"(?:sida|side|page)\s+\d{1,4}\s*(?:\(|/|av|af|of)\s*\d{1,4}\)?", re.IGNORECASE
)
_MIN_HEADER_CHARS = 20
_MAX_HEADER_CHARS = 120


def share_buttons(document: ParsedDocument, lines: Sequence[TextLine], _: Mapping[int, str]) -> Iterable[int]:
    """Two or more such lines in a row: one alone may be a heading."""
    matching = [bool(_SHARE.fullmatch(short_content(document, line, 40))) for line in lines]
    for index, matches in enumerate(matching):
        before = index > 0 and matching[index - 1]
        after = index + 1 < len(matching) and matching[index + 1]
        if matches and (before or after):
            yield index


def comment_form(document: ParsedDocument, lines: Sequence[TextLine], _: Mapping[int, str]) -> Iterable[int]:
    """Prompts and names of comment forms, standing alone, and the heading right above them."""
    found = {i for i, line in enumerate(lines) if _COMMENT.fullmatch(short_content(document, line))}
    above = {
        i - 1
        for i in found
        if i and _COMMENTS_HEADING.fullmatch(marker(document, lines[i - 1], 40).rstrip(": "))
    }
    return sorted(found | above)


def cookie_notice(document: ParsedDocument, lines: Sequence[TextLine], _: Mapping[int, str]) -> Iterable[int]:
    """Short lines that name cookies and ask to accept them."""
    for index, line in enumerate(lines):
        content = short_content(document, line, 400)
        is_at_top = index < _COOKIE_LINES and len(content.split()) <= _COOKIE_WORDS
        if not content or not (_COOKIE.search(content) or _PARTNERS.search(content)):
            continue
        if is_at_top or _COOKIE_ACT.search(content) or _PARTNERS.search(content):
            yield index


def related_documents(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """A marker, the titles under it, and the mark before a transcript that ends them.

    Without such a mark they end at the first line that reads as a sentence or carries a bullet. Up to
    three titles go only at the very end of a document: elsewhere the marker may be a heading of its text.
    """
    for index, line in enumerate(lines):
        content = marker(document, line, 60)
        # elsewhere the same words are a link to the whole of what stands above them
        is_read_more = (
            line.kind is BlockKind.HEADING and document.has_markup and _READ_MORE.fullmatch(content)
        )
        if index in dropped or not (is_read_more or _RELATED.fullmatch(content)):
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


def table_of_contents(
    document: ParsedDocument, lines: Sequence[TextLine], _: Mapping[int, str]
) -> Iterable[int]:
    """Three or more lines in a row that end in a page number, with the word above them."""
    is_entry = [bool(_TOC_ENTRY.fullmatch(short_content(document, line, 320))) for line in lines]
    start = 0
    while start < len(lines):
        stop = start
        while stop < len(lines) and is_entry[stop]:
            stop += 1
        if stop - start >= 3:
            first = start
            start = _start_of_contents(document, lines, start)
            if start < first:
                stop = _end_of_contents(document, lines, is_entry, stop)
            yield from range(start, stop)
        start = max(stop, start + 1)


def _start_of_contents(document: ParsedDocument, lines: Sequence[TextLine], first: int) -> int:
    """Return where the heading over a list of contents stands, with the name of a part between them."""
    for start in (first - 1, first - 2):
        if start >= 0 and _TOC_TITLE.fullmatch(marker(document, lines[start], 40).rstrip(": ")):
            return start
    if first > 1 and _heads_list(document, lines, first - 1):
        return first - 1
    return first


def _heads_list(document: ParsedDocument, lines: Sequence[TextLine], index: int) -> bool:
    """Return whether a short line stands right above a list, and nothing right above it."""
    content = marker(document, lines[index], 40).rstrip(": ")
    return (
        bool(content)
        and content[-1] not in ".,;"
        and blank_line_between(document, lines[index - 1], lines[index])
        and not blank_line_between(document, lines[index], lines[index + 1])
    )


def _end_of_contents(
    document: ParsedDocument, lines: Sequence[TextLine], is_entry: Sequence[bool], stop: int
) -> int:
    """Return where a list of contents ends: it goes on under the name of a part in its midst."""
    while stop + 1 < len(lines) and is_entry[stop + 1]:
        if not marker(document, lines[stop], 60) or blank_line_between(
            document, lines[stop], lines[stop + 1]
        ):
            break
        stop += 2
        while stop < len(lines) and is_entry[stop]:
            stop += 1
    return stop


def running_headers(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """First and last lines of pages that come again on most pages; the very first line is kept."""
    n_pages = sum(page.end > page.start for page in document.pages)
    if n_pages < 2 or document.media_type in SLIDES:
        return
    # On two pages likeness may be chance: there only the outermost line counts, and not a short one.
    edges = _page_edges(lines, depth=2 if n_pages > 2 else 1, without=dropped)
    shapes = {i: _running_shape(document, lines[i]) for i in edges}
    pages: dict[str, set[int | None]] = {}
    for index, shape in shapes.items():
        pages.setdefault(shape, set()).add(lines[index].page)
    for index, shape in shapes.items():
        is_long = len(shape) >= _MIN_HEADER_CHARS or "#" in shape
        n_needed = max(3, n_pages // 2) if n_pages > 2 else 2
        if index and shape and len(pages[shape]) >= n_needed and (n_pages > 2 or is_long):
            yield index


def _running_shape(document: ParsedDocument, line: TextLine) -> str:
    """Return what a line has in common with the same line of other pages, empty if it is none of those."""
    content = short_content(document, line, _MAX_HEADER_CHARS)
    if line.kind is BlockKind.ROW:  # the names of columns come again on every page of a table
        return ""
    # Large letters that count on are titles, as on slides: "Exempel 1", "Exempel 2".
    is_title = line.kind is BlockKind.HEADING and document.blocks[line.block].level > 0
    return content if is_title else re.sub(r"\d+", "#", content)


def page_numbers(document: ParsedDocument, lines: Sequence[TextLine], _: Mapping[int, str]) -> Iterable[int]:
    """Page numbers at the edges of pages, and "Sida 2 (7)" anywhere."""
    # A slide's number is a placeholder, which its parser leaves out; a figure alone is what it tells.
    edges = set() if document.media_type in SLIDES else set(_page_edges(lines, depth=2))
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


# In this order: adverts are found by the comment form or the buttons before them.
RULES: tuple[tuple[str, Rule], ...] = (
    ("page number", page_numbers),
    (RUNNING_HEADER, running_headers),
    ("table of contents", table_of_contents),
    ("agenda", agendas),
    ("running header", running_lines),
    ("share buttons", share_buttons),
    ("comment form", comment_form),
    ("cookie notice", cookie_notice),
    ("related documents", related_documents),
    ("menu or button", page_controls),
    ("menu or button", section_ends),
    ("comment form", reader_comments),
    ("related documents", shared_pages),
    ("menu or button", notices),
    ("advert", marked_adverts),
    ("job adverts", job_adverts),
    ("pull quote", pull_quote),
    ("repeated", copied_lines),
    ("empty field", empty_fields),
    (SOURCE_LIST, source_list),
    ("menu or button", page_zones),
    ("menu or button", page_closings),
)

REASONS: tuple[str, ...] = (
    *dict.fromkeys(reason for reason, _ in RULES),
    PAGE_FURNITURE,
    MAIL_FURNITURE,
    HIDDEN_SHEET,
    NO_TEXT,
    TEMPLATE_HELP,
)
"""Every reason that text is dropped for."""
