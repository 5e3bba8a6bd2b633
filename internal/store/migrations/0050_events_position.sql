-- +goose Up
-- Who stood where on one instrument, without reading all other events.
CREATE INDEX events_position ON events (json_extract(CAST(content AS TEXT), '$.instrument'), n)
	WHERE kind = 'position';
