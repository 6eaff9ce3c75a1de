"""Loads curated practices from a file: all of it is checked before anything is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.practice_anchors import shown_words
from kb.practice_file import FilePractice, PracticeFile, refuse
from kb.practice_library import Library, Outcome, SkipReason
from kb.practices import Practice, PracticeDraft, PracticeField, PracticeId
from kb.store.practice_loads import LoadChanges, LoadedPractice, NewLoad
from kb.text import text_hash

if TYPE_CHECKING:
    from kb.records import DocumentId
    from kb.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedPractice:
    """A practice of a file that was passed over."""

    key: str
    reason: SkipReason
    documents: tuple[str, ...]  # those that are not stored


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What came of loading a file, each practice by its key."""

    file: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]  # the file says no more of them
    left: tuple[str, ...]  # what the file says anew is not followed: they were changed here meanwhile
    skipped: tuple[SkippedPractice, ...]


@dataclass(slots=True)
class _Plan:
    """What is found out of the practices of a file, one after the other."""

    new: dict[str, NewLoad] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    skipped: list[SkippedPractice] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def load(store: Store, file: PracticeFile) -> LoadReport:
    """Put the practices of a file into the store; the caller holds the home's lock.

    What the file said before and says no more is removed if nobody has changed it here since.

    Raises:
        PracticeFileError: Words stand in no passage, or a relation leads nowhere; nothing was stored.
    """
    path = str(file.path.resolve())
    loaded = store.practices.loaded()
    present = _Present(store, loaded)
    plan = _planned(store, file, loaded, present)
    refuse([*plan.problems, *_dangling(file, loaded)])
    entries = {practice.key: practice for practice in file.practices}
    gone = [key for key in _owned(loaded, path, entries) if key not in entries]
    removed = [key for key in gone if present.is_as_loaded(loaded[key])]
    released = [key for key in gone if key not in removed]
    store.practices.put_loaded(
        LoadChanges(
            file=path,
            new=tuple(plan.new.values()),
            removed=removed,
            released=released,
            noted={
                key: entries[key].entry_hash
                for key in (*plan.unchanged, *plan.left)
                if key in loaded
                and (loaded[key].file, loaded[key].entry_hash) != (path, entries[key].entry_hash)
            },
            relations={
                key: each.relations
                for key, each in entries.items()
                if key not in loaded or present.is_as_loaded(loaded[key])
            },
        )
    )
    return LoadReport(
        file=str(file.path),
        added=tuple(key for key in plan.new if key not in loaded),
        changed=tuple(key for key in plan.new if key in loaded),
        unchanged=tuple(plan.unchanged),
        removed=tuple(removed),
        left=(*plan.left, *released),
        skipped=tuple(plan.skipped),
    )


class _Present:
    """The loaded practices as they are now."""

    def __init__(self, store: Store, loaded: Mapping[str, LoadedPractice]) -> None:
        found = store.practices.by_id([each.practice_id for each in loaded.values()])
        self._practices: dict[PracticeId, Practice] = {practice.id: practice for practice in found}
        self._documents: set[DocumentId] = {file.document_id for file in store.files()}

    def is_as_loaded(self, known: LoadedPractice) -> bool:
        """Return whether nobody has changed a practice since it was loaded."""
        return fingerprint(self._practices[known.practice_id].draft) == known.loaded_hash

    def has_its_documents(self, known: LoadedPractice) -> bool:
        """Return whether all documents that a practice quotes are stored."""
        quoted = {
            quote.document_id
            for quotes in self._practices[known.practice_id].draft.fields.values()
            for quote in quotes
        }
        return quoted <= self._documents


def fingerprint(draft: PracticeDraft) -> str:
    """Return the hash of all that is said of a practice, but for where its quotes stand."""
    said = [
        [draft.kind, draft.state, draft.title, draft.name, draft.language, list(draft.municipalities)],
        sorted([each.field, each.language, each.text] for each in draft.texts),
        [
            [name, [[shown_words(quote.text), quote.code] for quote in draft.fields[name]]]
            for name in PracticeField
            if draft.fields.get(name)
        ],
    ]
    return text_hash(json.dumps(said, ensure_ascii=False))


def _planned(
    store: Store, file: PracticeFile, loaded: Mapping[str, LoadedPractice], present: _Present
) -> _Plan:
    plan = _Plan()
    library: Library | None = None
    taken = store.practices.known_keys([practice.key for practice in file.practices])
    for practice in file.practices:
        key, known = practice.key, loaded.get(practice.key)
        is_same = known is not None and known.entry_hash == practice.entry_hash
        if known is None and key in taken:
            plan.left.append(key)  # a curator has merged it with another
        elif known is not None and not present.is_as_loaded(known):
            (plan.unchanged if is_same else plan.left).append(key)
        elif known is not None and is_same and present.has_its_documents(known):
            plan.unchanged.append(key)
        else:
            library = library or Library(store, file.path.resolve().parent)
            _add(plan, practice, library.make(file, practice), is_same=is_same)
    return plan


def _add(plan: _Plan, practice: FilePractice, outcome: Outcome, *, is_same: bool) -> None:
    key = practice.key
    if outcome.draft is not None:
        plan.new[key] = NewLoad(
            draft=outcome.draft, entry_hash=practice.entry_hash, loaded_hash=fingerprint(outcome.draft)
        )
    elif is_same:
        plan.unchanged.append(key)  # its documents are gone: what they said of it is kept
    elif outcome.skipped is not None:
        plan.skipped.append(SkippedPractice(key=key, reason=outcome.skipped, documents=outcome.missing))
    else:
        plan.problems += outcome.problems


def _owned(loaded: Mapping[str, LoadedPractice], path: str, entries: Mapping[str, FilePractice]) -> list[str]:
    """Return the keys that were loaded from this file, also where it lay elsewhere before."""
    moved = {
        each.file
        for key, each in loaded.items()
        if key in entries and Path(each.file).name == Path(path).name and not Path(each.file).exists()
    }
    return [key for key, each in loaded.items() if each.file == path or each.file in moved]


def _dangling(file: PracticeFile, loaded: Mapping[str, LoadedPractice]) -> Iterator[str]:
    keys = {practice.key for practice in file.practices} | loaded.keys()
    for practice in file.practices:
        for _, other in practice.relations:
            if other not in keys:
                place = file.place(practice, "relations", f'"{other}"')
                yield f"{place}, relations: there is no practice {other!r} in the file or the store."
