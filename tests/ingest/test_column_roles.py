from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.column_roles import ColumnRole, column_key, read_roles, sidecar_path, write_roles
from kb.errors import DamagedFileError, FileError, UnreadableFileError


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "lista.xlsx.columns.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_file_of_roles_stands_beside_the_table() -> None:
    assert sidecar_path(Path("/a/lista.xlsx")) == Path("/a/lista.xlsx.columns.toml")


def test_roles_are_read_with_comments_and_empty_names(tmp_path: Path) -> None:
    path = written(tmp_path, '# rätt\nname = "Projekt  namn"\nyear = ""\n')
    assert read_roles(path) == {"name": "Projekt namn", "year": ""}


def test_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    assert read_roles(written(tmp_path, b'\xef\xbb\xbfname = "A"')) == {"name": "A"}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("name = Projekt", "not valid TOML"),
        (b"name = '\xff'", "not valid TOML"),
        ('titel = "Projekt"', "no role 'titel'. The roles are name, municipality"),
        ("name = 3", "name is 3. Write the name of its column in quotation marks"),
        ('name = ["A", "B"]', "in quotation marks"),
        ('[name]\nx = "A"', "in quotation marks"),
        ('name = "A"\nname = "B"', "not valid TOML"),
        ("a" * 200_000, "too large"),
    ],
)
def test_what_cannot_be_used_is_said_with_the_file(tmp_path: Path, content: str | bytes, what: str) -> None:
    with pytest.raises(DamagedFileError, match=r"^lista\.xlsx\.columns\.toml") as raised:
        read_roles(written(tmp_path, content))
    assert what in str(raised.value)


def test_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be read: No such file"):
        read_roles(tmp_path / "borta.columns.toml")


def test_unknown_role_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.columns.toml"
    with pytest.raises(FileError, match="no role 'titel'"):
        write_roles(path, {"titel": "A"})
    assert not path.exists()


def test_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be written"):
        write_roles(tmp_path / "borta" / "a.columns.toml", {"name": "A"})


ROLES = st.dictionaries(
    st.sampled_from([role.value for role in ColumnRole]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(column_key),
)


@given(ROLES)
def test_written_roles_are_read_back(tmp_path_factory: pytest.TempPathFactory, roles: dict[str, str]) -> None:
    path = tmp_path_factory.mktemp("roller") / "a.columns.toml"
    write_roles(path, roles)
    assert read_roles(path) == roles
