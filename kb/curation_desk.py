"""The desk where curators turn candidates into practices that others can trust, in quotes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from kb.accounts import Actor
from kb.curation import (
    MAX_NOTE,
    Change,
    ChangeId,
    CuratedPractice,
    NewQuote,
    StillRunning,
    WorkItem,
    WorkKind,
    Worklist,
)
from kb.permissions import guarded
from kb.practices import (
    PracticeField,
    PracticeId,
    PracticeKind,
    Quote,
    RelationKind,
)
from kb.records import ChunkId, Language
from kb.store.curation_store import CurationStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb.curation_edits import Edit
    from kb.practice_desk import PracticeDesk
    from kb.settings import Settings
    from kb.store import Store

_EditOf = Callable[[PracticeField, Sequence[Quote], Sequence[Quote]], "Edit"]

_OPENED = 50  # changes that are read with a practice
_HISTORY = 1_000


@guarded
class CurationDesk:
    """The practices of one home as curators work on them. Safe to share by threads.

    Whatever changes one takes ``seen``, the version that whoever changes it had before them: a change of the
    same field by somebody else since then raises ChangedMeanwhileError with who and when. Any of them may
    raise PracticeNotFoundError, and CurationError with what is wrong.
    """

    def __init__(self, store: Store, practices: PracticeDesk, settings: Settings) -> None:
        """Take the desk that keeps practices up to date; this one acts for whom that one acts for."""
        self.actor: Actor = practices.actor
        self._store = store
        self._practices = practices
        self._settings = settings
        self._part = store.part(CurationStore)

    # Looking

    def worklist(self, kind: WorkKind, *, limit: int = 50, offset: int = 0) -> Worklist:
        """Return a part of a work list, and how many practices wait in each."""
        self._practices.by_id([])  # brings them up to date
        items, counts = self._part.worklist(
            kind, login=self.actor.login, looked_before=_years_ago(2, None), limit=limit, offset=offset
        )
        return Worklist(kind=kind, items=items, total=counts[kind], counts=counts)

    def due(self, *, years: int = 2, today: date | None = None) -> tuple[WorkItem, ...]:
        """Return the published practices that somebody should make sure of, the longest unseen first.

        Args:
            years: Nobody has looked at them for so long; others are due because of their documents.
            today: None: the day of now, in UTC.
        """
        self._practices.by_id([])
        return self._part.due(looked_before=_years_ago(years, today))

    def open(self, practice_id: PracticeId) -> CuratedPractice:
        """Return a practice with its last changes, its parts, and what stands in the way of reviewing it."""
        from kb.curation_edits import no_practice
        from kb.curation_texts import problems

        self._practices.by_id([])
        found = self._part.open(practice_id, n_changes=_OPENED, looked_before=_years_ago(2, None))
        if found is None:
            raise no_practice(practice_id)
        return replace(found, problems=tuple(problems(found.practice.draft)))

    def history(self, practice_id: PracticeId) -> tuple[Change, ...]:
        """Return what was changed in a practice, the newest first; also in one that is gone."""
        return self._part.history(practice_id, limit=_HISTORY)

    def suggestions(self, practice_id: PracticeId) -> Mapping[PracticeField, tuple[Quote, ...]]:
        """Return what the rules quote from the passages of a practice and it does not say, by field."""
        from kb.curation_suggestions import suggestions

        return suggestions(self._store, self._practices.show(practice_id).draft)

    # Beginning

    def take_over(self, practice_id: PracticeId) -> PracticeId:
        """Make a candidate a draft, which no rule changes any more; it keeps its number."""
        from kb.curation_begin import take_over

        self._practices.by_id([])
        with self._part.changing(self.actor, "take_over") as curating:
            take_over(curating, practice_id)
        return practice_id

    def create(self, title: str, language: Language, chunk_ids: Sequence[ChunkId]) -> PracticeId:
        """Make a draft of passages that no candidate is made of."""
        from kb.curation_begin import create, new_draft
        from kb.curation_quotes import need_chunks

        draft = new_draft(self._store, title, language, chunk_ids)
        with self._part.changing(self.actor, "create") as curating:
            need_chunks(curating, chunk_ids)
            return create(curating, draft)

    # What is told

    def set_title(self, practice_id: PracticeId, language: Language, text: str, *, seen: int) -> None:
        """Set the main title and its language; other languages keep theirs."""
        from kb.curation_fields import title_set

        written = self._written(practice_id, PracticeField.TITLE, language, text)
        fields = ["title", f"text.title.{language.value}"]
        self._edit("set_title", practice_id, title_set(language, written), fields, seen)

    def set_text(
        self, practice_id: PracticeId, field: PracticeField, language: Language, text: str, *, seen: int
    ) -> None:
        """Set a title or summary in one language; an empty one goes. Their figures must stand in a quote."""
        from kb.curation_fields import text_set

        written = self._written(practice_id, field, language, text)
        fields = [f"text.{field.value}.{language.value}"]
        self._edit("set_text", practice_id, text_set(field, language, written), fields, seen)

    def set_kind(self, practice_id: PracticeId, kind: PracticeKind, *, seen: int) -> None:
        """Set what a practice is."""
        self._edit("set_kind", practice_id, lambda draft: replace(draft, kind=kind), ["kind"], seen)

    def set_quotes(
        self, practice_id: PracticeId, field: PracticeField, quotes: Sequence[NewQuote], *, seen: int
    ) -> None:
        """Put quotes in place of those of a field, in this order; they bring their passages."""
        from kb.curation_fields import quotes_set

        self._quote("set_quotes", practice_id, field, quotes, quotes_set, seen)

    def add_quote(
        self,
        practice_id: PracticeId,
        field: PracticeField,
        chunk_id: ChunkId,
        words: str,
        code: str | None = None,
        *,
        seen: int,
    ) -> None:
        """Add a quote to a field: words of a passage, which is added as well where it is not there."""
        from kb.curation_fields import quote_added

        def added(name: PracticeField, quotes: Sequence[Quote], passages: Sequence[Quote]) -> Edit:
            return quote_added(name, quotes[0], passages)

        new = [NewQuote(chunk_id=chunk_id, words=words, code=code)]
        self._quote("add_quote", practice_id, field, new, added, seen)

    def remove_quote(
        self, practice_id: PracticeId, field: PracticeField, quote_key: str, *, seen: int
    ) -> None:
        """Take a quote out of a field, by ``kb.curation.quote_key``; its passage stays."""
        from kb.curation_fields import quote_removed

        self._edit(
            "remove_quote", practice_id, quote_removed(field, quote_key), [f"quotes.{field.value}"], seen
        )

    def add_passages(self, practice_id: PracticeId, chunk_ids: Sequence[ChunkId], *, seen: int) -> None:
        """Add whole passages."""
        from kb.curation_fields import passages_added
        from kb.curation_quotes import whole_passages

        passages = whole_passages(self._store, chunk_ids)
        make = passages_added(passages)
        self._edit("add_passages", practice_id, make, ["passages"], seen, chunk_ids=chunk_ids)

    def remove_passage(self, practice_id: PracticeId, quote_key: str, *, seen: int) -> None:
        """Take a passage out, by ``kb.curation.quote_key``; no quote of a field may stand in it."""
        from kb.curation_fields import passage_removed

        self._edit("remove_passage", practice_id, passage_removed(quote_key), ["passages"], seen)

    def remove_place(self, practice_id: PracticeId, code: str, *, seen: int) -> None:
        """Take out a municipality that only a heading or the document says, not a quote."""
        from kb.curation_fields import place_removed

        self._edit("remove_place", practice_id, place_removed(code), ["places"], seen)

    # Practices that belong together

    def merge(self, target: PracticeId, others: Sequence[PracticeId], *, seen: int) -> None:
        """Make practices part of another: what they tell and it does not is its own then.

        They are kept whole and can be split off again; their numbers lead to it.
        """
        from kb.curation_edits import curated, need_unchanged
        from kb.curation_parts import merge

        self._practices.by_id([])
        with self._part.changing(self.actor, "merge") as curating:
            need_unchanged(curating, curated(curating, target), ["merged"], seen)
            merge(curating, target, others, two_reviewers=self._settings.two_reviewers)

    def split(self, practice_id: PracticeId, part_id: PracticeId) -> None:
        """Split a merged practice off again: with it goes what it brought, and nothing else."""
        from kb.curation_parts import split_off

        with self._part.changing(self.actor, "split") as curating:
            split_off(
                self._store,
                curating,
                practice_id,
                [part_id],
                two_reviewers=self._settings.two_reviewers,
            )

    def relate(self, practice_id: PracticeId, kind: RelationKind, other: PracticeId) -> None:
        """Say what a practice has to do with another."""
        from kb.curation_steps import relate

        with self._part.changing(self.actor, "relate") as curating:
            relate(curating, practice_id, kind, other, two_reviewers=self._settings.two_reviewers)

    def unrelate(self, practice_id: PracticeId, kind: RelationKind, other: PracticeId) -> None:
        """Take back what a practice has to do with another, from whichever end it was said."""
        from kb.curation_steps import unrelate

        with self._part.changing(self.actor, "unrelate") as curating:
            unrelate(curating, practice_id, kind, other, two_reviewers=self._settings.two_reviewers)

    # The steps

    def submit(self, practice_id: PracticeId) -> None:
        """Review a draft: whoever does it has compared it with its documents.

        Raises:
            SecondPersonError: Two reviewers are asked for, and nobody else has worked on it.
            CurationError: Something is missing.
        """
        from kb.curation_steps import submit

        with self._part.changing(self.actor, "submit") as curating:
            submit(curating, practice_id, two_reviewers=self._settings.two_reviewers)

    def publish(self, practice_id: PracticeId) -> None:
        """Publish a reviewed practice.

        Raises:
            SecondPersonError: Two reviewers are asked for, and this one has reviewed it.
            CurationError: It is not reviewed, or something is missing.
        """
        from kb.curation_steps import publish

        with self._part.changing(self.actor, "publish") as curating:
            publish(curating, practice_id, two_reviewers=self._settings.two_reviewers)

    def withdraw(self, practice_id: PracticeId) -> None:
        """Make a reviewed or published practice a draft again."""
        from kb.curation_steps import withdraw

        with self._part.changing(self.actor, "withdraw") as curating:
            withdraw(curating, practice_id)

    def discard(self, practice_id: PracticeId) -> None:
        """Give a draft back to the rules: it is a candidate again, made anew, and its history is kept.

        One that no rule has found is gone until that is undone.
        """
        from kb.curation_steps import discard

        with self._part.changing(self.actor, "discard") as curating:
            discard(curating, practice_id)

    def verify(self, practice_id: PracticeId, still_running: StillRunning, *, note: str = "") -> None:
        """Note that somebody has made sure of a practice now, and whether it still goes on."""
        from kb.curation_steps import verify
        from kb.curation_texts import too_long

        if len(note) > MAX_NOTE:
            raise too_long(len(note), MAX_NOTE)
        with self._part.changing(self.actor, "verify") as curating:
            verify(curating, practice_id, still_running, note.strip())

    def undo(self, change: ChangeId) -> None:
        """Take back what a change did; that is a change as well, and can be undone.

        Raises:
            ChangedMeanwhileError: Somebody has changed the same since; undo that first.
        """
        from kb.curation_history import undo

        with self._part.changing(self.actor, "undo") as curating:
            undo(self._store, curating, change, two_reviewers=self._settings.two_reviewers)

    def _written(self, practice_id: PracticeId, field: PracticeField, language: Language, text: str) -> str:
        from kb.curation_texts import clean_text, known_language, need_nothing_erased

        known_language(language)
        written = clean_text(field, text)
        need_nothing_erased(self._store, self._practices.show(practice_id).draft, written)
        return written

    def _quote(
        self,
        act: str,
        practice_id: PracticeId,
        field: PracticeField,
        quotes: Sequence[NewQuote],
        edit_of: _EditOf,
        seen: int,
    ) -> None:
        from kb.curation_quotes import find_quotes, whole_passages

        found = find_quotes(self._store, field, quotes)
        chunk_ids = list(dict.fromkeys(quote.chunk_id for quote in found))
        make = edit_of(field, found, whole_passages(self._store, chunk_ids))
        self._edit(act, practice_id, make, [f"quotes.{field.value}"], seen, chunk_ids=chunk_ids)

    def _edit(
        self,
        act: str,
        practice_id: PracticeId,
        make: Edit,
        fields: Sequence[str],
        seen: int,
        *,
        chunk_ids: Sequence[ChunkId] = (),
    ) -> None:
        from kb.curation_edits import edit
        from kb.curation_quotes import need_chunks

        with self._part.changing(self.actor, act) as curating:
            # found before the transaction: its document may have been taken in anew meanwhile
            need_chunks(curating, chunk_ids)
            curating.details["fields"] = " ".join(fields)
            two_reviewers = self._settings.two_reviewers
            edit(curating, practice_id, make, fields=fields, seen=seen, two_reviewers=two_reviewers)


def _years_ago(years: int, today: date | None) -> str:
    day = today or datetime.now(UTC).date()
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - years, day=last).isoformat()
