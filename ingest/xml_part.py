"""Parts of zipped documents that are XML, read without entities, network or limits turned off."""

from __future__ import annotations

from typing import Any

from ingest.archive import read_member
from kb.errors import DamagedFileError
from kb.text import one_line

# lxml's elements have no types of their own here.
Element = Any


def read_xml(data: bytes, member: str, *, name: str, may_have_doctype: bool = False) -> Element:
    """Return the root element of an XML part of a zip file; comments are left out.

    Args:
        data: The zip file, checked by member_names().
        member: Its name in the zip file.
        name: The file's name, for messages.
        may_have_doctype: Old programs write one into parts whose text is not shown. Entities that it
            defines stay unresolved.

    Raises:
        DamagedFileError: The part is missing, broken, or has a document type.
    """
    return parse_xml(
        read_member(data, member, name=name, is_xml=not may_have_doctype), member=member, name=name
    )


def parse_xml(content: bytes, *, member: str, name: str) -> Element:
    """Return the root element of XML that was read already.

    Raises:
        DamagedFileError: It is broken.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedFileError(
            f"{name} is broken in {one_line(member, max_chars=80)} ({one_line(str(error))}). "
            "Open it in its program, save it anew and add it again."
        ) from error
