package vow_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vow"
)

func signer(t testing.TB, name string) *vow.Signer {
	t.Helper()
	seed := vow.SumHash([]byte(name))
	s, err := vow.NewSigner(name, seed[:])
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNote(t *testing.T) {
	a, b := signer(t, "a.example"), signer(t, "b.example")
	text := []byte("first\n\nsecond\n")
	n := &vow.Note{Text: text, Sigs: []vow.Signature{a.Sign(text), b.Sign(text)}}
	data := n.MarshalNote()
	got, err := vow.ParseNote(data)
	if err != nil || !bytes.Equal(got.MarshalNote(), data) || !bytes.Equal(got.Text, text) {
		t.Fatalf("%v\n%q", err, data)
	}
	if s := got.By(a.Key); len(s) != 1 || !a.Key.VerifyNote(got.Text, s[0].Bytes) || b.Key.VerifyNote(got.Text, s[0].Bytes) {
		t.Error("the first signature")
	}
	if a.Key.VerifyNote(append(text, 'x'), got.Sigs[0].Bytes) || a.Key.VerifyNote(text, got.Sigs[0].Bytes[:63]) {
		t.Error("a false signature is true")
	}
	line := got.Sigs[0].Append(nil)
	if s, err := vow.ParseSignatureLine(line[:len(line)-1]); err != nil || s.Name != "a.example" {
		t.Errorf("line: %v", err)
	}
	sig := string(line)
	for what, d := range map[string]string{
		"empty": "", "no signature": "text\n", "no blank line": "text\n" + sig, "blank line only": "text\n\n", "no last LF": "text\n\n" + strings.TrimSuffix(sig, "\n"),
		"text after": "text\n\n" + sig + "more\n", "blank after": "text\n\n" + sig + "\n", "CR": "text\r\n\r\n" + sig, "control": "te\x00xt\n\n" + sig, "TAB": "te\txt\n\n" + sig,
		"not UTF-8": "te\xffxt\n\n" + sig, "hyphen for dash": "text\n\n" + strings.Replace(sig, "—", "-", 1), "two spaces": "text\n\n" + strings.Replace(sig, "— ", "—  ", 1),
		"no name": "text\n\n— " + base64.StdEncoding.EncodeToString(make([]byte, 68)) + "\n", "plus in name": "text\n\n" + strings.Replace(sig, "a.ex", "a+ex", 1),
		"space in name": "text\n\n" + strings.Replace(sig, "a.ex", "a ex", 1), "short": "text\n\n— a AAAAAA==\n", "url base64": "text\n\n— a " + base64.URLEncoding.EncodeToString(bytes.Repeat([]byte{0xff}, 68)) + "\n",
		"no padding": "text\n\n— a " + base64.RawStdEncoding.EncodeToString(make([]byte, 68)) + "\n", "stray bits": "text\n\n— a AAAAAAB=\n", "trailing space": "text\n\n" + strings.Replace(sig, "\n", " \n", 1),
		"too many": "text\n\n" + strings.Repeat(sig, vow.MaxSignatures+1), "too big": strings.Repeat("x", vow.MaxNote) + "\n\n" + sig,
	} {
		if _, err := vow.ParseNote([]byte(d)); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := vow.ParseNote([]byte("text\n\n" + strings.Repeat(sig, vow.MaxSignatures))); err != nil {
		t.Error(err)
	}
}

func TestKey(t *testing.T) {
	for _, alg := range []vow.Alg{vow.AlgEd25519, vow.AlgCosignature, vow.AlgMLDSA44} {
		n := map[vow.Alg]int{vow.AlgMLDSA44: 1312}[alg]
		if n == 0 {
			n = 32
		}
		k, err := vow.NewKey("office.example/vow", alg, bytes.Repeat([]byte{7}, n))
		if err != nil {
			t.Fatal(err)
		}
		s := k.String()
		again, err := vow.ParseKey(s)
		if err != nil || again.String() != s || !again.SamePublic(k) || again.ID != k.ID || again.Alg != alg {
			t.Errorf("%s: %v", s, err)
		}
		text, err := k.MarshalText()
		var back vow.Key
		if err != nil || back.UnmarshalText(text) != nil || back.String() != s {
			t.Errorf("text form: %v", err)
		}
		for _, bad := range []string{s + "=", s[1:], strings.Replace(s, "+", " ", 1), strings.ToUpper(s), s[:len(s)-4], strings.Replace(s, fmt.Sprintf("%08x", k.ID), "00000000", 1), s + "\n",
			strings.Replace(s, "office", "off ice", 1), "+" + s, strings.Replace(s, "+", "+0", 1)} {
			if k, err := vow.ParseKey(bad); vow.CodeOf(err) != vow.CodeCheck {
				t.Errorf("%q: %v, %v", bad, k, err)
			}
		}
		if _, err := vow.NewKey("x", alg, bytes.Repeat([]byte{7}, n-1)); err == nil {
			t.Error("a short key")
		}
		if alg != vow.AlgEd25519 && k.VerifyNote([]byte("x"), make([]byte, ed25519.SignatureSize)) {
			t.Error("a witness key signs text")
		}
	}
	for _, name := range []string{"", "a b", "a+b", "a\u2003b", "a\x7f", "a\n", "\xff", strings.Repeat("x", 256)} {
		if _, err := vow.NewKey(name, vow.AlgEd25519, make([]byte, 32)); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("name %q: %v", name, err)
		}
	}
	if _, err := vow.NewKey("x", 0x02, make([]byte, 32)); err == nil {
		t.Error("an unknown type")
	}
	if _, err := vow.NewSigner("x", make([]byte, 31)); err == nil {
		t.Error("a short seed")
	}
	if _, err := (vow.Key{}).MarshalText(); err == nil {
		t.Error("no key has a text form")
	}
	s := signer(t, "x")
	if again, err := vow.NewSigner("x", s.Seed()); err != nil || again.Key.String() != s.Key.String() {
		t.Errorf("from its seed: %v", err)
	}
}

func TestHashAndSeal(t *testing.T) {
	h := vow.SumHash([]byte("x"))
	if got, err := vow.ParseHash(h.String()); err != nil || got != h || h.IsZero() || !(vow.Hash{}).IsZero() {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"", h.String()[1:], h.String() + "0", strings.ToUpper(h.String()), "0x" + h.String()[2:], strings.Repeat("g", 64), " " + h.String()[1:]} {
		if _, err := vow.ParseHash(bad); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%q: %v", bad, err)
		}
	}
	// RFC 6962 §2.1: the leaf hash of the empty string.
	if got := vow.LeafHash(nil).String(); got != "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" {
		t.Errorf("empty leaf: %s", got)
	}
	id, err := vow.ParseSealID(strings.Repeat("0a", 16))
	if err != nil || id.String() != strings.Repeat("0a", 16) || id.IsZero() {
		t.Errorf("%v %v", id, err)
	}
	if _, err := vow.ParseSealID(strings.Repeat("0A", 16)); err == nil {
		t.Error("upper case")
	}
}

func TestTime(t *testing.T) {
	for _, s := range []string{"1970-01-01T00:00:00Z", "2026-02-28T23:59:59Z", "2024-02-29T00:00:00Z", "9999-12-31T23:59:59Z"} {
		got, err := vow.ParseTime(s)
		if err != nil || got.String() != s || vow.Unix(got.Unix()) != got || vow.At(got.Go()) != got {
			t.Errorf("%s: %v", s, err)
		}
		text, err := got.MarshalText()
		var back vow.Time
		if err != nil || back.UnmarshalText(text) != nil || back != got {
			t.Errorf("%s: text form %v", s, err)
		}
	}
	for _, s := range []string{"", "2026-02-29T00:00:00Z", "2026-02-28T24:00:00Z", "2026-02-28T23:59:60Z", "2026-02-28t00:00:00Z", "2026-02-28T00:00:00z", "2026-02-28T00:00:00+00:00", "2026-02-28T00:00:00.0Z",
		"1969-12-31T23:59:59Z", "10000-01-01T00:00:00Z", "2026-2-28T00:00:00Z", " 2026-02-28T00:00:00Z", "2026-02-28 00:00:00Z", "+2026-02-28T00:00:00Z", "2026-02-28T00:00:00,5Z"} {
		if got, err := vow.ParseTime(s); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%q: %v %v", s, got, err)
		}
	}
	for _, s := range []string{"", "2026-02-29", "2026-2-28", "1969-12-31", "2026-02-28T00:00:00Z", "28.02.2026"} {
		if got, err := vow.ParseDate(s); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%q: %v %v", s, got, err)
		}
	}
	if (vow.Time{}).String() != "" || !(vow.Time{}).IsZero() {
		t.Error("no time")
	}
	for _, bad := range []vow.Time{{}, vow.Unix(-1), vow.Unix(1 << 40)} {
		if _, err := bad.MarshalText(); err == nil {
			t.Errorf("%v has a text form", bad.Go())
		}
	}
	a, b := vow.Unix(1), vow.Unix(2)
	if !a.Before(b) || !b.After(a) || a.Compare(b) >= 0 {
		t.Error("order")
	}
}

func TestCanonical(t *testing.T) {
	type T struct {
		A string         `json:"a,omitempty"`
		B int64          `json:"b"`
		C map[string]int `json:"c,omitempty"`
		D []string       `json:"d,omitempty"`
	}
	for _, good := range []string{`{"b":0}`, `{"a":"x","b":-5}`, `{"a":"<&> \" \\ /é😀","b":9007199254740991}`, `{"b":1,"c":{"a":1,"b":2},"d":["x",""]}`} {
		var v T
		if err := vow.ParseCanonical([]byte(good), &v); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{``, `{}`, `null`, `[]`, `{"b":0}x`, `{"b":0} `, ` {"b":0}`, `{"b":0}{"b":0}`, `{"b": 0}`, `{"b":0,"a":"x"}`, `{"b":00}`, `{"b":-0}`, `{"b":0.0}`, `{"b":1e2}`, `{"b":"0"}`, `{"B":0}`, `{"b":0,"e":1}`,
		`{"b":0,"b":0}`, `{"a":"","b":0}`, `{"a":null,"b":0}`, `{"a":"\u0041","b":0}`, `{"a":"\/","b":0}`, `{"b":1,"c":{"b":2,"a":1}}`, `{"b":1,"c":{}}`, `{"b":1,"d":[]}`, "{\"a\":\"\xff\",\"b\":0}", `{"a":"\ud800","b":0}`, "{\"b\":0}\n"} {
		var v T
		if err := vow.ParseCanonical([]byte(bad), &v); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// What differs from the one form is named, also where encoding/json passes over
// it.
func TestCanonicalNamesTheMember(t *testing.T) {
	type inner struct {
		X string `json:"x"`
		Y string `json:"y,omitempty"`
	}
	type T struct {
		A string   `json:"a,omitempty"`
		B string   `json:"b"`
		D []string `json:"d,omitempty"`
		I inner    `json:"i"`
		L []inner  `json:"l,omitempty"`
	}
	for bad, want := range map[string]string{
		`{"i":{"x":""}}`:                                `member "b" is missing`,
		`{"b":null,"i":{"x":""}}`:                       `member "b" is null`,
		`{"a":null,"b":"","i":{"x":""}}`:                `member "a" is null, and a member without a value is left out`,
		`{"a":"","b":"","i":{"x":""}}`:                  `member "a" is empty, and`,
		`{"b":"","d":[],"i":{"x":""}}`:                  `member "d" is empty, and`,
		`{"b":"","b":"","i":{"x":""}}`:                  `member "b" stands twice`,
		`{"B":"x","b":"x","i":{"x":""}}`:                `member "B" is unknown`,
		`{"b":"","i":{"x":"","z":1}}`:                   `unknown field "z"`,
		`{"b":"","i":{}}`:                               `member "i.x" is missing`,
		`{"b":"","i":null}`:                             `member "i" is null`,
		`{"b":"","i":{"y":"1","x":""}}`:                 `member "i.y" is out of order`,
		`{"b":"","i":{"x":""},"l":[{"x":""},{"y":""}]}`: `member "l[1].y" is empty`,
		`null`:                        `the value is null`,
		`{"b":"", "i":{"x":""}}`:      `not in canonical form (RFC 8785), near byte 8`,
		`{"b":"\u0041","i":{"x":""}}`: `near byte 6`,
	} {
		var v T
		if err := vow.ParseCanonical([]byte(bad), &v); vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", bad, err, want)
		}
	}
}

func TestKinds(t *testing.T) {
	const office, report, either = "office", "report", "either"
	want := map[vow.Kind]string{}
	for traits, kinds := range map[string][]vow.Kind{
		office:              {vow.KindOfficeCreated, vow.KindTrusteeListed, vow.KindTrusteeRemoved},
		office + " changes": {vow.KindOfficeKey, vow.KindOfficeTerm, vow.KindRecordClosed},
		office + " clerk":   {vow.KindDayFixed},
		report:              {vow.KindPromiseMade, vow.KindTextFixed, vow.KindTrusteeConfirmed, vow.KindTrusteeReleased},
		report + " changes": {vow.KindPromiseMoved, vow.KindSealMade, vow.KindReleaseMade, vow.KindCorrectionMade, vow.KindRedactionMade},
		report + " waits":   {vow.KindNoticeParty, vow.KindNoticeSent, vow.KindNoticeExtended, vow.KindCommentReceived, vow.KindCommentDisposed, vow.KindRegisterStated},
		either:              {vow.KindTextErased, vow.KindMethodFixed},
		either + " waits":   {vow.KindEventOpened},
		either + " event":   {vow.KindContact, vow.KindInquiry, vow.KindStatement, vow.KindLetter, vow.KindSigner, vow.KindCountClaim, vow.KindPosition},
	} {
		for _, k := range kinds {
			want[k] = traits
		}
	}
	kinds := vow.Kinds()
	if len(kinds) != len(want) || !slices.IsSorted(kinds) {
		t.Errorf("%d kinds, %d here: %q", len(kinds), len(want), kinds)
	}
	for _, k := range kinds {
		got := office
		switch {
		case k.OfEither():
			got = either
		case k.OfReport():
			got = report
		}
		for _, trait := range []struct {
			name string
			has  bool
		}{{"changes", k.ChangesState()}, {"clerk", k.Unattended()}, {"waits", k.Waits()}, {"event", k.IsEvent()}} {
			if trait.has {
				got += " " + trait.name
			}
		}
		if !k.Known() || got != want[k] {
			t.Errorf("%s: %q, want %q", k, got, want[k])
		}
	}
	if vow.Kind("vault.counted").Known() || len(vow.Roles()) != 6 || slices.Contains(vow.SigningRoles(), vow.RoleClerk) || len(vow.Reasons()) != 8 || len(vow.TextRoles()) != 6 {
		t.Error("the lists of formats §2")
	}
	if vow.RoleHead.Valid() != true || vow.Role("x").Valid() {
		t.Error("roles")
	}
}

func TestOrigin(t *testing.T) {
	for _, s := range []string{"office.example/vow", "a", "1.example", "office.example:8080/x/y"} {
		if err := vow.CheckOrigin(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{"", "a b", "../x", "a/../b", "a//b", "/a", "a/", ".", "bücher.example", "a+b", strings.Repeat("x", 256)} {
		if err := vow.CheckOrigin(s); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{"en", "zh-Hans", "de-CH-1996", "x-a"} {
		if err := vow.CheckLang(s); (err == nil) == (s == "x-a") {
			t.Errorf("%q: %v", s, err)
		}
	}
}
