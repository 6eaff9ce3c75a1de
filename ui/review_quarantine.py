"""Files that could not be read, for whoever reviews: why, and what to do."""

from __future__ import annotations

import re

from kb.accounts import OPERATOR
from kb.batches import QuarantinedFile
from ui.markup import escape
from ui.shell import Shell

QUARANTINE_ID = "mb-quarantine"
_SHOWN_AT_ONCE = 20
# What the reasons of kb.errors.FileError say, in English, and what helps then.
_ADVICE = (
    (r"password|\bDRM\b", "queue.advice_encrypted"),
    (r"no text|no words|without text|can be recognised", "queue.advice_no_text"),
    (r"too large|limit is|more than", "queue.advice_too_large"),
    (r"download it again|downloaded completely|saved completely|damaged|broken", "queue.advice_damaged"),
    (r"not text|binary data|not read yet|film, sound|archive|save it as", "queue.advice_type"),
)


def quarantine_section(shell: Shell) -> str:
    """Return the files in quarantine, the newest first."""
    text = shell.catalogue.text
    files = shell.knowledge_base.batches.quarantine()
    name = text("queue.quarantine")
    title = text("queue.counted", name=name, n=len(files)) if files else name
    heading = f'<h2 id="{QUARANTINE_ID}" tabindex="-1">{escape(title)}</h2>'
    if not files:
        return f"{heading}<p>{escape(text('queue.quarantine_empty'))}</p>"
    rows = [_row(each, shell) for each in files]
    lead = f'<p class="mb-quiet mb-measure">{escape(text("queue.quarantine_lead"))}</p>'
    shown = f'<ul class="mb-dropped">{"".join(rows[:_SHOWN_AT_ONCE])}</ul>'
    if rows[_SHOWN_AT_ONCE:]:
        more = escape(text("queue.more_files", count=len(rows) - _SHOWN_AT_ONCE))
        shown += (
            f'<details class="mb-review"><summary>{more}</summary>'
            f'<ul class="mb-dropped">{"".join(rows[_SHOWN_AT_ONCE:])}</ul></details>'
        )
    return f"{heading}{lead}{shown}"


def _row(each: QuarantinedFile, shell: Shell) -> str:
    text, reason = shell.catalogue.text, each.file.reason or ""
    # of the account only the name is kept here
    owner = text("review.operator") if each.owner_name == OPERATOR.name else each.owner_name
    where = text("queue.quarantine_from", title=each.batch_title, who=owner)
    return (
        f"<li><p><b>{escape(each.file.name)}</b></p><p>{escape(text(advice(reason)))}</p>"
        f'<p class="mb-quiet">{escape(where)}</p>'
        f'<details class="mb-review"><summary>{escape(text("error.technical"))}'
        f'<span class="mb-sr">: {escape(each.file.name)}</span></summary>'
        f'<p lang="en">{escape(reason)}</p></details></li>'
    )


def advice(reason: str) -> str:
    """Return the key of what to do about a file that could not be read for a reason."""
    found = (key for pattern, key in _ADVICE if re.search(pattern, reason, re.IGNORECASE))
    return next(found, "queue.advice_other")
