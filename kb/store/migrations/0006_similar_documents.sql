-- part of the hashes of a document's word triples; a document without a row has not been compared with the others
CREATE TABLE word_samples (
    document_id INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    n_hashes INTEGER NOT NULL, -- of all its distinct triples; 0: too short to be compared
    sample BLOB NOT NULL -- sorted 32-bit integers, little-endian
) STRICT;

-- documents of which one holds most of the other; gone with the sample of either, so that whoever changes is compared anew
CREATE TABLE similar_documents (
    first INTEGER NOT NULL REFERENCES word_samples (document_id) ON DELETE CASCADE,
    second INTEGER NOT NULL REFERENCES word_samples (document_id) ON DELETE CASCADE,
    n_shared INTEGER NOT NULL,
    PRIMARY KEY (first, second),
    CHECK (first < second)
) STRICT, WITHOUT ROWID;
CREATE INDEX similar_documents_by_second ON similar_documents (second);

-- what a person has answered, by the content of the files: it holds when they are moved, deleted and taken in again
CREATE TABLE kept_both (
    first_sha256 TEXT NOT NULL,
    second_sha256 TEXT NOT NULL,
    PRIMARY KEY (first_sha256, second_sha256),
    CHECK (first_sha256 < second_sha256)
) STRICT, WITHOUT ROWID;

-- a file that was removed as a copy is passed over while what was kept instead of it is stored.
-- Name, path and number it had only tell a person which it was.
CREATE TABLE removed_copies (
    sha256 TEXT PRIMARY KEY,
    kept_sha256 TEXT NOT NULL,
    document_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL
) STRICT, WITHOUT ROWID;
