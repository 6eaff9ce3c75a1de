"""Reads a small transformer encoder from its folder, for onnxruntime and without torch.

``model.onnx`` takes ``input_ids``, the tokens of a static model's tokenizer between two of its own, and gives
``last_hidden_state``. Its header states ``revision``, ``min_score``, ``max_tokens``, the numbers of the
tokens ``before`` and ``after`` a text, and the revision of the ``tokenizer``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from kb.errors import EmbedderError
from search.static_model import CURE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

WEIGHTS = "model.onnx"
_INPUT, _OUTPUT = "input_ids", "last_hidden_state"
# Fused, the sum and the norm after it take three times as long in onnxruntime 1.32.
_SLOWER = ["SkipLayerNormFusion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderModel:
    """A model as read; safe for many threads."""

    session: InferenceSession
    dim: int
    revision: str
    min_score: float
    max_tokens: int  # of a text at once, with those around it
    before: int  # the token before a text
    after: int
    tokenizer: str  # its revision

    @property
    def room(self) -> int:
        """How many tokens of a text are taken at once."""
        return self.max_tokens - 2

    def run(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return the mean of the last layer's vectors of a text's tokens; shape (dim,).

        One text at a time: with eight bits a matrix is rounded by the largest value in it, so that a text's
        vector would depend on what else is encoded with it.
        """
        ids = np.array([[self.before, *tokens, self.after]], dtype=np.int64)
        (hidden,) = self.session.run([_OUTPUT], {_INPUT: ids})
        mean: NDArray[np.float32] = np.asarray(hidden)[0].mean(axis=0)
        return mean


class _Stated(TypedDict):
    dim: int
    revision: str
    min_score: float
    max_tokens: int
    before: int
    after: int
    tokenizer: str


def is_encoder_model(folder: Path) -> bool:
    """Say whether ``folder`` holds a model for this reader; its file may yet be damaged."""
    return (folder / WEIGHTS).is_file()


def load_encoder_model(folder: Path) -> EncoderModel:
    """Read the model in ``folder``.

    Raises:
        EmbedderError: The file is missing or damaged, of another kind, or there is no onnxruntime.
    """
    if not folder.is_dir():
        raise EmbedderError(f"There is no model folder {folder}. {CURE}")
    if not is_encoder_model(folder):
        raise EmbedderError(f"{folder / WEIGHTS} is missing. {CURE}")
    session = _session(folder / WEIGHTS)
    try:
        return EncoderModel(session=session, **_stated(session))
    except (KeyError, ValueError) as error:
        raise EmbedderError(
            f"{folder / WEIGHTS} is no encoder made for Metodbank: {error}. "
            f"Run: metodbank index rebuild --model sentence-transformers:{folder}"
        ) from error


def _stated(session: InferenceSession) -> _Stated:
    inputs = [each.name for each in session.get_inputs()]
    if inputs != [_INPUT]:
        raise ValueError(f"it takes {', '.join(inputs)}")
    facts = session.get_modelmeta().custom_metadata_map
    return _Stated(
        dim=int({each.name: each.shape for each in session.get_outputs()}[_OUTPUT][-1]),
        revision=facts["revision"],
        min_score=float(facts["min_score"]),
        max_tokens=int(facts["max_tokens"]),
        before=int(facts["before"]),
        after=int(facts["after"]),
        tokenizer=facts["tokenizer"],
    )


def _session(path: Path) -> InferenceSession:
    try:
        import onnxruntime
    except ImportError as error:
        raise EmbedderError(
            f"onnxruntime cannot be imported: {error}. Install it, or choose another model: "
            "metodbank index rebuild --model static"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # texts are encoded side by side instead
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # each length would be remembered
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
        )
    except Exception as error:  # foreign: onnxruntime has errors of its own, of half a dozen kinds
        told = str(error).strip().splitlines()[0][:200]
        raise EmbedderError(f"{path} is damaged or incomplete: {told}. {CURE}") from error
