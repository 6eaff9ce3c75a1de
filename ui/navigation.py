"""The script that Streamlit runs for every view: which pages there are."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.menu import PAGES

_UI = Path(__file__).resolve().parent

# Before st.navigation, and a local file: the default icons of pages are fetched from a host outside.
st.set_page_config(page_title="Metodbank", page_icon=_UI / "assets" / "icon.png", layout="wide")
st.navigation(
    [
        st.Page(_UI / "page_scripts" / "search.py", title="Metodbank", default=True),
        *(
            st.Page(
                _UI / "page_scripts" / f"{name}.py", title="Metodbank", url_path=name, visibility="hidden"
            )
            for name in PAGES
        ),
    ],
    position="hidden",
).run()
