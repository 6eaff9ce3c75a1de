"""What was changed in a practice, by whom and when, readable, with a way to undo each change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kb.curation import Change, FieldChange
from kb.i18n import Catalogue
from kb.practices import PracticeField, PracticeId
from kb.text import one_line
from ui.editing import Editing, edit_href, moment
from ui.labels import municipality_name
from ui.markup import escape, items, link
from ui.practice_fields import field_name
from ui.quote_codes import meaning
from ui.review_buttons import act_button
from ui.shell import Shell

HISTORY_ID = "mb-history"
_Json = Any  # values of the history are what JSON has
# What the act says already.
_SILENT = frozenset({"reviewed", "published", "language", "merged_into"})
ACTS = frozenset(
    "take_over create set_title set_text set_kind set_quotes add_quote remove_quote add_passages "
    "remove_passage remove_place merge split relate unrelate submit publish withdraw discard verify "
    "undo".split()
)
"""What can be done to a practice, as the history has it."""
CHANGED = frozenset(
    "kind state title name language places passages relations reviewed published verified note merged "
    "merged_into practice".split()
)
"""The fields of the history that are no field of quotes and no text."""
_MAX_CHARS = 400


def history_html(editing: Editing) -> str:
    """Return the section with all that was changed lately, behind one line."""
    changes = editing.curated.history
    head = f'<h2 id="{HISTORY_ID}" tabindex="-1">{editing.text("edit.history")}</h2>'
    if not changes:
        return f"{head}<p>{editing.text('edit.history_none')}</p>"
    return f"{head}{changes_html(changes, editing.id, editing.shell)}"


def changes_html(changes: Sequence[Change], practice_id: PracticeId, shell: Shell) -> str:
    """Return changes as a list, the newest first."""
    entries = [_change(change, practice_id, shell) for change in changes]
    return f'<ol class="mb-changes">{items(entries)}</ol>'


def change_said(change: Change, practice_id: PracticeId, shell: Shell) -> str:
    """Return who did what to which fields, as HTML of one line."""
    catalogue = shell.catalogue
    said = f"<b>{escape(change.name or change.login)}</b> {escape(_act(change, catalogue))}"
    told = [each.field for each in _own(change, practice_id) if each.field.startswith(("quotes.", "text."))]
    names = [_name(each, shell) for each in told]
    return said + (f" ({escape(', '.join(dict.fromkeys(names)))})" if names else "")


def _change(change: Change, practice_id: PracticeId, shell: Shell) -> str:
    text = shell.catalogue.text
    at = f'<span class="mb-quiet">{escape(moment(change.at, shell.catalogue))}</span>'
    details = "".join(_field(each, shell) for each in _own(change, practice_id) if each.field not in _SILENT)
    if change.undone_by is not None:
        state = f'<span class="mb-quiet">{escape(text("edit.undone"))}</span>'
    elif change.can_be_undone:
        name = text(
            "edit.undo_title", what=_act(change, shell.catalogue), date=moment(change.at, shell.catalogue)
        )
        state = act_button(
            "curating.undo", text("edit.undo"), {"change": change.id}, name=name, then=HISTORY_ID
        )
    else:
        state = f'<span class="mb-quiet">{escape(text("edit.cannot_undo"))}</span>'
    said = change_said(change, practice_id, shell)
    shown = f'<div class="mb-change-fields">{details}</div>' if details else ""
    return f'<div class="mb-change"><p>{said} {at} {state}</p>{shown}</div>'


def _act(change: Change, catalogue: Catalogue) -> str:
    """Return what was done; what a newer version does to a practice is a change like any other."""
    return catalogue.text(f"edit.act_{change.act}" if change.act in ACTS else "edit.act_other")


def _own(change: Change, practice_id: PracticeId) -> list[FieldChange]:
    return [each for each in change.fields if each.practice_id == practice_id]


def _field(change: FieldChange, shell: Shell) -> str:
    """Return what a field was before and is then."""
    text = shell.catalogue.text
    if change.is_erased:
        return f'<p class="mb-quiet">{escape(text("edit.erased"))}</p>'
    name = f"<b>{escape(_name(change.field, shell))}</b>"
    removed, added = _differences(change, shell)
    if not removed and not added:
        return ""
    lines = [f"<li><del>{each}</del></li>" for each in removed] + [
        f"<li><ins>{each}</ins></li>" for each in added
    ]
    return f"<div>{name}<ul>{''.join(lines)}</ul></div>"


def _differences(change: FieldChange, shell: Shell) -> tuple[list[str], list[str]]:
    """Return what went and what came, each as HTML."""
    before, after = _values(change.field, change.before, shell), _values(change.field, change.after, shell)
    return [each for each in before if each not in after], [each for each in after if each not in before]


def _values(name: str, value: _Json, shell: Shell) -> list[str]:
    kind, _, rest = name.partition(".")
    if value is None or value == "" or kind == "practice":
        return []
    if kind in {"quotes", "passages"}:
        return [_quote(each, rest, shell) for each in value]
    if kind == "title":
        return [f"<q>{escape(str(value.get('text', '')))}</q>"]
    if kind == "places":
        base, catalogue = shell.knowledge_base, shell.catalogue
        codes = value.get("municipalities", ())
        return [
            escape(municipality_name(code, catalogue=catalogue, gazetteer=base.gazetteer)) for code in codes
        ]
    if kind == "relations":
        return [f"{_relation(each, shell)}" for each in value]
    if kind == "merged":
        return [_number(each, shell) for each in value]
    if kind in {"kind", "state"}:
        key = f"{'practice_kind' if kind == 'kind' else 'state'}.{value}"
        return [escape(shell.catalogue.text(key))]
    if kind == "verified":
        return [escape(shell.catalogue.text(f"edit.running_{value.get('still_running') or 'unknown'}"))]
    return [escape(one_line(str(value), max_chars=_MAX_CHARS))]


def _quote(quote: Mapping[str, _Json], field: str, shell: Shell) -> str:
    words = escape(one_line(str(quote.get("text", "")), max_chars=_MAX_CHARS))
    code = quote.get("code")
    if not code or not field:
        return f"<q>{words}</q>"
    return f"<q>{words}</q> ({escape(meaning(PracticeField(field), str(code), shell))})"


def _relation(pair: Sequence[_Json], shell: Shell) -> str:
    kind, other = pair[-2], pair[-1]
    return f"{escape(shell.catalogue.text(f'relation.{kind}'))} {_number(other, shell)}"


def _number(practice_id: _Json, shell: Shell) -> str:
    label = shell.catalogue.text("edit.example_number", n=str(practice_id))
    return link(label, edit_href(PracticeId(int(practice_id)), shell))


def _name(name: str, shell: Shell) -> str:
    """Return what a field of the history is called."""
    catalogue = shell.catalogue
    kind, _, rest = name.partition(".")
    if kind == "quotes":
        return field_name(PracticeField(rest), catalogue)
    if kind == "text":
        field, _, language = rest.partition(".")
        called = field_name(PracticeField(field), catalogue)
        return catalogue.text("edit.text_in", field=called, language=catalogue.text(f"language.{language}"))
    return str(catalogue.text(f"edit.field_{kind if kind in CHANGED else 'practice'}"))


def fields_said(changes: Iterable[Change], practice_id: PracticeId, shell: Shell) -> str:
    """Return the names of all fields that changes concern, in one line."""
    names = dict.fromkeys(
        _name(each.field, shell)
        for change in changes
        for each in _own(change, practice_id)
        if each.field not in _SILENT
    )
    return ", ".join(names)
