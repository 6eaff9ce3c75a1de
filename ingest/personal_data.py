"""Personal data found in text and masked: e-mail addresses, telephone and identity numbers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from kb.records import Language, ParsedDocument


class PersonalDataKind(StrEnum):
    """What is masked."""

    EMAIL = "email"
    PHONE = "phone"
    PERSONAL_NUMBER = "personal_number"  # Swedish, samordningsnummer included
    CPR_NUMBER = "cpr_number"  # Danish


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """One finding: ``text[start:end]``."""

    kind: PersonalDataKind
    start: int
    end: int


# (a) and [at] are written against collectors of addresses
_AT = r"(?:@|&#64;|\s?[(\[]\s?(?:at|snabel-?a|a)\s?[)\]]\s?)"
_AT_SIGN = re.compile(_AT, re.IGNORECASE)
_EMAIL = re.compile(
    rf"(?<![\w.+-])[^\W_](?:[\w.+'-]|"
    rf"\\_){{0,63}}{_AT}(?:[^\W_](?:[\w-]{{0,62}}[^\W_])?\.){{1,6}}[^\W\d_]{{2,24}}(?![\w@])",
    re.IGNORECASE,
)
# Not inside a word, a longer number, a date, a decimal or an address on the web
_START, _END = (
    r"(?<![\w@/=&?#§%.,:+-])(?<!\d )",
    r"(?![\w@/=%]|[-.,:]\d| ?(?:%|kr\b|kronor\b|kroner\b|SEK\b|DKK\b|EUR\b|euro\b|mkr\b|mio\b|mn\b|milj))",
)
_IDENTITY = re.compile(rf"{_START}(?P<digits>(?:19|20)?\d{{6}}[-+]?\d{{4}}){_END}")
_CPR = re.compile(rf"{_START}(?P<digits>\d{{6}}-\d{{4}}){_END}")
_CPR_LABELLED = re.compile(
    r"\b(?:cpr|cpr-?nr|cpr-?nummer|personnummer)\b[.:]{0,2}\s{0,3}(?:er\s)?(?P<digits>\d{6}[ -]?\d{4})"
    + _END,
    re.IGNORECASE,
)
_INTERNATIONAL = re.compile(
    r"(?<![\w@/=&.,:+-])(?<!\d )(?P<number>(?:\+|00)4[567](?:[ \u00a0]?\(0\))?(?:[ \u00a0./-]?\d){7,10})"
    + _END
)
_AREA_CODE = re.compile(
    rf"{_START}(?P<number>0\d{{1,3}} ?[-–/] ?(?:\d{{5,8}}|\d{{2,3}}(?: \d{{2,3}}){{1,3}})){_END}(?! \d)"
)
_MOBILE = re.compile(
    rf"{_START}(?P<number>07[02369]\d(?: ?\d{{2,3}}){{2,3}}|07[02369] \d{{3}} \d{{2}} \d{{2}}){_END}(?! \d)"
)
_DANISH = re.compile(
    rf"{_START}(?P<number>[2-9]\d(?P<gap>[ .-])\d\d(?P=gap)\d\d(?P=gap)\d\d|[2-9]\d{{3}} ?\d{{4}})"
    rf"{_END}(?! \d)"
)
# What somebody calls, right before the number: what stands between is neither a number nor masked already
_LABEL = (
    r"(?<!\[)\b(?:telefonnummer|telefonnr|telefon|phone|mobiltelefon|mobilnummer|mobilnr|mobil|mob|tel|tlf|"
    r"tfn"
    r"|tlfnr|fax|växel|vxl|sms)\b"
)
_LABELLED = re.compile(
    rf"{_LABEL}(?:\.|:|\s|nr\b|nummer\b|på\b|är\b|er\b|direkt\b|direkte\b|arbete\b|hem\b|privat\b|till\b|"
    rf"til\b|[(]){{0,8}}"
    r"(?P<number>(?:\+\d{1,3} ?)?\(?\d(?:[ \u00a0./()–-]{0,2}\d){5,12})" + _END.replace(r"[-.,:]\d|", ""),
    re.IGNORECASE,
)
# A Danish number has no mark of its own: something on its line must say that it is one
_CLUE = re.compile(
    rf"{_LABEL}|\b(?:ring|ringe|kontakt|kontakta|kontaktperson|kontaktpersoner|nås|træffes)\b|\b[tmp][.:]",
    re.IGNORECASE,
)
# "tlf. 40 12 34 56 / 40 12 34 57", and a number under an address: what goes before was found or is masked
_FOLLOWING = re.compile(r"(?:\[\[|(?:telefon|phone|e-post|e-mail)\])\s?(?:[/,;|]|eller|och|og|or)?\s?$")
_REFERENCE = re.compile(
    r"\b(?:dnr|diarienr|diarienummer|ärende|ärendenr|ärendenummer|j\.? ?nr|journalnr|journalnummer|sag|sags"
    r"|sagsnr|sagsnummer|cvr|cvr-nr|ean|p-nr|p-nummer|se-nr|org\.? ?nr|organisationsnummer|orgnr|bankgiro"
    r"|plusgiro|postgiro|giro|bg|pg|konto|kontonr|kontonummer|reg\.? ?nr|isbn|issn|swish|matr|matrikelnr"
    r"|faktura|fakturanr|ordernr|id|ref|dok|doknr|löpnr|bfe)\b[.: ]{0,3}$",
    re.IGNORECASE,
)
_HOURS = re.compile(r"\d{1,2}[.:]\d{2} ?[-–] ?\d{1,2}[.:]\d{2}")
_YEARS = re.compile(r"(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d")
_DATE = re.compile(
    r"(?:(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))(?![-./]?\d)"
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ .]\d{3})+")
_MAX_LINE_CHARS = 400  # a paragraph in one line is no line: a clue must stand near
_MASKED = "["
_ENDS = (". ", "! ", "? ")

# English words for documents in English, Nordic ones elsewhere; the numbers' own names are never translated
_LABELS: Mapping[PersonalDataKind, Mapping[Language, str]] = {
    PersonalDataKind.EMAIL: {Language.SWEDISH: "[e-post]", Language.NORWEGIAN: "[e-post]"},
    PersonalDataKind.PHONE: {Language.ENGLISH: "[phone]"},
}
_DEFAULT_LABELS = {
    PersonalDataKind.EMAIL: "[e-mail]",
    PersonalDataKind.PHONE: "[telefon]",
    PersonalDataKind.PERSONAL_NUMBER: "[personnummer]",
    PersonalDataKind.CPR_NUMBER: "[cpr-nummer]",
}


def find_personal_data(text: str) -> tuple[PersonalData, ...]:
    """Return what ``text`` holds of personal data, in order, not overlapping, none across lines.

    Names of persons are not looked for.
    """
    found: list[PersonalData] = []
    rest = text
    for _ in range(len(_FINDERS) + 1):
        # what was found is put out of sight, so that what stands beside it is seen for what it is
        step = [each for finder in _FINDERS for each in finder(rest)]
        taken = _without_overlaps(step)
        if not taken:
            break
        found.extend(taken)
        rest = _blanked(rest, taken)
    return tuple(sorted(found, key=lambda each: each.start))


def mask(text: str, found: Sequence[PersonalData], language: Language) -> str:
    """Return ``text`` with each finding replaced by what it was, such as "[e-post]"; nothing else changes."""
    parts: list[str] = []
    last = 0
    for each in found:
        parts += [text[last : each.start], _label(each.kind, language)]
        last = each.end
    return "".join([*parts, text[last:]])


def mask_document(
    document: ParsedDocument, *, language_of: Callable[[str], Language]
) -> tuple[ParsedDocument, dict[str, int]]:
    """Return a parsed document without personal data, and how many of each kind it had.

    Blocks, pages and furniture are moved with the text, so that every span still holds what it held. What
    the file states of itself is masked as well, but for its address on the web.

    Args:
        document: As parsed.
        language_of: Detects the language of a text; called only if something is found.
    """
    found = find_personal_data(document.text)
    stated = {name: find_personal_data(value) for name, value in document.stated.items() if name != "url"}
    kinds = Counter(
        each.kind.value for each in (*found, *(each for some in stated.values() for each in some))
    )
    if not kinds:
        return document, {}
    language = language_of(document.text)
    move = _moves(found, language)
    masked = replace(
        document,
        text=mask(document.text, found, language),
        blocks=tuple(replace(b, start=move(b.start), end=move(b.end)) for b in document.blocks),
        pages=tuple(replace(p, start=move(p.start), end=move(p.end)) for p in document.pages),
        furniture=tuple((move(start), move(end)) for start, end in document.furniture),
        stated={name: mask(value, stated.get(name, ()), language) for name, value in document.stated.items()},
    )
    return masked, dict(sorted(kinds.items()))


def _label(kind: PersonalDataKind, language: Language) -> str:
    return _LABELS.get(kind, {}).get(language, _DEFAULT_LABELS[kind])


def _moves(found: Sequence[PersonalData], language: Language) -> Callable[[int], int]:
    """Return a function from a place in the text to its place in the masked text.

    A place inside a finding moves to the end of what stands for it.
    """
    ends = [each.end for each in found]
    starts = [each.start for each in found]
    shifts = [0]
    for each in found:
        shifts.append(shifts[-1] + len(_label(each.kind, language)) - (each.end - each.start))

    def move(place: int) -> int:
        n_before = bisect_right(ends, place)
        if n_before < len(found) and starts[n_before] < place:
            return ends[n_before] + shifts[n_before + 1]
        return place + shifts[n_before]

    return move


def _emails(text: str) -> Iterator[PersonalData]:
    if not _AT_SIGN.search(text):
        return  # most texts, in half the time
    for match in _EMAIL.finditer(text):
        if "\n" not in match.group():
            yield PersonalData(kind=PersonalDataKind.EMAIL, start=match.start(), end=match.end())


def _identity_numbers(text: str) -> Iterator[PersonalData]:
    for match in _IDENTITY.finditer(text):
        digits = re.sub(r"\D", "", match["digits"])
        if _is_personal_number(digits) and not _is_reference(text, match.start()):
            yield _numbered(PersonalDataKind.PERSONAL_NUMBER, match)


def _cpr_numbers(text: str) -> Iterator[PersonalData]:
    for pattern in (_CPR, _CPR_LABELLED):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match["digits"])
            if _is_date(int(digits[4:6]), int(digits[2:4]), int(digits[:2])) and not _is_reference(
                text, match.start("digits")
            ):
                yield _numbered(PersonalDataKind.CPR_NUMBER, match)


def _phones(text: str) -> Iterator[PersonalData]:
    for pattern in (_INTERNATIONAL, _AREA_CODE, _MOBILE, _LABELLED):
        for match in pattern.finditer(text):
            number = match["number"]
            n_digits = sum(c.isdigit() for c in number)
            if (
                "\n" in number
                or _is_reference(text, match.start("number"))
                or n_digits < _MIN_DIGITS[pattern]
            ):
                continue
            if pattern is not _INTERNATIONAL and _is_other(number):
                continue
            if pattern is _LABELLED and _THOUSANDS.fullmatch(number):
                continue
            yield _numbered(PersonalDataKind.PHONE, match, "number")
    for match in _DANISH.finditer(text):
        if (
            _has_clue(text, match)
            and not _is_other(match["number"])
            and not _is_reference(text, match.start())
        ):
            yield _numbered(PersonalDataKind.PHONE, match, "number")


_MIN_DIGITS = {_INTERNATIONAL: 9, _AREA_CODE: 8, _MOBILE: 10, _LABELLED: 6}
_FINDERS: tuple[Callable[[str], Iterable[PersonalData]], ...] = (
    _emails,
    _identity_numbers,
    _cpr_numbers,
    _phones,
)


def _numbered(kind: PersonalDataKind, match: re.Match[str], group: str = "digits") -> PersonalData:
    return PersonalData(kind=kind, start=match.start(group), end=match.end(group))


def _is_other(number: str) -> bool:
    """Return whether digits are hours, years or a date."""
    bare = number.strip(" (")
    return any(pattern.match(bare) for pattern in (_HOURS, _YEARS, _DATE))


def _is_reference(text: str, start: int) -> bool:
    """Return whether the word before a number says that it belongs to a case, a firm or an account."""
    return _REFERENCE.search(text[max(0, start - 40) : start]) is not None


def _has_clue(text: str, match: re.Match[str]) -> bool:
    """Return whether something before a number on its line says that one can call it."""
    first = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _MAX_LINE_CHARS)
    before = text[first : match.start()]
    # in the same sentence, and after what is masked
    before = before[max(0, before.rfind(_MASKED), *(before.rfind(sign) + 1 for sign in _ENDS)) :]
    return (
        _CLUE.search(before) is not None
        or _FOLLOWING.search(text, max(0, match.start() - 20), match.start()) is not None
    )


def _is_personal_number(digits: str) -> bool:
    """Return whether ten or twelve digits are a Swedish personnummer or samordningsnummer.

    Source: Skatteverket, SKV 704: the day is 60 higher in a samordningsnummer, the last digit is Luhn's.
    """
    year = int(digits[:4]) if len(digits) == 12 else int(digits[:2])
    short = digits[-10:]
    day = int(short[4:6])
    if not _is_date(year, int(short[2:4]), day - 60 if day > 60 else day):
        return False
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(short))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _is_date(year: int, month: int, day: int) -> bool:
    """Return whether there is such a day; a year of two digits is of any century."""
    for full in [year] if year > 99 else [1900 + year, 2000 + year]:
        try:
            date(full, month, day)
        except ValueError:
            continue
        return True
    return False


def _without_overlaps(found: Iterable[PersonalData]) -> list[PersonalData]:
    """Return findings that do not overlap: the first to begin, then the longest, then the first kind."""
    kept: list[PersonalData] = []
    for each in sorted(
        found, key=lambda each: (each.start, -each.end, list(PersonalDataKind).index(each.kind))
    ):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _blanked(text: str, found: Iterable[PersonalData]) -> str:
    signs = list(text)
    for each in found:
        signs[each.start : each.end] = _MASKED * (each.end - each.start)
    return "".join(signs)
