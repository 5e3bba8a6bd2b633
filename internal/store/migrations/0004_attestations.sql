-- +goose Up
CREATE TABLE attestations (
	event     INTEGER NOT NULL REFERENCES events (n),
	vkey      TEXT NOT NULL, -- the officer's
	signature TEXT NOT NULL, -- a signature line over the attestation's text
	PRIMARY KEY (event, vkey)
) STRICT;
