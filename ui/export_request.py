"""Reads what an address wants exported: named entries, a collection, or exactly the hits of a search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.collections import ItemState
from kb.entries import EntryKind, EntryRef, parse_ref, title_in
from kb.exports.formats import MAX_ROWS
from kb.exports.rows import ExportFrame, ExportRow, make_rows
from kb.i18n import Catalogue
from kb.knowledge_base import KnowledgeBase
from kb.records import Hit
from kb.text import one_line
from ui.examples import find_examples, with_known
from ui.search_feed import in_words
from ui.search_hits import find_all, find_page
from ui.search_state import Kept, KnownCodes, Parameters, SearchState, Sort, href, read_search, search_href

_PAGE = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_TITLE_CHARS = 120


class ExportRefusedError(Exception):
    """An address that asks for nothing that can be exported; ``str()`` is the reason, for its reader."""

    def __init__(self, message: str, *, status: int) -> None:
        """Take the reason in the reader's language, and the status of the answer."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What every way to export needs to know."""

    base: KnowledgeBase
    catalogue: Catalogue
    known: KnownCodes
    kept: Kept
    parameters: Parameters
    base_url: str | None  # of the app, without a slash at the end; None where no link to it would last
    today: str  # ISO 8601 date


def read_export(request: ExportRequest) -> tuple[tuple[ExportRow, ...], ExportFrame]:
    """Return the rows that an address asks for, at least one, and their frame.

    Raises:
        ExportRefusedError: There is nothing such, or the address is wrong: then less or more than was
            meant would be worse than nothing.
        KbError: The search failed.
    """
    if request.parameters.get("ref"):
        return _named(request)
    if request.parameters.get("collection"):
        return _collected(request)
    return _found(request)


def _named(request: ExportRequest) -> tuple[tuple[ExportRow, ...], ExportFrame]:
    given = list(dict.fromkeys(request.parameters["ref"]))
    refs = [ref for text in given if (ref := parse_ref(text)) is not None]
    if len(refs) < len(given):
        bad = (f"ref={one_line(text, max_chars=40)}" for text in given if parse_ref(text) is None)
        raise _refused(request, "export.error_ignored", values=", ".join(list(bad)[:10]))
    if len(refs) > MAX_ROWS:
        raise _refused(request, "export.error_too_many", n=MAX_ROWS)
    entries = request.base.entries.find(refs)
    gone = [str(ref) for ref in refs if ref not in entries]
    if gone:
        raise _refused(request, "export.error_refs", status=404, refs=", ".join(gone[:10]))
    rows = make_rows(entries.values(), base_url=request.base_url)
    if len(rows) == 1:
        title, _ = title_in(rows[0].entry, request.catalogue.ui_language)
    else:
        title = request.catalogue.text("export.title")
    return rows, _frame(request, title=title)


def _collected(request: ExportRequest) -> tuple[tuple[ExportRow, ...], ExportFrame]:
    opened = request.base.collections.open(request.parameters["collection"][0])
    # a key that changes the collection belongs into no address
    if opened is None or opened.collection.is_deleted or opened.edit_key is not None:
        raise _refused(request, "export.error_collection", status=404)
    collection = opened.collection
    saved = [
        (each.entry, each.item)
        for each in request.base.collections.entries_in(collection)
        if each.entry is not None and each.state is ItemState.THERE
    ]
    if not saved:
        raise _refused(request, "export.error_collection", status=404)
    rows = make_rows(
        [entry for entry, _ in saved],
        base_url=request.base_url,
        slots_and_notes=[(item.slot, item.note) for _, item in saved],
    )
    # the address that only reads: whoever gets the file may not change the collection
    address = href("collection", {"share": [opened.share_key]}, Kept())
    title = collection.title or request.catalogue.text("export.title")
    frame = _frame(request, title=title, note=collection.note, address=address)
    return rows, replace(frame, with_notes="1" in request.parameters.get("notes", ()))


def _found(request: ExportRequest) -> tuple[tuple[ExportRow, ...], ExportFrame]:
    asked, ignored = read_search(request.parameters, request.known)
    if ignored:
        raise _refused(request, "export.error_ignored", values=", ".join(ignored[:10]))
    state = with_known(asked, find_examples(request.base, asked))
    if state.is_start:
        raise _refused(request, "export.error_nothing")
    hits = _hits(request, state)
    if not hits:
        raise _refused(request, "export.error_none", status=404)
    refs = [EntryRef(kind=EntryKind.PASSAGE, number=hit.chunk.id) for hit in hits]
    entries = request.base.entries.find(refs)
    rows = make_rows(entries.values(), base_url=request.base_url, first_rank=hits[0].rank)
    words = in_words(state, request.base, request.catalogue)
    title = request.catalogue.text("export.title_search", search=words)
    # the reader's municipality is told only where the order depends on it: files are passed on
    kept = Kept(home=request.kept.home if state.sort is Sort.LIKENESS else None)
    return rows, _frame(request, title=title, address=search_href(state, kept))


def _hits(request: ExportRequest, state: SearchState) -> Sequence[Hit]:
    page = next(iter(request.parameters.get("page", ())), "")
    if not page:
        return find_all(request.base, state, home=request.kept.home)
    if not _PAGE.fullmatch(page):
        raise _refused(request, "export.error_ignored", values=f"page={one_line(page, max_chars=40)}")
    found = find_page(request.base, replace(state, page=int(page)), home=request.kept.home)
    if found.page != int(page):
        raise _refused(request, "export.error_page", status=404)
    return found.hits


def _frame(request: ExportRequest, *, title: str, note: str = "", address: str = "") -> ExportFrame:
    return ExportFrame(
        catalogue=request.catalogue,
        gazetteer=request.base.gazetteer,
        taxonomy=request.base.taxonomy,
        title=one_line(title, max_chars=_TITLE_CHARS),
        note=note,
        exported_at=request.today,
        permalink=f"{request.base_url}/{address.removeprefix('./')}"
        if address and request.base_url
        else None,
    )


def _refused(
    request: ExportRequest, key: str, *, status: int = 400, **values: str | int
) -> ExportRefusedError:
    return ExportRefusedError(request.catalogue.text(key, **values), status=status)
