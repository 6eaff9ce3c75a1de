"""Tags a PDF file: which stretch of a page is which heading, paragraph or quote, and in which language."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class TaggedElement:
    """A heading or paragraph, and the stretches of marked content that it was drawn as."""

    role: str  # a standard structure type of PDF: "H1", "P", "BlockQuote" …
    language: str
    drawn: list[tuple[int, int]] = field(default_factory=list)  # page, from 0, and its mark on that page


def add_tags(pdf: bytes, elements: Sequence[TaggedElement], *, language: str) -> bytes:
    """Return a PDF file with a structure tree of ``elements``, in their order.

    Source: ISO 32000-1, 14.7 and 14.8.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import (
        ArrayObject,
        BooleanObject,
        DictionaryObject,
        NameObject,
        NumberObject,
        TextStringObject,
    )

    def dictionary(**entries: Any) -> DictionaryObject:  # noqa: ANN401 - values of every type
        return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    root = dictionary(Type=NameObject("/StructTreeRoot"))
    root_place = writer._add_object(root)  # noqa: SLF001 - pypdf's way to make an object of one's own
    whole = dictionary(Type=NameObject("/StructElem"), S=NameObject("/Document"), P=root_place)
    whole_place = writer._add_object(whole)  # noqa: SLF001
    by_page: dict[int, dict[int, Any]] = {number: {} for number in range(len(writer.pages))}
    children = ArrayObject()
    for element in elements:
        node = dictionary(
            Type=NameObject("/StructElem"), S=NameObject(f"/{element.role}"), P=whole_place, K=ArrayObject()
        )
        if element.language:
            node[NameObject("/Lang")] = TextStringObject(element.language)
        place = writer._add_object(node)  # noqa: SLF001
        for page, mark in element.drawn:
            content = dictionary(
                Type=NameObject("/MCR"),
                Pg=writer.pages[page].indirect_reference,
                MCID=NumberObject(mark),
            )
            node["/K"].append(content)  # type: ignore[attr-defined] # an array, see above
            by_page[page][mark] = place
        children.append(place)
    whole[NameObject("/K")] = children
    numbers = ArrayObject()
    for page, marks in by_page.items():
        writer.pages[page][NameObject("/StructParents")] = NumberObject(page)
        writer.pages[page][NameObject("/Tabs")] = NameObject("/S")
        numbers.append(NumberObject(page))
        numbers.append(ArrayObject(marks[mark] for mark in sorted(marks)))
    root[NameObject("/K")] = ArrayObject([whole_place])
    root[NameObject("/ParentTree")] = dictionary(Nums=numbers)
    catalogue = writer.root_object
    catalogue[NameObject("/StructTreeRoot")] = root_place
    catalogue[NameObject("/MarkInfo")] = dictionary(Marked=BooleanObject(True))
    catalogue[NameObject("/Lang")] = TextStringObject(language)
    catalogue[NameObject("/ViewerPreferences")] = dictionary(DisplayDocTitle=BooleanObject(True))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
