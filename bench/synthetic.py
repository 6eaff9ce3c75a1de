"""Municipal-looking text in any amount, with a vocabulary of thousands of compounds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

_CHUNKS_PER_FILE = 50
_HEADS = {
    "sv": "medborgar ungdoms skol äldre trygghets områdes förenings kultur arbets närings miljö trafik "
    "bostads social folkhälso landsbygds klimat integrations förskole demens",
    "da": "borger ungdoms skole ældre trygheds område forenings kultur arbejds erhvervs miljø trafik "
    "bolig social sundheds landdistrikts klima integrations børnehave demens",
}
_TAILS = {
    "sv": "dialog råd projekt plan budget möte enkät samordnare lots vandring grupp strategi insats "
    "satsning modell fond verkstad program utvärdering nätverk",
    "da": "dialog råd projekt plan budget møde undersøgelse koordinator guide vandring gruppe strategi "
    "indsats satsning model fond værksted program evaluering netværk",
}
_FRAMES = {
    "sv": (
        "{place} prövade {a} tillsammans med {b} under {year}.",
        "Efter ett år visade uppföljningen att {a} nådde {n} personer.",
        "Kostnaden var {n} tusen kronor och {a} togs över av {b}.",
        "Det som inte fungerade var att {a} saknade stöd från {b}.",
        "I {place} leds arbetet av en grupp för {a} och {b}.",
    ),
    "da": (
        "{place} afprøvede {a} sammen med {b} i {year}.",
        "Efter et år viste opfølgningen, at {a} nåede {n} personer.",
        "Udgiften var {n} tusind kroner, og {a} blev overtaget af {b}.",
        "Det, der ikke fungerede, var, at {a} manglede støtte fra {b}.",
        "I {place} ledes arbejdet af en gruppe for {a} og {b}.",
    ),
}
_PLACES = {
    "sv": "Kils kommun|Örebro kommun|Solna stad|Forshaga kommun|Umeå kommun|Borås Stad|Gävle kommun",
    "da": "Odense Kommune|Aarhus Kommune|Herning Kommune|Esbjerg Kommune|Faxe Kommune|Roskilde Kommune",
}
QUERIES = (
    "medborgardialog",
    "borgerinddragelse i landdistrikter",
    "trygghetsvandring ungdomsgrupp",
    "ældre og ensomhed",
    "vad kostade områdesfonden",
    "hvordan evalueres skoleprojekt",
    "föreningsnätverk kulturverkstad Kil",
    "klimaplan borgermøde",
)


def write_files(folder: Path, n_chunks: int, *, seed: int = 1) -> None:
    """Write plain text files that become about ``n_chunks`` chunks, every other file Danish."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    for number in range(max(1, n_chunks // _CHUNKS_PER_FILE)):
        language = ("sv", "da")[number % 2]
        text = "\n\n".join(_paragraphs(rng, language, min(n_chunks, _CHUNKS_PER_FILE)))
        (folder / f"{number:05d}.txt").write_text(text, encoding="utf-8")


def paragraph(rng: random.Random, language: str, *, n_sentences: int) -> str:
    """Return a paragraph of running text."""
    return " ".join(_sentence(rng, language) for _ in range(n_sentences))


def _paragraphs(rng: random.Random, language: str, n_chunks: int) -> Iterator[str]:
    for number in range(n_chunks):
        # a bullet that names a place is a chunk of its own
        sentences = " ".join(_sentence(rng, language) for _ in range(rng.randint(4, 8)))
        if number % 5 == 0:
            yield f"{number // 5 + 1}. {_word(rng, language).capitalize()}"
        yield f"- {_place(rng, language)}: {sentences}"


def _sentence(rng: random.Random, language: str) -> str:
    return rng.choice(_FRAMES[language]).format(
        place=_place(rng, language),
        a=_word(rng, language),
        b=_word(rng, language),
        year=rng.randint(2005, 2024),
        n=rng.randint(2, 900),
    )


def _place(rng: random.Random, language: str) -> str:
    return rng.choice(_PLACES[language].split("|"))


def _word(rng: random.Random, language: str) -> str:
    parts = [rng.choice(_HEADS[language].split()), rng.choice(_TAILS[language].split())]
    if rng.random() < 0.5:
        parts.append(rng.choice(_TAILS[language].split()))
    return "".join(parts)
