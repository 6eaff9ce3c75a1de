"""Citations, read back with other people's readers."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from kb.citation_formats import apa, bibtex, coins, ris
from kb.citations import Citation, cite_document, cite_entry, flat, page_ranges
from kb.i18n import UiLanguage, load_catalogue
from kb.records import DocumentType, Language
from tests.kb.exports.samples import BASE_URL, METHOD, TITLE, document, passage, practice, quote

LINK = f"{BASE_URL}/practice?id=12"
hostile = st.text(min_size=1).map(lambda text: f"x{text}")


def _practice() -> Citation:
    (citation,) = cite_entry(practice(), accessed="2026-11-23", permalink=LINK)
    return citation


def _passage() -> Citation:
    (citation,) = cite_entry(passage(), accessed="2026-11-23", permalink=None)
    return citation


def test_a_practice_is_cited_by_its_document_with_all_pages_that_it_quotes() -> None:
    citation = _practice()
    assert citation.title == "Kils öppna förskola: en uppföljning"
    assert citation.example == TITLE
    assert citation.pages == (1, 2, 3, 7)
    assert citation.identifier == "p12"
    assert citation.year == "2017"  # of the document, not of what it tells of


def test_a_passage_is_cited_with_its_page_and_its_words() -> None:
    citation = _passage()
    assert citation.pages == (4,)
    assert citation.passage == METHOD
    assert citation.example is None


def test_each_document_of_a_practice_is_cited_with_its_own_pages() -> None:
    other = document(6, title="Mer om Kil", name="mer.pdf")
    entry = replace(
        practice(documents=(document(), other)),
        passages=(quote("a", page=1), quote("b", page=8, document_id=6)),
    )
    citations = cite_entry(entry, accessed="2026-11-23")
    assert [(each.title, each.pages) for each in citations] == [
        ("Kils öppna förskola: en uppföljning", (1, 2, 3, 7)),
        ("Mer om Kil", (8,)),
    ]


def test_pages_that_say_it_no_more_are_not_cited() -> None:
    lost = replace(quote("Borta.", page=9), is_lost=True)
    entry = replace(practice(), passages=(quote("Kvar.", page=2), lost), fields={})
    (citation,) = cite_entry(entry, accessed="2026-11-23")
    assert citation.pages == (2,)


def test_a_practice_without_documents_is_cited_by_its_title_alone() -> None:
    (citation,) = cite_entry(replace(practice(), documents={}), accessed="2026-11-23")
    assert citation.title == TITLE
    assert (citation.authors, citation.date, citation.file_name, citation.pages) == ((), None, None, ())


@pytest.mark.parametrize(
    ("pages", "shown"),
    [((), ""), ((4,), "4"), ((1, 2), "1–2"), ((1, 2, 3, 7), "1–3, 7"), ((2, 4, 5), "2, 4–5")],
)
def test_pages_in_a_row_are_written_as_a_range(pages: tuple[int, ...], shown: str) -> None:
    assert page_ranges(pages) == shown


# APA


@pytest.mark.parametrize(
    ("ui_language", "expected"),
    [
        (
            "sv",
            "Anna Ek & Bo Å. Ström. (2017, 15 juni). Kils öppna förskola: en uppföljning (s. 1–3, 7) "
            "[Utvärdering, kil-förskola.pdf]. Kils kommun. Barnens dag. Licens: CC BY 4.0. "
            "https://kil.se/a%20b?x=1&y=%7B2%7D Hämtad 23 november 2026 från " + LINK,
        ),
        (
            "da",
            "Anna Ek & Bo Å. Ström. (2017, 15. juni). Kils öppna förskola: en uppföljning (s. 1–3, 7) "
            "[Evaluering, kil-förskola.pdf]. Kils kommun. Barnens dag. Licens: CC BY 4.0. "
            "https://kil.se/a%20b?x=1&y=%7B2%7D Hentet 23. november 2026 fra " + LINK,
        ),
        (
            "en",
            "Anna Ek & Bo Å. Ström. (2017, June 15). Kils öppna förskola: en uppföljning (pp. 1–3, 7) "
            "[Evaluation, kil-förskola.pdf]. Kils kommun. Barnens dag. Licence: CC BY 4.0. "
            "https://kil.se/a%20b?x=1&y=%7B2%7D Retrieved 23 November 2026, from " + LINK,
        ),
    ],
)
def test_apa_in_the_language_of_the_reader(ui_language: UiLanguage, expected: str) -> None:
    assert apa(_practice(), load_catalogue(ui_language)) == expected


@pytest.mark.parametrize(("ui_language", "no_date"), [("sv", "u.å."), ("da", "u.å."), ("en", "n.d.")])
def test_apa_says_that_there_is_no_date_and_begins_with_the_title_without_an_author(
    ui_language: UiLanguage, no_date: str
) -> None:
    bare = document(
        date=None, authors=(), organisation=None, event=None, licence=None, url=None, kind=DocumentType.OTHER
    )
    shown = apa(cite_document(bare, accessed="2026-11-23", pages=[4]), load_catalogue(ui_language))
    page = "p. 4" if ui_language == "en" else "s. 4"
    assert shown.startswith(f"Kils öppna förskola: en uppföljning ({page}) [kil-förskola.pdf]. ({no_date}). ")
    assert "2009" not in shown


def test_apa_names_the_organisation_where_there_is_no_author() -> None:
    shown = apa(cite_document(document(authors=(), date="2017"), accessed="2026-11-23"), load_catalogue("sv"))
    assert shown.startswith("Kils kommun. (2017). Kils öppna")
    assert shown.count("Kils kommun") == 1


# RIS


def test_ris_is_read_back_as_it_was() -> None:
    (entry,) = rispy.loads(ris([_practice()]))
    assert entry["type_of_reference"] == "RPRT"
    assert entry["authors"] == ["Anna Ek", "Bo Å. Ström"]
    assert entry["publisher"] == "Kils kommun"
    assert entry["year"] == "2017"
    assert entry["date"] == "2017/06/15/"
    assert entry["title"] == "Kils öppna förskola: en uppföljning"
    assert entry["secondary_title"] == "Barnens dag"
    assert entry["start_page"] == "1–3, 7"
    assert "end_page" not in entry
    assert entry["language"] == "sv"
    assert entry["urls"] == ["https://kil.se/a%20b?x=1&y=%7B2%7D", LINK]
    assert entry["access_date"] == "2026/11/23/"
    assert entry["notes"] == [TITLE, "kil-förskola.pdf", "CC BY 4.0"]


@pytest.mark.parametrize(
    ("years", "shown"), [((2014, 2016), "2014–2016"), ((2014, None), "2014–"), ((2014, 2014), "2014")]
)
def test_what_is_told_of_can_be_sorted_by_its_places_and_years(
    years: tuple[int, int | None], shown: str
) -> None:
    entry = replace(practice(), municipalities=("SE1715", "XX000"), years=years)
    cited = cite_entry(entry, accessed="2026-11-23")
    (read,) = rispy.loads(ris(cited))
    assert read["keywords"] == ["Kils kommun", shown]
    assert f"keywords = {{Kils kommun, {shown}}}" in bibtex(cited)
    (undated,) = cite_entry(replace(entry, years=None), accessed="2026-11-23")
    assert undated.keywords == ("Kils kommun",)


def test_ris_gives_pages_in_a_row_their_first_and_last() -> None:
    citation = cite_document(document(), accessed="2026-11-23", pages=[3, 2])
    (entry,) = rispy.loads(ris([citation]))
    assert (entry["start_page"], entry["end_page"]) == ("2", "3")


def test_ris_has_the_words_of_a_passage_and_no_unknown_language() -> None:
    citation = cite_document(
        document(language=Language.UNKNOWN), accessed="2026-11-23", passage="Första\r\nER  - \nTY  - BOOK"
    )
    (entry,) = rispy.loads(ris([citation]))
    assert entry["notes"][-1] == "“Första ER - TY - BOOK”"
    assert "language" not in entry


@given(title=hostile, name=hostile, author=hostile, licence=hostile, words=hostile)
def test_no_text_breaks_a_line_of_ris(title: str, name: str, author: str, licence: str, words: str) -> None:
    made = document(title=title, name=name, authors=(author, author), licence=licence)
    written = ris([cite_document(made, accessed="2026-11-23", passage=words)] * 2)
    lines = written.split("\r\n")
    assert all(re.fullmatch(r"(?:[A-Z][A-Z0-9]  - .*)?", line) for line in lines)
    assert not any("\n" in line or "\r" in line for line in lines)
    assert [line for line in lines if line.startswith("ER")] == ["ER  - "] * 2
    assert lines.count(f"TI  - {flat(title)}") == 2


# BibTeX


def _parsed(text: str) -> list[tuple[str, str, dict[str, str]]]:
    library = parse_string(text, append_middleware=[])
    assert library.failed_blocks == []
    return [
        (each.entry_type, each.key, {field.key: field.value for field in each.fields})
        for each in library.entries
    ]


def _untex(text: str) -> str:
    for written, meant in (
        (r"\textbackslash{}", "\0"),
        (r"\textbraceleft{}", "\1"),
        (r"\textbraceright{}", "\2"),
        (r"\textasciitilde{}", "~"),
        (r"\textasciicircum{}", "^"),
    ):
        text = text.replace(written, meant)
    text = re.sub(r"\\([$&#_%])", r"\1", text)
    return text.replace("\0", "\\").replace("\1", "{").replace("\2", "}")


def test_bibtex_is_read_back_as_it_was() -> None:
    ((kind, key, fields),) = _parsed(bibtex([_practice()]))
    assert (kind, key) == ("techreport", "anna2017-p12")
    assert fields["author"] == "{Anna Ek} and {Bo Å. Ström}"
    assert fields["institution"] == "Kils kommun"
    assert (fields["year"], fields["month"]) == ("2017", "jun")
    assert fields["title"] == "{Kils öppna förskola: en uppföljning}"
    assert fields["eventtitle"] == "Barnens dag"
    assert fields["pages"] == "1--3, 7"
    assert fields["howpublished"] == "kil-förskola.pdf"
    assert fields["language"] == "swedish"
    assert fields["url"] == "https://kil.se/a%20b?x=1&y=%7B2%7D"
    assert "urldate" not in fields  # nobody has read that address today
    assert fields["note"] == rf"{TITLE}; CC BY 4.0; \url{{{LINK}}}"


def test_bibtex_dates_the_address_in_metodbank_by_when_it_was_read() -> None:
    citation = cite_document(document(url=None, date=None), accessed="2026-11-23", permalink=LINK)
    ((_, _, fields),) = _parsed(bibtex([citation]))
    assert (fields["url"], fields["urldate"]) == (LINK, "2026-11-23")
    assert "year" not in fields
    assert "month" not in fields


@pytest.mark.parametrize("signs", [r"\ { } $ & # _ % ~ ^", "}} @misc{x,", "100 % \\%", "{{{", '"a" = b,'])
def test_bibtex_escapes_what_it_would_read_as_its_own(signs: str) -> None:
    ((_, _, fields),) = _parsed(bibtex([cite_document(document(title=signs), accessed="2026-11-23")]))
    assert _untex(fields["title"].removeprefix("{").removesuffix("}")) == flat(signs)


def test_bibtex_keys_are_unique_and_plain() -> None:
    citations = [_practice(), _practice(), replace(_practice(), authors=("Øystein Åström",)), _passage()]
    keys = [key for _, key, _ in _parsed(bibtex(citations))]
    assert keys == ["anna2017-p12", "anna2017-p12-2", "oystein2017-p12", "anna2017-c34"]


@given(title=hostile, author=hostile, name=hostile)
def test_any_text_survives_bibtex(title: str, author: str, name: str) -> None:
    made = document(title=title, authors=(author,), name=name)
    written = bibtex([cite_document(made, accessed="2026-11-23")])
    # counted as BibTeX counts: a backslash hides no brace
    assert written.count("{") == written.count("}")
    assert f"  title = {{{{{_tex_of(flat(title))}}}}},\n" in written
    assert written.count("\n@") == 0


def _tex_of(text: str) -> str:
    special = {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
    return "".join(special.get(char, f"\\{char}" if char in "$&#_%" else char) for char in text)


# COinS


class _Spans(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append({"": tag, **dict(attrs)})


def _coins(citation: Citation) -> dict[str, list[str]]:
    reader = _Spans()
    reader.feed(coins(citation))
    (span,) = reader.found
    assert (span[""], span["class"], set(span)) == ("span", "Z3988", {"", "class", "title"})
    return parse_qs(span["title"] or "")


def test_reference_managers_find_the_citation_in_a_page() -> None:
    told = _coins(_practice())
    assert told["rft.title"] == ["Kils öppna förskola: en uppföljning"]
    assert told["rft.au"] == ["Anna Ek", "Bo Å. Ström"]
    assert told["rft.date"] == ["2017-06-15"]
    assert told["rft.pages"] == ["1–3, 7"]
    assert told["rft.genre"] == ["report"]
    assert told["rft_id"] == ["https://kil.se/a%20b?x=1&y=%7B2%7D"]


@given(title=hostile)
def test_no_title_leaves_its_attribute(title: str) -> None:
    told = _coins(cite_document(document(title=title), accessed="2026-11-23"))
    assert told["rft.title"] == [flat(title)]
