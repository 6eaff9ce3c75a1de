"""Takes words out of documents for good: from the store, the index, the kept originals and the disk.

First everything is made anew in memory. Then one transaction replaces the documents and notes what is left to
do; from there on the words are gone from all that is shown and searched. What remains of them in the index's
files, the originals and the free pages of the store is removed after it, in steps that may be repeated: a
process that dies between them leaves a note by which the next one finishes.
"""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import DamagedFileError, FileError, HomeError, InputError, KbError
from kb.home import sweep_originals
from kb.records import ParsedDocument, PreparedDocument
from kb.remaking import UNPACKED, remaking
from kb.store.erased import PART_OF, ErasedPhrase, ErasedWords, Erasure, NewErasure
from kb.text import text_hash

if TYPE_CHECKING:
    from kb.erasure_plan import ErasurePlan, Target
    from kb.index_keeper import IndexKeeper, StepProgress
    from kb.remaking import Remade, Remaker
    from kb.settings import Settings
    from kb.store import Store

_SURELY_TOLD = 5  # words that follow each other so in the erased ones too were taken from there
_NOW = 2**62  # the number of an erasure that is being made: after all others
_LATER = (
    "{error} The words are gone from the documents and from what is found. What is left of them in the files "
    "of the home is removed when it is next opened, by any command."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What came of an erasure."""

    erasures: tuple[Erasure, ...]
    left: tuple[Path, ...]  # files that still hold the words and are not Metodbank's to change


def erase(
    store: Store,
    settings: Settings,
    index: IndexKeeper,
    plan: ErasurePlan,
    *,
    reason: str | None,
    by: str | None,
    catch_up: Callable[[], None],
    progress: StepProgress | None,
) -> Erased:
    """Do what was planned; the caller holds the home's lock.

    Raises:
        InputError: A document has changed since.
        FileError: A document cannot be made anew without the words; nothing was changed.
        KbError: The words are gone, but not yet all that is left of them; the message says what to do.
    """
    n_before = len(store.erasures())
    told = {words for target in plan.targets for place in target.places for words in _told(place.words)}
    with remaking(store, settings) as remaker:
        made = list(_made_anew(store, plan, remaker))
        containers = _containers(store, plan, remaker)
    store.put_erased(
        [
            NewErasure(
                document_id=target.document.id,
                prepared=remade.prepared,
                facts_sha256=remade.facts_sha256,
                restored=_restored(store, target),
                phrases=plan.phrases,
                is_everywhere=plan.is_everywhere,
                n_places=len(target.places),
                n_characters=sum(len(place.words) for place in target.places),
                reason=reason,
                erased_by=by or _user(),
                without=partial(_without_parts, told, least=_SURELY_TOLD),
                quote_without=partial(_without_parts, told, least=1),
            )
            for target, remade in made
        ],
        containers=containers,
        pipeline_version=made[0][1].pipeline_version,
    )
    try:
        finish(store, settings, index, catch_up, progress)
    except KbError as error:
        raise type(error)(_LATER.format(error=error)) from error
    return Erased(erasures=tuple(store.erasures()[n_before:]), left=tuple(left_behind(settings, plan)))


def finish(
    store: Store,
    settings: Settings,
    index: IndexKeeper,
    catch_up: Callable[[], None],
    progress: StepProgress | None,
) -> None:
    """Remove what is left of erased words in the files of the home; the caller holds its lock.

    ``catch_up`` makes anew what else is made from the documents.

    Raises:
        HomeError: Something cannot be removed now.
        EmbedderError: The index cannot be built anew without its model.
    """
    _remove_originals(store, settings)
    index.build_anew(progress)
    store.keep_vectors(index.text_hashes())
    catch_up()
    store.clear_traces()
    store.set_erasures_done()


def left_behind(settings: Settings, plan: ErasurePlan) -> Iterator[Path]:
    """Yield what may hold the words still: the person's own files, and what a restore has set aside."""
    for target in plan.targets:
        on_disk = Path(target.document.source.path.partition(PART_OF)[0])
        if on_disk.exists():
            yield on_disk
    yield from sorted(settings.home.glob("*restore-*"))


def _containers(store: Store, plan: ErasurePlan, remaker: Remaker) -> dict[str, ParsedDocument]:
    """Return what mails say that hold one of the documents: of them no original is kept either."""
    paths = {target.document.source.path for target in plan.targets}
    above = {step for path in paths for step in _above(path)} - paths
    found: dict[str, ParsedDocument] = {}
    for file in store.files():
        if file.path in above:
            restored = store.restored_lines().get(file.sha256, frozenset())
            # one that cannot be read any more stays as it is stored
            with suppress(FileError):
                remade = remaker.remake(store.document(file.document_id), restored=restored, keep_parsed=True)
                if remade.prepared.parsed is not None:
                    found[file.sha256] = remade.prepared.parsed
    return found


def _above(path: str) -> Iterator[str]:
    while PART_OF in path:
        path = path.rpartition(PART_OF)[0]
        yield path


def _made_anew(store: Store, plan: ErasurePlan, remaker: Remaker) -> Iterator[tuple[Target, Remade]]:
    known = store.erased_words()
    restored = store.restored_lines()
    for target in plan.targets:
        document = target.document
        if text_hash(store.text(document.id)) != target.text_hash:
            raise InputError(f"{document.source.name} has changed meanwhile. Run the same command again.")
        new = tuple(
            ErasedPhrase(
                erasure_id=_NOW,
                words_hash=words_hash,
                n_words=n_words,
                sha256=document.source.sha256,
                path=document.source.path,
                is_everywhere=False,
                n_places=0,
            )
            for words_hash, n_words in sorted(plan.phrases.items())
        )
        erased = ErasedWords(key=known.key, phrases=(*known.phrases, *new))
        lines = restored.get(document.source.sha256, frozenset()) | _restored(store, target)
        yield target, _remade(remaker, target, lines, erased, plan.phrases)


def _remade(
    remaker: Remaker,
    target: Target,
    restored: frozenset[str],
    erased: ErasedWords,
    phrases: Mapping[str, int],
) -> Remade:
    remade = remaker.remake(target.document, restored=restored, erased=erased)
    prepared = remade.prepared
    is_all = all(prepared.erased.get(words, 0) >= n for words, n in target.counts.items())
    if not is_all or any(_without(text, phrases, erased.key) != text for text in _texts(prepared)):
        name = target.document.source.name
        raise DamagedFileError(
            f"{name} is read in another way now than when it was taken in, and the words are not all found "
            "in it again. Nothing was erased. Take it in again and erase the words as they stand then, or "
            f"delete the document: metodbank ingest {target.document.source.path}"
        )
    if prepared.parsed is None:  # the words stood only in what was made up from the file's name
        raise InputError(
            f"The words stand in the name of {target.document.source.name} only, which is not changed. "
            "Nothing was erased. Rename the file and take it in again."
        )
    return remade


def _texts(prepared: PreparedDocument) -> Iterator[str]:
    metadata = prepared.metadata
    yield prepared.text
    yield from filter(None, (metadata.title, metadata.organisation, metadata.place, metadata.event))
    yield from filter(None, (metadata.venue, metadata.contact, *metadata.authors))
    yield from filter(None, (prepared.source.licence, prepared.source.url))
    yield from (section.title for section in prepared.sections)
    yield from (piece.text for piece in prepared.dropped)
    yield from (tag.evidence for tag in prepared.tags)
    for chunk in prepared.chunks:
        yield chunk.text
        yield from chunk.heading_path
        yield from (tag.evidence for tag in chunk.tags)


def _without(text: str, phrases: Mapping[str, int], key: str) -> str:
    from ingest.erased import Finder, merged, without

    finder = Finder(text, key)
    return without(
        text, merged(span for words, n_words in phrases.items() for span in finder.find(words, n_words))
    )


def _told(words: str) -> set[tuple[str, ...]]:
    """Return erased words as they stand in the document and as they are shown."""
    from ingest.erased import plain_tokens_of
    from ingest.markup import plain

    return {tuple(token.word for token in plain_tokens_of(text)) for text in (words, plain(words))}


def _without_parts(told: Collection[tuple[str, ...]], text: str, *, least: int) -> str:
    """Return what was written from a document without the parts that it has of the erased words.

    These are stretches of some words that stand among the erased ones, or the whole text if it is a part of
    them and has at least so many words as ``least``.
    """
    from ingest.erased import MARK, merged, plain_tokens_of, without

    tokens = plain_tokens_of(text)
    words = tuple(token.word for token in tokens)
    if least <= len(words) < _SURELY_TOLD and any(words in _runs(each, len(words)) for each in told):
        return MARK
    known = {run for each in told for run in _runs(each, min(_SURELY_TOLD, len(each)))}
    spans = [
        (tokens[i].start, tokens[i + n - 1].end)
        for n in {len(run) for run in known}
        for i, run in enumerate(_runs(words, n))
        if run in known
    ]
    return without(text, merged(spans))


def _runs(words: tuple[str, ...], n: int) -> list[tuple[str, ...]]:
    return [words[i : i + n] for i in range(len(words) - n + 1)] if n > 0 else []


def _restored(store: Store, target: Target) -> frozenset[str]:
    """Return the hashes of the restored lines of a document, as the lines are without the words."""
    from ingest.erased import moved, without

    lines = store.restored_lines().get(target.document.source.sha256, frozenset())
    if not lines:
        return lines
    before = store.text(target.document.id)
    after, move = without(before, target.spans), moved(before, target.spans)
    kept: set[str] = set()
    start = 0
    for line in before.split("\n"):
        if text_hash(line.strip()) in lines:
            kept.add(text_hash(after[move(start) : move(start + len(line))].strip()))
        start += len(line) + 1
    return frozenset(kept)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def _remove_originals(store: Store, settings: Settings) -> None:
    shutil.rmtree(settings.originals_path.parent / UNPACKED, ignore_errors=True)
    withheld = store.withheld()
    sweep_originals(settings.originals_path, {file.sha256 for file in store.files()} - withheld)
    left = [path for path in settings.originals_path.glob("*/*") if path.name.partition(".")[0] in withheld]
    if left:
        raise HomeError(f"{left[0]} cannot be removed. Close the program that has it open.")
