"""Sentences by which a Swedish or Danish text says that nothing was found or measured."""

from __future__ import annotations

import re

_SEARCHED = (
    r"(?:vi har|har vi) (?:däremot |dog )?(?:inte|ikke|heller ikke|inte heller|ikke heller) "
    r"(?:hittat|funnit|sett|fundet|set)"
)
_FOLLOW_UP = (
    r"mätning(?:ar)?|utvärdering(?:ar)?|uppföljning(?:ar)?|undersökning(?:ar)?"
    r"|måling(?:er)?|evaluering(?:er)?|opfølgning(?:er)?|undersøgelse(?:r)?"
)
# No word between: "no independent evaluation" says that there may be another.
_UNMEASURED = re.compile(
    rf"\b{_SEARCHED} (?:någon|några|en|nogen|nogle) (?:{_FOLLOW_UP})\b"
    rf"|\b(?:ingen|inga) (?:{_FOLLOW_UP}) (?:har gjorts|är gjord\w*|finns|er lavet|er gjort|findes)\b"
    r"|\b(?:det finns|der findes|der er) (?:ännu |endnu )?(?:ingen|inga) "
    rf"(?:{_FOLLOW_UP})\b"
    r"|\bingen hänvisning till en undersökning\b|\bingen henvisning til en undersøgelse\b",
    re.IGNORECASE,
)
_NOTHING_FOUND = re.compile(
    rf"\W*(?:{_SEARCHED}"
    r"|(?:källorna|källan|kilderne|kilden) (?:säger|nämner|anger|siger|nævner|angiver) "
    r"(?:inget|ingenting|inte|intet|ikke)"
    r"|det (?:framgår inte|fremgår ikke))\b",
    re.IGNORECASE,
)


def says_unmeasured(text: str) -> bool:
    """Return whether a text says in clear words that no measurement, evaluation or study was found."""
    return _UNMEASURED.search(" ".join(text.split())) is not None


def says_nothing_found(sentence: str) -> bool:
    """Return whether a sentence begins by saying that something was not found: it tells of no practice."""
    return _NOTHING_FOUND.match(" ".join(sentence.split())) is not None
