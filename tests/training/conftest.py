import gzip
from pathlib import Path

import pytest


def _write(path: Path, *rows: tuple[str, ...]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    _write(
        folder / "passages" / "barn.tsv",
        ("id", "language", "sub_theme", "text", "en"),
        (
            "barn-001",
            "sv",
            "barn.fritid",
            "Fritidsgården håller öppet på lördagar.",
            "The club opens on Saturdays.",
        ),
        ("barn-002", "da", "barn.sommarjobb", "Kommunen giver unge et job i sommerferien.", ""),
    )
    _write(
        folder / "questions" / "barn.tsv",
        ("passage_id", "language", "style", "question", "en"),
        ("barn-001", "da", "question", "hvornår har ungdomsklubben åbent", "when is the club open"),
        ("barn-002", "sv", "keyword", "feriearbete för ungdomar", ""),
    )
    _write(
        folder / "parallel" / "barn.tsv",
        ("sub_theme", "sv", "da", "nb", "en"),
        ("barn.fritid", "Gården är öppen.", "Klubben er åben.", "", "The club is open."),
        ("barn.sommarjobb", "Alla fick jobb.", "Alle fik job.", "Alle fikk jobb.", "Everyone got a job."),
    )
    _write(
        folder / "terms" / "barn.tsv",
        ("sv", "da", "nb", "en", "pos", "false_friends"),
        ("fritidsgård", "ungdomsklub | fritidsklub", "fritidsklubb", "youth club", "noun", ""),
    )
    _write(
        folder / "hard_negatives" / "barn.tsv",
        ("language", "question", "word", "right", "wrong"),
        ("da", "ledige om sommeren", "ledige", "Unge uden job får hjælp.", "Ledige lokaler lejes ud."),
    )
    return folder


@pytest.fixture
def public_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "public"
    folder.mkdir()
    rows = ["sv\tda\ten\tnb"]
    rows += [
        f"Rad nummer {n} om skolan\tRække nummer {n} om skolen\tRow number {n} on schools\t"
        for n in range(30)
    ]
    rows.append("kort\tkort\tshort\t")
    with gzip.open(folder / "prose.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    with gzip.open(folder / "laws.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("sv_heading\tsv_paragraph\n")
        file.write("Skollag\tEn rad utan rubrik hör inte hit.\n")
        file.write("Skollag – Skollag (2010:800)\tRubriken är lagens namn.\n")
        for n in range(40):
            file.write(f"Skollag – Rubrik {n}\tParagraf nummer {n} om elevernas rättigheter.\n")
    with gzip.open(folder / "words.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("sv\tda\ten\ten_gloss\n")
        file.write("ädel, nobel\tnobel\tnoble\tof high rank\n")
        file.write("NON_ANALYSIS\tDUE_TO\t\t\n")
    return folder
