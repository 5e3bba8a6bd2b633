package seal

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
	"vow/policy"
)

// A world is a local chain or two, trustees, and the moment of sealing.
type world struct {
	chains   []*beacon.Local
	trustees map[string]*age.X25519Identity
	at       vow.Time
}

var sealedAt = vow.Unix(1_800_000_000)

func newWorld(t testing.TB, chains int) *world {
	t.Helper()
	w := &world{at: sealedAt, trustees: map[string]*age.X25519Identity{}}
	for i := range chains {
		l, err := beacon.NewLocal(beacon.LocalConfig{
			Seed:    []byte("a chain for the tests of seal " + string(rune('a'+i))),
			Genesis: vow.Unix(1_700_000_000 + int64(i)),
			Period:  int64(3 + 4*i),
			Now:     func() time.Time { return time.Unix(3_000_000_000, 0) },
		})
		if err != nil {
			t.Fatal(err)
		}
		w.chains = append(w.chains, l)
	}
	return w
}

func (w *world) identity(t testing.TB, name string) *age.X25519Identity {
	t.Helper()
	if w.trustees[name] == nil {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		w.trustees[name] = id
	}
	return w.trustees[name]
}

func (w *world) trustee(t testing.TB, name string) Trustee {
	t.Helper()
	seed := vow.SumHash([]byte(name))
	s, err := vow.NewSigner("trustee.example/"+name, seed[:])
	if err != nil {
		t.Fatal(err)
	}
	return Trustee{Handle: name, Recipient: w.identity(t, name).Recipient().String(), Key: s.Key}
}

// spec returns what is sealed under a policy: a paper and the files given as
// name, content pairs.
func (w *world) spec(t testing.TB, src string, files ...string) *Spec {
	t.Helper()
	p, err := policy.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	s := &Spec{Policy: p, At: w.at}
	s.About = About{Origin: "office.example/vow", Report: "report-x", Part: BodyPart, Seal: ID{1, 2, 3}}
	s.Papers = []File{text("en", "vow/paper@v1\n…\n")}
	for i := 0; i+1 < len(files); i += 2 {
		s.Annexes = append(s.Annexes, text(files[i], files[i+1]))
	}
	for _, name := range p.Names() {
		s.Trustees = append(s.Trustees, w.trustee(t, name))
	}
	for _, c := range w.chains {
		s.Chains = append(s.Chains, c.Chain())
	}
	return s
}

// seal seals and returns the package too.
func (w *world) seal(t testing.TB, s *Spec) (*Sealed, []byte) {
	t.Helper()
	var b bytes.Buffer
	out, err := Make(&b, s)
	if err != nil {
		t.Fatal(err)
	}
	return out, b.Bytes()
}

// beacons returns the chains' beacons for a policy time.
func (w *world) beacons(t testing.TB, at string) []timelock.Beacon {
	t.Helper()
	when, err := vow.ParseTime(at)
	if err != nil {
		t.Fatal(err)
	}
	var all []timelock.Beacon
	for _, c := range w.chains {
		round, err := c.Chain().RoundAt(when)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, sign(t, c, round))
	}
	return all
}

func sign(t testing.TB, c *beacon.Local, round uint64) timelock.Beacon {
	t.Helper()
	b, err := c.Sign(round)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// text is a file in memory.
func text(name, content string) File {
	return File{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

// memory is a Sink in memory that checks the contract.
type memory struct {
	t         testing.TB
	files     map[string][]byte
	open      bool
	committed *Bag
	discarded bool
}

func newMemory(t testing.TB) *memory { return &memory{t: t, files: map[string][]byte{}} }

type memoryFile struct {
	*bytes.Buffer
	m    *memory
	path string
}

func (f memoryFile) Close() error {
	f.m.open = false
	f.m.files[f.path] = f.Bytes()
	return nil
}

func (m *memory) Create(path string, size int64) (io.WriteCloser, error) {
	if m.open || m.discarded || m.committed != nil {
		m.t.Error("Create called at a wrong time")
	}
	m.open = true
	return memoryFile{new(bytes.Buffer), m, path}, nil
}

func (m *memory) Commit(b *Bag) error {
	if m.open || m.discarded || m.committed != nil {
		m.t.Error("Commit called at a wrong time")
	}
	m.committed = b
	return nil
}

func (m *memory) Discard() error {
	if m.discarded || m.committed != nil {
		m.t.Error("Discard called at a wrong time")
	}
	m.discarded = true
	m.files = nil
	return nil
}

// originals returns the annexes under their original names.
func (m *memory) originals() map[string]string {
	out := map[string]string{}
	for path, b := range m.files {
		if name, annex, _ := m.committed.Original(path); annex {
			out[name] = string(b)
		}
	}
	return out
}

// wantError requires an error of a code, of a kind if that is not nil, whose
// message holds every word.
func wantError(t testing.TB, err error, code vow.Code, kind error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; wanted %s %v %q", code, kind, words)
	}
	if vow.CodeOf(err) != code {
		t.Errorf("code %s, wanted %s: %v", vow.CodeOf(err), code, err)
	}
	for _, k := range []error{ErrNotYet, ErrWrongKey, ErrOtherPackage, ErrDamaged, ErrDishonest, ErrFalseShare} {
		if is := errors.Is(err, k); kind != nil && is && !errors.Is(k, kind) && !errors.Is(kind, ErrDishonest) || errors.Is(kind, k) && !is {
			t.Errorf("error is of kind %q: %v; wanted kind %q", k, is, kind)
		}
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("message %q does not say %q", err, w)
		}
	}
	if strings.Contains(err.Error(), "AGE-SECRET-KEY-1") || strings.Contains(vow.HintOf(err), "AGE-SECRET-KEY-1") {
		t.Errorf("message holds a secret key: %q", err)
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
