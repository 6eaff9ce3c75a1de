from __future__ import annotations

import pytest

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


def test_a_dash_alone_goes_with_the_heading_above_it() -> None:
    text = (
        "Minnesord från mötet i Norrbacka\n\n1) Lokalen\n"
        "- Den är för kall på vintern och för varm på sommaren.\n\n"
        "2) EVT.\n•\t-\n\n3) Nästa gång\n- Alla tar med sig en granne som inte har varit med förut.\n"
    )
    assert list(dropped(text)) == ["2) EVT.", "•\t-"]


def test_a_heading_of_a_template_that_is_left_empty_goes() -> None:
    group = (
        "Grupp {0}. {1}\n\nUr samtalet:\n"
        "Vi i grupp {0} talade länge om det och blev inte riktigt eniga.\n{2}\n\n"
    )
    step = "Vem gör vad:\n* Olle ringer runt till byarna."
    text = "Samtal om byn\n\n" + "".join(
        group.format(*parts)
        for parts in (
            ("A", "Vem bor kvar?", step),
            ("B", "Vem flyttar hit?", "Vem gör vad:"),
            ("C", "Vem lånar?", step),
        )
    )
    assert list(dropped(text)) == ["Vem gör vad:"]


def test_a_label_that_ends_a_run_of_fields_goes_and_a_lead_in_stays() -> None:
    head = (
        "Møde i lokalrådet\nDato: 3. maj 2019\nAfbud: Bo Lind\n{}\n\nPunkt 1\n"
        "Huset males af dem, der bor der.\n"
    )
    assert list(dropped(head.format("Bemærkninger:"))) == ["Bemærkninger:"]
    lead = "Møde i lokalrådet\n\nVi talte om:\n\n- huset, der skal males\n- bænken, der mangler en plan\n"
    assert dropped(lead) == {}


def test_an_unfilled_signature_of_dots_goes() -> None:
    text = (
        "Referat fra huset\n\nVi blev enige om at male gavlen gul inden vinteren.\n\n"
        "Underskrift: ...........\n"
    )
    assert list(dropped(text)) == ["Underskrift: ..........."]


@pytest.mark.parametrize(
    "line",
    ["Ordförande ..............................", "Sekreterare __________ Paragrafer 11-14",
     "Justerandes sign        Utdragsbestyrkande"],
)  # fmt: skip
def test_places_to_sign_go(line: str) -> None:
    text = f"Protokoll från rådet\n\nRådet beslutar att måla gavlen gul före vintern.\n\n{line}\n"
    assert list(dropped(text)) == [line]


@pytest.mark.parametrize(
    "value",
    ["(tom)", "(ej ifyllt)", "[tomt fält]", "Intet noteret", "uppgift saknas", "kommer senere", "?", "n/a"],
)
def test_values_that_say_nothing_go_in_any_wording(value: str) -> None:
    text = f"Exempel\n\n{FILLED}\nCykelköket\nKommun: Norrbacka\nKontakt: {value}\nUngdomarna lagar själva.\n"
    assert f"Kontakt: {value}" in dropped(text)


@pytest.mark.parametrize("value", ["Ingen", "Inga", "0 kr", "Nej", "Inte än bestämt av nämnden", "Alla"])
def test_values_that_are_an_answer_stay(value: str) -> None:
    text = f"Exempel\n\n{FILLED}\nCykelköket\nKommun: Norrbacka\nKontakt: {value}\nUngdomarna lagar själva.\n"
    assert dropped(text) == {}


def test_a_filled_field_of_a_template_stays_above_its_headings() -> None:
    part = "Bord {0}: {1}\nOrdstyrer: {2}\nHovedpointer\n{3}\nUenighed\n{4}\n\n"
    text = "Fra bordene\n\n" + "".join(
        part.format(*each)
        for each in (
            (1, "Butikken", "Karen Holm", "Butikken er et sted at mødes, sagde bordet.", "Hvem betaler?"),
            (2, "Husene", "Mogens Lind", "De tomme huse skal vises frem af naboerne.", "(ikke udfyldt)"),
            (3, "Skolen", "Karen Holm", "Skolen lægger sal til om aftenen.", "Hvem låser?"),
        )
    )
    assert set(dropped(text)) == {"Uenighed", "(ikke udfyldt)"}


def test_the_place_of_a_picture_goes() -> None:
    text = "Skåpet\n\nBild saknas\n\nDen som lånar en stege skriver sitt namn på en lapp.\n\n[Diagram]\n"
    assert set(dropped(text)) == {"Bild saknas", "[Diagram]"}
