"""What one document tells of each practice: its passages put together by heading and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.dialogues import Dialogue, Piece, dialogues_of
from ingest.names import is_person
from ingest.places import PlaceFinder
from ingest.practice_names import Name, compared, name_in, name_of_heading, nouns_in
from ingest.practice_parts import Part, Told, codes_of, parts_of
from ingest.practice_titles import cut_title
from ingest.practice_words import (
    LABEL,
    PLACE_LABEL,
    bare_heading,
    field_of_heading,
    is_about_text,
    is_elsewhere,
    is_general,
)
from kb.practices import PracticeField, TitleOrigin
from kb.records import Chunk, Facet
from kb.said_missing import says_nothing_found
from kb.words import words

_MAX_PARAGRAPHS = 4  # under a heading that does not name the place: more is a report, not an example
_MIN_WORDS = 4  # besides the place, of an example without a name
_PLACE_LABEL = re.compile(PLACE_LABEL, re.IGNORECASE)
_MEETING = re.compile(
    r"(?:^|\n)\W*(?:tid|tidpunkt|tidspunkt|datum|dato|närvarande|til stede|afbud)\s?:", re.IGNORECASE
)
# The first page of a report names its municipality too.
_IMPRINT = re.compile(r"\b(?:udarbejdet|utarbetad|sammanställd|författad|redigeret) a[vf]\b", re.IGNORECASE)
# "Hard to keep young people in small municipalities, such as …" tells of a difficulty, not of what was done.
_DIFFICULTY = re.compile(r"(?:det )?(?:kan vara|är|kan være|er)? ?(?:svårt|svært)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Account:
    """What one document tells of one practice."""

    told: Told
    parts: tuple[Part, ...]
    codes: tuple[str, ...]  # municipalities, in the order they are named
    name: Name | None
    title: str
    origin: TitleOrigin
    title_span: tuple[int, int] | None = None  # in the chunk of the first part, for a title from a passage
    is_whole_document: bool = False
    has_headings: bool = True  # False: the headings above it tell of another practice
    dialogue: Dialogue | None = None  # what it is the notes of


def accounts_of(told: Told, finder: PlaceFinder) -> list[Account]:
    """Return what a document tells of practices, in its order."""
    dialogues = dialogues_of(told)
    place = _place_of_document(told) if not dialogues else None
    reader = _Reader(told, finder, place)
    if place is None:
        noted = {piece.chunk.id for dialogue in dialogues for piece in dialogue.pieces}
        examples = [
            account
            for section in _sections(told.chunks)
            for account in reader.of_section(section, is_noted=section[0].id in noted)
        ]
        return [*map(reader.of_dialogue, dialogues), *examples]
    return [*reader.of_document(place), *reader.of_others(place)]


def _place_of_document(told: Told) -> str | None:
    """Return the one municipality that a document states, if it tells of one practice under its headings."""
    stated = {
        tag.value for tag in told.document.tags if tag.facet is Facet.MUNICIPALITY and tag.method.is_stated
    }
    fields = {field_of_heading(title) for chunk in told.chunks for title in chunk.heading_path} - {None}
    tells = len(fields) > 1 and not fields.isdisjoint({PracticeField.METHOD, PracticeField.OUTCOMES})
    return stated.pop() if len(stated) == 1 and tells else None


def _sections(chunks: Sequence[Chunk]) -> Iterator[list[Chunk]]:
    """Yield the chunks that stand one after the other under the same heading, fields of a template apart."""
    for _, group in groupby(chunks, key=_section_path):
        yield list(group)


def _section_path(chunk: Chunk) -> tuple[str, ...]:
    path = chunk.heading_path
    while path and field_of_heading(path[-1]) is not None:
        path = path[:-1]
    return path


class _Reader:
    """Reads one document; holds what all its practices share."""

    def __init__(self, told: Told, finder: PlaceFinder, place: str | None) -> None:
        self._told = told
        self._finder = finder
        title = told.document.metadata.title
        named = name_of_heading(title, self._places_in(title), told.language, is_label=False)
        # another place may do the same, but not under the same name
        self._topic_is_noun = bool(named and nouns_in(named.text, told.language))
        self._topic = named if place is not None or self._topic_is_noun else None

    def of_document(self, place: str) -> Iterator[Account]:
        """Yield what a document that tells of one practice tells of it."""
        parts = [
            part
            for chunk in self._told.chunks
            for part in self._parts(chunk)
            if self._is_of_document(part, place)
        ]
        title = self._told.document.metadata.title
        if parts:
            yield Account(
                told=self._told,
                parts=tuple(parts),
                codes=(place,),
                name=self._topic or Name(title, compared(title, self._told.language)),
                title=title,
                origin=TitleOrigin.DOCUMENT,
                is_whole_document=True,
            )

    def of_others(self, place: str) -> Iterator[Account]:
        """Yield what a document that tells of one practice tells of other places."""
        for chunk in self._told.chunks:
            for part in self._parts(chunk):
                if chunk.is_example and part.codes and place not in part.codes:
                    yield from self._of_parts([part], has_headings=False)

    def of_dialogue(self, dialogue: Dialogue) -> Account:
        """Return what the notes of a dialogue tell; its places are those that its examples name."""
        parts = [self._of_piece(piece) for piece in dialogue.pieces]
        told = next((i for i, piece in enumerate(dialogue.pieces) if not piece.is_of_people), 0)
        first = parts[told].chunk.text[slice(*parts[told].sentences()[0])]
        return Account(
            told=self._told,
            parts=tuple(parts),
            codes=tuple(dict.fromkeys(code for part in parts for code in part.codes)),
            name=None,
            title=dialogue.question or " ".join(cut_title(first).split()),
            origin=TitleOrigin.HEADING if dialogue.question else TitleOrigin.PASSAGE,
            dialogue=dialogue,
        )

    def _of_piece(self, piece: Piece) -> Part:
        mentions = tuple(
            mention
            for part in self._parts(piece.chunk)
            for mention in part.mentions
            if piece.start <= mention.start < piece.end
        )
        named = tuple(dict.fromkeys(each.code for each in mentions if piece.chunk.is_example))
        return Part(piece.chunk, piece.start, piece.end, named, mentions)

    def of_section(self, chunks: Sequence[Chunk], *, is_noted: bool = False) -> Iterator[Account]:
        """Yield what the chunks under one heading tell: of one practice, or each of its own.

        ``is_noted`` tells that they are notes of a dialogue, whose heading is its question.
        """
        if any(is_about_text(title) for title in chunks[0].heading_path):
            return
        parts = [part for chunk in chunks for part in self._parts(chunk)]
        if not is_noted and self._tells_of_one(chunks, parts):
            yield from self._of_parts(parts, heading=_section_path(chunks[0])[-1])
            return
        taken: set[int] = set()
        for index, part in enumerate(parts):
            if index in taken or not part.chunk.is_example:
                continue
            if not part.codes and codes_of(part.chunk):
                continue  # a sentence of no place between those of several
            end = _end_of_continuation(parts, index)
            taken.update(range(index, end))
            yield from self._of_parts(parts[index:end])

    def _of_parts(
        self, parts: Sequence[Part], *, heading: str | None = None, has_headings: bool = True
    ) -> Iterator[Account]:
        first = parts[0]
        spans = first.sentences()
        places = _place_words(parts)
        named = [span for span in spans if any(span[0] <= m.start < span[1] for m in first.mentions)]
        sentences = [first.chunk.text[start:end] for start, end in dict.fromkeys([*spans[:1], *named])]
        name = self._name_of_heading(heading, parts) if heading else None
        name = name or name_in(first.text, sentences, places, first.chunk.language)
        codes = tuple(dict.fromkeys(code for part in parts for code in part.codes))
        if _is_only_person(first, sentences) or not _tells(first, spans, places, codes, name):
            return
        is_headed = heading is not None and not _is_field_text(heading)
        span = None if is_headed else _title_span(first, spans, name)
        title = first.chunk.text[slice(*span)] if span else bare_heading(heading or "")
        if says_nothing_found(title):
            return
        yield Account(
            told=self._told,
            parts=tuple(parts),
            codes=codes,
            name=name or (self._topic if codes and self._topic_is_noun else None),
            title=" ".join(title.split()),
            origin=TitleOrigin.HEADING if is_headed else TitleOrigin.PASSAGE,
            title_span=span,
            has_headings=has_headings,
        )

    def _parts(self, chunk: Chunk) -> list[Part]:
        return parts_of(chunk, self._finder, self._told.language)

    def _places_in(self, heading: str) -> list[str]:
        found = self._finder.find(heading, self._told.language, is_heading=True)
        return [heading[mention.start : mention.end] for mention in found]

    def _name_of_heading(self, heading: str, parts: Sequence[Part]) -> Name | None:
        return name_of_heading(
            heading, self._places_in(heading), self._told.language, is_label=_has_place_label(parts)
        )

    def _tells_of_one(self, chunks: Sequence[Chunk], parts: Sequence[Part]) -> bool:
        """Return whether all that stands under a heading tells of one practice in one place."""
        path = _section_path(chunks[0])
        codes = {part.codes for part in parts if part.codes}
        if not path or len(codes) != 1 or is_elsewhere(path[-1]) or is_general(path[-1]):
            return False
        if sum(part.is_bullet and bool(part.mentions) for part in parts) > 1:
            return False  # a list of examples
        if _has_place_label(parts):
            return not any(_MEETING.search(part.text) for part in parts)
        if not all(len(part.codes) == 1 for part in parts) or not any(chunk.is_example for chunk in chunks):
            return False
        if self._places_in(path[-1]):
            return True
        return len(parts) <= _MAX_PARAGRAPHS and not any(part.is_bullet for part in parts)

    def _is_of_document(self, part: Part, place: str) -> bool:
        path = part.chunk.heading_path
        if any(map(is_about_text, path)) or (any(map(is_elsewhere, path)) and not part.mentions):
            return False
        return place in part.codes or (not part.codes and place in codes_of(part.chunk))


def _end_of_continuation(parts: Sequence[Part], index: int) -> int:
    """Return behind the paragraphs that go on with the example at ``index``, of its heading and place."""
    first = parts[index]
    end = index + 1
    while (
        end < len(parts)
        and len(first.codes) == 1
        and not first.is_bullet
        and not parts[end].is_bullet
        and not parts[end].chunk.is_example
        and not parts[end].mentions
        and parts[end].codes == first.codes
        and parts[end].chunk.heading_path == first.chunk.heading_path
    ):
        end += 1
    return end


def _title_span(part: Part, spans: Sequence[tuple[int, int]], name: Name | None) -> tuple[int, int]:
    """Return where the words of a title stand: in the sentence with the name, else in the first."""
    text = part.chunk.text
    told = [span for span in spans if _is_told(text[span[0] : span[1]])]
    best = [span for span in told if name is not None and name.text in text[span[0] : span[1]]]
    if not best and name is not None:
        best = [span for span in spans if name.text in text[span[0] : span[1]]]
    if not best and not part.is_bullet:  # an item of a list begins with what it is about
        placed = [span for span in spans if any(span[0] <= each.start < span[1] for each in part.mentions)]
        best = [span for span in placed if not says_nothing_found(text[span[0] : span[1]])]
    start, end = (best or told or list(spans))[0]
    kept = [each.end for each in part.mentions if start <= each.start < end]
    return start, start + len(cut_title(text[start:end], through=min(kept, default=start) - start))


def _is_told(sentence: str) -> bool:
    return not sentence.endswith("?") and not says_nothing_found(sentence)


def _tells(
    part: Part,
    spans: Sequence[tuple[int, int]],
    places: Sequence[str],
    codes: Sequence[str],
    name: Name | None,
) -> bool:
    """Return whether an example has a name, or else a place and words that say that something was done there.

    One of no place must begin with its name, to be about what it names.
    """
    if name is not None:
        return bool(codes) or part.chunk.text.startswith(name.text, spans[0][0])
    if not codes:
        return False
    text = part.text
    for place in places:
        text = text.replace(place, " ")
    if len(words(text)) < _MIN_WORDS or _IMPRINT.search(text):
        return False
    sentences = [part.chunk.text[start:end] for start, end in spans]
    return not all(each.endswith("?") or _DIFFICULTY.match(each) for each in sentences)


def _is_only_person(part: Part, sentences: Sequence[str]) -> bool:
    """Return whether a part is a person with their place and nothing else."""
    name, _, rest = sentences[0].partition(",") if sentences else ("", "", "")
    return bool(part.mentions) and is_person(name.strip()) and len(words(rest)) <= 2 and len(sentences) == 1


def _place_words(parts: Sequence[Part]) -> list[str]:
    return [part.chunk.text[each.start : each.end] for part in parts for each in part.mentions]


def _has_place_label(parts: Sequence[Part]) -> bool:
    return any(
        _PLACE_LABEL.fullmatch(found["label"]) for part in parts for found in LABEL.finditer(part.text)
    )


def _is_field_text(heading: str) -> bool:
    return field_of_heading(heading) is not None or is_elsewhere(heading)
