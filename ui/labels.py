"""Names of codes in the interface's language."""

from __future__ import annotations

from kb.errors import UnknownMunicipalityError, UnknownThemeError
from kb.gazetteer import Gazetteer
from kb.i18n import Catalogue
from kb.records import Facet
from kb.taxonomy import Taxonomy
from ui.search_state import FIRST_YEAR, LAST_YEAR


def facet_label(
    facet: Facet, code: str, *, catalogue: Catalogue, taxonomy: Taxonomy, gazetteer: Gazetteer
) -> str:
    """Return the name of a facet's value; a code that is known nowhere is its own name."""
    match facet:
        case Facet.THEME:
            return theme_name(code, catalogue=catalogue, taxonomy=taxonomy)
        case Facet.MUNICIPALITY:
            return municipality_name(code, catalogue=catalogue, gazetteer=gazetteer, with_country=False)
        case Facet.YEAR | Facet.AMOUNT | Facet.PERSONS | Facet.PERIOD:
            return code
        case _:
            key = f"{facet.value}.{code}"
            return _capital(catalogue.text(key)) if key in catalogue.texts else code


def theme_name(code: str, *, catalogue: Catalogue, taxonomy: Taxonomy) -> str:
    """Return a theme's name; its code where a store from before still has a theme that is gone."""
    try:
        return taxonomy.name(code, catalogue.ui_language)
    except UnknownThemeError:
        return code


def municipality_name(
    code: str, *, catalogue: Catalogue, gazetteer: Gazetteer, with_country: bool = True
) -> str:
    """Return a municipality, such as "Kil, Sverige"; its code where it is no longer known."""
    try:
        municipality = gazetteer.get(code)
    except UnknownMunicipalityError:
        return code
    if not with_country:
        return municipality.name
    country = catalogue.text(f"country.{municipality.country.value}")
    return catalogue.text("card.place", name=municipality.name, country=country)


def years_label(years: tuple[int, int], catalogue: Catalogue) -> str:
    """Return a range of years in words, open ends included."""
    first, last = years
    if first == last:
        return str(first)
    if first <= FIRST_YEAR:
        return catalogue.text("search.years_to", last=str(last))
    if last >= LAST_YEAR:
        return catalogue.text("search.years_from", first=str(first))
    return catalogue.text("search.years_between", first=str(first), last=str(last))


def told_label(years: tuple[int, int | None], catalogue: Catalogue) -> str:
    """Return the first and last year of what is told: "2013", "2013–2016" or "from 2012"."""
    first, last = years
    if last is None:
        return catalogue.text("entry.since", year=str(first))
    return str(first) if first == last else f"{first}–{last}"


def reason_label(reason: str, catalogue: Catalogue) -> str:
    """Return why text was left out, in words; a reason of a newer ingest is shown as it is."""
    key = f"reason.{reason.replace(' ', '_')}"
    return catalogue.text(key) if key in catalogue.texts else reason


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
