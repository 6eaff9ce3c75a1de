"""Which themes the chunks of a document and the document itself are tagged with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.theme_support import MAX_THEMES, chosen_by_words, confidence_of, points_of
from kb.records import ChunkDraft, Facet, PreparedDocument, Tag

if TYPE_CHECKING:
    from kb.protocols import ThemeScorer

# Points (see ingest/theme_support.py) of a passage that means just what a theme does, of another theme's
# being nearer by as much, and of a passage that nothing is known about. Swept over 4-15 and 3-7 on each
# labelled folder for the highest recall at a precision of three of four: the same were nearly best on both.
_LIKENESS, _BEHIND, _BASE = 11.0, -3.0, -3.4
_ENOUGH = 0.5  # confidence from which a theme is shown
_MAX_DOCUMENT_THEMES = 8
# Of the chunks, that a main theme must weigh to be the document's: of the labelled documents' themes 3 of 4
# are right and 6 of 10 found; without it 6 of 10 and 6 of 10, with .1 nine of ten and under half.
_MIN_DOCUMENT_SHARE = 0.05


def with_themes(prepared: PreparedDocument, scorer: ThemeScorer | None = None) -> PreparedDocument:
    """Return the document with its chunks' and its own themes, chosen anew from the chunks' candidates.

    Args:
        prepared: With ``theme_candidates`` in its chunks.
        scorer: Tells what the passages mean; without it words alone decide.
    """
    chosen = _by_meaning(prepared, scorer) if scorer is not None else None
    chunks = tuple(
        replace(
            chunk,
            tags=(
                *(tag for tag in chunk.tags if tag.facet is not Facet.THEME),
                *(chosen_by_words(chunk.theme_candidates) if chosen is None else chosen[number]),
            ),
        )
        for number, chunk in enumerate(prepared.chunks)
    )
    return replace(prepared, chunks=chunks, tags=_document_tags(prepared.tags, chunks))


def _by_meaning(prepared: PreparedDocument, scorer: ThemeScorer) -> list[tuple[Tag, ...]]:
    passages = [(" ".join(chunk.heading_path), chunk.text) for chunk in prepared.chunks]
    if not any(chunk.theme_candidates for chunk in prepared.chunks):
        return [()] * len(passages)
    scores = scorer(prepared.metadata.title, passages)
    tops = [_top(theme) for theme in scorer.themes]
    return [
        _chosen(chunk, _best_by_top(tops, row.tolist()))
        for chunk, row in zip(prepared.chunks, scores, strict=True)
    ]


def _best_by_top(tops: Sequence[str], scores: Sequence[float]) -> Mapping[str, float]:
    best: dict[str, float] = {}
    for top, score in zip(tops, scores, strict=True):
        best[top] = max(score, best.get(top, -1.0))
    return best


def _chosen(chunk: ChunkDraft, likeness: Mapping[str, float]) -> tuple[Tag, ...]:
    nearest = max(likeness.values())
    tags: list[Tag] = []
    for tag in chunk.theme_candidates:
        own = likeness[_top(tag.value)]
        points = points_of(tag) + _BASE + _LIKENESS * own + _BEHIND * (nearest - own)
        tags.append(replace(tag, confidence=confidence_of(points)))
    enough = [tag for tag in tags if tag.confidence >= _ENOUGH]
    return tuple(sorted(enough, key=lambda tag: (-tag.confidence, tag.value))[:MAX_THEMES])


def _document_tags(tags: Iterable[Tag], chunks: Sequence[ChunkDraft]) -> tuple[Tag, ...]:
    """Return the tags with the themes of most weight over the chunks, each with its surest evidence."""
    kept = [tag for tag in tags if tag.facet is not Facet.THEME or tag.method.is_stated]
    stated = {tag.value for tag in kept if tag.facet is Facet.THEME}
    found: dict[str, list[Tag]] = {}
    weights: dict[str, float] = {}  # of main themes
    for chunk in chunks:
        for tag in chunk.tags:
            if tag.facet is Facet.THEME:
                found.setdefault(tag.value, []).append(tag)
                weights[_top(tag.value)] = weights.get(_top(tag.value), 0.0) + tag.confidence
    enough = min(_MIN_DOCUMENT_SHARE * len(chunks), max(weights.values(), default=0.0))
    ranked = sorted(found, key=lambda theme: (-sum(tag.confidence for tag in found[theme]), theme))
    own = [theme for theme in ranked if theme not in stated and weights[_top(theme)] >= enough]
    n_themes = max(0, _MAX_DOCUMENT_THEMES - len(stated))
    return (*kept, *(max(found[theme], key=lambda tag: tag.confidence) for theme in own[:n_themes]))


def _top(theme: str) -> str:
    return theme.partition(".")[0]
