"""What tests of batches share: files of our own, somebody who hands them in, and a short way to do it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from kb.accounts import Actor, Role
from kb.batches import Batch, BatchFile
from kb.knowledge_base import KnowledgeBase

ANNA = Actor(login="anna", name="Anna Ek", role=Role.CONTRIBUTOR)
BO = Actor(login="bo", name="Bo Lund", role=Role.CONTRIBUTOR)
CURATOR = Actor(login="cleo", name="Cleo Dahl", role=Role.CURATOR)

BRIDGE = """# Lånecyklar på biblioteket

Norbergs kommun har ställt tolv lånecyklar utanför biblioteket. Alla med lånekort får låna en cykel i två
veckor, och under sommaren var varje cykel ute i fyra dagar av fem. Reparationerna gjordes av elever på
gymnasieskolan.
"""
NIGHT = """# Natteravne i Ikast-Brande

Voksne går ture i byen fredag og lørdag aften, så de unge møder nogen, de kender. I 2019 gik treogtredive
frivillige med, og politiet fik færre opkald. Ring på tlf. 65 12 34 56 eller skriv til natten@example.dk.
"""
SHORT = "# Grillplats\n\nEn grillplats vid sjön i Kil blev mötesplats för unga under våren.\n"


def put(base: KnowledgeBase, batch: Batch, files: Mapping[str, str | bytes]) -> tuple[BatchFile, ...]:
    """Hand in files by name; text is UTF-8."""
    contents = [(name, each.encode() if isinstance(each, str) else each) for name, each in files.items()]
    announced = base.batches.announce(batch.id, [(name, len(data)) for name, data in contents])
    for file, (_, data) in zip(announced, contents, strict=True):
        base.batches.put(file.id, [data[:10], data[10:]])
    return announced


def read(base: KnowledgeBase, files: Mapping[str, str | bytes], **facts: str) -> Batch:
    """Make a batch of files and read it."""
    batch = base.batches.begin("Dialogbord", facts)
    put(base, batch, files)
    return base.batches.read(batch.id)


def zipped(files: Mapping[str, str]) -> bytes:
    """Return an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


def states(batch: Batch) -> Sequence[str]:
    """Return the states of a batch's files in order."""
    return [file.state.value for file in batch.files]
