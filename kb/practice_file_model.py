"""The format of a file of practices, as pydantic checks it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from kb.practices import PracticeField, PracticeKind, RelationKind
from kb.records import Language

if TYPE_CHECKING:
    from pydantic import BaseModel

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_KEY_CHARS = 100


@cache
def file_model() -> type[BaseModel]:
    """Return the model of a file; made here because importing pydantic takes long."""
    from pydantic import (
        AfterValidator,
        BaseModel,
        BeforeValidator,
        ConfigDict,
        StringConstraints,
        model_validator,
    )
    from pydantic import Field as Constrained

    words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    name_of_it = Annotated[str, StringConstraints(max_length=_MAX_KEY_CHARS), AfterValidator(_good_key)]
    several = BeforeValidator(lambda value: value if isinstance(value, list) else [value])
    field_name = Annotated[PracticeField, AfterValidator(_no_own_field)]
    language = Annotated[Language, AfterValidator(_known_language)]

    strict = ConfigDict(extra="forbid")

    class Value(BaseModel):
        model_config = strict

        quote: words
        code: words | None = None

        @model_validator(mode="before")
        @classmethod
        def of_words(cls, value: Any) -> Any:  # noqa: ANN401 - what TOML holds
            return {"quote": value} if isinstance(value, str) else value

    class Relation(BaseModel):
        model_config = strict

        kind: RelationKind
        to: name_of_it

    class Practice(BaseModel):
        model_config = strict

        key: name_of_it
        kind: PracticeKind = PracticeKind.PRACTICE
        state: Literal["draft", "reviewed", "published"] = "draft"
        documents: Annotated[list[words], several, Constrained(min_length=1)]
        name: words | None = None
        title: Annotated[dict[language, words], Constrained(min_length=1)]
        summary: dict[language, words] = {}
        rests_on: Annotated[list[words], several, Constrained(min_length=1)]
        passages: Annotated[list[words], several] = []
        fields: dict[field_name, Annotated[list[Value], several]] = {}
        relations: list[Relation] = []

    class File(BaseModel):
        model_config = strict

        practices: Annotated[list[Practice], Constrained(min_length=1)]

    return File


def _no_own_field(field: PracticeField) -> PracticeField:
    if field in {PracticeField.TITLE, PracticeField.SUMMARY}:
        raise ValueError("the words that title and summary rest on stand in rests_on")
    return field


def _known_language(language: Language) -> Language:
    if language is Language.UNKNOWN:
        raise ValueError("a title and a summary have a language")
    return language


def _good_key(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError("a key is made of the letters a-z, digits and single hyphens between them")
    return key
