"""Practices that turn out to be one: what a part brings to another, and how it is taken out again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from kb.curation import quote_key
from kb.curation_fields import in_order
from kb.practice_json_state import Json, quote_from_json, quote_to_json, with_quotes
from kb.practices import CuratorText, PracticeDraft, PracticeField, Quote
from kb.records import Language

_Value = TypeVar("_Value")
_RESTED_ON = (PracticeField.TITLE, PracticeField.SUMMARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a practice has from a part alone."""

    passages: tuple[Quote, ...] = ()
    fields: tuple[tuple[PracticeField, Quote], ...] = ()
    texts: tuple[CuratorText, ...] = ()
    keys: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    name: str | None = None


def merged(target: PracticeDraft, part: PracticeDraft) -> tuple[PracticeDraft, Brought]:
    """Return a practice with what a part tells that it does not, and what that is."""
    texts = _new_texts(target, part)
    # what a title or summary rests on comes with it
    written = {each.field for each in texts} | _told_alike(target, part)
    brought = Brought(
        passages=_new(target.passages, part.passages),
        fields=tuple(
            (name, quote)
            for name, quotes in part.fields.items()
            if name not in _RESTED_ON or name in written
            for quote in _new(target.fields.get(name, ()), quotes)
        ),
        texts=texts,
        keys=part.keys,
        municipalities=_missing(target.municipalities, part.municipalities),
        countries=_missing(target.countries, part.countries),
        name=part.name if target.name is None else None,
    )
    return _with(target, brought), brought


def split(
    target: PracticeDraft, brought: Brought, rest: Sequence[tuple[PracticeDraft, Brought]]
) -> tuple[PracticeDraft, list[Brought]]:
    """Return a practice without what a part brought, and what the other parts have brought then.

    Args:
        target: The practice as it is now.
        brought: What it has from the part.
        rest: The parts that stay, with what they brought: what they tell as well is theirs from now on.
    """
    handed: list[Brought] = []
    for draft, own in rest:
        theirs = _shared(brought, draft, target)
        brought = _less(brought, theirs)
        handed.append(_more(own, theirs))
    return _without(target, brought), handed


def _with(target: PracticeDraft, brought: Brought) -> PracticeDraft:
    draft = replace(
        target,
        keys=tuple(sorted({*target.keys, *brought.keys})),
        name=target.name if target.name is not None else brought.name,
        municipalities=(*target.municipalities, *brought.municipalities),
        countries=(*target.countries, *brought.countries),
        passages=in_order(target.passages, brought.passages),
        texts=tuple(sorted((*target.texts, *brought.texts), key=lambda each: (each.field, each.language))),
    )
    for name in dict.fromkeys(name for name, _ in brought.fields):
        new = [quote for each, quote in brought.fields if each is name]
        draft = with_quotes(draft, name, (*draft.fields.get(name, ()), *new))
    return draft


def _without(target: PracticeDraft, brought: Brought) -> PracticeDraft:
    gone = set(map(quote_key, brought.passages))
    draft = replace(
        target,
        keys=tuple(key for key in target.keys if key not in brought.keys),
        name=None if brought.name is not None and target.name == brought.name else target.name,
        passages=tuple(each for each in target.passages if quote_key(each) not in gone),
        texts=tuple(each for each in target.texts if each not in brought.texts),
    )
    for name in dict.fromkeys(name for name, _ in brought.fields):
        out = {quote_key(quote) for each, quote in brought.fields if each is name}
        kept = [quote for quote in target.fields.get(name, ()) if quote_key(quote) not in out]
        draft = with_quotes(draft, name, kept)
    # what a curator has quoted since stays, whoever brought the place first
    quoted = {quote.code for quote in draft.fields.get(PracticeField.MUNICIPALITIES, ())}
    places = [each for each in draft.municipalities if each in quoted or each not in brought.municipalities]
    of_places = {each[:2] for each in places}
    countries = [each for each in draft.countries if each in of_places or each not in brought.countries]
    return replace(draft, municipalities=tuple(places), countries=tuple(countries))


def _shared(brought: Brought, draft: PracticeDraft, target: PracticeDraft) -> Brought:
    """Return what of a part's another tells as well."""
    written = _told_alike(target, draft)
    passages = set(map(quote_key, draft.passages))
    fields = {name: set(map(quote_key, quotes)) for name, quotes in draft.fields.items()}
    return Brought(
        passages=tuple(each for each in brought.passages if quote_key(each) in passages),
        fields=tuple(
            (name, quote)
            for name, quote in brought.fields
            if quote_key(quote) in fields.get(name, ()) and (name not in _RESTED_ON or name in written)
        ),
        texts=tuple(each for each in brought.texts if each in draft.texts),
        municipalities=tuple(each for each in brought.municipalities if each in draft.municipalities),
        countries=tuple(each for each in brought.countries if each in draft.countries),
        name=brought.name if brought.name == draft.name else None,
    )


def _told_alike(target: PracticeDraft, part: PracticeDraft) -> set[PracticeField]:
    return {each.field for each in part.texts if each in target.texts}


def _less(brought: Brought, theirs: Brought) -> Brought:
    return Brought(
        passages=tuple(each for each in brought.passages if each not in theirs.passages),
        fields=tuple(each for each in brought.fields if each not in theirs.fields),
        texts=_missing(theirs.texts, brought.texts),
        keys=brought.keys,
        municipalities=_missing(theirs.municipalities, brought.municipalities),
        countries=_missing(theirs.countries, brought.countries),
        name=None if theirs.name is not None else brought.name,
    )


def _more(own: Brought, theirs: Brought) -> Brought:
    return Brought(
        passages=(*own.passages, *theirs.passages),
        fields=(*own.fields, *theirs.fields),
        texts=(*own.texts, *theirs.texts),
        keys=own.keys,
        municipalities=(*own.municipalities, *theirs.municipalities),
        countries=(*own.countries, *theirs.countries),
        name=own.name if own.name is not None else theirs.name,
    )


def _new(known: Sequence[Quote], quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    keys = set(map(quote_key, known))
    return tuple({quote_key(each): each for each in quotes if quote_key(each) not in keys}.values())


def _new_texts(target: PracticeDraft, part: PracticeDraft) -> tuple[CuratorText, ...]:
    known = {(each.field, each.language) for each in target.texts}
    known.add((PracticeField.TITLE, target.language))
    return tuple(each for each in part.texts if (each.field, each.language) not in known)


def _missing(known: Sequence[_Value], values: Sequence[_Value]) -> tuple[_Value, ...]:
    return tuple(dict.fromkeys(each for each in values if each not in known))


def brought_to_json(brought: Brought) -> Json:
    """Return what a part brought as JSON."""
    return {
        "passages": [quote_to_json(each) for each in brought.passages],
        "fields": [[name.value, quote_to_json(quote)] for name, quote in brought.fields],
        "texts": [[each.field.value, each.language.value, each.text] for each in brought.texts],
        "keys": list(brought.keys),
        "municipalities": list(brought.municipalities),
        "countries": list(brought.countries),
        "name": brought.name,
    }


def brought_from_json(value: Json) -> Brought:
    """Read what a part brought."""
    return Brought(
        passages=tuple(quote_from_json(each) for each in value["passages"]),
        fields=tuple((PracticeField(name), quote_from_json(quote)) for name, quote in value["fields"]),
        texts=tuple(
            CuratorText(field=PracticeField(name), language=Language(language), text=text)
            for name, language, text in value["texts"]
        ),
        keys=tuple(value["keys"]),
        municipalities=tuple(value["municipalities"]),
        countries=tuple(value["countries"]),
        name=cast("str | None", value["name"]),
    )
