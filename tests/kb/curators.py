"""A home with documents of a few lines and two curators, for the tests of curation."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kb.accounts import Actor, Role
from kb.curation import NewQuote
from kb.curation_desk import CurationDesk
from kb.practice_desk import PracticeDesk
from kb.practices import Practice, PracticeField, PracticeId
from kb.records import Chunk
from kb.settings import load_settings
from tests.ingest.practice_desk import Desk

KIL = """Byalag i Kil

Exempel: Kils kommun gav två byalag 1 200 000 kronor vardera att använda som de ville. Byalagen bestämde
själva vad pengarna skulle gå till, och många engagerade sig i föreningarna som de bildade för det.
"""
VEJLE = """Lokalråd i Vejle

Eksempel: Vejle Kommune gav lokalråd penge, som de selv måtte bestemme over. Mange borgere kom til møderne,
hvor lokalrådene drøftede, hvad pengene skulle gå til, og det gav flere frivillige.
"""
FORSHAGA = """Fritidsbank i Forshaga

Exempel: Forshaga kommun lånar ut idrottsprylar gratis till alla barn. Fler barn rör sig, och grannar möts
när de lämnar tillbaka det som de har lånat.
"""
ANNA = Actor(login="anna", name="Anna", role=Role.CURATOR)
BO = Actor(login="bo", name="Bo", role=Role.CURATOR)


class Curators:
    """What Anna and Bo do to the practices of one home."""

    def __init__(self, home: Path, *, two_reviewers: bool = False) -> None:
        self.documents = Desk(home)
        self.store = self.documents.store
        self.kil = self.documents.take("kil.txt", KIL)
        self.vejle = self.documents.take("vejle.txt", VEJLE)
        self.forshaga = self.documents.take("forshaga.txt", FORSHAGA)
        settings = load_settings(home=home, two_reviewers=two_reviewers)
        self.practices = PracticeDesk(home, self.store)
        self.anna, self.bo = (
            CurationDesk(self.store, PracticeDesk(home, self.store, actor), settings) for actor in (ANNA, BO)
        )

    def candidate(self, code: str) -> PracticeId:
        return self.documents.one(code).id

    def candidate_now(self, code: str) -> PracticeId:
        """Return a candidate as it is stored, without bringing anything up to date."""
        with sqlite3.connect(self.store.path) as raw:
            row = raw.execute("SELECT practice_id FROM practice_facets WHERE value = ?", (code,)).fetchone()
        raw.close()
        return PracticeId(row[0])

    def taken(self, code: str = "SE1715") -> PracticeId:
        return self.anna.take_over(self.candidate(code))

    def show(self, practice_id: PracticeId) -> Practice:
        return self.practices.show(practice_id)

    def version(self, practice_id: PracticeId) -> int:
        return self.anna.open(practice_id).version

    def chunk(self, words: str) -> Chunk:
        chunks = [chunk for each in self.store.all_document_ids() for chunk in self.store.chunks(each)]
        (found,) = [chunk for chunk in chunks if words in chunk.text]
        return found

    def quote(
        self,
        practice_id: PracticeId,
        field: PracticeField,
        words: str,
        code: str | None = None,
        *,
        desk: CurationDesk | None = None,
        seen: int | None = None,
    ) -> None:
        (desk or self.anna).add_quote(
            practice_id,
            field,
            self.chunk(words).id,
            words,
            code,
            seen=self.version(practice_id) if seen is None else seen,
        )

    def new(self, words: str, code: str | None = None) -> NewQuote:
        return NewQuote(chunk_id=self.chunk(words).id, words=words, code=code)

    def publish(self, practice_id: PracticeId) -> None:
        self.anna.submit(practice_id)
        self.anna.publish(practice_id)
