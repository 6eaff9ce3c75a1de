"""Train the small encoder: ``python -m training.train_encoder`` with the folders that ``--help`` names.

It begins as the English teacher with other tokens, and learns to give a text in any of the four languages the
vector that the teacher gives its English.
"""

from __future__ import annotations

import argparse
import logging
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 – torch's own convention
from tokenizers import Tokenizer
from torch import nn

from training.encoder import read_bert
from training.encoder_batches import fill, pair_chances, taught_texts
from training.encoder_recipe import read_encoder_recipe
from training.encoder_start import start_tokens
from training.evaluate import Model, evaluate
from training.losses import likeness_loss, pair_loss, same_texts
from training.pupil import Pupil
from training.token_vectors import TokenVectors
from training.train import add_options, read_material, start_log, write_results

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from training.batches import Task
    from training.encoder_batches import Rows, Taught
    from training.encoder_recipe import EncoderRecipe
    from training.tasks import TrainingSet
    from training.teacher import Teacher

logger = logging.getLogger(__name__)

_REPORT_EVERY, _KEEP_EVERY = 50, 500  # steps
_MOST = 1.0  # length of the layers' gradient
_LONG = {"own-questions", "own-ambiguous", "sv-sv"}  # tasks of passages
_LEAST_TAUGHT = 8  # pairs of a batch that the teacher has read; of fewer there is nothing to learn


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument(
        "--static", type=Path, required=True, help="run of training.train: tokenizer and start"
    )
    parser.add_argument("--set", action="append", default=[], help="change the recipe: key=value")
    options = parser.parse_args(arguments)
    start_log(options.out)
    recipe = read_encoder_recipe(changes=options.set)
    torch.manual_seed(recipe.seed)
    material = read_material(options, seed=recipe.seed)
    pupil = start_pupil(options.static, Path(options.teacher))
    data = material.tokenized(pupil.tokenizer, max_tokens=recipe.max_tokens)
    started = time.monotonic()
    for step in train(recipe, data, pupil, teacher=material.teacher):
        if step % _KEEP_EVERY == 0 or step == recipe.steps:
            pupil.save(options.out / "state.pt")
    seconds = time.monotonic() - started
    pupil.tokenizer.save(str(options.out / "tokenizer.json"))
    found = evaluate(pupil, eval_folder=material.evaluation, own=material.own)
    write_results(options.out, recipe, found, seconds)


def start_pupil(static: Path, english: Path) -> Pupil:
    """Return what training begins with.

    Args:
        static: A folder that ``training.train`` wrote.
        english: The teacher's folder: a BERT model with WordPiece tokens.
    """
    tokenizer = Tokenizer.from_file(str(static / "tokenizer.json"))
    encoder, tokens = read_bert(english)
    pieces = (english / "vocab.txt").read_text(encoding="utf-8").split("\n")[: len(tokens)]
    meanings = Model(tokenizer, np.load(static / "vectors.npy"))
    return Pupil(tokenizer, start_tokens(meanings, tokens, pieces), encoder)


def train(recipe: EncoderRecipe, data: TrainingSet, pupil: Pupil, *, teacher: Teacher) -> Iterator[int]:
    """Train the pupil; yield the number of steps taken after each."""
    trainer = _Trainer(recipe, data, pupil, teacher)
    rng = np.random.default_rng(recipe.seed)
    taught = taught_texts(data, recipe)
    logger.info("%d texts to learn from the teacher", len(taught.texts))
    batches = taught.batches(rng, tokens=recipe.tokens)
    chances = pair_chances(data, recipe)
    names, shares = list(chances), list(chances.values())
    for step in range(recipe.steps):
        if names and rng.random() < recipe.pair_share:
            name = names[rng.choice(len(names), p=shares)]
            trainer.step_of_pairs(data.tasks[name], rng, rate=_rate(recipe, step))
        else:
            trainer.step_of_texts(taught, next(batches), rate=_rate(recipe, step))
        if (step + 1) % _REPORT_EVERY == 0:
            logger.info("step %d: %s", step + 1, trainer.report())
        yield step + 1


def _rate(recipe: EncoderRecipe, step: int) -> float:
    return min((step + 1) / recipe.warm_up, 1.0) * (1 + math.cos(math.pi * step / recipe.steps)) / 2


class _Trainer:
    """What a step needs and changes."""

    def __init__(self, recipe: EncoderRecipe, data: TrainingSet, pupil: Pupil, teacher: Teacher) -> None:
        self._recipe, self._data, self._pupil, self._teacher = recipe, data, pupil, teacher
        self._tokens = TokenVectors(pupil.tokens)
        self._layers = torch.optim.AdamW(
            pupil.encoder.parameters(), lr=recipe.layer_rate, weight_decay=recipe.decay, betas=(0.9, 0.98)
        )
        self._losses: dict[str, list[float]] = {}

    def report(self) -> str:
        """Return the mean losses since the last report."""
        told = ", ".join(f"{name} {np.mean(values):.3f}" for name, values in sorted(self._losses.items()))
        self._losses.clear()
        return told

    def step_of_texts(self, taught: Taught, drawn: Rows, *, rate: float) -> None:
        """Bring texts to where the teacher has their English, and their likenesses to what it finds."""
        met, weights, (unit,) = self._encoded([taught.texts[drawn]])
        wanted = self._read(taught.teacher[drawn])
        likeness = likeness_loss(unit, wanted, scale=self._recipe.scale)
        farness = _farness(unit, wanted)
        self._note("taught", likeness)
        self._note("farness", farness)
        self._apply(likeness + self._recipe.nearness * farness, met, weights, rate)

    def step_of_pairs(self, task: Task, rng: np.random.Generator, *, rate: float) -> None:
        """Let pairs find each other, and keep what the teacher has read near to it."""
        drawn = task.draw(rng, self._n_pairs(task.name))
        sides = [task.left[drawn], task.right[drawn]]
        if task.wrong is not None:
            sides.append(task.wrong[drawn])
        met, weights, units = self._encoded(sides)
        loss = pair_loss(
            units[0],
            units[1],
            same_texts(torch.from_numpy(sides[1])),
            scale=self._recipe.scale,
            wrong=units[2] if task.wrong is not None else None,
        )
        self._note(task.name, loss)
        for unit, rows in zip(units, (task.left_teacher[drawn], task.right_teacher[drawn]), strict=False):
            known = np.flatnonzero(rows >= 0)
            if len(known) > _LEAST_TAUGHT:
                near = _farness(unit[torch.from_numpy(known)], self._read(rows[known]))
                loss = loss + self._recipe.pair_nearness * near
        self._apply(loss, met, weights, rate)

    def _n_pairs(self, task: str) -> int:
        if task in _LONG:
            return self._recipe.long_pairs
        return self._recipe.term_pairs if task == "own-terms" else self._recipe.pairs

    def _encoded(self, sides: Sequence[Rows]) -> tuple[Tensor, Tensor, list[Tensor]]:
        """Return the tokens met, their vectors, and unit rows of each list of texts."""
        filled = [
            fill(self._data.texts, rows, start=self._pupil.start, max_tokens=self._recipe.max_tokens)
            for rows in sides
        ]
        met, places = np.unique(np.concatenate([each.tokens.ravel() for each in filled]), return_inverse=True)
        rows = torch.from_numpy(met)
        weights = self._tokens.vectors[rows].requires_grad_()
        ends = np.cumsum([each.tokens.size for each in filled])[:-1]
        parts = zip(filled, np.split(places, ends), strict=True)
        units = [
            self._pupil.encode(each, torch.from_numpy(part.reshape(each.tokens.shape)), weights)
            for each, part in parts
        ]
        return rows, weights, units

    def _read(self, rows: Rows) -> Tensor:
        return torch.from_numpy(self._teacher.vectors[rows]).float()

    def _note(self, name: str, loss: Tensor) -> None:
        self._losses.setdefault(name, []).append(float(loss.detach()))

    def _apply(self, loss: Tensor, met: Tensor, weights: Tensor, rate: float) -> None:
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._pupil.encoder.parameters(), _MOST)
        for group in self._layers.param_groups:
            group["lr"] = self._recipe.layer_rate * rate
        self._layers.step()
        self._layers.zero_grad(set_to_none=True)
        if weights.grad is not None:
            self._tokens.step(met, weights.grad, self._recipe.token_rate * rate)


def _farness(unit: Tensor, wanted: Tensor) -> Tensor:
    return (1 - F.cosine_similarity(unit, wanted)).mean()


if __name__ == "__main__":
    main()
