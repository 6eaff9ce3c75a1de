"""Curated practices loaded from a file: found in the documents, whole or not at all, and again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import LockedError, PracticeFileError
from kb.home import locked
from kb.practice_library import SkipReason
from kb.practice_loading import LoadReport
from kb.practices import Practice, PracticeField, PracticeFilters, PracticeState, RelationKind
from kb.store import Store
from kb.store.practice_loads import LoadChanges, NewLoad
from tests.ingest.practice_desk import Desk
from tests.kb.conftest import Run
from tests.kb.test_practices import draft, quote

KIL = """Byalag i Kil

Exempel: Kils kommun gav två byalag en miljon kronor vardera att använda som de ville. Byalagen bestämde
själva vad pengarna skulle gå till, och många engagerade sig i föreningarna som de bildade för det.
"""
VEJLE = """Lokalråd i Vejle

Eksempel: Vejle Kommune gav lokalråd penge, som de selv måtte bestemme over. Mange borgere kom til møderne,
hvor lokalrådene drøftede, hvad pengene skulle gå til, og det gav flere frivillige.
"""
KIL_ENTRY = """[[practices]]
key = "byalag-kil"
state = "published"
documents = ["byalag-kil"]
title.sv = "Byalag i Kil bestämde själva"
title.da = "Landsbylaug i Kil bestemte selv"
summary.sv = "Två byalag fick en miljon kronor vardera."
rests_on = ["Kils kommun gav två byalag en miljon kronor vardera"]
[practices.fields]
municipalities = [{ code = "SE1715", quote = "Kils kommun" }]
themes = [{ code = "civil.byalag", quote = "två byalag" }]
outcomes = ["många engagerade sig"]
"""
VEJLE_ENTRY = """[[practices]]
key = "lokalraad-vejle"
state = "reviewed"
documents = ["lokalraad-vejle.txt"]
title.da = "Lokalråd i Vejle"
rests_on = ["Vejle Kommune gav lokalråd penge"]
[practices.fields]
municipalities = [{ code = "DK630", quote = "Vejle Kommune" }]
"""
RELATION = """[[practices.relations]]
kind = "{kind}"
to = "{to}"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.take("byalag-kil.txt", KIL)
    made.take("lokalraad-vejle.txt", VEJLE)
    yield made
    made.store.close()


def load(desk: Desk, *entries: str, name: str = "practices.toml") -> LoadReport:
    path = desk.home / name
    path.write_text("\n".join(entries), encoding="utf-8")
    return desk.practices.load(path)


def refused(desk: Desk, *entries: str) -> str:
    with pytest.raises(PracticeFileError) as caught:
        load(desk, *entries)
    return str(caught.value)


def curated(desk: Desk) -> dict[str, Practice]:
    return {key: by_key(desk, key) for key in desk.store.practices.loaded()}


def by_key(desk: Desk, key: str) -> Practice:
    loaded = desk.store.practices.loaded()[key]
    return desk.practices.show(loaded.practice_id)


def states(desk: Desk) -> list[str]:
    return sorted(each.draft.state for each in desk.all())


# What is stored


def test_what_the_file_says_is_stored_with_its_quotes(desk: Desk) -> None:
    report = load(desk, KIL_ENTRY, VEJLE_ENTRY)
    assert report.added == ("byalag-kil", "lokalraad-vejle")
    told = by_key(desk, "byalag-kil").draft
    assert (told.title, told.language, told.state) == ("Byalag i Kil bestämde själva", "sv", "published")
    assert (told.municipalities, told.countries) == (("SE1715",), ("SE",))
    assert {(each.field, each.language): each.text for each in told.texts} == {
        ("title", "sv"): "Byalag i Kil bestämde själva",
        ("title", "da"): "Landsbylaug i Kil bestemte selv",
        ("summary", "sv"): "Två byalag fick en miljon kronor vardera.",
    }
    text = desk.store.text(told.passages[0].document_id)
    for quotes in told.fields.values():
        assert all(text[quote.start : quote.end] == quote.text for quote in quotes)
    assert told.fields[PracticeField.TITLE] == told.fields[PracticeField.SUMMARY]
    (passage,) = told.passages
    assert passage.text.startswith("Exempel: Kils kommun")
    assert passage.text.endswith("för det.")


def test_the_title_is_in_the_language_of_the_document_where_there_is_one(desk: Desk) -> None:
    load(desk, KIL_ENTRY.replace('title.sv = "Byalag i Kil bestämde själva"\n', ""))
    told = by_key(desk, "byalag-kil").draft
    assert (told.title, told.language) == ("Landsbylaug i Kil bestemte selv", "da")


def test_lists_filter_by_state(desk: Desk) -> None:
    load(desk, KIL_ENTRY, VEJLE_ENTRY)
    published = desk.practices.list(PracticeFilters(states=frozenset({"published"})))
    assert [each.draft.title for each in published] == ["Byalag i Kil bestämde själva"]
    assert desk.practices.counts().states["reviewed"] == 1


def test_a_candidate_disappears_behind_the_practice_with_all_its_passages(desk: Desk) -> None:
    assert states(desk) == ["candidate", "candidate"]
    load(desk, KIL_ENTRY)
    assert states(desk) == ["candidate", "published"]
    # nor does it come back when all is made anew, or its document is taken in again
    desk.take("byalag-kil.txt", KIL + "\nEtt ord till.\n")
    desk.store.practices.put_candidates([], instead_of=set(), last_change=0, rules_version=0)
    assert states(desk) == ["candidate", "published"]


def test_a_candidate_of_another_place_stays(desk: Desk) -> None:
    entry = KIL_ENTRY.replace('municipalities = [{ code = "SE1715", quote = "Kils kommun" }]\n', "")
    load(desk, entry)
    assert states(desk) == ["candidate", "candidate", "published"]


@pytest.mark.parametrize(
    ("passages", "places", "is_taken"),
    [
        ((1,), ("SE1715",), True),
        ((1, 2), ("SE1715",), True),
        ((1, 2), (), True),
        ((1, 3), ("SE1715",), False),
        ((3,), ("SE1715",), False),
        ((1,), ("SE1715", "DK461"), False),
    ],
)
def test_all_passages_and_places_of_a_candidate_must_be_those_of_the_practice(
    tmp_path: Path, passages: tuple[int, ...], places: tuple[str, ...], is_taken: bool
) -> None:
    store = Store(tmp_path / "store.sqlite")
    own = draft("kil", state=PracticeState.PUBLISHED, passages=(quote("a", chunk=1), quote("b", chunk=2)))
    store.practices.put_loaded(
        LoadChanges(file="f.toml", new=[NewLoad(draft=own, entry_hash="1", loaded_hash="2")])
    )
    other = draft(
        "SE1715:1", passages=tuple(quote("a", chunk=chunk) for chunk in passages), municipalities=places
    )
    for _ in range(2):
        store.practices.put_candidates([other], instead_of=None, last_change=0, rules_version=1)
        found = store.practices.list(PracticeFilters(), limit=9, offset=0)
        assert sorted(each.draft.keys for each in found) == (
            [("SE1715:1", "kil")] if is_taken else [("SE1715:1",), ("kil",)]
        )
    store.close()


def test_candidates_come_back_when_the_practice_goes(desk: Desk) -> None:
    titles = desk.titles()
    load(desk, KIL_ENTRY, VEJLE_ENTRY)
    assert states(desk) == ["published", "reviewed"]
    assert load(desk, VEJLE_ENTRY).removed == ("byalag-kil",)
    assert states(desk) == ["candidate", "reviewed"]
    load(desk, VEJLE_ENTRY.replace('lokalraad-vejle"', 'et-andet"'))
    assert len(desk.titles()) == len(titles)


# Loading again


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    load(desk, KIL_ENTRY, VEJLE_ENTRY)
    with sqlite3.connect(desk.store.path) as raw:
        before = list(raw.iterdump())
        report = load(desk, KIL_ENTRY, VEJLE_ENTRY)
        after = list(raw.iterdump())
    raw.close()
    assert (report.unchanged, report.added, report.changed) == (("byalag-kil", "lokalraad-vejle"), (), ())
    assert after == before


def test_what_the_file_says_anew_takes_its_place_and_the_id_stays(desk: Desk) -> None:
    load(desk, KIL_ENTRY, VEJLE_ENTRY)
    before = by_key(desk, "byalag-kil")
    report = load(desk, KIL_ENTRY.replace("Byalag i Kil bestämde", "Kils byalag bestämde"), VEJLE_ENTRY)
    assert (report.changed, report.unchanged) == (("byalag-kil",), ("lokalraad-vejle",))
    after = by_key(desk, "byalag-kil")
    assert (after.id, after.draft.title) == (before.id, "Kils byalag bestämde själva")
    assert states(desk) == ["published", "reviewed"]


def test_what_somebody_changed_here_is_left_and_told_once(desk: Desk) -> None:
    load(desk, KIL_ENTRY, VEJLE_ENTRY)
    with sqlite3.connect(desk.store.path) as raw:
        raw.execute("UPDATE practices SET title = 'Vores titel' WHERE title = 'Lokalråd i Vejle'")
    raw.close()
    assert load(desk, KIL_ENTRY, VEJLE_ENTRY).left == ()
    new = VEJLE_ENTRY.replace("Lokalråd i Vejle", "Vejles lokalråd")
    assert load(desk, KIL_ENTRY, new).left == ("lokalraad-vejle",)
    assert by_key(desk, "lokalraad-vejle").draft.title == "Vores titel"
    assert load(desk, KIL_ENTRY, new).left == ()
    report = load(desk, KIL_ENTRY)
    assert (report.removed, report.left) == ((), ("lokalraad-vejle",))
    assert "Vores titel" in desk.titles()
    # it is somebody's own now
    assert load(desk, KIL_ENTRY).left == ()
    assert load(desk, KIL_ENTRY, VEJLE_ENTRY).left == ("lokalraad-vejle",)


def test_files_do_not_remove_each_others_practices(desk: Desk) -> None:
    load(desk, KIL_ENTRY)
    assert load(desk, VEJLE_ENTRY, name="others.toml").removed == ()
    assert set(curated(desk)) == {"byalag-kil", "lokalraad-vejle"}


def test_a_file_that_has_moved_is_the_same_file(desk: Desk) -> None:
    load(desk, KIL_ENTRY, VEJLE_ENTRY)
    (desk.home / "practices.toml").unlink()
    (desk.home / "moved").mkdir()
    assert load(desk, KIL_ENTRY, name="moved/practices.toml").removed == ("lokalraad-vejle",)


# What is not found


def test_words_that_no_passage_has_are_told_with_the_nearest_and_nothing_is_stored(desk: Desk) -> None:
    told = refused(desk, VEJLE_ENTRY, KIL_ENTRY.replace("många engagerade sig", "många engagerade sej i"))
    first = told.splitlines()[0]
    assert first.startswith(f"{desk.home / 'practices.toml'}, line 21, byalag-kil, fields.outcomes: ")
    assert "no passage of byalag-kil.txt has the words “många engagerade sej i”" in first
    assert "The nearest is “många engagerade sig i”" in first
    assert curated(desk) == {}


def test_a_name_must_stand_in_the_documents(desk: Desk) -> None:
    entry = KIL_ENTRY.replace("title.sv", 'name = "Bypengarna"\ntitle.sv')
    assert "byalag-kil, name: no passage of byalag-kil.txt" in refused(desk, entry)
    load(desk, KIL_ENTRY.replace("title.sv", 'name = "byalag"\ntitle.sv'))
    assert by_key(desk, "byalag-kil").draft.name == "byalag"


def test_what_quotes_documents_that_are_not_stored_is_passed_over(desk: Desk) -> None:
    gone = KIL_ENTRY.replace('"byalag-kil"', '"byalag-grums"')
    half = (
        VEJLE_ENTRY.replace('["lokalraad', '["notat", "lokalraad')
        .replace("630", "630")
        .replace('quote = "Vejle Kommune"', 'quote = "Notat fra Vejle Kommune"')
    )
    report = load(desk, gone, half)
    assert [(each.key, each.reason, each.documents) for each in report.skipped] == [
        ("byalag-grums", SkipReason.NOT_STORED, ("byalag-grums",)),
        ("lokalraad-vejle", SkipReason.NOT_STORED, ("notat",)),
    ]
    assert curated(desk) == {}


def test_a_practice_stays_when_its_document_goes_and_is_anchored_when_it_comes_back(desk: Desk) -> None:
    load(desk, KIL_ENTRY)
    before = by_key(desk, "byalag-kil")
    desk.store.delete_document(before.draft.passages[0].document_id)
    assert load(desk, KIL_ENTRY).unchanged == ("byalag-kil",)
    document_id = desk.take("byalag-kil.txt", KIL)
    assert load(desk, KIL_ENTRY).changed == ("byalag-kil",)
    after = by_key(desk, "byalag-kil")
    assert after.id == before.id
    assert {quote.document_id for quote in after.draft.passages} == {document_id}


def test_documents_beside_the_file_come_before_others_of_the_same_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    other = desk.take("byalag-kil.md", KIL)
    mine = desk.take("byalag-kil.txt", KIL)
    with sqlite3.connect(desk.store.path) as raw:
        path = str(tmp_path / "sv" / "byalag-kil.txt")
        raw.execute("UPDATE documents SET path = ? WHERE id = ?", (path, mine))
    raw.close()
    load(desk, KIL_ENTRY)
    assert {quote.document_id for quote in by_key(desk, "byalag-kil").draft.passages} == {mine}
    load(desk, KIL_ENTRY.replace('["byalag-kil"]', '["byalag-kil.md"]'))
    assert {quote.document_id for quote in by_key(desk, "byalag-kil").draft.passages} == {other}
    desk.store.close()


# When documents change


def test_quotes_follow_their_document(desk: Desk) -> None:
    load(desk, KIL_ENTRY)
    before = by_key(desk, "byalag-kil")
    desk.take("byalag-kil.txt", KIL.replace("Exempel:", "Ett stycke först, om annat.\n\nExempel:"))
    after = by_key(desk, "byalag-kil")
    ids = {chunk.id for chunk in desk.store.chunks(after.draft.passages[0].document_id)}
    assert {quote.chunk_id for quotes in after.draft.fields.values() for quote in quotes} <= ids
    assert [quote.text for quote in after.draft.passages] == [quote.text for quote in before.draft.passages]
    text = desk.store.text(after.draft.passages[0].document_id)
    for quotes in after.draft.fields.values():
        assert all(text[quote.start : quote.end] == quote.text for quote in quotes)
    assert load(desk, KIL_ENTRY).unchanged == ("byalag-kil",)


def test_words_that_are_gone_are_lost_and_not_moved(desk: Desk) -> None:
    load(desk, KIL_ENTRY)
    desk.take("byalag-kil.txt", KIL.replace("många engagerade sig", "få kom"))
    (outcome,) = by_key(desk, "byalag-kil").draft.fields[PracticeField.OUTCOMES]
    assert (outcome.text, outcome.is_lost) == ("många engagerade sig", True)
    (place,) = by_key(desk, "byalag-kil").draft.fields[PracticeField.MUNICIPALITIES]
    assert not place.is_lost
    # the same file is still no error, nor is its removal
    assert load(desk, KIL_ENTRY).unchanged == ("byalag-kil",)
    assert "has the words" in refused(desk, KIL_ENTRY.replace("miljon kronor vardera.", "miljon."))
    assert load(desk, VEJLE_ENTRY).removed == ("byalag-kil",)


# Relations


def test_relations_are_shown_at_both_ends(desk: Desk) -> None:
    load(desk, KIL_ENTRY + RELATION.format(kind="inspired_by", to="lokalraad-vejle"), VEJLE_ENTRY)
    kil, vejle = by_key(desk, "byalag-kil"), by_key(desk, "lokalraad-vejle")
    assert [(each.kind, each.other_id, each.other_title, each.is_from_other) for each in kil.relations] == [
        (RelationKind.INSPIRED_BY, vejle.id, "Lokalråd i Vejle", False)
    ]
    assert [(each.kind, each.other_id, each.is_from_other) for each in vejle.relations] == [
        (RelationKind.INSPIRED_BY, kil.id, True)
    ]


def test_a_counterpart_that_both_ends_name_is_shown_once(desk: Desk) -> None:
    load(
        desk,
        KIL_ENTRY + RELATION.format(kind="counterpart", to="lokalraad-vejle"),
        VEJLE_ENTRY + RELATION.format(kind="counterpart", to="byalag-kil"),
    )
    for key in ("byalag-kil", "lokalraad-vejle"):
        (relation,) = by_key(desk, key).relations
        assert (relation.kind, relation.is_from_other) == (RelationKind.COUNTERPART, False)


def test_a_relation_to_nowhere_is_refused_and_one_to_a_skipped_practice_waits(desk: Desk) -> None:
    entry = KIL_ENTRY + RELATION.format(kind="evaluates", to="lokalraad-vejle")
    assert "there is no practice 'lokalraad-vejle'" in refused(desk, entry)
    skipped = VEJLE_ENTRY.replace('["lokalraad-vejle.txt"]', '["senere"]')
    assert load(desk, entry, skipped).added == ("byalag-kil",)
    assert by_key(desk, "byalag-kil").relations == ()
    desk.take("senere.txt", VEJLE)
    assert load(desk, entry, skipped).added == ("lokalraad-vejle",)
    (relation,) = by_key(desk, "byalag-kil").relations
    assert relation.kind is RelationKind.EVALUATES
    # and goes with the other end
    assert load(desk, KIL_ENTRY).removed == ("lokalraad-vejle",)
    assert by_key(desk, "byalag-kil").relations == ()


def test_a_relation_may_lead_to_a_practice_of_another_file(desk: Desk) -> None:
    load(desk, VEJLE_ENTRY, name="others.toml")
    load(desk, KIL_ENTRY + RELATION.format(kind="same_as", to="lokalraad-vejle"))
    assert [each.kind for each in by_key(desk, "lokalraad-vejle").relations] == [RelationKind.SAME_AS]


# The door


def test_loading_waits_for_nobody(desk: Desk) -> None:
    with locked(desk.home, "ingest /docs"), pytest.raises(LockedError):
        load(desk, KIL_ENTRY)
    assert curated(desk) == {}


def test_the_commands_tell_what_was_loaded(run: Run, tmp_path: Path) -> None:
    (tmp_path / "byalag-kil.txt").write_text(KIL, encoding="utf-8")
    path = tmp_path / "practices.toml"
    other = VEJLE_ENTRY + RELATION.format(kind="inspired_by", to="byalag-kil")
    path.write_text(KIL_ENTRY + "\n" + other, encoding="utf-8")
    run("ingest", str(tmp_path / "byalag-kil.txt"))
    assert run("practice", "load", str(path)).splitlines() == [
        f"Practices of {path}: 1 added, 0 changed, 0 unchanged",
        "Passed over because a document is not stored: lokalraad-vejle",
    ]
    report = run.json("practice", "load", str(path))
    assert report == {
        "file": str(path), "added": [], "changed": [], "unchanged": ["byalag-kil"], "removed": [], "left": [],
        "skipped": [
            {"key": "lokalraad-vejle", "reason": "not_stored", "documents": ["lokalraad-vejle.txt"]}
        ],
    }  # fmt: skip
    (tmp_path / "lokalraad-vejle.txt").write_text(VEJLE, encoding="utf-8")
    (tmp_path / "byalag-kil.txt").write_text(KIL.replace("många engagerade sig", "få kom"), encoding="utf-8")
    run("ingest", str(tmp_path / "byalag-kil.txt"), str(tmp_path / "lokalraad-vejle.txt"))
    run("practice", "load", str(path))
    (listed,) = run.json("practice", "list", "--state", "published")["practices"]
    shown = run("practice", "show", str(listed["practice_id"]))
    assert "“många engagerade sig” (no longer in the document: byalag-kil.txt, document 1)" in shown
    vejle = run.json("practice", "list", "--state", "reviewed")["practices"][0]["practice_id"]
    assert f"inspired practice {vejle}: Lokalråd i Vejle" in shown
    found = run.json("practice", "show", str(listed["practice_id"]))
    assert found["relations"] == [
        {"kind": "inspired_by", "practice_id": vejle, "title": "Lokalråd i Vejle", "from_other": True}
    ]
    assert [quote["lost"] for quote in found["fields"]["outcomes"]] == [True]
    run("practice", "load", str(tmp_path / "nowhere.toml"), status=1)
    assert "nowhere.toml cannot be read" in run.error


def test_erased_words_do_not_come_back_with_the_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "byalag-kil.txt").write_text(KIL, encoding="utf-8")
    path = tmp_path / "practices.toml"
    path.write_text(KIL_ENTRY, encoding="utf-8")
    run("ingest", str(tmp_path / "byalag-kil.txt"))
    run("practice", "load", str(path))
    run("document", "erase", "1", "--text", "många engagerade sig", "--yes")
    assert run.json("practice", "load", str(path))["unchanged"] == ["byalag-kil"]
    assert "engagerade" not in run("practice", "show", "2")
    path.write_text(KIL_ENTRY.replace("Byalag i Kil", "Kils byalag"), encoding="utf-8")
    assert run.json("practice", "load", str(path))["left"] == ["byalag-kil"]
    path.write_text(KIL_ENTRY.replace('byalag-kil"\nstate', 'nytt"\nstate'), encoding="utf-8")
    (skipped,) = run.json("practice", "load", str(path))["skipped"]
    assert skipped == {"key": "nytt", "reason": "erased", "documents": []}
    assert "engagerade" not in run("practice", "list") + run("practice", "show", "2")


def test_a_draft_read_back_is_the_one_that_was_loaded(desk: Desk) -> None:
    from kb.practice_loading import fingerprint

    load(desk, KIL_ENTRY, VEJLE_ENTRY)
    for key, loaded in desk.store.practices.loaded().items():
        told = by_key(desk, key).draft
        assert fingerprint(told) == loaded.loaded_hash
        assert fingerprint(replace(told, title="En annan")) != loaded.loaded_hash
