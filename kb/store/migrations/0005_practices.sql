-- what has been tried where: candidates that rules make from the documents, and what curators make of them
CREATE TABLE practices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    state TEXT NOT NULL, -- only a 'candidate' is ever changed or removed by rules
    title TEXT NOT NULL,
    title_origin TEXT NOT NULL,
    name TEXT,
    language TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

-- what a practice is known by when it is made anew; one that was merged from several answers to all their keys
CREATE TABLE practice_keys (
    key TEXT PRIMARY KEY,
    practice_id INTEGER NOT NULL REFERENCES practices (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX practice_keys_by_practice ON practice_keys (practice_id);

-- field is empty for the passages themselves. No foreign keys to chunk and document: a curated practice
-- outlives both, and ids are never given twice.
CREATE TABLE practice_quotes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    practice_id INTEGER NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
    field TEXT,
    chunk_id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    first INTEGER NOT NULL,
    past INTEGER NOT NULL,
    page INTEGER,
    text TEXT NOT NULL,
    code TEXT
) STRICT;
CREATE INDEX practice_quotes_by_practice ON practice_quotes (practice_id);
CREATE INDEX practice_quotes_by_document ON practice_quotes (document_id);

-- municipality, country and theme, a theme with those above it: what practices are filtered and counted by.
-- number keeps the order of municipalities and countries; NULL: a theme
CREATE TABLE practice_facets (
    practice_id INTEGER NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    number INTEGER,
    PRIMARY KEY (practice_id, facet, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX practice_facets_by_value ON practice_facets (facet, value);

-- titles and summaries in a curator's words
CREATE TABLE practice_texts (
    practice_id INTEGER NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (practice_id, field, language)
) STRICT, WITHOUT ROWID;

-- one row: which change of the documents the candidates were made from, and by which version of the rules
CREATE TABLE practice_build (
    last_change INTEGER NOT NULL,
    rules_version INTEGER NOT NULL
) STRICT;
INSERT INTO practice_build (last_change, rules_version) VALUES (0, 0);
