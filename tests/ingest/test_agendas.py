from __future__ import annotations

import pytest

from tests.ingest.test_page_chrome import dropped

BODY = {
    "Öppnande": "Ordföranden hälsade alla välkomna och bad om korta inlägg.",
    "Lekplatsen vid ån": "Barnen har ritat och gatukontoret har räknat, och nu byggs den i maj.",
    "Nattbussen": "Linjen går en gång till på lördagar, på prov fram till advent.",
    "Övriga frågor": "Någon frågade efter fler papperskorgar.",
}


def minutes(heading: str, mark: str) -> str:
    agenda = "\n".join(f"{mark.format(n)}{title}" for n, title in enumerate(BODY, start=1))
    parts = "\n\n".join(f"{n}. {title}\n{text}" for n, (title, text) in enumerate(BODY.items(), start=1))
    return f"Minnesanteckningar från ortsrådet\n\n{heading}\n{agenda}\n\n{parts}\n"


@pytest.mark.parametrize("heading", ["Dagordning", "Dagsorden", "Idag:", "I det här numret", "Program"])
@pytest.mark.parametrize("mark", ["{}. ", "- ", "", "> ", "§ {} "])
def test_a_list_of_what_follows_goes(heading: str, mark: str) -> None:
    gone = dropped(minutes(heading, mark))
    assert len(gone) == 1 + len(BODY)
    assert set(gone.values()) == {"agenda"}


def test_a_programme_that_tells_something_of_its_own_stays() -> None:
    text = (
        "Anteckningar från seminariet\n\nProgram\nKaffe och smörgås i foajén\nVandring längs kanalen\n"
        "Samtal om vinterbelysning\n\nBelysningen\nDe boende ville ha varmt ljus, och nu har de det.\n"
    )
    assert dropped(text) == {}


def test_a_list_under_another_heading_stays() -> None:
    assert dropped(minutes("Det vi är stolta över", "- ")) == {}


def test_an_agenda_on_one_line_goes() -> None:
    told = list(BODY.values())
    line = "I detta nummer: Boden vid sjön * Lånebåten * Tips"
    text = (
        f"Grannbrevet\n\n{line}\n\nBoden vid sjön\n{told[1]}\n\nLånebåten\n{told[2]}\n\nTips\n"
        "Alla byar får låna släpet.\n"
    )
    assert list(dropped(text)) == [line]
    assert dropped(text.replace("I detta nummer", "Vi tog med oss")) == {}
