"""Starts the app's server: ``python -m ui.serve --port 8501``; ``metodbank app`` runs this."""

from __future__ import annotations

import argparse
import logging
import os
import socket
import sys
import threading
import time
import webbrowser
from pathlib import Path

from kb.addresses import is_local
from kb.errors import KbError
from kb.settings import Settings, load_settings
from ui.login_service import secrets_path
from ui.server_options import SERVER_OPTIONS, OptionValue

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parent.parent  # of app.py
_MAX_MESSAGE_BYTES = 1_000_000  # of a browser, which sends what was typed and chosen; Streamlit takes 200 MB
_GOODBYE_S = 3  # for readers' open connections when the server is told to stop
_START_S = 60  # until the browser is no longer opened
# What listens on every address of the machine is reached on this one too.
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not listened on


def main(arguments: list[str] | None = None) -> None:
    """Check that the port is free and serve; leaves with a message if it is not."""
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
    _warn_if_readable(secrets_path(settings))
    if not given.no_browser and _has_screen():
        threading.Thread(target=_open_browser, args=(settings,), daemon=True).start()
    logger.info("Metodbank is at %s until you press Ctrl+C", _local_address(settings))
    run_server(settings)


def streamlit_options(settings: Settings) -> dict[str, OptionValue]:
    """Return Streamlit's options for this server."""
    options = dict(SERVER_OPTIONS)
    options["server.address"] = settings.host
    options["server.port"] = settings.port
    options["secrets.files"] = [str(secrets_path(settings))]
    # Without a name of its own Streamlit asks a host outside for the machine's address
    options["browser.serverAddress"] = _EVERYWHERE.get(settings.host, settings.host)
    return options


def run_server(settings: Settings) -> None:
    """Serve until a signal comes.

    By uvicorn itself and not by ``streamlit run``: that binds a socket without TCP_NODELAY, and every page
    then waits 40 ms for an acknowledgement (``bench/app_speed.py``: 48 against 14 ms for a small page).
    """
    import uvicorn
    from streamlit.web.bootstrap import load_config_options

    load_config_options(streamlit_options(settings))
    uvicorn.run(
        "app:app",
        app_dir=str(_ROOT),
        host=settings.host,
        port=settings.port,
        forwarded_allow_ips=list(settings.trusted_proxies),  # uvicorn's own default trusts this machine
        ws="websockets-sansio",
        ws_max_size=_MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,  # a proxy compresses
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=_GOODBYE_S,
    )


def _warn_if_open(settings: Settings) -> None:
    if not is_local(settings.host):
        logger.warning(
            "listening on %s port %d: everybody who reaches this machine there can read all of %s",
            settings.host,
            settings.port,
            settings.home,
        )


def _warn_if_readable(secrets: Path) -> None:
    if sys.platform != "win32" and secrets.exists() and secrets.stat().st_mode & 0o077:
        logger.warning(
            "other users of this machine can read the secrets in %s. Run: chmod 600 %s", secrets, secrets
        )


def _is_free(host: str, port: int) -> bool:
    try:
        with socket.create_connection((_EVERYWHERE.get(host, host), port), timeout=1):
            return False
    except OSError:
        return True


def _open_browser(settings: Settings) -> None:
    deadline = time.monotonic() + _START_S
    while _is_free(settings.host, settings.port):
        if time.monotonic() > deadline:
            return
        time.sleep(0.2)
    webbrowser.open(_local_address(settings))


def _local_address(settings: Settings) -> str:
    host = _EVERYWHERE.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _has_screen() -> bool:
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    main()
