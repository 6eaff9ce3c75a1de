"""What is known of a document, as a list of terms and what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kb.i18n import Catalogue
from kb.records import (
    ASPECTS,
    QUANTITIES,
    Chunk,
    Document,
    Facet,
    Filters,
    Language,
    Metadata,
    Tag,
    TagMethod,
)
from kb.text import with_plain_items
from kb.years import told_years
from ui.facets import FILTER_FIELDS
from ui.labels import facet_label, municipality_name, theme_name, told_label
from ui.markup import escape, items, lang_attribute, link
from ui.reader_passage import practice_links
from ui.search_state import SearchState, search_href
from ui.shell import Shell

_MAX_THEMES = 8
_MAX_ASPECTS, _MAX_QUANTITIES = 6, 8  # of one facet, the most frequent and the first


def facts(document: Document, chunks: Sequence[Chunk], shell: Shell) -> str:
    """Return the metadata, and what the passages tell, with the words that tell it."""
    catalogue, metadata, source = shell.catalogue, document.metadata, document.source
    unknown = f'<span class="mb-quiet">{escape(catalogue.text("document.unknown"))}</span>'
    entries = [
        ("document.type", escape(catalogue.text(f"type.{metadata.type.value}"))),
        ("document.date", _date(document, catalogue) or unknown),
        ("reader.years", escape(_period(metadata, catalogue))),
        ("document.authors", escape(", ".join(metadata.authors)) or unknown),
        ("document.organisation", escape(metadata.organisation or "") or unknown),
        ("document.event", escape(metadata.event or "")),
        ("document.venue", escape(metadata.venue or "")),
        ("document.place", escape(_place(metadata))),
        ("document.contact", escape(metadata.contact or "")),
        _languages(document, chunks, catalogue),
        ("document.municipalities", _list(_municipalities(document, chunks, shell))),
        ("reader.practices", _list(practice_links(chunks, shell))),
        ("document.themes", _list(_themes(document, chunks, shell))),
        *((f"facet.{facet.value}", _list(_aspects(chunks, facet, shell))) for facet in ASPECTS),
        *((f"facet.{facet.value}", _list(_quantities(chunks, facet, shell))) for facet in QUANTITIES),
        ("document.source", escape(source.name)),
        ("document.licence", escape(source.licence or "")),
        ("document.link", web_link(source.url)),
    ]
    rows = (f"<dt>{escape(catalogue.text(key))}</dt><dd>{value}</dd>" for key, value in entries if value)
    return f'<dl class="mb-dl">{"".join(rows)}</dl>'


def brief_facts(document: Document, catalogue: Catalogue) -> list[str]:
    """Return language, date, type and file of a document, for the line under its title."""
    metadata = document.metadata
    language = escape(catalogue.text(f"language.{metadata.language.value}"))
    badge = f'<span class="mb-badge">{language}</span>' if metadata.language is not Language.UNKNOWN else ""
    kind = escape(catalogue.text(f"type.{metadata.type.value}"))
    years = _period(metadata, catalogue)
    told = escape(catalogue.text("reader.told", years=years)) if years else ""
    return [
        fact for fact in (badge, told, _date(document, catalogue), kind, escape(document.source.name)) if fact
    ]


def _date(document: Document, catalogue: Catalogue) -> str:
    metadata = document.metadata
    if metadata.date:
        return escape(catalogue.date(metadata.date))
    return str(metadata.year) if metadata.year is not None else ""


def _period(metadata: Metadata, catalogue: Catalogue) -> str:
    """Return the years that it tells of, where it states them."""
    told = told_years(metadata)
    return told_label(told, catalogue) if metadata.period and told else ""


def _place(metadata: Metadata) -> str:
    """Return the place, unless the venue says it."""
    return "" if metadata.place and metadata.place in (metadata.venue or "") else metadata.place or ""


def _languages(document: Document, chunks: Sequence[Chunk], catalogue: Catalogue) -> tuple[str, str]:
    found = Counter(chunk.language for chunk in chunks if chunk.language is not Language.UNKNOWN)
    ordered = dict.fromkeys([document.metadata.language, *(language for language, _ in found.most_common())])
    names = [catalogue.text(f"language.{language.value}") for language in ordered]
    return ("document.languages" if len(names) > 1 else "document.language", escape(", ".join(names)))


def _tags(document: Document, chunks: Sequence[Chunk], facet: Facet) -> Iterable[tuple[Tag, Language]]:
    for tag in document.tags:
        if tag.facet is facet:
            yield tag, document.metadata.language
    for chunk in chunks:
        for tag in chunk.tags:
            if tag.facet is facet and tag.method is not TagMethod.INFERRED:
                yield tag, chunk.language


def _municipalities(document: Document, chunks: Sequence[Chunk], shell: Shell) -> list[str]:
    quoted: dict[str, str] = {}
    for tag, language in _tags(document, chunks, Facet.MUNICIPALITY):
        if tag.value in quoted:
            continue
        name = municipality_name(
            tag.value, catalogue=shell.catalogue, gazetteer=shell.knowledge_base.gazetteer
        )
        quoted[tag.value] = escape(name) + (
            f" {_quote(tag, language, shell.catalogue)}" if tag.evidence else ""
        )
    return list(quoted.values())


def _themes(document: Document, chunks: Sequence[Chunk], shell: Shell) -> list[str]:
    counts = Counter(tag.value for tag, _ in _tags(document, chunks, Facet.THEME))
    taxonomy = shell.knowledge_base.taxonomy
    return [
        link(
            theme_name(code, catalogue=shell.catalogue, taxonomy=taxonomy),
            search_href(SearchState(filters=Filters(themes=frozenset({code}))), shell.kept),
        )
        for code, _ in counts.most_common(_MAX_THEMES)
    ]


def _aspects(chunks: Sequence[Chunk], facet: Facet, shell: Shell) -> list[str]:
    """Return the values of a facet as links to what else has them, each with the first of its quotes."""
    told: dict[str, tuple[Tag, Language]] = {}
    counts: Counter[str] = Counter()
    for chunk in chunks:
        for tag in chunk.tags:
            if tag.facet is facet:
                told.setdefault(tag.value, (tag, chunk.language))
                counts[tag.value] += 1
    base, catalogue = shell.knowledge_base, shell.catalogue
    entries = []
    for code, _ in counts.most_common(_MAX_ASPECTS):
        name = facet_label(facet, code, catalogue=catalogue, taxonomy=base.taxonomy, gazetteer=base.gazetteer)
        # the fields of Filters differ in type, so it cannot be called with a checked mapping
        filters = Filters(**{FILTER_FIELDS[facet]: frozenset({code})})  # type: ignore[arg-type]
        address = search_href(SearchState(filters=filters), shell.kept)
        entries.append(f"{link(name, address)} {_quote(*told[code], catalogue)}")
    return entries


def _quantities(chunks: Sequence[Chunk], facet: Facet, shell: Shell) -> list[str]:
    """Return the words that tell of amounts, numbers of persons or periods, each once."""
    quotes = dict.fromkeys(
        _quote(tag, chunk.language, shell.catalogue)
        for chunk in chunks
        for tag in chunk.tags
        if tag.facet is facet
    )
    return list(quotes)[:_MAX_QUANTITIES]


def _quote(tag: Tag, language: Language, catalogue: Catalogue) -> str:
    quote = catalogue.text("document.quote", text=with_plain_items(tag.evidence))
    return f"<q{lang_attribute(language)}>{escape(quote)}</q>"


def _list(entries: Sequence[str]) -> str:
    return f"<ul>{items(entries)}</ul>" if entries else ""


def web_link(url: str | None) -> str:
    """Return a link to an address of the web; any other address as text, and none as nothing."""
    if not url:
        return ""
    # any other scheme could run as a script
    if not url.lower().startswith(("https://", "http://")):
        return escape(url)
    return f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{escape(url)}</a>'
