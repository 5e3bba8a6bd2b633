package vow

import (
	"testing"
	"time"
)

func TestEDTFBounds(t *testing.T) {
	for _, c := range []struct {
		in          EDTF
		first, last string
		exact       bool
	}{
		{"2022", "2022-01-01", "2022-12-31", false},
		{"202X", "2020-01-01", "2029-12-31", false},
		{"20XX", "2000-01-01", "2099-12-31", false},
		{"1948", "1948-01-01", "1948-12-31", false},
		{"2022-02", "2022-02-01", "2022-02-28", false},
		{"2024-02-29", "2024-02-29", "2024-02-29", true},
		{"2022-08-31?", "2022-08-31", "2022-08-31", false},
		{"2022-08~", "2022-08-01", "2022-08-31", false},
		{"2022-XX", "2022-01-01", "2022-12-31", false},
		{"2022-XX-XX", "2022-01-01", "2022-12-31", false},
		{"2022-08-XX", "2022-08-01", "2022-08-31", false},
		{"2022-21", "2022-01-01", "2022-12-31", false},
		{"2022-24", "2022-01-01", "2023-02-28", false},
		{"2022-06/2022-08-15", "2022-06-01", "2022-08-15", false},
		{"../2022", "", "2022-12-31", false},
		{"2022/..", "2022-01-01", "", false},
		{"2022-06-20~/", "2022-06-20", "", false},
	} {
		first, last, err := c.in.Bounds()
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if got := dayOf(first); got != c.first {
			t.Errorf("%s begins %s, want %s", c.in, got, c.first)
		}
		if got := dayOf(last); got != c.last {
			t.Errorf("%s ends %s, want %s", c.in, got, c.last)
		}
		if c.in.Exact() != c.exact {
			t.Errorf("%s: exact is %v", c.in, c.in.Exact())
		}
	}
	first, last, err := EDTF("2022-08-31T21:48:00Z").Bounds()
	if err != nil || first != last || first.Format(time.RFC3339) != "2022-08-31T21:48:00Z" {
		t.Errorf("an instant: %v %v %v", first, last, err)
	}
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func TestEDTFRefuses(t *testing.T) {
	for _, in := range []EDTF{"", "22", "2022-13", "2022-00", "2022-2", "2022-02-29", "2022-08-32", "2022-08-00", "2X22", "XXXX", "2XXX",
		"202X-08", "2022-XX-01", "2022-8X", "2022-08-3X", "2022-21-01", "2022-25", "2022-20", "2022-08-31??", "?2022", "2022/2021", "2022//2023", "/", "../..", "..",
		"2022-08-31T24:00:00Z", "2022-08-31T21:48:00+02:00", "2022-08-31T21:48Z", "y2022", "+022", "-022", "2022-+1", "２０２２", "2022-08-31 ", "2022-08-31/2022-08-3"} {
		if err := in.Check(); err == nil {
			t.Errorf("%q is taken", in)
		}
	}
}

func FuzzEDTF(f *testing.F) {
	for _, s := range []string{"2022-08-31", "202X", "2022-06~/2022-08-15?", "2022-24"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		first, last, err := EDTF(s).Bounds()
		if err != nil {
			return
		}
		if first.IsZero() && last.IsZero() || !first.IsZero() && !last.IsZero() && last.Before(first) {
			t.Errorf("%q: %v to %v", s, first, last)
		}
	})
}

func TestParty(t *testing.T) {
	for _, p := range []Party{"CHN", "press", "state-official", "eu", "group-1"} {
		if err := p.Check(); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
	for _, p := range []Party{"", "CH", "CHNA", "Jane Doe", "jane doe", "-x", "1x", "Chn", "é"} {
		if err := p.Check(); err == nil {
			t.Errorf("%q is taken", p)
		}
	}
}

func TestObservedAllOrNone(t *testing.T) {
	whole := Observed{AttributedTo: "press", Origin: "a wire report", Status: SightSeen, When: "2022-07"}
	if err := whole.check(); err != nil {
		t.Error(err)
	}
	if err := (Observed{When: "2022"}).check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*Observed){
		"attributed_to": func(o *Observed) { o.AttributedTo = "" },
		"origin":        func(o *Observed) { o.Origin = "" },
		"status":        func(o *Observed) { o.Status = "rumour" },
		"when":          func(o *Observed) { o.When = "" },
		"date":          func(o *Observed) { o.When = "2022-13" },
	} {
		o := whole
		if change(&o); o.check() == nil {
			t.Errorf("without a good %s it is taken", name)
		}
	}
}
