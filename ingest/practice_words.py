"""The words by which headings and labels tell what they hold of a practice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from kb.practices import PracticeField

# Alternatives in Swedish and Danish; a heading or label must be these words and no others.
_FIELDS: Mapping[PracticeField, str] = {
    PracticeField.PROBLEM: (
        r"problem|problemet|problembild|problemstilling|utmaning|utmaningen|utmaningar|udfordring"
        r"|udfordringen|udfordringer|bakgrund|baggrund|behov|behovet|varför|hvorfor"
        r"|bakgrund och behov|baggrund og behov"
    ),
    PracticeField.AIM: (
        r"syfte|syftet|mål|målet|målsättning|syfte och mål|formål|formålet|formål og mål"
        r"|målsætning"
    ),
    PracticeField.METHOD: (
        r"idé|idén|ide|ideen|metod|metoden|metode|arbetssätt|arbetssättet|genomförande"
        r"|genomförandet|gennemførelse|vad (?:man|vi) (?:gör|gjorde)"
        r"|hvad (?:man|vi) (?:gør|gjorde)|vad gjorde (?:man|vi|ni)|hvad gjorde (?:man|vi|i)"
        r"|så (?:gör|gjorde) (?:vi|man|de)|sådan (?:gør|gjorde) (?:vi|man|de)"
        r"|så här (?:gör|gjorde) (?:vi|man|de)|så fungerar det|sådan fungerer det"
        r"|så här fungerar det|tillvägagångssätt|fremgangsmåde"
    ),
    PracticeField.OUTCOMES: (
        r"resultat|resultatet|resultaten|resultater|resultaterne|effekt|effekter|utfall|utfallet"
        r"|udbytte|virkning|vad det (?:gav|ledde till)|vad gav det|vad blev resultatet"
        r"|hvad der kom ud af det|hvad kom der ud af det|vad utvärderingen visade"
        r"|hvad evalueringen viste|hvad det gav|resultat och effekter|resultater og effekter"
    ),
    PracticeField.SUCCESS_FACTORS: (
        r"framgångsfaktor|framgångsfaktorer|succesfaktor|succesfaktorer|vad som fungerade"
        r"|vad fungerade(?: bra)?|vad som fungerade bra|hvad der virkede|hvad virkede"
        r"|hvad der virkede godt"
    ),
    PracticeField.LESSONS: (
        r"lärdom|lärdomar|lärande|läring|læring|erfarenheter|erfaringer|vad vi (?:har )?lärt oss"
        r"|hvad vi (?:har )?lært|att tänka på|tänk på|hvad andre bør vide|vad andra bör veta"
        r"|råd till andra|gode råd|goda råd|vad som inte fungerade"
        r"|vad fungerade (?:inte|mindre bra)|hvad der ikke virkede|hvad virkede ikke"
        r"|vad som (?:gick trögt|var svårt)|hvad der var svært|svårigheter|vanskeligheder"
    ),
    PracticeField.PRECONDITIONS: r"förutsättning|förutsättningar|forudsætning|forudsætninger",
    PracticeField.RESOURCES: (
        r"kostnad|kostnader|kostnaden|pris|budget|ekonomi|finansiering|finansieras av|resurser"
        r"|omkostning|omkostninger|udgift|udgifter|økonomi|ressourcer|vad det kostade"
        r"|hvad det kostede|vad kostar det|hvad koster det"
    ),
    PracticeField.PARTNERS: (
        r"partner|partners|partnere|samarbetspartner|samarbetspartners|samarbejdspartner"
        r"|samarbejdspartnere|samverkansparter|samarbetsparter|i samarbete med|i samarbejde med"
        r"|samverkan med|samarbejde med|parter"
    ),
    PracticeField.TARGET_GROUPS: r"målgrupp|målgruppen|målgrupper|målgruppe|för vem|for hvem",
}
# Only as labels: as headings they hold something else
_LABELS: Mapping[PracticeField, str] = {
    PracticeField.PERIOD: (
        r"period|periode|tidsperiod|tidsperiode|projekttid|projektperiode|projektperiod|startår"
    ),
    PracticeField.STATUS: r"status",
    PracticeField.CONTACT: r"kontakt|kontaktperson|ansvarig|ansvarlig",
    PracticeField.SCALE: r"omfattning|omfang|antal deltagare|antal deltagere|deltagare|deltagere",
}
PLACE_LABEL = "kommun|kommune|kommuner|sted|plats|var|hvor"
NAME_LABEL = "namn|navn|projektnamn|projektnavn|projekt|initiativ|(?:idé|ide|exempel|eksempel) \\d{1,2}"

_NUMBER = re.compile(r"^[\W_]*(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+|[a-zåäö]\)\s+)?", re.IGNORECASE)
_TRAIL = re.compile(r"[\s:?.–-]+$")
_IN_PLACE = re.compile(r"(?<=\w) (?:i|på|hos) [A-ZÅÄÖÆØ][\w -]*$")  # "Vad man gjorde i Kil"
# What a document says of other places is not told of its own practice.
_ELSEWHERE = re.compile(
    r"(?:andra|andre|övriga|øvrige) (?:steder|platser|kommuner)"
    r"|.*\b(?:landsplan|jämförelse|sammenligning)\b.*|att jämföra med|spridning|udbredelse"
    r"|kritik och förbehåll|kritik og forbehold",
    re.IGNORECASE,
)
# Headings of reports and minutes that name nothing
_GENERAL = re.compile(
    r"fortsättning(?:en)?|fortsættelse(?:n)?|inledning|indledning|introduktion|sammanfattning"
    r"|opsummering|slutsats(?:er)?|konklusion(?:er)?|diskussion(?:en)?|nästa steg|næste skridt"
    r"|vad händer nu|hvad sker der nu|nuläge|status|övrigt|eventuelt|exempel|eksempler"
    r"|goda exempel|gode eksempler|nyt fra .*|nytt från .*|orientering|information|rapporter"
    r"|återblick",
    re.IGNORECASE,
)
_ABOUT_TEXT = re.compile(
    r"vad vi inte vet|hvad vi ikke ved|om (?:den här )?texten|om teksten|källor(?:na)?"
    r"|kilder(?:ne)?|källa|kilde|referenser|referencer|läs mer|læs mere|kontakt|kontakter|innehåll"
    r"|indhold|dagordning|dagsorden|deltagare|deltagere",
    re.IGNORECASE,
)


def _compiled(words: Mapping[PracticeField, str]) -> dict[PracticeField, re.Pattern[str]]:
    return {field: re.compile(alternatives, re.IGNORECASE) for field, alternatives in words.items()}


_HEADINGS = _compiled(_FIELDS)
_BY_LABEL = _compiled({**_FIELDS, **_LABELS})
_ANY_LABEL = "|".join([*_FIELDS.values(), *_LABELS.values(), PLACE_LABEL, NAME_LABEL])
# "Kostnad: 14 000 kr", at the start of a line, of a cell or behind another label's value
LABEL = re.compile(
    r"(?:^|(?<=\n)|(?<=\. )|(?<=\| ))[^\S\n]*(?:[-–•*][^\S\n]+)?"
    rf"(?P<label>{_ANY_LABEL})[^\S\n]?:[^\S\n]*",
    re.IGNORECASE,
)


def bare_heading(heading: str) -> str:
    """Return a heading without its number and the sign behind it."""
    return _TRAIL.sub("", _NUMBER.sub("", heading, count=1))


@lru_cache(maxsize=4096)
def field_of_heading(heading: str) -> PracticeField | None:
    """Return what stands under a heading of this name; None where it tells nothing or something else."""
    bare = _IN_PLACE.sub("", bare_heading(heading))
    return next((field for field, pattern in _HEADINGS.items() if pattern.fullmatch(bare)), None)


def field_of_label(label: str) -> PracticeField | None:
    """Return what stands behind a label; None for those of place and name."""
    return next((field for field, pattern in _BY_LABEL.items() if pattern.fullmatch(label.strip())), None)


@lru_cache(maxsize=4096)
def is_elsewhere(heading: str) -> bool:
    """Return whether what stands under a heading is about other places than the document is."""
    return _ELSEWHERE.fullmatch(bare_heading(heading)) is not None


@lru_cache(maxsize=4096)
def is_general(heading: str) -> bool:
    """Return whether a heading names a part of a text and nothing that is told there."""
    return _GENERAL.fullmatch(bare_heading(heading)) is not None


@lru_cache(maxsize=4096)
def is_about_text(heading: str) -> bool:
    """Return whether what stands under a heading is about the text itself, and so tells of no practice."""
    return _ABOUT_TEXT.fullmatch(bare_heading(heading)) is not None
