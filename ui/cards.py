"""A hit as a card: where it is from, what it says, and why it was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from kb.entries import Entry, EntryKind, EntryRef, title_in
from kb.gazetteer import Gazetteer
from kb.i18n import Catalogue
from kb.practices import PracticeField
from kb.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    Duplicate,
    Facet,
    Hit,
    Language,
    Span,
    Tag,
    TagMethod,
)
from kb.text import one_line
from kb.years import last_year, told_years
from ui.entry_marks import marks_html
from ui.entry_markup import compare_href, entry_href
from ui.labels import municipality_name, told_label
from ui.likeness_text import card_line
from ui.markup import escape, excerpt_window, items, lang_attribute, link, passage
from ui.reasons import reasons
from ui.save_button import save_button
from ui.search_order import best_likeness
from ui.search_state import Kept, SearchState, Sort, href, search_href, with_like, with_unlike, write_search
from ui.word_help_list import word_help_in

OLD_AFTER_YEARS = 10
# Copies named at once; the others are behind a click.
_N_DUPLICATES = 3
# Of a passage's name, which is what its buttons are told apart by: a title and the first words.
_TITLE_CHARS, _FIRST_WORDS_CHARS = 60, 50
# A sentence that is nearly the whole passage need not be marked in it.
_MAX_BEST_SHARE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContext:
    """What is the same for every card of a page."""

    catalogue: Catalogue
    gazetteer: Gazetteer
    this_year: int
    kept: Kept  # for links
    search: SearchState  # what found them
    # the practices that curators stand for, by the passages that tell of them
    practices: Mapping[ChunkId, Sequence[Entry]] = field(default_factory=dict)


def cards(hits: Sequence[Hit], context: CardContext) -> str:
    """Return the hits as an ordered list that continues the numbering of the pages before."""
    start = hits[0].rank if hits else 1
    return f'<ol class="mb-hits" start="{start}">{items(_card(hit, context) for hit in hits)}</ol>'


def reader_href(
    document_id: DocumentId, chunk_id: ChunkId, context: CardContext, *, page: int | None = None
) -> str:
    """Return the address of the reader at a passage; without ``page`` it finds the page itself."""
    parameters = {"id": [str(document_id)], "chunk": [str(chunk_id)]}
    if page is not None:
        parameters["page"] = [str(page)]
    back = urlencode(write_search(context.search), doseq=True)
    if back:
        parameters["back"] = [back]
    return href("document", parameters, context.kept)


def best_of(hit: Hit) -> Span | None:
    """Return the sentences to mark in a hit: those nearest in meaning, where there are others around them."""
    if hit.best is None or hit.best.end - hit.best.start > _MAX_BEST_SHARE * len(hit.chunk.text.strip()):
        return None
    return hit.best


def _card(hit: Hit, context: CardContext) -> str:
    chunk, document, catalogue = hit.chunk, hit.document, context.catalogue
    address = reader_href(document.id, chunk.id, context, page=chunk.page)
    title = link(document.metadata.title, address)
    path = [step for step in chunk.heading_path if step != document.metadata.title]
    parts = [
        f"<h3{lang_attribute(document.metadata.language)}>{title}</h3>",
        f'<ul class="mb-facts">{items(_facts(hit, context))}</ul>',
        _likeness(hit, context),
        *(_practice(entry, context) for entry in context.practices.get(chunk.id, ())),
        f'<p class="mb-path"{lang_attribute(chunk.language)}>{escape(" › ".join(path))}</p>' if path else "",
        f'<blockquote class="mb-quote"{lang_attribute(chunk.language)}>{_quoted(hit, context)}</blockquote>',
        f'<p class="mb-source">{escape(source_line(chunk, document, catalogue))}</p>',
        word_help_in([chunk.text], chunk.language, catalogue),
        f'<p class="mb-quiet mb-why">{reasons(hit, catalogue)}</p>',
        _duplicates(hit.duplicates, context),
        _actions(hit, context),
    ]
    return f"<article>{''.join(parts)}</article>"


def _practice(entry: Entry, context: CardContext) -> str:
    """Return the practice that a passage tells of, as a link, and how far curators have come with it."""
    text = context.catalogue.text
    title, language = title_in(entry, context.catalogue.ui_language)
    way = link(one_line(title), entry_href(entry, context.kept), attributes=lang_attribute(language))
    state = escape(text(f"state.{entry.state.value}")) if entry.state is not None else ""
    # the catalogue's own texts have no characters of HTML
    told = f'{text("hit.example", title=way)} <span class="mb-quiet">{state}</span>'
    return f'<p class="mb-example">{told}</p>{marks_html(entry, context.catalogue)}'


def _quoted(hit: Hit, context: CardContext) -> str:
    text, best = hit.chunk.text, best_of(hit)
    label = (
        f'<span class="mb-sr" lang="{context.catalogue.ui_language}">'
        f"{escape(context.catalogue.text('card.best'))} </span>"
    )
    window = excerpt_window(text, hit.highlights, best=best)
    return passage(text, hit.highlights, window=window, best=best, best_label=label)


def _duplicates(duplicates: Sequence[Duplicate], context: CardContext) -> str:
    if not duplicates:
        return ""
    links = [
        link(one_line(each.title), reader_href(each.document_id, each.chunk_id, context))
        for each in duplicates
    ]
    text = context.catalogue.text
    shown = text("card.also", titles=", ".join(links[:_N_DUPLICATES]))
    rest = links[_N_DUPLICATES:]
    more = (
        f'<details class="mb-menu"><summary>{escape(text("card.also_more", n=len(rest)))}</summary>'
        f"<ul>{items(rest)}</ul></details>"
    )
    return f'<div class="mb-also"><p>{shown}</p>{more if rest else ""}</div>'


def _actions(hit: Hit, context: CardContext) -> str:
    """Return the ways on from a hit: to save, to compare, more like it, and in its menu fewer like it."""
    text, search = context.catalogue.text, context.search
    title = escape(one_line(hit.document.metadata.title))
    ref, name = _meant(hit, context)

    def action(key: str, address: str, named: str = title) -> str:
        return link(text(key), address, attributes=f' aria-label="{escape(text(key))}: {named}"')

    def like(key: str, state: SearchState) -> str:
        return action(key, search_href(state, context.kept))

    actions = [
        save_button(ref, name, context.catalogue),
        action("hit.compare", compare_href([ref], context.kept), escape(name)),
        like("example.more", with_like(search, hit.chunk.id)),
    ]
    if search.can_compare:  # where nothing is looked for but filtered, there is nothing to be far from
        fewer = like("example.fewer", with_unlike(search, hit.chunk.id))
        menu = escape(text("example.menu"))
        actions.append(
            f'<details class="mb-menu"><summary aria-label="{menu}: {title}">{menu}</summary>'
            f"<ul>{items([fewer])}</ul></details>"
        )
    return f'<ul class="mb-actions">{items(actions)}</ul>'


def _likeness(hit: Hit, context: CardContext) -> str:
    """Return how the hit's place resembles the reader's own, where that decides the order."""
    if context.search.sort is not Sort.LIKENESS or context.kept.home is None:
        return ""
    found = best_likeness(hit, context.kept.home, context.gazetteer, context.practices)
    if found is None:
        return ""
    line = card_line(found, catalogue=context.catalogue, gazetteer=context.gazetteer)
    return f'<p class="mb-quiet mb-likeness">{escape(line)}</p>'


def _meant(hit: Hit, context: CardContext) -> tuple[EntryRef, str]:
    """Return what is saved and compared from a card, and its name: the practice if there is exactly one.

    A passage's name has its first words: several of one document stand on a page.
    """
    entries, catalogue = context.practices.get(hit.chunk.id, ()), context.catalogue
    if len(entries) == 1:
        return entries[0].ref, one_line(title_in(entries[0], catalogue.ui_language)[0])
    title = one_line(hit.document.metadata.title, max_chars=_TITLE_CHARS)
    words = one_line(hit.chunk.text, max_chars=_FIRST_WORDS_CHARS)
    name = catalogue.text("hit.passage", title=title, words=words)
    return EntryRef(kind=EntryKind.PASSAGE, number=hit.chunk.id), name


def _facts(hit: Hit, context: CardContext) -> list[str]:
    catalogue, metadata = context.catalogue, hit.document.metadata
    facts = []
    if hit.chunk.language is not Language.UNKNOWN:
        facts.append(
            f'<span class="mb-badge">{escape(catalogue.text(f"language.{hit.chunk.language.value}"))}</span>'
        )
    facts += [escape(place) for place in places(hit.chunk, context)]
    years = _years(hit, context)
    if years is not None:
        first, last = years
        shown = told_label(years, catalogue)
        if _is_of_example(hit, context) and not _has_own_period(hit, context):
            shown = catalogue.text("entry.years_of_document", years=shown)
        shown = escape(shown)
        known = last or max(first, last_year(metadata) or first)  # what went on then may have ended since
        if context.this_year - known > OLD_AFTER_YEARS:
            shown += f' <span class="mb-old">({escape(catalogue.text("card.old"))})</span>'
        facts.append(shown)
    facts.append(escape(catalogue.text(f"type.{metadata.type.value}")))
    return facts


def _years(hit: Hit, context: CardContext) -> tuple[int, int | None] | None:
    """Return the first and last year, None: still going on, of the practice where a period is stated of it.

    Else those of the document. A passage of several practices has no period of its own.
    """
    if _has_own_period(hit, context):
        return context.practices[hit.chunk.id][0].years
    return told_years(hit.document.metadata)


def _is_of_example(hit: Hit, context: CardContext) -> bool:
    # the document's years would be taken for those of the example that the card names
    return bool(context.practices.get(hit.chunk.id))


def _has_own_period(hit: Hit, context: CardContext) -> bool:
    entries = context.practices.get(hit.chunk.id, ())
    return len(entries) == 1 and bool(entries[0].fields.get(PracticeField.PERIOD))


def places(chunk: Chunk, context: CardContext) -> list[str]:
    """Return the municipalities of a chunk, or else its country, saying which are inferred."""
    return places_of(chunk, catalogue=context.catalogue, gazetteer=context.gazetteer)


def places_of(chunk: Chunk, *, catalogue: Catalogue, gazetteer: Gazetteer) -> list[str]:
    """Return the same for who has no cards."""
    tags = [tag for tag in chunk.tags if tag.facet is Facet.MUNICIPALITY]
    if tags:
        return [
            _origin(
                municipality_name(tag.value, catalogue=catalogue, gazetteer=gazetteer),
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
