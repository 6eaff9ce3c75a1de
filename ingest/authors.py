"""Who wrote a document: from its first lines, or from the signature at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.front_lines import FrontLine, Role, read_byline
from ingest.front_patterns import BYLINE
from ingest.names import NAME, is_person, read_names
from kb.text import one_line

_N_SIGNATURE_LINES = 15
_MAX_WRITER_CHARS = 80
_TAKES_NOTES = re.compile(
    r"\b(?:(?:mötes|møde)?sekreterare|sekretær|sekr\.|referent|antecknade|antecknar|vid pennan|ved pennen)\b",
    re.IGNORECASE,
)
_MARKED = re.compile(
    rf"({NAME}(?: {NAME}){{1,3}})\s?\((?:ref|referent|sekr|sekreterare|sekretær|antecknare)\.?\)"
)
# Above a name at the end of minutes; "Justeras" and the like stand above names of those who agree.
_SIGNED = re.compile(
    r"(?:vid|ved) (?:protokollet|anteckningarna|pennan|pennen|tangenterna|referenten)|referent|ref\.|"
    r"för anteckningarna|för protokollet|for referatet|antecknat av|nedtecknat av|skrivet av|skrevet af|"
    r"sekreterare|sekretær|mötessekreterare|protokollförare",
    re.IGNORECASE,
)
_REGARDS = re.compile(
    r"(?:(?:med |de )?(?:vänliga?|varma?|venlige?|bedste|kære|bästa|mange|många) )?"
    r"(?:hälsning(?:ar)?|hilsen(?:er)?|hilsner|mvh|vh|regards|sincerely)(?: (?:från|fra)(?: \w+){0,3})?|"
    r"(?:trevlig|god|rigtig god|fortsatt trevlig|glad) (?:läsning|læselyst|læsning|lesning|sommar|sommer)|"
    r"vi ses|på gensyn|på återseende",
    re.IGNORECASE,
)
_WISHED = re.compile(
    rf"\b(?:önskar|ønsker|hälsar|hilser)(?: er| jer| dig)? "
    rf"(?P<who>{NAME}(?: {NAME}){{1,2}}(?:, [^.,]{{3,40}})?\.?)$"
)
_REGARDS_FROM = re.compile(rf"(?:{_REGARDS.pattern})[\s,:!–/-]+", re.IGNORECASE)
_REGARDS_LAST = re.compile(
    rf"(?<=[.!?] )(?:{_REGARDS.pattern})[\s,:!–/-]+(?=[A-ZÅÄÖÆØ][^.!?]{{3,80}}$)", re.IGNORECASE
)
_WRITER = re.compile(
    r"\b\w*(?:journalist|reporter|skribent|krönikör|klummeskribent|redaktör|redaktør)\b", re.I
)
# Alone at the end of an article: "Text: Anna Ek"; at the end of minutes: "/Anna Ek, sekreterare".
_SIGNED_TEXT = re.compile(
    r"(?:text|tekst)(?: (?:och|og|&|\+) (?:foto|bild|fotos?))?\s?:|"
    r"(?:ansvarig|ansvarlig) (?:för|for) (?:sidan|siden|innehållet|indholdet)\s?:|(?:sid|side)ansvarlig?\s?:|"
    r"/{1,2}\s?(?=[A-ZÅÄÖÆØ])",
    re.I,
)


def find_names(stated: str) -> tuple[str, ...]:
    """Return the persons in a list joined with ";", without words such as Av; what is no name is left out."""
    found: list[str] = []
    for part in (one_line(part) for part in stated.split(";")):
        names = read_byline(part)[0] if BYLINE.fullmatch(part) else (part,) if is_person(part) else ()
        found.extend(names)
    return tuple(dict.fromkeys(found))


def read_authors(lines: Sequence[FrontLine]) -> tuple[str, ...]:
    """Return the persons that bylines name; without bylines those of lines of names; else who took notes."""
    bylines = [name for line in lines if line.role is Role.BYLINE for name in read_byline(line.text)[0]]
    people = [name for line in lines if line.role is Role.PEOPLE for name in read_names(line.text)[0]]
    marked = [name for line in lines if line.role is Role.PRESENT for name in _MARKED.findall(line.text)]
    notes = [
        name
        for line in lines
        if line.role is Role.PRESENT and _TAKES_NOTES.search(line.text)
        for name in read_names(line.text)[0][:1]
    ]
    return tuple(dict.fromkeys(bylines or people or marked or notes))


def read_signature(first: Sequence[str], last: Sequence[str]) -> tuple[str, ...]:
    """Return who signed: minutes at their end, a letter to readers at the end or under its first words.

    Args:
        first: The first lines of the text after its front.
        last: Its last lines.
    """
    tail = list(last[-_N_SIGNATURE_LINES:])
    for lines, above in ((tail, _SIGNED), (tail, _REGARDS), (first, _REGARDS)):
        for line, following in pairwise(lines):
            if above.fullmatch(line.strip(" :,.!–-")) and (names := _signed_names(following)):
                return names
        if above is _REGARDS and (names := _names_after_regards(lines)):
            return names
        if lines is first and (names := _signed_letter(lines)):
            return names
        if above is _SIGNED:
            signed = [names for line in lines if _begins_signed(line) and (names := read_byline(line)[0])]
            if signed:
                return signed[-1]
    return _signed_text(tail)


def _names_after_regards(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the persons of a line such as "Venlig hilsen Anna Ek" or "Trevlig läsning önskar Anna Ek"."""
    for line in lines:
        wished = _WISHED.search(line)
        if wished and (names := _signed_names(wished["who"].rstrip("."))):
            return names
        match = _REGARDS_FROM.match(line) or _REGARDS_LAST.search(line)
        if match and (names := _signed_names(line[match.end() :])):
            return names
    return ()


def _signed_letter(lines: Sequence[str]) -> tuple[str, ...]:
    """Return who signed the letter to the readers that a newsletter begins with: "Anna Ek, redaktör"."""
    for line in lines:
        name, comma, role = line.partition(", ")
        if comma and is_person(name) and len(line) <= _MAX_WRITER_CHARS and _WRITER.match(role):
            return (name,)
    return ()


def _signed_text(tail: Sequence[str]) -> tuple[str, ...]:
    """Return who signed an article under it: a name over what the writer is, or after "Text:" or a slash."""
    for line, following in pairwise(tail):
        if is_person(line) and len(following) <= _MAX_WRITER_CHARS and _WRITER.search(following):
            return (line,)
    for line in reversed(tail):
        match = _SIGNED_TEXT.match(line)
        names = _signed_names(line[match.end() :].strip()) if match else ()
        if names:
            return names
    return ()


def _begins_signed(line: str) -> bool:
    return _SIGNED.match(line.lstrip("/ ")) is not None


def _signed_names(line: str) -> tuple[str, ...]:
    """Return the persons of a line that holds names and what they are, nothing more."""
    names, _ = read_names(line)
    return names if len(line) <= 100 and line[-1:] not in "?!:" else ()
