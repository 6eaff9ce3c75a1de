"""Every change of a practice is kept, and can be undone unless somebody has changed the same since."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.accounts import Actor
from kb.curation import ChangeId, quote_key
from kb.errors import ChangedMeanwhileError, CurationError
from kb.practices import Practice, PracticeDraft, PracticeField, PracticeId, PracticeKind
from kb.records import Language
from kb.store.curating import Curating
from kb.store.practice_store import PracticeStore
from tests.kb.curators import KIL, Curators

SV = Language.SWEDISH
OUTCOMES, AIM = PracticeField.OUTCOMES, PracticeField.AIM
MOVED = KIL.replace("Exempel:", "Ett stycke först, om annat.\n\nExempel:")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Curators]:
    made = Curators(tmp_path)
    yield made
    made.store.close()


def undo_last(room: Curators, practice: PracticeId) -> None:
    room.anna.undo(room.anna.history(practice)[0].id)


def test_the_history_says_who_changed_what_when_from_what_to_what(room: Curators) -> None:
    practice = room.taken()
    room.anna.set_kind(practice, PracticeKind.METHOD, seen=2)
    room.bo.set_title(practice, SV, "Byalag", seen=3)
    title, kind, began = room.anna.history(practice)
    assert [(each.login, each.name, each.act) for each in (title, kind, began)] == [
        ("bo", "Bo", "set_title"),
        ("anna", "Anna", "set_kind"),
        ("anna", "Anna", "take_over"),
    ]
    assert began.at <= kind.at <= title.at
    (row,) = kind.fields
    assert (row.field, row.before, row.after) == ("kind", "mention", "method")
    assert {each.field: each.after for each in title.fields} == {
        "title": {"text": "Byalag", "origin": "curator", "language": "sv"},
        "text.title.sv": "Byalag",
    }


def test_undoing_puts_the_field_back_alone_and_can_be_undone(room: Curators) -> None:
    practice = room.taken()
    before = room.show(practice).draft
    room.anna.set_title(practice, SV, "Byalag", seen=2)
    titled = room.anna.history(practice)[0].id
    room.quote(practice, OUTCOMES, "många engagerade sig")
    quoted = room.show(practice).draft
    room.anna.undo(titled)
    after = room.show(practice).draft
    assert (after.title, after.texts) == (before.title, before.texts)
    assert after.fields == quoted.fields
    assert [each.undone_by for each in room.anna.history(practice) if each.id == titled] == [4]
    with pytest.raises(CurationError) as caught:
        room.anna.undo(titled)
    assert caught.value.key == "curate.problem_undone"
    undo_last(room, practice)
    assert room.show(practice).draft == quoted
    # it holds again, and so it can be undone again
    room.anna.undo(titled)
    assert room.show(practice).draft.title == before.title


def test_what_somebody_changed_since_is_not_undone_before_that_is(room: Curators) -> None:
    practice = room.taken()
    room.anna.set_title(practice, SV, "Annas titel", seen=2)
    mine = room.anna.history(practice)[0].id
    room.bo.set_title(practice, SV, "Bos titel", seen=3)
    theirs = room.anna.history(practice)[0]
    with pytest.raises(ChangedMeanwhileError) as caught:
        room.anna.undo(mine)
    assert (caught.value.by, caught.value.at) == ("Bo", theirs.at)
    assert room.show(practice).draft.title == "Bos titel"
    room.anna.undo(theirs.id)
    room.anna.undo(mine)
    assert room.show(practice).draft.texts == ()


def test_a_quote_is_undone_with_the_passage_that_it_brought_whatever_others_brought_since(
    room: Curators,
) -> None:
    practice = room.taken()
    room.quote(practice, OUTCOMES, "flere frivillige")
    mine = room.anna.history(practice)[0].id
    room.quote(practice, AIM, "gratis till alla barn", desk=room.bo)
    room.anna.undo(mine)
    told = room.show(practice).draft
    assert OUTCOMES not in told.fields
    assert [quote.document_id for quote in told.passages] == [room.kil, room.forshaga]


def test_a_take_over_is_undone_unless_somebody_else_has_worked_on_it(room: Curators) -> None:
    practice = room.taken()
    began = room.anna.history(practice)[0].id
    room.anna.undo(began)
    assert room.show(practice).draft.state == "candidate"
    undo_last(room, practice)
    assert room.show(practice).draft.state == "draft"
    room.bo.set_kind(practice, PracticeKind.METHOD, seen=room.version(practice))
    with pytest.raises(ChangedMeanwhileError):
        room.anna.undo(began)


def test_publishing_is_undone_step_by_step(room: Curators) -> None:
    practice = room.taken()
    room.publish(practice)
    publishing, reviewing, _ = room.anna.history(practice)
    room.anna.undo(publishing.id)
    opened = room.anna.open(practice)
    assert (opened.state, opened.published.by, opened.reviewed.by) == ("reviewed", "", "anna")
    room.anna.undo(reviewing.id)
    opened = room.anna.open(practice)
    assert (opened.state, opened.reviewed.by) == ("draft", "")


def test_a_quote_that_comes_back_stands_where_its_words_are_now(room: Curators) -> None:
    practice = room.taken()
    room.quote(practice, OUTCOMES, "många engagerade sig")
    (quote,) = room.show(practice).draft.fields[OUTCOMES]
    room.anna.remove_quote(practice, OUTCOMES, quote_key(quote), seen=room.version(practice))
    room.documents.take("kil.txt", MOVED)
    undo_last(room, practice)
    (back,) = room.show(practice).draft.fields[OUTCOMES]
    assert room.store.text(room.kil)[back.start : back.end] == quote.text
    assert back.start > quote.start
    assert back.chunk_id in {chunk.id for chunk in room.store.chunks(room.kil)}


def test_there_is_no_undoing_what_is_not_there(room: Curators) -> None:
    with pytest.raises(CurationError) as caught:
        room.anna.undo(ChangeId(99))
    assert caught.value.key == "curate.problem_no_change"


_WORDS = ("många engagerade sig", "föreningarna", "Byalagen bestämde")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("title"), st.sampled_from(["Ett", "Två"])),
            st.tuples(st.just("kind"), st.sampled_from(["method", "dialogue"])),
            st.tuples(st.sampled_from(["outcomes", "aim"]), st.sampled_from(_WORDS)),
        ),
        max_size=6,
    )
)
def test_undoing_all_from_the_last_on_is_identity(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    room = Curators(tmp_path_factory.mktemp("home"))
    practice = room.taken()
    before = room.show(practice).draft
    for what, value in steps:
        change(room, practice, what, value)
    for each in room.anna.history(practice)[:-1]:
        room.anna.undo(each.id)
    assert room.show(practice).draft == before
    room.store.close()


def change(room: Curators, practice: PracticeId, what: str, value: str) -> None:
    seen = room.version(practice)
    if what == "title":
        room.anna.set_title(practice, SV, value, seen=seen)
    elif what == "kind":
        room.anna.set_kind(practice, PracticeKind(value), seen=seen)
    else:
        field = PracticeField(what)
        known = {quote.text: quote for quote in room.show(practice).draft.fields.get(field, ())}
        if value in known:
            room.anna.remove_quote(practice, field, quote_key(known[value]), seen=seen)
        else:
            room.quote(practice, field, value)


# While documents are taken in


def test_what_a_curator_saves_while_documents_are_taken_in_is_kept_and_anchored(
    room: Curators, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = room.taken()
    is_read, may_go_on = threading.Event(), threading.Event()
    put = PracticeStore.put_candidates

    def pausing(store: PracticeStore, *arguments: object, **more: object) -> None:
        anchor = more["anchor"]

        def slowly(each: Practice) -> PracticeDraft:
            found = anchor(each)  # type: ignore[operator] # as the desk gives it
            if not is_read.is_set():
                is_read.set()
                assert may_go_on.wait(20)
            return found  # type: ignore[no-any-return]

        put(store, *arguments, **{**more, "anchor": slowly})  # type: ignore[arg-type]

    monkeypatch.setattr(PracticeStore, "put_candidates", pausing)
    taking = threading.Thread(target=lambda: room.documents.take("kil.txt", MOVED))
    taking.start()
    assert is_read.wait(20)
    # the practice was read, and where its quotes are to stand was found; now somebody changes it
    room.anna.set_title(practice, SV, "Annas titel", seen=2)
    other = room.anna.take_over(room.candidate_now("DK630"))
    may_go_on.set()
    taking.join(20)
    told = room.show(practice).draft
    assert told.title == "Annas titel"
    chunks = {chunk.id for chunk in room.store.chunks(room.kil)}
    assert {quote.chunk_id for quote in told.passages} <= chunks
    assert not any(quote.is_lost for quote in told.passages)
    assert room.show(other).draft.state == "draft"


def test_a_quote_of_a_passage_that_is_gone_meanwhile_is_refused(
    room: Curators, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = room.taken()
    chunk = room.chunk("många engagerade sig")
    changing = room.anna._part.changing

    def later(actor: Actor, act: str) -> AbstractContextManager[Curating]:
        room.documents.take("kil.txt", MOVED)
        return changing(actor, act)

    monkeypatch.setattr(room.anna._part, "changing", later)
    with pytest.raises(CurationError) as caught:
        room.anna.add_quote(practice, OUTCOMES, chunk.id, "många engagerade sig", seen=2)
    assert caught.value.key == "curate.problem_passage_gone"
    assert room.store.chunks_by_id([chunk.id]) == {}


def test_of_two_threads_that_change_one_field_one_is_refused(room: Curators) -> None:
    practice = room.taken()
    start = threading.Barrier(2)
    refused: list[str] = []

    def write(desk_name: str) -> None:
        desk = {"Anna": room.anna, "Bo": room.bo}[desk_name]
        start.wait(20)
        try:
            desk.set_title(practice, SV, f"{desk_name}s titel", seen=2)
        except ChangedMeanwhileError as error:
            refused.append(error.by)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("Anna", "Bo")]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    (winner,) = refused
    assert room.show(practice).draft.title == f"{winner}s titel"
