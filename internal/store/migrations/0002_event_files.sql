-- +goose Up
CREATE TABLE event_files (
	event  INTEGER NOT NULL REFERENCES events (n),
	name   TEXT NOT NULL,
	sha256 BLOB NOT NULL,
	bytes  BLOB NOT NULL,
	PRIMARY KEY (event, name)
) STRICT;
