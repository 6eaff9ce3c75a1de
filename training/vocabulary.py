"""The tokenizer: a Unigram vocabulary learnt from the training text."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

UNKNOWN = "[UNK]"
_MAX_PIECE_CHARS = 24  # the longest compound that may be one token


def train_tokenizer(
    texts: Mapping[str, Sequence[str]],
    shares: Mapping[str, int],
    *,
    size: int,
    fold_letters: bool,
    seed: int,
) -> Tokenizer:
    """Learn a vocabulary.

    Args:
        texts: Texts by kind.
        shares: How many of each kind are read; more than there are repeats them.
        size: Number of tokens.
        fold_letters: Write æ as ä and ø as ö, so that the languages share more tokens.
        seed: Of the draw.
    """
    tokenizer = Tokenizer(models.Unigram())
    steps: list[normalizers.Normalizer] = [normalizers.NFKC(), normalizers.Lowercase()]
    if fold_letters:
        steps += [normalizers.Replace("æ", "ä"), normalizers.Replace("ø", "ö")]
    tokenizer.normalizer = normalizers.Sequence(steps)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation(), pre_tokenizers.Digits()]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=size,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=_MAX_PIECE_CHARS,
        show_progress=False,
    )
    tokenizer.train_from_iterator(_drawn(texts, shares, seed), trainer)
    return tokenizer


def _drawn(texts: Mapping[str, Sequence[str]], shares: Mapping[str, int], seed: int) -> Iterable[str]:
    rng = random.Random(seed)
    drawn: list[str] = []
    for kind, n_wanted in shares.items():
        known = texts.get(kind, ())
        if not known:
            continue
        n_whole, n_rest = divmod(n_wanted, len(known))
        drawn += [*known] * n_whole + rng.sample(list(known), n_rest)
    rng.shuffle(drawn)
    return drawn
