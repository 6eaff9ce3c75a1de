-- whom to ask about what a document tells: a role, such as "samordnare för hållbarhet", and never a person
ALTER TABLE documents ADD COLUMN contact TEXT;

-- whether a document that was read from a file of a batch was compared with all others
ALTER TABLE review_items ADD COLUMN is_compared INTEGER NOT NULL DEFAULT 0;
CREATE INDEX review_items_by_content ON review_items (sha256);
CREATE INDEX review_likeness_by_other ON review_likeness (other_item_id);
