package store_test

import (
	"strings"
	"testing"

	"vow"
	"vow/internal/store"
)

func TestPositionEvents(t *testing.T) {
	s, _ := create(t)
	position := func(instrument string) store.Event {
		return store.Event{Kind: vow.KindPosition, Day: "2026-07-02", At: vow.Unix(1.78e9), Content: []byte(`{"instrument":"` + instrument + `","kind":"position"}`)}
	}
	if _, err := s.AddEvents(t.Context(), []store.Event{position("m"), note("2026-07-02", "a call"), position("n"), position("m")}); err != nil {
		t.Fatal(err)
	}
	for instrument, want := range map[string]string{"m": "e1 e4", "n": "e3", "": "e1 e3 e4", "x": ""} {
		list, err := s.PositionEvents(t.Context(), instrument)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, e := range list {
			ids = append(ids, e.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%q: %s, want %s", instrument, got, want)
		}
	}
	var plan string
	row := s.DB().QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN SELECT id FROM (SELECT n AS id FROM events WHERE kind = 'position' AND json_extract(CAST(content AS TEXT), '$.instrument') = 'm' ORDER BY n)")
	var a, b, c any
	if err := row.Scan(&a, &b, &c, &plan); err != nil || !strings.Contains(plan, "events_position") {
		t.Errorf("the index is not used: %q, %v", plan, err)
	}
}
