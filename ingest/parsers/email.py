"""Mails saved as files (.eml): the text that its sender wrote."""

from __future__ import annotations

from dataclasses import replace

from ingest.mail import Body, body_of, header, read_mail, sender_name, sent_on
from ingest.mail_quotes import find_quotes
from ingest.sniff import EMAIL
from ingest.structure import find_blocks
from kb.errors import NoTextError
from kb.records import Block, ParsedDocument


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse a mail: its plain text, or else its web page; quoted mails and signatures are furniture.

    Attachments are documents of their own, see ingest.containers.

    Raises:
        NoTextError: The mail holds no text of its own.
        EncryptedFileError: It is encrypted.
    """
    mail = read_mail(data)
    subject = header(mail, "Subject")
    body = body_of(mail, name=name)
    if body.has_plain:
        parsed = _from_plain("\n\n".join(text.strip("\n") for text in body.plain), subject=subject)
    elif body.html:
        parsed = _from_html(body, name=name, subject=subject)
    else:
        raise NoTextError(f"{name} is a mail without text. Check that it was saved completely.")
    stated = {"title": subject, "date": sent_on(mail), "authors": sender_name(mail)}
    return replace(
        parsed,
        media_type=EMAIL,
        has_lines=False,
        stated={key: value for key, value in stated.items() if value},
    )


def _from_plain(text: str, *, subject: str) -> ParsedDocument:
    quotes = find_quotes(text, subject=subject)
    edges = [0, *(edge for span in quotes for edge in span), len(text)]
    blocks = [
        block
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        for block in find_blocks(text, start, end)
    ]
    return ParsedDocument(media_type=EMAIL, text=text, blocks=tuple(blocks), furniture=tuple(quotes))


def _from_html(body: Body, *, name: str, subject: str) -> ParsedDocument:
    from ingest.parsers.html import parse as parse_html

    # the byte order mark: what the page declares was meant for the bytes that are decoded already
    parsed = parse_html("\ufeff".encode() + "\n".join(body.html).encode("utf-8", "replace"), name=name)
    quotes = find_quotes(parsed.text, subject=subject)
    kept: list[Block] = []
    cut: list[Block] = []
    for block in parsed.blocks:
        is_quoted = any(start <= block.start < end for start, end in quotes)
        (cut if is_quoted else kept).append(block)
    if not kept:
        return parsed
    furniture = sorted([*parsed.furniture, *((block.start, block.end) for block in cut)])
    return replace(parsed, blocks=tuple(kept), furniture=tuple(furniture))
