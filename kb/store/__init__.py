"""All SQL of Metodbank: documents, chunks, tags, vectors and the change log in one SQLite file."""

from kb.store.store import Store

__all__ = ["Store"]
