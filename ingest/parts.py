"""Parts of a container, written to a folder under safe names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from kb.errors import FileTooLargeError
from kb.records import FailedFile
from kb.text import to_nfc

SEPARATOR = "!/"
"""Stands between the path of a container and the name of a part: ``/docs/mail.eml!/report.pdf``."""

MAX_DEPTH = 3
MAX_PARTS = 5_000
MAX_UNPACKED_BYTES = 1_000_000_000
_MAX_NAME_CHARS = 120
_MAX_FOLDERS = 8
# No part is named like a device, a drive or a stream of Windows; "!" at the end would read as a container.
_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part that was unpacked."""

    path: str  # of the container, "!/" and the safe name
    name: str  # the last part of the safe name
    file: str  # where its content lies now
    sha256: str
    n_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """What came out of a container."""

    parts: tuple[Part, ...] = ()
    failed: tuple[FailedFile, ...] = ()
    skipped: tuple[FailedFile, ...] = ()


@dataclass(kw_only=True)
class PartWriter:
    """Writes parts to a folder of their own and counts what is written."""

    container: str
    depth: int  # in how many containers the container lies
    folder: Path  # made when the first part is written
    max_bytes: int  # of one part
    parts: list[Part] = field(default_factory=list)
    failed: list[FailedFile] = field(default_factory=list)
    skipped: list[FailedFile] = field(default_factory=list)
    n_bytes: int = 0
    _names: set[str] = field(default_factory=set)

    def add(self, name: str, content: Iterable[bytes]) -> None:
        """Write one part piece by piece.

        Raises:
            FileTooLargeError: The part, all parts together or their number pass the limits.
        """
        safe = self._unused(safe_name(name))
        if self.depth >= MAX_DEPTH:
            raise FileTooLargeError(
                f"lies in more than {MAX_DEPTH} archives or mails, one in the other. Save it as a file."
            )
        if len(self.parts) >= MAX_PARTS:
            raise FileTooLargeError(f"there are more than {MAX_PARTS} parts. Unpack them and add the folder.")
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / str(len(self.parts))
        digest, n_bytes = hashlib.sha256(), 0
        with file.open("wb") as written:
            for piece in self._within_limits(content):
                digest.update(piece)
                n_bytes += len(piece)
                written.write(piece)
        self._names.add(safe.casefold())
        self.parts.append(
            Part(
                path=self.container + SEPARATOR + safe,
                name=PurePath(safe).name,
                file=str(file),
                sha256=digest.hexdigest(),
                n_bytes=n_bytes,
            )
        )

    def fail(self, name: str, reason: str) -> None:
        """Note a part that could not be unpacked."""
        path = self.container + SEPARATOR + safe_name(name)
        self.failed.append(FailedFile(path=path, reason=f"{PurePath(safe_name(name)).name} {reason}"))

    def skip(self, name: str, reason: str) -> None:
        """Note a part that is passed over."""
        path = self.container + SEPARATOR + safe_name(name)
        self.skipped.append(FailedFile(path=path, reason=reason))

    def unpacked(self) -> Unpacked:
        """Return what was written and noted."""
        return Unpacked(parts=tuple(self.parts), failed=tuple(self.failed), skipped=tuple(self.skipped))

    def _within_limits(self, content: Iterable[bytes]) -> Iterator[bytes]:
        n_bytes = 0
        for piece in content:
            n_bytes += len(piece)
            self.n_bytes += len(piece)
            if n_bytes > self.max_bytes:
                raise FileTooLargeError(
                    f"has more than {self.max_bytes / 1e6:.0f} MB when unpacked. Split it or leave it out."
                )
            if self.n_bytes > MAX_UNPACKED_BYTES:
                raise FileTooLargeError(
                    f"was not unpacked: its container holds more than {MAX_UNPACKED_BYTES / 1e6:.0f} MB. "
                    "Unpack it and add the folder."
                )
            yield piece

    def _unused(self, safe: str) -> str:
        """Return the name, with a number where another part has it already."""
        folder, name = str(PurePath(safe).parent), PurePath(safe)
        prefix = "" if folder == "." else f"{folder}/"
        number, found = 2, safe
        while found.casefold() in self._names:
            found = f"{prefix}{name.stem} ({number}){name.suffix}"
            number += 1
        return found


def safe_name(name: str) -> str:
    """Return the relative name of a part with nothing in it that leads elsewhere or cannot be shown.

    Folders are kept, the last eight; names are cut to 120 characters, and the suffix stays.
    """
    steps = [_safe_step(step) for step in to_nfc(name).replace("\\", "/").split("/")]
    steps = [step for step in steps if step]
    return "/".join(steps[-_MAX_FOLDERS - 1 :]) or "unnamed"


def _safe_step(step: str) -> str:
    step = " ".join(_UNSAFE.sub(" ", step).split()).rstrip("!. ")
    if len(step) <= _MAX_NAME_CHARS:
        return step
    suffix = PurePath(step).suffix[:10]
    return step[: _MAX_NAME_CHARS - len(suffix)].rstrip() + suffix
