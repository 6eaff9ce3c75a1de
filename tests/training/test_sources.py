from pathlib import Path

import pytest

from training.sources import Pair, SourceSettings, read_groups, read_settings


def _source(name: str, kind: str, *, cap: int = 1000, min_chars: int = 1) -> SourceSettings:
    return {
        "name": name,
        "licence": "MIT",
        "kind": kind,
        "cap": cap,
        "weight": 2.0,
        "min_chars": min_chars,
        "teacher": 0,
    }


def test_each_pair_of_languages_of_a_row_is_a_pair_with_its_english(public_folder: Path) -> None:
    groups = read_groups(public_folder, [_source("prose", "parallel", min_chars=5)], seed=1)
    assert [group.languages for group in groups] == [("sv", "da"), ("sv", "en"), ("da", "en")]
    assert groups[0].pairs[0] == Pair(
        "Rad nummer 0 om skolan", "Række nummer 0 om skolen", *["Row number 0 on schools"] * 2
    )
    assert [len(group.pairs) for group in groups] == [30, 30, 30]  # "kort" has four characters


def test_a_cap_draws_the_same_rows_for_the_same_seed_and_others_for_another(public_folder: Path) -> None:
    settings = [_source("prose", "parallel", cap=5, min_chars=5)]
    first, again, other = (read_groups(public_folder, settings, seed=seed)[0].pairs for seed in (1, 1, 2))
    assert len(first) == 5
    assert first == again
    assert first != other


def test_a_law_gives_thirty_headings_at_most_and_none_that_repeats_its_name(public_folder: Path) -> None:
    (group,) = read_groups(public_folder, [_source("laws", "heading")], seed=1)
    assert len(group.pairs) == 30
    assert group.pairs[0] == Pair("Rubrik 0 – Skollag", "Paragraf nummer 0 om elevernas rättigheter.")


def test_a_dictionary_gives_each_synonym_and_the_gloss(public_folder: Path) -> None:
    groups = {
        group.languages: group.pairs
        for group in read_groups(public_folder, [_source("words", "dictionary")], seed=1)
    }
    assert groups["sv", "da"] == (Pair("ädel", "nobel"),)  # nobel–nobel teaches nothing
    assert Pair("ädel, nobel", *["of high rank"] * 3) in groups["sv", "en"]
    assert groups["en", "en"] == (Pair("noble", *["of high rank"] * 3),)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"prose\.tsv\.gz"):
        read_groups(tmp_path, [_source("prose", "parallel")], seed=1)


def test_every_source_states_its_licence_and_origin() -> None:
    settings = read_settings()
    assert len(settings) == len({source["name"] for source in settings}) == 42
    assert all(source["licence"] for source in settings)
