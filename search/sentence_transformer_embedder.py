"""Embedding with a trained model that sentence-transformers can load."""

from __future__ import annotations

import copy
import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import EmbedderError
from search.prompts import choose_prompts, usual_min_score
from search.text_pieces import clean, windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    from search.prompts import Prompts

logger = logging.getLogger(__name__)

_VERSION = 2  # raise it whenever the same model gives the same text another vector
_READ_BYTES = 1 << 20
_NOT_THE_MODEL = frozenset({"README.md", "LICENSE", "LICENSE.txt"})  # these change no vector
_OTHER = "choose another: metodbank index rebuild --model static"
# Prompt and special tokens must leave this many tokens of the model's limit for the text, or nothing is cut.
_LEAST_ROOM = 8
_LOOK_UP_S = 10.0


class SentenceTransformerEmbedder:
    """A model from a local folder or the Hugging Face hub, loaded at once; safe for many threads to query.

    A hub model is taken from the local cache where it is there, and downloaded otherwise.
    """

    def __init__(
        self,
        model: str,
        *,
        device: str | None = None,
        batch_size: int = 32,
        query_prompt: str | None = None,
        document_prompt: str | None = None,
        hub_revision: str | None = None,
        min_score: float | None = None,
    ) -> None:
        """Load the model.

        Args:
            model: A folder, or a hub name such as ``intfloat/multilingual-e5-small``.
            device: ``cpu``, ``cuda``, ``cuda:1``, ``mps``; None takes the best there is.
            batch_size: Texts encoded together, at least 1.
            query_prompt: Put before queries; None takes the model's own, or E5's for an E5 model.
            document_prompt: The same for documents.
            hub_revision: Branch, tag or commit of a hub model.
            min_score: Cosine under which texts have nothing in common; None takes 0.78 for E5, else 0.3.

        Raises:
            EmbedderError: The model is not there, cannot be downloaded, or its files are damaged.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, got {batch_size}")
        folder = _folder_of(model)
        self._name = folder.name if folder else model
        self._batch_size = batch_size
        if folder is not None:
            self._model = _load(str(folder), device=device, hub_revision=None, local_files_only=True)
            files = _hash_of_files(folder)
        else:
            self._model = _load_from_hub(model, device=device, hub_revision=hub_revision)
            files = _hub_commit(model, hub_revision)
        self._prompts = choose_prompts(
            self._name, self._model.prompts, query=query_prompt, document=document_prompt
        )
        self._revision = _short_hash(f"{_VERSION}\n{files}\n{self._prompts.query}\n{self._prompts.document}")
        self._min_score = usual_min_score(self._name) if min_score is None else min_score
        self._limit = _token_limit(self._model)
        # a copy: the model's own is told to cut anew with every batch, perhaps in another thread
        self._tokenizer = copy.deepcopy(self._model.tokenizer)
        probe = self._encode(["dimension"], self._prompts.query, is_query=True)
        self._dim = len(_unit_rows(probe, self._name)[0])

    @property
    def name(self) -> str:
        """The hub name, or the folder's name."""
        return self._name

    @property
    def revision(self) -> str:
        """Hash of the model's files (of a hub model: its commit) and the prompts."""
        return self._revision

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    @property
    def min_score(self) -> float:
        """Cosine under which two texts have nothing in common for this model."""
        return self._min_score

    @property
    def prompts(self) -> Prompts:
        """What is put before queries and documents."""
        return self._prompts

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text, in order; shape (len(texts), dim)."""
        return self._embed(texts, self._prompts.document, is_query=False)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per query, in order; shape (len(texts), dim)."""
        return self._embed(texts, self._prompts.query, is_query=True)

    def _embed(self, texts: Sequence[str], prompt: str, *, is_query: bool) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self._dim), dtype=np.float32)
        cut = [self._windows(clean(text), prompt) for text in texts]
        parts = [window for each in cut for window in each]
        rows = np.zeros((len(parts), self._dim), dtype=np.float32)
        filled = [
            number for number, (_, n_tokens) in enumerate(parts) if n_tokens
        ]  # a transformer fails on none
        if filled:
            rows[filled] = self._encode([parts[number][0] for number in filled], prompt, is_query=is_query)
        rows = _unit_rows(rows, self._name)
        if len(parts) == len(texts):
            return rows
        means = np.empty((len(texts), self._dim), dtype=np.float32)
        start = 0
        for number, each in enumerate(cut):
            own = rows[start : start + len(each)]
            means[number] = (
                own[0] if len(each) == 1 else np.average(own, axis=0, weights=[n for _, n in each])
            )
            start += len(each)
        return _unit_rows(means, self._name)

    def _windows(self, text: str, prompt: str) -> list[tuple[str, int]]:
        """Return the text in windows that the model takes whole, each with its number of tokens."""
        if self._limit is None:
            return [(text, 1)]

        def n_tokens(part: str) -> int:
            return len(self._tokenizer(prompt + part, truncation=False, verbose=False)["input_ids"])

        if n_tokens("") + _LEAST_ROOM > self._limit:
            return [(text, 1)]
        return windows(text, n_tokens=n_tokens, limit=self._limit)

    def _encode(self, texts: Sequence[str], prompt: str, *, is_query: bool) -> NDArray[np.float32]:
        # Two methods and not one: a model with a router sends queries and documents through different parts.
        encode = self._model.encode_query if is_query else self._model.encode_document
        try:
            rows = encode(
                list(texts),
                prompt=prompt,
                batch_size=self._batch_size,
                show_progress_bar=False,
            )
        except RuntimeError as error:  # torch's own, as when the device is out of memory
            raise EmbedderError(
                f"The model {self._name} failed on {len(texts)} texts: {_first_line(error)}. "
                "Set device to cpu, or use a smaller model."
            ) from error
        return np.asarray(rows, dtype=np.float32)


def _token_limit(model: SentenceTransformer) -> int | None:
    """Return how many tokens the model takes at once, None where it takes any number or does not say."""
    limit = model.max_seq_length
    return limit if isinstance(limit, int) and callable(model.tokenizer) else None


def _folder_of(model: str) -> Path | None:
    """Return the folder that ``model`` names, None for a hub name."""
    path = Path(model).expanduser()
    if path.is_dir():
        if not any((path / name).is_file() for name in ("modules.json", "config.json")):
            raise EmbedderError(
                f"{path} holds no model: it has neither modules.json nor config.json. "
                f"Give the folder that the model was saved to, or {_OTHER}"
            )
        return path.resolve()
    looks_like_a_path = path.is_absolute() or model.startswith((".", "~")) or model.count("/") > 1
    if looks_like_a_path or "\\" in model or path.exists():
        raise EmbedderError(f"There is no model folder {path}. Correct the setting embedder, or {_OTHER}")
    return None


def _load_from_hub(model: str, *, device: str | None, hub_revision: str | None) -> SentenceTransformer:
    try:
        return _load(model, device=device, hub_revision=hub_revision, local_files_only=True)
    except EmbedderError:
        logger.info("model %s is not in the local cache; downloading it", model)
    _look_up(model, hub_revision)
    return _load(model, device=device, hub_revision=hub_revision, local_files_only=False)


def _look_up(model: str, hub_revision: str | None) -> None:
    """Make sure that the hub can be reached and has the model.

    A download tries again for more than a minute before it says that there is no network.

    Raises:
        EmbedderError: It cannot, or has not.
    """
    from huggingface_hub import HfApi

    failure: Exception | None = None
    for name in _hub_names(model):
        try:
            HfApi().model_info(name, revision=hub_revision, timeout=_LOOK_UP_S)
        except Exception as error:  # noqa: BLE001 # foreign: of the hub, of httpx and of the system
            failure = error
        else:
            return
    if failure is not None:
        raise EmbedderError(_loading_message(model, failure, is_folder=False)) from failure


def _hub_names(model: str) -> list[str]:
    # Without an organisation sentence-transformers looks in its own, then at the top.
    return [model] if "/" in model else [f"sentence-transformers/{model}", model]


def _load(
    model: str, *, device: str | None, hub_revision: str | None, local_files_only: bool
) -> SentenceTransformer:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EmbedderError(
            f"sentence-transformers cannot be imported: {_first_line(error)}. Install it, or {_OTHER}"
        ) from error
    _silence_loading_bar()
    try:
        return SentenceTransformer(
            model, device=device, revision=hub_revision, local_files_only=local_files_only
        )
    except Exception as error:  # foreign files: tokenizers raises a bare Exception
        raise EmbedderError(_loading_message(model, error, is_folder=Path(model).is_dir())) from error


def _silence_loading_bar() -> None:
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # the package types it not


def _loading_message(model: str, error: Exception, *, is_folder: bool) -> str:
    if is_folder:
        cure = f"Its files are incomplete or damaged: copy or download it again, or {_OTHER}"
    else:
        cure = (
            "Check the name and the network connection, or download the model elsewhere and give its "
            f"folder, or {_OTHER}"
        )
    return f"The model {model} cannot be loaded: {_first_line(error)}. {cure}"


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300].rstrip(".") if lines else type(error).__name__


def _hash_of_files(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        if hidden or not path.is_file() or path.name in _NOT_THE_MODEL:
            continue
        digest.update("/".join(parts).encode() + b"\0")
        with path.open("rb") as file:
            while block := file.read(_READ_BYTES):
                digest.update(block)
    return digest.hexdigest()


def _hub_commit(model: str, hub_revision: str | None) -> str:
    from huggingface_hub import try_to_load_from_cache

    for name in _hub_names(model):
        for file in ("modules.json", "config.json"):
            path = try_to_load_from_cache(name, file, revision=hub_revision)
            if isinstance(path, str):
                return Path(path).parent.name  # …/snapshots/COMMIT/modules.json
    raise EmbedderError(
        f"The commit of the model {model} cannot be found in the local cache. "
        "Download the model to a folder and give that folder."
    )


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _unit_rows(rows: NDArray[np.float32], name: str) -> NDArray[np.float32]:
    if not np.isfinite(rows).all():
        raise EmbedderError(
            f"The model {name} returned values that are not numbers. Set device to cpu, or use another model."
        )
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    # A text without a known token may become zero; a fixed direction keeps the row a unit vector.
    empty = lengths[:, 0] < 1e-6
    unit: NDArray[np.float32] = (rows / np.where(lengths < 1e-6, 1.0, lengths)).astype(np.float32)
    unit[empty, -1] = 1.0
    return unit
