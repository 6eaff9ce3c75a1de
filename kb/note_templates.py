"""The templates for notes of conferences: their headings, labels and help texts, in Swedish and Danish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

LANGUAGES = ("sv", "da")
N_BLOCKS = 3
"""Empty dialogues in a template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontLine:
    """A line at the head of the notes: "Evenemang: [Vad konferensen eller mötet heter]"."""

    key: str  # as in ingest.stated
    label: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteField:
    """A heading of a dialogue, and what helps to fill in what stands under it."""

    key: str  # initiator, participants, problem, said, examples, outcomes, worked, did_not_work …
    heading: str
    help: str
    also: tuple[str, ...] = ()  # headings of older templates


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTemplate:
    """A template in one language."""

    language: str  # sv or da
    file_name: str  # without its ending
    title: str
    dialogue: str  # the word before the number of a dialogue
    question_help: str
    help: tuple[str, ...]
    more: str  # how to add dialogues
    front: tuple[FrontLine, ...]
    fields: tuple[NoteField, ...]

    def heading(self, number: int) -> str:
        """Return the heading of an empty dialogue."""
        return f"{self.dialogue} {number}: {bracketed(self.question_help)}"

    def help_texts(self) -> Iterator[str]:
        """Yield all that stands in brackets, without them."""
        yield from (self.question_help, *self.help, self.more)
        yield from (line.help for line in self.front)
        yield from (field.help for field in self.fields)


def bracketed(text: str) -> str:
    """Return a help text as it stands in a template."""
    return f"[{text}]"


@cache
def note_template(language: str) -> NoteTemplate:
    """Return the template in Swedish or Danish.

    Raises:
        ValueError: There is none in this language.
        SettingsError: Its file is broken.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no template for notes in {language!r}, only in {', '.join(LANGUAGES)}")
    from kb.data_files import read_toml

    name = f"note_template_{language}.toml"
    data = files("kb").joinpath("data", name).read_bytes()
    read = read_toml(data, _model(), source=name)
    return NoteTemplate(
        language=language,
        file_name=read["file_name"],
        title=read["title"],
        dialogue=read["dialogue"],
        question_help=read["question_help"],
        help=tuple(read["help"]),
        more=read["more"],
        front=tuple(FrontLine(**line) for line in read["front"]),
        fields=tuple(NoteField(**{**field, "also": tuple(field["also"])}) for field in read["fields"]),
    )


@cache
def _model() -> type[BaseModel]:
    from pydantic import BaseModel, ConfigDict, Field

    class Front(BaseModel):
        model_config = ConfigDict(extra="forbid")
        key: str
        label: str = Field(min_length=2)
        help: str = Field(min_length=2)

    class NoteFieldModel(BaseModel):
        model_config = ConfigDict(extra="forbid")
        key: str
        heading: str = Field(min_length=2)
        help: str = Field(min_length=2)
        also: list[str] = Field(default_factory=list)

    class Template(BaseModel):
        model_config = ConfigDict(extra="forbid")
        file_name: str = Field(pattern=r"^[a-z-]+$")
        title: str
        dialogue: str
        question_help: str
        help: list[str]
        more: str
        front: list[Front]
        fields: list[NoteFieldModel]

    return Template
