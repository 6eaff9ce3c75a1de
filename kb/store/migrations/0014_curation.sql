ALTER TABLE practices ADD COLUMN version INTEGER NOT NULL DEFAULT 1; -- grows with every change by a curator
ALTER TABLE practices ADD COLUMN reviewed_by TEXT; -- login
ALTER TABLE practices ADD COLUMN reviewed_at TEXT;
ALTER TABLE practices ADD COLUMN published_by TEXT; -- login
ALTER TABLE practices ADD COLUMN published_at TEXT;
ALTER TABLE practices ADD COLUMN verified_by TEXT; -- login: who last made sure that it is right
ALTER TABLE practices ADD COLUMN verified_at TEXT;
ALTER TABLE practices ADD COLUMN still_running TEXT CHECK (still_running IN ('yes', 'no', 'unknown'));

-- every change of a field by a person, for its history and for undoing it
CREATE TABLE practice_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    practice_id INTEGER NOT NULL, -- may be gone: merged into another
    change INTEGER NOT NULL, -- what was changed together has one number
    at TEXT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL, -- shown
    act TEXT NOT NULL,
    version INTEGER NOT NULL, -- of the practice after it
    field TEXT NOT NULL,
    before TEXT, -- JSON; NULL: there was nothing
    after TEXT,
    is_erased INTEGER NOT NULL DEFAULT 0, -- 1: it held words that were erased since, and cannot be undone
    undone_by INTEGER -- the change that undid it
) STRICT;
CREATE INDEX practice_history_by_practice ON practice_history (practice_id, id);
CREATE INDEX practice_history_by_change ON practice_history (change);

-- practices that were merged into another, whole, so that they can be split off again
CREATE TABLE merged_practices (
    practice_id INTEGER PRIMARY KEY, -- the number that it had
    merged_into INTEGER NOT NULL,
    draft TEXT NOT NULL, -- JSON: all that is stored of it
    relations TEXT NOT NULL, -- JSON: from and to it
    brought TEXT NOT NULL, -- JSON: what the other has from it alone
    merged_by TEXT NOT NULL,
    merged_at TEXT NOT NULL
) STRICT;
CREATE INDEX merged_practices_by_target ON merged_practices (merged_into);

-- the documents of a practice as they were when somebody last made sure that it is right
CREATE TABLE practice_documents (
    practice_id INTEGER NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
    document_id INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (practice_id, document_id)
) STRICT, WITHOUT ROWID;

UPDATE practices SET published_at = updated_at WHERE state = 'published';
INSERT INTO practice_documents (practice_id, document_id, sha256)
SELECT DISTINCT p.id, d.id, d.sha256 FROM practices p
JOIN practice_quotes q ON q.practice_id = p.id JOIN documents d ON d.id = q.document_id
WHERE p.state = 'published';

-- documents whose candidates are to be made anew although nothing changed in them
CREATE TABLE stale_documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT, -- what is noted while they are made anew is made anew again
    document_id INTEGER NOT NULL
) STRICT;
