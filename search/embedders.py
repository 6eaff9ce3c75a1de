"""The embedders by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.errors import SettingsError
from search.hashing_embedder import HashingEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb.protocols import Embedder


def _make_hashing(model: str, *, device: str | None) -> Embedder:
    if model:
        raise SettingsError(f"The hashing embedder has no models, got {model!r}. Set embedder to: hashing")
    del device  # it has nothing that runs on one
    return HashingEmbedder()


def _make_sentence_transformer(model: str, *, device: str | None) -> Embedder:
    from search.sentence_transformer_embedder import SentenceTransformerEmbedder

    if not model:
        raise SettingsError(
            "The embedder sentence-transformers needs a model: sentence-transformers:PATH_OR_HUB_NAME"
        )
    return SentenceTransformerEmbedder(model, device=device)


EMBEDDERS: dict[str, Callable[..., Embedder]] = {
    "hashing": _make_hashing,
    "sentence-transformers": _make_sentence_transformer,
}


def make_embedder(spec: str, *, device: str | None = None) -> Embedder:
    """Make the embedder that ``spec`` names: a key of ``EMBEDDERS``, then ``:`` and a model where it has any.

    Args:
        spec: ``hashing``, or ``sentence-transformers:`` and a local path or hub name.
        device: Where a model runs: ``cpu``, ``cuda``, ``mps``; None decides by what is there.

    Raises:
        SettingsError: There is no such embedder.
        EmbedderError: The model cannot be loaded.
    """
    name, _, model = spec.partition(":")
    if name not in EMBEDDERS:
        known = ", ".join(EMBEDDERS)
        raise SettingsError(f"There is no embedder {spec!r}. Set embedder to one of: {known}")
    return EMBEDDERS[name](model, device=device)
