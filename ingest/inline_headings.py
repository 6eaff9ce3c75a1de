"""Headings inside lines into which a site has glued whole pages, as transcripts of slides and reports are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from kb.records import Block, BlockKind

_GLUED_CHARS = 300  # of a line that may hold several sections
_MIN_HEADINGS = 2  # in a document: one alone may be a slip of the pen
_MAX_HEADING_WORDS = 12
_MAX_LABEL_WORDS = 7
_CAPITAL = "A-ZÅÄÖÆØ"
# Words that have a capital at the start of a sentence only.
_OPENERS = (
    "två tre fyra fem sex sju åtta nio tio elva tolv to fire fem seks syv otte ni ti elleve tolv "
    "det den de detta dessa denna der dette disse denne vi man jag jeg han hun hon i på under när då "
    "nu hur vad vem vilka vilken varför hvad hvem hvor hvordan hvorfor hvilke da nå når hvis om för "
    "efter innan sedan siden ved vid till til fra från med uten utan uden også också både ett en et "
    "alla alle många mange några nogle flera flere inte ikke men och og eller for som att at här her "
    "där genom gennem mellan mellem hos över over enligt ifølge trots trods sådan så"
).split()
_OPENER = "|".join(sorted({word.capitalize() for word in _OPENERS}, key=len, reverse=True))
_SECTIONS = (
    "sammanfattning sammendrag resumé resume bakgrund baggrund bakgrunn inledning indledning innledning "
    "syfte formål mål målgrupp målgruppe metod metode genomförande gennemførelse gjennomføring "
    "organisation organisering ekonomi økonomi resultat resultater resultaten effekter lärdomar læring "
    "erfarenheter erfaringer slutsatser slutsats konklusion konklusioner diskussion rekommendationer "
    "anbefalinger spridning udbredelse svagheter svakheter svårigheter vanskeligheder udfordringer "
    "utmaningar styrkor styrker hot trusler möjligheter muligheder risker framgångsfaktorer "
    "succesfaktorer uppföljning opfølgning utvärdering evaluering"
).split()
_SECTION = "|".join(word.capitalize() for word in sorted(_SECTIONS, key=len, reverse=True))
_SENTENCE_END = r"(?:^|(?<=[.?!”\"»)]\s)|(?<=[.?!]\s\s))"
_NUMBERED = re.compile(
    rf"{_SENTENCE_END}(?P<title>\d{{1,2}}\.(?:\d{{1,2}}\.?)* [{_CAPITAL}][^.?!:\n{_CAPITAL}]{{2,80}}?\??)"
    rf"(?= [{_CAPITAL}])"
)
# A name of a section between two capitals can only be a heading, wherever it stands.
_NAMED = re.compile(rf"(?:^|(?<=\s))(?P<title>(?:{_SECTION}))(?= [{_CAPITAL}])")
_PHRASE = re.compile(
    rf"{_SENTENCE_END}(?P<title>[{_CAPITAL}](?:(?![.?!\n]).){{1,110}}?)"
    rf"(?= (?:{_OPENER})\b [a-zåäöæø\d{_CAPITAL}])"
)
_QUESTION = re.compile(
    rf"{_SENTENCE_END}(?P<title>(?:\d{{1,2}}\. )[{_CAPITAL}][^.!?\n]{{3,90}}\?)(?= [{_CAPITAL}])"
)
_REPEATED_NAME = re.compile(
    rf"{_SENTENCE_END}(?P<title>(?P<name>[{_CAPITAL}][\w-]+)[^.?!:,\n]{{0,20}}[:,] [^.?!,\n]{{3,80}}?)"
    rf"(?= (?P=name)\b)"
)
_LABEL = re.compile(rf"{_SENTENCE_END}(?P<title>[{_CAPITAL}][^.?!:,\n]{{2,60}}:)(?= [{_CAPITAL}])")
_SMALL_WORD = re.compile(r"\b[a-zåäöæø]{2,}\b")
_SENTENCE = re.compile(rf"{_SENTENCE_END}[{_CAPITAL}][^.?!\n]+")
_CAPITAL_WORD = re.compile(rf"(?<= )[{_CAPITAL}][a-zåäöæø]+(?= [a-zåäöæø\d])")
_MAX_OPENED_WORDS = 8
_SAID = re.compile(
    r"\b(?:sa|sade|säger|sagde|siger|sier|skrev|skriver|menade|menar|mente|mener|svar\w*|fråg\w*|spurgte):$"
)
_LAST_SECTION = re.compile(rf"(?:^| )(?P<title>{_SECTION})$")
_INNER = re.compile(rf" (?=[{_CAPITAL}][\w-]+(?: [\w-]+)?: )")


@dataclass(frozen=True, slots=True)
class _Title:
    start: int
    end: int
    is_label: bool


def split_glued(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with the paragraphs that are glued sections cut at the headings inside them.

    A heading shows by what follows it: a word that only begins sentences, though none has ended; a known
    name of a section before a capital; its number; or the place that its text begins with again. Labels with
    a colon are headings there too.
    """
    found = {
        index: titles
        for index, block in enumerate(blocks)
        if _may_be_glued(block) and (titles := _titles(text, block))
    }
    n_sure = sum(not title.is_label for titles in found.values() for title in titles)
    if n_sure < _MIN_HEADINGS:
        return tuple(blocks)
    small = frozenset(_SMALL_WORD.findall(text))
    found = {
        index: titles
        for index, block in enumerate(blocks)
        if _may_be_glued(block) and (titles := _titles(text, block, small))
    }
    cut: list[Block] = []
    for index, block in enumerate(blocks):
        cut.extend(_cut(text, block, found[index]) if index in found else [block])
    return tuple(cut)


def _may_be_glued(block: Block) -> bool:
    return block.kind in {BlockKind.PARAGRAPH, BlockKind.BULLET} and block.end - block.start >= _GLUED_CHARS


def _titles(text: str, block: Block, small: Collection[str] = ()) -> list[_Title]:
    """Return the headings inside a block, in order.

    Args:
        text: The whole text.
        block: A long paragraph.
        small: Words that the text has in small letters too: with a capital they begin a sentence.
    """
    content = text[block.start : block.end]
    spans: dict[int, _Title] = {}
    for pattern in (_QUESTION, _NUMBERED, _PHRASE, _REPEATED_NAME, _NAMED, _LABEL):
        for match in pattern.finditer(content):
            for start, end in _parts(content, match.start("title"), match.end("title"), pattern):
                is_free = all(end <= other.start or start >= other.end for other in spans.values())
                if is_free:
                    spans[start] = _Title(start, end, is_label=pattern is _LABEL)
    for start, end in _before_openers(content, small):
        if all(end <= other.start or start >= other.end for other in spans.values()):
            spans[start] = _Title(start, end, is_label=False)
    return [
        _Title(block.start + each.start, block.start + each.end, each.is_label)
        for _, each in sorted(spans.items())
    ]


def _before_openers(content: str, small: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield what stands in a sentence before a capital that only the start of another explains."""
    for sentence in _SENTENCE.finditer(content) if small else ():
        start = sentence.start()
        for word in _CAPITAL_WORD.finditer(content, start + 1, sentence.end()):
            title = content[start : word.start() - 1]
            if len(title.split()) > _MAX_OPENED_WORDS or "," in title:
                break
            if word.group().lower() in small and title[-1].isalnum() and title[0].isupper():
                yield start, word.start() - 1
                break


def _parts(content: str, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield the headings that a match is: none where it is too long, two where one stands under another."""
    title = content[start:end]
    if pattern is not _LABEL and title[-1] in ":-–,;(":
        return  # after these a capital is no surprise
    if pattern is _LABEL and (len(title.split()) > _MAX_LABEL_WORDS or _SAID.search(title)):
        return
    has_comma = "," in title and pattern is not _REPEATED_NAME
    if len(title.split()) > _MAX_HEADING_WORDS or has_comma:
        last = _LAST_SECTION.search(title)
        if last is not None:
            yield start + last.start("title"), end
        return
    inner = _INNER.search(title) if pattern is _PHRASE else None
    if inner is not None and " " in title[: inner.start()]:
        yield start, start + inner.start()
        start += inner.end()
    yield start, end


def _cut(text: str, block: Block, titles: Sequence[_Title]) -> Iterator[Block]:
    position = block.start
    for title in titles:
        yield from _paragraph(text, position, title.start)
        yield Block(kind=BlockKind.HEADING, start=title.start, end=title.end)
        position = title.end
    yield from _paragraph(text, position, block.end)


def _paragraph(text: str, start: int, end: int) -> Iterator[Block]:
    content = text[start:end]
    first = start + len(content) - len(content.lstrip())
    last = end - (len(content) - len(content.rstrip()))
    if first < last:
        yield Block(kind=BlockKind.PARAGRAPH, start=first, end=last)
