from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.place_lines import is_meeting_line, is_vacancy
from ingest.places import place_finder
from kb.gazetteer import load_gazetteer
from kb.records import Language

SV, DA = Language.SWEDISH, Language.DANISH
PARTS = (
    "Kalix",
    "Lund",
    "\n",
    ", ",
    " i ",
    "Stadshuset",
    "18 maj 2016",
    "Rektor",
    " söker en ny ",
    "chef",
    ". ",
)


def names(text: str, language: Language) -> list[str]:
    gazetteer = load_gazetteer()
    return [gazetteer.get(mention.code).name for mention in place_finder(gazetteer).find(text, language)]


@pytest.mark.parametrize(
    "text",
    [
        "Stadshuset i Hässleholm, 18/5 2016.",
        "Nätverksdag Unga & sommar. Stadshuset i Hässleholm, 18/5 2016.",
        "Folkets hus i Kil, torsdag 12 mars kl. 18",
        "Tid och plats: Medborgarhuset i Eslöv, kl. 18.30–20.00",
        "18 maj 2016, Stadshuset i Hässleholm",
        "2019-03-14 Falun",
        "Torsdag den 14 mars 2019 kl. 13–15, Folkets hus, Borlänge",
        "Folkhälsodagen, Acusticum, Piteå, 30 aug 2018",
        "Piteå, tors 30 aug 2018",
        "Inbjudan från Mittuniversitetet till en kurs om byautveckling i Östersund, två kvällar i april.",
        "Inbjudan till temadag om skolnärvaro i Umeå, se bilaga.",
        "Anmälan till kursen i Borlänge är stängd.",
        "Regionen bjuder in till en konferens om integration i Örebro.",
        "Luleå tekniska universitet kallar det sidoprat.",
        "Blekinge och Luleå tekniska universitet deltog.",
        "Malmö musikhögskola har kursen.",
        "Lunds domkyrka ligger mitt i staden.",
        "Hon åkte till Hallsbergs station.",
        "Byggprojektledare, Sollentuna",
        "Vikarierande rektor, Kalix",
        "- Samordnare för integration, Borlänge kommun",
        "Enhetschef till hemtjänsten, Umeå",
        "Sundsvall söker en ny förvaltningschef",
        "Borlänge kommun söker två socialsekreterare",
        "Östersunds kommun rekryterar enhetschef",
        "Tåget från Kalmar central var sent.",
    ],
)
def test_swedish_lines_of_meetings_posts_ways_and_bodies_name_no_place(text: str) -> None:
    assert names(text, SV) == []


@pytest.mark.parametrize(
    "text",
    [
        "Hver femte tur gik til Holbæk station og retur.",
        "Bussen kørte fra Roskilde Station.",
        "Vi talte med forskere fra Københavns Professionshøjskole.",
        "Odense Tekniske Gymnasium låner lokaler ud.",
        "Aalborg Katedralskole underviser.",
        "Kolding Storcenter er lukket.",
        "Rådhuset i Horsens, den 4. maj 2021",
        "Kulturhuset i Svendborg, kl. 19.00",
        "Den 4. maj 2021, Rådhuset i Horsens",
        "4. maj 2021 kl. 10-12, Odense",
        "Invitation fra KL til temadag om ensomhed i Kolding i maj",
        "Projektleder, Hedensted Kommune",
        "Pædagogisk konsulent, Vejle",
        "Vallensbæk søger gadeplansmedarbejder",
        "Gribskov Kommune søger en ny SSP-konsulent",
        "Herning søger erfaren projektleder",
        "Gården ligger på Stengårdsvej 12.",
    ],
)
def test_danish_lines_of_meetings_posts_ways_and_bodies_name_no_place(text: str) -> None:
    assert names(text, DA) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Föreningen bjuder in grannar till möten i Borlänge.", "Borlänge"),
        ("Alla nya får en inbjudan till ett möte i Borlänge.", "Borlänge"),
        ("Då invigdes biblioteket i Borlänge, 18 maj 2016.", "Borlänge"),
        ("Falun, 3 marknader och en kyrka", "Falun"),
        ("Borlänge (12 mars 2018)", "Borlänge"),
        ("Kommun\tVara", "Vara"),
        ("Lomma lägger ut seglarskolans tomma platser varje måndag.", "Lomma"),
        ("Kil skickar ett kort till alla nya.", "Kil"),
        ("Åre delar ut nycklar till bystugan.", "Åre"),
        ("Var? Kil", "Kil"),
        ("Var händer det? Kil", "Kil"),
        ("Ort\nVara\nKostnad\n10 kr", "Vara"),
        ("Vi har tittat på Skara och gjort likadant.", "Skara"),
        ("Idén är lånad av Berg men inspirerad av Mora.", "Mora"),
        ("På Kalmar station möter värdarna nya.", "Kalmar"),
        ("Stadshuset i Hässleholm har fått en öppen dörr.", "Hässleholm"),
        ("I Kil bjöds alla in till en kurs.", "Kil"),
        ("Inbjudan gick ut till alla nya i Borlänge.", "Borlänge"),
        ("Boden har tillsatt en ungdomslots.", "Boden"),
        ("Kils kommun söker volontärer till mötesplatsen.", "Kil"),
        ("Falun söker svar hos de unga.", "Falun"),
        ("Mobil fritidsledare i Kalix kör buss.", "Kalix"),
        ("I maj 2018 öppnade Umeå ett hus.", "Umeå"),
        ("På Hertsön knackade hyresvärden dörr.", "Luleå"),
        ("I Södra Ryd öppnade ett öppet kök.", "Skövde"),
        ("Läxhjälp (Kil)", "Kil"),
    ],
)
def test_swedish_fields_subjects_and_what_was_learnt_name_their_place(text: str, place: str) -> None:
    assert names(text, SV) == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Skive har lagt caféen i kantinen på et slagteri.", "Skive"),
        ("• Skive øver digital post.", "Skive"),
        ("Varde lægger mødet i en pølsevogn.", "Varde"),
        ("Hvor? Varde", "Varde"),
        ("Hvor foregår det? Varde", "Varde"),
        ("I hvilken kommune? Greve", "Greve"),
        ("Kommune\nOdder\nMålgruppe\nÆldre", "Odder"),
        ("Administrationen har set på Tønder, som bruger lokale landbetjente.", "Tønder"),
        ("Vi er inspireret af Lejre og har gjort det samme.", "Lejre"),
        ("Udvalget kiggede mod Vejle.", "Vejle"),
        ("I Askerød har man vendt modellen om.", "Greve"),
        ("På Stengårdsvej er fællesvaskeriet blevet åbent hus.", "Esbjerg"),
        ("I Hørgården ringer de på.", "København"),
        ("På Holbæk Station står natteravnene.", "Holbæk"),
        ("Biblioteket i Struer har åbent om natten.", "Struer"),
        ("Herning søger frivillige til caféen.", "Herning"),
        ("Invitationer blev sendt til alle nye i Køge.", "Køge"),
        ("Egedal har oprettet en pulje.", "Egedal"),
    ],
)
def test_danish_fields_subjects_and_what_was_learnt_name_their_place(text: str, place: str) -> None:
    assert names(text, DA) == [place]


@pytest.mark.parametrize(
    ("heading", "language", "is_label"),
    [
        ("1. Frisörstolen, Kalix", SV, True),
        ("Frisörstolen, Kalix", SV, True),
        ("Exempel 3: Bänkarna, Älvsbyn", SV, True),
        ("4. Trapphuset, Hertsön", SV, True),
        ("Läxhjälp på bussen (Borlänge)", SV, True),
        ("Lån av skidor – Solna stad", SV, True),
        ("2.1 Mobil fritidsledare, Kalix", SV, True),
        ("BÄNKARNA, KALIX", SV, True),
        ("Byggprojektledare, Sollentuna", SV, False),
        ("Tuomas Laine, Kalix", SV, False),
        ("Anna på biblioteket, Kalix", SV, False),
        ("Årsmötet, Falun", SV, False),
        ("Folkhälsodagen 2018, Piteå", SV, False),
        ("Stilling som konsulent, Gribskov Kommune", SV, False),
        ("Foto: biblioteket, Kalix", SV, False),
        ("Nätverksträff, Umeå", SV, False),
        ("Förskolan, Lund", SV, False),
        ("1. Anna Berg, Kalix", SV, False),
        ("Tuomas Laine, byskolan, Kalix", SV, False),
        ("Eva Sundin, kurator, Kalix", SV, False),
        ("Case 2 – Grannkaffe, Borlänge kommun", SV, True),
        ("Unga i Kalix", SV, False),
        ("Biblioteket, Kalix och Umeå", SV, False),
        ("IDÉ 3: Bådelauget, Ærø", DA, True),
        ("Natbussen (Morsø Kommune)", DA, True),
        ("Gåfodbold – Brøndby", DA, True),
        ("Stilling som SSP-konsulent, Gribskov Kommune", DA, False),
        ("Merete Skov, Køge", DA, False),
        ("Temadag, Odense, 4. maj 2021", DA, False),
    ],
)
def test_a_heading_that_ends_with_its_place_is_a_label(
    heading: str, language: Language, is_label: bool
) -> None:
    assert place_finder(load_gazetteer()).labels(heading, language) is is_label


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
def test_what_is_found_stands_in_no_line_of_a_meeting_or_post(text: str) -> None:
    for mention in place_finder(load_gazetteer()).find(text, SV):
        assert not is_meeting_line(text, mention.start, mention.end)
        assert not is_vacancy(text, mention.start, mention.end)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I Hundige og på Høje Gladsaxe har man værter.", ["DK253", "DK159"]),
        ("På Bispeparken, Degnegården og Remisevænget", ["DK101"] * 3),
        ("I kvarteret Resedavej ringer de på.", ["DK740"]),
        ("I Resedavej ringer de på.", []),
        ("Aldersrogade 12, 3. sal", []),
    ],
)
def test_danish_estates_lead_to_their_municipality(text: str, code: list[str]) -> None:
    assert [mention.code for mention in place_finder(load_gazetteer()).find(text, DA)] == code


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Afholdt 8/11 2017 i Rebild af netværket.", DA, []),
        ("Hölls den 3 maj 2018 i Ludvika med tjugo deltagare.", SV, []),
        ("Den som vill bjuda in hör av sig till Mark.", SV, []),
        ("I Mark öppnade man en bod.", SV, ["Mark"]),
        ("På Mors ringer man i kæde.", DA, ["Morsø"]),
        ("På Mors dag fik alle en blomst.", DA, []),
    ],
)
def test_meetings_first_names_and_islands(text: str, language: Language, expected: list[str]) -> None:
    assert names(text, language) == expected


def test_sentence_that_a_place_begins_tells_what_was_done_there() -> None:
    found = place_finder(load_gazetteer()).find("Helsingør har ansat en natportner.", DA)
    assert [mention.is_placed for mention in found] == [True]
    found = place_finder(load_gazetteer()).find("Helsingør er en by ved vandet.", DA)
    assert [mention.is_placed for mention in found] == [False]
