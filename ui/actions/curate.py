"""What curators do: take over what rules have found, change it in quotes, merge it, and publish it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from kb.curation import ChangeId, NewQuote, StillRunning, quote_key
from kb.errors import CurationError
from kb.knowledge_base import KnowledgeBase
from kb.practices import (
    PracticeField,
    PracticeId,
    PracticeKind,
    PracticeState,
    Quote,
    RelationKind,
)
from kb.records import ChunkId, Language
from ui.actions.action import Action, Asked, Done, Id

_Version = Annotated[int, Field(ge=0, lt=10**18)]
_Words = Annotated[str, Field(max_length=20_000)]
_Short = Annotated[str, Field(max_length=200)]
_Key = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
_Number = Annotated[str, Field(pattern=r"^[1-9]\d{0,17}$")]


class _OfPractice(Asked):
    practice: Id


class _Edit(_OfPractice):
    seen: _Version


class _SetText(_Edit):
    field: Literal[PracticeField.TITLE, PracticeField.SUMMARY]
    language: Language
    words: _Words = ""


class _SetKind(_Edit):
    kind: PracticeKind


class _AddQuote(_Edit):
    passage: Id
    words: _Words = ""
    what: _Short = ""  # a field, and after a colon its code
    amount: _Short = ""  # the code of a field whose codes are numbers


class _RemoveQuote(_Edit):
    field: PracticeField
    key: _Key


class _Suggested(_Edit):
    field: PracticeField
    key: _Key | None = None  # None: all of the field


class _Passages(_Edit):
    passages: Annotated[tuple[_Number, ...], Field(max_length=200)] = ()


class _RemovePassage(_Edit):
    key: _Key


class _RemovePlace(_Edit):
    code: _Short


class _Merge(Asked):
    into: _Number | None = None  # chosen in a form; a field named "target" would be the form's own
    chosen: Annotated[tuple[_Number, ...], Field(max_length=20)]
    back: Annotated[str, Field(max_length=2000)] = ""


class _Split(_OfPractice):
    part: Id


class _Relate(_OfPractice):
    kind: RelationKind
    other: _Number | None = None


class _Verify(_OfPractice):
    running: StillRunning
    note: _Words = ""


class _Undo(Asked):
    change: Id


# What is told


def _set_text(base: KnowledgeBase, asked: _SetText) -> Done:
    practice = PracticeId(asked.practice)
    base.curation.set_text(practice, asked.field, asked.language, asked.words, seen=asked.seen)
    return Done(text="edit.said_text")


def _set_kind(base: KnowledgeBase, asked: _SetKind) -> Done:
    base.curation.set_kind(PracticeId(asked.practice), asked.kind, seen=asked.seen)
    return Done(text="edit.said_kind")


def _add_quote(base: KnowledgeBase, asked: _AddQuote) -> Done:
    name, _, code = asked.what.partition(":")
    if name not in {each.value for each in PracticeField}:
        raise CurationError("No field is chosen.", key="edit.problem_no_field")
    base.curation.add_quote(
        PracticeId(asked.practice),
        PracticeField(name),
        ChunkId(asked.passage),
        asked.words,
        code or asked.amount.strip() or None,
        seen=asked.seen,
    )
    return Done(text="edit.said_quoted")


def _remove_quote(base: KnowledgeBase, asked: _RemoveQuote) -> Done:
    base.curation.remove_quote(PracticeId(asked.practice), asked.field, asked.key, seen=asked.seen)
    return Done(text="edit.said_unquoted")


def _take_suggested(base: KnowledgeBase, asked: _Suggested) -> Done:
    practice = PracticeId(asked.practice)
    suggested = base.curation.suggestions(practice).get(asked.field, ())
    taken = [quote for quote in suggested if asked.key in {None, quote_key(quote)}]
    if not taken:
        raise CurationError("That is suggested no more.", key="edit.problem_no_suggestion")
    known = base.practices.show(practice).draft.fields.get(asked.field, ())
    if any(quote.is_lost for quote in known) or len(taken) == 1:  # lost words cannot be quoted once more
        for new in map(_new, taken):
            base.curation.add_quote(practice, asked.field, new.chunk_id, new.words, new.code, seen=asked.seen)
    else:
        quotes = [_new(quote) for quote in (*known, *taken)]
        base.curation.set_quotes(practice, asked.field, quotes, seen=asked.seen)
    return Done(text="edit.n_taken", values={"count": len(taken)})


def _new(quote: Quote) -> NewQuote:
    return NewQuote(chunk_id=quote.chunk_id, words=quote.text, code=quote.code)


def _add_passages(base: KnowledgeBase, asked: _Passages) -> Done:
    if not asked.passages:
        raise CurationError("No passage is chosen.", key="edit.problem_no_passage")
    chunk_ids = [ChunkId(int(each)) for each in asked.passages]
    base.curation.add_passages(PracticeId(asked.practice), chunk_ids, seen=asked.seen)
    return Done(text="edit.n_added", values={"count": len(chunk_ids)})


def _remove_passage(base: KnowledgeBase, asked: _RemovePassage) -> Done:
    base.curation.remove_passage(PracticeId(asked.practice), asked.key, seen=asked.seen)
    return Done(text="edit.said_removed_passage")


def _remove_place(base: KnowledgeBase, asked: _RemovePlace) -> Done:
    base.curation.remove_place(PracticeId(asked.practice), asked.code, seen=asked.seen)
    return Done(text="edit.said_removed_place")


# Practices that belong together


def _merge(base: KnowledgeBase, asked: _Merge) -> Done:
    if asked.into is None:
        raise CurationError("It is not chosen which one stays.", key="edit.problem_no_target")
    target = PracticeId(int(asked.into))
    others = _others(asked.chosen, target)
    if base.practices.show(target).draft.state is PracticeState.CANDIDATE:
        base.curation.take_over(target)
    base.curation.merge(target, others, seen=base.curation.open(target).version)
    address = f"./edit?id=p{target}" + (f"&{asked.back}" if asked.back else "")
    return Done(text="edit.n_merged", values={"count": len(others)}, address=address)


def _others(chosen: Sequence[str], target: PracticeId) -> list[PracticeId]:
    others = [PracticeId(int(each)) for each in dict.fromkeys(chosen) if int(each) != target]
    if not others:
        raise CurationError("There is nothing to merge with.", key="curate.problem_merge_itself")
    return others


def _split(base: KnowledgeBase, asked: _Split) -> Done:
    base.curation.split(PracticeId(asked.practice), PracticeId(asked.part))
    return Done(text="edit.said_split")


def _relate(base: KnowledgeBase, asked: _Relate) -> Done:
    if asked.other is None:
        raise CurationError("No other example is chosen.", key="edit.problem_no_other")
    base.curation.relate(PracticeId(asked.practice), asked.kind, PracticeId(int(asked.other)))
    return Done(text="edit.said_related")


def _unrelate(base: KnowledgeBase, asked: _Relate) -> Done:
    if asked.other is None:
        raise CurationError("No other example is chosen.", key="edit.problem_no_other")
    base.curation.unrelate(PracticeId(asked.practice), asked.kind, PracticeId(int(asked.other)))
    return Done(text="edit.said_unrelated")


# The steps


def _take_over(base: KnowledgeBase, asked: _OfPractice) -> Done:
    base.curation.take_over(PracticeId(asked.practice))
    return Done(text="edit.said_taken_over")


def _submit(base: KnowledgeBase, asked: _OfPractice) -> Done:
    base.curation.submit(PracticeId(asked.practice))
    return Done(text="edit.said_submitted")


def _publish(base: KnowledgeBase, asked: _OfPractice) -> Done:
    base.curation.publish(PracticeId(asked.practice))
    return Done(text="edit.said_published")


def _withdraw(base: KnowledgeBase, asked: _OfPractice) -> Done:
    base.curation.withdraw(PracticeId(asked.practice))
    return Done(text="edit.said_withdrawn")


def _discard(base: KnowledgeBase, asked: _OfPractice) -> Done:
    base.curation.discard(PracticeId(asked.practice))
    return Done(text="edit.said_discarded")


def _verify(base: KnowledgeBase, asked: _Verify) -> Done:
    base.curation.verify(PracticeId(asked.practice), asked.running, note=asked.note)
    return Done(text="edit.said_verified")


def _undo(base: KnowledgeBase, asked: _Undo) -> Done:
    base.curation.undo(ChangeId(asked.change))
    return Done(text="edit.said_undone")


ACTIONS: Mapping[str, Action] = {
    "curating.take_over": Action(_OfPractice, _take_over),
    "curating.set_text": Action(_SetText, _set_text),
    "curating.set_kind": Action(_SetKind, _set_kind),
    "curating.add_quote": Action(_AddQuote, _add_quote),
    "curating.remove_quote": Action(_RemoveQuote, _remove_quote),
    "curating.take_suggested": Action(_Suggested, _take_suggested),
    "curating.add_passages": Action(_Passages, _add_passages),
    "curating.remove_passage": Action(_RemovePassage, _remove_passage),
    "curating.remove_place": Action(_RemovePlace, _remove_place),
    "curating.merge": Action(_Merge, _merge),
    "curating.split": Action(_Split, _split),
    "curating.relate": Action(_Relate, _relate),
    "curating.unrelate": Action(_Relate, _unrelate),
    "curating.submit": Action(_OfPractice, _submit),
    "curating.publish": Action(_OfPractice, _publish),
    "curating.withdraw": Action(_OfPractice, _withdraw),
    "curating.discard": Action(_OfPractice, _discard),
    "curating.verify": Action(_Verify, _verify),
    "curating.undo": Action(_Undo, _undo),
}
