from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from ingest.discover import discover


def write(path: Path, text: str = "hej") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_folders_are_searched_to_the_bottom_in_fixed_order(tmp_path: Path) -> None:
    b, a, c = write(tmp_path / "b.txt"), write(tmp_path / "a.txt"), write(tmp_path / "x/y/z/c.txt")
    found = discover([tmp_path])
    assert found.files == (a, b, c)
    assert found.roots == (tmp_path,)
    assert found.skipped == found.failed == ()


def test_hidden_files_are_passed_over_unless_named(tmp_path: Path) -> None:
    hidden = write(tmp_path / ".dold.txt")
    write(tmp_path / ".git/config")
    assert discover([tmp_path]).files == ()
    assert discover([hidden]).files == (hidden,)
    assert discover([tmp_path / ".git"]).files == (tmp_path / ".git/config",)


def test_a_file_reached_twice_is_taken_once(tmp_path: Path) -> None:
    file = write(tmp_path / "sub/a.txt")
    found = discover([tmp_path, tmp_path / "sub", file, tmp_path / "sub/../sub/a.txt"])
    assert found.files == (file,)


def test_links_are_not_followed_and_said_to_be_links(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside/secret.txt")
    root = tmp_path / "root"
    write(root / "a.txt")
    (root / "link.txt").symlink_to(outside)
    (root / "loop").symlink_to(root)
    found = discover([root, root / "loop"])
    assert found.files == (root / "a.txt",)
    assert {Path(item.path).name for item in found.skipped} == {"link.txt", "loop"}
    assert all("symbolic link" in item.reason for item in found.skipped)


def test_a_link_given_by_name_is_refused_with_its_target(tmp_path: Path) -> None:
    target = write(tmp_path / "a.txt")
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    found = discover([link])
    assert found.files == ()
    assert str(target) in found.skipped[0].reason


def test_missing_path_is_reported(tmp_path: Path) -> None:
    found = discover([tmp_path / "nix.txt"])
    assert found.failed[0].path == str(tmp_path / "nix.txt")
    assert "is not there" in found.failed[0].reason


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_pipes_and_sockets_are_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        found = discover([tmp_path])
    assert found.files == ()
    assert {item.reason.rsplit(" is ", 1)[1] for item in found.skipped} == {
        "a pipe, not a file.",
        "a socket, not a file.",
    }


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_folder_is_reported_and_the_rest_taken(tmp_path: Path) -> None:
    write(tmp_path / "closed/a.txt")
    open_file = write(tmp_path / "open/b.txt")
    (tmp_path / "closed").chmod(0)
    try:
        found = discover([tmp_path])
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert found.files == (open_file,)
    assert found.failed[0].path == str(tmp_path / "closed")


def test_ten_thousand_files_are_found_in_order(tmp_path: Path) -> None:
    for folder in range(100):
        (tmp_path / f"{folder:03}").mkdir()
        for number in range(100):
            (tmp_path / f"{folder:03}" / f"{number:03}.txt").touch()
    found = discover([tmp_path])
    assert len(found.files) == 10_000
    assert list(found.files) == sorted(found.files)
