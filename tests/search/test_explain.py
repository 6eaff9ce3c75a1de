from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.records import Language, Span, Why
from kb.taxonomy import Taxonomy, load_taxonomy
from kb.text import fold
from search.expansion import ThemeExpander
from search.explain import explain
from search.lexical import LexicalIndex, LexicalWriter
from search.query_terms import read_query
from tests.search.samples import entry

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPOUNDS = [("dialog", "dialogmöte möte"), ("skola", "friskola fri"), ("marknad", "arbetsmarknad arbete")]
NO_THEMES = Taxonomy(themes=())


def reasons(
    query: str,
    text: str,
    *,
    language: Language = Language.SWEDISH,
    headings: Sequence[str] = (),
    title: str = "",
    taxonomy: Taxonomy = NO_THEMES,
    found_by_meaning: bool = True,
) -> tuple[list[tuple[str, str, str]], list[str]]:
    why, highlights = explain(
        query,
        chunk_text=text,
        heading_path=headings,
        title=title,
        chunk_language=language,
        taxonomy=taxonomy,
        found_by_meaning=found_by_meaning,
    )
    return [(each.query, each.text, each.kind) for each in why], [
        text[span.start : span.end] for span in highlights
    ]


def test_the_same_word_is_exact_whatever_its_case() -> None:
    assert reasons("PARKEN", "I Parken vid ån.") == ([("PARKEN", "Parken", "exact")], ["Parken"])


def test_a_danish_letter_meets_a_swedish_one_exactly() -> None:
    assert reasons("förälder", "En förælder.") == ([("förälder", "förælder", "exact")], ["förælder"])


def test_another_ending_is_a_form() -> None:
    assert reasons("kommun", "Kommunernas pengar") == ([("kommun", "Kommunernas", "form")], ["Kommunernas"])


def test_endings_are_those_of_the_language_of_the_chunk() -> None:
    danish = reasons("legeplads", "Legepladserne er nye.", language=Language.DANISH)
    assert danish == ([("legeplads", "Legepladserne", "form")], ["Legepladserne"])


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("inddragelse", "Borgerinddragelsen voksede.", "Borgerinddragelsen"),  # known from the taxonomy
        ("børneinddragelse", "Tidlig inddragelse virker.", "inddragelse"),
        ("dialog", "Dialogmøder er møder.", "Dialogmøder"),  # known from the text
    ],
)
def test_compounds_are_recognised_both_ways(query: str, text: str, marked: str, taxonomy: Taxonomy) -> None:
    found = reasons(query, text, language=Language.DANISH, taxonomy=taxonomy)
    assert found == ([(query, marked, "compound")], [marked])


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("äldre", "Föräldrar för barn"),
        ("mark", "Danmark och marknaden"),
        ("bildning", "Utbildning ut"),
        ("lektiehjælp", "hjälp"),
        ("dialog", "Dialogiskt"),
    ],
)
def test_an_ending_or_beginning_alone_makes_no_compound(query: str, text: str, taxonomy: Taxonomy) -> None:
    for language in Language:
        assert reasons(query, text, language=language, taxonomy=taxonomy, found_by_meaning=False) == ([], [])


FALSE_FRIENDS = [
    ("tillbud", "tilbud"),
    ("frukost", "frokost"),
    ("by", "byalag"),
    ("by", "bytte"),
    ("by", "landsby"),
    ("urval", "udvalg"),
    ("udvalg", "udvalgte"),
    ("nämnd", "nævn"),
    ("nämnden", "nævnet"),
    ("rolig", "rolle"),
    ("roliga", "roller"),
    ("ledig", "leder"),
    ("ledig", "ledere"),
    ("lediga", "lederne"),
    ("bolag", "bolig"),
    ("bolagen", "boligen"),
]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("first", "second"), FALSE_FRIENDS)
def test_a_false_friend_is_no_form_and_no_compound(first: str, second: str, language: Language) -> None:
    for query, text in ((first, second), (second, first)):
        found, _ = reasons(query, text, language=language, taxonomy=load_taxonomy())
        assert {kind for _, _, kind in found} <= {"similar"}


@settings(deadline=None, max_examples=20)
@given(
    st.lists(st.sampled_from(FALSE_FRIENDS + COMPOUNDS).map(" ".join), min_size=1, max_size=4).map(" ".join),
    st.sampled_from([pair[0] for pair in FALSE_FRIENDS + COMPOUNDS]),
)
def test_what_is_explained_as_a_compound_the_index_accepts(text: str, query: str) -> None:
    found, _ = reasons(query, text, language=Language.SWEDISH, found_by_meaning=False)
    with tempfile.TemporaryDirectory() as folder:
        with LexicalWriter(Path(folder)) as writer:
            writer.replace([], [entry(1, text)])
            writer.commit()
        terms = read_query(query)
        theme_terms = ThemeExpander(NO_THEMES).expand(terms)
        hits = LexicalIndex(Path(folder)).search(terms, k=1, theme_terms=theme_terms)
    assert hits or not found


def test_terms_of_the_theme_are_marked_as_whole_phrases(taxonomy: Taxonomy) -> None:
    found = reasons(
        "medborgarbudget", "Her borgerne bestemmer det.", language=Language.DANISH, taxonomy=taxonomy
    )
    assert found == ([("medborgarbudget", "borgerne bestemmer", "theme")], ["borgerne bestemmer"])


def test_alike_words_are_shown_only_when_nothing_else_matches() -> None:
    text = "Nattvandringarna och nattens vandrare"
    assert reasons("nattvandring", text)[0][0][2] == "form"
    assert reasons("natvandringerne", text) == (
        [("natvandringerne", "Nattvandringarna", "similar")],
        ["Nattvandringarna"],
    )
    assert reasons("natvandringerne", text, found_by_meaning=False) == ([], [])


def test_a_match_in_title_or_heading_is_a_reason_but_no_highlight() -> None:
    found = reasons("byalag", "Pengar till alla.", headings=("Mål", "Byalagen"), title="Bygd")
    assert found == ([("byalag", "Byalagen", "form")], [])


def test_stop_words_are_not_marked_beside_other_words() -> None:
    assert reasons("vad är en park", "Vad är en park?") == ([("park", "park", "exact")], ["park"])


def test_each_word_of_the_query_gets_a_reason_before_any_gets_two() -> None:
    text = "Park parken parker parkens parkernas parkerna parkers. Skola."
    why, _ = reasons("park skola", text)
    assert [(query, kind) for query, _, kind in why] == [("park", "exact"), ("skola", "exact")] + [
        ("park", "form")
    ] * 4


def test_the_same_reason_is_given_once_but_every_place_is_marked() -> None:
    assert reasons("park", "Park, park och park") == ([("park", "Park", "exact")], ["Park", "park", "park"])


def test_nothing_matches_nothing() -> None:
    assert reasons("", "Parken") == ([], [])
    assert reasons("!!!", "Parken") == ([], [])
    assert reasons("asfalt", "") == ([], [])


def test_the_records_are_those_of_the_contract() -> None:
    why, highlights = explain(
        "parken",
        chunk_text="I parken",
        heading_path=(),
        title="",
        chunk_language=Language.UNKNOWN,
        taxonomy=NO_THEMES,
    )
    assert why == (Why(query="parken", text="parken", kind="exact"),)
    assert highlights == (Span(start=2, end=8),)


WORDS = st.sampled_from(
    [
        "parken",
        "Parker",
        "ÆRØ",
        "ärö",
        "Aarhus",
        "århus",
        "dialog",
        "Dialogmötet",
        "å",
        "—",
        "😀",
        "\n",
        "x",
        '"',
    ]
)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS, max_size=5).map(" ".join))
def test_highlights_are_in_order_apart_and_mark_related_words(text: str, query: str) -> None:
    why, highlights = explain(
        query,
        chunk_text=text,
        heading_path=(),
        title="",
        chunk_language=Language.SWEDISH,
        taxonomy=NO_THEMES,
    )
    end = 0
    for span in highlights:
        assert end <= span.start < span.end <= len(text)
        end = span.end
        marked = fold(text[span.start : span.end])
        assert any(marked[:2] == fold(word)[:2] for word in query.split())
    assert len(set(why)) == len(why) <= 6
    exact = {fold(each) for each in query.split()} & {fold(each) for each in text.split()}
    assert {each for each in exact if each.isalpha()} <= {
        fold(text[span.start : span.end]) for span in highlights
    } | {"å"}


@pytest.mark.parametrize(
    ("query", "language", "text", "chunk_language", "marked", "kind"),
    [
        ("nattvandrare", "sv", "Natteravnene går i byen.", "da", "Natteravnene", "bridge"),
        ("natteravne", "da", "Nattvandrarna går i byn.", "sv", "Nattvandrarna", "bridge"),
        ("nämnd", "sv", "Ungdomsudvalget mødtes.", "da", "Ungdomsudvalget", "bridge"),  # a kind of it
        ("ungdomsnämnd", "sv", "Ungdomsudvalget mødtes.", "da", "Ungdomsudvalget", "bridge"),
        (
            "medborgardialog",
            "sv",
            "En dialog med unga medborgare.",
            "sv",
            "dialog med unga medborgare",
            "compound",
        ),
        ("barnverksamhet", "sv", "Barn- och ungdomsverksamhet", "sv", "Barn", "compound"),
    ],
)
def test_counterparts_are_named_and_marked(
    query: str, language: str, text: str, chunk_language: str, marked: str, kind: str
) -> None:
    why, highlights = explain(
        query,
        chunk_text=text,
        heading_path=(),
        title="",
        chunk_language=Language(chunk_language),
        taxonomy=NO_THEMES,
        query_language=language,
    )
    assert Why(query=query, text=marked, kind=kind) in why
    assert marked in [text[span.start : span.end] for span in highlights] or kind == "compound"


def test_excluded_words_are_no_reasons() -> None:
    assert reasons("park -skola", "Park och skola") == ([("park", "Park", "exact")], ["Park"])


def test_words_of_every_text_are_highlights_but_no_reasons() -> None:
    text = "Kommunen prövade sextimmarsdag."
    assert reasons("vilka kommuner har prövat sextimmarsdag", text) == (
        [("sextimmarsdag", "sextimmarsdag", "exact")],
        ["Kommunen", "prövade", "sextimmarsdag"],
    )


def test_a_hit_with_nothing_but_such_words_is_near_in_content() -> None:
    query, text = "vilka kommuner har prövat sextimmarsdag", "Kommunen prövade en buss."
    assert reasons(query, text)[0] == []
    # if words alone have found it there is no other reason to tell
    assert [word for word, _, _ in reasons(query, text, found_by_meaning=False)[0]] == ["kommuner", "prövat"]


def test_they_are_reasons_where_nothing_else_was_asked_for() -> None:
    assert reasons("kommunens projekt", "Ett projekt.")[0] == [("projekt", "projekt", "exact")]


def test_the_rarest_words_are_the_first_reasons() -> None:
    why, _ = explain(
        "buss byalag",
        chunk_text="Buss för byalag.",
        heading_path=(),
        title="",
        chunk_language=Language.SWEDISH,
        taxonomy=NO_THEMES,
        shares={"buss": 0.1, "byalag": 0.01},
    )
    assert [each.query for each in why] == ["byalag", "buss"]


def test_parts_of_a_compound_in_two_sentences_are_no_reason() -> None:
    text = "De hade frånvaro. Sedan kom skolorna."
    assert "." not in "".join(found for _, found, _ in reasons("skolfrånvaro", text)[0])
