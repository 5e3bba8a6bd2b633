package seal

import (
	"io"
	"strings"

	"filippo.io/age"

	"vow"
	"vow/internal/timelock"
	"vow/policy"
)

// Spec says what is to be sealed and when it opens.
type Spec struct {
	Content  // Seal may be zero: a fresh id is made
	Policy   *policy.Policy
	Trustees []Trustee        // exactly the policy's names, in any order
	Chains   []timelock.Chain // one or two
	At       vow.Time         // the sealing time
	// Foreign are the recipients of those trustees, by their recipient's text,
	// whom age serves outside of its core: ssh keys and plugins. They come from the
	// caller, since that code reaches for the network or starts programs.
	Foreign map[string]age.Recipient
	// Buriable allows a policy that no time alone makes true within five
	// calendar years. A protective part needs no such leave.
	Buriable bool
}

// Sealed is what Make made beside the package.
type Sealed struct {
	Summary
	Lock  *Lock
	Bytes []byte // of the lock file
}

// Check refuses what cannot be sealed, before any file is read: a
// buriable policy, a time that is not after the sealing, trustees
// that are not the policy's, impossible files.
func (s *Spec) Check() error {
	_, err := s.prepare()
	return err
}

// Make seals: it writes the package to w and returns the lock. The release key
// is made here, exists in memory only, and is neither returned nor kept: after
// Make it is in the lock's leaves alone. After an error nothing can be opened
// with what w received. Make does not close w.
func Make(w io.Writer, s *Spec) (*Sealed, error) {
	l, err := s.prepare()
	if err != nil {
		return nil, err
	}
	content := s.Content
	content.About = l.About
	sum, key, err := Pack(w, &content)
	if err != nil {
		return nil, err
	}
	l.Package = PackageRef{SHA256: sum.SHA256, Size: sum.Size}
	l.Recipient = key.recipient
	l.head = vow.SumHash(l.appendHead(nil))
	if err := l.fill(key, s.recipient); err != nil {
		return nil, err
	}
	bytes := l.Marshal()
	if l, err = ParseLock(bytes); err != nil {
		return nil, err
	}
	return &Sealed{Summary: sum, Lock: l, Bytes: bytes}, nil
}

// prepare checks the spec and returns its lock without package, recipient and
// texts.
func (s *Spec) prepare() (*Lock, error) {
	content := s.Content
	if content.Seal.IsZero() {
		content.Seal = NewID()
	}
	if err := CheckContent(&content); err != nil {
		return nil, err
	}
	l := &Lock{About: content.About, Chains: s.Chains, Policy: s.Policy, Trustees: sortTrustees(s.Trustees)}
	if err := s.checkPolicy(); err != nil {
		return nil, err
	}
	if err := checkChains(s.Chains); err != nil {
		return nil, err
	}
	for _, c := range s.Chains {
		if err := c.Check(); err != nil {
			return nil, err
		}
	}
	if err := checkTrustees(l.Trustees, s.Policy); err != nil {
		return nil, err
	}
	for _, t := range l.Trustees {
		if _, err := s.recipient(t); err != nil {
			return nil, vow.Errorf(vow.CodeOf(err), "trustee %s: %w", t.Handle, err)
		}
	}
	var err error
	l.Sections, err = layout(l.Chains, l.Policy)
	return l, err
}

// recipient returns what a trustee's leaves are encrypted to.
func (s *Spec) recipient(t Trustee) (age.Recipient, error) {
	if r := s.Foreign[t.Recipient]; r != nil {
		if kind, err := recipientKind(t.Recipient); err != nil || kind != stanzaSSH && kind != stanzaPlugin {
			return nil, vow.Errorf(vow.CodeUsage, "%s is none of an ssh key or a plugin", clip(t.Recipient))
		}
		return r, nil
	}
	return parseRecipient(t.Recipient)
}

// sortTrustees returns a copy sorted by handle.
func sortTrustees(in []Trustee) []Trustee {
	out := append([]Trustee(nil), in...)
	for i := range out {
		for j := i; j > 0 && out[j].Handle < out[j-1].Handle; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

// checkPolicy checks what the policy's rules say about sealing.
func (s *Spec) checkPolicy() error {
	switch {
	case s.Policy == nil:
		return vow.Errorf(vow.CodeUsage, "no policy to seal under")
	case s.At.IsZero():
		return vow.Errorf(vow.CodeUsage, "no sealing time")
	case len(s.Policy.String()) > maxPolicy:
		return vow.Errorf(vow.CodeRefused, "policy of %d bytes: at most %d allowed", len(s.Policy.String()), maxPolicy)
	}
	for _, leaf := range s.Policy.Leaves() {
		if leaf.Node.Op == policy.Time && !leaf.Node.Time.After(s.At) {
			return vow.Errorf(vow.CodeRefused, "the policy's time %s is not after the sealing at %s", leaf.Node.Time, s.At)
		}
	}
	if s.Part == BodyPart && !s.Buriable && s.Policy.Buriable(s.At) {
		return vow.Errorf(vow.CodeRefused, "the policy %q is buriable: no time alone makes it true within five years of the sealing", s.Policy).
			WithHint("add `or <date>`; --buriable seals anyway, and every check of the seal will say so")
	}
	return nil
}

// fill encrypts the release identity into every leaf of the whole key and every
// branch, and shares of the branches' keys into the other leaves.
func (l *Lock) fill(key *ReleaseKey, of func(Trustee) (age.Recipient, error)) error {
	branches := make(map[string]*branchKey)
	for _, b := range l.Policy.Branches() {
		if b.Node.IsLeaf() {
			continue
		}
		k, err := dealBranch(b)
		if err != nil {
			return err
		}
		branches[b.Path] = k
	}
	release := key.File(l.head)
	for i := range l.Sections {
		s := &l.Sections[i]
		text, branch := release, branches[branchOf(s.Path)]
		if s.Share {
			share := Share{l.head, s.Path, branch.shares[s.Path]}
			s.Commit, text = share.Commitment(), share.Marshal()
		}
		to, err := l.recipientOf(s, branch, of)
		if err != nil {
			return err
		}
		if s.text, err = sealText(text, to); err != nil {
			return vow.Errorf(vow.CodeCheck, "%s: %w", s.Title(), err)
		}
	}
	return nil
}

// branchOf returns the branch a path lies in.
func branchOf(path string) string {
	b, _, _ := strings.Cut(path, ".")
	return b
}

// recipientOf returns what a section is encrypted to.
func (l *Lock) recipientOf(s *Section, branch *branchKey, of func(Trustee) (age.Recipient, error)) (age.Recipient, error) {
	switch s.Kind {
	case LeafTime:
		return l.Chains[s.Chain].Recipient(s.Round), nil
	case BranchKey:
		s.Recipient = branch.identity.Recipient().String()
		return branch.identity.Recipient(), nil
	}
	for _, t := range l.Trustees {
		if t.Handle == s.Trustee {
			return of(t)
		}
	}
	return nil, vow.Errorf(vow.CodeState, "%s has no recipient: this is a fault in vow", s.Title())
}
