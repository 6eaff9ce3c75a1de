"""Where the encoder's token vectors begin: each is a mean of the English ones nearest to it in meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer
    from torch import Tensor

    from training.evaluate import Model

_NEAREST = 8
_SHARPNESS = 20.0  # what cosines are multiplied by before the softmax over the nearest
_MISFIT = np.float32(0.1)  # taken off the cosine of a token that begins a word with a piece that goes on one
_AT_ONCE = 1_024
_INSIDE = "##"  # before a piece that goes on a word, in WordPiece
_BEGINS = "▁"  # before a piece that begins one, in Unigram


def start_tokens(static: Model, english: Tensor, pieces: Sequence[str]) -> Tensor:
    """Return token vectors for the static model's tokens, then those of [CLS] and [SEP].

    Args:
        static: Token vectors that are comparable across the languages.
        english: Token vectors of an English encoder; shape (pieces, dim).
        pieces: Its pieces in the order of their numbers.

    Source: the initialisation of WECHSEL, Minixhofer et al. 2022, arXiv 2112.06598.
    """
    known = [
        at for at, piece in enumerate(pieces) if piece.removeprefix(_INSIDE).isalnum() and piece.isascii()
    ]
    names = [pieces[at] for at in known]
    vectors = _unit(np.stack([_vector_of(static, name) for name in names]))
    inside = np.array([name.startswith(_INSIDE) for name in names])
    tokens = _names(static.tokenizer)
    begins = np.array([name.startswith(_BEGINS) for name in tokens])
    found = torch.empty(len(tokens) + 2, english.shape[1])
    wanted = english[torch.tensor(known)]
    for start in range(0, len(tokens), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        scores = _unit(static.vectors[rows]) @ vectors.T
        scores -= np.where(begins[rows][:, None] & inside[None, :], _MISFIT, np.float32(0))
        found[: len(tokens)][rows] = _mean_of_nearest(torch.from_numpy(scores), wanted)
    for place, name in enumerate(("[CLS]", "[SEP]")):
        found[len(tokens) + place] = english[list(pieces).index(name)]
    return found


def _mean_of_nearest(scores: Tensor, english: Tensor) -> Tensor:
    best, places = scores.topk(min(_NEAREST, len(english)), dim=1)
    weights = (best * _SHARPNESS).softmax(dim=1)
    nearest = english[places]
    mean = (nearest * weights[:, :, None]).sum(dim=1)
    length = (nearest.norm(dim=2) * weights).sum(dim=1)
    longer: Tensor = mean / mean.norm(dim=1, keepdim=True).clamp(min=1e-6) * length[:, None]
    return longer


def _vector_of(static: Model, piece: str) -> NDArray[np.float32]:
    word = piece.removeprefix(_INSIDE)
    own = static.tokenizer.token_to_id(word) if piece.startswith(_INSIDE) else None
    ids = [own] if own is not None else static.tokenizer.encode(word, add_special_tokens=False).ids
    return np.asarray(static.vectors[ids].sum(axis=0))


def _names(tokenizer: Tokenizer) -> list[str]:
    return [tokenizer.id_to_token(at) or "" for at in range(tokenizer.get_vocab_size())]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))
