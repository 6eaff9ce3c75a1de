"""Bytes to text: byte order mark, UTF-8, then Windows-1252, never a guess that could invent letters."""

from __future__ import annotations

import codecs
import logging
import re

from kb.errors import DamagedFileError, UnsupportedTypeError
from kb.text import to_nfc

logger = logging.getLogger(__name__)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the shorter one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MULTIBYTE = re.compile(rb"[\xc3\xc2\xe2][\x80-\xbf]")  # å ä ö æ ø, quotes and dashes in UTF-8
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_NORDIC = re.compile(r"[a-zåäöæø][åäöæø]|[åäöæø][a-zåäöæø]")
_MUCH_BETTER = 2
_MOJIBAKE = re.compile(r"Ã[\u0080-\u00bf\u2013-\u2122…‰Œœ˜†‡]|â€|Â[\u00a0-\u00bf]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")  # colours of terminals too
_MAX_CONTROL_SHARE = 0.01
# Texts copied from terminals hold a few; a short text is judged by a wider share.
_FEW_CONTROLS = 8
_MAX_SHORT_SHARE = 0.1
_SAMPLE_BYTES = 65_536


def decode(data: bytes, *, name: str) -> str:
    r"""Return the text of ``data`` in NFC with ``\n`` line ends.

    Raises:
        UnsupportedTypeError: The bytes are no text.
        DamagedFileError: A byte order mark promises an encoding that the bytes do not keep.
    """
    text = _decode(data, name=name)
    if not _is_text(text):
        raise UnsupportedTypeError(
            f"{name} holds binary data, not text. Save it as text, PDF, HTML or Word and add it again."
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    text = _repaired(text, name=name)
    return to_nfc(_INVISIBLE.sub(" ", text))  # no stored text, title or answer holds one


def _repaired(text: str, *, name: str) -> str:
    """Return text that was saved in a wrong encoding before ("fÃ¶rskola") as it was meant."""
    n_broken = len(_MOJIBAKE.findall(text))
    if n_broken == 0:
        return text
    import ftfy

    repaired = ftfy.fix_encoding(text)
    n_left = len(_MOJIBAKE.findall(repaired))
    if n_left < n_broken:
        logger.warning("%s was saved in a wrong encoding; %d places were repaired", name, n_broken - n_left)
        return repaired
    return text


def looks_like_text(data: bytes) -> bool:
    """Return whether the beginning of ``data`` is text in one of the encodings that decode() reads."""
    sample = data[:_SAMPLE_BYTES]
    try:
        return _is_text(_decode(sample, name=""))
    except DamagedFileError:
        return False


def _is_text(text: str) -> bool:
    sample = text[:_SAMPLE_BYTES]
    n_controls = len(_CONTROL.findall(sample))
    if n_controls <= _FEW_CONTROLS:
        return n_controls <= len(sample) * _MAX_SHORT_SHARE
    return n_controls <= len(sample) * _MAX_CONTROL_SHARE and "\x00" not in text


def _decode(data: bytes, *, name: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_marked(data[len(bom) :], encoding, name=name)
    unmarked = _utf16_without_mark(data)
    if unmarked is not None:
        return unmarked
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        is_cut = error.reason == "unexpected end of data" and error.start >= len(data) - 3
        # without any letter of UTF-8 before it, the last byte is a letter of an older set
        if is_cut and _MULTIBYTE.search(data, 0, error.start):
            return data[: error.start].decode("utf-8")  # cut off within the last character
    if _is_mostly_utf8(data):
        return data.decode("utf-8", _as_cp1252)
    return _decode_old(data)


def _decode_marked(data: bytes, encoding: str, *, name: str) -> str:
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding[:6].rstrip("-")]
    whole = data[: len(data) - len(data) % width]  # a file cut off within its last character
    try:
        return whole.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8" or error.start >= len(whole) - 4:
            return whole.decode(encoding, "replace")
        raise DamagedFileError(
            f"{name} says that it is {encoding.upper()}, but byte {error.start} is not. "
            "Save it again as UTF-8 and add it again."
        ) from error


def _utf16_without_mark(data: bytes) -> str | None:
    """Return the text if every other byte of the sample is 0, as in Latin letters in UTF-16."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 2:
        return None
    for zeros, encoding in ((sample[1::2], "utf-16-le"), (sample[::2], "utf-16-be")):
        if zeros.count(0) > half * 0.8 and sample.count(0) < half * 1.1:
            return data.decode(encoding, "replace")
    return None


def _is_mostly_utf8(data: bytes) -> bool:
    broken = data.decode("utf-8", "replace").count("\ufffd")
    return len(_MULTIBYTE.findall(data)) > broken


def _decode_with_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_as_cp1252 = "metodbank.cp1252"
codecs.register_error(_as_cp1252, _decode_with_cp1252)


def _decode_old(data: bytes) -> str:
    """Decode the sets before Unicode: Windows-1252, unless another one has far more Nordic letters.

    Bytes that Windows-1252 leaves undefined are read as Latin-1.
    """
    sample = data[:_SAMPLE_BYTES]
    n_letters = {
        encoding: len(_NORDIC.findall(sample.decode(encoding, "replace")))
        for encoding in ("cp1252", "cp850", "mac_roman")
    }
    best = max(n_letters, key=lambda encoding: n_letters[encoding])
    if n_letters[best] > _MUCH_BETTER * n_letters["cp1252"]:
        return data.decode(best)
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
