package vow_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vow"
)

// TestEndOfDay: local days end where their clocks say, also when clocks change.
func TestEndOfDay(t *testing.T) {
	for _, c := range []struct {
		date, want string
		loc        *time.Location
	}{
		{"2026-08-31", "2026-08-31T23:59:59Z", time.UTC},
		{"2026-08-31", "2026-08-31T21:59:59Z", time.FixedZone("CEST", 2*3600)},
		{"2026-12-31", "2026-12-31T09:59:59Z", time.FixedZone("+14", 14*3600)},
		{"2026-12-31", "2027-01-01T11:59:59Z", time.FixedZone("-12", -12*3600)},
		{"2024-02-29", "2024-02-29T23:59:59Z", time.UTC},
	} {
		got, err := vow.EndOfDay(c.date, c.loc)
		if err != nil || got.String() != c.want {
			t.Errorf("%s in %s: %s, %v; want %s", c.date, c.loc, got, err, c.want)
		}
		d := vow.Due{By: c.date, Instant: got, TZ: "Etc/Somewhere", Words: "x"}
		if err := d.Validate("due"); err != nil {
			t.Errorf("%s in %s: %v", c.date, c.loc, err)
		}
	}
	if _, err := vow.EndOfDay("2026-02-30", time.UTC); err == nil {
		t.Error("30 February")
	}
	for _, zone := range []int{-12, 0, 14} { // its end would lie in the year 10000 somewhere
		loc := time.FixedZone("x", zone*3600)
		if _, err := vow.EndOfDay("9999-12-31", loc); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("9999-12-31 at %+d: %v", zone, err)
		}
		end, err := vow.EndOfDay("9999-12-30", loc)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := end.MarshalText(); err != nil {
			t.Errorf("9999-12-30 at %+d: %v", zone, err)
		}
	}
}

// TestDueBounds: the end of the day UTC −14 h … +12 h, to the second.
func TestDueBounds(t *testing.T) {
	end, err := vow.EndOfDay("2026-08-31", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for off, good := range map[int64]bool{-14*3600 - 1: false, -14 * 3600: true, 0: true, 12 * 3600: true, 12*3600 + 1: false} {
		d := vow.Due{By: "2026-08-31", Instant: vow.Unix(end.Unix() + off), TZ: "UTC", Words: "x"}
		if err := d.Validate("due"); (err == nil) != good {
			t.Errorf("%+d s: %v", off, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		day := time.Unix(rapid.Int64Range(86400, 1<<37).Draw(t, "day"), 0).UTC().Format(time.DateOnly)
		zone := rapid.IntRange(-12*3600, 14*3600).Draw(t, "zone")
		at, err := vow.EndOfDay(day, time.FixedZone("x", zone))
		if err != nil {
			t.Fatal(err)
		}
		if err := (vow.Due{On: day, Instant: at, TZ: "X", Words: "x"}).Validate("due"); err != nil {
			t.Fatalf("%s at %+d s: %v", day, zone, err)
		}
	})
}

func TestDueForms(t *testing.T) {
	at := vow.Unix(1788220799) // 2026-08-31T23:59:59Z
	base := vow.Due{Instant: at, TZ: "Europe/Zurich", Words: "in words"}
	for _, c := range []struct {
		set  func(*vow.Due)
		want string // "" for good, otherwise the field
	}{
		{func(d *vow.Due) { d.By = "2026-08-31" }, ""},
		{func(d *vow.Due) { d.On = "2026-08-31" }, ""},
		{func(d *vow.Due) { d.From, d.Until = "2026-08-31", "2026-08-31" }, ""},
		{func(d *vow.Due) {}, "field due:"},
		{func(d *vow.Due) { d.By, d.On = "2026-08-31", "2026-08-31" }, "field due:"},
		{func(d *vow.Due) { d.By, d.Until = "2026-08-31", "2026-08-31" }, "field due:"},
		{func(d *vow.Due) { d.Until = "2026-08-31" }, "field due.from"},
		{func(d *vow.Due) { d.From = "2026-08-31" }, "field due.until"},
		{func(d *vow.Due) { d.From, d.Until = "2026-09-01", "2026-08-31" }, "field due.until"},
		{func(d *vow.Due) { d.By, d.Instant = "2026-08-31", vow.Time{} }, "field due.instant"},
		{func(d *vow.Due) { d.By, d.TZ = "2026-08-31", "" }, "field due.tz"},
		{func(d *vow.Due) { d.By, d.TZ = "2026-08-31", strings.Repeat("x", 65) }, "field due.tz"},
		{func(d *vow.Due) { d.By, d.Words = "2026-08-31", "" }, "field due.words"},
		{func(d *vow.Due) { d.By, d.Words = "2026-08-31", strings.Repeat("x", vow.MaxTitle+1) }, "field due.words"},
		{func(d *vow.Due) { d.By, d.Words = "2026-08-31", "a\u200bb" }, "field due.words"},
	} {
		d := base
		c.set(&d)
		err := d.Validate("due")
		if c.want == "" {
			if err != nil || d.LastDay() != "2026-08-31" || !strings.Contains(d.String(), "2026-08-31 (Europe/Zurich)") {
				t.Errorf("%s: %v", d, err)
			}
		} else if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%+v: %v; want %s", d, err, c.want)
		}
	}
}
