"""Vacancies: titles and teasers of jobs, which name places but tell of no practice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ingest.text_line import TextLine, marker, short_content
from kb.records import BlockKind, ParsedDocument

_MAX_CHARS = 700
_MAX_TITLE_CHARS = 120
_MAX_SINGLE_CHARS = 400
_MAX_STARTS = 50  # each is tried up to the end of the document
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[a-z]\))\s+", re.IGNORECASE)
_SECTION = re.compile(
    r"(?:lediga (?:jobb|tjänster|anställningar|platser|uppdrag)|ledige (?:job|stillinger)|jobannoncer|"
    r"(?:aktuella|aktuelle|nya|nye|seneste|senaste|veckans|ugens|flere|fler) (?:job|jobb|tjänster|"
    r"stillinger|jobopslag)|"
    r"jobopslag|stillingsopslag|platsannonser|jobbannonser|jobportal(?:en)?|jobbportal(?:en)?|sök jobb|"
    r"søg job|nyt job|nytt jobb|"
    r"stillingsannoncer|stillinger|platsannonser|jobbtorget|jobtorvet|jobbmarknad(?:en)?|jobmarked(?:et)?|"
    r"(?:lediga |ledige )?jobb?(?: (?:i|på) (?:närheten|nærheden|\w+))?|karriere|karriär|vacancies)"
    r"(?: (?:lige|just) nu)?\W*",
    re.IGNORECASE,
)
# "Jobb" alone may head a part of a report.
_NAMES_VACANCIES = re.compile(r"ledig|vacanc|annons|annonce|opslag|jobbtorg|jobtorv", re.IGNORECASE)
_JOB_WORDS = re.compile(
    r"\b\w*stilling(?:en|er)?\b|\btjänst(?:en)? som\b|\bsök(?:er)? (?:senast|en|ett|ny|nya|dig|vi)\b|"
    r"\bsøger\b.*\b\w*(?:leder|chef|konsulent|medarbejder|koordinator|kollega|direktør)\b|"
    r"\b(?:leder|chef|konsulent|medarbejder|koordinator|sekretær|\w+(?:leder|chef|"
    r"konsulent))\b.{0,40}\b(?:til|i)\b|"
    r"\bansøgningsfrist\b|\bsista ansökningsdag\b|\bansök(?:an)? senast\b|\bny (?:kollega|"
    r"medarbejder|medarbetare)\b|"
    r"\b(?:har du lyst til|vill du bli|vil du være|är du vår|er du vores|brænder du|brinner du)\b|"
    r"\b(?:læs mere|läs mer)$",
    re.IGNORECASE,
)
_ROLE = (
    r"\w*(?:leder|ledare|chef|konsulent|medarbejder|medarbetare|koordinator|samordnare|sekretær|sekreterare|"
    r"direktør|direktör|pædagog|pedagog|lærer|lärare|rådgiver|rådgivare|handläggare|sagsbehandler|"
    r"kommunikatör|kommunikatør|strateg|utvecklare|assistent|sköterska|sygeplejerske|ingenjör|ingeniør|"
    r"planerare|planlægger|bibliotekarie|bibliotekar|kurator|psykolog|ekonom|økonom|jurist|arkitekt|"
    r"specialist|controller|upphandlare|indkøber|rektor|skoleleder|visitator|vejleder|vägledare|fältare|"
    r"gadeplansmedarbejder|vaktmästare|pedel|tekniker|utredare|administratör|administrator|redaktör|redaktør|"
    r"handläggare|inspektör|inspektør|jobkonsulent|behandlare|behandler|terapeut|fysioterapeut|"
    r"arbetsterapeut|"
    r"udvikler|projektledare|teamleder|gruppledare|enhetschef|planlægger|analytiker|forsker|forskare|"
    r"dagplejer|"
    r"studentermedhjælper|praktikant|vikarie|vikar)"
)
# "Leder til plejehjem": a title of a vacancy, as nobody writes in running text.
_TITLE = re.compile(
    rf"(?:(?:[-•*]|En|Et|Ett|Vår|Vores|Ny|Nye|Nya) )*(?:[\w-]+ ){{0,3}}{_ROLE}\b"
    r"(?P<rest>,? (?:til|till|i|på|hos|för|for|med|søges|sökes)\b.*)?",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:är|er|kan|vill|vil|har|brinner|brænder|drivs|drives|motiveres|gillar|trives|trivs|drømmer|"
    r"drömmer) du\b[^.]*",
    re.IGNORECASE,
)
# What only vacancies offer and ask for; each may stand in other texts.
_TERMS = re.compile(
    r"\b(?:heltid|deltid|fuldtid|fast stilling|fast anställning|tillsvidare\w*|tidsbegränsad\w*|"
    r"tidsbegrænset|"
    r"vikariat\w*|barselsvikariat\w*|föräldravikariat\w*|tiltrædelse|tillträde\w*|timer om ugen|"
    r"procents tjänst|"
    r"kørekort|körkort|vi tilbyder|vi erbjuder|hos (?:oss|os) får du|du får et job|du bliver en del af|"
    r"(?:kommer|kommer du) att arbeta|søges|sökes|rekryterar|ansætter|ansøg|ansök|frist:? \d|sök senast)\b|"
    r"\b(?:vi|och|og) (?:söker|søger|behöver)\b.{0,40}\b(?:dig|en|ett|fler|flere)\b|\bventer på dig\b|"
    r"\bväntar på dig\b",
    re.IGNORECASE,
)
_PLACED = re.compile(
    rf"\b{_ROLE}\b|[(,] ?[A-ZÅÄÖÆØ][\w-]+(?: (?:kommune?|stad))?\)?$|\b(?:kommun|kommune|stad|region)\b|"
    rf",\s[A-ZÅÄÖÆØ][\w-]+$",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(?:ansøgningsfrist(?:en)?|sista ansökningsdag(?:en)?|ansökningstiden går ut|"
    r"ansök(?:an)? senast|sök(?: tjänsten)? senast|ansøg senest|søg(?: stillingen)? senest)\b",
    re.IGNORECASE,
)
_HIRING = re.compile(rf"\b(?:söker|søger)\b.{{0,60}}?\b{_ROLE}\b", re.IGNORECASE)
_EMPLOYER = re.compile(r"(?:vi|[\w ]{3,40} (?:kommune?|stad|region)) (?:söker|søger)\b", re.IGNORECASE)
_APPEAL = re.compile(
    r"\b(?:har du lyst til at (?:arbejde|være)|vill du (?:bli|arbeta)|vil du (?:være|arbejde)|är du vår|"
    r"er du vores|brænder du|brinner du|søg stillingen|sök tjänsten|(?:rette|rätt\w*) til+ stillingen)\b",
    re.IGNORECASE,
)
_POST = re.compile(
    r"\b(?:\w*stilling|tjänst)(?:en)?\b|\bansøg|\bansök|\b(?:kollega|kollegan)\b", re.IGNORECASE
)
# Grants have deadlines too, and people to ask about them.
_GRANT = re.compile(
    r"\b\w*(?:bidrag|stöd|medel|anslag|stipendi\w*|tilskud|støtte|puljen?|midler|fonde?n?|projekt)\w*\b",
    re.IGNORECASE,
)


def job_adverts(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Vacancies: alone, under a heading that says so, and after the end of an article."""
    contents = [short_content(document, line, _MAX_CHARS) for line in lines]
    found = set(_single(contents))
    starts = [
        index
        for index, line in enumerate(lines)
        if _SECTION.fullmatch(_NUMBER.sub("", marker(document, line, 40), count=1))
    ]
    for index in starts[-_MAX_STARTS:]:
        found.update(_section(lines, contents, index, dropped))
    found.update(_after_article(document, lines, contents, dropped))
    return sorted(found)


def _single(contents: Sequence[str]) -> Iterable[int]:
    """Yield lines that are a vacancy by themselves: who is sought, and until when or why one should apply."""
    for index, content in enumerate(contents):
        has_deadline = len(content) <= _MAX_SINGLE_CHARS and _DEADLINE.search(content) is not None
        # Volunteers are appealed to as well, but not for a post.
        is_appeal = bool(_APPEAL.match(content) and _POST.search(content))
        # Whether a line speaks of grants takes longest to tell: asked last, of few.
        if not (has_deadline or is_appeal) or _GRANT.search(content):
            continue
        if has_deadline and (_is_title(content) or _HIRING.search(content)):
            yield index
        elif (is_appeal or _DEADLINE.match(content)) and index > 0 and _is_title(contents[index - 1]):
            yield from (index - 1, index)


def _is_title(content: str) -> bool:
    match = _TITLE.match(content)
    return match is not None and (match.group("rest") is not None or _ends(match, content))


def _ends(match: re.Match[str], content: str) -> bool:
    """Return whether nothing, or a new sentence, follows the name of the job."""
    return content[match.end() : match.end() + 1] in {"", ",", ".", ":", "–", "(", "!"}


def _section(
    lines: Sequence[TextLine], contents: Sequence[str], start: int, dropped: Mapping[int, str]
) -> list[int]:
    """Return a heading of vacancies with what stands under it, if vacancies it is: reports have one too."""
    end = start + 1
    while end < len(lines) and not _ends_section(lines[end], contents[end], end in dropped):
        end += 1
    rest = [i for i in range(start + 1, end) if i not in dropped]
    if not rest or not all(contents[i] for i in rest):
        return []
    n_speaking = sum(_speaks(contents[i]) or _speaks_of_work(contents[i]) for i in rest)
    is_sure = _NAMES_VACANCIES.search(contents[start]) or any(_speaks(contents[i]) for i in rest)
    return [start, *rest] if is_sure and 2 * n_speaking >= len(rest) else []


def _ends_section(line: TextLine, content: str, is_dropped: bool) -> bool:
    """Return whether a heading of something else than a vacancy begins, or what was dropped already."""
    if is_dropped:
        return line.kind is BlockKind.HEADING
    return line.kind is BlockKind.HEADING and not (_speaks(content) or _speaks_of_work(content))


def _speaks_of_work(content: str) -> bool:
    """Return whether a line under a heading of vacancies is a title of one, or asks whether you fit."""
    is_title = len(content) <= _MAX_TITLE_CHARS and content[-1:] not in ".:;!?"
    return bool(_QUESTION.match(content) or _TERMS.search(content)) or (
        is_title and bool(_PLACED.search(content))
    )


def _speaks(content: str) -> bool:
    """Return whether a line surely is of a vacancy: a title, an appeal or a deadline."""
    is_title = len(content) <= _MAX_TITLE_CHARS and content[-1:] not in ".:;" and _is_title(content)
    is_short = len(content) <= _MAX_TITLE_CHARS
    return is_title or bool(
        _DEADLINE.search(content)
        or _APPEAL.search(content)
        or _hires(content)
        or (is_short and _HIRING.search(content))
    )


def _hires(content: str) -> bool:
    return _EMPLOYER.match(content) is not None


def _after_article(
    document: ParsedDocument, lines: Sequence[TextLine], contents: Sequence[str], dropped: Mapping[int, str]
) -> list[int]:
    """Return the titles and teasers from a comment form or the buttons to share to the end of the page."""
    starts = [i for i, reason in dropped.items() if reason in {"comment form", "share buttons"}]
    starts += [i for i, line in enumerate(lines) if _SECTION.fullmatch(marker(document, line, 40))]
    for start in sorted(starts)[-_MAX_STARTS:]:
        rest = [i for i in range(start, len(lines)) if i not in dropped]
        if rest and _are_adverts(lines, contents, rest):
            return rest
    return []


def _are_adverts(lines: Sequence[TextLine], contents: Sequence[str], rest: Sequence[int]) -> bool:
    if not all(contents[i] for i in rest) or any(lines[i].kind is BlockKind.ROW for i in rest):
        return False
    if len(rest) < 4:  # so few must each be one beyond doubt
        return all(_speaks(contents[i]) for i in rest)
    n_speaking = sum(bool(_JOB_WORDS.search(contents[i])) for i in rest)
    return n_speaking >= 3 and n_speaking >= 0.25 * len(rest)
