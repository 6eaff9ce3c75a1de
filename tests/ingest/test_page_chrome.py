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


STORY = (
    "Redskapsboden\n\nBoden står öppen till sent och alla i byn har fått koden på papper.\n\n{}\n\n"
    "Efter ett år saknades ingenting, utom en hink som kom tillbaka på våren.\n\n"
    "Kommunen betalar försäkringen och lägger sig inte i något annat.\n"
)


@pytest.mark.parametrize(
    "line",
    [
        "Läs hela intervjun »",
        ">> Läs mer på kommunens webbplats",
        "Se alle eksempler →",
        "Dela: Facebook | X | LinkedIn | E-post",
        "Del artiklen f t in",
        "Del på Facebook  Del på LinkedIn  Send på mail  Print",
        "Visa mer 214 visningar",
        "0 Downloads   1 Visninger",
        "Följ oss: Facebook  LinkedIn",
        "Filtrér: Alle (6)  Mad (2)",
        "Sök bland 4 812 330 dokument",
        "Artiklen fortsætter under annoncen",
        "Skriv ett omdöme om detta dokument",
        "Hittade du det du sökte?",
        "[Billede: logo]",
    ],
)
def test_buttons_and_notices_in_other_wordings_go(line: str) -> None:
    assert list(dropped(STORY.format(line))) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Læs mere for dit barn",
        "64 besøg på et år → 29 har isoleret",
        "[Foto: skuret på åbningsdagen]",
        "Var det bedre for ti år siden?",
        "Er indholdet til at forstå for alle?",
        "Kultur · Skola",
        "Projekt | Metod",
        "Följ med en granne till affären",
        "Tilmeld alle til nyhedsbrevet? Nej, ring til dem.",
        "För ett år sedan",
    ],
)
def test_text_that_resembles_buttons_stays(line: str) -> None:
    assert dropped(STORY.format(line)) == {}


def test_bars_of_entries_go_at_the_top_and_what_a_path_leads_to_stays() -> None:
    bar = "Vi gör | Exempel | Utbildningar | Om Byanätet | English | Sök"
    path = "Byanätet > Exempel > Verktyg"
    assert list(dropped(f"{bar}\n{path}\nReportage\n{STORY.format('Så gick det till.')}")) == [bar, path]


def test_subjects_of_menus_are_no_menu_by_themselves() -> None:
    slide = "Vi arbetar med\n\nSkola\nKultur\nOmsorg\nMiljö\n\n"
    assert dropped(slide + STORY.format("Allt på samma gång.")) == {}


def test_who_put_a_document_on_a_site_goes() -> None:
    top = 'Ladda ned "Boden"\nAnna Ek\nför 6 år sedan\n'
    assert list(dropped("Boden\n\n" + top + STORY.format("Så gick det."))) == top.strip().split("\n")


@pytest.mark.parametrize(
    "line",
    [
        "Læs også: Skolen lukker, men bålet brænder",
        "Artiklen er for abonnenter",
        "Relaterade ämnen: lek · skolgård",
        "Boden vid sjön - PDF Gratis nedladdning",
    ],
)
def test_links_and_walls_of_papers_and_sites_that_share_documents_go(line: str) -> None:
    assert list(dropped(STORY.format(line))) == [line]


def test_what_a_page_is_about_goes_between_its_heading_and_a_button() -> None:
    topics = "Følg emner\nBørn\nFaaborg-Midtfyn\nDel artikel"
    assert list(dropped(STORY.format(topics))) == topics.split("\n")
    assert dropped(STORY.format("Emner\nBørn\nBåde gamle og unge kom forbi boden.")) == {}
