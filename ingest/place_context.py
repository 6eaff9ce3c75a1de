"""What the words around a name say: somebody was born there, met there, went there or lives at an address."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.place_lines import DATE, is_meeting_line, is_vacancy
from ingest.place_words import FIRST_NAMES, SAYING, STOPS

WORD = re.compile(r"[^\W_]+")
_LEAD_CHARS = 160
_LIST_CHARS = 2000  # how far the list of those present may reach
_ROW_CHARS = 120
_LINE_CHARS = 45  # a line that is as long may go on in the next
_SENTENCE_END = re.compile(r"[.!?…][\"”'’»)]*\s+(?=[\"”'’»(]?[A-ZÅÄÖÆØ\d])|\n\s*\n")
_BULLET = r"(?:(?:[-•*–‣▪●◦○·]|\d{1,2}[.)]|[a-zåäö]\))[ \t]+)?"

_ROADS = re.compile(
    r"\b(?:\w*tåg(?:et|en)?|\w*buss(?:en|ar|arna)?|flyg(?:et)?|färja[n]?|väg(?:en)?|motorväg(?:en)?|toget|"
    r"\w*tog(?=\s+til\s+$)(?<!\btog)|\w*bus(?:sen|ser|serne)?|fly(?:et)?|færge[n]?|vej(?:en)?|"
    r"motorvej(?:en)?)"
    r"\s+(?:(?:från|fra)\s+\w+\s+)?(?:till|til|mot|mod)\s+$",
    re.IGNORECASE,
)
_COMMUTING = re.compile(
    r"\b\w*pendl\w+\s+(?:\w+\s+){0,2}(?:till|til|från|fra|mellan|mellem)\s+$", re.IGNORECASE
)
_DISTANCE = re.compile(
    r"\b(?:mil|km|kilometer|minuter|minutter|min|timmar|timme|times kørsel|timmes bilfärd)"
    r"\s+(?:\w+\s+)?(?:från|fra|till|til)\s+$|"
    r"\b(?:norr|söder|väster|öster|nord|syd|vest|øst|(?:nord|syd)(?:väst|öst|vest|øst))\s+(?:om|for)\s+$",
    re.IGNORECASE,
)
_BIOGRAPHY = re.compile(
    r"\b(?:född|født|fødte|uppvuxen|uppväxt|opvokset|vokset op|voksede op|växte upp|vuxit upp)"
    r"(?:\s+(?:och|og)\s+\w+)?\s+(?:i|på|utanför|uden for|nära|nær)\s+$|"
    r"\b\w*flytt\w*\s+(?:(?:hit|hem|in|upp|ner|hertil|hjem|tilbage|tillbaka)\s+)?(?:från|fra)\s+$",
    re.IGNORECASE,
)
# "Luleå tekniska universitet", "Københavns Professionshøjskole".
_BODY_AFTER = re.compile(
    r" (?:(?:tekniska|tekniske|medicinska|konstnärliga|musikaliska|katolska|sociala|sociale|merkantile) )?"
    r"\w*(?:universitet|universitets|universitetet|högskola|högskolan|højskole|højskolen|højskoles|akademi|"
    r"akademiet|sjukhus|sjukhuset|sygehus|sygehuset|hospital|hospitalet|domkyrka|domkyrkan|domkirke|"
    r"domprosti|provsti|prosteri|retskreds|politikreds|storcenter|godsstation|(?<!s)tidning|tidende|"
    r"gymnasium|erhvervsskole|handelsskole)\b",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"\b(?:\w*(?:universitet|högskola|högskole|højskole|sjukhus|lasarett|sygehus|hospital|tingsrätt|"
    r"hovrätt|kammarrätt|förvaltningsrätt|byret|länsstyrelse)(?:et|en|n|t|ten|rna|erna|erne)?|biskop(?:pen|"
    r"en)?|stiftet|"
    r"(?:by)?retten|freden|slaget)\s+(?:i|på|vid|ved)\s+$",
    re.IGNORECASE,
)
_EVENT = (
    r"\b\w*(?:konferens|konference|kongress|kongres|landsmöte|landsmøde|årsmöte|årsmøde|generalforsamling|"
    r"symposi|toppmöte|topmøde|seminari|seminar|nätverksträff|nätverksmöte|netværksmøde|netværkstræf)\w*"
)
_HELD = (
    r"(?:höll|hölls|hålls|hållits|hållas|holdt|holdes|afholdt|afholdes|ägde rum|äger rum|fandt sted|"
    r"finder sted|anordnades|anordnas|arrangerades|arrangeras|arrangeres|afvikles)"
)
_HOUSE = r"[A-ZÅÄÖÆØ]\w+\s+i\s+"  # "på Conventum i Örebro"
_VENUE = re.compile(
    rf"{_EVENT}\s+(?:\d{{4}}\s+|den\s+\S+\s+\w+\s+(?:\d{{4}}\s+)?)?(?:i|på|vid|ved)\s+$|"
    rf"{_EVENT}\s+(?:på|vid|ved|i)\s+[A-ZÅÄÖÆØ]\w+(?:\s+\w+)?,?\s+(?:i\s+)?$|"
    rf"{_EVENT}\b[^.!?]{{0,60}}\b{_HELD}\s+(?:[\w.]+\s+){{0,4}}(?:i|på|vid|ved)\s+(?:{_HOUSE})?$|"
    rf"\b(?:nästa|næste|kommande)\s+(?:möte|träff|sammanträde|møde|gang|netværksmøde|nätverksträff)\b"
    r"[^.!?]{0,60}(?::|,|\bi|\bpå|\bhos)\s+$",
    re.IGNORECASE,
)
# "Afholdt 8/11 2017 i Rebild", "Hölls den 3 maj på Folkets hus i Kil"
_HELD_ON = re.compile(
    rf"\b(?:afholdt|afholdes|avholdt|hölls|hålls|hållen|hållet|hållits|avhölls|genomfördes|genomförd|"
    rf"arrangerades|"
    rf"fandt sted|ägde rum|held|mødtes|möttes|träffades|samlades)\s+(?:\w+\s+)?{DATE}(?:,? (?:kl\.?|"
    rf"klockan) ?[\d.:–-]+)?,?\s+"
    rf"(?:(?:i|på|vid|ved)\s+)?(?:[A-ZÅÄÖÆØ]\w+(?:\s\w+)?,?\s+(?:i\s+)?)?$",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"konferen|kongres|landsm|årsm|forsamling|sympos|topp?m[öø]|seminar|nätverk|netværk|nästa |"
    r"næste |kommande ",
    re.IGNORECASE,
)  # quicker than the next, which says more
_PASSING = (_ROADS, _COMMUTING, _DISTANCE, _BIOGRAPHY, _INSTITUTION)
_PREPOSITIONS = frozenset(
    "till til mot mod från fra mellan mellem om for i på vid ved utanför nära nær".split()
)
_WAYS = frozenset("till til mot mod från fra via".split())
_MEETING_PLACE = re.compile(r"\b(?:plats|sted|lokal|lokale|mødested):\s*[^\n]{0,40}$", re.IGNORECASE)
_MEETING_TIME = re.compile(
    r"(?:^|\n)[ \t]*(?:tid|tidspunkt|dato|datum|mødedato)\s*:[^\n]*(?:\b(?:19|20)\d\d\b|\d{1,2}\.? ?"
    r"(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec))",
    re.IGNORECASE,
)
_ATTENDANCE = re.compile(
    r"^\W{0,6}(?:ej |ikke )?(?:närvarande|frånvarande|anmält förhinder|förhinder|förhindrade|til stede|"
    r"tilstede|tilstedeværende|fraværende|afbud|afbud fra|mødedeltagere|fremmødte|tjänstgörande|justerare)"
    r"\s{0,3}(?:\([^)\n]{0,40}\))?\s{0,3}:",
    re.IGNORECASE | re.MULTILINE,
)
# "Kerstin Ek, Skara kommun, värd för dagen" on a line of its own: a row of a list of people.
_PERSON_ROW = re.compile(
    r"^[ \t]*" + _BULLET + r"(?P<first>[A-ZÅÄÖÆØ][\w-]+)(?: [A-ZÅÄÖÆØ]\w*[\w.-]*){1,3},"
    r"(?: [\w/& -]{2,40},| (?:från|fra))? \Z",
    re.MULTILINE,
)
_PERSON_ROW_END = re.compile(
    r"(?: (?:kommune?|stad|byråd))?(?:, [^\n.;:]{2,60})?\.?[ \t]*(?=\n|$)", re.IGNORECASE
)
_BYLINE = re.compile(
    r"(?:(?:^|\n)\s*(?:av|af)|\b(?:text|tekst|foto|fotograf|kontakt|kontaktperson|referent|ordförande|"
    r"sekreterare|skribent|redaktör|redaktør|formand|ordstyrer|mötesledare|mødeleder|skrevet af|av):?)"
    r" [A-ZÅÄÖÆØ][\w-]+ $",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"(?<![\d.,])(?:(?:S|SE)-? ?)?\d{3} \d{2} +$|(?<![\d.,])(?:DK-? ?)?(\d{4}) +$")
_INITIAL = re.compile(r"\b[A-ZÅÄÖÆØ]\. $")
_DATE_AFTER = re.compile(rf",? {DATE}", re.IGNORECASE)
_CITATION_AFTER = re.compile(r",? (?:et al\.?,? )?\(?(?:19|20)\d\d[a-z]?\)")
_FIRM_AFTER = re.compile(r"(?: [A-ZÅÄÖÆØ][\w&-]+){0,3} (?:AB|A/S|ApS|HB|I/S)\b")
_WHERE_AFTER = re.compile(r",? (?:där|hvor)\b|(?: i|,| \() ?(?:Danmark|Sverige)\b")
_DECIDES = re.compile(
    r"(?: har| havde| hade)? (?:infört|införde|beslutat|beslutade|avsatt|avsatte|anställt|anställde|"
    r"öppnat|byggt|startat|arbetat|satsat|satsar|erbjuder|samlat|inrättat|antagit|lanserat|utökat|tillsatt|"
    r"beviljat|testat|prövat|avskaffat|indført|indførte|besluttet|besluttede|"
    r"afsat|afsatte|ansat|ansatte|åbnet|bygget|startet|arbejdet|satset|satser|tilbyder|samlet|oprettet|"
    r"vedtaget|etableret|lanceret|udvidet|nedsat|bevilget|testet|prøvet|afskaffet)\b"
)


@dataclass(frozen=True, slots=True)
class Around:
    """A name in ``text[start:end]`` and what stands beside it."""

    text: str
    start: int
    end: int
    lead: str  # its sentence up to it
    previous: str  # the word right before it, as written; empty if a sign stands between
    following: str  # the word right after it, across a space or hyphen

    @property
    def name(self) -> str:
        """The name as written."""
        return self.text[self.start : self.end]

    @property
    def is_shouted(self) -> bool:
        """Whether the name and the word before it are in capitals."""
        words = WORD.findall(self.lead)
        return self.name.isupper() and bool(words) and words[-1].isupper()

    @property
    def starts_sentence(self) -> bool:
        """Whether nothing but a bullet stands before it in its sentence."""
        return re.fullmatch(r"[\s\"”'’»(]*" + _BULLET, self.lead) is not None


def around(text: str, start: int, end: int) -> Around:
    """Return a name with the words beside it."""
    before = text[max(0, start - _LEAD_CHARS) : start]
    ends = [
        match.end()
        for match in _SENTENCE_END.finditer(before + text[start:end])
        if match.end() <= len(before)
    ]
    lead = before[ends[-1] :] if ends else before
    gap = re.search(r"([^\W_]+)([ \u00a0]|(?<![ \t])\n)$", lead)
    joined = gap is not None and (gap.group(2) != "\n" or _is_wrapped(text, start - 1))
    return Around(text, start, end, lead, gap.group(1) if gap and joined else "", _following(text, end))


def _following(text: str, end: int) -> str:
    if text[end : end + 1] not in {" ", "\u00a0", "-", "\n"} or end == len(text):
        return ""
    match = WORD.match(text, end + 1)
    if match is None or (text[end] == "\n" and not _is_wrapped(text, end)):
        return ""
    return match.group()


def _is_wrapped(text: str, position: int) -> bool:
    """Return whether the line that ends at ``position`` is so long that it may go on in the next."""
    return position >= _LINE_CHARS and "\n" not in text[position - _LINE_CHARS : position]


def is_elsewhere(name: Around, *, is_heading: bool) -> bool:
    """Return whether the name tells where a meeting is, people work, a letter goes or a post is vacant."""
    text, start, end = name.text, name.start, name.end
    if is_vacancy(text, start, end) or is_meeting_line(text, start, end):
        return True
    if _HELD_ON.search(name.lead):
        return True
    if _MEETING.search(name.lead) and _VENUE.search(name.lead):
        return True
    if _MEETING_PLACE.search(name.lead) and _MEETING_TIME.search(text[max(0, start - 400) : end + 400]):
        return True
    return (not is_heading and _is_attending(name)) or _is_address(text[max(0, start - 12) : start])


def is_passing(name: Around) -> bool:
    """Return whether a place is only passed, come from or measured from, or gives its name to a body."""
    rules = _PASSING if name.previous.casefold() in _PREPOSITIONS else ()
    if any(rule.search(name.lead) for rule in rules):
        return True
    if name.previous.casefold() in _WAYS and name.following.casefold() in STOPS:
        return True  # "till Holbæk station"
    if _FIRM_AFTER.match(name.text, name.end):
        return True
    # "Malmö den 3 maj 2016" is where a text was signed; "resan till Malmö den 3 maj" is not.
    return not name.previous and _DATE_AFTER.match(name.text, name.end) is not None


def is_surname(name: Around) -> bool:
    """Return whether a person's first name, initial, title or a verb of speech stands before the name."""
    if _INITIAL.search(name.text, max(0, name.start - 4), name.start) or name.previous.casefold() in SAYING:
        return True
    if not name.previous[:1].isupper():
        return False
    return name.previous.casefold() in FIRST_NAMES or _BYLINE.search(name.lead) is not None


def is_cited(name: Around) -> bool:
    """Return whether a year follows as after the author of a book: "(Lund, 2014)"."""
    return _CITATION_AFTER.match(name.text, name.end) is not None


def decides(name: Around) -> bool:
    """Return whether a verb follows of which municipalities are the subject: "Boden har infört"."""
    return _DECIDES.match(name.text, name.end) is not None


def is_of_body(name: Around) -> bool:
    """Return whether a university, a hospital or the like follows that has the name."""
    return _BODY_AFTER.match(name.text, name.end) is not None


def says_where(name: Around) -> bool:
    """Return whether ", där" or the country follows: "Tønder, hvor naboerne ringer", "Viborg i Danmark"."""
    return _WHERE_AFTER.match(name.text, name.end) is not None


def _is_attending(name: Around) -> bool:
    text, start = name.text, name.start
    block = max(0, start - _LIST_CHARS)
    block = max(block, text.rfind("\n\n", block, start))
    if _ATTENDANCE.search(text, block, start):
        return True
    line = max(0, start - _ROW_CHARS)
    line = max(line, text.rfind("\n", line, start))
    row = _PERSON_ROW.search(text, line, start) if text.find(",", line, start) >= 0 else None
    if row is None or row.group("first").casefold().split("-")[0] not in FIRST_NAMES:
        return False
    return _PERSON_ROW_END.match(name.text, name.end) is not None


def _is_address(before: str) -> bool:
    match = _POSTCODE.search(before)
    # of the Danish codes 1900-2099 look like years
    return match is not None and (match.group(1) is None or not 1900 <= int(match.group(1)) < 2100)
