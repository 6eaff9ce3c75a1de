-- the meeting or conference that a document tells of, and where it was held
ALTER TABLE documents ADD COLUMN event TEXT;
ALTER TABLE documents ADD COLUMN venue TEXT;
