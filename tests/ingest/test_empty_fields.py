from __future__ import annotations

from tests.ingest.test_page_chrome import dropped

FILLED = (
    "Skolgården om natten\nKommun: Vindsala\nKontakt: Maja Ström, fritidschef\nKostnad: 40 000 kr\n"
    "Lamporna tänds av den som går förbi, och ingen har klagat på mörkret sedan dess.\n"
)


def test_a_label_without_a_value_goes() -> None:
    text = (
        f"Exempel från tre orter\n\n{FILLED}\nCykelköket\nKommun: Norrbacka\nKontakt:\nKostnad: -\n"
        "Ungdomarna lagar sina cyklar själva, och verktygen är alltid tillbaka på sin plats.\n"
    )
    assert dropped(text) == {"Kontakt:": "empty field", "Kostnad: -": "empty field"}


def test_a_label_with_its_value_on_the_next_line_stays() -> None:
    text = (
        f"Exempel från tre orter\n\n{FILLED}\nCykelköket\nKommun: Norrbacka\nKontakt:\n"
        "Olle Berg på fritidsgården svarar på alla frågor om verktyg och tider, helst på eftermiddagen.\n"
    )
    assert dropped(text) == {}


def test_the_heading_of_a_template_with_nothing_or_a_dash_under_it_goes() -> None:
    dialogue = "Dialogens fråga\n{}\n\nVägval\n{}\n\nNya frågor?\n{}\n\n"
    text = "Sammanfattning av samtalen\n\n" + "".join(
        dialogue.format(*parts)
        for parts in (
            ("Hur får vi fler att cykla?", "Bygga stråk eller sänka farten.", "Vem plogar?"),
            ("Hur når vi de tysta?", "–", "Vad gör vi när ingen svarar på brevet?"),
            ("Vem bjuder in?", "Kommunen eller föreningarna.", "-"),
        )
    )
    gone = dropped(text)
    assert gone["Vägval"] == gone["Nya frågor?"] == "empty field"
    assert gone["–"] == gone["-"] == "no text"
    assert len(gone) == 4


def test_a_last_point_with_a_dash_goes() -> None:
    text = "Referat\n\n1. Haven\nRådet plantede hyben langs stien, og naboerne vander.\n\n2. Eventuelt\n–\n"
    assert set(dropped(text)) == {"2. Eventuelt", "–"}
