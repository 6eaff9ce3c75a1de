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
from ui.review_differences import MAX_WORDS, Run, differing_runs, runs_html
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
    text = reviewing.shell.catalogue.text
    heading = f'<h3 id="{BESIDE_ID}" tabindex="-1">{escape(text("review.beside"))}</h3>'
    other = _other(found, reviewing)
    if other is None:
        return f'{heading}<p class="mb-notice">{escape(text("review.compare_gone"))}</p>'
    title, file, other_text = other
    own = _joined(reviewing.item.chunks)
    left, right = differing_runs(own, other_text)
    is_same = all(run.is_shared for run in (*left, *right))
    cut = ""
    if max(len(own.split()), len(other_text.split())) > MAX_WORDS:
        cut = f" {text('review.compare_cut')}"
    this = reviewing.item
    own_file = this.queued.file_name if this.queued is not None else this.document.source.name
    columns = [
        _column("review.compare_this", (this.document.metadata.title, own_file), left, reviewing),
        _column("review.compare_other", (title, file), right, reviewing),
    ]
    lead = text("review.compare_same" if is_same else "review.compare_lead")
    return (
        f'{heading}<p class="mb-quiet mb-measure">{escape(lead + cut)}</p>'
        f'<div class="mb-beside">{"".join(columns)}</div>'
    )


def _column(key: str, names: tuple[str, str], runs: Sequence[Run], reviewing: Reviewing) -> str:
    """Return one of both texts under its title and its file: copies often have the same title."""
    catalogue = reviewing.shell.catalogue
    name = "<br>".join(escape(one_line(each, max_chars=160)) for each in names)
    # of a text that is all the same nothing would be left but a fold
    html = runs_html(runs, catalogue) if any(not run.is_shared for run in runs) else ""
    return f'<div><h4>{escape(catalogue.text(key))}</h4><p class="mb-quiet">{name}</p>{html}</div>'


def _other(found: Likeness, reviewing: Reviewing) -> tuple[str, str, str] | None:
    """Return title, file and text of the other document; None where it is there no more."""
    base = reviewing.shell.knowledge_base
    try:
        if found.document_id is not None:
            document = base.document(DocumentId(found.document_id))
            return document.metadata.title, document.source.name, _joined(base.chunks(document.id))
        item = base.review.item(found.item_id or ReviewItemId(0))
    except KbError:
        return None
    # copies share one document, each with its own file
    file = item.queued.file_name if item.queued is not None else item.document.source.name
    return item.document.metadata.title, file, _joined(item.chunks)


def _joined(chunks: Sequence[Chunk]) -> str:
    return "\n".join(chunk.text for chunk in chunks)


def _key(found: Likeness) -> str:
    return f"d{found.document_id}" if found.document_id is not None else f"r{found.item_id}"
