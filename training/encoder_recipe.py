"""What a training run of the encoder is made of; ``encoder_recipe.toml`` holds that of the shipped one."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from training.recipe import with_changes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ENCODER_RECIPE = Path(__file__).parent / "encoder_recipe.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderRecipe:
    """The choices of a run."""

    seed: int = 1
    steps: int = 2_400
    warm_up: int = 100  # steps in which the rates rise
    tokens: int = 8_192  # of a batch that the teacher is matched on
    pairs: int = 192  # of a batch of pairs
    long_pairs: int = 64  # of one whose texts are passages
    term_pairs: int = 512  # of one whose texts are single terms
    max_tokens: int = 128  # of a text in training
    token_rate: float = 1e-3  # of learning, of the token vectors; falling to 0
    layer_rate: float = 1e-4  # the same of all else
    decay: float = 0.01  # of the layers' weights
    scale: float = 20.0  # what cosines are multiplied by before a softmax
    nearness: float = 5.0  # weight of the cosine with the teacher's vector, beside that of the likenesses
    pair_nearness: float = 2.0  # the same where pairs find each other
    pair_share: float = 0.22  # of the steps: pairs find each other
    short_tokens: int = 10  # texts of fewer are drawn less often
    least_chance: float = 0.15  # of a text of one token, beside one that is not short
    pair_shares: Mapping[str, float] = field(default_factory=dict)
    taught: Mapping[str, float] = field(default_factory=dict)


def read_encoder_recipe(path: Path = ENCODER_RECIPE, changes: Sequence[str] = ()) -> EncoderRecipe:
    """Read a recipe; ``changes`` are ``key=value`` in TOML's notation, ``taught.own-terms=1`` for a part.

    Raises:
        TypeError: There is no such key.
    """
    values = with_changes(tomllib.loads(path.read_text(encoding="utf-8")), changes)
    return dataclasses.replace(EncoderRecipe(), **values)
