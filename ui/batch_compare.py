"""A document of a batch beside one that says much the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.batches import Batch, ReviewItemId
from kb.errors import DocumentNotFoundError
from kb.records import Chunk, DocumentId, Language
from ui.batch_checks import titled
from ui.markup import escape, lang_attribute, link
from ui.review_differences import differing_runs, runs_html
from ui.search_state import href
from ui.shell import TITLE_ID, Shell


@dataclass(frozen=True, slots=True)
class _Compared:
    """One of two documents."""

    title: str
    text: str
    language: Language  # of its first passage


def compare_html(batch: Batch, shell: Shell) -> str:
    """Return both texts side by side with what differs underlined; "" where the address asks for no two."""
    item_id, other_id, public_id = (_number(shell, name) for name in ("item", "other", "public"))
    if item_id is None or (other_id is None and public_id is None):
        return ""
    own = _own(batch, ReviewItemId(item_id), shell)
    if own is None:
        return ""
    if public_id is not None:
        other = _public(DocumentId(public_id), shell)
    else:
        other = _own(batch, ReviewItemId(other_id or 0), shell)
    text = shell.catalogue.text
    file_id = next(file.id for file in batch.files for item in file.items if item.id == item_id)
    address = href("batch", {"id": [str(batch.id)], "at": [str(file_id)]}, shell.kept)
    back = f"<p>{link(text('batch.compare_back'), address)}</p>"
    head = f'{back}<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("batch.compare_heading"))}</h1>'
    if other is None:
        return f'{head}<div class="mb-notice"><p>{escape(text("batch.compare_gone"))}</p></div>'
    left, right = (runs_html(runs, shell.catalogue) for runs in differing_runs(own.text, other.text))
    return (
        f'{head}<p class="mb-measure">{escape(text("batch.compare_lead"))}</p><div class="mb-two-texts">'
        f"{_side(own, left)}{_side(other, right)}</div>"
    )


def _side(compared: _Compared, html: str) -> str:
    return f"<section{lang_attribute(compared.language)}><h2>{escape(compared.title)}</h2>{html}</section>"


def _number(shell: Shell, name: str) -> int | None:
    asked = next(iter(shell.parameters.get(name, ())), "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else None


def _own(batch: Batch, item_id: ReviewItemId, shell: Shell) -> _Compared | None:
    """Return a document of the batch."""
    title = next((each.title for file in batch.files for each in file.items if each.id == item_id), None)
    chunks = shell.knowledge_base.batches.chunks(batch.id, item_id)
    if title is None or not chunks:
        return None
    return _compared(titled(batch, item_id, title, shell), chunks)


def _public(document_id: DocumentId, shell: Shell) -> _Compared | None:
    base = shell.knowledge_base
    try:
        title = base.document(document_id).metadata.title
    except DocumentNotFoundError:
        return None
    return _compared(title, base.chunks(document_id))


def _compared(title: str, chunks: Sequence[Chunk]) -> _Compared:
    language = chunks[0].language if chunks else Language.UNKNOWN
    return _Compared(title, "\n\n".join(chunk.text for chunk in chunks), language)
