from __future__ import annotations

from dataclasses import dataclass

import pytest

from kb.records import Language
from search.compounds import begins_with, ends_in, is_head_of, related_stems, splits_of
from search.query_terms import stem_of


@dataclass(frozen=True)
class Words:
    """A vocabulary of a few stems."""

    known: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    language: Language = Language.SWEDISH

    def stem(self, text: str) -> str:
        return stem_of(text, self.language)

    def is_word(self, text: str) -> bool:
        return text in self.known

    def is_term(self, stem: str) -> bool:
        return stem in self.terms

    def count(self, stem: str) -> int:
        return int(stem in self.known)

    def starting_with(self, prefix: str, *, limit: int) -> list[str]:
        return [each for each in self.known if each.startswith(prefix)][:limit]

    def ending_with(self, suffix: str, *, limit: int) -> list[str]:
        return [each for each in self.known if each.endswith(suffix)][:limit]


def related(stem: str, *known: str, terms: tuple[str, ...] = ()) -> dict[str, float]:
    return {each.stem: each.boost for each in related_stems(stem, Words(known, terms))}


def test_a_head_finds_compounds_with_a_known_first_part_and_not_itself() -> None:
    known = ("dialog", "medborgardialog", "medborg", "xydialog", "park")
    assert related("dialog", *known) == {"medborgardialog": 0.7}


def test_a_first_part_finds_compounds_whose_rest_is_known() -> None:
    assert related("dialog", "dialogmöt", "dialogiskt", "möt") == {"dialogmöt": 0.5}


def test_a_compound_finds_its_longest_head_and_not_its_first_part() -> None:
    assert related("borgerinddrag", "inddrag", "borger", "drag") == {"inddrag": 0.6}
    assert related("lokaltrafikplan", "trafikplan", "lokal", "fikplan") == {"trafikplan": 0.6}


@pytest.mark.parametrize(
    ("compound", "part", "first"),
    [
        ("arbetsmarknad", "marknad", "arbet"),
        ("barnebibliotek", "bibliotek", "barn"),
        ("medborgarförslag", "förslag", "medborg"),
        ("dagtilbud", "tilbud", ""),  # a few short first parts are known anyway
    ],
)
def test_linking_letters_are_left_out_of_the_first_part(compound: str, part: str, first: str) -> None:
    known = Words((first,))
    assert ends_in(compound, part, known) is True


@pytest.mark.parametrize(
    ("compound", "part", "known"),
    [
        ("föräldr", "äldr", ("för",)),
        ("forældr", "ældr", ("for",)),
        ("danmark", "mark", ("dan",)),
        ("utbildning", "bildning", ("ut",)),
        ("underhållning", "hållning", ("under",)),
        ("mellanhand", "hand", ("mellan",)),
        ("byplan", "plan", ("by",)),
        ("sockenråd", "råd", ("socken",)),
        ("xylofonplan", "plan", ()),
    ],
)
def test_a_rest_that_is_no_believable_first_part_makes_no_compound(
    compound: str, part: str, known: tuple[str, ...]
) -> None:
    assert ends_in(compound, part, Words(known)) is False


@pytest.mark.parametrize(
    ("compound", "part", "known", "expected"),
    [
        ("planmöt", "plan", ("möt",), True),
        ("planmöt", "plan", (), False),
        ("plansk", "plan", ("sk",), False),
        ("ledighet", "ledig", ("het",), False),
        ("marknadsföring", "mark", ("föring",), False),
        ("skolgård", "skol", ("gård",), True),
    ],
)
def test_a_first_part_needs_a_known_head_that_is_no_ending(
    compound: str, part: str, known: tuple[str, ...], expected: bool
) -> None:
    assert begins_with(compound, part, Words(known)) is expected


def test_of_a_term_of_the_taxonomy_only_a_head_that_is_a_term_counts() -> None:
    assert is_head_of("hjälp", "läxhjälp", Words(terms=("läxhjälp",))) is False
    assert is_head_of("hjälp", "läxhjälp", Words(terms=("läxhjälp", "hjälp"))) is True
    assert is_head_of("hjälp", "läxhjälp", Words()) is True
    assert related("läxhjälp", "hjälp", terms=("läxhjälp",)) == {}


def test_a_short_head_does_not_count() -> None:
    assert related("sportsudstyr", "styr") == {}
    assert related("skolplan", "plan", "skol") == {}


def test_a_head_after_a_prefix_does_not_count() -> None:
    assert related("utbildning", "bildning") == {}


def test_short_words_and_numbers_have_no_parts() -> None:
    assert related("råd", "skolråd", "skol") == {}
    assert related("2017", "112017", "1120") == {}


def test_not_more_than_a_handful_are_related() -> None:
    firsts = [f"{chr(97 + nth // 26)}{chr(97 + nth % 26)}xxo" for nth in range(20)]
    assert len(related("dialog", *(f"{first}dialog" for first in firsts), *firsts)) == 8


@pytest.mark.parametrize(
    ("stem", "known", "expected"),
    [
        ("medborgardialog", ("medborg", "dialog"), [("medborg", "dialog")]),
        ("arbetsmarknad", ("arbet", "marknad"), [("arbet", "marknad")]),
        ("skolråd", ("skol", "råd"), [("skol", "råd")]),
        ("medborgardialog", ("medborg",), []),
        ("utbildning", ("ut", "bildning"), []),
        ("ledighet", ("ledig", "het"), []),
    ],
)
def test_a_compound_is_parted_into_words_that_are_used(
    stem: str, known: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert splits_of(stem, Words(known)) == expected


def test_the_most_frequent_parts_come_first() -> None:
    @dataclass(frozen=True)
    class Counts(Words):
        def count(self, stem: str) -> int:
            return {"glas": 9, "skål": 9, "glass": 2, "kål": 1}.get(stem, 0)

    assert splits_of("glasskål", Counts()) == [("glas", "skål"), ("glas", "kål"), ("glass", "kål")]
