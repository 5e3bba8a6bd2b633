package verify

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"vow"
	"vow/internal/dossier"
	"vow/internal/tlog"
	"vow/paper"
)

// checkMembers requires that each member is one that the record calls for, and
// that none is missing.
func (v *verifier) checkMembers(trust trustCopy) error {
	if v.d.Info().Log != v.cp.Origin {
		v.members.add("bag-info.txt", fmt.Errorf("it says that the record is %q, the checkpoint says %q", v.d.Info().Log, v.cp.Origin))
	}
	if err := v.checkPapers(); err != nil {
		return err
	}
	if err := v.checkTrustCopy(trust); err != nil {
		return err
	}
	v.eventMembers()
	if err := v.checkLetters(); err != nil {
		return err
	}
	for _, path := range v.d.Paths() {
		if !v.expected[path] {
			v.members.add(path, errors.New("nothing in the record calls for this member"))
		}
	}
	for path := range v.expected {
		if !v.d.Has(path) {
			v.members.add(path, errors.New("it is missing"))
		}
	}
	vow.SortFunc(v.members, func(a, b fault) int { return compareStrings(a.where, b.where) })
	return nil
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// checkPapers requires the released texts, and later ones that correct them,
// each under its own root.
func (v *verifier) checkPapers() error {
	if v.story == nil {
		return nil
	}
	if s := v.story.seal; s != nil && s.ReleaseAt >= 0 {
		for _, root := range s.Release.Texts {
			v.expected[dossier.PathPaper(root)] = true
		}
	}
	for _, c := range v.story.report.Corrections {
		v.expected[dossier.PathPaper(c.Body.Root)] = true
	}
	for _, path := range v.d.Under("data/papers/") {
		data, err := v.d.ReadAll(path, maxPaper)
		if err != nil {
			if e := errOf(err); e != nil {
				return e
			}
			v.members.add(path, err)
			continue
		}
		p, err := paper.Parse(data)
		if err != nil {
			v.members.add(path, err)
			continue
		}
		if dossier.PathPaper(p.Root()) != path {
			v.members.add(path, fmt.Errorf("its root is %s", p.Root()))
		}
		if err := v.story.checkWithheld(p); err != nil {
			v.members.add(path, err)
		}
	}
	return nil
}

// trustCopy is data/trust and what the carried checkpoints are by its keys, as it was
// read before anything was said of it.
type trustCopy struct {
	there   bool
	err     error // of reading it
	bad     error // what is wrong with it
	trust   *tlog.Trust
	carried []carriedCheckpoint
	wrong   []error                           // with carried
	want    map[string]*tlog.SignedCheckpoint // what vow carries for the cosignatures they hold, by path
}

// readTrustCopy reads data/trust, which is information and never believed, and the
// carried checkpoints by its keys. It depends on the record and the story alone.
func (v *verifier) readTrustCopy() trustCopy {
	if v.loose || !v.d.Has(dossier.PathTrust) || v.rec.Office() == nil {
		return trustCopy{}
	}
	c := trustCopy{there: true}
	data, err := v.d.ReadAll(dossier.PathTrust, maxReveal)
	if err != nil {
		c.err, c.bad = errOf(err), err
		return c
	}
	if c.trust, c.bad = tlog.ParseTrust(data); c.bad != nil {
		return c
	}
	log := v.rec.Office().Created.LogKey
	if !bytes.Equal(data, CarriedTrust(log, c.trust.WitnessKeys())) {
		c.bad = errors.New("it is not what vow writes for its keys")
		return c
	}
	c.carried = v.carried()
	c.wrong = make([]error, len(c.carried))
	inParallel(len(c.carried), func(i int) { c.wrong[i] = v.checkCarried(&c.carried[i], c.trust) })
	if v.story == nil {
		return c
	}
	var seen []Seen
	for _, s := range c.carried {
		for _, x := range s.cosigs {
			seen = append(seen, Seen{s.cp, x})
		}
	}
	c.want = Carry(seen, v.cp, log, NeededIndexes(v.rec.Office(), v.story.report, v.cp.Size))
	return c
}

// checkTrustCopy compares data/trust with what it must be: the log's key and the key of
// every witness whose cosignatures the dossier carries, a majority being the quorum. So
// it cannot be changed unseen, and cosignatures of witnesses that the reader does not
// know are checked as well.
func (v *verifier) checkTrustCopy(c trustCopy) error {
	if v.loose {
		return nil
	}
	v.expected[dossier.PathTrust] = true
	if !c.there {
		return nil
	}
	if c.bad != nil {
		v.members.add(dossier.PathTrust, c.bad)
		return c.err
	}
	for i, err := range c.wrong {
		if err != nil {
			v.members.add(c.carried[i].path, err)
		}
	}
	for _, k := range c.trust.WitnessKeys() {
		if !slices.ContainsFunc(c.carried, func(s carriedCheckpoint) bool { return len(s.cp.Note.By(k)) > 0 }) {
			v.members.add(dossier.PathTrust, fmt.Errorf("it lists the witness %s, of which the dossier carries nothing", k.Name))
		}
	}
	v.compareCarried(c)
	return nil
}

// compareCarried requires that the checkpoints are those that vow carries for
// the cosignatures they hold, each in its place.
func (v *verifier) compareCarried(c trustCopy) {
	if v.story == nil || v.members.any("data/checkpoints/") || v.members.any(dossier.PathCheckpoint) {
		return // what is wrong with single ones is said already
	}
	for _, s := range c.carried {
		switch cp, ok := c.want[s.path]; {
		case !ok:
			v.members.add(s.path, errors.New("its cosignatures are not among those that a dossier carries, or belong into another member"))
		case !sameNote(cp, s.cp):
			v.members.add(s.path, errors.New("it does not hold the cosignatures that belong there"))
		}
		delete(c.want, s.path)
	}
	for path := range c.want {
		v.members.add(path, errors.New("it is missing"))
	}
}

type carriedCheckpoint struct {
	path   string
	cp     *tlog.SignedCheckpoint
	cosigs []tlog.Cosignature // once it was checked
}

// carried returns every well-formed checkpoint of the dossier: readCheckpoints names
// the others.
func (v *verifier) carried() []carriedCheckpoint {
	out := []carriedCheckpoint{{path: dossier.PathCheckpoint, cp: v.cp}}
	for _, a := range v.ahead {
		if a.cp != nil {
			out = append(out, carriedCheckpoint{path: a.path, cp: a.cp})
		}
	}
	return out
}

// checkCarried requires that a carried checkpoint has the log's line and true
// cosignatures of listed witnesses, sorted, and nothing else.
func (v *verifier) checkCarried(s *carriedCheckpoint, t *tlog.Trust) error {
	var err error
	if s.cosigs, err = v.memo.Cosignatures(s.cp, t.WitnessKeys()); err != nil {
		return err
	}
	log := v.rec.Office().Created.LogKey
	if err := v.memo.VerifyLog(s.cp, log); err != nil {
		return err
	}
	switch {
	case len(s.cosigs)+1 != len(s.cp.Note.Sigs):
		return errors.New("it has a signature line of a key that data/trust does not list")
	case s.path != dossier.PathCheckpoint && len(s.cosigs) == 0:
		return errors.New("no witness cosigned it")
	case !slices.IsSortedFunc(s.cp.Note.Sigs, lineOrder(log)):
		return errors.New("its signature lines are not sorted")
	}
	return nil
}

// sameNote reports whether two checkpoints have the same bytes.
func sameNote(a, b *tlog.SignedCheckpoint) bool {
	return bytes.Equal(a.Note.Text, b.Note.Text) && slices.EqualFunc(a.Note.Sigs, b.Note.Sigs, func(x, y vow.Signature) bool {
		return x.Name == y.Name && x.ID == y.ID && bytes.Equal(x.Bytes, y.Bytes)
	})
}

// CarriedTrust returns data/trust: the log's key, the witnesses' keys sorted by
// name and key id, and a majority of them as the quorum.
func CarriedTrust(log vow.Key, witnesses []vow.Key) []byte {
	keys := slices.Clone(witnesses)
	vow.SortFunc(keys, func(a, b vow.Key) int {
		if c := compareStrings(a.Name, b.Name); c != 0 {
			return c
		}
		return int(int64(a.ID) - int64(b.ID))
	})
	t := &tlog.Trust{Logs: []tlog.TrustLog{{Key: log}}, Quorum: tlog.QuorumNone}
	g := tlog.TrustGroup{Name: "majority", K: len(keys)/2 + 1}
	for i, k := range keys {
		name := fmt.Sprintf("w%d", i+1)
		t.Witnesses = append(t.Witnesses, tlog.TrustWitness{Name: name, Key: k})
		g.Members = append(g.Members, name)
	}
	if len(keys) > 0 {
		t.Groups, t.Quorum = []tlog.TrustGroup{g}, g.Name
	}
	return t.Format()
}

// SortedCheckpoint returns the checkpoint with the log's line first and the
// others sorted by name and key id.
func SortedCheckpoint(cp *tlog.SignedCheckpoint, log vow.Key) *tlog.SignedCheckpoint {
	sigs := slices.Clone(cp.Note.Sigs)
	vow.SortFunc(sigs, lineOrder(log))
	return &tlog.SignedCheckpoint{Checkpoint: cp.Checkpoint, Note: &vow.Note{Text: cp.Note.Text, Sigs: sigs}}
}

// lineOrder is the order of signature lines under a carried checkpoint: the log's line
// first, the others by name and key id.
func lineOrder(log vow.Key) func(a, b vow.Signature) int {
	first := func(s vow.Signature) bool { return s.Name == log.Name && s.ID == log.ID }
	return func(a, b vow.Signature) int {
		switch {
		case first(a) != first(b) && first(a):
			return -1
		case first(a) != first(b):
			return 1
		case a.Name != b.Name:
			return compareStrings(a.Name, b.Name)
		}
		return int(int64(a.ID) - int64(b.ID))
	}
}
