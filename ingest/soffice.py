"""LibreOffice as a converter: in a process of its own, with a time limit and a profile of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from kb.errors import DamagedFileError, FileTooLargeError

# Less than the 120 s that reading one file may take in all: the process that waits is not to be ended first.
_TIMEOUT_S = 90.0
_MAX_RESULT_BYTES = 400_000_000
_MAX_MEMORY_BYTES = 4_000_000_000  # of addresses, of which it uses a quarter
# Command, environment and seconds to the exit status; TimeoutError when the time is up.
Runner = Callable[[Sequence[str], Mapping[str, str], float], int]


def find_soffice() -> str | None:
    """Return where LibreOffice is on the PATH, None if it is not."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def run_and_end(command: Sequence[str], environment: Mapping[str, str], timeout_s: float) -> int:
    """Run a command in silence and return its exit status; it and its children end with the time.

    Raises:
        TimeoutError: It was not done within ``timeout_s`` seconds.
        OSError: It cannot be started.
    """
    # soffice is a script that starts the program itself: a group of their own lets both be ended.
    process = subprocess.Popen(
        list(command), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=dict(environment), start_new_session=True,
    )  # fmt: skip
    try:
        _limit_memory(process.pid)
        return process.wait(timeout=timeout_s)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError from error
    finally:
        _end(process)


def convert(
    data: bytes,
    *,
    suffix: str,
    target_suffix: str,
    program: str,
    name: str,
    run: Runner = run_and_end,
    timeout_s: float = _TIMEOUT_S,
) -> bytes:
    """Return a file in another format.

    Nothing of the file's name reaches the command, and nothing stays behind: profile, source and result
    lie in one temporary folder.

    Args:
        data: The whole file.
        suffix: Of its format, without a dot.
        target_suffix: Of the format to make.
        program: LibreOffice, from find_soffice().
        name: The file's name, for messages.
        run: Runs the command; tests give another.
        timeout_s: Wall clock.

    Raises:
        DamagedFileError: It cannot be converted, or not within the time.
        FileTooLargeError: The result is too large.
    """
    with tempfile.TemporaryDirectory(prefix="metodbank-", ignore_cleanup_errors=True) as folder:
        source, out = Path(folder, f"source.{suffix}"), Path(folder, "out")
        source.write_bytes(data)
        out.mkdir()
        command = _command(program, source=source, out=out, target_suffix=target_suffix)
        try:
            status = run(command, _environment(Path(folder)), timeout_s)
        except TimeoutError as error:
            raise _failed(name, f"was not done within {timeout_s:g} s", target_suffix) from error
        except OSError as error:
            raise _failed(name, f"cannot be started: {error.strerror or error}", target_suffix) from error
        result = out / f"source.{target_suffix}"
        # soffice ends with 0 where it could not load the file, too.
        if not result.is_file() or result.is_symlink():
            reason = f"made nothing of it (status {status}); it may be damaged or need a password"
            raise _failed(name, reason, target_suffix)
        n_bytes = result.stat().st_size
        if n_bytes > _MAX_RESULT_BYTES:
            raise FileTooLargeError(f"{name} became {n_bytes / 1e6:.0f} MB when converted. Split it.")
        return result.read_bytes()


def _command(program: str, *, source: Path, out: Path, target_suffix: str) -> list[str]:
    profile = (source.parent / "profile").as_uri()
    return [
        program, f"-env:UserInstallation={profile}", "--headless", "--invisible", "--norestore", "--nologo",
        "--nodefault", "--nolockcheck", "--nofirststartwizard", "--convert-to", target_suffix,
        "--outdir", str(out), str(source),
    ]  # fmt: skip


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment without what the user has set for other programs, such as a display."""
    kept = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "PROGRAMFILES")
    return {key: os.environ[key] for key in kept if key in os.environ} | {
        "HOME": str(folder), "TMPDIR": str(folder), "TMP": str(folder), "TEMP": str(folder),
    }  # fmt: skip


def _limit_memory(process_id: int) -> None:
    """Give a process a limit of its own, where the platform has them (Linux).

    It would have that of the process which reads a file otherwise, which is less than LibreOffice needs.
    """
    if sys.platform != "linux":
        return
    import resource

    with suppress(ProcessLookupError, PermissionError):  # it has ended already
        _, highest = resource.prlimit(process_id, resource.RLIMIT_AS)
        limit = _MAX_MEMORY_BYTES if highest == resource.RLIM_INFINITY else min(_MAX_MEMORY_BYTES, highest)
        resource.prlimit(process_id, resource.RLIMIT_AS, (limit, highest))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of a process and its children."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):  # all of them have ended
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    process.wait()


def _failed(name: str, reason: str, target_suffix: str) -> DamagedFileError:
    return DamagedFileError(
        f"{name} cannot be converted: LibreOffice {reason}. "
        f"Open it in its program, save it as .{target_suffix} and add that."
    )
