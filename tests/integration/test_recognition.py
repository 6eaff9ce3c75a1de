"""Recognises drawn scans with the program tesseract itself."""

from __future__ import annotations

import sys

import pytest
from PIL import Image

from ingest.ocr import recognise_image, recognise_pages
from ingest.parsers import PARSERS
from ingest.sniff import IMAGES, TIFF, sniff
from ingest.tesseract import find_tesseract, recognise
from kb.errors import DamagedFileError, NoTextError
from kb.records import BlockKind
from tests.conftest import need_program
from tests.ingest.scans import draw_scan, encoded, scanned_pdf

pytestmark = pytest.mark.integration

SWEDISH = (
    "# Trygghetsvandring i Grönköping",
    (
        "Kommunen ordnade två vandringar på hösten 2019, och många äldre från\n"
        "byalaget var med. Det blev ljusare på gångvägen mot Åkersberga."
    ),
    "• Vandringen kostade 12 000 kronor.\n• Förvaltningen bytte fyrtio lampor.",
    "Fastighetsägarna kom inte, och det tog lång tid att få svar från för-\nvaltningen.",
)
DANISH = (
    "# Borgermøde på Ærø",
    (
        "Kommunen holdt tre møder om skolens fremtid, og over halvtreds borgere\n"
        "kom hver gang. Bagefter blev der nedsat en arbejdsgruppe."
    ),
)


@pytest.fixture(scope="module")
def tesseract() -> str:
    need_program("tesseract")
    return find_tesseract(name="prov")


@pytest.fixture(autouse=True)
def _needs_tesseract(tesseract: str) -> None:
    """Skip every test here where the program is missing."""


def _plain(paragraphs: tuple[str, ...]) -> str:
    return "\n\n".join(paragraph.removeprefix("# ") for paragraph in paragraphs)


def test_pages_asked_for_come_back_by_number_with_their_lines() -> None:
    pages = [draw_scan(SWEDISH), Image.new("L", (1900, 1200), 255), draw_scan(DANISH), draw_scan(DANISH)]
    texts = recognise_pages(scanned_pdf(pages), [1, 2, 3], name="skannad.pdf")
    assert list(texts) == [1, 2, 3]
    assert texts[1] == _plain(SWEDISH)
    assert texts[2] == ""
    assert texts[3] == _plain(DANISH)


def test_a_page_that_is_not_there_is_empty_and_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    texts = recognise_pages(scanned_pdf([draw_scan(DANISH)]), [1, 9], name="skannad.pdf")
    assert texts == {1: _plain(DANISH), 9: ""}
    assert "skannad.pdf: not recognised, text is missing: page 9 (page 9 of skannad.pdf" in caplog.text


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_on_its_side_or_head_is_turned(tesseract: str, turned: int) -> None:
    image = draw_scan(SWEDISH).rotate(turned, expand=True)
    found = recognise(tesseract, encoded(image), dpi=300, what="prov", languages=["swe"])
    assert found.text == _plain(SWEDISH)


def test_each_page_of_an_image_has_its_text() -> None:
    data = encoded([draw_scan(SWEDISH), Image.new("L", (900, 900), 255), draw_scan(DANISH)], "TIFF")
    first, second, third = recognise_image(data, name="skannad.tif")
    assert first == _plain(SWEDISH)
    assert second == ""
    assert third == _plain(DANISH)


def test_danish_names_in_swedish_text_keep_their_letters() -> None:
    text = (
        "Kommunen besökte både København och Næstved under våren, och många\n"
        "ville pröva samma sak hemma. Det har inte blivit av ännu, men frågan lever."
    )
    (found,) = recognise_image(encoded(draw_scan((text,))), name="resa.png")
    assert found == text


@pytest.mark.parametrize(
    "image", [Image.new("L", (1200, 900), 255), Image.linear_gradient("L").resize((1200, 900))]
)
def test_a_picture_without_text_is_said_to_have_none(image: Image.Image) -> None:
    with pytest.raises(NoTextError, match=r"^foto\.png shows no text"):
        recognise_image(encoded(image), name="foto.png")


def test_recognition_that_takes_too_long_is_given_up(tesseract: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.tesseract._TIMEOUT_S", 0.01)
    with pytest.raises(DamagedFileError, match=r"^prov\.png \(page 1\) was not recognised within 0\.01 s"):
        recognise(tesseract, encoded(draw_scan(DANISH)), dpi=300, what="prov.png (page 1)")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can limit the memory of a process")
def test_recognition_that_takes_too_much_memory_ends_by_itself(
    tesseract: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.tesseract._MAX_MEMORY_MB", 100)
    with pytest.raises(DamagedFileError, match=r"^prov\.png \(page 1\) was not recognised \(tesseract ended"):
        recognise(tesseract, encoded(draw_scan(DANISH)), dpi=300, what="prov.png (page 1)")


def test_what_stood_on_a_screen_is_read_though_it_is_small() -> None:
    image = draw_scan(DANISH)
    small = image.resize((image.width * 96 // 300, image.height * 96 // 300), Image.Resampling.LANCZOS)
    for kind in ("JPEG", "GIF"):
        (found,) = recognise_image(encoded(small, kind, dpi=(96, 96)), name="skærm")
        assert found == _plain(DANISH), kind


def test_an_image_becomes_a_document_of_headings_paragraphs_and_bullets() -> None:
    data = encoded([draw_scan(SWEDISH), draw_scan(DANISH)], "TIFF", compression="tiff_lzw")
    kind = sniff(data, name="utan ändelse")
    assert kind == TIFF
    assert kind in IMAGES
    document = PARSERS[kind]()(data, name="skannad.tif")
    assert [(block.kind, document.text[block.start : block.end]) for block in document.blocks] == [
        (BlockKind.HEADING, "Trygghetsvandring i Grönköping"),
        (BlockKind.PARAGRAPH, SWEDISH[1].replace("\n", " ")),
        (BlockKind.BULLET, "- Vandringen kostade 12 000 kronor."),
        (BlockKind.BULLET, "- Förvaltningen bytte fyrtio lampor."),
        (BlockKind.PARAGRAPH, SWEDISH[3].replace("-\n", "")),
        (BlockKind.HEADING, "Borgermøde på Ærø"),
        (BlockKind.PARAGRAPH, DANISH[1].replace("\n", " ")),
    ]
