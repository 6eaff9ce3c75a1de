from __future__ import annotations

import json
import math
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import kb
from kb.errors import SettingsError, UnknownMunicipalityError
from kb.gazetteer import Gazetteer, Municipality, load_gazetteer, parse_districts
from kb.records import Country
from kb.text import fold

PACKAGED = Path(kb.__file__).parent / "data" / "municipalities.tsv"

# The first two digits of a Swedish municipality's code are its county's; 02, 11, 15 and 16 are not in use.
COUNTIES = {
    "01": "Stockholms län",
    "03": "Uppsala län",
    "04": "Södermanlands län",
    "05": "Östergötlands län",
    "06": "Jönköpings län",
    "07": "Kronobergs län",
    "08": "Kalmar län",
    "09": "Gotlands län",
    "10": "Blekinge län",
    "12": "Skåne län",
    "13": "Hallands län",
    "14": "Västra Götalands län",
    "17": "Värmlands län",
    "18": "Örebro län",
    "19": "Västmanlands län",
    "20": "Dalarnas län",
    "21": "Gävleborgs län",
    "22": "Västernorrlands län",
    "23": "Jämtlands län",
    "24": "Västerbottens län",
    "25": "Norrbottens län",
}


@pytest.fixture
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def _of(gazetteer: Gazetteer, country: Country) -> list[Municipality]:
    return [place for place in gazetteer.municipalities if place.country is country]


# The packaged table


def test_there_are_290_swedish_and_98_danish_municipalities(gazetteer: Gazetteer) -> None:
    counts = Counter(place.country for place in gazetteer.municipalities)
    assert counts == {Country.SWEDEN: 290, Country.DENMARK: 98}
    assert len({place.code for place in gazetteer.municipalities}) == 388
    assert len({place.name for place in gazetteer.municipalities}) == 388


def test_the_county_of_a_swedish_code_is_its_region(gazetteer: Gazetteer) -> None:
    swedish = _of(gazetteer, Country.SWEDEN)
    assert {place.code: place.region for place in swedish} == {
        place.code: COUNTIES[place.code[2:4]] for place in swedish
    }
    assert {place.region for place in swedish} == set(COUNTIES.values())


def test_the_danish_regions_have_their_number_of_municipalities(gazetteer: Gazetteer) -> None:
    assert Counter(place.region for place in _of(gazetteer, Country.DENMARK)) == {
        "Region Hovedstaden": 29,
        "Region Midtjylland": 19,
        "Region Nordjylland": 11,
        "Region Sjælland": 17,
        "Region Syddanmark": 22,
    }


@pytest.mark.parametrize(
    ("code", "name", "official_name", "region"),
    [
        ("SE0180", "Stockholm", "Stockholms stad", "Stockholms län"),
        ("SE0980", "Gotland", "Region Gotland", "Gotlands län"),
        ("SE1281", "Lund", "Lunds kommun", "Skåne län"),
        ("SE1480", "Göteborg", "Göteborgs Stad", "Västra Götalands län"),
        ("SE1715", "Kil", "Kils kommun", "Värmlands län"),
        ("SE1763", "Forshaga", "Forshaga kommun", "Värmlands län"),
        ("SE2080", "Falun", "Falu kommun", "Dalarnas län"),
        ("SE2584", "Kiruna", "Kiruna kommun", "Norrbottens län"),
        ("DK101", "København", "Københavns Kommune", "Region Hovedstaden"),
        ("DK400", "Bornholm", "Bornholms Regionskommune", "Region Hovedstaden"),
        ("DK420", "Assens", "Assens Kommune", "Region Syddanmark"),
        ("DK751", "Aarhus", "Aarhus Kommune", "Region Midtjylland"),
        ("DK851", "Aalborg", "Aalborg Kommune", "Region Nordjylland"),
    ],
)
def test_well_known_codes(
    gazetteer: Gazetteer, code: str, name: str, official_name: str, region: str
) -> None:
    place = gazetteer.get(code)
    assert (place.name, place.official_name, place.region) == (name, official_name, region)


def test_fourteen_municipalities_call_themselves_stad(gazetteer: Gazetteer) -> None:
    stad = [place.name for place in gazetteer.municipalities if place.official_name.lower().endswith(" stad")]
    assert sorted(stad) == sorted(
        "Borås Göteborg Haparanda Helsingborg Landskrona Lidingö Malmö Mölndal Solna Stockholm Sundbyberg "
        "Trollhättan Vaxholm Västerås".split()
    )
    # The law still says kommun, so texts do too.
    assert gazetteer.by_form["Göteborgs kommun"] == ("SE1480",)
    assert gazetteer.by_form["Solna kommun"] == ("SE0184",)


def test_populations_add_up_to_the_published_totals(gazetteer: Gazetteer) -> None:
    swedish, danish = (_of(gazetteer, country) for country in (Country.SWEDEN, Country.DENMARK))
    # SCB, 31 December 2016; Danmarks Statistik, 1 January 2020, of which 84 on the Ertholmene,
    # which belong to no municipality
    assert sum(place.population for place in swedish) == 9_995_153
    assert sum(place.population for place in danish) == 5_822_763 - 84
    assert {(p.population_year, p.population_source) for p in swedish} == {
        (2016, "SCB, folkmängd 31 december 2016")
    }
    assert {(p.population_year, p.population_source) for p in danish} == {
        (2020, "Danmarks Statistik, FOLK1A, 1. januar 2020")
    }
    assert gazetteer.get("SE1480").population == 556_640


def test_every_point_lies_in_its_country(gazetteer: Gazetteer) -> None:
    for place in gazetteer.municipalities:
        if place.country is Country.SWEDEN:
            assert 55.3 < place.latitude < 69.1, place
            assert 10.9 < place.longitude < 24.2, place
        else:
            assert 54.5 < place.latitude < 57.8, place
            assert 8.0 < place.longitude < 15.2, place


def test_neighbours_are_close(gazetteer: Gazetteer, reference: Path) -> None:
    neighbours = json.loads((reference / "data" / "neighbours.json").read_text(encoding="utf-8"))
    far = []
    for code, others in neighbours.items():
        here = gazetteer.get(code if code.startswith("SE") else f"DK{code[-3:]}")
        for other in others:
            there = gazetteer.get(other if other.startswith("SE") else f"DK{other[-3:]}")
            km_north = 111.2 * (here.latitude - there.latitude)
            km_east = 111.2 * math.cos(math.radians(here.latitude)) * (here.longitude - there.longitude)
            limit = 230 if max(here.latitude, there.latitude) > 61 else 110  # the northern ones are vast
            if math.hypot(km_north, km_east) > limit:
                far.append((here.name, there.name))
    assert far == []


def test_every_municipality_has_its_genitive(gazetteer: Gazetteer) -> None:
    for place in gazetteer.municipalities:
        genitive = f"{place.name}s"
        if place.name[-1] in "sx":
            genitive = place.name if place.country is Country.SWEDEN else f"{place.name}'"
        assert place.forms[0] == place.name
        assert genitive in place.forms
    assert "Kalix" in gazetteer.by_form
    assert {"Kalixs", "Boråss", "Horsenss"}.isdisjoint(gazetteer.by_form)


def test_every_municipality_has_its_official_name_and_one_with_kommun(gazetteer: Gazetteer) -> None:
    for place in gazetteer.municipalities:
        assert place.official_name in place.forms
        word = "kommun" if place.country is Country.SWEDEN else "Kommune"
        assert any(form.endswith(f" {word}") for form in place.forms), place


def test_a_form_means_one_municipality(gazetteer: Gazetteer) -> None:
    # None is shared today, within a country or between them. Should one come, the tagger must know:
    shared = {form: codes for form, codes in gazetteer.by_form.items() if len(codes) > 1}
    assert all(gazetteer.get(code).ambiguous for codes in shared.values() for code in codes)
    assert shared == {}


def test_by_form_keeps_the_writing_of_each_form(gazetteer: Gazetteer) -> None:
    assert gazetteer.by_form["Marks"] == ("SE1463",)
    assert "marks" not in gazetteer.by_form
    assert gazetteer.by_form["Göteborgs Stad"] == ("SE1480",)
    assert set(gazetteer.by_form) == {form for place in gazetteer.municipalities for form in place.forms}


@pytest.mark.parametrize(
    ("form", "codes"),
    [("Mors", ()), ("Väsby", ()), ("Malung", ()), ("Gbg", ()), ("Malmös kommun", ())],
)
def test_words_that_would_tag_the_wrong_place_are_no_forms(
    gazetteer: Gazetteer, form: str, codes: tuple[str, ...]
) -> None:
    # Mors dag is Mother's Day; there are several Väsby; nobody writes Malmös kommun.
    assert gazetteer.by_form.get(form, ()) == codes


def test_names_that_mean_something_else_are_marked(gazetteer: Gazetteer) -> None:
    marked = {place.name for place in gazetteer.municipalities if place.ambiguous}
    assert marked >= set(
        "Ale Berg Boden Eda Grums Habo Hjo Kil Köping Lomma Lund Mark Mora Nacka Nora Sala Skara Trosa Vara "
        "Ydre Åre Salem Dorotea Vilhelmina Faxe Greve Lejre Odder Skive Varde Vejen Vejle".split()
    )
    assert not marked & set(
        "Göteborg Malmö Forshaga Åmål Tierp Ringsted Holbæk Aarhus Fanø Struer Arboga Solna".split()
    )


def test_the_file_is_nfc_and_no_form_is_there_twice(gazetteer: Gazetteer) -> None:
    assert unicodedata.is_normalized("NFC", PACKAGED.read_text(encoding="utf-8"))
    for place in gazetteer.municipalities:
        assert len(set(place.forms)) == len(place.forms)
        assert all(form == form.strip() and form for form in place.forms)


# Looking things up


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SE1715", "SE1715"),
        ("se1715", "SE1715"),
        (" dk101 ", "DK101"),
        ("Kil", "SE1715"),
        ("KILS KOMMUN", "SE1715"),
        ("göteborgs stad", "SE1480"),
        ("Gothenburg", "SE1480"),
        ("Copenhagen", "DK101"),
        ("Köpenhamn", "DK101"),
        ("københavns kommune", "DK101"),
        ("Århus", "DK751"),
        ("Ålborg Kommune", "DK851"),
        ("Aabenraa", "DK580"),
        ("Åbenrå", "DK580"),
        ("Höje Taastrup", "DK169"),
        ("Høje-Tåstrup", "DK169"),
        ("upplands  bro", "SE0139"),
        ("Lyngby–Taarbæk", "DK173"),
        ("Aarhus’", "DK751"),
        ("Region Gotland", "SE0980"),
        ("Væsterås", "SE1980"),
        (unicodedata.normalize("NFD", "Åre"), "SE2321"),
        (unicodedata.normalize("NFD", "Sønderborg"), "DK540"),
    ],
)
def test_resolve_takes_codes_names_and_forms(gazetteer: Gazetteer, text: str, code: str) -> None:
    assert gazetteer.resolve(text).code == code


def test_every_form_resolves_to_its_own_municipality_in_any_writing(gazetteer: Gazetteer) -> None:
    for place in gazetteer.municipalities:
        for form in (place.code, *place.forms):
            for written in (form, form.upper(), fold(form), unicodedata.normalize("NFD", form)):
                assert gazetteer.resolve(written) is place


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Forshga", "Forshaga (SE1763)"),
        ("Goteborg", "Göteborg (SE1480)"),
        ("Malmo", "Malmö (SE1280)"),
        ("Kobenhavn", "København (DK101)"),
        ("Orebro", "Örebro (SE1880)"),
    ],
)
def test_an_unknown_name_brings_the_closest_with_their_codes(
    gazetteer: Gazetteer, text: str, suggestion: str
) -> None:
    with pytest.raises(UnknownMunicipalityError) as caught:
        gazetteer.resolve(text)
    message = str(caught.value)
    assert message.startswith(f"There is no municipality {text!r}; did you mean {suggestion}")
    assert message.count(" (") <= 3


def test_nonsense_brings_the_way_on(gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownMunicipalityError) as caught:
        gazetteer.resolve("")
    assert str(caught.value) == ("There is no municipality ''. Give its name or code, such as Kil or SE1715.")


def test_get_takes_codes_only(gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownMunicipalityError, match="no municipality with the code 'Kil'"):
        gazetteer.get("Kil")


def test_a_name_of_two_municipalities_asks_for_the_code(gazetteer: Gazetteer) -> None:
    swedish = gazetteer.get("SE1281")
    danish = replace(gazetteer.get("DK615"), name="Lund", forms=("Lund", "Lund Kommune"))
    both = Gazetteer((swedish, danish))
    assert both.by_form["Lund"] == ("SE1281", "DK615")
    assert both.resolve("lund kommune") is danish
    with pytest.raises(UnknownMunicipalityError) as caught:
        both.resolve("LUND")
    assert str(caught.value) == (
        "'LUND' is the name of Lund (SE1281), Lund (DK615). Give the code of one of them."
    )


# Files of one's own

HEADER = (
    "code\tcountry\tname\tofficial_name\tregion\tforms\tlatitude\tlongitude\t"
    "population\tpopulation_year\tpopulation_source\tambiguous\n"
)
ROW = "DK741\tDK\tSamsø\tSamsø Kommune\tRegion Midtjylland\tSamsø|Samsøs\t55.8\t10.6\t3657\t2020\tX\t0\n"


def test_a_file_of_ones_own_is_read_in_nfc(tmp_path: Path) -> None:
    path = tmp_path / "places.tsv"
    path.write_text(unicodedata.normalize("NFD", HEADER + ROW.replace("Samsø", "Åsø")), encoding="utf-8")
    (place,) = load_gazetteer(path).municipalities
    assert place == Municipality(
        code="DK741",
        country=Country.DENMARK,
        name="Åsø",
        official_name="Åsø Kommune",
        region="Region Midtjylland",
        forms=("Åsø", "Åsøs"),
        latitude=55.8,
        longitude=10.6,
        population=3657,
        population_year=2020,
        population_source="X",
        ambiguous=False,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the first line must name the columns code, country"),
        (ROW, "the first line must name the columns code, country"),
        (HEADER + ROW + ROW, "line 3: DK741 is there twice"),
        (HEADER + ROW.replace("DK741", "SE0741"), "line 2: the code 'SE0741' is not DK and its digits"),
        (HEADER + ROW.replace("DK741", "DK0741"), "line 2: the code 'DK0741' is not DK and its digits"),
        (HEADER + ROW.replace("\tDK\t", "\tNO\t"), "line 2: 'NO' is not a valid Country"),
        (HEADER + ROW.replace("\t3657", ""), "line 2: 11 columns instead of 12"),
        (HEADER + ROW.replace("3657", "3 657"), "line 2: invalid literal for int"),
        (HEADER + ROW.replace("\t0\n", "\tno\n"), "line 2: ambiguous is 'no', not 0 or 1"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "places.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_gazetteer(path)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)


def test_a_file_in_another_encoding_or_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "places.tsv"
    path.write_bytes((HEADER + ROW).encode("latin-1"))
    with pytest.raises(SettingsError, match=r"places\.tsv is not in UTF-8"):
        load_gazetteer(path)
    with pytest.raises(SettingsError, match=r"nowhere\.tsv cannot be read: No such file"):
        load_gazetteer(tmp_path / "nowhere.tsv")


# Districts


def test_districts_lie_in_known_municipalities_and_share_no_name(gazetteer: Gazetteer) -> None:
    forms = [form for district in gazetteer.districts for form in district.forms]
    assert len(gazetteer.districts) > 1000
    assert len(forms) == len(set(forms))
    assert not set(forms) & set(gazetteer.by_form)
    assert {gazetteer.get(district.code).code for district in gazetteer.districts} > {"SE0180", "DK101"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Tensta", "SE0180"),
        ("Gottsunda", "SE0380"),
        ("Råslätt", "SE0680"),
        ("Rosengård", "SE1280"),
        ("Bergsjön", "SE1480"),
        ("Hallonbergen", "SE0183"),
        ("Vivalla", "SE1880"),
        ("Kinna", "SE1463"),
        ("Visby", "SE0980"),
        ("Nørrebro", "DK101"),
        ("Vollsmose", "DK461"),
        ("Gellerup", "DK751"),
        ("Taastrupgård", "DK169"),
        ("Nakskov", "DK360"),
        ("Grindsted", "DK530"),
        ("Skagen", "DK813"),
    ],
)
def test_well_known_districts(gazetteer: Gazetteer, name: str, code: str) -> None:
    (district,) = [district for district in gazetteer.districts if district.name == name]
    assert district.code == code
    assert not district.needs_context
    assert district.forms[:2] == (name, f"{name}s")


def test_names_of_several_places_need_context(gazetteer: Gazetteer) -> None:
    marked = {district.name for district in gazetteer.districts if district.needs_context}
    assert marked >= set("Husby Alby Norrby Vesterbro Give Stege Ringe Boliden".split())


DISTRICTS = "name\tcode\tother_names\tneeds_context\n"


def test_districts_are_read_with_all_their_names(gazetteer: Gazetteer) -> None:
    data = f"{DISTRICTS}Grenå\tDK707\tGrenaa|Grenaas by\t0\n".encode()
    (district,) = parse_districts(data, gazetteer, source="x.tsv")
    assert district.forms == ("Grenå", "Grenås", "Grenaa", "Grenaas", "Grenaas by", "Grenaas bys")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("Byen\tSE9999\t\t0\n", "line 2: There is no municipality with the code 'SE9999'"),
        ("Byen\tSE1715\t\tja\n", "line 2: needs_context is 'ja', not 0 or 1"),
        ("Byen\tSE1715\t0\n", "line 2: 3 columns instead of 4"),
        ("Kil\tSE1715\t\t0\n", "line 2: 'Kil' is the name of another place too"),
        ("Byen\tSE1715\t\t0\nByen\tSE1763\t\t0\n", "line 3: 'Byen' is the name of another place too"),
        ("\tSE1715\t\t0\n", "line 2: there is no name"),
    ],
)
def test_a_broken_table_of_districts_is_refused_with_its_line(
    gazetteer: Gazetteer, rows: str, said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_districts((DISTRICTS + rows).encode(), gazetteer, source="x.tsv")
    assert "x.tsv" in str(caught.value)
    assert said in str(caught.value)
