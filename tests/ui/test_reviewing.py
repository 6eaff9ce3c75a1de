"""The pages of the review, over a real home into which somebody has handed in documents."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from kb.accounts import ANYBODY, Actor
from kb.batches import ReviewItemId
from kb.errors import ChangedMeanwhileError, ReviewError
from kb.i18n import UI_LANGUAGES, load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeDraft, PracticeField, PracticeKind, Quote, TitleOrigin
from kb.records import ChunkId, DocumentId, Facet, Language, Span, TagMethod
from kb.reviews import ReviewFilters, SuggestedTag, TagPlace
from tests.kb.handed_in import ANNA, BANK, CILLA, DAG, hand_in, waiting
from tests.ui.conftest import OpenAs, html_of, script_of
from tests.ui.review_steps import LENT, POOLED, WALKED, act, asked_of, item_of, tag_of
from ui.queue_view import QueueView, following, read_view_text, view_text
from ui.review_buttons import who
from ui.review_evidence import shown_places
from ui.review_examples import telling_quote
from ui.review_quarantine import advice


@pytest.fixture
def base(five_waiting: KnowledgeBase) -> KnowledgeBase:
    return five_waiting


# The queue


def test_the_queue_shows_what_waits_with_what_to_look_at(open_as: OpenAs) -> None:
    html = html_of(open_as(CILLA, "queue"))
    assert "5 dokument väntar" in html
    assert "Inlämnat av Anna Berg" in html
    assert html.count('name="chosen"') == 5
    assert "Nordisk &lt;dag&gt;" in html
    assert "liknar ett annat dokument (2)" in html
    assert "personuppgifter är dolda (2)" in html
    assert "är godkända (0)" in html


@pytest.mark.parametrize("page", ["queue", "review"])
@pytest.mark.parametrize("actor", [ANYBODY, ANNA])
def test_who_is_no_curator_is_told_so(open_as: OpenAs, page: str, actor: Actor) -> None:
    html = html_of(open_as(actor, page, id="1"))
    assert "redaktör" in html
    assert WALKED not in html
    assert "data-do" not in html


def test_filters_in_the_address_narrow_the_queue(open_as: OpenAs) -> None:
    html = html_of(open_as(CILLA, "queue", problem="likeness"))
    assert "2 dokument väntar" in html
    assert POOLED not in html
    assert 'aria-label="Ta bort avgränsningen liknar ett annat dokument (2)"' in html
    assert POOLED in html_of(open_as(CILLA, "queue", language="da"))
    assert "Inget i kön stämmer" in html_of(open_as(CILLA, "queue", language="en"))


@pytest.mark.parametrize("text", ["", "language=da&type=notes", "state=declined&batch=7&problem=adverts&p=3"])
def test_what_is_shown_of_the_queue_survives_an_address(text: str) -> None:
    assert read_view_text(view_text(read_view_text(text))) == read_view_text(text)


def test_an_address_that_means_nothing_shows_what_waits() -> None:
    assert read_view_text("state=secret&batch=-1&language=xx&problem=<b>&p=0") == QueueView()


def test_a_file_that_cannot_be_read_is_listed_with_what_to_do(open_as: OpenAs) -> None:
    html = html_of(open_as(CILLA, "queue"))
    assert "film.mp4</b>" in html
    assert "Filtypen går inte att läsa." in html


@pytest.mark.parametrize(
    ("reason", "key"),
    [
        ("a.pdf is protected by a password. Remove the password and add it again.", "advice_encrypted"),
        ("a.docx holds no text; pictures are not read. Recognise their text first (OCR).", "advice_no_text"),
        ("a.pdf has 9000 pages; the limit is 3000. Split it.", "advice_too_large"),
        ("a.pdf is cut off or broken (x). Copy or download it again.", "advice_damaged"),
        ("a.exe holds binary data, not text. Save it as PDF", "advice_type"),
        ("the reader was ended", "advice_other"),
    ],
)
def test_what_to_do_follows_from_the_reason(reason: str, key: str) -> None:
    assert advice(reason) == f"queue.{key}"


def test_after_the_last_in_the_queue_comes_the_first_that_was_skipped() -> None:
    ids = [ReviewItemId(each) for each in (4, 7, 9)]
    assert [following(ids, each) for each in ids] == [7, 9, 4]
    assert following([ids[0]], ids[0]) is None
    assert following(ids, ReviewItemId(5)) == 4


# One document


def test_a_document_shows_its_facts_its_text_and_the_masked_data(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    app = open_as(CILLA, "review", id=str(item_of(base, WALKED).id))
    html = html_of(app)
    assert f">{WALKED}</h1>" in html
    assert "telefonnummer: 1" in html
    assert "070-123 45 67" not in html
    assert "CC BY 4.0" in html
    assert "Dokument 1 av 5 i kön" in html
    assert 'data-focus="mb-title"' in script_of(app)


def test_each_tag_shows_the_words_that_it_rests_on_and_leads_to_its_passage(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    item = item_of(base, WALKED)
    html = html_of(open_as(CILLA, "review", id=str(item.id)))
    assert "<b>Karlstad</b>" in html
    (place,) = {each.chunk_id for each in tag_of(base, item.id, "SE1780").places if each.span is not None}
    assert re.search(rf'<mark>[^<]*Karlstads kommun[^<]*</mark>.*?chunk={place}"', html, re.DOTALL)
    app = open_as(CILLA, "review", id=str(item.id), chunk=str(place))
    assert 'id="mb-passage"' in html_of(app)
    assert 'data-focus="mb-passage"' in script_of(app)


@pytest.mark.parametrize(
    ("ui_language", "said"),
    [
        ("sv", "följer av dokumentets språk"),
        ("da", "følger af dokumentets sprog"),
        ("en", "follows from the language of the document"),
    ],
)
def test_a_country_that_no_words_name_is_said_to_follow_from_the_language_once(
    base: KnowledgeBase, open_as: OpenAs, ui_language: str, said: str
) -> None:
    words = "Vi träffades och talade om hur man kan få fler att komma till mötena i höst."
    batch = hand_in(base, {"tal.txt": f"Om möten\n\n{words}\n\nSedan skrev alla upp vad de ville.".encode()})
    (item,) = base.acting_as(CILLA).review.queue(ReviewFilters(batch_id=batch)).items
    html = html_of(open_as(CILLA, "review", id=str(item.id), ui=ui_language))
    chunk = base.acting_as(CILLA).review.item(item.id).chunks[0]
    passage = html_of(open_as(CILLA, "review", id=str(item.id), chunk=str(chunk.id), ui=ui_language))
    assert not re.search(r"language (sv|da)\b", html + passage)
    assert html.count(said) == 1


def test_words_that_stand_in_a_passage_are_quoted_there_alone(base: KnowledgeBase) -> None:
    item = item_of(base, WALKED)
    tag = tag_of(base, item.id, "SE1780")
    assert any(place.chunk_id is None and place.evidence for place in tag.places)
    shown = shown_places(tag)
    assert shown
    assert all(place.chunk_id is not None for place in shown)


def test_what_is_stated_of_the_whole_document_stays_beside_its_passages() -> None:
    def place(chunk_id: int | None, evidence: str, span: Span | None = None) -> TagPlace:
        chunk = None if chunk_id is None else ChunkId(chunk_id)
        return TagPlace(chunk_id=chunk, evidence=evidence, confidence=1.0, method=TagMethod.NAME, span=span)

    stated, named = place(None, ""), place(1, "Kil", Span(start=0, end=3))
    language = [place(None, "language sv"), place(1, "language sv"), place(2, "language sv")]

    def shown(*places: TagPlace) -> tuple[TagPlace, ...]:
        return shown_places(SuggestedTag(facet=Facet.COUNTRY, value="SE", places=places))

    assert shown(stated, named) == (stated, named)
    assert shown(place(None, "I Kil"), named) == (named,)
    assert shown(*language, named) == (named,)
    assert shown(*language) == (language[0],)


def test_what_somebody_handed_in_by_a_command_names_no_account() -> None:
    said = {name: who("operator", "operator", load_catalogue(name)) for name in UI_LANGUAGES}
    assert said == {
        "sv": "den som driver Metodbank",
        "da": "Metodbanks driftsansvarlige",
        "en": "whoever runs Metodbank",
    }


def test_a_tag_is_rejected_with_its_button_and_comes_back_with_another(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    item = item_of(base, WALKED)
    html = html_of(open_as(CILLA, "review", id=str(item.id)))
    act(base, "reviews.decide_tag", asked_of(html, "reviews.decide_tag", "Avvisa: Kommun: Karlstad"))
    assert tag_of(base, item.id, "SE1780").is_rejected
    after = html_of(open_as(DAG, "review", id=str(item.id)))
    assert "avvisad av Cilla Ek" in after
    act(base, "reviews.decide_tag", asked_of(after, "reviews.decide_tag", "Ångra: Kommun: Karlstad"))
    assert not tag_of(base, item.id, "SE1780").is_rejected


def test_a_tag_is_rejected_in_one_passage_alone(base: KnowledgeBase, open_as: OpenAs) -> None:
    item = item_of(base, WALKED)
    place = next(each for each in tag_of(base, item.id, "SE1780").places if each.span is not None)
    html = html_of(open_as(CILLA, "review", id=str(item.id), chunk=str(place.chunk_id)))
    name = r"Avvisa: Kommun: Karlstad (i det här avsnittet)"
    act(base, "reviews.decide_tag", asked_of(html, "reviews.decide_tag", name))
    tag = tag_of(base, item.id, "SE1780")
    assert tag.decision is None
    (decided,) = (each for each in tag.places if each.decision is not None)
    assert decided.chunk_id == place.chunk_id


def test_all_that_is_not_decided_is_accepted_at_once_and_what_was_stays(base: KnowledgeBase) -> None:
    item = item_of(base, WALKED)
    asked = {"item": item.id, "seen": item.version}
    act(base, "reviews.decide_tag", {**asked, "facet": "municipality", "value": "SE1780", "accept": False})
    done = act(base, "reviews.decide_tags", {**asked, "accept": True})
    tags = base.review.item(item.id).tags
    assert done.values == {"count": len(tags) - 1}
    accepted = {tag.value for tag in tags if tag.decision is not None and tag.decision.is_accepted}
    assert accepted == {tag.value for tag in tags} - {"SE1780"}


def test_a_missing_tag_is_added_with_the_words_of_a_passage(base: KnowledgeBase, open_as: OpenAs) -> None:
    item = item_of(base, LENT)
    chunk = next(each for each in base.review.item(item.id).chunks if "idrottsprylar" in each.text)
    html = html_of(open_as(CILLA, "review", id=str(item.id), chunk=str(chunk.id)))
    assert 'data-do="reviews.add_tag"' in html
    assert '<option value="municipality:SE1715">Kil</option>' in html
    asked = {"item": item.id, "seen": item.version, "passage": chunk.id, "what": "municipality:SE1715"}
    act(base, "reviews.add_tag", {**asked, "words": "idrottsprylar gratis"})
    assert tag_of(base, item.id, "SE1715").is_added
    with pytest.raises(ReviewError) as refused:
        act(base, "reviews.add_tag", {**asked, "words": " "})
    assert refused.value.key == "review.problem_no_words"
    with pytest.raises(ReviewError):
        act(base, "reviews.add_tag", {**asked, "words": "står inte där"})
    with pytest.raises(ReviewError):
        act(base, "reviews.add_tag", {**asked, "words": "idrottsprylar", "what": ""})


def test_dropped_lines_are_put_back_and_left_out_again(base: KnowledgeBase, open_as: OpenAs) -> None:
    item = item_of(base, WALKED)
    html = html_of(open_as(CILLA, "review", id=str(item.id)))
    assert "Delningsknappar (" in html
    act(base, "reviews.restore", asked_of(html, "reviews.restore", "Lägg tillbaka: Facebook Twitter E-post"))
    assert any("Twitter" in chunk.text for chunk in base.review.item(item.id).chunks)
    after = html_of(open_as(CILLA, "review", id=str(item.id)))
    assert "Sortera bort dem igen" in after
    seen = base.review.item(item.id).version
    act(base, "reviews.drop_again", {"item": item.id, "seen": seen})
    assert not any("Twitter" in chunk.text for chunk in base.review.item(item.id).chunks)


def test_lines_are_not_put_back_when_none_is_chosen_or_others_have_their_numbers(base: KnowledgeBase) -> None:
    item = item_of(base, WALKED)
    with pytest.raises(ReviewError):
        act(base, "reviews.restore", {"item": item.id, "seen": item.version})
    with pytest.raises(ChangedMeanwhileError):
        act(base, "reviews.restore", {"item": item.id, "seen": item.version + 1, "pieces": ["0"]})


def test_facts_are_corrected_with_a_form_that_shows_what_was_read(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    item = item_of(base, WALKED)
    html = html_of(open_as(CILLA, "review", id=str(item.id)))
    assert "<summary>Rätta uppgifterna</summary>" in html
    assert f"Läst ur filen: {WALKED}." in html
    assert "Tomt betyder som för alla filer: Nordisk &lt;dag&gt;." in html
    (form,) = re.findall(r'<form [^>]*data-do="reviews.set_facts"[^>]*>', html)
    (asked,) = re.findall(r'data-with="([^"]*)"', form)
    assert json.loads(unescape(asked)) == {"item": item.id, "seen": item.version}
    written = {"fact_title": 'En "ny" titel', "fact_date": "2019-05-04", "fact_event": ""}
    done = act(base, "reviews.set_facts", {"item": item.id, "seen": item.version, **written})
    assert done.text == "review.said_set_facts"
    html = html_of(open_as(CILLA, "review", id=str(item.id)))
    assert ">En &quot;ny&quot; titel</h1>" in html
    assert 'name="fact_title" type="text" value="En &quot;ny&quot; titel"' in html
    assert "<dd>4 maj 2019</dd>" in html
    now = base.review.item(item.id)
    assert now.facts_of_file == {"title": 'En "ny" titel', "date": "2019-05-04"}
    act(base, "reviews.set_facts", {"item": item.id, "seen": now.version})
    assert f">{WALKED}</h1>" in html_of(open_as(CILLA, "review", id=str(item.id)))


def test_facts_that_have_no_field_stay_when_others_are_corrected(base: KnowledgeBase) -> None:
    item = item_of(base, WALKED)
    base.review.set_facts(item.id, {"venue": "Torget", "title": "Kort"}, seen=item.version)
    version = base.review.item(item.id).version
    act(base, "reviews.set_facts", {"item": item.id, "seen": version, "fact_place": "Karlstad"})
    assert base.review.item(item.id).facts_of_file == {"venue": "Torget", "place": "Karlstad"}


def test_of_a_part_of_an_archive_the_page_says_that_it_takes_no_facts(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    html = html_of(open_as(CILLA, "review", id=str(item_of(base, POOLED).id)))
    assert "Uppgifterna om delarna kan inte rättas var för sig." in html
    assert "reviews.set_facts" not in html


def test_what_is_decided_already_has_no_form_for_facts(base: KnowledgeBase, open_as: OpenAs) -> None:
    item = item_of(base, WALKED)
    act(base, "reviews.decline", {"item": item.id, "seen": item.version, "reason": "Känt."})
    html = html_of(open_as(CILLA, "review", id=str(item.id)))
    assert "Känt." in html
    assert "Rätta uppgifterna" not in html


def test_a_near_duplicate_stands_beside_the_document_with_what_differs(
    base: KnowledgeBase, open_as: OpenAs
) -> None:
    item, other = item_of(base, WALKED), item_of(base, "Om trygghet i Karlstad")
    html = html_of(open_as(CILLA, "review", id=str(item.id)))
    assert "finns i samma inlämning" in html
    assert f"like=r{other.id}" in html
    beside = html_of(open_as(CILLA, "review", id=str(item.id), like=f"r{other.id}"))
    only = re.findall(r'<u class="mb-only">.*?</span>(.*?)</u>', beside)
    assert only == ["höst.", "vinter."]
    assert "<br>vandring.txt</p>" in beside
    assert "<br>kopia.txt</p>" in beside


def test_copies_are_said_to_be_the_same_each_under_its_own_file(base: KnowledgeBase, open_as: OpenAs) -> None:
    hand_in(base, {"ett.txt": BANK.encode(), "samma.txt": BANK.encode()})
    of_file = {each.file_name: each.id for each in base.acting_as(CILLA).review.queue().items}
    html = html_of(
        open_as(CILLA, "review", id=str(of_file["ett.txt"]), like=f"r{of_file['samma.txt']}", ui="da")
    )
    assert "Teksterne er ens, ord for ord." in html
    assert "<br>ett.txt</p></div>" in html
    assert "<br>samma.txt</p></div>" in html
    assert "[…]" not in html


def test_a_dialogue_is_shown_by_its_problem_and_not_by_who_was_there() -> None:
    there, problem = (
        Quote(text=text, chunk_id=ChunkId(n), document_id=DocumentId(1), start=0, end=len(text), page=None)
        for n, text in enumerate(("Oppositionsråd", "Bussen går för sällan."), start=1)
    )
    dialogue = PracticeDraft(
        keys=("dialog",),
        kind=PracticeKind.DIALOGUE,
        title="Hur kommer man hem?",
        title_origin=TitleOrigin.HEADING,
        name=None,
        language=Language.SWEDISH,
        municipalities=(),
        countries=(),
        fields={PracticeField.PROBLEM: (problem,)},
        passages=(there, problem),
    )
    assert telling_quote(dialogue) == problem
    assert telling_quote(replace(dialogue, fields={})) == there


def test_markup_in_documents_and_names_is_text(base: KnowledgeBase, open_as: OpenAs) -> None:
    item = next(each for title, each in waiting(base).items() if "kör" in title)
    for page in ("queue", "review"):
        html = html_of(open_as(CILLA, page, id=str(item.id)))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert not re.search(r"<(script|img)", html)


@pytest.mark.parametrize("parameters", [{}, {"id": "999"}, {"id": "x"}, {"document": "999"}])
def test_what_is_not_there_is_said_to_be_so(open_as: OpenAs, parameters: dict[str, str]) -> None:
    assert "Dokumentet finns inte i granskningen" in html_of(open_as(CILLA, "review", **parameters))
