"""Which of the first lines of a document is its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.front_lines import FrontLine, Role
from ingest.names import is_organisation, reads_as_organisation
from kb.records import Block, BlockKind

_KICKER_CHARS = 30
_MAX_DISTANCE = 3
_CAPITALS_WORDS = 3
# What a document calls itself: "Minnesanteckningar från …", "Evaluering af …".
KIND = re.compile(
    r"(?:(?:kort|korte|kortfattade|tematisk|samlet|samlad)\s)?"
    r"(?:\w*anteckningar(?:na)?|noteringar|mötesnoteringar|\w*protokoll?(?:et)?|\w*rapport(?:en)?|"
    r"utvärdering(?:en)?|evaluering(?:en)?|dokumentation(?:en)?|sammanställning(?:en)?|sammanfattning(?:en)?|"
    r"sammenfatning(?:en)?|sammenskrivning|sammendrag|opsamling(?:en)?|opsummering(?:en)?|\w*referat(?:et)?|"
    r"noter(?:ne)?|notater?|notat(?:et)?|nyhetsbrev(?:et)?|nyhedsbrev(?:et)?|nytt|nyt|uppföljning|opfølgning|"
    r"årsberetning|verksamhetsberättelse|reseberättelse|rejsebrev|\w*handlingsplan|\w*handleplan|minutes|"
    r"notes|"
    r"report|summary|evaluation|proceedings|newsletter)\b",
    re.IGNORECASE,
)
# A kind of work and nothing that names this one: "rundabordssamtal", "dialogbordene".
_GENERIC = re.compile(
    rf"{KIND.pattern}(?:\s+(?:av|af|från|fra|over|over|efter|for|för|of|from)\s+(?:\w+\s){{0,2}}"
    r"\w*(?:samtal(?:en|et|erne)?|dialog(?:er|erna|erne|en)?|dialogbord(?:en|ene)?|bord(?:en|ene)|"
    r"grupp?earbej?de[tn]?|grupparbete[nt]?|grupparbetena|workshop(?:s|pen|en|par|parna)?|möte[tn]?|möten|"
    r"møde[tr]?|møder|konferens(?:en)?|konference[n]?|seminari(?:um|et)|diskussion(?:er|erna|en)?|"
    r"drøftelse(?:r|rne)?|"
    r"træf(?:fet)?|träff(?:en)?|dag(?:en)?))?",
    re.IGNORECASE,
)
_GENRES = (
    r"(?:debatt?|reportage|krönika|kronik|ledare|leder|lederartikel|nyhet(?:er)?|nyhed(?:er)?|intervju|"
    r"interview|"
    r"tema|bakgrund|baggrund|analys|analyse|insändare|læserbrev|artikel|blogg?|inlägg|indlæg|portræt|"
    r"porträtt|"
    r"goda exempel|gode eksempler|metod|metode|aktuellt|aktuelt)"
)
# "Debat", "TEMA: Skola", "REPORTAGE Grannskap".
_GENRE = re.compile(
    rf"(?i:{_GENRES}(?:\s?[:|/]\s?\w+(?: \w+)?)?)|(?=[A-ZÅÄÖÆØ]{{4}})(?i:{_GENRES})(?: \w+){{1,2}}"
)
# Under a short title it says what the title is about, and is none itself.
_SUBTITLE = re.compile(
    r"(?:en|et|ett|om|erfaringer|erfarenheter|idéer|inspiration|guide|håndbog|handbok|vejledning|vägledning|"
    r"exempel|eksempler|a|an|(?:två|to|tre|fyra|fire|fem|sex|seks|sju|syv|åtta|otte|nio|ni|tio|ti|\d{1,2})\s"
    r"(?:\w+\s)?(?:försök|forsøg|sätt|måder|idéer|råd|exempel|eksempler|metoder|lärdomar|læringer|"
    r"berättelser|"
    r"fortællinger|erfarenheter|erfaringer|tips|greb|grepp|steg|trin|frågor|spørgsmål)|"
    r"(?:oplæg|indlæg|foredrag|præsentation|presentation|föredrag|föreläsning|bildspel|slides) "
    r"(?:på|vid|ved|for|för|til|till|av|af|från|fra))\s",
    re.IGNORECASE,
)
# The part of a paper that an article is in: "Arbete & upphandling".
_DEPARTMENT = re.compile(r"[A-ZÅÄÖÆØ]\w+(?:\s(?:&|och|og|/|\+)\s\w+)?")
_TWO_TOPICS = re.compile(r"[A-ZÅÄÖÆØ]\w+\s(?:&|/|\+)\s\w+")
_TITLE_WORDS = 4
_SUBJECT = re.compile(
    r"(?:ämne|emne|ärende|rubrik|titel|title|angående|ang|vedr|vedrørende|betr|beträffande|subject|"
    r"gäller)\.?\s?:\s*(?=\S)",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\s*\|\s*\d{1,3}$|\s+\d{1,3}\s?\(\d{1,3}\)$")
_NUMBERED = re.compile(r"\d{1,2}\.\s+")
_OPENS_SENTENCE = re.compile(
    r"(?:vi|jag|jeg|det|der|den|de|här|her|detta|dette|denna|denne|noterne|texten|under|i|på|som|om)\s",
    re.IGNORECASE,
)


def choose_title(blocks: Sequence[Block], lines: Sequence[FrontLine], *, site: str = "") -> FrontLine | None:
    """Return the title among the first lines of a text without marks for titles.

    Lines that are dates, names, menus or sentences are none. Of the others it is the first, but a line above
    it is passed over that names the body it is from (where the next line says what kind of document this
    is), a genre such as "Debat", or a kind of document without a subject ("Dokumentation av samtal"). The
    name of the ``site`` that a page is on is its title only if there is no other.
    """
    candidates = [line for line in lines if _may_be_title(line)]
    candidates = [line for line in candidates if line.text.casefold() != site.casefold()] or candidates
    subject = next((line for line in lines if line.role is Role.FIELD and _SUBJECT.match(line.text)), None)
    is_letter = subject is not None and _begins_letter(subject, candidates, lines)
    if subject and (is_letter or all(is_subjectless(line.text) for line in candidates)):
        return subject
    if not candidates:
        return _fallback(blocks, lines)
    for index, line in enumerate(candidates):
        later = candidates[index + 1 : index + 1 + _MAX_DISTANCE]
        is_paper = len(later) > 1 and _is_kicker(line.text) and _is_department(later[0], later[1], lines)
        if not later or not (is_paper or _yields(line, later[0], lines)):
            return _sentence_title(blocks, lines) or line if _is_kicker(line.text) else line
    return candidates[-1]


def _begins_letter(subject: FrontLine, candidates: Sequence[FrontLine], lines: Sequence[FrontLine]) -> bool:
    """Return whether a subject stands beside the sender of a letter, and running text before any title."""
    place = lines.index(subject)
    has_sender = any(line.role is Role.SENDER for line in lines[: place + 1 + _MAX_DISTANCE])
    first = lines.index(candidates[0]) if candidates else len(lines)
    return has_sender and any(line.role is Role.PROSE for line in lines[place + 1 : first])


def _fallback(blocks: Sequence[Block], lines: Sequence[FrontLine]) -> FrontLine | None:
    """Return a title that ends as a sentence, or a line with a date: "Dialogmöte i byn 8 februari 2017"."""
    dated = [line for line in lines if line.role is Role.DATED]
    return _sentence_title(blocks, lines) or (dated[0] if dated else None)


def _yields(line: FrontLine, following: FrontLine, lines: Sequence[FrontLine]) -> bool:
    """Return whether a line leaves the title to the candidate after it."""
    text, other = line.text, following.text
    if is_subjectless(text):
        is_next = lines.index(following) == lines.index(line) + 1
        return is_next and not reads_as_organisation(other) and _is_followed(following, lines)
    if is_organisation(text) or (reads_as_organisation(text) and " " not in text):
        return True
    if reads_as_organisation(text) and not KIND.match(text) and KIND.match(other):
        return True
    if (
        names_body(text)
        and not names_body(other)
        and not _SUBTITLE.match(other)
        and _is_followed(following, lines)
    ):
        return True
    if (
        _GENRE.fullmatch(text)
        or _is_department(line, following, lines)
        or _is_shouted(line, following, lines)
    ):
        return True
    is_subtitle = _SUBTITLE.match(other) or names_a_kind(other)
    return (
        _is_kicker(text)
        and not is_subtitle
        and len(other) >= 2 * len(text)
        and _is_followed(following, lines)
    )


def names_body(text: str) -> bool:
    """Return whether a line is the name of a body: "Foreningen Byliv", "Center for Nær Forebyggelse"."""
    if not reads_as_organisation(text) or KIND.match(text):
        return False
    return is_organisation(text) or any(word[:1].isupper() for word in text.split()[1:])


def _is_department(line: FrontLine, following: FrontLine, lines: Sequence[FrontLine]) -> bool:
    """Return whether a line under the name of a paper is the department of the article named below it."""
    place = lines.index(line)
    return (
        place > 0
        and _is_kicker(lines[place - 1].text)
        and not reads_as_organisation(lines[place - 1].text)
        and lines.index(following) == place + 1
        and _DEPARTMENT.fullmatch(line.text) is not None
        and len(following.text.split()) >= _TITLE_WORDS
        and _is_followed(following, lines)
    )


def _is_shouted(line: FrontLine, following: FrontLine, lines: Sequence[FrontLine]) -> bool:
    """Return whether a few words in capitals, or "Arbete & miljö", stand right above an article's title."""
    is_above = lines.index(following) == lines.index(line) + 1
    later = [each.role for each in lines[lines.index(following) :]]
    is_part = _TWO_TOPICS.fullmatch(line.text) or (line.text.isupper() and not following.text.isupper())
    is_signed = Role.BYLINE in later or (Role.DATE in later and not line.text.isupper())
    return (
        bool(is_part)
        and is_above
        and is_signed
        and len(line.text.split()) <= _CAPITALS_WORDS
        and len(following.text.split()) >= _TITLE_WORDS
        and not _SUBTITLE.match(following.text)
        and not names_a_kind(following.text)
    )


def _is_followed(line: FrontLine, lines: Sequence[FrontLine]) -> bool:
    """Return whether a date or a name stands next to a line, as it does under a title and not in the text."""
    anchors = {Role.DATE, Role.DATED, Role.BYLINE, Role.PEOPLE, Role.SENDER}
    place = lines.index(line)
    return any(each.role in anchors for each in lines[place + 1 :]) or (
        place > 0 and lines[place - 1].role in anchors
    )


def _is_kicker(text: str) -> bool:
    in_capitals = text.isupper() and len(text.split()) >= _CAPITALS_WORDS
    return len(text) <= _KICKER_CHARS and text[-1] != "?" and not in_capitals and not names_a_kind(text)


def _sentence_title(blocks: Sequence[Block], lines: Sequence[FrontLine]) -> FrontLine | None:
    """Return one sentence right between a name or date and a heading, where nothing better is the title."""
    for before, line in pairwise(lines):
        if line.role is not Role.PROSE or before.role not in {Role.PEOPLE, Role.ROLE, Role.BYLINE, Role.DATE}:
            continue
        is_one = not re.search(r"[.!?]\s+\S", line.text) and not _OPENS_SENTENCE.match(line.text)
        follows = line.block + 1 < len(blocks) and blocks[line.block + 1].kind is BlockKind.HEADING
        if is_one and follows and blocks[line.block].end <= line.end:
            return line
    return None


def _may_be_title(line: FrontLine) -> bool:
    is_named = line.role is Role.DATED and KIND.match(line.text) is not None
    return (line.role is Role.TEXT or is_named) and _reads_as_title(line.text)


def _reads_as_title(text: str) -> bool:
    return text[0] != "§" and text[-1] not in ",;:" and any(character.isalpha() for character in text)


def names_a_kind(text: str) -> bool:
    """Return whether a line says what kind of document this is, and of what."""
    match = KIND.match(text)
    return match is not None and len(text[match.end() :].split()) >= 2


def is_subjectless(text: str) -> bool:
    """Return whether a line names a kind of document or of work only: "Dokumentation av rundabordssamtal"."""
    return _GENERIC.fullmatch(text) is not None


def clean_title(text: str) -> str:
    """Return a title without a number or "Ämne:" before it, a page number or full stop after it."""
    text = _SUBJECT.sub("", _PAGE.sub("", text), count=1)
    stripped = _NUMBERED.sub("", text, count=1) if _NUMBERED.match(text) else text
    return stripped[:-1] if stripped.endswith(".") and not stripped.endswith("..") else stripped
