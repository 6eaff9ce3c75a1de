"""Links to the numbers that a page shows, as files."""

from __future__ import annotations

from ui.markup import escape, items
from ui.scope import Scope, write_scope
from ui.search_state import href
from ui.shell import Shell

FORMATS = ("csv", "xlsx")


def download_links(table: str, scope: Scope, shell: Shell) -> str:
    """Return a link for each format of one table; ``ui.tables`` says which tables there are."""
    text = shell.catalogue.text
    links = []
    for format_name in FORMATS:
        parameters = {"table": [table], "format": [format_name], **write_scope(scope)}
        address = href("data", parameters, shell.kept)
        name = escape(text(f"scope.table_{table}"))
        label = escape(text("scope.download", format=format_name.upper()))
        # the answer is a file, so no script of ours may open it as a page
        links.append(f'<a download href="{escape(address)}" aria-label="{label}: {name}">{label}</a>')
    return f'<ul class="mb-actions mb-downloads">{items(links)}</ul>'
