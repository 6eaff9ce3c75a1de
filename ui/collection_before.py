"""Before you begin: what all examples of a collection say is needed, can go wrong or did not work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kb.entries import Entry, title_in
from kb.practice_terms import Direction
from kb.practices import PracticeField, Quote
from ui.entry_markup import entry_href, quoted, source_link
from ui.lessons import failures_of, preconditions_of, risks_of
from ui.markup import escape, lang_attribute, link
from ui.shell import Shell

_FAILED = (Direction.NEGATIVE.value, Direction.NONE.value, Direction.MIXED.value)


def _failed(entry: Entry) -> list[Quote]:
    told = entry.fields.get(PracticeField.DIRECTION, ())
    return [*failures_of(entry), *(quote for code in _FAILED for quote in told if quote.code == code)]


def _uncoded(entry: Entry) -> list[Quote]:
    return [quote for quote in entry.fields.get(PracticeField.LESSONS, ()) if quote.code is None]


# Under which heading a quote stands; the lessons that are in none tell of what worked.
_GROUPS: Sequence[tuple[str, Callable[[Entry], Sequence[Quote]]]] = (
    ("collection.before_preconditions", preconditions_of),
    ("collection.before_risks", risks_of),
    ("collection.before_failed", _failed),
    ("collection.before_lessons", _uncoded),
)


def before_html(entries: Sequence[Entry], shell: Shell) -> str:
    """Return the quotes of all entries by what they warn of, each with its source; say so where none does."""
    text = shell.catalogue.text
    groups = [(key, list(_quotes(entries, wanted))) for key, wanted in _GROUPS]
    if not any(found for _, found in groups):
        return f'<p class="mb-measure">{escape(text("collection.before_none"))}</p>'
    parts = [f'<p class="mb-quiet mb-measure">{escape(text("collection.before_lead"))}</p>']
    for key, found in groups:
        if found:
            cited = "".join(f"<li>{_cited(quote, entry, shell)}</li>" for entry, quote in found)
            parts.append(f'<h3>{escape(text(key))}</h3><ul class="mb-before">{cited}</ul>')
    return "".join(parts)


def _quotes(
    entries: Sequence[Entry], wanted: Callable[[Entry], Sequence[Quote]]
) -> Iterator[tuple[Entry, Quote]]:
    """Yield each quote once: a passage and the practice that it tells of may both be collected."""
    seen: set[tuple[int, str]] = set()
    for entry in entries:
        for quote in wanted(entry):
            if (quote.document_id, quote.text) not in seen:
                seen.add((quote.document_id, quote.text))
                yield entry, quote


def _cited(quote: Quote, entry: Entry, shell: Shell) -> str:
    title, language = title_in(entry, shell.catalogue.ui_language)
    about = link(title, entry_href(entry, shell.kept), attributes=lang_attribute(language))
    caption = f"<figcaption>{source_link(quote, entry, shell)} · {about}</figcaption>"
    return f'<figure class="mb-cited">{quoted(quote, entry)}{caption}</figure>'
