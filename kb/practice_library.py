"""The stored documents that a file of practices quotes, and practices made of what it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from ingest.erased import Finder
from ingest.practice_anchors import Passages
from ingest.practice_parts import Told
from kb.practices import CuratorText, PracticeDraft, PracticeField, Quote, TitleOrigin
from kb.store.erased import concerning
from kb.text import one_line, to_nfc

if TYPE_CHECKING:
    from kb.practice_file import FilePractice, PracticeFile
    from kb.records import DocumentId, StoredFile
    from kb.store import Store


class SkipReason(StrEnum):
    """Why a practice of a file is passed over."""

    NOT_STORED = "not_stored"  # a document that it quotes
    ERASED = "erased"  # words that it says, or that stood in its documents, were erased


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What comes of what a file says of a practice: the practice, why it is passed over, or what is wrong."""

    draft: PracticeDraft | None = None
    skipped: SkipReason | None = None
    missing: tuple[str, ...] = ()  # documents that are not stored
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Words that a file quotes."""

    where: str  # in the entry, as messages say it
    field: PracticeField | None  # None: a passage alone
    words: str
    code: str | None = None


class Library:
    """The documents of a store, found by the names of their files."""

    def __init__(self, store: Store, folder: Path) -> None:
        """Take the store and the folder of the file of practices: documents below it come first."""
        self._store = store
        self._folder = folder
        self._erased = store.erased_words()
        self._by_name: dict[str, list[StoredFile]] = defaultdict(list)
        self._told: dict[DocumentId, Told] = {}
        for file in store.files():
            name = PurePath(file.path)
            for each in {_same(name.name), _same(name.stem)}:
                self._by_name[each].append(file)

    def make(self, file: PracticeFile, practice: FilePractice) -> Outcome:
        """Return a practice with all its words found in its documents."""
        stored, missing = self._files(practice.documents)
        if not stored:
            return Outcome(skipped=SkipReason.NOT_STORED, missing=missing)
        if self._says_erased(practice, stored):
            return Outcome(skipped=SkipReason.ERASED)
        told = [self._told_by(each.document_id) for each in stored]
        passages = Passages(told)
        found = [(wanted, passages.find(wanted.words, wanted.code)) for wanted in _wanted(practice)]
        lost = [wanted for wanted, quote in found if quote is None]
        if practice.name is not None and passages.find(practice.name) is None:
            lost.append(_Wanted("name", None, practice.name))
        if not lost:
            quotes = [(wanted.field, quote) for wanted, quote in found if quote is not None]
            return Outcome(draft=_draft(practice, told[0], passages, quotes))
        if missing:
            return Outcome(skipped=SkipReason.NOT_STORED, missing=missing)
        if any(concerning(self._erased, sha256=each.sha256, path=each.path).phrases for each in stored):
            return Outcome(skipped=SkipReason.ERASED)
        names = ", ".join(each.document.source.name for each in told)
        return Outcome(
            problems=tuple(_not_found(file, practice, each, passages, one_line(names)) for each in lost)
        )

    def _files(self, names: Sequence[str]) -> tuple[list[StoredFile], tuple[str, ...]]:
        """Return the stored files with these names, and the names that no file has."""
        found: dict[DocumentId, StoredFile] = {}
        missing: list[str] = []
        for name in names:
            files = self._by_name.get(_same(name), [])
            near = [file for file in files if Path(file.path).is_relative_to(self._folder)]
            found |= {file.document_id: file for file in near or files}
            if not files:
                missing.append(name)
        return list(found.values()), tuple(missing)

    def _told_by(self, document_id: DocumentId) -> Told:
        if document_id not in self._told:
            document = self._store.document(document_id)
            text, chunks = self._store.text(document_id), self._store.chunks(document_id)
            self._told[document_id] = Told(document, text, chunks)
        return self._told[document_id]

    def _says_erased(self, practice: FilePractice, stored: Sequence[StoredFile]) -> bool:
        """Return whether a practice says words that were erased from its documents, or everywhere."""
        phrases = {
            (phrase.words_hash, phrase.n_words)
            for file in stored
            for phrase in concerning(self._erased, sha256=file.sha256, path=file.path).phrases
        }
        if not phrases:
            return False
        finders = [Finder(text, self._erased.key) for text in _texts(practice)]
        return any(finder.find(words, n_words) for finder in finders for words, n_words in phrases)


def _same(name: str) -> str:
    return to_nfc(name).casefold()


def _texts(practice: FilePractice) -> Iterator[str]:
    yield from practice.titles.values()
    yield from practice.summaries.values()
    yield practice.name or ""
    yield from (wanted.words for wanted in _wanted(practice))


def _wanted(practice: FilePractice) -> Iterator[_Wanted]:
    for words in practice.rests_on:
        yield _Wanted("rests_on", PracticeField.TITLE, words)
        if practice.summaries:
            yield _Wanted("rests_on", PracticeField.SUMMARY, words)
    for field, values in practice.fields.items():
        for value in values:
            yield _Wanted(f"fields.{field}", field, value.words, value.code)
    for words in practice.passages:
        yield _Wanted("passages", None, words)


def _draft(
    practice: FilePractice,
    first: Told,
    passages: Passages,
    quotes: Sequence[tuple[PracticeField | None, Quote]],
) -> PracticeDraft:
    fields: dict[PracticeField, dict[Quote, None]] = {}
    for field, quote in quotes:
        if field is not None:
            fields.setdefault(field, {})[quote] = None
    places = [quote.code for quote in fields.get(PracticeField.MUNICIPALITIES, {}) if quote.code]
    language = first.language if first.language in practice.titles else next(iter(practice.titles))
    texts = [(PracticeField.TITLE, practice.titles), (PracticeField.SUMMARY, practice.summaries)]
    return PracticeDraft(
        keys=(practice.key,),
        kind=practice.kind,
        state=practice.state,
        title=practice.titles[language],
        title_origin=TitleOrigin.CURATOR,
        name=practice.name,
        language=language,
        municipalities=tuple(dict.fromkeys(places)),
        countries=tuple(dict.fromkeys(code[:2] for code in places)),
        passages=passages.whole(quote.chunk_id for _, quote in quotes),
        fields={field: tuple(found) for field, found in fields.items()},
        texts=tuple(
            CuratorText(field=field, language=language, text=text)
            for field, by_language in texts
            for language, text in by_language.items()
        ),
    )


def _not_found(
    file: PracticeFile, practice: FilePractice, wanted: _Wanted, passages: Passages, names: str
) -> str:
    place = file.place(practice, *wanted.where.split("."), wanted.words)
    nearest = passages.nearest(wanted.words)
    words = one_line(wanted.words)
    help_ = f" The nearest is “{one_line(nearest)}”." if nearest else ""
    return f"{place}, {wanted.where}: no passage of {names} has the words “{words}”.{help_}"
