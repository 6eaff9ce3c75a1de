from __future__ import annotations

import pytest

from tests.ingest.test_page_chrome import dropped


def parts(*ends: str) -> str:
    told = (
        "Skåpet vid stationen\nDen som lånar en stege skriver sitt namn på en lapp.\n{}\n\n"
        "Soppan i skolan\nAlla över 75 får en skål soppa om de tar med en granne.\n{}\n\n"
        "Bänken i backen\nFöreningen oljar bänken varje vår.\n{}\n"
    )
    return "Tre berättelser\n\n" + told.format(*ends)


@pytest.mark.parametrize(
    "end", ["↑ Till toppen", "Upp igen", "Hela berättelsen", "Läs resten på vår plats", "⤴ Start"]
)
def test_links_that_end_every_part_go(end: str) -> None:
    assert set(dropped(parts(end, end, end))) == {end}


def test_links_that_differ_by_their_address_only_go() -> None:
    ends = [f"Resten: https://byn.example/{n}" for n in ("a", "b", "c")]
    assert set(dropped(parts(*ends))) == set(ends)


@pytest.mark.parametrize("end", ["Beslut: Godkänt", "Tas till handlingarna", "Kostnad: 0 kr"])
def test_decisions_and_values_that_come_again_stay(end: str) -> None:
    assert dropped(parts(end, end, end)) == {}
