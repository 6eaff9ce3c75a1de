"""What is made of tesseract's answers. The program itself: tests/integration/test_recognition.py."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from ingest.ocr import recognise_image, recognise_pages
from ingest.tesseract import RecognisedText, find_tesseract, recognise
from kb.errors import DamagedFileError, FileTooLargeError, NoTextError, OcrUnavailableError
from tests.ingest.scans import encoded

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
needs_shell = pytest.mark.skipif(os.name == "nt", reason="the program that plays tesseract is a shell script")


def _play(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, languages: str = "dan swe", body: str = ""
) -> None:
    """Put a program on the PATH that lists languages and otherwise runs ``body``."""
    shell = shutil.which("sh")
    program = folder / "tesseract"
    program.write_text(
        f'#!{shell}\nif [ "$1" = --list-langs ]; then\n  echo "List of languages:"\n'
        f"  for each in {languages}; do echo $each; done\n  exit 0\nfi\ncat >/dev/null\n{body}\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    # the shell's own programs stay within reach, another tesseract does not come first
    monkeypatch.setenv("PATH", str(folder) + os.pathsep + os.environ["PATH"])


def _rows(*words: tuple[int, int, int, float, str], tops: Mapping[int, int] | None = None) -> str:
    """Return what tesseract would write.

    Args:
        words: Numbers of block, paragraph and line, the confidence, and the word.
        tops: Where a line stands, by its number; otherwise 60 pixels under the one before.
    """
    lines = [HEAD, "1\t1\t0\t0\t0\t0\t0\t0\t100\t100\t-1\t"]
    for block, paragraph, line, confidence, word in words:
        top = (tops or {}).get(line, 60 * line)
        lines.append(f"5\t1\t{block}\t{paragraph}\t{line}\t1\t0\t{top}\t90\t30\t{confidence}\t{word}")
    return "\n".join(lines) + "\n"


def _saying(folder: Path, rows: str) -> str:
    (folder / "rows.tsv").write_text(rows, encoding="utf-8")
    return f"cat '{folder / 'rows.tsv'}'"


def test_without_the_program_the_message_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OcrUnavailableError) as caught:
        recognise_image(b"", name="skannad.tif")
    message = str(caught.value)
    assert message.startswith("skannad.tif is a picture of text, and the program tesseract is not installed.")
    for hint in ("tesseract-ocr-swe tesseract-ocr-dan", "brew install", "Windows", "kept out"):
        assert hint in message


@needs_shell
@pytest.mark.parametrize(
    ("languages", "missing"),
    [("dan", "data swe"), ("eng osd", "data swe and dan"), ("swedish dan", "data swe")],
)
def test_a_missing_language_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, languages: str, missing: str
) -> None:
    _play(tmp_path, monkeypatch, languages=languages)
    with pytest.raises(
        OcrUnavailableError, match=rf"^a\.pdf is a picture of text, .* language {missing}\. Inst"
    ):
        recognise_pages(b"%PDF-", [1], name="a.pdf")


@needs_shell
def test_a_program_that_cannot_be_started_counts_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/finns/inte\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OcrUnavailableError, match=r"tesseract cannot be run"):
        find_tesseract(name="a.pdf")


def test_no_page_asked_for_needs_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert recognise_pages(b"", [], name="a.pdf") == {}


def _read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str) -> RecognisedText:
    _play(tmp_path, monkeypatch, body=_saying(tmp_path, rows))
    return recognise(find_tesseract(name="a"), b"", dpi=300, what="a")


@needs_shell
def test_words_become_lines_and_paragraphs_and_keep_their_quotes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = _rows(
        (1, 1, 1, 90, '"Vi'), (1, 1, 1, 96, "kan”,"), (1, 1, 2, 96, "sa\u0308ger"), (1, 1, 2, 96, "hon."),
        (1, 2, 3, 94, "Nytt"), (1, 2, 3, 95, " "), (2, 1, 4, 94, "sist"),
    )  # fmt: skip
    found = _read(tmp_path, monkeypatch, rows)
    assert found.text == '"Vi kan”,\nsäger hon.\n\nNytt\n\nsist'
    assert found.confidence == pytest.approx((90 + 96 + 96 + 96 + 94 + 94) / 6)


@needs_shell
def test_a_wide_gap_ends_a_paragraph_and_a_sentence_that_goes_on_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = _rows(
        (1, 1, 1, 90, "Rubrik"), (1, 1, 2, 90, "En"), (1, 1, 3, 90, "mening,"), (1, 2, 4, 90, "som"),
        (1, 2, 5, 90, "slutar."), (1, 3, 6, 90, "Ny."), tops={1: 100, 2: 250, 3: 310, 4: 370, 5: 430, 6: 490},
    )  # fmt: skip
    assert _read(tmp_path, monkeypatch, rows).text == "Rubrik\n\nEn\nmening,\nsom\nslutar.\n\nNy."


@needs_shell
def test_no_words_are_no_text_and_no_confidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _read(tmp_path, monkeypatch, _rows((1, 1, 1, 95, " ")))
    assert (found.text, found.confidence) == ("", None)


@needs_shell
def test_the_surer_of_two_readings_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "turned.tsv").write_text(_rows((1, 1, 1, 88, "Upprätt")), encoding="utf-8")
    lying = _saying(tmp_path, _rows((1, 1, 1, 40, "]u3[")))
    turned = f"""case "$*" in *"--psm 1"*) cat '{tmp_path / "turned.tsv"}' ;; *) {lying} ;; esac"""
    _play(tmp_path, monkeypatch, body=turned)
    program = find_tesseract(name="a")
    assert recognise(program, b"", dpi=300, what="a").text == "Upprätt"
    # without the data that tell which side is up the second reading fails
    _play(tmp_path, monkeypatch, body=turned.replace('--psm 1"*) cat', '--psm 1"*) exit 1; cat'))
    assert recognise(program, b"", dpi=300, what="a").text == "]u3["


@needs_shell
@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("+ Ansök", "• Ansök"),
        ("« Ansök", "• Ansök"),
        ("«+. Ansök", "• Ansök"),
        ("e Ansök", "• Ansök"),
        ("«Ansök", "• Ansök"),
        ("- Ansök", "- Ansök"),
        ("»Ansøg« siger", "»Ansøg« siger"),
        ("«Ansök» sa", "«Ansök» sa"),
        ("en e post", "en e post"),
        ("1. Ansök", "1. Ansök"),
        ("+46 8 123", "+46 8 123"),
        ("+", "+"),
    ],
)
def test_what_a_bullet_is_taken_for_becomes_a_bullet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: str, meant: str
) -> None:
    rows = _rows(*((1, 1, 1, 90, word) for word in read.split()))
    assert _read(tmp_path, monkeypatch, rows).text == meant


@needs_shell
def test_pages_recognised_with_doubt_are_named_and_illegible_ones_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _play(tmp_path, monkeypatch, body=_saying(tmp_path, _rows((1, 1, 1, 62, "Otydligt"))))
    image = encoded(Image.new("L", (60, 40), 255))
    with caplog.at_level(logging.WARNING):
        assert recognise_image(image, name="a.png") == ["Otydligt"]
    assert "a.png: recognised with low confidence: page 1 (62 %)" in caplog.text
    _saying(tmp_path, _rows((1, 1, 1, 31, "|j~")))
    with pytest.raises(NoTextError, match=r"^a\.png shows no text"):
        recognise_image(image, name="a.png")
    assert "a.png: left out, nothing legible: page 1 (31 %)" in caplog.text


@needs_shell
def test_a_crash_of_the_program_is_an_error_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _play(tmp_path, monkeypatch, body="echo 'Error in pixReadStream' >&2; exit 1")
    with pytest.raises(DamagedFileError, match=r"^a\.png \(page 1\) was not .* 1: Error in pixReadStream\)"):
        recognise_image(encoded(Image.new("L", (60, 40), 255)), name="a.png")
    assert "a.png: not recognised, text is missing: page 1" in caplog.text


@needs_shell
def test_more_pages_than_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _play(tmp_path, monkeypatch, body="exit 1")
    monkeypatch.setattr("ingest.ocr.MAX_PAGES", 2)
    with pytest.raises(FileTooLargeError, match=r"^a\.pdf has 3 pages .* the limit is 2\. Split it"):
        recognise_pages(b"", [1, 2, 3], name="a.pdf")
    frames = [Image.new("L", (60, 40), grey) for grey in (255, 200, 150)]
    with pytest.raises(FileTooLargeError, match=r"^a\.tif has 3 pages .* the limit is 2"):
        recognise_image(encoded(frames, "TIFF"), name="a.tif")
