package seal

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"vow"
)

// A sealedText is a small age file with exactly one recipient stanza, as it
// stands armored in a lock.
type sealedText struct {
	file    []byte // binary form
	stanza  age.Stanza
	payload int // bytes after the header: nonce, ciphertext, tag
}

// What an age payload adds to a plaintext of at most one chunk: the nonce and
// one Poly1305 tag (age-encryption.org/v1).
const payloadOverhead = 16 + 16

// sealText encrypts text to one recipient and checks that the result is what
// the parser accepts.
func sealText(text []byte, to age.Recipient) (*sealedText, error) {
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return parseAge(b.Bytes())
}

// open decrypts the text with one identity.
func (s *sealedText) open(id age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(s.file), id)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, maxLock))
}

const (
	ageIntro    = "age-encryption.org/v1\n"
	armorCols   = 64
	armorHeader = armor.Header + "\n"
	armorFooter = armor.Footer + "\n"
)

// appendArmored appends the strict armor: 64 columns, canonical padded base64,
// the last line 1 to 64 characters long.
func appendArmored(b, file []byte) []byte {
	b = append(b, armorHeader...)
	text := base64.StdEncoding.EncodeToString(file)
	for len(text) > 0 {
		n := min(armorCols, len(text))
		b = append(b, text[:n]...)
		b = append(b, '\n')
		text = text[n:]
	}
	return append(b, armorFooter...)
}

// cutArmored decodes the armored age file that data starts with and returns
// what follows it.
func cutArmored(data []byte) (file, rest []byte, err error) {
	body, ok := bytes.CutPrefix(data, []byte(armorHeader))
	if !ok {
		return nil, nil, vow.Errorf(vow.CodeCheck, "no armored age file")
	}
	body, _, ok = bytes.Cut(body, []byte(armorFooter))
	if !ok {
		return nil, nil, vow.Errorf(vow.CodeCheck, "armored age file does not end")
	}
	size := len(armorHeader) + len(body) + len(armorFooter)
	file, err = base64.StdEncoding.Strict().DecodeString(strings.ReplaceAll(string(body), "\n", ""))
	if err != nil {
		return nil, nil, vow.Errorf(vow.CodeCheck, "armored age file: bad base64")
	}
	if !bytes.Equal(appendArmored(nil, file), data[:size]) {
		return nil, nil, vow.Errorf(vow.CodeCheck, "armor is not in the strict 64-column form")
	}
	return file, data[size:], nil
}

// rawB64 is the base64 of age headers.
var rawB64 = base64.RawStdEncoding.Strict()

// parseAge parses an age file's header strictly (age-encryption.org/v1) and
// requires exactly one stanza.
func parseAge(file []byte) (*sealedText, error) {
	rest, ok := bytes.CutPrefix(file, []byte(ageIntro))
	if !ok {
		return nil, vow.Errorf(vow.CodeCheck, "not an age file")
	}
	s := &sealedText{file: file}
	line, rest, ok := bytes.Cut(rest, []byte("\n"))
	words := strings.Split(string(line), " ")
	if !ok || words[0] != "->" || len(words) < 2 {
		return nil, vow.Errorf(vow.CodeCheck, "age file without a recipient stanza")
	}
	for _, w := range words[1:] {
		if !isVChar(w) {
			return nil, vow.Errorf(vow.CodeCheck, "age file with a malformed stanza")
		}
	}
	s.stanza.Type, s.stanza.Args = words[1], words[2:]
	for {
		line, rest, ok = bytes.Cut(rest, []byte("\n"))
		b, err := decodeRaw(line)
		if !ok || err != nil || len(line) > armorCols {
			return nil, vow.Errorf(vow.CodeCheck, "age file with a malformed stanza body")
		}
		s.stanza.Body = append(s.stanza.Body, b...)
		if len(line) < armorCols {
			break
		}
	}
	line, rest, ok = bytes.Cut(rest, []byte("\n"))
	if bytes.HasPrefix(line, []byte("-> ")) {
		return nil, vow.Errorf(vow.CodeCheck, "age file with more than one recipient stanza")
	}
	mac, found := bytes.CutPrefix(line, []byte("--- "))
	if b, err := decodeRaw(mac); !ok || !found || err != nil || len(b) != 32 {
		return nil, vow.Errorf(vow.CodeCheck, "age file with a malformed header end")
	}
	s.payload = len(rest)
	return s, nil
}

// decodeRaw decodes canonical unpadded base64.
func decodeRaw(b []byte) ([]byte, error) {
	if bytes.ContainsAny(b, "\r\n") {
		return nil, vow.Errorf(vow.CodeCheck, "line break in base64")
	}
	return rawB64.DecodeString(string(b))
}

// isVChar reports whether s is one or more visible ASCII characters.
func isVChar(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x21 || s[i] > 0x7e {
			return false
		}
	}
	return s != ""
}
