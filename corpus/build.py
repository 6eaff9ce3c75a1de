"""Build the corpus: ``python corpus/build.py`` writes sv/ and da/, ``--check`` only compares."""

from __future__ import annotations

import argparse
import sys
import zipfile
from pathlib import Path

from corpus_formats import to_html, to_markdown, to_plain_text
from corpus_office import to_docx, to_pptx, to_xlsx, zip_members
from corpus_pdf import to_pdf
from corpus_texts import CorpusError, read_corpus

FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("sv", "da")
RENDERERS = {
    "md": to_markdown,
    "txt": to_plain_text,
    "html": to_html,
    "docx": to_docx,
    "pptx": to_pptx,
    "xlsx": to_xlsx,
    "pdf": to_pdf,
    "pdf-columns": to_pdf,
    "pdf-slides": to_pdf,
}
ZIPPED = (".docx", ".pptx", ".xlsx")


def render_corpus(folder: Path) -> dict[str, bytes]:
    """Render every text; the keys are paths relative to the corpus folder, with forward slashes."""
    return {
        f"{text.meta.language}/{text.file_name}": RENDERERS[text.meta.form](text)
        for text in read_corpus(folder)
    }


def built_files(folder: Path) -> dict[str, bytes]:
    """Read what now lies in the built folders, keyed as in ``render_corpus``."""
    paths = (path for language in LANGUAGES for path in sorted((folder / language).glob("*")))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def same_content(name: str, one: bytes, other: bytes) -> bool:
    """Compare two built files; those of Office unpacked, as versions of zlib pack them differently."""
    if one == other or not name.endswith(ZIPPED):
        return one == other
    try:
        return zip_members(one) == zip_members(other)
    except zipfile.BadZipFile:
        return False


def differences(wanted: dict[str, bytes], found: dict[str, bytes]) -> list[str]:
    """Say how the built folders differ from what the sources give, one line a file."""
    lines = [f"missing: {name}" for name in sorted(wanted.keys() - found.keys())]
    lines += [f"left over: {name}" for name in sorted(found.keys() - wanted.keys())]
    both = sorted(wanted.keys() & found.keys())
    return lines + [f"differs: {name}" for name in both if not same_content(name, wanted[name], found[name])]


def write_corpus(folder: Path, wanted: dict[str, bytes]) -> None:
    """Make the built folders hold exactly the wanted files."""
    for name in built_files(folder).keys() - wanted.keys():
        (folder / name).unlink()
    for name, data in wanted.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 means that the built files are, or now are, what the sources give."""
    parser = argparse.ArgumentParser(description="Build the starter corpus from corpus/source.")
    parser.add_argument("--check", action="store_true", help="compare with the built files, write nothing")
    options = parser.parse_args(arguments)
    try:
        wanted = render_corpus(FOLDER)
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 1
    if not options.check:
        write_corpus(FOLDER, wanted)
        print(f"built {len(wanted)} files, {sum(map(len, wanted.values())) // 1024} KiB")
        return 0
    lines = differences(wanted, built_files(FOLDER))
    for line in lines:
        print(line, file=sys.stderr)
    if lines:
        print("Run: python corpus/build.py", file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
