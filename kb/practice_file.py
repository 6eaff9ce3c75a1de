"""Reads a file of practices that curators write by hand; docs/practices.md describes it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import PracticeFileError
from kb.practice_codes import code_problem, known_code
from kb.practices import PracticeField, PracticeKind, PracticeState, RelationKind
from kb.records import Language
from kb.text import one_line, text_hash, to_nfc

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from kb.gazetteer import Gazetteer
    from kb.practice_codes import FileValue
    from kb.taxonomy import Taxonomy

# Part of what is compared with the last loading: when a file comes to mean something else, it is loaded anew.
_FORMAT = 1
_MAX_SHOWN = 20
_ENTRY = re.compile(r"[ \t]*\[\[[ \t]*[\"']?practices[\"']?[ \t]*\]\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePractice:
    """What a file says of one practice."""

    number: int  # from 0, in the file's order
    key: str
    kind: PracticeKind
    state: PracticeState
    documents: tuple[str, ...]
    name: str | None
    titles: Mapping[Language, str]
    summaries: Mapping[Language, str]
    rests_on: tuple[str, ...]
    passages: tuple[str, ...]
    fields: Mapping[PracticeField, tuple[FileValue, ...]]
    relations: tuple[tuple[RelationKind, str], ...]
    entry_hash: str  # of all that the file says of it


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeFile:
    """A file of practices that keeps the rules of the format."""

    path: Path
    text: str
    practices: tuple[FilePractice, ...]

    def place(self, practice: FilePractice, *wanted: str) -> str:
        """Return where something of a practice stands, as messages begin: file, line and key.

        ``wanted`` are names and words that lead to the line, such as a field and its quote.
        """
        return _place(self.path, self.text, practice.number, practice.key, wanted)


def read_practice_file(path: Path, *, taxonomy: Taxonomy, gazetteer: Gazetteer) -> PracticeFile:
    """Read a file of practices.

    Raises:
        PracticeFileError: It cannot be read, is no TOML, or breaks rules of the format; the message names
            each place.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PracticeFileError(f"{path} cannot be read: {error.strerror}. Check the path.") from error
    text, raw = _parse(data, path)
    practices = tuple(
        _practice(number, entry, taxonomy, gazetteer)
        for number, entry in enumerate(_checked(raw, path, text))
    )
    found = PracticeFile(path=path, text=text, practices=practices)
    refuse([*_twice(found), *_wrong_codes(found, taxonomy, gazetteer), *_to_itself(found)])
    return found


def refuse(problems: Sequence[str]) -> None:
    """Raise what is wrong with a file, if anything is.

    Raises:
        PracticeFileError: With the first problems, each on a line.
    """
    if problems:
        more = [f"… and {len(problems) - _MAX_SHOWN} more."] if len(problems) > _MAX_SHOWN else []
        lines = [*problems[:_MAX_SHOWN], *more, "Nothing was loaded. Correct the file and load it again."]
        raise PracticeFileError("\n".join(lines))


def _parse(data: bytes, path: Path) -> tuple[str, dict[str, Any]]:  # what TOML holds
    import tomllib

    try:
        text = to_nfc(data.decode("utf-8-sig")).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PracticeFileError(
            f"{path} is not in UTF-8 (at line {line}). Save it in UTF-8 and load it again."
        ) from error
    try:
        return text, tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        what = str(error).replace("end of document", f"line {text.count(chr(10)) + 1}")
        raise PracticeFileError(f"{path} is not valid TOML: {what}. Correct it there.") from error


def _checked(raw: dict[str, Any], path: Path, text: str) -> list[dict[str, Any]]:
    from pydantic import ValidationError

    from kb.practice_file_model import file_model

    try:
        entries: list[dict[str, Any]] = file_model().model_validate(raw).model_dump()["practices"]
    except ValidationError as error:
        refuse([_rule_broken(each, raw, path, text) for each in error.errors()])
        raise  # there is always one
    return entries


def _rule_broken(error: ErrorDetails, raw: dict[str, Any], path: Path, text: str) -> str:
    at, message = error["loc"], error["msg"].removeprefix("Value error, ")
    names = [str(part) for part in at if isinstance(part, str) and part != "[key]"]
    if len(at) < 2 or at[0] != "practices" or not isinstance(at[1], int):
        return f"{path}, {'.'.join(names) or 'the file'}: {message}"
    entry = raw["practices"][at[1]]
    key = entry.get("key") if isinstance(entry, dict) else None
    named = names[1:-1] if error["type"] == "missing" else names[1:]  # what misses stands on no line
    place = _place(path, text, at[1], one_line(str(key or f"practice {at[1] + 1}")), named)
    return ", ".join(filter(None, (place, ".".join(names[1:])))) + f": {message}"


def _practice(number: int, entry: dict[str, Any], taxonomy: Taxonomy, gazetteer: Gazetteer) -> FilePractice:
    said = json.dumps([_FORMAT, entry], ensure_ascii=False, sort_keys=True)
    return FilePractice(
        number=number,
        key=entry["key"],
        kind=entry["kind"],
        state=PracticeState(entry["state"]),
        documents=tuple(entry["documents"]),
        name=entry["name"],
        titles=entry["title"],
        summaries=entry["summary"],
        rests_on=tuple(entry["rests_on"]),
        passages=tuple(entry["passages"]),
        fields={
            field: tuple(
                known_code(field, each["quote"], each["code"], taxonomy, gazetteer) for each in values
            )
            for field, values in entry["fields"].items()
        },
        relations=tuple((each["kind"], each["to"]) for each in entry["relations"]),
        entry_hash=text_hash(said),
    )


def _twice(file: PracticeFile) -> Iterator[str]:
    counts = Counter(practice.key for practice in file.practices)
    seen: set[str] = set()
    for practice in file.practices:
        if counts[practice.key] > 1 and practice.key in seen:
            yield f"{file.place(practice, 'key')}: this key is given twice. Give it its own."
        seen.add(practice.key)


def _wrong_codes(file: PracticeFile, taxonomy: Taxonomy, gazetteer: Gazetteer) -> Iterator[str]:
    for practice in file.practices:
        for field, values in practice.fields.items():
            for value in values:
                problem = code_problem(field, value, taxonomy, gazetteer)
                if problem is not None:
                    place = file.place(practice, "fields", field, f'"{value.code}"')
                    yield f"{place}, fields.{field}: {problem}"


def _to_itself(file: PracticeFile) -> Iterator[str]:
    for practice in file.practices:
        if any(other == practice.key for _, other in practice.relations):
            place = file.place(practice, "relations", f'"{practice.key}"')
            yield f"{place}, relations: a practice has no relation to itself."


def _place(path: Path, text: str, number: int, key: str, wanted: Sequence[str]) -> str:
    line = _line_of(text, number, wanted)
    return f"{path}{f', line {line}' if line else ''}, {key}"


def _line_of(text: str, number: int, wanted: Sequence[str]) -> int | None:
    """Return the line on which ``wanted`` leads in an entry, each looked for behind the one before it."""
    lines = text.split("\n")
    begins = [line for line, content in enumerate(lines) if _ENTRY.match(content)]
    if number >= len(begins):
        return None
    end = begins[number + 1] if number + 1 < len(begins) else len(lines)
    found = begins[number]
    for each in wanted:
        found = next((line for line in range(found, end) if _stands_on(each, lines[line])), found)
    return found + 1


def _stands_on(wanted: str, line: str) -> bool:
    if wanted.isidentifier():
        name = rf"[\"']?{re.escape(wanted)}[\"']?[ \t]*"
        return re.match(rf"[ \t\[]*(?:practices\.)?{name}[\].=]|.*[{{,.][ \t]*{name}=", line) is not None
    # words may go on over several lines
    return wanted.split("\n")[0].strip() in line
