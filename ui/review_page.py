"""The page of one document in review: what it will be, what rules suggest, and the decision about it."""

from __future__ import annotations

import streamlit as st

from kb.accounts import Role
from kb.batches import ReviewItemId
from kb.errors import DocumentNotFoundError, KbError, ReviewError
from kb.records import DocumentId
from kb.reviews import ReviewItem
from kb.text import one_line
from ui.access import needs_role
from ui.markup import escape, items, lang_attribute, link
from ui.queue_list import all_filters, narrowed
from ui.queue_view import queue_href, read_number, read_view_text
from ui.reader_page import find_place, safe_file_name
from ui.reader_text import PASSAGE_ID
from ui.review_buttons import Reviewing
from ui.review_correct import correct_section
from ui.review_decision import conflict_html, decide_html, done_html
from ui.review_dropped import DROPPED_ID, dropped_section
from ui.review_examples import EXAMPLES_ID, examples_section
from ui.review_facts import brief_facts, facts_section
from ui.review_likeness import LIKENESS_ID, likeness_section
from ui.review_tags import TAGS_ID, tags_section
from ui.review_text import TEXT_ID, page_picture, place_links, text_html
from ui.search_state import href
from ui.shell import TITLE_ID, Shell, View

_CONFLICT_ID = "mb-conflict"


def render(shell: Shell) -> View:
    """Draw the document that the address asks for: one that was handed in, or a public one."""
    if needs_role(shell, Role.CURATOR):
        return View(key="review!", focus=TITLE_ID)
    try:
        item = _asked_item(shell)
    except (ReviewError, DocumentNotFoundError):
        return _not_there(shell)
    view = read_view_text(next(iter(shell.parameters.get("back", ())), ""))
    waiting = narrowed(shell.knowledge_base, view, all_filters(view)) if item.queued is not None else ()
    reviewing = Reviewing(item=item, view=view, shell=shell, waiting=tuple(each.id for each in waiting))
    asked = read_number(shell.parameters, "chunk")
    place = find_place(
        item.chunks,
        item.pages,
        asked=asked,
        number=read_number(shell.parameters, "page") or read_number(shell.parameters, "part"),
    )
    _head(reviewing)
    if links := place_links(place, reviewing):
        st.html(links)
    picture = page_picture(place, reviewing)
    left, right = st.columns([1, 1] if picture else [1.3, 1], gap="large")
    left.html(text_html(place, reviewing) + place_links(place, reviewing, is_below=True))
    if picture is not None:
        alt = shell.catalogue.text(
            "document.image_alt", page=str(place.number), name=item.document.source.name
        )
        right.image(picture, alt=alt, width="stretch")
    with st.container() if picture else right:
        st.html(tags_section(reviewing))
    st.html(dropped_section(reviewing))
    st.html(likeness_section(reviewing))
    st.html(examples_section(reviewing))
    st.html(facts_section(reviewing) + correct_section(reviewing))
    _original(reviewing)
    if not reviewing.is_public:
        st.html(decide_html(reviewing, is_below=True))
    conflict = shell.parameters.get("seen")
    focus = _CONFLICT_ID if conflict else PASSAGE_ID if place.asked is not None else TITLE_ID
    of = f"document {item.document.id}" if reviewing.is_public else f"item {item.id}"
    return View(key=f"review {of} {place.asked} {place.number} {conflict}", focus=focus)


def _asked_item(shell: Shell) -> ReviewItem:
    review = shell.knowledge_base.review
    number = read_number(shell.parameters, "document")
    if number is not None:
        return review.public_item(DocumentId(number))
    number = read_number(shell.parameters, "id")
    if number is None:
        raise ReviewError("the address has no usable id")
    return review.item(ReviewItemId(number))


def _not_there(shell: Shell) -> View:
    text = shell.catalogue.text
    title = text("review.no_item_heading")
    shell.set_title(text("review.tab", title=title))
    back = link(text("review.to_queue"), href("queue", {}, shell.kept))
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(title)}</h1>'
        f'<div class="mb-notice"><p>{escape(text("review.no_item"))}</p></div><p>{back}</p>'
    )
    return View(key="review!", focus=TITLE_ID)


def _head(reviewing: Reviewing) -> None:
    shell, item = reviewing.shell, reviewing.item
    text, title = shell.catalogue.text, item.document.metadata.title
    short = one_line(title, max_chars=80)
    shell.set_title(text("review.tab_public" if reviewing.is_public else "review.tab", title=short))
    language = lang_attribute(item.document.metadata.language)
    st.html(
        f"{done_html(reviewing)}{_ways(reviewing)}"
        f'<h1 id="{TITLE_ID}" tabindex="-1"{language}>{escape(title)}</h1>'
        f'<ul class="mb-facts">{items(brief_facts(reviewing))}</ul>'
        f"{conflict_html(reviewing, _CONFLICT_ID)}"
    )
    decided = "" if reviewing.is_public else decide_html(reviewing)
    conflict = escape(reviewing.address(extra={"seen": str(item.version)}))
    of = reviewing.address(place=False)
    root = f'<div id="mb-review" data-of="{escape(of)}" data-conflict="{conflict}">{decided}</div>'
    st.html(root + _jumps(reviewing))


def _ways(reviewing: Reviewing) -> str:
    """Return the way back to the queue and to the documents beside this one."""
    shell = reviewing.shell
    text = shell.catalogue.text
    if reviewing.is_public:
        back = href("document", {"id": [str(reviewing.item.document.id)]}, shell.kept)
        return f"<p>{link('← ' + text('review.to_document'), back)}</p>"
    queue = link("← " + text("review.to_queue"), queue_href(reviewing.view, shell.kept))
    ids, place = reviewing.waiting, ""
    if reviewing.item.id in ids:
        place = text("review.place_in_queue", place=ids.index(reviewing.item.id) + 1, count=len(ids))
    links = [queue]
    if place:
        links.append(f"<span>{escape(place)}</span>")
    label = escape(text("review.place"))
    return f'<nav class="mb-neighbours" aria-label="{label}">{" ".join(links)}</nav>'


def _jumps(reviewing: Reviewing) -> str:
    text, item = reviewing.shell.catalogue.text, reviewing.item
    parts = (
        (TEXT_ID, "review.text", None),
        (TAGS_ID, "review.tags", len(item.tags)),
        (DROPPED_ID, "review.dropped", len(item.dropped)),
        (LIKENESS_ID, "review.likeness", len(item.likeness)),
        (EXAMPLES_ID, "review.examples", len(item.practices)),
    )
    links = []
    for anchor, key, n in parts:
        label = text(key) if n is None else text("review.jump", name=text(key), n=n)
        links.append(f'<a class="mb-jump mb-always" href="#{anchor}">{escape(label)}</a>')
    label = escape(text("review.on_this_page"))
    return f'<nav aria-label="{label}"><ul class="mb-actions">{items(links)}</ul></nav>'


def _original(reviewing: Reviewing) -> None:
    base, item, text = reviewing.shell.knowledge_base, reviewing.item, reviewing.shell.catalogue.text
    if not item.has_original or reviewing.is_public:
        return
    try:
        original = base.review.original(item.id)
    except KbError:
        return
    if original is not None:
        st.download_button(
            text("review.original"),
            data=original.read_bytes,
            file_name=safe_file_name(item.document.source.name),
            # never text/html: the file must not run in the app's own origin
            mime="application/octet-stream",
            on_click="ignore",
        )
