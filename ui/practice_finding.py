"""Other practices for a curator: found by words of their titles, or likely to be the same as one."""

from __future__ import annotations

import re
from collections.abc import Collection

from kb.entries import Entry, title_in
from ui.shell import Shell

MAX_FOUND = 12
_MAX_ALIKE = 5
_WORD = re.compile(r"\w{3,}")
# Two examples of one place that share a fourth of the words of their titles, or a theme, are shown; elsewhere
# half of the words must be the same. It is a person who looks at them.
_LEAST_HERE, _LEAST_ELSEWHERE = 0.25, 0.5


def by_title(words: str, shell: Shell, *, but: Collection[int] = ()) -> tuple[Entry, ...]:
    """Return practices whose title, in any language, or place has all of the words; at most twelve."""
    wanted = words.casefold().split()
    found = []
    for entry in shell.knowledge_base.entries.practices():
        if entry.ref.number in but:
            continue
        said = _said(entry, shell)
        if wanted and all(word in said for word in wanted):
            found.append(entry)
            if len(found) == MAX_FOUND:
                break
    return tuple(found)


def likely_same(entry: Entry, shell: Shell, *, but: Collection[int] = ()) -> tuple[Entry, ...]:
    """Return practices that may be the same, the likest first: of its place, with like titles or themes."""
    scored = []
    for other in shell.knowledge_base.entries.practices():
        if other.ref == entry.ref or other.ref.number in but:
            continue
        score = _alike(entry, other)
        if score > 0:
            scored.append((-score, other.ref.number, other))
    return tuple(other for _, _, other in sorted(scored, key=lambda each: each[:2])[:_MAX_ALIKE])


def _alike(one: Entry, other: Entry) -> float:
    titles = _share(_words(one), _words(other))
    themes = _share(set(one.themes), set(other.themes))
    if set(one.municipalities) & set(other.municipalities):
        return 1 + titles + themes if titles >= _LEAST_HERE or themes > 0 else 0.0
    return titles if titles >= _LEAST_ELSEWHERE else 0.0


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _words(entry: Entry) -> set[str]:
    titles = [entry.title, *(each.text for each in entry.texts if each.field == "title")]
    return set(_WORD.findall(" ".join(titles).casefold()))


def _said(entry: Entry, shell: Shell) -> str:
    gazetteer = shell.knowledge_base.gazetteer
    places = [place.name for place in gazetteer.municipalities if place.code in entry.municipalities]
    titles = {entry.title, title_in(entry, shell.catalogue.ui_language)[0]}
    titles.update(each.text for each in entry.texts if each.field == "title")
    return " ".join([*titles, *places]).casefold()
