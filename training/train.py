"""Train the model: ``python -m training.train`` with the folders that ``--help`` names."""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 – torch's own convention
from tokenizers import Tokenizer

from training.evaluate import Model, evaluate
from training.losses import pair_loss, same_texts, teacher_loss
from training.own_data import read_own_data
from training.recipe import read_recipe
from training.sources import read_groups, read_settings
from training.tasks import make_training_set, task_groups, vocabulary_texts
from training.teacher import Teacher
from training.token_vectors import TokenVectors, embed, flattened, make_bag, start_vectors
from training.vocabulary import train_tokenizer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from training.batches import Task
    from training.encoder_recipe import EncoderRecipe
    from training.own_data import OwnData
    from training.recipe import Recipe
    from training.sources import Group
    from training.tasks import TrainingSet

logger = logging.getLogger(__name__)

_REPORT_EVERY = 250  # steps
_MIN_TAUGHT = 64  # pairs of a batch that the teacher has read; of fewer there is nothing to learn


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--set", action="append", default=[], help="change the recipe: key=value")
    options = parser.parse_args(arguments)
    start_log(options.out)
    recipe = read_recipe(changes=options.set)
    run(recipe, read_material(options, seed=recipe.seed), options.out, ready_tokenizer=options.tokenizer)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what every run needs to a command line."""
    parser.add_argument(
        "--public", type=Path, required=True, help="folder of the files that sources.toml names"
    )
    parser.add_argument("--evaluation", type=Path, required=True, help="folder of the development sets")
    parser.add_argument("--teacher", default="", help="an English sentence-transformers model")
    parser.add_argument(
        "--cache", type=Path, default=Path("build/training"), help="where vectors of the teacher are kept"
    )
    parser.add_argument("--tokenizer", type=Path, help="a tokenizer.json to use instead of learning one")
    parser.add_argument(
        "--out", type=Path, required=True, help="where tokenizer, vectors and results are written"
    )


def start_log(out: Path) -> None:
    """Log to the terminal; make the folder of the results."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    out.mkdir(parents=True, exist_ok=True)


@dataclass(slots=True)
class Material:
    """What runs have in common: all text, the teacher, and where the development sets are."""

    public: list[Group]
    own: OwnData
    teacher: Teacher
    evaluation: Path
    _last: tuple[tuple[str, int], TrainingSet] | None = None

    def tokenized(self, tokenizer: Tokenizer, *, max_tokens: int) -> TrainingSet:
        """Return the training set of a tokenizer; the last one is kept, since it takes a minute."""
        key = (tokenizer.to_str(), max_tokens)
        if self._last is None or self._last[0] != key:
            data = make_training_set(
                task_groups(self.public, self.own),
                self.own,
                tokenizer=tokenizer,
                teacher=self.teacher,
                max_tokens=max_tokens,
            )
            logger.info("%d texts, %d tokens", len(data.texts), len(data.texts.tokens))
            self._last = (key, data)
        return self._last[1]


def read_material(options: argparse.Namespace, *, seed: int) -> Material:
    """Read all text, and let the teacher read what it has not."""
    own, settings = read_own_data(), read_settings()
    public = read_groups(options.public, settings, seed=seed)
    teacher = Teacher(options.cache / "teacher", options.teacher)
    if options.teacher:
        teacher.learn(_texts_to_teach(public, own, {each["name"]: each["teacher"] for each in settings}))
    return Material(public, own, teacher, options.evaluation)


def run(
    recipe: Recipe, material: Material, out: Path, *, ready_tokenizer: Path | None = None
) -> dict[str, float]:
    """Make one model, write its tokenizer, vectors and results into ``out``, and return the results."""
    started = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer(recipe, material, ready_tokenizer)
    tokenizer.save(str(out / "tokenizer.json"))
    data = material.tokenized(tokenizer, max_tokens=recipe.max_tokens)
    model = train(recipe, data, n_tokens=tokenizer.get_vocab_size(), teacher=material.teacher)
    trained = Model(tokenizer, flattened(model.vectors.numpy(), recipe.flatten))
    np.save(out / "vectors.npy", trained.vectors)
    found = evaluate(trained, eval_folder=material.evaluation, own=material.own)
    write_results(out, recipe, found, time.monotonic() - started)
    return found


def _texts_to_teach(public: Sequence[Group], own: OwnData, caps: Mapping[str, int]) -> list[str]:
    texts: set[str] = set()
    for name, cap in caps.items():
        english = sorted(
            {pair.left_english for group in public if group.source == name for pair in group.pairs}
        )
        rng = np.random.default_rng(0)
        texts.update(rng.permutation(np.array(english, dtype=object))[:cap].tolist() if cap else ())
    texts.update(pair.left_english for group in own.groups for pair in group.pairs)
    texts.update(passage.english for passage in own.passages)
    texts.update(question.english for question in own.questions)
    return sorted(texts - {""})


def _tokenizer(recipe: Recipe, material: Material, ready: Path | None) -> Tokenizer:
    if ready is not None:
        return Tokenizer.from_file(str(ready))
    return train_tokenizer(
        vocabulary_texts(material.public, material.own),
        recipe.vocabulary_shares,
        size=recipe.vocabulary,
        fold_letters=recipe.fold_letters,
        seed=recipe.seed,
    )


def train(recipe: Recipe, data: TrainingSet, *, n_tokens: int, teacher: Teacher) -> TokenVectors:
    """Train token vectors; the same recipe and data give the same model on the same machine."""
    rng = np.random.default_rng(recipe.seed)
    model = start_vectors(n_tokens, recipe.dim, seed=recipe.seed)
    names = [name for name, share in recipe.shares.items() if share and name in data.tasks]
    chances = np.array([recipe.shares[name] for name in names])
    order = rng.choice(len(names), size=recipe.steps, p=chances / chances.sum())
    losses: dict[str, list[float]] = {}
    for step in range(recipe.steps):
        task = data.tasks[names[order[step]]]
        loss = _train_step(recipe, data, task, model, teacher=teacher, rng=rng, rate=_rate(recipe, step))
        losses.setdefault(task.name, []).append(loss)
        if (step + 1) % _REPORT_EVERY == 0:
            means = ", ".join(f"{name} {np.mean(values):.3f}" for name, values in sorted(losses.items()))
            logger.info("step %d: %s", step + 1, means)
            losses.clear()
    return model


def _rate(recipe: Recipe, step: int) -> float:
    rising = min((step + 1) / recipe.warm_up, 1.0)
    return recipe.rate * rising * (1 + math.cos(math.pi * step / recipe.steps)) / 2


def _train_step(
    recipe: Recipe,
    data: TrainingSet,
    task: Task,
    model: TokenVectors,
    *,
    teacher: Teacher,
    rng: np.random.Generator,
    rate: float,
) -> float:
    drawn = task.draw(rng, recipe.batch)
    sides = [task.left[drawn], task.right[drawn]]
    if task.wrong is not None:
        sides.append(task.wrong[drawn])
    bag = make_bag(data.texts, sides, rng=rng, dropped=recipe.dropped)
    weights = model.vectors[bag.rows].requires_grad_()
    left, right, *wrong = torch.split(embed(bag, weights), len(drawn))
    cut = _cut(recipe, rng)
    units = [F.normalize(each[:, :cut], dim=1) for each in (left, right, *wrong)]
    same = same_texts(torch.from_numpy(sides[1]))
    loss = pair_loss(units[0], units[1], same, scale=recipe.scale, wrong=units[2] if wrong else None)
    taught = np.flatnonzero((task.left_teacher[drawn] >= 0) & (task.right_teacher[drawn] >= 0))
    if recipe.teacher_weight and len(taught) >= _MIN_TAUGHT:
        read = [
            torch.from_numpy(teacher.vectors[side[drawn[taught]]]).float()
            for side in (task.left_teacher, task.right_teacher)
        ]
        rows = torch.from_numpy(taught)
        loss = loss + recipe.teacher_weight * teacher_loss(
            (units[0][rows], units[1][rows]), (read[0], read[1]), scale=recipe.teacher_scale
        )
    loss.backward()  # type: ignore[no-untyped-call]
    if weights.grad is not None:
        model.step(bag.rows, weights.grad, rate)
    return float(loss.detach())


def _cut(recipe: Recipe, rng: np.random.Generator) -> int:
    if recipe.short_dims and rng.random() < recipe.short_share:
        return int(rng.choice(recipe.short_dims))
    return recipe.dim


def write_results(
    out: Path, recipe: Recipe | EncoderRecipe, found: Mapping[str, float], seconds: float
) -> None:
    """Write what was run and what came out into ``run.json``, and log the figures."""
    entry = {
        "recipe": dataclasses.asdict(recipe),
        "seconds": round(seconds),
        "results": {name: round(float(value), 4) for name, value in found.items()},
    }
    (out / "run.json").write_text(json.dumps(entry, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, value in found.items():
        logger.info("%-32s %.4f", name, value)


if __name__ == "__main__":
    main()
