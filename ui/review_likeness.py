"""Documents like the one in review, and both texts side by side."""

from __future__ import annotations

from collections.abc import Sequence

from kb.batches import Likeness, ReviewItemId
from kb.errors import KbError
from kb.records import Chunk, DocumentId
from kb.text import one_line
from ui.markup import escape, link
from ui.queue_view import review_href
from ui.review_buttons import Reviewing
from ui.review_differences import MAX_WORDS, differing_runs, runs_html
from ui.search_state import href

LIKENESS_ID, BESIDE_ID = "mb-likeness", "mb-beside"


def likeness_section(reviewing: Reviewing) -> str:
    """Return the documents like this one; the one that the address asks for with its text beside."""
    text, item = reviewing.shell.catalogue.text, reviewing.item
    heading = f'<h2 id="{LIKENESS_ID}" tabindex="-1">{escape(text("review.likeness"))}</h2>'
    if not item.likeness:
        return f"{heading}<p>{escape(text('review.likeness_none'))}</p>"
    asked = next(iter(reviewing.shell.parameters.get("like", ())), "")
    entries = "".join(_entry(each, reviewing, is_open=_key(each) == asked) for each in item.likeness)
    chosen = next((each for each in item.likeness if _key(each) == asked), None)
    beside = _beside(chosen, reviewing) if chosen is not None else ""
    return f'{heading}<ul class="mb-tags">{entries}</ul>{beside}'


def _entry(found: Likeness, reviewing: Reviewing, *, is_open: bool) -> str:
    shell = reviewing.shell
    text, title = shell.catalogue.text, one_line(found.title, max_chars=160)
    if found.document_id is not None:
        to_other = href("document", {"id": [str(found.document_id)]}, shell.kept)
    else:
        to_other = review_href(found.item_id or ReviewItemId(0), reviewing.view, shell.kept)
    share = text("review.like_share", percent=str(int(found.share * 100)))
    where = text(f"review.like_{found.where}")
    heard = text("review.compare_title", title=title)
    if is_open:
        compare = link(
            text("review.compare_close"), reviewing.address(), attributes=f' data-focus="{LIKENESS_ID}"'
        )
    else:
        compare = link(
            text("review.compare"),
            reviewing.address(extra={"like": _key(found)}),
            attributes=f' data-focus="{BESIDE_ID}" aria-label="{escape(heard)}"',
        )
    return (
        f'<li class="mb-tag"><div class="mb-tag-row">{link(title, to_other)} '
        f'<span class="mb-tag-state">{escape(where)}</span> <span class="mb-tag-state">{escape(share)}</span>'
        f'<span class="mb-tag-buttons">{compare}</span></div></li>'
    )


def _beside(found: Likeness, reviewing: Reviewing) -> str:
    text, catalogue = reviewing.shell.catalogue.text, reviewing.shell.catalogue
    heading = f'<h3 id="{BESIDE_ID}" tabindex="-1">{escape(text("review.beside"))}</h3>'
    other = _text_of(found, reviewing)
    if other is None:
        return f'{heading}<p class="mb-notice">{escape(text("review.compare_gone"))}</p>'
    own = _joined(reviewing.item.chunks)
    left, right = differing_runs(own, other)
    cut = ""
    if max(len(own.split()), len(other.split())) > MAX_WORDS:
        cut = f" {text('review.compare_cut')}"
    columns = [
        _column(
            text("review.compare_this"), reviewing.item.document.metadata.title, runs_html(left, catalogue)
        ),
        _column(text("review.compare_other"), found.title, runs_html(right, catalogue)),
    ]
    return (
        f'{heading}<p class="mb-quiet mb-measure">{escape(text("review.compare_lead") + cut)}</p>'
        f'<div class="mb-beside">{"".join(columns)}</div>'
    )


def _column(label: str, title: str, html: str) -> str:
    name = f'<p class="mb-quiet">{escape(one_line(title, max_chars=160))}</p>'
    return f"<div><h4>{escape(label)}</h4>{name}{html}</div>"


def _text_of(found: Likeness, reviewing: Reviewing) -> str | None:
    base = reviewing.shell.knowledge_base
    try:
        if found.document_id is not None:
            return _joined(base.chunks(DocumentId(found.document_id))) or None
        return _joined(base.review.item(found.item_id or ReviewItemId(0)).chunks)
    except KbError:
        return None


def _joined(chunks: Sequence[Chunk]) -> str:
    return "\n".join(chunk.text for chunk in chunks)


def _key(found: Likeness) -> str:
    return f"d{found.document_id}" if found.document_id is not None else f"r{found.item_id}"
