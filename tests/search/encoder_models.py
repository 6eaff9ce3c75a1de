"""Encoders of a few words, made by hand: a vector a token, and no layers."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from search.static_model import hash_of_tokenizer
from tests.search.static_models import TABLE, WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_BEFORE, _AFTER = len(WORDS), len(WORDS) + 1


def save_encoder_model(
    folder: Path,
    static: Path,
    *,
    changed: Mapping[str, str | None] = MappingProxyType({}),
    takes: str = "input_ids",
) -> Path:
    """Save an encoder of the words of ``save_static_model``; what stands around a text has no vector.

    Args:
        folder: Created.
        static: The static model whose tokens it takes.
        changed: Facts in the header that are others, or are left out.
        takes: Name of its input.
    """
    folder.mkdir(parents=True)
    table = np.concatenate([TABLE, np.zeros((2, TABLE.shape[1]), np.float32)])
    shape = ["texts", "length", table.shape[1]]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", takes], ["last_hidden_state"])],
        "tiny",
        [helper.make_tensor_value_info(takes, TensorProto.INT64, shape[:2])],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(table, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    stated: dict[str, str | None] = {
        "revision": "0123456789abcdef",
        "min_score": "0.2",
        "max_tokens": "8",
        "before": str(_BEFORE),
        "after": str(_AFTER),
        "tokenizer": hash_of_tokenizer((static / "tokenizer.json").read_bytes()),
    }
    facts = {name: value for name, value in (stated | dict(changed)).items() if value is not None}
    helper.set_model_props(model, facts)
    onnx.save(model, folder / "model.onnx")
    return folder
