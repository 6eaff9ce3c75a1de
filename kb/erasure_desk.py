"""The desk where words are taken out of documents for good."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.errors import KbError, LockedError
from kb.home import locked
from kb.permissions import guarded
from kb.records import ChunkId, DocumentId
from kb.store.audit import AuditStore
from kb.store.erased import Erasure

if TYPE_CHECKING:
    from kb.erasing import Erased
    from kb.erasure_plan import ErasurePlan
    from kb.index_keeper import IndexKeeper, StepProgress
    from kb.practice_desk import PracticeDesk
    from kb.review_home import ReviewHome
    from kb.store import Store

logger = logging.getLogger(__name__)


@guarded
class ErasureDesk:
    """What is and was erased in one home. Safe to share by threads."""

    def __init__(self, store: Store, index: IndexKeeper, practices: PracticeDesk, review: ReviewHome) -> None:
        """Take what documents are kept and made into; the desk acts for whom the practices act for."""
        self.actor = practices.actor
        self._store = store
        self._index = index
        self._practices = practices
        self._review = review

    def plan(
        self,
        document_id: DocumentId,
        texts: Sequence[str],
        *,
        chunk_ids: Sequence[ChunkId] = (),
        everywhere: bool = False,
    ) -> ErasurePlan:
        """Return what erasing words or whole passages would do; ``kb.erasure_plan`` says what is raised."""
        from kb.erasure_plan import plan_erasure

        return plan_erasure(self._store, document_id, texts, chunk_ids=chunk_ids, everywhere=everywhere)

    def erase(
        self,
        plan: ErasurePlan,
        *,
        reason: str | None = None,
        by: str | None = None,
        progress: StepProgress | None = None,
    ) -> Erased:
        """Take words out of documents for good, and out of all that is taken in later; there is no way back.

        Raises:
            LockedError: Another process is changing this home.
            KbError: See ``kb.erasing.erase``.
        """
        from kb.erasing import erase

        settings = self._index.settings
        # without the words: what holds the lock is told to whoever comes second
        with locked(settings.home, f"document erase {plan.targets[0].document.id}"):
            self._index.backend_to_change()
            done = erase(
                self._store,
                settings,
                self._index,
                plan,
                reason=reason,
                by=by,
                catch_up=self._catch_up,
                progress=progress,
            )
            subject = " ".join(f"document {each.document.id}" for each in plan.targets)
            self._store.part(AuditStore).append(self.actor, "document.erase", subject)
        return done

    def finish(self) -> None:
        """Remove what a process that was ended has left of erased words; a warning says if that fails."""
        if self._store.erasures_are_done():
            return
        from kb.erasing import finish

        settings = self._index.settings
        try:
            with locked(settings.home, "document erase"):
                finish(self._store, settings, self._index, self._catch_up, None)
        except LockedError:
            logger.info("another process is changing the home; what is left of erased words goes later")
        except KbError as error:
            logger.warning("erased words are not removed from all files yet: %s", error)

    def _catch_up(self) -> None:
        """Make anew what else holds words of the documents: practices, and what waits for review."""
        from kb.batch_erasing import erase_in_review

        self._practices.catch_up()
        erase_in_review(self._store, self._review)

    def log(self) -> list[Erasure]:
        """Return what was erased when and by whom, without the words, the oldest first."""
        return self._store.erasures()
