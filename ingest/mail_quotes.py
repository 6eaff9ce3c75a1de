"""What stands around the text of a mail: what it answers to, and signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_QUOTED = re.compile(r"[ \t]*>")
# "Den 12 maj 2017 kl. 10:12 skrev Anna <…>:", "On … wrote:", over one or two lines
_WROTE = re.compile(
    r"(?:den|on|am|på|\d{1,4}[-/. ]|(?:mån|tis|ons|tors?|fre|lör|sön|man|tirs|lør|søn)\w*\b).{0,200}"
    r"\b(?:skrev|wrote|schrieb)\b.{0,200}:",
    re.IGNORECASE,
)
_CLOCK_OR_ADDRESS = re.compile(r"\d{1,2}[:.]\d\d\b|@")
_ORIGINAL = re.compile(
    r"[-_ ]*(?:ursprungligt meddelande|originalmeddelande|oprindelig meddelelse|opprinnelig melding"
    r"|original message|ursprungligt brev)[-_ ]*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\W{0,3}(?:från|fra|from)\W{0,3}:\W{0,3} ?\S", re.IGNORECASE)
_FIELD = re.compile(
    r"\W{0,3}(?:skickat|sendt|sent|datum|dato|date|till|til|to|kopia|cc|ämne|emne|subject)\W{0,3}:",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-_]{5,}")
_FORWARDED_SUBJECT = re.compile(r"\s*(?:vb|vs|vidarebefordrat|videresendt|fwd?|wg)\s*:", re.IGNORECASE)
_DASHES = re.compile(r"--[ \t]?")
_SIGN_OFF = re.compile(
    r"(?:(?:med )?(?:vänliga?|bästa|varma|hjärtliga|soliga) hälsning(?:ar)?|hälsningar|hälsn|vänligen|"
    r"med (?:venlig|vennlig|kærlig|mange) hilsen|med (?:venlige|bedste) hilsner|"
    r"(?:(?:de|mange|bedste|venlige?|kærlige?) )*hilsen|(?:(?:de|mange|bedste|venlige|kærlige) )+hilsner|"
    r"m\.?v\.?h\.?|v\.?h\.?|b\.?h\.?|(?:kind|best|warm) regards|regards|sincerely)"
    r"[,.!]?(?: ?[/,]? ?[^\W\d_][\w.-]*){0,3}[,.!]?",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"(?:skickat från|sendt fra|sent from|hämta outlook|hent outlook|get outlook)\b.{0,60}", re.IGNORECASE
)
_GREETING = re.compile(
    r"(?:hej|hejsan|tjena|halloj|hallå|godmorgon|god ?dag|bästa|kära?|kære|goddag|hi|hello|dear)\b"
    r"(?: [^\W\d_][\w.-]*){0,3} ?[!,.]?",
    re.IGNORECASE,
)
_MAX_SIGNATURE_LINES = 15
_MAX_SIGNATURE_CHARS = 90
_FIELD_LINES = 5


@dataclass(frozen=True, slots=True)
class _MailLine:
    start: int
    end: int
    content: str


def find_quotes(text: str, *, subject: str) -> list[tuple[int, int]]:
    """Return the spans of a mail's text that hold quoted mails, the greeting and signatures, in order.

    A forwarded mail is no quotation: somebody sent it for its text. Where nothing would be left, nothing is
    cut.

    Args:
        text: The body, with one line a line.
        subject: As the mail states it: whether it is forwarded shows there.
    """
    lines = _lines(text)
    is_cut = [bool(_QUOTED.match(line.content)) for line in lines]
    own_end = len(lines)
    is_forwarded = bool(_FORWARDED_SUBJECT.match(subject))
    for index in range(len(lines)):
        n_mark = 0 if is_cut[index] else _mark(lines, index, is_forwarded=is_forwarded)
        if n_mark == 0:
            continue
        is_cut[index : index + n_mark] = [True] * n_mark
        following = next((i for i in range(index + n_mark, len(lines)) if lines[i].content.strip()), None)
        if following is None or not is_cut[following]:
            # nothing marks where the quotation ends: it goes on to the end of the mail
            is_cut[index:] = [True] * (len(lines) - index)
            own_end = index
            break
    first = next((index for index, line in enumerate(lines) if line.content.strip()), None)
    if first is not None and _GREETING.fullmatch(lines[first].content.strip()):
        is_cut[first] = True
    for index in _signature(lines, is_cut, own_end):
        is_cut[index] = True
    if not any(c.isalnum() for line, cut in zip(lines, is_cut, strict=True) if not cut for c in line.content):
        return []
    return _spans(lines, is_cut)


def _lines(text: str) -> list[_MailLine]:
    lines, start = [], 0
    for content in text.split("\n"):
        lines.append(_MailLine(start, start + len(content), content))
        start += len(content) + 1
    return lines


def _mark(lines: Sequence[_MailLine], index: int, *, is_forwarded: bool) -> int:
    """Return how many lines from ``index`` say that a mail is quoted from here on; 0 if none does."""
    content = lines[index].content.strip()
    if not content:
        return 0
    for n_lines in (1, 2):
        joined = " ".join(line.content.strip() for line in lines[index : index + n_lines])
        if _WROTE.fullmatch(joined):
            following = next((line for line in lines[index + n_lines :] if line.content.strip()), None)
            is_quoted = following is not None and bool(_QUOTED.match(following.content))
            return n_lines if is_quoted or _CLOCK_OR_ADDRESS.search(joined) else 0
    if is_forwarded:
        return 0
    if len(content) < 80 and _ORIGINAL.fullmatch(content):
        return 1
    if _RULE.fullmatch(content) and index + 1 < len(lines):
        return 2 if _is_head(lines, index + 1) else 0
    return 1 if _is_head(lines, index) else 0


def _is_head(lines: Sequence[_MailLine], index: int) -> bool:
    """Return whether the lines from ``index`` are the head of a mail: From with two other fields under it."""
    if not _FROM.match(lines[index].content.strip()):
        return False
    below = [line.content.strip() for line in lines[index + 1 : index + 1 + 2 * _FIELD_LINES]]
    return sum(bool(_FIELD.match(content)) for content in [c for c in below if c][:_FIELD_LINES]) >= 2


def _signature(lines: Sequence[_MailLine], is_cut: Sequence[bool], end: int) -> list[int]:
    """Return the lines of the signature: from its mark to the end or to what is quoted."""
    cut = [index for index in range(end) if _SENT_FROM.fullmatch(lines[index].content.strip())]
    own = [index for index in range(end) if not is_cut[index] and lines[index].content.strip()]
    quoted = next((index for index in range(own[-1] if own else 0, end) if is_cut[index]), end)
    filled = [index for index in range(quoted) if lines[index].content.strip()]
    for index in filled[-_MAX_SIGNATURE_LINES:]:
        content = lines[index].content
        if is_cut[index] or not (_DASHES.fullmatch(content) or _SIGN_OFF.fullmatch(content.strip())):
            continue
        if all(len(lines[i].content) <= _MAX_SIGNATURE_CHARS for i in filled if i >= index):
            return [*cut, *range(index, quoted)]
    return cut


def _spans(lines: Sequence[_MailLine], is_cut: Sequence[bool]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    before = False
    for line, cut in zip(lines, is_cut, strict=True):
        if cut and before:
            spans[-1] = (spans[-1][0], line.end)
        elif cut:
            spans.append((line.start, line.end))
        before = cut
    return [(start, end) for start, end in spans if end > start]
