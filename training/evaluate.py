"""How good token vectors are, on the development sets and on what is held out."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from evaluation.parallel import finds_own, read_aligned
from evaluation.similarity import read_sentence_pairs, spearman
from training.batches import tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from training.own_data import OwnData

_FLORES_PAIRS = ("sv-da", "da-sv", "sv-en", "da-en", "nb-da")
_EVERYTHING = 1_000_000


@dataclass(frozen=True, slots=True)
class Model:
    """What is measured: a tokenizer and a vector for each token."""

    tokenizer: Tokenizer
    vectors: NDArray[np.float32]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit rows; shape (len(texts), dim)."""
        tokenized = tokenize(self.tokenizer, texts, max_tokens=_EVERYTHING)
        sums = np.add.reduceat(self.vectors[tokenized.tokens], tokenized.starts[:-1], axis=0)
        return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12))


class TextEmbedder(Protocol):
    """Whatever gives texts vectors."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit rows; shape (len(texts), dim)."""
        ...


def evaluate(model: TextEmbedder, *, eval_folder: Path, own: OwnData) -> dict[str, float]:
    """Measure everything there is; names tell the set, the languages and the measure."""
    return {
        **_parallel(model, eval_folder / "flores200_devtest.tsv.gz"),
        "swefaq ndcg@10": _swefaq(model, eval_folder / "swefaq_dev.jsonl.gz"),
        "sweparaphrase spearman": _paraphrase(model, eval_folder / "sweparaphrase_dev.jsonl.gz"),
        **_questions(model, own),
        **_terms(model, own),
        "own ambiguous, right first": _ambiguous(model, own),
    }


def _parallel(model: TextEmbedder, path: Path) -> dict[str, float]:
    aligned = read_aligned(path)
    vectors = {language: model.embed(texts) for language, texts in aligned.sentences.items()}
    found = {}
    for pair in _FLORES_PAIRS:
        left, right = pair.split("-")
        found[f"flores {pair} p@1"] = float(finds_own(vectors[left], vectors[right]).mean())
    return found


def _swefaq(model: TextEmbedder, path: Path) -> float:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    answers = list(dict.fromkeys(answer for row in rows for answer in row["candidate_answers"]))
    right = np.array([answers.index(row["candidate_answers"][row["label"]]) for row in rows])
    scores = model.embed([row["question"] for row in rows]) @ model.embed(answers).T
    ranks = _ranks(scores, right)
    return float(np.where(ranks <= 10, 1 / np.log2(ranks + 1), 0.0).mean())


def _paraphrase(model: TextEmbedder, path: Path) -> float:
    pairs = read_sentence_pairs(path)
    left = model.embed([pair.sentence_1 for pair in pairs])
    right = model.embed([pair.sentence_2 for pair in pairs])
    labels = np.array([pair.label for pair in pairs])
    return spearman((left * right).sum(axis=1).astype(np.float64), labels)


def _ranks(scores: NDArray[np.float32], right: NDArray[np.int64]) -> NDArray[np.int64]:
    reached = scores[np.arange(len(right)), right][:, None]
    return np.asarray((scores > reached).sum(axis=1) + 1)


def _questions(model: TextEmbedder, own: OwnData) -> dict[str, float]:
    """Held-out questions against all passages, also those that were trained on."""
    if not own.passages:
        return {}
    place = {passage.id: at for at, passage in enumerate(own.passages)}
    asked = [each for each in own.questions if own.passages[place[each.passage_id]].held_out]
    if not asked:
        return {}
    right = np.array([place[question.passage_id] for question in asked])
    scores = model.embed([each.text for each in asked]) @ model.embed([each.text for each in own.passages]).T
    ranks = _ranks(scores, right)
    gains = np.where(ranks <= 10, 1 / ranks, 0.0)
    kinds: dict[str, list[float]] = {"all": gains.tolist()}
    for question, gain in zip(asked, gains.tolist(), strict=True):
        languages = f"{question.language}-{own.passages[place[question.passage_id]].language}"
        kinds.setdefault(languages, []).append(gain)
    return {
        f"own {kind} mrr@10": float(np.mean(kinds[kind])) for kind in sorted(kinds) if len(kinds[kind]) >= 10
    }


def _terms(model: TextEmbedder, own: OwnData) -> dict[str, float]:
    """Held-out terms: the nearest among the terms of the other language, held out or not."""
    groups = {group.languages: group for group in own.held_out_groups if group.source == "own terms"}
    known = {group.languages: group for group in own.groups if group.source == "own terms"}
    found = {}
    for left, right in (("sv", "da"), ("sv", "en")):
        pairs = groups[left, right].pairs
        wanted: dict[str, set[str]] = {}
        for pair in (*pairs, *known[left, right].pairs):
            wanted.setdefault(pair.left, set()).add(pair.right)
        candidates = list(dict.fromkeys(each for terms in wanted.values() for each in sorted(terms)))
        asked = list(dict.fromkeys(pair.left for pair in pairs))
        if not asked:
            continue
        nearest = (model.embed(asked) @ model.embed(candidates).T).argmax(axis=1)
        hits = [candidates[at] in wanted[term] for term, at in zip(asked, nearest, strict=True)]
        found[f"own terms {left}-{right} p@1"] = float(np.mean(hits))
    return found


def _ambiguous(model: TextEmbedder, own: OwnData) -> float:
    held_out = [each for each in own.hard_negatives if each.held_out]
    if not held_out:
        return float("nan")
    question, right, wrong = (
        model.embed([getattr(each, name) for each in held_out]) for name in ("question", "right", "wrong")
    )
    return float(((question * right).sum(1) > (question * wrong).sum(1)).mean())
