"""What of the review queue is shown: read from an address and written to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import parse_qs, urlencode

from kb.batches import BatchId, ReviewItemId, ReviewState
from kb.records import DocumentType, Language
from ui.search_state import Kept, Parameters, href, parse_page

SHOWN_STATES = (ReviewState.WAITING, ReviewState.ACCEPTED, ReviewState.DECLINED)
PAGE_SIZE = 60  # the notes of a conference


class Problem(StrEnum):
    """What a document in the queue deserves a closer look for."""

    LIKENESS = "likeness"
    PERSONAL_DATA = "personal_data"
    ADVERTS = "adverts"
    NO_MUNICIPALITY = "no_municipality"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """The part of the queue that an address asks for."""

    state: ReviewState = ReviewState.WAITING
    batch: BatchId | None = None
    language: Language | None = None
    type: DocumentType | None = None
    problem: Problem | None = None
    page: int = 1  # from 1

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is filtered but the state."""
        return replace(self, page=1, state=ReviewState.WAITING) != QueueView()


def read_view(parameters: Parameters) -> QueueView:
    """Return what an address asks for; what means nothing is left out."""

    def code(name: str, values: Sequence[StrEnum]) -> str | None:
        given = next(iter(parameters.get(name, ())), "")
        return given if given in {value.value for value in values} else None

    state, language = code("state", SHOWN_STATES), code("language", list(Language))
    kind, problem = code("type", list(DocumentType)), code("problem", list(Problem))
    batch = read_number(parameters, "batch")
    return QueueView(
        state=ReviewState(state) if state else ReviewState.WAITING,
        batch=BatchId(batch) if batch is not None else None,
        language=Language(language) if language else None,
        type=DocumentType(kind) if kind else None,
        problem=Problem(problem) if problem else None,
        page=parse_page(next(iter(parameters.get("p", ())), "")) or 1,
    )


def write_view(view: QueueView) -> dict[str, list[str]]:
    """Return the parameters that :func:`read_view` turns into ``view``; what is default is left out."""
    values: Mapping[str, str | None] = {
        "state": view.state.value if view.state is not ReviewState.WAITING else None,
        "batch": str(view.batch) if view.batch is not None else None,
        "language": view.language.value if view.language is not None else None,
        "type": view.type.value if view.type is not None else None,
        "problem": view.problem.value if view.problem is not None else None,
        "p": str(view.page) if view.page > 1 else None,
    }
    return {name: [value] for name, value in values.items() if value is not None}


def view_text(view: QueueView) -> str:
    """Return a view as one text, for an address that leads back to it."""
    return urlencode([(name, value) for name, values in write_view(view).items() for value in values])


def read_view_text(text: str) -> QueueView:
    """Return the view that :func:`view_text` has written."""
    return read_view(parse_qs(text))


def queue_href(view: QueueView, kept: Kept, *, extra: Parameters | None = None) -> str:
    """Return the address of a part of the queue."""
    return href("queue", {**write_view(view), **(extra or {})}, kept)


def review_href(
    item_id: ReviewItemId, view: QueueView, kept: Kept, *, extra: Parameters | None = None
) -> str:
    """Return the address of a document in review, from where the queue goes on as it is viewed."""
    back = view_text(replace(view, page=1))
    parameters = {"id": [str(item_id)], **({"back": [back]} if back else {}), **(extra or {})}
    return href("review", parameters, kept)


def read_number(parameters: Parameters, name: str) -> int | None:
    """Return a number of an address; None where it is none."""
    value = next(iter(parameters.get(name, ())), "")
    # 18 digits are what SQLite's integers hold
    return int(value) if re.fullmatch(r"[1-9]\d{0,17}", value, re.ASCII) else None


def following(ids: Sequence[ReviewItemId], item_id: ReviewItemId) -> ReviewItemId | None:
    """Return what comes after an item: past the end the first again, None where there is no other."""
    others = [each for each in ids if each != item_id]
    if not others:
        return None
    if item_id not in ids:
        return others[0]
    place = ids.index(item_id)
    return others[place] if place < len(others) else others[0]
