"""The pages of curation, over a real home, and what their actions do with what they are asked."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from pydantic import ValidationError

from kb.accounts import ANYBODY, Actor, Role
from kb.curation import StillRunning, quote_key
from kb.errors import ChangedMeanwhileError, CurationError, PermissionDeniedError, PracticeNotFoundError
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeField, PracticeFilters, PracticeId, PracticeKind, PracticeState, RelationKind
from tests.ui.conftest import OpenAs, html_of
from ui.actions.action import Done
from ui.actions.registry import ACTIONS
from ui.curate_addresses import WorkView, read_merge, read_practice, read_view, work_href
from ui.search_state import Kept

CILLA = Actor(login="cilla", name="Cilla Ek", role=Role.CURATOR)
DAG = Actor(login="dag", name="Dag <b>Holm</b>", role=Role.CURATOR)
ANNA = Actor(login="anna", name="Anna Berg", role=Role.CONTRIBUTOR)


@pytest.fixture
def base(fresh_library: KnowledgeBase) -> KnowledgeBase:
    return fresh_library


def act(base: KnowledgeBase, name: str, asked: object, actor: Actor = CILLA) -> Done:
    """Do an action as the app does."""
    action = ACTIONS[name]
    return action.act(base.acting_as(actor), action.asked.model_validate(asked))


def candidate(base: KnowledgeBase) -> PracticeId:
    """Return the candidate that the documents tell the most of."""
    return base.practices.list(PracticeFilters(states=frozenset({PracticeState.CANDIDATE})))[0].id


def taken(base: KnowledgeBase) -> PracticeId:
    found = candidate(base)
    act(base, "curating.take_over", {"practice": found})
    return found


def version(base: KnowledgeBase, practice: PracticeId) -> int:
    return base.curation.open(practice).version


def first_words(base: KnowledgeBase, practice: PracticeId) -> tuple[int, str]:
    """Return a passage of a practice and some words in it."""
    passage = base.practices.show(practice).draft.passages[0]
    return passage.chunk_id, " ".join(passage.text.split()[:4])


def quote(base: KnowledgeBase, practice: PracticeId, what: str, **further: str) -> Done:
    chunk, words = first_words(base, practice)
    asked = {"practice": practice, "seen": version(base, practice), "passage": chunk, "words": words}
    return act(base, "curating.add_quote", {**asked, "what": what, **further})


def asked_of(html: str, do: str) -> list[dict[str, object]]:
    """Return what the buttons and forms of an action are asked with."""
    found = re.findall(rf'data-do="{re.escape(do)}"[^>]*?data-with="([^"]*)"', html)
    return [json.loads(unescape(each)) for each in found]


# The work lists


@pytest.mark.parametrize("page", ["curate", "edit"])
@pytest.mark.parametrize("actor", [ANYBODY, ANNA])
def test_the_pages_are_for_curators(open_as: OpenAs, page: str, actor: Actor) -> None:
    html = html_of(open_as(actor, page, id="p1"))
    assert "redaktör" in html
    assert "mb-edit" not in html
    assert "mb-queue" not in html


def test_the_lists_count_what_there_is_and_show_one(base: KnowledgeBase, open_as: OpenAs) -> None:
    counts = base.practices.counts().states
    html = html_of(open_as(CILLA, "curate"))
    assert f"Värda en titt ({counts['candidate']})" in html
    assert f"Publicerade ({counts['published']})" in html
    assert html.count('name="merge"') == min(30, counts["candidate"])
    published = html_of(open_as(CILLA, "curate", list="published"))
    assert published.count('name="merge"') == counts["published"]
    empty = html_of(open_as(CILLA, "curate", list="my_drafts"))
    assert "Du har inga utkast." in empty


def test_a_list_is_narrowed_by_place_and_words_and_says_when_nothing_fits(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    published = base.practices.list(PracticeFilters(states=frozenset({PracticeState.PUBLISHED})))
    place = published[0].draft.municipalities[0]
    here = [each for each in published if place in each.draft.municipalities]
    html = html_of(open_as(CILLA, "curate", list="published", place=place))
    assert html.count('name="merge"') == len(here) < len(published)
    words = here[0].draft.title.split()[0]
    assert f"p{here[0].id}" in html_of(open_as(CILLA, "curate", list="published", q=words))
    none = html_of(open_as(CILLA, "curate", list="published", q="<script>"))
    assert "Inget i listan stämmer" in none
    assert "<script>" not in none


def test_an_address_of_the_lists_is_read_and_written() -> None:
    view = read_view({"list": ["due"], "place": ["SE1715"], "q": [" byalag "], "p": ["3"]})
    assert work_href(view, Kept()) == "./curate?list=due&place=SE1715&q=byalag&p=3"
    assert read_view({"list": ["x"], "place": ["<b>"], "p": ["-1"]}) == WorkView()
    assert read_merge({"merge": ["p2", "p3", "p2", "x", "4"]}) == (2, 3, 4)
    assert read_practice({"id": ["p12"]}) == read_practice({"id": ["12"]}) == 12
    assert read_practice({"id": ["p0"]}) is None


# One practice


def test_a_candidate_is_taken_over_before_anything_can_be_changed(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    practice = candidate(base)
    before = html_of(open_as(CILLA, "edit", id=f"p{practice}"))
    assert asked_of(before, "curating.take_over") == [{"practice": practice}]
    assert asked_of(before, "curating.set_text") == []
    act(base, "curating.take_over", {"practice": practice})
    after = html_of(open_as(CILLA, "edit", id=f"p{practice}"))
    assert asked_of(after, "curating.take_over") == []
    texts = [(each["field"], each["language"]) for each in asked_of(after, "curating.set_text")]
    assert sorted(texts) == [
        (field, code) for field in ("summary", "title") for code in ("da", "en", "nb", "sv")
    ]
    assert "Cilla Ek" in after
    assert "tog över exemplet" in after


def test_texts_and_quotes_are_shown_escaped_wherever_they_appear(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    practice = taken(base)
    hostile = '</textarea><script>alert("1")</script><img src=x onerror=alert(2)>'.replace("1", "x").replace(
        "2", "y"
    )
    for field in ("title", "summary"):
        asked = {"practice": practice, "field": field, "language": "sv", "words": hostile}
        act(base, "curating.set_text", {**asked, "seen": version(base, practice)}, DAG)
    base.acting_as(DAG).curation.verify(practice, StillRunning.NO, note=hostile)
    html = html_of(
        open_as(CILLA, "edit", id=f"p{practice}", seen="1", mine="title.sv", find=hostile, words=hostile)
    )
    assert "<script" not in html
    assert "<img src=x" not in html
    assert "Dag &lt;b&gt;Holm" in html
    assert html.count("&lt;script&gt;") > 3


def test_words_are_quoted_for_a_field_with_their_meaning_and_taken_out_again(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    practice = taken(base)
    _, words = first_words(base, practice)
    quote(base, practice, "lessons:did_not_work")
    (lesson,) = base.practices.show(practice).draft.fields[PracticeField.LESSONS]
    assert (" ".join(lesson.text.split()), lesson.code) == (words, "did_not_work")
    html = html_of(open_as(CILLA, "edit", id=f"p{practice}"))
    section = html[html.index('id="mb-field-lessons"') :]
    assert "det fungerade inte" in section[: section.index("</section>")]
    asked = {"field": "lessons", "key": quote_key(lesson), "seen": version(base, practice)}
    act(base, "curating.remove_quote", {"practice": practice, **asked})
    assert PracticeField.LESSONS not in base.practices.show(practice).draft.fields
    undo = asked_of(html_of(open_as(CILLA, "edit", id=f"p{practice}")), "curating.undo")[0]
    act(base, "curating.undo", undo)
    assert base.practices.show(practice).draft.fields[PracticeField.LESSONS] == (lesson,)


def test_a_number_is_written_beside_the_words(base: KnowledgeBase) -> None:
    practice = taken(base)
    quote(base, practice, "scale", amount=" 20-30 ")
    assert "20-30" in {each.code for each in base.practices.show(practice).draft.fields[PracticeField.SCALE]}
    with pytest.raises(CurationError) as refused:
        quote(base, practice, "scale", amount="many")
    assert refused.value.key == "curate.problem_code"


@pytest.mark.parametrize(
    ("what", "key"),
    [
        ("", "edit.problem_no_field"),
        ("nothing", "edit.problem_no_field"),
        ("target_groups", "curate.problem_code_missing"),
        ("themes:nothing", "curate.problem_code"),
    ],
)
def test_what_words_are_quoted_for_must_be_known(base: KnowledgeBase, what: str, key: str) -> None:
    with pytest.raises(CurationError) as refused:
        quote(base, taken(base), what)
    assert refused.value.key == key


def test_what_rules_suggest_is_taken_in_one_by_one_and_all_at_once(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    practice = max(
        (each.id for each in base.practices.list() if each.draft.state is PracticeState.CANDIDATE),
        key=lambda each: len(base.practices.show(each).draft.fields.get(PracticeField.THEMES, ())),
    )
    act(base, "curating.take_over", {"practice": practice})
    themes = base.practices.show(practice).draft.fields[PracticeField.THEMES]
    base.acting_as(CILLA).curation.set_quotes(
        practice, PracticeField.THEMES, [], seen=version(base, practice)
    )
    html = html_of(open_as(CILLA, "edit", id=f"p{practice}"))
    offered = [each for each in asked_of(html, "curating.take_suggested") if each["field"] == "themes"]
    assert {each["key"] for each in offered if "key" in each} == set(map(quote_key, themes))
    act(base, "curating.take_suggested", offered[-1])
    rest = {"practice": practice, "field": "themes", "seen": version(base, practice)}
    if len(themes) > 1:
        act(base, "curating.take_suggested", rest)
    back = base.practices.show(practice).draft.fields[PracticeField.THEMES]
    assert {each.code for each in back} == {each.code for each in themes}
    with pytest.raises(CurationError):
        act(base, "curating.take_suggested", {**rest, "seen": version(base, practice)})


def test_what_stands_in_the_way_is_listed_and_no_one_can_go_on(base: KnowledgeBase, open_as: OpenAs) -> None:
    practice = taken(base)
    asked = {"practice": practice, "field": "summary", "language": "sv", "words": "Alla får låna."}
    act(base, "curating.set_text", {**asked, "seen": version(base, practice)})
    html = html_of(open_as(CILLA, "edit", id=f"p{practice}"))
    assert "Sammanfattningen vilar inte på något citat." in html
    assert 'href="#mb-field-summary"' in html
    assert asked_of(html, "curating.submit") == []
    quote(base, practice, "summary")
    assert asked_of(html_of(open_as(CILLA, "edit", id=f"p{practice}")), "curating.submit") == [
        {"practice": practice}
    ]


def test_the_steps_lead_to_the_public_page_and_back(base: KnowledgeBase, open_as: OpenAs) -> None:
    practice = taken(base)
    assert "Exemplet finns inte" in html_of(open_as(ANYBODY, "practice", id=str(practice)))
    for step in ("submit", "publish"):
        act(base, f"curating.{step}", {"practice": practice})
    act(base, "curating.verify", {"practice": practice, "running": "no", "note": "Ringde."})
    public = html_of(open_as(ANYBODY, "practice", id=str(practice)))
    assert "verksamheten pågår inte längre." in public
    assert "Redigera" not in public
    assert "Ringde" not in public
    assert f"edit?id=p{practice}" in html_of(open_as(CILLA, "practice", id=str(practice)))
    act(base, "curating.withdraw", {"practice": practice})
    assert "Exemplet finns inte" in html_of(open_as(ANYBODY, "practice", id=str(practice)))
    act(base, "curating.discard", {"practice": practice})
    assert base.practices.show(practice).draft.state is PracticeState.CANDIDATE


def test_the_second_curator_is_told_who_changed_what_and_sees_it_beside(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    practice = taken(base)
    seen = version(base, practice)
    asked = {"practice": practice, "field": "title", "language": "sv", "seen": seen}
    act(base, "curating.set_text", {**asked, "words": "Min titel"}, DAG)
    with pytest.raises(ChangedMeanwhileError) as refused:
        act(base, "curating.set_text", {**asked, "words": "En annan"})
    assert refused.value.by == DAG.name
    html = html_of(open_as(CILLA, "edit", id=f"p{practice}", seen=str(seen), mine="title.sv"))
    assert 'id="mb-title-sv-theirs"' in html
    assert "Titel på svenska" in html[html.index('id="mb-conflict"') :][:400]
    assert 'id="mb-title-sv-theirs"' not in html_of(
        open_as(DAG, "edit", id=f"p{practice}", seen="1", mine="title.sv")
    )


def test_others_are_found_merged_and_split_off_and_their_address_leads_on(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    one, other, *_ = base.practices.list(PracticeFilters(states=frozenset({PracticeState.CANDIDATE})))
    word = max(other.draft.title.split(), key=len)
    act(base, "curating.take_over", {"practice": one.id})
    found = html_of(open_as(CILLA, "edit", id=f"p{one.id}", find=word))
    assert f"edit?id=p{other.id}" in found
    side = html_of(open_as(CILLA, "curate", merge=[f"p{one.id}", f"p{other.id}"]))
    (asked,) = asked_of(side, "curating.merge")
    assert asked["chosen"] == [str(one.id), str(other.id)]
    done = act(base, "curating.merge", {**asked, "into": str(one.id)})
    assert done.address == f"./edit?id=p{one.id}"
    assert {q.text for q in other.draft.passages} <= {
        q.text for q in base.practices.show(one.id).draft.passages
    }
    led = html_of(open_as(CILLA, "practice", id=str(other.id)))
    assert "har slagits samman med det här" in led
    assert f"edit?id=p{one.id}" in html_of(open_as(CILLA, "edit", id=f"p{other.id}"))
    html = html_of(open_as(CILLA, "edit", id=f"p{one.id}"))
    assert asked_of(html, "curating.split") == [{"practice": one.id, "part": other.id}]
    act(base, "curating.split", {"practice": one.id, "part": other.id})
    assert base.practices.show(other.id).draft.title == other.draft.title


def test_a_candidate_that_is_to_stay_is_taken_over_when_others_are_merged_into_it(
    base: KnowledgeBase,
) -> None:
    one, other, *_ = base.practices.list(PracticeFilters(states=frozenset({PracticeState.CANDIDATE})))
    with pytest.raises(CurationError) as nothing:
        act(base, "curating.merge", {"chosen": [str(one.id)], "into": str(one.id)})
    assert nothing.value.key == "curate.problem_merge_itself"
    act(base, "curating.merge", {"chosen": [str(one.id), str(other.id)], "into": str(one.id)})
    assert base.practices.show(one.id).draft.state is PracticeState.DRAFT
    assert base.practices.merged_into(other.id) == one.id


def test_relations_are_added_and_removed_from_either_end(base: KnowledgeBase, open_as: OpenAs) -> None:
    one, other, *_ = base.practices.list(PracticeFilters(states=frozenset({PracticeState.PUBLISHED})))
    known = len(base.practices.show(one.id).relations)
    asked = {"practice": one.id, "kind": "evaluates", "other": str(other.id)}
    act(base, "curating.relate", asked)
    html = html_of(open_as(CILLA, "edit", id=f"p{other.id}"))
    assert asked in asked_of(html, "curating.unrelate")
    act(base, "curating.unrelate", asked)
    relations = base.practices.show(one.id).relations
    assert len(relations) == known
    assert (RelationKind.EVALUATES, other.id) not in {(each.kind, each.other_id) for each in relations}


def test_passages_are_added_from_the_documents_and_removed(base: KnowledgeBase, open_as: OpenAs) -> None:
    practice = taken(base)
    passages = base.practices.show(practice).draft.passages
    document = passages[0].document_id
    known = {each.chunk_id for each in passages}
    others = [chunk.id for chunk in base.chunks(document) if chunk.id not in known]
    html = html_of(open_as(CILLA, "edit", id=f"p{practice}", **{"from": str(document)}))
    offered = {int(each) for each in re.findall(r'name="passages" value="(\d+)"', html)}
    assert offered == set(others)
    asked = {"practice": practice, "passages": [str(others[0])], "seen": version(base, practice)}
    act(base, "curating.add_passages", asked)
    now = {each.chunk_id: each for each in base.practices.show(practice).draft.passages}
    assert set(now) == known | {others[0]}
    key = {"key": quote_key(now[others[0]]), "seen": version(base, practice)}
    act(base, "curating.remove_passage", {"practice": practice, **key})
    assert {each.chunk_id for each in base.practices.show(practice).draft.passages} == known


def test_the_history_shows_what_was_said_before_and_after(base: KnowledgeBase, open_as: OpenAs) -> None:
    practice = taken(base)
    for words in ("Låna <ute>", "Låna hemma"):
        asked = {"practice": practice, "field": "title", "language": "sv", "words": words}
        act(base, "curating.set_text", {**asked, "seen": version(base, practice)})
    quote(base, practice, "participation:dialogue")
    kind = {"practice": practice, "kind": "method", "seen": version(base, practice)}
    act(base, "curating.set_kind", kind)
    assert base.practices.show(practice).draft.kind is PracticeKind.METHOD
    html = html_of(open_as(CILLA, "edit", id=f"p{practice}"))
    history = html[html.index('id="mb-history"') :]
    assert "<del>Låna &lt;ute&gt;</del>" in history
    assert "<ins>Låna hemma</ins>" in history
    _, words = first_words(base, practice)
    assert f"<ins><q>{words}</q> (dialog)</ins>" in history
    assert "<ins>metod</ins>" in history


def test_an_example_that_is_gone_says_so(open_as: OpenAs) -> None:
    assert "Exemplet finns inte" in html_of(open_as(CILLA, "edit", id="p99999"))
    assert "Exemplet finns inte" in html_of(open_as(CILLA, "edit"))


# Actions


@pytest.mark.parametrize("name", sorted(each for each in ACTIONS if each.startswith("curating.")))
def test_no_action_of_curation_is_for_readers_or_takes_what_it_does_not_know(
    base: KnowledgeBase, name: str
) -> None:
    action = ACTIONS[name]
    whole = {
        "practice": 1,
        "seen": 1,
        "field": "title",
        "language": "sv",
        "kind": "same_as" if "relate" in name else "method",
        "passage": 1,
        "words": "ord",
        "what": "outcomes",
        "key": "0" * 16,
        "passages": ["1"],
        "code": "SE1715",
        "chosen": ["1", "2"],
        "into": "1",
        "part": 2,
        "other": "2",
        "running": "yes",
        "change": 1,
    }
    asked = {each: whole[each] for each in action.asked.model_fields if each in whole}
    for actor in (ANYBODY, ANNA):
        with pytest.raises((PermissionDeniedError, PracticeNotFoundError)):
            act(base, name, asked, actor)
    with pytest.raises(ValidationError):
        action.asked.model_validate({**asked, "further": "1"})
    with pytest.raises(ValidationError):
        action.asked.model_validate({**asked, **{key: {"a": "b"} for key in asked}})


def test_every_code_of_a_quote_is_said_in_words(base: KnowledgeBase, open_as: OpenAs) -> None:
    published = base.practices.list(PracticeFilters(states=frozenset({PracticeState.PUBLISHED})))[0]
    html = html_of(open_as(CILLA, "edit", id=f"p{published.id}", ui="da"))
    codes = {q.code for quotes in published.draft.fields.values() for q in quotes if q.code}
    shown = set(re.findall(r'<p class="mb-meant">([^<]*)</p>', html))
    assert shown
    assert not shown & codes
