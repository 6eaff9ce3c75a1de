"""The embedders by name."""

from __future__ import annotations

import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import EmbedderError, SettingsError
from kb.protocols import WordEmbedder
from search.hashing_embedder import HashingEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from kb.protocols import Embedder
    from search.static_embedder import StaticEmbedder

# A model that could not be loaded is tried again after this time: an app may be open while it is put there.
_RETRY_S = 30.0


def _make_hashing(model: str, *, device: str | None) -> Embedder:
    if model:
        raise SettingsError(f"The hashing embedder has no models, got {model!r}. Set embedder to: hashing")
    del device  # it has nothing that runs on one
    return HashingEmbedder()


def _make_encoder(model: str, *, device: str | None) -> Embedder:
    from search.encoder_embedder import SHIPPED, EncoderEmbedder

    del device  # it runs on the processor
    if model:
        return EncoderEmbedder(Path(model).expanduser(), static=_shipped_static())
    if not SHIPPED.is_dir():
        raise EmbedderError(_missing(SHIPPED))
    return _shipped_encoder(SHIPPED)


def _make_static(model: str, *, device: str | None) -> Embedder:
    from search.static_embedder import StaticEmbedder

    del device  # it has nothing that runs on one
    if model:
        return StaticEmbedder(Path(model).expanduser())
    return _shipped_static()


def _shipped_static() -> StaticEmbedder:
    from search.static_embedder import SHIPPED

    if not SHIPPED.is_dir():
        raise EmbedderError(_missing(SHIPPED))
    return _static_once(SHIPPED)


def _missing(folder: Path) -> str:
    return (
        f"A model that comes with Metodbank is missing: there is no folder {folder}. "
        "Install Metodbank again, or choose another: metodbank index rebuild --model hashing"
    )


# The shipped models never change, and one process needs them once however many homes it opens.
@lru_cache(maxsize=1)
def _static_once(folder: Path) -> StaticEmbedder:
    from search.static_embedder import StaticEmbedder

    return StaticEmbedder(folder)


@lru_cache(maxsize=1)
def _shipped_encoder(folder: Path) -> Embedder:
    from search.encoder_embedder import EncoderEmbedder

    return EncoderEmbedder(folder, static=_shipped_static())


def _make_sentence_transformer(model: str, *, device: str | None) -> Embedder:
    from search.sentence_transformer_embedder import SentenceTransformerEmbedder

    if not model:
        raise SettingsError(
            "The embedder sentence-transformers needs a model: sentence-transformers:PATH_OR_HUB_NAME"
        )
    return SentenceTransformerEmbedder(model, device=device)


EMBEDDERS: dict[str, Callable[..., Embedder]] = {
    "encoder": _make_encoder,
    "static": _make_static,
    "hashing": _make_hashing,
    "sentence-transformers": _make_sentence_transformer,
}


def make_embedder(spec: str, *, device: str | None = None) -> Embedder:
    """Make the embedder that ``spec`` names: a key of ``EMBEDDERS``, then ``:`` and a model where it has any.

    Args:
        spec: ``encoder`` and ``static`` for the models that come with Metodbank, either with ``:`` and a
            folder for another of its kind, ``hashing``, or ``sentence-transformers:`` and a folder or hub
            name.
        device: Where a model runs: ``cpu``, ``cuda``, ``mps``; None decides by what is there.

    Raises:
        SettingsError: There is no such embedder.
        EmbedderError: The model cannot be loaded.
    """
    name, model = _parts_of(spec)
    return EMBEDDERS[name](model, device=device)


def spec_of(model: str) -> str:
    """Return the spec of what a person names: an embedder, a folder, a hub name, or a spec already.

    Static token vectors and encoders for onnxruntime are read by Metodbank's own readers, other folders by
    sentence-transformers. Folders become absolute, so that the spec means the same wherever it is read.

    Raises:
        SettingsError: It is empty.
    """
    name, colon, rest = model.strip().partition(":")
    if name in EMBEDDERS:
        return f"{name}:{_absolute(rest)}" if colon and rest else name
    if not name:
        raise SettingsError("The model has no name. Give static, hashing, a folder or a hub name.")
    return f"{_kind_of(Path(model.strip()).expanduser())}:{_absolute(model.strip())}"


def _kind_of(folder: Path) -> str:
    from search.encoder_model import is_encoder_model
    from search.static_model import is_static_model

    if folder.is_dir() and is_encoder_model(folder):
        return "encoder"
    return "static" if folder.is_dir() and is_static_model(folder) else "sentence-transformers"


def _absolute(model: str) -> str:
    path = Path(model).expanduser()
    return str(path.absolute()) if path.is_dir() or model.startswith((".", "~")) else model


def _parts_of(spec: str) -> tuple[str, str]:
    name, _, model = spec.partition(":")
    if name not in EMBEDDERS:
        known = ", ".join(EMBEDDERS)
        raise SettingsError(f"There is no embedder {spec!r}. Set embedder to one of: {known}")
    return name, model


class LazyEmbedder:
    """The embedder of a spec, made when something is first asked of it.

    So an index can be opened and searched by words without its model. Everything asked of a model that
    cannot be loaded raises the ``EmbedderError`` that says why. Safe for many threads.
    """

    def __init__(self, spec: str, *, device: str | None = None) -> None:
        """Remember what to make.

        Raises:
            SettingsError: There is no such embedder.
        """
        _parts_of(spec)
        self._spec = spec
        self._device = device
        self._made: Embedder | None = None
        self._failed_at = 0.0
        self._failure = ""
        self._making = threading.Lock()

    def loaded(self) -> Embedder:
        """Return the embedder itself.

        Raises:
            EmbedderError: The model cannot be loaded.
        """
        with self._making:
            if self._made is None:
                # loading may wait long for a network that is not there: not at every query
                if self._failure and time.monotonic() - self._failed_at < _RETRY_S:
                    raise EmbedderError(self._failure)
                try:
                    self._made = make_embedder(self._spec, device=self._device)
                except EmbedderError as error:
                    self._failure, self._failed_at = str(error), time.monotonic()
                    raise
            return self._made

    @property
    def name(self) -> str:
        """The model's name."""
        return self.loaded().name

    @property
    def revision(self) -> str:
        """Changes whenever the same text would get another vector."""
        return self.loaded().revision

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self.loaded().dim

    @property
    def min_score(self) -> float:
        """Cosine under which two texts have nothing in common for this model."""
        return self.loaded().min_score

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text, in order; shape (len(texts), dim)."""
        return self.loaded().embed_documents(texts)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per query, in order; shape (len(texts), dim)."""
        return self.loaded().embed_queries(texts)


def word_embedder_of(embedder: Embedder) -> WordEmbedder | None:
    """Return what embeds single words, None where the embedder is for whole texts only.

    Raises:
        EmbedderError: The model cannot be loaded.
    """
    made = embedder.loaded() if isinstance(embedder, LazyEmbedder) else embedder
    return made if isinstance(made, WordEmbedder) else None
