"""Candidates for practices, put together from what documents tell of the same place under the same name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.dialogue_fields import fields_of_dialogue
from ingest.places import place_finder
from ingest.practice_fields import fields_of
from ingest.practice_groups import Account, accounts_of
from ingest.practice_parts import Told
from ingest.practice_quotes import quote_of
from kb.practices import PracticeDraft, PracticeField, PracticeKind, Quote, TitleOrigin
from kb.records import Language
from kb.text import fold, text_hash

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer

__all__ = ["RULES_VERSION", "Contribution", "Told", "drafts_of", "told_by"]

# Stored with what is built: when the rules' outcome changes, candidates are built anew.
RULES_VERSION = 3

_MIN_WORDS = 40  # of a practice; what is told in fewer is mentioned
_HASH_DIGITS = 16
_RANK = {TitleOrigin.DOCUMENT: 0, TitleOrigin.HEADING: 1, TitleOrigin.PASSAGE: 2, TitleOrigin.CURATOR: 3}
_ABOUT = frozenset({PracticeField.TITLE, PracticeField.MUNICIPALITIES, PracticeField.THEMES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one document adds to a practice: an account in quotes, without the document."""

    key: str
    order: tuple[int, int]  # document, and where in it the account begins
    title: str
    origin: TitleOrigin
    name: str | None
    language: Language
    municipalities: tuple[str, ...]
    passages: tuple[Quote, ...]
    fields: Mapping[PracticeField, tuple[Quote, ...]]
    is_dialogue: bool = False


def told_by(told: Told, gazetteer: Gazetteer) -> list[Contribution]:
    """Return what a document tells of practices, in its order."""
    made = [_contribution(account) for account in accounts_of(told, place_finder(gazetteer))]
    return [each for each in made if each.passages]


def drafts_of(contributions: Iterable[Contribution]) -> list[PracticeDraft]:
    """Return one candidate for each key among contributions."""
    by_key: dict[str, list[Contribution]] = defaultdict(list)
    for each in contributions:
        by_key[each.key].append(each)
    return [_draft(key, sorted(found, key=lambda each: each.order)) for key, found in by_key.items()]


def _contribution(account: Account) -> Contribution:
    told, parts = account.told, account.parts
    quotes = [quote_of(told, part.chunk, part.start, part.end) for part in parts]
    return Contribution(
        key=_key(account),
        order=(told.document.id, parts[0].chunk.ordinal),
        title=account.title,
        origin=account.origin,
        name=account.name.text if account.name else None,
        language=told.language if account.dialogue else parts[0].chunk.language,
        municipalities=account.codes,
        passages=tuple(quote for quote in quotes if quote is not None),
        fields=fields_of_dialogue(account) if account.dialogue else fields_of(account),
        is_dialogue=account.dialogue is not None,
    )


def _key(account: Account) -> str:
    """Return what an account's practice is known by: its place and name, else its place and words.

    A dialogue is known by all its words: a group may talk about the same question next year.
    Without a place a name joins nothing: two places may call what they do alike. Words are hashed: a key is
    kept when they are erased.
    """
    if account.dialogue:
        told = " ".join(fold(" ".join([account.title, *(part.text for part in account.parts)])).split())
        return f"dialogue:{text_hash(told)[:_HASH_DIGITS]}"
    places = "+".join(sorted(account.codes)) or "-"
    if account.name is not None and account.codes and account.name.key:
        words = f"name {account.name.key}"
    else:
        words = " ".join(fold(account.parts[0].text).split())
    return f"{places}:{text_hash(words)[:_HASH_DIGITS]}"


def _draft(key: str, told: Sequence[Contribution]) -> PracticeDraft:
    best = min(told, key=lambda each: (_RANK[each.origin], -len(each.passages)))
    passages = tuple(dict.fromkeys(quote for each in told for quote in each.passages))
    fields = _joined(told, best)
    name = next((each.name for each in (best, *told) if each.name is not None), None)
    is_named = name is not None or best.origin is not TitleOrigin.PASSAGE
    return PracticeDraft(
        keys=(key,),
        kind=_kind(best, passages, fields, is_named=is_named),
        title=best.title,
        title_origin=best.origin,
        name=name,
        language=best.language,
        municipalities=best.municipalities,
        countries=tuple(dict.fromkeys(code[:2] for code in best.municipalities)),
        passages=passages,
        fields=fields,
    )


def _joined(told: Sequence[Contribution], best: Contribution) -> dict[PracticeField, tuple[Quote, ...]]:
    """Return the fields of all contributions; a title's words are those of the one that it is taken from."""
    joined: dict[PracticeField, list[Quote]] = defaultdict(list)
    for each in told:
        for field, quotes in each.fields.items():
            if field is not PracticeField.TITLE or each is best:
                joined[field] += quotes
    for field in (PracticeField.MUNICIPALITIES, PracticeField.THEMES):
        joined[field] = list({quote.code: quote for quote in reversed(joined[field])}.values())[::-1]
    return {field: tuple(dict.fromkeys(joined[field])) for field in PracticeField if joined.get(field)}


def _kind(
    best: Contribution,
    passages: Sequence[Quote],
    fields: Mapping[PracticeField, Sequence[Quote]],
    *,
    is_named: bool,
) -> PracticeKind:
    """Return whether enough is told for a practice: of one with a name, or in several passages or fields."""
    if best.is_dialogue:
        return PracticeKind.DIALOGUE
    if not best.municipalities:
        return PracticeKind.MENTION
    n_words = sum(len(quote.text.split()) for quote in passages)
    is_told = len(passages) > 1 or is_named or len(fields.keys() - _ABOUT) > 1
    return PracticeKind.PRACTICE if n_words >= _MIN_WORDS and is_told else PracticeKind.MENTION
