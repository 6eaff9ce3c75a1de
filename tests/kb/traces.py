"""A text with words to erase, and the search for what is left of them in every file of a home."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import load_settings
from tests.kb.conftest import Run

# words of ASCII that no other text has: found in bytes of whatever encoding
WORDS = "Qvistberg Zakrisson placerades hos Wallmofamiljen efter tvisten"
RARE = ("qvistberg", "zakrisson", "wallmofamiljen")
KEPT = "Två byalag i Kils kommun fick pengar att använda som de ville."
MORE = "Fritidsbanken lånar ut idrottsprylar gratis till alla barn."
NOTE = f"Anteckningar från nätverksträff\n\n{KEPT}\n\n{WORDS}.\n\n{MORE}\n"


def pack(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


def mail(body: str, *, subject: str = "Byalag", **attachments: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content(body)
    for name, content in attachments.items():
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name.replace("_", ".")
        )
    return message.as_bytes()


def traces(home: Path, words: tuple[str, ...] = RARE) -> set[str]:
    """Return the files below a folder that hold one of the words, in any encoding, packed or not."""
    return {
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and any(_holds(data, words) for data in _unpacked(path.read_bytes()))
    }


def _holds(data: bytes, words: tuple[str, ...]) -> bool:
    small = data.lower()
    return any(
        word.encode(encoding) in small for word in words for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    )


def _unpacked(data: bytes) -> Iterator[bytes]:
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from _unpacked(archive.read(name))
    for start in _starts(data, b"stream"):  # of a PDF
        content = data[start + len(b"stream") :].lstrip(b"\r\n")
        try:
            yield zlib.decompressobj().decompress(content)
        except zlib.error:
            continue


def _starts(data: bytes, sought: bytes) -> Iterator[int]:
    position = data.find(sought)
    while position >= 0:
        yield position
        position = data.find(sought, position + 1)


def texts(run: Run, document: str = "1") -> str:
    return "\n".join(chunk["text"] for chunk in run.json("document", "show", document)["chunks"])


def found(run: Run, query: str) -> list[str]:
    return [hit["source"] for hit in run.json("search", query)["hits"]]


def originals(run: Run) -> set[str]:
    return {path.name[:64] for path in (run.home / "originals").glob("*/*")}


def erase(run: Run, document: str = "1", *more: str, text: str = WORDS) -> Any:
    return run.json("document", "erase", document, "--text", text, "--yes", *more)


def opened(run: Run) -> KnowledgeBase:
    return open_knowledge_base(load_settings(home=run.home))
