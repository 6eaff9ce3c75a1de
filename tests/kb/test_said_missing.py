"""Sentences that say that nothing was found."""

from __future__ import annotations

import pytest

from kb.said_missing import says_nothing_found, says_unmeasured


@pytest.mark.parametrize(
    "text",
    [
        "Vi har inte hittat någon mätning av vad nattvandringen har betytt.",
        "Vi har inte heller sett någon mätning av om fallskadorna minskade.",
        "Vi har däremot inte hittat någon utvärdering. Källorna säger inte om fler anmäler.",
        "i det vi har läst finns ingen hänvisning till en undersökning",
        "Det finns ännu ingen utvärdering.",
        "Vi har ikke fundet en måling af, hvad natteravnene betød for trygheden.",
        "Kilderne siger intet om prisen, og vi har ikke fundet en\nmåling af trygheden.",
        "Der findes endnu ingen evaluering.",
    ],
)
def test_a_text_that_says_that_nothing_was_measured_is_known_by_its_words(text: str) -> None:
    assert says_unmeasured(text)


@pytest.mark.parametrize(
    "text",
    [
        "Forskare utvärderade försöket 2013.",
        "Vi har ikke fundet en uafhængig evaluering.",
        "Siffrorna är kommunens egna.",
        "Källorna säger inget om vad arbetet har kostat.",
        "Vi har hittat en mätning.",
        "KORA evaluerede arbejdet i 2012.",
    ],
)
def test_a_text_that_tells_of_a_measurement_or_of_something_else_is_none_such(text: str) -> None:
    assert not says_unmeasured(text)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("- Vi har inte hittat någon mätning i Mullsjö.", True),
        ("Källorna säger inget om kostnaden i Kil.", True),
        ("Det framgår inte vad läxhjälpen kostar i Göteborg.", True),
        ("Vi har ikke fundet tal for Aarhus.", True),
        ("Kilderne siger ikke, hvad det kostede i Greve.", True),
        ("Det fremgår ikke, om Odense fortsatte.", True),
        ("Vi har hittat en lokal i Kil där unga lagar cyklar.", False),
        ("I Kil har man inte hittat en ny lokal, men cykelköket fortsätter.", False),
        ("Kilden ved Greve blev renset af frivillige.", False),
    ],
)
def test_a_sentence_that_begins_so_tells_of_nothing(sentence: str, expected: bool) -> None:
    assert says_nothing_found(sentence) is expected
