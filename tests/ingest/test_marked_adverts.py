from __future__ import annotations

import pytest

from tests.ingest.test_page_chrome import dropped

ABOVE = "Så gick det\n\nByn öppnade sitt skåp i maj och har inte stängt det sedan dess.\n\n"
BELOW = "\n\nSkåpet i skolan\nSkolan öppnade ett likadant skåp i augusti.\n"


@pytest.mark.parametrize(
    "mark",
    ["– Reklame –", "— ANNONS —", "*** Annonsplats ***", "[ Sponsrat ]", "KOMMERCIELT INDHOLD",
     "Betalt samarbejde", "– I samarbete med Byns Bank –", "Sponsoreret indhold"],
)  # fmt: skip
def test_an_advert_ends_at_a_blank_line(mark: str) -> None:
    advert = f"{mark}\nMässan slår upp portarna i mars"
    assert set(dropped(ABOVE + advert + BELOW)) == set(advert.split("\n"))


def test_an_advert_between_two_marks_goes_whole() -> None:
    advert = "— ANNONS —\nMässan öppnar i mars\n\nMattan som larmar först\n— SLUT ANNONS —"
    assert set(dropped(ABOVE + advert + BELOW)) == {line for line in advert.split("\n") if line}


def test_a_line_that_begins_with_the_word_in_capitals_goes_alone() -> None:
    assert list(dropped(ABOVE + "ANNONCE: Tag vores kursus i budget" + BELOW)) == [
        "ANNONCE: Tag vores kursus i budget"
    ]


@pytest.mark.parametrize("line", ["Annonser: 12 000 kr", "Samarbete", "– Samarbete med skolan är viktigt",
                                  "Innehåll och form", "Reklamen togs bort av eleverna."])  # fmt: skip
def test_what_tells_of_adverts_and_cooperation_stays(line: str) -> None:
    assert dropped(ABOVE + line + BELOW) == {}
