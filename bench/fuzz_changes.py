"""Random changes to a file, the same for the same random numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from bench.fuzz_files import pack, unpack

Change = Callable[[bytes, Random], bytes]

_MAX_GROWN_BYTES = 200_000  # a small file stays small: what is slow on it is slow for no good reason
_N_CHANGES = (1, 1, 1, 2, 4)  # most files are refused after a few
_ATTRIBUTE = re.compile(rb"=\s*(\"[^\"<>]*\"|'[^'<>]*')")
_NUMBER = re.compile(rb"\d+")
_TAG = re.compile(rb"<([A-Za-z][\w:.-]*)[^<>]*>")
_VALUES = (
    b"", b" ", b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999999999999", b"1e309", b"NaN", b"0.5",
    b"true", b"%00", b"&#0;", b"&amp;", b"&x;", b"../../../../etc/passwd", b"#", b"http://[", b"\xff\xfe",
    "Ø\u0301\u202e".encode(), b"A" * 70_000, b"9" * 5_000, b"A1:XFD1048576", b"1cm" * 900, b"rId1",
)  # fmt: skip
_NUMBERS = (b"0", b"-1", b"1", b"255", b"65535", b"2147483647", b"4294967296", b"9" * 25, b"0.1", b"")
_NAMES = (
    "../ut.txt",
    "/ut.xml",
    "word/document.xml",
    "content.xml",
    "mimetype",
    "[Content_Types].xml",
    "ø" * 300,
)


def change(data: bytes, rng: Random) -> bytes:
    """Return the file after one to four changes; a zip file is changed inside most of the time."""
    for _ in range(rng.choice(_N_CHANGES)):
        is_zip = data.startswith(b"PK\x03\x04") and rng.random() < 0.8
        data = _in_zip(data, rng) if is_zip else _in_bytes(data, rng)
    return data


def _in_bytes(data: bytes, rng: Random) -> bytes:
    return rng.choice(_CHANGES)(data, rng)


def _in_zip(data: bytes, rng: Random) -> bytes:
    try:
        members = unpack(data)
    except Exception:  # noqa: BLE001 - broken by an earlier change
        return _in_bytes(data, rng)
    if not members:
        return data
    at = rng.randrange(len(members))
    name, content = members[at]
    way = rng.random()
    if way < 0.65:
        members[at] = (name, _in_bytes(content, rng))
    elif way < 0.75:
        members[at] = (name, rng.choice(members)[1])
    elif way < 0.85:
        del members[at]
    elif way < 0.95:
        members[at] = (rng.choice(_NAMES), content)
    else:
        members[at] = (name, rng.randbytes(rng.randint(0, 2_000)))
    return pack(members)


def _slice(data: bytes, rng: Random, *, longest: int = 4_000) -> tuple[int, int]:
    start = rng.randint(0, len(data))
    return start, min(len(data), start + rng.randint(1, longest))


def _flip(data: bytes, rng: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 16) if changed else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(data: bytes, rng: Random) -> bytes:
    start, end = _slice(data, rng)
    return rng.choice((data[:start], data[start:], data[:start] + data[end:]))


def _repeat(data: bytes, rng: Random) -> bytes:
    start, end = _slice(data, rng, longest=rng.choice((1, 20, 400)))
    times = min(rng.choice((2, 30, 5_000)), _MAX_GROWN_BYTES // max(1, end - start))
    return data[:start] + data[start:end] * times + data[end:]


def _swap(data: bytes, rng: Random) -> bytes:
    a, b, c, d = sorted(rng.randint(0, len(data)) for _ in range(4))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _insert(data: bytes, rng: Random) -> bytes:
    for _ in range(rng.randint(1, 5)):
        at = rng.randint(0, len(data))
        data = data[:at] + rng.randbytes(rng.randint(1, 200)) + data[at:]
    return data


def _overwrite(data: bytes, rng: Random) -> bytes:
    start, _ = _slice(data, rng)
    filling = rng.choice((b"\x00", b"\xff", b"\x7f\xff\xff\xff", b"\n", b"<", b'"', b"[", b"\r\n\t"))
    written = filling * rng.randint(1, 40)
    return data[:start] + written + data[start + len(written) :]


def _blow_up(pattern: re.Pattern[bytes], values: tuple[bytes, ...]) -> Change:
    """Return a change that puts an extreme value where the pattern is found."""

    def blow_up(data: bytes, rng: Random) -> bytes:
        found = list(pattern.finditer(data))
        if not found:
            return _flip(data, rng)
        match = rng.choice(found)
        value = rng.choice(values)
        if pattern is _ATTRIBUTE:
            value = b'="' + value + b'"'
        return data[: match.start()] + value + data[match.end() :]

    return blow_up


def _nest(data: bytes, rng: Random) -> bytes:
    """Open an element many times inside itself."""
    found = list(_TAG.finditer(data))
    if not found:
        return _repeat(data, rng)
    match = rng.choice(found)
    times = min(
        rng.choice((10, 300, 5_000)), _MAX_GROWN_BYTES // (len(match.group()) + len(match.group(1)) + 3)
    )
    closing = b"</" + match.group(1) + b">" if rng.random() < 0.7 else b""
    return data[: match.start()] + match.group() * times + closing * (times - 1) + data[match.end() :]


_CHANGES: tuple[Change, ...] = (
    _flip, _cut, _repeat, _swap, _insert, _overwrite, _nest,
    _blow_up(_ATTRIBUTE, _VALUES), _blow_up(_NUMBER, _NUMBERS),
)  # fmt: skip
