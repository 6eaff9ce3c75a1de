"""Table files of every kind, read and parsed with the roles that a person gave their columns."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from ingest.sniff import CSV, ODS, XLSX
from ingest.workbook import Workbook
from kb.records import ParsedDocument

# Media type to the module of its parser, imported when it is needed.
_MODULES = {XLSX: "xlsx", ODS: "ods", CSV: "delimited"}

TABLE_TYPES = frozenset(_MODULES)
"""Media types whose columns can be shown and told; an old .xls is read by way of .xlsx, with guesses."""


def read_workbook(data: bytes, *, media_type: str, name: str) -> Workbook:
    """Read the cells of a table file; no sheets if a CSV file holds no table.

    Args:
        data: The whole file.
        media_type: One of ``TABLE_TYPES``.
        name: The file's name, for messages.

    Raises:
        FileError: The file is damaged, encrypted or too large.
    """
    workbook: Workbook = _module(media_type).read(data, name=name)
    return workbook


def parse_with_roles(data: bytes, *, media_type: str, name: str, roles: Mapping[str, str]) -> ParsedDocument:
    """Parse a table file; ``roles`` (role to name of its column) overrule what is guessed.

    Raises:
        FileError: The file cannot be parsed, or lacks a column that ``roles`` names.
    """
    document: ParsedDocument = _module(media_type).parse_with_roles(data, name=name, roles=roles)
    return document


def _module(media_type: str) -> ModuleType:
    return import_module(f"ingest.parsers.{_MODULES[media_type]}")
