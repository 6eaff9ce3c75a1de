"""The compare page."""

from __future__ import annotations

import streamlit as st

from ui.markup import escape
from ui.shell import TITLE_ID, Shell, View


def render(shell: Shell) -> View:
    """Draw the page."""
    heading = shell.catalogue.text("menu.search")
    st.html(f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(heading)}</h1>')
    return View(key="compare", focus=TITLE_ID)
