"""A store with documents of a few lines, and what is made of them, for the tests of practices."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kb.practice_desk import PracticeDesk
from kb.practices import Practice, PracticeField, Quote
from kb.records import DocumentId
from kb.store import Store
from kb.text import text_hash
from tests.ingest.makers import prepare


class Desk:
    """Takes in text as files would be, and keeps candidates in step."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = Store(home / "store.sqlite")
        self.practices = PracticeDesk(home, self.store)

    def take(self, name: str, text: str) -> DocumentId:
        prepared = prepare(text.encode(), name)
        source = replace(prepared.source, sha256=text_hash(name + text))
        document_id = self.store.put_document(replace(prepared, source=source), pipeline_version=1)
        self.practices.catch_up()
        return document_id

    def all(self) -> tuple[Practice, ...]:
        return self.practices.list(limit=10_000)

    def titles(self) -> list[str]:
        return sorted(practice.draft.title for practice in self.all())

    def one(self, municipality: str) -> Practice:
        (found,) = [each for each in self.all() if municipality in each.draft.municipalities]
        return found

    def values(self, municipality: str, field: PracticeField) -> list[tuple[str | None, str]]:
        quotes = self.one(municipality).draft.fields.get(field, ())
        return [(quote.code, quote.text) for quote in quotes]


def quotes_of(practice: Practice) -> list[Quote]:
    fields = practice.draft.fields.values()
    return [*practice.draft.passages, *(quote for quotes in fields for quote in quotes)]
