"""The form with which whoever reviews a document corrects what is stated of it."""

from __future__ import annotations

import json

from kb.batches import ReviewState
from ui.batch_facts import FILE_FACTS, fact_fields, facts_read
from ui.markup import escape
from ui.review_buttons import Reviewing
from ui.review_facts import FACTS_ID

FORM_ID = "mb-correct"


def correct_section(reviewing: Reviewing) -> str:
    """Return the form, folded, with what is stated now; nothing of a document that does not wait."""
    item, shell = reviewing.item, reviewing.shell
    text = shell.catalogue.text
    if item.queued is None or item.state is not ReviewState.WAITING:
        return ""
    if not item.takes_facts:
        return f'<p class="mb-quiet mb-measure">{escape(text("review.set_facts_of_part"))}</p>'
    fields = fact_fields(
        FILE_FACTS,
        item.facts_of_file,
        shell,
        form_id=FORM_ID,
        for_all=item.facts_of_batch,
        as_read=facts_read(item.document),
    )
    return (
        f'<details class="mb-review"><summary>{escape(text("review.set_facts"))}</summary>'
        f'<form id="{FORM_ID}" class="mb-form mb-wide" data-do="reviews.set_facts" data-then="{FACTS_ID}"'
        f' data-with="{escape(json.dumps(reviewing.asked()))}">'
        f'<p class="mb-quiet">{escape(text("review.set_facts_lead"))}</p>{fields}'
        f'<p><button type="submit" class="mb-plain-button">{escape(text("batch.keep"))}</button></p>'
        "</form></details>"
    )
