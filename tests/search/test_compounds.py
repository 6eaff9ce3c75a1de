from __future__ import annotations

from dataclasses import dataclass

import pytest

from search.compounds import begins_with, ends_in, related_stems


@dataclass(frozen=True)
class Words:
    """A vocabulary of a few stems."""

    known: tuple[str, ...]

    def count(self, stem: str) -> int:
        return int(stem in self.known)

    def starting_with(self, prefix: str, *, limit: int) -> list[str]:
        return [each for each in self.known if each.startswith(prefix)][:limit]

    def ending_with(self, suffix: str, *, limit: int) -> list[str]:
        return [each for each in self.known if each.endswith(suffix)][:limit]


def related(stem: str, *known: str) -> dict[str, float]:
    return {each.stem: each.boost for each in related_stems(stem, Words(known))}


def test_a_head_finds_compounds_and_not_itself() -> None:
    assert related("dialog", "dialog", "medborgardialog", "radialog", "park") == {"medborgardialog": 0.5}


def test_a_first_part_finds_compounds_whose_rest_is_known() -> None:
    assert related("dialog", "dialogmöt", "dialogiskt", "möt") == {"dialogmöt": 0.3}


def test_a_compound_finds_its_head_before_its_first_part() -> None:
    assert related("borgerinddrag", "inddrag", "borger", "drag") == {"inddrag": 0.4, "borger": 0.15}


@pytest.mark.parametrize(
    ("stem", "first"), [("arbetsmarknad", "arbet"), ("barnebibliotek", "barn"), ("borgerforslag", "borg")]
)
def test_linking_letters_are_left_out_of_the_first_part(stem: str, first: str) -> None:
    head = {"arbetsmarknad": "marknad", "barnebibliotek": "bibliotek", "borgerforslag": "forslag"}[stem]
    assert related(stem, first, head) == {head: 0.4, first: 0.15}


def test_a_split_with_two_known_parts_is_better_than_one_with_a_longer_head() -> None:
    assert set(related("lokaltrafikplan", "ltrafikplan", "trafikplan", "lokal")) == {"trafikplan", "lokal"}


def test_a_short_head_counts_only_beside_a_known_first_part() -> None:
    assert related("sportsudstyr", "styr") == {}
    assert related("skolplan", "plan", "skol") == {"plan": 0.4, "skol": 0.15}


def test_short_words_and_numbers_have_no_parts() -> None:
    assert related("råd", "byråd") == {}
    assert related("2017", "112017") == {}


def test_not_more_than_a_handful_are_related() -> None:
    many = [f"{chr(97 + nth // 26)}{chr(97 + nth % 26)}xdialog" for nth in range(200)]
    assert len(related("dialog", *many)) == 8


def test_a_compound_has_something_beside_its_part() -> None:
    assert ends_in("byplan", "plan") is False
    assert ends_in("skolplan", "plan") is True
    assert begins_with("plansk", "plan") is False
    assert begins_with("planmöt", "plan") is True
