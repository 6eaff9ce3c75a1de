"""Build the samples: ``python tests/documents/build.py`` writes them, ``--check`` only compares."""

from __future__ import annotations

import argparse
import csv
import io
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# the script uses what draws the starter corpus, and runs from any folder
sys.path[:0] = [str(FOLDER.parents[1]), str(FOLDER.parents[1] / "corpus")]

from tests.documents import sample_office, sample_pdf  # noqa: E402

EXAMPLES = (
    ("Navn", "Kommune", "År", "Beskrivelse", "Udgift", "Bemærkning"),
    (
        "Fællesspisning i brugsen",
        "Lyngsø Kommune",
        "2021",
        "En støtteforening købte den lukkede brugs; nu spiser 60 sammen hver onsdag.",
        "40.000 kr.",
        "Eksempel, opdigtet",
    ),
    (
        "Æblepresse på hjul",
        "Sandager Kommune",
        "2020",
        "En trailer med en mosterpresse kører rundt til skoler og plejehjem i oktober.",
        "12.500 kr.",
        "Eksempel, opdigtet",
    ),
    (
        "Ungeråd i svømmehallen",
        "Prøvekøb Kommune",
        "2018",
        'Unge fra 7. til 9. klasse bestemte åbningstiden om fredagen. De kaldte det "vores aften".',
        "",
        "Eksempel, opdigtet",
    ),
)


def danish_list() -> bytes:
    """Return a Danish list as Excel saves it there: semicolons, Windows-1252."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerows(EXAMPLES)
    return buffer.getvalue().encode("cp1252")


BUILDERS: Mapping[str, Callable[[], bytes]] = {
    "brev.eml": sample_office.letter,
    "eksempelliste.csv": danish_list,
    "exempellista.xlsx": sample_office.examples,
    "protokoll.docx": sample_office.minutes,
    "referat.pdf": sample_pdf.minutes,
    "skannad.pdf": sample_pdf.scan,
}


def same_content(name: str, one: bytes, other: bytes) -> bool:
    """Compare two built files: how Office files are packed and how letters are drawn does not count."""
    if one == other:
        return True
    if name == "skannad.pdf":
        return sample_pdf.same_scan(one, other)
    try:
        return list(sample_office.unpacked(name, one)) == list(sample_office.unpacked(name, other))
    except zipfile.BadZipFile:
        return False


def differences(folder: Path) -> list[str]:
    """Say how the files in a folder differ from what is built, one line a file."""
    lines = []
    for name, build in BUILDERS.items():
        path = folder / name
        if not path.is_file():
            lines.append(f"missing: {name}")
        elif not same_content(name, build(), path.read_bytes()):
            lines.append(f"differs: {name}")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 means that the files are, or now are, what is built."""
    parser = argparse.ArgumentParser(description="Build the samples that the tests take in.")
    parser.add_argument("--check", action="store_true", help="compare with the files, write nothing")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the files are")
    options = parser.parse_args(arguments)
    if not options.check:
        for name, build in BUILDERS.items():
            (options.folder / name).write_bytes(build())
        print(f"built {len(BUILDERS)} files")
        return 0
    lines = differences(options.folder)
    for line in [*lines, "Run: python tests/documents/build.py"] if lines else []:
        print(line, file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
