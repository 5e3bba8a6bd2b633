package office

import (
	"testing"
	"time"

	"vow"
)

// The last second of a day is the last one that a local clock shows on it, also
// where clocks are changed at midnight.
func TestLastSecond(t *testing.T) {
	for _, c := range []struct{ zone, date, want string }{
		{"UTC", "2026-12-31", "2026-12-31T23:59:59Z"},
		{"Europe/Zurich", "2026-03-29", "2026-03-29T21:59:59Z"},
		{"Europe/Zurich", "2026-10-25", "2026-10-25T22:59:59Z"},
		{"America/Santiago", "2026-09-05", "2026-09-06T03:59:59Z"}, // the 6th begins at 01:00
		{"America/Santiago", "2026-04-04", "2026-04-05T03:59:59Z"}, // 23:00 to 24:00 comes twice
		{"Asia/Beirut", "2026-03-28", "2026-03-28T21:59:59Z"},
		{"Pacific/Kiritimati", "2026-06-12", "2026-06-12T09:59:59Z"},
		{"Etc/GMT+12", "2026-06-12", "2026-06-13T11:59:59Z"},
		{"Australia/Lord_Howe", "2026-10-04", "2026-10-04T12:59:59Z"},
	} {
		loc, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		got, err := vow.EndOfDay(c.date, loc)
		if err != nil || got.String() != c.want {
			t.Errorf("%s %s: %v, %v; want %s", c.zone, c.date, got, err, c.want)
		}
	}
	if _, err := vow.EndOfDay("2026-02-29", time.UTC); vow.CodeOf(err) == "" {
		t.Error("a day that is none")
	}
}
