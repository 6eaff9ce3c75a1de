"""Makes drafts: of a candidate, or of passages that no candidate is made of."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.curation_edits import no_practice
from kb.curation_fields import need_figures
from kb.curation_parts import whole_of
from kb.curation_quotes import whole_passages
from kb.curation_texts import clean_text, known_language, need_nothing_erased
from kb.errors import CurationError
from kb.practice_json_state import with_text
from kb.practices import (
    PracticeDraft,
    PracticeField,
    PracticeId,
    PracticeKind,
    PracticeState,
    TitleOrigin,
)
from kb.records import ChunkId, Language

if TYPE_CHECKING:
    from kb.store import Store
    from kb.store.curating import Curating


def take_over(curating: Curating, practice_id: PracticeId) -> None:
    """Make a candidate a draft.

    Raises:
        PracticeNotFoundError: There is none with this number.
        CurationError: It is none.
    """
    stored = curating.stored(practice_id)
    if stored is None:
        raise no_practice(practice_id)
    if stored.draft.state is not PracticeState.CANDIDATE:
        raise CurationError(f"Practice {practice_id} is taken over already.", key="curate.problem_taken_over")
    draft = replace(stored.draft, state=PracticeState.DRAFT)
    curating.save(stored, replace(stored.snapshot, draft=draft))


def new_draft(store: Store, title: str, language: Language, chunk_ids: Sequence[ChunkId]) -> PracticeDraft:
    """Return a draft with a curator's title, of whole passages.

    Raises:
        CurationError: The title breaks a rule, or a passage is gone.
    """
    written = clean_text(PracticeField.TITLE, title)
    if not written:
        raise CurationError("A practice has a title. Write one.", key="curate.problem_no_title")
    bare = PracticeDraft(
        keys=(f"own-{uuid.uuid4().hex}",),
        kind=PracticeKind.PRACTICE,
        state=PracticeState.DRAFT,
        title=written,
        title_origin=TitleOrigin.CURATOR,
        name=None,
        language=known_language(language),
        municipalities=(),
        countries=(),
        passages=whole_passages(store, chunk_ids),
    )
    draft = with_text(bare, PracticeField.TITLE, language, written)
    need_figures(bare, draft)
    need_nothing_erased(store, draft, written)
    return draft


def create(curating: Curating, draft: PracticeDraft) -> PracticeId:
    """Store a draft that is new."""
    practice_id = curating.insert(draft)
    stored = curating.stored(practice_id)
    if stored is not None:
        curating.note(practice_id, stored.version, [("practice", None, whole_of(curating, stored))])
    return practice_id
