"""One file of a batch: how far it has come, what was read from it, and what can be done with it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kb.batch_readings import BatchReading
from kb.batches import Batch, BatchFile, BatchItem, BatchState, FileState, ReviewItemId
from kb.records import Document
from ui.batch_buttons import button
from ui.batch_checks import failure_html, likeness_html, personal_data_html
from ui.batch_facts import FILE_FACTS, fact_fields, facts_read
from ui.batch_state import file_text
from ui.labels import municipality_name
from ui.markup import escape, items, lang_attribute, link
from ui.search_state import href
from ui.shell import Shell

_MAX_PLACES = 6
Readings = Mapping[ReviewItemId, BatchReading]


def file_id(file: BatchFile) -> str:
    """Return the id of a file's heading."""
    return f"mb-f{file.id}"


def file_html(file: BatchFile, batch: Batch, readings: Readings, shell: Shell) -> str:
    """Return a file with everything that is known of it; the script fills in how far it has come."""
    is_open = batch.state is BatchState.OPEN
    single = file.items[0] if len(file.items) == 1 and file.state is FileState.READ else None
    title = single.title if single is not None else file.name
    lang = _lang(readings.get(single.id)) if single is not None else ""
    body = ""
    if file.state is FileState.READ:
        body = _read(file, readings, shell)
        if is_open:
            body += (
                failure_html(file, shell)
                + personal_data_html(file, shell)
                + likeness_html(file, batch, shell)
            )
    elif file.state is FileState.FAILED:
        body = failure_html(file, shell)
    tools = (_form(file, batch, readings, shell) + _actions(file, title, shell)) if is_open else ""
    return (
        f'<article class="mb-file" data-file="{file.id}" data-state="{file.state.value}"'
        f' aria-labelledby="{file_id(file)}">'
        f'<h3 id="{file_id(file)}" tabindex="-1"{lang}>{escape(title)}</h3>{_step(file, batch, title, shell)}'
        f"{body}{tools}</article>"
    )


def _step(file: BatchFile, batch: Batch, title: str, shell: Shell) -> str:
    catalogue = shell.catalogue
    size = size_text(file.n_bytes, shell)
    about = size if title == file.name else catalogue.text("batch.file_and_size", name=file.name, size=size)
    label = escape(catalogue.text("batch.progress_of", name=file.name))
    return (
        f'<p class="mb-step"><span class="mb-step-text">{escape(file_text(file, batch, catalogue))}</span>'
        f'<progress max="100" value="0" aria-label="{label}" hidden></progress>'
        f'<span class="mb-quiet">{escape(about)}</span></p>'
    )


def size_text(n_bytes: int, shell: Shell) -> str:
    """Return a size in kB or MB."""
    if n_bytes < 1_000_000:
        return shell.catalogue.text("batch.kb", n=max(1, round(n_bytes / 1000)))
    return shell.catalogue.text("batch.mb", n=round(n_bytes / 1_000_000))


def _read(file: BatchFile, readings: Readings, shell: Shell) -> str:
    """Return what was read: of an archive or a mail each document with its title."""
    if len(file.items) == 1:
        return _facts(file.items[0], readings, shell)
    if not file.items:
        return f"<p>{escape(shell.catalogue.text('batch.no_documents'))}</p>"
    counted = shell.catalogue.text("batch.n_documents_in", count=len(file.items))
    listed = []
    for item in file.items:
        lang = _lang(readings.get(item.id))
        listed.append(f"<h4{lang}>{escape(item.title)}</h4>{_facts(item, readings, shell)}")
    return f'<p>{escape(counted)}</p><ul class="mb-file-parts">{items(listed)}</ul>'


def _lang(reading: BatchReading | None) -> str:
    document = reading.document if reading is not None else None
    return lang_attribute(document.metadata.language) if document is not None else ""


def _facts(item: BatchItem, readings: Readings, shell: Shell) -> str:
    reading = readings.get(item.id)
    if reading is None:
        return ""
    told = _told(reading, reading.document, shell) if reading.document is not None else []
    facts = f'<ul class="mb-facts">{items(map(escape, told))}</ul>' if told else ""
    return facts + _decided(reading, item, shell)


def _told(reading: BatchReading, document: Document, shell: Shell) -> list[str]:
    catalogue = shell.catalogue
    metadata, text = document.metadata, catalogue.text
    told = [text(f"type.{metadata.type.value}"), text(f"language.{metadata.language.value}")]
    told.append(catalogue.date(metadata.date) if metadata.date else text("batch.no_date"))
    told += [each for each in (metadata.place,) if each]
    places = reading.municipalities
    names = [
        municipality_name(
            code, catalogue=catalogue, gazetteer=shell.knowledge_base.gazetteer, with_country=False
        )
        for code in places[:_MAX_PLACES]
    ]
    if len(places) > _MAX_PLACES:
        names.append(text("batch.more_places", count=len(places) - _MAX_PLACES))
    told.append(text("batch.places", names=", ".join(names)) if names else text("batch.no_places"))
    told.append(text("batch.n_passages", count=document.n_chunks))
    if reading.n_dialogues:
        told.append(text("batch.n_dialogues", count=reading.n_dialogues))
    if document.n_pages:
        told.append(text("batch.n_pages", count=document.n_pages))
    return told


def _decided(reading: BatchReading, item: BatchItem, shell: Shell) -> str:
    text = shell.catalogue.text
    if reading.public_id is not None:
        address = href("document", {"id": [str(reading.public_id)]}, shell.kept)
        name = escape(text("batch.read_public_title", title=item.title))
        named = f' aria-label="{name}"'
        return f"<p>{link(text('batch.read_public'), address, attributes=named)}</p>"
    if reading.reason is None:
        return ""
    said = text("batch.declined_because", reason=reading.reason)
    return f'<div class="mb-notice"><p>{escape(said)}</p></div>'


def _form(file: BatchFile, batch: Batch, readings: Readings, shell: Shell) -> str:
    """Return the form for what differs from the batch where the address asks for it, else the way to it.

    The forms of two hundred files would make the page a slow one.
    """
    if file.state is FileState.LEFT_OUT:
        return ""
    text, form_id = shell.catalogue.text, f"mb-fs{file.id}"
    n_differing = sum(bool(value) and value != batch.facts.get(name) for name, value in file.facts.items())
    differs = text("batch.n_differing", count=n_differing) if n_differing else ""
    mark = f' <span class="mb-badge">{escape(differs)}</span>' if differs else ""
    label = text("batch.describe_file")
    asked = {"id": [str(batch.id)]}
    if str(file.id) not in shell.parameters.get("edit", ()):
        address = href("batch", {**asked, "edit": [str(file.id)]}, shell.kept)
        name = escape(text("batch.of_file", label=label, name=file.name))
        more = f' id="{form_id}" data-focus="{form_id}" aria-label="{name}"'
        return f"<p>{link(label, address, attributes=more)}{mark}</p>"
    return (
        f'<h4 id="{form_id}" tabindex="-1">{escape(label)}{mark}</h4>'
        f'<p class="mb-quiet">{escape(text("batch.describe_file_text"))}</p>'
        f"{_fields(file, batch, readings, shell)}"
    )


def _fields(file: BatchFile, batch: Batch, readings: Readings, shell: Shell) -> str:
    text, heading = shell.catalogue.text, file_id(file)
    back = href("batch", {"id": [str(batch.id)]}, shell.kept)
    asked = escape(json.dumps({"batch": batch.id, "file": file.id, "seen": file.version}))
    fields = fact_fields(
        FILE_FACTS,
        file.facts,
        shell,
        form_id=f"mb-ff{file.id}",
        for_all=batch.facts,
        as_read=_as_read(file, readings),
    )
    close = link(text("batch.close_form"), back, attributes=f' data-focus="{heading}"')
    return (
        f'<form class="mb-form mb-wide" data-do="batches.describe_file" data-with="{asked}"'
        f' data-next="{escape(back)}" data-then="{heading}">{fields}'
        f'<p><button type="submit" class="mb-plain-button">{escape(text("batch.keep"))}</button> {close}</p>'
        "</form>"
    )


def _as_read(file: BatchFile, readings: Readings) -> dict[str, str]:
    """Return what was read from a file that holds one document."""
    reading = readings.get(file.items[0].id) if len(file.items) == 1 else None
    if reading is None or reading.document is None:
        return {}
    return facts_read(reading.document)


def _actions(file: BatchFile, title: str, shell: Shell) -> str:
    then = f' data-then="{file_id(file)}"'

    def made(do: str, label: str, name: str) -> str:
        named = shell.catalogue.text(name, title=title)
        return button(do, shell.catalogue.text(label), {"file": file.id}, name=named, more=then)

    if file.state is FileState.LEFT_OUT:
        buttons = made("batches.take_file_back", "batch.take_file_back", "batch.take_file_back_title")
    elif file.state is FileState.ANNOUNCED:
        buttons = made("batches.leave_out", "batch.cancel", "batch.cancel_title")
    else:
        buttons = made("batches.leave_out", "batch.leave_out", "batch.leave_out_title")
        if file.state is FileState.FAILED:
            again = made("batches.take_file_back", "batch.read_again", "batch.read_again_title")
            buttons = f"{again} {buttons}"
    return f'<p class="mb-file-actions">{buttons}</p>'
