"""The vector cache: 16-bit floats by model and text hash."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 500


def read(connection: sqlite3.Connection, model: str, hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Return the vectors known among ``hashes``, each of shape (dim,)."""
    import numpy as np

    found: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(hashes), _BATCH):
        batch = hashes[start : start + _BATCH]
        marks = ",".join("?" * len(batch))
        rows = connection.execute(
            f"SELECT text_hash, vector FROM vectors WHERE model = ? AND text_hash IN ({marks})",  # noqa: S608
            (model, *batch),
        )
        for text_hash, blob in rows:
            found[text_hash] = np.frombuffer(blob, dtype="<f2").astype(np.float32)
    return found


def write(connection: sqlite3.Connection, model: str, known: Mapping[str, NDArray[np.float32]]) -> None:
    """Insert vectors; one that is known already stays as it is."""
    connection.executemany(
        "INSERT OR IGNORE INTO vectors (model, text_hash, vector) VALUES (?, ?, ?)",
        ((model, text_hash, vector.astype("<f2").tobytes()) for text_hash, vector in known.items()),
    )


def keep(connection: sqlite3.Connection, hashes: Collection[str]) -> None:
    """Delete the vectors of every model but for these text hashes."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS kept (text_hash TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.execute("DELETE FROM kept")
    connection.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((each,) for each in hashes))
    connection.execute("DELETE FROM vectors WHERE text_hash NOT IN (SELECT text_hash FROM kept)")
    connection.execute("DROP TABLE kept")
