"""One parser a format behind one protocol, loaded when first needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from ingest.sniff import DOCX, HTML, MARKDOWN, PDF, PLAIN

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
}
