"""The page that says what Metodbank is, what it holds, how good it is, and who runs it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from kb.errors import SearchIndexError
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeKind, PracticeState
from ui.about_access import access_html
from ui.about_operator import contact_html
from ui.about_quality import quality_html
from ui.contents import Section, bullets, paragraphs, sections_html
from ui.data_table import data_table
from ui.footer import ACCESSIBILITY
from ui.markup import escape
from ui.shell import TITLE_ID, Shell, View

_OWN_MODEL = "metodbank-encoder"
# As Danmarks Statistik asks to be named.
_DENMARK = "Kilde: Danmarks Statistik, statistikbanken.dk/folk1a"


def render(shell: Shell) -> View:
    """Draw the page."""
    text = shell.catalogue.text
    settings = shell.knowledge_base.settings
    shell.set_title(text("about.page_title"))
    parts = (
        ("what", "about.what_heading", _what(shell)),
        ("data", "about.data_heading", _data(shell)),
        ("errors", "about.errors_heading", _errors(shell)),
        ("model", "about.model_heading", _model(shell)),
        ("quality", "about.quality_heading", quality_html(shell.catalogue)),
        ("privacy", "about.privacy_heading", _privacy(shell)),
        (ACCESSIBILITY, "about.access_heading", access_html(settings, shell.catalogue)),
        ("licence", "about.licence_heading", _licence(shell)),
    )
    sections = [Section(anchor=anchor, heading=text(key), body=body) for anchor, key, body in parts]
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("about.heading"))}</h1>'
        + sections_html(sections, shell.catalogue)
    )
    return View(key="about", focus=TITLE_ID)


def _what(shell: Shell) -> str:
    text = shell.catalogue.text
    return (
        paragraphs(text("about.what_is"), text("about.what_quotes"))
        + f"<h3>{escape(text('about.what_not_heading'))}</h3>"
        + bullets([text("about.not_ranking"), text("about.not_evaluation"), text("about.not_complete")])
    )


def _data(shell: Shell) -> str:
    text, catalogue, stats = shell.catalogue.text, shell.catalogue, shell.stats()
    languages = {text(f"language.{code}"): n for code, n in stats.languages.items()}
    known = sum(stats.licences.values())
    unknown = (
        {text("about.data_licence_unknown"): stats.n_documents - known} if known < stats.n_documents else {}
    )
    rows = (
        (text("about.data_documents"), catalogue.number(stats.n_documents)),
        (text("about.data_passages"), catalogue.number(stats.n_chunks)),
        (text("about.data_practices"), catalogue.number(n_published(shell.knowledge_base))),
        (text("about.data_municipalities"), catalogue.number(len(stats.municipalities))),
        (text("about.data_languages"), _counted(languages, shell)),
        (text("about.data_licences"), _counted({**stats.licences, **unknown}, shell)),
    )
    heads = [text("about.data_what"), text("about.data_number")]
    table = data_table(
        text("about.data_caption"), heads, [[escape(name), escape(shown)] for name, shown in rows], n_texts=2
    )
    masked = text("about.data_masked") if shell.knowledge_base.settings.mask_personal_data else ""
    return table + paragraphs(text("about.data_how"), text("about.data_starter"), masked)


def n_published(base: KnowledgeBase) -> int:
    """Return how many examples are published."""
    practices = base.entries.practices()
    # what a group talked about is no example of what was done
    examples = (entry for entry in practices if entry.kind is not PracticeKind.DIALOGUE)
    return sum(entry.state is PracticeState.PUBLISHED for entry in examples)


def _counted(counts: Mapping[str, int], shell: Shell) -> str:
    return ", ".join(shell.catalogue.text("search.counted", name=name, n=n) for name, n in counts.items())


def _errors(shell: Shell) -> str:
    text = shell.catalogue.text
    contact = contact_html(shell.knowledge_base.settings, shell.catalogue)
    return paragraphs(text("about.errors_wrong"), text("about.errors_erase")) + contact


def _model(shell: Shell) -> str:
    text = shell.catalogue.text
    try:
        made_with = shell.knowledge_base.index_made_with()
    except SearchIndexError:
        made_with = None
    other = ""
    if made_with is not None and not made_with.startswith(f"'{_OWN_MODEL}'"):
        other = text("about.model_other", name=made_with)
    limits = ("about.model_order", "about.model_names", "about.model_long", "about.model_rank")
    return paragraphs(
        other, text("about.model_what"), text("about.model_trained"), text("about.model_limits")
    ) + bullets([text(key) for key in limits])


def _privacy(shell: Shell) -> str:
    text = shell.catalogue.text
    cookies = (
        "about.cookie_collection",
        "about.cookie_login",
        "about.cookie_framework",
        "about.cookie_theme",
    )
    return (
        paragraphs(text("about.privacy_none"), text("about.privacy_cookies"))
        + bullets([text(key) for key in cookies])
        + paragraphs(text("about.privacy_address"))
    )


def _licence(shell: Shell) -> str:
    text = shell.catalogue.text
    parts = (
        "about.licence_program",
        "about.licence_documents",
        "about.licence_starter",
        "about.licence_parts",
    )
    statistics = f'{escape(text("about.licence_statistics"))} <span lang="da">{_DENMARK}</span>'
    return paragraphs(*(text(key) for key in parts)) + f"<p>{statistics}</p>"
