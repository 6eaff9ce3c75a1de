from __future__ import annotations

import pytest

from ingest.page_zones import score, signs
from tests.ingest.test_page_chrome import dropped

HEAD = "Start / Nyheter / Miljö\nMeny\n\nSå lånar Vindsala ut sin verktygslåda\nAv Lise Holm\n4 maj 2021\n\n"
TEXT = (
    "I Vindsala hänger verktygen i ett skåp vid stationen, och den som lånar skriver sitt namn på en lapp.\n"
    "Skåpet kostade 4 000 kronor och står olåst om dagen.\n\n"
)
FOOT = "© Vindsala Tidning 2021\n"


@pytest.mark.parametrize(
    "line",
    [
        "Känner du någon som borde läsa det här? Vidarebefordra brevet gärna.",
        "Du får det här eftersom du står i vår adressbok.",
        "Tidningen ges ut av Föreningen Vindsala",
        "Chefredaktör: Ib Krog · Tryck: Nordtryck · Upplaga 300",
        "Vill du läsa mer? Prenumerera på vår tidning",
        "Har du missat något nummer? Alla ligger här",
        "Ämnen: verktyg, grannar, miljö",
    ],
)
def test_what_speaks_to_the_reader_of_the_page_goes_below_the_text(line: str) -> None:
    assert line in dropped(HEAD + TEXT + line + "\n" + FOOT)


@pytest.mark.parametrize(
    "line",
    [
        "Vill du vara med? Kom till stationen den första måndagen i månaden klockan 19, kaffet är klart.",
        "Fakta: verktygsskåpet",
        "Öppnade: januari 2016",
        "Lise Holm",
        "Stegen är kvar.",
        "I Norrbacka finns nu ett likadant skåp vid skolan.",
        "Så här långt har ingen stulit något",
    ],
)
def test_what_tells_of_something_stays_below_the_text(line: str) -> None:
    assert line not in dropped(HEAD + TEXT + line + "\n\n" + FOOT)


@pytest.mark.parametrize(
    "line",
    [
        "We value your privacy. Accept all or manage choices.",
        "Vi mäter besök anonymt. Vill du slippa? Ändra här.",
    ],
)
def test_notices_of_consent_go_above_the_text(line: str) -> None:
    assert line in dropped(f"{line}\nJa tack   Nej tack\n{HEAD}{TEXT}")


def test_a_title_that_speaks_of_a_letter_stays() -> None:
    text = "Meny\nOm oss\nKontakt\n\nDelat & klart – nyhetsbrev om återbruk\nDela på Facebook\n\n" + TEXT
    assert "Delat & klart – nyhetsbrev om återbruk" not in dropped(text)


def test_titles_under_a_heading_of_any_wording_go_above_the_foot() -> None:
    more = ("Ur förra veckans tidning", "Färgen på bron är vald", "Hästen som blev borgmästare")
    assert set(more) <= set(dropped(HEAD + TEXT + "\n".join(more) + "\n" + FOOT))


def test_the_last_advice_of_a_text_stays_above_the_foot() -> None:
    advice = (
        "Tre råd till sist\nHåll öppet en fast dag\nBjud på kaffe medan folk väntar\nStäng inte på sommaren\n"
    )
    assert set(dropped(HEAD + TEXT + advice + "\n" + FOOT)) & set(advice.split("\n")) == set()


def test_a_call_in_the_midst_of_an_article_goes() -> None:
    call = "Gillar du artikeln? 57 personer har delat den"
    assert call in dropped(f"{HEAD}{TEXT}{call}\n\n{TEXT.replace('Vindsala', 'Norrbacka')}")


def test_minutes_without_any_furniture_lose_nothing() -> None:
    text = (
        "Anteckningar från rådet\n\nRådet talade om bänkarna på torget och om vem som målar dem.\n"
        "Skriv till Eva om du kan hjälpa till en lördag.\nVi ses hos Tom den 4 april.\n"
    )
    assert dropped(text) == {}


def test_signs_have_weights() -> None:
    line = "Tipsa en vän · Prenumerera · Kontakta redaktionen"
    assert {"is in parts", "asks something of the reader", "speaks of pages"} <= set(signs(line))
    assert score(line) > score("Bänkarna målades av föreningen i maj.")
