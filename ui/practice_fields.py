"""What is told of an entry, field by field: quotes, and beside them what is meant in the page's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kb.entries import Entry
from kb.i18n import Catalogue
from kb.practices import PracticeField, Quote
from ui.entry_markup import quote_html
from ui.markup import escape
from ui.shell import Shell

# As an official reads it: what it was about, what was done, what it took, what came of it.
FIELD_ORDER: Sequence[PracticeField] = (
    PracticeField.PROBLEM,
    PracticeField.AIM,
    PracticeField.METHOD,
    PracticeField.TARGET_GROUPS,
    PracticeField.SCALE,
    PracticeField.PERIOD,
    PracticeField.STATUS,
    PracticeField.PARTICIPATION,
    PracticeField.PARTNERS,
    PracticeField.RESOURCES,
    PracticeField.OUTCOMES,
    PracticeField.EVIDENCE,
    PracticeField.DIRECTION,
    PracticeField.SUCCESS_FACTORS,
    PracticeField.LESSONS,
    PracticeField.PRECONDITIONS,
    PracticeField.CONTACT,
)
_TERMS = {
    PracticeField.TARGET_GROUPS: "target_group",
    PracticeField.STATUS: "status",
    PracticeField.PARTICIPATION: "participation",
    PracticeField.DIRECTION: "direction",
    PracticeField.LESSONS: "lesson",
}
_MONEY = re.compile(r"(\d{1,15})(?:-(\d{1,15}))? ([A-Z]{3})(/year)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,15})(?:-(\d{1,15}))?", re.ASCII)


def field_name(field: PracticeField, catalogue: Catalogue) -> str:
    """Return what a field is called."""
    return catalogue.text(f"field.{field.value}")


def in_sentence(names: Iterable[str]) -> str:
    """Return the names of fields as they stand within a sentence."""
    return ", ".join(name[:1].lower() + name[1:] for name in names)


def quotes_of(field: PracticeField, entry: Entry, shell: Shell, *, with_codes: bool = True) -> str:
    """Return the quotes of a field with their sources, and above each what it means; "" without any."""
    parts = []
    for quote, codes in _by_words(entry.fields.get(field, ())):
        meant = [code_text(field, code, shell.catalogue) for code in codes] if with_codes else []
        label = f'<p class="mb-meant">{escape(", ".join(dict.fromkeys(meant)))}</p>' if meant else ""
        parts.append(label + quote_html(quote, entry, shell))
    return "".join(parts)


def _by_words(quotes: Sequence[Quote]) -> list[tuple[Quote, list[str]]]:
    """Return each stretch of words once, with all that it means."""
    found: dict[tuple[int, int, int, str], tuple[Quote, list[str]]] = {}
    for quote in quotes:
        place = (quote.document_id, quote.start, quote.end, quote.text)
        _, codes = found.setdefault(place, (quote, []))
        if quote.code is not None:
            codes.append(quote.code)
    return list(found.values())


def code_text(field: PracticeField, code: str, catalogue: Catalogue) -> str:
    """Return what a code says in words; one that is not understood is shown as it is."""
    if field in _TERMS:
        key = f"{_TERMS[field]}.{code}"
        return str(catalogue.text(key)) if key in catalogue.texts else code
    if field is PracticeField.RESOURCES:
        return _money(code, catalogue)
    if field is PracticeField.SCALE:
        return _persons(code, catalogue)
    if field is PracticeField.PERIOD:
        return _period(code, catalogue)
    return code


def _money(code: str, catalogue: Catalogue) -> str:
    match = _MONEY.fullmatch(code)
    if match is None:
        return code
    amount = _range(match[1], match[2], catalogue)
    if match[4]:
        return catalogue.text("code.money_year", amount=amount, currency=match[3])
    return catalogue.text("code.money", amount=amount, currency=match[3])


def _persons(code: str, catalogue: Catalogue) -> str:
    match = _NUMBERS.fullmatch(code)
    if match is None:
        return code
    last = int(match[2] or match[1])
    return catalogue.text("code.persons", count=last, number=_range(match[1], match[2], catalogue))


def _period(code: str, catalogue: Catalogue) -> str:
    first, _, last = code.partition("/")
    if last == "..":
        return catalogue.text("code.since", first=catalogue.date(first))
    if not last or last == first:
        return catalogue.date(first)
    return catalogue.text("code.between", first=catalogue.date(first), last=catalogue.date(last))


def _range(first: str, last: str | None, catalogue: Catalogue) -> str:
    numbers = [catalogue.number(int(each)) for each in (first, last) if each]
    return "–".join(dict.fromkeys(numbers))
