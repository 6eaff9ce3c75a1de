"""Opens what is searched: the present home, documents or passages in a temporary one, once for each model."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kb.errors import InputError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import ChunkDraft, DocumentId, Metadata, PreparedDocument, Query, Source
from kb.text import text_hash, to_nfc

if TYPE_CHECKING:
    from evaluation.judged import Passage
    from kb.index_keeper import StepProgress
    from kb.settings import Settings
    from search.manifest import EmbedderIdentity

_PASSAGE_VERSION = 0  # of the pipeline that made them: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A home that is searched, and the model that its index was built with."""

    knowledge_base: KnowledgeBase
    embedder: EmbedderIdentity
    n_documents: int
    n_chunks: int
    warnings: tuple[str, ...]

    def documents_by_name(self) -> Mapping[str, tuple[DocumentId, ...]]:
        """Return the documents by the name of their source, as ``name_key`` makes it."""
        found: dict[str, list[DocumentId]] = {}
        for document in self.knowledge_base.documents(limit=self.n_documents):
            found.setdefault(name_key(document.source.name), []).append(document.id)
        return {name: tuple(ids) for name, ids in found.items()}


def name_key(name: str) -> str:
    """Return the form in which names of files and ids of passages are compared."""
    return to_nfc(name)


@contextmanager
def opened_collections(
    settings: Settings,
    *,
    embedders: Sequence[str] = (),
    documents: Sequence[Path] = (),
    passages: Sequence[Passage] = (),
    progress: StepProgress | None = None,
) -> Iterator[Iterator[Collection]]:
    """Open the collection once for each embedder; each is closed when the next is asked for.

    Every embedder gets an index of its own over the same chunks with the same ids. Neither the present
    home's index nor its store is changed for another embedder.

    Args:
        settings: Those of the present home.
        embedders: As in the setting of this name; none takes that of ``settings``.
        documents: Files and folders to search instead of the present home.
        passages: Passages to search instead of the present home.
        progress: Told of ingest and indexing.

    Raises:
        InputError: There is nothing to search, or both documents and passages are given.
        KbError: As when a home is opened, documents are ingested and an index is built.
    """
    if documents and passages:
        raise InputError(
            "This set has passages of its own, and documents were given as well. Leave out --documents."
        )
    wanted = list(embedders) or [settings.embedder]
    with TemporaryDirectory(prefix="metodbank-eval-") as folder:
        root = Path(folder)
        is_own = not documents and not passages
        base_settings = settings if is_own else _moved(settings, root / "base", wanted[0])
        if is_own and not settings.store_path.exists():
            raise InputError(_nothing_in(settings.home))
        with closing(open_knowledge_base(base_settings)) as base:
            warnings = _fill(base, documents, passages, progress)
            if base.stats().n_chunks == 0:
                raise InputError(_nothing_in(base.settings.home) if is_own else _no_text(documents))
            with closing(_each(base, wanted, root, warnings, progress)) as collections:
                yield collections


def _each(
    base: KnowledgeBase,
    embedders: Sequence[str],
    root: Path,
    warnings: tuple[str, ...],
    progress: StepProgress | None,
) -> Generator[Collection, None, None]:
    for number, embedder in enumerate(embedders):
        if embedder == base.settings.embedder:
            yield _collection(base, warnings)
            continue
        home = root / f"model-{number}"
        home.mkdir()
        base.store.copy_to(_moved(base.settings, home, embedder).store_path)
        with closing(open_knowledge_base(_moved(base.settings, home, embedder))) as copy:
            copy.rebuild_index(progress)
            yield _collection(copy, warnings)


def _moved(settings: Settings, home: Path, embedder: str) -> Settings:
    return settings.model_copy(update={"home": home, "embedder": embedder})


def _fill(
    base: KnowledgeBase,
    documents: Sequence[Path],
    passages: Sequence[Passage],
    progress: StepProgress | None,
) -> tuple[str, ...]:
    if passages:
        for number, passage in enumerate(passages, start=1):
            base.store.put_document(_prepared(passage), pipeline_version=_PASSAGE_VERSION)
            if progress is not None:
                progress("files", number, len(passages))
        base.rebuild_index(progress)
    if not documents:
        return ()
    report = base.ingest(documents, progress=progress)
    return tuple(f"not taken in: {failed.path}: {failed.reason}" for failed in report.failed)


def _prepared(passage: Passage) -> PreparedDocument:
    chunk = ChunkDraft(
        text=passage.text,
        start=0,
        end=len(passage.text),
        section=None,
        heading_path=(),
        page=None,
        lines=None,
        language=passage.language,
        is_example=False,
    )
    return PreparedDocument(
        source=Source(
            path=f"passage:{passage.id}",
            name=passage.id,
            # two passages may have the same text; two documents may not
            sha256=text_hash(f"{passage.id}\t{passage.text}"),
            media_type="text/plain",
            n_bytes=len(passage.text.encode("utf-8", "surrogatepass")),
        ),
        metadata=Metadata(title="", language=passage.language),
        text=passage.text,
        has_lines=False,
        pages=(),
        sections=(),
        chunks=(chunk,),
        tags=(),
        dropped=(),
    )


def _collection(knowledge_base: KnowledgeBase, warnings: tuple[str, ...]) -> Collection:
    from search.generations import current_key, generation_manifest

    knowledge_base.search(Query(text=""))  # an index that is missing or behind is brought up to date
    # what is written in the index is what made its vectors, whatever the settings say
    folder = knowledge_base.settings.index_path
    key = current_key(folder)
    if key is None:
        raise InputError(f"{knowledge_base.settings.home} has no index. Run: metodbank index rebuild")
    counts = knowledge_base.stats()
    return Collection(
        knowledge_base=knowledge_base,
        embedder=generation_manifest(folder, key).embedder,
        n_documents=counts.n_documents,
        n_chunks=counts.n_chunks,
        warnings=warnings,
    )


def _nothing_in(home: Path) -> str:
    return (
        f"{home} holds no documents to search. Take some in with metodbank ingest, or name a folder with "
        "--documents."
    )


def _no_text(documents: Sequence[Path]) -> str:
    given = ", ".join(str(path) for path in documents)
    return f"No text to search was found in {given}. Name the folder of the judged documents."
