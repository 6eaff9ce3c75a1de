from __future__ import annotations

from tests.ingest.test_page_chrome import dropped

PARTS = [
    "Huset ligger mitt i byn och står öppet till nio om kvällen.",
    "Den som kommer först sätter på kaffet, och den som går sist släcker.",
    "Kommunen betalar hyran men bestämmer inte över något i huset.",
    "Efter tre år kom det dubbelt så många som när dörren öppnade.",
]


def test_a_footer_with_a_rising_number_goes() -> None:
    text = "Huset i byn\n\n" + "\n\n".join(
        f"{part}\n\nVindsala kommun | Fritid | {number}" for number, part in enumerate(PARTS, start=1)
    )
    assert set(dropped(text)) == {f"Vindsala kommun | Fritid | {number}" for number in range(1, 5)}


def test_lines_of_a_list_with_rising_numbers_stay() -> None:
    text = "Huset i byn\n\nGrupp 1: ungdomar\nGrupp 2: föräldrar\nGrupp 3: lärare\n\n" + PARTS[0]
    assert dropped(text) == {}


def test_years_and_figures_between_texts_stay() -> None:
    years = "\n\n".join(f"År {year}\n\n{part}" for year, part in zip((2009, 2012, 2020), PARTS, strict=False))
    assert dropped(f"Huset i byn\n\n{years}") == {}


def test_bare_page_numbers_go_though_some_are_missing() -> None:
    text = f"Huset i byn\n\n{PARTS[0]}\n\n2\n\n{PARTS[1]}\n\n4\n\n{PARTS[2]}\n\n5\n"
    assert set(dropped(text)) == {"2", "4", "5"}


def test_a_single_number_between_texts_stays() -> None:
    assert dropped(f"Huset i byn\n\n{PARTS[0]}\n\n212\n\n{PARTS[1]}\n") == {}


def test_page_of_pages_goes_wherever_it_stands() -> None:
    first, second = "Referat fra byrådet – side 1/2", "Referat fra byrådet – side 2/2"
    assert set(dropped(f"Referat\n\n{PARTS[0]}\n{first}\n{PARTS[1]}\n\n{second}\n")) == {first, second}


def test_the_first_line_goes_where_it_comes_again() -> None:
    text = f"Anteckningar från huset\n\n{PARTS[0]}\n\nAnteckningar från huset\n\n{PARTS[1]}\n"
    assert list(dropped(text)) == ["Anteckningar från huset"]


def test_a_long_line_that_comes_word_for_word_again_goes_once() -> None:
    text = f"Huset i byn\n\n{PARTS[1]}\n\n{PARTS[0]}\n\n{PARTS[1]}\n"
    assert dropped(text) == {PARTS[1]: "repeated"}
