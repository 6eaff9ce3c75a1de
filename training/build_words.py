"""Makes ``search/data/words.txt``, the common words that are not misspelt though no document has them.

Run: python -m training.build_words FOLDER

FOLDER holds the public texts that ``training/sources.toml`` names. A word is kept if it stands in small
letters at least three times in Swedish, Danish or Norwegian, or ten times in English.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from kb.text import fold
from training.sources import read_settings

WORDS = Path(__file__).resolve().parent.parent / "search" / "data" / "words.txt"
_LEAST = {"sv": 3, "da": 3, "nb": 3, "en": 10}  # a slip is seldom made three times
_FAR_MORE = 10  # times
_UNDOTTED = str.maketrans("äöå", "aoa")  # of folded words
_WORD = re.compile(r"(?<![\w-])[^\W\d_A-ZÅÄÖÆØ][^\W\d_]{3,23}(?![\w-])")


def count_words(rows: Iterable[Mapping[str, str | None]], counts: Mapping[str, Counter[str]]) -> None:
    """Add the words in small letters of all rows to ``counts``, by language."""
    for row in rows:
        for language, counter in counts.items():
            counter.update(word for word in _WORD.findall(row.get(language) or "") if word.islower())


def common_words(counts: Mapping[str, Counter[str]]) -> list[str]:
    """Return the words that are frequent enough in a language, folded, sorted.

    Not one that is far more often written with dots or rings: aldre is a Danish word, but äldre is meant.
    """
    total: Counter[str] = Counter()
    frequent: set[str] = set()
    for language, counter in counts.items():
        for word, n in counter.items():
            total[fold(word)] += n
            if n >= _LEAST[language]:
                frequent.add(fold(word))
    dotted: Counter[str] = Counter()
    for word, n in total.items():
        if word != word.translate(_UNDOTTED):
            dotted[word.translate(_UNDOTTED)] += n
    return sorted(word for word in frequent if dotted[word] < _FAR_MORE * total[word])


def main() -> None:
    """Count the words of all sources and write those that are common."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=WORDS)
    arguments = parser.parse_args()
    counts: dict[str, Counter[str]] = {language: Counter() for language in _LEAST}
    csv.field_size_limit(10_000_000)
    for source in read_settings():
        path = arguments.folder / f"{source['name']}.tsv.gz"
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            count_words(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), counts)
    found = common_words(counts)
    temporary = arguments.out.with_suffix(".tmp")
    temporary.write_text("\n".join(found) + "\n", encoding="utf-8")
    temporary.replace(arguments.out)
    sys.stderr.write(f"{len(found)} words in {arguments.out}\n")


if __name__ == "__main__":
    main()
