"""The documents of the review queue as a list, by what was handed in together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from kb.batches import ReviewItemId, ReviewState
from kb.knowledge_base import KnowledgeBase
from kb.reviews import DocumentTraits, QueuedItem, ReviewFilters
from kb.text import one_line
from ui.markup import escape, lang_attribute, link
from ui.moments import when
from ui.queue_view import Problem, QueueView, review_href
from ui.review_buttons import decider, who
from ui.search_state import href
from ui.shell import Shell

MOST = 5000  # documents that are looked through; more than anybody has waiting


def all_filters(view: QueueView) -> ReviewFilters:
    """Return what the store filters by; the rest follows from the documents."""
    return ReviewFilters(states=frozenset({view.state}), batch_id=view.batch, limit=MOST)


def narrowed(base: KnowledgeBase, view: QueueView, filters: ReviewFilters) -> Sequence[QueuedItem]:
    """Return the documents that a view shows, in the queue's order, all pages."""
    found = base.review.queue(filters).items
    if view.language is None and view.type is None and view.problem is None:
        return found
    traits = base.review.traits(found)
    return [item for item in found if fits(item, traits.get(item.id), view)]


def fits(item: QueuedItem, traits: DocumentTraits | None, view: QueueView) -> bool:
    """Return whether a document is one that a view shows, whatever its state and batch are."""
    if view.language is not None and (traits is None or traits.language is not view.language):
        return False
    if view.type is not None and (traits is None or traits.type is not view.type):
        return False
    return view.problem is None or view.problem in problems_of(item, traits)


def problems_of(item: QueuedItem, traits: DocumentTraits | None) -> tuple[Problem, ...]:
    """Return what a document deserves a closer look for."""
    found = [
        (Problem.LIKENESS, item.likeness is not None),
        (Problem.PERSONAL_DATA, traits is not None and traits.n_masked > 0),
        (Problem.ADVERTS, traits is not None and traits.n_adverts > 0),
        (Problem.NO_MUNICIPALITY, traits is not None and not traits.has_municipality),
    ]
    return tuple(problem for problem, is_there in found if is_there)


def list_html(
    items: Sequence[QueuedItem],
    traits: Mapping[ReviewItemId, DocumentTraits],
    view: QueueView,
    shell: Shell,
) -> str:
    """Return the documents under a heading for each batch; what was handed in together stands together."""
    places = {batch: place for place, batch in enumerate(dict.fromkeys(item.batch_id for item in items))}
    ordered = sorted(items, key=lambda item: places[item.batch_id])
    return "".join(
        _batch(list(of_batch), traits, view, shell)
        for _, of_batch in groupby(ordered, key=lambda item: item.batch_id)
    )


def _batch(
    items: Sequence[QueuedItem],
    traits: Mapping[ReviewItemId, DocumentTraits],
    view: QueueView,
    shell: Shell,
) -> str:
    catalogue, first = shell.catalogue, items[0]
    element_id = f"mb-batch-{first.batch_id}"
    name = who(first.owner_name, first.owner, catalogue)
    said = catalogue.text("queue.handed_in", who=name, date=when(first.handed_in_at, catalogue))
    heard = f'<span class="mb-sr">: {escape(first.batch_title)}</span>'
    choices = "".join(
        f'<button type="button" class="mb-plain-button" data-choose="{which}" data-list="{element_id}">'
        f"{escape(catalogue.text(key))}{heard}</button> "
        for which, key in (("all", "queue.choose_all"), ("none", "queue.choose_none"))
    )
    rows = "".join(_row(item, traits.get(item.id), view, shell) for item in items)
    return (
        f'<h3>{escape(first.batch_title)}</h3><p class="mb-quiet">{escape(said)}</p>'
        f'<p>{choices}</p><ul class="mb-queue" id="{element_id}">{rows}</ul>'
    )


def _row(item: QueuedItem, traits: DocumentTraits | None, view: QueueView, shell: Shell) -> str:
    catalogue = shell.catalogue
    text, title = catalogue.text, one_line(item.title, max_chars=160)
    language = lang_attribute(traits.language) if traits is not None else ""
    choose = escape(text("queue.choose_title", title=title))
    box = (
        f'<label class="mb-box"><input type="checkbox" class="mb-choose" name="chosen" data-list=""'
        f' value="{item.id}.{item.version}"><span class="mb-sr">{choose}</span></label>'
    )
    facts = "".join(f"<li>{fact}</li>" for fact in _facts(item, traits, shell))
    to_item = link(title, review_href(item.id, view, shell.kept), attributes=language)
    return (
        f"<li>{box}<div><p><b>{to_item}</b></p>"
        f'<ul class="mb-facts">{facts}</ul>{_decided(item, shell)}</div></li>'
    )


def _facts(item: QueuedItem, traits: DocumentTraits | None, shell: Shell) -> list[str]:
    catalogue = shell.catalogue
    facts = []
    if traits is not None:
        language = escape(catalogue.text(f"language.{traits.language.value}"))
        facts.append(f'<span class="mb-badge">{language}</span>')
        facts.append(escape(catalogue.text(f"type.{traits.type.value}")))
        facts += [escape(fact) for fact in (catalogue.date(traits.date), traits.event) if fact]
    facts.append(escape(item.file_name))
    for problem in problems_of(item, traits):
        label = catalogue.text(f"queue.problem_{problem.value}")
        if problem is Problem.LIKENESS and item.likeness is not None:
            label = catalogue.text("queue.likeness_share", percent=str(int(item.likeness * 100)))
        facts.append(f'<span class="mb-flag">{escape(label)}</span>')
    return facts


def _decided(item: QueuedItem, shell: Shell) -> str:
    catalogue = shell.catalogue
    if item.state not in {ReviewState.ACCEPTED, ReviewState.DECLINED}:
        return ""
    said = catalogue.text("queue.decided", **decider(item, catalogue))
    if item.reason and item.state is ReviewState.DECLINED:
        said += f". {catalogue.text('queue.said', reason=item.reason)}"
    public = ""
    if item.public_id is not None:
        address = href("document", {"id": [str(item.public_id)]}, shell.kept)
        public = f" {link(catalogue.text('queue.public'), address)}"
    return f'<p class="mb-quiet">{escape(said)}{public}</p>'


def with_page(view: QueueView, page: int) -> QueueView:
    """Return the same part of the queue on another page."""
    return replace(view, page=page)
