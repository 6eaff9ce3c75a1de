"""The encoder: it begins as the teacher, it learns, and its file gives the same vectors."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers

from search.encoder_embedder import EncoderEmbedder
from search.static_embedder import StaticEmbedder
from tests.search.tiny_model import save_tiny_bert
from training.batches import tokenize
from training.encoder import read_bert
from training.encoder_batches import fill, filled_length, taught_texts
from training.encoder_recipe import EncoderRecipe, read_encoder_recipe
from training.encoder_start import start_tokens
from training.evaluate import Model
from training.export import export
from training.export_encoder import export_encoder
from training.own_data import OwnData
from training.pupil import Pupil, read_pupil
from training.sources import Group, Pair
from training.tasks import make_training_set
from training.teacher import Teacher
from training.train_encoder import train

if TYPE_CHECKING:
    from training.tasks import TrainingSet

pytestmark = pytest.mark.model

_NOTHING = OwnData((), (), (), (), ())
_SWEDISH = "skola vård trafik miljö bibliotek simhall".split()
_ENGLISH = "school care traffic environment library pool".split()
_DIM = 16  # of the tiny model


@pytest.fixture
def bert(tmp_path: Path) -> Path:
    return save_tiny_bert(tmp_path / "bert")


@pytest.fixture
def tokenizer() -> Tokenizer:
    words = ["[UNK]", *_SWEDISH, *_ENGLISH]
    made = Tokenizer(models.WordLevel({word: place for place, word in enumerate(words)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return made


@pytest.fixture
def teacher(tmp_path: Path) -> Teacher:
    """A teacher that has read the English words, each at a right angle to the others."""
    folder = tmp_path / "teacher"
    folder.mkdir()
    keys = [hashlib.blake2b(word.encode(), digest_size=12).digest() for word in _ENGLISH]
    vectors = np.eye(len(_ENGLISH), _DIM, dtype=np.float16)
    np.savez(folder / "a.npz", keys=np.stack([np.frombuffer(key, np.uint8) for key in keys]), vectors=vectors)
    return Teacher(folder, "")


@pytest.fixture
def data(tokenizer: Tokenizer, teacher: Teacher) -> TrainingSet:
    pairs = tuple(Pair(left, right, right, right) for left, right in zip(_SWEDISH, _ENGLISH, strict=True))
    groups = {"sv-en": [Group("toy", ("sv", "en"), 1.0, pairs)]}
    return make_training_set(groups, _NOTHING, tokenizer=tokenizer, teacher=teacher, max_tokens=8)


def _pupil(tokenizer: Tokenizer, bert: Path) -> Pupil:
    torch.manual_seed(0)
    encoder, _ = read_bert(bert)
    return Pupil(tokenizer, torch.randn(tokenizer.get_vocab_size() + 2, _DIM), encoder)


def _recipe(**changes: object) -> EncoderRecipe:
    values: dict[str, object] = {
        "steps": 150,
        "tokens": 96,
        "warm_up": 5,
        "token_rate": 0.05,
        "layer_rate": 3e-3,
        "pairs": 6,
    }
    return EncoderRecipe(**(values | {"pair_shares": {"sv-en": 1.0}} | changes))  # type: ignore[arg-type]


def test_the_encoder_gives_what_bert_gives(bert: Path) -> None:
    from transformers import BertModel

    encoder, tokens = read_bert(bert)
    ids, present = torch.tensor([[3, 4, 5, 0], [6, 7, 8, 9]]), torch.tensor([[1.0, 1, 1, 0], [1, 1, 1, 1]])
    with torch.no_grad():
        wanted = BertModel.from_pretrained(bert)(ids, attention_mask=present).last_hidden_state
        found = encoder.hidden(tokens[ids], present)
    np.testing.assert_allclose(found[present == 1], wanted[present == 1], atol=1e-5)


def test_texts_come_to_lie_where_the_teacher_has_their_english(
    tokenizer: Tokenizer, bert: Path, data: TrainingSet, teacher: Teacher
) -> None:
    pupil = _pupil(tokenizer, bert)
    steps = list(train(_recipe(), data, pupil, teacher=teacher))
    assert steps == list(range(1, 151))
    for words in (_SWEDISH, _ENGLISH):
        cosines = pupil.embed(words) @ np.eye(_DIM, len(_ENGLISH))
        assert cosines.argmax(axis=1).tolist() == list(range(len(words)))
        assert np.diag(cosines).mean() > 0.7


def test_the_same_seed_gives_the_same_encoder(
    tokenizer: Tokenizer, bert: Path, data: TrainingSet, teacher: Teacher
) -> None:
    made = []
    for _ in range(2):
        pupil = _pupil(tokenizer, bert)
        list(train(_recipe(steps=20), data, pupil, teacher=teacher))
        made.append(pupil.embed(_SWEDISH))
    np.testing.assert_array_equal(made[0], made[1])


def test_a_token_begins_as_the_english_ones_nearest_to_it(tokenizer: Tokenizer) -> None:
    meanings = np.concatenate([np.zeros((1, 6)), np.eye(6), np.eye(6)]).astype(np.float32)
    english = torch.arange(1.0, 9)[:, None] * torch.ones(8, 4)
    found = start_tokens(Model(tokenizer, meanings), english, [*_ENGLISH, "[CLS]", "[SEP]"])
    assert found.shape == (15, 4)
    school, pool = found[tokenizer.token_to_id("skola")], found[tokenizer.token_to_id("simhall")]
    assert school[0].item() == pytest.approx(1, abs=0.01)
    assert pool[0].item() == pytest.approx(6, abs=0.01)
    assert found[-2:, 0].tolist() == [7, 8]


def test_the_written_model_gives_the_same_vectors(
    tokenizer: Tokenizer, bert: Path, data: TrainingSet, teacher: Teacher, tmp_path: Path
) -> None:
    pupil = _pupil(tokenizer, bert)
    list(train(_recipe(steps=60), data, pupil, teacher=teacher))
    pupil.save(tmp_path / "state.pt")
    again = read_pupil(tokenizer, tmp_path / "state.pt")
    stated = {"min_score": "0.25", "max_tokens": "32"}
    export_encoder(again, tmp_path / "model", stated=stated)
    export_encoder(again, tmp_path / "twice", stated=stated)
    vectors = np.random.default_rng(0).standard_normal((tokenizer.get_vocab_size(), _DIM)).astype(np.float32)
    export(tokenizer, vectors, tmp_path / "static", metadata={})
    static = StaticEmbedder(tmp_path / "static")
    found, twice = (EncoderEmbedder(tmp_path / name, static=static) for name in ("model", "twice"))
    texts = ["skola vård", "simhall", "bibliotek miljö trafik skola"]
    rows = found.embed_documents(texts)[:, :_DIM]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert (rows * pupil.embed(texts)).sum(axis=1).min() > 0.98
    assert (found.revision, found.min_score) == (twice.revision, 0.25)


def test_a_tokenizer_of_another_size_is_refused(tokenizer: Tokenizer, bert: Path, tmp_path: Path) -> None:
    pupil = _pupil(tokenizer, bert)
    pupil.tokens = pupil.tokens[1:]
    with pytest.raises(ValueError, match="the tokenizer has 13 tokens, the encoder 12"):
        export_encoder(pupil, tmp_path / "model", stated={})


def test_texts_are_filled_up_between_what_stands_around_them(tokenizer: Tokenizer) -> None:
    texts = tokenize(tokenizer, ["skola", "vård trafik miljö", "pool"], max_tokens=8)
    filled = fill(texts, np.array([1, 0]), start=13, max_tokens=2)
    assert filled.tokens[:, :5].tolist() == [[13, 2, 3, 14, 0], [13, 1, 14, 0, 0]]
    assert filled.present[:, :5].tolist() == [[1, 1, 1, 1, 0], [1, 1, 1, 0, 0]]
    assert filled.tokens.shape == (2, filled_length(2))


def test_a_short_text_is_drawn_less_often_and_each_once(data: TrainingSet) -> None:
    taught = taught_texts(data, EncoderRecipe(short_tokens=4, least_chance=0.1))
    assert len(taught.texts) == len(_SWEDISH) + len(_ENGLISH)
    assert np.diff(taught.chances, prepend=0) == pytest.approx(1 / 12)
    (batch,) = {
        len(each) for each, _ in zip(taught.batches(np.random.default_rng(0), tokens=64), "abc", strict=False)
    }
    assert batch == 64 // filled_length(1)


def test_a_recipe_can_be_changed_part_by_part() -> None:
    recipe = read_encoder_recipe(changes=["steps=10", "taught.own-terms=0.5"])
    assert (recipe.steps, recipe.taught["own-terms"]) == (10, 0.5)
    assert recipe.taught["own-questions"] == read_encoder_recipe().taught["own-questions"]
