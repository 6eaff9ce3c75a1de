"""How much the words in and around a passage speak for each theme, and which themes they are enough for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from ingest.themes import TermHit, ThemeFinder
from kb.records import Facet, Tag, TagMethod
from kb.text import one_line

MAX_THEMES = 4
# Points are log odds, fitted to the labelled passages of tests/gold/development and tests/gold/further; each
# folder's were nearly the same when fitted to the other one.
_TERM, _SIGN, _HEADING, _TITLE = 1.15, 0.65, 1.4, 0.5
_MAX_COUNTED = 2  # different terms, and different signs
# Without a model words alone decide, and two must agree: a term and a sign, or one of both and a heading.
_ENOUGH_ALONE = 1.7
_ALONE = -1.2  # added to the points of words where nothing else speaks


def theme_candidates(
    finders: Sequence[ThemeFinder], text: str, heading_path: Sequence[str], title: str
) -> tuple[Tag, ...]:
    """Return every theme that a term or a sign speaks for, with the confidence that words alone give.

    A main theme counts all that speaks for it or for one of its sub-themes; the one with most is returned,
    and every other that a second word speaks for.

    Args:
        finders: For the language of the passage.
        text: As shown.
        heading_path: The headings around it.
        title: The document's.
    """
    headings = [one_line(heading) for heading in heading_path]
    places = [text, *reversed(headings), one_line(title)]
    found = [[hit for finder in finders for hit in finder.find(place)] for place in places]
    tags: list[Tag] = []
    for top in dict.fromkeys(_top(hit.theme) for hits in found for hit in hits):
        own = [_apart(hit for hit in hits if _top(hit.theme) == top) for hits in found]
        points = _points(own[0], is_in_heading=any(own[1:-1]), is_in_title=bool(own[-1]))
        tags.extend(_candidate(theme, points, own, places) for theme in _named(own))
    return tuple(tags)


def chosen_by_words(candidates: Iterable[Tag]) -> tuple[Tag, ...]:
    """Return the themes that words are enough for without a model, the surest first."""
    enough = [tag for tag in candidates if points_of(tag) >= _ENOUGH_ALONE]
    return tuple(sorted(enough, key=lambda tag: (-tag.confidence, tag.value))[:MAX_THEMES])


def points_of(candidate: Tag) -> float:
    """Return the points of a candidate: log odds to which those of its meaning can be added."""
    return math.log(candidate.confidence / (1 - candidate.confidence)) - _ALONE


def confidence_of(points: float) -> float:
    """Return log odds as a number between 0 and 1."""
    return 1 / (1 + math.exp(-points))


def _top(theme: str) -> str:
    return theme.partition(".")[0]


def _apart(hits: Iterable[TermHit]) -> list[TermHit]:
    """Return the hits that share no letter, the longest first and terms before signs of the same length."""
    kept: list[TermHit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.is_sign, hit.is_part, hit.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return kept


def _points(in_text: Sequence[TermHit], *, is_in_heading: bool, is_in_title: bool) -> float:
    terms = {hit.term for hit in in_text if not hit.is_sign}
    signs = {hit.term for hit in in_text if hit.is_sign}
    return (
        _TERM * min(len(terms), _MAX_COUNTED)
        + _SIGN * min(len(signs), _MAX_COUNTED)
        + _HEADING * is_in_heading
        + _TITLE * is_in_title
    )


def _named(places: Sequence[Sequence[TermHit]]) -> list[str]:
    """Return, of a theme and its sub-themes, the one that most speaks for, and those that two words do."""
    weights: dict[str, dict[str, float]] = {}
    for hits in places:
        for hit in hits:
            weights.setdefault(hit.theme, {})[hit.term] = _SIGN if hit.is_sign else _TERM
    ranked = sorted(weights, key=lambda theme: (-sum(weights[theme].values()), -theme.count("."), theme))
    subs = [theme for theme in ranked[1:] if "." in theme and len(weights[theme]) > 1]
    return [ranked[0], *subs]


def _candidate(theme: str, points: float, places: Sequence[Sequence[TermHit]], texts: Sequence[str]) -> Tag:
    """Return a tag with the words that speak for it: of the passage if it has any, else of a heading."""
    hits, text = next(
        (of_theme, text)
        for found, text in zip(places, texts, strict=True)
        if (of_theme := [hit for hit in found if hit.theme == theme])
    )
    best = min(hits, key=lambda hit: (hit.is_sign, hit.is_part, hit.start))
    return Tag(
        facet=Facet.THEME,
        value=theme,
        confidence=confidence_of(points + _ALONE),
        method=TagMethod.TERM,
        evidence=text[best.start : best.end],
    )
