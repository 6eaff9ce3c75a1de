from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.personal_data import PersonalDataKind, find_personal_data, mask, mask_document
from kb.language import detect_document
from kb.records import Block, BlockKind, Language, PageSpan, ParsedDocument
from tests.ingest.makers import prepare


def masked(text: str, language: Language = Language.SWEDISH) -> str:
    return mask(text, find_personal_data(text), language)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Skriv till anna.berg@kommun.example i dag.", "Skriv till [e-post] i dag."),
        ("<anna@x.se>, eva_k+1@post.kommun.se.", "<[e-post]>, [e-post]."),
        ("mailto:åsa.öberg@exempel.se", "mailto:[e-post]"),
        ("anna.berg (at) exempel.se eller bo[at]exempel.se", "[e-post] eller [e-post]"),
        (r"anna\_berg@exempel.se", "[e-post]"),
        ("Ring 08-123 45 67 eller 070-123 45 67.", "Ring [telefon] eller [telefon]."),
        ("Växel: 0560-140 00, fax 0560–140 10", "Växel: [telefon], fax [telefon]"),
        ("Mobil 0701234567, 070 123 45 67", "Mobil [telefon], [telefon]"),
        ("+46 (0)8 123 45 67; +45 12 34 56 78; 0046 70 123 45 67", "[telefon]; [telefon]; [telefon]"),
        ("Tel:+46701234567", "Tel:[telefon]"),
        ("tfn 12 34 56", "tfn [telefon]"),
        ("Tlf. 12345678 / 23 45 67 89", "Tlf. [telefon] / [telefon]"),
        ("tlf.: 1234 5678", "tlf.: [telefon]"),
        ("Ring til Mette på 23 45 67 89, hvis du vil med.", "Ring til Mette på [telefon], hvis du vil med."),
        ("Kontakt: 40.12.34.56 og 40-12-34-57", "Kontakt: [telefon] og [telefon]"),
        ("mette@eksempel.dk 40 12 34 56", "[e-post] [telefon]"),
        ("Telefon\n20345678", "Telefon\n[telefon]"),
        ("Personnummer 850709-9805.", "Personnummer [personnummer]."),
        ("19850709-9805 8507099805 850709+9805", "[personnummer] [personnummer] [personnummer]"),
        ("CPR-nr. 010190-1234", "CPR-nr. [cpr-nummer]"),
        ("cpr 010190 1234 og 311299-4321", "cpr [cpr-nummer] og [cpr-nummer]"),
    ],
)
def test_personal_data_are_masked_by_what_they_are(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Projektet pågick 2015–2017 och kostade 1 200 000 kr.",
        "Det kom 12 345 678 kronor och 45 12 34 56 kr.",
        "Diarienummer KS 2015-00123, dnr 08-123456, J.nr. 12 34 56 78",
        "Sagsnr. 12345678, CVR 12345678, EAN 5790000000000",
        "Org.nr 212000-1355, bankgiro 123-4567, ISBN 978-91-7000-000-0",
        "444 22 Stenungsund, 5000 Odense C, 123 45 Stockholm",
        "Telefontid 09.00-12.00, telefon: 09.00–12.00",
        "Tel: 2015–2017, tel 12 000, mobil 150 000 kr",
        "Den 2017-06-15 kl. 08.30-12.00 och 15.06.2017, 20170615",
        "Tabell: 20 30 40 50 och 23 45 67 89",
        "§ 18, punkt 3.2.1, sida 12-14, ring 112",
        "https://exempel.dk/12345678 och /sag/40123456",
        "@demokratienheten #dialog2015 a@b",
        "850709-9804 har fel kontrollsiffra",
        "851309-9805 är ingen dag",
        "320190-1234 er ingen dato",
        "8507099805123 är för långt",
        "Grunden har koordinaterna 59.3293, 18.0686.",
        "Klass 7-9: 08-10 30 personer",
        "I 2012 34 56 78 stemte mange.",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text


def test_coordination_number_has_sixty_added_to_its_day() -> None:
    kinds = [each.kind for each in find_personal_data("850769-9802")]
    assert kinds == [PersonalDataKind.PERSONAL_NUMBER]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.SWEDISH, "[e-post] [telefon]"),
        (Language.DANISH, "[e-mail] [telefon]"),
        (Language.NORWEGIAN, "[e-post] [telefon]"),
        (Language.ENGLISH, "[e-mail] [phone]"),
        (Language.UNKNOWN, "[e-mail] [telefon]"),
    ],
)
def test_labels_are_in_the_language_of_the_document(language: Language, expected: str) -> None:
    assert masked("a.b@exempel.se 08-123 45 67", language) == expected


def test_number_that_is_both_is_masked_once() -> None:
    # 010190-1238 is a day both as year-month-day and day-month-year
    assert len(find_personal_data("010110-1238")) == 1


PIECES = st.sampled_from(
    [
        "anna.berg@exempel.se", "08-123 45 67", "070-123 45 67", "+45 12 34 56 78", "23 45 67 89",
        "850709-9805", "010190-1234", "cpr ", "tlf. ", "Ring ", " / ", ", ", " ", "\n", ".", "(", ")", "[1]",
        "2015–2017", "1 200 kr", "och", "Dnr 12345678", "12", "å", "@", "-", "8507099805", "tel:",
        "[telefon]",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=12).map("".join), st.text(alphabet="0123456789 -+.@a\n[]", max_size=40)
)


@given(TEXTS)
def test_masking_changes_nothing_outside_the_findings(text: str) -> None:
    found = find_personal_data(text)
    result = masked(text)
    pattern = "".join(
        re.escape(text[last:start]) + r"\[[^\[\]]+\]"
        for last, start in zip([0, *(f.end for f in found)], [f.start for f in found], strict=False)
    )
    rest = text[found[-1].end :] if found else text
    assert re.fullmatch(pattern + re.escape(rest), result)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert result.count("\n") == text.count("\n")


@given(TEXTS)
def test_masked_text_holds_no_finding(text: str) -> None:
    assert find_personal_data(masked(text)) == ()


def test_spans_of_a_document_move_with_its_text() -> None:
    text = "Kontakt\nanna@exempel.se\nSida två\nRing 08-123 45 67 nu\nSlut"
    parts = ["Kontakt", "anna@exempel.se", "Ring 08-123 45 67 nu", "Slut"]
    document = ParsedDocument(
        media_type="text/plain",
        text=text,
        blocks=tuple(
            Block(kind=BlockKind.PARAGRAPH, start=text.index(part), end=text.index(part) + len(part))
            for part in parts
        ),
        pages=(
            PageSpan(number=1, label=None, start=0, end=24),
            PageSpan(number=2, label=None, start=24, end=len(text)),
        ),
        furniture=((text.index("Sida"), text.index("Sida") + 8),),
        stated={"authors": "Anna <anna@exempel.se>", "url": "https://exempel.se/a@b.se"},
    )
    moved, counts = mask_document(document, language_of=lambda _: Language.SWEDISH)
    assert moved.text == "Kontakt\n[e-post]\nSida två\nRing [telefon] nu\nSlut"
    shown = [moved.text[block.start : block.end] for block in moved.blocks]
    assert shown == ["Kontakt", "[e-post]", "Ring [telefon] nu", "Slut"]
    pages = [moved.text[page.start : page.end] for page in moved.pages]
    assert pages == ["Kontakt\n[e-post]\n", "Sida två\nRing [telefon] nu\nSlut"]
    assert [moved.text[start:end] for start, end in moved.furniture] == ["Sida två"]
    assert moved.stated == {"authors": "Anna <[e-post]>", "url": "https://exempel.se/a@b.se"}
    assert counts == {"email": 2, "phone": 1}


def test_document_without_personal_data_is_left_as_it_is() -> None:
    document = ParsedDocument(media_type="text/plain", text="Inget här.", blocks=())
    asked: list[str] = []

    def language_of(text: str) -> Language:
        asked.append(text)
        return detect_document(text)

    assert mask_document(document, language_of=language_of) == (document, {})
    assert asked == []


def test_ingest_masks_chunks_text_and_dropped_text_and_keeps_lines() -> None:
    document = prepare(
        "Om lån av skidor\n\nAlla i byn får låna skidor gratis. Ring Anna Berg på 070-123 45 67.\n\n"
        "Frågor om verksamheten besvaras av anna.berg@exempel.se under hela vintern.\n"
    )
    assert [chunk.text for chunk in document.chunks] == [
        document.text[chunk.start : chunk.end] for chunk in document.chunks
    ]
    assert "Ring Anna Berg på [telefon]." in document.text
    assert "besvaras av [e-post] under" in document.text
    assert document.chunks[-1].lines is not None
    assert document.chunks[-1].lines[1] == 5
    assert document.masked == {"email": 1, "phone": 1}


def test_markdown_link_to_an_address_is_masked_in_both_places() -> None:
    document = prepare(
        "# Om lån\n\nSkriv till [anna@exempel.se](mailto:anna@exempel.se) om du vill låna skidor i byn.\n",
        "a.md",
    )
    assert document.chunks[0].text == "Skriv till [e-post] om du vill låna skidor i byn."
    assert document.masked == {"email": 2}
