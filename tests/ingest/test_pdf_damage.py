"""PDF files that are locked, broken, crafted or scanned: what can be read is read, the rest is named."""

from __future__ import annotations

import io
import logging
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest

from ingest.parsers.pdf import parse
from ingest.pdfium_text import read_text
from kb.errors import (
    DamagedFileError,
    EncryptedFileError,
    FileError,
    FileTooLargeError,
    NoTextError,
    OcrUnavailableError,
)
from tests.ingest.makers import make_pdf
from tests.ingest.raw_pdf import flate_bomb, one_page, raw_pdf, scanned_pdf, shows, stream

WORDS = ("skidor", "ungdom", "torget", "lekplatsen", "biblioteket", "badet")
PAGES = [f"Rådet talade länge om {word} och beslutade sedan." for word in WORDS]


def six_pages() -> bytes:
    return make_pdf([[("p", text)] for text in PAGES])


def page_texts(data: bytes) -> list[str]:
    document = parse(data, name="prov.pdf")
    return [document.text[page.start : page.end] for page in document.pages]


def encrypted(user: str, owner: str, algorithm: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(six_pages())))
    writer.encrypt(user, owner, algorithm=algorithm)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("algorithm", ["AES-128", "AES-256", "AES-256-R5"])
def test_a_file_that_only_its_owner_may_change_is_read(algorithm: str) -> None:
    assert page_texts(encrypted("", "ägarens lösen", algorithm)) == PAGES


@pytest.mark.parametrize("algorithm", ["AES-128", "AES-256"])
def test_a_file_that_needs_a_password_says_so(algorithm: str) -> None:
    with pytest.raises(EncryptedFileError, match=r"^hemlig\.pdf is protected by a password.*Save a copy"):
        parse(encrypted("lösen", "ägarens", algorithm), name="hemlig.pdf")


def test_a_lock_of_an_unknown_kind_is_named_as_one() -> None:
    data = six_pages().replace(b"/Root", b"/Encrypt << /Filter /Provstad /V 9 >> /Root", 1)
    with pytest.raises(EncryptedFileError, match=r"^hemlig\.pdf is protected"):
        parse(data, name="hemlig.pdf")


@pytest.mark.parametrize("wrong", [b"startxref\n9", b"startxref\n-5\n", b"startxreg\n", b"startxref\n0\n%"])
def test_a_wrong_place_of_the_table_is_repaired(wrong: bytes) -> None:
    assert page_texts(six_pages().replace(b"startxref\n", wrong)) == PAGES


def test_a_file_cut_off_at_its_end_gives_its_pages_and_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    data = six_pages()
    with caplog.at_level(logging.WARNING):
        assert page_texts(data[: data.rfind(b"xref\n0")]) == PAGES
    assert any("prov.pdf is cut off; 6 pages" in record.message for record in caplog.records)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3])
def test_a_file_cut_off_before_its_pages_is_damaged(share: float) -> None:
    data = six_pages()
    with pytest.raises(DamagedFileError, match=r"^kapad\.pdf is cut off or broken .*again"):
        parse(data[: int(share * len(data))], name="kapad.pdf")


@pytest.mark.parametrize("seed", range(6))
def test_bit_rot_gives_text_or_an_error_with_the_name(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.ocr.recognise_pages", lambda *_, **__: {})
    rng = random.Random(seed)
    data = bytearray(six_pages())
    for _ in range(3):
        data[rng.randrange(len(data))] = rng.randrange(256)
    try:
        outcome = " ".join(page_texts(bytes(data)))
    except FileError as error:
        outcome = str(error)
    assert "Rådet talade" in outcome or outcome.startswith("prov.pdf ")


def test_pages_that_hold_each_other_end() -> None:
    looped = one_page(shows("Hej på er alla."), kids=b"[2 0 R]")
    assert page_texts(looped) == ["Hej på er alla."]
    assert page_texts(one_page(shows("Hej på er alla."), kids=b"[3 0 R 2 0 R]")) == ["Hej på er alla."]


def test_more_than_5000_pages_are_refused_with_the_count() -> None:
    with pytest.raises(FileTooLargeError, match=r"^tjock\.pdf has 5001 pages; the limit is 5000"):
        parse(one_page(shows("Hej"), kids=b"[" + b"3 0 R " * 5001 + b"]"), name="tjock.pdf")


@pytest.mark.skipif(sys.platform == "win32", reason="the platform does not tell the memory of a process")
def test_a_flate_bomb_is_named_and_takes_little_memory() -> None:
    bomb = flate_bomb(400_000_000)
    assert len(bomb) < 1_100
    program = (
        "import pathlib, re, resource, sys\n"
        "from ingest.parsers.pdf import parse\n"
        "try:\n    parse(sys.stdin.buffer.read(), name='bomb.pdf')\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
        "unit = 1024 * 1024 if sys.platform == 'darwin' else 1024\n"
        "status = pathlib.Path('/proc/self/status')\n"
        # On Linux ru_maxrss is that of the parent to begin with, however large it was.
        "own = (int(re.search(r'VmHWM:\\s*(\\d+)', status.read_text())[1]) if status.exists()"
        " else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
        "print((own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // unit)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], input=bomb, capture_output=True, check=True)
    message, megabytes = done.stdout.decode("utf-8").strip().rsplit("\n", 1)
    assert message.startswith("FileTooLargeError bomb.pdf is packed suspiciously tightly")
    assert int(megabytes) < 300


def test_a_page_whose_content_cannot_be_unpacked_is_named(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.ocr.recognise_pages", lambda *_, **__: {})
    broken = raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /MediaBox [0 0 595 842] /Kids [3 0 R 6 0 R] /Count 2 >>",
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            stream(shows("Hej på er alla.")),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            b"<< /Type /Page /Parent 2 0 R /Contents 7 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            stream(bytes(range(200, 255)) * 3, b"/Filter /FlateDecode"),
        ]
    )
    with caplog.at_level(logging.WARNING):
        texts = page_texts(broken)
    assert texts == ["Hej på er alla.", ""]
    assert any("text is missing of 1 of 2 pages (2)" in record.message for record in caplog.records)


def test_letters_that_only_the_second_reader_knows_are_read() -> None:
    names = b" ".join(b"/g%d" % number for number in range(26))
    font = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+Odd /FirstChar 97 /LastChar 122 /Widths ["
        + b"500 " * 26
        + b"] /Encoding << /Differences [97 "
        + names
        + b"] >> >>"
    )
    assert page_texts(one_page(shows("hej hopp och goddag"), font=font)) == ["hej hopp och goddag"]


def test_the_second_reader_gives_lines_with_their_hyphens_and_sizes() -> None:
    data = make_pdf([[("h1", "Rubrik å"), ("p", "barn-\noch ung-\ndom")]])
    found = read_text(data, name="a.pdf")
    assert found.n_pages == 1
    assert [(line.text, line.size) for line in found.pages[1]] == [
        ("Rubrik å", 20.0), ("barn-", 11.0), ("och ung-", 11.0), ("dom", 11.0),
    ]  # fmt: skip


def test_the_second_reader_reads_only_the_pages_asked_for() -> None:
    found = read_text(six_pages(), [2, 5, 99], name="a.pdf")
    assert found.n_pages == 6
    assert {number: lines[0].text for number, lines in found.pages.items()} == {2: PAGES[1], 5: PAGES[4]}


def test_the_second_reader_is_ended_at_its_limits() -> None:
    assert read_text(six_pages(), name="a.pdf", timeout_s=0.01).pages == {}
    assert read_text(b"no PDF at all", name="a.pdf").n_pages == 0


def test_scanned_pages_are_recognised_by_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Sequence[int], str]] = []

    def recognise(data: bytes, page_numbers: Sequence[int], *, name: str) -> Mapping[int, str]:
        asked.append((page_numbers, name))
        assert data.startswith(b"%PDF")
        return {2: "Rubrik\n\nEn skannad sida om ung-\ndomsråd.\n", 4: ""}

    monkeypatch.setattr("ingest.ocr.recognise_pages", recognise)
    data = scanned_pdf(["Den första sidan har text nog.", "", "Den tredje sidan har också text.", ""])
    assert page_texts(data) == [
        "Den första sidan har text nog.",
        "Rubrik\n\nEn skannad sida om ungdomsråd.",
        "Den tredje sidan har också text.",
        "",
    ]
    assert asked == [([2, 4], "prov.pdf")]


def without_ocr(*_: object, **__: object) -> Mapping[int, str]:
    raise OcrUnavailableError("tesseract is not installed. Install it.")


def test_a_partly_scanned_file_is_taken_with_its_text_and_a_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ingest.ocr.recognise_pages", without_ocr)
    with caplog.at_level(logging.WARNING):
        texts = page_texts(scanned_pdf(["Den första sidan har text nog.", "", ""]))
    assert texts == ["Den första sidan har text nog.", "", ""]
    assert [r.message for r in caplog.records] == [
        "prov.pdf: text is missing of 2 of 3 pages (2, 3): tesseract is not installed. Install it."
    ]


def test_a_wholly_scanned_file_without_ocr_names_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.ocr.recognise_pages", without_ocr)
    with pytest.raises(NoTextError, match=r"^skannad\.pdf holds images only.*OCR"):
        parse(scanned_pdf(["", ""]), name="skannad.pdf")


def test_pictures_without_text_are_told_from_missing_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.ocr.recognise_pages", lambda *_, **__: {1: ""})
    with pytest.raises(NoTextError, match=r"^foto\.pdf holds images in which no text"):
        parse(scanned_pdf([""]), name="foto.pdf")


def test_a_blank_page_between_others_is_no_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> Mapping[int, str]:
        raise AssertionError("nothing here is a scan")

    monkeypatch.setattr("ingest.ocr.recognise_pages", never)
    assert page_texts(make_pdf([[("p", "En sida.")], [], [("p", " ")]])) == ["En sida.", "", ""]
