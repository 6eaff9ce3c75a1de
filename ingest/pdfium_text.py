"""Read the text of a PDF with pypdfium2, in a process of its own with limits.

It repairs files that pypdf refuses and knows more fonts, but a crafted file can make it take a gigabyte or
end its process; the process that takes in documents must not be the one that pays for it.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.limited_process import run_limited
from kb.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

_MAX_MEMORY_MB = 512  # address space; a page of text needs about 150
_MAX_CHARS = 50_000_000
_BOLD_WEIGHT = 600  # of 400 (regular) and 700 (bold)
_START_S = 30.0
_PAGE_S = 0.5
_MAX_S = 600.0
# A hyphen at the end of a line: the library leaves it and the end of the line out, in "barn- och" as well.
_HYPHENS_LEFT_OUT = frozenset({0xFFFE, 0x02})
_LINE_ENDS = frozenset({10, 13})


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as the library finds it."""

    text: str
    size: float  # of its first letter, in points
    x: float  # where it begins, in points
    y: float
    is_bold: bool


@dataclass(frozen=True, slots=True)
class PdfiumText:
    """What could be read of a file."""

    n_pages: int  # 0 if the file could not be opened
    pages: dict[int, list[TextLine]]  # by number, from 1; a page that ended the process is missing


def read_text(
    data: bytes,
    page_numbers: Sequence[int] | None = None,
    *,
    name: str,
    max_memory_mb: int = _MAX_MEMORY_MB,
    timeout_s: float | None = None,
) -> PdfiumText:
    """Read the lines of some pages, or of all.

    Args:
        data: The whole file.
        page_numbers: Count from 1; None for all.
        name: The file's name, for the log.
        max_memory_mb: Address space of the process, where the platform can limit it (Linux).
        timeout_s: Wall clock and processor time; None: half a second a page, at most ten minutes.

    Returns:
        What was read before a limit was met, no pages if the file cannot be opened.
    """
    n_asked = 1_000 if page_numbers is None else len(page_numbers)
    limit_s = min(_MAX_S, _START_S + _PAGE_S * n_asked) if timeout_s is None else timeout_s
    wanted = "all" if page_numbers is None else ",".join(str(number) for number in page_numbers)
    command = [sys.executable, "-m", "ingest.pdfium_text", wanted, str(int(limit_s) + 1)]
    # The child finds this package whatever folder the command was started in.
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = run_limited(
            command, data=data, timeout_s=limit_s, max_memory_mb=max_memory_mb, environment=environment
        )
        output = done.stdout
        if done.returncode:
            reason = one_line(done.stderr.decode("utf-8", "replace"))
            logger.info("second reader of %s ended with status %d: %s", name, done.returncode, reason)
    except subprocess.TimeoutExpired as error:
        output = error.output or b""
        logger.info("second reader of %s was ended after %.0f s", name, limit_s)
    return _received(output)


def _received(output: bytes) -> PdfiumText:
    n_pages = 0
    pages: dict[int, list[TextLine]] = {}
    whole, _, _ = output.rpartition(b"\n")  # what a killed process wrote last is half a line
    for line in whole.splitlines():
        record = json.loads(line)
        n_pages = record.get("n_pages", n_pages)
        if "page" in record:
            pages[record["page"]] = [TextLine(*fields) for fields in record["lines"]]
    return PdfiumText(n_pages, pages)


def _limit_time(max_cpu_s: int) -> None:
    # Should the parent be killed, nobody is left to end this process.
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (max_cpu_s, max_cpu_s))


def _records(data: bytes, wanted: str) -> Iterator[dict[str, Any]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    n_pages = len(document)
    yield {"n_pages": n_pages}
    numbers = range(1, n_pages + 1) if wanted == "all" else [int(number) for number in wanted.split(",")]
    n_chars = 0
    for number in numbers:
        if not 1 <= number <= n_pages:
            continue
        try:
            page = document[number - 1]
            lines = list(_lines(page))
            page.close()
        except pypdfium2.PdfiumError:
            continue
        n_chars += sum(len(line[0]) for line in lines)
        if n_chars > _MAX_CHARS:
            raise ValueError(f"more than {_MAX_CHARS} characters")
        yield {"page": number, "lines": lines}


# The objects of pypdfium2 have no types.
def _lines(page: Any) -> Iterator[tuple[str, float, float, float, bool]]:  # noqa: ANN401
    from pypdfium2 import raw

    text_page = page.get_textpage()
    n_chars = text_page.count_chars()
    characters: list[str] = []
    first = -1
    for index in range(n_chars + 1):
        code = raw.FPDFText_GetUnicode(text_page, index) if index < n_chars else 10
        if code in _LINE_ENDS or code in _HYPHENS_LEFT_OUT:
            characters.append("" if code in _LINE_ENDS else "-")
            if first >= 0:
                x, y = _origin(text_page, first)
                is_bold = raw.FPDFText_GetFontWeight(text_page, first) >= _BOLD_WEIGHT
                yield "".join(characters), _size(text_page, first), x, y, is_bold
            characters, first = [], -1
            continue
        if first < 0 and not chr(code).isspace():
            first = index
        characters.append(chr(code))
    text_page.close()


def _origin(text_page: Any, index: int) -> tuple[float, float]:  # noqa: ANN401
    from ctypes import byref, c_double

    from pypdfium2 import raw

    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(text_page, index, byref(x), byref(y))
    return x.value, y.value


def _size(text_page: Any, index: int) -> float:  # noqa: ANN401
    from ctypes import byref

    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, index, byref(matrix))
    scale = float(matrix.a**2 + matrix.b**2) ** 0.5 or 1.0
    return round(2 * float(raw.FPDFText_GetFontSize(text_page, index)) * scale) / 2


def _run(arguments: Sequence[str], data: bytes, write: Callable[[str], object]) -> int:
    wanted, max_cpu_s = arguments
    _limit_time(int(max_cpu_s))
    try:
        for record in _records(data, wanted):
            write(json.dumps(record) + "\n")
    except Exception as error:  # noqa: BLE001 # whatever the file provokes is one line for the parent
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return 3
    return 0


def _write(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()  # what is read is kept if the next page ends the process


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:], sys.stdin.buffer.read(), _write))
