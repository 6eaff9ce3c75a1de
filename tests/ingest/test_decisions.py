"""What people decide of tags, applied to documents."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ingest.decisions import decided, decided_document, with_decisions
from ingest.theme_choice import with_themes
from kb.collection_keys import words_hash
from kb.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    DocumentType,
    Facet,
    PreparedDocument,
    Tag,
    TagMethod,
)
from kb.reviews import WHOLE, FileDecisions, TagDecision
from tests.samples import prepared, tag

KEY = "nyckel"
TEXTS = ("Byalaget i Kil fick pengar.", "Nattvandrarna gick i Forshaga 2019.", "Alla var med.")


def decision(
    facet: Facet,
    value: str,
    *,
    text: str | None = None,
    accepted: bool = False,
    words: str | None = None,
) -> TagDecision:
    start = text.index(words) if text is not None and words is not None else 0
    return TagDecision(
        facet=facet,
        value=value,
        passage=words_hash(text, KEY) if text is not None else WHOLE,
        is_accepted=accepted or words is not None,
        place=(start, start + len(words)) if words is not None else None,
    )


def apply(document: PreparedDocument, *decisions: TagDecision) -> PreparedDocument:
    return decided(document, FileDecisions(key=KEY, decisions=decisions))


def values(tags: tuple[Tag, ...], facet: Facet) -> list[str]:
    return [each.value for each in tags if each.facet is facet]


def places(document: PreparedDocument) -> list[list[str]]:
    own = [document.tags, *(chunk.tags for chunk in document.chunks)]
    return [values(tags, Facet.MUNICIPALITY) for tags in own]


def countries(document: PreparedDocument) -> list[list[str]]:
    own = [document.tags, *(chunk.tags for chunk in document.chunks)]
    return [values(tags, Facet.COUNTRY) for tags in own]


KIL = tag(Facet.MUNICIPALITY, "SE1715", evidence="Kil")
SWEDEN = replace(KIL, facet=Facet.COUNTRY, value="SE")
FORSHAGA = tag(Facet.MUNICIPALITY, "SE1763", evidence="Forshaga")


def two_places() -> PreparedDocument:
    return prepared(texts=TEXTS, tags=[KIL, FORSHAGA, SWEDEN], chunk_tags=[[KIL, SWEDEN], [FORSHAGA], []])


def test_a_tag_rejected_for_the_whole_document_is_nowhere() -> None:
    after = apply(two_places(), decision(Facet.MUNICIPALITY, "SE1715"))
    assert places(after) == [["SE1763"], [], ["SE1763"], []]


def test_a_tag_rejected_in_its_only_passage_leaves_the_document_too() -> None:
    after = apply(two_places(), decision(Facet.MUNICIPALITY, "SE1715", text=TEXTS[0]))
    assert places(after) == [["SE1763"], [], ["SE1763"], []]


def test_a_tag_rejected_in_one_of_two_passages_stays_in_the_document() -> None:
    document = prepared(texts=TEXTS, tags=[KIL], chunk_tags=[[KIL], [KIL], []])
    after = apply(document, decision(Facet.MUNICIPALITY, "SE1715", text=TEXTS[1]))
    assert places(after) == [["SE1715"], ["SE1715"], [], []]


def test_what_a_document_states_itself_stays_where_a_passage_is_decided_about() -> None:
    stated = replace(KIL, method=TagMethod.METADATA)
    document = prepared(texts=TEXTS, tags=[stated], chunk_tags=[[KIL], [], []])
    after = apply(document, decision(Facet.MUNICIPALITY, "SE1715", text=TEXTS[0]))
    assert places(after) == [["SE1715"], [], [], []]


def test_a_rejected_theme_is_no_candidate_any_more_and_another_may_take_its_place() -> None:
    document = prepared(texts=TEXTS[:1])
    themes = [tag(Facet.THEME, value) for value in ("trygg.narvaro", "integration")]
    chunk = replace(document.chunks[0], theme_candidates=tuple(themes))
    document = replace(document, chunks=(chunk,))

    def first_only(each: PreparedDocument) -> PreparedDocument:
        (one,) = each.chunks
        return replace(each, chunks=(replace(one, tags=one.theme_candidates[:1]),))

    known = FileDecisions(key=KEY, decisions=(decision(Facet.THEME, "trygg.narvaro"),))
    after = with_decisions(document, known, first_only)
    assert values(after.chunks[0].tags, Facet.THEME) == ["integration"]
    assert [each.value for each in after.chunks[0].theme_candidates] == ["integration"]


def test_an_added_theme_outlives_the_choice_of_themes() -> None:
    added = decision(Facet.THEME, "demokrati.medborgardialog", text=TEXTS[2], words="Alla var med")
    known = FileDecisions(key=KEY, decisions=(added,))
    after = with_decisions(prepared(texts=TEXTS), known, with_themes)
    expected = Tag(
        facet=Facet.THEME,
        value="demokrati.medborgardialog",
        confidence=1.0,
        method=TagMethod.CURATOR,
        evidence="Alla var med",
    )
    assert after.tags == (expected,)
    assert [chunk.tags for chunk in after.chunks] == [(), (), (expected,)]


def test_a_wrong_place_is_corrected_with_its_country_and_where_no_place_is_named() -> None:
    wrong = tag(Facet.MUNICIPALITY, "DK461", evidence="Odense")
    denmark = replace(wrong, facet=Facet.COUNTRY, value="DK")
    inherited = replace(wrong, confidence=0.5, method=TagMethod.INFERRED)
    inherited_country = replace(inherited, facet=Facet.COUNTRY, value="DK")
    document = prepared(
        texts=TEXTS,
        tags=[wrong, denmark],
        chunk_tags=[[wrong, denmark], [FORSHAGA, SWEDEN], [inherited, inherited_country]],
    )
    after = apply(
        document,
        decision(Facet.MUNICIPALITY, "DK461"),
        decision(Facet.MUNICIPALITY, "SE1715", text=TEXTS[0], words="Kil"),
    )
    assert places(after) == [["SE1715"], ["SE1715"], ["SE1763"], ["SE1715"]]
    assert countries(after) == [["SE"], ["SE"], ["SE"], ["SE"]]
    assert after.chunks[2].tags[0].method is TagMethod.INFERRED


def test_an_added_tag_is_nowhere_when_its_words_are_gone() -> None:
    added = decision(Facet.MUNICIPALITY, "SE1715", text="Byalaget i [raderat]", words="Byalaget")
    assert apply(two_places(), added) == two_places()


def test_a_year_and_a_type_are_rejected_and_put_right() -> None:
    document = prepared(year=2017)
    document = replace(document, metadata=replace(document.metadata, type=DocumentType.PLAN, date="2017-03"))
    no_year = apply(document, decision(Facet.YEAR, "2017"), decision(Facet.TYPE, "plan"))
    assert (no_year.metadata.year, no_year.metadata.date, no_year.metadata.type) == (None, None, "other")
    other = apply(document, decision(Facet.YEAR, "2019", text=document.chunks[0].text, words="pengar"))
    assert (other.metadata.year, other.metadata.date) == (2019, "2019")


def test_accepting_changes_nothing() -> None:
    accepted = decision(Facet.MUNICIPALITY, "SE1715", accepted=True)
    assert apply(two_places(), accepted) == two_places()


_FACETS = [Facet.THEME, Facet.MUNICIPALITY, Facet.COUNTRY, Facet.TARGET_GROUP]
_VALUES = {
    Facet.THEME: ["trygg.narvaro", "integration"],
    Facet.MUNICIPALITY: ["SE1715", "SE1763", "DK461"],
    Facet.COUNTRY: ["SE", "DK"],
    Facet.TARGET_GROUP: ["children", "older"],
}
_PAIRS = [(facet, value) for facet in _FACETS for value in _VALUES[facet]]
_METHODS = st.sampled_from(list(TagMethod))
_TAGS = st.lists(
    st.tuples(st.sampled_from(_PAIRS), _METHODS), max_size=5, unique_by=lambda each: each[0]
).map(
    lambda found: [
        Tag(facet=facet, value=value, confidence=1.0, method=method, evidence=value)
        for (facet, value), method in found
    ]
)
_DOCUMENTS = st.tuples(_TAGS, st.lists(_TAGS, min_size=3, max_size=3)).map(
    lambda made: prepared(texts=TEXTS, tags=made[0], chunk_tags=made[1])
)
_DECISIONS = st.lists(
    st.builds(
        lambda pair, text, is_added: decision(
            *pair, text=text, words=text[:3] if is_added and text is not None else None
        ),
        st.sampled_from([*_PAIRS, (Facet.YEAR, "2017")]),
        st.sampled_from([None, *TEXTS]),
        st.booleans(),
    ),
    max_size=4,
    unique_by=lambda each: (each.facet, each.value),
)


@given(_DOCUMENTS, _DECISIONS)
def test_applying_decisions_twice_is_applying_them_once(
    document: PreparedDocument, decisions: list[TagDecision]
) -> None:
    once = apply(document, *decisions)
    assert apply(once, *decisions) == once


@given(_DOCUMENTS, _DECISIONS)
def test_nothing_that_was_not_rejected_changes(
    document: PreparedDocument, decisions: list[TagDecision]
) -> None:
    after = apply(document, *decisions)
    rejected = {(each.facet, each.value) for each in decisions if not each.is_accepted}
    added = {(each.facet, each.value) for each in decisions if each.is_accepted}

    def others(tags: tuple[Tag, ...]) -> list[Tag]:
        # countries and inherited places follow from places
        return [
            each
            for each in tags
            if (each.facet, each.value) not in rejected | added and each.facet is not Facet.COUNTRY
        ]

    assert others(after.tags) == others(document.tags)
    for before, now in zip(document.chunks, after.chunks, strict=True):
        assert others(now.tags) == others(before.tags)
        assert replace(now, tags=()) == replace(before, tags=())
    if not any(facet is Facet.MUNICIPALITY for facet, _ in rejected | added):
        assert countries_left(after, rejected | added) == countries_left(document, rejected | added)


def countries_left(document: PreparedDocument, decided_about: set[tuple[Facet, str]]) -> list[list[str]]:
    return [
        [value for value in own if (Facet.COUNTRY, value) not in decided_about] for own in countries(document)
    ]


@given(_DOCUMENTS, _DECISIONS)
def test_no_rejected_tag_is_left(document: PreparedDocument, decisions: list[TagDecision]) -> None:
    after = apply(document, *decisions)
    everywhere = {
        (each.facet, each.value) for each in decisions if not each.is_accepted and each.passage == WHOLE
    }
    told = [after.tags, *(chunk.tags for chunk in after.chunks)]
    assert not [tag for tags in told for tag in tags if (tag.facet, tag.value) in everywhere]
    for chunk in after.chunks:
        here = {
            (each.facet, each.value)
            for each in decisions
            if not each.is_accepted and each.passage == words_hash(chunk.text, KEY)
        }
        assert not [tag for tag in chunk.tags if (tag.facet, tag.value) in here]


def _stored(document: PreparedDocument) -> tuple[Document, list[Chunk]]:
    whole = Document(
        id=DocumentId(1), source=document.source, metadata=document.metadata, tags=document.tags,
        has_lines=True, n_chunks=len(document.chunks), n_pages=0, ingested_at="",
    )  # fmt: skip
    chunks = [
        Chunk(
            id=ChunkId(number), document_id=DocumentId(1), ordinal=number, text=chunk.text, start=chunk.start,
            end=chunk.end, heading_path=(), page=None, lines=None, language=chunk.language, is_example=False,
            tags=chunk.tags,
        )
        for number, chunk in enumerate(document.chunks)
    ]  # fmt: skip
    return whole, chunks


@given(_DOCUMENTS, _DECISIONS)
def test_a_stored_document_is_decided_about_in_the_same_way(
    document: PreparedDocument, decisions: list[TagDecision]
) -> None:
    known = FileDecisions(key=KEY, decisions=tuple(decisions))
    stored, chunks = _stored(document)
    after, passages = decided_document(stored, chunks, known)
    expected = decided(document, known)
    assert after.tags == expected.tags
    assert after.metadata == expected.metadata
    assert [chunk.tags for chunk in passages] == [chunk.tags for chunk in expected.chunks]
