-- +goose Up
-- The tree of each day, made before day.fixed states its root.
CREATE TABLE days (
	day    TEXT PRIMARY KEY,
	count  INTEGER NOT NULL, -- what leaf 0 commits to
	salt   BLOB NOT NULL,    -- of leaf 0
	leaves BLOB NOT NULL     -- 32 bytes each
) STRICT;
