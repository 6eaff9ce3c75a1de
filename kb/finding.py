"""Finds the document that a person means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.errors import DocumentNotFoundError
from kb.records import DocumentId

if TYPE_CHECKING:
    from kb.store import Store


def find_document(store: Store, id_or_name: str) -> DocumentId:
    """Return the id of the document with this id or, where there is none, this source file name.

    Raises:
        DocumentNotFoundError: There is none, or several files have this name.
    """
    if id_or_name.isascii() and id_or_name.isdecimal() and int(id_or_name) < 2**63:
        document_id = DocumentId(int(id_or_name))
        if store.documents_by_id([document_id]):
            return document_id
    found = store.documents_named(id_or_name)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(str(document_id) for document_id in found)
        raise DocumentNotFoundError(
            f"{len(found)} documents are named {id_or_name!r}. Use one of their ids: {ids}"
        )
    raise DocumentNotFoundError(
        f"There is no document {id_or_name!r}. List them with: metodbank document list"
    )
