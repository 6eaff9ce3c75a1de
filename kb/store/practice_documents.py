"""Keeps the documents of published practices as they were when somebody looked; in a transaction."""

from __future__ import annotations

import sqlite3

from kb.practices import PracticeId


def note(connection: sqlite3.Connection, practice_id: PracticeId, *, anew: bool) -> None:
    """Keep which content the documents of a practice have; of those that are known only where ``anew``.

    Of one that is not published nothing new is kept.
    """
    if anew:
        connection.execute("DELETE FROM practice_documents WHERE practice_id = ?", (practice_id,))
    connection.execute(
        "INSERT OR IGNORE INTO practice_documents (practice_id, document_id, sha256) "
        "SELECT DISTINCT p.id, d.id, d.sha256 FROM practices p "
        "JOIN practice_quotes q ON q.practice_id = p.id JOIN documents d ON d.id = q.document_id "
        "WHERE p.id = ? AND p.state = 'published'",
        (practice_id,),
    )
