"""Names of what codes mean, in the language of an export."""

from __future__ import annotations

from kb.entries import Entry
from kb.errors import UnknownMunicipalityError, UnknownThemeError
from kb.exports.rows import ExportFrame
from kb.practices import PracticeField


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
    """Return the years of what is told: "2013", "2013–2016", "from 2012"; empty where none is known."""
    if entry.years is None:
        return ""
    first, last = entry.years
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


def status_names(entry: Entry, frame: ExportFrame) -> list[str]:
    """Return how far a practice itself had come, as far as a quote says it."""
    codes = dict.fromkeys(quote.code for quote in entry.fields.get(PracticeField.STATUS, ()) if quote.code)
    texts = frame.catalogue.texts
    return [frame.catalogue.text(key) for code in codes if (key := f"status.{code}") in texts]


def _municipality(code: str, frame: ExportFrame) -> str:
    try:
        return frame.gazetteer.get(code).name
    except UnknownMunicipalityError:
        return code
