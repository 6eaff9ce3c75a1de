"""Files that hold files: zip archives and mails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.parts import MAX_DEPTH, PartWriter, Unpacked
from ingest.sniff import EMAIL, ZIP
from kb.errors import DamagedFileError, FileTooLargeError


def _zip(data: bytes, writer: PartWriter, *, name: str) -> None:
    from ingest.zip_parts import unpack_zip

    unpack_zip(data, writer, name=name)


def _mail(data: bytes, writer: PartWriter, *, name: str) -> None:
    from ingest.mail import read_mail, unpack_mail

    try:
        unpack_mail(read_mail(data), writer)
    except RecursionError as error:
        raise DamagedFileError(
            f"{name} is nested too deeply to be read. Save it anew and add it again."
        ) from error


# Media type to a function that writes the parts.
CONTAINERS: Mapping[str, Callable[..., None]] = {ZIP: _zip, EMAIL: _mail}
# Of these the file is a document too.
WITH_TEXT = frozenset({EMAIL})


def unpack(
    data: bytes, *, media_type: str, path: str, name: str, depth: int, folder: Path, max_bytes: int
) -> Unpacked:
    """Write the parts of a container into ``folder``.

    Args:
        data: The whole container.
        media_type: One of ``CONTAINERS``.
        path: Where it lies, itself perhaps in a container: its parts are named after it.
        name: For messages.
        depth: In how many containers it lies.
        folder: Made if there is a part; nothing is written beside it.
        max_bytes: Larger parts are noted as failed.

    Raises:
        FileError: Nothing of it can be unpacked; the message says why.
    """
    writer = PartWriter(container=path, depth=depth, folder=folder, max_bytes=max_bytes)
    if depth >= MAX_DEPTH and media_type not in WITH_TEXT:
        raise FileTooLargeError(
            f"{name} lies in {MAX_DEPTH} other archives or mails, one in the other; "
            "what it holds is not read. Unpack it and add the files."
        )
    CONTAINERS[media_type](data, writer, name=name)
    return writer.unpacked()
