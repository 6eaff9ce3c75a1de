"""Mails as programs write them, also old and careless ones: headers, body and attachments."""

from __future__ import annotations

import codecs
import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, parseaddr, parsedate_to_datetime

from ingest.decode import decode
from ingest.parts import PartWriter
from kb.errors import EncryptedFileError, FileError, FileTooLargeError
from kb.text import one_line

_MAX_HEADER_CHARS = 2_000
# Browsers and mail programs read these names as Windows-1252 too.
_LATIN = frozenset({"iso8859-1", "latin-1", "ascii"})
# What Python calls an encoding and no mail is written in.
_NO_CHARSETS = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "mbcs"})
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
# Attached by programs, not by people.
_NO_DOCUMENTS = {
    "application/pgp-signature": "is a signature, not a document",
    "application/pkcs7-signature": "is a signature, not a document",
    "application/x-pkcs7-signature": "is a signature, not a document",
    "application/pgp-keys": "is a key, not a document",
    "text/calendar": "is an invitation, not a document",
    "text/vcard": "is a visiting card, not a document",
    "text/x-vcard": "is a visiting card, not a document",
    "message/delivery-status": "is a note on the delivery, not a document",
    "message/disposition-notification": "is a note on the delivery, not a document",
    "text/rfc822-headers": "is a note on the delivery, not a document",
}
_SUFFIXES = {"text/plain": ".txt", "text/html": ".html", "application/pdf": ".pdf", "message/rfc822": ".eml"}


@dataclass(kw_only=True)
class Body:
    """The text of a mail, in the order of its parts."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)

    @property
    def has_plain(self) -> bool:
        """Whether the plain text holds a word."""
        return any(any(c.isalnum() for c in text) for text in self.plain)


def read_mail(data: bytes) -> Message:
    """Return the mail with its parts; whatever is broken in it is taken as text."""
    # compat32: the newer policies raise on headers that real mails have
    return email.message_from_bytes(data, policy=policy.compat32)


def header(mail: Message, name: str) -> str:
    """Return the first header of this name in one line, decoded; empty where there is none."""
    for found, value in mail.raw_items():
        if found.lower() == name.lower():
            return one_line(_decoded(str(value)[:_MAX_HEADER_CHARS]), max_chars=300)
    return ""


def sender_name(mail: Message) -> str:
    """Return the name of the sender, never the address."""
    for found, value in mail.raw_items():
        if found.lower() == "from":
            # parsed before it is decoded: a decoded name may hold a comma
            name = one_line(_decoded(parseaddr(str(value)[:_MAX_HEADER_CHARS])[0]).strip("'\" "))
            return "" if "@" in name or ";" in name else name
    return ""


def sent_on(mail: Message) -> str:
    """Return the day a mail was sent, as YYYY-MM-DD; empty where it does not say."""
    try:
        return parsedate_to_datetime(header(mail, "Date")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def body_of(mail: Message, *, name: str) -> Body:
    """Return the text of a mail; of alternatives the plain one, unless it holds no word.

    Raises:
        EncryptedFileError: The mail is encrypted.
    """
    if mail.get_content_type() in _ENCRYPTED and "signed" not in str(mail.get_param("smime-type", "")):
        raise EncryptedFileError(f"{name} is an encrypted mail. Save its text from your mail program.")
    if mail.get_content_type() == "multipart/encrypted":
        raise EncryptedFileError(f"{name} is an encrypted mail. Save its text from your mail program.")
    body = Body()
    _collect(mail, body, name=name)
    return body


def unpack_mail(mail: Message, writer: PartWriter) -> None:
    """Write the attachments of a mail; one that is no document is noted as passed over."""
    for number, part in enumerate(_leaves(mail), start=1):
        if _is_body(part):
            continue
        kind = part.get_content_type()
        name = _file_name(part) or _made_up_name(part, number)
        reason = _NO_DOCUMENTS.get(kind) or _inline_picture(part)
        if reason is not None:
            writer.skip(name, f"{one_line(name)} {reason}.")
            continue
        try:
            writer.add(name, [_content(part)])
        except FileTooLargeError as error:
            writer.fail(name, str(error))


def _collect(part: Message, body: Body, *, name: str) -> None:
    kind = part.get_content_type()
    if kind == "multipart/alternative":
        choices = [Body() for _ in _children(part)]
        for choice, child in zip(choices, _children(part), strict=True):
            _collect(child, choice, name=name)
        chosen = next((choice for choice in choices if choice.has_plain), None)
        chosen = chosen or next((choice for choice in choices if choice.html), Body())
        body.plain += chosen.plain
        body.html += chosen.html
    elif part.is_multipart() and kind != "message/rfc822":
        for child in _children(part):
            _collect(child, body, name=name)
    elif _is_body(part):
        try:
            text = _text(_content(part), part.get_content_charset(), name=name)
        except FileError:
            return  # bytes that are no text, whatever the header says
        (body.html if kind == "text/html" else body.plain).append(text)


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _leaves(part: Message) -> Iterator[Message]:
    if part.is_multipart() and part.get_content_type() != "message/rfc822":
        for child in _children(part):
            yield from _leaves(child)
    else:
        yield part


def _is_body(part: Message) -> bool:
    return (
        part.get_content_type() in {"text/plain", "text/html"}
        and part.get_content_disposition() != "attachment"
        and not _file_name(part)
    )


def _inline_picture(part: Message) -> str | None:
    inline = part.get_content_disposition() == "inline" or (
        part.get("Content-ID") is not None and part.get_content_disposition() != "attachment"
    )
    return (
        "is a picture in the text of the mail" if inline and part.get_content_maintype() == "image" else None
    )


def _content(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822" and part.is_multipart():
        children = _children(part)
        return children[0].as_bytes() if children else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _file_name(part: Message) -> str:
    for header_name, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.get_param(parameter, None, header_name)
        if value is not None:
            return one_line(_decoded(collapse_rfc2231_value(value).strip()))
    return ""


def _made_up_name(part: Message, number: int) -> str:
    children = _children(part) if part.get_content_type() == "message/rfc822" else []
    subject = header(children[0], "Subject").replace("/", " ") if children else ""
    suffix = _SUFFIXES.get(part.get_content_type(), "")
    return (subject or f"attachment {number}") + suffix


def _text(data: bytes, charset: str | None, *, name: str) -> str:
    r"""Return the text of bytes in NFC with ``\n`` line ends; the charset counts if they keep to it."""
    known = _python_name(charset)
    if known is not None:
        try:
            return decode(data.decode(known).encode("utf-8", "replace"), name=name)
        except (UnicodeError, LookupError):
            pass
    # with a line end behind it no letter is taken for the first byte of a character that was cut off
    return decode(data + b"\n", name=name)


def _python_name(charset: str | None) -> str | None:
    if not charset:
        return None
    try:
        found = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return None
    if found == "ascii" or found in _NO_CHARSETS:
        return None  # mails that claim ASCII hold anything
    return "cp1252" if found in _LATIN else found


def _decoded(value: str) -> str:
    """Return a header's value with its encoded words decoded; bytes beyond ASCII are taken as text."""
    try:
        raw = value.encode("ascii")
    except UnicodeEncodeError:
        # surrogates stand for bytes
        raw = value.encode("utf-8", "surrogateescape")
        value = _safely(raw, None)
    try:
        pieces = decode_header(re.sub(r"[\r\n]+[ \t]*", " ", value))
    except (HeaderParseError, ValueError, IndexError):
        return value
    return "".join(
        piece if isinstance(piece, str) else _piece(piece, charset) for piece, charset in pieces
    ).strip()


def _piece(piece: bytes, charset: str | None) -> str:
    if charset is None:  # what decode_header makes of the text between encoded words
        return piece.decode("raw-unicode-escape", "replace")
    return _safely(piece, charset)


def _safely(data: bytes, charset: str | None) -> str:
    try:
        return _text(data, charset, name="")
    except FileError:
        return data.decode("ascii", "replace")
