"""What buttons and forms do where documents are handed in, over a real home, and what can be stated."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from kb.accounts import ANYBODY
from kb.batches import BatchState, FileState
from kb.errors import BatchError, BatchNotFoundError, PermissionDeniedError
from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.records import DocumentType
from tests.kb.batch_help import ANNA, BO, BRIDGE, put, read
from tests.ui.contribute_steps import do, only
from ui.actions.contribute import ACTIONS
from ui.batch_facts import BATCH_FACTS, FILE_FACTS, fact_shown

# What buttons and forms do


def test_beginning_leads_to_the_page_of_the_batch(anna: KnowledgeBase) -> None:
    done = do(
        anna, "begin", batch_title=" Dialogbord ", fact_event="Mötesplatser 2026", fact_date="2026-03-12",
        fact_licence="CC BY 4.0", fact_type="", fact_language="sv",
    )  # fmt: skip
    assert done.address == "./batch?id=1"
    (batch,) = anna.batches.mine()
    assert batch.title == "Dialogbord"
    assert batch.facts == {
        "event": "Mötesplatser 2026",
        "date": "2026-03-12",
        "licence": "CC BY 4.0",
        "language": "sv",
    }


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"fact_date": "i våras"}, "Datoen ”i våras” kan ikke forstås."),
        ({"fact_contact": "Anna Andersson, anna@example.se"}, "ligner en persons navn eller adresse."),
        ({"batch_title": "   "}, "Giv indsendelsen et navn."),
        ({"fact_municipalities": "Ankeborg"}, "Der findes ingen kommune, som hedder ”Ankeborg”."),
        ({"fact_themes": "Rumfart"}, "Der findes intet tema, som hedder ”Rumfart”."),
        ({"fact_url": "www.vejen.dk"}, "Webadressen ”www.vejen.dk” skal begynde med https://"),
    ],
)
def test_what_cannot_be_understood_is_told_and_nothing_is_made(
    anna: KnowledgeBase, asked: Mapping[str, str], said: str
) -> None:
    with pytest.raises(BatchError) as problem:
        do(anna, "begin", **{"batch_title": "Dialogbord", **asked})
    assert said in load_catalogue("da").text(problem.value.key, **problem.value.values)
    assert anna.batches.mine() == ()


def test_a_field_that_no_form_has_is_refused(anna: KnowledgeBase) -> None:
    with pytest.raises(ValidationError):
        do(anna, "begin", batch_title="Dialogbord", owner="bo")


def test_describing_keeps_what_the_form_has_no_field_for(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord", {"venue": "Kongresshuset", "place": "Falköping"})
    do(anna, "describe", batch=batch.id, seen=batch.version, batch_title="Bord", fact_place="Skövde")
    assert anna.batches.show(batch.id).facts == {"venue": "Kongresshuset", "place": "Skövde"}


def test_chosen_again_only_what_has_not_arrived_is_awaited(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    files = [{"name": name, "n_bytes": len(BRIDGE.encode())} for name in ("a.md", "b.md", "a.md")]
    first = do(anna, "announce", batch=batch.id, files=files)
    ids = first.answer["ids"]
    assert isinstance(ids, list)
    assert len(set(ids)) == 3
    anna.batches.put(ids[0], [BRIDGE.encode()])
    again = do(anna, "announce", batch=batch.id, files=files)
    assert again.answer["ids"] == [0, ids[1], ids[2]]
    assert (again.text, again.values) == ("batch.said_there", {"count": 1})
    assert len(anna.batches.show(batch.id).files) == 3


def test_empty_and_large_files_are_left_aside_and_the_others_come(anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    files = [
        {"name": "tom.txt", "n_bytes": 0},
        {"name": "bra.txt", "n_bytes": 10},
        {"name": "stor.pdf", "n_bytes": 200_000_001},
    ]
    done = do(anna, "announce", batch=batch.id, files=files)
    (file,) = anna.batches.show(batch.id).files
    assert done.answer["ids"] == [0, file.id, 0]
    assert (done.text, done.values["count"]) == ("batch.said_unfit", 2)
    assert done.values["names"] == "tom.txt, stor.pdf"


def test_what_has_not_arrived_is_left_out_at_once(anna: KnowledgeBase) -> None:
    batch = read(anna, {"bron.md": BRIDGE})
    anna.batches.announce(batch.id, [("a.txt", 5), ("b.txt", 6)])
    done = do(anna, "leave_out_missing", batch=batch.id)
    assert done.values == {"count": 2}
    assert anna.batches.hand_in(batch.id).state is BatchState.HANDED_IN


def test_a_file_is_left_out_and_taken_back(anna: KnowledgeBase) -> None:
    batch = read(anna, {"bron.md": BRIDGE})
    file = only(batch)
    assert do(anna, "leave_out", file=file.id).answer == {"removed": file.id}
    assert only(anna.batches.show(batch.id)).state is FileState.LEFT_OUT
    do(anna, "take_file_back", file=file.id)
    assert only(anna.batches.read(batch.id)).state is FileState.READ


def test_nobody_but_its_owner_changes_a_batch_and_readers_none_at_all(home: KnowledgeBase) -> None:
    batch = home.acting_as(ANNA).batches.begin("Dialogbord")
    (file,) = put(home.acting_as(ANNA), batch, {"bron.md": BRIDGE})
    asked: Mapping[str, Mapping[str, object]] = {
        "describe": {"batch": batch.id, "seen": 1, "batch_title": "x"},
        "describe_file": {"batch": batch.id, "file": file.id, "seen": 1},
        "mask": {"batch": batch.id, "file": file.id, "seen": 1, "is_masked": False},
        "announce": {"batch": batch.id, "files": [{"name": "a.txt", "n_bytes": 3}]},
        "leave_out": {"file": file.id},
        "leave_out_missing": {"batch": batch.id},
        "take_file_back": {"file": file.id},
        "words": {"file": file.id},
        "remove": {"batch": batch.id},
        "undo_remove": {"batch": batch.id},
        "hand_in": {"batch": batch.id},
        "take_back": {"batch": batch.id},
    }
    assert {f"batches.{name}" for name in (*asked, "begin")} == ACTIONS.keys()
    for name, values in asked.items():
        with pytest.raises(BatchNotFoundError):
            do(home.acting_as(BO), name, **values)
        with pytest.raises(PermissionDeniedError):
            do(home.acting_as(ANYBODY), name, **values)
    with pytest.raises(PermissionDeniedError):
        do(home.acting_as(ANYBODY), "begin", batch_title="x")


def test_a_file_of_another_batch_is_not_described_through_ones_own(home: KnowledgeBase) -> None:
    anna, bo = home.acting_as(ANNA), home.acting_as(BO)
    own = anna.batches.begin("Mitt")
    (theirs,) = put(bo, bo.batches.begin("Bos"), {"bron.md": BRIDGE})
    with pytest.raises(BatchNotFoundError):
        do(anna, "describe_file", batch=own.id, file=theirs.id, seen=1, fact_title="Mitt")


# What is stated


def test_licences_and_codes_are_shown_in_the_readers_language_whoever_chose_them() -> None:
    swedish, danish = load_catalogue("sv"), load_catalogue("da")
    chosen = swedish.text("batch.licence_permission")
    assert fact_shown("licence", chosen, danish) == danish.text("batch.licence_permission")
    assert fact_shown("licence", "Vår egen", danish) == "Vår egen"
    assert fact_shown("type", DocumentType.MINUTES.value, danish) == danish.text("type.minutes")
    assert fact_shown("date", "2026-03-12", danish) == "12. marts 2026"


def test_fields_are_those_that_can_be_stated() -> None:
    from kb.batch_facts import FACTS

    assert set(BATCH_FACTS) < set(FILE_FACTS) <= set(FACTS)
