"""Amounts of money and numbers of persons, as quoted and as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ingest.phrases import Sentence
from ingest.quote import quote
from kb.records import Country, Facet, Language, Tag, TagMethod

_QUOTE_CHARS = 120
_MAX_TAGS = 8  # of one kind in a chunk: more is a table, which shows them itself
_CONFIDENCE = 0.9

_DIGIT = re.compile(r"\d")
_SPACE = "[ \u00a0\u202f]"
_GROUPED = rf"\d{{1,3}}(?:(?:{_SPACE}|\.)\d{{3}})+(?:,\d{{1,2}})?"
_NUMBER = rf"(?:{_GROUPED}|\d+(?:[.,]\d{{1,2}})?)"
_WORDS = {
    "en": 1, "ett": 1, "to": 2, "två": 2, "tre": 3, "fyra": 4, "fire": 4, "fem": 5, "sex": 6, "seks": 6,
    "sju": 7, "syv": 7, "åtta": 8, "otte": 8, "nio": 9, "ni": 9, "tio": 10, "ti": 10,
}  # fmt: skip
_FACTORS = {
    "tusen": 1_000, "tusind": 1_000, "tkr": 1_000, "t.kr": 1_000, "tsek": 1_000, "ksek": 1_000,
    "miljon": 1_000_000, "miljoner": 1_000_000, "milj": 1_000_000, "million": 1_000_000,
    "millioner": 1_000_000, "mio": 1_000_000, "mill": 1_000_000, "mn": 1_000_000, "mkr": 1_000_000,
    "mnkr": 1_000_000, "msek": 1_000_000, "miljard": 1_000_000_000, "miljarder": 1_000_000_000,
    "milliard": 1_000_000_000, "milliarder": 1_000_000_000, "mia": 1_000_000_000, "mdkr": 1_000_000_000,
}  # fmt: skip
_BIG = (
    "miljoner|miljon|milj|millioner|million|mio|mill|mn"
    "|miljarder|miljard|milliarder|milliard|mia|tusen|tusind"
)
_CROWNS = r"(?:svenska |danska |norska |svenske |danske |norske )?(?:kronor|kroner|kr|krona|krone)"
_UNIT = (
    rf"(?:(?P<big>{_BIG})\.?{_SPACE}?(?P<unit>{_CROWNS}|SEK|DKK|NOK|euro|EUR|€)"
    rf"|(?P<short>mkr|mnkr|tkr|t\.kr|tsek|ksek|msek|mdkr)|(?P<plain>{_CROWNS}|SEK|DKK|NOK|euro|EUR|€))"
)
_PER_YEAR = (
    r"(?P<year>\.?\s?(?:(?:(?:per|pr\.?|om)\s(?:år|året)|/\s?år|årligen|årligt|årlig|a year|per year)\b))?"
)
_AMOUNT = re.compile(
    rf"(?<![\w.,:/§+-])(?<!\d{_SPACE})(?:(?P<word>{'|'.join(_WORDS)})(?={_SPACE}(?:{_BIG})\b)"
    rf"|(?P<first>{_NUMBER})(?:{_SPACE}?(?:[-–]|till|til){_SPACE}?(?P<last>{_NUMBER}))?)"
    rf"{_SPACE}*{_UNIT}(?!\w)(?!-\w){_PER_YEAR}",
    re.IGNORECASE,
)
_CURRENCIES = {"sek": "SEK", "dkk": "DKK", "nok": "NOK", "eur": "EUR", "euro": "EUR", "€": "EUR"}
_NATIONS = {"svensk": "SEK", "dansk": "DKK", "norsk": "NOK"}
_CURRENCY_OF = {Country.SWEDEN: "SEK", Country.DENMARK: "DKK"}

_PEOPLE = {
    Language.SWEDISH: (
        "personer|människor|medborgare|invånare|boende|deltagare|volontärer|frivilliga|ungdomar|unga|barn|elever"
        "|studenter|föräldrar|vårdnadshavare|äldre|pensionärer|seniorer|kvinnor|män|flickor|pojkar|tjejer|killar"
        "|besökare|brukare|anhöriga|nyanlända|flyktingar|anställda|medarbetare|lärare|hyresgäster|arbetslösa|bybor"
    ),
    Language.DANISH: (
        "personer|mennesker|borgere|indbyggere|beboere|deltagere|frivillige|unge|børn|elever|studerende|forældre"
        "|ældre|pensionister|seniorer|kvinder|mænd|piger|drenge|besøgende|brugere|pårørende|flygtninge|ansatte"
        "|medarbejdere|lærere|lejere|ledige|grundejere"
    ),
    Language.NORWEGIAN: (
        "personer|mennesker|innbyggere|beboere|deltakere|frivillige|unge|ungdommer|barn|elever|studenter|foreldre"
        "|eldre|pensjonister|kvinner|menn|jenter|gutter|besøkende|brukere|pårørende|flyktninger|ansatte|lærere"
    ),
    Language.ENGLISH: (
        "people|persons|residents|citizens|participants|volunteers|children|pupils|students|parents|pensioners"
        "|women|men|girls|boys|visitors|users|refugees|employees|teachers|tenants"
    ),
}  # fmt: skip
# These also describe something else: "12 äldre byggnader"
_ADJECTIVES = frozenset(
    (
        "frivilliga unga äldre nyanlända anställda arbetslösa boende"
        " frivillige unge ældre ansatte ledige eldre"
    ).split()
)
_AFTER_ADJECTIVE = re.compile(
    r"\s*(?:[^\w\s]|$|\s(?:och|og|and|som|der|med|i|på|från|fra|har|er|är|mellan|mellem|mellom|under|over|"
    r"över"
    r"|til|till|fik|fick|deltog|var|vid|ved|kom|om|kan|blev|utan|uden|per|pr)\b)"
)
_DESCRIBED = (
    "(?:(?:aktiva|aktive|unga|unge|äldre|ældre|nya|nye|lokala|lokale|frivilliga|frivillige|ensamma|ensomme"
    "|vuxna|voksne|young|older|local|active) )?"
)
# What makes the number something else: a share, a reference, a grade, a date
_NOT_PERSONS = re.compile(
    r"(?:\b(?:per|pr|av|af|av de|af de|of|ud af|out of|kap|kapitel|punkt|pkt|nr|nummer|sid|sida|side|klass"
    r"|klasse|årskurs|åk|kl|den|d|år|året|var|hver|hvert|varje|figur|tabell|tabel|bilaga|bilag)\.?|"
    r"[§#/])\s*$",
    re.IGNORECASE,
)
_PERSONS = {
    language: re.compile(
        rf"(?<![\w.,:/§+–-])(?<!\d{_SPACE})(?P<first>\d{{1,3}}(?:(?:{_SPACE}|\.)\d{{3}})+|\d+)"
        rf"(?:{_SPACE}?(?:[-–]|till|til|to){_SPACE}?(?P<last>\d{{1,3}}(?:(?:{_SPACE}|\.)\d{{3}})+|\d+))?"
        rf"{_SPACE}{_DESCRIBED}(?P<who>{who})(?!\w)(?!-\w)",
        re.IGNORECASE,
    )
    for language, who in _PEOPLE.items()
}  # fmt: skip
_BETWEEN = re.compile(
    rf"\b(?:mellan|mellem|mellom|between){_SPACE}(\d+){_SPACE}(?:och|og|and){_SPACE}$", re.IGNORECASE
)
_QUALIFIER = re.compile(
    r"\b(?:ca\.?|cirka|omkring|ungefär|runt|drygt|knappt|omtrent|godt|næsten|nästan|över|over|mer än|mere end"
    r"|fler än|flere end|minst|mindst|upp till|op til|about|around|more than)\s$",
    re.IGNORECASE,
)


def amounts(sentence: Sentence, *, country: Country | None) -> Iterator[Tag]:
    """Yield the amounts of money in a sentence, such as "1200000 SEK", by the year "90000 DKK/year".

    Args:
        sentence: Where to look.
        country: Whose crowns are meant where the text does not say; None leaves such amounts out.
    """
    for match in _AMOUNT.finditer(sentence.text, sentence.start, sentence.end):
        currency = _currency(match, country)
        if currency is None:
            continue
        big = (match["big"] or match["short"] or "").lower().rstrip(".")
        factor = _FACTORS.get(big, 1)
        numbers = (
            [Decimal(_WORDS[match["word"].lower()])] if match["word"] else
            [_decimal(number) for number in (match["first"], match["last"]) if number]
        )  # fmt: skip
        if len(numbers) == 2 and numbers[0] >= numbers[1]:
            continue
        value = "-".join(_plain(number * factor) for number in numbers)
        year = "/year" if match["year"] else ""
        yield _tag(Facet.AMOUNT, f"{value} {currency}{year}", sentence, match.start(), match.end())


def persons(sentence: Sentence, language: Language) -> Iterator[Tag]:
    """Yield the numbers of persons in a sentence, such as "250" or "20-30"."""
    pattern = _PERSONS.get(language)
    if pattern is None or not _DIGIT.search(sentence.text, sentence.start, sentence.end):
        return
    for match in pattern.finditer(sentence.text, sentence.start, sentence.end):
        before = sentence.text[sentence.start : match.start()]
        qualifier = _QUALIFIER.search(before)
        start = sentence.start + qualifier.start() if qualifier else match.start()
        numbers = [re.sub(r"\D", "", number) for number in (match["first"], match["last"]) if number]
        between = _BETWEEN.search(before)
        if between and len(numbers) == 1:
            numbers.insert(0, between[1])
            start = sentence.start + between.start()
        if _NOT_PERSONS.search(sentence.text[sentence.start : start]) or any(map(_is_year, numbers)):
            continue
        if match["who"].lower() in _ADJECTIVES and not _AFTER_ADJECTIVE.match(sentence.text, match.end()):
            continue
        if int(numbers[0]) < 2 or (len(numbers) == 2 and int(numbers[0]) >= int(numbers[1])):
            continue
        yield _tag(Facet.PERSONS, "-".join(numbers), sentence, start, match.end())


def first_of_each(tags: Iterator[Tag]) -> tuple[Tag, ...]:
    """Return the first tag of each value; none if there are so many that they are a table."""
    found: dict[str, Tag] = {}
    for tag in tags:
        found.setdefault(tag.value, tag)
    return tuple(found.values()) if len(found) <= _MAX_TAGS else ()


def _currency(match: re.Match[str], country: Country | None) -> str | None:
    unit = (match["unit"] or match["plain"] or "").lower()
    if unit in _CURRENCIES:
        return _CURRENCIES[unit]
    if (match["short"] or "").lower() in {"tsek", "ksek", "msek"}:
        return "SEK"
    for nation, currency in _NATIONS.items():
        if unit.startswith(nation):
            return currency
    return _CURRENCY_OF[country] if country else None


def _decimal(written: str) -> Decimal:
    grouped = re.fullmatch(_GROUPED, written)
    plain = re.sub(r"[^\d,]", "", written) if grouped else written
    return Decimal(plain.replace(",", "."))


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _is_year(number: str) -> bool:
    return len(number) == 4 and 1900 <= int(number) <= 2099


def _tag(facet: Facet, value: str, sentence: Sentence, start: int, end: int) -> Tag:
    evidence = quote(sentence.text, start, end, within=(sentence.start, sentence.end), max_chars=_QUOTE_CHARS)
    return Tag(facet=facet, value=value, confidence=_CONFIDENCE, method=TagMethod.NUMBER, evidence=evidence)
