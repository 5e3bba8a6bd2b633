-- +goose Up
-- Who stands behind a class that is public: the content of a commitment.
CREATE TABLE hidden_names (
	commitment BLOB PRIMARY KEY,
	salt       BLOB NOT NULL,
	name       TEXT NOT NULL
) STRICT;
