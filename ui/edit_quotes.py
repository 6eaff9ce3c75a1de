"""The fields of a practice: each a list of quotes, with what rules suggest and what can be taken out."""

from __future__ import annotations

from kb.curation import quote_key
from kb.practices import PracticeField, Quote
from kb.text import one_line
from ui.edit_places import places_html
from ui.editing import TITLE_FIELDS, Editing, field_id
from ui.entry_markup import quote_html
from ui.markup import escape, items
from ui.practice_fields import field_name
from ui.quote_codes import ALL_FIELDS, meaning
from ui.review_buttons import act_button

FIELDS_ID = "mb-fields"


def fields_html(editing: Editing) -> str:
    """Return all fields: those with quotes or suggestions in full, of the others the names."""
    fields = [field for field in ALL_FIELDS if field not in TITLE_FIELDS]
    told = [field for field in fields if _quotes(field, editing) or editing.suggestions.get(field)]
    empty = [field for field in fields if field not in told]
    parts = [
        f'<h2 id="{FIELDS_ID}" tabindex="-1">{editing.text("edit.fields")}</h2>',
        f'<p class="mb-quiet mb-measure">{editing.text("edit.fields_lead")}</p>',
        *(field_html(field, editing) for field in told),
    ]
    if empty:
        label = editing.text("edit.empty_fields")
        buttons = items(_add_button(field, editing) for field in empty)
        parts.append(
            f'<div role="group" aria-label="{label}"><p class="mb-quiet">{label}</p>'
            f'<ul class="mb-tools mb-bare">{buttons}</ul></div>'
        )
    return "".join(parts) + places_html(editing)


def field_html(field: PracticeField, editing: Editing) -> str:
    """Return a field with its quotes, what rules suggest for it, and the way to add a quote."""
    name = escape(field_name(field, editing.shell.catalogue))
    if field in TITLE_FIELDS:
        name = editing.text(f"edit.rests_{field.value}")
    quotes = "".join(_quote(quote, field, editing) for quote in _quotes(field, editing))
    none = "" if quotes else f'<p class="mb-quiet">{editing.text("edit.no_quotes")}</p>'
    return (
        f'<section class="mb-field mb-edited"><h3 id="{field_id(field)}" tabindex="-1">{name}</h3>'
        f"{quotes}{none}{_suggested(field, editing)}"
        f"<p>{_add_button(field, editing, is_short=True)}</p></section>"
    )


def _quotes(field: PracticeField, editing: Editing) -> tuple[Quote, ...]:
    return editing.draft.fields.get(field, ())


def _quote(quote: Quote, field: PracticeField, editing: Editing) -> str:
    words = one_line(quote.text, max_chars=60)
    text = editing.shell.catalogue.text
    button = act_button(
        "curating.remove_quote",
        text("edit.remove"),
        editing.asked(field=field.value, key=quote_key(quote)),
        name=text("edit.remove_title", words=words, field=field_name(field, editing.shell.catalogue)),
        then=field_id(field),
    )
    lost = ' class="mb-edit-quote mb-lost"' if quote.is_lost else ' class="mb-edit-quote"'
    shown = quote_html(quote, editing.entry, editing.shell)
    return f"<div{lost}>{_meant(quote, field, editing)}{shown}{button}</div>"


def _meant(quote: Quote, field: PracticeField, editing: Editing) -> str:
    if quote.code is None:
        return ""
    return f'<p class="mb-meant">{escape(meaning(field, quote.code, editing.shell))}</p>'


def _suggested(field: PracticeField, editing: Editing) -> str:
    """Return what the rules quote for this field and it has not, to be taken in."""
    suggested = editing.suggestions.get(field, ())
    if not suggested:
        return ""
    text = editing.shell.catalogue.text
    name = field_name(field, editing.shell.catalogue)
    every = ""
    if len(suggested) > 1:
        every = act_button(
            "curating.take_suggested",
            text("edit.take_all"),
            editing.asked(field=field.value),
            name=text("edit.take_all_title", field=name),
            then=field_id(field),
        )
    listed = "".join(_suggestion(quote, field, editing) for quote in suggested)
    unfold = editing.text("edit.n_suggested", count=len(suggested))
    return f'<details class="mb-from-rules" open><summary>{unfold}</summary>{every}{listed}</details>'


def _suggestion(quote: Quote, field: PracticeField, editing: Editing) -> str:
    text = editing.shell.catalogue.text
    button = act_button(
        "curating.take_suggested",
        text("edit.take"),
        editing.asked(field=field.value, key=quote_key(quote)),
        name=text(
            "edit.take_title",
            words=one_line(quote.text, max_chars=60),
            field=field_name(field, editing.shell.catalogue),
        ),
        then=field_id(field),
    )
    return (
        f'<div class="mb-edit-quote">{_meant(quote, field, editing)}'
        f"{quote_html(quote, editing.entry, editing.shell)}{button}</div>"
    )


def _add_button(field: PracticeField, editing: Editing, *, is_short: bool = False) -> str:
    """Return the button that chooses this field in the form for quotes; curate.js does it."""
    name = field_name(field, editing.shell.catalogue)
    heard = editing.text("edit.quote_for", field=name)
    label = editing.text("edit.add_quote") if is_short else escape(name)
    said = f' aria-label="{label}: {escape(name)}"' if is_short else f' aria-label="{heard}"'
    return f'<button type="button" class="mb-plain-button" data-what="{field.value}"{said}>{label}</button>'
