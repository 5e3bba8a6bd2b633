package timelock

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"vow"
)

// MaxInfo bounds a chain's JSON description and a beacon file, in bytes.
const MaxInfo = 16 << 10

// infoV1 is how drand's HTTP API writes a chain at /info, in its own order.
type infoV1 struct {
	PublicKey string     `json:"public_key"`
	Period    int64      `json:"period"`
	Genesis   int64      `json:"genesis_time"`
	Hash      string     `json:"hash"`
	GroupHash string     `json:"groupHash"`
	SchemeID  string     `json:"schemeID"`
	Metadata  metadataV1 `json:"metadata"`
}

type metadataV1 struct {
	BeaconID string `json:"beaconID"`
}

// InfoJSON returns the chain in the first JSON form, as drand's HTTP API serves
// it at /info, with a final LF. ParseInfo reads it back.
func (c Chain) InfoJSON() []byte {
	b, err := json.Marshal(infoV1{
		PublicKey: hex.EncodeToString(c.PublicKey),
		Period:    c.Period,
		Genesis:   c.Genesis,
		Hash:      c.Hash.String(),
		GroupHash: hex.EncodeToString(c.GenesisSeed),
		SchemeID:  c.Scheme,
		Metadata:  metadataV1{c.BeaconID},
	})
	if err != nil { // strings and integers always marshal
		return nil
	}
	return append(b, '\n')
}

// ParseInfo parses a drand chain's JSON description in either published form:
//
//	/info              public_key period genesis_time hash groupHash schemeID metadata{beaconID}
//	/v2/chains/…/info  public_key period genesis_time chain_hash genesis_seed scheme beacon_id
//
// Names are exact; one that is doubled, unknown, missing, or of the other form
// is an error, and so is anything after the object. The hash must be given and is
// recomputed; the whole chain is checked. Errors are CodeCheck; an unsupported
// scheme is named.
func ParseInfo(data []byte) (Chain, error) {
	if len(data) > MaxInfo {
		return Chain{}, infoError("%d bytes, at most %d allowed", len(data), MaxInfo)
	}
	m, err := parseObject(data)
	if err != nil {
		return Chain{}, err
	}
	r := reader{m: m}
	var c Chain
	key := r.str("public_key", true)
	c.Period = r.int("period")
	c.Genesis = r.int("genesis_time")
	var hash, seed string
	if r.has("hash") || r.has("groupHash") || r.has("schemeID") {
		hash, seed, c.Scheme = r.str("hash", true), r.str("groupHash", true), r.str("schemeID", true)
		c.BeaconID = r.str("metadata.beaconID", false)
		r.object("metadata")
	} else {
		hash, seed, c.Scheme = r.str("chain_hash", true), r.str("genesis_seed", true), r.str("scheme", true)
		c.BeaconID = r.str("beacon_id", false)
	}
	if err := r.done(); err != nil {
		return Chain{}, err
	}
	if c.BeaconID == "" {
		c.BeaconID = DefaultBeaconID
	}
	if c.Scheme != Scheme {
		return Chain{}, c.checkFacts()
	}
	if c.Hash, err = vow.ParseHash(hash); err != nil {
		return Chain{}, infoError("hash: %w", err)
	}
	if c.PublicKey, err = parseHex(key, PublicKeySize); err != nil {
		return Chain{}, infoError("public_key: %w", err)
	}
	if c.GenesisSeed, err = parseHex(seed, GenesisSeedSize); err != nil {
		return Chain{}, infoError("genesis seed: %w", err)
	}
	if err := c.Check(); err != nil {
		return Chain{}, err
	}
	return c, nil
}

func infoError(format string, args ...any) *vow.Error {
	e := vow.Errorf(vow.CodeCheck, format, args...)
	e.Message = "chain info: " + e.Message
	return e
}

// parseObject flattens one JSON object, with objects inside it to a depth of
// four, to dotted names. Values are strings, numbers, or nil for an object
// itself; a doubled name, an array, null or true or false is an error.
func parseObject(data []byte) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	m := make(map[string]any)
	tok, err := dec.Token()
	if err != nil || tok != json.Delim('{') {
		return nil, infoError("not a JSON object")
	}
	if err := parseMembers(dec, m, "", 1); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, infoError("bytes after the JSON object")
	}
	return m, nil
}

func parseMembers(dec *json.Decoder, m map[string]any, prefix string, depth int) error {
	if depth > 4 {
		return infoError("nested too deep")
	}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return infoError("JSON: %w", err)
		}
		name, ok := tok.(string)
		if !ok {
			return infoError("JSON: a name expected")
		}
		name = prefix + name
		if _, twice := m[name]; twice {
			return infoError("%q stands twice", clip(name))
		}
		value, err := dec.Token()
		if err != nil {
			return infoError("JSON: %w", err)
		}
		switch v := value.(type) {
		case string, json.Number:
			m[name] = v
		case json.Delim:
			if v != '{' {
				return infoError("%q is an array", clip(name))
			}
			m[name] = nil
			if err := parseMembers(dec, m, name+".", depth+1); err != nil {
				return err
			}
		default:
			return infoError("%q is neither text, number nor object", clip(name))
		}
	}
	if _, err := dec.Token(); err != nil { // the closing brace
		return infoError("JSON: %w", err)
	}
	return nil
}

// reader takes members out of a flattened object and keeps the first error.
type reader struct {
	m   map[string]any
	err error
}

func (r *reader) has(name string) bool {
	_, ok := r.m[name]
	return ok
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *reader) str(name string, must bool) string {
	v, ok := r.m[name]
	delete(r.m, name)
	s, isText := v.(string)
	switch {
	case !ok && must:
		r.fail(infoError("%s is missing", name))
	case ok && !isText:
		r.fail(infoError("%s is not text", name))
	}
	return s
}

func (r *reader) int(name string) int64 {
	v, ok := r.m[name]
	delete(r.m, name)
	number, isNumber := v.(json.Number)
	if !ok || !isNumber {
		r.fail(infoError("%s is missing or not a number", name))
		return 0
	}
	n, err := number.Int64()
	if err != nil || strconv.FormatInt(n, 10) != number.String() {
		r.fail(infoError("%s is not an integer", name))
	}
	return n
}

// object takes a member that must be an object; its members are read by their
// dotted names.
func (r *reader) object(name string) {
	v, ok := r.m[name]
	delete(r.m, name)
	if ok && v != nil {
		r.fail(infoError("%s is not an object", name))
	}
}

// done reports the first error, or a member that nothing asked for.
func (r *reader) done() error {
	if r.err != nil {
		return r.err
	}
	first := ""
	for k := range r.m {
		if first == "" || k < first {
			first = k
		}
	}
	if first != "" {
		return infoError("unknown member %q", clip(first))
	}
	return nil
}
