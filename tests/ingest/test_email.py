from __future__ import annotations

import base64
import quopri
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.boilerplate import MAIL_FURNITURE
from ingest.parsers.email import parse
from ingest.sniff import EMAIL, MARKDOWN, PLAIN, sniff
from kb.errors import EncryptedFileError, FileError, NoTextError
from tests.ingest.makers import prepare

HEAD = b"From: =?iso-8859-1?Q?=C5sa_=D6berg?= <asa@kil.example>\r\nDate: Fri, 12 May 2017 23:30:00 +0200\r\n"
BODY = "Byalaget på Ölme fick 40 000 kronor. Nästa år växer det."


def mail(headers: bytes, body: bytes) -> bytes:
    return HEAD + b"Subject: Byalag\r\nMIME-Version: 1.0\r\n" + headers + b"\r\n" + body


def test_headers_become_metadata_without_addresses() -> None:
    document = prepare(mail(b"", BODY.encode()), "brev.eml")
    assert document.source.media_type == EMAIL
    assert document.metadata.title == "Byalag"
    assert document.metadata.date == "2017-05-12"
    assert document.metadata.authors == ("Åsa Öberg",)
    assert "@" not in repr(document.metadata)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (b"Content-Type: text/plain; charset=iso-8859-1\r\n", BODY.encode("latin-1")),
        (b"Content-Type: text/plain; charset=utf-8\r\n", BODY.encode()),
        (b"", BODY.encode("cp1252")),
        (b"", BODY.encode()),
        (b"Content-Type: text/plain; charset=us-ascii\r\n", BODY.encode("latin-1")),
        (b"Content-Type: text/plain; charset=utf-8\r\n", BODY.encode("latin-1")),
        (b"Content-Type: text/plain; charset=x-okand\r\n", BODY.encode("latin-1")),
        (b"Content-Type: text/plain; charset=unicode_escape\r\n", BODY.encode()),
        (
            b"Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain; charset=latin1\r\n",
            quopri.encodestring(BODY.encode("latin-1")),
        ),
        (
            b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n",
            base64.encodebytes(BODY.encode()),
        ),
        (b"Content-Type: text/html; charset=iso-8859-1\r\n", f"<p>{BODY}</p>".encode("latin-1")),
        (
            b"Content-Type: text/html; charset=utf-8\r\n",
            f"<meta charset=iso-8859-1><p>{BODY}</p>".encode(),
        ),
    ],
)
def test_old_encodings_give_the_same_text(headers: bytes, body: bytes) -> None:
    assert parse(mail(headers, body), name="brev.eml").text.strip() == BODY


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"=?utf-8?B?QnlhbGFnZXQgcMOl?= =?utf-8?B?IMOWbG1l?=", "Byalaget på Ölme"),
        (b"=?utf-8?Q?Byalaget_p=C3=A5?=\r\n =?iso-8859-1?Q?_=D6lme?=", "Byalaget på Ölme"),
        ("Byalaget på Ölme".encode(), "Byalaget på Ölme"),
        ("Byalaget på Ölme".encode("latin-1"), "Byalaget på Ölme"),
        (b"Byalaget\r\n nu", "Byalaget nu"),
        (b"=?utf-8?B?inte base64!?=", "=?utf-8?B?inte base64!?="),
        (b"=?x-okand?Q?p=E5?=", "på"),
    ],
)
def test_encoded_subject_is_read(written: bytes, read: str) -> None:
    data = b"Subject: " + written + b"\r\nFrom: a@b.example\r\n\r\n" + BODY.encode()
    assert parse(data, name="brev.eml").stated["title"] == read


def test_plain_text_comes_before_the_page_and_the_page_before_nothing() -> None:
    message = EmailMessage()
    message["Subject"] = "Natteravne"
    message.set_content("Natteravne går i Odense.")
    message.add_alternative("<p>En <b>anden</b> tekst.</p>", subtype="html")
    assert parse(message.as_bytes(), name="a.eml").text.strip() == "Natteravne går i Odense."
    message = EmailMessage()
    message.set_content("\n")
    message.add_alternative("<h1>Natteravne</h1><p>De går i Odense.</p>", subtype="html")
    parsed = parse(message.as_bytes(), name="a.eml")
    assert [parsed.text[b.start : b.end] for b in parsed.blocks] == ["Natteravne", "De går i Odense."]


def test_what_is_cut_off_is_kept_with_its_reason() -> None:
    text = (
        f"{BODY}\n\nMvh\nÅsa\n\nDen 1 maj 2017 kl. 10:12 skrev Bo <bo@kil.example>:\n> Hur gick det för er?\n"
    )
    document = prepare(mail(b"Content-Type: text/plain; charset=utf-8\r\n", text.encode()), "brev.eml")
    assert [chunk.text for chunk in document.chunks] == [BODY]
    assert {part.reason for part in document.dropped} == {MAIL_FURNITURE}
    assert "Hur gick det" in "".join(part.text for part in document.dropped)


def test_quotation_in_a_page_is_cut_off() -> None:
    page = (
        f"<p>{BODY}</p><p>Från: Bo<br>Skickat: den 12 maj<br>Till: Åsa<br>Ämne: Byalag</p>"
        "<p>Hur gick det?</p>"
    )
    data = mail(b"Content-Type: text/html; charset=utf-8\r\n", page.encode())
    document = prepare(data, "brev.eml")
    assert [chunk.text for chunk in document.chunks] == [BODY]
    assert "Hur gick det?" in "".join(part.text for part in document.dropped)


@pytest.mark.parametrize("data", [HEAD + b"\r\n", HEAD, HEAD + b"\r\n \r\n --\r\n"])
def test_mail_without_text_says_so(data: bytes) -> None:
    with pytest.raises(NoTextError, match=r"brev\.eml"):
        parse(data, name="brev.eml")


@pytest.mark.parametrize(
    "kind", [b"application/pkcs7-mime; smime-type=enveloped-data", b'multipart/encrypted; boundary="x"']
)
def test_encrypted_mail_says_so(kind: bytes) -> None:
    with pytest.raises(EncryptedFileError, match="encrypted"):
        parse(mail(b"Content-Type: " + kind + b"\r\n", b"AAAA"), name="brev.eml")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (HEAD + b"\r\nhej", "brev.eml", EMAIL),
        (b"Return-Path: <a@b.example>\r\n\r\nhej", "brev.EML", EMAIL),
        (HEAD + b"To: b\r\nMIME-Version: 1.0\r\n\r\nhej", "brev", EMAIL),
        (b"From: Kil\n\nEn anteckning som liknar ett brev.", "note.txt", PLAIN),
        (b"Title: x\n\nText", "note.md", MARKDOWN),
        (b"Byalag och annat.\n\nText", "brev.eml", PLAIN),
    ],
)
def test_mail_is_recognised_by_its_headers(data: bytes, name: str, kind: str) -> None:
    assert sniff(data, name=name) == kind


@settings(max_examples=150)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_bytes_give_a_document_or_an_error_of_the_file(noise: bytes, cut: int) -> None:
    whole = mail(
        b'Content-Type: multipart/mixed; boundary="=x"\r\n', b"--=x\r\n\r\n" + BODY.encode() + b"\r\n--=x--"
    )
    data = whole[:cut] + noise + whole[cut:]
    try:
        parsed = parse(data, name="brev.eml")
    except FileError:
        return
    assert all(0 <= b.start < b.end <= len(parsed.text) for b in parsed.blocks)
