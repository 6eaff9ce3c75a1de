"""What every parser promises, over every parser."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from ingest.parsers import PARSERS
from ingest.sniff import (
    CSV,
    DOC,
    DOCX,
    EMAIL,
    EPUB,
    HTML,
    IMAGES,
    MARKDOWN,
    ODP,
    ODS,
    ODT,
    PDF,
    PLAIN,
    PPT,
    PPTX,
    TABLES,
    XLS,
    XLSX,
)
from kb.errors import FileError, NoTextError
from kb.records import Block, BlockKind, ParsedDocument
from tests.ingest.makers import make_docx, make_html, make_image_pdf, make_mail, make_pdf
from tests.ingest.office_makers import frame, listed, make_epub, make_odp, make_odt, make_pptx
from tests.ingest.table_makers import make_csv, make_ods, make_xlsx, ods_rows

HEADING = "Gårdsråd på Ærø"
BODY = "Många får låna öl, blåbær og søde æbler här. " * 8
BULLETS = ("Først en rød", "Sedan en grön")

# Long enough to stand under its row.
TABLE = (("Namn", "Beskrivning", "Tema"), (HEADING, BODY.strip() * 3, "Dialog"))

FULL: dict[str, Callable[[], bytes]] = {
    PLAIN: lambda: f"{HEADING}\n\n{BODY}\n\n- {BULLETS[0]}\n- {BULLETS[1]}\n".encode(),
    MARKDOWN: lambda: f"# {HEADING}\n\n{BODY}\n\n* {BULLETS[0]}\n* {BULLETS[1]}\n".encode(),
    HTML: lambda: make_html(
        f"<main><h1>{HEADING}</h1><p>{BODY}</p><ul><li>{BULLETS[0]}</li><li>{BULLETS[1]}</li></ul></main>"
        "<footer>Kontakta oss</footer>"
    ),
    PDF: lambda: make_pdf(
        [[("h1", HEADING), ("p", BODY.strip()[:90]), ("p", BODY.strip()[90:170]), ("li", "\n".join(BULLETS))]]
    ),
    DOCX: lambda: make_docx(
        [("Heading 1", HEADING), ("Normal", BODY), ("List Bullet", BULLETS[0]), ("List Bullet", BULLETS[1])]
    ),
    PPTX: lambda: make_pptx([(HEADING, [*BULLETS, f"= {BODY}"])]),
    ODT: lambda: make_odt([("h1", HEADING), ("p", BODY), ("li", BULLETS[0]), ("li", BULLETS[1])]),
    ODP: lambda: make_odp(
        [(HEADING, frame("outline", listed(*BULLETS)) + frame("", f"<text:p>{BODY}</text:p>"))]
    ),
    XLSX: lambda: make_xlsx(("Blad1", TABLE)),
    ODS: lambda: make_ods(('table:name="Blad1"', ods_rows(TABLE))),
    CSV: lambda: make_csv(TABLE),
    EMAIL: lambda: make_mail(f"{HEADING}\n\n{BODY}\n\n- {BULLETS[0]}\n- {BULLETS[1]}\n", subject="Rad"),
    EPUB: lambda: make_epub(
        [f"<h1>{HEADING}</h1><p>{BODY}</p>", f"<ul><li>{BULLETS[0]}</li><li>{BULLETS[1]}</li></ul>"]
    ),
}
EMPTY: dict[str, Callable[[], bytes]] = {
    PLAIN: lambda: b" \n\n-\n",
    MARKDOWN: lambda: b"---\ntitle: x\n---\n\n---\n",
    HTML: lambda: make_html("<script>var text = 1;</script>"),
    PDF: make_image_pdf,
    DOCX: lambda: make_docx([("Normal", " ")]),
    PPTX: lambda: make_pptx([("", [" "])]),
    ODT: lambda: make_odt([("p", " ")]),
    ODP: lambda: make_odp([("", "")]),
    EPUB: lambda: make_epub(["<p> </p>"]),
    XLSX: lambda: make_xlsx(("Blad1", [["–"]])),
    ODS: lambda: make_ods(('table:name="Blad1"', "")),
    CSV: lambda: b";;\n;;\n",
    EMAIL: lambda: make_mail(" \n", subject=""),
}
# Made into a modern format first, by a program that is not everywhere: see tests/ingest/test_legacy.py;
# the same goes for images: see tests/ingest/test_image.py.
CONVERTED = frozenset({DOC, PPT, XLS})


@pytest.fixture(
    params=[kind for kind in PARSERS if kind not in CONVERTED and kind not in IMAGES],
    ids=lambda media_type: media_type.rsplit(".", 1)[-1].rsplit("/", 1)[-1],
)
def media_type(request: pytest.FixtureRequest) -> str:
    made: str = request.param
    return made


@pytest.fixture
def document(media_type: str) -> ParsedDocument:
    return PARSERS[media_type]()(FULL[media_type](), name="prov")


def content(document: ParsedDocument, block: Block) -> str:
    return document.text[block.start : block.end]


def test_every_registered_type_is_tested(media_type: str) -> None:
    assert media_type in FULL
    assert media_type in EMPTY


def test_document_says_its_type(document: ParsedDocument, media_type: str) -> None:
    assert document.media_type == media_type


def test_blocks_are_in_order_inside_the_text_and_do_not_overlap(document: ParsedDocument) -> None:
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(document.text)
        assert content(document, block) == content(document, block).strip()
        end = block.end


def test_furniture_is_in_order_inside_the_text_and_in_no_block(document: ParsedDocument) -> None:
    end = 0
    for start, past in document.furniture:
        assert end <= start < past <= len(document.text)
        assert all(block.end <= start or past <= block.start for block in document.blocks)
        end = past
    texts = [document.text[start:past] for start, past in document.furniture]
    assert texts == (["Kontakta oss"] if document.media_type == HTML else [])


def test_only_white_space_and_marks_stand_between_blocks_and_furniture(document: ParsedDocument) -> None:
    spans = sorted([*((block.start, block.end) for block in document.blocks), *document.furniture])
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(document.text)]
    between = "".join(document.text[end:start] for end, start in zip(ends, starts, strict=True))
    assert not any(c.isalnum() for c in between)


def test_heading_paragraph_and_bullets_are_told_apart(document: ParsedDocument) -> None:
    kinds = [(block.kind, content(document, block).lstrip("#*-• ")) for block in document.blocks]
    assert kinds[0] == (BlockKind.HEADING, HEADING)
    bullets = [] if document.media_type in TABLES else list(BULLETS)  # a table has none
    assert [text for kind, text in kinds if kind is BlockKind.BULLET] == bullets
    body = " ".join(text for kind, text in kinds if kind is BlockKind.PARAGRAPH)
    assert body.removeprefix("Beskrivning: ").startswith("Många får låna öl, blåbær og søde æbler här.")


def test_text_is_composed_with_newlines_only(document: ParsedDocument) -> None:
    assert unicodedata.is_normalized("NFC", document.text)
    assert "\r" not in document.text


def test_decomposed_letters_come_out_composed() -> None:
    data = unicodedata.normalize("NFD", f"# {HEADING}\n\n{BODY}").encode()
    assert HEADING in PARSERS[MARKDOWN]()(data, name="prov").text
    assert HEADING in PARSERS[PLAIN]()(data, name="prov").text
    page = make_html(unicodedata.normalize("NFD", f"<h1>{HEADING}</h1><p>{BODY}</p>"))
    assert HEADING in PARSERS[HTML]()(page, name="prov").text
    word = make_docx([("Normal", unicodedata.normalize("NFD", HEADING))])
    assert HEADING in PARSERS[DOCX]()(word, name="prov").text


def test_file_without_text_is_refused_by_name(media_type: str) -> None:
    with pytest.raises(NoTextError, match=r"^tom\.fil "):
        PARSERS[media_type]()(EMPTY[media_type](), name="tom.fil")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_truncated_file_gives_what_is_left_or_a_clear_error(media_type: str, share: float) -> None:
    data = FULL[media_type]()
    try:
        outcome = PARSERS[media_type]()(data[: int(len(data) * share)], name="kapad.fil").text
    except FileError as error:
        outcome = str(error)
    assert HEADING.split()[0] in outcome or outcome.startswith("kapad.fil ")


def test_same_bytes_give_the_same_document(media_type: str, document: ParsedDocument) -> None:
    data = FULL[media_type]()
    assert PARSERS[media_type]()(data, name="prov").blocks == document.blocks
    assert PARSERS[media_type]()(data, name="annat namn").text == document.text


def test_pages_cover_the_text_and_no_block_crosses_one() -> None:
    data = make_pdf([[("p", "Första sidan.")], [], [("p", "Tredje sidan.")]])
    document = PARSERS[PDF]()(data, name="prov")
    assert [page.number for page in document.pages] == [1, 2, 3]
    texts = [document.text[page.start : page.end].strip() for page in document.pages]
    assert texts == ["Första sidan.", "", "Tredje sidan."]
