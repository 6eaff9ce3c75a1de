from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.page_chrome import is_control
from tests.ingest.makers import prepare

BODY = (
    "Kommunen lät de boende bestämma över gården själva, och det blev fler träd än någon hade tänkt sig.\n\n"
    "Efter två år var det färre klagomål än förr, och tvättstugan hade blivit målad av hyresgästerna.\n"
)


def dropped(text: str) -> dict[str, str]:
    """Return the lines that are left out, with their reasons."""
    return {
        line.strip(): part.reason
        for part in prepare(text).dropped
        for line in part.text.split("\n")
        if line.strip()
    }


@pytest.mark.parametrize(
    "line",
    [
        "Hoppa till innehållet",
        "Læs mere >>",
        "Skriv ut | Dela | Tipsa",
        "Udskriv siden  Del  Gem som favorit",
        "Logga in | Registrera",
        "Visningar: 1 204   Delningar: 7",
        "212 delningar",
        "© 2022 Rådet för återbruk",
        "2016 © Delingsstedet | Privatlivspolitik | Vilkår |",
        "Du får det här brevet eftersom du har anmält dig på vår webbplats.",
        "Du modtager denne mail, fordi du har tilmeldt dig vores nyhedsbrev.",
        "Kan du ikke se nyhedsbrevet? Åbn det i din browser",
        "Avsluta prenumerationen | Ändra dina uppgifter",
        "Følg os på LinkedIn og Facebook",
        'Ladda ner "Årsrapport om lekplatser"',
        "Namn *",
        "Sortér efter: Nyeste",
        "Godkänn alla   Endast nödvändiga   Anpassa",
        "Cookies Privatliv Kontakt",
        "Tillgänglighetsredogörelse",
    ],
)
def test_controls_are_told_by_their_words(line: str) -> None:
    assert is_control(line)


@pytest.mark.parametrize(
    "line",
    [
        "Kontakt",
        "Nyheter",
        "Start",
        "Sök upp människor och rikta inbjudan",
        "Läs mer om hur Kil gjorde när byalaget fick pengarna",
        "Dela ansvaret mellan skola och socialtjänst",
        "Spara pengar genom att börja tidigt",
        "Följ upp efter ett halvår",
        "Registrera närvaron varje morgon",
        "Hent børnene tidligt på fredage",
        "Press från medborgarna gav resultat",
        "Kommunen delade ut 200 cykelhjälmar",
        "Kommentarer från deltagarna var goda",
        "",
        " | ",
    ],
)
def test_words_of_a_text_are_no_controls(line: str) -> None:
    assert not is_control(line)


def test_the_menu_at_the_top_of_a_page_goes_and_its_title_stays() -> None:
    text = (
        "Hoppa till innehåll\nMeny\nTeman\nVåra metoder\nOm oss\nSök\nHem > Teman > Grannskap\n\n"
        f"Gården som blev allas\n\n{BODY}\nTill toppen\n© Grannskapsnätverket\n"
    )
    gone = dropped(text)
    assert {"Meny", "Teman", "Våra metoder", "Om oss", "Sök", "Hem > Teman > Grannskap"} <= gone.keys()
    assert {"Hoppa till innehåll", "Till toppen", "© Grannskapsnätverket"} <= gone.keys()
    assert prepare(text).metadata.title == "Gården som blev allas"


def test_short_lines_of_a_text_are_no_menu() -> None:
    text = f"Gården som blev allas\n\nTräd\nBänkar\nEn damm\nEtt växthus\n\n{BODY}"
    assert dropped(text) == {}


def test_a_marked_advert_goes_with_what_stands_right_under_it() -> None:
    text = (
        "Nyt fra naboerne\n\nHaven ved stationen\nBeboerne har plantet tolv æbletræer, og alle må plukke.\n\n"
        "ANNONCE\nKøb havemøbler inden sommer: tilbud til læsere af dette brev\n\n"
        "Busskuret ved skolen\nBørnene malede det selv, og ingen har siden skrevet på det.\n"
    )
    assert dropped(text) == {
        "ANNONCE": "advert",
        "Køb havemøbler inden sommer: tilbud til læsere af dette brev": "advert",
    }


def test_a_link_to_read_more_takes_nothing_after_it() -> None:
    text = (
        "Brev om återbruk\n\nVerktyg att låna\nI källaren finns borrmaskiner som alla får låna hem.\n"
        "Läs mer >>\n\nTyg som blir över\nSyateljén gör kassar av gardiner till biblioteket.\n"
        "Läs mer >>\n"
    )
    assert dropped(text) == {"Läs mer >>": "menu or button"}


@given(st.text(max_size=200))
def test_any_line_is_judged_without_an_error(line: str) -> None:
    is_control(line)
