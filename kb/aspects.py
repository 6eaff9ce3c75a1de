"""The words and phrases that tell whom a practice is for, how far it has come and what was learnt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kb.data_files import read_file, read_toml
from kb.errors import SettingsError
from kb.practice_terms import Lesson, Participation, PracticeStatus, TargetGroup
from kb.records import ASPECTS, Facet

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

# Of one kind, by language: sv, da, nb, en
Words = Mapping[str, tuple[str, ...]]

GUARDS = ("negation", "after", "condition", "intent", "conjunction")
GROUP_WORDS = ("prepositions", "not_for", "between", "after")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """A value of a facet with the phrases that tell it; a target group also has names.

    ``names`` and ``adjectives`` mean the group wherever they occur, but say that something is for it only
    after a preposition.
    """

    facet: Facet
    value: str
    phrases: Words
    names: Words
    adjectives: Words


@dataclass(frozen=True, eq=False, kw_only=True)  # by identity: what is worked out from it is kept by it
class AspectLexicon:
    """All aspects, the classes of words that their phrases use, and what guards them."""

    aspects: tuple[Aspect, ...]
    classes: Mapping[str, Words]
    guards: Mapping[str, Words]
    group_words: Mapping[str, Words]


def load_aspects(path: Path | None = None) -> AspectLexicon:
    """Read the aspects from a TOML file, by default from the one that comes with Metodbank.

    The default is read once per process.

    Raises:
        SettingsError: The file cannot be read or breaks a rule of its format; the message says which.
    """
    if path is None:
        return _packaged_aspects()
    return _parse(read_file(path, what="The aspects"), source=str(path))


@cache
def _packaged_aspects() -> AspectLexicon:
    from importlib.resources import files

    return _parse((files("kb") / "data" / "aspects.toml").read_bytes(), source="kb/data/aspects.toml")


def _parse(data: bytes, *, source: str) -> AspectLexicon:
    found = read_toml(data, _file_model(), source=source)
    aspects = tuple(_aspects(found))
    missing = _missing(aspects)
    if missing:
        raise SettingsError(f"{source} has nothing for {missing}. Write it there.")
    return AspectLexicon(
        aspects=aspects, classes=found["words"], guards=found["guards"], group_words=found["groups"]
    )


def _aspects(found: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]) -> Iterator[Aspect]:
    for facet in ASPECTS:
        for value, entry in found[facet.value].items():
            is_group = facet is Facet.TARGET_GROUP
            yield Aspect(
                facet=facet,
                value=str(value),
                phrases=entry["phrases"] if is_group else entry,  # type: ignore[arg-type] # of two shapes
                names=entry["names"] if is_group else {},  # type: ignore[arg-type]
                adjectives=entry["adjectives"] if is_group else {},  # type: ignore[arg-type]
            )


def _missing(aspects: tuple[Aspect, ...]) -> str | None:
    told = {(aspect.facet, aspect.value) for aspect in aspects}
    for facet, values in ASPECTS.items():
        for value in values:
            if (facet, value.value) not in told:
                return f"{facet.value}.{value.value}"
    return None


@cache
def _file_model() -> type[BaseModel]:
    # Made here, not at the top: importing pydantic takes far longer than the rest of this module.
    from typing import Annotated, Literal

    from pydantic import BaseModel, ConfigDict, Field

    code = Literal["sv", "da", "nb", "en"]
    text = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]
    by_language = dict[code, tuple[text, ...]]

    class Group(BaseModel):
        model_config = ConfigDict(extra="forbid")

        phrases: by_language = {}
        names: by_language = {}
        adjectives: by_language = {}

    class AspectFile(BaseModel):
        model_config = ConfigDict(extra="forbid")

        words: dict[str, by_language]
        guards: dict[Literal[GUARDS], by_language]  # type: ignore[valid-type]
        groups: dict[Literal[GROUP_WORDS], by_language]  # type: ignore[valid-type]
        status: dict[PracticeStatus, by_language]
        participation: dict[Participation, by_language]
        lesson: dict[Lesson, by_language]
        target_group: dict[TargetGroup, Group]

    return AspectFile
