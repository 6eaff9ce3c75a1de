from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import SettingsError
from kb.settings import load_settings


def test_arguments_win_over_environment_over_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kb.toml").write_text('ui_language = "da"\nport = 9001\nsearch_depth = 77\n')
    monkeypatch.setenv("METODBANK_PORT", "9002")
    monkeypatch.setenv("METODBANK_UI_LANGUAGE", "en")
    settings = load_settings(home=tmp_path, port=9003)
    assert (settings.port, settings.ui_language, settings.search_depth) == (9003, "en", 77)


def test_an_argument_that_was_not_given_changes_nothing(tmp_path: Path) -> None:
    assert load_settings(home=tmp_path, port=None).port == 8501


def test_home_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METODBANK_HOME", str(tmp_path / "there"))
    assert load_settings().home == tmp_path / "there"
    assert load_settings(home=tmp_path / "here").home == tmp_path / "here"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("colour = 1", "there is no setting 'colour'"),
        ("port = 99999", "setting port: .*99999"),
        ("port = ", r"kb\.toml is not valid TOML"),
        ('home = "/elsewhere"', "home cannot be set in the home itself"),
    ],
)
def test_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "kb.toml").write_text(content)
    with pytest.raises(SettingsError, match=message):
        load_settings(home=tmp_path)


def test_unknown_variable_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METODBANK_COLOUR", "red")
    with pytest.raises(SettingsError, match="no setting 'colour'"):
        load_settings(home=tmp_path)
