"""The colours of charts, which Vega takes as values: variables of ``style.css`` mean nothing to it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True, slots=True)
class ChartColours:
    """Colours that are readable on one background: 4.5 and more for text, 3 and more for bars and circles."""

    text: str
    line: str
    bar: str
    chosen: str


LIGHT = ChartColours(text="#4a5c62", line="#d5dddf", bar="#2f86a0", chosen="#b4480f")
DARK = ChartColours(text="#aebdc2", line="#34444a", bar="#5cb8cf", chosen="#f0a35e")


def chart_colours() -> ChartColours:
    """Return the colours for the theme that the reader's browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT
