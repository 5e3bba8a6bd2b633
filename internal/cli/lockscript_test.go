package cli

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
	"vow/policy"
	"vow/seal"
)

// A dealt lock is made by hand after docs/format.md, with arithmetic of its own
// (tables of logarithms), so that script and format are compared by two.
type dealt struct {
	t        testing.TB
	dir      string // holds x.lock, x.age, openlock.py
	policy   *policy.Policy
	lock     *seal.Lock
	shares   map[string][]byte // path to the share's text
	branches map[string]string // path to recipient
	beacon   *beacon.Local
	trustees map[string]*age.X25519Identity
	paper    string
}

// The powers of 3 in GF(2^8) with the polynomial 0x11b, and their logarithms.
var powers, logs = func() (p [255]byte, l [256]int) {
	x := 1
	for i := range p {
		p[i], l[x] = byte(x), i
		x ^= x << 1
		if x > 255 {
			x ^= 0x11b
		}
	}
	return
}()

func times(a, b byte) byte {
	if a == 0 || b == 0 {
		return 0
	}
	return powers[(logs[a]+logs[b])%255]
}

func random32() (out [32]byte) {
	rand.Read(out[:])
	return out
}

// deal gives every leaf below a node its share of a value.
func deal(n policy.Node, path string, value [32]byte, out map[string][32]byte) {
	if n.IsLeaf() {
		out[path] = value
		return
	}
	parts := make([][32]byte, len(n.Children))
	switch n.Op {
	case policy.Or:
		for i := range parts {
			parts[i] = value
		}
	case policy.And:
		last := value
		for i := range parts[1:] {
			parts[i] = random32()
			for j := range last {
				last[j] ^= parts[i][j]
			}
		}
		parts[len(parts)-1] = last
	case policy.Of:
		coefficients := [][32]byte{value}
		for range n.K - 1 {
			coefficients = append(coefficients, random32())
		}
		for i := range parts {
			for _, c := range slices.Backward(coefficients) {
				for j := range c {
					parts[i][j] = times(parts[i][j], byte(i+1)) ^ c[j]
				}
			}
		}
	}
	for i, c := range n.Children {
		deal(c, fmt.Sprintf("%s.%d", path, i+1), parts[i], out)
	}
}

func newDealt(t testing.TB, src string) *dealt {
	t.Helper()
	p, err := policy.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	local, err := beacon.NewLocal(beacon.LocalConfig{Seed: []byte("a chain for the script"), Genesis: vow.Unix(1_700_000_000), Period: 3,
		Now: func() time.Time { return time.Unix(3_000_000_000, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	return &dealt{t: t, dir: t.TempDir(), policy: p, shares: map[string][]byte{}, branches: map[string]string{}, beacon: local,
		trustees: map[string]*age.X25519Identity{}, paper: "vow/paper@v1\n…\n"}
}

// file is the paper that is sealed.
func (d *dealt) file() seal.File {
	return seal.File{Name: "en", Size: int64(len(d.paper)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(d.paper)), nil }}
}

// trustee makes the keys of a trustee.
func (d *dealt) trustee(name string) seal.Trustee {
	d.t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		d.t.Fatal(err)
	}
	seed := vow.SumHash([]byte(name))
	signer, err := vow.NewSigner("träger.example/"+name, seed[:])
	if err != nil {
		d.t.Fatal(err)
	}
	d.trustees[name] = id
	return seal.Trustee{Handle: name, Recipient: id.Recipient().String(), Key: signer.Key}
}

// dealLock seals a paper under a policy. spoil, if not nil, may change what the
// leaves get before they are committed to.
func dealLock(t testing.TB, src string, spoil func(map[string][32]byte)) *dealt {
	t.Helper()
	d := newDealt(t, src)
	p, local := d.policy, d.beacon
	about := seal.About{Origin: "büro.example/vow", Report: "report-x", Part: seal.BodyPart, Seal: seal.NewID()}
	var pkg bytes.Buffer
	sum, key, err := seal.Pack(&pkg, &seal.Content{About: about, Papers: []seal.File{d.file()}})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "vow/lock@v1\norigin %s\nreport %s\npart %s\nseal %s\npackage %s %d\nrecipient %s\nchain %s\n", about.Origin, about.Report,
		about.Part, about.Seal, sum.SHA256, sum.Size, key.Recipient(), local.Chain().Line())
	for _, name := range p.Names() {
		fmt.Fprintf(&b, "trustee %s\n", d.trustee(name).Line())
	}
	fmt.Fprintf(&b, "policy %s\n", p)
	head := vow.SumHash(b.Bytes())
	b.WriteByte('\n')
	release := key.File(head)
	if latest, ok := p.OpensLatest(); ok {
		b.Write(d.leaf(policy.Leaf{Path: "backstop", Node: policy.Node{Op: policy.Time, Time: latest}}, "", release))
	}
	for _, branch := range p.Branches() {
		if branch.Node.IsLeaf() {
			b.Write(d.leaf(branch.Leaves[0], "", release))
			continue
		}
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		values := map[string][32]byte{}
		deal(branch.Node, branch.Path, keyBytes(t, id), values)
		if spoil != nil {
			spoil(values)
		}
		for _, leaf := range branch.Leaves {
			value := values[leaf.Path]
			commit := vow.SumHash(slices.Concat([]byte("vow/share/v1\n"), head[:], []byte(leaf.Path+"\n"), value[:]))
			text := fmt.Appendf(nil, "vow/share@v1\nhead %s\npath %s\nshare %x\n", head, leaf.Path, value)
			b.Write(d.leaf(leaf, " commit "+commit.String(), text))
			d.shares[leaf.Path] = text
		}
		d.branches[branch.Path] = id.Recipient().String()
		fmt.Fprintf(&b, "branch %s %s\n%s", branch.Path, id.Recipient(), armored(t, id.Recipient(), release))
	}
	if d.lock, err = seal.ParseLock(b.Bytes()); err != nil {
		t.Fatal(err)
	}
	d.write("x.lock", b.Bytes())
	d.write("x.age", pkg.Bytes())
	d.write("openlock.py", []byte(openlock))
	return d
}

// sealLock is dealLock by the seal package, on one chain or two.
func sealLock(t testing.TB, src string, chains int) *dealt {
	t.Helper()
	d := newDealt(t, src)
	spec := &seal.Spec{Policy: d.policy, At: vow.Unix(1_790_000_000), Buriable: true, Chains: []timelock.Chain{d.beacon.Chain()}}
	spec.About = seal.About{Origin: "office.example/vow", Report: "report-x", Part: seal.BodyPart, Seal: seal.NewID()}
	spec.Papers = []seal.File{d.file()}
	keys := seal.Keys{}
	for _, name := range d.policy.Names() {
		spec.Trustees = append(spec.Trustees, d.trustee(name))
		keys.Identities = append(keys.Identities, d.trustees[name])
	}
	if chains == 2 {
		second, err := beacon.NewLocal(beacon.LocalConfig{Seed: []byte("another chain for the script"), Genesis: vow.Unix(1_700_000_001), Period: 7, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		spec.Chains = append(spec.Chains, second.Chain())
	}
	var pkg bytes.Buffer
	made, err := seal.Make(&pkg, spec)
	if err != nil {
		t.Fatal(err)
	}
	d.lock = made.Lock
	for i, s := range d.lock.Sections {
		switch {
		case s.Kind == seal.BranchKey:
			d.branches[s.Path] = s.Recipient
		case s.Share && s.Chain == 0:
			if s.Kind == seal.LeafTime {
				b, err := d.beacon.Sign(s.Round)
				if err != nil {
					t.Fatal(err)
				}
				keys.Beacons = append(keys.Beacons, b)
			}
			share, err := d.lock.OpenShare(i, keys)
			if err != nil {
				t.Fatal(err)
			}
			d.shares[s.Path] = share.Marshal()
		}
	}
	d.write("x.lock", made.Bytes)
	d.write("x.age", pkg.Bytes())
	d.write("openlock.py", []byte(openlock))
	return d
}

// keyBytes returns the 32 bytes of an age key, with a decoder of its own: the
// checksum is age's to check.
func keyBytes(t testing.TB, id *age.X25519Identity) (out [32]byte) {
	t.Helper()
	digits := strings.ToLower(strings.TrimPrefix(id.String(), "AGE-SECRET-KEY-1"))
	bits, n, at := 0, 0, 0
	for _, c := range digits[:52] {
		bits, n = bits<<5|strings.IndexRune("qpzry9x8gf2tvdw0s3jn54khce6mua7l", c), n+5
		if n >= 8 {
			n -= 8
			out[at] = byte(bits >> n)
			at++
		}
	}
	return out
}

func armored(t testing.TB, to age.Recipient, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	a := armor.NewWriter(&b)
	w, err := age.Encrypt(a, to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil || w.Close() != nil || a.Close() != nil {
		t.Fatal("age: ", err)
	}
	return b.Bytes()
}

func (d *dealt) leaf(l policy.Leaf, commit string, text []byte) []byte {
	d.t.Helper()
	if l.Node.Op == policy.Name {
		return append(fmt.Appendf(nil, "leaf %s trustee %s%s\n", l.Path, l.Node.Name, commit), armored(d.t, d.trustees[l.Node.Name].Recipient(), text)...)
	}
	round, err := d.beacon.Chain().RoundAt(l.Node.Time)
	if err != nil {
		d.t.Fatal(err)
	}
	return append(fmt.Appendf(nil, "leaf %s time %d%s\n", l.Path, round, commit), armored(d.t, d.beacon.Chain().Recipient(round), text)...)
}

func (d *dealt) write(name string, data []byte) {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// put writes the shares at some paths and returns the files' names.
func (d *dealt) put(paths ...string) []string {
	var names []string
	for _, p := range paths {
		name := "leaves/" + p + ".share"
		d.write(name, d.shares[p])
		names = append(names, name)
	}
	return names
}

// python is the interpreter itself, behind whatever picks one.
var python = sync.OnceValue(func() string {
	out, err := exec.Command("python3", "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		return "python3" // and what runs it says why that fails
	}
	return strings.TrimSpace(string(out))
})

// script runs the script; a Python error that it does not word itself fails.
func (d *dealt) script(args ...string) (status int, said string) {
	d.t.Helper()
	cmd := exec.Command(python(), append([]string{"-I", "-S", "openlock.py"}, args...)...)
	cmd.Dir = d.dir
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		d.t.Fatal(err)
	}
	if bytes.Contains(out, []byte("Traceback")) {
		d.t.Errorf("openlock.py %q: %s", args, out)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// wants runs the script and requires its status and words.
func (d *dealt) wants(status int, words []string, args ...string) string {
	d.t.Helper()
	got, said := d.script(args...)
	if got != status {
		d.t.Errorf("openlock.py %q: status %d, want %d: %s", args, got, status, said)
	}
	for _, w := range words {
		if !strings.Contains(said, w) {
			d.t.Errorf("openlock.py %q does not say %q: %s", args, w, said)
		}
	}
	return said
}

// keys reads the branch keys that join wrote and removes the file.
func (d *dealt) keys(branch string) []age.Identity {
	d.t.Helper()
	name := filepath.Join(d.dir, "leaves", "branch-"+branch+".key")
	f, err := os.Open(name)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || st.Mode().Perm() != 0o600 {
		d.t.Errorf("%s: mode %v, %v", name, st.Mode(), err)
	}
	ids, err := age.ParseIdentities(f)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := os.Remove(name); err != nil {
		d.t.Fatal(err)
	}
	return ids
}

// suffices says whether the leaves given make a node true.
func suffices(n policy.Node, path string, have map[string]bool) bool {
	if n.IsLeaf() {
		return have[path]
	}
	true_ := 0
	for i, c := range n.Children {
		if suffices(c, fmt.Sprintf("%s.%d", path, i+1), have) {
			true_++
		}
	}
	switch n.Op {
	case policy.Or:
		return true_ > 0
	case policy.And:
		return true_ == len(n.Children)
	default:
		return true_ >= n.K
	}
}

var scriptPolicies = []string{
	"(2027-08-31 and 3 of {t1, t2, t3, t4, t5}) or 2027-10-15",
	"2 of {a, b, c}",
	"a and b",
	"a and (b or c)",
	"2 of {a, a, b, c and d, 2027-09-01} or 2028-01-01",
	"(a and b and c) or (2027-09-01 and 2 of {a, b, c or d}) or 2028-01-01 or e",
	"2 of {3 of {a, b, c, d}, e and (f or g), 2 of {g, h, i}, 2027-02-01 and j} or 2028-01-01",
	"5 of {a, b, c, d, e, f, g, h, i} or 2028-01-01",
}

// Whatever shares are given: the script writes the branch's key exactly if they
// make the branch true.
func TestLockScriptJoins(t *testing.T) {
	for i, src := range append(slices.Clone(scriptPolicies), scriptPolicies[0], scriptPolicies[2], scriptPolicies[4]) {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			random := mathrand.New(mathrand.NewPCG(uint64(i), 2))
			d := dealLock(t, src, nil)
			if i%2 == 1 {
				d = sealLock(t, src, 1+i/2%2)
			}
			paths := make([]string, 0, len(d.shares))
			for p := range d.shares {
				paths = append(paths, p)
			}
			slices.Sort(paths)
			opened, shut := 0, 0
			for opened < 2 || shut < 2 {
				have := map[string]bool{}
				var some []string
				for _, p := range paths {
					if random.IntN(2) == 0 {
						some, have[p] = append(some, p), true
					}
				}
				if len(some) == 0 {
					continue
				}
				want := 0
				for _, b := range d.policy.Branches() {
					if !b.Node.IsLeaf() && suffices(b.Node, b.Path, have) {
						want++
					}
				}
				keys := seal.Keys{}
				for _, p := range some {
					share, err := seal.ParseShare(d.shares[p])
					if err != nil {
						t.Fatal(err)
					}
					keys.Shares = append(keys.Shares, share)
				}
				if _, err := d.lock.Unlock(keys); (err == nil) != (want > 0) {
					t.Errorf("%q: vow opens it: %v, and %d branches are true", some, err, want)
				}
				if want == 0 {
					shut++
					d.wants(1, []string{"do not suffice", "still needs"}, append([]string{"x.lock", "join", "leaves"}, d.put(some...)...)...)
					continue
				}
				opened++
				d.wants(0, []string{"age -d -i"}, append([]string{"x.lock", "join", "leaves"}, d.put(some...)...)...)
				for _, b := range d.policy.Branches() {
					if b.Node.IsLeaf() || !suffices(b.Node, b.Path, have) {
						continue
					}
					ids := d.keys(b.Path)
					if id := ids[0].(*age.X25519Identity); len(ids) != 1 || id.Recipient().String() != d.branches[b.Path] {
						t.Errorf("%q: %d keys of branch %s, the first for %s", some, len(ids), b.Path, id.Recipient())
					}
				}
			}
		})
	}
}

// The commands that the script prints, run by a shell, open the package; the
// time leaf alone is opened here, as tle is not.
func TestLockScriptToTheEnd(t *testing.T) {
	t.Parallel()
	d := dealLock(t, scriptPolicies[0], nil)
	d.wants(0, []string{"policy " + d.policy.String(), "head " + d.lock.Head().String(), d.lock.Package.SHA256.String(),
		"tle -d -n RELAY -c " + d.beacon.Chain().Hash.String() + " -o leaves/1.1.share leaves/1.1.age"}, "x.lock")
	said := d.wants(0, []string{"age -d -i KEY -o leaves/1.2.2.share leaves/1.2.2.age"}, "x.lock", "extract", "leaves")
	d.wants(0, nil, "x.lock", "extract", "leaves") // again: the same files
	for _, s := range d.lock.Sections {
		name := strings.Replace(strings.TrimPrefix(s.Title(), "leaf "), "branch ", "branch-", 1)
		f, err := os.Open(filepath.Join(d.dir, "leaves", name+".age"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(armor.NewReader(f))
		f.Close()
		if err != nil || !bytes.Equal(b, s.File()) {
			t.Errorf("leaves/%s.age is not that section: %v", name, err)
		}
	}
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", bin+"/", "filippo.io/age/cmd/age", "filippo.io/age/cmd/age-keygen").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	shell := func(line string) string {
		t.Helper()
		cmd := exec.Command("/bin/sh", "-ec", line)
		cmd.Dir, cmd.Env = d.dir, []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + d.dir}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", line, err, out)
		}
		return string(out)
	}
	opened := 0
	for line := range strings.Lines(said) {
		command, note, _ := strings.Cut(strings.TrimSpace(line), "   # KEY: the secret key of ")
		if id := d.trustees[note]; id != nil && opened < 3 {
			d.write(note+".key", []byte(id.String()+"\n"))
			shell(strings.Replace(command, "KEY", note+".key", 1))
			opened++
		}
	}
	if opened != 3 {
		t.Fatalf("%d leaves opened: %s", opened, said)
	}
	files, _ := filepath.Glob(filepath.Join(d.dir, "leaves/*.share"))
	for i := range files {
		files[i], _ = filepath.Rel(d.dir, files[i])
	}
	join := append([]string{"x.lock", "join", "leaves"}, files...)
	d.wants(1, []string{"Branch 1 still needs 1.1 (2027-08-31T00:00:00Z)."}, join...)
	join = append(join, d.put("1.1")...)
	said = d.wants(0, nil, join...)
	keygen := shell("age-keygen -y leaves/branch-1.key")
	if strings.TrimSpace(keygen) != d.branches["1"] || !strings.Contains(said, d.branches["1"]) {
		t.Errorf("age-keygen says %s", keygen)
	}
	for line := range strings.Lines(said) {
		if line, ok := strings.CutPrefix(line, "  "); ok {
			shell(strings.Replace(line, "PACKAGE", "x.age", 1))
		}
	}
	if got, err := os.ReadFile(filepath.Join(d.dir, "report-x/data/report.paper")); err != nil || string(got) != d.paper {
		t.Errorf("it opened to %q, %v", got, err)
	}
}

func TestLockScriptRefusesShares(t *testing.T) {
	t.Parallel()
	d := dealLock(t, "2 of {a, b, c} or 2028-01-01", nil)
	other := dealLock(t, "2 of {a, b, c} or 2028-01-01", nil)
	good := string(d.shares["1.1"])
	bad := map[string]struct{ text, say string }{
		"foreign":  {string(other.shares["1.1"]), "another lock, with head " + other.lock.Head().String()},
		"headed":   {strings.Replace(string(other.shares["1.1"]), other.lock.Head().String(), d.lock.Head().String(), 1), "not the share to which the lock commits at 1.1"},
		"moved":    {strings.Replace(good, "path 1.1", "path 1.2", 1), "not the share to which the lock commits at 1.2"},
		"nowhere":  {strings.Replace(good, "path 1.1", "path 1.4", 1), "commits at 1.4"},
		"zero":     {strings.Replace(good, "path 1.1", "path 1.0", 1), "commits at 1.0"},
		"changed":  {good[:len(good)-2] + "x\n", "not a share"},
		"flipped":  {flipHex(good), "not the share to which"},
		"upper":    {strings.ToUpper(good), "not a share"},
		"crlf":     {strings.ReplaceAll(good, "\n", "\r\n"), "not a share"},
		"longer":   {good + "\n", "not a share"},
		"cut":      {good[:len(good)-1], "not a share"},
		"empty":    {"", "not a share"},
		"release":  {"# vow " + d.lock.Head().String() + "\nAGE-SECRET-KEY-1…\n", "the release key itself"},
		"identity": {"# vow " + d.lock.Head().String() + "\nAGE-SECRET-KEY-1\n", "the release key itself"},
		"too long": {strings.Repeat("a", 5000), "4096"},
		"not text": {"\xff\xfe", "not a share"},
	}
	for name, c := range bad {
		d.write(name, []byte(c.text))
		d.wants(1, []string{c.say}, append([]string{"x.lock", "join", "leaves", name}, d.put("1.3")...)...)
		if _, err := os.Stat(filepath.Join(d.dir, "leaves/branch-1.key")); err == nil {
			t.Fatalf("%s: a key was written", name)
		}
	}
	// More than needed, one wrong: the wrong one is named, the others do.
	d.wants(0, []string{"refused: foreign"}, append([]string{"x.lock", "join", "leaves", "foreign"}, d.put("1.1", "1.3")...)...)
	d.keys("1")
	// Which share is read last does not matter: a refused one takes no place.
	d.wants(0, []string{"refused: moved"}, append([]string{"x.lock", "join", "leaves"}, append(d.put("1.1", "1.2"), "moved")...)...)
	d.keys("1")
	d.wants(1, []string{"No such file"}, "x.lock", "join", "leaves", "missing.share")
}

func flipHex(share string) string {
	b := []byte(share)
	if i := len(b) - 2; b[i] == '0' {
		b[i] = '1'
	} else {
		b[i] = '0'
	}
	return string(b)
}

// An office that deals one false share, and commits to it, cannot keep shut what
// true shares open.
func TestLockScriptFalseDealing(t *testing.T) {
	t.Parallel()
	d := dealLock(t, "2 of {a, b, c} or 2028-01-01", func(m map[string][32]byte) {
		v := m["1.2"]
		v[7] ^= 1
		m["1.2"] = v
	})
	right := func() (n int) {
		for _, id := range d.keys("1") {
			if id.(*age.X25519Identity).Recipient().String() == d.branches["1"] {
				n++
			}
		}
		return n
	}
	d.wants(0, []string{"false shares"}, append([]string{"x.lock", "join", "leaves"}, d.put("1.1", "1.2", "1.3")...)...)
	if right() != 1 {
		t.Error("the branch key is not among those written")
	}
	d.wants(0, []string{"sealed this branch wrongly", d.branches["1"]}, append([]string{"x.lock", "join", "leaves"}, d.put("1.1", "1.2")...)...)
	if right() != 0 {
		t.Error("a false share makes the right key")
	}
}

// Nor does the false one keep out sixteen true ones, whichever it is.
func TestLockScriptFalseDealingOfMany(t *testing.T) {
	t.Parallel()
	var names, paths []string
	for i := range 16 {
		names, paths = append(names, fmt.Sprintf("t%c", 'a'+i)), append(paths, fmt.Sprintf("2.%d", i+1))
	}
	d := dealLock(t, "8 of {"+strings.Join(names, ", ")+"} or 2028-01-01", func(m map[string][32]byte) {
		v := m["2.1"]
		v[7] ^= 1
		m["2.1"] = v
	})
	d.wants(0, []string{"false shares"}, append([]string{"x.lock", "join", "leaves"}, d.put(paths...)...)...)
	for _, id := range d.keys("2") {
		if id.(*age.X25519Identity).Recipient().String() == d.branches["2"] {
			return
		}
	}
	t.Error("the branch key is not among those written")
}

func TestLockScriptRefusesLocks(t *testing.T) {
	t.Parallel()
	d := dealLock(t, scriptPolicies[0], nil)
	good, err := os.ReadFile(filepath.Join(d.dir, "x.lock"))
	if err != nil {
		t.Fatal(err)
	}
	change := func(old, new string) string {
		if !bytes.Contains(good, []byte(old)) {
			t.Fatalf("no %q in the lock", old)
		}
		return strings.Replace(string(good), old, new, 1)
	}
	bad := map[string]string{
		"empty": "", "words": "no lock\n", "half": string(good[:len(good)/2]), "doubled": string(good) + string(good), "trailing": string(good) + "x",
		"crlf": strings.ReplaceAll(string(good), "\n", "\r\n"), "large": string(good) + strings.Repeat(" ", 1<<20), "binary": "\x00\xff",
		"policy":    change("policy ", "policy ((("),
		"policy-2":  change("3 of {", "3 of {{"),
		"policy-3":  change("3 of {t1, ", "3 of {t1; "),
		"policy-4":  change("policy ", "policy "+strings.Repeat("(", 2000)),
		"policy-5":  change("3 of {t1, t2, ", "3 of {"),
		"no-commit": change(" commit ", " comment "),
		"path":      change("leaf 1.2.1 ", "leaf 1.2/1 "),
		"dots":      change("leaf 1.2.1 ", "leaf ../1 "),
		"twice":     change("leaf 1.2.2 ", "leaf 1.2.1 "),
		"branch":    change("branch 1 ", "branch 7 "),
		"armor":     change("-----END AGE ENCRYPTED FILE-----\n", ""),
		"blank":     change("\n\n", "\n"),
	}
	for name, text := range bad {
		d.write("bad.lock", []byte(text))
		if status, said := d.script("bad.lock", "extract", "out"); status != 1 || !strings.HasPrefix(said, "openlock: ") {
			t.Errorf("%s: status %d: %.200s", name, status, said)
		}
	}
	if _, err := os.Stat(filepath.Join(d.dir, "out")); err == nil {
		t.Error("a bad lock was extracted")
	}
	d.wants(1, []string{"usage"}, "x.lock", "open", "it")
	d.wants(1, []string{"usage"}, "x.lock", "join", "leaves")
	d.wants(1, []string{"usage"})
	// A file that is there and is another one is never written over.
	d.write("leaves/1.2.1.age", []byte("mine\n"))
	d.wants(1, []string{"leaves/1.2.1.age: another file"}, "x.lock", "extract", "leaves")
}

// vow lock script prints it; with a lock, for that one alone.
func TestLockScriptCommand(t *testing.T) {
	d := dealLock(t, "2 of {a, b, c}", nil)
	other := dealLock(t, "2 of {a, b, c}", nil)
	sys, stdout, stderr := system(t)
	if got := Run(t.Context(), []string{"lock", "script"}, sys); got != 0 || stdout.String() != openlock || stderr.Len() > 0 {
		t.Fatalf("status %d: %s", got, stderr)
	}
	stdout.Reset()
	if got := Run(t.Context(), []string{"lock", "script", filepath.Join(d.dir, "x.lock")}, sys); got != 0 {
		t.Fatalf("status %d: %s", got, stderr)
	}
	d.write("openlock.py", stdout.Bytes())
	other.write("openlock.py", stdout.Bytes())
	d.wants(0, nil, "x.lock")
	other.wants(1, []string{"was made for the lock with head " + d.lock.Head().String()}, "x.lock")
	d.write("bad.lock", []byte("no lock\n"))
	if got := Run(t.Context(), []string{"lock", "script", filepath.Join(d.dir, "bad.lock")}, sys); got != 1 || !strings.Contains(stderr.String(), "bad.lock") {
		t.Errorf("status %d: %s", got, stderr)
	}
}
