"""What is stated of files that are handed in, checked before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kb.batch_problems import bad_value, contact_is_person, no_title, title_of_all, too_long, unknown_fact
from kb.batches import MAX_BATCH_TITLE, MAX_FACT
from kb.errors import InputError
from kb.gazetteer import load_gazetteer
from kb.records import DocumentType
from kb.taxonomy import load_taxonomy
from kb.text import one_line, to_nfc, without_invisible

FACTS: tuple[str, ...] = (
    "title",
    "event",
    "date",
    "place",
    "venue",
    "licence",
    "contact",
    "language",
    "municipalities",
    "themes",
    "type",
    "organisation",
    "authors",
    "url",
)
"""What can be stated, by the keys of ingest.stated."""


def check_facts(facts: Mapping[str, str], *, of_batch: bool) -> dict[str, str]:
    """Return what is stated without what is empty; lists are joined with "; ".

    Raises:
        BatchError: A fact is unknown, too long or cannot be understood, or a contact names a person.
    """
    clean: dict[str, str] = {}
    for name, value in facts.items():
        if name not in FACTS:
            raise unknown_fact(name, ", ".join(FACTS))
        text = one_line(without_invisible(to_nfc(value)), max_chars=len(value) + 1)
        if not text:
            continue
        if len(text) > MAX_FACT:
            raise too_long(name, MAX_FACT)
        check = _CHECKS.get(name)
        clean[name] = check(text) if check is not None else text
    if of_batch and "title" in clean:
        raise title_of_all()
    return clean


def clean_title(title: str) -> str:
    """Return the title of a batch on one line.

    Raises:
        BatchError: There is none, or it is too long.
    """
    clean = one_line(without_invisible(to_nfc(title)), max_chars=len(title) + 1)
    if not clean:
        raise no_title()
    if len(clean) > MAX_BATCH_TITLE:
        raise too_long("title", MAX_BATCH_TITLE)
    return clean


def _date(value: str) -> str:
    from ingest.dates import normalise_date

    found = normalise_date(value)
    if found is None:
        raise bad_value("date", value, "Write a date such as 2026-11-23, 2026-11 or 2026.")
    return found


def _language(value: str) -> str:
    if value.casefold() not in {"sv", "da", "nb", "no", "nn", "en"}:
        raise bad_value("language", value, "Give one of sv, da, nb and en.")
    return value.casefold()


def _type(value: str) -> str:
    from ingest.metadata import is_stated_type

    if not is_stated_type(value):
        raise bad_value("type", value, f"Give one of {', '.join(kind.value for kind in DocumentType)}.")
    return value


def _url(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise bad_value("url", value, "An address begins with https:// or http://.")
    return value


def _contact(value: str) -> str:
    from ingest.contacts import names_a_person

    if names_a_person(value):
        raise contact_is_person(value)
    return value


def _resolved(name: str, resolve: Callable[[str], object]) -> Callable[[str], str]:
    def check(value: str) -> str:
        parts: Sequence[str] = [part.strip() for part in value.split(";") if part.strip()]
        for part in parts:
            try:
                resolve(part)
            except InputError as error:
                raise bad_value(name, part, str(error)) from error
        return "; ".join(parts)

    return check


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "date": _date,
    "language": _language,
    "type": _type,
    "url": _url,
    "contact": _contact,
    "municipalities": _resolved("municipalities", lambda text: load_gazetteer().resolve(text)),
    "themes": _resolved("themes", lambda text: load_taxonomy().resolve(text)),
}
