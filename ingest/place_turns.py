"""Where a paragraph that tells of several places, one after the other, goes on to the next."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from ingest.places import Mention
from ingest.sentences import sentence_starts

# "Det gör femmorna i Kil": what the sentence points at stands before it.
_POINTS_BACK = re.compile(
    r"(?:det|den|de|der|dér|där|dette|detta|disse|dessa|denna|denne|her|här|så|sådan|då|da|dit|hit|og|och|"
    r"men|også|också|"
    r"samma|samme|likadant|ligesådan|likaså|ligeså)\b",
    re.IGNORECASE,
)
# "Kocken kommer från Kil" tells of no example there; "Från Kil lånade vi boden" does.
_COMES_FROM = re.compile(r"\s(?:från|fra)\s$")
_MAX_LEAD_CHARS = 45  # from the beginning of a sentence to the place it is about


def by_place(
    text: str, start: int, end: int, find_places: Callable[[str], Sequence[Mention]]
) -> list[tuple[int, int]]:
    """Cut ``text[start:end]`` before the sentences that begin with a place not yet told of in their piece.

    "I Hjo har man … Där … I Kil gör man tvärtom." is two examples. What stands before the first place stays
    with it. Together the pieces hold everything but the white space between them.
    """
    content = text[start:end]
    mentions = find_places(content)
    if len({mention.code for mention in mentions}) < 2:
        return [(start, end)]
    starts = [0, *sentence_starts(content)]
    cuts: list[int] = []
    told: set[str] = set()
    last_told = 0
    for mention in mentions:
        sentence = max(each for each in starts if each <= mention.start)
        begins = mention.start == sentence or (
            mention.is_placed
            and mention.start - sentence <= _MAX_LEAD_CHARS
            and not _COMES_FROM.search(content, sentence, mention.start)
        )
        if begins and told and mention.code not in told:
            cut = _turn(content, starts, sentence, last_told)
            if cut > (cuts[-1] if cuts else 0):
                cuts.append(cut)
                told = set()
        last_told = mention.end
        told.add(mention.code)
    bounds = [0, *cuts, len(content)]
    return [
        (start + first, start + first + len(content[first:last].rstrip())) for first, last in pairwise(bounds)
    ]


def _turn(content: str, starts: Sequence[int], sentence: int, last_told: int) -> int:
    """Return where what a sentence tells of begins, 0 if that is told together with the place before it."""
    index = starts.index(sentence)
    while index and _POINTS_BACK.match(content, starts[index]):
        index -= 1
    return starts[index] if starts[index] >= last_told else 0
