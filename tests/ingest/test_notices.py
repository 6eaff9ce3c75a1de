"""Notices at the head and foot of pages and newsletters go; text that only resembles them stays."""

from __future__ import annotations

import pytest

from tests.ingest.test_page_chrome import dropped

BODY = (
    "Grannarna i Vindsala delar på en redskapsbod",
    "Boden står vid busshållplatsen och öppnas med en kod som alla i byn har fått på papper.",
    "Föreningen köpte en stege, två skottkärror och en högtrycksspruta för pengarna.",
    "Efter ett år hade ingenting försvunnit, utom en hink som kom tillbaka i juni.",
    "Kommunen betalar försäkringen och har inte lagt sig i något annat.",
    "Nu vill två andra byar göra likadant, och ritningen ligger på anslagstavlan.",
)


def framed(*lines: str, head: str = "") -> str:
    """Return a text with lines at its foot, and perhaps one at its head."""
    return "\n\n".join(filter(None, (head, *BODY))) + "\n\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "line",
    [
        "Vill du inte längre ha våra brev? Avregistrera dig här",
        "Vil du ikke længere modtage mails? Afmeld dig med ét klik",
        "Det här nyhetsbrevet skickas till alla som besökt en träff.",
        "Dette nyhedsbrev sendes til medlemmer og andre interesserede.",
        "Texten får citeras med angivande av källan. © Byanätet",
        "Må gerne kopieres med tydelig kildeangivelse",
    ],
)
def test_notices_in_the_last_lines_go(line: str) -> None:
    assert list(dropped(framed(line))) == [line]


def test_address_goes_beside_another_line_of_the_foot_only() -> None:
    address = "Byanätet, Box 17, 123 45 Vindsala"
    assert list(dropped(framed("Avsluta prenumerationen", address))) == ["Avsluta prenumerationen", address]
    assert dropped(framed(f"Man hämtar nyckeln hos {address} på kvällen.")) == {}


def test_short_line_between_the_last_buttons_goes() -> None:
    lines = ("Dela sidan", "Byanätet stöds av sina medlemmar", "Till toppen", "© Byanätet")
    assert list(dropped(framed(*lines))) == list(lines)


@pytest.mark.parametrize("line", ["Afmeld senest dagen før, hvis du ikke kan komme.", "Box 4 är tom."])
def test_words_of_notices_stay_in_the_text(line: str) -> None:
    assert dropped(framed(line)) == {}


@pytest.mark.parametrize(
    "line",
    [
        "UTKAST",
        "Udkast – må ikke deles",
        "Kladde nr. 2",
        "Problem med att läsa brevet? Läs det i webbläsaren",
    ],
)
def test_marks_of_drafts_and_ways_to_the_browser_go_at_the_head(line: str) -> None:
    assert list(dropped(framed("Slut på redogörelsen här.", head=line))) == [line]


def test_draft_of_something_is_a_title() -> None:
    assert dropped(framed("Det var allt.", head="Udkast til handleplan for leg")) == {}


@pytest.mark.parametrize(
    "line", ["Husk at slette denne tekst før udsendelse", "Ta bort den här rutan när mallen är ifylld"]
)
def test_what_a_template_says_of_itself_goes(line: str) -> None:
    assert list(dropped(framed(line))) == [line]


def test_advice_to_remember_stays() -> None:
    assert dropped(framed("Kom ihåg att ta bort snön från taket innan våren.")) == {}


def test_what_stands_between_a_cookie_notice_and_its_buttons_goes() -> None:
    top = "Vi bruger cookies\nDet hjælper os med at tælle besøg.\nAccepter alle\n"
    assert list(dropped(top + framed("Slut."))) == [line for line in top.split("\n") if line]


def test_answers_go_with_the_question_what_readers_think() -> None:
    lines = ("Hade du nytta av informationen på sidan?", "Ja", "Nej")
    assert list(dropped(framed(*lines))) == list(lines)
    assert dropped(framed("Ska vi fortsätta med boden?", "Ja")) == {}


def test_prizes_to_win_go_where_they_stand_alone() -> None:
    line = "Vinn biljetter till teatern! Svara på vår fråga."
    assert list(dropped("\n\n".join((*BODY[:3], line, *BODY[3:])))) == [line]
    assert dropped("\n\n".join((*BODY[:3], "Vind og vejr er ingen undskyldning!", *BODY[3:]))) == {}
