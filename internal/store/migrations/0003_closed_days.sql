-- +goose Up
-- Days whose events are counted: no event is added to one of them, or to one before.
CREATE TABLE closed_days (
	day TEXT PRIMARY KEY
) STRICT;
