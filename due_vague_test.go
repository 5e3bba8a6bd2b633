package vow

import (
	"strings"
	"testing"
	"time"
)

func TestVagueDue(t *testing.T) {
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rule              DueRule
		said              EDTF
		from, until, ends string
	}{
		{"few-weeks", "2021-12-15", "2021-12-29", "2022-01-26", "2022-01-26T22:59:59Z"},
		{"few-weeks", "2021-12", "2021-12-15", "2022-02-11", "2022-02-11T22:59:59Z"},
		{"few-days", "2022-06-13", "2022-06-15", "2022-06-20", "2022-06-20T21:59:59Z"},
		{"few-months", "2022-06-13", "2022-08-12", "2022-12-10", "2022-12-10T22:59:59Z"},
		{"soon", "2022-06-13", "2022-06-14", "2022-09-11", "2022-09-11T21:59:59Z"},
		{"this-month", "2022-06-13", "2022-06-13", "2022-06-30", "2022-06-30T21:59:59Z"},
		{"next-month", "2022-12-31", "2023-01-01", "2023-01-31", "2023-01-31T22:59:59Z"},
		{"this-quarter", "2022-06-13", "2022-06-13", "2022-06-30", "2022-06-30T21:59:59Z"},
		{"next-quarter", "2022-12-01", "2023-01-01", "2023-03-31", "2023-03-31T21:59:59Z"},
		{"this-year", "2022-06", "2022-06-01", "2022-12-31", "2022-12-31T22:59:59Z"},
		{"next-year", "2022", "2023-01-01", "2023-12-31", "2023-12-31T22:59:59Z"},
		{"undated", "2021-09", "", "", ""},
	} {
		d, err := VagueDue(c.rule, c.said, "words", zurich)
		if err != nil {
			t.Errorf("%s %s: %v", c.rule, c.said, err)
			continue
		}
		if d.From != c.from || d.Until != c.until || d.Instant.String() != c.ends {
			t.Errorf("%s %s: from %s until %s, %s", c.rule, c.said, d.From, d.Until, d.Instant)
		}
		if !d.Vague() || d.Undated() != (c.rule == DueUndated) || d.End().IsZero() || !strings.Contains(d.String(), "“words”") {
			t.Errorf("%s", d)
		}
	}
	if n := len(DueRules()); n != 11 {
		t.Errorf("%d rules, and not each has a row here", n)
	}
	for _, c := range []struct {
		rule DueRule
		said EDTF
	}{{"some-weeks", "2021-12"}, {"", "2021-12"}, {"few-weeks", "2021-12/.."}, {"few-weeks", ""}, {"undated", "/2021"}, {"next-year", "9999"}} {
		if d, err := VagueDue(c.rule, c.said, "words", zurich); err == nil {
			t.Errorf("%s said %q is taken: %s", c.rule, c.said, d)
		}
	}
}
