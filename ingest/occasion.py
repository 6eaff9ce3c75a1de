"""Who a document is from, and of which meeting or conference it tells: from its first lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dates import find_own_date, without_date
from ingest.front_lines import FrontLine, Role, names_role, place_of, read_byline, read_sender
from ingest.front_patterns import ADDRESS, HELD, HOUSE
from ingest.front_title import KIND
from ingest.names import is_organisation, is_person, read_names, reads_as_organisation

_MAX_VENUE_CHARS = 80
_WEEKDAY = r"(?:mån|tis|ons|tors|fre|lör|sön|man|tirs|lør|søn)dag"
_MEETING = re.compile(
    r"[\w-]*(?:konferens|konference|conference|seminari|webb?inari|webinar|workshop|hearing|träff|træf|"
    r"möte|møde|"
    r"rådslag|samråd|symposi|kongres|mässa|messe|summit|hackathon|temakväll|temaaften|rundvisning|"
    r"studieresa|erfarenhetsutbyte|erfagrupp|erfaringsudveksling|medborgardialog|borgerdialog|"
    r"studietur|studiebesök|rundabordssamtal|meeting|session)(?:en|et|er|erne|erna|ar|arna|um|umet|et|"
    r"s|t|fet|n|r|rne|ne|pen|e|fen|ssen)?|"
    r"[\w-]*(?:tema|studie|inspirations|utbildnings|uddannelses|konference|konferens|fag|nätverks|"
    r"netværks|dialog|erfa|"
    r"lærings|visions|kickoff|planerings|planlægnings|framtids|fremtids|utvecklings|udviklings|kontakt|"
    r"kick-off-?|"
    r"lärande|medborgar|borger)-?dag(?:en|ar|arna|e|ene)?|"
    rf"(?!{_WEEKDAY}|\w*(?:vardag|hverdag|helgdag|helligdag|middag|arbetsdag|arbejdsdag|skoldag|skoledag|"
    r"föde?lsedag|fødselsdag))"
    r"[A-ZÅÄÖÆØ][\w-]{3,}(?:dagen|dagarna|dagene|veckan|ugen|døgnet|dygnet|festivalen|topmødet|stämman)|"
    r"[\w-]*(?:tankesmedja|tankesmedjan|tænketank|rundbord|rundbordet|toppmöte|topmøde)",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"(?:anteckning|protokol|referat|\bnoter|notat|opsamling|\bminutes\b|\bnotes\b)", re.IGNORECASE
)
# Says that they met, and not which meeting it was.
_ANY_MEETING = re.compile(
    r"(?:(?:en|ett|et|vårt|vores)\s)?(?:möte|møde|workshop|konferens|konference|seminari|träff|træf|session|"
    r"rundabordssamtal|hearing|webb?inari)\w{0,3}|"
    r"(?:årets|vårens|höstens|sommarens|vinterns|dagens|gårdagens|forårets|efterårets|sommerens|vinterens|"
    r"senaste|sidste|första|første)\s\w*(?:möte|møde|träff|træf|konferens|konference|dag|workshop)\w{0,3}",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"[\w-]*(?:erfagruppe|erfagrupp|netværksgruppe|udvalg(?:et)?|utskott(?:et)?|nämnd(?:en)?|"
    r"(?:byg(?:d|de)|ung(?:dom|doms|e)?|ældre|äldre|elev|handicap|lokal|beboer)-?råd(?:et)?|"
    r"(?:styr|styre|arbets|arbejds|projekt|referens|følge)-?grupp(?:en|e|pen)?)",
    re.IGNORECASE,
)
# After a meeting: "Erfamøde om leg: hvad blev der sagt?", "Ungerådet – referat".
_SAID = re.compile(
    rf"{KIND.pattern}.{{0,30}}|"
    r"(?:hvad (?:blev der|vi|sagde)|vad (?:sades|vi|sa|blev)|det vi|detta)\b.{0,50}",
    re.IGNORECASE,
)
_FROM_EVENT = re.compile(r".*\b(?:från|fra|vid|ved|på)\s+(?P<event>[A-ZÅÄÖÆØ].+)")
_KIND_OF = re.compile(
    rf"{KIND.pattern}\s*(?:[:–-]\s*|(?:från|fra|av|af|for|för|ved|vid|efter|of|from)\s+)(?P<rest>.+)",
    re.IGNORECASE,
)
_NEWS_OF = re.compile(
    rf"(?:{KIND.pattern}|nyheter|nyheder|nytt|nyt|news|brev)\s+(?:från|fra|from)\s+(?P<body>.+)",
    re.IGNORECASE,
)
_IN_BODY = re.compile(
    r"\b\w*(?:möte|møde|mötet|mødet|sammanträde|sammanträdet|årsmöte|årsmøde)\s+(?:i|med|för|hos)\s+"
    r"(?P<body>[A-ZÅÄÖÆØ].+)"
)
_COOKIES = re.compile(
    r"(?P<body>[A-ZÅÄÖÆØ][\w-]+(?: [\w&-]+){0,3}) (?:använder|bruger|anvender) (?:sig af |sig av )?"
    r"(?:kakor|cookies|cookier)\b.*",
    re.IGNORECASE,
)
# "Vandværkstedet", "Omställningskansliet": a name in the definite form, under that of a person.
_IN_DEFINITE = re.compile(r"(?=.{8,40}$)[A-ZÅÄÖÆØ][\w-]+(?:et|en|erne|arna|orna)(?: [\w&-]+){0,3}")
_MARK = re.compile(r"\s[·|•]\s")
_HEAD_LINES = 15
_HEADER_LINES = 3
_MAIL_SENDER = re.compile(
    r"(?:från|fra|from): (?P<body>[A-ZÅÄÖÆØ][^<>@\[\]]{2,60}?)\s*[<\[(].*", re.IGNORECASE
)
_HEADER_GAP = re.compile(r"\s{3,}|\t+|\s[·|]\s")
_TAIL_LINES = 25
_END_CHARS = 5_000
_COPYRIGHT = re.compile(
    r"(?:\d{4}\s*)?(?:©|\(c\)|copyright)\s*(?:\d{4}(?:\s?[-–]\s?\d{4})?)?\s*(?P<body>[^|•·]+)", re.I
)
_COPYRIGHT_AFTER = re.compile(
    r"(?P<body>[A-ZÅÄÖÆØ][^©|•·]{1,60}?),?\s*(?:©|\(c\)|copyright)\s*\d{4}(?:\s?[-–]\s?\d{4})?\W*", re.I
)
_AFTER_HOLDER = re.compile(
    r"\s*(?:\d{4}.*|[,.]\s.*|\s{2,}.*|\.$|all rights.*|alla rättigheter.*|alle rettigheder.*)", re.I
)
_DOMAIN = re.compile(r"\.(?:dk|se|com|net|org|nu|no|eu|info)\b", re.IGNORECASE)
_MAX_BODY_CHARS = 80
_MAX_NAME_CHARS = 40
_EVENT_HEAD_WORDS = 3


@dataclass(frozen=True, slots=True)
class Occasion:
    """The meeting or conference that a document tells of."""

    event: str | None = None
    venue: str | None = None
    is_meeting: bool = False  # the document tells of one, though it may not name it


def read_occasion(lines: Sequence[FrontLine], title: FrontLine | None) -> Occasion:
    """Return the event and where it was held, as the first lines name them.

    The event is what the title says it has notes of, else a line beside the date that names a meeting. What
    stands with the date, or after "Plats:" and the like, is the venue, of a meeting only: else it is where
    a text was written, or where what it tells of happened.
    """
    event = _event_of_title(title.text) if title else None
    named = [line for line in lines if line is not title and line.role in {Role.DATED, Role.TEXT, Role.ROLE}]
    beside = next((each for each in named if _names_event(each, lines)), None)
    rest = ""
    if beside:
        head, _, rest = _cut(beside.text)
        of_event = _FROM_EVENT.fullmatch(head)
        event = event or (of_event["event"] if of_event and _begins_with_event(of_event["event"]) else head)
    subtitles = (line.text for line in named if line.role is Role.TEXT and KIND.match(line.text))
    event = event or next(filter(None, map(_event_of_title, subtitles)), None)
    is_meeting = bool(event) or _is_meeting(lines, title)
    if not is_meeting:
        return Occasion()
    return Occasion(event=event, venue=_venue(lines, beside, title) or _held_at(rest), is_meeting=True)


def _event_of_title(title: str) -> str | None:
    parts = re.split(r"\s[–—-]\s|:\s|(?<=\?)\s", title, maxsplit=1)
    if len(parts) > 1 and _SAID.fullmatch(parts[1].strip(" ?.")) and _is_of_group(parts[0]):
        return parts[0].strip()
    match = _KIND_OF.match(title) or (_KIND_OF.match(parts[1]) if len(parts) > 1 else None)
    rest = match["rest"] if match else _after_kind(title)
    found = find_own_date(rest)
    rest = (without_date(rest[: found[2]]) if found else rest).strip(" .,")
    at = _FROM_EVENT.fullmatch(rest) if rest[:1].islower() else None
    if at and _begins_with_event(at["event"]):
        return at["event"]
    return rest if _begins_with_event(rest) and not _ANY_MEETING.fullmatch(rest) else None


def _after_kind(title: str) -> str:
    """Return the meeting that stands right after a kind: "Anteckningar nätverksmöte om lek"."""
    kind = KIND.match(title)
    rest = title[kind.end() :].strip() if kind else ""
    return rest if rest and _MEETING.fullmatch(rest.split()[0]) else ""


def _is_of_group(text: str) -> bool:
    """Return whether a text names a meeting, or a group that meets."""
    first = (re.findall(r"[\w-]+", text) or [""])[0]
    is_named = _begins_with_event(text) and not _ANY_MEETING.fullmatch(text)
    return not KIND.match(text) and (is_named or _GROUP.fullmatch(first) is not None)


def _begins_with_event(text: str) -> bool:
    words = re.findall(r"[\w-]+", text)[:_EVENT_HEAD_WORDS]
    return any(_MEETING.fullmatch(word) for word in words)


def _names_event(line: FrontLine, lines: Sequence[FrontLine]) -> bool:
    head, _, _ = _cut(line.text)
    if not head[:1].isupper() or KIND.match(head) or not _names_meeting(head):
        return False
    place = lines.index(line)
    return line.role is Role.DATED or any(
        each.role in {Role.DATE, Role.DATED} for each in lines[max(0, place - 1) : place + 2]
    )


def _names_meeting(text: str) -> bool:
    return any(_MEETING.fullmatch(word) for word in re.findall(r"[\w-]+", text)) and not text.endswith("?")


def _cut(text: str) -> tuple[str, str, str]:
    """Return the first piece of a line without its date, what divides it from the rest, and the rest."""
    bare = without_date(text).strip(" –-")
    match = re.search(r",\s| [–—-] |\s[·•|]\s|(?<=\w{4})\.\s+(?=[A-ZÅÄÖÆØ])", bare)
    return (bare[: match.start()], match.group(), bare[match.end() :]) if match else (bare, "", "")


def _is_meeting(lines: Sequence[FrontLine], title: FrontLine | None) -> bool:
    if any(line.role is Role.PRESENT for line in lines):
        return True
    if title is None or any(line.role is Role.STATEMENT for line in lines):
        return False
    notes = _NOTES.search(title.text)
    return bool(notes) or _names_meeting(title.text)


def _venue(lines: Sequence[FrontLine], beside: FrontLine | None, title: FrontLine | None) -> str | None:
    for line in lines:
        is_named = line.role in {Role.ABOUT, Role.DATE} and not line.text.startswith("Kommun")
        held_at = _held_at(place_of(line.text)) if is_named else None
        if held_at:
            return held_at
    for line in lines:
        if line.role is Role.DATED and line is not beside and line is not title:
            held_at = _held_at(without_date(line.text))
            is_name = held_at is not None and is_person(held_at) and not HELD.match(line.text)
            return None if is_name else held_at
    return next((line.text for line in lines if line is not title and _is_house(line, lines)), None)


def _is_house(line: FrontLine, lines: Sequence[FrontLine]) -> bool:
    """Return whether a line next to the date names a house: "Bygdegården i Byn"."""
    place = lines.index(line)
    near = lines[max(0, place - 1) : place + 2]
    is_near = line.role is Role.TEXT and any(each.role is Role.DATE for each in near)
    return is_near and HOUSE.fullmatch(line.text) is not None


def _held_at(text: str) -> str | None:
    text = re.sub(r"^(?:i|på|vid|ved)\s(?=[A-ZÅÄÖÆØ])", "", HELD.sub("", text.strip(" .,;:–-")))
    text += ")" if text.count("(") > text.count(")") else ""
    return text if 2 <= len(text) <= _MAX_VENUE_CHARS and text[0].isupper() else None


def read_organisation(lines: Sequence[FrontLine], title: FrontLine | None) -> str | None:
    """Return the body that a document is from, as its first lines name it: never a person, never invented."""
    senders = [line for line in lines if line.role is Role.SENDER]
    if senders:
        # The address that a letter came from is often that of the letter itself.
        return read_sender(min(senders, key=lambda line: ADDRESS.search(line.text) is not None).text)
    place = lines.index(title) if title in lines else 0
    for index, line in enumerate(lines):
        if line is title or line.role not in {Role.TEXT, Role.ROLE, Role.PEOPLE, Role.BYLINE, Role.FURNITURE}:
            continue
        if found := _body_of(line, is_above=title is not None and index < place, is_below=index == place + 1):
            return found
        if index and lines[index - 1].role is Role.PEOPLE and _IN_DEFINITE.fullmatch(line.text):
            return line.text
    dated = [line.text for line in lines if line.role is Role.DATED]
    if found := next(filter(None, map(_body_before_date, dated)), None):
        return found
    named = [line.text for line in lines if line is title or line.role in {Role.DATED, Role.TEXT}]
    return next(filter(None, map(_body_of_title, named if title else [])), None)


def _body_before_date(text: str) -> str | None:
    """Return the body of a line such as "Center for Delekultur · 8. februar 2023"."""
    head, mark, rest = (
        (part.strip() for part in re.split(r"(\s[·|•]\s)", text, maxsplit=1))
        if _MARK.search(text)
        else (text, "", "")
    )
    is_date = bool(mark) and find_own_date(rest) is not None and not without_date(rest).strip(" .,")
    is_body = " " in head and reads_as_organisation(head.split()[0]) and not _names_meeting(head)
    return head if is_date and is_body and not HOUSE.fullmatch(head) else None


def _body_of(line: FrontLine, *, is_above: bool, is_below: bool) -> str | None:
    text = line.text
    if line.role is Role.FURNITURE:
        return next(filter(is_organisation, re.split(r"\s[|–-]\s", text)), None)
    if line.role in {Role.PEOPLE, Role.BYLINE}:
        names, body = read_names(text) if line.role is Role.PEOPLE else read_byline(text)
        is_of_all = len(names) > 1 and " " in body and not names_role(body)
        return body if reads_as_organisation(body) or (is_of_all and text.endswith(body)) else None
    head = text.split(",")[0].strip()
    if line.role is Role.ROLE and "," in text and names_role(head):
        tail = text.split(",")[1].strip()
        return tail if tail[:1].isupper() and not names_role(tail) else None
    tail = text.split(",")[-1].strip()
    if line.role is Role.ROLE and "," in text and head[:1].isupper() and is_organisation(tail):
        return text
    if is_organisation(head) or (is_above and reads_as_organisation(text) and not KIND.match(text)):
        return head if is_organisation(head) else text
    is_near = line.role is Role.ROLE or (is_below and " " not in head)
    return head if is_near and reads_as_organisation(head) else None


def _body_of_title(title: str) -> str | None:
    for pattern in (_NEWS_OF, _IN_BODY):
        match = pattern.search(title) if pattern is _IN_BODY else pattern.match(title)
        body = without_date(match["body"]).strip(" .,") if match else ""
        if match and reads_as_organisation(body) and not _begins_with_event(body):
            return body[:1].upper() + body[1:]
    return None


def header_body(text: str) -> str | None:
    """Return the municipality or the like that the first page's header begins with, before a wide gap."""
    for line in text[:_END_CHARS].split("\n")[:_HEADER_LINES]:
        sender = _MAIL_SENDER.fullmatch(line.strip())
        if sender and not is_person(sender["body"]):
            return sender["body"]
        parts = [part.strip() for part in _HEADER_GAP.split(line.strip())]
        body = parts[0] if len(parts) > 1 else ""
        if is_organisation(body):
            return _spoken(body) if body.isupper() else body
    return None


def _spoken(body: str) -> str:
    """Return a name in capitals as it is written in text: "SÖDERHAMNS KOMMUN", "KOLDING KOMMUNE"."""
    return " ".join(
        word.lower() if word in {"KOMMUN", "STAD", "OCH", "OG", "I", "FÖR", "FOR"} else word.capitalize()
        for word in body.split()
    )


def copyright_holder(tail: Sequence[str]) -> str | None:
    """Return whose copyright the last lines of a page state; sites named by their address do not count."""
    for line in reversed(tail):
        match = (_COPYRIGHT_AFTER.fullmatch(line) or _COPYRIGHT.search(line)) if len(line) <= 200 else None
        if match is None:
            continue
        body = _AFTER_HOLDER.sub("", match["body"]).strip(" .,")
        if 2 <= len(body) <= _MAX_BODY_CHARS and body[:1].isupper() and not _DOMAIN.search(line):
            return body
    return None


def site_holder(head: Sequence[str], tail: Sequence[str]) -> str | None:
    """Return the site that a page is on: its name stands in the first lines and in the notices below.

    Args:
        head: The first lines of the page, menus included.
        tail: Its last lines: "© Byposten 2019", "Byposten använder kakor".
    """
    cookies = (match["body"] for line in tail if len(line) <= 200 and (match := _COOKIES.fullmatch(line)))
    first = " | ".join(head[:_HEAD_LINES]).casefold()
    if named := _named_above_and_below(head, tail):
        return named
    bodies: list[str | None] = [copyright_holder(tail), *cookies]
    for body in filter(None, bodies):
        if (
            body[:1].isupper()
            and not is_person(body)
            and re.search(rf"\b{re.escape(body.casefold())}\b", first)
        ):
            return body
    return None


def _named_above_and_below(head: Sequence[str], tail: Sequence[str]) -> str | None:
    """Return the site that a first line names, or whose cookies it speaks of, and that begins a last line.

    That is "© Byposten Media AB" or "Byposten, Storgatan 1".
    """
    begins = [re.sub(r"^(?:©|\(c\)|copyright|\d{4}|\s)+", "", line, flags=re.IGNORECASE) for line in tail]
    for line in head[:_HEAD_LINES]:
        match = _COOKIES.fullmatch(line) if len(line) <= 200 else None
        body = match["body"] if match else line
        if not body[:1].isupper() or len(body) > _MAX_NAME_CHARS or is_person(body) or body[-1] in ".:?!":
            continue
        marks = r"\s" if match else r"\s?[,·•]\s*\D"
        if any(re.match(rf"{re.escape(body)}{marks}", each) for each in begins):
            return body
    return None


def site_of(text: str) -> str | None:
    """Return the site that a page is on, as site_holder() tells it."""
    head = [line.strip() for line in text[:_END_CHARS].split("\n") if line.strip()]
    # Of a short text the last lines are among the first: a name there once is not there twice.
    tail = last_lines(text)[-max(1, len(head) // 2) :]
    return site_holder(head[: len(head) // 2], tail)


def last_lines(text: str) -> list[str]:
    """Return the last lines of a page, without blank ones."""
    lines = (line.strip() for line in text[-_END_CHARS:].split("\n"))
    return [line for line in lines if line][-_TAIL_LINES:]
