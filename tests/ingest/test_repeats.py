from __future__ import annotations

from tests.ingest.makers import prepare
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


def test_pages_of_pages_go_between_blank_lines() -> None:
    text = f"Huset i byn\n\n{PARTS[0]}\n\n1/2\n\n{PARTS[1]}\n\n2/2\n"
    assert set(dropped(text)) == {"1/2", "2/2"}
    assert list(dropped(f"Huset i byn\n\n{PARTS[0]}\n\n4 (4)\n\n{PARTS[1]}\n")) == ["4 (4)"]


def test_a_date_or_a_share_between_texts_stays() -> None:
    assert dropped(f"Huset i byn\n\n{PARTS[0]}\n\n3/5\n\n{PARTS[1]}\n") == {}
    assert dropped(f"Huset i byn\n\n{PARTS[0]}\n2 av 3\n{PARTS[1]}\n") == {}


def test_a_header_that_ends_in_a_page_after_a_wide_gap_goes() -> None:
    header = "Anteckningar från huset          1 (2)"
    assert list(dropped(f"Huset i byn\n\n{PARTS[0]}\n\n{header}\n\n{PARTS[1]}\n")) == [header]


def test_a_name_with_a_rising_number_after_a_gap_goes() -> None:
    footers = [f"Vindsala kommun   {number}" for number in (2, 3, 4)]
    text = "Huset i byn\n\n" + "\n\n".join(
        f"{part}\n\n{footer}" for part, footer in zip(PARTS, footers, strict=False)
    )
    assert set(dropped(text)) == set(footers)


def test_the_second_line_of_a_header_goes_with_the_first() -> None:
    second = "Byrådet          2019-05-03"
    pages = (
        f"VINDSALA KOMMUN          Sida {n} (2)\n{second}\n\n{part}\n" for n, part in enumerate(PARTS[:2], 1)
    )
    assert second in dropped("\n".join(pages))


def test_a_number_between_two_glued_pages_goes() -> None:
    pages = " ".join(PARTS * 2), " ".join(PARTS[::-1] * 2)
    assert list(dropped(f"Huset i byn\n\n{pages[0]}\n\n2\n\n{pages[1]}\n")) == ["2"]


def test_a_title_that_asks_goes_beside_a_page_number_only() -> None:
    title = "Vem ska öppna huset i byn?"
    text = f"{title}\n\n{PARTS[0]}\n\n- 1 -\n\n{title}\n\n{PARTS[1]}\n\n- 2 -\n"
    assert list(dropped(text)) == ["- 1 -", title, "- 2 -"]
    assert dropped(f"{title}\n\n{PARTS[0]}\n\n{title}\n\n{PARTS[1]}\n") == {}


def test_headers_of_several_lines_go_after_the_first() -> None:
    page = "PROTOKOLL          Blad {}\nFolkhälsorådet\nDatum 2018-03-14\n\n{}\n"
    text = "\n".join(page.format(number, part) for number, part in enumerate(PARTS[:3], start=1))
    found = [(part.reason, part.text) for part in prepare(text).dropped]
    assert found[0] == ("running header", "PROTOKOLL          Blad 1")
    assert found[1:] == [
        ("running header", f"PROTOKOLL          Blad {number}\nFolkhälsorådet\nDatum 2018-03-14")
        for number in (2, 3)
    ]


def test_the_address_of_a_site_on_every_slide_goes() -> None:
    text = "\n\n".join(
        f"Bild om {word}\nwww.byn.example\n{part}" for word, part in zip(("a", "b", "c"), PARTS, strict=False)
    )
    assert list(dropped(text)) == ["www.byn.example"]
    assert dropped(f"Huset i byn\n\n{PARTS[0]}\nwww.byn.example\n") == {}
