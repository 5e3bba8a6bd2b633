package vow_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"vow"
)

func reveal(t testing.TB) (*vow.Reveal, []byte) {
	t.Helper()
	salt := vow.Salt{1, 2, 3}
	r, err := vow.NewReveal(salt, []byte(`{"count":3,"day":"2026-07-02"}`))
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return r, b
}

func TestCommit(t *testing.T) {
	r, b := reveal(t)
	want := sha256.Sum256([]byte("vow/commit/v1\n" + string(append(r.Salt[:], r.Content...))))
	if r.Commit != vow.Hash(want) {
		t.Errorf("commitment %s, formats §1 says %x", r.Commit, want)
	}
	if text := `{"commit":"` + r.Commit.String() + `","content":"{\"count\":3,\"day\":\"2026-07-02\"}","salt":"` + hex.EncodeToString(r.Salt[:]) + `"}`; string(b) != text {
		t.Errorf("%s, not %s", b, text)
	}
	again, err := vow.ParseReveal(b)
	if err != nil || *again != *r {
		t.Errorf("%+v, %v", again, err)
	}
	for old, new := range map[string]string{
		`\"count\":3`: `\"count\":4`,
		`"salt":"01`:  `"salt":"02`,
		`"salt":"010203` + strings.Repeat("0", 58) + `"`: `"salt":"` + strings.Repeat("0", 64) + `"`,
		`"commit":"` + r.Commit.String()[:2]:             `"commit":"` + strings.Repeat("x", 2),
		`"content"`:                                      `"Content"`,
		`,"salt"`:                                        ` ,"salt"`,
		`}`:                                              `} `,
	} {
		bad := bytes.Replace(b, []byte(old), []byte(new), 1)
		if old == `}` {
			bad = append(bytes.Clone(b), ' ')
		}
		if bytes.Equal(bad, b) {
			t.Fatalf("%s is not there", old)
		}
		if _, err := vow.ParseReveal(bad); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%s: %v", new, err)
		}
	}
	for _, content := range []string{"", "a\xffb", "a\u2028b", strings.Repeat("x", vow.MaxReveal)} {
		if _, err := vow.NewReveal(vow.Salt{1}, []byte(content)); err == nil {
			t.Errorf("%.20q can be revealed", content)
		}
	}
	if _, err := vow.NewReveal(vow.Salt{}, []byte("x")); err == nil {
		t.Error("without a salt")
	}
	if _, err := vow.ParseReveal(make([]byte, vow.MaxReveal+1)); vow.CodeOf(err) != vow.CodeCheck {
		t.Error("a file without end")
	}
	if _, err := vow.NewSalt(strings.NewReader("short")); vow.CodeOf(err) != vow.CodeIO {
		t.Error(err)
	}
}

func TestRevealEvent(t *testing.T) {
	for _, content := range []string{"not JSON", `{"kind":"contact"}`, "{}\n{}"} {
		r, err := vow.NewReveal(vow.Salt{1}, []byte(content))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Event(); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%q is an event: %v", content, err)
		}
	}
}

func TestSizeBucket(t *testing.T) {
	for n, want := range map[int64]int64{0: 4096, 1: 4096, 4096: 4096, 4097: 8192, 1 << 20: 1 << 20, 1<<20 + 1: 1 << 21} {
		if got := vow.SizeBucket(n); got != want {
			t.Errorf("%d: %d", n, got)
		}
	}
}

func FuzzReveal(f *testing.F) {
	_, b := reveal(f)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := vow.ParseReveal(b)
		if err != nil {
			return
		}
		if again, err := r.Marshal(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%q: %v", b, err)
		}
		if body, err := r.Event(); err == nil && body == nil || err != nil && !errors.As(err, new(*vow.Error)) {
			t.Errorf("%v, %v", body, err)
		}
	})
}

func TestDays(t *testing.T) {
	for at, want := range map[string]string{
		"2026-07-02T17:59:59Z": "2026-07-02", "2026-07-02T18:00:00Z": "2026-07-03",
		"2026-07-02T00:00:00Z": "2026-07-02", "2026-12-31T18:00:01Z": "2027-01-01", "2028-02-28T23:00:00Z": "2028-02-29",
	} {
		tm, err := vow.ParseTime(at)
		if err != nil {
			t.Fatal(err)
		}
		day, err := vow.DayAt(tm, "18:00Z")
		if err != nil || day != want {
			t.Errorf("%s falls into %s, %v", at, day, err)
		}
		end, err := vow.DayEnd(day, "18:00Z")
		if err != nil || !tm.Before(end) {
			t.Errorf("%s is not before the end %s of its day", at, end)
		}
	}
	if _, err := vow.DayAt(vow.Unix(1), "6pm"); err == nil {
		t.Error("no hour")
	}
	if _, err := vow.DayEnd("2026-02-30", "18:00Z"); err == nil {
		t.Error("no date")
	}
	if n := vow.DaysBetween("2026-07-02", "2026-09-10"); n != 71 {
		t.Error(n)
	}
	if n := vow.DaysBetween("2026-07-02", "2026-07-01"); n != 0 {
		t.Error(n)
	}
}
