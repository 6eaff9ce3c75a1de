"""An action: what it is asked with, what it does, and what it says then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from kb.knowledge_base import KnowledgeBase

Id = Annotated[int, Field(ge=1, lt=10**18)]
"""The number of something that is stored."""


class Asked(BaseModel):
    """What every action is asked with; forms send text, which is turned into what a field is."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an action has done, as the reader is told."""

    text: str  # key of the catalogue; "" says nothing
    values: Mapping[str, str | int] = field(default_factory=dict)  # for the text
    address: str = ""  # where to go then, relative to the app; "": the page is drawn anew
    answer: Mapping[str, object] = field(default_factory=dict)  # for a script of the page


@dataclass(frozen=True, slots=True)
class Action:
    """How a request is read, and what is done with it; the facade checks who may."""

    asked: type[Asked]
    act: Callable[[KnowledgeBase, Any], Done]  # given an instance of ``asked``
