"""Names of what codes mean, in the language of an export."""

from __future__ import annotations

from kb.entries import Entry
from kb.errors import UnknownMunicipalityError, UnknownThemeError
from kb.exports.rows import ExportFrame
from kb.practice_terms import Direction
from kb.practices import PracticeField, PracticeKind

# What a reader must not overlook.
_WARNED = (Direction.NEGATIVE, Direction.MIXED, Direction.NONE)


def place_names(entry: Entry, frame: ExportFrame) -> list[str]:
    """Return the names of an entry's municipalities; a code that is no longer known is its own name."""
    return [_municipality(code, frame) for code in entry.municipalities]


def country_names(entry: Entry, frame: ExportFrame) -> list[str]:
    """Return the names of an entry's countries."""
    return [frame.catalogue.text(f"country.{code}") for code in entry.countries]


def place_line(entry: Entry, frame: ExportFrame) -> str:
    """Return the municipalities and countries of an entry: "Fredericia, Danmark"; empty where none are."""
    return ", ".join([*place_names(entry, frame), *country_names(entry, frame)])


def theme_names(entry: Entry, frame: ExportFrame) -> list[str]:
    """Return the names of an entry's themes, the most weighty first."""
    names = []
    for code in entry.themes:
        try:
            names.append(frame.taxonomy.name(code, frame.catalogue.ui_language))
        except UnknownThemeError:
            names.append(code)
    return names


def years_line(entry: Entry, frame: ExportFrame) -> str:
    """Return the years of what is told: "2013", "2013–2016", "from 2012"; empty where none is known.

    A passage without a year of its own has those that its document states, said to be the document's.
    """
    if entry.years is not None:
        return _years(entry.years, frame)
    if entry.kind is None and entry.document_years is not None:
        years = _years(entry.document_years, frame)
        return frame.catalogue.text("entry.years_of_document", years=years)
    return ""


def _years(years: tuple[int, int | None], frame: ExportFrame) -> str:
    first, last = years
    if last is None:
        return frame.catalogue.text("entry.since", year=str(first))
    return str(first) if first == last else f"{first}–{last}"


def kind_name(entry: Entry, frame: ExportFrame) -> str:
    """Return what an entry is."""
    if entry.kind is None:
        return frame.catalogue.text("export.passage")
    return frame.catalogue.text(f"practice_kind.{entry.kind.value}")


def state_name(entry: Entry, frame: ExportFrame) -> str:
    """Return how far curators have come with a practice; empty for a passage."""
    return frame.catalogue.text(f"state.{entry.state.value}") if entry.state else ""


def warnings_of(entry: Entry, frame: ExportFrame) -> str:
    """Return that a practice did not go well, or not in all, and that it is told in passing or a dialogue."""
    codes = {quote.code for quote in entry.fields.get(PracticeField.DIRECTION, ())}
    keys = [f"practices.outcome_{code.value}" for code in _WARNED if code.value in codes]
    if entry.kind is PracticeKind.MENTION:
        keys.append("practice.mention")
    if entry.kind is PracticeKind.DIALOGUE:
        keys.append("practice.dialogue")
    return " ".join(frame.catalogue.text(key) for key in keys)


def status_names(entry: Entry, frame: ExportFrame) -> list[str]:
    """Return how far a practice itself had come, as far as a quote says it."""
    return _meant(PracticeField.STATUS, entry, frame)


def direction_names(entry: Entry, frame: ExportFrame) -> list[str]:
    """Return how a practice went, as far as a quote says it."""
    return _meant(PracticeField.DIRECTION, entry, frame)


def _meant(field: PracticeField, entry: Entry, frame: ExportFrame) -> list[str]:
    codes = dict.fromkeys(quote.code for quote in entry.fields.get(field, ()) if quote.code)
    texts = frame.catalogue.texts
    return [frame.catalogue.text(key) for code in codes if (key := f"{field.value}.{code}") in texts]


def _municipality(code: str, frame: ExportFrame) -> str:
    try:
        return frame.gazetteer.get(code).name
    except UnknownMunicipalityError:
        return code
