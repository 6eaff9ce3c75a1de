-- what readers have put together. Keys are kept as SHA-256 only: whoever reads this file can open no collection to change it
CREATE TABLE collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    edit_hash TEXT NOT NULL UNIQUE,
    share_hash TEXT NOT NULL UNIQUE,
    share_number INTEGER NOT NULL DEFAULT 0,
    title TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1, -- of title and note
    n_changes INTEGER NOT NULL DEFAULT 0,
    deleted_at TEXT -- to be undone until it is removed
) STRICT;

-- a practice, a passage or a search, never any words of a document. No foreign keys to them: an item outlives
-- what it points to, and ids are never given twice.
CREATE TABLE collection_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection_id INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    practice_id INTEGER,
    document_id INTEGER,
    chunk_id INTEGER,
    first INTEGER,
    text_hash TEXT, -- of the passage's words, with the key of erased words
    search TEXT,
    note TEXT NOT NULL DEFAULT '',
    slot TEXT NOT NULL DEFAULT '',
    added_at TEXT NOT NULL,
    looked_at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1, -- of note and slot
    removed_at TEXT, -- to be undone until it is removed
    CHECK ((practice_id IS NOT NULL) + (text_hash IS NOT NULL) + (search IS NOT NULL) = 1)
) STRICT;
CREATE INDEX collection_items_by_collection ON collection_items (collection_id, position);

CREATE INDEX practice_quotes_by_chunk ON practice_quotes (chunk_id);
