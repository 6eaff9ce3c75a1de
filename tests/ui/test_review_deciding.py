"""Accepting and declining from the pages of the review, what is public already, and who may do it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from kb.accounts import ANYBODY
from kb.batches import ReviewState
from kb.errors import ChangedMeanwhileError, PermissionDeniedError, ReviewError
from kb.knowledge_base import KnowledgeBase
from kb.records import DocumentId, Query
from kb.reviews import ReviewFilters
from tests.kb.handed_in import ANNA, BANK, CILLA, DAG, WALK, hand_in, waiting
from tests.ui.conftest import OpenAs, html_of
from tests.ui.review_steps import LENT, POOLED, WALKED, act, asked_of, item_of
from ui.actions.registry import ACTIONS
from ui.queue_view import following


@pytest.fixture
def base(five_waiting: KnowledgeBase) -> KnowledgeBase:
    return five_waiting


# Deciding


def test_accepting_goes_to_the_next_and_can_be_undone_there(base: KnowledgeBase, open_as: OpenAs) -> None:
    item, others = item_of(base, WALKED), [each.id for each in waiting(base).values()]
    done = act(base, "reviews.accept", {"item": item.id, "seen": item.version, "back": "my=SE1715&ui=sv"})
    next_id = following(others, item.id)
    assert done.address == f"./review?id={next_id}&done=accepted&was={item.id}&my=SE1715&ui=sv"
    found = base.search(Query(text="mörka gångvägar ny belysning")).hits
    assert [hit.document.metadata.title for hit in found][:1] == [WALKED]
    html = html_of(open_as(CILLA, "review", id=str(next_id), done="accepted", was=str(item.id)))
    assert f"”{WALKED}” är godkänt" in html
    done = act(base, "reviews.undo", asked_of(html, "reviews.undo", f"Ångra: {WALKED}"))
    assert done.address == f"./review?id={item.id}"
    assert item_of(base, WALKED).state is ReviewState.WAITING
    assert not base.search(Query(text="mörka gångvägar ny belysning")).hits


def test_declining_needs_a_reason_and_shows_it(base: KnowledgeBase, open_as: OpenAs) -> None:
    item = item_of(base, LENT)
    asked = {"item": item.id, "seen": item.version}
    with pytest.raises(ReviewError):
        act(base, "reviews.decline", {**asked, "reason": "  "})
    act(base, "reviews.decline", {**asked, "reason": "Saknar <b>källa</b>"})
    html = html_of(open_as(DAG, "review", id=str(item.id)))
    assert "Avböjt av Cilla Ek" in html
    assert "Skäl: Saknar &lt;b&gt;källa&lt;/b&gt;" in html
    assert "Saknar &lt;b&gt;källa" in html_of(open_as(DAG, "queue", state="declined"))


def test_the_last_decision_leads_to_the_queue(base: KnowledgeBase) -> None:
    *_, last = waiting(base).values()
    chosen = [f"{each.id}.{each.version}" for each in waiting(base).values() if each.id != last.id]
    act(base, "reviews.decline_many", {"chosen": chosen, "reason": "Fel inlämning"})
    done = act(base, "reviews.accept", {"item": last.id, "seen": last.version})
    assert done.address == f"./queue?done=accepted&was={last.id}"


def test_several_are_accepted_at_once_and_taken_back_at_once(base: KnowledgeBase, open_as: OpenAs) -> None:
    items = [item_of(base, title) for title in (WALKED, LENT)]
    chosen = [f"{each.id}.{each.version}" for each in items]
    done = act(base, "reviews.accept_many", {"chosen": chosen, "back": "language=sv"})
    ids = [str(each.id) for each in items]
    assert sorted(re.findall(r"was=(\d+)", done.address)) == sorted(ids)
    assert done.address.startswith("./queue?language=sv&done=accepted")
    html = html_of(open_as(CILLA, "queue", done="accepted", was=ids))
    assert "2 dokument är godkända" in html
    assert "3 dokument väntar" in html
    act(base, "reviews.undo", {"items": ids})
    assert len(waiting(base)) == 5
    with pytest.raises(ReviewError) as refused:
        act(base, "reviews.accept_many", {"chosen": []})
    assert refused.value.key == "review.problem_none_chosen"


def test_those_of_several_that_could_not_be_accepted_are_named(base: KnowledgeBase, open_as: OpenAs) -> None:
    pooled = item_of(base, POOLED)
    copy = hand_in(base, {"igen.txt": WALK.encode(), "ny.txt": BANK.replace("2015", "2016").encode()})
    walked = next(
        each for each in base.acting_as(CILLA).review.queue().items if each.file_name == "vandring.txt"
    )
    act(base, "reviews.accept", {"item": walked.id, "seen": walked.version})
    items = base.acting_as(CILLA).review.queue(ReviewFilters(batch_id=copy)).items
    again = next(each for each in items if each.file_name == "igen.txt")
    chosen = [f"{each.id}.{each.version}" for each in (pooled, again)]
    done = act(base, "reviews.accept_many", {"chosen": chosen})
    assert re.findall(r"(?:was|failed)=(\d+)", done.address) == [str(pooled.id), str(again.id)]
    html = html_of(
        open_as(CILLA, "queue", done="accepted", was=str(pooled.id), failed=str(again.id), ui="en")
    )
    notice = html[html.index("mb-done") : html.index('<h1 id="mb-title"')]
    assert "1 document could not be accepted and is still in the queue." in notice
    assert f"review?id={again.id}" in notice
    assert "(igen.txt)" in notice


def test_the_second_of_two_curators_sees_who_did_what(base: KnowledgeBase, open_as: OpenAs) -> None:
    item = item_of(base, WALKED)
    rejected = {"facet": "municipality", "value": "SE1780", "accept": False}
    act(base, "reviews.decide_tag", {"item": item.id, "seen": item.version, **rejected}, DAG)
    with pytest.raises(ChangedMeanwhileError) as refused:
        act(base, "reviews.accept", {"item": item.id, "seen": item.version})
    assert refused.value.by == "Dag Holm"
    html = html_of(open_as(CILLA, "review", id=str(item.id), seen=str(item.version)))
    assert "Dag Holm har ändrat något här sedan du öppnade sidan" in html
    assert "avvisad av Dag Holm" in html
    seen = base.review.item(item.id).version
    assert act(base, "reviews.accept", {"item": item.id, "seen": seen}).address


# What is public already


def test_tags_of_a_public_document_are_put_right_from_its_page(
    base: KnowledgeBase, open_as: OpenAs, tmp_path: Path
) -> None:
    (tmp_path / "byalag.txt").write_text(BANK.replace("Fritidsbank", "Byalag"), encoding="utf-8")
    base.ingest([tmp_path / "byalag.txt"])
    document_id = base.find_document("byalag.txt")
    address = f"./review?document={document_id}"
    assert address in html_of(open_as(CILLA, "document", id=str(document_id)))
    assert address not in html_of(open_as(ANYBODY, "document", id=str(document_id)))
    html = html_of(open_as(CILLA, "review", document=str(document_id)))
    assert "reviews.accept" not in html
    act(base, "reviews.decide_tag", asked_of(html, "reviews.decide_tag", "Avvisa: Kommun: Forshaga"))
    codes = {tag.value for tag in base.document(DocumentId(document_id)).tags}
    assert "SE1763" not in codes


# Who may, and what is asked


@pytest.mark.parametrize("name", sorted(name for name in ACTIONS if name.startswith("reviews.")))
def test_a_contributor_may_do_none_of_it(base: KnowledgeBase, name: str) -> None:
    item = item_of(base, WALKED)
    asked = {"item": item.id, "seen": item.version}
    tagged = {**asked, "facet": "municipality", "value": "SE1780", "accept": True}
    bodies: dict[str, dict[str, object]] = {
        "reviews.decline": {**asked, "reason": "Nej"},
        "reviews.undo": {"items": [str(item.id)]},
        "reviews.decide_tag": tagged,
        "reviews.decide_tags": {**asked, "accept": True},
        "reviews.add_tag": {**asked, "passage": 1, "words": "Karlstad", "what": "municipality:SE1780"},
        "reviews.restore": {**asked, "pieces": ["0"]},
    }
    many = {"chosen": [f"{item.id}.{item.version}"], "reason": "Nej"}
    body = bodies.get(name, many if name.endswith("_many") else asked)
    with pytest.raises(PermissionDeniedError):
        act(base, name, body, ANNA)
    assert base.review.queue(ReviewFilters()).total == 5


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("reviews.accept", {"item": "1 OR 1", "seen": 1}),
        ("reviews.accept", {"item": 1, "seen": 1, "also": "this"}),
        ("reviews.accept_many", {"chosen": ["1"]}),
        ("reviews.undo", {"items": ["-1"]}),
        ("reviews.decide_tag", {"item": 1, "seen": 1, "facet": "secret", "value": "x", "accept": True}),
        ("reviews.decline", {"item": 1, "seen": 1, "reason": "x" * 3000}),
        ("reviews.set_facts", {"item": 1, "seen": 1, "fact_title": "x" * 3000}),
    ],
)
def test_a_request_that_the_app_does_not_make_is_refused(name: str, asked: object) -> None:
    with pytest.raises(ValidationError):
        ACTIONS[name].asked.model_validate(asked)


def test_the_way_back_leads_nowhere_but_to_the_queue(base: KnowledgeBase) -> None:
    item = item_of(base, WALKED)
    back = "language=sv&ui=xx&my=//example.org&x=https://example.org&p=2"
    done = act(base, "reviews.accept", {"item": item.id, "seen": item.version, "back": back})
    assert "example.org" not in done.address
    assert "back=language%3Dsv%26p%3D2" in done.address
