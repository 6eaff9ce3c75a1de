from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from ingest.parsers.legacy import parse
from ingest.sniff import DOC, PPT, XLS, sniff
from ingest.soffice import convert, run_and_end
from kb.errors import DamagedFileError, EncryptedFileError, FileTooLargeError, UnsupportedTypeError
from tests.ingest.makers import make_docx
from tests.ingest.office_makers import make_pptx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = {DOC: "WordDocument", PPT: "PowerPoint Document", XLS: "Workbook"}
_CLASSES = {DOC: b"\x06\x09\x02\x00", XLS: b"\x20\x08\x02\x00"}


def make_ole(media_type: str) -> bytes:
    """Return the beginning of an old Office file: enough to tell what it is, nothing to read."""
    return OLE + b"\x00" * 600 + f"{_STREAMS[media_type]}\x00".encode("utf-16-le") + b"\x00" * 600


def with_class(data: bytes, class_id: bytes) -> bytes:
    changed = bytearray(data.ljust(2048, b"\x00"))
    changed[30:32] = (9).to_bytes(2, "little")
    changed[48:52] = (1).to_bytes(4, "little")
    changed[1024 + 80 : 1024 + 96] = class_id
    return bytes(changed)


def put_soffice(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put a program on the PATH that stands in for LibreOffice; ``body`` is Python, ``out`` the result."""
    program = folder / "soffice"
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\n"
        "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "out = out / ('source.' + sys.argv[sys.argv.index('--convert-to') + 1])\n"
        f"source = pathlib.Path(sys.argv[-1])\n{body}\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize("media_type", list(_STREAMS))
def test_old_files_are_told_by_what_is_in_them(media_type: str) -> None:
    assert sniff(make_ole(media_type), name="gammal.fil") == media_type


def test_class_of_the_file_comes_before_what_is_embedded_in_it() -> None:
    word = bytes.fromhex("0609020000000000c000000000000046")
    excel = bytes.fromhex("2008020000000000c000000000000046")
    both = make_ole(DOC) + "Workbook\x00".encode("utf-16-le")
    assert sniff(with_class(both, word), name="a") == DOC
    assert sniff(with_class(both, excel), name="a") == XLS


@pytest.mark.parametrize(
    ("media_type", "what"), [(DOC, r"\(\.doc\)"), (PPT, r"\(\.ppt\)"), (XLS, r"\(\.xls\)")]
)
def test_without_libreoffice_the_message_says_what_would_help(
    media_type: str, what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    message = rf"^gammal\.fil is an? .* of the old kind {what}\. Save it as .*install LibreOffice \(soffice\)"
    with pytest.raises(UnsupportedTypeError, match=message):
        parse(make_ole(media_type), name="gammal.fil")


@pytest.mark.skipif(sys.platform == "win32", reason="the program that stands in is a script")
def test_what_libreoffice_makes_is_read_and_keeps_its_type(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    made.write_bytes(make_docx([("Heading 1", "Gårdsråd"), ("Normal", "Alla får vara med.")]))
    put_soffice(tmp_path, monkeypatch, f"out.write_bytes(pathlib.Path({str(made)!r}).read_bytes())")
    document = parse(make_ole(DOC), name="../../gammal; rm -rf.doc")
    assert document.media_type == DOC
    assert document.text == "Gårdsråd\n\nAlla får vara med."
    made.write_bytes(make_pptx([("Gårdsråd", ["Alla får vara med"])]))
    slides = parse(make_ole(PPT), name="gammal.ppt")
    assert (slides.media_type, [page.number for page in slides.pages]) == (PPT, [1])


@pytest.mark.skipif(sys.platform == "win32", reason="the program that stands in is a script")
def test_program_that_makes_nothing_or_something_else_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put_soffice(tmp_path, monkeypatch, "sys.exit(0)")
    with pytest.raises(
        DamagedFileError, match=r"^a\.doc cannot be converted: LibreOffice made nothing of it"
    ):
        parse(make_ole(DOC), name="a.doc")
    put_soffice(tmp_path, monkeypatch, "out.write_text('hej')")
    with pytest.raises(DamagedFileError, match=r"^a\.doc .* LibreOffice made text/plain of it"):
        parse(make_ole(DOC), name="a.doc")
    put_soffice(tmp_path, monkeypatch, "out.symlink_to('/etc/passwd')")
    with pytest.raises(DamagedFileError, match=r"^a\.doc cannot be converted"):
        parse(make_ole(DOC), name="a.doc")


def test_command_has_a_profile_of_its_own_and_nothing_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("SECRET", "x")
    seen: list[tuple[list[str], dict[str, str], float]] = []

    def run(command: Sequence[str], environment: Mapping[str, str], timeout_s: float) -> int:
        seen.append((list(command), dict(environment), timeout_s))
        out = Path(command[command.index("--outdir") + 1])
        assert Path(command[-1]).read_bytes() == b"gammal"
        (out / "source.docx").write_bytes(b"ny")
        return 0

    made = convert(
        b"gammal",
        suffix="doc",
        target_suffix="docx",
        program="soffice",
        name="--evil.doc",
        run=run,
        timeout_s=7,
    )
    assert made == b"ny"
    ((command, environment, timeout_s),) = seen
    folder = Path(command[-1]).parent
    assert command[:3] == ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    assert not any("evil" in part for part in command)
    assert environment["HOME"] == str(folder)
    assert not {"DISPLAY", "SECRET"} & set(environment)
    assert timeout_s == 7
    assert not folder.exists()


def test_time_limit_and_a_program_that_does_not_start_are_told() -> None:
    def late(*_: object) -> int:
        raise TimeoutError

    with pytest.raises(
        DamagedFileError, match=r"^a\.doc cannot be converted: LibreOffice was not done within 9 s"
    ):
        convert(b"x", suffix="doc", target_suffix="docx", program="x", name="a.doc", run=late, timeout_s=9)
    with pytest.raises(DamagedFileError, match=r"^a\.doc cannot be converted: LibreOffice cannot be started"):
        convert(b"x", suffix="doc", target_suffix="docx", program="/nowhere/soffice", name="a.doc")


def test_result_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.soffice._MAX_RESULT_BYTES", 3)

    def run(command: Sequence[str], *_: object) -> int:
        (Path(command[command.index("--outdir") + 1]) / "source.docx").write_bytes(b"long")
        return 0

    with pytest.raises(FileTooLargeError, match=r"^a\.doc became"):
        convert(b"x", suffix="doc", target_suffix="docx", program="soffice", name="a.doc", run=run)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
def test_children_of_a_program_end_with_it(tmp_path: Path) -> None:
    started = tmp_path / "child"
    script = (
        "import pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(started)!r}).write_text(str(child.pid))\n"
    )
    assert run_and_end([sys.executable, "-c", script], {}, 60) == 0
    assert _has_ended(int(started.read_text(encoding="ascii")))
    with pytest.raises(TimeoutError):
        run_and_end([sys.executable, "-c", "import time; time.sleep(600)"], {}, 0.2)


def _has_ended(process_id: int) -> bool:
    """Return whether a process is gone, or waits only for its parent to take note."""
    for _ in range(200_000):  # a kill takes a moment to arrive
        try:
            state = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in "ZX":
            return True
    return False


def test_password_is_told_before_anything_is_converted() -> None:
    with pytest.raises(EncryptedFileError, match=r"^hemlig\.doc .* password"):
        sniff(make_ole(DOC) + "EncryptedPackage".encode("utf-16-le"), name="hemlig.doc")


@pytest.mark.integration
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on the PATH")
def test_libreoffice_itself_converts_an_old_file(tmp_path: Path) -> None:
    source = tmp_path / "ny.docx"
    source.write_bytes(make_docx([("Heading 1", "Gårdsråd på Ærø"), ("Normal", "Alla får vara med.")]))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "doc:MS Word 97", "--outdir", str(tmp_path), str(source)],
        check=True, timeout=120,
    )  # fmt: skip
    document = parse((tmp_path / "ny.doc").read_bytes(), name="ny.doc")
    assert document.media_type == DOC
    assert "Gårdsråd på Ærø" in document.text
    assert "Alla får vara med." in document.text
