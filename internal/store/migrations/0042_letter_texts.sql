-- +goose Up
-- Texts of versions that an entry names by their root: the root is public, the text is not.
CREATE TABLE letter_texts (
	root   BLOB PRIMARY KEY,
	paper  BLOB NOT NULL,
	source BLOB NOT NULL UNIQUE -- what it was built of and for, hashed: the same makes no second root
) STRICT;
