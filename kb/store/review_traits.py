"""What lists of documents in review tell of each: its language, type and event, and what to look at."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager

from kb.batches import BatchFileId
from kb.records import DocumentId, DocumentType, Language
from kb.reviews import DocumentTraits

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]

_TRAITS = """
SELECT d.id, d.language, d.type, d.event, d.date,
    EXISTS (SELECT 1 FROM tags t WHERE t.document_id = d.id AND t.facet = 'municipality') AS has_municipality,
    (SELECT count(*) FROM dropped x WHERE x.document_id = d.id AND x.reason IN ('advert', 'job adverts'))
        AS n_adverts
FROM documents d WHERE d.id IN (SELECT value FROM json_each(?))
"""


class TraitStore:
    """Reads with the connections of a store, the public one or that of the review."""

    def __init__(self, reading: _Opened, writing: _Opened) -> None:  # noqa: ARG002 # a part takes both
        """Take what opens a connection for reading; nothing is written."""
        self._reading = reading

    def traits(self, ids: Sequence[DocumentId]) -> Mapping[DocumentId, DocumentTraits]:
        """Return what is known of the documents that exist among ``ids``."""
        with self._reading() as connection:
            rows = connection.execute(_TRAITS, (json.dumps(list(ids)),)).fetchall()
        return {DocumentId(row["id"]): _traits(row) for row in rows}

    def n_masked(self, file_ids: Sequence[BatchFileId]) -> Mapping[BatchFileId, int]:
        """Return how many personal data were masked in files of batches; the public store knows."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT id, masked FROM batch_files WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(file_ids)),),
            ).fetchall()
        return {BatchFileId(row["id"]): sum(json.loads(row["masked"]).values()) for row in rows}


def _traits(row: sqlite3.Row) -> DocumentTraits:
    return DocumentTraits(
        language=Language(row["language"]),
        type=DocumentType(row["type"]),
        event=row["event"] or "",
        date=row["date"] or "",
        n_adverts=row["n_adverts"],
        has_municipality=bool(row["has_municipality"]),
    )
