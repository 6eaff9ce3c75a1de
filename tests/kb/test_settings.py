from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import SettingsError
from kb.settings import environment_variable, load_settings, with_setting


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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'embedder = "static"\n'),
        ("# mine\nport = 9001", '# mine\nport = 9001\nembedder = "static"\n'),
        (
            '# mine\nembedder = "hashing" # why\nport = 9001\n',
            '# mine\nembedder = "static" # why\nport = 9001\n',
        ),
        ("embedder='x'\r\nport = 9001\r\n", 'embedder="static"\r\nport = 9001\r\n'),
        ("port = 9001\r\n", 'port = 9001\r\nembedder = "static"\r\n'),
        ('# embedder = "old"\n', '# embedder = "old"\nembedder = "static"\n'),
        ('  embedder  =  "a \\" b"\n', '  embedder  =  "static"\n'),
    ],
)
def test_setting_is_changed_and_everything_else_kept(tmp_path: Path, before: str, after: str) -> None:
    (tmp_path / "kb.toml").write_bytes(before.encode())
    assert with_setting(tmp_path, "embedder", "static").decode() == after
    assert (tmp_path / "kb.toml").read_bytes() == before.encode()


def test_setting_is_written_where_there_was_no_file(tmp_path: Path) -> None:
    value = 'static:C:\\modeller\\"ny" å'
    (tmp_path / "kb.toml").write_bytes(with_setting(tmp_path, "embedder", value))
    assert load_settings(home=tmp_path).embedder == value


@pytest.mark.parametrize(
    "content", ['embedder = """\nhashing"""\n', '"embedder" = "hashing"\n', "[x]\ny = 1\n"]
)
def test_file_that_cannot_be_changed_with_care_is_left_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / "kb.toml").write_text(content)
    with pytest.raises(SettingsError, match=r'Write into it yourself: embedder = "static"'):
        with_setting(tmp_path, "embedder", "static")
    assert (tmp_path / "kb.toml").read_text() == content


def test_variable_is_named_only_where_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment_variable("embedder") is None
    monkeypatch.setenv("METODBANK_EMBEDDER", "hashing")
    assert environment_variable("embedder") == "METODBANK_EMBEDDER"
