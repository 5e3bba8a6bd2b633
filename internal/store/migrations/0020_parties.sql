-- +goose Up
-- Who stands behind a class that a report's notices name, under its commitment.
CREATE TABLE parties (
	report     TEXT NOT NULL,
	party      TEXT NOT NULL, -- the class or handle in the record
	content    BLOB NOT NULL, -- who that is
	salt       BLOB NOT NULL,
	commitment BLOB NOT NULL UNIQUE,
	PRIMARY KEY (report, party)
) STRICT;
