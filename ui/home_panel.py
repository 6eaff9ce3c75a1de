"""The start page's panel for a reader's own municipality: the choice of it, and examples from its likes."""

from __future__ import annotations

import streamlit as st

from kb.likeness import Likeness, most_alike
from ui.fit_section import examples_href
from ui.home_choice import show_home_choice
from ui.labels import municipality_name
from ui.likeness_text import short_text
from ui.markup import escape, items, link
from ui.shell import Shell

_N_SHOWN = 5


def show_home_panel(shell: Shell) -> None:
    """Show the choice of a municipality, and where one is chosen those most like it that have examples."""
    text = shell.catalogue.text
    st.html(f"<h2>{escape(text('home.heading'))}</h2>")
    show_home_choice(shell)
    if shell.kept.home is None:
        st.html(f'<p class="mb-quiet mb-measure">{escape(text("home.help"))}</p>')
    else:
        st.html(_panel(shell.kept.home, shell))


def _panel(home: str, shell: Shell) -> str:
    text, places = shell.catalogue.text, shell.knowledge_base.gazetteer
    with_examples = shell.stats().municipalities
    name = places.get(home).name
    own = text("home.own", home=name)
    parts = [f"<p>{link(own, examples_href(home, shell))}</p>" if home in with_examples else ""]
    found = most_alike(home, with_examples, places)[:_N_SHOWN]
    if found:
        parts.append(
            f"<h3>{escape(text('home.panel', home=name))}</h3>"
            f'<ul class="mb-alike">{items(_item(each, shell) for each in found)}</ul>'
        )
    return "".join(parts)


def _item(found: Likeness, shell: Shell) -> str:
    catalogue, places, code = shell.catalogue, shell.knowledge_base.gazetteer, found.other.code
    name = municipality_name(code, catalogue=catalogue, gazetteer=places)
    label = catalogue.text("home.counted", name=name, count=shell.stats().municipalities[code])
    line = short_text(found, catalogue=catalogue, gazetteer=places)
    return f'{link(label, examples_href(code, shell))}<p class="mb-quiet">{escape(line)}</p>'
