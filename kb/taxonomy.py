"""The themes that chunks are tagged with and that readers browse by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from kb.data_files import read_file, read_toml
from kb.errors import SettingsError, UnknownThemeError
from kb.text import fold

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

_LANGUAGES = ("sv", "da", "en")
_MAX_SUGGESTIONS = 3
_MIN_LIKENESS = 0.7  # of difflib, 0..1: one wrong letter in four; at 0.6 nonsense brings suggestions
_MIN_PART_CHARS = 5  # of a word of a name, so that "och" and "ideas" suggest nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme or sub-theme.

    ``names``, ``terms`` and ``broad`` are keyed by ``sv``, ``da`` and ``en``. Terms are in base form and
    mean the theme wherever they occur; ``broad`` words belong to it but to much else too, so nothing is
    tagged by them.
    """

    id: str  # stable; a sub-theme's begins with its parent's and a full stop
    parent: str | None
    names: Mapping[str, str]
    terms: Mapping[str, tuple[str, ...]]
    broad: Mapping[str, tuple[str, ...]]
    sdg: tuple[str, ...]  # targets of the UN Sustainable Development Goals, such as 16.7


@dataclass(frozen=True, eq=False)  # by identity: what is worked out from a taxonomy is kept by it
class Taxonomy:
    """All themes, each parent before its sub-themes, in the order they are shown."""

    themes: tuple[Theme, ...]
    _by_id: Mapping[str, Theme] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {theme.id: theme for theme in self.themes})

    def get(self, theme_id: str) -> Theme:
        """Return the theme with exactly this id.

        Raises:
            UnknownThemeError: There is none; the message names the closest.
        """
        theme = self._by_id.get(theme_id)
        if theme is None:
            raise _unknown(theme_id, self.themes)
        return theme

    def children(self, theme_id: str | None = None) -> tuple[Theme, ...]:
        """Return the sub-themes of a theme, or the top themes for None, in order.

        Raises:
            UnknownThemeError: There is no theme with this id.
        """
        if theme_id is not None:
            self.get(theme_id)
        return tuple(theme for theme in self.themes if theme.parent == theme_id)

    def with_descendants(self, theme_id: str) -> frozenset[str]:
        """Return the ids of a theme and of everything under it.

        Raises:
            UnknownThemeError: There is no theme with this id.
        """
        found = {self.get(theme_id).id}
        for theme in self.themes:  # parents come first
            if theme.parent in found:
                found.add(theme.id)
        return frozenset(found)

    def name(self, theme_id: str, ui_language: str) -> str:
        """Return a theme's name in ``ui_language``, in English where there is none.

        Raises:
            UnknownThemeError: There is no theme with this id.
        """
        names = self.get(theme_id).names
        return names.get(ui_language, names["en"])

    def resolve(self, text: str) -> str:
        """Return the id of the theme that ``text`` names.

        Args:
            text: An id, or a name in any of the three languages; case, outer white space, Unicode form and
                Danish or Swedish spelling of ä, ö and å do not matter.

        Raises:
            UnknownThemeError: It is neither; the message names up to three of the closest themes.
        """
        wanted = _key(text)
        for theme in self.themes:
            if wanted in _keys(theme):
                return theme.id
        raise _unknown(text, self.themes)


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read the themes from a TOML file, by default from the one that comes with Metodbank.

    The default is read once per process.

    Raises:
        SettingsError: The file cannot be read or breaks a rule of its format; the message says which.
    """
    if path is None:
        return _packaged_taxonomy()
    return _parse(read_file(path, what="The themes"), source=str(path))


@cache
def _packaged_taxonomy() -> Taxonomy:
    from importlib.resources import files

    return _parse((files("kb") / "data" / "themes.toml").read_bytes(), source="kb/data/themes.toml")


def _parse(data: bytes, *, source: str) -> Taxonomy:
    entries = read_toml(data, _file_model(), source=source)["theme"]
    themes = tuple(
        Theme(
            id=entry["id"],
            parent=entry["parent"],
            names=entry["name"],
            terms={language: tuple(entry["terms"][language]) for language in _LANGUAGES},
            broad={language: tuple(entry["broad"].get(language, ())) for language in _LANGUAGES},
            sdg=tuple(entry["sdg"]),
        )
        for entry in entries
    )
    problem = _problem(themes)
    if problem:
        raise SettingsError(f"{source}: {problem}. Correct it there.")
    return Taxonomy(themes)


@cache
def _file_model() -> type[BaseModel]:
    # Made here, not at the top: importing pydantic takes far longer than the rest of this module.
    from typing import Annotated, Literal

    from pydantic import BaseModel, ConfigDict, Field

    code = Literal["sv", "da", "en"]
    text = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]
    every = Field(min_length=len(_LANGUAGES))  # of the three languages

    class Entry(BaseModel):
        model_config = ConfigDict(extra="forbid")

        id: Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)*$")]
        parent: str | None = None
        name: Annotated[dict[code, text], every]
        terms: Annotated[dict[code, list[text]], every]
        broad: dict[code, list[text]] = {}
        sdg: list[Annotated[str, Field(pattern=r"^(1[0-7]|[1-9])\.(\d{1,2}|[a-d])$")]] = []

    class ThemeFile(BaseModel):
        model_config = ConfigDict(extra="forbid")

        theme: list[Entry]

    return ThemeFile


def _problem(themes: Sequence[Theme]) -> str | None:
    """Say which rule between the themes is broken, None if all hold."""
    seen: set[str] = set()
    for theme in themes:
        if theme.id in seen:
            return f"the theme {theme.id!r} is there twice"
        seen.add(theme.id)
        if theme.parent is not None and theme.parent not in seen:
            return f"the parent {theme.parent!r} of {theme.id!r} does not stand before it"
        if theme.id.rpartition(".")[0] != (theme.parent or ""):
            return f"the id {theme.id!r} does not begin with its parent {theme.parent!r} and a full stop"
    counts = Counter(key for theme in themes for key in _keys(theme))
    ambiguous = next((key for key, n in counts.items() if n > 1), None)
    return f"the name {ambiguous!r} belongs to more than one theme" if ambiguous else None


def _key(text: str) -> str:
    return " ".join(fold(text).split())


def _keys(theme: Theme) -> set[str]:
    return {_key(theme.id), *(_key(name) for name in theme.names.values())}


def _unknown(text: str, themes: Iterable[Theme]) -> UnknownThemeError:
    from difflib import get_close_matches

    labels: dict[str, str] = {}
    for theme in themes:
        for key, label in _suggestions(theme):
            labels.setdefault(key, label)
    alike = get_close_matches(_key(text), labels, n=5 * _MAX_SUGGESTIONS, cutoff=_MIN_LIKENESS)
    closest: dict[str, str] = {}  # a theme that is close in several ways is said once, by the closest
    for key in alike:
        closest.setdefault(labels[key].partition(" ")[0], labels[key])
    suggestions = ", ".join(list(closest.values())[:_MAX_SUGGESTIONS])
    hint = f"; did you mean {suggestions}?" if suggestions else "."
    return UnknownThemeError(f"There is no theme {text!r}{hint} See all with: metodbank themes")


def _suggestions(theme: Theme) -> Iterator[tuple[str, str]]:
    """Yield what somebody who means the theme may have typed, with what to suggest for it."""
    yield _key(theme.id), f"{theme.id} ({theme.names['en']})"
    for language, name in theme.names.items():
        parts = (part for part in name.split() if len(part) >= _MIN_PART_CHARS)
        written = (name, *parts, *theme.terms.get(language, ()), *theme.broad.get(language, ()))
        yield from ((_key(text), f"{theme.id} ({name})") for text in written)
