from pathlib import Path

import pytest

from training.own_data import is_held_out, read_own_data
from training.sources import Pair
from training.tasks import task_groups, vocabulary_texts


def test_what_is_held_out_is_in_no_task_and_not_in_the_vocabulary(own_folder: Path) -> None:
    own = read_own_data(own_folder)
    tasks = task_groups([], own)
    trained = {
        text
        for groups in tasks.values()
        for group in groups
        for pair in group.pairs
        for text in (pair.left, pair.right)
    }
    assert "hvornår har ungdomsklubben åbent" in trained
    assert "feriearbete för ungdomar" not in trained
    assert "Kommunen giver unge et job i sommerferien." not in trained
    assert "Alla fick jobb." not in trained
    learnt = vocabulary_texts([], own)["own"]
    assert "Gården är öppen." in learnt
    assert not {
        "Alla fick jobb.",
        "feriearbete för ungdomar",
        "Kommunen giver unge et job i sommerferien.",
    } & set(learnt)


def test_questions_and_passages_are_trained_with_their_english(own_folder: Path) -> None:
    tasks = task_groups([], read_own_data(own_folder))
    english = ("when is the club open", "The club opens on Saturdays.")
    asked = ("hvornår har ungdomsklubben åbent", "Fritidsgården håller öppet på lördagar.")
    assert tasks["own-questions"][0].pairs == (Pair(*asked, *english),)
    assert set(tasks["own-translations"][0].pairs) == {
        Pair(text, *[translation] * 3) for text, translation in zip(asked, english, strict=True)
    }


def test_terms_pair_each_synonym_and_empty_cells_make_none(own_folder: Path) -> None:
    own = read_own_data(own_folder)
    groups = [*own.groups, *own.held_out_groups]
    terms = {
        pair
        for group in groups
        if group.source == "own terms" and group.languages == ("sv", "da")
        for pair in group.pairs
    }
    assert terms == {Pair("fritidsgård", "ungdomsklub"), Pair("fritidsgård", "fritidsklub")}
    norwegian = [
        pair
        for group in groups
        if group.source == "own parallel" and group.languages == ("sv", "nb")
        for pair in group.pairs
    ]
    assert norwegian == [Pair("Alla fick jobb.", "Alle fikk jobb.", *["Everyone got a job."] * 2)]


def test_about_a_tenth_of_keys_is_held_out_and_always_the_same() -> None:
    held_out = [is_held_out(f"term {number}") for number in range(2000)]
    assert 150 < sum(held_out) < 260
    assert held_out == [is_held_out(f"term {number}") for number in range(2000)]


def test_a_row_with_a_cell_too_few_is_named(own_folder: Path) -> None:
    path = own_folder / "terms" / "barn.tsv"
    path.write_text(path.read_text(encoding="utf-8") + "lek\tleg\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"barn\.tsv, line 3"):
        read_own_data(own_folder)


def test_a_question_on_an_unknown_passage_is_named(own_folder: Path) -> None:
    path = own_folder / "questions" / "barn.tsv"
    path.write_text(path.read_text(encoding="utf-8") + "barn-999\tsv\tkeyword\tlek\tplay\n", encoding="utf-8")
    with pytest.raises(ValueError, match="barn-999"):
        read_own_data(own_folder)
