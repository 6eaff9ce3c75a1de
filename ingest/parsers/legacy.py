"""Office files of the old kind (.doc, .ppt, .xls): LibreOffice makes modern ones of them, which are read."""

from __future__ import annotations

from dataclasses import replace

from ingest.parsers import PARSERS
from ingest.sniff import DOC, DOCX, PPT, PPTX, XLS, XLSX, sniff
from ingest.soffice import convert, find_soffice
from kb.errors import DamagedFileError, UnsupportedTypeError
from kb.records import ParsedDocument

# The old type: what it is called, the type it is made into, and the suffixes of both.
_KINDS = {
    DOC: ("a Word document of the old kind (.doc)", DOCX, "doc", "docx"),
    PPT: ("a PowerPoint presentation of the old kind (.ppt)", PPTX, "ppt", "pptx"),
    XLS: ("an Excel workbook of the old kind (.xls)", XLSX, "xls", "xlsx"),
}


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse an old Office file by way of its modern format; the media type stays that of the file.

    Raises:
        UnsupportedTypeError: LibreOffice is not installed.
        FileError: It cannot convert the file, or what it makes of it cannot be read.
    """
    media_type = sniff(data, name=name)
    what, target, suffix, target_suffix = _KINDS[media_type]
    program = find_soffice()
    if program is None:
        raise UnsupportedTypeError(
            f"{name} is {what}. Save it as .{target_suffix}, PDF or text and add it again, "
            "or install LibreOffice (soffice), which makes such files readable as they are."
        )
    converted = convert(data, suffix=suffix, target_suffix=target_suffix, program=program, name=name)
    found = sniff(converted, name=name)
    if found != target:
        raise DamagedFileError(
            f"{name} is {what}, and LibreOffice made {found} of it. "
            f"Save it as .{target_suffix} and add it again."
        )
    return replace(PARSERS[target]()(converted, name=name), media_type=media_type)
