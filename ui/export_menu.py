"""The menu of downloads: what a reader sees, as tables, references or sheets to print."""

from __future__ import annotations

from collections.abc import Sequence

from ui.markup import escape, items
from ui.search_order import MAX_SORTED
from ui.search_state import Parameters, href
from ui.shell import Shell

_GROUPS: Sequence[tuple[str, Sequence[str]]] = (
    ("tables", ("csv", "xlsx", "json")),
    ("references", ("ris", "bibtex", "apa")),
    ("sheets", ("docx", "pdf")),
)
_OF_COLLECTIONS: Sequence[tuple[str, Sequence[str]]] = (("programme", ("programme-docx", "programme-pdf")),)


def export_menu(
    parameters: Parameters, shell: Shell, *, count: int, is_page: bool = False, has_notes: bool = False
) -> str:
    """Return a menu of plain links to downloads.

    Args:
        parameters: Those of ``/export`` but for ``format``: ``ref=p12&ref=c34`` in order, the parameters of a
            search (with ``page=3`` that page alone), or ``collection=KEY``.
        shell: The page's frame.
        count: How many examples or hits that is; without any there is no menu.
        is_page: Whether the named examples are those of one page of several.
        has_notes: Whether the reader has notes of their own, which a programme may have too.
    """
    if count < 1:
        return ""
    groups = [*_GROUPS, *(_OF_COLLECTIONS if parameters.get("collection") else ())]
    parts = [_group(name, formats, parameters, shell, has_notes=has_notes) for name, formats in groups]
    summary = escape(_summary(parameters, shell, count, is_page=is_page))
    return f'<details class="mb-export"><summary>{summary}</summary><div>{"".join(parts)}</div></details>'


def _group(
    name: str, formats: Sequence[str], parameters: Parameters, shell: Shell, *, has_notes: bool
) -> str:
    text = shell.catalogue.text
    links = []
    offered = [(each, parameters, "") for each in formats]
    if name == "programme" and has_notes:
        offered += [(each, {**parameters, "notes": ["1"]}, "_notes") for each in formats]
    for format_name, asked, ending in offered:
        address = href("export", {**asked, "format": [format_name]}, shell.kept)
        # the answer is a file, so no script of ours may open it as a page
        label = escape(text(f"export.format_{format_name.replace('-', '_')}{ending}"))
        links.append(f'<a download rel="nofollow" href="{escape(address)}">{label}</a>')
    heading = escape(text(f"export.group_{name}"))
    return f'<p class="mb-export-group">{heading}</p><ul aria-label="{heading}">{items(links)}</ul>'


def _summary(parameters: Parameters, shell: Shell, count: int, *, is_page: bool) -> str:
    text = shell.catalogue.text
    if is_page and count > 1:
        return text("export.page_hits", count=count)
    if parameters.get("ref") or parameters.get("collection"):
        return text("export.examples", count=count)
    if parameters.get("page"):
        return text("export.page_hits", count=count)
    if count > MAX_SORTED:
        return text("export.first_hits", n=MAX_SORTED, count=count)
    return text("export.hits", count=count)
