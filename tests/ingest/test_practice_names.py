"""What a text calls a practice, and when two names are the same."""

from __future__ import annotations

import pytest

from ingest.practice_names import compared, name_in, name_of_heading, nouns_in
from ingest.practice_titles import cut_title
from ingest.practice_words import field_of_heading, field_of_label
from kb.practices import PracticeField
from kb.records import Language

SV, DA = Language.SWEDISH, Language.DANISH


def named(text: str, *places: str, language: Language = SV) -> str | None:
    found = name_in(text, [text], places, language)
    return found.text if found else None


@pytest.mark.parametrize(
    ("text", "places", "name"),
    [
        ("Vega, Upplands Väsby kommun", ["Upplands Väsby"], "Vega"),
        ("Social fond - Musikskola, fotboll m.m. i Valdemarsviks kommun.", ["Valdemarsviks"], "Social fond"),
        ("Fritidsbank – lånar ut prylar. I Forshaga kommun.", ["Forshaga"], "Fritidsbank"),
        ("Sociala upphandlingar t.ex. i Botkyrka kommun.", ["Botkyrka"], "Sociala upphandlingar"),
        ("Vi har startat ”Låna en granne” i Kil.", ["Kil"], "Låna en granne"),
        ("Projektet Öppna Dörrar i Kil gick bra.", ["Kil"], "Öppna Dörrar"),
        ("Namn: Babybänken\nKommun: Kil", ["Kil"], "Babybänken"),
        ("I Kil gick nattvandrarna varje helg.", ["Kil"], "nattvandrarna"),
    ],
)
def test_a_name_is_what_the_text_itself_says(text: str, places: list[str], name: str) -> None:
    assert named(text, *places) == name


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Centerpartiet i Kil skriver om byalagen.", ["Kil"]),  # who speaks, not what was done
        ("Tänk över, om platsen passar i Kil.", ["Kil"]),
        ("Kils kommun: två byalag fick pengar.", ["Kils"]),
        ("I Kil, där man har byalag, gick det bra.", ["Kil"]),
        ("Styrgruppen besökte Kil, där man ringer varandra.", ["Kil"]),
        ("Ett exempel: man ringer varandra i Kil.", ["Kil"]),
        ("I Kil har man både ungdomsråd och medborgarbudget.", ["Kil"]),  # two kinds: doubt
    ],
)
def test_doubt_gives_no_name(text: str, places: list[str]) -> None:
    assert named(text, *places) is None


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Fritidsbanken", "Fritidsbank", SV),
        ("Medborgarbudget", "deltagande budget", SV),
        ("natteravnene", "Natteravne", DA),
        ("borgerbudgetter", "Deltagerbudget", DA),
        ("Bydelsmødre", "bydelsmødrene", DA),
        ("Låna en granne", "låna en GRANNE", SV),
    ],
)
def test_forms_of_one_name_are_the_same(one: str, other: str, language: Language) -> None:
    assert compared(one, language) == compared(other, language)


def test_the_same_practice_is_known_in_both_languages() -> None:
    assert compared("nattvandrare", SV) == compared("natteravne", DA)
    assert compared("medborgarbudget", SV) == compared("borgerbudget", DA)


@pytest.mark.parametrize(
    ("one", "other"), [("Låna en granne", "Låna en Skelleftebo"), ("Vega", "Vega vux"), ("SSP", "SSPF")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert compared(one, SV) != compared(other, SV)


def test_an_abbreviation_is_a_name_in_capitals_only() -> None:
    assert [noun.key for noun in nouns_in("SSP-samarbejdet i Ishøj", DA)] == ["ssp"]
    assert nouns_in("ssp og andet", DA) == []


def test_a_heading_names_what_it_begins_with() -> None:
    def of(heading: str, *places: str, is_label: bool = False) -> str | None:
        found = name_of_heading(heading, places, SV, is_label=is_label)
        return found.text if found else None

    assert of("Fritidsbanken i Forshaga: låna gratis", "Forshaga") == "Fritidsbanken"
    assert of("2. Medborgarbudget på landsbygden i Uppsala", "Uppsala") == "Medborgarbudget"
    assert of("Lysekil: skolsocialt team som åker hem", "Lysekil") is None
    assert of("Två exempel från Kil: pengar till byalag", "Kil") is None
    assert of("Kostnad: ett exempel från Ljusnarsberg", "Ljusnarsberg") is None
    assert of("Läs för hunden") is None
    assert of("Läs för hunden", is_label=True) == "Läs för hunden"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Problemet", PracticeField.PROBLEM),
        ("2. Vad man gjorde", PracticeField.METHOD),
        ("Hvad man gjorde i København", PracticeField.METHOD),
        ("Resultat:", PracticeField.OUTCOMES),
        ("Hvad andre bør vide", PracticeField.LESSONS),
        ("Vad som fungerade", PracticeField.SUCCESS_FACTORS),
        ("Vad som inte fungerade", PracticeField.LESSONS),
        ("Resultaten av kommunens arbete", None),
        ("Nya frågor?", None),
    ],
)
def test_a_heading_tells_its_field_only_if_it_is_nothing_else(
    heading: str, field: PracticeField | None
) -> None:
    assert field_of_heading(heading) is field


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Kostnad", PracticeField.RESOURCES),
        ("Formål", PracticeField.AIM),
        ("Syfte", PracticeField.AIM),
        ("Udfordring", PracticeField.PROBLEM),
        ("Målgruppe", PracticeField.TARGET_GROUPS),
        ("Resultat", PracticeField.OUTCOMES),
        ("Kontakt", PracticeField.CONTACT),
        ("Kommun", None),
        ("Dagsorden", None),
    ],
)
def test_a_label_tells_its_field(label: str, field: PracticeField | None) -> None:
    assert field_of_label(label) is field


def test_a_title_is_cut_behind_a_clause_and_never_changed() -> None:
    sentence = "I Jokkmokk hade man medborgardialoger där kommunstyrelsens ordförande och alla andra möttes."
    assert cut_title(sentence) == "I Jokkmokk hade man medborgardialoger"
    assert cut_title("Vega, Upplands Väsby kommun.") == "Vega, Upplands Väsby kommun"
    long = "ord " * 60
    assert long.startswith(cut_title(long))
    assert len(cut_title(long)) <= 90
    assert cut_title("Klockan är ett, och i Kil " + "står folk " * 12, through=26).startswith(
        "Klockan är ett, och i Kil"
    )
