from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from training.batches import tokenize
from training.evaluate import Model
from training.export import export
from training.own_data import OwnData
from training.recipe import Recipe, read_recipe
from training.sources import Group, Pair
from training.tasks import make_training_set
from training.teacher import Teacher
from training.token_vectors import start_vectors
from training.train import train

_NOTHING = OwnData((), (), (), (), ())
_SWEDISH = "skola vård trafik miljö bibliotek simhall".split()
_DANISH = "folkeskole pleje færdsel klima læsesal svømmehal".split()


@pytest.fixture
def tokenizer() -> Tokenizer:
    words = ["[UNK]", *_SWEDISH, *_DANISH, "aldrig"]
    made = Tokenizer(models.WordLevel({word: place for place, word in enumerate(words)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return made


def _trained(tokenizer: Tokenizer, folder: Path) -> Model:
    recipe = Recipe(
        dim=16, steps=120, batch=64, warm_up=5, dropped=0.0, shares={"sv-da": 1.0}, short_dims=(8,)
    )
    pairs = tuple(Pair(left, right) for left, right in zip(_SWEDISH, _DANISH, strict=True))
    teacher = Teacher(folder, "")
    data = make_training_set(
        {"sv-da": [Group("toy", ("sv", "da"), 1.0, pairs)]},
        _NOTHING,
        tokenizer=tokenizer,
        teacher=teacher,
        max_tokens=8,
    )
    return Model(
        tokenizer, train(recipe, data, n_tokens=tokenizer.get_vocab_size(), teacher=teacher).vectors.numpy()
    )


def test_words_that_mean_the_same_come_to_lie_together_also_in_a_cut(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    model = _trained(tokenizer, tmp_path)
    for dim in (16, 8):
        cut = Model(tokenizer, model.vectors[:, :dim])
        nearest = (cut.embed(_SWEDISH) @ cut.embed(_DANISH).T).argmax(axis=1)
        assert nearest.tolist() == list(range(len(_SWEDISH)))


def test_the_same_seed_gives_the_same_model(tokenizer: Tokenizer, tmp_path: Path) -> None:
    first, second = _trained(tokenizer, tmp_path), _trained(tokenizer, tmp_path)
    np.testing.assert_array_equal(first.vectors, second.vectors)


def test_a_token_that_is_never_met_stays_as_small_as_it_began(tokenizer: Tokenizer, tmp_path: Path) -> None:
    vectors = _trained(tokenizer, tmp_path).vectors
    start = start_vectors(len(vectors), 16, seed=Recipe().seed).vectors.numpy()
    never, met = tokenizer.token_to_id("aldrig"), tokenizer.token_to_id("skola")
    np.testing.assert_array_equal(vectors[never], start[never])
    assert not np.allclose(vectors[met], start[met])


def test_the_written_model_gives_the_same_vectors_through_sentence_transformers(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    model = _trained(tokenizer, tmp_path)
    export(tokenizer, model.vectors, tmp_path / "model", metadata={"min_score": "0.3"})
    texts = ["skola vård", "færdsel", "bibliotek simhall klima"]
    found = SentenceTransformer(str(tmp_path / "model"), device="cpu").encode(texts)
    assert (found * model.embed(texts)).sum(axis=1).min() > 0.9999


def test_a_text_is_taken_whole_and_cut_where_asked(tokenizer: Tokenizer) -> None:
    texts = tokenize(tokenizer, ["skola vård trafik", "", "klima"], max_tokens=2)
    tokens, starts = texts.take(np.array([2, 0]))
    assert tokens.tolist() == [tokenizer.token_to_id(word) for word in ("klima", "skola", "vård")]
    assert starts.tolist() == [0, 1]
    assert texts.take(np.array([1]))[0].tolist() == [0]  # a text without tokens is the unknown one


def test_a_recipe_can_be_changed_part_by_part() -> None:
    recipe = read_recipe(changes=["dim=128", "shares.sv-da=0.5", "short_dims=[64]"])
    assert (recipe.dim, recipe.shares["sv-da"], recipe.short_dims) == (128, 0.5, (64,))
    assert recipe.shares["sv-en"] == read_recipe().shares["sv-en"]
    with pytest.raises(TypeError):
        read_recipe(changes=["colour='red'"])
