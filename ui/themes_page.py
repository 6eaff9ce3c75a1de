"""The themes page: all themes, or one with its sub-themes and practices."""

from __future__ import annotations

import streamlit as st

from ui.markup import escape
from ui.scope import Scope, read_scope
from ui.shell import TITLE_ID, Shell, View
from ui.theme_cards import theme_cards
from ui.theme_view import show_theme


def render(shell: Shell) -> View:
    """Draw the themes, or the theme that the address names."""
    text = shell.catalogue.text
    scope, ignored = read_scope(shell.parameters, shell.known)
    if scope.theme:
        # a link from the map may say more; this page has no place to show it
        show_theme(Scope(theme=scope.theme, country=scope.country, page=scope.page), shell, ignored)
        return View(key=f"themes:{scope.theme}", focus=TITLE_ID)
    shell.set_title(text("themes.page_title"))
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("themes.heading"))}</h1>'
        f'<p class="mb-lead">{escape(text("themes.lead"))}</p>'
    )
    if ignored:
        message = escape(text("note.ignored", values=", ".join(ignored)))
        st.html(f'<div class="mb-notice" role="status"><p>{message}</p></div>')
    st.html(theme_cards(shell))
    return View(key="themes", focus=TITLE_ID)
