-- files that somebody hands in together, with what is said of all of them
CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    owner TEXT NOT NULL, -- login
    owner_name TEXT NOT NULL,
    facts TEXT NOT NULL, -- JSON object of strings, by the keys of ingest.stated
    state TEXT NOT NULL CHECK (state IN ('open', 'handed_in', 'withdrawn')),
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    handed_in_at TEXT,
    version INTEGER NOT NULL DEFAULT 1 -- grows when title or facts change
) STRICT;
CREATE INDEX batches_by_owner ON batches (owner);

CREATE TABLE batch_files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_id INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    name TEXT NOT NULL, -- made safe, as shown
    n_bytes INTEGER NOT NULL, -- as announced, then as arrived
    sha256 TEXT, -- once it has arrived
    state TEXT NOT NULL CHECK (state IN ('announced', 'arrived', 'reading', 'read', 'failed', 'left_out')),
    reason TEXT, -- why it failed or was left out
    facts TEXT NOT NULL, -- JSON object of strings: what differs from the batch
    is_masked INTEGER NOT NULL DEFAULT 1, -- whether personal data found in it are masked
    masked TEXT NOT NULL DEFAULT '{}', -- JSON: kind of personal data to number
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX batch_files_by_batch ON batch_files (batch_id);

-- documents read from files of batches: they lie in the store of the review until they are accepted
CREATE TABLE review_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file_id INTEGER NOT NULL REFERENCES batch_files (id) ON DELETE CASCADE,
    path TEXT NOT NULL UNIQUE, -- of the document, in the store of the review and in the public one
    sha256 TEXT NOT NULL,
    title TEXT NOT NULL, -- as read, for lists
    state TEXT NOT NULL CHECK (state IN ('read', 'waiting', 'accepting', 'accepted', 'declined', 'left_out')),
    reason TEXT, -- why it was declined
    decided_by TEXT, -- login
    decided_name TEXT, -- shown
    decided_at TEXT,
    document_id INTEGER, -- in the store of the review; NULL once it is accepted
    public_id INTEGER, -- in the public store; NULL unless it is accepted
    version INTEGER NOT NULL DEFAULT 1, -- grows with every change by a person
    changed_by TEXT, -- login: who made the last one
    changed_name TEXT, -- shown
    changed_at TEXT
) STRICT;
CREATE INDEX review_items_by_file ON review_items (file_id);
CREATE INDEX review_items_by_state ON review_items (state);

-- documents like a document that was just read: shown to whoever hands it in and to whoever reviews it
CREATE TABLE review_likeness (
    item_id INTEGER NOT NULL REFERENCES review_items (id) ON DELETE CASCADE,
    other_item_id INTEGER REFERENCES review_items (id) ON DELETE CASCADE, -- one of the two
    other_document_id INTEGER, -- in the public store
    share REAL NOT NULL -- of the smaller one's word triples, 0 to 1
) STRICT;
CREATE INDEX review_likeness_by_item ON review_likeness (item_id);

-- what is stated of a file by whoever handed it in; files on disk have sidecars instead
CREATE TABLE given_facts (
    path TEXT PRIMARY KEY,
    facts TEXT NOT NULL -- JSON object of strings, by the keys of ingest.stated
) STRICT, WITHOUT ROWID;

-- what a person has said of the tags that rules suggest, and which are missing; holds when rules change
CREATE TABLE tag_decisions (
    sha256 TEXT NOT NULL, -- of the file
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    passage TEXT NOT NULL, -- keyed hash of the words of the passage; '': the whole document
    is_accepted INTEGER NOT NULL,
    first INTEGER, -- of a tag that a person has added: where the words stand in the passage that it rests on
    past INTEGER,
    decided_by TEXT NOT NULL, -- login
    decided_name TEXT NOT NULL, -- shown
    decided_at TEXT NOT NULL,
    version INTEGER NOT NULL, -- that the reviewed document had after it
    PRIMARY KEY (sha256, facet, value, passage)
) STRICT, WITHOUT ROWID;
