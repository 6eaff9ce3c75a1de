"""What every page has around it: the knowledge base, the language, the header, and what happens on errors."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kb.accounts import ANYBODY, Actor
from kb.addresses import is_local
from kb.errors import (
    DocumentNotFoundError,
    HomeError,
    KbError,
    QueryError,
    SearchIndexError,
    SettingsError,
    StoreError,
)
from kb.gazetteer import load_gazetteer
from kb.i18n import UI_LANGUAGES, Catalogue, load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings, load_settings
from kb.store.statistics import Stats
from ui.account_bar import account_bar, act_texts
from ui.acting import actor_of, can_log_in
from ui.collect_texts import collect_texts
from ui.footer import footer
from ui.markup import escape
from ui.menu import header
from ui.opening import keep_what_is_loaded, open_home
from ui.search_state import Kept, KnownCodes, Parameters, read_kept

logger = logging.getLogger(__name__)

_ASSETS = Path(__file__).resolve().parent / "assets"

_MESSAGES: tuple[tuple[type[KbError], str], ...] = (
    (QueryError, "error.query"),
    (DocumentNotFoundError, "error.document"),
    (SearchIndexError, "error.index"),
    (HomeError, "error.home"),
    (StoreError, "error.store"),
    (SettingsError, "error.settings"),
)


TITLE_ID = "mb-title"  # of every page's h1


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a page has shown, for the script that moves the focus."""

    key: str  # changes when the reader has come somewhere else
    focus: str  # the id of the element to go to then


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What a page is given to render itself with."""

    knowledge_base: KnowledgeBase
    catalogue: Catalogue
    kept: Kept
    parameters: Parameters
    known: KnownCodes
    actor: Actor = ANYBODY
    page_path: str = ""

    def stats(self) -> Stats:
        """Return the counts over the whole store, counted once per change of it."""
        return _stats(self.knowledge_base, self.knowledge_base.version())

    def set_title(self, title: str) -> None:
        """Name the browser's tab."""
        st.set_page_config(page_title=title)


def show_page(render: Callable[[Shell], View], *, page_path: str = "") -> None:
    """Draw the frame and the page in it; whatever fails becomes a message in the reader's language."""
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    gazetteer = load_gazetteer()
    kept = read_kept(parameters, {place.code for place in gazetteer.municipalities})
    catalogue = load_catalogue(kept.ui_language or UI_LANGUAGES[0])
    st.html(_styles())
    view = View(key=f"{page_path}!", focus=TITLE_ID)
    top = st.container()  # who is logged in is known only when the home is open
    try:
        settings = load_settings()
        catalogue = load_catalogue(kept.ui_language or settings.ui_language)
        opened, actor = _open_below(top, settings, catalogue, parameters, page_path, kept)
        knowledge_base = opened.acting_as(actor)
        view = render(
            Shell(
                knowledge_base=knowledge_base,
                catalogue=catalogue,
                kept=kept,
                parameters=parameters,
                known=_known_codes(knowledge_base),
                actor=actor,
                page_path=page_path,
            )
        )
    except KbError as error:
        show_error(catalogue, error)
    except Exception:
        logger.exception("the page %r failed", page_path)
        st.html(_notice(catalogue.text("error.unexpected")))
    st.html(footer(catalogue, kept) + collect_texts(catalogue) + act_texts(catalogue, kept))
    keep_what_is_loaded(page_path, is_asked=bool(parameters))
    # for the app's own scripts: page.js moves the focus when the view has changed
    st.html(
        f'<div id="mb-page" data-lang="{catalogue.ui_language}" data-view="{escape(view.key)}"'
        f' data-focus="{escape(view.focus)}"></div>'
    )


@cache
def _styles() -> str:
    sheets = (path.read_text(encoding="utf-8") for path in sorted(_ASSETS.glob("*.css")))
    return f"<style>{''.join(sheets)}</style>"


def show_error(catalogue: Catalogue, error: KbError) -> None:
    """Say what went wrong in the reader's language; below it, on a private machine, the technical text."""
    logger.warning("shown to the user: %s: %s", type(error).__name__, error)
    key = next((key for kind, key in _MESSAGES if isinstance(error, kind)), "error.other")
    st.html(_notice(catalogue.text(key), _technical(catalogue, error) if _is_private() else ""))


def _technical(catalogue: Catalogue, error: KbError) -> str:
    return (
        f"<details><summary>{escape(catalogue.text('error.technical'))}</summary>"
        f'<p lang="en">{escape(str(error))}</p></details>'
    )


def _is_private() -> bool:
    """Return whether only whoever sits at this machine reads: paths and commands are then theirs to see."""
    try:
        settings = load_settings()
    except KbError:
        return True  # broken settings are the defaults
    return settings.public_url is None and is_local(settings.host)


def _known_codes(knowledge_base: KnowledgeBase) -> KnownCodes:
    return KnownCodes(
        themes=frozenset(theme.id for theme in knowledge_base.taxonomy.themes),
        municipalities=frozenset(place.code for place in knowledge_base.gazetteer.municipalities),
    )


def _open_below(
    top: DeltaGenerator,
    settings: Settings,
    catalogue: Catalogue,
    parameters: Parameters,
    page_path: str,
    kept: Kept,
) -> tuple[KnowledgeBase, Actor]:
    """Open the home and write the header, where that fails too; return the home and who is logged in."""
    actor, account = ANYBODY, ""
    try:
        opened = _open_behind_message(settings, catalogue)
        actor = actor_of(opened, st.context.cookies)
        account = account_bar(
            catalogue, parameters, page_path, kept, actor, can_log_in=can_log_in(opened)
        )  # fmt: skip
    finally:
        top.html(header(catalogue, parameters, page_path, kept, actor=actor, account=account))
    return opened, actor


def _open_behind_message(settings: Settings, catalogue: Catalogue) -> KnowledgeBase:
    try:
        with st.spinner(catalogue.text("app.loading")):
            return open_home(settings)
    except KbError:
        st.html(f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(catalogue.text("app.name"))}</h1>')
        raise


@st.cache_resource(show_spinner=False, max_entries=2)
def _stats(_knowledge_base: KnowledgeBase, version: int) -> Stats:  # noqa: ARG001 # the version is the key
    return _knowledge_base.stats()


def _notice(message: str, extra: str = "") -> str:
    return f'<div class="mb-notice mb-problem" role="alert"><p>{escape(message)}</p>{extra}</div>'
