"""The passages of a practice, shown whole, and the form in which their words are quoted."""

from __future__ import annotations

from collections.abc import Sequence

from kb.curation import quote_key
from kb.practices import Quote
from kb.text import one_line
from ui.edit_more_passages import more_html
from ui.editing import WORDS_ID, Editing, with_attribute
from ui.entry_markup import quote_html
from ui.markup import escape
from ui.practice_fields import field_name
from ui.quote_codes import NUMBERED, choices_html
from ui.review_buttons import act_button

PASSAGES_ID = "mb-passages"


def passages_html(editing: Editing) -> str:
    """Return the passages with the form beside them, and the way to add others."""
    passages = editing.draft.passages
    shown = "".join(_passage(number, quote, editing) for number, quote in enumerate(passages, start=1))
    there = [(number, quote) for number, quote in enumerate(passages, start=1) if not quote.is_lost]
    form = _form(there, editing) if there and editing.can_change else ""
    lead = editing.text("edit.passages_lead" if editing.can_change else "edit.passages_lead_candidate")
    none = "" if passages else f"<p>{editing.text('edit.passages_none')}</p>"
    more = more_html(editing) if editing.can_change else ""
    return (
        f'<h2 id="{PASSAGES_ID}" tabindex="-1">{editing.text("edit.passages")}</h2>'
        f'<p class="mb-quiet mb-measure">{lead}</p>'
        f'<div class="mb-quoting"><div>{shown}{none}{more}</div>{form}</div>'
    )


def _passage(number: int, quote: Quote, editing: Editing) -> str:
    text = editing.shell.catalogue.text
    remove = ""
    if editing.can_change:
        remove = act_button(
            "curating.remove_passage",
            text("edit.remove_passage"),
            editing.asked(key=quote_key(quote)),
            name=text("edit.remove_passage_title", n=number),
            then=PASSAGES_ID,
        )
    lost = " mb-lost" if quote.is_lost else ""
    return (
        f'<section class="mb-passage-edited{lost}" data-passage="{quote.chunk_id}">'
        f"<h3>{editing.text('edit.passage', n=number)}</h3>"
        f'{quote_html(quote, editing.entry, editing.shell)}<p class="mb-tools">{remove}</p></section>'
    )


def _form(passages: Sequence[tuple[int, Quote]], editing: Editing) -> str:
    """Return the form: words that are marked in a passage or pasted, and what they are quoted for."""
    listed = "".join(
        f'<option value="{quote.chunk_id}">{editing.text("edit.passage", n=number)}: '
        f"{escape(one_line(quote.text, max_chars=50))}</option>"
        for number, quote in passages
    )
    names = ", ".join(field_name(field, editing.shell.catalogue).lower() for field in NUMBERED)
    return (
        f'<form class="mb-edit-form mb-quote-form" id="mb-quote" data-do="curating.add_quote"'
        f' data-then="{WORDS_ID}" {with_attribute(editing.asked())}>'
        f"<h3>{editing.text('edit.quote')}</h3>"
        f'<p><label for="{WORDS_ID}">{editing.text("edit.words")}</label>'
        f'<textarea id="{WORDS_ID}" name="words" rows="4" maxlength="20000"'
        f' aria-describedby="mb-quote-help"></textarea>'
        f'<span id="mb-quote-help" class="mb-field-help">{editing.text("edit.words_help")}</span></p>'
        f'<p><label for="mb-quote-passage">{editing.text("edit.from_passage")}</label>'
        f'<select id="mb-quote-passage" name="passage" data-keep>{listed}</select></p>'
        f'<p><label for="mb-quote-what">{editing.text("edit.what")}</label>'
        f'<select id="mb-quote-what" name="what" data-keep>'
        f'<option value="">{editing.text("edit.choose_field")}</option>'
        f"{choices_html(editing.shell)}</select></p>"
        f'<p><label for="mb-quote-amount">{editing.text("edit.amount")}</label>'
        f'<input type="text" id="mb-quote-amount" name="amount" maxlength="60" autocomplete="off"'
        f' aria-describedby="mb-amount-help">'
        f'<span id="mb-amount-help" class="mb-field-help">'
        f"{editing.text('edit.amount_help', fields=names)}</span></p>"
        f'<p><button type="submit" class="mb-main-button">{editing.text("edit.quote_button")}</button></p>'
        f"</form>"
    )
