"""What a model is told besides the text: prompts for queries and documents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_E5 = re.compile(r"(?:^|[-_/.])e5(?:[-_/.]|$)", re.IGNORECASE)
# Cosines of E5 models lie between some 0.7 and 1, because of the low temperature they were trained with
# (model card of intfloat/multilingual-e5-base). Other models spread over 0 to 1.
_E5_MIN_SCORE, _MIN_SCORE = 0.78, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """What is put before a text, as the model was trained."""

    query: str
    document: str


def choose_prompts(
    name: str,
    saved: Mapping[str, str | None],
    *,
    query: str | None = None,
    document: str | None = None,
) -> Prompts:
    """Return the prompts of a model.

    Args:
        name: The model's name; an E5 model that has none saved gets those of E5.
        saved: Prompts saved with the model, by the name of their task.
        query: Replaces the model's own.
        document: The same for documents.
    """
    candidates = (saved.get(key) for key in ("document", "passage", "corpus"))
    own = Prompts(query=saved.get("query") or "", document=next(filter(None, candidates), ""))
    if not own.query and not own.document and _E5.search(name):
        # Without them an E5 model loses several points of recall; many copies do not save them.
        own = Prompts(query="query: ", document="passage: ")
    return Prompts(
        query=own.query if query is None else query,
        document=own.document if document is None else document,
    )


def usual_min_score(name: str) -> float:
    """Return the cosine under which texts have nothing in common for a model that does not say it."""
    return _E5_MIN_SCORE if _E5.search(name) else _MIN_SCORE
