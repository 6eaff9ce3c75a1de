"""The reader page: a document, where it is from, and the passage that was asked for."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

import streamlit as st

from kb.accounts import Role
from kb.errors import DocumentNotFoundError, FileError
from kb.knowledge_base import KnowledgeBase
from kb.records import Chunk, ChunkId, Document, DocumentId, DroppedText, Language, PageSpan
from kb.stated_sources import SOURCE_LIST
from kb.text import one_line
from ui.entry_markup import practice_href
from ui.labels import reason_label
from ui.markup import escape, items, lang_attribute, link
from ui.paging import page_links
from ui.reader_facts import brief_facts, facts
from ui.reader_passage import asked_words, hidden_reference, neighbours, passage_tools
from ui.reader_quote import opened_from, quoted_words
from ui.reader_sources import sources_html
from ui.reader_text import PASSAGE_ID, text_of
from ui.search_state import SearchState, href, read_search, search_href
from ui.shell import TITLE_ID, Shell, View, show_error
from ui.word_help_list import word_help

logger = logging.getLogger(__name__)

TEXT_ID, ABOUT_ID = "mb-text", "mb-about"
# A document without pages is cut into parts of this many chunks, so that a very long one can be scrolled.
PART_SIZE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which stretch of a document is shown."""

    number: int  # of the page or part, from 1
    n: int
    is_page: bool
    label: str | None  # the page's number as printed, where it is another
    chunks: tuple[Chunk, ...]
    asked: ChunkId | None


def render(shell: Shell) -> View:
    """Draw the document that the address asks for."""
    back, search = _back(shell)
    document_id = _number(shell, "id")
    try:
        if document_id is None:
            raise DocumentNotFoundError("the address has no usable id")
        document = shell.knowledge_base.document(DocumentId(document_id))
    except DocumentNotFoundError as error:
        st.html(_back_link(back, search, shell))
        heading = shell.catalogue.text("error.document_heading")
        st.html(f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(heading)}</h1>')
        shell.set_title(shell.catalogue.text("document.page_title", title=heading))
        show_error(shell.catalogue, error)
        return View(key="document!", focus=TITLE_ID)
    return _show_document(document, back, search, shell)


def _show_document(document: Document, back: str, search: SearchState, shell: Shell) -> View:
    catalogue, base = shell.catalogue, shell.knowledge_base
    chunks = base.chunks(document.id)
    passage = next((chunk for chunk in chunks if chunk.id == _number(shell, "chunk")), None)
    st.html(_back_link(back, search, shell) + neighbours(search, passage, back, shell))
    title = document.metadata.title
    shell.set_title(catalogue.text("document.page_title", title=one_line(title, max_chars=80)))
    language = lang_attribute(document.metadata.language)
    about = f'<a class="mb-jump mb-always" href="#{ABOUT_ID}">{escape(catalogue.text("document.about"))}</a>'
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1"{language}>{escape(title)}</h1>'
        f'<ul class="mb-facts">{items([*brief_facts(document, catalogue), about])}</ul>'
        f"{hidden_reference(document, passage, shell)}"
    )
    if shell.actor.role.includes(Role.CURATOR):
        to_review = href("review", {"document": [str(document.id)]}, shell.kept)
        st.html(f"<p>{link(catalogue.text('review.correct_tags'), to_review, css='mb-button')}</p>")
    place = find_place(
        chunks,
        base.pages(document.id),
        asked=_number(shell, "chunk"),
        number=_number(shell, "page") or _number(shell, "part"),
    )
    if place.n > 1:
        st.html(_links(place, shell))
    image = _image(base, document, place)
    left, right = st.columns([1, 1] if image else [1.7, 1], gap="large")
    with left:
        _show_text(document, place, search, shell, has_image=image is not None)
        if place.n > 1:
            st.html(_links(place, shell, is_below=True))
    if image is not None:
        alt = catalogue.text("document.image_alt", page=str(place.number), name=document.source.name)
        right.image(image, alt=alt, width="stretch")
    # beside the text, or under it where the page's image has that place
    with st.container() if image else right:
        st.html(_heading(ABOUT_ID, catalogue.text("document.about")) + facts(document, chunks, shell))
        _show_download(document, shell)
        dropped = base.dropped(document.id)
        if sources := sources_html(document, dropped, shell):
            st.html(sources)
        _show_dropped([piece for piece in dropped if piece.reason != SOURCE_LIST], shell)
    given = "page" in shell.parameters or "part" in shell.parameters
    focus = PASSAGE_ID if place.asked is not None else TEXT_ID if given else TITLE_ID
    return View(key=f"document {document.id} {place.asked} {place.number}", focus=focus)


def find_place(
    chunks: Sequence[Chunk], pages: Sequence[PageSpan], *, asked: int | None, number: int | None
) -> Place:
    """Return the page or part to show: the one with the passage, else the one asked for, within bounds."""
    passage = next((chunk for chunk in chunks if chunk.id == asked), None)
    is_page = bool(pages)
    n = max(1, len(pages) if is_page else -(-len(chunks) // PART_SIZE))
    if passage is not None and number is None:
        number = passage.page if is_page else chunks.index(passage) // PART_SIZE + 1
    number = min(max(number or 1, 1), n)
    if is_page:
        shown = tuple(chunk for chunk in chunks if _is_on(chunk, pages[number - 1]))
    else:
        shown = tuple(chunks[(number - 1) * PART_SIZE : number * PART_SIZE])
    marked = passage.id if passage is not None and passage in shown else None
    printed = pages[number - 1].label if is_page else None
    label = printed if printed != str(number) else None
    return Place(number=number, n=n, is_page=is_page, label=label, chunks=shown, asked=marked)


def _is_on(chunk: Chunk, page: PageSpan) -> bool:
    return chunk.start < page.end and chunk.end > page.start


def _show_text(
    document: Document, place: Place, search: SearchState, shell: Shell, *, has_image: bool
) -> None:
    text = shell.catalogue.text
    key = "document.text_page" if place.is_page else "document.text"
    values = {"page": str(place.number)} if place.is_page else {}
    parts = [_heading(TEXT_ID, text(key, **values))]
    if place.is_page and not has_image and document.source.media_type == "application/pdf":
        parts.append(f'<p class="mb-quiet">{escape(text("document.image_none"))}</p>')
    if place.chunks:
        page = place.number if place.is_page else None
        if place.asked is None:  # else the passage has its own
            parts.append(_word_help(place.chunks, shell))
        passage = next((chunk for chunk in place.chunks if chunk.id == place.asked), None)
        parts.append(
            text_of(
                document,
                place.chunks,
                asked=place.asked,
                page=page,
                catalogue=shell.catalogue,
                highlights=quoted_words(passage, opened_from(shell), shell)
                or asked_words(search, passage, shell),
                tools=passage_tools(document, passage, shell) if passage else "",
            )
        )
    else:
        parts.append(f'<p class="mb-quiet">{escape(text("document.no_text"))}</p>')
    st.html("".join(parts))


def _word_help(chunks: Sequence[Chunk], shell: Shell) -> str:
    texts: dict[Language, list[str]] = {}
    for chunk in chunks:
        texts.setdefault(chunk.language, []).append(chunk.text)
    return "".join(word_help(told, language, shell) for language, told in texts.items())


def _heading(element_id: str, text: str) -> str:
    return f'<h2 id="{element_id}" tabindex="-1">{escape(text)}</h2>'


def _image(knowledge_base: KnowledgeBase, document: Document, place: Place) -> bytes | None:
    # what was drawn before is remembered, but must not be shown when words in it were erased
    if not place.is_page or knowledge_base.is_withheld(document.id):
        return None
    try:
        return _page_image(knowledge_base, document.id, document.source.sha256, place.number)
    except FileError as error:
        logger.warning("no image of page %d of document %d: %s", place.number, document.id, error)
        return None


# The hash stands for the document: its pages never change, while its id may be another's after a reset
@st.cache_data(show_spinner=False, max_entries=64)
def _page_image(
    _knowledge_base: KnowledgeBase,
    _document_id: DocumentId,
    sha256: str,  # noqa: ARG001
    page_number: int,
) -> bytes | None:
    return _knowledge_base.page_image(_document_id, page_number)


def _links(place: Place, shell: Shell, *, is_below: bool = False) -> str:
    catalogue = shell.catalogue
    kept = {name: shell.parameters[name] for name in ("id", "back", "from") if name in shell.parameters}

    def to_page(number: int) -> str:
        parameters = {**kept, "page" if place.is_page else "part": [str(number)]}
        return href("document", parameters, shell.kept)

    label = catalogue.text("document.pages" if place.is_page else "document.parts")
    if is_below:  # a screen reader lists both
        label = catalogue.text("document.below", label=label)
    where = catalogue.text(
        "document.page_of" if place.is_page else "document.part_of", page=place.number, n=place.n
    )
    if place.label:
        where += f" ({catalogue.text('document.page_label', label=place.label)})"
    links = page_links(place.number, place.n, to_page, label=label, catalogue=catalogue, focus=TEXT_ID)
    return f'<p class="mb-quiet mb-where">{escape(where)}</p>{links}'


def _show_dropped(dropped: Sequence[DroppedText], shell: Shell) -> None:
    if not dropped:
        return
    text = shell.catalogue.text
    entries = []
    for piece in dropped:
        where = ""
        if piece.lines is not None:
            first, last = piece.lines
            key = "document.dropped_line" if first == last else "document.dropped_lines"
            values = {"first": str(first)} if first == last else {"first": str(first), "last": str(last)}
            where = text(key, **values) + ". "
        reason = text("document.dropped_reason", reason=reason_label(piece.reason, shell.catalogue))
        entries.append(f'<p class="mb-quiet">{escape(where + reason)}</p><p>{escape(piece.text.strip())}</p>')
    with st.expander(text("document.dropped", count=len(dropped)), key="dropped"):
        st.html(f'<ul class="mb-dropped">{items(entries)}</ul>')


def _show_download(document: Document, shell: Shell) -> None:
    original = shell.knowledge_base.original(document.id)
    if original is None:
        is_withheld = shell.knowledge_base.is_withheld(document.id)
        reason = shell.catalogue.text("document.withheld" if is_withheld else "document.no_original")
        st.html(f'<p class="mb-quiet">{escape(reason)}</p>')
        return
    st.download_button(
        shell.catalogue.text("document.download"),
        data=original.read_bytes,
        file_name=safe_file_name(document.source.name),
        # never text/html: the file must not run in the app's own origin
        mime="application/octet-stream",
        on_click="ignore",
    )


def safe_file_name(name: str) -> str:
    """Return ``name`` without path separators, control and direction characters, and leading dots."""
    flat = re.sub(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]', "_", name)
    return flat.strip(". ")[-150:] or "original"


def _back(shell: Shell) -> tuple[str, SearchState]:
    """Return the search that led here, as it stands in the address and as it is read."""
    # It is read like any address, so that nobody can make it lead elsewhere.
    back = next(iter(shell.parameters.get("back", ())), "")
    return back, read_search(parse_qs(back), shell.known)[0]


def _back_link(back: str, search: SearchState, shell: Shell) -> str:
    entry = opened_from(shell)
    if entry is not None:
        label = shell.catalogue.text("reader.back_to_example")
        return f"<p>{link(f'← {label}', practice_href(entry.ref.number, shell.kept))}</p>"
    label = shell.catalogue.text("document.back" if back else "document.to_search")
    return f"<p>{link(f'← {label}', search_href(search, shell.kept))}</p>"


def _number(shell: Shell, name: str) -> int | None:
    value = next(iter(shell.parameters.get(name, ())), "")
    # 18 digits are what SQLite's integers hold
    return int(value) if re.fullmatch(r"\d{1,18}", value, re.ASCII) else None
