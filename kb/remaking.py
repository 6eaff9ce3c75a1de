"""Makes stored documents anew from what is kept of their files, as an ingest would."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import FileError, UnreadableFileError
from kb.gazetteer import load_gazetteer
from kb.home import original_path
from kb.records import Document, ParsedDocument, PreparedDocument
from kb.store.erased import ErasedWords, concerning
from kb.store.given_facts import GivenFactsStore
from kb.store.review_store import ReviewStore
from kb.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from ingest.sidecars import Facts
    from ingest.tasks import Outcome
    from ingest.workers import Workers
    from kb.reviews import FileDecisions
    from kb.settings import Settings
    from kb.store import Store

UNPACKED = ".unpacked"  # where an ingest unpacks too, which removes what a killed process has left


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """A document made anew, with what is stored beside it."""

    prepared: PreparedDocument
    pipeline_version: int
    facts_sha256: str | None


class Remaker:
    """Makes documents of one home anew, one after the other; ``remaking`` makes it."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        workers: Callable[[bool], Workers],
        *,
        mask_personal_data: bool | None,
    ) -> None:
        """Work with the processes that read files and mask personal data, or do not."""
        self._store = store
        self._settings = settings
        self._workers = workers
        self._mask_personal_data = mask_personal_data

    def remake(
        self,
        document: Document,
        *,
        restored: frozenset[str],
        erased: ErasedWords | None = None,
        decisions: FileDecisions | None = None,
        keep_parsed: bool = False,
    ) -> Remade:
        """Make a document anew.

        Args:
            document: As stored.
            restored: Hashes of the lines that cleaning must leave in.
            erased: What is left out; by default what was erased before.
            decisions: About its tags; by default what was decided before.
            keep_parsed: Return what was read with it, though nothing is left out.

        Raises:
            FileError: It cannot be made anew; the message says what to do.
        """
        from ingest.decisions import with_decisions
        from ingest.pipeline import PIPELINE_VERSION
        from ingest.tasks import Task
        from ingest.theme_choice import with_themes
        from search.theme_scorer import shipped_theme_scorer

        settings, source = self._settings, document.source
        data, parsed = self._content(document)
        facts, depth = _facts(self._store, document, has_parsed=parsed is not None)
        everything = self._store.erased_words() if erased is None else erased
        task = Task(
            path=source.path,
            name=source.name,
            sha256=source.sha256,
            depth=depth,
            facts=facts.values,
            parts_folder=str(settings.originals_path.parent / UNPACKED / "parts"),
            max_bytes=settings.max_file_mb * 1_000_000,
            restored=restored,
            erased=concerning(everything, sha256=source.sha256, path=source.path),
            parsed=parsed,
            media_type=source.media_type,
            keep_parsed=keep_parsed,
        )
        is_masked = self._is_masked(document)
        workers = self._workers(is_masked)
        prepared = self._outcome(task.parts_folder, task.name, workers.submit(task, data).result)
        scorer = shipped_theme_scorer(load_taxonomy())
        known = self._store.part(ReviewStore).decisions(source.sha256) if decisions is None else decisions
        prepared = with_decisions(prepared, known, lambda each: with_themes(each, scorer))
        return Remade(
            prepared=replace(prepared, source=replace(prepared.source, n_bytes=source.n_bytes)),
            pipeline_version=PIPELINE_VERSION if is_masked else -PIPELINE_VERSION,
            facts_sha256=facts.sha256,
        )

    def _is_masked(self, document: Document) -> bool:
        """Return whether personal data are masked: of what is handed in that is decided for each file."""
        from ingest.given import is_given

        if self._mask_personal_data is not None:
            return self._mask_personal_data
        if is_given(document.source.path):
            stored = self._store.file_by_hash(document.source.sha256)
            if stored is not None and stored.path == document.source.path and stored.pipeline_version:
                return stored.pipeline_version > 0
        return self._settings.mask_personal_data

    def _outcome(self, parts_folder: str, name: str, result: Callable[[], Outcome]) -> PreparedDocument:
        try:
            outcome = result()
        finally:
            # its parts are documents of their own already
            shutil.rmtree(Path(parts_folder).parent, ignore_errors=True)
        if outcome.prepared is None:
            raise FileError(outcome.reason or f"{name} holds no text. Nothing was changed.")
        return outcome.prepared

    def _content(self, document: Document) -> tuple[bytes, ParsedDocument | None]:
        """Return the kept original, or what was read from it if it is withheld, or the file itself."""
        from ingest.pipeline import read_file

        source, originals = document.source, self._settings.originals_path
        kept = original_path(originals, sha256=source.sha256, name=source.name)
        parsed = None if kept.is_file() else self._store.parsed(source.sha256)
        if parsed is not None:
            return b"", parsed
        is_withheld = source.sha256 in self._store.withheld()
        # withheld since just now: the copy goes once the document is made anew
        path = Path(source.path) if is_withheld and not kept.is_file() else kept
        data = read_file(path, max_bytes=self._settings.max_file_mb * 1_000_000) if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() == source.sha256:
            return data, None
        if is_withheld:
            raise UnreadableFileError(
                f"No copy of {source.name} is kept since words in it were erased, and {source.path} is gone "
                "or was changed. Put the file back, or delete the document: "
                f"metodbank document delete {document.id}"
            )
        raise UnreadableFileError(
            f"The copy of {source.name} in {originals} is gone or was changed. "
            f"Delete the document and add its file again: metodbank document delete {document.id}"
        )


@contextmanager
def remaking(
    store: Store, settings: Settings, *, mask_personal_data: bool | None = None
) -> Iterator[Remaker]:
    """Start what makes documents anew, each within the limits of time and memory of the settings.

    Personal data are masked as they were in each document that was handed in, and else as the settings say;
    ``mask_personal_data`` decides it for all.
    """
    from ingest.pipeline import prepare_document
    from ingest.workers import Limits, Workers

    limits = Limits(n_workers=1, max_file_s=settings.max_file_s, max_memory_mb=settings.max_memory_mb)
    with ExitStack() as stack:

        @cache
        def workers(is_masked: bool) -> Workers:
            masking = prepare_document if is_masked else partial(prepare_document, mask_personal_data=False)
            made = Workers(limits, taxonomy=load_taxonomy(), gazetteer=load_gazetteer(), prepare=masking)
            return stack.enter_context(made)

        yield Remaker(store, settings, workers, mask_personal_data=mask_personal_data)


def _facts(store: Store, document: Document, *, has_parsed: bool) -> tuple[Facts, int]:
    """Return what stands beside the file now, and in how many containers it lies."""
    from ingest.given import facts_of, is_given
    from ingest.memory import lies_on_disk
    from ingest.parts import SEPARATOR
    from ingest.sidecars import NO_FACTS, Sidecars

    if is_given(document.source.path):
        root, *steps = document.source.path.split(SEPARATOR)
        return facts_of(store.part(GivenFactsStore).of(root), is_part=bool(steps)), len(steps)
    on_disk, depth = document.source.path, 0
    while on_disk and not lies_on_disk(on_disk):
        on_disk, depth = on_disk.rpartition(SEPARATOR)[0], depth + 1
    if on_disk:
        return Sidecars().facts_of(on_disk, is_part=depth > 0), depth
    depth = document.source.path.count(SEPARATOR)
    stored = store.file_by_hash(document.source.sha256)
    if stored is None or stored.facts_sha256 is None:
        return NO_FACTS, depth
    if has_parsed:  # it holds them
        return replace(NO_FACTS, sha256=stored.facts_sha256), depth
    raise UnreadableFileError(
        f"{document.source.path} is gone, and with it the facts that stood beside it. "
        "Put it back: made anew without it, the document would lose its facts."
    )
