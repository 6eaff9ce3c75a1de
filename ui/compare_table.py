"""The table of a comparison: a row for each field, a column for each entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kb.entries import Entry, EntryKind, EntryRef, summary_in, title_in
from kb.errors import UnknownMunicipalityError
from kb.practices import PracticeField
from kb.text import one_line
from ui.entry_marks import marks_html
from ui.entry_markup import compare_href, document_years_text, entry_href, quote_html
from ui.labels import municipality_name
from ui.lessons import other_lessons_of, preconditions_of
from ui.markup import escape, items, lang_attribute, link
from ui.practice_fields import field_name, in_sentence, quotes_of
from ui.search_state import href
from ui.shell import Shell

Cell = Callable[[Entry, Shell], str]


def comparison(entries: Sequence[Entry], shell: Shell) -> str:
    """Return the table, which scrolls sideways on its own where it is too wide, and what is told by none."""
    text = shell.catalogue.text
    rows = _rows(shell)
    cells = {name: [cell(entry, shell) for entry in entries] for name, cell in rows.items()}
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(_cell(each, shell) for each in row)}</tr>'
        for name, row in cells.items()
        if any(row)
    )
    label = escape(text("compare.table", count=len(entries)))
    corner = f'<th scope="col">{escape(text("compare.field"))}</th>'
    heads = "".join(_head(entries, nth, shell) for nth in range(len(entries)))
    return (
        f'<div class="mb-compare" role="region" tabindex="0" aria-label="{label}"><table>'
        f'<caption class="mb-sr">{label}</caption><thead><tr>{corner}{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{_left_out(cells, shell)}"
    )


def _rows(shell: Shell) -> Mapping[str, Cell]:
    text, catalogue = shell.catalogue.text, shell.catalogue

    def quoted(field: PracticeField) -> tuple[str, Cell]:
        return field_name(field, catalogue), lambda entry, shell: quotes_of(field, entry, shell)

    return {
        field_name(PracticeField.MUNICIPALITIES, catalogue): _municipalities,
        text("compare.country"): _countries,
        text("compare.population"): _population,
        text("compare.state"): _state,
        field_name(PracticeField.SUMMARY, catalogue): _summary,
        field_name(PracticeField.PERIOD, catalogue): _period,
        **dict(
            quoted(field)
            for field in (
                PracticeField.STATUS,
                PracticeField.PROBLEM,
                PracticeField.METHOD,
                PracticeField.RESOURCES,
                PracticeField.OUTCOMES,
                PracticeField.EVIDENCE,
                PracticeField.DIRECTION,
            )
        ),
        field_name(PracticeField.LESSONS, catalogue): _lessons,
        field_name(PracticeField.PRECONDITIONS, catalogue): _preconditions,
        **dict([quoted(PracticeField.CONTACT)]),
        text("compare.source"): _source,
    }


def _cell(content: str, shell: Shell) -> str:
    empty = f'<span class="mb-quiet">{escape(shell.catalogue.text("compare.not_stated"))}</span>'
    return f"<td>{content or empty}</td>"


def _left_out(cells: Mapping[str, Sequence[str]], shell: Shell) -> str:
    empty = [name for name, row in cells.items() if not any(row)]
    if not empty:
        return ""
    told = shell.catalogue.text("compare.left_out", fields=in_sentence(empty))
    return f'<p class="mb-missing mb-measure">{escape(told)}</p>'


def _head(entries: Sequence[Entry], nth: int, shell: Shell) -> str:
    """Return the head of a column: the title, and how to move the column and take it out."""
    entry = entries[nth]
    refs = [each.ref for each in entries]
    title, language = title_in(entry, shell.catalogue.ui_language)
    actions = []
    if nth > 0:
        actions.append(_action("left", title, _swapped(refs, nth - 1), shell))
    if nth < len(refs) - 1:
        actions.append(_action("right", title, _swapped(refs, nth), shell))
    actions.append(_action("remove", title, [ref for ref in refs if ref != entry.ref], shell))
    # the actions stand in a row of their own meaning: a heading cell is read out with every cell below it
    shown = link(title, entry_href(entry, shell.kept), attributes=lang_attribute(language))
    return f'<th scope="col"><div>{shown}</div><ul class="mb-actions">{items(actions)}</ul></th>'


def _swapped(refs: Sequence[EntryRef], first: int) -> list[EntryRef]:
    return [*refs[:first], refs[first + 1], refs[first], *refs[first + 2 :]]


def _action(key: str, title: str, refs: Sequence[EntryRef], shell: Shell) -> str:
    text = shell.catalogue.text
    label = escape(text(f"compare.{key}_title", title=one_line(title, max_chars=80)))
    return link(text(f"compare.{key}"), compare_href(refs, shell.kept), attributes=f' aria-label="{label}"')


def _municipalities(entry: Entry, shell: Shell) -> str:
    names = (
        municipality_name(
            code, catalogue=shell.catalogue, gazetteer=shell.knowledge_base.gazetteer, with_country=False
        )
        for code in entry.municipalities
    )
    return escape(", ".join(names))


def _countries(entry: Entry, shell: Shell) -> str:
    return escape(", ".join(shell.catalogue.text(f"country.{code}") for code in entry.countries))


def _population(entry: Entry, shell: Shell) -> str:
    told = []
    for code in entry.municipalities:
        try:
            place = shell.knowledge_base.gazetteer.get(code)
        except UnknownMunicipalityError:
            continue
        told.append(
            shell.catalogue.text(
                "compare.population_place",
                name=place.name,
                number=place.population,
                year=str(place.population_year),
            )
        )
    return "<br>".join(escape(each) for each in told)


def _state(entry: Entry, shell: Shell) -> str:
    return escape(shell.catalogue.text(f"state.{entry.state.value}")) if entry.state is not None else ""


def _summary(entry: Entry, shell: Shell) -> str:
    """Return a curator's summary below what must not be overlooked, or of a passage its words."""
    if entry.ref.kind is EntryKind.PASSAGE:
        return "".join(quote_html(quote, entry, shell) for quote in entry.passages)
    marks = marks_html(entry, shell.catalogue)
    summary = summary_in(entry, shell.catalogue.ui_language)
    if summary is None:
        return marks
    text, language = summary
    label = escape(shell.catalogue.text("practice.summary_label"))
    return f'{marks}<p{lang_attribute(language)}>{escape(text)}</p><p class="mb-quiet">{label}</p>'


def _lessons(entry: Entry, shell: Shell) -> str:
    own = replace(entry, fields={PracticeField.LESSONS: other_lessons_of(entry)})
    return quotes_of(PracticeField.LESSONS, own, shell)


def _preconditions(entry: Entry, shell: Shell) -> str:
    own = replace(entry, fields={PracticeField.PRECONDITIONS: preconditions_of(entry)})
    # of all of them the name of the row says what they are
    return quotes_of(PracticeField.PRECONDITIONS, own, shell, with_codes=False)


def _period(entry: Entry, shell: Shell) -> str:
    """Return what is said of the time, else the period that the documents state, as theirs."""
    said = quotes_of(PracticeField.PERIOD, entry, shell)
    if said or entry.document_years is None:
        return said
    return escape(document_years_text(entry.document_years, shell))


def _source(entry: Entry, shell: Shell) -> str:
    links = (
        link(
            document.metadata.title,
            href("document", {"id": [str(document.id)]}, shell.kept),
            attributes=lang_attribute(document.metadata.language),
        )
        + f'<br><span class="mb-quiet">{escape(document.source.name)}</span>'
        for document in entry.documents.values()
    )
    return "<br>".join(links)
