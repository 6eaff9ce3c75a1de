"""The municipalities of a practice that no quote names, which can be taken out."""

from __future__ import annotations

from kb.practices import PracticeField
from ui.editing import Editing, field_id
from ui.labels import municipality_name
from ui.markup import escape, items
from ui.review_buttons import act_button


def places_html(editing: Editing) -> str:
    """Return the municipalities that only a heading or a document says; "" where there are none."""
    quoted = {quote.code for quote in editing.draft.fields.get(PracticeField.MUNICIPALITIES, ())}
    alone = [code for code in editing.draft.municipalities if code not in quoted]
    if not alone:
        return ""
    listed = items(_place(code, editing) for code in alone)
    return (
        f'<section class="mb-field"><h3 id="mb-places" tabindex="-1">{editing.text("edit.places")}</h3>'
        f'<p class="mb-quiet">{editing.text("edit.places_lead")}</p>'
        f'<ul class="mb-bare">{listed}</ul></section>'
    )


def _place(code: str, editing: Editing) -> str:
    base, catalogue = editing.shell.knowledge_base, editing.shell.catalogue
    name = municipality_name(code, catalogue=catalogue, gazetteer=base.gazetteer)
    button = act_button(
        "curating.remove_place",
        catalogue.text("edit.remove"),
        editing.asked(code=code),
        name=catalogue.text("edit.remove_place_title", name=name),
        then=field_id(PracticeField.MUNICIPALITIES),
    )
    return f"{escape(name)} {button}"
