from __future__ import annotations

from tests.ingest.test_page_chrome import dropped

OWN = "Slutrapport om cykelköket i tre byar"
TITLES = (
    "Kulturplan för Vindsala 2015",
    "SIMSKOLA I NORRBACKA",
    "Ph.d.-afhandling: Hvem ejer parken?",
    "Checklista – tillgänglig lekplats",
    "Budget 2016, bilaga 4",
    "Vad kostar en bänk? Uppsats",
)
KEYWORDS = "cykel unga kök projekt by kommun"
PAGE = "Ungdomarna lagar sina cyklar själva, och verktygen är alltid tillbaka på sin plats. " * 8


def page(*above: str) -> str:
    return "\n".join((*above, "", f"{OWN} {PAGE}", "", "- 2 -", "", PAGE.replace("cyklar", "mopeder"), ""))


def test_titles_of_other_documents_go_whatever_stands_above_them() -> None:
    above = (
        OWN,
        "12 sidor · 1 204 öppningar",
        "Fler papper ur samma låda",
        *TITLES,
        KEYWORDS,
        "Avläst av maskin",
    )
    assert set(above[1:]) <= set(dropped(page(*above) + "\nVad tyckte du om papperet?\n"))
    assert OWN not in dropped(page(*above))


def test_what_stands_above_the_title_on_such_a_page_goes() -> None:
    gone = dropped(page("Papperslådan – en miljon papper", OWN, "3 412 besök    8 tummar", *TITLES, KEYWORDS))
    assert "Papperslådan – en miljon papper" in gone
    assert OWN not in gone


def test_a_description_of_the_document_stays() -> None:
    told = "Rapporten berättar hur tre byar öppnade var sitt kök för cyklar."
    gone = dropped(page(OWN, told, "12 sidor · 1 204 öppningar", *TITLES, KEYWORDS))
    assert told not in gone
    assert TITLES[0] in gone


def test_short_lines_above_long_paragraphs_of_an_article_stay() -> None:
    lines = ("Cyklar", "Verktyg", "Kaffe på stationen", "En lördag", "Två söndagar", "Regn", "Sol")
    assert dropped("Så gick veckan\n\n" + "\n".join(lines) + f"\n\n{PAGE}\n\n{PAGE[:-2]} igen.\n") == {}


def test_the_end_of_the_text_stays_where_it_goes_on_in_small_letters() -> None:
    text = (
        page(OWN, "12 sidor · 1 204 öppningar", *TITLES, KEYWORDS) + "\noch den som ville fick en nyckel.\n"
    )
    assert "och den som ville fick en nyckel." not in dropped(text)
