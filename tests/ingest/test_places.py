from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.places import place_finder
from kb.gazetteer import load_gazetteer
from kb.records import Language

SV, DA = Language.SWEDISH, Language.DANISH


def find(text: str, language: Language = SV) -> list[str]:
    return [mention.code for mention in place_finder(load_gazetteer()).find(text, language)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("I Kils kommun gav man pengar.", ["SE1715"]),
        ("Black Sheep, musik. Solna stad.", ["SE0184"]),
        ("Upplands Väsby kommun och Upplands-Väsby", ["SE0114", "SE0114"]),
        ("I Jokkmokk t.ex. hade man dialog.", ["SE2510"]),
        ("Örebros modell", ["SE1880"]),
        ("kommunerna Forshaga, Kil och Karlstad", ["SE1763", "SE1715", "SE1780"]),
        ("ANGERED OCH GÖTEBORG", ["SE1480", "SE1480"]),
        ("Region Gotland", ["SE0980"]),
        ("Man for från Lund till Malmö.", ["SE1281", "SE1280"]),
    ],
)
def test_swedish_places_are_found(text: str, codes: list[str]) -> None:
    assert find(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Odense Kommune har støttet det.", ["DK461"]),
        ("I Aarhus og Aalborg gik det godt.", ["DK751", "DK851"]),
        ("Faxe Kommune", ["DK320"]),
        ("Vejle Byråd besluttede det.", ["DK630"]),
    ],
)
def test_danish_places_are_found(text: str, codes: list[str]) -> None:
    assert find(text, DA) == codes


@pytest.mark.parametrize(
    "text",
    [
        "Uppsala län har stad och land.",
        "Hallands län och Örebro län",
        "SWEDES vid Uppsala universitet",
        "Lena Lindgren",
        "Nora Svensson berättade.",
        "Anna Lund kom hit.",
        "K. Lund skrev det.",
        "Kalmar FF vann.",
        "IFK Göteborg förlorade.",
        "Danderyds sjukhus",
        "Skara stift",
        "Umeå tingsrätt dömde.",
        "Landstinget Kronoberg och Region Uppsala",
        "Mark och vatten. Vara eller inte vara.",
        "Ale dricks. Berg är höga.",
        "det är vara och mark",
        "Det var i kil och mora.",
        "Piteå-Tidningen skrev.",
        "Västra Götalandsmodellen",
        "en å, som de tjekker",
    ],
)
def test_what_only_looks_like_a_municipality_is_none(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("Man reste till Odense för att lära.", SV, []),
        ("Odense Kommune gjorde likadant.", SV, ["DK461"]),
        ("Odense kommun gjorde likadant.", SV, ["DK461"]),
        ("I Herning har man en annan lösning.", SV, ["DK657"]),
        ("Man lärde av Herning.", SV, []),
        ("Erfarenheter från Odense och Svendborg", SV, ["DK461", "DK479"]),
        ("I Malmö gør man det.", DA, ["SE1280"]),
        ("Malmö stad gør det.", DA, ["SE1280"]),
        ("Svenske Malmö er med.", DA, ["SE1280"]),
        ("Malmö er med.", DA, []),
        ("Man har en vänort, Viborg i Danmark.", SV, ["DK791"]),
        ("I Lund ligger et gammelt missionshus.", DA, []),
        ("Lunds kommun er med.", DA, ["SE1281"]),
        ("I Malmö, Lund og Helsingborg er det prøvet.", DA, ["SE1280", "SE1281", "SE1283"]),
    ],
)
def test_place_of_the_other_country_needs_a_word_that_confirms_or_places_it(
    text: str, language: Language, codes: list[str]
) -> None:
    assert find(text, language) == codes


def test_evidence_quotes_whole_words_around_the_name() -> None:
    text = (
        "Det började med att några föräldrar i Forshaga kommun samlade in skridskor åt barnen i hela trakten."
    )
    mention = place_finder(load_gazetteer()).find(text, SV)[0]
    assert mention.evidence in text
    assert "i Forshaga kommun samlade" in mention.evidence
    assert text[mention.start : mention.end] == "Forshaga"
    assert set(mention.evidence.split()) <= set(text.split())


def test_a_confirming_word_makes_a_mention_surer() -> None:
    finder = place_finder(load_gazetteer())
    sure, placed, bare = (
        finder.find(text, SV)[0].confidence for text in ("Solna stad", "i Solna", "Solna, hus")
    )
    assert sure > placed > bare > 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Enligt Göteborgs-Posten gick det bra.", SV),
        ("Stockholm-Arlanda är nära.", SV),
        ("Norrköpings Tidningar skrev om det.", SV),
        ("Esbjerg fB vandt.", DA),
        ("AC Horsens tabte.", DA),
        ("Vejle Boldklub spillede godt.", DA),
        ("Vi åkte via Malmö till Danmark.", SV),
    ],
)
def test_papers_clubs_and_places_on_the_way_are_no_municipality(text: str, language: Language) -> None:
    assert find(text, language) == []


@pytest.mark.parametrize(
    ("text", "is_placed"),
    [
        ("I Malmö gav man pengar.", True),
        ("Malmö stad gav pengar.", True),
        ("Malmö: pengar till alla", True),
        ("- Solna – lån av skidor", True),
        ("Lån av skidor (Solna)", True),
        ("Plats: Kil", True),
        ("Man lärde av Malmö.", False),
        ("Vi åkte till Malmö på fredagen.", False),
    ],
)
def test_bare_mention_puts_nothing_at_a_place(text: str, is_placed: bool) -> None:
    mentions = place_finder(load_gazetteer()).find(text, SV)
    assert [mention.is_placed for mention in mentions] == [is_placed]


@pytest.mark.parametrize(
    "text",
    [
        # people
        "Mark Sandell från byarådet hälsade alla välkomna.",
        "Nora körde minibussen hela vintern.",
        "Ingela Lund ledde samtalet.",
        "Per-Olof Mora visade lokalen.",
        "Kontakt: Stina Mora, samordnare",
        "Text: Ylvali Solna",
        "Av Kalle Tierp",
        "”Det blev bättre”, säger Tierp.",
        "Maria Tierp ledde mötet. Tierp berättade om lånen.",
        "Habo-Kjell kan tänka sig att leda ett pass.",
        "Salem Al Amin tolkade.",
        "Se Norberg & Berg (2014) om saken (Lund, 2016).",
        "Vilhelmina, som är 84, sköter nyckeln.",
        # other bodies
        "En ledare från Solna United beskrev hur det var.",
        "Växjö Lakers gav bort biljetter.",
        "Högskolan i Skövde erbjuder en kurs.",
        "Studenter vid universitetet i Umeå räknade.",
        "Lunds och Uppsala universitet följde arbetet.",
        "Sjukhuset i Borås skickade personal.",
        "Tingsrätten i Ystad dömde två personer.",
        "Biskopen i Växjö invigde.",
        "Länsstyrelsen i Kalmar fördelar pengarna.",
        "Länsstyrelserna i Stockholms, Uppsala och Örebro län",
        "Kalmar och Jönköpings län har gått kursen.",
        "P4 Kalmar sände inslaget.",
        "Växjö Fastigheter AB byggde huset.",
        "Borås Tidning och Östersunds-Posten skrev.",
        "Mora folkhögskola har kursen.",
        # ways and meetings
        "Tåget till Malmö går varje timme.",
        "Bussen mot Kalmar stannar inte.",
        "Byn ligger fem mil från Östersund.",
        "Byn ligger strax norr om Kalmar.",
        "Hälften pendlar till Karlstad.",
        "Hon är född i Kiruna och snickare.",
        "Familjen flyttade hit från Malmö.",
        "Vi presenterade det på en konferens i Örebro.",
        "Årsmötet hålls i år i Falun.",
        "Konferensen på Conventum i Örebro drog fullt hus.",
        "Nästa möte: Sundsvall, den 3 maj.",
        "Stockholm den 3 maj 2016",
        "SKR, 118 82 Stockholm",
        "Tid: tisdag 7 maj 2019\nPlats: Falun",
        "Frånvarande: Mariestad, Skövde",
        "Kerstin Ek, Skara kommun, värd för dagen",
        "Sigtuna kommun söker dig som vill göra skillnad.",
        # words
        "Malmömodellen och Borås-modellen är kända.",
        "Man skrev under Aalborg-deklarationen.",
        "Vara hemma eller gå till skolan, det är frågan.",
        "I MARK OCH SKOG",
        "Bodens dörr är alltid öppen.",
        "Frågan väcktes i kommunen. Berg av papper blev följden.",
    ],
)
def test_names_in_swedish_texts_that_are_no_place_of_what_is_told(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Mette Greve fortæller om de unge.",
        "Kirsten Ringsted sagde ja. Ringsted var med fra starten.",
        "Kontakt: Ida Skive, skolebibliotekar",
        "Søren Holstebro (formand)",
        "Vejen til fællesskabet er lang.",
        "På Vejen hjem bliver der øvet.",
        "Vejen er asfalteret.",
        "Skive brød til alle.",
        "Aalborg og Aarhus Universiteter følger projektet.",
        "Professionshøjskolen i Odense underviser.",
        "Regionshospitalet Horsens henviser borgere.",
        "Retten i Kolding har afgjort sagen.",
        "Randers FC og Esbjerg fB er med.",
        "Roskilde Festival støttede.",
        "Fyns Amts Avis og Lokalavisen Odder",
        "Landsmødet, som i år blev holdt i Odder, var godt.",
        "Konferencen i Kolding var udsolgt.",
        "Toget til Aarhus kører hver time.",
        "Han er født i Esbjerg.",
        "Landsbyen ligger syd for Viborg.",
        "Mange pendler til Odense.",
        "8000 Aarhus",
        "Afbud: Lejre, Roskilde",
        "Til stede:\nLise Holm, Køge Kommune\nJens Bo, Greve Kommune",
        "Comwell Kolding",
        "I MARK OG SKOV",
    ],
)
def test_names_in_danish_texts_that_are_no_place_of_what_is_told(text: str) -> None:
    assert find(text, DA) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("I Kil respektive Forshaga gör man olika.", ["SE1715", "SE1763"]),
        ("Lund, Eslöv och Höör delar på tjänsten.", ["SE1281", "SE1285", "SE1267"]),
        ("Tjänsten delas av Mora/Orsa.", ["SE2062", "SE2034"]),
        ("Hjo har infört en kvart om dagen.", ["SE1497"]),
        ("Och så är det Vara, där man gör tvärtom.", ["SE1470"]),
        ("Hjo:\nSedan i augusti går sex pensionärer.", ["SE1497"]),
        ("Kommun: Kil\nKostnad: 10 kr", ["SE1715"]),
        ("Resan till Askersund den 16 september gav mycket.", ["SE1882"]),
        ("Ett exempel som väckte intresse var Ljungby, där rektorn ringer.", ["SE0781"]),
        ("Anna Berg, enhetschef i Kils kommun, berättade om läxhjälpen.", ["SE1715"]),
        ("Vi besökte Trosa och fick med oss två idéer.", ["SE0488"]),
        ("Forshaga kommun och Karlstads universitet samarbetar.", ["SE1763"]),
        ("Region Gotland och Region Skåne", ["SE0980"]),
        ("Kommunerna Nora och Berg", ["SE1884", "SE2326"]),
        ("Efter konferensen startade man läxhjälp i Kil.", ["SE1715"]),
        ("Tisdagar åker alla till simhallen i Flen.", ["SE0482"]),
        ("Boden har infört avgiftsfri simskola.", ["SE2582"]),
        ("Lund har arbetat med löften sedan 2014.", ["SE1281"]),
        ("Ingela Lund kom först. Lund har arbetat med löften.", []),
        ("Med var bl.a. Åre, Berg och Bräcke.", ["SE2321", "SE2326", "SE2305"]),
        ("Nora, Mark och Lund kom.", []),
        ("Lund och Berg kom.", []),
        ("I slutet av dagen, Nora.", []),
        ("Nora, Malmö", ["SE1280"]),
    ],
)
def test_swedish_lists_labels_and_subjects(text: str, codes: list[str]) -> None:
    assert find(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kommunerne Odder og Skive er gået sammen.", ["DK727", "DK779"]),
        ("Grænsen mellem Lejre og Roskilde", ["DK350", "DK265"]),
        ("Sparringslinje for lærere i Faxe/Næstved", ["DK320", "DK370"]),
        ("Styregruppen besøgte Tønder, hvor naboerne ringer.", ["DK550"]),
        ("På Fanø har man den omvendte model.", ["DK563"]),
        ("Kommune: Odder\nMålgruppe: Plejehjem", ["DK727"]),
        ("Kommune: Hvidovre\nMålgruppe: Hjemmeboende", ["DK167"]),
        ("Århus og Ålborg", ["DK751", "DK851"]),
        ("Københavns Kommune og Frederiksberg", ["DK101", "DK147"]),
        ("Langeland og Ærø er gået sammen om en bus.", ["DK482", "DK492"]),
        ("Og så er der Viborg, hvor en borgerforening har nøglen.", ["DK791"]),
        ("Faxe har besluttet det samme.", ["DK320"]),
        ("Varde, Vejen og Esbjerg", ["DK573", "DK575", "DK561"]),
        ("Ringkøbing-Skjern Kommune", ["DK760"]),
        ("Kurser i Odense Kommune", ["DK461"]),
    ],
)
def test_danish_lists_labels_and_subjects(text: str, codes: list[str]) -> None:
    assert find(text, DA) == codes


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("På Rosengård drivs ett nattbageri.", SV, [("SE1280", True)]),
        ("Bostadsbolaget i Angered anställde fyra värdar.", SV, [("SE1480", True)]),
        ("Fra Vollsmose kom en beboeravis.", DA, [("DK461", True)]),
        ("Sted: Gellerup", DA, [("DK751", True)]),
        ("I Vollsmose ringer man på.", SV, [("DK461", True)]),
        ("På Nørrebro i København reparerer de.", DA, [("DK101", True), ("DK101", False)]),
        # where several are called so
        ("I Husby finns en förening.", SV, []),
        ("I stadsdelen Husby finns en förening.", SV, [("SE0180", True)]),
        ("Rinkeby, Tensta och Husby", SV, [("SE0180", True)] * 3),
        ("Vivalla i Kil är en gård.", SV, [("SE1715", False)]),
        # what else has their names
        ("Bispebjerg Hospital", DA, []),
        ("Tåget till Märsta går ofta.", SV, []),
        ("Anna Tensta ledde mötet.", SV, []),
        ("Konferensen hölls i Visby.", SV, []),
    ],
)
def test_districts_lead_to_their_municipality(
    text: str, language: Language, found: list[tuple[str, bool]]
) -> None:
    mentions = place_finder(load_gazetteer()).find(text, language)
    assert [(mention.code, mention.is_inferred) for mention in mentions] == found


def test_a_district_is_quoted_and_less_sure_than_any_name() -> None:
    finder = place_finder(load_gazetteer())
    district = finder.find("Kvinnor på Rosengård driver ett bageri.", SV)[0]
    bare = finder.find("Man lärde av Malmö.", SV)[0]
    assert "Rosengård" in district.evidence
    assert district.confidence < bare.confidence


@pytest.mark.parametrize(
    ("text", "is_placed"),
    [
        ("På Rosengård drivs ett nattbageri.", True),
        ("- I Vivalla öppnade grannarna ett kök.", True),
        ("Plats: Hammarkullen", True),
        ("Många flyttar in och ut i Gottsunda.", False),
        ("Mycket fokus på Tensta.", False),
    ],
)
def test_only_what_begins_with_a_district_is_an_example_of_it(text: str, is_placed: bool) -> None:
    assert [m.is_placed for m in place_finder(load_gazetteer()).find(text, SV)] == [is_placed]


@pytest.mark.parametrize(
    ("heading", "is_label"),
    [
        ("Hjo:", True),
        ("Kils kommun", True),
        ("§ 3 Kil – lån av skidor", True),
        ("Lysekil: team som åker hem", True),
        ("AVESTA", True),
        ("Anna Berg, Kils kommun", False),
        ("Så gjorde Forshaga kommun", False),
        ("Vara eller inte vara", False),
        ("Mötet", False),
    ],
)
def test_a_heading_that_begins_with_its_place_is_a_label(heading: str, is_label: bool) -> None:
    assert place_finder(load_gazetteer()).labels(heading, SV) is is_label


def test_a_person_with_their_municipality_counts_in_headings_only() -> None:
    finder = place_finder(load_gazetteer())
    row = "Anna Berg, Kils kommun"
    assert finder.find(row, SV) == []
    assert [mention.code for mention in finder.find(row, SV, is_heading=True)] == ["SE1715"]


@given(st.text(alphabet="aåKilLund Maröstp,.:-\n/()1", max_size=60), st.sampled_from([SV, DA]))
def test_mentions_lie_in_order_in_any_text(text: str, language: Language) -> None:
    found = place_finder(load_gazetteer()).find(text, language)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in found)
    assert [mention.start for mention in found] == sorted({mention.start for mention in found})
    assert all(0 < mention.confidence <= 1 for mention in found)
