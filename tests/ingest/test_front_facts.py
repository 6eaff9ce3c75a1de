"""Title, date, authors, organisation, event and venue from first lines as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import clean
from ingest.front import FrontMatter, read_front
from ingest.metadata import read_metadata
from ingest.parsers.plain_text import parse
from kb.records import BlockKind, Facet, Language, Metadata
from tests.ingest.makers import make_docx, prepare

BODY_SV = (
    "Vi började med en fråga till alla i huset, och det gav fler svar än någon hade väntat sig. Därefter "
    "byggde vi om foajén."
)
BODY_DA = (
    "Vi begyndte med at spørge alle i opgangen, og det gav flere svar, end nogen havde ventet. Bagefter "
    "byggede vi forhallen om."
)


@dataclass(frozen=True)
class Case:
    """The beginning of a document, and what is to be read from it."""

    name: str
    text: str
    title: str
    date: str | None = None
    authors: tuple[str, ...] = ()
    organisation: str | None = None
    event: str | None = None
    venue: str | None = None


def read(text: str) -> tuple[FrontMatter, Metadata]:
    parsed = parse(text.encode(), name="a.txt")
    front = read_front(parsed, clean(parsed).blocks)
    return front, read_metadata(parsed, front, name="a.txt", language=Language.UNKNOWN)


SWEDISH = [
    Case(
        "notes with everything",
        "Minnesanteckningar från nätverksträff om fritidsgårdar\n"
        "Tid: onsdagen den 3 april 2019 kl. 13.00-15.30\n"
        "Plats: Stadshuset, Provköping\nNärvarande: Maja Provander, Ulf Testberg och Sara Ek\n"
        "Frånvarande: Lars Nilsson\nSekreterare: Sara Ek",
        "Minnesanteckningar från nätverksträff om fritidsgårdar", "2019-04-03", ("Sara Ek",),
        event="nätverksträff om fritidsgårdar", venue="Stadshuset, Provköping",
    ),
    Case(
        "organisation in capitals above the title",
        "NÄTVERKET BARN OCH RÖRELSE\n\nMinnesanteckningar från nätverkets höstmöte\n\n2020-10-01\n"
        "Vid pennan: Bo Lund",
        "Minnesanteckningar från nätverkets höstmöte", "2020-10-01", ("Bo Lund",),
        organisation="NÄTVERKET BARN OCH RÖRELSE", event="nätverkets höstmöte",
    ),
    Case(
        "municipality above the title",
        "Provköpings kommun\nKulturförvaltningen\n\nEtt bibliotek som aldrig stänger\n\n"
        "Tjänsteskrivelse 2021-05-12",
        "Ett bibliotek som aldrig stänger", "2021-05-12", organisation="Provköpings kommun",
    ),
    Case(
        "kind of document above the title",
        "Dokumentation av gruppsamtal\n\nHur blir torget allas?\n"
        "Mötesplats Torg 2018, Folkets park, Provstad, 5 maj 2018",
        "Hur blir torget allas?", "2018-05-05",
    ),
    Case(
        "conference named beside the date",
        "Hur blir torget allas?\nSammanfattning av grupparbeten\nTorgdagarna 2018 – Provstad 5 maj 2018",
        "Hur blir torget allas?", "2018-05-05", event="Torgdagarna 2018", venue="Provstad",
    ),
    Case(
        "conference on a line above the place and date",
        "Kraften i det lilla\n\nSammanfattning av samtalen\n\nRegional konferens Små steg\n"
        "Provstad 7-8 mars 2017",
        "Kraften i det lilla", "2017-03-07", event="Regional konferens Små steg", venue="Provstad",
    ),
    Case(
        "article with kicker, date and role",
        "KRÖNIKA\n\nDärför ska grannar dela på stegen\n\nPublicerad den 2 juni 2016\n\n"
        "Text: Elin Provberg\nReporter, Provbladet\n"
        "Foto: Anders Bild",
        "Därför ska grannar dela på stegen", "2016-06-02", ("Elin Provberg",), organisation="Provbladet",
    ),
    Case(
        "breadcrumb and buttons above the title",
        "Hem > Nyheter > Kultur\nDela på Facebook\nDärför ska grannar dela på stegen\n"
        "Uppdaterad: 2016-06-05\nPublicerad: 2016-06-02",
        "Därför ska grannar dela på stegen", "2016-06-02",
    ),
    Case(
        "path with slashes",
        "Start / Krönikor / Boende\n\nKrönika\n\nDärför ska grannar dela på stegen\n\n2 juni 2016\n\n"
        "Av Elin Provberg",
        "Därför ska grannar dela på stegen", "2016-06-02", ("Elin Provberg",),
    ),
    Case(
        "slides with two speakers and their unit",
        "Trygghet på cykel\nErfarenheter från tre år\nWebbseminarium för samordnare, 2021-02-03\n"
        "Ali Provsson & Petra Testlund, Trafikenheten",
        "Trygghet på cykel", "2021-02-03", ("Ali Provsson", "Petra Testlund"), organisation="Trafikenheten",
        event="Webbseminarium för samordnare",
    ),
    Case(
        "running header with a page number first",
        "Trygghet på cykel | 1\nTrygghet på cykel\n2021-02-03",
        "Trygghet på cykel", "2021-02-03",
    ),
    Case(
        "newsletter with its sender",
        "Syns brevet dåligt? Öppna det i webbläsaren\nGrannbladet – brev om att dela\n"
        "Nr 4 • 3 maj 2021\nFrån Delningsrådet\n\n"
        "Hej alla läsare!",
        "Grannbladet – brev om att dela", "2021-05-03", organisation="Delningsrådet",
    ),
    Case(
        "news from a body",
        "Nytt från Centrum för lokal odling\nNr 1, mars 2020",
        "Nytt från Centrum för lokal odling", "2020-03", organisation="Centrum för lokal odling",
    ),
    Case(
        "report with unit, author and range of days",
        "Slutrapport för projektet Grön gård\nUtarbetad av Maja Provander, projektledare\n15–16 juni 2017",
        "Slutrapport för projektet Grön gård", "2017-06-15", ("Maja Provander",),
    ),
    Case(
        "several names with commas",
        "Vad lärde vi oss av bussen?\nAv Maja Provander, Ulf Testberg och Per-Olof Ek\n12 feb 2019",
        "Vad lärde vi oss av bussen?", "2019-02-12", ("Maja Provander", "Ulf Testberg", "Per-Olof Ek"),
    ),
    Case(
        "two names joined with and",
        "Vad lärde vi oss av bussen?\nText: Maja Provander och Ulf Testberg",
        "Vad lärde vi oss av bussen?", authors=("Maja Provander", "Ulf Testberg"),
    ),
    Case(
        "contact person is no author",
        "Lån av verktyg i trapphuset\nKontakt: Maja Provander, samordnare\nPublicerad 2020-01-15",
        "Lån av verktyg i trapphuset", "2020-01-15",
    ),
    Case(
        "photographer is no author",
        "Lån av verktyg i trapphuset\nFoto: Maja Provander\nText: Ulf Testberg",
        "Lån av verktyg i trapphuset", authors=("Ulf Testberg",),
    ),
    Case(
        "writer and photographer on one line",
        "Lån av verktyg i trapphuset\nText: Ulf Testberg Foto: Maja Provander",
        "Lån av verktyg i trapphuset", authors=("Ulf Testberg",),
    ),
    Case(
        "digits after the word for date",
        "Protokoll från byalagets årsmöte\nDatum: 130820\nPlats: Bygdegården i Provby",
        "Protokoll från byalagets årsmöte", "2013-08-20", event="byalagets årsmöte", venue="Bygdegården "
        "i Provby",
    ),
    Case(
        "digits alone on a line",
        "Anteckningar från husmöte\n130820\nAntecknat av Maja Provander",
        "Anteckningar från husmöte", "2013-08-20", ("Maja Provander",), event="husmöte",
    ),
    Case(
        "day and month with a stroke",
        "Anteckningar från husmöte\nTid: 7/2 2017 kl 18",
        "Anteckningar från husmöte", "2017-02-07", event="husmöte",
    ),
    Case(
        "deadline and next meeting are not the date",
        "Bidrag till byalag\nAnsök senast den 3 mars 2019\nNästa möte: 5 april 2019",
        "Bidrag till byalag",
    ),
    Case(
        "date in the title itself",
        "Minnesanteckningar från dialogmöte i Provby 8 februari 2017",
        "Minnesanteckningar från dialogmöte i Provby 8 februari 2017", "2017-02-08", event="dialogmöte "
        "i Provby",
    ),
    Case(
        "title with a full stop inside",
        "Hem till jul. Slutrapport från ett försök med nattbuss\n2017-09-04",
        "Hem till jul. Slutrapport från ett försök med nattbuss", "2017-09-04",
    ),
    Case(
        "title that is a question",
        "Vem får bestämma över parken?\n\nAv Elin Provberg",
        "Vem får bestämma över parken?", authors=("Elin Provberg",),
    ),
    Case(
        "title in capitals with a subtitle",
        "VÄGEN TILL JOBB\n\nVad hände när vi började med en båt?\n\n"
        "Temadag för handläggare, Folkets hus Provstad\n2021-05-04",
        "VÄGEN TILL JOBB", "2021-05-04", event="Temadag för handläggare", venue="Folkets hus Provstad",
    ),
    Case(
        "signature of whoever took notes among those present",
        "Anteckningar från husmöte\nTid: 2021-03-02\nNärvarande:\nUlf Testberg, Provby kommun\n"
        "Sara Ek, Provby kommun, sekreterare",
        "Anteckningar från husmöte", "2021-03-02", ("Sara Ek",), event="husmöte",
    ),
    Case(
        "place of a dateline in an article is no venue",
        "Därför ska grannar dela på stegen\nProvstad 2 juni 2016\nAv Elin Provberg",
        "Därför ska grannar dela på stegen", "2016-06-02", ("Elin Provberg",),
    ),
    Case(
        "minutes of a board under its name",
        "SAMMANTRÄDESPROTOKOLL\nKulturnämnden\n2019-05-06\nPlats och tid: Sessionssalen, kl. 13.00-15.00\n"
        "Beslutande: Maja Provander (ordf.), Ulf Testberg",
        "SAMMANTRÄDESPROTOKOLL", "2019-05-06", organisation="Kulturnämnden", venue="Sessionssalen",
    ),
    Case(
        "heading of the first section is no title",
        "Projekt Lyktan\n\nBakgrund",
        "Projekt Lyktan",
    ),
    Case(
        "title of a site beside the title of the page",
        "Fritidsbanken - Provstads kommun\nFritidsbanken\nSenast uppdaterad 12 maj 2019",
        "Fritidsbanken", "2019-05-12", organisation="Provstads kommun",
    ),
    Case(
        "updated only",
        "Lån av verktyg i trapphuset\nSidan uppdaterades senast 2023-03-20",
        "Lån av verktyg i trapphuset", "2023-03-20",
    ),
]  # fmt: skip

DANISH = [
    Case(
        "minutes with everything",
        "BRUGERRÅDET I PRØVEBY KOMMUNE\nReferat af møde i Brugerrådet\n"
        "Mandag den 4. marts 2019 kl. 16.00-18.00\n"
        "Sted: Lokale 3, Medborgerhuset, Prøveby\nTil stede: Mette Prøvesen (formand), Ole Test\n"
        "Afbud: Lis Lund\n"
        "Referent: Hanne Bech, konsulent",
        "Referat af møde i Brugerrådet", "2019-03-04", ("Hanne Bech",), organisation="BRUGERRÅDET I "
        "PRØVEBY KOMMUNE",
        event="møde i Brugerrådet", venue="Lokale 3, Medborgerhuset, Prøveby",
    ),
    Case(
        "notes of a network",
        "Netværk for nabohjælp\nNoter fra netværksmødet \"Naboer i byen\"\n"
        "Prøveby, tirsdag den 5. marts 2019\nReferent: Mette Prøvesen",
        "Noter fra netværksmødet \"Naboer i byen\"", "2019-03-05", ("Mette Prøvesen",),
        organisation="Netværk for nabohjælp", event="netværksmødet \"Naboer i byen\"", venue="Prøveby",
    ),
    Case(
        "conference beside the date",
        "Når skolen åbner døren\n\nOpsamling fra bordene\n\n"
        "Fællesskabstræf 2018 – Prøveby 26. september 2018",
        "Når skolen åbner døren", "2018-09-26", event="Fællesskabstræf 2018", venue="Prøveby",
    ),
    Case(
        "debate with role and breadcrumb",
        "Forside / Debat / Skole\n\nDebat\n\nGiv eleverne nøglen til skolen\n\n"
        "9. november 2018, kl. 05.30\n\nAf Nora Prøvesen\n"
        "formand for Skoleforum",
        "Giv eleverne nøglen til skolen", "2018-11-09", ("Nora Prøvesen",),
    ),
    Case(
        "debate whose next line is an introduction",
        "Debat\n\nGiv eleverne nøglen til skolen\n\nAf Nora Prøvesen\n\n"
        "Vi har prøvet det i tre år, og det virker.",
        "Giv eleverne nøglen til skolen", authors=("Nora Prøvesen",),
    ),
    Case(
        "introduction is no title",
        "Netværk for nabohjælp\nReferat fra mødet i gruppen\nPrøveby, den 5. marts 2019\n\n"
        "Vi var tolv ved bordene. Noterne er korte. Skriv til mig, hvis noget mangler.\n\n"
        "Hvordan kommer vi i gang?",
        "Referat fra mødet i gruppen", "2019-03-05", organisation="Netværk for nabohjælp", event="mødet "
        "i gruppen",
        venue="Prøveby",
    ),
    Case(
        "slides with two speakers",
        "HVER ANDEN ONSDAG\n\nHvad lærte vi af et fælles måltid?\n\n"
        "Temadag for køkkener, Aulaen Prøveby\n04-05-2021\n\n"
        "Birgitte Prøvesen og Anders Mark Test\nPrøveby Kommune, Køkkenenheden",
        "HVER ANDEN ONSDAG", "2021-05-04", ("Birgitte Prøvesen", "Anders Mark Test"),
        organisation="Prøveby Kommune",
        event="Temadag for køkkener", venue="Aulaen Prøveby",
    ),
    Case(
        "page of a site with its publisher",
        "Forside > Eksempler > Børn\nEksempler: Når børn planlægger byen\nSidst opdateret: 02.03.2023\n"
        "Udgivet af Idébasen",
        "Eksempler: Når børn planlægger byen", "2023-03-02", organisation="Idébasen",
    ),
    Case(
        "newsletter",
        "Kan du ikke se nyhedsbrevet? Åbn det i din browser\n\nNyt fra Videnscenter for Fælles Haver\n"
        "Nr. 2 · februar 2020\n\n"
        "Kære læser\n\nGod læselyst!\nKirsten Prøvesen, redaktør",
        "Nyt fra Videnscenter for Fælles Haver", "2020-02", ("Kirsten Prøvesen",),
        organisation="Videnscenter for Fælles Haver",
    ),
    Case(
        "published before updated",
        "Lån en lastcykel\nPubliceret: 3. maj 2018\nOpdateret: 7. juni 2019",
        "Lån en lastcykel", "2018-05-03",
    ),
    Case(
        "updated first, published after",
        "Lån en lastcykel\nOpdateret 7. juni 2019\nPubliceret 3. maj 2018",
        "Lån en lastcykel", "2018-05-03",
    ),
    Case(
        "six digits in the Danish order",
        "Referat af beboermøde\nDato: 140622\nRef.: Ole Prøvesen",
        "Referat af beboermøde", "2022-06-14", ("Ole Prøvesen",), event="beboermøde",
    ),
    Case(
        "two days with a dot",
        "Referat af landsmødet\nDato: 15.-16. juni 2017\nSted: Prøveby Højskole",
        "Referat af landsmødet", "2017-06-15", event="landsmødet", venue="Prøveby Højskole",
    ),
    Case(
        "evaluation with author",
        "Evaluering af projektet Lys i opgangen\nUdarbejdet af Jens Prøvesen, udviklingskonsulent\n"
        "Dato: 12.01.2015",
        "Evaluering af projektet Lys i opgangen", "2015-01-12", ("Jens Prøvesen",),
    ),
    Case(
        "three names with ampersand",
        "Hvad lærte vi af bussen?\nTekst: Mette Prøvesen, Ole Test & Lis Lund\n3. okt. 2018",
        "Hvad lærte vi af bussen?", "2018-10-03", ("Mette Prøvesen", "Ole Test", "Lis Lund"),
    ),
    Case(
        "names with particles, initials and hyphens",
        "Hvad lærte vi af bussen?\nAf Anne-Marie von Prøve og Jens P. Test",
        "Hvad lærte vi af bussen?", authors=("Anne-Marie von Prøve", "Jens P. Test"),
    ),
    Case(
        "contact is no author",
        "Lån en lastcykel\nKontakt: Mikkel Prøvesen, team Velfærd\nPubliceret 3. maj 2018",
        "Lån en lastcykel", "2018-05-03",
    ),
    Case(
        "deadline is no date",
        "Puljen til fælles haver\nAnsøgningsfrist: 1. december 2018",
        "Puljen til fælles haver",
    ),
    Case(
        "digital meeting",
        "Referat af møde i arbejdsgruppen\nTid: 3. maj 2021 kl. 10-12\nSted: Teams\n"
        "Deltagere: Mette Prøvesen, Ole Test",
        "Referat af møde i arbejdsgruppen", "2021-05-03", event="møde i arbejdsgruppen", venue="Teams",
    ),
    Case(
        "title over a lead and a byline",
        "Naboer deler en symaskine\n"
        "De mødtes om en gardinstang og endte med et helt værksted i kælderen.\nAf Mette Prøvesen",
        "Naboer deler en symaskine", authors=("Mette Prøvesen",),
    ),
    Case(
        "where it was held, in words",
        "Opsamling på workshop om naboskab\nAfholdt d. 3. april 2019 i Prøveby Medborgerhus",
        "Opsamling på workshop om naboskab", "2019-04-03", venue="Prøveby Medborgerhus",
    ),
    Case(
        "who took notes in brackets",
        "Referat fra styregruppemøde\nDato: 3. april 2019\nDeltagere: Mette Prøvesen, Ole Test (ref.)",
        "Referat fra styregruppemøde", "2019-04-03", ("Ole Test",), event="styregruppemøde",
    ),
    Case(
        "subject of a memo",
        "Notat\nTil: Kulturudvalget\nFra: Kulturforvaltningen\nDato: 14. maj 2020\nEmne: Åbne biblioteker",
        "Åbne biblioteker", "2020-05-14", organisation="Kulturforvaltningen",
    ),
    Case(
        "date far down is of what is told",
        "Grøn By\nSådan gør vi\n\nVi mødes\nVi planter\nVi høster\n\n12. maj 2019: Første spadestik",
        "Grøn By",
    ),
    Case(
        "month and year",
        "Idékatalog for små øer\nfebruar 2020",
        "Idékatalog for små øer", "2020-02",
    ),
    Case(
        "summary called so in one word",
        "Referat\n\nMøde om fælles haver\n\n3. maj 2021",
        "Møde om fælles haver", "2021-05-03",
    ),
]  # fmt: skip


def _check(case: Case, body: str) -> None:
    _, found = read(f"{case.text}\n\n{body}\n\n{body}\n")
    assert found.title == case.title
    assert found.date == case.date
    assert found.authors == case.authors
    assert found.organisation == case.organisation
    assert found.event == case.event
    assert found.venue == case.venue


@pytest.mark.parametrize("case", SWEDISH, ids=lambda case: case.name)
def test_swedish_front(case: Case) -> None:
    _check(case, BODY_SV)


@pytest.mark.parametrize("case", DANISH, ids=lambda case: case.name)
def test_danish_front(case: Case) -> None:
    _check(case, BODY_DA)


@pytest.mark.parametrize("case", [*SWEDISH, *DANISH], ids=lambda case: case.name)
def test_running_text_is_never_taken_into_the_front(case: Case) -> None:
    front, _ = read(f"{case.text}\n\n{BODY_SV}\n\n{BODY_DA}\n")
    text = parse(f"{case.text}\n\n{BODY_SV}\n\n{BODY_DA}\n".encode(), name="a.txt").text
    kept = [text[b.start : b.end] for b in front.blocks if b.kind is not BlockKind.TITLE]
    assert kept[-2:] == [BODY_SV, BODY_DA]


@pytest.mark.parametrize(
    "text",
    [
        "Minnesanteckningar från nätverksträff om service\nTid: 2019-04-03\nPlats: Stadshuset, Arvika",
        "Anteckningar från nätverksträffen Livskraft\n14 november 2018, Folkets hus i Arvika",
        "Trygga samtal\nTrygghetsdagarna 2019, Stadshotellet, Arvika, 26 mars 2019",
        "Minnesanteckningar från nätverket Barn\nTid: 2019-04-03\nNärvarande:\nMaja Provander, Arvika kommun",
    ],
)
def test_where_a_meeting_was_held_is_not_what_the_text_is_about(text: str) -> None:
    found = prepare(f"{text}\n\n{BODY_SV}\n\nI Kils kommun fick två byalag pengar till bygden.\n")
    named = {tag.value for tag in found.tags if tag.facet is Facet.MUNICIPALITY}
    assert named == {"SE1715"}


def test_where_a_thing_was_done_is_what_the_text_is_about() -> None:
    found = prepare(f"Lån av skidor\n\nPlats: Kils kommun. Period: från 2013.\n\n{BODY_SV}\n")
    assert {tag.value for tag in found.tags if tag.facet is Facet.MUNICIPALITY} == {"SE1715"}
    assert (found.metadata.event, found.metadata.venue) == (None, None)


def test_stated_event_and_venue_win() -> None:
    head = "---\ntitle: Små steg\nkonferens: Stegdagarna\nvenue: Folkets park\n---\n"
    found = prepare(f"{head}\n# Små steg\n\nMinnesanteckningar från höstmötet\n\n{BODY_SV}\n", "a.md")
    assert (found.metadata.event, found.metadata.venue) == ("Stegdagarna", "Folkets park")


def test_lines_in_one_block_with_the_text_are_parted_from_it() -> None:
    front, _ = read(f"Lån av verktyg\n2 juni 2016\nAv Maja Provander\n{BODY_SV}\n\n{BODY_DA}\n")
    assert front.lines == ("Lån av verktyg", "2 juni 2016", "Av Maja Provander")
    assert [block.kind for block in front.blocks][-2:] == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]


def test_title_in_plain_letters_above_the_first_heading_of_word() -> None:
    word = make_docx(
        [
            ("Normal", "Minnesanteckningar från höstträff"),
            ("Normal", "Tid: onsdagen den 3 april 2019"),
            ("Heading 1", "Laget runt"),
            ("Normal", BODY_SV),
        ]
    )
    found = prepare(word, "a.docx")
    assert (found.metadata.title, found.metadata.date) == ("Minnesanteckningar från höstträff", "2019-04-03")
    assert [chunk.heading_path for chunk in found.chunks] == [("Laget runt",)]


_LINES = st.sampled_from(
    [
        "Av Maja Provander", "2 juni 2016", "Plats: Stadshuset", "Närvarande: Maja Provander, Ulf Testberg",
        "Hem > Nyheter", "Debat", "Dokumentation av samtal", "Provby kommun", BODY_SV, "- en punkt", "1. Ett",
        "Vem äger torget?", "", "Hej alla!", "Från Delningsrådet", "§ 1", "Trygghetsdagarna 2019, Provstad",
    ]
)  # fmt: skip


@given(st.lists(_LINES, max_size=25))
def test_no_text_is_lost_between_the_blocks(lines: list[str]) -> None:
    parsed = parse(("\n".join(lines) + "\n\nSist av allt.\n").encode(), name="a.txt")
    front = read_front(parsed, parsed.blocks)
    wanted = "".join(parsed.text[block.start : block.end] for block in parsed.blocks)
    found = "".join(parsed.text[block.start : block.end] for block in front.blocks)
    assert "".join(found.split()) == "".join(wanted.split())
    assert all(first.end <= second.start for first, second in pairwise(front.blocks))
