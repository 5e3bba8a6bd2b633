package seal

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/plugin"
	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/policy"
)

const (
	tA = "2030-01-02T03:04:05Z"
	tB = "2031-01-02T03:04:05Z"
)

func section(l *Lock) []string {
	var out []string
	for _, s := range l.Sections {
		out = append(out, s.line(l))
	}
	return out
}

func TestLockForm(t *testing.T) {
	for _, tt := range []struct {
		policy string
		chains int
		want   []string
	}{
		{tA, 1, []string{"leaf backstop time A0", "leaf 0 time A0"}},
		{tA, 2, []string{"leaf backstop.c0 time A0", "leaf backstop.c1 time A1", "leaf 0.c0 time A0", "leaf 0.c1 time A1"}},
		{tA + " or alice", 1, []string{"leaf backstop time A0", "leaf 1 time A0", "leaf 2 trustee alice"}},
		{"bob or " + tB + " or alice or " + tA, 2, []string{
			"leaf backstop.c0 time A0", "leaf backstop.c1 time A1",
			"leaf 1.c0 time A0", "leaf 1.c1 time A1", "leaf 2.c0 time B0", "leaf 2.c1 time B1",
			"leaf 3 trustee alice", "leaf 4 trustee bob"}},
		{"alice", 1, []string{"leaf 0 trustee alice"}},
	} {
		w := newWorld(t, tt.chains)
		s := w.spec(t, tt.policy, "a.txt", "a")
		s.Buriable = true
		out, pkg := w.seal(t, s)
		text := string(out.Bytes)
		for name, at := range map[string]string{"A": tA, "B": tB} {
			for i, b := range w.beacons(t, at) {
				for j := range tt.want {
					tt.want[j] = strings.Replace(tt.want[j], fmt.Sprint(name, i), fmt.Sprint(b.Round), 1)
				}
			}
		}
		if d := cmp.Diff(tt.want, section(out.Lock)); d != "" {
			t.Errorf("%s: %s", tt.policy, d)
		}
		head, rest, _ := strings.Cut(text, "\n\n")
		if out.Lock.Head() != vow.SumHash([]byte(head+"\n")) {
			t.Error("the head is not the hash of what stands above the blank line")
		}
		lines := strings.Split(head, "\n")
		want := []string{"vow/lock@v1", "origin office.example/vow", "report report-x", "part body",
			"seal 01020300000000000000000000000000",
			fmt.Sprintf("package %s %d", vow.SumHash(pkg), len(pkg)), "recipient " + out.Lock.Recipient}
		for _, c := range s.Chains {
			want = append(want, "chain "+c.Line())
		}
		for _, name := range s.Policy.Names() {
			tr := w.trustee(t, name)
			want = append(want, "trustee "+name+" "+tr.Recipient+" "+tr.Key.String())
		}
		want = append(want, "policy "+s.Policy.String())
		if d := cmp.Diff(want, lines); d != "" {
			t.Error(d)
		}
		for _, line := range strings.Split(rest, "\n") {
			if len(line) > 64 && !strings.HasPrefix(line, "leaf ") {
				t.Errorf("line longer than 64 columns: %q", line)
			}
		}
	}
}

// The recipe of formats §5, with the same sed and a stock age reader, gets the
// release identity out of the back-stop.
func TestStockRecipe(t *testing.T) {
	for chains := 1; chains <= 2; chains++ {
		w := newWorld(t, chains)
		out, pkg := w.seal(t, w.spec(t, tA+" or alice"))
		path := filepath.Join(t.TempDir(), "report.lock")
		if err := os.WriteFile(path, out.Bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		leaf, err := exec.Command("sh", "-c", `sed -n '/^leaf backstop\(\.c0\)\{0,1\} /,/^-----END/p' "$1" | sed 1d`, "sh", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(leaf, []byte("-----BEGIN AGE")) || bytes.Count(leaf, []byte("BEGIN")) != 1 {
			t.Fatalf("the recipe takes out %q", leaf)
		}
		file, rest, err := cutArmored(leaf)
		if err != nil || len(rest) > 0 {
			t.Fatal(err)
		}
		st, err := parseAge(file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := st.open(w.chains[0].Chain().Identity(w.beacons(t, tA)...))
		if err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`^# vow ` + out.Lock.Head().String() + `\nAGE-SECRET-KEY-1[A-Z0-9]{58}\n$`).Match(text) {
			t.Errorf("not a release identity: %q", text)
		}
		ids, err := age.ParseIdentities(bytes.NewReader(text)) // as age -d -i key does
		if err != nil || len(ids) != 1 {
			t.Fatal(err)
		}
		if _, err := age.Decrypt(bytes.NewReader(pkg), ids[0]); err != nil {
			t.Error(err)
		}
	}
}

func TestMakeRefuses(t *testing.T) {
	w := newWorld(t, 1)
	for _, tt := range []struct {
		policy string
		change func(*Spec)
		code   vow.Code
		say    string
	}{
		{"2 of {alice, bob, carol}", nil, vow.CodeRefused, "buriable"},
		{"alice and " + tB, nil, vow.CodeRefused, "buriable"},
		{"alice and 2020-01-01 or " + tB, nil, vow.CodeRefused, "not after the sealing"},
		{"alice", nil, vow.CodeRefused, "buriable"},
		{"alice or 2040-01-01", nil, vow.CodeRefused, "buriable"},
		{"2020-01-01", nil, vow.CodeRefused, "not after the sealing"},
		{sealedAt.String(), nil, vow.CodeRefused, "not after the sealing"},
		{tA + " or 2026-12-31", nil, vow.CodeRefused, "not after the sealing"},
		{tA, func(s *Spec) { s.Policy = nil }, vow.CodeUsage, "no policy"},
		{tA, func(s *Spec) { s.At = vow.Time{} }, vow.CodeUsage, "no sealing time"},
		{tA, func(s *Spec) { s.Chains = nil }, vow.CodeCheck, "one or two chains"},
		{tA, func(s *Spec) { s.Chains = append(s.Chains, s.Chains[0]) }, vow.CodeCheck, "same hash or key"},
		{tA, func(s *Spec) { s.Chains[0].Period = 7 }, vow.CodeCheck, "hash"},
		{tA, func(s *Spec) { s.Trustees = []Trustee{w.trustee(t, "alice")} }, vow.CodeCheck, "names 0 trustees"},
		{tA + " or alice", func(s *Spec) { s.Trustees = nil }, vow.CodeCheck, "names 1 trustees"},
		{tA + " or alice", func(s *Spec) { s.Trustees[0].Handle = "bob" }, vow.CodeCheck, `"alice" expected`},
		{tA + " or alice", func(s *Spec) { s.Trustees[0].Recipient = "age1x" }, vow.CodeCheck, "not an age recipient"},
		{tA + " or alice", func(s *Spec) { s.Trustees[0].Recipient = w.identity(t, "alice").String() }, vow.CodeCheck, "a secret key where a recipient belongs"},
		{tA + " or alice", func(s *Spec) { s.Trustees[0].Recipient = testSSH + "A" }, vow.CodeCheck, "ssh"},
		{tA + " or alice", func(s *Spec) { s.Trustees[0].Recipient = testSSH }, vow.CodeUsage, "Foreign"},
		{tA + " or alice", func(s *Spec) { s.Trustees[0].Recipient = testPlugin }, vow.CodeUsage, "Foreign"},
		{tA + " or alice", func(s *Spec) { s.Trustees[0].Recipient = testPlugin + "q" }, vow.CodeCheck, "not an age recipient"},
		{tA + " or alice", func(s *Spec) {
			s.Foreign = map[string]age.Recipient{s.Trustees[0].Recipient: w.identity(t, "eve").Recipient()}
		}, vow.CodeUsage, "none of an ssh key"},
		{tA + " or alice or bob", func(s *Spec) { s.Trustees[0].Recipient = s.Trustees[1].Recipient }, vow.CodeCheck, "share a key"},
		{tA + " or alice or bob", func(s *Spec) { s.Trustees[0].Key = s.Trustees[1].Key }, vow.CodeCheck, "share a key"},
		{tA, func(s *Spec) { s.Papers = nil }, vow.CodeRefused, "the report is empty"},
	} {
		s := w.spec(t, tt.policy)
		if tt.change != nil {
			tt.change(s)
		}
		var b bytes.Buffer
		_, err := Make(&b, s)
		wantError(t, err, tt.code, nil, tt.say)
		if b.Len() > 0 {
			t.Errorf("%s: %d bytes were written before the refusal", tt.policy, b.Len())
		}
		if err2 := s.Check(); err2 == nil || err2.Error() != err.Error() {
			t.Errorf("Check says %v, Make %v", err2, err)
		}
	}
	// Allowed: buriable when asked for, and always in a protective part.
	s := w.spec(t, "alice")
	s.Part = "annex-b"
	if out, _ := w.seal(t, s); len(out.Lock.Sections) != 1 {
		t.Error("a trustee-only part has one leaf")
	}
	// A fresh id where none was given.
	s = w.spec(t, tA)
	s.Seal = ID{}
	if out, _ := w.seal(t, s); out.Lock.Seal.IsZero() {
		t.Error("no seal id")
	}
}

// testPlugin is what the plugin package of age writes for a plugin named test.
var testPlugin = plugin.EncodeRecipient("test", []byte("a key"))

const testSSH = "ssh-ed25519:AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

// fullLock returns a lock of any policy, of a package that does not exist.
func fullLock(t testing.TB, w *world, src string) []byte {
	t.Helper()
	p, err := policy.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	key, err := newReleaseKey(false)
	if err != nil {
		t.Fatal(err)
	}
	l := &Lock{About: About{"office.example/vow", "report-x", BodyPart, ID{9}}, Policy: p, Recipient: key.recipient,
		Package: PackageRef{SHA256: vow.Hash{1}, Size: 70000}}
	for _, c := range w.chains {
		l.Chains = append(l.Chains, c.Chain())
	}
	for _, name := range p.Names() {
		l.Trustees = append(l.Trustees, w.trustee(t, name))
	}
	l.head = vow.SumHash(l.appendHead(nil))
	if l.Sections, err = layout(l.Chains, p); err != nil {
		t.Fatal(err)
	}
	if err := l.fill(key, new(Spec).recipient); err != nil {
		t.Fatal(err)
	}
	return l.Marshal()
}

func TestThresholdSections(t *testing.T) {
	w := newWorld(t, 2)
	data := fullLock(t, w, "alice and (bob or "+tA+") or 2 of {alice, bob, carol, "+tB+"} or "+tB)
	l, err := ParseLock(data)
	if err != nil {
		t.Fatal(err)
	}
	a, b := w.beacons(t, tA), w.beacons(t, tB)
	of := func(path string) string {
		for _, s := range l.Sections {
			if s.Path == path && s.Kind == BranchKey {
				return " " + s.Recipient
			}
		}
		return " commit " + l.shareLeaf(path).Commit.String()
	}
	want := []string{
		fmt.Sprint("leaf backstop.c0 time ", b[0].Round),
		fmt.Sprint("leaf backstop.c1 time ", b[1].Round),
		fmt.Sprint("leaf 1.1.1.c0 time ", a[0].Round, of("1.1.1")),
		fmt.Sprint("leaf 1.1.1.c1 time ", a[1].Round, of("1.1.1")),
		"leaf 1.1.2 trustee bob" + of("1.1.2"),
		"leaf 1.2 trustee alice" + of("1.2"),
		"branch 1" + of("1"),
		fmt.Sprint("leaf 2.1.c0 time ", b[0].Round, of("2.1")),
		fmt.Sprint("leaf 2.1.c1 time ", b[1].Round, of("2.1")),
		"leaf 2.2 trustee alice" + of("2.2"),
		"leaf 2.3 trustee bob" + of("2.3"),
		"leaf 2.4 trustee carol" + of("2.4"),
		"branch 2" + of("2"),
		fmt.Sprint("leaf 3.c0 time ", b[0].Round),
		fmt.Sprint("leaf 3.c1 time ", b[1].Round),
	}
	if d := cmp.Diff(want, section(l)); d != "" {
		t.Error(d)
	}
	if _, err := l.Unlock(Keys{Beacons: w.beacons(t, tB)}); err != nil {
		t.Errorf("the back-stop opens by time alone: %v", err)
	}
}

// Ordinals count as numbers: branch 10 comes after branch 9.
func TestManyBranches(t *testing.T) {
	w := newWorld(t, 2)
	var times []string
	for i := range 64 {
		times = append(times, vow.Unix(1_850_000_000+int64(i)*1000).String())
	}
	data := fullLock(t, w, strings.Join(times, " or "))
	l, err := ParseLock(data)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(l.Sections); n != 2*65 {
		t.Errorf("%d sections", n)
	}
	for i, s := range l.Sections[2:] {
		if s.Path != fmt.Sprint(i/2+1) {
			t.Errorf("section %d is at %s", i, s.Path)
		}
	}
	if len(data) > maxLock {
		t.Errorf("the largest lock has %d bytes", len(data))
	}
}

// replaceLine returns the lock with one line replaced; the line must be there.
func replaceLine(t testing.TB, data []byte, prefix, line string) []byte {
	t.Helper()
	i := bytes.Index(data, []byte("\n"+prefix))
	if i < 0 {
		t.Fatalf("no line %q", prefix)
	}
	i++
	j := i + bytes.IndexByte(data[i:], '\n')
	return append(append(append([]byte(nil), data[:i]...), line...), data[j:]...)
}

func TestLockRefused(t *testing.T) {
	w := newWorld(t, 2)
	good := fullLock(t, w, "alice and bob or "+tB+" or carol")
	if _, err := ParseLock(good); err != nil {
		t.Fatal(err)
	}
	l, _ := ParseLock(good)
	alice, bob := w.trustee(t, "alice"), w.trustee(t, "bob")
	line := func(prefix, with string) []byte { return replaceLine(t, good, prefix, with) }
	swap := func(old, with string) []byte {
		if !bytes.Contains(good, []byte(old)) {
			t.Fatalf("the lock does not hold %q", old)
		}
		return bytes.Replace(good, []byte(old), []byte(with), 1)
	}
	hybrid, _ := newReleaseKey(true)
	witness, _ := vow.NewKey("w", vow.AlgCosignature, make([]byte, 32))
	for say, data := range map[string][]byte{
		"does not begin with":             []byte("vow/lock@v2\n"),
		"ends in the middle":              good[:30],
		`a line "report" expected`:        line("report ", "part body"),
		`a line "origin" expected`:        line("origin ", "orig x"),
		`"origin": 1 words expected`:      line("origin ", "origin two words"),
		"key name":                        line("origin ", "origin "),
		"only a-z":                        line("report ", "report Report"),
		`"part": 1 words`:                 line("part ", "part a b"),
		"32 hex digits expected":          line("seal ", "seal 00"),
		"not lower-case hex":              line("seal ", "seal "+strings.Repeat("A", 32)),
		"all zero":                        line("seal ", "seal "+strings.Repeat("0", 32)),
		"64 hex digits expected":          line("package ", "package 00 1"),
		"package size":                    line("package ", "package "+strings.Repeat("0", 64)+" 0"),
		"from 1 to 9007199254740991":      line("package ", "package "+strings.Repeat("0", 64)+" 9007199254740992"),
		"not a number":                    line("package ", "package "+strings.Repeat("0", 64)+" 01"),
		"not an age recipient":            line("recipient ", "recipient age1x"),
		"a release key is a native":       line("recipient ", "recipient "+testSSH),
		"payload of":                      line("recipient ", "recipient "+hybrid.recipient),
		"chain line":                      line("chain ", "chain x"),
		"same hash or key":                line("chain "+l.Chains[1].Hash.String(), "chain "+l.Chains[0].Line()),
		`"alice" expected, found "bob"`:   line("trustee alice", "trustee bob "+bob.Recipient+" "+bob.Key.String()),
		"share a key":                     line("trustee bob", "trustee bob "+alice.Recipient+" "+bob.Key.String()),
		`"trustee": 3 words`:              line("trustee bob", "trustee bob "+alice.Recipient),
		"verifier key":                    line("trustee bob", "trustee bob "+bob.Recipient+" x"),
		"not an Ed25519 signing key":      line("trustee bob", "trustee bob "+bob.Recipient+" "+witness.String()),
		`a line "policy" expected`:        line("policy ", "polity x"),
		"the policy names 2":              line("policy ", "policy "+tB+" or alice and bob"),
		"canonical":                       line("policy ", "policy "+tB+" or carol or alice and bob"),
		"at most 4096 allowed":            line("policy ", "policy "+strings.Repeat("x", 5000)),
		"a blank line expected":           swap("\n\nleaf backstop.c0", "\nleaf backstop.c0"),
		"found \"\"":                      swap("\n\nleaf backstop.c0", "\n\n\nleaf backstop.c0"),
		`"leaf backstop.c0 time `:         swap("leaf backstop.c0 time ", "leaf backstop.c1 time "),
		"commitment":                      swap("trustee alice commit ", "trustee alice commit x"),
		"branch key is not an X25519":     line("branch ", "branch 2 "+hybrid.recipient),
		"no armored age file":             swap("-----BEGIN AGE ENCRYPTED FILE-----\n", "-----BEGIN AGE ENCRYPTED FILE-----\r\n"),
		"bytes after the last section":    append(bytes.Clone(good), '\n'),
		"more than 16 trustees":           swap("trustee alice ", strings.Repeat("trustee alice "+alice.Recipient+" "+alice.Key.String()+"\n", 17)+"trustee alice "),
		"ends before its leaf backstop":   good[:bytes.Index(good, []byte("\n\n"))+2],
		"does not end":                    good[:bytes.Index(good, []byte("\n-----END"))+1],
		"at most 1048576":                 make([]byte, maxLock+1),
		"not after 2023-11-14T22:13:20Z,": line("policy ", "policy 2020-01-01T00:00:00Z or alice and bob or carol"),
	} {
		_, err := ParseLock(data)
		wantError(t, err, vow.CodeCheck, nil, say)
	}
	// Two whole sections swapped, one doubled, one dropped.
	parts := strings.SplitAfter(string(good), "-----END AGE ENCRYPTED FILE-----\n")
	for i := 1; i+2 < len(parts); i++ {
		swapped := append([]string(nil), parts...)
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		dropped := append(append([]string(nil), parts[:i]...), parts[i+1:]...)
		doubled := append(append([]string(nil), parts[:i+1]...), parts[i:]...)
		for what, p := range map[string][]string{"swapped": swapped, "dropped": dropped, "doubled": doubled} {
			if _, err := ParseLock([]byte(strings.Join(p, ""))); err == nil {
				t.Errorf("section %d %s: no error", i, what)
			}
		}
	}
	// The age file of one leaf under the line of another.
	body := func(s string) string { return s[strings.Index(s, "-----BEGIN"):] }
	head := func(s string) string { return s[:strings.Index(s, "-----BEGIN")] }
	for i := 1; i+1 < len(parts); i++ {
		for j := 1; j+1 < len(parts); j++ {
			a, b := l.Sections[i], l.Sections[j]
			sameForm := a.Kind == b.Kind && a.Share == b.Share && a.Round == b.Round && a.Chain == b.Chain && (!a.Share || len(a.Path) == len(b.Path)) ||
				a.Kind != LeafTime && b.Kind != LeafTime && !a.Share && !b.Share
			mixed := append([]string(nil), parts...)
			mixed[i] = head(parts[i]) + body(parts[j])
			if _, err := ParseLock([]byte(strings.Join(mixed, ""))); err == nil && !sameForm {
				t.Errorf("the text of %s passes under the line of %s", b.Title(), a.Title())
			}
		}
	}
}

// Truncated at any byte: an error.
func TestLockTruncated(t *testing.T) {
	w := newWorld(t, 1)
	good := fullLock(t, w, tA)
	for n := range good {
		if _, err := ParseLock(good[:n]); err == nil {
			t.Errorf("%d of %d bytes parse", n, len(good))
		}
	}
}

// Any byte changed: an error, another head, or a leaf that does not open.
func TestLockByteFlips(t *testing.T) {
	w := newWorld(t, 1)
	s := w.spec(t, "alice or "+tA)
	out, _ := w.seal(t, s)
	good := out.Lock
	same := 0
	for i := range out.Bytes {
		bad := bytes.Clone(out.Bytes)
		bad[i] ^= 1 << (i % 7)
		l, err := ParseLock(bad)
		if err != nil {
			wantError(t, err, vow.CodeCheck, nil)
			continue
		}
		if l.Head() != good.Head() {
			continue
		}
		same++
		changed := -1
		for j := range l.Sections {
			if !bytes.Equal(l.Sections[j].text.file, good.Sections[j].text.file) {
				changed = j
			}
		}
		if changed < 0 {
			t.Fatalf("byte %d changed: nothing differs", i)
		}
		_, err = l.UnlockSection(changed, Keys{Beacons: w.beacons(t, tA), Identities: []age.Identity{w.identity(t, "alice")}})
		if err == nil {
			t.Errorf("byte %d changed: %s still opens", i, l.Sections[changed].Title())
		}
	}
	if same == 0 {
		t.Error("no change left the head alone: the test tests nothing")
	}
}

func TestSSHTrusteeIsRead(t *testing.T) {
	tag, err := parseSSH(testSSH)
	if err != nil {
		t.Fatal(err)
	}
	if kind, err := recipientKind(testSSH); err != nil || kind != stanzaSSH {
		t.Error(kind, err)
	}
	good := &age.Stanza{Type: "ssh-ed25519", Args: []string{tag, rawB64.EncodeToString(make([]byte, 32))}, Body: make([]byte, 32)}
	if err := checkStanza(good, testSSH); err != nil {
		t.Error(err)
	}
	for _, bad := range []*age.Stanza{
		{Type: "ssh-ed25519", Args: []string{"AAAAAA", good.Args[1]}, Body: good.Body},
		{Type: "ssh-ed25519", Args: good.Args[:1], Body: good.Body},
		{Type: "ssh-ed25519", Args: []string{tag, "AAAA"}, Body: good.Body},
		{Type: "ssh-ed25519", Args: good.Args, Body: good.Body[:31]},
		{Type: "ssh-rsa", Args: good.Args, Body: good.Body},
	} {
		if checkStanza(bad, testSSH) == nil {
			t.Errorf("%+v passes", bad)
		}
	}
	for _, bad := range []string{"ssh-ed25519:", "ssh-ed25519:AAAA", testSSH + "A", testSSH[:len(testSSH)-1], "ssh-rsa:AAAA", "ssh-ed25519 AAAA"} {
		if _, err := recipientKind(bad); err == nil {
			t.Errorf("%q passes", bad)
		}
	}
}
