"""The text of PDF files of every shape: columns, rows, hyphens, and what page breaks divide."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.pdf_shapes import SHAPES, Shape
from bench.pdf_text import distance, error_rate, our_pages
from ingest.parsers.pdf import parse
from ingest.parsers.pdf_hyphens import clean_letters, join_lines, spellings
from kb.records import BlockKind, ParsedDocument
from tests.ingest.makers import make_pdf

_MAX_ERROR = 0.001


def kinds(document: ParsedDocument) -> list[tuple[BlockKind, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


@pytest.mark.parametrize("name", SHAPES)
def test_at_most_one_character_in_a_thousand_is_wrong(name: str) -> None:
    made = SHAPES[name](6 if name == "headers and footers" else 3)
    shape = Shape(made.data, tuple(unicodedata.normalize("NFC", page) for page in made.pages))
    assert sum(map(len, shape.pages)) > 1_000
    assert error_rate(our_pages(shape.data), shape) <= _MAX_ERROR


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("", "", 0),
        ("råd", "råd", 0),
        ("kitten", "sitting", 3),
        ("ab", "", 2),
        ("", "abc", 3),
        ("xay", "xby", 1),
    ],
)
def test_distance_is_that_of_levenshtein(left: str, right: str, expected: int) -> None:
    assert distance(left, right) == expected
    assert distance(right, left) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["ung-", "domsråd"], "ungdomsråd"),
        (["ung\u2010", "domsråd"], "ungdomsråd"),
        (["ung\u00ad", "domsråd"], "ungdomsråd"),
        (["barn-", "och ungdom"], "barn- och ungdom"),
        (["børne-", "og unge"], "børne- og unge"),
        (["skol\u2010", "eller fritid"], "skol- eller fritid"),
        (["barn- och", "ungdom"], "barn- och ungdom"),
        (["ock\u00ad", "så"], "också"),
        (["IT-", "stöd"], "IT-stöd"),
        (["e-", "tjänst"], "e-tjänst"),
        (["2019-", "2021"], "2019-2021"),
        (["Skåne-", "Blekinge"], "Skåne-Blekinge"),
        (["KOMMUN-", "STYRELSEN"], "KOMMUNSTYRELSEN"),
        (["SKL-", "ETT"], "SKL-ETT"),
        (["icke\u2011", "statlig"], "icke-statlig"),
        (["ett –", "två"], "ett – två"),
        (["slut -", "början"], "slut - början"),
        (["syn\u00adlig"], "synlig"),
        (["väx-", "ande över tre ra-", "der"], "växande över tre rader"),
        (["-", "x"], "- x"),
    ],
)
def test_words_divided_at_line_ends_are_made_whole(lines: list[str], expected: str) -> None:
    assert join_lines(lines) == expected


def test_a_compound_keeps_its_hyphen_where_the_document_writes_it_so() -> None:
    known = spellings(
        ["Ett lärande-nätverk finns.", "Vårt lärande-", "nätverk växer, som alla ung-", "domsråd."]
    )
    assert join_lines(["lärande-", "nätverk"], known) == "lärande-nätverk"
    assert join_lines(["ung-", "domsråd"], known) == "ungdomsråd"


def test_words_at_divided_ends_are_not_counted_as_spellings() -> None:
    known = spellings(["Alla ung-", "domsråd och ung", "till"])
    assert [known.of(word) for word in ("ung", "domsråd", "alla", "och")] == [1, 0, 1, 1]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("oﬃciell ﬁsk och ﬂicka", "officiell fisk och flicka"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("f ¨or ˚Ar", "f ör År"),
        ("fo \u0308r", "för"),
        ("tio\u00a0tusen\u2009kr", "tio tusen kr"),
        ("\uf0b7 punkt\x00", "• punkt"),
    ],
)
def test_letters_come_out_as_they_are_typed(drawn: str, expected: str) -> None:
    assert clean_letters(drawn) == expected


@given(st.lists(st.text("abcåäöæø-\u00ad\u2010 ", min_size=1, max_size=12), max_size=8))
def test_joining_lines_loses_no_letter_and_adds_none(lines: list[str]) -> None:
    letters = [c for c in "".join(lines) if c.isalpha()]
    assert [c for c in join_lines(lines) if c.isalpha()] == letters


def test_natural_columns_keep_the_order_in_which_they_are_drawn() -> None:
    shape = SHAPES["two columns"](1)
    assert our_pages(shape.data) == [shape.pages[0]]


def test_rows_of_a_table_are_rows_with_their_cells() -> None:
    document = parse(SHAPES["table by cells"](1).data, name="a.pdf")
    rows = [text for kind, text in kinds(document) if kind is BlockKind.ROW]
    assert len(rows) == 15
    assert rows[0] == "Kommun | År | Insats | Kronor"
    assert all(row.count(" | ") == 3 for row in rows)


def test_fields_beside_their_labels_are_no_table() -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for row, (label, value) in enumerate([("Plats:", "Provstad"), ("Datum:", "2024-05-01")]):
        canvas.drawString(60, 700 - 15 * row, label)
        canvas.drawString(160, 700 - 15 * row, value)
    canvas.save()
    document = parse(buffer.getvalue(), name="a.pdf")
    assert not [kind for kind, _ in kinds(document) if kind is BlockKind.ROW]
    assert "Plats: Provstad" in document.text


def test_a_sentence_over_a_page_break_is_one_paragraph_of_two_pages() -> None:
    pages = [
        [("p", "Rådet möttes varje vecka och beslutade att alla ung-")],
        [("p", "domar får låna skidor gratis i kommunen.")],
    ]
    document = parse(make_pdf(pages), name="a.pdf")
    first, second = document.pages
    assert document.text[first.start : first.end].endswith("beslutade att alla ungdomar")
    assert document.text[second.start : second.end] == "får låna skidor gratis i kommunen."
    assert document.text[first.end : second.start] == " "
    assert [kind for kind, _ in kinds(document)] == [BlockKind.PARAGRAPH] * 2


def test_what_runs_along_the_edges_parts_no_sentence() -> None:
    shape = SHAPES["headers and footers"](6)
    document = parse(shape.data, name="a.pdf")
    n_whole = 0
    for before, after in zip(document.pages, document.pages[1:], strict=False):
        first = document.text[after.start : after.start + 1]
        n_whole += first.islower() and document.text[before.end : after.start] == " "
    assert n_whole >= 1
    around = " ".join(document.text[start:end] for start, end in document.furniture)
    assert "Sida 3 (40)" in around


def test_every_character_lies_on_one_page_and_blocks_cross_none() -> None:
    for name in ("headers and footers", "hyphens, Swedish", "slides"):
        document = parse(SHAPES[name](6).data, name="a.pdf")
        for before, after in zip(document.pages, document.pages[1:], strict=False):
            assert before.end <= after.start
            assert document.text[before.end : after.start].isspace()
        for start, end in [*((b.start, b.end) for b in document.blocks), *document.furniture]:
            assert [page.number for page in document.pages if page.start <= start and end <= page.end]


def test_titles_of_slides_that_count_on_are_kept() -> None:
    pages = [
        [("h1", f"Exempel {n}"), ("p", f"Här står det som hände i fall {word}.")]
        for n, word in enumerate(("ett", "två", "tre", "fyra"), start=1)
    ]
    kept = " ".join(our_pages(make_pdf(pages)))
    assert all(f"Exempel {n}" in kept for n in range(1, 5))


def test_a_bold_line_of_body_size_standing_alone_is_a_heading() -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    rows = [
        ("Helvetica-Bold", "Så gick det"),
        ("Helvetica", "Alla fick låna skidor, och det blev lång"),
        ("Helvetica", "vinter med många turer i skogen."),
        ("Helvetica-Bold", "Alla tyckte om det, sade de."),
    ]
    for row, (font, text) in enumerate(rows):
        canvas.setFont(font, 11)
        canvas.drawString(60, 700 - 14 * row, text)
    canvas.save()
    assert [kind for kind, _ in kinds(parse(buffer.getvalue(), name="a.pdf"))] == [
        BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH,
    ]  # fmt: skip


def test_a_large_first_letter_belongs_to_its_word() -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont("Helvetica", 40)
    canvas.drawString(60, 680, "U")
    canvas.setFont("Helvetica", 11)
    canvas.drawString(95, 700, "ngdomarna i Provstad fick bestämma själva hur")
    canvas.drawString(95, 686, "pengarna skulle användas under hela året.")
    canvas.save()
    assert parse(buffer.getvalue(), name="a.pdf").text == (
        "Ungdomarna i Provstad fick bestämma själva hur pengarna skulle användas under hela året."
    )
