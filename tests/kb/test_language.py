from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language import detect_chunk, detect_document, detect_query
from kb.records import Language

SV = "Kommunen ville att fler skulle kunna låna skidor och skridskor utan kostnad för familjerna. " * 2
DA = "Kommunen ville have, at flere skulle kunne låne ski og skøjter, uden at det koster noget. " * 2
NB = "Kommunen ville at flere skulle kunne låne ski og skøyter uten at det koster noe, og det ble bra. " * 2
EN = "The municipality wanted more people to borrow skis and skates without any cost for the families. " * 2


@pytest.mark.parametrize(
    ("text", "language"),
    [(SV, Language.SWEDISH), (DA, Language.DANISH), (NB, Language.NORWEGIAN), (EN, Language.ENGLISH)],
)
def test_document_language_is_found(text: str, language: Language) -> None:
    assert detect_document(text) is language


@pytest.mark.parametrize("text", ["", "   \n", "12 345 678", "!!! ---", "\x00"])
def test_text_without_letters_is_unknown_and_never_raises(text: str) -> None:
    assert detect_document(text) is Language.UNKNOWN
    assert detect_query(text) is Language.UNKNOWN
    assert detect_chunk(text, Language.DANISH) is Language.DANISH


def test_other_languages_are_unknown() -> None:
    finnish = "Kunta halusi, että useammat voisivat lainata suksia ja luistimia ilman maksua perheille. " * 10
    assert detect_document(finnish) is Language.UNKNOWN


def test_short_chunk_keeps_the_language_of_its_document() -> None:
    assert (
        detect_chunk("Borgerne bestemmer selv, hvad pengene går til.", Language.SWEDISH) is Language.SWEDISH
    )


def test_long_chunk_in_another_language_has_its_own() -> None:
    assert detect_chunk(DA, Language.SWEDISH) is Language.DANISH
    assert detect_chunk(SV, Language.DANISH) is Language.SWEDISH


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("läxhjälp", Language.SWEDISH),
        ("lektiehjælp", Language.DANISH),
        ("gratis udlån af sportsudstyr", Language.DANISH),
        ("stöd till föräldrar", Language.SWEDISH),
        ("støtte til unge etter skolen", Language.NORWEGIAN),
        ("how to involve citizens in the budget", Language.ENGLISH),
        ("hvordan inddrager man borgerne", Language.DANISH),
        ("hur når man unga", Language.SWEDISH),
        ("medborgardialog", Language.UNKNOWN),
        ("workshop", Language.UNKNOWN),
    ],
)
def test_query_language(query: str, language: Language) -> None:
    assert detect_query(query) is language


def test_same_text_always_gets_the_same_language_in_every_thread() -> None:
    found: list[Language] = []
    threads = [threading.Thread(target=lambda: found.append(detect_document(SV + DA))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1


def test_large_text_costs_no_more_than_a_sample() -> None:
    assert detect_document(SV * 20_000) is Language.SWEDISH


@given(st.text(max_size=300))
def test_any_text_has_a_language(text: str) -> None:
    assert detect_document(text) in Language
    assert detect_query(text) in Language


@pytest.mark.parametrize(
    "text", ["I Kils kommun finns byalag som ordnar fester.", "Kil har byalag", "Alla barn i Kils kommun"]
)
def test_short_swedish_without_its_letters_is_swedish(text: str) -> None:
    assert detect_document(text) is Language.SWEDISH


@pytest.mark.parametrize(
    "text",
    [
        "Vi snakket med alle som bor i bygda, og de fikk penger til lag og foreninger hver sommer.",
        "Kommunen har brukt penger på idrett etter skolen.",
    ],
)
def test_norwegian_words_make_a_text_norwegian(text: str) -> None:
    assert detect_document(text) is Language.NORWEGIAN


def test_short_danish_without_its_letters_is_danish() -> None:
    assert detect_document("Borgerne i kommunen holder fest hver sommer.") is Language.DANISH
