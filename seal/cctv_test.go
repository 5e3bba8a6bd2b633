package seal

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	agetest "c2sp.org/CCTV/age"
)

// cctvCount is how many vectors the pinned version of c2sp.org/CCTV/age has.
const cctvCount = 147

// What a vector expects of whoever decrypts it.
const (
	cctvSuccess = "success"
	cctvNoMatch = "no match"
	cctvHMAC    = "HMAC failure"
	cctvHeader  = "header failure"
	cctvPayload = "payload failure"
	cctvArmor   = "armor failure"
)

// cctv is one test vector of age.
type cctv struct {
	name, expect string
	armored      bool
	payload      string // hex SHA-256 of all that may be released
	identities   []age.Identity
	file         []byte
}

// cctvVectors returns all vectors, each of which must be of a known form.
func cctvVectors(t *testing.T) []cctv {
	t.Helper()
	entries, err := fs.ReadDir(agetest.Vectors, ".")
	if err != nil {
		t.Fatal(err)
	}
	var out []cctv
	for _, e := range entries {
		data, err := fs.ReadFile(agetest.Vectors, e.Name())
		if err != nil {
			t.Fatal(err)
		}
		v, err := parseCCTV(data)
		if err != nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
		v.name = e.Name()
		out = append(out, v)
	}
	if len(out) != cctvCount {
		t.Fatalf("%d vectors, %d expected", len(out), cctvCount)
	}
	return out
}

func parseCCTV(data []byte) (v cctv, err error) {
	head, file, ok := bytes.Cut(data, []byte("\n\n"))
	if !ok {
		return v, errors.New("no empty line")
	}
	v.file = file
	for line := range strings.SplitSeq(string(head), "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "expect":
			v.expect = value
		case "payload":
			v.payload = value
		case "armored":
			v.armored = value == "yes"
		case "identity", "passphrase":
			var id age.Identity
			switch {
			case key == "passphrase":
				id, err = age.NewScryptIdentity(value)
			case strings.HasPrefix(value, "AGE-SECRET-KEY-PQ-"):
				id, err = age.ParseHybridIdentity(value)
			default:
				id, err = age.ParseX25519Identity(value)
			}
			v.identities = append(v.identities, id)
		case "compressed":
			var z io.ReadCloser
			if z, err = zlib.NewReader(bytes.NewReader(file)); err == nil {
				v.file, err = io.ReadAll(z)
			}
		case "file key", "comment":
		default:
			err = fmt.Errorf("unknown key %q", key)
		}
		if err != nil {
			return v, err
		}
	}
	return v, nil
}

// outcome decrypts with age as vow does and says how that ended.
func (v cctv) outcome() (expect string, released []byte, err error) {
	var src io.Reader = bytes.NewReader(v.file)
	if v.armored {
		src = armor.NewReader(src)
	}
	broken := new(armor.Error)
	noMatch := new(age.NoIdentityMatchError)
	r, err := age.Decrypt(src, v.identities...)
	switch {
	case err == nil:
	case errors.As(err, &broken):
		return cctvArmor, nil, err
	case errors.As(err, &noMatch):
		return cctvNoMatch, nil, err
	case strings.HasSuffix(err.Error(), "bad header MAC"):
		return cctvHMAC, nil, err
	default:
		return cctvHeader, nil, err
	}
	released, err = io.ReadAll(r)
	switch {
	case err == nil:
		return cctvSuccess, released, nil
	case errors.As(err, &broken):
		return cctvArmor, released, err
	}
	return cctvPayload, released, err
}

// The version of age that go.mod pins, as vow uses it, behaves as the vectors
// say, and releases nothing that it must not.
func TestCCTVAge(t *testing.T) {
	seen := map[string]int{}
	for _, v := range cctvVectors(t) {
		seen[v.expect]++
		t.Run(v.name, func(t *testing.T) {
			got, released, err := v.outcome()
			if got != v.expect {
				t.Fatalf("%s, want %s: %v", got, v.expect, err)
			}
			if sum := sha256.Sum256(released); v.payload != "" && hex.EncodeToString(sum[:]) != v.payload {
				t.Errorf("%d bytes released with SHA-256 %x, want %s", len(released), sum, v.payload)
			}
			if v.payload == "" && (v.expect == cctvSuccess || len(released) > 0 && v.expect != cctvArmor) {
				t.Errorf("%d bytes released, and the vector does not say which", len(released))
			}
		})
	}
	for _, expect := range []string{cctvSuccess, cctvNoMatch, cctvHMAC, cctvHeader, cctvPayload, cctvArmor} {
		if seen[expect] == 0 {
			t.Errorf("no vector expects %q", expect)
		}
		delete(seen, expect)
	}
	if len(seen) > 0 {
		t.Errorf("unknown expectations: %v", seen)
	}
}

// The rules of locks that age does not have.
const (
	ruleArmor   = "the armor begins and ends with its lines, LF ends each"
	ruleOne     = "exactly one stanza"
	ruleKind    = "a stanza of a type that locks name"
	rulePayload = "a payload with its nonce and tag"
)

// cctvStricter are the files with a well-formed header and armor that a lock's
// parsers refuse nevertheless, and the rule that they break.
var cctvStricter = map[string]string{
	"armor_crlf":                 ruleArmor,
	"armor_no_eol":               ruleArmor,
	"armor_whitespace_outside":   ruleArmor,
	"hybrid_and_x25519":          ruleOne,
	"hybrid_grease":              ruleOne,
	"hybrid_multiple_recipients": ruleOne,
	"stanza_empty_body":          ruleOne,
	"stanza_empty_last_line":     ruleOne,
	"stanza_valid_characters":    ruleOne,
	"x25519_grease":              ruleOne,
	"x25519_multiple_recipients": ruleOne,
	"armor_scrypt":               ruleKind,
	"hybrid_uppercase":           ruleKind,
	"scrypt":                     ruleKind,
	"scrypt_bad_tag":             ruleKind,
	"scrypt_no_match":            ruleKind,
	"scrypt_uppercase":           ruleKind,
	"scrypt_work_factor_wrong":   ruleKind,
	"x25519_lowercase":           ruleKind,
	"stream_missing_tag":         rulePayload,
	"stream_no_chunks":           rulePayload,
	"stream_short_chunk":         rulePayload,
}

// cctvLater are the files with a header that age refuses and whose form alone
// does not show it: what they are refused for takes the key.
var cctvLater = map[string]string{
	"hybrid_identity":  "a share that gives the all-zero secret",
	"hybrid_low_order": "a share that gives the all-zero secret",
	"x25519_identity":  "a share that gives the all-zero secret",
	"x25519_low_order": "a share that gives the all-zero secret",
}

// form applies to a vector what a lock's sections must obey: armor, header, and
// one stanza for the identity's recipient with its payload.
func (v cctv) form() (*sealedText, error) {
	file := v.file
	if v.armored {
		var rest []byte
		var err error
		if file, rest, err = cutArmored(v.file); err != nil {
			return nil, err
		}
		if len(rest) > 0 {
			return nil, fmt.Errorf("%d bytes after the armor", len(rest))
		}
		if !bytes.Equal(appendArmored(nil, file), v.file) {
			return nil, errors.New("armor is accepted and not written the same")
		}
	}
	text, err := parseAge(file)
	if err != nil {
		return nil, err
	}
	if text.payload < payloadOverhead {
		return nil, errors.New("no whole payload")
	}
	var recipients []string
	for _, id := range v.identities {
		switch id := id.(type) {
		case *age.X25519Identity:
			recipients = append(recipients, id.Recipient().String())
		case *age.HybridIdentity:
			recipients = append(recipients, id.Recipient().String())
		}
	}
	err = errors.New("no key that a lock can name") // a passphrase
	for _, r := range recipients {
		if err = checkStanza(&text.stanza, r); err == nil {
			break
		}
	}
	return text, err
}

// What a lock's own strict parsers make of the same files: they refuse every
// malformed armor and header, and accept what is well formed with one recipient,
// unless it breaks a rule of locks that age does not have.
func TestCCTVLockForm(t *testing.T) {
	var accepted, refused int
	for _, v := range cctvVectors(t) {
		t.Run(v.name, func(t *testing.T) {
			text, err := v.form()
			switch {
			case err != nil:
				refused++
				if malformed := v.expect == cctvArmor || v.expect == cctvHeader; !malformed && cctvStricter[v.name] == "" {
					t.Errorf("%s: refused: %v", v.expect, err)
				}
				if cctvLater[v.name] != "" {
					t.Errorf("refused by its form: %v", err)
				}
				return
			case v.expect == cctvArmor, v.expect == cctvHeader && cctvLater[v.name] == "", cctvStricter[v.name] != "":
				t.Fatalf("%s: accepted", v.expect)
			}
			accepted++
			opened := false
			for _, id := range v.identities {
				plain, err := text.open(id)
				if opened = err == nil; !opened {
					continue
				}
				if sum := sha256.Sum256(plain); len(plain) < maxLock && hex.EncodeToString(sum[:]) != v.payload {
					t.Errorf("opens to %d bytes with SHA-256 %x, want %s", len(plain), sum, v.payload)
				}
				break
			}
			if small := len(v.file) < maxLock; small && opened != (v.expect == cctvSuccess) {
				t.Errorf("%s: opened %v", v.expect, opened)
			}
		})
	}
	if accepted == 0 || refused == 0 {
		t.Errorf("%d accepted, %d refused", accepted, refused)
	}
	for _, names := range []map[string]string{cctvStricter, cctvLater} {
		for name := range names {
			if _, err := fs.Stat(agetest.Vectors, name); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
