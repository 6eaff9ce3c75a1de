"""Headings inside lines into which a site has glued whole pages, as transcripts of slides and reports are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from kb.records import Block, BlockKind

_GLUED_CHARS = 300  # of a line that may hold several sections
_LATER_CHARS = 150  # of one in a text where others do
_MIN_HEADINGS = 2  # in a document: one alone may be a slip of the pen
_MAX_HEADING_WORDS = 12
_MAX_LABEL_WORDS = 7
_MIN_FIELD_WORDS = 3  # of a field of a template without a question mark or colon
_MAX_CAPITALS = 0.3  # of the letters of a line: of one that is written in capitals they tell nothing
_CAPITAL = "A-ZÅÄÖÆØ"
# Words that have a capital at the start of a sentence only.
_OPENERS = (
    "två tre fyra fem sex sju åtta nio tio elva tolv to fire fem seks syv otte ni ti elleve tolv "
    "det den de detta dessa denna der dette disse denne vi man jag jeg han hun hon i på under när då "
    "nu hur vad vem vilka vilken varför hvad hvem hvor hvordan hvorfor hvilke da nå når hvis om för "
    "efter innan sedan siden ved vid till til fra från med uten utan uden også också både ett en et "
    "alla alle många mange några nogle flera flere inte ikke men och og eller for som att at här her "
    "där genom gennem mellan mellem hos över over enligt ifølge trots trods sådan så "
    "sidste förra forrige hösten våren sommaren vintern efteråret foråret sommeren vinteren samtidigt "
    "samtidig "
    "parallellt parallelt numera ingen inget intet nogen några någon ibland undertiden sommetider "
    "därför derfor däremot derimod dessutom desuden först først slutligen endelig"
).split()
_OPENER = "|".join(sorted({word.capitalize() for word in _OPENERS}, key=len, reverse=True))
_SECTIONS = (
    "sammanfattning sammendrag resumé resume bakgrund baggrund bakgrunn inledning indledning innledning "
    "syfte formål mål målgrupp målgruppe metod metode genomförande gennemførelse gjennomføring "
    "organisation organisering ekonomi økonomi resultat resultater resultaten effekter lärdomar læring "
    "erfarenheter erfaringer slutsatser slutsats konklusion konklusioner diskussion rekommendationer "
    "anbefalinger spridning udbredelse svagheter svakheter svårigheter vanskeligheder udfordringer "
    "utmaningar styrkor styrker hot trusler möjligheter muligheder risker framgångsfaktorer "
    "succesfaktorer uppföljning opfølgning utvärdering evaluering opsamling velkomst välkomst afrunding "
    "avrundning afslutning avslutning sammenfatning fortsættelse fortsättning forord förord introduktion "
    "perspektivering eventuelt"
).split()
_NEXT = ("næste møde", "næste skridt", "næste gang", "nästa möte", "nästa steg", "nästa träff", "nästa gång")
_SECTION = "|".join(word.capitalize() for word in sorted((*_SECTIONS, *_NEXT), key=len, reverse=True))
_SENTENCE_END = r"(?:^|(?<=[.?!”\"»)]\s)|(?<=[.?!]\s\s))"
_NUMBERED = re.compile(
    rf"{_SENTENCE_END}(?P<title>\d{{1,2}}\.(?:\d{{1,2}}\.?)* [{_CAPITAL}][^.?!:\n{_CAPITAL}]{{2,80}}?\??)"
    rf"(?= (?:[{_CAPITAL}]|\d{{1,2}}\.\d))"
)
# "2.1 Portvärdar" right after "2. Så gjorde vi".
_NEXT_NUMBERED = re.compile(
    rf"\s(?P<title>\d{{1,2}}\.\d{{1,2}}\.? [{_CAPITAL}][^.?!:\n{_CAPITAL}]{{2,80}}?\??)(?= [{_CAPITAL}])"
)
# "Runde 1: Hvad har I prøvet?", "Bord 2. Pengar I Hjo …", the number of a page perhaps before it.
_SERIES = (
    r"(?:Bord|Runde|Runda|Rond|Grupp|Gruppe|Tema|Spor|Spår|Steg|Trin|Fas|Fase|Del|Kapitel|Punkt|Pkt\.|Fråga|"
    r"Spørgsmål|Exempel|Eksempel|Case|Idé|Råd|Metod|Metode|Workshop|Station|Pass|Session|Block|Blok|Modul|"
    r"Dag)"
)
_COUNTED = re.compile(
    rf"{_SENTENCE_END}(?:\d{{1,3}} )?(?P<title>{_SERIES} \d{{1,2}}\s?[:.–-] ?[{_CAPITAL}]"
    rf"(?:[^.!?\n]{{3,90}}\?(?= [{_CAPITAL}])|[^.!?\n]{{3,80}}?(?= (?:{_OPENER})\b [\w])))"
)
# "HVAD VI HAR GJORT Trappeværter …": words in capitals are a heading, wherever they stand.
_SHOUTED = re.compile(
    rf"(?:^|(?<=\s))(?P<title>(?:\d{{1,2}}\.? [{_CAPITAL}]{{3,}}(?: [{_CAPITAL}&-]{{2,}}){{0,10}}|"
    rf"[{_CAPITAL}]{{2,}}(?: [{_CAPITAL}&-]{{2,}}){{1,10}})\??)"
    rf"(?= [{_CAPITAL}](?:[a-zåäöæø]| [{_CAPITAL}a-zåäöæø\d][a-zåäöæø\d]))|"
    rf"{_SENTENCE_END}(?P<word>(?:\d{{1,2}}\.? )?[{_CAPITAL}]{{3,}})(?= (?:{_OPENER})\b [a-zåäöæø\d])"
)
_MIN_SHOUTED_LETTERS = 8
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
    rf"(?= (?:(?:I|På|Hos|Fra|Från) )?(?P=name)\b)"
)
_LABEL = re.compile(rf"{_SENTENCE_END}(?P<title>[{_CAPITAL}][^.?!:,\n]{{2,60}}:)(?= [{_CAPITAL}])")
_SMALL_WORD = re.compile(r"\b[a-zåäöæø]{2,}\b")
_SENTENCE = re.compile(rf"{_SENTENCE_END}[{_CAPITAL}][^.?!\n]+")
_CAPITAL_WORD = re.compile(rf"(?<= )[{_CAPITAL}][a-zåäöæø]+(?= [a-zåäöæø\d])")
_MAX_OPENED_WORDS = 8
_SAID = re.compile(
    r"\b(?:sa|sade|säger|sagde|siger|sier|skrev|skriver|menade|menar|mente|mener|svar\w*|fråg\w*|spurgte):$"
)
# With one of these before the colon it is a sentence that leads on: "Tre ting gik igen: …".
_TOLD = re.compile(
    r"\b(?:är|er|var|blir|bliver|blev|har|hade|havde|gik|gick|går|kan|ska|skal|vil|vill|finns|findes|fanns|"
    r"fandtes|man|vi|"
    r"jag|jeg|du|han|hun|hon|ni|de|det|der|där|dér)\b",
    re.IGNORECASE,
)
# No heading ends with one of these: "I en Relativt stor kommun" is a slip of the pen.
_OPEN_END = re.compile(
    r"\b(?:en|et|ett|den|de|och|og|eller|att|at|som|vid|ved|hos|bland|blandt|mellan|mellem|inte|ikke)$",
    re.IGNORECASE,
)
# With the name before it each is the name of a body, though the text has it in small letters too.
_AFTER_NAME = frozenset({"Kommune", "Kommun", "Kommuns", "Kommunes", "Region", "Stad", "Stads", "Amt", "Län"})
_LAST_SECTION = re.compile(rf"(?:^| )(?P<title>{_SECTION})$")
_INNER = re.compile(rf" (?=[{_CAPITAL}][\w-]+(?: [\w-]+)?: )")


@dataclass(frozen=True, slots=True)
class _Title:
    start: int
    end: int
    is_label: bool


def split_glued(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks cut at the headings inside them: of templates, and in lines that hold whole pages."""
    return _split_pages(text, _split_fields(text, blocks))


def _split_fields(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Cut off the heading of a template that a paragraph begins with, and that stands alone elsewhere."""
    alone = Counter(text[b.start : b.end] for b in blocks if b.kind is BlockKind.HEADING)
    fields: dict[str, list[str]] = defaultdict(list)
    for each, n in alone.items():
        if n > 1 and (len(each.split()) >= _MIN_FIELD_WORDS or each[-1] in "?:"):
            fields[each.split(" ", 1)[0]].append(each)
    cut: list[Block] = []
    for block in blocks:
        likely = fields.get(text[block.start : block.end].split(" ", 1)[0], ())
        field = next((each for each in likely if _begins_with_field(text, block, each)), None)
        cut.extend([block] if field is None else _cut(text, block, [_field_title(block, field)]))
    return cut


def _begins_with_field(text: str, block: Block, field: str) -> bool:
    if block.kind is not BlockKind.PARAGRAPH or not text.startswith(field + " ", block.start, block.end):
        return False
    return text[block.start + len(field) + 1].isupper()


def _field_title(block: Block, field: str) -> _Title:
    return _Title(block.start, block.start + len(field), is_label=False)


def _split_pages(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
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
        if _may_be_glued(block, _LATER_CHARS) and (titles := _titles(text, block, small))
    }
    cut: list[Block] = []
    for index, block in enumerate(blocks):
        cut.extend(_cut(text, block, found[index]) if index in found else [block])
    return tuple(cut)


def _may_be_glued(block: Block, least: int = _GLUED_CHARS) -> bool:
    return block.kind in {BlockKind.PARAGRAPH, BlockKind.BULLET} and block.end - block.start >= least


def _titles(text: str, block: Block, small: Collection[str] = ()) -> list[_Title]:
    """Return the headings inside a block, in order.

    Args:
        text: The whole text.
        block: A long paragraph.
        small: Words that the text has in small letters too: with a capital they begin a sentence.
    """
    content = text[block.start : block.end]
    spans: dict[int, _Title] = {}
    for start, end in _shouted(content):
        spans[start] = _Title(start, end, is_label=False)
    for pattern in (_COUNTED, _QUESTION, _NUMBERED, _PHRASE, _REPEATED_NAME, _NAMED, _LABEL):
        for match in pattern.finditer(content):
            for start, end in _parts(content, match.start("title"), match.end("title"), pattern):
                is_free = all(end <= other.start or start >= other.end for other in spans.values())
                if is_free:
                    spans[start] = _Title(start, end, is_label=pattern is _LABEL)
                    if pattern is _NUMBERED and (following := _NEXT_NUMBERED.match(content, end)):
                        spans[following.start("title")] = _Title(
                            following.start("title"), following.end("title"), is_label=False
                        )
    for start, end in _before_openers(content, small):
        if all(end <= other.start or start >= other.end for other in spans.values()):
            spans[start] = _Title(start, end, is_label=False)
    return [
        _Title(block.start + each.start, block.start + each.end, each.is_label)
        for _, each in sorted(spans.items())
    ]


def _shouted(content: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of words in capitals that are no abbreviations."""
    if sum(character.isupper() for character in content) > _MAX_CAPITALS * len(content):
        return
    for match in _SHOUTED.finditer(content):
        name = "title" if match["title"] else "word"
        n_letters = sum(character.isalpha() for character in match[name])
        if name == "word" or match[name][0].isdigit() or n_letters >= _MIN_SHOUTED_LETTERS:
            yield match.start(name), match.end(name)


def _before_openers(content: str, small: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield what stands in a sentence before a capital that only the start of another explains."""
    for sentence in _SENTENCE.finditer(content) if small else ():
        start = sentence.start()
        for word in _CAPITAL_WORD.finditer(content, start + 1, sentence.end()):
            title = content[start : word.start() - 1]
            if len(title.split()) > _MAX_OPENED_WORDS or "," in title:
                break
            is_whole = title[-1].isalnum() and title[0].isupper() and not _OPEN_END.search(title)
            if word.group().lower() in small and is_whole and word.group() not in _AFTER_NAME:
                yield start, word.start() - 1
                break


def _parts(content: str, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield the headings that a match is: none where it is too long, two where one stands under another."""
    title = content[start:end]
    if pattern is not _LABEL and (title[-1] in ":-–,;(" or _OPEN_END.search(title)):
        return  # after these a capital is no surprise
    if pattern is _LABEL and (
        len(title.split()) > _MAX_LABEL_WORDS or _SAID.search(title) or _TOLD.search(title)
    ):
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
