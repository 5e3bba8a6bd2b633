-- +goose Up
CREATE TABLE events (
	n       INTEGER PRIMARY KEY AUTOINCREMENT, -- the event's id is e<n>
	kind    TEXT NOT NULL,
	report  TEXT NOT NULL,                     -- '' for the office's own
	day     TEXT NOT NULL,                     -- the day.fixed that counts it
	at      TEXT NOT NULL,                     -- when it was noted
	content BLOB,                              -- the canonical line; NULL once erased
	salt    BLOB,                              -- NULL once erased
	commitment BLOB NOT NULL UNIQUE,
	same    BLOB NOT NULL,                     -- what it says but for the clock, hashed
	opened  BLOB,                              -- leaf hash of its event.opened
	closed  TEXT NOT NULL DEFAULT '',          -- basis, if it was closed
	erased  TEXT NOT NULL DEFAULT ''           -- when
) STRICT;
CREATE INDEX events_day ON events (day);
CREATE INDEX events_report ON events (report, kind);
CREATE INDEX events_same ON events (same);
