"""Fields of templates that nobody filled in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.page_chrome import is_control
from ingest.page_symbols import is_empty_place
from ingest.text_line import TextLine, blank_line_between, short_content
from kb.records import BlockKind, ParsedDocument
from kb.text import fold

_MAX_LABEL_CHARS = 80
_FIRST_LINES = 3
_MIN_AGAIN = 3  # times that a label comes with a value
_MIN_LABELS = 2
_FIELD = re.compile(r"(?P<label>[^\W\d_][^.:!?\n]{1,40}):[ \t]*(?P<value>.*)", re.DOTALL)
# What stands for a value that nobody wrote: all words from one list, one of them from the other.
_DENIALS = frozenset(
    "ej inte ikke icke ingen inget intet inga tom tomt tomma tomme blank blankt saknas mangler na tba tbd "
    "tbc xx xxx".split()
)
_OF_VALUES = frozenset(
    "ifyllt ifylld ifyllda utfyllt utfylld angivet angivit angett angiven angivna anført oplyst opgivet "
    "uppgivet udfyldt noteret noterat noterade nedskrevet nedtecknat antecknat antecknats registreret "
    "registrerat besvaret besvarat svarat skrevet skrivet skrivits indtastet inmatat valgt valt uppgift "
    "uppgifter oplysning oplysninger svar tekst text värde værdi data anteckning anteckningar notat notater "
    "noter bemærkninger er är har blivit blev fält felt fältet feltet ännu endnu än".split()
)
_LATER = re.compile(
    r"(?:kommer|följer|følger|kompletteras|udfyldes|fylls i|indsættes|läggs in|tilføjes) (?:senare|senere)"
)
_SAID_ALONE = frozenset("tom tomt blank blankt saknas mangler na tba tbd tbc xx xxx".split())
_MAX_NOTHING_CHARS = 40
_SIGNATURE = re.compile(r"[^\n]{3,60}(?::?\s*_{3,}\.?|:\s*(?:\.{4,}|…{2,}))")
# "Ordförande ..........", "Sekreterare ______ Paragrafer 11-14"; of a list of contents only a number follows.
_TO_SIGN = re.compile(r"[^\W\d_][^\n.:_]{2,40}\s*(?:\.{8,}|_{5,}|…{3,})(?!\s*\d+$).{0,40}")
_SIGNED = re.compile(
    r"(?:\s*\b(?:(?:justera\w+|ordförandens?|sekreterarens?|formandens?|ordstyrerens?|referentens?|"
    r"protokollsjusterarens?)?\s?"
    r"(?:sign(?:atur(?:er)?)?\.?|underskrift(?:er)?|initialer|namnteckning(?:ar)?)|utdragsbestyrkande|"
    r"bestyrkes)\s*:?)+",
    re.IGNORECASE,
)
_DASHED = re.compile(r"[^\W\d_][^.:!?\n]{1,60}[?:]\s*[-–—]+")
_DASH = re.compile(r"[-–—•*·…]+")
_BARE = re.compile(r"[-–—•*·…?\s]+")
_COUNTED = re.compile(r"(?P<word>[^\W\d]{3,}) \d{1,2}(?:[.:]|\s[-–]) ?\S")
_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?|§ ?\d+)\s+")


def says_nothing(content: str) -> bool:
    """Tell whether a short value says that there is none: "–", "(tom)", "Ej ifyllt", "?"; "Inga" is one."""
    if len(content) > _MAX_NOTHING_CHARS:
        return False
    if not any(character.isalnum() for character in content):
        return not content.strip("-–—•*·.…_/?() \t")
    folded = fold(content)
    words = re.findall(r"[^\W_]+", folded.replace("/", ""))
    is_bracketed = content[0] in "([<{" and content[-1] in ")]>}"
    if _LATER.fullmatch(" ".join(words)):
        return True
    if not any(word in _DENIALS for word in words):
        return False
    if len(words) == 1:
        return is_bracketed or words[0] in _SAID_ALONE
    return all(word in _DENIALS or word in _OF_VALUES for word in words)


@dataclass(frozen=True, slots=True)
class _Form:
    """A document as a form: its lines, and what is known of its labels and headings."""

    document: ParsedDocument
    lines: Sequence[TextLine]
    contents: Sequence[str]
    dropped: Mapping[int, str]
    counts: Mapping[str, int]  # of each line
    headings: Mapping[str, int]  # of each short line, without its number
    counted: Mapping[str, int]  # of each word that a number follows: "Samtal 4. Vad händer nu?"
    labels: Mapping[str, int]  # how often a label has a value on its line
    filled: Mapping[str, int]  # how often text stands right under a line that comes again
    first: Mapping[str, int]  # where a line comes first

    def is_apart(self, index: int) -> bool:
        """Tell whether a blank line stands under a line."""
        return blank_line_between(self.document, self.lines[index], self.lines[index + 1])


def empty_fields(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Labels with nothing after them, and headings of a template with nothing or a dash under them."""
    form = _read_form(document, lines, dropped)
    for index, content in enumerate(form.contents):
        if not content or len(content) > _MAX_LABEL_CHARS or index in dropped:
            continue
        if _BARE.fullmatch(content) or is_empty_place(content) or _is_nothing_below(form, index):
            yield index  # a dash alone says that there is nothing
        elif (
            _is_empty_label(form, index)
            or _ends_fields(form, index)
            or _is_left_empty(form, index)
            or _is_empty_heading(form, index)
        ):
            yield index


def _read_form(document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]) -> _Form:
    contents = [short_content(document, line) for line in lines]
    first: dict[str, int] = {}
    filled: Counter[str] = Counter()
    counts = Counter(contents)
    for index, content in enumerate(contents):
        first.setdefault(content, index)
        if counts[content] > 1 and _is_filled(document, lines, index):
            filled[content] += 1
    fields = (_FIELD.fullmatch(content) for content in contents)
    return _Form(
        document=document,
        lines=lines,
        contents=contents,
        dropped=dropped,
        counts=counts,
        headings=Counter(_heading(content) for content in contents if len(content) <= _MAX_LABEL_CHARS),
        counted=Counter(_counted_word(content) for content in contents),
        labels=Counter(fold(each["label"]) for each in fields if each and not says_nothing(each["value"])),
        filled=filled,
        first=first,
    )


def _heading(content: str) -> str:
    return fold(_NUMBER.sub("", content))


def _counted_word(content: str) -> str:
    match = _COUNTED.match(content) if len(content) <= _MAX_LABEL_CHARS else None
    return fold(match["word"]) if match else ""


def _comes_again(form: _Form, content: str) -> bool:
    """Tell whether a line heads several parts of a template, word for word or with a number that grows."""
    word = _counted_word(content)
    return form.headings[_heading(content)] > 1 or (bool(word) and form.counted[word] >= _MIN_AGAIN)


def _is_nothing_below(form: _Form, index: int) -> bool:
    """Tell whether a line in words says that there is nothing, right under what it answers."""
    content = form.contents[index]
    if not says_nothing(content) or index == 0 or form.lines[index].kind is BlockKind.ROW:
        return False
    above = form.contents[index - 1]
    return 0 < len(above) <= _MAX_LABEL_CHARS and above[-1] not in ".," and not form.is_apart(index - 1)


def _ends_fields(form: _Form, index: int) -> bool:
    """Return whether a label without a value ends a run of fields, or only a button stands under it.

    In a form whose labels come again a blank line is enough: there values stand right after their labels.
    """
    match = _FIELD.fullmatch(form.contents[index])
    if match is None or match["value"].strip() or index + 1 == len(form.lines):
        return False
    if is_control(form.contents[index + 1]):
        return True
    is_over = index + 1 in form.dropped or form.lines[index + 1].kind is BlockKind.HEADING
    if not form.is_apart(index):
        return index + 1 in form.dropped and _is_form(form)
    return (is_over or _is_form(form)) and _is_among_fields(form.contents, index)


def _is_form(form: _Form) -> bool:
    """Tell whether labels come again with their values, as in a list of examples."""
    return sum(n >= _MIN_AGAIN for n in form.labels.values()) >= _MIN_LABELS


def _is_left_empty(form: _Form, index: int) -> bool:
    """Return whether a heading has a blank line and another heading under it, elsewhere text or a dash."""
    content = form.contents[index]
    is_label = form.lines[index].kind is BlockKind.HEADING or content[-1] == ":"
    if form.counts[content] < 2 or not is_label or index + 1 == len(form.lines):
        return False
    following = form.contents[index + 1]
    if form.lines[index + 1].kind is not BlockKind.HEADING or form.first[following] < index:
        return False
    return form.is_apart(index) and form.filled[content] > 1


def _is_filled(document: ParsedDocument, lines: Sequence[TextLine], index: int) -> bool:
    """Return whether text stands right under a line, or a dash for nothing."""
    if index + 1 == len(lines):
        return True  # a dash after the last line is no line
    between = document.text[lines[index].end : lines[index + 1].start]
    return between.count("\n") < 2 or _BARE.fullmatch(between.strip() or "x") is not None


def _is_empty_label(form: _Form, index: int) -> bool:
    content = form.contents[index]
    if any(each.fullmatch(content) for each in (_SIGNATURE, _DASHED, _TO_SIGN, _SIGNED)):
        return True
    match = _FIELD.fullmatch(content)
    if match is None or not says_nothing(match["value"]):
        return False
    value = match["value"].strip()
    if any(character.isalpha() for character in value):
        return True  # it says so in words
    is_empty_throughout = _is_among_fields(form.contents, index) and form.counts[content] > 1
    if not form.labels[fold(match["label"])] and not is_empty_throughout:
        return not value and _leads_to_known(form, index)
    if value or index + 1 == len(form.lines):
        return True
    following = form.contents[index + 1]
    # what stands right under the label may be its value
    return form.is_apart(index) or bool(_FIELD.fullmatch(following)) or is_control(following)


def _leads_to_known(form: _Form, index: int) -> bool:
    """Tell whether a label that never has a value stands right above one that has it again and again."""
    following = _FIELD.fullmatch(form.contents[index + 1]) if index + 1 < len(form.lines) else None
    is_known = following is not None and form.labels[fold(following["label"])] >= _MIN_AGAIN
    return is_known and _is_form(form) and not form.is_apart(index)


def _is_among_fields(contents: Sequence[str], index: int) -> bool:
    return index > 0 and _FIELD.fullmatch(contents[index - 1]) is not None


def _is_empty_heading(form: _Form, index: int) -> bool:
    content = form.contents[index]
    match = _FIELD.fullmatch(content)
    if match is not None and match["value"].strip():
        return False
    is_item = form.lines[index].kind is BlockKind.BULLET and not _NUMBER.match(content)
    following = index + 1
    if following < len(form.lines) and not is_item and _answers_nothing(form, index):
        return True
    if content[-1] in ".,;" or is_item or form.lines[index].kind is BlockKind.ROW:
        return False
    end = form.lines[following].start if following < len(form.lines) else len(form.document.text)
    between = form.document.text[form.lines[index].end : end].strip()
    if between and _DASH.fullmatch(between):
        return True  # a dash, and then another heading
    if form.headings[_heading(content)] < 2 or index < _FIRST_LINES:
        return False  # the first lines name the document, and its headers may do so again
    while following < len(form.lines) and following in form.dropped:
        following += 1
    if following == len(form.lines):
        return form.filled[content] > 1  # a decision too may come again, with nothing under it
    other = form.contents[following]
    return bool(other) and _comes_again(form, other) and fold(other) != fold(content)


def _answers_nothing(form: _Form, index: int) -> bool:
    """Tell whether under a line stands a dash, or words for nothing with no blank line between."""
    following = form.contents[index + 1]
    return bool(following) and (_BARE.fullmatch(following) is not None or _is_nothing_below(form, index + 1))
