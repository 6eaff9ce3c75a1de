"""A handful of chunks in two languages, written for these tests, and the small parts that tests need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kb.records import ChunkId, DocumentChange, DocumentId, Facet, IndexEntry, Language
from search.term_bridge import TermBridge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray


@dataclass
class MemoryCache:
    """A vector cache in memory that counts what it is given."""

    vectors: dict[tuple[str, str], NDArray[np.float32]] = field(default_factory=dict)
    n_new: int = 0

    def cached_vectors(self, model: str, hashes: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        return {key: self.vectors[model, key] for key in hashes if (model, key) in self.vectors}

    def cache_vectors(self, model: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        self.n_new += len(vectors)
        self.vectors |= {(model, key): vector for key, vector in vectors.items()}


def entry(
    chunk_id: int,
    text: str,
    *,
    document_id: int = 1,
    language: Language = Language.SWEDISH,
    title: str = "",
    headings: tuple[str, ...] = (),
    facets: Mapping[Facet, tuple[str, ...]] | None = None,
) -> IndexEntry:
    return IndexEntry(
        chunk_id=ChunkId(chunk_id),
        document_id=DocumentId(document_id),
        title=title,
        headings=headings,
        text=text,
        language=language,
        facets={Facet.LANGUAGE: (language.value,), **(facets or {})},
    )


def bridge_of(*rows: str) -> TermBridge:
    """Return a bridge of rows ``sv;da;nb;en;pos;themes;false_friends``."""
    return TermBridge("\n".join(["header", *(row.replace(";", "\t") for row in rows)]) + "\n")


def changes_of(entries: Sequence[IndexEntry]) -> list[DocumentChange]:
    by_document: dict[DocumentId, list[IndexEntry]] = {}
    for each in entries:
        by_document.setdefault(each.document_id, []).append(each)
    return [DocumentChange(document_id=key, entries=tuple(part)) for key, part in by_document.items()]


SWEDISH = [
    entry(
        11,
        "Medborgardialog om den nya simhallen: invånarna fick rösta om badets läge.",
        document_id=1,
        title="Dialog i praktiken",
        facets={
            Facet.THEME: ("dialog",),
            Facet.COUNTRY: ("SE",),
            Facet.MUNICIPALITY: ("SE1715",),
            Facet.YEAR: ("2017",),
            Facet.TYPE: ("notes",),
        },
    ),
    entry(
        12,
        "Nattvandrare går runt i centrum på fredagskvällar och pratar med ungdomar.",
        document_id=1,
        title="Dialog i praktiken",
        facets={
            Facet.THEME: ("civil", "civil.trygghet"),
            Facet.COUNTRY: ("SE",),
            Facet.MUNICIPALITY: ("SE1763",),
            Facet.YEAR: ("2017",),
            Facet.TYPE: ("notes",),
        },
    ),
    entry(
        13,
        "I fritidsbanken lånar barnen skidor och skridskor utan att betala något.",
        document_id=2,
        title="Idrott åt alla",
        facets={
            Facet.THEME: ("kultur", "kultur.idrott"),
            Facet.COUNTRY: ("SE",),
            Facet.YEAR: ("2019",),
            Facet.TYPE: ("report",),
        },
    ),
]
DANISH = [
    entry(
        21,
        "Borgerinddragelsen begyndte med et møde på biblioteket, hvor naboerne tegnede en ny plads.",
        document_id=3,
        language=Language.DANISH,
        title="Naboskab",
        facets={
            Facet.THEME: ("dialog",),
            Facet.COUNTRY: ("DK",),
            Facet.MUNICIPALITY: ("DK461",),
            Facet.YEAR: ("2020",),
            Facet.TYPE: ("article",),
        },
    ),
    entry(
        22,
        "Natteravnene følger de unge trygt hjem fra havnefesten.",
        document_id=3,
        language=Language.DANISH,
        title="Naboskab",
        facets={
            Facet.THEME: ("civil", "civil.trygghet"),
            Facet.COUNTRY: ("DK",),
            Facet.MUNICIPALITY: ("DK461",),
            Facet.YEAR: ("2020",),
            Facet.TYPE: ("article",),
        },
    ),
]
SAMPLES = [*SWEDISH, *DANISH]
