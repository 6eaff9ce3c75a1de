"""The file that describes a batch for ``metodbank ingest --batch``: its files, and what is stated of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path, PurePath

from kb.batch_facts import FACTS, check_facts
from kb.errors import BatchError, BatchFileError
from kb.text import one_line

_MAX_BYTES = 1_000_000
_TOP = ("batch", "files", "exceptions")
_BATCH_KEYS = ("title", "files", *(key for key in FACTS if key != "title"))
_EXCEPTION_KEYS = ("files", "mask_personal_data", *FACTS)
_HIDDEN = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedFile:
    """A file of a described batch."""

    path: Path
    facts: Mapping[str, str] = field(default_factory=dict)  # over those of the batch
    is_masked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedBatch:
    """What a file says of a batch."""

    title: str
    facts: Mapping[str, str]
    files: tuple[DescribedFile, ...]  # by path


def read_batch_file(path: Path) -> DescribedBatch:
    """Read a file in TOML that describes a batch.

    Raises:
        BatchFileError: It cannot be read or breaks a rule; the message says where, and what is right.
    """
    reader = _Reader(path, _text(path))
    values = reader.parse()
    reader.need_known(values, _TOP, "")
    batch = reader.table(values, "batch")
    reader.need_known(batch, _BATCH_KEYS, "batch")
    title = batch.get("title")
    if not isinstance(title, str) or not title.strip():
        raise reader.error("title", "[batch] needs a title, such as title = 'Dialogbord, 12 maj'")
    facts = reader.facts(batch, leave_out=("title", "files"), of_batch=True)
    # under [batch] or above it: what is written below a table belongs to that table
    patterns = values.get("files", batch.get("files"))
    found = {file: DescribedFile(path=file) for file in reader.matching(patterns, "files")}
    if not found:
        raise reader.error("files", "no file is there. Write patterns such as files = ['notes/*.docx']")
    for exception in reader.tables(values, "exceptions"):
        reader.need_known(exception, _EXCEPTION_KEYS, "exceptions")
        changed = reader.exception(exception)
        for file in reader.matching(exception.get("files"), "files", among=set(found)):
            before = found[file]
            found[file] = DescribedFile(
                path=file,
                facts={**before.facts, **changed.facts},
                is_masked=before.is_masked and changed.is_masked,
            )
    return DescribedBatch(title=title, facts=facts, files=tuple(found[file] for file in sorted(found)))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BatchFileError(
            f"{path} cannot be read: {error.strerror or error}. Give the file that describes the batch."
        ) from error
    if len(data) > _MAX_BYTES:
        raise BatchFileError(
            f"{path} has more than {_MAX_BYTES // 1000} kB. It only lists files; shorten it."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BatchFileError(f"{path} is not in UTF-8 (byte {error.start}). Save it in UTF-8.") from error


class _Reader:
    """Reads one file, and says where something is wrong."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._folder = path.resolve().parent

    def error(self, key: str, what: str, near: str = "") -> BatchFileError:
        return BatchFileError(f"{self._path}, line {self._line(key, near)}: {what}.".replace("..", "."))

    def _line(self, key: str, near: str) -> int:
        """Return the line where a key, and where that is told a value, is written; the first without it."""
        named = rf"^[ \t]*(?:\[+[ \t]*)?[\"']?{re.escape(key)}[\"']?[ \t]*[\]=]"
        for pattern in (named + rf".*{re.escape(near)}" if near else named, named):
            found = re.search(pattern, self._text, re.MULTILINE)
            if found:
                return self._text.count("\n", 0, found.start()) + 1
        return 1

    def parse(self) -> dict[str, object]:
        try:
            return tomllib.loads(self._text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise BatchFileError(f"{self._path} is not valid TOML: {error}. Correct it.") from error

    def need_known(self, values: Mapping[str, object], known: tuple[str, ...], table: str) -> None:
        for key in values:
            if key not in known:
                alike = get_close_matches(key, known, n=1, cutoff=0.6)
                hint = f"did you mean {alike[0]!r}?" if alike else f"there are: {', '.join(known)}"
                where = f" in [{table}]" if table else ""
                raise self.error(key, f"there is no key {key!r}{where}; {hint}")

    def table(self, values: Mapping[str, object], key: str) -> Mapping[str, object]:
        found = values.get(key)
        if not isinstance(found, dict):
            raise self.error(key, f"a table [{key}] is needed")
        return found

    def tables(self, values: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
        found = values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise self.error(key, f"write each exception under [[{key}]]")
        return list(found)

    def facts(
        self, values: Mapping[str, object], *, leave_out: tuple[str, ...], of_batch: bool
    ) -> dict[str, str]:
        from ingest.stated import to_stated

        stated = {key: value for key, value in values.items() if key not in leave_out}
        clean: dict[str, str] = {}
        for key, value in stated.items():
            is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
            if isinstance(value, bool | dict) or (isinstance(value, list) and not is_list):
                raise self.error(key, f"{key} must be a text or a list of texts")
            try:
                clean |= check_facts(to_stated({key: value}), of_batch=of_batch)
            except BatchError as error:
                raise self.error(key, str(error), one_line(str(value))[:20]) from error
        return clean

    def exception(self, values: Mapping[str, object]) -> DescribedFile:
        is_masked = values.get("mask_personal_data", True)
        if not isinstance(is_masked, bool):
            raise self.error("mask_personal_data", "mask_personal_data must be true or false")
        facts = self.facts(values, leave_out=("files", "mask_personal_data"), of_batch=False)
        return DescribedFile(path=self._folder, facts=facts, is_masked=is_masked)

    def matching(self, patterns: object, key: str, among: set[Path] | None = None) -> list[Path]:
        """Return the files that patterns name, relative to the file that describes the batch."""
        if not isinstance(patterns, list) or not all(isinstance(each, str) for each in patterns):
            raise self.error(key, f"{key} must be a list of names or patterns, such as ['notes/*.docx']")
        found: list[Path] = []
        for pattern in patterns:
            if PurePath(pattern).is_absolute() or ".." in PurePath(pattern).parts or not pattern.strip():
                raise self.error(
                    key, f"{pattern!r} must be relative to {self._path.name} and below its folder", pattern
                )
            hits = [path for path in sorted(self._folder.glob(pattern)) if self._is_wanted(path)]
            if among is not None:
                hits = [path for path in hits if path in among]
            if not hits:
                where = "among the files of the batch" if among is not None else f"in {self._folder}"
                raise self.error(key, f"{pattern!r} names no file {where}", pattern)
            found += [path for path in hits if path not in found]
        return found

    def _is_wanted(self, path: Path) -> bool:
        inside = path.relative_to(self._folder).parts
        is_hidden = any(part.startswith(_HIDDEN) for part in inside)
        return path.is_file() and not path.is_symlink() and not is_hidden and path != self._path.resolve()
