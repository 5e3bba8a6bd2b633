package tlog

import (
	"strconv"

	"vow"
)

// Trust is a parsed trust file: whom its reader believes about a log
// (c2sp.org/tlog-policy). A checkpoint counts when any one of the logs signed it
// and the witnesses who cosigned it satisfy the quorum. It is not changed after
// ParseTrust and safe for concurrent use.
type Trust struct {
	Logs      []TrustLog
	Witnesses []TrustWitness
	Groups    []TrustGroup
	Quorum    string // the name of a witness or a group, or QuorumNone

	raw  []byte // set by ParseTrust, as is
	root *node  // the quorum
}

// QuorumNone is the quorum that asks for no witness.
const QuorumNone = "none"

// TrustLog is a log whose checkpoints are accepted. Key.Name is its origin.
type TrustLog struct {
	Key vow.Key
	URL string // or ""
}

// TrustWitness is a witness; Name is used in this file only.
type TrustWitness struct {
	Name string
	Key  vow.Key
	URL  string // submission prefix of c2sp.org/tlog-witness, or ""
}

// TrustGroup stands when at least K of its members do.
type TrustGroup struct {
	Name    string
	Word    string // all, any or the number, as written
	K       int
	Members []string // names of witnesses and groups
}

// Bytes returns the exact bytes that were parsed, or the lines of a Trust that
// was made in the program.
func (t *Trust) Bytes() []byte {
	if t.raw != nil {
		return append([]byte(nil), t.raw...)
	}
	return t.Format()
}

// Fingerprint returns the SHA-256 hash of Bytes, to be compared by people.
func (t *Trust) Fingerprint() vow.Hash { return vow.SumHash(t.Bytes()) }

// Format returns the lines of t in their plainest form, without comments: single
// spaces, logs, witnesses, groups, quorum. Parsing them gives the same Trust.
func (t *Trust) Format() []byte {
	var b []byte
	line := func(words ...string) {
		for i, w := range words {
			if i > 0 && w != "" {
				b = append(b, ' ')
			}
			b = append(b, w...)
		}
		b = append(b, '\n')
	}
	for _, l := range t.Logs {
		line("log", l.Key.String(), l.URL)
	}
	for _, w := range t.Witnesses {
		line("witness", w.Name, w.Key.String(), w.URL)
	}
	for _, g := range t.Groups {
		word := g.Word
		if word == "" {
			word = strconv.Itoa(g.K)
		}
		line(append([]string{"group", g.Name, word}, g.Members...)...)
	}
	line("quorum", t.Quorum)
	return b
}

// None reports whether the quorum is none: then no time can be stated.
func (t *Trust) None() bool { return t.Quorum == QuorumNone }

// Log returns the log with that origin. An origin stands at most once.
func (t *Trust) Log(origin string) (TrustLog, bool) {
	for _, l := range t.Logs {
		if l.Key.Name == origin {
			return l, true
		}
	}
	return TrustLog{}, false
}

// WitnessKeys returns the keys of all witnesses, in the order of the file, those
// outside the quorum included.
func (t *Trust) WitnessKeys() []vow.Key {
	keys := make([]vow.Key, len(t.Witnesses))
	for i, w := range t.Witnesses {
		keys[i] = w.Key
	}
	return keys
}

// VerifyLog checks that s is signed by the log of its origin and returns that
// log. A log that the file does not know is an error.
func (t *Trust) VerifyLog(s *SignedCheckpoint) (TrustLog, error) {
	l, ok := t.Log(s.Origin)
	if !ok {
		return TrustLog{}, vow.Errorf(vow.CodeCheck, "the trust file knows no log %q", clip(s.Origin))
	}
	return l, VerifyLog(s, l.Key)
}

// Witnessed is what a trust file makes of one signed checkpoint.
type Witnessed struct {
	Checkpoint   Checkpoint
	Log          TrustLog
	Cosignatures []Cosignature // true ones of known witnesses
	ExistedBy    int64         // POSIX seconds; 0 where the quorum is none
}

// Verify checks a checkpoint as a whole: signed by a known log, no false line of
// a known key, quorum satisfied.
func (t *Trust) Verify(s *SignedCheckpoint) (*Witnessed, error) {
	l, err := t.VerifyLog(s)
	if err != nil {
		return nil, err
	}
	cosigs, err := Cosignatures(s, t.WitnessKeys())
	if err != nil {
		return nil, err
	}
	w := &Witnessed{Checkpoint: s.Checkpoint, Log: l, Cosignatures: cosigs}
	if t.None() {
		return w, nil
	}
	times := make(map[string]int64)
	for _, c := range cosigs {
		k := c.Key.String()
		if old, ok := times[k]; !ok || c.Time < old {
			times[k] = c.Time
		}
	}
	at, ok := t.Earliest(times)
	if !ok {
		return nil, vow.Errorf(vow.CodeCheck, "checkpoint of %q, %d entries: cosigned by %d known witnesses, which do not satisfy the quorum %q", clip(s.Origin), s.Size, len(times), clip(t.Quorum))
	}
	w.ExistedBy = at
	return w, nil
}
