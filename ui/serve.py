"""Starts the app's server: ``python -m ui.serve --port 8501``; ``metodbank app`` runs this."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

from ui.server_options import SERVER_OPTIONS, as_flags

_APP = Path(__file__).resolve().parent.parent / "app.py"
_HOST = "127.0.0.1"


def main(arguments: list[str] | None = None) -> None:
    """Check that the port is free and become the server; leaves with a message if it is not."""
    parser = argparse.ArgumentParser(prog="ui.serve", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    given = parser.parse_args(arguments)
    if not _is_free(given.port):
        sys.exit(
            f"Error: port {given.port} is in use. If the app runs already, open http://{_HOST}:{given.port}; "
            f"otherwise choose another port: metodbank app --port {given.port + 1}"
        )
    options = dict(SERVER_OPTIONS)
    options["server.port"] = given.port
    options["server.headless"] = given.no_browser or not _has_screen()
    command = [sys.executable, "-m", "streamlit", "run", str(_APP), *as_flags(options)]
    os.execv(sys.executable, command)  # noqa: S606 - the same interpreter, no shell


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((_HOST, port)) != 0


def _has_screen() -> bool:
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    main()
