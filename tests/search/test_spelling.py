from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.records import Language
from kb.taxonomy import load_taxonomy
from kb.text import fold
from search.query_terms import STEM_LANGUAGES, read_query, stem_of
from search.spelling import Speller, is_common_word
from search.spelling_distance import distance
from search.word_parts import word_parts_of


@dataclass
class Corpus:
    """Words as they are written, in one language, with the number of chunks each is in."""

    written: dict[str, int]
    language: Language = Language.SWEDISH
    asked: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return 100

    def words_starting_with(self, start: str) -> list[tuple[str, int]]:
        self.asked.append(start)
        return [(fold(word), n) for word, n in self.written.items() if fold(word).startswith(start)]

    def word_count(self, folded: str) -> int:
        return {fold(word): n for word, n in self.written.items()}.get(folded, 0)

    def stem_count(self, stem: str, language: Language) -> int:
        stems = {stem_of(word, self.language) for word in self.written}
        return int(language is self.language and stem in stems)


SWEDISH = Corpus({"äldre": 40, "simhallen": 9, "ordförande": 5, "fontän": 3, "skola": 50, "kvarter": 7})
DANISH = Corpus({"børn": 60, "svømmehal": 9, "ordfører": 4}, Language.DANISH)


@cache
def speller(name: str) -> Speller:
    return Speller({"sv": SWEDISH, "da": DANISH}[name], word_parts_of(load_taxonomy()))


def suggested(text: str, corpus: str = "sv", language: str | None = None) -> str | None:
    return speller(corpus).suggest(text, read_query(text, language), language=language)


@pytest.mark.parametrize(
    ("text", "corpus", "expected"),
    [
        ("aldre i Kil", "sv", "äldre i Kil"),
        ("borne", "da", "børn"),
        ("simhalen", "sv", "simhallen"),  # one letter left out
        ("simhalllen", "sv", "simhallen"),  # one too many
        ("simhaleln", "sv", "simhallen"),  # swapped
        ("ismhallen", "sv", "simhallen"),  # the first two swapped
        ("svommehal i byen", "da", "svømmehal i byen"),
        ("ordforande", "sv", "ordförande"),
        ("nattvandarre", "sv", "nattvandrare"),  # from the bridge, in no document
        ("medborgarbuget", "sv", "medborgarbudget"),
        ("Odnse", "da", "Odense"),
    ],
)
def test_an_unknown_word_near_a_known_one_is_proposed(text: str, corpus: str, expected: str) -> None:
    assert suggested(text, corpus) == expected or suggested(text, corpus) == expected.lower()


@pytest.mark.parametrize(
    "text",
    [
        "äldre",
        "simhall",  # another form
        "äldreskola",  # a compound of known words
        "medborgarbudget",
        "natteravnene",
        "Hässleholms",
        "hur kan man",
        "xylofonspelare",
        "sim",
        "2017",
        "skala",  # five letters: one slip, but as a word of the bridge it is known
        "",
        "-simhalen",
        "kvarteret simhallens fontänens",
        "kvartere",  # a form of "kvarter", or an unfinished one
        "street streets",  # a form of a word that is only in a term of several
        "i Simhakken",  # a name, two slips away
        "-aldre skola",
        "aaaa bbbb cccc dddd",
    ],
)
def test_known_words_and_what_is_near_none_are_left_alone(text: str) -> None:
    assert suggested(text) is None


def test_the_case_and_the_rest_of_the_query_are_kept() -> None:
    assert suggested("SIMHALEN") == "SIMHALLEN"
    assert suggested("Simhalen") == "Simhallen"
    assert suggested('vad  är "simhalen", och\tkvartr? -skola') == 'vad  är "simhallen", och\tkvarter? -skola'


def test_a_short_word_may_have_one_slip_and_a_long_one_two() -> None:
    assert suggested("skoola") == "skola"
    assert suggested("skxxa") is None
    assert suggested("kvrtr") is None
    assert suggested("simmhaleln") == "simhallen"
    assert suggested("simmhhaleln") is None


def test_the_more_frequent_of_two_is_proposed() -> None:
    corpus = Corpus({"torget": 2, "korgen": 90})
    found = Speller(corpus, word_parts_of(load_taxonomy())).suggest("xorget", read_query("xorget"))
    assert found is None  # another first letter is not looked for
    corpus = Corpus({"brunnarna": 1, "brunnarne": 90})
    text = "brunnarnx"
    assert Speller(corpus, word_parts_of(load_taxonomy())).suggest(text, read_query(text)) == "brunnarne"


def test_the_letters_are_those_of_the_language_of_the_query() -> None:
    assert suggested("ordforande", "sv", "sv") == "ordförande"
    assert suggested("svommehal", "da", "da") == "svømmehal"
    assert suggested("svommehal", "da", "sv") is None  # which is no Swedish word


def test_only_words_with_a_fitting_first_letter_are_read_and_only_once() -> None:
    corpus = Corpus({"simhallen": 9})
    made = Speller(corpus, word_parts_of(load_taxonomy()))
    for _ in range(2):
        assert made.suggest("simhalen", read_query("simhalen")) == "simhallen"
    assert corpus.asked == ["s", "i"]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_asked_for(text: str) -> None:
    found = suggested(text)
    assert found is None or found != text


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("", "", 0),
        ("ab", "ab", 0),
        ("ab", "ba", 1),
        ("abc", "abd", 1),
        ("a", "abc", 2),
        ("ca", "abc", None),
        ("kitten", "sitting", None),
    ],
)
def test_slips_are_counted_up_to_a_limit(first: str, second: str, expected: int | None) -> None:
    assert distance(first, second, limit=2) == expected


LETTERS = st.text(alphabet="abå", max_size=6)


@given(LETTERS, LETTERS)
def test_the_distance_is_that_of_the_definition(first: str, second: str) -> None:
    @cache
    def slow(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        found = [slow(i - 1, j) + 1, slow(i, j - 1) + 1, slow(i - 1, j - 1) + (first[i - 1] != second[j - 1])]
        if i > 1 and j > 1 and first[i - 1] == second[j - 2] and first[i - 2] == second[j - 1]:
            found.append(slow(i - 2, j - 2) + 1)
        return min(found)

    expected = slow(len(first), len(second))
    assert distance(first, second, limit=6) == expected
    assert distance(first, second, limit=1) == (expected if expected <= 1 else None)


def test_common_words_are_known_though_no_document_has_them() -> None:
    for word in ("förbättra", "forbedre", "improve", "beskrive"):
        assert is_common_word(word) is True, word
    for word in ("förbättrx", "bättr", "", "simhalen"):
        assert is_common_word(word) is False, word


def test_every_language_of_stems_is_known() -> None:
    assert {language for language, _ in read_query("skola").words[0].stems} == set(STEM_LANGUAGES)
