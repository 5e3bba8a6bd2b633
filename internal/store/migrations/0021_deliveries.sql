-- +goose Up
-- What proves that a notice was handed over; the record has its SHA-256.
CREATE TABLE deliveries (
	sha256 BLOB PRIMARY KEY,
	name   TEXT NOT NULL, -- of the file
	bytes  BLOB NOT NULL
) STRICT;
