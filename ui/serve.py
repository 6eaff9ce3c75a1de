"""Starts the app's server: ``python -m ui.serve --port 8501``; ``metodbank app`` runs this."""

from __future__ import annotations

import argparse
import logging
import os
import socket
import sys
from pathlib import Path

from kb.addresses import is_local
from kb.errors import KbError
from kb.settings import Settings, load_settings
from ui.server_options import SERVER_OPTIONS, as_flags

logger = logging.getLogger(__name__)

_APP = Path(__file__).resolve().parent.parent / "app.py"
# What listens on every address of the machine is reached on this one too.
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not listened on


def main(arguments: list[str] | None = None) -> None:
    """Check that the port is free and become the server; leaves with a message if it is not."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    parser = argparse.ArgumentParser(prog="ui.serve", description=__doc__)
    parser.add_argument("--host", help="address to listen on (default: the setting host)")
    parser.add_argument("--port", type=int, help="port to listen on (default: the setting port)")
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    given = parser.parse_args(arguments)
    try:
        settings = load_settings(host=given.host, port=given.port)
    except KbError as error:
        sys.exit(f"Error: {error}")
    if not _is_free(settings.host, settings.port):
        sys.exit(
            f"Error: port {settings.port} is in use. If the app runs already, open "
            f"{_local_address(settings)}; otherwise choose another port: "
            f"metodbank app --port {settings.port + 1}"
        )
    _warn_if_open(settings)
    options = dict(SERVER_OPTIONS)
    options["server.address"] = settings.host
    options["server.port"] = settings.port
    # Without a name of its own Streamlit asks a host outside for the machine's address
    options["browser.serverAddress"] = _EVERYWHERE.get(settings.host, settings.host)
    options["server.headless"] = given.no_browser or not _has_screen()
    command = [sys.executable, "-m", "streamlit", "run", str(_APP), *as_flags(options)]
    os.execve(sys.executable, command, environment(settings))  # noqa: S606 - the same interpreter, no shell


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment of the server: uvicorn believes the named proxies and nobody else."""
    return os.environ | {"FORWARDED_ALLOW_IPS": ",".join(settings.trusted_proxies)}


def _warn_if_open(settings: Settings) -> None:
    if not is_local(settings.host):
        logger.warning(
            "listening on %s port %d: everybody who reaches this machine there can read all of %s",
            settings.host,
            settings.port,
            settings.home,
        )


def _is_free(host: str, port: int) -> bool:
    try:
        with socket.create_connection((_EVERYWHERE.get(host, host), port), timeout=1):
            return False
    except OSError:
        return True


def _local_address(settings: Settings) -> str:
    host = _EVERYWHERE.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _has_screen() -> bool:
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    main()
