"""A home into which somebody has handed in documents, for the tests of reviewing."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from kb.accounts import Actor, Role
from kb.batches import BatchId
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.reviews import QueuedItem
from kb.settings import load_settings

ANNA = Actor(login="anna", name="Anna Berg", role=Role.CONTRIBUTOR)
CILLA = Actor(login="cilla", name="Cilla Ek", role=Role.CURATOR)
DAG = Actor(login="dag", name="Dag Holm", role=Role.CURATOR)

WALK = """Trygghetsvandring i Karlstad

I Karlstads kommun gjordes 2019 en trygghetsvandring med 30 boende. De pekade ut mörka gångvägar, och kommunen
satte upp ny belysning samma höst. Ring Anna på 070-123 45 67.

Facebook
Twitter
E-post

Fler vågade gå hem sent på kvällen, och vandringen görs nu om varje år.
"""
POOL = """Pulje til landsbyerne

Odense Kommune lod borgerne bestemme over en pulje på 500.000 kr. til nærområdet. Frivillige kørte natteravne,
og lokalrådet stod for udlån af udstyr til alle, der ville være med.
"""
BANK = """Fritidsbank i Forshaga

I Forshaga kommun lånar fritidsbanken ut idrottsprylar gratis till alla barn. Föreningarna samlar in skridskor
och cyklar, och 250 barn har lånat något sedan starten.
"""
TITLES = ("Trygghetsvandring i Karlstad", "Pulje til landsbyerne", "Fritidsbank i Forshaga")


def packed(files: Mapping[str, str]) -> bytes:
    """Return an archive of texts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return made.getvalue()


def open_home(folder: Path) -> KnowledgeBase:
    """Return an empty home."""
    return open_knowledge_base(load_settings(home=folder, embedder="hashing", workers=1))


def hand_in(
    base: KnowledgeBase, files: Mapping[str, bytes], *, facts: Mapping[str, str] | None = None
) -> BatchId:
    """Have files handed in, read and waiting."""
    batches = base.acting_as(ANNA).batches
    batch = batches.begin("Nordisk konferens", facts or {})
    announced = batches.announce(batch.id, [(name, len(data)) for name, data in files.items()])
    for file, data in zip(announced, files.values(), strict=True):
        batches.put(file.id, [data])
    batches.read(batch.id)
    batches.hand_in(batch.id)
    return batch.id


def waiting(base: KnowledgeBase) -> Mapping[str, QueuedItem]:
    """Return what waits to be reviewed, by title."""
    return {item.title: item for item in base.acting_as(CILLA).review.queue().items}


def copy_of(home: Path, folder: Path) -> KnowledgeBase:
    """Return a home of one's own that holds what another one does."""
    shutil.copytree(home, folder)
    return open_home(folder)
