"""The pages of the app and the menu that leads to them."""

from __future__ import annotations

from kb.accounts import ANYBODY, Actor, Role
from kb.i18n import UI_LANGUAGES, Catalogue, load_catalogue
from ui.header_search import header_search, suggestion_words
from ui.markup import escape, items, link
from ui.search_state import Kept, Parameters, href

# Addresses beside the search page's, each a script in ui/page_scripts and a module ui/NAME_page.py.
PAGES = (
    "themes",
    "map",
    "explore",
    "collection",
    "compare",
    "practice",
    "document",
    "about",
    "guide",
    "login",
    "account",
    "users",
    "contribute",
    "batch",
    "queue",
    "review",
    "curate",
    "edit",
)
# Those that the menu leads to, in its order; "" is the search page.
IN_MENU = ("", "themes", "map", "explore", "collection", "guide", "about")
# After them, for whoever has the role.
IN_MENU_BY_ROLE = {
    "contribute": Role.CONTRIBUTOR,
    "queue": Role.CURATOR,
    "curate": Role.CURATOR,
    "users": Role.ADMIN,
}


def header(
    catalogue: Catalogue,
    parameters: Parameters,
    page_path: str,
    kept: Kept,
    *,
    actor: Actor = ANYBODY,
    account: str = "",
) -> str:
    """Return what stands at the top of every page: the way past it, languages, menu, and a search box.

    Args:
        catalogue: The texts.
        parameters: Of the page's address.
        page_path: The page's name.
        kept: What every address takes along.
        actor: Who is logged in.
        account: Ready HTML of ``ui.account_bar``.
    """
    skip = f'<a class="mb-skip" href="#mb-title">{escape(catalogue.text("app.skip"))}</a>'
    brand = link(catalogue.text("app.name"), href("", {}, kept), css="mb-brand")
    languages = _languages(catalogue, parameters, page_path, kept)
    search = header_search(catalogue, kept) if page_path else ""  # the search page has a box of its own
    return (
        f'{skip}<header class="mb-header"><div class="mb-header-row">{brand}'
        f'<div class="mb-header-ways">{languages}{account}</div></div>'
        f'<div class="mb-header-row">{_menu(catalogue, page_path, kept, actor)}{search}</div></header>'
        f"{suggestion_words(catalogue)}"
    )


def _menu(catalogue: Catalogue, page_path: str, kept: Kept, actor: Actor) -> str:
    entries = []
    further = (page for page, role in IN_MENU_BY_ROLE.items() if page in PAGES and actor.role.includes(role))
    for page in (*IN_MENU, *further):
        current = ' aria-current="page"' if page == page_path else ""
        name = catalogue.text(f"menu.{page or 'search'}")
        entries.append(link(name, href(page, {}, kept), attributes=f' data-page="{page}"{current}'))
    label = escape(catalogue.text("menu.label"))
    return f'<nav class="mb-menubar" aria-label="{label}"><ul>{items(entries)}</ul></nav>'


def _languages(catalogue: Catalogue, parameters: Parameters, page_path: str, kept: Kept) -> str:
    others = {name: values for name, values in parameters.items() if name not in {"ui", "my"}}
    entries = []
    for ui_language in UI_LANGUAGES:
        name = load_catalogue(ui_language).name
        current = ' aria-current="true"' if ui_language == catalogue.ui_language else ""
        attributes = f' lang="{ui_language}" hreflang="{ui_language}"{current}'
        address = href(page_path, others, Kept(ui_language=ui_language, home=kept.home))
        entries.append(link(name.capitalize(), address, attributes=attributes))
    label = escape(catalogue.text("app.languages"))
    return f'<nav class="mb-languages" aria-label="{label}"><ul>{items(entries)}</ul></nav>'
