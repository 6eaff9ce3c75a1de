"""The two losses: pairs find each other in the batch; the batch is alike as the teacher sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F  # noqa: N812 – torch's own convention

if TYPE_CHECKING:
    from torch import Tensor

_FAR = -1e4  # as good as minus infinity, and finite in half precision


def pair_loss(
    left: Tensor, right: Tensor, same: Tensor, *, scale: float, wrong: Tensor | None = None
) -> Tensor:
    """Return the symmetric contrastive loss of a batch.

    Args:
        left: Unit rows; shape (pairs, dim).
        right: The row that belongs to each; the same shape.
        same: True where another row of ``right`` has the same text as the one that belongs; (pairs, pairs).
        scale: What cosines are multiplied by before the softmax.
        wrong: Rows that no row of ``left`` may find; shape (any, dim).

    Source: the multiple-negatives ranking loss, Henderson et al. 2017, arXiv 1705.00652, in both directions.
    """
    scores = _product(left, right) * scale
    scores = scores.masked_fill(same, _FAR)
    target = torch.arange(len(left))
    backward = F.cross_entropy(scores.T, target)
    if wrong is not None:
        scores = torch.cat([scores, _product(left, wrong) * scale], dim=1)
    return (F.cross_entropy(scores, target) + backward) / 2


def teacher_loss(pupil: tuple[Tensor, Tensor], teacher: tuple[Tensor, Tensor], *, scale: float) -> Tensor:
    """Return how far the batch's likenesses are from the teacher's, within each side and across.

    Args:
        pupil: Unit rows of the left and the right side; shapes (pairs, dim).
        teacher: The teacher's unit rows of the same meanings; shapes (pairs, its dim).
        scale: What cosines are multiplied by before the softmax.

    The Kullback-Leibler divergence of the softmax over all other rows, the row itself masked.
    """
    itself = torch.eye(len(pupil[0]), dtype=torch.bool)
    losses = []
    for a, b in ((0, 0), (1, 1), (0, 1), (1, 0)):
        wanted = (_product(teacher[a], teacher[b]) * scale).masked_fill(itself, _FAR)
        found = (_product(pupil[a], pupil[b]) * scale).masked_fill(itself, _FAR)
        losses.append(F.kl_div(F.log_softmax(found, dim=1), F.softmax(wanted, dim=1), reduction="batchmean"))
    return torch.stack(losses).mean()


def likeness_loss(pupil: Tensor, teacher: Tensor, *, scale: float) -> Tensor:
    """Return how far the likenesses of a batch to the teacher's vectors are from what the teacher finds.

    Args:
        pupil: Unit rows; shape (texts, dim).
        teacher: The teacher's unit rows of the same texts' English; the same shape.
        scale: What cosines are multiplied by before the softmax.

    The Kullback-Leibler divergence of the softmax over all rows, in both directions: a text finds what is
    like it, and is found by it.
    """
    wanted = F.softmax(teacher @ teacher.T * scale, dim=1)
    found = pupil @ teacher.T * scale
    losses = [
        F.kl_div(F.log_softmax(each, dim=1), wanted, reduction="batchmean") for each in (found, found.T)
    ]
    return torch.stack(losses).mean()


def same_texts(texts: Tensor) -> Tensor:
    """Return where other rows have the same text; shape (texts, texts)."""
    same = texts[:, None] == texts[None, :]
    return same & ~torch.eye(len(texts), dtype=torch.bool)


def _product(a: Tensor, b: Tensor) -> Tensor:
    # half precision: twice as fast, and the error is far below the spread of the scores
    return (a.bfloat16() @ b.bfloat16().T).float()
