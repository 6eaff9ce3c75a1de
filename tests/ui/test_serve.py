"""How the server is started for this machine, and for others."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ui import serve

EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing listens: the server is not started


class Started(NamedTuple):
    """What a server was started with."""

    options: dict[str, Any]  # of uvicorn, which has many types
    streamlit: dict[str, Any]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Started]:
    calls: list[Started] = []
    loaded: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.web.bootstrap.load_config_options", loaded.update)
    monkeypatch.setattr("uvicorn.run", lambda _app, **options: calls.append(Started(options, dict(loaded))))
    return calls


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_only_this_machine_is_served_without_a_word(
    started: list[Started], caplog: pytest.LogCaptureFixture
) -> None:
    port = _free_port()
    serve.main(["--port", str(port), "--no-browser"])
    ((options, streamlit),) = started
    assert (options["host"], options["port"]) == ("127.0.0.1", port)
    assert options["forwarded_allow_ips"] == []  # uvicorn's own default trusts this machine
    assert streamlit["server.headless"] is True
    assert options["ws_max_size"] == 1_000_000  # a stranger's message fills no memory
    assert [record for record in caplog.records if record.levelname != "INFO"] == []


def test_serving_others_must_be_asked_for_and_is_told_once(
    started: list[Started], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("METODBANK_HOME", str(tmp_path))
    monkeypatch.setenv("METODBANK_TRUSTED_PROXIES", "10.0.0.1,10.1.0.0/16")
    serve.main(["--host", EVERYWHERE, "--port", str(_free_port()), "--no-browser"])
    ((options, streamlit),) = started
    assert options["host"] == EVERYWHERE
    # else Streamlit asks a host outside for its address
    assert streamlit["browser.serverAddress"] == "127.0.0.1"
    assert options["forwarded_allow_ips"] == ["10.0.0.1", "10.1.0.0/16"]
    (record,) = (record for record in caplog.records if record.levelname != "INFO")
    assert record.levelname == "WARNING"
    assert record.getMessage().endswith(
        f"everybody who reaches this machine there can read all of {tmp_path}"
    )


def test_the_setting_decides_where_no_argument_is_given(
    started: list[Started], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = _free_port()
    monkeypatch.setenv("METODBANK_HOST", "::1")
    monkeypatch.setenv("METODBANK_PORT", str(port))
    serve.main(["--no-browser"])
    ((options, _),) = started
    assert (options["host"], options["port"]) == ("::1", port)


@pytest.mark.parametrize("host", ["127.0.0.1", EVERYWHERE])
def test_a_port_in_use_is_told_with_its_address(started: list[Started], host: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"port {port} is in use.*http://127.0.0.1:{port}"):
            serve.main(["--host", host, "--port", str(port)])
    assert started == []


def test_a_wrong_setting_ends_the_start_with_its_message(started: list[Started]) -> None:
    with pytest.raises(SystemExit, match=r"setting host: .*write an IP address"):
        serve.main(["--host", "example.se", "--port", "8501"])
    assert started == []


def test_secrets_are_read_from_the_home_alone_and_open_ones_are_warned_of(
    started: list[Started], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("METODBANK_HOME", str(tmp_path))
    secrets = tmp_path / "secrets.toml"
    for mode, n_warnings in ((None, 0), (0o600, 0), (0o640, 1)):
        if mode is not None:
            secrets.touch()
            secrets.chmod(mode)
        caplog.clear()
        serve.main(["--port", str(_free_port()), "--no-browser"])
        warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
        assert len(warnings) == n_warnings
    assert warnings[0].endswith(f"Run: chmod 600 {secrets}")
    assert started[-1].streamlit["secrets.files"] == [str(secrets)]
    assert started[-1].streamlit["server.enableXsrfProtection"] is True
