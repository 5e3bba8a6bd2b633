package seal

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"vow"
	"vow/internal/timelock"
	"vow/policy"
)

// Limits of a lock.
const (
	maxLock    = 1 << 20 // bytes
	maxPolicy  = 4 << 10 // bytes of the canonical policy
	maxChains  = 2
	maxPackage = 1<<53 - 1 // bytes of a package; no integer here is larger
	lockMagic  = "vow/lock@v1"
)

// Lock is a parsed lock: what a package is, and its release key under a policy.
// Everything above its blank line is public from the moment of sealing, and its
// hash, the head, is what the record and every leaf refer to.
//
// A Lock is immutable after ParseLock.
type Lock struct {
	About
	Package   PackageRef
	Recipient string           // the release key's public half
	Chains    []timelock.Chain // one or two
	Trustees  []Trustee        // exactly the policy's names, sorted
	Policy    *policy.Policy
	Sections  []Section // in the order of the file

	head vow.Hash
}

// PackageRef says which package a lock belongs to.
type PackageRef struct {
	SHA256 vow.Hash
	Size   int64 // bytes
}

// Trustee is a key holder that a policy names.
type Trustee struct {
	Handle    string  // the name in the policy
	Recipient string  // age1… or ssh-ed25519:<base64>: what the trustee's leaves are encrypted to
	Key       vow.Key // what the trustee signs with
}

// Line returns the fields of a lock's `trustee` line, without that word and
// without LF: handle, recipient, vkey.
func (t Trustee) Line() string { return t.Handle + " " + t.Recipient + " " + t.Key.String() }

// Head returns the lock's head: SHA-256 of every byte above the blank line.
func (l *Lock) Head() vow.Hash { return l.head }

// Backstop returns the time at which the lock opens at the latest, by time
// alone; false where no time does that.
func (l *Lock) Backstop() (vow.Time, bool) { return l.Policy.OpensLatest() }

// appendHead appends the lines above the blank line.
func (l *Lock) appendHead(b []byte) []byte {
	b = fmt.Appendf(b, "%s\norigin %s\nreport %s\npart %s\nseal %s\npackage %s %d\nrecipient %s\n", lockMagic,
		l.Origin, l.Report, l.Part, l.Seal, l.Package.SHA256, l.Package.Size, l.Recipient)
	for _, c := range l.Chains {
		b = fmt.Appendf(b, "chain %s\n", c.Line())
	}
	for _, t := range l.Trustees {
		b = fmt.Appendf(b, "trustee %s\n", t.Line())
	}
	return fmt.Appendf(b, "policy %s\n", l.Policy)
}

// Marshal returns the lock's exact bytes.
func (l *Lock) Marshal() []byte {
	b := append(l.appendHead(nil), '\n')
	for _, s := range l.Sections {
		b = append(b, s.line(l)...)
		b = append(b, '\n')
		b = appendArmored(b, s.text.file)
	}
	return b
}

// ParseLock parses a lock strictly: Marshal of the result gives the same bytes.
// Every field is checked, and so is that the sections are exactly those the
// policy calls for, each with the one stanza its line states. What is encrypted
// cannot be seen before it opens.
func ParseLock(data []byte) (*Lock, error) {
	if len(data) > maxLock {
		return nil, vow.Errorf(vow.CodeCheck, "lock of %d bytes: at most %d allowed", len(data), maxLock)
	}
	p := &lockParser{rest: data}
	l, err := p.parse()
	if err != nil {
		return nil, vow.Errorf(vow.CodeOf(err), "lock, line %d: %w", p.n, err)
	}
	if !bytes.Equal(l.Marshal(), data) {
		return nil, vow.Errorf(vow.CodeCheck, "lock is not in its exact form")
	}
	return l, nil
}

// lockParser walks over the lines.
type lockParser struct {
	rest []byte
	n    int // of the line read last, from 1
}

// line returns the next line without its LF.
func (p *lockParser) line() (string, error) {
	p.n++
	line, rest, ok := bytes.Cut(p.rest, []byte("\n"))
	if !ok {
		return "", vow.Errorf(vow.CodeCheck, "the lock ends in the middle")
	}
	p.rest = rest
	return string(line), nil
}

// field returns the next line's words after its keyword, n of them.
func (p *lockParser) field(word string, n int) ([]string, error) {
	line, err := p.line()
	if err != nil {
		return nil, err
	}
	return fields(line, word, n)
}

// fields splits a line into its keyword and exactly n words after it.
func fields(line, word string, n int) ([]string, error) {
	f := strings.Split(line, " ")
	if f[0] != word {
		return nil, vow.Errorf(vow.CodeCheck, "a line %q expected, found %q", word, clip(line))
	}
	if len(f) != n+1 {
		return nil, vow.Errorf(vow.CodeCheck, "%q: %d words expected, %d found", word, n, len(f)-1)
	}
	return f[1:], nil
}

// word returns the one word of the next line.
func (p *lockParser) word(word string) (string, error) {
	f, err := p.field(word, 1)
	if err != nil {
		return "", err
	}
	return f[0], nil
}

func (p *lockParser) parse() (*Lock, error) {
	line, err := p.line()
	if err != nil || line != lockMagic {
		return nil, vow.Errorf(vow.CodeCheck, "not a lock: it does not begin with %q", lockMagic)
	}
	start := p.rest
	l := &Lock{}
	for _, step := range []func(*Lock) error{p.about, p.pack, p.chains, p.trustees} {
		if err := step(l); err != nil {
			return nil, err
		}
	}
	headLen := len(start) - len(p.rest)
	l.head = vow.SumHash(append([]byte(lockMagic+"\n"), start[:headLen]...))
	if line, err := p.line(); err != nil {
		return nil, err
	} else if line != "" {
		return nil, vow.Errorf(vow.CodeCheck, "a blank line expected after the policy")
	}
	return l, p.sections(l)
}

func (p *lockParser) about(l *Lock) (err error) {
	if l.Origin, err = p.word("origin"); err != nil {
		return err
	}
	if l.Report, err = p.word("report"); err != nil {
		return err
	}
	if l.Part, err = p.word("part"); err != nil {
		return err
	}
	id, err := p.word("seal")
	if err != nil {
		return err
	}
	if l.Seal, err = ParseID(id); err != nil {
		return err
	}
	return l.About.check()
}

func (p *lockParser) pack(l *Lock) error {
	f, err := p.field("package", 2)
	if err != nil {
		return err
	}
	if l.Package.SHA256, err = vow.ParseHash(f[0]); err != nil {
		return vow.Errorf(vow.CodeCheck, "package: %w", err)
	}
	if l.Package.Size, err = parseCount(f[1], maxPackage); err != nil {
		return vow.Errorf(vow.CodeCheck, "package size: %w", err)
	}
	if l.Recipient, err = p.word("recipient"); err != nil {
		return err
	}
	return checkReleaseRecipient(l.Recipient)
}

// checkReleaseRecipient checks the public half of a release key.
func checkReleaseRecipient(s string) error {
	kind, err := recipientKind(s)
	if err != nil {
		return err
	}
	if kind != stanzaX25519 && kind != stanzaHybrid {
		return vow.Errorf(vow.CodeCheck, "a release key is a native age key, not %s", kind)
	}
	return nil
}

func (p *lockParser) chains(l *Lock) error {
	for len(l.Chains) < maxChains && bytes.HasPrefix(p.rest, []byte("chain ")) {
		line, err := p.line()
		if err != nil {
			return err
		}
		c, err := timelock.ParseLine(line[len("chain "):])
		if err != nil {
			return err
		}
		l.Chains = append(l.Chains, c)
	}
	return checkChains(l.Chains)
}

// checkChains requires one chain, or two with different keys: one chain written
// twice is no second clock.
func checkChains(chains []timelock.Chain) error {
	if len(chains) < 1 || len(chains) > maxChains {
		return vow.Errorf(vow.CodeCheck, "one or two chains expected, %d given", len(chains))
	}
	if len(chains) == 2 && (chains[0].Hash == chains[1].Hash || bytes.Equal(chains[0].PublicKey, chains[1].PublicKey)) {
		return vow.Errorf(vow.CodeCheck, "two chains with the same hash or key")
	}
	return nil
}

func (p *lockParser) trustees(l *Lock) error {
	for bytes.HasPrefix(p.rest, []byte("trustee ")) {
		f, err := p.field("trustee", 3)
		if err != nil {
			return err
		}
		if len(l.Trustees) == policy.MaxNames {
			return vow.Errorf(vow.CodeCheck, "more than %d trustees", policy.MaxNames)
		}
		t := Trustee{Handle: f[0], Recipient: f[1]}
		if t.Key, err = vow.ParseKey(f[2]); err != nil {
			return vow.Errorf(vow.CodeCheck, "trustee %q: %w", clip(t.Handle), err)
		}
		l.Trustees = append(l.Trustees, t)
	}
	line, err := p.line()
	if err != nil {
		return err
	}
	src, ok := strings.CutPrefix(line, "policy ")
	if !ok {
		return vow.Errorf(vow.CodeCheck, "a line %q expected, found %q", "policy", clip(line))
	}
	if len(src) > maxPolicy {
		return vow.Errorf(vow.CodeCheck, "policy of %d bytes: at most %d allowed", len(src), maxPolicy)
	}
	if l.Policy, err = policy.ParseCanonical(src); err != nil {
		return vow.Errorf(vow.CodeCheck, "policy: %w", err)
	}
	return checkTrustees(l.Trustees, l.Policy)
}

// checkTrustees requires exactly the policy's names in their order, and that
// no key stands for two of them.
func checkTrustees(trustees []Trustee, p *policy.Policy) error {
	names := p.Names()
	if len(trustees) != len(names) {
		return vow.Errorf(vow.CodeCheck, "the policy names %d trustees, the lock lists %d", len(names), len(trustees))
	}
	for i, t := range trustees {
		if t.Handle != names[i] {
			return vow.Errorf(vow.CodeCheck, "trustee %q expected, found %q", names[i], clip(t.Handle))
		}
		if _, err := recipientKind(t.Recipient); err != nil {
			return vow.Errorf(vow.CodeCheck, "trustee %s: %w", t.Handle, err)
		}
		if t.Key.Alg != vow.AlgEd25519 {
			return vow.Errorf(vow.CodeCheck, "trustee %s: the key is not an Ed25519 signing key", t.Handle)
		}
		for _, u := range trustees[:i] {
			if t.Recipient == u.Recipient || t.Key.SamePublic(u.Key) || t.Key.Name == u.Key.Name {
				return vow.Errorf(vow.CodeCheck, "trustees %s and %s share a key", u.Handle, t.Handle)
			}
		}
	}
	return nil
}

// parseCount parses a canonical decimal number from 1 to most.
func parseCount(s string, most int64) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || n > most || strconv.FormatInt(n, 10) != s {
		return 0, vow.Errorf(vow.CodeCheck, "not a number from 1 to %d: %q", most, clip(s))
	}
	return n, nil
}
