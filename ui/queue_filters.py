"""What the review queue can be narrowed to, each choice a link with the number of documents behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from kb.batches import ReviewItemId, ReviewState
from kb.records import DocumentType, Language
from kb.reviews import DocumentTraits, QueuedItem, ReviewQueue
from ui.markup import escape, items, link
from ui.queue_list import fits, problems_of
from ui.queue_view import SHOWN_STATES, Problem, QueueView, queue_href
from ui.shell import Shell

RESULTS_ID = "mb-results"
_Traits = Mapping[ReviewItemId, DocumentTraits]
_Value = TypeVar("_Value", Language, DocumentType)


def states_html(queue: ReviewQueue, view: QueueView, shell: Shell) -> str:
    """Return the way to what waits, what is accepted and what is declined, with their numbers."""
    text = shell.catalogue.text
    links = []
    for state in SHOWN_STATES:
        n = sum(n for each, n in queue.counts.items() if _shown_as(each) is state)
        label = text(f"queue.state_{state.value}", n=n)
        links.append(_choice(label, QueueView(state=state), shell, is_chosen=state is view.state))
    label = escape(text("queue.states"))
    return f'<nav aria-label="{label}"><ul class="mb-chips">{items(links)}</ul></nav>'


def filters_html(
    queue: ReviewQueue, found: Sequence[QueuedItem], traits: _Traits, view: QueueView, shell: Shell
) -> str:
    """Return the filters; ``found`` are all documents of the view's state and batch."""
    text = shell.catalogue.text
    groups = [
        ("queue.by_batch", _batches(queue, view, shell)),
        ("queue.by_language", _languages(found, traits, view, shell)),
        ("queue.by_type", _types(found, traits, view, shell)),
        ("queue.by_problem", _problems(found, traits, view, shell)),
    ]
    rows = [
        f'<div role="group" aria-label="{escape(text(key))}"><span>{escape(text(key))}</span>'
        f'<ul class="mb-chips">{items(links)}</ul></div>'
        for key, links in groups
        if len(links) > 1 or any("aria-current" in each for each in links)
    ]
    if not rows:
        return ""
    clear = ""
    if view.is_narrowed:
        clear = f"<p>{link(text('queue.clear'), queue_href(QueueView(state=view.state), shell.kept))}</p>"
    label = escape(text("queue.filters"))
    return f'<nav class="mb-filters" aria-label="{label}">{"".join(rows)}{clear}</nav>'


def _batches(queue: ReviewQueue, view: QueueView, shell: Shell) -> list[str]:
    return [
        _counted(
            each.title,
            each.n_items,
            replace(view, page=1, batch=None if view.batch == each.id else each.id),
            shell,
            is_chosen=view.batch == each.id,
        )
        for each in queue.batches
    ]


def _languages(found: Sequence[QueuedItem], traits: _Traits, view: QueueView, shell: Shell) -> list[str]:
    fitting = _fitting(found, traits, replace(view, language=None))
    views = {value: replace(view, page=1, language=value) for value in (None, *Language)}
    return _values("language", Counter(each.language for each in fitting), views, view.language, shell)


def _types(found: Sequence[QueuedItem], traits: _Traits, view: QueueView, shell: Shell) -> list[str]:
    fitting = _fitting(found, traits, replace(view, type=None))
    views = {value: replace(view, page=1, type=value) for value in (None, *DocumentType)}
    return _values("type", Counter(each.type for each in fitting), views, view.type, shell)


def _fitting(found: Sequence[QueuedItem], traits: _Traits, view: QueueView) -> list[DocumentTraits]:
    """Return what is known of the documents that a view lets through."""
    return [traits[item.id] for item in found if item.id in traits and fits(item, traits[item.id], view)]


def _values(
    kind: str,
    counts: Counter[_Value],
    views: Mapping[_Value | None, QueueView],
    chosen: _Value | None,
    shell: Shell,
) -> list[str]:
    """Return a filter for each value that occurs or is chosen; the chosen one leads back to all."""
    return [
        _counted(
            shell.catalogue.text(f"{kind}.{value.value}"),
            counts[value],
            views[None if chosen is value else value],
            shell,
            is_chosen=chosen is value,
        )
        for value in views
        if value is not None and (counts[value] or chosen is value)
    ]


def _problems(found: Sequence[QueuedItem], traits: _Traits, view: QueueView, shell: Shell) -> list[str]:
    others = replace(view, problem=None)
    counts: Counter[Problem] = Counter()
    for item in found:
        if fits(item, traits.get(item.id), others):
            counts.update(problems_of(item, traits.get(item.id)))
    return [
        _counted(
            shell.catalogue.text(f"queue.problem_{value.value}"),
            counts[value],
            replace(view, page=1, problem=None if view.problem is value else value),
            shell,
            is_chosen=view.problem is value,
        )
        for value in Problem
        if counts[value] or view.problem is value
    ]


def _counted(name: str, n: int, to: QueueView, shell: Shell, *, is_chosen: bool) -> str:
    label = shell.catalogue.text("queue.counted", name=name, n=n)
    heard = shell.catalogue.text("queue.remove", name=label) if is_chosen else ""
    return _choice(f"{label} ×" if is_chosen else label, to, shell, is_chosen=is_chosen, name=heard)


def _choice(label: str, to: QueueView, shell: Shell, *, is_chosen: bool, name: str = "") -> str:
    current = ' aria-current="true"' if is_chosen else ""
    said = f' aria-label="{escape(name)}"' if name else ""
    attributes = f'{current}{said} data-focus="{RESULTS_ID}"'
    return link(label, queue_href(to, shell.kept), attributes=attributes)


def _shown_as(state: ReviewState) -> ReviewState:
    # what is on its way is counted where it was
    return ReviewState.WAITING if state is ReviewState.ACCEPTING else state
