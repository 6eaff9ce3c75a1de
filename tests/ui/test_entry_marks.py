"""What must not be overlooked of an entry is said wherever it is listed, in the same words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.collections import CollectionItem, ItemId, ItemState, SavedEntry, SavedThing
from kb.entries import Entry
from kb.i18n import UiLanguage, load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.practice_terms import Direction
from kb.practices import PracticeId, PracticeKind
from tests.ui.conftest import OpenPage, html_of
from tests.ui.test_practice_page import entry_of
from tests.ui.test_themes_page import make_shell
from ui.collection_items import items_html
from ui.entry_marks import marks_html
from ui.practice_list import practice_cards, short_list
from ui.scope import Unit

WARNING = "Obs! Det gick inte som det var tänkt."
MENTION = "Ofullständigt exempel: dokumentet nämner det bara kort."


@pytest.fixture
def failed(library: KnowledgeBase) -> Entry:
    """An example that ended badly, told only in passing."""
    return replace(entry_of(library, "DK741"), kind=PracticeKind.MENTION)


def _saved(entry: Entry) -> SavedEntry:
    thing = SavedThing(practice_id=PracticeId(entry.ref.number))
    item = CollectionItem(id=ItemId(1), thing=thing, note="", slot="", added_at="", looked_at="", version=1)
    return SavedEntry(item=item, state=ItemState.THERE, entry=entry)


@pytest.mark.parametrize("can_edit", [True, False])
def test_a_collected_example_is_marked_for_its_owner_and_for_others(
    library: KnowledgeBase, failed: Entry, can_edit: bool
) -> None:
    html = items_html([_saved(failed)], make_shell(library), can_edit=can_edit)
    assert WARNING in html
    assert MENTION in html


def test_a_card_of_a_list_is_marked(library: KnowledgeBase, failed: Entry) -> None:
    html = practice_cards([failed], make_shell(library))
    assert WARNING in html
    assert MENTION in html


def test_a_short_list_says_the_themes_and_what_went_wrong(library: KnowledgeBase, failed: Entry) -> None:
    html = short_list([failed.ref.number], Unit.PRACTICES, make_shell(library))
    assert WARNING in html
    assert "theme=klimat.aterbruk" in html


def test_compared_examples_are_marked(open_page: OpenPage, library: KnowledgeBase, failed: Entry) -> None:
    refs = [str(failed.ref), str(entry_of(library, "SE1715").ref)]
    html = html_of(open_page(library, "compare", ref=refs, ui="sv"))
    assert html.count(WARNING) == 1


def test_what_went_well_has_no_mark(library: KnowledgeBase) -> None:
    assert marks_html(entry_of(library, "SE1715"), load_catalogue("sv")) == ""


@pytest.mark.parametrize("ui_language", ["sv", "da", "en"])
@pytest.mark.parametrize("direction", [Direction.NEGATIVE, Direction.MIXED, Direction.NONE])
def test_a_mark_and_the_code_of_a_quote_say_the_same(ui_language: UiLanguage, direction: Direction) -> None:
    text = load_catalogue(ui_language).text
    _, _, mark = text(f"practices.outcome_{direction.value}").partition(" ")
    assert mark.removeprefix("and ").casefold().rstrip(".") == text(f"direction.{direction.value}").casefold()


@pytest.mark.parametrize(
    ("ui_language", "words"),
    [
        ("sv", "inget prövat exempel"),
        ("da", "ikke et afprøvet eksempel"),
        ("en", "not an example that was tried"),
    ],
)
def test_notes_of_a_dialogue_are_not_taken_for_an_example(
    library: KnowledgeBase, ui_language: UiLanguage, words: str
) -> None:
    dialogue = replace(entry_of(library, "DK741"), kind=PracticeKind.DIALOGUE)
    assert words in marks_html(dialogue, load_catalogue(ui_language))
