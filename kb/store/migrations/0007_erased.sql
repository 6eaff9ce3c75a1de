-- the key of the hashes of erased words: without it nobody can compare them with the words of another home
ALTER TABLE identity ADD COLUMN erased_key TEXT NOT NULL DEFAULT '';
UPDATE identity SET erased_key = lower(hex(randomblob(32)));

-- what a person asked to have erased, without the words: one row for each document that held them.
-- No foreign key: it outlives the document.
CREATE TABLE erasures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    erased_at TEXT NOT NULL,
    document_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    n_places INTEGER NOT NULL,
    n_characters INTEGER NOT NULL,
    is_everywhere INTEGER NOT NULL,
    reason TEXT,
    erased_by TEXT NOT NULL,
    is_done INTEGER NOT NULL -- 0: copies may still lie in the index, the originals or free pages of this file
) STRICT;

-- the words as keyed hashes, so that they are found again and left out whenever a file is taken in that has
-- this content, lies at this path or, if is_everywhere, whatever the file is
CREATE TABLE erased (
    erasure_id INTEGER NOT NULL REFERENCES erasures (id),
    words_hash TEXT NOT NULL,
    n_words INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    path TEXT NOT NULL,
    is_everywhere INTEGER NOT NULL,
    n_places INTEGER NOT NULL, -- at least so many must be found in this content; 0: not known
    PRIMARY KEY (erasure_id, words_hash, sha256, path)
) STRICT, WITHOUT ROWID;

-- files of which no original is kept because it holds erased words; parsed: what was read from the file, without
-- them, as JSON, so that the document can still be made anew. NULL: a container, whose parts hold the words
CREATE TABLE withheld (
    sha256 TEXT PRIMARY KEY,
    parsed TEXT
) STRICT, WITHOUT ROWID;
