"""The documents say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from kb.cli.main import cli
from kb.settings import PREFIX, Settings

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
TEXTS = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").rglob("*.md"))]


def _commands(group: click.Group, prefix: str = "metodbank") -> list[tuple[str, click.Command]]:
    found = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += _commands(command, f"{prefix} {name}")
        else:
            found.append((f"{prefix} {name}", command))
    return found


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_readme_with_its_default(name: str) -> None:
    (row,) = [line for line in README.splitlines() if f"`{PREFIX}{name.upper()}`" in line]
    default = Settings.model_fields[name].default
    if name not in {"home", "device"}:
        written = str(default).lower() if isinstance(default, bool) else default
        assert ("| – |" if default in (None, ()) else f"| `{written}` |") in row


def test_readme_has_no_setting_that_is_not_there() -> None:
    named = set(re.findall(rf"`{PREFIX}([A-Z_]+)`", README)) - {"REFERENCE"}
    assert named == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(("path", "command"), _commands(cli), ids=lambda value: str(value))
def test_every_command_is_in_the_readme_and_explains_itself(path: str, command: click.Command) -> None:
    last = path.split()[-1]
    table = "\n".join(line for line in README.splitlines() if line.startswith("| `"))
    assert re.search(rf"`(?:[a-z ]*\b)?{last}\b", table), f"{path} is missing in the README's table"
    assert command.help
    assert len(command.help) > 20


def test_every_option_of_search_and_ingest_is_in_the_readme() -> None:
    for name in ("search", "ingest"):
        for parameter in cli.commands[name].params:
            if isinstance(parameter, click.Option) and parameter.name not in {"home", "as_json"}:
                assert parameter.opts[0] in README


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_every_runtime_package_is_justified_and_pinned() -> None:
    import tomllib

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    reasons = (PROJECT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    pinned = {
        line.partition("==")[0].lower()
        for line in (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    for package in project["dependencies"]:
        assert f"| {package} |" in reasons
        assert package in pinned
    for package in project["optional-dependencies"]["dev"]:
        assert package in reasons
        assert package in pinned
