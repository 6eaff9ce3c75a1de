"""Title, date, names and events as notes, minutes, papers, mail and shared documents write them."""

from __future__ import annotations

import pytest

from ingest.front_lines import read_byline, read_sender
from ingest.front_patterns import FURNITURE, HOUSE
from ingest.imprint import read_imprint
from ingest.occasion import site_holder, site_of
from ingest.parsers.plain_text import parse
from tests.ingest.makers import prepare
from tests.ingest.test_front_facts import BODY_DA, BODY_SV, Case, read

SWEDISH = [
    Case(
        "rough notes with the place after the date",
        "Stödanteckningar nätverksmöte ungt inflytande\n3/4-19, Folkets hus, Provköping\nRef: Sara Ek",
        "Stödanteckningar nätverksmöte ungt inflytande", "2019-04-03", ("Sara Ek",),
        event="nätverksmöte ungt inflytande", venue="Folkets hus, Provköping",
    ),
    Case(
        "mark of a draft above the title",
        "Arbetsmaterial, ej för spridning\n\nNär grannar lagar mat ihop\nProvköping 12-13/9 2018\n"
        "Uppsatt av Sara Ek",
        "När grannar lagar mat ihop", "2018-09-12", ("Sara Ek",),
    ),
    Case(
        "draft of something is a title",
        "Utkast till handlingsplan för trygghet\nProvby kommun 2019-05-03",
        "Utkast till handlingsplan för trygghet", "2019-05-03",
    ),
    Case(
        "network above a long title, full stops on the line with the date",
        "Matnätverket Väst\nMATEN ÄR HALVA JOBBET – anteckningar om kök, skola och grannar\n"
        "Nätverksdag Mat & möten. Folkets hus i Provstad, 18/5 2016.",
        "MATEN ÄR HALVA JOBBET – anteckningar om kök, skola och grannar", "2016-05-18",
        organisation="Matnätverket Väst", event="Nätverksdag Mat & möten", venue="Folkets hus i Provstad",
    ),
    Case(
        "sentence that tells of a date is text",
        "Trygghet på torget\nAv Sara Ek\n\nVi träffades i Provköping. Mötet var den 18 maj 2016.",
        "Trygghet på torget", authors=("Sara Ek",),
    ),
    Case(
        "names under a label without a colon",
        "Protokoll från årsmöte med Provby bygdelag\n2019-03-01\nBygdegården i Provby\n\nLedamöter\n"
        "Maja Provander, ordförande\nUlf Testberg, Övre byalaget\n\nÖvriga närvarande\nSara Ek, sekreterare",
        "Protokoll från årsmöte med Provby bygdelag", "2019-03-01", ("Sara Ek",),
        event="årsmöte med Provby bygdelag", venue="Bygdegården i Provby",
    ),
    Case(
        "labels over what is filled in",
        "Kulturnämnden\nProtokoll\nSammanträdesdatum\n2019-05-06\nPlats: Sessionssalen\nSekreterare Sara Ek",
        "Protokoll", "2019-05-06", ("Sara Ek",), organisation="Kulturnämnden", venue="Sessionssalen",
    ),
    Case(
        "page of pages after the title",
        "Protokoll från husmöte 1 (4)\n2019-05-06",
        "Protokoll från husmöte", "2019-05-06", event="husmöte 1 (4)",
    ),
    Case(
        "event before a dash and what it holds",
        "Nätverksträff om fritid – anteckningar\n2019-04-03\nBygdegården i Provby",
        "Nätverksträff om fritid – anteckningar", "2019-04-03", event="Nätverksträff om fritid",
        venue="Bygdegården i Provby",
    ),
    Case(
        "day named after its subject",
        "Folkmusikdagen, Parken, Provstad, 30 aug 2018\n\nSpela innan det är tyst\n\nSara Ek, kulturstrateg",
        "Spela innan det är tyst", "2018-08-30", ("Sara Ek",), event="Folkmusikdagen",
        venue="Parken, Provstad",
    ),
    Case(
        "question over what it was asked at",
        "Vad gör vi med torget?\nRundabordssamtal vid Framtidsveckan i Provby\nProvby, 5 maj 2018",
        "Vad gör vi med torget?", "2018-05-05", event="Framtidsveckan i Provby", venue="Provby",
    ),
    Case(
        "conference whose speakers come before its line",
        "Tillsammans i köket\n\nSara Ek, Provby kommun\nUlf Testberg, Matlaget\nKonferens om måltider\n"
        "Provstad 2020-02-04",
        "Tillsammans i köket", "2020-02-04", ("Sara Ek", "Ulf Testberg"), organisation="Provby kommun",
        event="Konferens om måltider", venue="Provstad",
    ),
    Case(
        "paper, menu and department above the article",
        "Byposten\nStart Kultur Sport Åsikt\nKultur\nDe sjunger tillsammans varje onsdag\n"
        "3 maj 2019 kl. 05.30 (uppdaterad 11.42)\nAv Sara Ek",
        "De sjunger tillsammans varje onsdag", "2019-05-03", ("Sara Ek",),
    ),
    Case(
        "menu in a row with bars",
        "Vi gör | Exempel | Kurser | Om Delbasen | English | Sök 🔍\nDela mer – en samling\nav Sara Ek, "
        "utredare\nSenast ändrad: 29 sep. 2022",
        "Dela mer – en samling", "2022-09-29", ("Sara Ek",),
    ),
    Case(
        "day of upload is not the date",
        "DokuDela | Logga in | Ladda upp\nSök bland 2,3 miljoner dokument\n"
        "Nattvandrarna i Provby. En utvärdering\nUppladdad av provbo 12 mars 2015",
        "Nattvandrarna i Provby. En utvärdering",
    ),
    Case(
        "mail from a person",
        "Från: Sara Ek <sara@provby.example>\nSkickat: den 3 december 2020 07:12\n"
        "Ämne: Lånecyklar i trapphuset",
        "Lånecyklar i trapphuset", "2020-12-03", ("Sara Ek",),
    ),
    Case(
        "newsletter of a body, sent under its own name",
        "Från: Grannbrevet <hej@grannbrevet.example>\nSkickat: den 3 maj 2019 08:00\nÄmne: Grannbrevet nr 3\n"
        "\nGrannbrevet – nytt om att dela\nEtt brev från Delningslaget Syd",
        "Grannbrevet – nytt om att dela", "2019-05-03", organisation="Delningslaget Syd",
    ),
    Case(
        "news from a body beside the date",
        "Grannbrevet nr 3/2019\nNyheter från Grannförbundet, 3 maj 2019\nRedaktör: Sara Ek",
        "Grannbrevet nr 3/2019", "2019-05-03", ("Sara Ek",), organisation="Grannförbundet",
    ),
]  # fmt: skip

DANISH = [
    Case(
        "draft, hall and room in small letters",
        "UDKAST – må gerne rettes!!\nErfamøde om leg: hvad blev der sagt?\n"
        "tirsdag d. 14/11-2017, Prøveby Bibliotek, lokale 2 (kælderen)\n(skrevet rent af Mette Prøvesen, så "
        "godt det gik)",
        "Erfamøde om leg: hvad blev der sagt?", "2017-11-14", ("Mette Prøvesen",), event="Erfamøde om leg",
        venue="Prøveby Bibliotek, lokale 2 (kælderen)",
    ),
    Case(
        "year in the name of the event only",
        "Landsbydagene 2019 · Prøveby Kulturhus · 3.–4. maj\n\nHvem ejer forsamlingshuset?\n"
        "Referent: Ole Prøvesen, Landsbyrådet",
        "Hvem ejer forsamlingshuset?", "2019-05-03", ("Ole Prøvesen",), organisation="Landsbyrådet",
        event="Landsbydagene 2019", venue="Prøveby Kulturhus",
    ),
    Case(
        "words from an event over the place and date",
        "Hvem ejer forsamlingshuset?\nBordenes ord fra Rådslag om landsbyer\nPrøveby · 6. oktober 2021",
        "Hvem ejer forsamlingshuset?", "2021-10-06", event="Rådslag om landsbyer", venue="Prøveby",
    ),
    Case(
        "slides with v/ and a unit of a municipality",
        "Mad i hver time\nFem forsøg med frokost på fire skoler\n"
        "Køkkenernes efterårsmøde, Kroen i Prøveby, 22.9.22\nv/ Mette Prøvesen, konsulent\n"
        "Børn & Mad, Prøveby Kommune",
        "Mad i hver time", "2022-09-22", ("Mette Prøvesen",), organisation="Børn & Mad, Prøveby Kommune",
        event="Køkkenernes efterårsmøde", venue="Kroen i Prøveby",
    ),
    Case(
        "talk at an event is a subtitle",
        "Sammen om maden\nOplæg på Fællesskabsdagen 2020\nPrøveby, den 4. februar 2020\n"
        "Mette Prøvesen & Ole Test",
        "Sammen om maden", "2020-02-04", ("Mette Prøvesen", "Ole Test"), event="Fællesskabsdagen 2020",
        venue="Prøveby",
    ),
    Case(
        "minutes named after the committee",
        "Landsbyudvalget – beslutningsprotokol\nPrøveby Kommune\nMødedato: 28-02-2024",
        "Landsbyudvalget – beslutningsprotokol", "2024-02-28", organisation="Prøveby Kommune",
        event="Landsbyudvalget",
    ),
    Case(
        "committee after its label",
        "Referat fra beboermøde\nUdvalg: Landsbyudvalget\n3/5 2018 kl. 19\nFælleshuset, Prøveby",
        "Referat fra beboermøde", "2018-05-03", organisation="Landsbyudvalget", event="beboermøde",
        venue="Fælleshuset, Prøveby",
    ),
    Case(
        "name in capitals after the department and date",
        "Lokalt | 3. maj 2019\n\nKoret, der fik byen til at synge\n\nAF METTE PRØVESEN",
        "Koret, der fik byen til at synge", "2019-05-03", ("Mette Prøvesen",),
    ),
    Case(
        "date, time and change on one line",
        "Lån en lastcykel\nAf Mette Prøvesen, foto: Lis Lund\n3. maj 2018 kl. 10.00 (opdateret 4. maj 2018)",
        "Lån en lastcykel", "2018-05-03", ("Mette Prøvesen",),
    ),
    Case(
        "collected by a body",
        "Sådan deler vi\nEksempelsamling, maj 2019\nSamlet af Nabonetværket",
        "Sådan deler vi", "2019-05", organisation="Nabonetværket",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "body"),
    [(case, BODY_SV) for case in SWEDISH] + [(case, BODY_DA) for case in DANISH],
    ids=lambda value: value.name if isinstance(value, Case) else "",
)
def test_front_of_each_kind(case: Case, body: str) -> None:
    _, metadata = read(f"{case.text}\n\n{body}\n")
    found = Case(
        case.name, case.text, metadata.title, metadata.date, metadata.authors, metadata.organisation,
        metadata.event, metadata.venue,
    )  # fmt: skip
    assert found == case


@pytest.mark.parametrize(
    ("tail", "authors"),
    [
        ("Venlig hilsen Mette Prøvesen\nNabonetværket", ("Mette Prøvesen",)),
        ("Sara Ek\nfrilansjournalist i Provby", ("Sara Ek",)),
        ("/Vid pennan: Sara Ek och Ulf Testberg", ("Sara Ek", "Ulf Testberg")),
        ("Text och foto: Sara Ek", ("Sara Ek",)),
        ("//Sara Ek, sekreterare", ("Sara Ek",)),
        ("Sara Ek\nlärare i Provby", ()),
        ("Foto: Sara Ek", ()),
        ("/Redaktionen", ()),
    ],
)
def test_signature_at_the_end(tail: str, authors: tuple[str, ...]) -> None:
    body = "\n\n".join(f"Försök {number} var annorlunda. {BODY_SV}" for number in range(6))
    assert read(f"Vi delar allt\n\n{body}\n\n{tail}\n")[1].authors == authors


@pytest.mark.parametrize(
    ("title", "words", "expected"),
    [
        (
            "Nattvandrarna i Provby. En utvärdering",
            "Sara Ek och Ulf Testberg Provby kommun 2014-11-03 Sammanfattning Det gick bra hela tiden.",
            ("2014-11-03", ("Sara Ek", "Ulf Testberg"), "Provby kommun"),
        ),
        (
            "Ro i opgangen. Midtvejsstatus",
            "Udarbejdet af Mette Prøvesen, Sekretariatet for planen, d. 29. april 2019 1 HVORFOR TRAPPEN Da",
            ("2019-04-29", ("Mette Prøvesen",), "Sekretariatet for planen"),
        ),
        (
            "Kvällsöppet i parken. Tre försök",
            "Sara Ek Utvecklingscentrum Lek & familj Rapport 2013:7 den 22 april 2013 Kort om rapporten Det",
            ("2013-04-22", ("Sara Ek",), "Utvecklingscentrum Lek & familj"),
        ),
        ("Kvällsöppet i parken. Tre försök", "Parken hade öppet varje kväll i tre år och det gick bra.", ()),
    ],
)
def test_title_page_run_together(title: str, words: str, expected: tuple[object, ...]) -> None:
    parsed = parse(f"{title}\n\n{title.replace('.', '')} {words}\n".encode(), name="a.txt")
    found = read_imprint(parsed, parsed.blocks, title)
    assert (found.date, found.authors, found.organisation) == (expected or (None, (), None))


@pytest.mark.parametrize(
    ("head", "tail", "expected"),
    [
        ("Byposten > Lokalt > Kultur", "Byposten © 2023", "Byposten"),
        ("BYPOSTEN", "Byposten använder kakor för statistik.", "Byposten"),
        ("Om Delbasen | English", "Copyright Delbasen 2018–2022", "Delbasen"),
        ("Byposten", "© Andra Bladet 2019", None),
        ("Vi cyklar mer", "Denna webbplats använder kakor.", None),
        ("Av Sara Ek", "© Sara Ek 2019", None),
    ],
)
def test_site_is_named_above_and_below(head: str, tail: str, expected: str | None) -> None:
    assert site_holder([head, "Rubriken"], ["Sista raden.", tail]) == expected
    assert site_of(f"{head}\n\nRubriken\n\nSista raden.\n{tail}\n") == expected


def test_name_of_the_site_is_no_title() -> None:
    text = f"Byposten\nVi delar allt\n3 maj 2019\nAv Sara Ek\n\n{BODY_SV}\n\nByposten © 2019\n"
    found = read(text)[1]
    assert (found.title, found.organisation, found.authors) == ("Vi delar allt", "Byposten", ("Sara Ek",))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("v/ Mette Prøvesen, konsulent", ("Mette Prøvesen",)),
        ("v/Mette Prøvesen", ("Mette Prøvesen",)),
        ("Renskrivning: Sara Ek (svenska) och Ole Test (dansk)", ("Sara Ek", "Ole Test")),
        ("Bordssekreterare: Sara Ek", ("Sara Ek",)),
        ("/Vid tangenterna: Sara Ek", ("Sara Ek",)),
        ("Från: Sara Ek <sara@provby.example>", ("Sara Ek",)),
        ("AV SARA EK", ("Sara Ek",)),
        ("Renskrivning: se sidan fyra", ()),
    ],
)
def test_bylines(line: str, names: tuple[str, ...]) -> None:
    assert read_byline(line)[0] == names


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("Fra: Nabonyt <post@nabonyt.example>", "Nabonyt"),
        ("Nyhetsbrev från Grannförbundet", "Grannförbundet"),
        ("Samlet af Nabonetværket", "Nabonetværket"),
        ("Nämnd: Kulturnämnden", "Kulturnämnden"),
        ("Samlet af mange hænder", ""),
        ("Fra: Mette Prøvesen <mette@proveby.example>", ""),
    ],
)
def test_senders(line: str, body: str) -> None:
    assert read_sender(line) == body


@pytest.mark.parametrize(
    "line", ["UDKAST", "Utkast 2", "Utkast, endast internt", "f t in", "Søg i 4.200.000 dokumenter"]
)
def test_furniture(line: str) -> None:
    assert FURNITURE.fullmatch(line)


@pytest.mark.parametrize("line", ["Utkast till plan", "Utkast 2019-04-03", "Vi är 3", "Søg hjælp i tide"])
def test_what_is_no_furniture(line: str) -> None:
    assert not FURNITURE.fullmatch(line)


@pytest.mark.parametrize("line", ["Bygdegården i Provby", "Fælleshuset, Prøveby", "Stora salen, plan 2"])
def test_houses(line: str) -> None:
    assert HOUSE.fullmatch(line)


@pytest.mark.parametrize("line", ["bygdegården i Provby", "Huset som vi byggde", "Vi delar allt"])
def test_what_is_no_house(line: str) -> None:
    assert not HOUSE.fullmatch(line)


KINDS = [
    Case(
        "body above the title",
        "Center for Nær Leg\nSådan leger vi i hverdagen\nSidst opdateret: 16-01-2023\n\nHer er seks.",
        "Sådan leger vi i hverdagen", "2023-01-16", organisation="Center for Nær Leg",
    ),
    Case(
        "title of two lines, a body that is no person",
        "Grønne gader:\nhvem gør det?\n\nTemadag for planlæggere\nVejle, 27. okt. 2021\n"
        "\nSøren Juul\nGadernes Klimahjul",
        "Grønne gader: hvem gør det?", "2021-10-27", ("Søren Juul",),
        event="Temadag for planlæggere", venue="Vejle",
    ),
    Case(
        "notes after the title, and who took them",
        "14.3.2018 · Havnehuset, Provby\nNoter ved Karen Holm\n\nFællesskaber – noter fra netværksdagen",
        "Fællesskaber – noter fra netværksdagen", "2018-03-14", ("Karen Holm",),
        event="netværksdagen", venue="Havnehuset, Provby",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", KINDS, ids=lambda case: case.name)
def test_titles_beside_bodies_and_events(case: Case) -> None:
    _, found = read(f"{case.text}\n\n{BODY_DA}")
    assert (found.title, found.date, found.authors) == (case.title, case.date, case.authors)
    assert (found.organisation, found.event, found.venue) == (case.organisation, case.event, case.venue)


def test_front_ends_where_an_agenda_stood() -> None:
    text = (
        "Workshop om framtiden\n\n7 februari 2017\n\nInnehåll\n- Återblick\n- Resultat\n"
        "- Råd\n\nÅterblick\n\n"
        "20.8.2015 Träff om rådet\n\nResultat\n\n"
        "Rådet mår bra och har träffats åtta gånger.\n\nRåd\n\nFortsätt.\n"
    )
    assert any("20.8.2015 Träff om rådet" in chunk.text for chunk in prepare(text).chunks)


def test_header_of_minutes_names_the_municipality() -> None:
    text = (
        "VINDSALA KOMMUN          PROTOKOLL          Sida 1 (2)\n\nProtokoll brottsförebyggande rådet\n\n"
        + BODY_SV
    )
    assert read(text)[1].organisation == "Vindsala kommun"
