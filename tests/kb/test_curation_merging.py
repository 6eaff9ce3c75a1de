"""Practices that are one are merged, and split off again as if nothing had been."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.curation import quote_key
from kb.curation_merging import Brought, brought_from_json, brought_to_json, merged, split
from kb.errors import ChangedMeanwhileError, CurationError
from kb.practice_json_state import draft_from_json, draft_to_json
from kb.practices import (
    CuratorText,
    PracticeDraft,
    PracticeField,
    PracticeFilters,
    PracticeKind,
    PracticeState,
    Quote,
    RelationKind,
    TitleOrigin,
)
from kb.records import ChunkId, DocumentId, Language
from tests.kb.curators import KIL, Curators

SV = Language.SWEDISH
OUTCOMES, SUMMARY = PracticeField.OUTCOMES, PracticeField.SUMMARY


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Curators]:
    made = Curators(tmp_path)
    yield made
    made.store.close()


# Drafts of few words, so that parts often say the same


def _quote(values: tuple[int, int, str | None]) -> Quote:
    document, start, code = values
    return Quote(
        chunk_id=ChunkId(document),
        document_id=DocumentId(document),
        start=start,
        end=start + 5,
        page=None,
        text=f"ord {start}",
        code=code,
    )


_quotes = st.lists(
    st.tuples(st.integers(1, 2), st.integers(0, 2), st.sampled_from([None, "SE1715", "DK630"])).map(_quote),
    max_size=4,
    unique_by=quote_key,
).map(tuple)
_FIELDS = (OUTCOMES, SUMMARY, PracticeField.MUNICIPALITIES)
_texts = st.lists(
    st.builds(
        CuratorText,
        field=st.just(SUMMARY),
        language=st.sampled_from([SV, Language.DANISH]),
        text=st.sampled_from(["Ett", "Två"]),
    ),
    max_size=2,
    unique_by=lambda each: each.language,
).map(lambda texts: tuple(sorted(texts, key=lambda each: each.language)))


@st.composite
def drafts(draw: st.DrawFn, key: str) -> PracticeDraft:
    places = draw(st.lists(st.sampled_from(["SE1715", "DK630", "SE1763"]), max_size=2, unique=True))
    fields = draw(st.fixed_dictionaries(dict.fromkeys(_FIELDS, _quotes)))
    quoted = [quote.code for quote in fields[PracticeField.MUNICIPALITIES] if quote.code]
    places = list(dict.fromkeys([*places, *quoted]))
    return PracticeDraft(
        keys=(key,),
        kind=PracticeKind.PRACTICE,
        state=PracticeState.DRAFT,
        title=f"Titel {key}",
        title_origin=TitleOrigin.HEADING,
        name=draw(st.sampled_from([None, "byalag", "lokalråd"])),
        language=SV,
        municipalities=tuple(places),
        countries=tuple(dict.fromkeys(code[:2] for code in places)),
        passages=draw(_quotes),
        fields={name: quotes for name, quotes in fields.items() if quotes},
        texts=draw(_texts),
    )


def put_together(
    target: PracticeDraft, parts: Sequence[PracticeDraft]
) -> tuple[PracticeDraft, list[tuple[PracticeDraft, Brought]]]:
    kept = []
    for part in parts:
        target, brought = merged(target, part)
        kept.append((part, brought))
    return target, kept


def taken_apart(
    target: PracticeDraft, kept: list[tuple[PracticeDraft, Brought]], order: Sequence[int]
) -> PracticeDraft:
    left = dict(enumerate(kept))
    for number in order:
        _, brought = left.pop(number)
        target, handed = split(target, brought, list(left.values()))
        left = {each: (left[each][0], new) for each, new in zip(left, handed, strict=True)}
    return target


def said(draft: PracticeDraft) -> set[object]:
    """Return all that a practice tells, each with where it is told, but for a summary and its quotes."""
    fields = {
        (name, quote_key(quote))
        for name, quotes in draft.fields.items()
        for quote in quotes
        if name is not SUMMARY
    }
    return (
        {("passage", quote_key(quote)) for quote in draft.passages}
        | fields
        | set(draft.municipalities)
        | set(draft.keys)
    )


@given(drafts("a"), drafts("b"), drafts("c"), st.permutations([0, 1]))
def test_merging_and_splitting_in_any_order_is_identity(
    target: PracticeDraft, one: PracticeDraft, other: PracticeDraft, order: list[int]
) -> None:
    together, kept = put_together(target, [one, other])
    assert taken_apart(together, kept, order) == target


@given(drafts("a"), drafts("b"), drafts("c"))
def test_splitting_one_part_leaves_what_the_others_tell(
    target: PracticeDraft, one: PracticeDraft, other: PracticeDraft
) -> None:
    together, kept = put_together(target, [one, other])
    left = taken_apart(together, kept, [0])
    alone, _ = merged(target, other)
    assert said(left) == said(alone)
    # of two summaries the first was taken: the other was never the practice's
    assert set(left.texts) <= set(alone.texts)


@given(drafts("a"), drafts("b"), _quotes)
def test_what_a_curator_adds_between_stays(
    target: PracticeDraft, part: PracticeDraft, added: tuple[Quote, ...]
) -> None:
    together, brought = merged(target, part)
    known = set(map(quote_key, together.fields.get(OUTCOMES, ())))
    new = tuple(each for each in added if quote_key(each) not in known)
    outcomes = (*together.fields.get(OUTCOMES, ()), *new)
    fields = {**together.fields, OUTCOMES: outcomes} if outcomes else together.fields
    left, _ = split(replace(together, fields=fields), brought, [])
    assert left.fields.get(OUTCOMES, ()) == (*target.fields.get(OUTCOMES, ()), *new)


@given(drafts("a"), drafts("b"))
def test_what_is_kept_reads_back_the_same(target: PracticeDraft, part: PracticeDraft) -> None:
    _, brought = merged(target, part)
    assert brought_from_json(brought_to_json(brought)) == brought
    assert draft_from_json(draft_to_json(part)) == part


# In a store


def test_what_others_tell_is_the_targets_and_their_numbers_lead_to_it(room: Curators) -> None:
    target, other = room.taken(), room.candidate("DK630")
    part = room.show(other).draft
    room.anna.merge(target, [other], seen=2)
    told = room.show(target).draft
    assert told.municipalities == ("SE1715", "DK630")
    assert set(map(quote_key, part.passages)) <= set(map(quote_key, told.passages))
    assert set(part.keys) < set(told.keys)
    assert room.practices.by_id([other]) == ()
    assert room.practices.merged_into(other) == target
    (shown,) = room.anna.open(target).merged
    assert (shown.id, shown.title, shown.state) == (other, part.title, PracticeState.CANDIDATE)
    # and the candidate does not come back when all is made anew
    room.store.practices.put_candidates([], instead_of=set(), last_change=0, rules_version=0)
    assert {each.id for each in room.documents.all()} == {target, room.candidate("SE1763")}


def test_a_part_that_is_split_off_is_what_it_was_and_stays_so(room: Curators) -> None:
    target, other = room.taken(), room.taken("DK630")
    third = room.taken("SE1763")
    room.anna.relate(other, RelationKind.INSPIRED_BY, third)
    room.anna.relate(target, RelationKind.SAME_AS, other)
    room.anna.set_text(other, SUMMARY, SV, "Lokalråd fick pengar.", seen=room.version(other))
    before = {each: room.show(each) for each in (target, other, third)}
    room.anna.merge(target, [other], seen=room.version(target))
    assert [(each.kind, each.other_id) for each in room.show(target).relations] == [("inspired_by", third)]
    assert SUMMARY in {each.field for each in room.show(target).draft.texts}
    room.anna.split(target, other)
    room.practices.catch_up()
    for each, known in before.items():
        after = room.show(each)
        assert (after.draft, after.relations) == (known.draft, known.relations)
    assert room.practices.merged_into(other) is None
    with pytest.raises(CurationError) as caught:
        room.anna.split(target, other)
    assert caught.value.key == "curate.problem_no_part"


def test_a_candidate_that_is_split_off_stays_a_candidate_also_where_the_target_has_its_passages(
    room: Curators,
) -> None:
    target, other = room.taken(), room.candidate("DK630")
    room.quote(target, PracticeField.MUNICIPALITIES, "Vejle Kommune", "DK630")
    room.anna.merge(target, [other], seen=room.version(target))
    room.anna.split(target, other)
    room.store.practices.put_candidates([], instead_of=set(), last_change=0, rules_version=0)
    assert room.documents.practices.counts(PracticeFilters(states=frozenset({"candidate"}))).total == 2
    assert room.show(other).draft.municipalities == ("DK630",)


def test_a_part_is_anchored_in_its_documents_as_they_are_when_it_comes_back(room: Curators) -> None:
    target, other = room.taken("DK630"), room.taken()
    room.anna.merge(target, [other], seen=2)
    room.documents.take("kil.txt", KIL.replace("Exempel:", "Ett stycke först, om annat.\n\nExempel:"))
    room.anna.split(target, other)
    told = room.show(other).draft
    text = room.store.text(room.kil)
    assert [text[quote.start : quote.end] for quote in told.passages] == [told.passages[0].text]
    assert {quote.document_id for quote in room.show(target).draft.passages} == {room.vejle}


def test_a_merger_and_a_split_are_undone(room: Curators) -> None:
    target, other = room.taken(), room.taken("DK630")
    before = room.show(target).draft, room.show(other).draft
    room.anna.merge(target, [other], seen=2)
    together = room.show(target).draft
    merger = room.anna.history(target)[0]
    room.quote(target, OUTCOMES, "många engagerade sig")
    room.bo.undo(merger.id)
    mine = room.show(target).draft
    assert [quote.text for quote in mine.fields[OUTCOMES]] == ["många engagerade sig"]
    assert replace(mine, fields=before[0].fields) == before[0]
    assert room.show(other).draft == before[1]
    room.anna.undo(room.anna.history(target)[1].id)  # the quote
    room.anna.undo(room.anna.history(target)[1].id)  # the undoing of the merger
    assert room.show(target).draft == together
    assert room.practices.merged_into(other) == target


def test_merging_twice_leads_on_and_unfolds_in_turn(room: Curators) -> None:
    kil, vejle, forshaga = room.taken(), room.taken("DK630"), room.taken("SE1763")
    before = {each: room.show(each).draft for each in (kil, vejle, forshaga)}
    room.anna.merge(vejle, [kil], seen=2)
    room.anna.merge(forshaga, [vejle], seen=2)
    assert room.practices.merged_into(kil) == forshaga
    room.anna.split(forshaga, vejle)
    assert room.practices.merged_into(kil) == vejle
    room.anna.split(vejle, kil)
    assert {each: room.show(each).draft for each in before} == before


def test_what_cannot_be_merged_or_given_back_is_told(room: Curators) -> None:
    target, other = room.taken(), room.candidate("DK630")
    for others in ([], [target], [other, other]):
        with pytest.raises(CurationError) as caught:
            room.anna.merge(target, others, seen=2)
        assert caught.value.key == "curate.problem_merge_itself"
    room.anna.merge(target, [other], seen=2)
    with pytest.raises(CurationError) as caught:
        room.anna.discard(target)
    assert caught.value.key == "curate.problem_has_parts"
    with pytest.raises(ChangedMeanwhileError):
        room.bo.merge(target, [room.candidate("SE1763")], seen=2)
