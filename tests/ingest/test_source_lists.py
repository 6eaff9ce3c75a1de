"""Entries of lists of sources that look like headings, or like the text that goes on after the list."""

from __future__ import annotations

from tests.ingest.makers import prepare

TEXT = "# Lån av skidor i byn\n\nMan lånar skidor gratis i ladan varje vecka hela vintern.\n\n"
READ = "Källorna är lästa den 2 maj 2024.\n\n"


def kept(text: str) -> list[str]:
    return [chunk.text for chunk in prepare(text, "a.md").chunks]


def test_the_last_entry_of_a_list_is_no_text_though_it_is_long_and_undated() -> None:
    entries = (
        "Byakuriren: Lån i lada (2019)\n\n"
        "Radio Bygden: Så fick alla i byn låna skidor av varandra utan att betala för det\n"
    )
    assert kept(f"{TEXT}## Källor\n\n{READ}{entries}") == [
        "Man lånar skidor gratis i ladan varje vecka hela vintern."
    ]


def test_an_entry_that_is_taken_for_a_heading_does_not_end_the_list() -> None:
    entries = (
        "Byakuriren: Lån i lada (2019)\n\nRadio Bygden: Skidor åt alla\n\n"
        "### Byakuriren: Vart ska alla åka?\n\n"
        "Länsbladet: Ladan stänger i vår (2021)\n\nRadio Bygden: Sista lånet i byn\n"
    )
    assert kept(f"{TEXT}## Källor\n\n{READ}{entries}") == [
        "Man lånar skidor gratis i ladan varje vecka hela vintern."
    ]


def test_a_part_after_the_list_stays_with_its_heading() -> None:
    more = "### Bilaga: Så räknade vi\n\nVi räknade paren i ladan varje söndag och skrev upp dem.\n"
    text = f"{TEXT}## Källor\n\n{READ}Byakuriren: Lån i lada (2019)\n\nRadio Bygden: Skidor åt alla\n\n{more}"
    assert kept(text)[1:] == ["Vi räknade paren i ladan varje söndag och skrev upp dem."]


def test_a_heading_with_a_colon_over_real_text_ends_the_list() -> None:
    more = (
        "### Erfarenheter: vad de sade\n\nAlla tyckte att lånen var bra för byn.\n\n"
        "Ingen ville ha betalt för sina skidor.\n\nFler borde göra som de.\n"
    )
    text = f"{TEXT}## Källor\n\n{READ}Byakuriren: Lån i lada (2019)\n\nRadio Bygden: Skidor åt alla\n\n{more}"
    found = kept(text)
    assert "Alla tyckte att lånen var bra för byn." in "\n".join(found)
    assert "Byakuriren" not in "\n".join(found)


def test_a_sentence_after_the_list_is_text() -> None:
    more = "Ladan finns kvar: den som vill kan låna skidor där varje lördag i vinter.\n"
    text = f"{TEXT}## Källor\n\n{READ}Byakuriren: Lån i lada (2019)\n\n{more}"
    assert kept(text)[1:] == [more.strip()]
