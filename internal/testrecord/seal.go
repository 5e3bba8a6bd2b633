package testrecord

import (
	"bytes"
	"fmt"
	"io"
	"maps"

	"filippo.io/age"
	"filippo.io/age/armor"

	"vow"
	"vow/internal/dossier"
	"vow/internal/timelock"
	"vow/paper"
	"vow/policy"
	"vow/seal"
)

// Sealing says what to seal and how. Zero fields have defaults.
type Sealing struct {
	At       string
	Policy   string
	Papers   []*paper.Paper
	Annexes  map[string]string
	Trustees []seal.Trustee
	Chains   []timelock.Chain // default: the world's own
	Buriable bool
	PQ       bool     // a hybrid release key
	Spoil    []string // paths of branches that are sealed wrongly
	Langs    []string // languages that the package gives the papers; default: their own

	// Of a protective part: its name, and what the record says of it. The papers
	// are packed as they are.
	Part   string
	Blocks map[string]vow.Blocks
	Review string
	Reply  string // of a late reply's package: which reply
}

// Sealed is a seal and the statement of it.
type Sealed struct {
	*seal.Sealed
	Package []byte
	Body    *vow.SealMade
}

// Seal seals papers and returns the statement for the record; Carry puts lock
// and package into the dossiers.
func (w *World) Seal(report string, s Sealing) *Sealed {
	w.TB.Helper()
	p, err := policy.Parse(s.Policy)
	if err != nil {
		w.TB.Fatal(err)
	}
	if s.Chains == nil {
		s.Chains = []timelock.Chain{w.Beacon.Chain()}
	}
	id := w.Seed("seal " + report + s.At)
	spec := &seal.Spec{Policy: p, Trustees: s.Trustees, Chains: s.Chains, At: At(s.At), Buriable: s.Buriable}
	if s.Part == "" {
		s.Part = vow.PartBody
	}
	spec.Origin, spec.Report, spec.Part, spec.PQ = w.Origin, report, s.Part, s.PQ
	copy(spec.Seal[:], id[:])
	texts := make(map[string]vow.Hash)
	for i, p := range s.Papers {
		lang := p.Lang
		if s.Langs != nil {
			lang = s.Langs[i]
		}
		spec.Papers = append(spec.Papers, fileOf(lang, p.Marshal()))
		texts[p.Lang] = p.Root()
	}
	for _, name := range sorted(s.Annexes) {
		spec.Annexes = append(spec.Annexes, fileOf(name, []byte(s.Annexes[name])))
	}
	var pkg bytes.Buffer
	made, err := seal.Make(&pkg, spec)
	if err != nil {
		w.TB.Fatal(err)
	}
	opens := vow.Opens{}
	opens.AtLatest, _ = p.OpensLatest()
	if at, anytime := p.OpensEarliest(); !anytime {
		opens.At = at
	}
	body := &vow.SealMade{
		At: At(s.At), Bag: made.Bag, Kind: vow.KindSealMade, Log: w.Origin, Opens: opens, Part: s.Part,
		Lock:    vow.LockRef{Head: made.Lock.Head(), SHA256: vow.SumHash(made.Bytes), Size: int64(len(made.Bytes))},
		Package: vow.FileRef{SHA256: made.SHA256, Size: made.Size},
		Refs:    w.State(report), Report: report, Seal: vow.SealID(spec.Seal),
		Signoffs: []vow.Role{vow.RoleEditor, vow.RoleHead}, Texts: texts,
	}
	if body.Reply = s.Reply; body.IsPart() {
		body.Blocks, body.Review, body.Trustees = s.Blocks, s.Review, p.Names()
	}
	return &Sealed{Sealed: made, Package: pkg.Bytes(), Body: body}
}

// Carry puts the seal's files into the dossiers that follow.
func (w *World) Carry(s *Sealed) {
	w.Files[s.lockPath()] = s.Bytes
	w.Files[s.packagePath()] = s.Package
}

// CarryPaper puts a paper into the dossiers that follow.
func (w *World) CarryPaper(p *paper.Paper) { w.Files[dossier.PathPaper(p.Root())] = p.Marshal() }

// Trustee returns a trustee of a handle, with keys of the world, and the age key
// that opens the leaves.
func (w *World) Trustee(handle string) (seal.Trustee, *age.X25519Identity) {
	w.TB.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		w.TB.Fatal(err)
	}
	return seal.Trustee{Handle: handle, Recipient: id.Recipient().String(), Key: w.Signer(TrusteeName(handle)).Key}, id
}

// Round returns the beacon of the first round not before a time.
func (w *World) Round(at string) timelock.Beacon {
	w.TB.Helper()
	n, err := w.Beacon.Chain().RoundAt(At(at))
	if err != nil {
		w.TB.Fatal(err)
	}
	b, err := w.Beacon.Sign(n)
	if err != nil {
		w.TB.Fatal(err)
	}
	return b
}

// Key opens the seal with beacons and returns its release key.
func (w *World) Key(s *Sealed, beacons ...timelock.Beacon) *seal.ReleaseKey {
	w.TB.Helper()
	k, err := s.Lock.Unlock(seal.Keys{Beacons: beacons})
	if err != nil {
		w.TB.Fatal(err)
	}
	return k
}

// Released returns the statement that a seal was released with these beacons.
func (w *World) Released(at string, s *Sealed, beacons ...timelock.Beacon) *vow.ReleaseMade {
	w.TB.Helper()
	return w.ReleasedWith(at, s, w.Key(s, beacons...), beacons...)
}

// ReleasedWith is Released with a key of which the beacons need not be the
// source.
func (w *World) ReleasedWith(at string, s *Sealed, key *seal.ReleaseKey, beacons ...timelock.Beacon) *vow.ReleaseMade {
	w.TB.Helper()
	r := &vow.ReleaseMade{At: At(at), Key: key.Secret(), Kind: vow.KindReleaseMade, Log: w.Origin, Mode: vow.ModeTime,
		Refs: w.State(s.Body.Report), Report: s.Body.Report, Seal: s.Body.Seal, Texts: maps.Clone(s.Body.Texts)}
	for _, b := range beacons {
		r.Beacons = append(r.Beacons, b.Ref())
	}
	return r
}

// OpeningBy returns the opening of a seal by a trustee, without a beacon.
func (w *World) OpeningBy(s *Sealed, id age.Identity) []byte {
	w.TB.Helper()
	k, err := s.Lock.Unlock(seal.Keys{Identities: []age.Identity{id}})
	if err != nil {
		w.TB.Fatal(err)
	}
	o, err := seal.NewOpening(s.Lock, k, nil)
	if err != nil {
		w.TB.Fatal(err)
	}
	return o.Marshal()
}

// Dead replaces what the leaves of a seal's lock hold, so that no beacon opens
// it, and mends the statement of it. It returns the key that it held.
func (w *World) Dead(s *Sealed, opens string) *seal.ReleaseKey {
	w.TB.Helper()
	return w.Spoil(s, opens, "leaf ")
}

// Spoil is Dead for the leaves whose lines begin with a prefix alone.
func (w *World) Spoil(s *Sealed, opens, prefix string) *seal.ReleaseKey {
	w.TB.Helper()
	key := w.Key(s, w.Round(opens))
	_, other := w.Trustee("nobody")
	text := fmt.Sprintf("# vow %s\n%s\n", s.Lock.Head(), other)
	var out []byte
	for _, part := range bytes.SplitAfter(s.Bytes, []byte("-----END AGE ENCRYPTED FILE-----\n")) {
		i := bytes.Index(part, []byte("-----BEGIN"))
		if i < 0 {
			continue
		}
		line := part[bytes.LastIndexByte(part[:i-1], '\n')+1:]
		if !bytes.HasPrefix(line, []byte(prefix)) {
			out = append(out, part...)
			continue
		}
		out = append(append(out, part[:i]...), w.armored(w.Round(opens).Round, text)...)
	}
	lock, err := seal.ParseLock(out)
	if err != nil {
		w.TB.Fatal(err)
	}
	s.Bytes, s.Lock = out, lock
	s.Body.Lock.SHA256, s.Body.Lock.Size = vow.SumHash(out), int64(len(out))
	return key
}

func (w *World) armored(round uint64, text string) []byte {
	var b bytes.Buffer
	a := armor.NewWriter(&b)
	e, err := age.Encrypt(a, w.Beacon.Chain().Recipient(round))
	if err == nil {
		_, err = io.WriteString(e, text)
	}
	if err != nil || e.Close() != nil || a.Close() != nil {
		w.TB.Fatal("age: ", err)
	}
	return b.Bytes()
}

// Opening returns the opening of a seal with these beacons.
func (w *World) Opening(s *Sealed, beacons ...timelock.Beacon) []byte {
	w.TB.Helper()
	o, err := seal.NewOpening(s.Lock, w.Key(s, beacons...), beacons)
	if err != nil {
		w.TB.Fatal(err)
	}
	return o.Marshal()
}

func fileOf(name string, data []byte) seal.File {
	return seal.File{Name: name, Size: int64(len(data)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
}

// Chains returns what a reader who believes the world's beacon brings along.
func (w *World) Chains() []timelock.Chain { return []timelock.Chain{w.Beacon.Chain()} }
