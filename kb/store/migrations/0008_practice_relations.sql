-- what practices have to do with each other; shown at both ends
CREATE TABLE practice_relations (
    practice_id INTEGER NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    other_id INTEGER NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
    PRIMARY KEY (practice_id, kind, other_id),
    CHECK (practice_id <> other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX practice_relations_by_other ON practice_relations (other_id);

-- practices that were loaded from a file, by the key that they have there
CREATE TABLE practice_loads (
    key TEXT PRIMARY KEY,
    practice_id INTEGER NOT NULL UNIQUE REFERENCES practices (id) ON DELETE CASCADE,
    file TEXT NOT NULL, -- its path
    entry_hash TEXT NOT NULL, -- of what the file says of it
    loaded_hash TEXT NOT NULL -- of what was then stored: whoever changes that has made the practice theirs
) STRICT, WITHOUT ROWID;

-- 1: the document is there, but has no passage with these words any more
ALTER TABLE practice_quotes ADD COLUMN is_lost INTEGER NOT NULL DEFAULT 0;
