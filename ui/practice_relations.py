"""What practices have to do with one another: as a list, and as a small graph through time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.entries import Entry, EntryKind, EntryRef, title_in
from kb.practices import PracticeRelation
from kb.text import one_line
from ui.entry_markup import facts_html, practice_href, title_html
from ui.markup import escape, items, lang_attribute
from ui.practice_similar import compare_link
from ui.shell import Shell

_MAX_NODES = 10  # of a graph that can be read
# Pixels. A graph wider than its place can be scrolled.
_ROW_HEIGHT, _NODE_HEIGHT, _NODE_WIDTH, _GAP, _NAMES_WIDTH, _TIME_WIDTH = 96, 56, 176, 28, 84, 560
_LABEL_CHARS = 38  # what a node of this size holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An entry in the graph, with the pixels of its upper left corner."""

    entry: Entry
    left: float
    top: float


def relations_html(entry: Entry, shell: Shell) -> str:
    """Return a section with all that an entry is related to; "" where it is related to nothing."""
    related = _related([entry], shell)
    if not related:
        return ""
    said: dict[EntryRef, list[str]] = {}
    for relation in entry.relations:
        said.setdefault(_ref(relation), []).append(_relation_name(relation, shell))
    listed = items(
        f"<p>{escape(' · '.join(said[ref]))}</p>{title_html(other, shell)}{facts_html(other, shell)}"
        f"<p>{compare_link(entry, other, shell)}</p>"
        for ref, other in related.items()
    )
    heading = escape(shell.catalogue.text("practice.relations"))
    graph = _graph(entry, related, shell)
    return (
        f'<section aria-labelledby="mb-relations"><h2 id="mb-relations">{heading}</h2>'
        f'{graph}<ul class="mb-related">{listed}</ul></section>'
    )


def _relation_name(relation: PracticeRelation, shell: Shell) -> str:
    seen_from = "_from_other" if relation.is_from_other else ""
    return shell.catalogue.text(f"relation.{relation.kind.value}{seen_from}")


def _ref(relation: PracticeRelation) -> EntryRef:
    return EntryRef(kind=EntryKind.PRACTICE, number=relation.other_id)


def _related(entries: Sequence[Entry], shell: Shell) -> Mapping[EntryRef, Entry]:
    refs = dict.fromkeys(_ref(relation) for each in entries for relation in each.relations)
    return shell.knowledge_base.entries.find(list(refs))


def _graph(entry: Entry, related: Mapping[EntryRef, Entry], shell: Shell) -> str:
    """Return the related entries and those that they are related to, by year and country.

    It is drawn for the eye and the mouse: for all others there is the list. Streamlit takes SVG out of
    a page, so boxes and lines are placed by styles.
    """
    further = _related(list(related.values()), shell)
    shown = list({entry.ref: entry, **related, **further}.values())[:_MAX_NODES]
    rows = list(dict.fromkeys(country_of(each) for each in shown))
    nodes = {node.entry.ref: node for node in placed(shown, rows)}
    lines = "".join(_line(nodes[one], nodes[other]) for one, other in edges(shown))
    boxes = "".join(_box(node, is_this=ref == entry.ref, shell=shell) for ref, node in nodes.items())
    names = "".join(
        f'<span class="mb-row" style="top:{nth * _ROW_HEIGHT + 16}px">'
        f"{escape(_country_name(code, shell))}</span>"
        for nth, code in enumerate(rows)
    )
    width = max(node.left for node in nodes.values()) + _NODE_WIDTH + 4
    height = len(rows) * _ROW_HEIGHT
    caption = escape(shell.catalogue.text("practice.timeline"))
    return (
        f'<figure class="mb-timeline"><div aria-hidden="true">'
        f'<div style="width:{width:.0f}px;height:{height}px">{lines}{names}{boxes}</div></div>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def country_of(entry: Entry) -> str:
    """Return the first country of an entry, "" where nothing says it."""
    return next(iter(entry.countries), "")


def edges(entries: Sequence[Entry]) -> list[tuple[EntryRef, EntryRef]]:
    """Return the pairs that are related, each once, whatever both say of it."""
    refs = {each.ref for each in entries}
    pairs = {
        (min(each.ref, other), max(each.ref, other))
        for each in entries
        for relation in each.relations
        if (other := _ref(relation)) in refs and other != each.ref
    }
    return sorted(pairs)


def placed(entries: Sequence[Entry], rows: Sequence[str]) -> list[Node]:
    """Return where entries stand: by their first year from left to right, in the row of their country.

    Entries of one row do not cover one another, so that those of about one year stand beside each other. An
    entry without a year stands before the others.
    """
    years = [each.years[0] for each in entries if each.years is not None]
    first, last = min(years, default=0), max(years, default=0)
    nodes: list[Node] = []
    for nth, country in enumerate(rows):
        free = float(_NAMES_WIDTH)
        in_row = [each for each in entries if country_of(each) == country]
        for each in sorted(in_row, key=lambda one: (one.years[0] if one.years else 0, one.ref)):
            year = each.years[0] if each.years else first
            along = (year - first) / (last - first) if last > first else 0.0
            left = max(free, _NAMES_WIDTH + along * _TIME_WIDTH)
            nodes.append(Node(entry=each, left=left, top=float(nth * _ROW_HEIGHT)))
            free = left + _NODE_WIDTH + _GAP
    return nodes


def _line(one: Node, other: Node) -> str:
    x, y = one.left + _NODE_WIDTH / 2, one.top + _NODE_HEIGHT / 2
    across, down = other.left - one.left, other.top - one.top
    length, angle = math.hypot(across, down), math.atan2(down, across)
    return (
        f'<span class="mb-edge" style="left:{x:.0f}px;top:{y:.0f}px;width:{length:.0f}px;'
        f'transform:rotate({angle:.4f}rad)"></span>'
    )


def _box(node: Node, *, is_this: bool, shell: Shell) -> str:
    title, language = title_in(node.entry, shell.catalogue.ui_language)
    text = shell.catalogue.text
    year = str(node.entry.years[0]) if node.entry.years else text("practice.no_year")
    label = (
        f"<b>{escape(year)}</b><span{lang_attribute(language)}>"
        f"{escape(one_line(title, max_chars=_LABEL_CHARS))}</span>"
    )
    place = f'style="left:{node.left:.0f}px;top:{node.top:.0f}px"'
    if is_this:
        return f'<span class="mb-node mb-this" {place}>{label}</span>'
    address = escape(practice_href(node.entry.ref.number, shell.kept))
    return f'<a class="mb-go mb-node" tabindex="-1" href="{address}" {place}>{label}</a>'


def _country_name(code: str, shell: Shell) -> str:
    key = f"country.{code}"
    return shell.catalogue.text(key) if key in shell.catalogue.texts else code
