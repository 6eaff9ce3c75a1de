"""The app's entry for ``streamlit run``: navigation only."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
logging.getLogger("faiss").setLevel(logging.WARNING)  # which processor features it looked for

_UI = Path(__file__).resolve().parent / "ui"

# Before st.navigation, and a local file: the default icons of pages are fetched from a host outside.
st.set_page_config(page_title="Metodbank", page_icon=_UI / "assets" / "icon.png", layout="wide")
st.navigation(
    [
        st.Page(_UI / "pages" / "search.py", title="Metodbank", default=True),
        st.Page(_UI / "pages" / "document.py", title="Metodbank", url_path="document", visibility="hidden"),
    ],
    position="hidden",
).run()
