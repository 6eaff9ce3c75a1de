"""The documents in a zip archive."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from ingest.parts import MAX_PARTS, MAX_UNPACKED_BYTES, PartWriter
from ingest.sidecars import MARKED
from kb.errors import DamagedFileError, EncryptedFileError, FileTooLargeError, NoTextError

_PIECE_BYTES = 1 << 20
# Texts of one letter apart, real documents stay under 30; a bomb of zeros is packed about 1000 : 1.
_MAX_RATIO = 200
_RATIO_FROM_BYTES = 1_000_000
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1


def unpack_zip(data: bytes, writer: PartWriter, *, name: str) -> None:
    """Write every file in a zip archive; one that cannot be unpacked is noted and the rest goes on.

    Hidden files and folders, and what macOS adds, are passed over in silence, as in folders on disk.

    Raises:
        DamagedFileError: The list of its files cannot be read.
        EncryptedFileError: All of it needs a password.
        FileTooLargeError: It holds too much or too many files.
        NoTextError: There is no file in it.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise DamagedFileError(
            f"{name} is cut off or broken: its files cannot be listed. Copy or download it again."
        ) from error
    with archive:
        members = [(info, _name_of(info)) for info in archive.infolist() if not info.is_dir()]
        members = [(info, shown) for info, shown in members if not _is_hidden(shown)]
        _check(members, name=name)
        for info, shown in members:
            if shown.endswith(MARKED):
                writer.skip(shown, "It states facts about a file; in archives they are not read.")
            else:
                _unpack(archive, info, shown, writer)


def _check(members: list[tuple[zipfile.ZipInfo, str]], *, name: str) -> None:
    if not members:
        raise NoTextError(f"{name} is an empty zip archive. Check that it was saved completely.")
    if all(info.flag_bits & _ENCRYPTED_FLAG for info, _ in members):
        raise EncryptedFileError(f"{name} is protected by a password. Unpack it and add the files.")
    unpacked = sum(info.file_size for info, _ in members)
    if len(members) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise FileTooLargeError(
            f"{name} would unpack to {unpacked / 1e6:.0f} MB in {len(members)} files; the limits are "
            f"{MAX_UNPACKED_BYTES / 1e6:.0f} MB and {MAX_PARTS}. Unpack it and add the folder."
        )


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str, writer: PartWriter) -> None:
    if info.flag_bits & _ENCRYPTED_FLAG:
        writer.fail(shown, "is protected by a password. Unpack it and add the file.")
        return
    if info.file_size > max(_RATIO_FROM_BYTES, info.compress_size * _MAX_RATIO):
        writer.fail(
            shown,
            f"is packed suspiciously tightly ({info.compress_size} bytes to {info.file_size}). "
            "Unpack it and add the file.",
        )
        return
    try:
        writer.add(shown, _pieces(archive, info))
    except FileTooLargeError as error:
        writer.fail(shown, str(error))
    except NotImplementedError:
        writer.fail(shown, "is packed in a way that is not known. Unpack it and add the file.")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the file
        writer.fail(shown, "cannot be unpacked: the archive is broken here. Copy or download it again.")


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    from lzma import LZMAError

    try:
        with archive.open(info) as member:
            while piece := member.read(_PIECE_BYTES):
                yield piece
    except LZMAError as error:
        raise zipfile.BadZipFile(str(error)) from error


def _name_of(info: zipfile.ZipInfo) -> str:
    """Return the name of a member: archives that do not say so hold UTF-8 or what DOS wrote in the North."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        written = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError:
        return written.decode("cp850")


def _is_hidden(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return any(step.startswith(".") and step.strip(".") for step in steps) or "__MACOSX" in steps
