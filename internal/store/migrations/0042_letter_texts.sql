-- +goose Up
-- Texts of versions that an entry names by their root: the root is public, the text is not.
CREATE TABLE letter_texts (
	root  BLOB PRIMARY KEY,
	paper BLOB NOT NULL
) STRICT;
