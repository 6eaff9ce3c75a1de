"""Facts that stand beside documents: ``FILE.meta.toml``, ``_folder.meta.toml``, ``FILE.columns.toml``."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from ingest.column_roles import COLUMN_FACT, SIDECAR_SUFFIX, read_roles
from ingest.decode import decode
from ingest.stated import is_known, to_stated
from kb.errors import FileError
from kb.records import FailedFile
from kb.text import text_hash

_SUFFIXES = (".toml", ".yaml", ".yml")
MARKED = tuple(f".meta{suffix}" for suffix in _SUFFIXES)
_FOLDER = "_folder"
_MAX_BYTES = 100_000


class SidecarSyntaxError(Exception):
    """The file is no TOML or YAML; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands beside a file about it, by the keys of ingest.stated."""

    values: Mapping[str, str]
    sha256: str | None  # changes with the facts; None: there are none


NO_FACTS = Facts({}, None)


@dataclass(kw_only=True)
class Sidecars:
    """The sidecars read in one run, and what is wrong with them."""

    problems: dict[str, list[str]] = field(default_factory=dict)  # by path of the sidecar
    # the names of the files of a folder by their stems
    _names: dict[str, Mapping[str, list[str]]] = field(default_factory=dict)
    _of_folder: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _read: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def facts_of(self, file: str, *, is_part: bool = False) -> Facts:
        """Return what stands beside a file; for a part, beside the file on disk that it is packed in.

        A file for the folder holds for everything below it; a nearer one wins, and the file's own over all.
        The title in a container's own sidecar is that of the container, not of its parts.
        """
        folder, name = os.path.split(file)
        own: dict[str, str] = {}
        for sidecar in self._own_sidecars(folder, name):
            own = {**own, **self._values(os.path.join(folder, sidecar))}  # noqa: PTH118 - many paths, all text
        if is_part:
            own.pop("title", None)
        elif self._is_file(folder, name + SIDECAR_SUFFIX):
            own |= self._roles(os.path.join(folder, name + SIDECAR_SUFFIX))  # noqa: PTH118
        values = {**self._folder_values(folder), **own}
        if not values:
            return NO_FACTS
        return Facts(values, text_hash(json.dumps(values, sort_keys=True, ensure_ascii=False)))

    def is_sidecar(self, path: Path) -> bool:
        """Return whether a file states facts about another, or about its folder, and is no document."""
        if path.name.endswith((*MARKED, SIDECAR_SUFFIX)):
            return True
        if path.suffix not in _SUFFIXES:
            return False
        belongs = self._belongs_to(str(path.parent), path.name) is not None
        return belongs and self._is_clearly_one(str(path))

    def subject_of(self, path: Path) -> str | None:
        """Return the name of the file that a sidecar is about, or None if that is not there."""
        marked = next((mark for mark in (*MARKED, SIDECAR_SUFFIX) if path.name.endswith(mark)), None)
        folder = str(path.parent)
        if marked is None:
            return self._belongs_to(folder, path.name)
        subject = path.name.removesuffix(marked)
        return subject if subject == _FOLDER or self._is_file(folder, subject) else None

    def _own_sidecars(self, folder: str, name: str) -> list[str]:
        """Return the names of the sidecars of one file, the one that wins last."""
        stem = PurePath(name).stem
        found = [
            stem + suffix
            for suffix in reversed(_SUFFIXES)
            if stem + suffix != name
            and self._is_file(folder, stem + suffix)
            and self._belongs_to(folder, stem + suffix) == name
            and self._is_clearly_one(os.path.join(folder, stem + suffix))  # noqa: PTH118
        ]
        return found + [name + mark for mark in reversed(MARKED) if self._is_file(folder, name + mark)]

    def _belongs_to(self, folder: str, name: str) -> str | None:
        """Return the one other file with the same stem, None if there is none or more than one."""
        same = self._files(folder).get(PurePath(name).stem, [])
        others = [each for each in same if PurePath(each).suffix not in _SUFFIXES]
        return others[0] if len(others) == 1 else None

    def _is_clearly_one(self, path: str) -> bool:
        """Return whether a file with an ordinary name holds facts that can be stated and nothing else."""
        try:
            values = _parsed(_content(path), path)
        except (SidecarSyntaxError, FileError, OSError):
            return False
        return bool(values) and all(is_known(name) for name in values)

    def _folder_values(self, folder: str) -> Mapping[str, str]:
        if folder not in self._of_folder:
            above = os.path.dirname(folder)  # noqa: PTH120
            values = dict(self._folder_values(above)) if above != folder else {}
            for mark in reversed(MARKED):
                if self._is_file(folder, _FOLDER + mark):
                    values |= self._values(os.path.join(folder, _FOLDER + mark))  # noqa: PTH118
            self._of_folder[folder] = values
        return self._of_folder[folder]

    def _is_file(self, folder: str, name: str) -> bool:
        return name in self._files(folder).get(PurePath(name).stem, [])

    def _files(self, folder: str) -> Mapping[str, list[str]]:
        if folder not in self._names:
            found: dict[str, list[str]] = {}
            # a folder above may not be listed
            with suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_file(follow_symlinks=False):
                        found.setdefault(PurePath(entry.name).stem, []).append(entry.name)
            self._names[folder] = found
        return self._names[folder]

    def _roles(self, path: str) -> Mapping[str, str]:
        """Return what the columns of a table are for, as facts whose names begin with ``COLUMN_FACT``."""
        if path not in self._read:
            problems = self.problems.setdefault(path, [])
            try:
                roles = read_roles(Path(path))
            except FileError as error:
                problems.append(str(error))
                roles = {}
            self._read[path] = {COLUMN_FACT + role: column for role, column in roles.items()}
        return self._read[path]

    def _values(self, path: str) -> Mapping[str, str]:
        if path not in self._read:
            self._read[path] = self._read_sidecar(path)
        return self._read[path]

    def _read_sidecar(self, path: str) -> Mapping[str, str]:
        problems, file = self.problems.setdefault(path, []), PurePath(path).name
        try:
            text = _content(path)
            values = _parsed(text, path)
        except (SidecarSyntaxError, FileError) as error:
            problems.append(f"{file} {error}")
            return {}
        except OSError as error:
            problems.append(f"{file} cannot be read: {error.strerror or error}. Check that you may read it.")
            return {}
        known = {name: value for name, value in values.items() if is_known(name)}
        for name in values:
            if name not in known:
                problems.append(
                    f"{file}, line {_line_of(name, text)}: there is no fact {name!r}. "
                    "Correct its name or remove the line."
                )
        stated = to_stated(known)
        if "title" in stated and file.startswith(f"{_FOLDER}.meta."):
            del stated["title"]
            name = next(name for name in known if "title" in to_stated({name: "x"}))
            problems.append(
                f"{file}, line {_line_of(name, text)}: a whole folder cannot have one title. Remove the line."
            )
        return stated


def problems_of(sidecars: Sidecars) -> list[FailedFile]:
    """Return what is wrong with the sidecars that were read, by path."""
    return [
        FailedFile(path=path, reason=reason)
        for path, reasons in sorted(sidecars.problems.items())
        for reason in reasons
    ]


def apart(sidecars: Sidecars, paths: Sequence[Path]) -> tuple[list[Path], list[FailedFile]]:
    """Return the documents among files, and the sidecars that change none of them, with the reason."""
    documents = [path for path in paths if not sidecars.is_sidecar(path)]
    taken = set(documents)
    passed_over = []
    for path in paths:
        if path in taken:
            continue
        subject = sidecars.subject_of(path)
        if subject is None:
            passed_over.append(FailedFile(path=str(path), reason=f"{path} states facts about no file there."))
        elif subject != _FOLDER and path.with_name(subject) not in taken:
            reason = f"{path} states facts about {subject}. Add that file instead."
            passed_over.append(FailedFile(path=str(path), reason=reason))
    return documents, passed_over


def _content(path: str) -> str:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SidecarSyntaxError("is no ordinary file. Replace it by one.")
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise SidecarSyntaxError(f"has more than {_MAX_BYTES // 1000} kB; facts need far less. Shorten it.")
    return decode(data, name=PurePath(path).name) if data.strip() else ""


def _parsed(text: str, path: str) -> dict[str, object]:
    return _toml(text) if path.endswith(".toml") else _yaml(text)


def _toml(text: str) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        what = str(error).replace("end of document", f"line {text.count(chr(10)) + 1}")
        hint = "" if text.isascii() else " A name with å, ä, ö, æ or ø must stand in quotation marks."
        raise SidecarSyntaxError(f"is not valid TOML: {what}. Correct it.{hint}") from error


def _yaml(text: str) -> dict[str, object]:
    import yaml

    try:
        # without aliases nothing can grow, and in the base loader every value is text: "no" is Norwegian
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise SidecarSyntaxError("uses aliases (*), which are not read. Write the values out.")
        values = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes strings, lists and tables only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise SidecarSyntaxError(
            f"is not valid YAML: {error.problem or error.context} (at line {line}). Correct it."
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SidecarSyntaxError("is not valid YAML: it holds what no YAML file may. Correct it.") from error
    if values in (None, ""):
        return {}
    if not isinstance(values, dict):
        raise SidecarSyntaxError(
            "holds no facts (at line 1). Write lines such as: title: Natteravne i Odense"
        )
    return {str(name): value for name, value in values.items()}


def _line_of(name: str, text: str) -> int:
    """Return the line on which a fact is named."""
    found = re.search(rf"^[ \t]*\[?[\"']?{re.escape(name)}[\"']?[ \t]*[\]:=.]", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1
