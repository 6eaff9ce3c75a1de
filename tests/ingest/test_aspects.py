from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.aspects import aspect_finder
from ingest.phrases import sentences
from kb.aspects import load_aspects
from kb.records import ASPECTS, Facet, Language, Tag, TagMethod
from tests.ingest.makers import prepare

SV, DA, NB, EN = Language.SWEDISH, Language.DANISH, Language.NORWEGIAN, Language.ENGLISH


def tags(text: str, language: Language) -> tuple[Tag, ...]:
    finder = aspect_finder(load_aspects(), language)
    assert finder is not None
    return finder.find(sentences(text))


def values(text: str, language: Language, facet: Facet) -> set[str]:
    return {tag.value for tag in tags(text, language) if tag.facet is facet}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Projektet lades ner 2015 eftersom ingen tog över.", SV, {"discontinued"}),
        ("Läxhjälpsprojektet avslutades i juni.", SV, {"ended"}),
        ("När projektet tog slut fortsatte klubben.", SV, {"ended"}),
        ("Försöksverksamheten permanentades 2018.", SV, {"permanent"}),
        ("Pilotprojektet blev permanent efter ett år.", SV, {"permanent"}),
        ("Värdarna startade på prov i två områden.", SV, {"pilot"}),
        ("Samarbetet pågår i tre stadsdelar.", SV, {"ongoing"}),
        ("Verksamheten planeras starta i höst.", SV, {"planned"}),
        ("Kommunen planerar att öppna fler mötesplatser.", SV, {"planned"}),
        ("En idé är att låta eleverna bestämma.", SV, {"idea"}),
        ("Tilbuddet blev lukket, da koordinatoren stoppede.", DA, {"discontinued"}),
        ("Da projektet sluttede, tog klubben over.", DA, {"ended"}),
        ("Ordningen har kørt siden 2009 uden ansatte.", DA, {"ongoing"}),
        ("Forsøgsordningen er blevet permanent.", DA, {"permanent"}),
        ("Det begyndte som et pilotprojekt med tolv pladser.", DA, {"pilot"}),
        ("Kommunen planlægger at åbne endnu en café.", DA, {"planned"}),
        ("Et forslag er at flytte mødet til skolen.", DA, {"idea"}),
        ("Prøveordningen ble en suksess.", NB, {"pilot"}),
        ("The scheme was discontinued after a year.", EN, {"discontinued"}),
        ("It began as a pilot project in two schools.", EN, {"pilot"}),
    ],
)
def test_status_is_told_by_a_phrase(text: str, language: Language, expected: set[str]) -> None:
    assert values(text, language, Facet.STATUS) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Projektet är inte avslutat.", SV),
        ("Projektet har aldrig avslutats.", SV),
        ("Vad händer om projektet läggs ner?", SV),
        ("Om projektet lades ner skulle de stå utan plats.", SV),
        ("Har projektet avslutats?", SV),
        ("Kommunen vill starta ett pilotprojekt.", SV),
        ("Nämnden föreslår en försöksverksamhet.", SV),
        ("Projektpengarna tog slut i december.", SV),
        ("Ugnen har varit igång sedan sex.", SV),
        ("Kvinnan fick permanent uppehållstillstånd.", SV),
        ("Det är oklart om samarbetet fortsätter.", SV),
        ("Projektet blev ikke afsluttet.", DA),
        ("Hvis projektet blev nedlagt, ville de unge miste stedet.", DA),
        ("Rådet beder om, at ordningen gøres fast.", DA),
        ("Man skulle overveje et pilotprojekt.", DA),
        ("Projektmidlerne udløb i december.", DA),
        ("Nedlagt remise ved havnen.", DA),
        ("Aalborg er i gang med en undersøgelse.", DA),
        ("If the project ended, nobody would notice.", EN),
    ],
)
def test_negated_supposed_and_wished_status_is_none(text: str, language: Language) -> None:
    assert values(text, language, Facet.STATUS) == set()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Öppet hus för barn och unga samt deras föräldrar.", SV, {"children", "young_people", "parents"}),
        ("En studiecirkel för anhöriga till dementa.", SV, {"relatives"}),
        ("Ett kafé för nyanlända kvinnor.", SV, {"newcomers", "women"}),
        ("Bostäder till hemlösa.", SV, {"homeless"}),
        ("Kurser för personer med funktionsnedsättning.", SV, {"disabilities"}),
        ("Ett stöd till utsatta barn.", SV, {"vulnerable", "children"}),
        ("Utbildning för frivilliga.", SV, {"volunteers"}),
        ("Fotboll för tjejer.", SV, {"girls"}),
        ("Hembesök till alla som fyller 80.", SV, {"older_people"}),
        ("Mötesplatsen är till för äldre.", SV, {"older_people"}),
        ("Förebyggande arbete för långtidsarbetslösa.", SV, {"unemployed"}),
        ("Målgruppe: Borgere over 70 år uden bil.", DA, {"older_people"}),
        ("Lektiehjælp til børn og unge.", DA, {"children", "young_people"}),
        ("Besøgsvenner for ensomme ældre.", DA, {"older_people"}),
        ("212 unge mellem 16 og 24 uden plan.", DA, {"young_people"}),
        ("Et kursus for pårørende.", DA, {"relatives"}),
        ("Støtte til integration af flygtninge.", DA, {"newcomers"}),
        ("Uddannelse af frivillige.", DA, {"volunteers"}),
        ("Et tilbud til lejere.", DA, {"tenants"}),
        ("Et tilbud for eldre.", NB, {"older_people"}),
        ("A café for older people and refugees.", EN, {"older_people", "newcomers"}),
    ],
)
def test_target_group_is_told_by_whom_something_is_for(
    text: str, language: Language, expected: set[str]
) -> None:
    assert values(text, language, Facet.TARGET_GROUP) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Barn finns överallt.", SV),
        ("De rustade för äldre byggnader och äldre system.", SV),
        ("Kursen är inte för barn.", SV),
        ("Från början var det tänkt för barn.", SV),
        ("Det är svårt för föräldrar.", SV),
        ("En redovisning lämnas till barn- och utbildningsnämnden.", SV),
        ("Bröd säljs till två förskolor och till äldreboendet.", SV),
        ("Vad betyder det för barn?", SV),
        ("Barn till asylsökande har det svårt.", SV),
        ("Hur de fostras från pojkar till pojkar och flickor till flickor.", SV),
        ("De deltog frivilligt i äldre hus.", SV),
        ("Forældre troede, at barnet blev stemplet.", DA),
        ("Det gav uro, for forældre troede, at det var slut.", DA),
        ("Det er ikke for børn.", DA),
        ("Forældrerådet og rådgivningen for ældre bygninger.", DA),
    ],
)
def test_group_that_is_only_named_is_no_target_group(text: str, language: Language) -> None:
    assert values(text, language, Facet.TARGET_GROUP) == set()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Informationsmötet lockade få.", SV, {"information"}),
        ("Samrådsmötet hölls i skolan.", SV, {"consultation"}),
        ("Medborgardialogen ledde till en park.", SV, {"dialogue"}),
        ("De involverade invånarna från början.", SV, {"involvement"}),
        ("Samskapandet tog två år.", SV, {"co_creation"}),
        ("Byapengen delas ut av byarna.", SV, {"self_determination"}),
        ("Borgerhøringen samlede 40.", DA, {"consultation"}),
        ("Borgermødet blev holdt i hallen.", DA, {"dialogue"}),
        ("Kommunen inddrog de unge i planerne.", DA, {"involvement"}),
        ("Samskabelsen om klubben kostede tid.", DA, {"co_creation"}),
        ("De unge bestemmer selv, hvor bussen holder.", DA, {"self_determination"}),
        ("Residents decide for themselves.", EN, {"self_determination"}),
    ],
)
def test_participation_is_told_by_its_form(text: str, language: Language, expected: set[str]) -> None:
    assert values(text, language, Facet.PARTICIPATION) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kommunen borde involvera invånarna.", SV),
        ("Information om medborgarbudget finns på webben.", SV),
        ("Det blev ingen medborgardialog.", SV),
        ("Vi ska utreda ett ungdomsråd.", SV),
        ("I samråd med regionen togs planen fram.", SV),
        ("Ring till medborgarrådgivningen.", SV),
        ("Der var ikke noget borgermøde.", DA),
        ("Man burde inddrage borgerne.", DA),
    ],
)
def test_participation_that_did_not_take_place_is_none(text: str, language: Language) -> None:
    assert values(text, language, Facet.PARTICIPATION) == set()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Samarbetet fungerade bra, men hissen stod still.", SV, {"worked"}),
        ("Enkäten fungerade inte.", SV, {"did_not_work"}),
        ("Försöket misslyckades.", SV, {"did_not_work"}),
        ("Risken är att ingen kommer.", SV, {"risk"}),
        ("En förutsättning är att chefen är med.", SV, {"precondition"}),
        ("Ordningen virkede godt.", DA, {"worked"}),
        ("Plakater virker ikke.", DA, {"did_not_work"}),
        ("Det gik ikke godt med overdragelsen.", DA, {"did_not_work"}),
        ("Der er en risiko for, at det stopper.", DA, {"risk"}),
        ("Tillid er en vigtig forudsætning for samarbejde.", DA, {"precondition"}),
        ("It worked very well.", EN, {"worked"}),
    ],
)
def test_lesson_is_told_by_a_phrase(text: str, language: Language, expected: set[str]) -> None:
    assert values(text, language, Facet.LESSON) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vad fungerade bra?", SV),
        ("Om det fungerade bra skulle fler komma.", SV),
        ("De vill veta vad som fungerade bra.", SV),
        ("Det fungerade inte särskilt bra förr, tror vi.", DA),
        ("Barn i riskzonen fick hjälp.", SV),
        ("Det är ingen risk att ingen kommer.", SV),
        ("Et nødkald virker ikke, hvis det hænger på knagen.", DA),
        ("Det virker ikke dyrt.", DA),
        ("Hvad virkede godt?", DA),
    ],
)
def test_question_supposition_and_topic_are_no_lesson(text: str, language: Language) -> None:
    assert values(text, language, Facet.LESSON) == set()


def test_evidence_is_quoted_from_the_chunk() -> None:
    text = "Först kom idén. Pilotprojektet\npermanentades 2018, efter två år. Sedan växte det."
    (tag,) = tags(text, SV)
    assert (tag.value, tag.evidence) == ("permanent", "Pilotprojektet permanentades 2018, efter två år.")
    assert (tag.method, tag.confidence) == (TagMethod.TERM, 0.9)


@given(
    st.lists(
        st.sampled_from("Projektet lades ner för barn och äldre . ? , om inte Plakater virker\n".split(" "))
    )
)
def test_every_quote_stands_in_the_text(words: list[str]) -> None:
    text = " ".join(words)
    for tag in tags(text, SV):
        assert tag.evidence in " ".join(text.split())


def test_every_value_has_words_in_swedish_and_danish() -> None:
    told = {
        (aspect.facet, aspect.value, code)
        for aspect in load_aspects().aspects
        for code in ("sv", "da")
        if aspect.phrases.get(code) or aspect.names.get(code) or aspect.adjectives.get(code)
    }
    wanted = {
        (facet, str(value), code) for facet in ASPECTS for value in ASPECTS[facet] for code in ("sv", "da")
    }
    assert told == wanted


def test_other_languages_have_no_aspects() -> None:
    assert aspect_finder(load_aspects(), Language.UNKNOWN) is None


def test_chunks_carry_aspects_amounts_and_persons() -> None:
    document = prepare(
        "Om byarna\n\nProjektet för pensionärer lades ner i höstas. "
        "Det kostade 300 000 kr och nådde 37 volontärer.\n"
    )
    found = {tag.facet: tag.value for tag in document.chunks[0].tags}
    assert found[Facet.STATUS] == "discontinued"
    assert found[Facet.TARGET_GROUP] == "older_people"
    assert found[Facet.AMOUNT] == "300000 SEK"
    assert found[Facet.PERSONS] == "37"
    assert not any(tag.facet in ASPECTS for tag in document.tags)


def test_crowns_of_a_danish_place_in_a_swedish_text_are_left_out() -> None:
    document = prepare(
        "Om byarna\n\nI Odense Kommune kostade det 300 000 kr, och så höll de på i flera år.\n"
    )
    assert not any(tag.facet is Facet.AMOUNT for tag in document.chunks[0].tags)
