-- the period that a document states, as ISO 8601: 2013/2016, or 2012/.. where it still goes on
ALTER TABLE documents ADD COLUMN period TEXT;
