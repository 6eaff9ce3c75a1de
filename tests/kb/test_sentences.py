from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def test_sentences_end_at_full_stops_question_and_exclamation_marks() -> None:
    assert sentences("Kom hit. Vem? Alla! Slut") == ["Kom hit.", "Vem?", "Alla!", "Slut"]


@pytest.mark.parametrize(
    "text",
    [
        "Vi provade bl.a. Kils modell i år.",
        "Insatser, t.ex. Läxhjälp, kostar.",
        "Det tog ca. 20 timmar i Åre.",
        "Mødet begynder kl. 18 på rådhuset.",
        "Det var den 17. april.",
        "Læs om f.eks. Odense.",
        "Enligt A. Svensson går det.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


def test_a_closing_quote_belongs_to_its_sentence() -> None:
    assert sentences("”Det går.” Hon log.") == ["”Det går.”", "Hon log."]


def test_a_blank_line_and_a_list_item_end_a_sentence_and_a_wrapped_line_does_not() -> None:
    text = "Rubrik\n\nEn rad som\nfortsätter här\n- punkt ett\n- punkt två\n1. första"
    assert sentences(text) == [
        "Rubrik",
        "En rad som\nfortsätter här",
        "- punkt ett",
        "- punkt två",
        "1. första",
    ]


def test_a_blank_text_has_no_sentences() -> None:
    assert sentences(" \n\t ") == []


@given(st.text(alphabet="aB. \n-?1”", max_size=80))
def test_sentences_hold_everything_but_white_space_in_order(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    ends = [0, *(end for _, end in spans)]
    assert all(start >= end for (start, _), end in zip(spans, ends, strict=False))
