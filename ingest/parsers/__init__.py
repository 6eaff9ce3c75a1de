"""One parser a format behind one protocol, loaded when first needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

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
    XLS,
    XLSX,
)

if TYPE_CHECKING:
    from kb.protocols import Parser


def _loader(module: str) -> Callable[[], Parser]:
    def load() -> Parser:
        parser: Parser = import_module(f"ingest.parsers.{module}").parse
        return parser

    return load


# Media type to a function that imports and returns the parser: parser libraries are slow to import.
PARSERS: Mapping[str, Callable[[], Parser]] = {
    PLAIN: _loader("plain_text"),
    MARKDOWN: _loader("markdown"),
    HTML: _loader("html"),
    PDF: _loader("pdf"),
    DOCX: _loader("docx"),
    PPTX: _loader("pptx"),
    ODT: _loader("odt"),
    ODP: _loader("odp"),
    EPUB: _loader("epub"),
    DOC: _loader("legacy"),
    PPT: _loader("legacy"),
    XLS: _loader("legacy"),
    EMAIL: _loader("email"),
    XLSX: _loader("xlsx"),
    ODS: _loader("ods"),
    CSV: _loader("delimited"),
    **dict.fromkeys(IMAGES, _loader("image")),
}
