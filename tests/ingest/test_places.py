from __future__ import annotations

import pytest

from ingest.places import place_finder
from kb.gazetteer import load_gazetteer
from kb.records import Language

SV, DA = Language.SWEDISH, Language.DANISH


def find(text: str, language: Language = SV) -> list[str]:
    return [mention.code for mention in place_finder(load_gazetteer()).find(text, language)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("I Kils kommun gav man pengar.", ["SE1715"]),
        ("Black Sheep, musik. Solna stad.", ["SE0184"]),
        ("Upplands Väsby kommun och Upplands-Väsby", ["SE0114", "SE0114"]),
        ("I Jokkmokk t.ex. hade man dialog.", ["SE2510"]),
        ("Örebros modell", ["SE1880"]),
        ("kommunerna Forshaga, Kil och Karlstad", ["SE1763", "SE1715", "SE1780"]),
        ("ANGERED OCH GÖTEBORG", ["SE1480"]),
        ("Region Gotland", ["SE0980"]),
        ("Man for från Lund till Malmö.", ["SE1281", "SE1280"]),
    ],
)
def test_swedish_places_are_found(text: str, codes: list[str]) -> None:
    assert find(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Odense Kommune har støttet det.", ["DK461"]),
        ("I Aarhus og Aalborg gik det godt.", ["DK751", "DK851"]),
        ("Faxe Kommune", ["DK320"]),
        ("Vejle Byråd besluttede det.", ["DK630"]),
    ],
)
def test_danish_places_are_found(text: str, codes: list[str]) -> None:
    assert find(text, DA) == codes


@pytest.mark.parametrize(
    "text",
    [
        "Uppsala län har stad och land.",
        "Hallands län och Örebro län",
        "SWEDES vid Uppsala universitet",
        "Lena Lindgren",
        "Nora Svensson berättade.",
        "Anna Lund kom hit.",
        "K. Lund skrev det.",
        "Kalmar FF vann.",
        "IFK Göteborg förlorade.",
        "Danderyds sjukhus",
        "Skara stift",
        "Umeå tingsrätt dömde.",
        "Landstinget Kronoberg och Region Uppsala",
        "Mark och vatten. Vara eller inte vara.",
        "Ale dricks. Berg är höga.",
        "det är vara och mark",
        "Det var i kil och mora.",
        "Piteå-Tidningen skrev.",
        "Västra Götalandsmodellen",
        "en å, som de tjekker",
    ],
)
def test_what_only_looks_like_a_municipality_is_none(text: str) -> None:
    assert find(text) == []


def test_place_of_the_other_country_needs_a_confirming_word() -> None:
    assert find("Man reste till Odense för att lära.", SV) == []
    assert find("Odense Kommune gjorde likadant.", SV) == ["DK461"]
    assert find("Odense kommun gjorde likadant.", SV) == ["DK461"]
    assert find("I Malmö gør man det.", DA) == []
    assert find("Malmö stad gør det.", DA) == ["SE1280"]


def test_evidence_quotes_whole_words_around_the_name() -> None:
    text = (
        "Det började med att några föräldrar i Forshaga kommun samlade in skridskor åt barnen i hela trakten."
    )
    mention = place_finder(load_gazetteer()).find(text, SV)[0]
    assert mention.evidence in text
    assert "i Forshaga kommun samlade" in mention.evidence
    assert text[mention.start : mention.end] == "Forshaga"
    assert set(mention.evidence.split()) <= set(text.split())


def test_a_confirming_word_makes_a_mention_surer() -> None:
    finder = place_finder(load_gazetteer())
    sure, placed, bare = (
        finder.find(text, SV)[0].confidence for text in ("Solna stad", "i Solna", "Solna, hus")
    )
    assert sure > placed > bare > 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Enligt Göteborgs-Posten gick det bra.", SV),
        ("Stockholm-Arlanda är nära.", SV),
        ("Norrköpings Tidningar skrev om det.", SV),
        ("Esbjerg fB vandt.", DA),
        ("AC Horsens tabte.", DA),
        ("Vejle Boldklub spillede godt.", DA),
        ("Vi åkte via Malmö till Danmark.", SV),
    ],
)
def test_papers_clubs_and_places_on_the_way_are_no_municipality(text: str, language: Language) -> None:
    assert find(text, language) == []


@pytest.mark.parametrize(
    ("text", "is_placed"),
    [
        ("I Malmö gav man pengar.", True),
        ("Malmö stad gav pengar.", True),
        ("Malmö: pengar till alla", True),
        ("- Solna – lån av skidor", True),
        ("Lån av skidor (Solna)", True),
        ("Plats: Kil", True),
        ("Man lärde av Malmö.", False),
        ("Vi åkte till Malmö på fredagen.", False),
        ("Malmö-modellen är känd.", False),
    ],
)
def test_bare_mention_puts_nothing_at_a_place(text: str, is_placed: bool) -> None:
    mentions = place_finder(load_gazetteer()).find(text, SV)
    assert [mention.is_placed for mention in mentions] == [is_placed]
