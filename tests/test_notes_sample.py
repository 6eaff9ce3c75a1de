"""The invented notes are what they say: of many kinds, different from each other, and the same every time."""

from __future__ import annotations

import zipfile
from itertools import combinations
from pathlib import Path

import pytest

from ingest.personal_data import PersonalDataKind, find_personal_data
from kb.shingles import n_shared, shingles
from kb.similar import MIN_SHARE
from tests.ingest.makers import prepare
from tests.notes_sample import COPIED, SPECIAL, upload_name, write_notes

N = 60


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    paths = write_notes(tmp_path_factory.mktemp("notes"), n=N)
    return {path.name: path for path in paths}


def _words(path: Path) -> str:
    return prepare(path.read_bytes(), path.name).text


def _share(first: str, second: str) -> float:
    one, other = shingles(first).hashes, shingles(second).hashes
    return n_shared(one, other) / min(one.size, other.size)


def test_the_set_has_as_many_files_as_asked_for_and_all_special_ones(notes: dict[str, Path]) -> None:
    assert len(notes) == N
    assert set(SPECIAL.values()) <= notes.keys()
    assert {Path(name).suffix for name in notes} == {".md", ".docx", ".txt", ".pdf", ".eml", ".zip"}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    notes: dict[str, Path], tmp_path: Path
) -> None:
    again = write_notes(tmp_path / "again", n=N)
    assert {path.name: path.read_bytes() for path in again} == {
        name: path.read_bytes() for name, path in notes.items()
    }
    other = write_notes(tmp_path / "other", n=3, seed=2)
    assert all(path.read_bytes() != notes[path.name].read_bytes() for path in other)


def test_no_two_ordinary_notes_are_near_duplicates(notes: dict[str, Path]) -> None:
    names = [name for name in notes if name not in SPECIAL.values() and not name.endswith((".zip", ".eml"))]
    texts = {name: _words(notes[name]) for name in names}
    hashes = {name: shingles(text).hashes for name, text in texts.items()}
    shares = {
        (one, other): n_shared(hashes[one], hashes[other]) / min(hashes[one].size, hashes[other].size)
        for one, other in combinations(names, 2)
    }
    assert len(names) > 40
    assert max(shares.values()) < MIN_SHARE - 0.1


def test_a_fair_copy_shares_most_of_the_words_but_is_another_file(notes: dict[str, Path]) -> None:
    original, near = notes[COPIED], notes[SPECIAL["near_duplicate"]]
    assert original.read_bytes() != near.read_bytes()
    assert MIN_SHARE < _share(_words(original), _words(near)) < 1
    assert notes[SPECIAL["exact_duplicate"]].read_bytes() == original.read_bytes()


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ("personal_data_sv", {"EMAIL", "PHONE", "PERSONAL_NUMBER"}),
        ("personal_data_da", {"EMAIL", "PHONE", "CPR_NUMBER"}),
    ],
)
def test_personal_data_are_such_as_are_masked(notes: dict[str, Path], key: str, kinds: set[str]) -> None:
    found = find_personal_data(notes[SPECIAL[key]].read_text(encoding="utf-8"))
    assert {each.kind for each in found} == {PersonalDataKind[kind] for kind in kinds}


def test_the_bomb_is_small_and_unpacks_to_much(notes: dict[str, Path]) -> None:
    bomb = notes[SPECIAL["bomb"]]
    assert bomb.stat().st_size < 1_000_000
    with zipfile.ZipFile(bomb) as archive:
        assert sum(info.file_size for info in archive.infolist()) > 50 * 1_000_000


def test_hostile_names_climb_out_of_folders(notes: dict[str, Path]) -> None:
    assert upload_name(notes[SPECIAL["script_name"]]) == "../../x<script>.md"
    with zipfile.ZipFile(notes[SPECIAL["hostile_members"]]) as archive:
        assert "../../x<script>.md" in archive.namelist()


def test_few_notes_are_ordinary_ones(tmp_path: Path) -> None:
    names = [path.name for path in write_notes(tmp_path, n=4)]
    assert names == ["dialoger-01.md", "dialoger-02.docx", "dialogreferat-03.txt", "dialoger-04.docx"]
