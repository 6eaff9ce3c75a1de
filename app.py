"""The app's entry for ``streamlit run``: Streamlit's pages, and beside them the addresses for programs."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from ui.web.routes import middleware, routes

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
logging.getLogger("faiss").setLevel(logging.WARNING)  # which processor features it looked for
for _name in ("uvicorn.access", "uvicorn.error"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # what readers look for is nobody's business

_NAVIGATION = Path(__file__).resolve().parent / "ui" / "navigation.py"

app = st.App(_NAVIGATION, routes=routes(), middleware=middleware())
