"""Curators turn candidates into published practices, in quotes, and nobody overwrites anybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.accounts import ANYBODY
from kb.curation import StillRunning, quote_key
from kb.curation_desk import CurationDesk
from kb.errors import (
    ChangedMeanwhileError,
    CurationError,
    PermissionDeniedError,
    PracticeNotFoundError,
    SecondPersonError,
)
from kb.practice_desk import PracticeDesk
from kb.practices import PracticeField, PracticeId, PracticeKind, PracticeState, RelationKind, TitleOrigin
from kb.records import ChunkId, Language
from kb.settings import load_settings
from kb.store.audit import AuditStore
from tests.kb.curators import BO, KIL, Curators

SV, DA = Language.SWEDISH, Language.DANISH
OUTCOMES, SUMMARY, TITLE = PracticeField.OUTCOMES, PracticeField.SUMMARY, PracticeField.TITLE


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Curators]:
    made = Curators(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Curators]:
    made = Curators(tmp_path, two_reviewers=True)
    yield made
    made.store.close()


# Beginning and ending


def test_a_candidate_that_is_taken_over_keeps_its_number_and_is_changed_by_no_rule(room: Curators) -> None:
    candidate = room.candidate("SE1715")
    before = room.show(candidate).draft
    assert room.anna.take_over(candidate) == candidate
    room.anna.set_title(candidate, SV, "Byalag bestämmer", seen=room.version(candidate))
    room.documents.take("kil.txt", KIL.replace("Exempel:", "Ett stycke först, om annat.\n\nExempel:"))
    after = room.show(candidate).draft
    assert (before.state, after.state) == (PracticeState.CANDIDATE, PracticeState.DRAFT)
    assert (after.title, after.title_origin) == ("Byalag bestämmer", TitleOrigin.CURATOR)
    assert after.municipalities == ("SE1715",)
    # nor does the candidate come back beside it
    assert [each.id for each in room.documents.all() if "SE1715" in each.draft.municipalities] == [candidate]
    with pytest.raises(CurationError) as caught:
        room.bo.take_over(candidate)
    assert caught.value.key == "curate.problem_taken_over"


def test_a_discarded_draft_is_what_the_rules_make_of_its_documents_and_comes_back_by_undoing(
    room: Curators,
) -> None:
    practice = room.taken()
    candidate = room.show(practice).draft
    room.anna.set_title(practice, SV, "Byalag bestämmer", seen=room.version(practice))
    mine = room.show(practice).draft
    room.anna.discard(practice)
    back = room.show(practice)
    assert back.id == practice
    assert (back.draft.state, back.draft.title) == (PracticeState.CANDIDATE, candidate.title)
    assert (back.draft.fields, back.draft.passages) == (candidate.fields, candidate.passages)
    discarded = room.anna.history(practice)[0]
    assert discarded.act == "discard"
    room.anna.undo(discarded.id)
    assert room.show(practice).draft == mine


def test_a_practice_of_passages_that_no_rule_put_together_can_be_made_and_be_gone_again(
    room: Curators,
) -> None:
    chunks = [room.chunk("två byalag").id, room.chunk("lokalråd penge").id]
    practice = room.anna.create("  Byalag\nog lokalråd ", SV, chunks)
    made = room.show(practice).draft
    assert (made.title, made.state, made.kind) == ("Byalag og lokalråd", "draft", "practice")
    assert [quote.chunk_id for quote in made.passages] == chunks
    room.anna.discard(practice)
    with pytest.raises(PracticeNotFoundError):
        room.anna.open(practice)
    room.anna.undo(room.anna.history(practice)[0].id)
    assert room.show(practice).draft == made


@pytest.mark.parametrize("title", ["", "   \n", "x" * 201])
def test_a_title_is_one_line_and_not_empty(room: Curators, title: str) -> None:
    with pytest.raises(CurationError):
        room.anna.create(title, SV, [room.chunk("två byalag").id])
    assert len(room.documents.all()) == 3


def test_a_candidate_cannot_be_changed_before_it_is_taken_over(room: Curators) -> None:
    with pytest.raises(CurationError) as caught:
        room.anna.set_kind(room.candidate("SE1715"), PracticeKind.METHOD, seen=1)
    assert caught.value.key == "curate.problem_candidate"
    with pytest.raises(PracticeNotFoundError):
        room.anna.set_kind(PracticeId(999), PracticeKind.METHOD, seen=1)


def test_readers_and_contributors_may_nothing_of_it(room: Curators, tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    desk = CurationDesk(room.store, PracticeDesk(tmp_path, room.store, ANYBODY), settings)
    with pytest.raises(PermissionDeniedError):
        desk.take_over(room.candidate("SE1715"))
    with pytest.raises(PermissionDeniedError):
        desk.history(room.candidate("SE1715"))


# Nothing but quotes


def test_a_quote_stands_in_its_document_exactly_whatever_white_space_and_marks_were_pasted(
    room: Curators,
) -> None:
    practice = room.taken()
    chunk = room.chunk("många engagerade sig")
    room.anna.add_quote(practice, OUTCOMES, chunk.id, "- många\n  **engagerade** sig ", seen=2)
    quote = room.show(practice).draft.fields[OUTCOMES][-1]
    text = room.store.text(room.kil)
    assert quote.text == text[quote.start : quote.end] == "många engagerade sig"
    assert quote.document_id == room.kil


def test_words_that_the_passage_has_not_are_refused_with_the_nearest(room: Curators) -> None:
    practice = room.taken()
    for words in ("många engagerade sej i", "ånga engagerade", "200 000 kronor vardera att ge"):
        with pytest.raises(CurationError) as caught:
            room.anna.add_quote(practice, OUTCOMES, room.chunk("byalag").id, words, seen=2)
        assert caught.value.key == "curate.problem_not_found_near"
    assert caught.value.values["nearest"] == "1 200 000 kronor vardera att"
    with pytest.raises(CurationError) as caught:
        room.anna.add_quote(practice, OUTCOMES, room.chunk("byalag").id, "rumraket xyz", seen=2)
    assert caught.value.key == "curate.problem_not_found"
    with pytest.raises(CurationError) as caught:
        room.anna.add_quote(practice, OUTCOMES, ChunkId(9999), "byalag", seen=2)
    assert caught.value.key == "curate.problem_passage_gone"


@pytest.mark.parametrize(
    ("field", "code", "key"),
    [
        (PracticeField.STATUS, "often", "curate.problem_code"),
        (PracticeField.STATUS, None, "curate.problem_code_missing"),
        (PracticeField.THEMES, "civil.nothing", "curate.problem_code"),
        (PracticeField.RESOURCES, "a million", "curate.problem_code"),
        (PracticeField.OUTCOMES, "good", "curate.problem_code"),
    ],
)
def test_codes_come_from_the_closed_sets(
    room: Curators, field: PracticeField, code: str | None, key: str
) -> None:
    practice = room.taken()
    before = room.show(practice).draft
    with pytest.raises(CurationError) as caught:
        room.quote(practice, field, "två byalag", code)
    assert caught.value.key == key
    assert room.show(practice).draft == before


def test_a_quote_brings_its_passage_and_a_municipality_its_country(room: Curators) -> None:
    practice = room.taken()
    room.quote(practice, PracticeField.MUNICIPALITIES, "Vejle Kommune", "Vejle")
    told = room.show(practice).draft
    assert (told.municipalities, told.countries) == (("SE1715", "DK630"), ("SE", "DK"))
    assert [quote.document_id for quote in told.passages] == [room.kil, room.vejle]
    danish = told.fields[PracticeField.MUNICIPALITIES][-1]
    room.anna.remove_quote(
        practice, PracticeField.MUNICIPALITIES, quote_key(danish), seen=room.version(practice)
    )
    told = room.show(practice).draft
    assert (told.municipalities, told.countries) == (("SE1715",), ("SE",))
    # its passage stays until it is taken out too
    extra = told.passages[-1]
    room.anna.remove_passage(practice, quote_key(extra), seen=room.version(practice))
    assert [quote.document_id for quote in room.show(practice).draft.passages] == [room.kil]


def test_a_passage_in_which_a_quote_stands_is_not_taken_out(room: Curators) -> None:
    practice = room.taken()
    (passage,) = room.show(practice).draft.passages
    with pytest.raises(CurationError) as caught:
        room.anna.remove_passage(practice, quote_key(passage), seen=2)
    assert caught.value.key == "curate.problem_passage_quoted"


def test_the_same_quote_twice_is_told_and_in_a_list_is_one(room: Curators) -> None:
    practice = room.taken()
    room.quote(practice, OUTCOMES, "många engagerade sig")
    with pytest.raises(CurationError) as caught:
        room.quote(practice, OUTCOMES, "många engagerade sig")
    assert caught.value.key == "curate.problem_quote_twice"
    new = [room.new("bestämde"), room.new("många engagerade sig"), room.new("bestämde")]
    room.anna.set_quotes(practice, OUTCOMES, new, seen=room.version(practice))
    assert [quote.text for quote in room.show(practice).draft.fields[OUTCOMES]] == [
        "bestämde",
        "många engagerade sig",
    ]
    room.anna.set_quotes(practice, OUTCOMES, [], seen=room.version(practice))
    assert OUTCOMES not in room.show(practice).draft.fields


@pytest.mark.parametrize(
    "text", ["De fick 1 200 000 kronor.", "De fick 1.200.000 kroner.", "De fick pengar."]
)
def test_figures_of_a_text_that_stand_in_a_quote_are_let_through(room: Curators, text: str) -> None:
    practice = room.taken()
    room.anna.set_text(practice, SUMMARY, SV, text, seen=2)
    assert [each.text for each in room.show(practice).draft.texts] == [text]


@pytest.mark.parametrize(
    ("text", "figures"), [("De fick 200 000 kronor.", "200000"), ("År 2019 fick 3 byalag", "2019, 3")]
)
def test_figures_that_no_quote_has_are_refused(room: Curators, text: str, figures: str) -> None:
    practice = room.taken()
    with pytest.raises(CurationError) as caught:
        room.anna.set_text(practice, SUMMARY, SV, text, seen=2)
    assert (caught.value.key, caught.value.values) == ("curate.problem_figures", {"figures": figures})


def test_only_title_and_summary_are_written(room: Curators) -> None:
    practice = room.taken()
    with pytest.raises(CurationError) as caught:
        room.anna.set_text(practice, OUTCOMES, SV, "Det gick bra", seen=2)
    assert caught.value.key == "curate.problem_quotes_alone"


def test_a_title_in_another_language_stands_beside_the_first_which_cannot_be_left_out(room: Curators) -> None:
    practice = room.taken()
    room.anna.set_title(practice, SV, "Byalag", seen=2)
    room.anna.set_text(practice, TITLE, DA, "Landsbylaug", seen=3)
    told = room.show(practice).draft
    assert (told.title, told.language) == ("Byalag", "sv")
    assert {each.language: each.text for each in told.texts} == {"sv": "Byalag", "da": "Landsbylaug"}
    room.anna.set_text(practice, TITLE, SV, "", seen=4)
    told = room.show(practice).draft
    assert (told.title, told.language) == ("Landsbylaug", "da")
    with pytest.raises(CurationError) as caught:
        room.anna.set_text(practice, TITLE, DA, " ", seen=5)
    assert caught.value.key == "curate.problem_no_title"


def test_what_the_rules_find_in_the_passages_is_suggested_until_it_is_quoted(room: Curators) -> None:
    practice = room.taken()
    assert room.anna.suggestions(practice) == {}
    (place,) = room.show(practice).draft.fields[PracticeField.MUNICIPALITIES]
    room.anna.remove_quote(practice, PracticeField.MUNICIPALITIES, quote_key(place), seen=2)
    assert room.anna.suggestions(practice) == {PracticeField.MUNICIPALITIES: (place,)}


# The steps


def test_a_practice_is_seen_by_readers_when_it_is_published_and_not_before(room: Curators) -> None:
    practice = room.taken()
    readers = PracticeDesk(room.documents.home, room.store, ANYBODY)

    def is_seen() -> bool:
        return bool(readers.by_id([practice]))

    assert not is_seen()
    room.anna.submit(practice)
    assert not is_seen()
    room.anna.publish(practice)
    assert is_seen()
    opened = room.anna.open(practice)
    assert (opened.state, opened.reviewed.by, opened.published.by) == ("published", "anna", "anna")
    room.anna.withdraw(practice)
    assert not is_seen()
    assert room.anna.open(practice).published.by == ""


def test_each_step_follows_the_one_before(room: Curators) -> None:
    practice = room.taken()
    for step in (room.anna.publish, room.anna.withdraw):
        with pytest.raises(CurationError) as caught:
            step(practice)
        assert caught.value.key == "curate.problem_state"
    room.anna.submit(practice)
    with pytest.raises(CurationError):
        room.anna.submit(practice)
    with pytest.raises(CurationError):
        room.anna.discard(practice)


def test_what_rests_on_no_quote_is_not_reviewed(room: Curators) -> None:
    practice = room.taken()
    room.anna.set_title(practice, SV, "Byalag bestämmer", seen=2)
    for quote in room.show(practice).draft.fields.get(TITLE, ()):
        room.anna.remove_quote(practice, TITLE, quote_key(quote), seen=room.version(practice))
    room.anna.set_text(practice, SUMMARY, SV, "Byalag fick pengar.", seen=room.version(practice))
    keys = [each.key for each in room.anna.open(practice).problems]
    assert keys == ["curate.problem_title_rests_on_nothing", "curate.problem_summary_rests_on_nothing"]
    with pytest.raises(CurationError) as caught:
        room.anna.submit(practice)
    assert caught.value.key == keys[0]
    room.quote(practice, TITLE, "Byalagen bestämde")
    room.quote(practice, SUMMARY, "två byalag")
    room.anna.submit(practice)
    assert room.anna.open(practice).state is PracticeState.REVIEWED


def test_a_reviewed_practice_that_is_changed_is_a_draft_again(room: Curators) -> None:
    practice = room.taken()
    room.anna.submit(practice)
    room.anna.set_kind(practice, PracticeKind.METHOD, seen=room.version(practice))
    opened = room.anna.open(practice)
    assert (opened.state, opened.reviewed.by) == ("draft", "")
    # the change and what followed from it are undone together
    room.anna.undo(opened.history[0].id)
    opened = room.anna.open(practice)
    assert (opened.state, opened.reviewed.by) == ("reviewed", "anna")


def test_a_published_practice_stays_so_when_it_is_changed_but_no_rule_may_be_broken_in_it(
    room: Curators,
) -> None:
    practice = room.taken()
    room.publish(practice)
    room.anna.set_kind(practice, PracticeKind.METHOD, seen=room.version(practice))
    assert room.anna.open(practice).state is PracticeState.PUBLISHED
    with pytest.raises(CurationError) as caught:
        room.anna.set_text(practice, SUMMARY, SV, "Byalag fick pengar.", seen=room.version(practice))
    assert caught.value.key == "curate.problem_summary_rests_on_nothing"


def test_with_two_reviewers_each_step_has_another_person(two: Curators) -> None:
    practice = two.taken()
    two.anna.set_kind(practice, PracticeKind.METHOD, seen=2)
    with pytest.raises(SecondPersonError) as caught:
        two.anna.submit(practice)
    assert (caught.value.key, caught.value.values) == ("curate.problem_review_own", {"name": "Anna"})
    two.bo.submit(practice)
    with pytest.raises(SecondPersonError) as caught:
        two.bo.publish(practice)
    assert caught.value.key == "curate.problem_publish_own"
    assert caught.value.values["name"] == "Bo"
    two.anna.publish(practice)
    assert two.anna.open(practice).state is PracticeState.PUBLISHED
    # and what is changed then goes through both again
    two.anna.set_kind(practice, PracticeKind.PRACTICE, seen=two.version(practice))
    assert two.anna.open(practice).state is PracticeState.DRAFT
    with pytest.raises(SecondPersonError):
        two.anna.submit(practice)


def test_undoing_is_no_way_around_the_second_person(two: Curators) -> None:
    practice = two.taken()
    two.bo.submit(practice)
    two.anna.publish(practice)
    two.anna.withdraw(practice)
    withdrawn = two.anna.history(practice)[0]
    two.anna.set_kind(practice, PracticeKind.METHOD, seen=two.version(practice))
    with pytest.raises(ChangedMeanwhileError):
        two.anna.undo(withdrawn.id)
    assert two.anna.open(practice).state is PracticeState.DRAFT


def test_whoever_makes_sure_says_whether_it_still_goes_on(room: Curators) -> None:
    practice = room.taken()
    room.bo.verify(practice, StillRunning.NO, note="Kommunen har lagt ned det.")
    opened = room.anna.open(practice)
    assert (opened.verified.by, opened.still_running) == (BO.login, StillRunning.NO)
    (note,) = [each for each in opened.history[0].fields if each.field == "note"]
    assert note.after == "Kommunen har lagt ned det."
    room.anna.undo(opened.history[0].id)
    assert room.anna.open(practice).still_running is None


# Several at once


def test_two_who_change_the_same_are_told_who_and_two_fields_are_no_conflict(room: Curators) -> None:
    practice = room.taken()
    seen = room.version(practice)
    room.anna.set_title(practice, SV, "Annas titel", seen=seen)
    room.bo.set_text(practice, SUMMARY, SV, "Bos sammanfattning", seen=seen)
    with pytest.raises(ChangedMeanwhileError) as caught:
        room.bo.set_title(practice, SV, "Bos titel", seen=seen)
    assert caught.value.by == "Anna"
    assert caught.value.at == room.anna.history(practice)[1].at
    told = room.show(practice).draft
    assert (told.title, [each.text for each in told.texts if each.field is SUMMARY]) == (
        "Annas titel",
        ["Bos sammanfattning"],
    )
    # whoever has seen it may change it, and oneself is in nobody's way
    room.bo.set_title(practice, SV, "Bos titel", seen=room.version(practice))
    room.bo.set_title(practice, SV, "Bos andra titel", seen=room.version(practice) - 1)
    assert room.show(practice).draft.title == "Bos andra titel"


def test_every_change_is_in_the_audit_log_without_what_is_told(room: Curators) -> None:
    practice = room.taken()
    room.anna.set_title(practice, SV, "Hemliga ord", seen=2)
    with pytest.raises(CurationError):
        room.anna.publish(practice)
    lines = room.store.part(AuditStore).lines(limit=10, subject=f"p{practice}")
    assert [(line.login, line.act) for line in lines] == [
        ("anna", "practice.set_title"),
        ("anna", "practice.take_over"),
    ]
    assert "Hemliga" not in str(lines)
    assert room.store.part(AuditStore).check() == []


def test_what_changes_nothing_is_no_change(room: Curators) -> None:
    practice = room.taken()
    kind = room.show(practice).draft.kind
    room.anna.set_kind(practice, kind, seen=2)
    assert room.version(practice) == 2
    assert [change.act for change in room.anna.history(practice)] == ["take_over"]


# Relations


def test_relations_are_seen_from_both_ends_and_taken_back_from_either(room: Curators) -> None:
    one, other = room.taken(), room.taken("DK630")
    room.anna.relate(one, RelationKind.COUNTERPART, other)
    room.anna.relate(other, RelationKind.COUNTERPART, one)  # is said already
    assert [each.other_id for each in room.show(other).relations] == [one]
    assert [change.act for change in room.anna.history(other)] == ["take_over"]
    room.anna.unrelate(other, RelationKind.COUNTERPART, one)
    assert room.show(one).relations == ()
    room.anna.undo(room.anna.history(one)[0].id)
    assert [each.other_id for each in room.show(one).relations] == [other]
    with pytest.raises(CurationError):
        room.anna.relate(one, RelationKind.SAME_AS, one)
    with pytest.raises(CurationError):
        room.anna.relate(one, RelationKind.SAME_AS, room.candidate("SE1763"))
