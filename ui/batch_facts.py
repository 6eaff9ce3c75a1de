"""What is said of documents that are handed in: the fields of its forms, for a batch and for one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.batches import MAX_FACT
from kb.i18n import UI_LANGUAGES, Catalogue, load_catalogue
from kb.records import Document, DocumentType, Language
from ui.markup import escape
from ui.shell import Shell

# By the keys of ingest.stated; what is asked for first, and what opens below.
FIRST_FACTS = ("event", "date", "place", "licence", "contact")
MORE_FACTS = ("organisation", "municipalities", "language", "type")
BATCH_FACTS = (*FIRST_FACTS, *MORE_FACTS)
FILE_FACTS = ("title", *BATCH_FACTS, "themes", "url")

_LABELS: Mapping[str, str] = {
    "title": "batch.fact_title",
    "event": "batch.fact_event",
    "date": "batch.fact_date",
    "place": "batch.fact_place",
    "licence": "batch.fact_licence",
    "contact": "batch.fact_contact",
    "organisation": "batch.fact_organisation",
    "municipalities": "batch.fact_municipalities",
    "language": "batch.fact_language",
    "type": "batch.fact_type",
    "themes": "batch.fact_themes",
    "url": "batch.fact_url",
}
_HELP: Mapping[str, str] = {
    "event": "batch.help_event",
    "date": "batch.help_date",
    "place": "batch.help_place",
    "licence": "batch.help_licence",
    "contact": "batch.help_contact",
    "municipalities": "batch.help_municipalities",
    "themes": "batch.help_themes",
}
# As they are called everywhere
_NAMED_LICENCES = ("CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC0 1.0")
# In the words of whoever hands in, as readers see them with each quotation
_LICENCE_WORDS = ("batch.licence_permission", "batch.licence_public", "batch.licence_own_use")
_LANGUAGES = (Language.SWEDISH, Language.DANISH, Language.NORWEGIAN, Language.ENGLISH)


def fact_label(name: str, catalogue: Catalogue) -> str:
    """Return what a fact is called."""
    return catalogue.text(_LABELS[name])


def fact_shown(name: str, value: str, catalogue: Catalogue) -> str:
    """Return a fact as it is shown: codes of languages and types by their names, dates in words."""
    if name == "language" and value in {each.value for each in _LANGUAGES}:
        return catalogue.text(f"language.{value}")
    if name == "type" and value in {each.value for each in DocumentType}:
        return catalogue.text(f"type.{value}")
    if name == "date":
        return catalogue.date(value)
    if name == "licence":
        return _licence_shown(value, catalogue)
    return value


def facts_read(document: Document) -> dict[str, str]:
    """Return what is known of a document, as it was read."""
    metadata = document.metadata
    found = {
        "title": metadata.title,
        "event": metadata.event,
        "date": metadata.date,
        "place": metadata.place,
        "organisation": metadata.organisation,
        "contact": metadata.contact,
        "licence": document.source.licence,
        "language": metadata.language.value,
        "type": metadata.type.value,
        "url": document.source.url,
    }
    return {name: value for name, value in found.items() if value}


def fact_fields(
    names: Sequence[str],
    facts: Mapping[str, str],
    shell: Shell,
    *,
    form_id: str,
    for_all: Mapping[str, str] | None = None,
    as_read: Mapping[str, str] | None = None,
) -> str:
    """Return the labelled fields of a form.

    Args:
        names: Of the facts.
        facts: What is stated.
        shell: Of the page.
        form_id: Begins the ids of the fields.
        for_all: In the form of one file: what holds for the whole batch, which an empty field leaves so.
        as_read: In the form of one file: what was read from it, which counts where nothing is stated.
    """
    return "".join(
        _field(
            name,
            facts.get(name, ""),
            shell.catalogue,
            form_id,
            for_all=for_all,
            as_read=(as_read or {}).get(name),
        )
        for name in names
    )


def _field(
    name: str,
    value: str,
    catalogue: Catalogue,
    form_id: str,
    *,
    for_all: Mapping[str, str] | None,
    as_read: str | None,
) -> str:
    field_id, notes = f"{form_id}-{name}", []
    if for_all is None and name in _HELP:
        notes.append(escape(catalogue.text(_HELP[name])))
    common = (for_all or {}).get(name, "")
    if for_all is not None and common:
        shown = fact_shown(name, common, catalogue)
        if value and value != common:
            note = escape(catalogue.text("batch.differs", value=shown))
            notes.append(f'<strong class="mb-fact-field-else">{note}</strong>')
        else:
            notes.append(escape(catalogue.text("batch.as_all", value=shown)))
    elif as_read and not value:
        shown = fact_shown(name, as_read, catalogue)
        notes.append(escape(catalogue.text("batch.as_read", value=shown)))
    described = f' aria-describedby="{field_id}-note"' if notes else ""
    note = f'<span class="mb-fact-note" id="{field_id}-note">{" ".join(notes)}</span>' if notes else ""
    label = escape(fact_label(name, catalogue))
    control = _control(name, value, catalogue, f'id="{field_id}" name="fact_{name}"{described}', common)
    return f'<p class="mb-fact-field"><label for="{field_id}">{label}</label>{control}{note}</p>'


def _control(name: str, value: str, catalogue: Catalogue, attributes: str, common: str) -> str:
    options = _options(name, value, catalogue)
    if not options:
        kind = "url" if name == "url" else "text"
        return (
            f'<input {attributes} type="{kind}" value="{escape(value)}" maxlength="{MAX_FACT}"'
            ' autocomplete="off">'
        )
    if common:
        none = catalogue.text("batch.option_as_all")
    else:
        none = catalogue.text("batch.licence_unknown" if name == "licence" else "batch.option_as_read")
    chosen = "".join(
        f'<option value="{escape(code)}"{" selected" if code == value else ""}>{escape(shown)}</option>'
        for code, shown in [("", none), *options]
    )
    return f"<select {attributes}>{chosen}</select>"


def _options(name: str, value: str, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return the values that can be chosen, each with its name; none where a text is written."""
    if name == "language":
        return [(each.value, catalogue.text(f"language.{each.value}")) for each in _LANGUAGES]
    if name == "type":
        kinds = [each for each in DocumentType if each is not DocumentType.SUMMARY]
        return [(each.value, catalogue.text(f"type.{each.value}")) for each in kinds]
    if name != "licence":
        return []
    options = [(each, each) for each in _NAMED_LICENCES]
    options += [(catalogue.text(key), catalogue.text(key)) for key in _LICENCE_WORDS]
    shown = _licence_shown(value, catalogue)
    if value and value != shown:  # chosen in another language of the app
        return [(value if label == shown else code, label) for code, label in options]
    if value and value not in dict(options):
        options.append((value, value))
    return options


def _licence_shown(value: str, catalogue: Catalogue) -> str:
    for key in _LICENCE_WORDS:
        if value in {load_catalogue(language).text(key) for language in UI_LANGUAGES}:
            return catalogue.text(key)
    return value
