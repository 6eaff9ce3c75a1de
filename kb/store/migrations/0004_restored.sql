-- lines that cleaning leaves out and a person has put back, by the content of the file: each is kept wherever it
-- stands in that document. Hashes: what is masked later must not be left here in clear.
-- No foreign key: two files may change places in one run.
CREATE TABLE restored (
    sha256 TEXT NOT NULL,
    line_sha256 TEXT NOT NULL,
    PRIMARY KEY (sha256, line_sha256)
) STRICT, WITHOUT ROWID;
