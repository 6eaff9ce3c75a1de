"""How the Streamlit server is started: for ``.streamlit/config.toml`` and ``ui.serve`` alike."""

from __future__ import annotations

from collections.abc import Mapping

OptionValue = str | bool | int | list[str]

# Streamlit looks for config.toml in the working directory only: the server sets the same itself.
SERVER_OPTIONS: Mapping[str, OptionValue] = {
    "browser.gatherUsageStats": False,  # on by default: it calls a host outside
    "client.showErrorDetails": "none",  # never a traceback to the user
    "client.showErrorLinks": False,  # they lead to search engines
    "client.toolbarMode": "viewer",
    "runner.magicEnabled": False,
    "server.address": "127.0.0.1",
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "server.enableXsrfProtection": True,  # what a login service has told is read only with its token
    "server.fileWatcherType": "none",
    "server.headless": True,  # no prompt for an address, no browser opened behind the user's back
    "server.maxUploadSize": 1,  # MB; nothing is uploaded
    "server.showEmailPrompt": False,
    "theme.baseFontSize": 17,
    "theme.baseRadius": "0.375rem",
    "theme.linkUnderline": True,
    "theme.showWidgetBorder": True,
    "theme.light.primaryColor": "#0b5c6b",
    "theme.light.backgroundColor": "#ffffff",
    "theme.light.secondaryBackgroundColor": "#f2f5f5",
    "theme.light.textColor": "#17262b",
    "theme.light.linkColor": "#0b5566",
    "theme.light.borderColor": "#7d8f94",
    "theme.dark.primaryColor": "#15808f",
    "theme.dark.backgroundColor": "#11191c",
    "theme.dark.secondaryBackgroundColor": "#1b262a",
    "theme.dark.textColor": "#e8eef0",
    "theme.dark.linkColor": "#8bd3e0",
    "theme.dark.borderColor": "#74878d",
}
