"""The addresses of the work lists: which list, what it is narrowed to, and what is to be merged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from kb.curation import WorkKind
from kb.practices import PracticeId
from ui.search_state import Kept, Parameters, href, parse_page, write_kept

PAGE_SIZE = 30
MAX_MERGED = 6
_NUMBER = re.compile(r"p?([1-9]\d{0,17})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkView:
    """The part of a work list that an address asks for."""

    kind: WorkKind = WorkKind.CANDIDATES
    place: str = ""  # the code of a municipality
    words: str = ""  # of the title
    page: int = 1  # from 1

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the list is chosen."""
        return bool(self.place or self.words)


def read_view(parameters: Parameters) -> WorkView:
    """Return what an address asks for; what means nothing is left out."""

    def first(name: str) -> str:
        return next(iter(parameters.get(name, ())), "").strip()

    kind = first("list")
    return WorkView(
        kind=WorkKind(kind) if kind in {each.value for each in WorkKind} else WorkKind.CANDIDATES,
        place=first("place") if re.fullmatch(r"[A-Z]{2}\d{1,6}", first("place"), re.ASCII) else "",
        words=first("q")[:200],
        page=parse_page(first("p")) or 1,
    )


def work_href(view: WorkView, kept: Kept) -> str:
    """Return the address of a part of a work list."""
    values = {
        "list": view.kind.value if view.kind is not WorkKind.CANDIDATES else "",
        "place": view.place,
        "q": view.words,
        "p": str(view.page) if view.page > 1 else "",
    }
    return href("curate", {name: [value] for name, value in values.items() if value}, kept)


def list_href(kind: WorkKind, view: WorkView, kept: Kept) -> str:
    """Return the address of a whole list, narrowed as it is now."""
    return work_href(replace(view, kind=kind, page=1), kept)


def merge_href(ids: Sequence[PracticeId], kept: Kept, *, target: PracticeId | None = None) -> str:
    """Return the address where practices stand side by side before they are merged."""
    parameters = {"merge": [f"p{each}" for each in ids]}
    if target is not None:
        parameters["target"] = [f"p{target}"]
    return href("curate", parameters, kept)


def read_merge(parameters: Parameters) -> tuple[PracticeId, ...]:
    """Return the practices that are to be merged, each once."""
    found = [match for value in parameters.get("merge", ()) if (match := _NUMBER.fullmatch(value))]
    return tuple(dict.fromkeys(PracticeId(int(match[1])) for match in found))[:MAX_MERGED]


def read_practice(parameters: Parameters, name: str = "id") -> PracticeId | None:
    """Return the practice that an address names, as "p12"; None where it names none."""
    match = _NUMBER.fullmatch(next(iter(parameters.get(name, ())), ""))
    return PracticeId(int(match[1])) if match else None


def kept_text(kept: Kept) -> str:
    """Return what the reader keeps, for an action that says where to go then."""
    return urlencode([(name, value) for name, values in write_kept(kept).items() for value in values])
