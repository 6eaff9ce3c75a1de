-- what stood beside a file and changed its metadata; NULL: nothing did
ALTER TABLE documents ADD COLUMN facts_sha256 TEXT;

-- what a file held when it was last read: one whose size and time are still the same is not read again.
-- Only a memory: without it everything is read and compared. No foreign key: a copy or a container of other
-- files has no document.
CREATE TABLE seen (
    path TEXT PRIMARY KEY,
    n_bytes INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL, -- 0: not known well enough to be trusted
    sha256 TEXT NOT NULL,
    part_of TEXT, -- path of the container that it is packed in
    is_container INTEGER NOT NULL,
    has_text INTEGER NOT NULL, -- 0: a container that is no document itself
    pipeline_version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
