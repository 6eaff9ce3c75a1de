"""A PDF that is cut off gets a new table of its pages, so that what is left of it can be read."""

from __future__ import annotations

import re

_OBJECT = re.compile(rb"(?<!\d)(\d{1,7}) \d{1,5} obj\b")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_MAX_HEAD_BYTES = 4_000  # of an object: its keys stand before any stream
_MAX_OBJECTS = 200_000


def with_page_table(data: bytes) -> bytes | None:
    """Return a file with a page tree and a cross-reference table made from the objects that are whole.

    The pages come in the order of their numbers, which is that of most programs. None if no page is
    found: its pages are packed, or were in the part that is gone.
    """
    whole = data[: data.rfind(b"endobj") + len(b"endobj")]
    offsets: dict[int, int] = {}
    pages: dict[int, None] = {}
    for match in _OBJECT.finditer(whole):
        number = int(match[1])
        offsets[number] = match.start()
        end = whole.find(b"endobj", match.end(), match.end() + _MAX_HEAD_BYTES)
        head = whole[match.end() : end if end >= 0 else match.end() + _MAX_HEAD_BYTES]
        pages.pop(number, None)
        if _PAGE.search(head.partition(b"stream")[0]):
            pages[number] = None
        if len(offsets) > _MAX_OBJECTS:
            return None
    if not pages:
        return None
    return _with_tree(whole, offsets, sorted(pages))


def _with_tree(whole: bytes, offsets: dict[int, int], pages: list[int]) -> bytes:
    tree, catalogue = max(offsets) + 1, max(offsets) + 2
    kids = " ".join(f"{number} 0 R" for number in pages)
    parts = [
        (tree, f"{tree} 0 obj\n<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>\nendobj\n"),
        (catalogue, f"{catalogue} 0 obj\n<< /Type /Catalog /Pages {tree} 0 R >>\nendobj\n"),
    ]
    data = whole + b"\n"
    for number, part in parts:
        offsets[number] = len(data)
        data += part.encode("ascii")
    rows = "".join(f"{number} 1\n{offset:010d} 00000 n \n" for number, offset in sorted(offsets.items()))
    table = f"xref\n0 1\n0000000000 65535 f \n{rows}"
    end = f"trailer\n<< /Size {catalogue + 1} /Root {catalogue} 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + table.encode("ascii") + end.encode("ascii")
