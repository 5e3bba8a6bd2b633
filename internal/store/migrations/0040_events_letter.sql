-- +goose Up
-- The events of one letter, without reading all others.
CREATE INDEX events_letter ON events (json_extract(CAST(content AS TEXT), '$.letter'), n)
	WHERE kind IN ('letter', 'signer', 'count-claim');
