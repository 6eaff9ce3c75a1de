"""The desk where practices are looked up, and kept in step with the documents that tell of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kb.accounts import OPERATOR, Actor
from kb.curation import StillRunning, Verified
from kb.errors import DiskFullError, LockedError, PracticeNotFoundError
from kb.gazetteer import load_gazetteer
from kb.home import locked
from kb.permissions import guarded, states_seen_by
from kb.practices import Practice, PracticeCounts, PracticeFilters, PracticeId, Quote
from kb.records import ChunkId, DocumentId
from kb.store.audit import AuditStore

if TYPE_CHECKING:
    from ingest.practices import Contribution, Told
    from kb.practice_loading import LoadReport
    from kb.practices import PracticeDraft
    from kb.store import Store

logger = logging.getLogger(__name__)

_EVERYTHING = PracticeFilters()


@guarded
class PracticeDesk:
    """The practices of one home, as far as its actor sees them. Safe to share by threads."""

    def __init__(self, home: Path, store: Store, actor: Actor = OPERATOR) -> None:
        """Take the home, whose lock is needed to change candidates."""
        self.actor = actor
        self._home = home
        self._store = store
        self._states = states_seen_by(actor)

    def list(
        self, filters: PracticeFilters = _EVERYTHING, *, limit: int = 50, offset: int = 0
    ) -> tuple[Practice, ...]:
        """Return practices: those of curators first, the most told first, mentions last, then by id."""
        self._make_current()
        seen = self._seen(filters)
        return self._shown(self._store.practices.list(seen, limit=limit, offset=offset)) if seen else ()

    def counts(self, filters: PracticeFilters = _EVERYTHING) -> PracticeCounts:
        """Count the practices that filters let through."""
        self._make_current()
        seen = self._seen(filters)
        if seen is None:
            return PracticeCounts(total=0, kinds={}, states={}, municipalities={}, countries={}, themes={})
        return self._store.practices.counts(seen)

    def show(self, practice_id: PracticeId) -> Practice:
        """Return one practice.

        Raises:
            PracticeNotFoundError: There is none with this id.
        """
        found = self.by_id([practice_id])
        if not found:
            raise PracticeNotFoundError(
                f"There is no practice {practice_id}. List them with: metodbank practice list"
            )
        return found[0]

    def by_id(self, ids: Sequence[PracticeId]) -> tuple[Practice, ...]:
        """Return the practices that exist among ``ids``, in that order."""
        self._make_current()
        return self._shown(self._store.practices.by_id(ids))

    def with_chunks(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, tuple[PracticeId, ...]]:
        """Return the practices that each chunk tells of, those of curators first, then by id."""
        self._make_current()
        return self._store.practices.with_chunks(chunk_ids, states=self._states)

    def verified(self, practice_id: PracticeId) -> Verified | None:
        """Return when somebody made sure of a practice last, and whether it went on; None if nobody has."""
        found = self._store.practices.verified(practice_id) if self.by_id([practice_id]) else None
        if found is None:
            return None
        at, still_running = found
        return Verified(at=at, still_running=StillRunning(still_running or StillRunning.UNKNOWN))

    def merged_into(self, practice_id: PracticeId) -> PracticeId | None:
        """Return the practice that one which is gone is now part of, as far as the actor sees that one."""
        target = self._store.practices.merged_into(practice_id)
        return target if target is not None and self.by_id([target]) else None

    def changed_at(self) -> str:
        """Return what changes whenever a practice does."""
        return self._store.practices.changed_at()

    def load(self, path: Path) -> LoadReport:
        """Load the curated practices of a file, in place of what it said before.

        Raises:
            PracticeFileError: The file cannot be read, breaks its rules or quotes what no document says;
                nothing was stored.
            LockedError: Another process is changing this home.
        """
        from kb.practice_file import read_practice_file
        from kb.practice_loading import load
        from kb.taxonomy import load_taxonomy

        file = read_practice_file(path, taxonomy=load_taxonomy(), gazetteer=load_gazetteer())
        with locked(self._home, f"practice load {path}"):
            self.catch_up()
            report = load(self._store, file)
            self.catch_up()
            if report.added or report.changed or report.removed:
                self._store.part(AuditStore).append(self.actor, "practice.load", str(path))
        return report

    def _seen(self, filters: PracticeFilters) -> PracticeFilters | None:
        """Return the filters with what the actor sees alone, None where they let nothing through."""
        states = filters.states & self._states if filters.states else self._states
        return replace(filters, states=states) if states else None

    def _shown(self, practices: Sequence[Practice]) -> tuple[Practice, ...]:
        """Return the practices that the actor sees, without relations to those that they do not see."""
        seen = [each for each in practices if each.draft.state in self._states]
        others = [relation.other_id for each in seen for relation in each.relations]
        hidden = self._store.practices.not_in(others, self._states) if others else set()
        if not hidden:
            return tuple(seen)
        return tuple(
            replace(each, relations=tuple(one for one in each.relations if one.other_id not in hidden))
            for each in seen
        )

    def catch_up(self) -> None:
        """Make the candidates anew that documents have changed since; the caller holds the home's lock.

        What belongs to a curator is left as it is, but for where its quotes stand in a changed document.
        """
        from ingest.practices import RULES_VERSION, drafts_of

        practices = self._store.practices
        last_change, rules_version = practices.build()
        now = self._store.last_change()
        stale = practices.stale_documents()
        if (last_change, rules_version) == (now, RULES_VERSION) and not stale:
            return
        keys: set[str] | None = None
        changed: Sequence[DocumentId] | None = None
        told: Sequence[Contribution]
        if rules_version == RULES_VERSION:
            changed = list(dict.fromkeys([*self._store.changed_documents(last_change), *stale.values()]))
            keys, told = self._changed(changed)
        else:
            told = list(self._told_by(self._store.all_document_ids()))
        practices.put_candidates(
            drafts_of(told),
            instead_of=keys,
            last_change=now,
            rules_version=RULES_VERSION,
            anchor=self._anchor(changed),
            changed=changed,
            stale=stale,
        )

    def _anchor(self, changed: Sequence[DocumentId] | None) -> Callable[[Practice], PracticeDraft]:
        """Return what finds the quotes of a practice in changed documents, None: in any, each read once."""
        from ingest.practice_anchors import Passages, anchored

        loaded = {each.practice_id for each in self._store.practices.loaded().values()}
        known: dict[DocumentId, Passages | None] = {}

        def passages(document_id: DocumentId) -> Passages | None:
            if document_id not in known:
                told = self._told(document_id)
                known[document_id] = Passages([told]) if told is not None else None
            return known[document_id]

        def anchor(practice: Practice) -> PracticeDraft:
            quoted = {quote.document_id for quote in _quotes(practice)}
            wanted = sorted(quoted if changed is None else quoted.intersection(changed))
            found = {each: own for each in wanted if (own := passages(each)) is not None}
            return anchored(practice.draft, found, has_whole_passages=practice.id in loaded)

        return anchor

    def _changed(self, changed: Sequence[DocumentId]) -> tuple[set[str], Sequence[Contribution]]:
        """Return the keys of all that may have changed, and what any document tells under them."""
        told = list(self._told_by(changed))
        keys = self._store.practices.keys_in(changed) | {each.key for each in told}
        others = self._store.practices.documents_of(keys).difference(changed)
        told += (each for each in self._told_by(sorted(others)) if each.key in keys)
        return keys, told

    def _told_by(self, document_ids: Iterable[DocumentId]) -> Iterator[Contribution]:
        from ingest.practices import told_by

        gazetteer = load_gazetteer()
        for document_id in document_ids:
            told = self._told(document_id)
            if told is not None:
                try:
                    found = told_by(told, gazetteer)
                except Exception:  # one document must not keep the others from being taken in
                    logger.warning("no practices are read from %s", told.document.source.name, exc_info=True)
                    continue
                yield from found

    def _told(self, document_id: DocumentId) -> Told | None:
        """Return a document with its text and its chunks, None if it was deleted."""
        from ingest.practices import Told

        document = self._store.documents_by_id([document_id]).get(document_id)
        if document is None:
            return None
        return Told(document, self._store.text(document_id), self._store.chunks(document_id))

    def _make_current(self) -> None:
        from ingest.practices import RULES_VERSION

        is_built = self._store.practices.build() == (self._store.last_change(), RULES_VERSION)
        if is_built and not self._store.practices.stale_documents():
            return
        try:
            with locked(self._home, "practice update"):
                self.catch_up()
        except LockedError:
            # whoever holds the lock will bring them up to date
            logger.warning("documents are being taken in: the practices may not be all")
        except DiskFullError as error:
            logger.warning("showing practices without the latest documents: %s", error)


def _quotes(practice: Practice) -> list[Quote]:
    fields = practice.draft.fields.values()
    return [*practice.draft.passages, *(quote for quotes in fields for quote in quotes)]
