"""Takes documents from another store that has read the same files in the same way, instead of reading them.

A document that was read for review is taken into the public store as whoever accepted it has seen it. Only
one is taken whose file, facts, rules, masking and restored lines are the same, of which nobody has decided a
tag and in which no words were erased; any other is read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ingest.containers import CONTAINERS
from ingest.reading import Reader
from ingest.tasks import Asked, Outcome, Task
from kb.records import PreparedDocument
from kb.store import Store
from kb.store.whole_documents import WholeDocuments


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Answers tasks from another store where it can, and has the others done."""

    reader: Reader
    known: Store
    version: int  # of the pipeline, as it is stored
    decided: Collection[str]  # SHA-256 of files about whose tags somebody has decided

    def submit(self, task: Task, data: bytes) -> Asked:
        """Have a task done, or return what is known already."""
        prepared = self._same(task)
        if prepared is None:
            return self.reader.submit(task, data)
        outcome = Outcome(prepared=prepared, has_themes=True)
        return Asked(result=lambda: outcome, is_ready=lambda: True)

    def _same(self, task: Task) -> PreparedDocument | None:
        if task.sha256 in self.decided or task.erased.phrases:
            return None
        found = self.known.part(WholeDocuments).at(task.path)
        if found is None or found.has_decisions or found.has_erased:
            return None
        source = found.prepared.source
        wanted = (task.sha256, task.name, self.version, task.facts_sha256, task.restored)
        made = (source.sha256, source.name, found.pipeline_version, found.facts_sha256, found.restored)
        # what is packed in a container must be unpacked all the same
        return found.prepared if made == wanted and source.media_type not in CONTAINERS else None
