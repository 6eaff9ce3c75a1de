"""The text of a document in review: by passages, each with its tags, beside the page as it was."""

from __future__ import annotations

import json
import logging

import streamlit as st

from kb.batches import ReviewItemId, ReviewState
from kb.errors import FileError
from kb.knowledge_base import KnowledgeBase
from kb.records import ASPECTS, Chunk, Country, DocumentId, Facet
from ui.markup import escape, link
from ui.paging import page_links
from ui.reader_page import Place
from ui.reader_text import PASSAGE_ID, text_of
from ui.review_buttons import Reviewing
from ui.review_evidence import evidence_in
from ui.review_tags import n_tags, passage_tags, tag_name
from ui.shell import Shell

logger = logging.getLogger(__name__)

TEXT_ID = "mb-text"
_WORDS_ID = "mb-add-words"


def text_html(place: Place, reviewing: Reviewing) -> str:
    """Return the passages of a page or part; the chosen one with its tags and a form to add one."""
    text, item = reviewing.shell.catalogue.text, reviewing.item
    key = "review.text_page" if place.is_page else "review.text"
    values = {"page": str(place.number)} if place.is_page else {}
    heading = f'<h2 id="{TEXT_ID}" tabindex="-1">{escape(text(key, **values))}</h2>'
    if not place.chunks:
        return f'{heading}<p class="mb-quiet">{escape(text("document.no_text"))}</p>'
    passage = next((chunk for chunk in place.chunks if chunk.id == place.asked), None)
    numbers = {chunk.id: n for n, chunk in enumerate(item.chunks, start=1)}

    def under(chunk: Chunk) -> str:
        label = text("review.choose_passage", n=n_tags(chunk.id, item.tags))
        heard = f'<span class="mb-sr">{escape(text("review.in_passage", n=numbers[chunk.id]))}</span>'
        address = escape(reviewing.address(chunk=chunk.id))
        return (
            f'<p class="mb-passage-tags"><a class="mb-go" href="{address}" data-focus="{PASSAGE_ID}">'
            f"{escape(label)} {heard}</a></p>"
        )

    shown = text_of(
        item.document,
        place.chunks,
        asked=place.asked,
        page=place.number if place.is_page else None,
        catalogue=reviewing.shell.catalogue,
        highlights=evidence_in(passage, item.tags) if passage is not None else (),
        tools=_tools(passage, reviewing) if passage is not None else "",
        under=under,
    )
    lead = f'<p class="mb-quiet mb-measure">{escape(text("review.text_lead"))}</p>'
    return f'{heading}{lead}<div data-words="">{shown}</div>'


def place_links(place: Place, reviewing: Reviewing, *, is_below: bool = False) -> str:
    """Return the way to the other pages or parts; empty where there is one only."""
    if place.n < 2:
        return ""
    catalogue = reviewing.shell.catalogue
    name = "page" if place.is_page else "part"

    def to_page(number: int) -> str:
        return reviewing.address(place=False, extra={name: str(number)})

    label = catalogue.text("document.pages" if place.is_page else "document.parts")
    if is_below:  # a screen reader lists both
        label = catalogue.text("document.below", label=label)
    key = "document.page_of" if place.is_page else "document.part_of"
    where = escape(catalogue.text(key, page=place.number, n=place.n))
    links = page_links(place.number, place.n, to_page, label=label, catalogue=catalogue, focus=TEXT_ID)
    return f'<p class="mb-quiet mb-where">{where}</p>{links}'


def page_picture(place: Place, reviewing: Reviewing) -> bytes | None:
    """Return the picture of the page that is shown; None where there is none."""
    if not place.is_page:
        return None
    base, document = reviewing.shell.knowledge_base, reviewing.item.document
    # what was drawn before is remembered, but must not be shown when words in it were erased: then the
    # original is gone as well
    is_public = reviewing.is_public or reviewing.item.state is ReviewState.ACCEPTED
    if not reviewing.item.has_original or (is_public and base.is_withheld(document.id)):
        return None
    item_id = None if reviewing.is_public else reviewing.item.id
    try:
        return _picture(base, item_id, document.id, document.source.sha256, place.number)
    except FileError as error:
        logger.warning("no picture of page %d of %s: %s", place.number, document.source.path, error)
        return None


# The hash stands for the file: its pages never change
@st.cache_data(show_spinner=False, max_entries=32)
def _picture(
    _base: KnowledgeBase,
    _item_id: ReviewItemId | None,
    _document_id: DocumentId,
    sha256: str,  # noqa: ARG001
    number: int,
) -> bytes | None:
    if _item_id is None:
        return _base.page_image(_document_id, number)
    return _base.review.page_image(_item_id, number)


def _tools(chunk: Chunk, reviewing: Reviewing) -> str:
    close = link(
        reviewing.shell.catalogue.text("review.passage_close"),
        reviewing.address(place=False, extra=_here(reviewing)),
        attributes=f' data-focus="{TEXT_ID}"',
    )
    return f"{passage_tags(chunk, reviewing)}{_add_form(chunk, reviewing)}<p>{close}</p>"


def _here(reviewing: Reviewing) -> dict[str, str]:
    kept = reviewing.shell.parameters
    return {name: kept[name][0] for name in ("page", "part") if kept.get(name)}


def _add_form(chunk: Chunk, reviewing: Reviewing) -> str:
    """Return the form for a tag that the rules did not see: the words that it rests on, and what they say."""
    text = reviewing.shell.catalogue.text
    asked = escape(json.dumps(reviewing.asked(passage=chunk.id)))
    take = (
        f'<button type="button" class="mb-plain-button" data-take="{_WORDS_ID}"'
        f' data-none="{escape(text("review.add_take_none"))}">{escape(text("review.add_take"))}</button>'
    )
    return (
        f'<details class="mb-add"><summary>{escape(text("review.add"))}</summary>'
        f'<form data-do="reviews.add_tag" data-with="{asked}" data-then="{PASSAGE_ID}">'
        f'<p class="mb-quiet">{escape(text("review.add_lead"))}</p>'
        f'<p><label for="{_WORDS_ID}">{escape(text("review.add_words"))}</label>'
        f'<input type="text" id="{_WORDS_ID}" name="words" maxlength="400" autocomplete="off"></p>'
        f"<p>{take}</p>"
        f'<p><label for="mb-add-what">{escape(text("review.add_what"))}</label>'
        f'<select id="mb-add-what" name="what">'
        f'<option value="">{escape(text("review.add_choose"))}</option>'
        f"{_choices(reviewing.shell)}</select></p>"
        f'<button type="submit" class="mb-plain-button">{escape(text("review.add_button"))}</button>'
        f"</form></details>"
    )


def _choices(shell: Shell) -> str:
    """Return all that a tag can say, in groups."""
    base, text = shell.knowledge_base, shell.catalogue.text
    groups: list[tuple[str, Facet, list[str]]] = [
        (text("facet.theme"), Facet.THEME, [theme.id for theme in base.taxonomy.themes])
    ]
    groups += [(text(f"facet.{facet.value}"), facet, [*values]) for facet, values in ASPECTS.items()]
    for country in Country:
        name = text("review.municipalities_of", country=text(f"country.{country.value}"))
        codes = [each.code for each in base.gazetteer.municipalities if each.country is country]
        groups.append((name, Facet.MUNICIPALITY, codes))
    return "".join(
        f'<optgroup label="{escape(label)}">{_options(facet, values, shell)}</optgroup>'
        for label, facet, values in groups
    )


def _options(facet: Facet, values: list[str], shell: Shell) -> str:
    named = [(tag_name(facet, value, shell), value) for value in values]
    if facet is Facet.MUNICIPALITY:
        named.sort()
    return "".join(
        f'<option value="{facet.value}:{escape(value)}">{escape(name)}</option>' for name, value in named
    )
