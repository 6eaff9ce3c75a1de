"""How a practice is cited: its documents as references, to be copied and for reference managers."""

from __future__ import annotations

import datetime as dt

from kb.citation_formats import apa, coins
from kb.citations import cite_entry
from kb.entries import Entry
from kb.exports.rows import permalink
from ui.markup import escape, items
from ui.shell import Shell


def citation_html(entry: Entry, shell: Shell) -> str:
    """Return a section with a reference for each document of an entry; "" where none of them is there.

    RIS, BibTeX and files are in the menu of downloads.
    """
    public_url = shell.knowledge_base.settings.public_url
    citations = cite_entry(
        entry,
        accessed=dt.datetime.now(tz=dt.UTC).date().isoformat(),
        permalink=permalink(entry, public_url) if public_url else None,
    )
    if not citations:
        return ""
    heading = escape(shell.catalogue.text("practice.cite"))
    listed = items(f"{escape(apa(each, shell.catalogue))}{coins(each)}" for each in citations)
    return f'<h2>{heading}</h2><ul class="mb-citations">{listed}</ul>'
