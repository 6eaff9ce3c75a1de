"""How a query that is being typed may go on."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import Facet, Language
from kb.taxonomy import load_taxonomy
from search.facets import make_facet_table
from search.lexical import LexicalIndex, LexicalWriter
from search.query_terms import read_query
from search.suggestions import MAX_CHARS, Suggester
from tests.search.samples import entry

if TYPE_CHECKING:
    from kb.records import IndexEntry

SV, DA = Language.SWEDISH, Language.DANISH

ENTRIES = (
    entry(
        1,
        "Kils kommun prövade medborgarbudget. Medborgarbudgeten gav byalagen pengar, och föräldrar var med.",
        facets={Facet.MUNICIPALITY: ("SE1715",), Facet.THEME: ("dialog", "dialog.budget")},
    ),
    entry(2, "Medborgarbudgetar och medborgardialoger ger medborgarna inflytande.", language=SV),
    entry(
        3,
        "Aarhus Kommune spurgte forældrene om ensomhed. Forældrene svarede.",
        language=DA,
        facets={Facet.MUNICIPALITY: ("DK751",)},
    ),
    entry(
        4,
        "Den öppna förskolan har personalbrist. Svensson, Bergström och Hansens svar: nationella prov.",
        language=SV,
    ),
)


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical")
    with LexicalWriter(folder) as writer:
        writer.replace([], ENTRIES)
        writer.commit()
    return LexicalIndex(folder)


@pytest.fixture(scope="module")
def suggester(lexical: LexicalIndex) -> Suggester:
    return _suggester(lexical, ENTRIES)


def _suggester(lexical: LexicalIndex, entries: tuple[IndexEntry, ...]) -> Suggester:
    return Suggester(lexical, make_facet_table(entries), load_taxonomy())


def test_forms_of_one_word_are_suggested_once_and_the_most_frequent_words_first(suggester: Suggester) -> None:
    found = [each.lower() for each in suggester.suggest("medb", limit=5)]
    assert found[0] == "medborgarbudget"
    assert "medborgarbudgeten" not in found
    assert "medborgardialog" in found


def test_words_are_written_as_the_language_that_uses_them_writes_them(suggester: Suggester) -> None:
    # the index holds ä for æ: both languages have the word here, Danish twice
    assert suggester.suggest("foræl", limit=5) == ("forældrene",)
    assert "föräldrar" in suggester.suggest("föräl", limit=5)


@pytest.mark.parametrize("typed", ["aarh", "århu", "ÅRH", "AARHU", unicodedata.normalize("NFD", "århu")])
def test_a_place_is_found_by_every_spelling_and_written_as_it_is_called(
    suggester: Suggester, typed: str
) -> None:
    assert suggester.suggest(typed, limit=5)[0] == "Aarhus"


def test_places_that_no_document_is_about_are_not_suggested(suggester: Suggester) -> None:
    assert "Uppsala" not in suggester.suggest("upps", limit=5)
    assert suggester.suggest("byalag i ki", limit=5) == ()


def test_nothing_is_suggested_before_the_third_character(suggester: Suggester) -> None:
    assert suggester.suggest("me", limit=5) == ()
    assert suggester.suggest("föräldrar me", limit=5) == ()
    assert suggester.suggest("med", limit=5) != ()


def test_the_last_word_is_completed_and_what_stands_before_it_stays(suggester: Suggester) -> None:
    assert "Hur många  FÖRÄLDRAR medborgardialog" in suggester.suggest("Hur många  FÖRÄLDRAR medb", limit=5)


def test_a_term_of_several_words_is_completed_as_a_whole(suggester: Suggester) -> None:
    assert suggester.suggest("alla nationella p", limit=5)[0] == "alla nationella prov"
    assert suggester.suggest("nationella ", limit=5) == ("nationella prov",)
    assert "frivilligt arbejde" not in suggester.suggest("frivilligt a", limit=5)  # no document says that


def test_a_theme_is_suggested_by_its_name_only_where_something_is_told_of_it(
    suggester: Suggester, lexical: LexicalIndex
) -> None:
    theme = next(each for each in load_taxonomy().themes if each.id == "dialog")
    assert theme.names["sv"] in suggester.suggest(theme.names["sv"][:12], limit=5)
    without = _suggester(lexical, ENTRIES[1:])
    assert theme.names["sv"] not in without.suggest(theme.names["sv"][:12], limit=5)


@pytest.mark.parametrize("typed", ["svenss", "bergstr", "jens", "hanse"])
def test_surnames_are_not_completed(suggester: Suggester, typed: str) -> None:
    assert suggester.suggest(typed, limit=5) == ()


def test_a_compound_of_two_common_words_is_completed(suggester: Suggester) -> None:
    assert suggester.suggest("personalb", limit=5) == ("personalbrist",)


@pytest.mark.parametrize(
    "text", ['"medb', "”öppna förskolan” medb", "skola -medb", "-medb", "x" * MAX_CHARS + "medb"]
)
def test_nothing_is_suggested_where_words_are_required_or_excluded_or_pasted(
    suggester: Suggester, text: str
) -> None:
    assert suggester.suggest(text, limit=5) == ()


def test_the_word_that_is_typed_already_is_not_suggested(suggester: Suggester) -> None:
    assert "medborgarbudget" not in [s.lower() for s in suggester.suggest("medborgarbudget", limit=5)]


def test_an_index_without_chunks_suggests_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("empty")
    with LexicalWriter(folder) as writer:
        writer.commit()
    assert _suggester(LexicalIndex(folder), ()).suggest("medb", limit=5) == ()


@given(
    st.text(max_size=30) | st.sampled_from(["med", "för", "nationella p", "ensom", "by", "aar"]),
    st.integers(1, 5),
)
def test_whatever_is_typed_every_suggestion_is_new_begins_so_and_finds_something(
    suggester: Suggester, lexical: LexicalIndex, typed: str, limit: int
) -> None:
    found = suggester.suggest(typed, limit=limit)
    assert len(found) == len(set(found)) <= limit
    for each in found:
        assert lexical.search(read_query(each), k=1) or each in _names(ENTRIES)


def _names(entries: tuple[IndexEntry, ...]) -> set[str]:
    """Return the names of the themes of ``entries``, which a search looks for by what they mean."""
    there = {theme for each in entries for theme in each.facets.get(Facet.THEME, ())}
    return {name for theme in load_taxonomy().themes if theme.id in there for name in theme.names.values()}
