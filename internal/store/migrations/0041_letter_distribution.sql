-- +goose Up
-- To whom a version was given. It is in no event, no entry and no export: who got which
-- version tells who passed it on.
CREATE TABLE letter_distribution (
	letter  TEXT NOT NULL,
	version TEXT NOT NULL,
	party   TEXT NOT NULL,
	day     TEXT NOT NULL, -- as it was given: a date of ISO 8601-2
	at      TEXT NOT NULL, -- when it was noted
	PRIMARY KEY (letter, version, party)
) STRICT;
