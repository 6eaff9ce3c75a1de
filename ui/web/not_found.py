"""The page for an address that the app does not have; Streamlit would show its start page for any."""

from __future__ import annotations

from functools import cache

from kb.gazetteer import load_gazetteer
from kb.i18n import UI_LANGUAGES, Catalogue, load_catalogue
from ui.markup import escape, items, link
from ui.menu import PAGES
from ui.search_state import Kept, Parameters, href, read_kept
from ui.web.asset_routes import ASSETS

_WAYS_ON = ("", "themes", "explore", "guide")
# What Streamlit's theme does on the other pages
_THEME = (
    ":root{color-scheme:light dark}"
    "body{margin:0;padding:1rem clamp(1rem,4vw,3rem) 3rem;font:17px/1.5 sans-serif;"
    "background:light-dark(#ffffff,#11191c);color:light-dark(#17262b,#e8eef0)}"
)


def is_page(path: str) -> bool:
    """Return whether one of the app's pages has this path."""
    return path.strip("/") in {"", "index.html", *PAGES}


def not_found_page(catalogue: Catalogue, parameters: Parameters) -> str:
    """Return a whole page that says that the address leads nowhere, and offers ways on."""
    text = catalogue.text
    kept = read_kept(parameters, {place.code for place in load_gazetteer().municipalities})
    ways = [link(text(f"menu.{page or 'search'}"), _from_root(page, kept)) for page in _WAYS_ON]
    return (
        f'<!DOCTYPE html><html lang="{catalogue.ui_language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(text('not_found.title'))}</title><style>{_styles()}</style></head>"
        '<body class="stApp"><div data-testid="stHtml"><header class="mb-header">'
        f"{link(text('app.name'), _from_root('', kept), css='mb-brand')}"
        f"{_languages(catalogue, kept)}</header>"
        f'<main><h1 id="mb-title">{escape(text("not_found.heading"))}</h1>'
        f'<p class="mb-lead">{escape(text("not_found.message"))}</p>'
        f'<ul class="mb-chips">{items(ways)}</ul></main></div></body></html>'
    )


def _languages(catalogue: Catalogue, kept: Kept) -> str:
    entries = []
    for ui_language in UI_LANGUAGES:
        current = ' aria-current="true"' if ui_language == catalogue.ui_language else ""
        attributes = f' lang="{ui_language}" hreflang="{ui_language}"{current}'
        address = _from_root("", Kept(ui_language=ui_language, home=kept.home))
        entries.append(link(load_catalogue(ui_language).name.capitalize(), address, attributes=attributes))
    label = escape(catalogue.text("app.languages"))
    return f'<nav class="mb-languages" aria-label="{label}"><ul>{items(entries)}</ul></nav>'


def _from_root(page: str, kept: Kept) -> str:
    # the address that was asked for may lie any number of folders deep
    return href(page, {}, kept).removeprefix(".")


@cache
def _styles() -> str:
    sheets = ("style.css", "header.css")
    return "".join((ASSETS / sheet).read_text(encoding="utf-8") for sheet in sheets) + _THEME
