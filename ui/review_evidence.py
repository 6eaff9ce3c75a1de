"""The words that a tag rests on, with what stands around them, and how the tag stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kb.i18n import Catalogue
from kb.records import Chunk, ChunkId, Span
from kb.reviews import SuggestedTag, TagDecision, TagPlace
from kb.text import BULLET, one_line
from ui.markup import escape, lang_attribute, link, marked
from ui.review_buttons import Reviewing, who

_AROUND = 70  # characters on each side of the words that a tag rests on
_OF_LANGUAGE = re.compile(r"language \w+")  # on what a country rests that no words name


def evidence_in(chunk: Chunk, tags: Sequence[SuggestedTag]) -> tuple[Span, ...]:
    """Return the words of a passage that its tags rest on, in order, none within another."""
    spans = sorted(
        {
            (place.span.start, place.span.end)
            for tag in tags
            for place in tag.places
            if place.chunk_id == chunk.id and place.span is not None
        }
    )
    found: list[Span] = []
    for start, end in spans:
        if not found or start >= found[-1].end:
            found.append(Span(start=start, end=end))
    return tuple(found)


def shown_places(tag: SuggestedTag) -> tuple[TagPlace, ...]:
    """Return the places of a tag that tell something.

    What the whole document rests on stands in a passage as well, and a country that no words name follows
    from the language of the document everywhere alike.
    """
    told = [place for place in tag.places if place.decision is not None or not _follows(place)]
    if any(place.span is not None for place in told):
        return tuple(place for place in told if place.chunk_id is not None or not place.evidence)
    return tuple(told) or tag.places[:1]


def quoted(place: TagPlace) -> str:
    """Return the words that a tag rests on, empty where it follows from the language."""
    return "" if _follows(place) else place.evidence


def _follows(place: TagPlace) -> bool:
    return _OF_LANGUAGE.fullmatch(place.evidence) is not None


def place_html(
    place: TagPlace,
    numbers: Mapping[ChunkId, int],
    chunks: Mapping[ChunkId, Chunk],
    reviewing: Reviewing,
) -> str:
    """Return the words that a tag rests on at a place, with the way there.

    Args:
        place: Where the tag was found.
        numbers: Of the passages, from 1.
        chunks: The passages.
        reviewing: The document.
    """
    text = reviewing.shell.catalogue.text
    chunk = chunks.get(place.chunk_id) if place.chunk_id is not None else None
    if chunk is None:
        words = quoted(place)
        stated = f"<q>{escape(words)}</q> " if words else ""
        said = text("review.tag_of_language" if _follows(place) else "review.tag_stated")
        return f'{stated}<span class="mb-quiet">{escape(said)}</span>'
    number = numbers[chunk.id]
    if place.page is None:
        label = text("review.to_passage", n=number)
    else:
        label = text("review.to_passage_page", n=number, page=str(place.page))
    to_passage = link(label, reviewing.address(chunk=chunk.id), attributes=' data-focus="mb-passage"')
    rejected = ""
    if place.decision is not None and not place.decision.is_accepted:
        state = state_text(place.decision, None, reviewing.shell.catalogue)
        rejected = f' <span class="mb-tag-state">{escape(state)}</span>'
    return f"{_in_context(place, chunk)} {to_passage}{rejected}"


def _in_context(place: TagPlace, chunk: Chunk) -> str:
    """Return the words that a tag rests on, with some of what stands around them."""
    language = chunk.language
    if not quoted(place):
        return ""
    if place.span is None:
        return f"<q{lang_attribute(language)}>{escape(one_line(place.evidence))}</q>"
    bullet = BULLET.match(chunk.text)
    first = bullet.end() if bullet else 0
    start = max(first, _word_start(chunk.text, max(0, place.span.start - _AROUND)))
    end = _word_end(chunk.text, min(len(chunk.text), place.span.end + _AROUND))
    # items of a list run on, so a dash would look like one of the sentence
    text = re.sub(r"\n[-*•](?= )", "\n·", chunk.text)
    shown = marked(text, start, end, [place.span])
    before, after = "… " if start > first else "", " …" if end < len(chunk.text) else ""
    return f"<q{lang_attribute(language)}>{before}{shown}{after}</q>"


def _word_start(text: str, start: int) -> int:
    return text.find(" ", start) + 1 if start and " " in text[start : start + 30] else start


def _word_end(text: str, end: int) -> int:
    cut = text.rfind(" ", max(0, end - 30), end)
    return cut if end < len(text) and cut > 0 else end


def state_text(decision: TagDecision | None, tag: SuggestedTag | None, catalogue: Catalogue) -> str:
    """Return how a tag stands, and who has decided so; ``tag`` where it is said of all its places."""
    if decision is None:
        if tag is not None and tag.is_added:
            return catalogue.text("review.tag_added")
        return catalogue.text("review.tag_suggested")
    name = who(decision.decided_name, decision.decided_by, catalogue)
    if decision.is_added:
        return catalogue.text("review.tag_added_by", who=name)
    return catalogue.text(
        "review.tag_accepted_by" if decision.is_accepted else "review.tag_rejected_by", who=name
    )
