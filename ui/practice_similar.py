"""Practices that resemble one, by what is told of them, across languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from kb.accounts import Role
from kb.entries import Entry, EntryRef, title_in
from kb.errors import QueryError, SearchIndexError
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeField, PracticeKind
from kb.records import ChunkId, Query
from kb.text import one_line
from ui.entry_markup import compare_href, facts_html, title_html
from ui.labels import theme_name
from ui.markup import escape, items, link
from ui.practice_fields import code_text
from ui.shell import Shell

N_SIMILAR = 3
# The passages that say what it is about. Of 55 counterparts across the border 48 are then among the three; 43
# where shared themes do not count, 37 with the first six passages instead (published practices of corpus/).
_TELLING = (PracticeField.SUMMARY, PracticeField.PROBLEM, PracticeField.METHOD, PracticeField.AIM)
_MAX_EXAMPLES = 8
_DEPTH = 150  # passages to look through: several tell of one practice
_DAMPING = 10  # of ranks: the first few passages count most
_THEME_WEIGHT = 3.0  # of a theme that nobody else has; one that many have counts less


def similar_to(entry: Entry, shell: Shell) -> tuple[Entry, ...]:
    """Return up to three practices about the same, the nearest first, one for each place.

    What it is related to is not among them, as the page shows that anyway. Where the index cannot be used, or
    does not know the passages yet, there are none.
    """
    base = shell.knowledge_base
    sees_all = shell.actor.role.includes(Role.CURATOR)
    refs = _nearest(base, base.version(), base.practices.changed_at(), sees_all, entry.ref, entry)
    return tuple(base.entries.find(refs).values())


@st.cache_resource(show_spinner=False, max_entries=512)
def _nearest(
    _base: KnowledgeBase,
    version: int,  # noqa: ARG001 # this and the next say when to look anew
    changed_at: str,  # noqa: ARG001
    sees_all: bool,  # noqa: ARG001 # drafts too
    ref: EntryRef,  # noqa: ARG001 # this stands for the entry
    _entry: Entry,
) -> tuple[EntryRef, ...]:
    examples = _examples(_entry)
    if not examples:
        return ()
    try:
        ranked = _base.rank(Query(text="", like=examples)).ranked[:_DEPTH]
    except (QueryError, SearchIndexError):
        return ()
    scores = _scores(_base, [each.chunk_id for each in ranked])
    practices = _base.entries.practices()
    weights = theme_weights(practices)
    found = [each for each in practices if each.ref.number in scores and _may_be_similar(_entry, each)]

    def place(other: Entry) -> tuple[float, EntryRef]:
        shared = sum(weights[theme] for theme in _shared_themes(_entry, other))
        return -scores[other.ref.number] * (1 + shared), other.ref

    return tuple(each.ref for each in one_for_each_place(sorted(found, key=place))[:N_SIMILAR])


def _examples(entry: Entry) -> tuple[ChunkId, ...]:
    telling = [quote for field in _TELLING for quote in entry.fields.get(field, ())]
    quotes = [quote for quote in [*telling, *entry.passages] if not quote.is_lost]
    return tuple(dict.fromkeys(quote.chunk_id for quote in quotes))[:_MAX_EXAMPLES]


def _scores(base: KnowledgeBase, chunk_ids: Sequence[ChunkId]) -> Mapping[int, float]:
    """Return the practices that passages tell of, by how many and how near ones they are."""
    telling = base.entries.practices_with(chunk_ids)
    scores: dict[int, float] = {}
    for rank, chunk_id in enumerate(chunk_ids, start=1):
        for practice_id in telling.get(chunk_id, ()):
            scores[practice_id] = scores.get(practice_id, 0.0) + 1 / (_DAMPING + rank)
    return scores


def theme_weights(entries: Iterable[Entry]) -> Mapping[str, float]:
    """Return what it counts to share a theme: the less, the more entries have it."""
    counts = Counter(theme for each in entries for theme in each.themes)
    return {theme: _THEME_WEIGHT / count for theme, count in counts.items()}


def _may_be_similar(entry: Entry, other: Entry) -> bool:
    """Tell whether another practice is of use: told well, elsewhere, and about the same theme."""
    related = {relation.other_id for relation in entry.relations}
    is_elsewhere = set(entry.municipalities).isdisjoint(other.municipalities)
    is_about_the_same = bool(_shared_themes(entry, other)) or not entry.themes
    return (
        other.ref != entry.ref
        and other.ref.number not in related
        and other.kind not in {PracticeKind.MENTION, PracticeKind.DIALOGUE}
        and is_elsewhere
        and is_about_the_same
    )


def _shared_themes(entry: Entry, other: Entry) -> list[str]:
    return [theme for theme in other.themes if theme in entry.themes]


def one_for_each_place(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries in their order without those of a place that one before is of."""
    kept: list[Entry] = []
    places: set[str] = set()
    for each in entries:
        if places.isdisjoint(each.municipalities):
            places.update(each.municipalities)
            kept.append(each)
    return kept


def similar_html(entry: Entry, similar: Sequence[Entry], shell: Shell) -> str:
    """Return the similar practices as a list: what they share with this one, and a way to compare."""
    text = shell.catalogue.text
    if not similar:
        return f'<p class="mb-quiet">{escape(text("practice.similar_none"))}</p>'
    listed = items(
        title_html(each, shell)
        + facts_html(each, shell)
        + f'<p class="mb-quiet">{escape(_shared(entry, each, shell))}</p>'
        + f"<p>{compare_link(entry, each, shell)}</p>"
        for each in similar
    )
    every = ""
    if len(similar) == N_SIMILAR:  # the text counts them
        address = compare_href([entry.ref, *(each.ref for each in similar)], shell.kept)
        every = f"<p>{link(text('practice.compare_similar'), address, css='mb-button')}</p>"
    return f'<ul class="mb-similar">{listed}</ul>{every}'


def compare_link(entry: Entry, other: Entry, shell: Shell) -> str:
    """Return a link to the comparison of two entries, named after the other."""
    text = shell.catalogue.text
    title, _ = title_in(other, shell.catalogue.ui_language)
    label = f' aria-label="{escape(text("practice.compare", title=one_line(title)))}"'
    address = compare_href([entry.ref, other.ref], shell.kept)
    return link(text("practice.compare_two"), address, attributes=label)


def _shared(entry: Entry, other: Entry, shell: Shell) -> str:
    text, taxonomy = shell.catalogue.text, shell.knowledge_base.taxonomy
    said = []
    themes = _shared_themes(entry, other)
    if themes:
        names = [theme_name(each, catalogue=shell.catalogue, taxonomy=taxonomy) for each in themes]
        said.append(text("practice.similar_themes", names=", ".join(names)))
    groups = [code for code in _target_groups(other) if code in _target_groups(entry)]
    if groups:
        names = [code_text(PracticeField.TARGET_GROUPS, code, shell.catalogue) for code in groups]
        said.append(text("practice.similar_target_groups", names=", ".join(names)))
    return ". ".join(said) + "." if said else text("practice.similar_content")


def _target_groups(entry: Entry) -> list[str]:
    codes = (quote.code for quote in entry.fields.get(PracticeField.TARGET_GROUPS, ()))
    return list(dict.fromkeys(code for code in codes if code))
