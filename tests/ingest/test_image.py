"""Images as documents; what is recognised in them is given. See tests/integration/test_recognition.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers import PARSERS
from ingest.parsers.image import parse
from ingest.sniff import BMP, GIF, IMAGES, JPEG, PLAIN, PNG, TIFF, WEBP, sniff
from kb.errors import OcrUnavailableError, UnsupportedTypeError
from kb.records import BlockKind, Language, PageSpan, ParsedDocument
from tests.ingest.makers import prepare
from tests.ingest.scans import draw_scan, encoded

PIXELS = encoded(draw_scan(["Hej"]))
FIRST = "Gårdsråd på Ærø\n\nMange kom til mødet, og de tal-\nte om barn-\nog ungeråd.\n\n• Et råd\n• To råd"
SECOND = "Sidste side begynder her."


def _parse(monkeypatch: pytest.MonkeyPatch, texts: list[str]) -> ParsedDocument:
    monkeypatch.setattr("ingest.parsers.image.recognise_image", lambda _data, *, name: texts if name else [])
    return parse(PIXELS, name="skannad.png")


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", PNG), ("JPEG", JPEG), ("TIFF", TIFF), ("GIF", GIF), ("BMP", BMP), ("WEBP", WEBP)],
)
def test_images_are_known_by_their_content_and_have_a_parser(kind: str, media_type: str) -> None:
    data = encoded(draw_scan(["Hej"], width_px=400), kind)
    assert sniff(data, name="brev.pdf") == media_type
    assert media_type in IMAGES
    assert PARSERS[media_type]() is parse


def test_texts_that_begin_like_an_image_are_texts() -> None:
    for text in ("BM-salonger i Borås har öppet.", "GIF8 är ett format.", "II* betyder två."):
        assert sniff(text.encode(), name="a.txt") == PLAIN


@pytest.mark.parametrize("data", [b"RIFF\x10\x00\x00\x00WAVEfmt ", b"RIFF\x10\x00\x00\x00AVI LIST"])
def test_sounds_and_films_are_still_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedTypeError, match=r"^inspelning\.wav is a sound or film"):
        sniff(data, name="inspelning.wav")


def test_recognised_text_has_headings_paragraphs_and_bullets_and_whole_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = _parse(monkeypatch, [FIRST, "", SECOND])
    assert document.media_type == PNG
    assert [(block.kind, document.text[block.start : block.end]) for block in document.blocks] == [
        (BlockKind.HEADING, "Gårdsråd på Ærø"),
        (BlockKind.PARAGRAPH, "Mange kom til mødet, og de talte om barn- og ungeråd."),
        (BlockKind.BULLET, "- Et råd"),
        (BlockKind.BULLET, "- To råd"),
        (BlockKind.PARAGRAPH, SECOND),
    ]


def test_each_picture_is_a_page_also_an_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    document = _parse(monkeypatch, [FIRST, "", SECOND])
    assert [page.number for page in document.pages] == [1, 2, 3]
    first, empty, last = document.pages
    assert document.text[first.start : first.end].endswith("- To råd")
    assert document.text[empty.start : empty.end] == ""
    assert last == PageSpan(number=3, label=None, start=document.text.index(SECOND), end=len(document.text))


def test_passages_of_an_image_know_their_page(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        "Skolan i byn\n\nMånga elever var med när skolgården skulle byggas om, och de fick bestämma själva.",
        "Bussen till byn\n\nKommunen lät en minibuss gå två gånger om dagen, och fler än väntat åkte med.",
    ]
    monkeypatch.setattr("ingest.parsers.image.recognise_image", lambda _data, *, name: texts if name else [])
    document = prepare(PIXELS, "skannad.png")
    assert {chunk.page for chunk in document.chunks if "minibuss" in chunk.text} == {2}
    assert {chunk.page for chunk in document.chunks if "elever" in chunk.text} == {1}
    assert document.metadata.language == Language.SWEDISH


def test_a_missing_program_keeps_the_file_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("tom")))
    with pytest.raises(OcrUnavailableError, match=r"^skannad\.png is a picture of text"):
        parse(PIXELS, name="skannad.png")


@given(st.lists(st.text(alphabet="abcÅø .-•1\n", max_size=120), min_size=1, max_size=4))
def test_no_letter_is_lost_and_blocks_stay_on_their_pages(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        document = _parse(monkeypatch, texts)
    for page, text in zip(document.pages, texts, strict=True):
        found = document.text[page.start : page.end]
        assert [c for c in found if c.isalnum()] == [c for c in text if c.isalnum()]
    for block in document.blocks:
        assert any(page.start <= block.start < block.end <= page.end for page in document.pages)
