"""A hit as a card: where it is from, what it says, and why it was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.gazetteer import Gazetteer
from kb.i18n import Catalogue
from kb.records import Chunk, Document, Facet, Hit, Language, Tag, TagMethod, Why
from kb.text import fold
from ui.labels import municipality_name
from ui.markup import escape, excerpt_window, items, lang_attribute, link, passage
from ui.search_state import href

OLD_AFTER_YEARS = 10
_MAX_REASONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContext:
    """What is the same for every card of a page."""

    catalogue: Catalogue
    gazetteer: Gazetteer
    this_year: int
    ui_language: str | None  # for links; None where the reader has not chosen one
    back: str  # the query string of the search, for the way back


def cards(hits: Sequence[Hit], context: CardContext) -> str:
    """Return the hits as an ordered list that continues the numbering of the pages before."""
    start = hits[0].rank if hits else 1
    return f'<ol class="mb-hits" start="{start}">{items(_card(hit, context) for hit in hits)}</ol>'


def reader_href(chunk: Chunk, context: CardContext) -> str:
    """Return the address of the reader at a passage."""
    parameters = {"id": [str(chunk.document_id)], "chunk": [str(chunk.id)]}
    if chunk.page is not None:
        parameters["page"] = [str(chunk.page)]
    if context.back:
        parameters["back"] = [context.back]
    return href("document", parameters, context.ui_language)


def _card(hit: Hit, context: CardContext) -> str:
    chunk, document, catalogue = hit.chunk, hit.document, context.catalogue
    title = link(document.metadata.title, reader_href(chunk, context))
    path = [step for step in chunk.heading_path if step != document.metadata.title]
    quoted = passage(chunk.text, hit.highlights, window=excerpt_window(chunk.text, hit.highlights))
    parts = [
        f"<h3{lang_attribute(document.metadata.language)}>{title}</h3>",
        f'<ul class="mb-facts">{items(_facts(hit, context))}</ul>',
        f'<p class="mb-path"{lang_attribute(chunk.language)}>{escape(" › ".join(path))}</p>' if path else "",
        f'<blockquote class="mb-quote"{lang_attribute(chunk.language)}>{quoted}</blockquote>',
        f'<p class="mb-quiet">{escape(reasons(hit, catalogue))}</p>',
        f'<p class="mb-source">{escape(source_line(chunk, document, catalogue))}</p>',
    ]
    return f"<article>{''.join(parts)}</article>"


def _facts(hit: Hit, context: CardContext) -> list[str]:
    catalogue, metadata = context.catalogue, hit.document.metadata
    facts = []
    if hit.chunk.language is not Language.UNKNOWN:
        facts.append(
            f'<span class="mb-badge">{escape(catalogue.text(f"language.{hit.chunk.language.value}"))}</span>'
        )
    facts += [escape(place) for place in places(hit.chunk, context)]
    if metadata.year is not None:
        year = escape(str(metadata.year))
        if context.this_year - metadata.year > OLD_AFTER_YEARS:
            year += f' <span class="mb-old">({escape(catalogue.text("card.old"))})</span>'
        facts.append(year)
    facts.append(escape(catalogue.text(f"type.{metadata.type.value}")))
    return facts


def places(chunk: Chunk, context: CardContext) -> list[str]:
    """Return the municipalities of a chunk, or else its country, saying which are inferred."""
    catalogue = context.catalogue
    tags = [tag for tag in chunk.tags if tag.facet is Facet.MUNICIPALITY]
    if tags:
        return [
            _origin(
                municipality_name(tag.value, catalogue=catalogue, gazetteer=context.gazetteer),
                tag,
                chunk,
                catalogue,
            )
            for tag in tags
        ]
    countries = [tag for tag in chunk.tags if tag.facet is Facet.COUNTRY]
    return [_origin(catalogue.text(f"country.{tag.value}"), tag, chunk, catalogue) for tag in countries]


def _origin(place: str, tag: Tag, chunk: Chunk, catalogue: Catalogue) -> str:
    if tag.method is not TagMethod.INFERRED:
        return place
    in_heading = any(tag.evidence and tag.evidence in step for step in chunk.heading_path)
    return catalogue.text("card.from_heading" if in_heading else "card.from_document", place=place)


def source_line(chunk: Chunk, document: Document, catalogue: Catalogue) -> str:
    """Return the file's name with the page or the lines where the chunk stands."""
    name = document.source.name
    if chunk.page is not None:
        return catalogue.text("card.source_page", name=name, page=str(chunk.page))
    if chunk.lines is not None:
        first, last = chunk.lines
        if first == last:
            return catalogue.text("card.source_line", name=name, line=str(first))
        return catalogue.text("card.source_lines", name=name, first=str(first), last=str(last))
    return catalogue.text("card.source", name=name)


def reasons(hit: Hit, catalogue: Catalogue) -> str:
    """Return why a hit was found, in plain words."""
    found = [_reason(why, catalogue) for why in _different(hit.why)][:_MAX_REASONS]
    if not found and "semantic" in hit.evidence:
        found = [catalogue.text("why.meaning")]
    return catalogue.text("card.why", reasons="; ".join(found)) if found else ""


def _different(reasons: Sequence[Why]) -> list[Why]:
    """Leave out a reason that says no more than another: "byalagen" beside "byalag" for the same word."""
    kept: list[Why] = []
    for why in sorted(reasons, key=lambda why: len(why.text)):
        text, key = fold(why.text), (fold(why.query), why.kind)
        if not any((fold(o.query), o.kind) == key and text.startswith(fold(o.text)) for o in kept):
            kept.append(why)
    return sorted(kept, key=reasons.index)


def _reason(why: Why, catalogue: Catalogue) -> str:
    if why.kind == "exact":
        return catalogue.text("why.exact", text=why.text)
    return catalogue.text(f"why.{why.kind}", query=why.query, text=why.text)
