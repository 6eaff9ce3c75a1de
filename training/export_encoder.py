"""Turn a run of training.train_encoder into a model: ``python -m training.export_encoder RUN MODEL``."""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer
from torch import nn

from search.encoder_model import WEIGHTS
from search.static_model import hash_of_tokenizer
from training.encoder import attention
from training.export import write_card
from training.pupil import MAX_TOKENS, read_pupil

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    from training.encoder import Encoder
    from training.pupil import Pupil

_LARGEST = 127  # of eight bits with a sign
_CARD = Path(__file__).parent / "encoder_card.md"
_INPUT, _OUTPUT = "input_ids", "last_hidden_state"
_OPSET, _MICROSOFT = 18, "com.microsoft"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="folder that training.train_encoder wrote")
    parser.add_argument("model", type=Path, help="folder of the model; its files are replaced")
    parser.add_argument(
        "--min-score", type=float, required=True, help="cosine of texts with nothing in common"
    )
    options = parser.parse_args(arguments)
    tokenizer = Tokenizer.from_file(str(options.run / "tokenizer.json"))
    pupil = read_pupil(tokenizer, options.run / "state.pt")
    stated = {"min_score": str(options.min_score), "max_tokens": str(MAX_TOKENS)}
    export_encoder(pupil, options.model, stated=stated)
    entry = json.loads((options.run / "run.json").read_text(encoding="utf-8"))
    write_card(options.model, _CARD, entry["results"])


class _FromTokens(nn.Module):
    """From the numbers of tokens to the vectors of the last layer, with token vectors of eight bits."""

    def __init__(self, encoder: Encoder, tokens: Tensor) -> None:
        super().__init__()
        self.encoder = encoder
        factors = tokens.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / _LARGEST
        self.rows = nn.Buffer((tokens / factors).round().to(torch.int8))
        self.factors = nn.Buffer(factors)

    def forward(self, input_ids: Tensor) -> Tensor:
        vectors = self.rows[input_ids].float() * self.factors[input_ids]
        return self.encoder.hidden(vectors, None, attend=_Attention.apply)


class _Attention(torch.autograd.Function):
    """Attention as the one operator that onnxruntime has for it: half a millisecond a text less."""

    @staticmethod
    def forward(_: Any, query: Tensor, key: Tensor, value: Tensor, n_heads: int, __: None) -> Tensor:  # noqa: ANN401
        return attention(query, key, value, n_heads, None)

    @staticmethod
    def symbolic(graph: Any, query: Any, key: Any, value: Any, n_heads: int, _: None) -> Any:  # noqa: ANN401
        made = graph.op(f"{_MICROSOFT}::MultiHeadAttention", query, key, value, num_heads_i=n_heads)
        return made.setType(query.type())


def export_encoder(pupil: Pupil, folder: Path, *, stated: Mapping[str, str]) -> None:
    """Write a model for ``search.encoder_model``: matrices of seven bits and token vectors of eight.

    Args:
        pupil: What was trained.
        folder: Created where it is missing.
        stated: Kept in the header of the weights, with a ``revision`` made from them.

    Raises:
        ValueError: The tokenizer has not the tokens that the encoder has vectors for.
    """
    if pupil.tokenizer.get_vocab_size() != pupil.start:
        raise ValueError(
            f"the tokenizer has {pupil.tokenizer.get_vocab_size()} tokens, the encoder {pupil.start}"
        )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole, ready = Path(scratch) / "whole.onnx", Path(scratch) / "ready.onnx"
        _write_whole(pupil, whole)
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        # Seven bits: processors without VNNI add products in sixteen bits, which eight by eight can overflow.
        quantize_dynamic(
            ready,
            folder / WEIGHTS,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
    model = onnx.load(folder / WEIGHTS)
    del model.metadata_props[:]
    facts = {
        **stated,
        "before": str(pupil.start),
        "after": str(pupil.start + 1),
        "tokenizer": hash_of_tokenizer(pupil.tokenizer.to_str().encode()),
        "revision": hashlib.sha256(model.SerializeToString(deterministic=True)).hexdigest()[:16],
    }
    onnx.helper.set_model_props(model, facts)
    onnx.save(model, folder / WEIGHTS)


def _write_whole(pupil: Pupil, path: Path) -> None:
    example = torch.tensor([[pupil.start, 0, 0, pupil.start + 1]])
    with warnings.catch_warnings():
        # of the tracing exporter: that there is another, and that sizes in the code are traced as constants
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _FromTokens(pupil.encoder, pupil.tokens).eval(),
            (example,),
            str(path),
            input_names=[_INPUT],
            output_names=[_OUTPUT],
            dynamic_axes={name: {0: "texts", 1: "length"} for name in (_INPUT, _OUTPUT)},
            opset_version=_OPSET,
            custom_opsets={_MICROSOFT: 1},
            dynamo=False,  # the other needs one package more and gives the same graph
        )


if __name__ == "__main__":
    main()
