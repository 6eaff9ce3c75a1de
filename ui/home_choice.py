"""The choice of the reader's own municipality, which goes along in every address as ``my``."""

from __future__ import annotations

from functools import cache

import streamlit as st

from kb.gazetteer import load_gazetteer
from kb.i18n import UiLanguage, load_catalogue
from ui.alphabet import alphabetical
from ui.labels import municipality_name
from ui.search_state import Sort
from ui.shell import Shell

HOME_KEY = "home"  # of the widget
# An option like the others: for None Streamlit shows a prompt in English.
NO_HOME = ""


def show_home_choice(shell: Shell) -> None:
    """Show the choice among all municipalities; choosing one writes it to the address."""
    names = _names(shell.catalogue.ui_language)
    # Set anew each time: between two pages that have this choice Streamlit keeps its value, but does not tell
    # the new widget in the browser, which then shows that none is chosen.
    st.session_state[HOME_KEY] = shell.kept.home or NO_HOME
    with st.container(key="mb-home"):
        st.selectbox(
            shell.catalogue.text("home.label"),
            list(names),
            format_func=names.__getitem__,
            key=HOME_KEY,
            on_change=_write_home,
        )


def _write_home() -> None:
    parameters = {name: st.query_params.get_all(name) for name in st.query_params if name != "my"}
    home = str(st.session_state.get(HOME_KEY, NO_HOME))
    if parameters.get("sort") == [Sort.LIKENESS.value]:
        parameters.pop("p", None)  # the order is another now
        if home == NO_HOME:
            del parameters["sort"]
    if home != NO_HOME:
        parameters["my"] = [home]
    st.query_params.from_dict(parameters)


@cache
def _names(ui_language: UiLanguage) -> dict[str, str]:
    """Return what is to be chosen among, by code: none, then the municipalities in alphabetical order."""
    catalogue, gazetteer = load_catalogue(ui_language), load_gazetteer()
    places = sorted(gazetteer.municipalities, key=lambda place: alphabetical(place.name, ui_language))
    names = {
        place.code: municipality_name(place.code, catalogue=catalogue, gazetteer=gazetteer)
        for place in places
    }
    return {NO_HOME: catalogue.text("home.none"), **names}
