-- what a saved practice was known by: a candidate that disappears behind a curator's practice is found there
ALTER TABLE collection_items ADD COLUMN practice_key TEXT;
