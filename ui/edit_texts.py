"""The title and the summary of a practice in each language, which curators write, and what they rest on."""

from __future__ import annotations

from kb.curation import MAX_SUMMARY, MAX_TITLE, Change
from kb.practices import PracticeField, PracticeKind
from kb.records import Language
from ui.edit_quotes import field_html
from ui.editing import TITLE_FIELDS, Editing, moment, with_attribute
from ui.markup import escape
from ui.practice_fields import field_name

TEXTS_ID = "mb-texts"
LANGUAGES = (Language.SWEDISH, Language.DANISH, Language.NORWEGIAN, Language.ENGLISH)
_LIMITS = {PracticeField.TITLE: MAX_TITLE, PracticeField.SUMMARY: MAX_SUMMARY}


def texts_html(editing: Editing) -> str:
    """Return the section: Swedish and Danish and what is written open, the others behind a line."""
    open_ones = [each for each in LANGUAGES if each in LANGUAGES[:2] or _is_written(each, editing)]
    closed = [each for each in LANGUAGES if each not in open_ones]
    further = "".join(_language(each, editing) for each in closed)
    if further:
        names = ", ".join(editing.shell.catalogue.text(f"language.{each.value}") for each in closed)
        unfold = editing.text("edit.more_languages", languages=names)
        further = f'<details class="mb-more-languages"><summary>{unfold}</summary>{further}</details>'
    rests = "".join(field_html(field, editing) for field in TITLE_FIELDS)
    return (
        f'<h2 id="{TEXTS_ID}" tabindex="-1">{editing.text("edit.texts")}</h2>'
        f'<p class="mb-quiet mb-measure">{editing.text("edit.texts_lead")}</p>'
        f'<div class="mb-languages-edited">{"".join(_language(each, editing) for each in open_ones)}</div>'
        f"{further}{rests}{_kind(editing)}"
    )


def written(field: PracticeField, language: Language, editing: Editing) -> str:
    """Return what stands in a language now: what a curator has written, or the title as it was found."""
    found = (each.text for each in editing.draft.texts if each.field is field and each.language is language)
    is_main = field is PracticeField.TITLE and language is editing.draft.language
    return next(found, editing.draft.title if is_main else "")


def _is_written(language: Language, editing: Editing) -> bool:
    return any(written(field, language, editing) for field in TITLE_FIELDS)


def _language(language: Language, editing: Editing) -> str:
    name = editing.text(f"language.{language.value}")
    forms = "".join(_form(field, language, editing) for field in TITLE_FIELDS)
    return f'<section class="mb-language"><h3>{name[:1].upper() + name[1:]}</h3>{forms}</section>'


def _form(field: PracticeField, language: Language, editing: Editing) -> str:
    element = f"mb-{field.value}-{language.value}"
    now, limit = written(field, language, editing), _LIMITS[field]
    label = editing.text(
        "edit.text_in",
        field=field_name(field, editing.shell.catalogue),
        language=editing.shell.catalogue.text(f"language.{language.value}"),
    )
    common = f'id="{element}" name="words" maxlength="{limit}" lang="{language.value}"'
    if field is PracticeField.TITLE:
        control = f'<input type="text" {common} value="{escape(now)}" autocomplete="off">'
    else:
        # a line break right after the tag would not count
        control = f'<textarea {common} rows="5">\n{escape(now)}</textarea>'
    asked = editing.asked(field=field.value, language=language.value)
    return (
        f'<form class="mb-edit-form" data-do="curating.set_text" data-then="{element}"'
        f' data-of-text="{field.value}.{language.value}" {with_attribute(asked)}>'
        f'<p><label for="{element}">{label}</label>{control}</p>{_theirs(field, language, element, editing)}'
        f'<p class="mb-save-row"><button type="submit" class="mb-plain-button"'
        f' aria-label="{editing.text("edit.save_title", what=label)}">{editing.text("edit.save")}</button>'
        f'<span class="mb-unsaved">{editing.text("edit.unsaved")}</span></p></form>'
    )


def _theirs(field: PracticeField, language: Language, element: str, editing: Editing) -> str:
    """Return what somebody else has written meanwhile, beside what stands in the field, to choose."""
    change = changed_meanwhile(f"text.{field.value}.{language.value}", editing)
    asked = next(iter(editing.shell.parameters.get("mine", ())), "")
    if change is None or asked != f"{field.value}.{language.value}":
        return ""
    theirs = written(field, language, editing)
    shown = escape(theirs) if theirs else editing.text("edit.theirs_empty")
    who = editing.text("edit.theirs", who=change.name, date=moment(change.at, editing.shell.catalogue))
    return (
        f'<div class="mb-theirs mb-notice" id="{element}-theirs" tabindex="-1"><p><b>{who}</b></p>'
        f'<blockquote lang="{language.value}">{shown}</blockquote><p>{editing.text("edit.choose")}</p>'
        f'<p class="mb-tools"><button type="submit" class="mb-plain-button" data-mine="{element}">'
        f"{editing.text('edit.keep_mine')}</button>"
        f'<button type="button" class="mb-plain-button" data-theirs="{element}">'
        f"{editing.text('edit.take_theirs')}</button></p></div>"
    )


def changed_meanwhile(name: str, editing: Editing) -> Change | None:
    """Return the last change of a field by somebody else."""
    return next(
        (
            change
            for change in editing.curated.history
            if change.login != editing.shell.actor.login
            and any(each.field == name and each.practice_id == editing.id for each in change.fields)
        ),
        None,
    )


def _kind(editing: Editing) -> str:
    options = "".join(
        f'<option value="{each.value}"{" selected" if each is editing.draft.kind else ""}>'
        f"{editing.text(f'practice_kind.{each.value}')}</option>"
        for each in PracticeKind
    )
    return (
        f'<form class="mb-edit-form mb-one-line" data-do="curating.set_kind" data-then="mb-kind"'
        f' {with_attribute(editing.asked())}><p><label for="mb-kind">{editing.text("edit.kind")}</label>'
        f'<select id="mb-kind" name="kind">{options}</select></p>'
        f'<p class="mb-save-row"><button type="submit" class="mb-plain-button">'
        f"{editing.text('edit.save_kind')}</button>"
        f'<span class="mb-unsaved">{editing.text("edit.unsaved")}</span></p></form>'
    )
