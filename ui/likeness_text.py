"""In words: in what two municipalities are alike and in what they differ."""

from __future__ import annotations

from kb.gazetteer import Gazetteer
from kb.i18n import Catalogue
from kb.likeness import Likeness, Profile, Trait

_KM_STEP = 50


def alike_texts(found: Likeness, *, catalogue: Catalogue, gazetteer: Gazetteer) -> list[str]:
    """Return a sentence, without its full stop, for each trait in which they are alike."""
    values = _values(found, catalogue, gazetteer)
    return [_text(_alike_key(trait, found), trait, values, catalogue) for trait in found.alike]


def different_texts(found: Likeness, *, catalogue: Catalogue, gazetteer: Gazetteer) -> list[str]:
    """Return a sentence, without its full stop, for each trait in which they differ."""
    values = _values(found, catalogue, gazetteer)
    return [_text(_different_key(trait, found), trait, values, catalogue) for trait in found.different]


def card_line(found: Likeness, *, catalogue: Catalogue, gazetteer: Gazetteer) -> str:
    """Return one line on how a place resembles the reader's own and what differs, with both names."""
    if found.other.code == found.home.code:
        return catalogue.text("likeness.card_home")
    home, other = (gazetteer.get(each.code).name for each in (found.home, found.other))
    said = short_text(found, catalogue=catalogue, gazetteer=gazetteer)
    return catalogue.text("likeness.card", home=home, other=other, said=said)


def short_text(found: Likeness, *, catalogue: Catalogue, gazetteer: Gazetteer) -> str:
    """Return one line on what is alike and what differs."""
    values = _values(found, catalogue, gazetteer)

    def short(key: str, trait: Trait) -> str:
        return _text(f"short_{key}", trait, values, catalogue)

    alike = "; ".join(short(_alike_key(trait, found), trait) for trait in found.alike)
    different = "; ".join(short(_short_different_key(trait, found), trait) for trait in found.different)
    if not different:
        return catalogue.text("likeness.said_alike", alike=alike)
    if not alike:
        return catalogue.text("likeness.said_different", different=different)
    return catalogue.text("likeness.said_both", alike=alike, different=different)


def rounded(number: int) -> int:
    """Return a number to two figures: 197,087 is about 200,000."""
    step = int(10 ** max(0, len(str(number)) - 2))
    return (number + step // 2) // step * step


def _alike_key(trait: Trait, found: Likeness) -> str:
    match trait:
        case Trait.CITY:
            return f"city_{found.home.location.value}"
        case Trait.SURROUNDINGS if found.home.is_sparse and found.other.is_sparse:
            return "surroundings_sparse"
        case _:
            return f"{trait.value}_alike"


def _different_key(trait: Trait, found: Likeness) -> str:
    home, other = found.home, found.other
    match trait:
        case Trait.POPULATION:
            return f"population_{'more' if other.population > home.population else 'fewer'}"
        case Trait.SURROUNDINGS:
            return f"surroundings_{'more' if other.surroundings > home.surroundings else 'fewer'}"
        case _:
            return f"{trait.value}_different"


def _short_different_key(trait: Trait, found: Likeness) -> str:
    if trait is Trait.CITY:
        return f"where_{found.other.location.value}"
    return _different_key(trait, found)


def _text(key: str, trait: Trait, values: dict[str, str | int], catalogue: Catalogue) -> str:
    counted = {}
    for side in ("home", "other"):
        n = values[f"{side}_{'surroundings' if trait is Trait.SURROUNDINGS else 'population'}"]
        counted[f"{side}_n"] = n
    return catalogue.text(f"likeness.{key}", **values, **counted)


def _values(found: Likeness, catalogue: Catalogue, gazetteer: Gazetteer) -> dict[str, str | int]:
    values: dict[str, str | int] = {
        "country": catalogue.text(f"country.{found.other.country.value}"),
        "region": found.other.region,
    }
    for side, profile in (("home", found.home), ("other", found.other)):
        values[side] = gazetteer.get(profile.code).name
        values[f"{side}_population"] = profile.population
        values[f"{side}_surroundings"] = rounded(profile.surroundings)
        values[f"{side}_year"] = str(profile.population_year)
        values[f"{side}_where"] = _where(profile, catalogue, gazetteer)
    values["island"] = values["home" if found.home.is_island else "other"]
    return values


def _where(profile: Profile, catalogue: Catalogue, gazetteer: Gazetteer) -> str:
    # the points that distances are measured between are not the main towns, so nothing nearer can be said
    km = round(profile.city_km / _KM_STEP) * _KM_STEP
    city = gazetteer.get(profile.city).name
    return catalogue.text(f"likeness.where_{profile.location.value}", km=km, city=city)
