"""What a practice has to do with others: likely the same, merged into it, and related to it."""

from __future__ import annotations

from kb.curation import MergedPart
from kb.entries import Entry, title_in
from kb.practices import PracticeId, PracticeRelation, PracticeState, RelationKind
from kb.text import one_line
from ui.curate_addresses import merge_href
from ui.editing import Editing, edit_href, moment, with_attribute
from ui.entry_markup import facts_html
from ui.markup import escape, items, lang_attribute, link
from ui.practice_finding import by_title, likely_same
from ui.review_buttons import act_button

OTHERS_ID = "mb-others"
MERGED_ID = "mb-merged"
RELATIONS_ID = "mb-edit-relations"


def others_html(editing: Editing) -> str:
    """Return the section."""
    own = {editing.id}
    asked = next(iter(editing.shell.parameters.get("find", ())), "").strip()
    alike = likely_same(editing.entry, editing.shell, but=own)
    found = by_title(asked, editing.shell, but=own) if asked else ()
    return (
        f'<h2 id="{OTHERS_ID}" tabindex="-1">{editing.text("edit.others")}</h2>'
        f"{_alike(alike, editing)}{_search(asked, found, editing)}{_merged(editing)}"
        f"{_relations([*found, *alike], editing)}"
    )


def _alike(alike: tuple[Entry, ...], editing: Editing) -> str:
    head = f"<h3>{editing.text('edit.alike')}</h3>"
    if not alike:
        return f'{head}<p class="mb-quiet">{editing.text("edit.alike_none")}</p>'
    return (
        f'{head}<p class="mb-quiet mb-measure">{editing.text("edit.alike_lead")}</p>{_list(alike, editing)}'
    )


def _list(entries: tuple[Entry, ...], editing: Editing) -> str:
    return f'<ul class="mb-others">{items(_other(each, editing) for each in entries)}</ul>'


def _other(entry: Entry, editing: Editing) -> str:
    shell = editing.shell
    title, language = title_in(entry, shell.catalogue.ui_language)
    number = PracticeId(entry.ref.number)
    to_edit = link(title, edit_href(number, shell), attributes=lang_attribute(language))
    label = editing.text("edit.compare_merge_title", title=one_line(title, max_chars=80))
    compare = link(
        shell.catalogue.text("edit.compare_merge"),
        merge_href([editing.id, number], shell.kept, target=editing.id),
        css="mb-button",
        attributes=f' aria-label="{label}"',
    )
    return f"<p>{to_edit}</p>{facts_html(entry, shell)}<p>{compare}</p>"


def _search(asked: str, found: tuple[Entry, ...], editing: Editing) -> str:
    results = ""
    if asked:
        none = f"<p>{editing.text('edit.find_none')}</p>"
        results = _list(found, editing) if found else none
    return (
        f'<h3 id="mb-find" tabindex="-1">{editing.text("edit.find")}</h3>'
        f'<form class="mb-edit-form mb-one-line" data-look="{escape(editing.address())}"'
        f' data-focus="mb-find">'
        f'<p><label for="mb-find-words">{editing.text("edit.find_words")}</label>'
        f'<input type="text" id="mb-find-words" name="find" maxlength="200" value="{escape(asked)}"'
        f' autocomplete="off"></p>'
        f'<p><button type="submit" class="mb-plain-button">{editing.text("edit.search")}</button></p>'
        f"</form>{results}"
    )


def _merged(editing: Editing) -> str:
    parts = editing.curated.merged
    if not parts:
        return ""
    listed = items(_part(each, editing) for each in parts)
    return (
        f'<h3 id="{MERGED_ID}" tabindex="-1">{editing.text("edit.merged")}</h3>'
        f'<p class="mb-quiet mb-measure">{editing.text("edit.merged_lead")}</p>'
        f'<ul class="mb-others">{listed}</ul>'
    )


def _part(part: MergedPart, editing: Editing) -> str:
    text = editing.shell.catalogue.text
    title = one_line(part.title, max_chars=120)
    button = act_button(
        "curating.split",
        text("edit.split"),
        {"practice": editing.id, "part": part.id},
        name=text("edit.split_title", title=title),
        then=OTHERS_ID,
    )
    who = editing.text(
        "edit.merged_by",
        who=editing.name_of(part.merged_by),
        date=moment(part.merged_at, editing.shell.catalogue),
    )
    return (
        f"<p{lang_attribute(part.language)}>{escape(title)}</p>"
        f'<p class="mb-quiet">{who}</p><p class="mb-tools">{button}</p>'
    )


def _relations(others: list[Entry], editing: Editing) -> str:
    there = "".join(_relation(each, editing) for each in editing.curated.practice.relations)
    shown = (
        f'<ul class="mb-others">{there}</ul>'
        if there
        else f'<p class="mb-quiet">{editing.text("edit.related_none")}</p>'
    )
    return (
        f'<h3 id="{RELATIONS_ID}" tabindex="-1">{editing.text("edit.related")}</h3>'
        f"{shown}{_relate_form(others, editing)}"
    )


def _relation(relation: PracticeRelation, editing: Editing) -> str:
    text = editing.shell.catalogue.text
    seen_from = "_from_other" if relation.is_from_other else ""
    kind = text(f"relation.{relation.kind.value}{seen_from}")
    practice, other = (
        (relation.other_id, editing.id) if relation.is_from_other else (editing.id, relation.other_id)
    )
    button = act_button(
        "curating.unrelate",
        text("edit.remove"),
        {"practice": practice, "kind": relation.kind.value, "other": str(other)},
        name=text("edit.unrelate_title", title=one_line(relation.other_title, max_chars=80)),
        then=RELATIONS_ID,
    )
    to_other = link(relation.other_title, edit_href(relation.other_id, editing.shell))
    return f"<li><p>{escape(kind)} {to_other} {button}</p></li>"


def _relate_form(others: list[Entry], editing: Editing) -> str:
    """Return the form for a relation to one that was found above; candidates have none."""
    entries = {each.ref: each for each in others if each.state is not PracticeState.CANDIDATE}
    if not entries:
        return f'<p class="mb-quiet mb-measure">{editing.text("edit.relate_search")}</p>'
    kinds = "".join(
        f'<option value="{kind.value}">{editing.text(f"relation.{kind.value}")}</option>'
        for kind in RelationKind
    )
    choices = "".join(
        f'<option value="{entry.ref.number}">'
        f"{escape(one_line(title_in(entry, editing.shell.catalogue.ui_language)[0], max_chars=90))}</option>"
        for entry in entries.values()
    )
    return (
        f'<form class="mb-edit-form" data-do="curating.relate" data-then="{RELATIONS_ID}"'
        f" {with_attribute({'practice': editing.id})}>"
        f'<p><label for="mb-relate-kind">{editing.text("edit.relate_kind")}</label>'
        f'<select id="mb-relate-kind" name="kind">{kinds}</select></p>'
        f'<p><label for="mb-relate-other">{editing.text("edit.relate_other")}</label>'
        f'<select id="mb-relate-other" name="other">{choices}</select></p>'
        f'<p><button type="submit" class="mb-plain-button">{editing.text("edit.relate")}</button></p></form>'
    )
