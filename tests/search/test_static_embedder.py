from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from kb.errors import EmbedderError
from search.static_embedder import StaticEmbedder
from search.static_model import content_revision
from tests.search.static_models import INT8, TABLE, WORDS
from tests.search.static_models import save_static_model as save

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray


def unit(*values: float) -> list[float]:
    row = np.array(values)
    return [float(value) for value in row / np.linalg.norm(row)]


@pytest.mark.parametrize(
    "tensors",
    [
        {"embedding.weight": TABLE},
        {"embedding.weight": TABLE.astype(np.float16)},
        INT8,
        {
            "embeddings": TABLE[::-1].copy() * 2,
            "mapping": np.arange(len(WORDS))[::-1].copy(),
            "weights": np.full(len(WORDS), 0.5, np.float32),
        },
    ],
    ids=["float32", "float16", "int8 with scales", "mapped"],
)
def test_a_vector_is_the_mean_of_its_words_in_every_layout(
    tmp_path: Path, tensors: Mapping[str, NDArray[Any]]
) -> None:
    embedder = StaticEmbedder(save(tmp_path / "tiny", tensors))
    rows = embedder.embed_documents(["Medborgardialog i parken", "SKOLEN skolen på skolen"])
    assert rows.tolist() == [pytest.approx(unit(5, 0, 2, 0)), pytest.approx(unit(0, 1, 0, 15))]


def test_weights_differ_by_token(tmp_path: Path) -> None:
    tensors = INT8 | {"weights": np.array([1, 1, 1, 0.5, 0.1, 1, 1], np.float32)}
    row = StaticEmbedder(save(tmp_path / "tiny", tensors)).embed_queries(["parken skolen"])[0]
    assert row.tolist() == pytest.approx(unit(0, 0, 20, 10))


def test_the_part_may_lie_in_a_folder_of_its_own_before_normalize(tmp_path: Path) -> None:
    types = ("sentence_transformers.models.StaticEmbedding", "sentence_transformers.models.Normalize")
    folder = save(tmp_path / "tiny", path="0_StaticEmbedding", types=types)
    assert StaticEmbedder(folder).embed_queries(["i"])[0].tolist() == pytest.approx([1, 0, 0, 0])


def test_the_header_states_the_least_score_and_the_dimension_of_the_index(tmp_path: Path) -> None:
    stated = {"min_score": "0.41", "index_dim": "2"}
    embedder = StaticEmbedder(save(tmp_path / "tiny", metadata=stated))
    assert (embedder.min_score, embedder.dim) == (0.41, 2)
    assert embedder.embed_queries(["borgerinddragelse parken"])[0].tolist() == pytest.approx(unit(1, 1))
    assert StaticEmbedder(save(tmp_path / "plain")).min_score == 0.3


@pytest.mark.parametrize(
    "stated", [{"min_score": "high"}, {"index_dim": "5"}, {"index_dim": "0"}, {"min_score": "nan"}]
)
def test_impossible_statements_are_told(tmp_path: Path, stated: dict[str, str]) -> None:
    (name,) = stated
    with pytest.raises(EmbedderError, match=rf"tiny states {name} '{stated[name]}', which cannot be"):
        StaticEmbedder(save(tmp_path / "tiny", metadata=stated))


def test_the_revision_follows_what_the_model_states_else_its_content(tmp_path: Path) -> None:
    one = StaticEmbedder(save(tmp_path / "1" / "m", metadata={"revision": "r1"})).revision
    two = StaticEmbedder(save(tmp_path / "2" / "m", metadata={"revision": "r2"})).revision
    assert one != two
    content = StaticEmbedder(save(tmp_path / "3" / "m")).revision
    assert StaticEmbedder(save(tmp_path / "4" / "m")).revision == content
    other = INT8 | {"weights": np.full(len(WORDS), 0.06, np.float32)}
    assert StaticEmbedder(save(tmp_path / "5" / "m", other)).revision != content
    told = content_revision(INT8, (tmp_path / "4" / "m" / "tokenizer.json").read_bytes())
    assert StaticEmbedder(save(tmp_path / "6" / "m", metadata={"revision": told})).revision == content


def test_prompts_saved_with_the_model_are_used(tmp_path: Path) -> None:
    embedder = StaticEmbedder(save(tmp_path / "tiny", prompts={"query": "parken ", "passage": "skolen "}))
    assert embedder.embed_queries(["i"])[0].tolist() == pytest.approx(unit(1, 0, 2, 0))
    assert embedder.embed_documents(["i"])[0].tolist() == pytest.approx(unit(1, 0, 0, 5))


def test_a_text_without_known_words_gets_the_last_axis(tmp_path: Path) -> None:
    embedder = StaticEmbedder(save(tmp_path / "tiny"))
    texts = ["", " ", "obekant", "市民対話", "\x00\x01", "\ud800"]
    assert embedder.embed_documents(texts).tolist() == [[0, 0, 0, 1]] * len(texts)


def test_a_text_of_a_hundred_thousand_words_is_embedded_whole(tmp_path: Path) -> None:
    embedder = StaticEmbedder(save(tmp_path / "tiny"))
    text = "medborgardialog " * 60_000 + "parken " * 40_000
    assert embedder.embed_documents([text])[0].tolist() == pytest.approx(unit(24, 0, 8, 0), abs=1e-5)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.safetensors", None),
        ("model.safetensors", b""),
        ("model.safetensors", b"half"),
        ("tokenizer.json", None),
        ("tokenizer.json", b'{"version": "1.0"'),
        ("modules.json", None),
        ("modules.json", b"[1, 2]"),
        ("modules.json", b"[]"),
        ("modules.json", b"{"),
        ("config_sentence_transformers.json", b"[]"),
    ],
)
def test_missing_and_damaged_files_are_told_in_one_line_with_the_cure(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    folder = save(tmp_path / "tiny", prompts={})
    if content is None:
        (folder / name).unlink()
    elif content == b"half":
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: len(data) // 2])
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(EmbedderError, match=rf"{name}.*metodbank index rebuild --model static") as told:
        StaticEmbedder(folder)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        ({"embedding.weight": np.full((7, 4), np.nan, np.float32)}, "values that are not numbers"),
        ({"embedding.weight": np.full((7, 4), np.inf, np.float16)}, "values that are not numbers"),
        (INT8 | {"weights": np.full(7, np.nan, np.float32)}, "values that are not numbers"),
        (INT8 | {"weights": np.ones(6, np.float32)}, "weights for 6 tokens of 7"),
        ({"embedding.weight": TABLE[:5]}, "7 tokens but 5 vectors"),
        ({"embeddings": TABLE, "mapping": np.full(7, 9)}, "vectors that are not there"),
        ({"linear.weight": TABLE}, "no token vectors, but linear.weight"),
    ],
)
def test_weights_that_cannot_be_used_are_told(
    tmp_path: Path, tensors: Mapping[str, NDArray[Any]], message: str
) -> None:
    with pytest.raises(EmbedderError, match=message):
        StaticEmbedder(save(tmp_path / "tiny", tensors))


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        EmbedderError, match=r"no model folder .*absent.*metodbank index rebuild --model static"
    ):
        StaticEmbedder(tmp_path / "absent")


def test_a_model_of_another_kind_is_told_with_how_to_use_it(tmp_path: Path) -> None:
    types = ("sentence_transformers.models.StaticEmbedding", "sentence_transformers.models.Dense")
    folder = save(tmp_path / "tiny", types=types)
    with pytest.raises(EmbedderError, match=r"StaticEmbedding, Dense.*--model sentence-transformers:.*tiny"):
        StaticEmbedder(folder)


def test_torch_is_not_imported(tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny")
    code = (
        "import sys; from search.embedders import make_embedder; "
        f"make_embedder('static:{folder}').embed_queries(['i']); "
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_files_that_were_saved_are_read_back_as_they_were(tmp_path: Path) -> None:
    saved = load_file(save(tmp_path / "tiny") / "model.safetensors")
    assert {name: value.tolist() for name, value in saved.items()} == {
        name: value.tolist() for name, value in INT8.items()
    }
