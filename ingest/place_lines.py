"""What a line as a whole says of a place in it: people meet there, a post there is vacant, it is a label."""

from __future__ import annotations

import re

from ingest.place_words import FIRST_NAMES

_WORD = re.compile(r"[^\W\d_][\w-]*")
_LINE_CHARS = 160
_CAP = "A-ZÅÄÖÆØ"
_MONTH = (
    r"(?:januar[i]?|februar[i]?|marts|mars|april|maj|jun[i]?|jul[i]?|augusti?|september|oktober|november|december|"
    r"jan|feb|mar|apr|aug|sept?|okt|nov|dec)\b\.?"
)
_WEEKDAY = r"(?:mån|tis|ons|tors?|fre|lör|sön|man|tirs|lør|søn)(?:dag(?:en)?)?\.?,? "
DATE = (
    rf"(?:{_WEEKDAY})?(?:den |d\. ?)?"
    rf"(?:\d{{1,2}}(?: ?[–-] ?\d{{1,2}})?\.? {_MONTH}(?! \w+[dt]e\b)(?: (?:19|20)\d\d)?|"
    r"(?:19|20)\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[ ./-]{1,2}(?:19|20)?\d\d)"
)
_TIME = r"(?:,? (?:kl(?:ockan)?\.?) ?[\d.:]+(?: ?[–-] ?[\d.:]+)?)?"
_HOUSE = (
    rf"(?:(?-i:[{_CAP}])[\w’]*\s+){{0,2}}\w*(?:hus|huset|hotell?|hotellet|center|centeret|centret|centrum|sal|salen|"
    r"aula|aulan|bibliotek|biblioteket|slott|slot|teater|teatern|teatret|gård|gården|skola|skolan|skole|"
    r"skolen|folkets park|arena|sporthall|klubb|klub|lokal|kansli|kansliet)"
)
# "Stadshuset i Kil, 18/5 2016": where and when people met.
_HOUSE_LEAD = re.compile(rf"(?:^|[\n.,:;–-]\s*){_HOUSE} i $", re.IGNORECASE)
_WHEN_AFTER = re.compile(rf",? \(?(?:{DATE}|kl\.? ?\d)", re.IGNORECASE)
# "18 maj 2016 kl. 13, Stadshuset i Kil" is a line of its own.
_DATE_LEAD = re.compile(
    rf"^[\W_]*(?:\w+: ?)?{DATE}{_TIME}(?:\s?[,.:–-])? ?(?:{_HOUSE},? i |{_HOUSE}, |(?:i|på|vid|ved) )?$",
    re.IGNORECASE,
)
_OCCASION = (
    r"\w*(?:kurs|kursen|kursus|kurser|konferens|konferensen|konference|konferencen|seminarium|seminariet|seminar|"
    r"kongress|kongres|mässa|messe|workshop|workshopp|studiebesök|studiebesøg|webbinarium|symposium|"
    r"nätverksträff|nätverksmöte|netværksmøde|erfaträff|erfamøde|årsmöte|årsmøde|generalforsamling|"
    r"(?:tema|inspirations|utbildnings|uddannelses|studie|nätverks|netværks|fag|erfa|demokrati)dag\w*)"
)
# "Inbjudan till en kurs om byar i Kil", "bjuder in till en konferens i Kil".
_INVITATION = re.compile(
    r"(?:(?:^|[.!?:–•*-] *)(?:inbjudan|inbjudningar|inbjudning|invitation|invitationer|kallelse|indkaldelse|"
    r"indbydelse|anmälan|anmälningar|tilmelding)\b[^.!?\n]{0,80}|"
    r"\b(?:bjuder in|inviterer|inbjuder|indbyder)) "
    rf"till?\b[^.!?\n]{{0,40}}\b{_OCCASION}\b[^.!?\n]{{0,60}}\b(?:i|på|vid|ved)\s+$",
    re.IGNORECASE,
)
_ROLE = (
    r"[\w-]*(?:ledare|leder|ledere|chef|chefer|konsulent|konsulenter|medarbejder|medarbejdere|medarbetare|"
    r"samordnare|koordinator|strateg|sekreterare|sekretær|handläggare|sagsbehandler|sjuksköterska|"
    r"sygeplejerske|undersköterska|pædagog|pedagog|kurator|direktør|direktör|upphandlare|utredare|"
    r"rådgiver|rådgivare|vejleder|vägledare|planlægger|planerare|planarkitekt|inspektør|inspektör|"
    r"ingeniør|ingenjör|jurist|ekonom|økonom|assistent|visitator|utvecklare|lærer|lärare|rektor|"
    r"vikarie|vikar|controller|kommunikatör|kommunikationsrådgiver|socionom|socialrådgiver)"
)
# "Byggprojektledare, Kil" alone on its line: a post that is vacant, or what somebody does there.
_ROLE_LEAD = re.compile(
    rf"^[ \t]*(?:[-•*–▪●·] ?)?(?:[\w-]+ ){{0,3}}{_ROLE}"
    r"(?: (?:till|til|med|inom|för|for|i|på|och|og) [^\n,.;:!?]{1,40})?, $",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"(?:s? (?:kommune?|stad))?[.\s]*(?:\n|$)", re.IGNORECASE)
_VACANCY_AFTER = re.compile(
    r"(?:s? (?:kommune?|stad))? (?:söker|søger|rekryterar|ansætter) "
    rf"(?:(?:efter|en|ett|et|ny|nye|nya|vores|vår|våra|"
    rf"flere|fler|to|två|\d+|erfaren|erfarne|erfarna|engageret|engagerad) ){{0,3}}(?:dig\b|{_ROLE}\b)",
    re.IGNORECASE,
)
# "Hvor? Varde", "Var prövas det? Kil", and "Kommune" on the line above.
_ASKED = re.compile(
    r"(?:^|[\n.!?:;|])[\W_]*(?:\d{1,2}[.)] ?)?(?:hvor|var|(?:i |på )?(?:vilken|vilka|hvilken|hvilke) "
    r"(?:kommune?r?|ort|by|stad))\b[^\n.!?:]{0,30}\?\s*$",
    re.IGNORECASE,
)
_FIELD_ABOVE = re.compile(
    r"(?:^|\n)[ \t]*(?:kommune?r?|plats|sted|ort|lokation|hvor|var|eksempel|exempel)[ \t]*(?:\n|\t)[ \t]*$",
    re.IGNORECASE,
)
_LEARNING = re.compile(
    r"\b(?:(?:set|ser|så|kigget|kigger|kiggede|skelet|skeler|tittat|tittar|tittade|sneglat|sneglar|sneglade|"
    r"blickat|blickar)(?: \w+){0,2} (?:på|mod|mot)|"
    r"(?:inspirer\w+)(?: \w+)? (?:af|av)|(?:lært|lærte|lærer|lärt|lärde|lär)(?: \w+){0,2} (?:af|av)|"
    r"(?:lånt|lånat|lånade|lånte|kopieret|kopierede|kopierat|kopierade|stjålet|stulit|hämtat|hentet)"
    r"(?: \w+){0,3} (?:af|av))"
    r"\s+(?:bl\.? ?a\.? |blandt andet |bland annat |også |också |även |hur |hvordan )?$",
    re.IGNORECASE,
)
_HEADING_CLOSE = re.compile(r"(?:s? (?:kommune?|stad))?\)?[.:]?\s*$", re.IGNORECASE)
_HEADING_LEAD = re.compile(r"(?P<what>.*[^\s,–-])(?:, ?| [–-] ?| ?\()$", re.DOTALL)
_NUMBER = re.compile(
    r"[\W_]*(?:(?:nr\.? ?|idé |exempel |eksempel |case )?\d{1,2}(?:\.\d{1,2})*[.):]?\s+)", re.IGNORECASE
)
_NO_LABEL = re.compile(
    rf"{DATE}|\b(?:19|20)\d\d\b|^\W*(?:stilling|ledig|søges|sökes|text|tekst|foto|källa|kilde|av|af|besök|besøg)\b|"
    r"konferen|kongres|landsm|årsm|forsamling|sympos|seminar|möte|møde|nätverk|netværk|@",
    re.IGNORECASE,
)


def is_meeting_line(text: str, start: int, end: int) -> bool:
    """Return whether the line of ``text[start:end]`` tells when people meet there, or invites to it."""
    lead = _line_before(text, start)
    if _HOUSE_LEAD.search(lead) and _WHEN_AFTER.match(text, end):
        return True
    if _LINE_END.match(text, end) and _DATE_LEAD.match(lead):
        return True
    return _INVITATION.search(text[max(0, start - _LINE_CHARS * 2) : start].rpartition("\n")[2]) is not None


def is_vacancy(text: str, start: int, end: int) -> bool:
    """Return whether a post there is vacant: "Kil söker en ny rektor", "Byggprojektledare, Kil"."""
    if _VACANCY_AFTER.match(text, end):
        return True
    return _LINE_END.match(text, end) is not None and is_role(_line_before(text, start))


def is_role(lead: str) -> bool:
    """Return whether what stands before a place and its comma is what people work as."""
    return _ROLE_LEAD.match(lead) is not None


def is_asked_for(text: str, start: int, end: int) -> bool:
    """Return whether a field before asks for a place: "Hvor? Varde", or "Kommune" on the line above."""
    ahead = text[max(0, start - _LINE_CHARS) : start]
    if _ASKED.search(ahead):
        return True
    return _FIELD_ABOVE.search(ahead) is not None and _LINE_END.match(text, end) is not None


def is_learnt_from(lead: str) -> bool:
    """Return whether people looked at the place that follows, or learnt from it: "har set på Tønder"."""
    return _LEARNING.search(lead) is not None


def closes_heading(heading: str, start: int, end: int) -> bool:
    """Return whether a heading ends with its place, set off by a sign: "1. Frisörstolen, Kalix".

    A person or a post with a place is no label, and neither is a meeting with its place and date.
    """
    lead = _HEADING_LEAD.match(heading[:start])
    if lead is None or not _HEADING_CLOSE.match(heading, end) or _NO_LABEL.search(heading):
        return False
    number = _NUMBER.match(lead.group("what"))
    what = lead.group("what")[number.end() if number else 0 :]
    words = _WORD.findall(what)
    if not words or words[0].casefold().split("-")[0] in FIRST_NAMES:
        return False
    if number:
        return True
    first = _WORD.findall(re.split(r",| [–-] ", what)[0])
    is_person = len(first) > 1 and all(word[0].isupper() for word in first) and not heading.isupper()
    return not is_person and not any(re.fullmatch(_ROLE, word, re.IGNORECASE) for word in words)


def _line_before(text: str, start: int) -> str:
    return text[max(0, start - _LINE_CHARS) : start].rpartition("\n")[2]
