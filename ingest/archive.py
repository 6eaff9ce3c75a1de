"""Checks on zip files before any library unpacks them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from kb.errors import DamagedFileError, EncryptedFileError, FileTooLargeError
from kb.text import one_line

_MAX_UNPACKED_BYTES = 400_000_000
_MAX_MEMBERS = 20_000
_MAX_RATIO = 200  # real documents stay under 30; a bomb of zeros is packed about 1000 : 1
_RATIO_FROM_BYTES = 1_000_000
# Office files have no document type; one is there only to define entities that expand without end.
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\x00!\x00D\x00O\x00C\x00T\x00Y\x00P\x00E", re.IGNORECASE)


def member_names(data: bytes, *, name: str) -> list[str]:
    """Return the names of the members of a zip file after checking its declared sizes.

    Raises:
        DamagedFileError: The directory of the zip file cannot be read, or names places before its start.
        EncryptedFileError: A member needs a password.
        FileTooLargeError: It would unpack to more than the limits allow.
    """
    with _open(data, name=name) as archive:
        infos = archive.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise EncryptedFileError(f"{name} is protected by a password. Remove the password and add it again.")
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > _MAX_MEMBERS or unpacked > _MAX_UNPACKED_BYTES:
        raise FileTooLargeError(
            f"{name} would unpack to {unpacked / 1e6:.0f} MB in {len(infos)} parts; "
            f"the limits are {_MAX_UNPACKED_BYTES / 1e6:.0f} MB and {_MAX_MEMBERS}. Split the document."
        )
    for info in infos:
        if info.file_size > max(_RATIO_FROM_BYTES, info.compress_size * _MAX_RATIO):
            raise FileTooLargeError(
                f"{name} is packed suspiciously tightly ({_shown(info.filename)}: {info.compress_size} "
                f"bytes to {info.file_size}). Open it in its program and save it again."
            )
    if any(info.header_offset < 0 for info in infos):  # bytes are missing before the list of members
        raise _damaged(name)
    return [info.filename for info in infos]


def all_names(data: bytes, *, name: str) -> list[str]:
    """Return the names of the members of a zip file, whatever they are.

    Raises:
        DamagedFileError: The directory of the zip file cannot be read.
    """
    with _open(data, name=name) as archive:
        return archive.namelist()


def refuse_doctype(data: bytes, *, name: str) -> None:
    """Check every XML part for a document type, which could define entities.

    Raises:
        DamagedFileError: A part has one, or cannot be unpacked.
    """
    with _open(data, name=name) as archive:
        for info in archive.infolist():
            if info.filename.endswith((".xml", ".rels")):
                _refuse_doctype(_read(archive, info, name=name), member=info.filename, name=name)


def read_member(data: bytes, member: str, *, name: str, is_xml: bool = False) -> bytes:
    """Return what a member of a zip file holds.

    Args:
        data: The zip file, checked by member_names().
        member: One of its names.
        name: The file's name, for messages.
        is_xml: Whether to refuse a document type, which could define entities.

    Raises:
        DamagedFileError: It is not there, cannot be unpacked, or has a document type.
    """
    (content,) = read_members(data, [member], name=name)
    if is_xml:
        _refuse_doctype(content, member=member, name=name)
    return content


def read_members(data: bytes, members: Iterable[str], *, name: str) -> Iterator[bytes]:
    """Yield what each of several members of a zip file holds; its directory is read once.

    Raises:
        DamagedFileError: A member is not there, or cannot be unpacked.
    """
    with _open(data, name=name) as archive:
        for member in members:
            try:
                info = archive.getinfo(member)
            except KeyError as error:
                raise DamagedFileError(
                    f"{name} is not complete: {_shown(member)} is missing in it. "
                    "Save it anew or download it again."
                ) from error
            yield _read(archive, info, name=name)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, name: str) -> bytes:
    from lzma import LZMAError

    try:
        return archive.read(info)
    except (
        zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, NotImplementedError
    ) as error:  # fmt: skip
        raise _damaged(name) from error


def _refuse_doctype(content: bytes, *, member: str, name: str) -> None:
    if _DOCTYPE.search(content):
        raise DamagedFileError(
            f"{name} defines its own entities in {_shown(member)}, which no word processor writes. "
            "Open it in its program, check it and save it again."
        )


def _open(data: bytes, *, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(name) from error


def _damaged(name: str) -> DamagedFileError:
    return DamagedFileError(
        f"{name} is cut off or broken: its parts cannot be unpacked. Copy or download it again."
    )


def _shown(member: str) -> str:
    return one_line(member, max_chars=80)
