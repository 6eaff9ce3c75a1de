"""Lines that cleaning left out of a document in review, to be put back, and those that were."""

from __future__ import annotations

from itertools import groupby

from ingest.boilerplate import FURNITURE
from kb.i18n import Catalogue
from kb.records import DroppedText
from kb.stated_sources import SOURCE_LIST
from kb.text import one_line
from ui.labels import reason_label
from ui.markup import escape
from ui.review_buttons import Reviewing, act_button

DROPPED_ID = "mb-dropped"
_SHOWN_AT_ONCE = 20  # of one reason; the others open below


def dropped_section(reviewing: Reviewing) -> str:
    """Return what was left out, by why, and what was put back."""
    text, item = reviewing.shell.catalogue.text, reviewing.item
    heading = f'<h2 id="{DROPPED_ID}" tabindex="-1">{escape(text("review.dropped"))}</h2>'
    parts = [heading, _restored(reviewing)]
    if not item.dropped:
        return "".join([*parts, f"<p>{escape(text('review.dropped_none'))}</p>"])
    parts.append(f'<p class="mb-quiet mb-measure">{escape(text("review.dropped_lead"))}</p>')
    # numbered as they stand in the document, which the server counts by
    numbered = sorted(enumerate(item.dropped), key=lambda pair: (pair[1].reason, pair[0]))
    lists = [
        _of_reason(reason, list(pieces), reviewing)
        for reason, pieces in groupby(numbered, key=lambda pair: pair[1].reason)
    ]
    chosen = act_button(
        "reviews.restore",
        text("review.restore_chosen"),
        reviewing.asked(),
        fields="mb-pieces",
        then=DROPPED_ID,
    )
    can_choose = any(can_restore(piece) for piece in item.dropped)
    parts.append(f'<div id="mb-pieces">{"".join(lists)}</div>')
    return "".join(parts) + (f"<p>{chosen}</p>" if can_choose else "")


def can_restore(piece: DroppedText) -> bool:
    """Return whether a piece is made of lines of the document, and not of the frame around it."""
    return piece.reason not in FURNITURE


def _restored(reviewing: Reviewing) -> str:
    if not reviewing.item.n_restored:
        return ""
    text = reviewing.shell.catalogue.text
    said = escape(text("review.restored_now", count=reviewing.item.n_restored))
    again = act_button("reviews.drop_again", text("review.drop_again"), reviewing.asked(), then=DROPPED_ID)
    return f'<div class="mb-notice"><p>{said} {again}</p></div>'


def _of_reason(reason: str, pieces: list[tuple[int, DroppedText]], reviewing: Reviewing) -> str:
    text, catalogue = reviewing.shell.catalogue.text, reviewing.shell.catalogue
    name = reason_label(reason, catalogue)
    name = name[:1].upper() + name[1:]
    rows = [_piece(number, piece, reviewing) for number, piece in pieces]
    restorable = [number for number, piece in pieces if can_restore(piece)]
    button, note = "", ""
    if len(restorable) > 1:
        button = act_button(
            "reviews.restore",
            text("review.restore_kind"),
            reviewing.asked(pieces=[str(number) for number in restorable]),
            name=f"{text('review.restore_kind')}: {name}",
            then=DROPPED_ID,
        )
    elif not restorable:
        note = f'<p class="mb-quiet">{escape(text("review.not_a_line"))}</p>'
    if reason == SOURCE_LIST:
        note = f'<p class="mb-quiet">{escape(text("review.sources_shown"))}</p>'
    heading = escape(text("review.jump", name=name, n=len(pieces)))
    shown = f'<ul class="mb-pieces">{"".join(rows[:_SHOWN_AT_ONCE])}</ul>'
    if rows[_SHOWN_AT_ONCE:]:
        more = escape(text("review.more_lines", count=len(rows) - _SHOWN_AT_ONCE))
        shown += (
            f'<details class="mb-review"><summary>{more}</summary>'
            f'<ul class="mb-pieces">{"".join(rows[_SHOWN_AT_ONCE:])}</ul></details>'
        )
    return f'<div class="mb-kind"><h3>{heading}</h3>{button}</div>{note}{shown}'


def _piece(number: int, piece: DroppedText, reviewing: Reviewing) -> str:
    catalogue = reviewing.shell.catalogue
    text = catalogue.text
    words = one_line(piece.text, max_chars=80)
    where = _where(piece, catalogue)
    place = f'<span class="mb-quiet">{escape(where)}</span>' if where else ""
    shown = f"<div><p>{escape(piece.text.strip())}</p>{place}</div>"
    if not can_restore(piece):
        return f"<li><span></span>{shown}</li>"
    said = escape(text("review.choose_line", text=words))
    box = (
        f'<label class="mb-box"><input type="checkbox" class="mb-choose" name="pieces" data-list=""'
        f' value="{number}"><span class="mb-sr">{said}</span></label>'
    )
    button = act_button(
        "reviews.restore",
        text("review.restore"),
        reviewing.asked(pieces=[str(number)]),
        name=f"{text('review.restore')}: {words}",
        then=DROPPED_ID,
    )
    return f"<li>{box}{shown}{button}</li>"


def _where(piece: DroppedText, catalogue: Catalogue) -> str:
    if piece.lines is None:
        return ""
    first, last = piece.lines
    if first == last:
        return catalogue.text("document.dropped_line", first=str(first))
    return catalogue.text("document.dropped_lines", first=str(first), last=str(last))
