"""Notices around a text: who may copy it, how to end a subscription, the sender's address, prizes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from ingest.text_line import TextLine, blank_line_between, short_content
from kb.records import ParsedDocument
from kb.text import fold

_MAX_CHARS = 220
_HEAD_LINES = 3
_TAIL_LINES = 15
_CONSENT_LINES = 8
_MAX_FOOT_CHARS = 120
# "Utkast", "Udkast – må gerne rettes", "Kladde v. 2": at the head of a file. All patterns are of folded text.
_DRAFT = re.compile(
    r"\W*(?:utkast|udkast|kladde|koncept|draft|arbetsmaterial|arbejdsdokument|arbejdspapir|preliminär|"
    r"forelöbigt?)"
    r"(?:\W*|\s(?:nr\.? ?|version |v\.? ?)?\d{1,2}(?:[.,]\d{1,2})?\W*|"
    r"\W+(?:ej|ikke|inte|icke|må|får|gerne|gärna|endast|kun|version|v\.?\d)\b.*)"
)
# What a template tells the one who fills it in.
_TEMPLATE_PART = (
    r"(?:linjen?|rad(?:en)?|tekst(?:en)?|text(?:en)?|boks(?:en)?|felt(?:et)?|ruta[n]?|side[n]?|sida[n]?|"
    r"vejledning(?:en)?|vägledning(?:en)?|instruktion(?:en|er)?|anvisning(?:en|ar)?|skabelon(?:en)?|"
    r"mall(?:en)?)"
)
_INSTRUCTION = re.compile(
    rf"\W*(?:(?:husk|kom ihåg|glöm inte|glem ikke)(?: at| att)? )?(?:slette|slet|ta bort|radera|fjerne|"
    rf"fjern) "
    rf"(?:denne|dette|den här|det här|denna|detta|den) (?:\w+ )?{_TEMPLATE_PART}\b.{{0,80}}|"
    rf"(?:denne|dette|den här|det här|denna|detta) (?:\w+ )?{_TEMPLATE_PART} (?:skal |ska |bör |kan )?"
    r"(?:tas bort|raderas|slettes|fjernes)\b.{0,80}|"
    r"(?:skriv|indsät|indtast|ange|infoga|fyll i|udfyld) (?:titel|rubrik|overskrift|text|tekst|namn|navn|"
    r"dato|datum) "
    r"(?:her|här)\W*"
)
_UNSUBSCRIBE = re.compile(
    r"\b(?:afmeld|frameld|udmeld|avregistrera|avanmäl|avprenumerera|avmeld|avbeställ|opsig|unsubscribe)\w*\b|"
    r"\b(?:avsluta|säg upp|säga upp|stop|stoppa|ändra|ändre|administrer|hantera) (?:\w+ ){0,3}"
    r"(?:prenumeration\w*|abonnement\w*|utskick\w*|nyhetsbrev\w*|nyhedsbrev\w*)\b|"
    r"\b(?:vil|vill|önskar|önsker) du (?:ikke|inte) (?:längere |längre )?(?:ha|have|få|modta\w*|ta emot)\b|"
    r"\b(?:meld|anmäl) (?:dig|er) (?:fra|av|ifrån)\b"
)
_SENT_TO = re.compile(
    r"(?:detta|det här|dette|denne|den här|denna) (?:nyhetsbrev\w*|nyhedsbrev\w*|brev\w*|mail\w*|mejl\w*|"
    r"utskick\w*|"
    r"e-post\w*|e-mail\w*) (?:skickas|sendes|er sendt|har skickats|skickades|udsendes|går|kommer|"
    r"är skickat)\b.*"
)
# "Afmeld" alone may be said of a meeting.
_LETTER = re.compile(
    r"\b(?:nyhedsbrev\w*|nyhetsbrev\w*|mails?|mailen|mejl\w*|e-post\w*|utskick\w*|brev\w*|liste[n]?|"
    r"lista[n]?|"
    r"prenumer\w*|abonne\w*|kli[ck]\w*|tryck|tryk|länk\w*|link\w*|her|här|here)\b"
)
_RIGHTS = re.compile(
    r"©|\(c\) ?(?:19|20)\d\d|\b(?:all rights reserved|alle rettigheder|alla rättigheter|eftertryk|"
    r"eftertryck)\b|"
    r"\b(?:må|får|kan) (?:gerne |gärna |frit |fritt )*(?:gengives|citeres|kopieres|deles|citeras|återges|"
    r"kopieras|spridas)"
    r"\b.{0,40}\b(?:kilde|källa|kildeangivelse|källhänvisning|angivande)\w*|"
    r"\bcc[- ]by(?:-\w\w)*\b|\bcreative commons\b"
)
_WEB = re.compile(r"\b(?:org\.? ?(?:nr|nummer)|cvr(?:-nr)?)\b\.?:? ?[\d -]{6,}")
# What a page is about, among its last buttons.
_TAGS = re.compile(
    r"(?:emner|ämnen|nyckelord|nögleord|emneord|ämnesord|stikord|stickord|temaer|teman|kategorier|"
    r"läs mer om|läs mere om)"
    r"\s?:\s*[^.!?]{2,120}"
)
# Where a sender has its letter box: "Box 12, 123 45 Postort", "Storegade 1, 4000 By".
_ADDRESS = re.compile(
    r"\b(?:box|postbox|postboks|boks) \d+\b|\b\d{3} ?\d{2} [a-zåäö]{3,}|"
    r"\b(?:dk-)?\d{4} [a-zåäö]{3,}(?: [a-zåäö])?\W*$|"
    r"\b[a-zåäö]+(?:gatan|vägen|gränd|torget|gade|vej|allé|stræde|pladsen|plan) \d+"
)
_SENTENCE = re.compile(r"[a-zåäö]{3,}[.!?]\s+[a-zåäö]{2,} [a-zåäö]+ ")
_PRIZE = re.compile(
    r"(?=.*[!?])(?:tävla om|dyst om|delta i|deltag i|(?:vinn|vind) (?!og |och ))(?:\w+ ){0,4}?"
    r"\w*(?:biljett\w*|billet\w*|presentkort\w*|gavekort\w*|priser?|prämie\w*|tävling\w*|konkurrence\w*|"
    r"lodträkning\w*|utlottning\w*|böcker|böger|resa|rejse|exemplar|eksemplar\w*)\b.{0,160}"
)
# "Problem med att läsa mejlet? Läs i webbläsaren"
_BROWSER = re.compile(
    r"webbläsar|\bbrowser|\bonline\b|på nettet|på webben|på nätet|webversion|webbversion|\bweb\b"
)
_MAIL = re.compile(r"\b(?:mejl|mail|e-mail|e-post|brev|nyhedsbrev|nyhetsbrev|utskick|billeder|bilder)\w*\b")
_ANSWER = re.compile(r"(?:ja|nej|👍|👎|tumme upp|tumme ner|delvis|lite|ved ikke|vet inte|\s|/|\|)+")
_ASKED = re.compile(r".*\b(?:sidan|siden|informationen|indholdet|innehållet|artikeln|artiklen)\b.*\?")
_FOOT = frozenset({"menu or button", "share buttons"})
_BESIDE = frozenset({"related documents", "comment form"})


def notices(document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]) -> Iterable[int]:
    """Drafts' marks and instructions, and in the last lines notices of rights, addresses and subscriptions.

    An address is one only beside another line of a page's foot: in the text it may be where something is.
    """
    contents = [fold(short_content(document, line, _MAX_CHARS)) for line in lines]
    found: set[int] = set()
    for index, content in enumerate(contents):
        is_edge = index < _HEAD_LINES or index >= len(contents) - _HEAD_LINES
        if (content and (_INSTRUCTION.fullmatch(content) or (is_edge and _DRAFT.fullmatch(content)))) or (
            _PRIZE.fullmatch(content) and _stands_alone(document, lines, index)
        ):
            found.add(index)
    tail = range(max(len(contents) // 2, len(contents) - _TAIL_LINES), len(contents))
    found.update(index for index in tail if _is_notice(contents[index], index, len(contents)))
    head = range(min(_HEAD_LINES * 2, len(contents)))
    found.update(i for i in head if len(contents[i]) <= _MAX_FOOT_CHARS and _tells_to_browse(contents[i]))
    found.update(_answers(contents, found | set(dropped)))
    foot = {index for index, reason in dropped.items() if reason in _FOOT} | found
    for index in (*tail, *reversed(tail)):
        is_beside = index - 1 in foot or index + 1 in foot
        is_told = _SENTENCE.search(contents[index]) is not None
        if (
            is_beside
            and not is_told
            and (_ADDRESS.search(contents[index]) or _TAGS.fullmatch(contents[index]))
        ):
            found.add(index)
            foot.add(index)
    beside = foot | {index for index, reason in dropped.items() if reason in _BESIDE}
    found.update(_last_between(contents, tail, beside, foot | set(dropped)))
    found.update(_consent(contents, dropped))
    return sorted(found)


def _last_between(
    contents: Sequence[str], tail: Sequence[int], foot: Collection[int], gone: Collection[int]
) -> Iterable[int]:
    """Yield one short line among the last, where buttons and notices stand above and below it."""
    rest = [index for index in tail if index not in gone]
    last = rest[-1] if rest else len(contents)
    is_short = last < len(contents) and 0 < len(contents[last]) <= _MAX_FOOT_CHARS
    if is_short and last - 1 in foot and last + 1 in foot and last + 2 < len(contents):
        yield last


def _tells_to_browse(content: str) -> bool:
    return bool(_BROWSER.search(content) and _MAIL.search(content))


def _answers(contents: Sequence[str], gone: Collection[int]) -> Iterable[int]:
    """Yield "Ja" and "Nej" right under the question what readers think of a page."""
    is_asked = False
    for index, content in enumerate(contents):
        if index in gone:
            is_asked = _ASKED.fullmatch(content) is not None
        elif is_asked and content and _ANSWER.fullmatch(content):
            yield index
        else:
            is_asked = False


def _is_notice(content: str, index: int, n_lines: int) -> bool:
    if not content:
        return False
    is_last = index >= n_lines - _HEAD_LINES
    if _SENT_TO.fullmatch(content):
        return True
    ends_subscription = _UNSUBSCRIBE.search(content) and _LETTER.search(content)
    return bool(ends_subscription or _WEB.search(content) or (is_last and _RIGHTS.search(content)))


def _stands_alone(document: ParsedDocument, lines: Sequence[TextLine], index: int) -> bool:
    above = index == 0 or blank_line_between(document, lines[index - 1], lines[index])
    below = index + 1 == len(lines) or blank_line_between(document, lines[index], lines[index + 1])
    return above and below


def _consent(contents: Sequence[str], dropped: Mapping[int, str]) -> Iterable[int]:
    """Yield what stands between a notice of cookies and the buttons that answer it, at the top of a page."""
    first = next(
        (i for i in range(min(_CONSENT_LINES, len(contents))) if dropped.get(i) == "cookie notice"), None
    )
    if first is None:
        return
    last = next((i for i in range(first + 1, min(first + 4, len(contents))) if i in dropped), None)
    if last is not None and dropped[last] in {"menu or button", "cookie notice"}:
        yield from (i for i in range(first + 1, last) if contents[i])
