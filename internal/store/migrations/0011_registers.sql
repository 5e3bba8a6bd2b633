-- +goose Up
-- Counts files of registers, before register.stated is recorded and they go public.
CREATE TABLE registers (
	sha256 BLOB PRIMARY KEY,
	report TEXT NOT NULL,
	counts BLOB NOT NULL
) STRICT;
