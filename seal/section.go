package seal

import (
	"strconv"
	"strings"

	"filippo.io/age"

	"vow"
	"vow/internal/timelock"
	"vow/policy"
)

// SectionKind says what a section of a lock is.
type SectionKind string

// The kinds of sections.
const (
	LeafTime    SectionKind = "time"    // opens when a round of a chain is published
	LeafTrustee SectionKind = "trustee" // opens with a trustee's key
	BranchKey   SectionKind = "branch"  // opens with a branch key, joined from shares
)

// BackstopPath is the path of the leaf that opens by time alone at the latest.
const BackstopPath = "backstop"

// Section is one armored age file of a lock, with the line above it.
type Section struct {
	Kind SectionKind
	// Path is BackstopPath, or child ordinals from 1 joined by `.`; `0` is the
	// one branch of a policy without a top-level `or`.
	Path string
	// Chain is the index of a time leaf's chain in Lock.Chains, Round its round
	// and Opens the time at which the round is due.
	Chain int
	Round uint64
	Opens vow.Time
	// Trustee is the handle of a trustee leaf.
	Trustee string
	// Share is true for a leaf that holds a share of its branch key, and Commit
	// is then the commitment to it; other leaves hold the release identity.
	Share  bool
	Commit vow.Hash
	// Recipient is the branch key's public half in a branch section.
	Recipient string

	text *sealedText
}

// File returns the section's age file in binary form.
func (s Section) File() []byte { return append([]byte(nil), s.text.file...) }

// Title returns the section's line up to its path: what a message calls it.
func (s Section) Title() string {
	if s.Kind == BranchKey {
		return "branch " + s.Path
	}
	return "leaf " + s.Path
}

// TitleOf returns the title of one of the lock's sections as it stands in the
// lock: with the chain's number where there are two.
func (l *Lock) TitleOf(s Section) string {
	if s.Kind == LeafTime && len(l.Chains) > 1 {
		return s.Title() + ".c" + strconv.Itoa(s.Chain)
	}
	return s.Title()
}

// line returns the section's line without LF.
func (s Section) line(l *Lock) string {
	line := l.TitleOf(s)
	if s.Kind == BranchKey {
		return line + " " + s.Recipient
	}
	if s.Kind == LeafTime {
		line += " time " + strconv.FormatUint(s.Round, 10)
	} else {
		line += " trustee " + s.Trustee
	}
	if s.Share {
		line += " commit " + s.Commit.String()
	}
	return line
}

// layout returns the sections that a lock of these chains and this policy has,
// without commitments, branch recipients and texts.
func layout(chains []timelock.Chain, p *policy.Policy) ([]Section, error) {
	var all []Section
	times := func(s Section, t vow.Time) error {
		for i, c := range chains {
			round, err := c.RoundAt(t)
			if err != nil {
				return vow.Errorf(vow.CodeOf(err), "policy: %w", err)
			}
			s.Kind, s.Chain, s.Round, s.Opens = LeafTime, i, round, c.TimeOf(round)
			all = append(all, s)
		}
		return nil
	}
	if t, ok := p.OpensLatest(); ok {
		if err := times(Section{Path: BackstopPath}, t); err != nil {
			return nil, err
		}
	}
	for _, b := range p.Branches() {
		whole := b.Node.IsLeaf()
		for _, leaf := range b.Leaves {
			s := Section{Path: leaf.Path, Share: !whole}
			if leaf.Node.Op == policy.Time {
				if err := times(s, leaf.Node.Time); err != nil {
					return nil, err
				}
				continue
			}
			s.Kind, s.Trustee = LeafTrustee, leaf.Node.Name
			all = append(all, s)
		}
		if !whole {
			all = append(all, Section{Kind: BranchKey, Path: b.Path})
		}
	}
	return all, nil
}

// sections parses everything after the blank line.
func (p *lockParser) sections(l *Lock) error {
	want, err := layout(l.Chains, l.Policy)
	if err != nil {
		return vow.Errorf(vow.CodeCheck, "%w", err)
	}
	for i := range want {
		if err := p.section(l, &want[i]); err != nil {
			return err
		}
	}
	if len(p.rest) > 0 {
		p.n++
		return vow.Errorf(vow.CodeCheck, "%d bytes after the last section", len(p.rest))
	}
	l.Sections = want
	return nil
}

// section parses one section, which must be the one that s lays out.
func (p *lockParser) section(l *Lock, s *Section) error {
	if len(p.rest) == 0 {
		p.n++
		return vow.Errorf(vow.CodeCheck, "the lock ends before its %s", s.Title())
	}
	line, err := p.line()
	if err != nil {
		return err
	}
	if err := s.readFree(line); err != nil {
		return err
	}
	if expected := s.line(l); expected != line {
		return vow.Errorf(vow.CodeCheck, "%q expected, found %q", clip(expected), clip(line))
	}
	file, rest, err := cutArmored(p.rest)
	if err != nil {
		return vow.Errorf(vow.CodeCheck, "%s: %w", s.Title(), err)
	}
	if s.text, err = parseAge(file); err != nil {
		return vow.Errorf(vow.CodeCheck, "%s: %w", s.Title(), err)
	}
	if err := s.checkText(l); err != nil {
		return vow.Errorf(vow.CodeCheck, "%s: %w", s.Title(), err)
	}
	for _, c := range p.rest[:len(p.rest)-len(rest)] {
		if c == '\n' {
			p.n++
		}
	}
	p.rest = rest
	return nil
}

// readFree takes the words that the policy does not determine from the line:
// a commitment or a branch recipient.
func (s *Section) readFree(line string) error {
	f := strings.Split(line, " ")
	last := f[len(f)-1]
	switch {
	case s.Kind == BranchKey:
		kind, err := recipientKind(last)
		if err != nil {
			return vow.Errorf(vow.CodeCheck, "%s: %w", s.Title(), err)
		}
		if kind != stanzaX25519 {
			return vow.Errorf(vow.CodeCheck, "%s: the branch key is not an X25519 key", s.Title())
		}
		s.Recipient = last
	case s.Share:
		h, err := vow.ParseHash(last)
		if err != nil {
			return vow.Errorf(vow.CodeCheck, "%s: commitment: %w", s.Title(), err)
		}
		s.Commit = h
	}
	return nil
}

// checkText checks what can be seen of an age file without opening it: that its
// one stanza is what the line states, and the length of its text.
func (s *Section) checkText(l *Lock) error {
	st := &s.text.stanza
	switch s.Kind {
	case LeafTime:
		t, err := timelock.ParseStanza(st)
		if err != nil {
			return err
		}
		if c := l.Chains[s.Chain]; t.Round != s.Round || t.Chain != c.Hash {
			return vow.Errorf(vow.CodeCheck, "its stanza is for round %d of chain %s, its line states round %d of chain %s", t.Round, t.Chain, s.Round, c.Hash)
		}
	case LeafTrustee:
		for _, t := range l.Trustees {
			if t.Handle == s.Trustee {
				if err := checkStanza(st, t.Recipient); err != nil {
					return err
				}
			}
		}
	default:
		if err := checkStanza(st, s.Recipient); err != nil {
			return err
		}
	}
	if want := s.textLen(l) + payloadOverhead; s.text.payload != want {
		return vow.Errorf(vow.CodeCheck, "payload of %d bytes, %d expected", s.text.payload, want)
	}
	return nil
}

// textLen returns the length of the section's text, which its form fixes.
func (s *Section) textLen(l *Lock) int {
	if s.Share {
		return len(shareText(l.head, s.Path, [32]byte{}))
	}
	n := len("AGE-SECRET-KEY-1") + 58 // Bech32 of 32 bytes and its checksum
	if kind, _ := recipientKind(l.Recipient); kind == stanzaHybrid {
		n += len("PQ-")
	}
	return len("# vow ") + 64 + 1 + n + 1
}

// shareText returns the text of a leaf that holds a share (formats, Share).
func shareText(head vow.Hash, path string, share [32]byte) []byte {
	return []byte(shareMagic + "head " + head.String() + "\npath " + path + "\nshare " + vow.Hash(share).String() + "\n")
}

// stanzaSizes are the bytes of a recipient stanza's body by its type: a file
// key of 16 bytes and a tag of 16 (age-encryption.org/v1).
const stanzaBody = 32

// argSizes are the decoded bytes of the arguments by stanza type.
var argSizes = map[string][]int{
	stanzaX25519: {32},
	stanzaHybrid: {1120},
	stanzaSSH:    {4, 32},
}

// checkStanza checks that a stanza is one for that recipient as far as its form
// shows it; native stanzas are anonymous.
func checkStanza(st *age.Stanza, recipient string) error {
	kind, err := recipientKind(recipient)
	if err != nil {
		return err
	}
	if kind == stanzaPlugin {
		if _, native := argSizes[st.Type]; native || st.Type == stanzaTlock || st.Type == "scrypt" {
			return vow.Errorf(vow.CodeCheck, "its stanza %s is not one of an age plugin", st.Type)
		}
		return nil
	}
	sizes := argSizes[kind]
	if st.Type != kind || len(st.Args) != len(sizes) || len(st.Body) != stanzaBody {
		return vow.Errorf(vow.CodeCheck, "its stanza is not an %s one", kind)
	}
	for i, a := range st.Args {
		if b, err := rawB64.DecodeString(a); err != nil || len(b) != sizes[i] {
			return vow.Errorf(vow.CodeCheck, "its %s stanza has a malformed argument", kind)
		}
	}
	if kind == stanzaSSH {
		if tag, err := parseSSH(recipient); err != nil || st.Args[0] != tag {
			return vow.Errorf(vow.CodeCheck, "its stanza is for another ssh key")
		}
	}
	return nil
}
