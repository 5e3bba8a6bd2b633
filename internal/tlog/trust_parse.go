package tlog

import (
	"bytes"
	"net/url"
	"strings"

	"vow"
)

// Limits of a trust file.
const (
	MaxTrust      = 1 << 20 // bytes
	maxTrustLogs  = 64
	maxWitnesses  = 64
	maxGroups     = 64
	maxPolicyName = 255
	maxURL        = 2048
)

// ParseTrust parses a trust file strictly and fails closed: an unknown word, a
// group of nothing or asking for nothing, a second quorum, a name, key or member
// that stands twice, a key of the wrong type, or a key that is both log and
// witness make the whole file an error that names the line. It asks more than
// c2sp.org/tlog-policy in three points: an origin stands once, a log's key is
// Ed25519, and URLs are http or https.
func ParseTrust(b []byte) (*Trust, error) {
	if len(b) > MaxTrust {
		return nil, vow.Errorf(vow.CodeCheck, "trust file larger than %d bytes", MaxTrust)
	}
	if len(b) == 0 || b[len(b)-1] != '\n' {
		return nil, vow.Errorf(vow.CodeCheck, "trust file: empty, or its last line does not end")
	}
	p := trustParser{t: &Trust{raw: append([]byte(nil), b...)}, defined: map[string]bool{QuorumNone: true}, member: map[string]bool{}}
	for i, line := range bytes.Split(b[:len(b)-1], []byte("\n")) {
		if err := p.line(string(line)); err != nil {
			return nil, vow.Errorf(vow.CodeCheck, "trust file line %d: %w", i+1, err)
		}
	}
	if p.t.Quorum == "" {
		return nil, vow.Errorf(vow.CodeCheck, "trust file: no quorum line")
	}
	p.t.root = p.t.newTree()
	return p.t, nil
}

// trustParser holds what the lines so far have defined.
type trustParser struct {
	t       *Trust
	defined map[string]bool // names of witnesses and groups
	member  map[string]bool // names that are in a group already
}

func (p *trustParser) line(line string) error {
	for i := range len(line) {
		if c := line[i]; c < 0x20 && c != '\t' || c == 0x7f {
			return vow.Errorf(vow.CodeCheck, "control character 0x%02x", c)
		}
	}
	words := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' })
	if len(words) == 0 || words[0][0] == '#' {
		return nil
	}
	switch words[0] {
	case "log":
		return p.log(words[1:])
	case "witness":
		return p.witness(words[1:])
	case "group":
		return p.group(words[1:])
	case "quorum":
		return p.quorum(words[1:])
	}
	return vow.Errorf(vow.CodeCheck, "log, witness, group or quorum expected, %q found", clip(words[0]))
}

func (p *trustParser) log(words []string) error {
	if len(words) < 1 || len(words) > 2 {
		return vow.Errorf(vow.CodeCheck, "log <vkey> [<url>] expected")
	}
	key, err := vow.ParseKey(words[0])
	if err != nil {
		return err
	}
	if key.Alg != vow.AlgEd25519 {
		return vow.Errorf(vow.CodeCheck, "log key %q of type 0x%02x: an Ed25519 key of type 0x01 expected", clip(key.Name), byte(key.Alg))
	}
	l := TrustLog{Key: key}
	if l.URL, err = urlWord(words[1:]); err != nil {
		return err
	}
	if err := p.newKey(key); err != nil {
		return err
	}
	if _, ok := p.t.Log(key.Name); ok {
		return vow.Errorf(vow.CodeCheck, "a second log with origin %q", clip(key.Name))
	}
	if len(p.t.Logs) == maxTrustLogs {
		return vow.Errorf(vow.CodeCheck, "more than %d logs", maxTrustLogs)
	}
	p.t.Logs = append(p.t.Logs, l)
	return nil
}

func (p *trustParser) witness(words []string) error {
	if len(words) < 2 || len(words) > 3 {
		return vow.Errorf(vow.CodeCheck, "witness <name> <vkey> [<url>] expected")
	}
	key, err := vow.ParseKey(words[1])
	if err != nil {
		return err
	}
	if key.Alg != vow.AlgCosignature && key.Alg != vow.AlgMLDSA44 {
		return vow.Errorf(vow.CodeCheck, "witness %q: key of type 0x%02x: a cosignature key of type 0x04 or 0x06 expected", clip(words[0]), byte(key.Alg))
	}
	w := TrustWitness{Name: words[0], Key: key}
	if w.URL, err = urlWord(words[2:]); err != nil {
		return err
	}
	if err := p.newKey(key); err != nil {
		return err
	}
	if len(p.t.Witnesses) == maxWitnesses {
		return vow.Errorf(vow.CodeCheck, "more than %d witnesses", maxWitnesses)
	}
	if err := p.define(w.Name); err != nil {
		return err
	}
	p.t.Witnesses = append(p.t.Witnesses, w)
	return nil
}

func (p *trustParser) group(words []string) error {
	if len(words) < 3 {
		return vow.Errorf(vow.CodeCheck, "group <name> all|any|<k> <name>... expected, with at least one member")
	}
	g := TrustGroup{Name: words[0], Word: words[1], Members: words[2:]}
	switch n := int64(len(g.Members)); g.Word {
	case "all":
		g.K = int(n)
	case "any":
		g.K = 1
	default:
		k, err := parseDecimal(g.Word, n)
		if err != nil || k < 1 {
			return vow.Errorf(vow.CodeCheck, "group %q: all, any or a number from 1 to its %d members expected, %q found", clip(g.Name), n, clip(g.Word))
		}
		g.K = int(k)
	}
	for _, m := range g.Members {
		if m == QuorumNone || !p.defined[m] {
			return vow.Errorf(vow.CodeCheck, "group %q: no witness or group %q is defined before it", clip(g.Name), clip(m))
		}
		if p.member[m] {
			return vow.Errorf(vow.CodeCheck, "group %q: %q is a member of a group already", clip(g.Name), clip(m))
		}
		p.member[m] = true
	}
	if len(p.t.Groups) == maxGroups {
		return vow.Errorf(vow.CodeCheck, "more than %d groups", maxGroups)
	}
	if err := p.define(g.Name); err != nil {
		return err
	}
	p.t.Groups = append(p.t.Groups, g)
	return nil
}

func (p *trustParser) quorum(words []string) error {
	if len(words) != 1 {
		return vow.Errorf(vow.CodeCheck, "quorum <name> expected")
	}
	if p.t.Quorum != "" {
		return vow.Errorf(vow.CodeCheck, "a second quorum line")
	}
	if !p.defined[words[0]] {
		return vow.Errorf(vow.CodeCheck, "quorum: no witness or group %q is defined before it", clip(words[0]))
	}
	p.t.Quorum = words[0]
	return nil
}

// define takes a name for a witness or a group.
func (p *trustParser) define(name string) error {
	switch {
	case len(name) > maxPolicyName:
		return vow.Errorf(vow.CodeCheck, "name longer than %d bytes", maxPolicyName)
	case name == QuorumNone:
		return vow.Errorf(vow.CodeCheck, "the name %q is taken by the format", name)
	case p.defined[name]:
		return vow.Errorf(vow.CodeCheck, "the name %q is defined twice", clip(name))
	}
	p.defined[name] = true
	return nil
}

// newKey refuses a public key that stands in the file already, as a log or as a
// witness, under whatever name and type.
func (p *trustParser) newKey(k vow.Key) error {
	for _, l := range p.t.Logs {
		if l.Key.SamePublic(k) {
			return vow.Errorf(vow.CodeCheck, "key %q is the key of log %q already", clip(k.Name), clip(l.Key.Name))
		}
		if l.Key.Name == k.Name && l.Key.ID == k.ID {
			return vow.Errorf(vow.CodeCheck, "key %q cannot be told from that of the log: same name and id", clip(k.Name))
		}
	}
	for _, w := range p.t.Witnesses {
		if w.Key.SamePublic(k) {
			return vow.Errorf(vow.CodeCheck, "key %q is the key of witness %q already", clip(k.Name), clip(w.Name))
		}
		if w.Key.Name == k.Name && w.Key.ID == k.ID {
			return vow.Errorf(vow.CodeCheck, "key %q cannot be told from that of witness %q: same name and id", clip(k.Name), clip(w.Name))
		}
	}
	return nil
}

// urlWord parses the optional URL at the end of a line.
func urlWord(words []string) (string, error) {
	if len(words) == 0 {
		return "", nil
	}
	if err := CheckURL(words[0]); err != nil {
		return "", err
	}
	return words[0], nil
}

// CheckURL checks the URL of a log or a witness: http or https with a host, no
// user, query or fragment.
func CheckURL(s string) error {
	u, err := url.Parse(s)
	if err != nil || len(s) > maxURL || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Hostname() == "" ||
		u.User != nil || u.Opaque != "" || strings.ContainsAny(s, "?#") {
		return vow.Errorf(vow.CodeCheck, "an http or https URL without user, query or fragment expected, %q found", clip(s))
	}
	return nil
}
