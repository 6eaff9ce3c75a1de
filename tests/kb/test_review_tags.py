"""Tags of reviewed documents: accepted, rejected, added and taken back, also once they are public."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kb.errors import ChangedMeanwhileError, ReviewError
from kb.knowledge_base import KnowledgeBase
from kb.records import ChunkId, DocumentId, Facet, Filters, Query, TagMethod
from kb.review_desk import ReviewDesk
from kb.reviews import QueuedItem, ReviewItem, SuggestedTag, TagChoice
from tests.kb.handed_in import DAG, WALK

KARLSTAD, KIL = "SE1780", "SE1715"


@pytest.fixture
def base(three_waiting: KnowledgeBase) -> KnowledgeBase:
    return three_waiting


def tag_of(item: ReviewItem, facet: Facet, value: str) -> SuggestedTag:
    return next(tag for tag in item.tags if (tag.facet, tag.value) == (facet, value))


def places(item: ReviewItem) -> list[list[str]]:
    own = [item.document.tags, *(chunk.tags for chunk in item.chunks)]
    return [[tag.value for tag in tags if tag.facet is Facet.MUNICIPALITY] for tags in own]


def public_tags(base: KnowledgeBase, document_id: DocumentId, facet: Facet) -> set[str]:
    own = [
        *base.document(document_id).tags,
        *(tag for chunk in base.chunks(document_id) for tag in chunk.tags),
    ]
    return {tag.value for tag in own if tag.facet is facet}


def passage(item: ReviewItem, words: str) -> ChunkId:
    return next(chunk.id for chunk in item.chunks if words in chunk.text)


def test_tags_are_suggested_with_the_words_they_rest_on(desk: ReviewDesk, walk: QueuedItem) -> None:
    item = desk.item(walk.id)
    persons = tag_of(item, Facet.PERSONS, "30")
    (place,) = persons.places
    chunk = next(chunk for chunk in item.chunks if chunk.id == place.chunk_id)
    assert "30 boende" in place.evidence
    assert place.span is not None
    assert " ".join(chunk.text[place.span.start : place.span.end].split()) == place.evidence
    municipality = tag_of(item, Facet.MUNICIPALITY, KARLSTAD)
    assert municipality.places[0].chunk_id is None
    assert municipality.decision is None
    assert not municipality.is_rejected
    order = [tag.facet for tag in item.tags]
    assert order == sorted(order, key=list(Facet).index)


def test_a_rejected_tag_is_shown_as_such_and_not_public(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    desk.decide_tag(walk.id, Facet.MUNICIPALITY, KARLSTAD, accept=False, seen=walk.version)
    item = desk.item(walk.id)
    rejected = tag_of(item, Facet.MUNICIPALITY, KARLSTAD)
    assert rejected.is_rejected
    assert rejected.decision is not None
    assert (rejected.decision.decided_by, rejected.decision.decided_name) == ("cilla", "Cilla Ek")
    assert rejected.places
    assert not any(places(item))
    assert item.practices == () or item.practices[0].municipalities == ()
    document_id = desk.accept(walk.id, seen=item.version)
    assert public_tags(base, document_id, Facet.MUNICIPALITY) == set()
    in_karlstad = Filters(municipalities=frozenset({KARLSTAD}))
    assert base.search(Query(text="trygghetsvandring", filters=in_karlstad)).hits == ()
    assert tag_of(desk.item(walk.id), Facet.MUNICIPALITY, KARLSTAD).is_rejected


def test_a_tag_is_rejected_in_one_passage_alone(desk: ReviewDesk, walk: QueuedItem) -> None:
    item = desk.item(walk.id)
    before = places(item)
    assert before == [[KARLSTAD], [KARLSTAD], [KARLSTAD]]
    chosen = item.chunks[1].id
    desk.decide_tag(walk.id, Facet.MUNICIPALITY, KARLSTAD, passage=chosen, accept=False, seen=walk.version)
    assert places(desk.item(walk.id)) == [[KARLSTAD], [KARLSTAD], []]
    shown = tag_of(desk.item(walk.id), Facet.MUNICIPALITY, KARLSTAD)
    assert [place.decision is not None for place in shown.places] == [False, False, True]
    desk.undo_decision(walk.id, Facet.MUNICIPALITY, KARLSTAD, passage=chosen)
    assert places(desk.item(walk.id)) == before


def test_an_accepted_tag_is_remembered_as_confirmed(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    desk.decide_tag(walk.id, Facet.MUNICIPALITY, KARLSTAD, accept=True, seen=walk.version)
    document_id = desk.accept(walk.id, seen=None)
    assert public_tags(base, document_id, Facet.MUNICIPALITY) == {KARLSTAD}
    decision = tag_of(desk.item(walk.id), Facet.MUNICIPALITY, KARLSTAD).decision
    assert decision is not None
    assert decision.is_accepted


def test_all_are_decided_at_once_and_none_where_one_is_unknown(desk: ReviewDesk, walk: QueuedItem) -> None:
    item = desk.item(walk.id)
    choices = [TagChoice(facet=tag.facet, value=tag.value, accept=True) for tag in item.tags]
    wrong = TagChoice(facet=Facet.MUNICIPALITY, value="DK461", accept=True)
    with pytest.raises(ReviewError, match="has no tag 'DK461'"):
        desk.decide_tags(walk.id, [*choices, wrong])
    assert all(tag.decision is None for tag in desk.item(walk.id).tags)
    desk.decide_tags(walk.id, choices)
    after = desk.item(walk.id)
    assert all(tag.decision is not None and tag.decision.is_accepted for tag in after.tags)
    assert after.version == item.version + 1


def test_a_missing_tag_is_added_with_its_words(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    item = desk.item(walk.id)
    chunk_id = passage(item, "ny belysning")
    for facet, value, words, message in (
        (Facet.THEME, "trygg.narvaro", "står inte där", "do not stand in the passage"),
        (Facet.THEME, "finns.inte", "ny belysning", "no value of theme"),
        (Facet.YEAR, "3019", "ny belysning", "no value of year"),
        (Facet.LANGUAGE, "sv", "ny belysning", "no value of language"),
    ):
        with pytest.raises(ReviewError, match=message):
            desk.add_tag(walk.id, facet, value, chunk_id=chunk_id, words=words)
    desk.add_tag(walk.id, Facet.MUNICIPALITY, "Kil", chunk_id=chunk_id, words="mörka  GÅNGVÄGAR")
    added = tag_of(desk.item(walk.id), Facet.MUNICIPALITY, KIL)
    assert added.is_added
    assert [place.evidence for place in added.places] == ["mörka gångvägar"]
    document_id = desk.accept(walk.id, seen=None)
    (whole,) = [tag for tag in base.document(document_id).tags if tag.value == KIL]
    assert (whole.method, whole.evidence) == (TagMethod.CURATOR, "mörka gångvägar")
    (found,) = [
        chunk.text
        for chunk in base.chunks(document_id)
        if any(tag.value == KIL and tag.method is TagMethod.CURATOR for tag in chunk.tags)
    ]
    assert "ny belysning" in found
    in_kil = Filters(municipalities=frozenset({KIL}))
    assert base.search(Query(text="belysning", filters=in_kil)).total >= 1
    desk.undo_decision(walk.id, Facet.MUNICIPALITY, KIL)
    assert public_tags(base, document_id, Facet.MUNICIPALITY) == {KARLSTAD}


def test_an_added_type_and_year_take_the_place_of_others(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    chunk_id = passage(desk.item(walk.id), "ny belysning")
    for year in ("2018", "2017"):
        desk.add_tag(walk.id, Facet.YEAR, year, chunk_id=chunk_id, words="samma höst")
    desk.add_tag(walk.id, Facet.TYPE, "report", chunk_id=chunk_id, words="ny belysning")
    document_id = desk.accept(walk.id, seen=None)
    metadata = base.document(document_id).metadata
    assert (metadata.year, metadata.type) == (2017, "report")
    of_2017 = Filters(years=(2017, 2017), types=frozenset({"report"}))
    assert base.search(Query(text="belysning", filters=of_2017)).total >= 1


def test_decisions_of_others_are_not_overwritten_and_of_other_tags_no_conflict(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    seen = desk.item(walk.id).version
    other = base.acting_as(DAG).review
    other.decide_tag(walk.id, Facet.MUNICIPALITY, KARLSTAD, accept=True, seen=seen)
    desk.decide_tag(walk.id, Facet.PERSONS, "30", accept=False, seen=seen)
    desk.decide_tag(walk.id, Facet.PERSONS, "30", accept=True, seen=seen)
    with pytest.raises(ChangedMeanwhileError) as told:
        desk.decide_tag(walk.id, Facet.MUNICIPALITY, KARLSTAD, accept=False, seen=seen)
    assert (told.value.by, bool(told.value.at)) == ("Dag Holm", True)
    with pytest.raises(ChangedMeanwhileError):
        desk.accept(walk.id, seen=seen)
    desk.decide_tag(walk.id, Facet.MUNICIPALITY, KARLSTAD, accept=False, seen=desk.item(walk.id).version)
    desk.accept(walk.id, seen=desk.item(walk.id).version)


def test_a_wrong_municipality_is_corrected_once_the_document_is_public(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    document_id = desk.accept(walk.id, seen=None)
    desk.redecide(document_id, [TagChoice(facet=Facet.MUNICIPALITY, value=KARLSTAD, accept=False)])
    item = desk.public_item(document_id)
    chunk_id = passage(item, "ny belysning")
    desk.add_public_tag(document_id, Facet.MUNICIPALITY, "Kil", chunk_id=chunk_id, words="I Karlstads kommun")
    assert public_tags(base, document_id, Facet.MUNICIPALITY) == {KIL}
    assert places(desk.public_item(document_id)) == [[KIL], [KIL], [KIL]]
    (practice,) = base.practices.list()
    assert practice.draft.municipalities == (KIL,)
    assert base.check_index() == []
    acts = [line.act for line in base.accounts.audit(subject=f"document {document_id}")]
    assert acts == ["document.add_tag", "document.decide"]


def test_a_document_that_nobody_handed_in_is_corrected_and_stays_so(
    base: KnowledgeBase, desk: ReviewDesk, tmp_path: Path
) -> None:
    folder = tmp_path / "dokument"
    folder.mkdir()
    file = folder / "vandring.txt"
    file.write_text(WALK.replace("Karlstad", "Forshaga"), encoding="utf-8")
    base.ingest([folder])
    document_id = base.find_document("vandring.txt")
    item = desk.public_item(document_id)
    assert (item.id, item.queued) == (0, None)
    desk.redecide(document_id, [TagChoice(facet=Facet.MUNICIPALITY, value="SE1763", accept=False)])
    assert public_tags(base, document_id, Facet.MUNICIPALITY) == set()
    # as after an update with other rules
    with sqlite3.connect(base.settings.store_path) as raw:
        raw.execute("UPDATE documents SET pipeline_version = 1")
    raw.close()
    assert len(base.ingest([folder]).changed) == 1
    assert public_tags(base, document_id, Facet.MUNICIPALITY) == set()
    # as when somebody corrects the file
    file.write_text(WALK.replace("Karlstad", "Forshaga") + "\nDet blev bra.\n", encoding="utf-8")
    assert len(base.ingest([folder]).changed) == 1
    assert public_tags(base, document_id, Facet.MUNICIPALITY) == set()
    desk.redecide(document_id, [TagChoice(facet=Facet.MUNICIPALITY, value="SE1763", accept=None)])
    assert public_tags(base, document_id, Facet.MUNICIPALITY) == {"SE1763"}


def test_decisions_go_with_a_deleted_document_that_nobody_handed_in(
    base: KnowledgeBase, desk: ReviewDesk, tmp_path: Path
) -> None:
    (tmp_path / "vandring.txt").write_text(WALK + "Slut.\n", encoding="utf-8")
    base.ingest([tmp_path / "vandring.txt"])
    document_id = base.find_document("vandring.txt")
    desk.redecide(document_id, [TagChoice(facet=Facet.MUNICIPALITY, value=KARLSTAD, accept=False)])
    base.delete_document(document_id)
    base.ingest([tmp_path / "vandring.txt"])
    assert public_tags(base, base.find_document("vandring.txt"), Facet.MUNICIPALITY) == {KARLSTAD}


def test_decisions_come_back_with_a_document_that_is_taken_back(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    desk.decide_tag(walk.id, Facet.MUNICIPALITY, KARLSTAD, accept=False, seen=walk.version)
    desk.accept(walk.id, seen=None)
    desk.undo(walk.id)
    item = desk.item(walk.id)
    assert tag_of(item, Facet.MUNICIPALITY, KARLSTAD).is_rejected
    assert tag_of(item, Facet.MUNICIPALITY, KARLSTAD).places
    desk.undo_decision(walk.id, Facet.MUNICIPALITY, KARLSTAD)
    document_id = desk.accept(walk.id, seen=None)
    assert public_tags(base, document_id, Facet.MUNICIPALITY) == {KARLSTAD}


def test_no_words_of_a_document_are_kept_with_decisions_or_told_to_the_log(
    base: KnowledgeBase, desk: ReviewDesk, walk: QueuedItem
) -> None:
    item = desk.item(walk.id)
    chunk_id = passage(item, "ny belysning")
    desk.add_tag(walk.id, Facet.MUNICIPALITY, "Kil", chunk_id=chunk_id, words="mörka gångvägar")
    desk.decide_tag(walk.id, Facet.MUNICIPALITY, KARLSTAD, passage=chunk_id, accept=False, seen=walk.version)
    with sqlite3.connect(base.settings.store_path) as raw:
        rows = raw.execute("SELECT * FROM tag_decisions").fetchall()
    raw.close()
    lines = base.accounts.audit(subject=f"item {walk.id}")
    assert len(rows) == 2
    assert [line.details for line in lines] == [{"rejected": "1"}, {"added": "1"}]
    assert "gångvägar" not in str(rows)
    assert "gångvägar" not in str(lines)
