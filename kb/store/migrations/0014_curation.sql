ALTER TABLE practices ADD COLUMN version INTEGER NOT NULL DEFAULT 1; -- grows with every change by a curator
ALTER TABLE practices ADD COLUMN reviewed_by TEXT; -- login
ALTER TABLE practices ADD COLUMN reviewed_at TEXT;
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
    field TEXT NOT NULL,
    before TEXT, -- JSON; NULL: there was nothing
    after TEXT,
    undone_by INTEGER -- the change that undid it
) STRICT;
CREATE INDEX practice_history_by_practice ON practice_history (practice_id, id);
CREATE INDEX practice_history_by_change ON practice_history (change);

-- practices that were merged into another, whole, so that they can be split off again
CREATE TABLE merged_practices (
    practice_id INTEGER PRIMARY KEY, -- the number that it had
    merged_into INTEGER NOT NULL,
    draft TEXT NOT NULL, -- JSON
    relations TEXT NOT NULL, -- JSON
    merged_by TEXT NOT NULL,
    merged_at TEXT NOT NULL
) STRICT;
CREATE INDEX merged_practices_by_target ON merged_practices (merged_into);
