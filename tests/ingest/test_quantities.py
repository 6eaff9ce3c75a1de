from __future__ import annotations

import pytest

from ingest.periods import periods
from ingest.phrases import sentences
from ingest.quantities import amounts, first_of_each, persons
from ingest.quote import quote
from kb.records import Country, Language

SE, DK = Country.SWEDEN, Country.DENMARK


def money(text: str, country: Country | None) -> list[str]:
    return [tag.value for part in sentences(text) for tag in amounts(part, country=country)]


def people(text: str, language: Language) -> list[str]:
    return [tag.value for part in sentences(text) for tag in persons(part, language)]


def years(text: str, language: Language = Language.SWEDISH) -> list[str]:
    return [tag.value for part in sentences(text) for tag in periods(part, language)]


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Det kostade 1,2 miljoner kronor.", SE, ["1200000 SEK"]),
        ("Två miljoner kronor gick till byn.", SE, ["2000000 SEK"]),
        ("Potten: 10–50 kr per invånare.", SE, ["10-50 SEK"]),
        ("3,5 mkr, 450 tkr och 20 000 euro.", SE, ["3500000 SEK", "450000 SEK", "20000 EUR"]),
        ("År 2019 fick de 300 000 kr.", SE, ["300000 SEK"]),
        ("Hyran är 420 000 kronor per år.", SE, ["420000 SEK/year"]),
        ("Bidraget är 1 250 000 SEK.", None, ["1250000 SEK"]),
        ("De fick 5 000 danska kronor.", SE, ["5000 DKK"]),
        ("Byrådet afsatte 600.000 kr. over to år.", DK, ["600000 DKK"]),
        ("2,1 mio. kr. om året, 175.000 kr. pr. plads", DK, ["2100000 DKK/year", "175000 DKK"]),
        ("1,5 mia. kr. og 300 t.kr.", DK, ["1500000000 DKK", "300000 DKK"]),
        ("Det koster 2.300 kr. årligt.", DK, ["2300 DKK/year"]),
        ("Fra 2 til 3 millioner kroner", DK, ["2000000-3000000 DKK"]),
        ("Det kostar 100 kr.", None, []),
        ("Den 5 kronprinsen, 40 % och 300 meter", SE, []),
        ("Dnr 2015/300 kr-fråga", SE, []),
        ("Avsnitt 3.2.100 kronor", SE, []),
    ],
)
def test_amounts_have_a_number_and_a_currency(
    text: str, country: Country | None, expected: list[str]
) -> None:
    assert money(text, country) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Konstnären mötte ca 250 medborgare.", Language.SWEDISH, ["250"]),
        ("Kommunen har 12 500 invånare.", Language.SWEDISH, ["12500"]),
        ("Det kom mellan 20 och 30 barn.", Language.SWEDISH, ["20-30"]),
        ("5–10 volontärer och 40 unga.", Language.SWEDISH, ["5-10", "40"]),
        ("37 borgere hjælper, over 60 aktive frivillige i alt.", Language.DANISH, ["37", "60"]),
        ("Hver tirsdag går 20 til 30 personer turen.", Language.DANISH, ["20-30"]),
        ("ca. 1.200 borgere", Language.DANISH, ["1200"]),
        ("23 deltakere og 42 parents", Language.NORWEGIAN, ["23"]),
        ("42 parents", Language.ENGLISH, ["42"]),
        ("12 äldre byggnader och 8 boende hus", Language.SWEDISH, []),
        ("7 av 10 elever, 3 per 1 000 invånare", Language.SWEDISH, []),
        ("År 2015 deltagare, 2015 medborgare", Language.SWEDISH, []),
        ("Årskurs 7 elever, klass 5 elever, § 37 medborgare", Language.SWEDISH, []),
        ("3,5 personer och 1 personer", Language.SWEDISH, []),
        ("pr. 1.000 indbyggere, hver 3 deltagere", Language.DANISH, []),
        ("den 14 deltagere, 30 10 personer", Language.DANISH, []),
    ],
)
def test_numbers_of_persons(text: str, language: Language, expected: list[str]) -> None:
    assert people(text, language) == expected


def test_quote_of_persons_has_the_words_that_qualify_the_number() -> None:
    (part,) = sentences("Konstnären mötte ca 250 medborgare.")
    (tag,) = persons(part, Language.SWEDISH)
    assert tag.evidence == "Konstnären mötte ca 250 medborgare."


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Projektet pågick 2013–2016.", Language.SWEDISH, ["2013/2016"]),
        ("under 2015-2017", Language.SWEDISH, ["2015/2017"]),
        ("2015–17 satsade man", Language.SWEDISH, ["2015/2017"]),
        ("från 2013 till 2016, mellan 2010 och 2012", Language.SWEDISH, ["2013/2016", "2010/2012"]),
        ("Det har funnits sedan 2012.", Language.SWEDISH, ["2012/.."]),
        ("Ordningen har kørt siden efteråret 2009.", Language.DANISH, ["2009/.."]),
        ("Fra 2013 til 2016", Language.DANISH, ["2013/2016"]),
        ("Först 2012 och sedan 2014", Language.SWEDISH, []),
        ("Dnr 2013-2016, 2017-06-15, 2015-12", Language.SWEDISH, []),
        ("Ring 2013-2016 12", Language.SWEDISH, []),
        ("2016–2013 och 1200–1900", Language.SWEDISH, []),
        ("https://exempel.se/2013-2016", Language.SWEDISH, []),
    ],
)
def test_periods_of_years(text: str, language: Language, expected: list[str]) -> None:
    assert years(text, language) == expected


def test_a_table_of_amounts_gives_none() -> None:
    text = ", ".join(f"{n} kr" for n in range(1, 12))
    found = (tag for part in sentences(text) for tag in amounts(part, country=SE))
    assert first_of_each(found) == ()


def test_the_quote_leaves_the_mark_of_a_bullet_out() -> None:
    found = quote("- Kostnad 1 miljon kronor var", 10, 25, within=(0, 29), max_chars=100)
    assert found == "Kostnad 1 miljon kronor var"
