"""What a training run is made of; ``recipe.toml`` holds the recipe of the shipped model."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RECIPE = Path(__file__).parent / "recipe.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The choices of a run."""

    seed: int = 1
    vocabulary: int = 64_000  # tokens
    fold_letters: bool = False  # æ as ä, ø as ö
    dim: int = 384
    steps: int = 2_500
    batch: int = 2_048  # pairs
    rate: float = 5e-3  # of learning, falling to 0
    warm_up: int = 100  # steps in which it rises
    scale: float = 20.0  # what cosines are multiplied by in the contrastive loss
    short_dims: tuple[int, ...] = (256, 128)  # vectors cut to these must do too (Matryoshka)
    short_share: float = 0.3  # of the steps, which train a cut
    dropped: float = 0.0  # share of tokens left out of a text by chance
    max_tokens: int = 128  # of a text in training
    teacher_scale: float = 16.0
    teacher_weight: float = 1.0
    flatten: float = (
        0.0  # power that is taken off the lengths of the vectors after training: 1 makes them equal
    )
    shares: Mapping[str, float] = field(default_factory=dict)  # how often a task makes the batch
    vocabulary_shares: Mapping[str, int] = field(
        default_factory=dict
    )  # texts that the tokenizer is learnt from


def read_recipe(path: Path = RECIPE, changes: Sequence[str] = ()) -> Recipe:
    """Read a recipe; ``changes`` are ``key=value`` in TOML's notation, ``shares.own=0.2`` for a part.

    Raises:
        TypeError: There is no such key.
    """
    values = with_changes(tomllib.loads(path.read_text(encoding="utf-8")), changes)
    if "short_dims" in values:
        values["short_dims"] = tuple(values["short_dims"])
    return dataclasses.replace(Recipe(), **values)


def with_changes(values: dict[str, Any], changes: Sequence[str]) -> dict[str, Any]:
    """Return values of a TOML file with others in place of some; see ``read_recipe``."""
    for change in changes:
        key, _, value = change.partition("=")
        outer, _, inner = key.partition(".")
        parsed = tomllib.loads(f"value = {value}")["value"]
        if inner:
            values.setdefault(outer, {})[inner] = parsed
        else:
            values[outer] = parsed
    return values
