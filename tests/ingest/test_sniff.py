from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sniff import DOCX, HTML, MARKDOWN, PDF, PLAIN, sniff
from kb.errors import (
    DamagedFileError,
    EncryptedFileError,
    FileError,
    FileTooLargeError,
    NoTextError,
    UnsupportedTypeError,
)
from tests.ingest.makers import make_docx, make_html, make_pdf


def zipped(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx", "a"])
def test_content_decides_whatever_the_extension(name: str) -> None:
    assert sniff(make_pdf([[("p", "Hej")]]), name=name) == PDF
    assert sniff(make_docx([("Normal", "Hej")]), name=name) == DOCX
    assert sniff(make_html("<p>Hej</p>"), name=name) == HTML
    assert sniff("Hej på er".encode(), name=name) == PLAIN


def test_extension_tells_markdown_from_plain_text() -> None:
    assert sniff(b"# Hej", name="a.md") == MARKDOWN
    assert sniff(b"# Hej", name="a.txt") == PLAIN


def test_pdf_after_junk_is_a_pdf_but_a_text_about_pdf_is_not() -> None:
    assert sniff(b"\r\njunk\n" + make_pdf([[("p", "Hej")]]), name="a.pdf") == PDF
    assert sniff(b"A PDF begins with %PDF-1.7, as everybody knows.", name="a.txt") == PLAIN


def test_html_after_comments_and_in_utf16_is_html() -> None:
    assert sniff(b"<!-- sparad -->\n<!DOCTYPE html>\n<title>x</title>", name="a") == HTML
    assert sniff("<html><body>Hej</body></html>".encode("utf-16"), name="a") == HTML


def test_text_that_mentions_a_tag_is_text() -> None:
    assert sniff(b"Skriv <p> i koden.", name="a.txt") == PLAIN


@pytest.mark.parametrize("data", [b"", b"  \n\t", b"\xef\xbb\xbf", b"\x00" * 50])
def test_empty_file_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(NoTextError, match=r"tom\.txt is empty"):
        sniff(data, name="tom.txt")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "a sound or film"),
        (b"{\\rtf1 hej}", "a Rich Text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old kind"),
        (zipped({"xl/workbook.bin": b"<x/>"}), "a binary Excel workbook"),
        (b"\x1f\x8b\x08" + b"\x00" * 20, "a gzip archive"),
        (b"SQLite format 3\x00" + b"\x00" * 20, "an SQLite database"),
        (bytes(range(256)) * 4, "binary data"),
    ],
)
def test_other_types_are_named_with_the_file(data: bytes, what: str) -> None:
    with pytest.raises(UnsupportedTypeError, match=rf"^bild\.txt (is|holds) .*{what}"):
        sniff(data, name="bild.txt")


def test_encrypted_office_file_asks_for_the_password_to_be_removed() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedFileError, match=r"hemlig\.docx .* password"):
        sniff(data, name="hemlig.docx")


def test_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({"word/document.xml": b"\x00" * 30_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(FileTooLargeError, match=r"bomb\.docx is packed suspiciously tightly"):
        sniff(bomb, name="bomb.docx")


def test_cut_off_zip_is_damaged() -> None:
    with pytest.raises(DamagedFileError, match=r"^kapad\.docx is cut off"):
        sniff(make_docx([("Normal", "Hej")])[:2000], name="kapad.docx")


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"RIFF"])
)
def test_any_bytes_have_a_type_or_a_clear_refusal(data: bytes, head: bytes) -> None:
    try:
        outcome = sniff(head + data, name="x")
    except FileError as error:
        outcome = str(error)
    assert "/" in outcome or outcome.startswith("x ")
