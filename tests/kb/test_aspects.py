from __future__ import annotations

from pathlib import Path

import pytest

from kb.aspects import load_aspects
from kb.errors import SettingsError


def test_the_file_in_the_box_is_read_once() -> None:
    assert load_aspects() is load_aspects()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff", "not a TOML file in UTF-8"),
        (b"words = 1", "words"),
    ],
)
def test_a_broken_file_is_told_with_its_place(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "aspects.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=told):
        load_aspects(path)


def test_a_value_without_words_is_told(tmp_path: Path) -> None:
    path = tmp_path / "aspects.toml"
    path.write_text(
        "words = {}\nguards = {}\ngroups = {}\nparticipation = {}\nlesson = {}\n"
        "target_group = {}\nstatus = {}\n"
    )
    with pytest.raises(SettingsError, match=r"target_group\.children"):
        load_aspects(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_aspects(tmp_path / "gone.toml")
