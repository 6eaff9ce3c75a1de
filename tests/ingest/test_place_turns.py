from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.place_turns import by_place
from ingest.places import place_finder
from kb.gazetteer import load_gazetteer
from kb.records import Language

FINDER = place_finder(load_gazetteer())


def pieces(text: str, language: Language = Language.SWEDISH) -> list[str]:
    return [text[a:b] for a, b in by_place(text, 0, len(text), lambda part: FINDER.find(part, language))]


def test_paragraph_is_cut_where_the_next_place_begins() -> None:
    first = "Vi såg två sätt att göra. I Ludvika lagar eleverna maten. De serverar den också."
    second = "I Ragunda gör de äldre det. Där sjungs det."
    assert pieces(f"{first} {second}") == [first, second]


def test_subject_of_a_sentence_begins_the_next() -> None:
    parts = ["Vejle har malet bænkene gule.", "Silkeborg lod børnene vælge farven."]
    assert pieces(" ".join(parts), Language.DANISH) == parts


def test_place_named_in_passing_or_again_cuts_nothing() -> None:
    one = "I Ludvika lagar eleverna maten. Kocken kommer från Ragunda. I Ludvika är det gratis."
    assert pieces(one) == [one]


def test_sentence_that_points_back_takes_what_it_points_at_along() -> None:
    parts = [
        "I Ludvika lagar eleverna maten.",
        "Skriv brev till grannen. Det gör femmorna i Ragunda varje år.",
    ]
    assert pieces(" ".join(parts)) == parts
    told = "I Ludvika lagar eleverna maten. Det gör de i Ragunda också."
    assert pieces(told) == [told]


@given(
    st.lists(
        st.sampled_from(["I Ludvika bakas det. ", "Ragunda lånar ut. ", "Det är bra! ", "Och i Hjo. ", "\n"]),
        max_size=12,
    )
)
def test_pieces_hold_everything_but_white_space(parts: list[str]) -> None:
    text = "".join(parts).strip()
    assert "".join("".join(pieces(text)).split()) == "".join(text.split())
