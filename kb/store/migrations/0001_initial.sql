-- one row: tells this store from every other, so that an index is never used with a store it was not made from
CREATE TABLE identity (
    id TEXT NOT NULL
) STRICT;
INSERT INTO identity (id) VALUES (lower(hex(randomblob(16))));

CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    media_type TEXT NOT NULL,
    n_bytes INTEGER NOT NULL,
    licence TEXT,
    url TEXT,
    title TEXT NOT NULL,
    date TEXT,
    year INTEGER,
    place TEXT,
    authors TEXT NOT NULL,
    organisation TEXT,
    type TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    has_lines INTEGER NOT NULL,
    pipeline_version INTEGER NOT NULL,
    ingested_at TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_name ON documents (name);

CREATE TABLE pages (
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    label TEXT,
    first INTEGER NOT NULL,
    past INTEGER NOT NULL,
    PRIMARY KEY (document_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE sections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    parent INTEGER,
    level INTEGER NOT NULL,
    title TEXT NOT NULL,
    first INTEGER NOT NULL,
    past INTEGER NOT NULL,
    UNIQUE (document_id, ordinal)
) STRICT;

CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    section INTEGER,
    text TEXT NOT NULL,
    first INTEGER NOT NULL,
    past INTEGER NOT NULL,
    heading_path TEXT NOT NULL,
    page INTEGER,
    first_line INTEGER,
    last_line INTEGER,
    language TEXT NOT NULL,
    is_example INTEGER NOT NULL,
    UNIQUE (document_id, ordinal)
) STRICT;

-- chunk_id is empty for what holds for the whole document
CREATE TABLE tags (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    chunk_id INTEGER REFERENCES chunks (id) ON DELETE CASCADE,
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    confidence REAL NOT NULL,
    method TEXT NOT NULL,
    evidence TEXT NOT NULL
) STRICT;
CREATE INDEX tags_by_chunk ON tags (chunk_id);
CREATE INDEX tags_by_document ON tags (document_id, chunk_id);

CREATE TABLE dropped (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    first INTEGER NOT NULL,
    past INTEGER NOT NULL,
    first_line INTEGER,
    last_line INTEGER,
    text TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX dropped_by_document ON dropped (document_id);

-- vectors are derived, kept so that nothing is embedded twice; 16-bit floats
CREATE TABLE vectors (
    model TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (model, text_hash)
) STRICT, WITHOUT ROWID;

-- every put and delete, in order; the index follows it. No foreign key: it outlives the document.
CREATE TABLE changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('put', 'delete'))
) STRICT;
CREATE INDEX changes_by_document ON changes (document_id);
