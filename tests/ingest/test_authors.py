from __future__ import annotations

import pytest

from ingest.authors import find_names, read_signature
from ingest.front_lines import read_byline, read_sender
from ingest.names import is_organisation, is_person, read_names, reads_as_organisation
from ingest.occasion import copyright_holder
from tests.ingest.test_front_facts import BODY_DA, BODY_SV, read


@pytest.mark.parametrize(
    "text",
    [
        "Maja Provander",
        "Per-Olof Wass",
        "Jens Bruun Holm",
        "Anne von Prøve",
        "Ole P. Test",
        "Åsa Öhman",
        "Bo Lindegård",
    ],
)
def test_names_of_persons(text: str) -> None:
    assert is_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "Från Återbruksrådet",
        "Udgivet af Metodebasen",
        "Nya Möjligheter",
        "Sammen Om Byen",
        "Provby Kommune",
        "Folkets Hus",
        "Social Hållbarhet",
        "Nordiska Museet",
        "Frivilligt Arbejde Nu!",
        "Maja",
        "maja provander",
        "Uppsala Stadsbibliotek",
    ],
)
def test_what_is_no_name_of_a_person(text: str) -> None:
    assert not is_person(text)


@pytest.mark.parametrize(
    ("text", "names", "body"),
    [
        ("Ali Ek & Petra Lund, Demokratienheten", ("Ali Ek", "Petra Lund"), "Demokratienheten"),
        ("Maja Provander, samordnare, och Ulf Testberg", ("Maja Provander", "Ulf Testberg"), ""),
        ("Mette Prøvesen (formand) og Ole Test", ("Mette Prøvesen", "Ole Test"), ""),
        ("Sara Ek, Provby kommun, sekreterare", ("Sara Ek",), "Provby kommun"),
        ("Kulturkontoret, Maja Provander", (), ""),
        ("", (), ""),
    ],
)
def test_names_in_a_line(text: str, names: tuple[str, ...], body: str) -> None:
    assert read_names(text) == (names, body)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Av Maja Provander", ("Maja Provander",)),
        ("Av: Maja Provander", ("Maja Provander",)),
        ("Af Mette Prøvesen og Ole Test", ("Mette Prøvesen", "Ole Test")),
        ("Text: Maja Provander Foto: Ulf Testberg", ("Maja Provander",)),
        ("Text och foto: Maja Provander", ("Maja Provander",)),
        ("Tekst: Mette Prøvesen. Foto: Ole Test", ("Mette Prøvesen",)),
        ("Antecknat av Maja Provander, samordnare", ("Maja Provander",)),
        ("Referent: Mette Prøvesen", ("Mette Prøvesen",)),
        ("Ref.: Mette Prøvesen", ("Mette Prøvesen",)),
        ("Vid pennan: Maja Provander", ("Maja Provander",)),
        ("Vid pennan Maja Provander", ("Maja Provander",)),
        ("Sammanställt av Maja Provander och Ulf Testberg", ("Maja Provander", "Ulf Testberg")),
        ("Skrevet af Mette Prøvesen, 3. maj 2018", ("Mette Prøvesen",)),
        ("By Anna Smith and John O'Brien", ("Anna Smith", "John O'Brien")),
        ("Kontakt: Maja Provander", ()),
        ("Foto: Maja Provander", ()),
        ("Av alla som var med", ()),
        ("Från Återbruksrådet", ()),
        ("Udgivet af Metodebasen", ()),
        ("Text på lätt svenska", ()),
    ],
)
def test_bylines(line: str, names: tuple[str, ...]) -> None:
    assert read_byline(line)[0] == names


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("Från Återbruksrådet", "Återbruksrådet"),
        ("Fra Videnscenter for Haver", "Videnscenter for Haver"),
        ("Udgivet af Metodebasen", "Metodebasen"),
        ("Udgivet af Boligens Landsforening, 2018", "Boligens Landsforening"),
        ("Utgivare: Provby kommun", "Provby kommun"),
        ("Från idé till gungställning", ""),
        ("Fra projekt til drift", ""),
        ("Från Provstad till Malmö", ""),
    ],
)
def test_senders(line: str, body: str) -> None:
    assert read_sender(line) == body


def test_bodies() -> None:
    assert is_organisation("Svendborg Kommune")
    assert is_organisation("Region Skåne")
    assert reads_as_organisation("Netværk for ungeindsatser")
    assert reads_as_organisation("Fyrans utvecklingsnätverk")
    assert not reads_as_organisation("Så blev parkeringen en odling")
    assert not reads_as_organisation("Hur når vi nyanlända föräldrar?")


@pytest.mark.parametrize(
    ("tail", "holder"),
    [
        (["© 2022 Återbruksrådet"], "Återbruksrådet"),
        (["© Integrationsforum"], "Integrationsforum"),
        (["Metodebasen, Postboks 0", "© 2023 Metodebasen   Tilgængelighed   Cookies"], "Metodebasen"),
        (["© Videnscenter for Haver, CVR 00000000"], "Videnscenter for Haver"),
        (["2016 © DocDeling.dk | Vilkår"], None),
        (["Tack för i dag"], None),
    ],
)
def test_holder_of_the_copyright(tail: list[str], holder: str | None) -> None:
    assert copyright_holder(tail) == holder


@pytest.mark.parametrize(
    ("last", "names"),
    [
        (["Mötet avslutades.", "Vid anteckningarna", "Maja Provander"], ("Maja Provander",)),
        (
            ["Vid protokollet:", "Maja Provander, sekreterare", "Justeras", "Ulf Testberg"],
            ("Maja Provander",),
        ),
        (["Næste møde er i maj.", "Referent: Mette Prøvesen"], ("Mette Prøvesen",)),
        (["Med venlig hilsen", "Mette Prøvesen, redaktør"], ("Mette Prøvesen",)),
        (["Trevlig läsning!", "Maja Provander, redaktör"], ("Maja Provander",)),
        (["Justeras", "Ulf Testberg"], ()),
        (["Kontakt", "Ulf Testberg"], ()),
        ([], ()),
    ],
)
def test_signatures(last: list[str], names: tuple[str, ...]) -> None:
    assert read_signature([], last) == names


def test_byline_wins_over_a_signature() -> None:
    _, found = read(f"Vägen hem\nAv Maja Provander\n\n{BODY_SV}\n\nHälsningar\nUlf Testberg\n")
    assert found.authors == ("Maja Provander",)


def test_names_stated_by_a_page_lose_their_words() -> None:
    assert find_names("Av Anna Ek, publicerad 2 mars 2018; Redaktionen; Bo Lund") == ("Anna Ek", "Bo Lund")


def test_facts_of_a_title_page_without_lines() -> None:
    _, found = read(
        "Hem till skolan. Slutrapport från tre byars försök\n\nLadda ner\n\n"
        "1 Hem till skolan. Slutrapport från tre byars försök Fyrans utvecklingsnätverk 2017-09-04 Åsa "
        "Provander "
        f"och Nils Testberg Sammanfattning {BODY_SV} {BODY_SV}\n"
    )
    assert (found.date, found.authors) == ("2017-09-04", ("Åsa Provander", "Nils Testberg"))
    assert found.organisation == "Fyrans utvecklingsnätverk"


def test_facts_of_a_danish_title_page_without_lines() -> None:
    _, found = read(
        "Evaluering af forsøget Lys i opgangen\n\n"
        "1 Evaluering af forsøget Lys i opgangen. Prøveby Kommune, Sundhed. "
        f"Udarbejdet af Jens Prøvesen, udviklingskonsulent. Dato: 12.01.2015. 1. Baggrund {BODY_DA}\n"
    )
    assert (found.date, found.authors) == ("2015-01-12", ("Jens Prøvesen",))
    assert found.organisation == "Prøveby Kommune"


def test_date_at_the_end_of_a_page() -> None:
    text = "\n\n".join(f"{BODY_SV} {number}" for number in range(40))
    _, found = read(f"Lån av verktyg\n\n{text}\n\nSenast uppdaterad: 2019-05-12\n© Provbanken\n")
    assert (found.date, found.organisation) == ("2019-05-12", "Provbanken")


def test_two_dates_at_the_end_of_a_page_are_none() -> None:
    text = "\n\n".join(f"{BODY_SV} {number}" for number in range(40))
    _, found = read(f"Lån av verktyg\n\n{text}\n\nPublicerad 2019-05-12\n\nPublicerad 2018-01-02\n")
    assert found.date is None
