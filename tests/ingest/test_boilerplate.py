from __future__ import annotations

import pytest

from ingest.clean import clean
from ingest.parsers.plain_text import parse
from tests.ingest.makers import DOCUMENTS, make_pdf, prepare


def dropped(text: str) -> list[tuple[str, str]]:
    return [(item.reason, item.text) for item in clean(parse(text.encode(), name="a.txt")).dropped]


def test_article_loses_its_buttons_form_quote_and_adverts_only() -> None:
    document = prepare((DOCUMENTS / "artikel.txt").read_bytes(), "artikel.txt")
    found = [(item.reason, item.lines) for item in document.dropped]
    assert found == [
        ("pull quote", (12, 12)),
        ("comment form", (18, 18)),
        ("share buttons", (20, 22)),
        ("job adverts", (24, 34)),
    ]
    kept = " ".join(chunk.text for chunk in document.chunks)
    assert "Odense Kommune har støttet" in kept
    assert not any(name in kept for name in ("Vejle", "Faxe", "Esbjerg"))


def test_dropped_text_is_exactly_what_stands_there() -> None:
    document = prepare((DOCUMENTS / "artikel.txt").read_bytes(), "artikel.txt")
    for item in document.dropped:
        assert document.text[item.start : item.end] == item.text


def test_vacancies_in_a_report_are_kept() -> None:
    text = (
        "Rapport\n\nMan söker en ledare till fritidsgården.\n\nHar du lyst til at hjælpe? spurgte man.\n"
        "En ny kollega anställdes som konsulent.\n\nDet gick bra.\n"
    )
    assert dropped(text) == []


def test_one_share_word_alone_is_kept() -> None:
    assert dropped("Vi annonserade på\n\nFacebook\n\noch fick många svar av dem som bor där.\n") == []


def test_related_titles_go_up_to_the_transcript() -> None:
    text = (
        "Minnen från en träff\n\nRelaterade dokument\nPlan för Lomma\n\nTrygg i Kil\n\nPlan mot buller\n\n"
        "Transkript:\n\nHär börjar själva texten om träffen i byn, och den är lång nog för att läsas.\n"
    )
    found = dropped(text)
    assert [reason for reason, _ in found] == ["related documents"]
    assert found[0][1].startswith("Relaterade dokument")
    assert found[0][1].endswith("Transkript:")


def test_related_titles_without_transcript_end_at_a_sentence() -> None:
    text = "Först en mening.\n\nLäs också\n\nTitel ett\n\nTitel två\n\nTitel tre\n\nDetta är åter text.\n"
    assert [text for _, text in dropped(text)] == ["Läs också\n\nTitel ett\n\nTitel två\n\nTitel tre"]


def test_table_of_contents_goes_but_its_headings_stay() -> None:
    text = (
        "Innehåll\n\nBakgrund .......... 3\nMetod .......... 5\nResultat .......... 9\n\n"
        "Bakgrund\n\nHär står bakgrunden.\n\nMetod\n\nHär står metoden.\n"
    )
    document = prepare(text)
    assert [item.reason for item in document.dropped] == ["table of contents"]
    assert [section.title for section in document.sections][-1] == "Metod"
    assert document.chunks[-1].heading_path[-1] == "Metod"


@pytest.mark.parametrize(
    "line",
    ["Vi använder cookies. Godkänn alla kakor.", "Hjemmesiden bruger cookies. Acceptér alle."],
)
def test_cookie_notice_goes(line: str) -> None:
    assert dropped(f"{line}\n\nHär står det som sidan handlar om, i en hel mening.\n") == [
        ("cookie notice", line)
    ]


def test_running_header_and_page_number_go_from_every_page() -> None:
    pages = [
        [("h1", f"Del {word}"), ("p", f"Texten om {word} står här."), ("p", str(n))]
        for n, word in enumerate("abc", 1)
    ]
    document = prepare(make_pdf(pages, header="Provstads kommun sida"), "a.pdf")
    assert [chunk.text for chunk in document.chunks] == [f"Texten om {word} står här." for word in "abc"]
    assert {item.reason for item in document.dropped} == {"running header", "page number"}


def test_a_document_is_never_dropped_whole() -> None:
    text = "Läs också\n\nTitel ett\n\nTitel två\n\nTitel tre\n\nTitel fyra"
    assert dropped(text) == []


def test_list_of_sources_goes_but_its_heading_stays() -> None:
    text = (
        "Lån av skidor\n\nAlla får låna skidor gratis i kommunen, hela vintern.\n\nKällor\n\n"
        "Kommunen: Om lån (2015). https://exempel.se/lan\n\nFöreningen: Årsbok (2016-03).\n"
    )
    assert dropped(text) == [
        (
            "source list",
            "Kommunen: Om lån (2015). https://exempel.se/lan\n\nFöreningen: Årsbok (2016-03).",
        )
    ]


def test_springs_are_no_sources() -> None:
    text = "Vattnet i byn\n\nHär finns gott vatten för alla.\n\nKällor\n\nDet finns tre källor i skogen.\n"
    assert dropped(text) == []


def test_heading_of_a_list_of_sources_leads_nowhere() -> None:
    document = prepare(
        "Lån av skidor\n\nAlla får låna.\n\nKällor\n\nKommunen: Om lån (2015).\n\n"
        "Föreningen: Årsbok (2016).\n\nKontakt\n\nFråga biblioteket om lån.\n"
    )
    assert [(chunk.heading_path, chunk.text) for chunk in document.chunks] == [
        ((), "Alla får låna."),
        (("Kontakt",), "Fråga biblioteket om lån."),
    ]


TEXT = "Rapport om byn\n\n1. Så gjorde man\n\nMan pratade länge med alla som bor där, och det gav mycket.\n\n"


@pytest.mark.parametrize(
    "adverts",
    [
        (
            "2. Lediga tjänster\n\nVi söker en sekreterare till Gävle kommun. Sista ansökningsdag 1/5.\n\n"
            "Kommunikatör till Västerås stad. Ansök senast 3 maj."
        ),
        "Ledige stillinger\n\nPædagog til Solrød Kommune, ansøgningsfrist 1. november 2017",
        "Pædagog til Solrød Kommune, ansøgningsfrist 1. november 2017",
        "Kommunikatör till Västerås stad\nAnsök senast 3 maj.",
        "Chef til sekretariatet i Odense Kommune\n\nBrænder du for unge? Så er du den rette til stillingen.",
    ],
)
def test_few_adverts_go_wherever_they_stand(adverts: str) -> None:
    assert dropped(f"{TEXT}{adverts}\n\n3. Mer om byn\n\nText om annat som hände där.\n") == [
        ("job adverts", adverts)
    ]


@pytest.mark.parametrize(
    "advert",
    [
        "Pædagog til børnehave\n\nEr du vores nye kollega i Faxe Kommune? Læs mere",
        "Brænder du for børn i Odense Kommune? Så er du den rette.",
    ],
)
def test_one_advert_after_the_buttons_goes(advert: str) -> None:
    assert dropped(f"{TEXT}Share\nTweet\n\n{advert}\n") == [
        ("share buttons", "Share\nTweet"),
        ("job adverts", advert),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Lediga tjänster\n\nKommunen hade svårt att fylla lediga tjänster i skolan. Man ändrade schemat.\n",
        "Sista ansökningsdag för bidraget är 1 maj. Föreningskonsulent Anna svarar.\n",
        "Ledare i föreningar kan söka medel, ansök senast 1 maj.\n",
        "Ledare till fritidsgården\n\nVill du bli volontär? frågade man alla som kom.\n",
        "Share\nTweet\n\nDet gick bra att leda arbetet i byn, och man fortsatte i många år.\n",
    ],
)
def test_text_about_work_and_grants_is_no_advert(text: str) -> None:
    assert [reason for reason, _ in dropped(TEXT + text) if reason != "share buttons"] == []


@pytest.mark.parametrize("marker", ["Läs också", "Se også", "Andra läste också:"])
def test_single_title_under_a_marker_at_the_end_goes(marker: str) -> None:
    assert dropped(f"{TEXT}{marker}\n\nSå gjorde Luleå kommun\n") == [
        ("related documents", f"{marker}\n\nSå gjorde Luleå kommun")
    ]
    assert dropped(f"{TEXT}{marker}\n\nSå gjorde Luleå kommun\n\nHär går texten vidare i en mening.\n") == []


def test_related_titles_of_markdown_go_with_their_heading() -> None:
    document = prepare(
        "# Byn\n\nMan pratade länge med alla som bor där, och det gav mycket till sist.\n\n## Läs mer\n\n"
        "* Så gjorde Luleå kommun\n",
        "a.md",
    )
    assert [item.text for item in document.dropped] == ["## Läs mer\n\n* Så gjorde Luleå kommun"]


def test_running_header_beside_a_page_number_goes_on_two_pages() -> None:
    header = "Provstads egen sammanställning om lån"
    pages = [
        [("p", f"Texten om {word} står här."), ("p", header), ("p", f"Sida {n}")]
        for n, word in enumerate("ab", 1)
    ]
    document = prepare(make_pdf(pages), "a.pdf")
    assert [(chunk.heading_path, chunk.text) for chunk in document.chunks] == [
        ((), "Texten om a står här."),
        ((), "Texten om b står här."),
    ]
    assert [item.text for item in document.dropped if item.reason == "running header"] == [header, header]


def test_vacancies_under_their_heading_go_though_titles_are_unlike() -> None:
    article = "Bänken\n\nDen står utanför affären och målades gul av dem som bor där.\n\n"
    jobs = ["JOBBTORGET", "Upphandlare till Kalmar kommun", "Är du noggrann? Hos oss får du stort ansvar.",
            "Projektledare, Sollentuna", "Vi bygger för nya invånare och behöver en till."]  # fmt: skip
    found = dropped(article + "\n".join(jobs) + "\n")
    assert [text for _, text in found] == ["\n".join(jobs)]


def test_part_of_a_report_about_work_stays() -> None:
    text = (
        "Bänken\n\nJobb\nTvå som satt på bänken fick arbete i affären.\nDet var en slump, säger handlaren.\n"
    )
    assert dropped(text) == []


def test_list_of_contents_with_names_of_parts_goes_whole() -> None:
    contents = (
        "Indholdsfortegnelse\nÅben sag\nPkt. 1 Leje ..... 1\nPkt. 2 Bus ..... 2\n"
        "Pkt. 3 Maling ..... 2\nLukket sag\nPkt. 4 Grund ..... 4"
    )
    found = dropped(
        f"Protokol\n\n{contents}\n\nPkt. 1 Leje\nHuset lejes ud hver onsdag til dem, der synger.\n"
    )
    assert [text for _, text in found] == [contents]


def test_sentence_alone_that_stands_in_a_longer_one_goes() -> None:
    quote = "En god granne har strøm, sokker og ingen meninger om tøj."
    text = (
        f"Boden\n\nSvaret var kort. {quote} Det kom fra de unge selv, og det hang der "
        f"længe.\n\n{quote}\n\nSådan er det.\n"
    )
    assert [text for _, text in dropped(text)] == [quote]


def test_text_after_a_list_of_sources_stays() -> None:
    books = "1. Ek, Bo. Om bänkar. Byförlaget, 2004.\n2. Ås, Eva. Om bodar. Norra tryckeriet, 2016."
    text = (
        f"Bänken\n\nDen är gul.\n\nReferenser\n\n{books}\n\n"
        "Mer om bänkar vet de som sitter på dem varje dag i byn.\n"
    )
    assert [part for _, part in dropped(text)] == [books]


def test_a_list_that_says_when_its_sources_were_read_is_one_without_addresses() -> None:
    entries = "Källorna är lästa den 2 maj 2024.\n\nByakuriren: Lån i lada\n\nRadio Bygden: Skidor åt alla\n"
    document = prepare(f"Lån av skidor i byn\n\nMan lånar gratis i ladan varje vecka.\n\nKällor\n\n{entries}")
    assert not any("Byakuriren" in chunk.text for chunk in document.chunks)
    assert "source list" in {piece.reason for piece in document.dropped}
