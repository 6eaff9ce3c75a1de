"""How the server is started."""

from __future__ import annotations

import tomllib
from pathlib import Path

from streamlit import config

from ui.server_options import SERVER_OPTIONS

ROOT = Path(__file__).resolve().parents[2]


def _flat(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in table.items():
        flat |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return flat


def test_config_toml_says_the_same_as_the_server() -> None:
    file = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert _flat(file) == dict(SERVER_OPTIONS)


def test_streamlit_knows_every_option() -> None:
    assert set(SERVER_OPTIONS) - set(config.get_config_options()) == set()


def test_nothing_is_reported_and_nobody_else_is_served() -> None:
    assert SERVER_OPTIONS["browser.gatherUsageStats"] is False
    assert SERVER_OPTIONS["server.address"] == "127.0.0.1"
    assert SERVER_OPTIONS["client.showErrorDetails"] == "none"
