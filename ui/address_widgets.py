"""What all widgets share that are set from the address and write to it when used; and those for years."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import streamlit as st

from ui.search_state import FIRST_YEAR, LAST_YEAR, KnownCodes
from ui.shell import Shell

# An option like the others: for None Streamlit shows a prompt in English.
ANY_YEAR = 0


def set_widget(key: str, value: object) -> None:
    """Give a widget its value before it is shown."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def show_years(
    years: Iterable[int],
    shell: Shell,
    *,
    chosen: tuple[int, int] | None,
    keys: tuple[str, str],
    on_change: Callable[[KnownCodes], None],
    width: int | Literal["stretch"] = "stretch",
) -> None:
    """Show a choice of the first and one of the last year, with what is chosen among the options."""
    text = shell.catalogue.text
    first, last = chosen or (FIRST_YEAR, LAST_YEAR)
    values = (first if first > FIRST_YEAR else ANY_YEAR, last if last < LAST_YEAR else ANY_YEAR)
    options = [ANY_YEAR, *sorted({*years, *values} - {ANY_YEAR}, reverse=True)]
    labels = (text("search.year_from"), text("search.year_to"))
    for key, label, value in zip(keys, labels, values, strict=True):
        set_widget(key, value)
        st.selectbox(
            label,
            options,
            format_func=lambda year: text("search.any_year") if year == ANY_YEAR else str(year),
            key=key,
            on_change=on_change,
            args=(shell.known,),
            width=width,
        )


def read_years(keys: tuple[str, str]) -> tuple[int, int] | None:
    """Return what is chosen, the earlier year first; None for all years."""
    first, last = (st.session_state.get(key) for key in keys)
    first, last = first or FIRST_YEAR, last or LAST_YEAR
    return None if (first, last) == (FIRST_YEAR, LAST_YEAR) else (min(first, last), max(first, last))
