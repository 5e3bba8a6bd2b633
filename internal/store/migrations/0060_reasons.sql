-- +goose Up
-- The true reasons of moves whose stated one is `protected`.
CREATE TABLE reasons (
	n          INTEGER PRIMARY KEY,
	commitment BLOB NOT NULL UNIQUE,
	report     TEXT NOT NULL,
	content    BLOB,          -- NULL once erased
	salt       BLOB           -- NULL once erased
) STRICT;
