"""Names of persons, told from names of organisations and places by how they are written."""

from __future__ import annotations

import re

from kb.text import one_line

_UPPER = "A-ZÀ-ÖØ-ÞĆČŁŚŠŽ"
_LOWER = "a-zß-öø-ÿąćčęğıłńśşšž"
NAME = rf"[{_UPPER}](?:['’][{_UPPER}])?[{_LOWER}]+(?:[{_UPPER}][{_LOWER}]+)?(?:-[{_UPPER}][{_LOWER}]+)?"
_BETWEEN = rf"(?:{NAME}|[{_UPPER}]\.?|von|af|av|de|van|der|bin|da|la)"
_PERSON = re.compile(rf"{NAME}(?: {_BETWEEN}){{0,3}} {NAME}")
# Words that begin names of organisations and headings, never those of persons.
_NO_NAME = frozenset(
    "alla alle att at av af by dansk danska danske de den der det detta dette digital digitala digitale du "
    "efter en et ett folkets forfatter forskare fra fri från för för fôr for før gamla gamle god goda gode "
    "hej her hos hele hela här hvad hvem hvor hvordan hvorfor hur husk i ikke in inte kan kultur kære läs "
    "læs med mer mere mange många mange nationell nationella nationalt nationale ny nya nye nyt nytt når när "
    "og och om på red region sammen social sociala sociale svensk svenska svenske så sådan så sådana skal "
    "ska sundhed till til tillsammans to två tre udgivet utgiven unga unge ung under ved vi vid vad "
    "vem vil vill varför åben åbent öppen öppet oppen skriv tack tak hva hvorledes hvilken hvilke vilka "
    "vilken the of and for new nordic nordisk nordiska nordiske kommunal kommunala kommunale lokal lokala "
    "lokale frivillig frivilliga frivillige offentlig offentliga offentlige regional regionala regionale "
    "västra östra norra södra vestre østre nordre søndre stora lilla store lille røde röda kontakt".split()
)
# How words end that name a body, an office, a house or an event.
_BODY = re.compile(
    r"(?:kommun(?:en|er|erna|s)?|kommune(?:n|r|rne|s)?|region(?:en|er)?|stad|amt|län|"
    r"råd(?:et|s)?|nämnd(?:en)?|styrelse[nr]?|udvalg(?:et)?|utskott(?:et)?|"
    r"enhet(?:en|er)?|enhed(?:en|er)?|förvaltning(?:en)?|forvaltning(?:en)?|avdelning(?:en)?|afdeling(?:en)?|"
    r"kontor(?:et)?|sekretariat(?:et)?|kansli(?:et)?|myndighet(?:en)?|styrelsen|verk(?:et)?|"
    r"departement(?:et)?|"
    r"ministerium|ministeriet|byrå(?:n)?|bureau(?:et)?|"
    r"nätverk(?:et)?|netværk(?:et)?|förening(?:en|ar)?|forening(?:en|er)?|förbund(?:et)?|forbund(?:et)?|"
    r"samverkan|samarbejdet|alliansen|alliancen|rörelsen|bevægelsen|"
    r"center|centret|centrum|centrumet|central(?:en)?|institut(?:tet|et)?|universitet(?:et)?|högskola[n]?|"
    r"højskole[n]?|skola[n]?|skole[n]?|gymnasi\w+|akademi(?:n|et)?|bibliotek(?:et)?|muse(?:um|et)|"
    r"forum(?:et)?|fond(?:en)?|stiftelse[n]?|bolag(?:et)?|selskab(?:et)?|klub(?:ben)?|laget|"
    r"blad(?:et)?|tidning(?:en)?|avis(?:en)?|redaktion(?:en)?|bas(?:en|e)?|bank(?:en)?|hus(?:et)?|"
    r"gård(?:en)?|"
    r"projekt(?:et)?|program(?:met)?|dag(?:en|arna|ene)?|konferens(?:en)?|konference[n]?|möte[t]?|møde[t]?|"
    r"team(?:et)?|grupp(?:en)?|gruppe[n]?|kommitté[n]?|komite(?:en)?|sällskap(?:et)?|partiet|kirke|"
    r"kyrka[n]?)",
    re.IGNORECASE,
)
_ENDS_IN_BODY = re.compile(rf"[\w-]*{_BODY.pattern}", re.IGNORECASE)
_SURNAME_ENDINGS = ("stad", "råd", "bank", "hus", "gård", "bas", "dag", "verk", "blad", "klub", "fond", "amt")
_ORGANISATION_ENDINGS = re.compile(
    r"[\w-]*(?:kommun(?:en)?|kommunes?|region(?:en)?|"
    r"råd(?:et)?|nämnd(?:en)?|styrelse[n]?|udvalg(?:et)?|utskott(?:et)?|enhet(?:en)?|enhed(?:en)?|"
    r"förvaltning(?:en)?|forvaltning(?:en)?|avdelning(?:en)?|afdeling(?:en)?|kontor(?:et)?|"
    r"sekretariat(?:et)?|kansli(?:et)?|myndighet(?:en)?|verket|departement(?:et)?|ministeri(?:um|et)|"
    r"byrå(?:n)?|nätverk(?:et)?|netværk(?:et)?|förening(?:en)?|forening(?:en)?|förbund(?:et)?|forbund(?:et)?|"
    r"center|centret|centrum|institut(?:tet|et)?|universitet(?:et)?|högskola[n]?|akademi(?:n|et)?|"
    r"bibliotek(?:et)?|muse(?:um|et)|forum|fond(?:en)?|stiftelse[n]?|bolag(?:et)?|selskab(?:et)?|"
    r"bladet|tidning(?:en)?|redaktion(?:en)?|basen|banken|sällskap(?:et)?)",
    re.IGNORECASE,
)
_FULL_ORGANISATION = re.compile(
    rf"(?:{NAME}(?: {NAME}){{0,2}} (?:kommun|[Kk]ommune|stad|[Rr]egion)|Region {NAME}(?: {NAME})?|"
    r"Länsstyrelsen(?: i)? [\w ]{3,30}|Sveriges Kommuner och (?:Landsting|Regioner)|SKL|SKR|KL|"
    r"[A-ZÅÄÖÆØ]{3,}(?: (?:I|FOR|FÖR|OG|OCH|[A-ZÅÄÖÆØ]{2,})){0,6} KOMMUNE?)"
)
# "Landsbyernes Klimahjul": nobody's first name is a plural in the genitive.
_OF_MANY = re.compile(r"\w{3,}(?:ernes|arnas|ornas|ernas|enes)$")
_JOINT = re.compile(r"\s*(,|;|&|/|\+|\b(?:och|og|and|samt)\b)\s*")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_ENDS_PAIR = re.compile(r"&|\b(?:och|og|and|samt)\b")
_MAX_ORGANISATION_WORDS = 8


def is_person(text: str) -> bool:
    """Return whether a text is written as the name of one person: two to five words with capitals."""
    if len(text) > 60 or _PERSON.fullmatch(text) is None:
        return False
    words = text.split()
    if words[0].casefold() in _NO_NAME or _OF_MANY.search(words[0]):
        return False
    return not any(ends_as_body(word) for word in words)


def ends_as_body(word: str) -> bool:
    """Return whether a word ends as a body; surnames such as Lindegård and Nyhus do not count."""
    found = _ENDS_IN_BODY.fullmatch(word) is not None
    return found and (word.casefold() in _SURNAME_ENDINGS or not word.endswith(_SURNAME_ENDINGS))


def read_names(text: str) -> tuple[tuple[str, ...], str]:
    """Return the persons that a line begins with, and the body it names after them.

    "Anna Ek och Bo Å. Lund, Kulturkontoret" gives both names and "Kulturkontoret"; what begins with a small
    letter is a role and passed over. A line that does not begin with a person names none.
    """
    names: list[str] = []
    body = ""
    if "," not in text and ends_as_body(text.split()[-1] if text.split() else ""):
        return (), ""  # "Provby Kongres & Kultur Center"
    parts = _JOINT.split(_ASIDE.sub("", one_line(text)))
    before = ""
    for joint, part in zip(["", *parts[1::2]], parts[::2], strict=True):
        part = part.strip(" .:")
        if is_person(part) and joint == "," and _ENDS_PAIR.search(before):
            body = body or part  # "Anna Ek & Bo Lund, Partnerskap Norr"
        elif is_person(part) and (not body or joint not in {",", ";", "/"}):
            names.append(part)
        elif not names:
            return (), ""
        elif part[:1].isupper() and not body:
            body = part
        before = joint
    return tuple(dict.fromkeys(names)), body


def is_organisation(text: str) -> bool:
    """Return whether a text surely names a municipality, a region or the like, and nothing else."""
    return _FULL_ORGANISATION.fullmatch(text) is not None


def reads_as_organisation(text: str) -> bool:
    """Return whether a text may name a body: one of its first two words ends as names of bodies do."""
    words = text.split()
    if not words or len(words) > _MAX_ORGANISATION_WORDS or text[-1] in ".?!:;":
        return False
    if is_organisation(text):
        return True
    return any(_ORGANISATION_ENDINGS.fullmatch(word.strip(",")) for word in words[:2])
