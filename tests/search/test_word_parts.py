from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb.records import Language
from search.word_parts import WordParts

if TYPE_CHECKING:
    from kb.taxonomy import Taxonomy


@pytest.mark.parametrize(
    ("part", "language", "expected"),
    [
        ("borger", Language.DANISH, True),  # begins borgerinddragelse and borgerbudget
        ("borger", Language.NORWEGIAN, True),
        ("borger", Language.SWEDISH, False),
        ("prylar", Language.SWEDISH, False),  # ends one word only
        ("medborgar", Language.SWEDISH, True),
        ("medborga", Language.SWEDISH, False),  # both go on with an r
        ("kulturhus", Language.SWEDISH, True),
        ("natt", Language.SWEDISH, False),
        ("borger", Language.UNKNOWN, False),
    ],
)
def test_parts_are_words_of_the_taxonomy_and_what_several_of_them_share(
    taxonomy: Taxonomy, part: str, language: Language, expected: bool
) -> None:
    assert WordParts(taxonomy).has(part, language) is expected


def test_a_term_is_a_word_of_its_own_and_not_one_of_a_phrase(taxonomy: Taxonomy) -> None:
    parts = WordParts(taxonomy)
    assert parts.is_term("medborgarbudget") is True
    assert parts.is_term("bestem") is False
    assert parts.has("bestem", Language.DANISH) is True
