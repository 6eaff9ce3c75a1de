"""The user guide, in the language of the interface."""

from __future__ import annotations

import streamlit as st

from ui.contents import sections_html
from ui.guide_text import guide_sections
from ui.markup import escape
from ui.shell import TITLE_ID, Shell, View


def render(shell: Shell) -> View:
    """Draw the guide."""
    title, lead, sections = guide_sections(shell.catalogue.ui_language, shell.kept)
    shell.set_title(shell.catalogue.text("guide.page_title"))
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(title)}</h1><div class="mb-article">{lead}</div>'
        + sections_html(sections, shell.catalogue)
    )
    return View(key="guide", focus=TITLE_ID)
