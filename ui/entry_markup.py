"""HTML of entries that several pages share: their titles, where and when they were, and their quotes."""

from __future__ import annotations

from collections.abc import Sequence

from kb.entries import Entry, EntryKind, EntryRef, title_in
from kb.practices import Quote
from kb.records import Language
from ui.labels import municipality_name, theme_name, told_label
from ui.markup import escape, items, lang_attribute, link, passage
from ui.search_state import Kept, href
from ui.shell import Shell

# More than anybody can hold side by side, and more than a screen shows.
MAX_COMPARED = 5


def entry_href(entry: Entry, kept: Kept) -> str:
    """Return the address of an entry: a practice's own page, or the reader at a passage."""
    if entry.ref.kind is EntryKind.PRACTICE:
        return practice_href(entry.ref.number, kept)
    return quote_href(entry.passages[0], kept)


def practice_href(practice_id: int, kept: Kept) -> str:
    """Return the address of a practice."""
    return href("practice", {"id": [str(practice_id)]}, kept)


def quote_href(quote: Quote, kept: Kept, *, of: EntryRef | None = None) -> str:
    """Return the address of the reader where a quote stands.

    With the entry ``of`` that it was taken from, its words are marked there, and a practice is led back to.
    """
    parameters = {"id": [str(quote.document_id)]}
    if not quote.is_lost:
        parameters["chunk"] = [str(quote.chunk_id)]
    if quote.page is not None:
        parameters["page"] = [str(quote.page)]
    if of is not None:
        if not quote.is_lost:
            parameters["quote"] = [f"{quote.start}-{quote.end}"]
        if of.kind is EntryKind.PRACTICE:
            parameters["from"] = [str(of)]
    return href("document", parameters, kept)


def compare_href(refs: Sequence[EntryRef], kept: Kept) -> str:
    """Return the address of the comparison of up to five entries."""
    return href("compare", {"ref": [str(ref) for ref in refs[:MAX_COMPARED]]}, kept)


def title_html(entry: Entry, shell: Shell, *, level: int = 3) -> str:
    """Return the title as a heading that links to the entry, in the page's language where it is written."""
    title, language = title_in(entry, shell.catalogue.ui_language)
    return f"<h{level}{lang_attribute(language)}>{link(title, entry_href(entry, shell.kept))}</h{level}>"


def facts_html(entry: Entry, shell: Shell) -> str:
    """Return a list of where and when it was, in which language it is told, and how far it is reviewed."""
    catalogue, base = shell.catalogue, shell.knowledge_base
    told = dict.fromkeys(document.metadata.language for document in entry.documents.values())
    facts = [
        f'<span class="mb-badge">{escape(catalogue.text(f"language.{language.value}"))}</span>'
        for language in told
        if language is not Language.UNKNOWN
    ]
    facts += [
        escape(municipality_name(code, catalogue=catalogue, gazetteer=base.gazetteer))
        for code in entry.municipalities
    ]
    if not entry.municipalities:
        facts += [escape(catalogue.text(f"country.{code}")) for code in entry.countries]
    if entry.years is not None:
        facts.append(escape(years_text(entry.years, shell)))
    elif entry.kind is None and entry.document_years is not None:
        facts.append(escape(document_years_text(entry.document_years, shell)))
    if entry.state is not None:
        facts.append(escape(catalogue.text(f"state.{entry.state.value}")))
    return f'<ul class="mb-facts">{items(facts)}</ul>'


def years_text(years: tuple[int, int | None], shell: Shell) -> str:
    """Return the first and last year of what is told: "2013", "2013–2016" or "from 2012"."""
    return told_label(years, shell.catalogue)


def document_years_text(years: tuple[int, int | None], shell: Shell) -> str:
    """Return the years that documents state for all they tell of, said to be theirs."""
    return shell.catalogue.text("entry.years_of_document", years=years_text(years, shell))


def theme_links(entry: Entry, shell: Shell) -> list[str]:
    """Return a link to each theme's page."""
    catalogue, taxonomy = shell.catalogue, shell.knowledge_base.taxonomy
    return [
        link(
            theme_name(theme, catalogue=catalogue, taxonomy=taxonomy),
            href("themes", {"theme": [theme]}, shell.kept),
        )
        for theme in entry.themes
    ]


def quote_html(quote: Quote, entry: Entry, shell: Shell) -> str:
    """Return the words of a quote in their language, with their source and page as a link to the place."""
    caption = f"<figcaption>{source_link(quote, entry, shell)}</figcaption>"
    return f'<figure class="mb-cited">{quoted(quote, entry)}{caption}</figure>'


def quoted(quote: Quote, entry: Entry) -> str:
    """Return the words of a quote as a block in their language."""
    return (
        f'<blockquote class="mb-quote"{lang_attribute(quote_language(quote, entry))}>'
        f"{passage(quote.text)}</blockquote>"
    )


def quote_language(quote: Quote, entry: Entry) -> Language:
    """Return the language of a quote: that of its document."""
    document = entry.documents.get(quote.document_id)
    return document.metadata.language if document else entry.language


def source_link(quote: Quote, entry: Entry, shell: Shell) -> str:
    """Return where a quote stands, as a link there; what its document says no more is marked as such."""
    document, text = entry.documents.get(quote.document_id), shell.catalogue.text
    if document is None:
        return escape(text("entry.document_gone"))
    name = document.source.name
    where = name if quote.page is None else text("entry.source_page", name=name, page=str(quote.page))
    shown = link(where, quote_href(quote, shell.kept, of=entry.ref))
    return f"{shown} {escape(text('entry.quote_lost'))}" if quote.is_lost else shown
