// Package tlog (level 1) reads, checks and writes the C2SP forms of a
// transparency log: checkpoints, cosignatures, proofs, trust files, receipts and
// tiles, over RFC 6962 trees.
//
// Invariants:
//
//   - Pure: no disk, network or clock. Every input is hostile and bounded before
//     it is looked at; no input panics or loops.
//   - Parse then marshal gives the same bytes, or parse fails. Numbers have no
//     leading zeros or signs, base64 is canonical, nothing trails.
//   - Fail closed: what is not understood in a trust file is an error, a false
//     signature line of a known key is an error for the whole checkpoint, a quorum
//     that cannot be met gives no time. Only signature lines of unknown keys are
//     passed over.
//   - One key is never two parties.
package tlog

import (
	"encoding/base64"
	"strconv"
	"strings"

	"vow"
)

// Limits that bound sizes and times. Both fit a JSON number exactly.
const (
	MaxSize = 1<<53 - 1 // entries of a log
	MaxTime = 1<<53 - 1 // POSIX seconds of a cosignature
)

// MaxPath is the most hashes an inclusion or consistency proof may have.
const MaxPath = 63

// parseDecimal parses an ASCII decimal without sign or leading zeros, 0 to most.
func parseDecimal(s string, most int64) (int64, error) {
	if s == "" || len(s) > 19 || s[0] == '0' && len(s) > 1 {
		return 0, vow.Errorf(vow.CodeCheck, "a decimal number without leading zeros expected, %q found", clip(s))
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, vow.Errorf(vow.CodeCheck, "a decimal number expected, %q found", clip(s))
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > most {
		return 0, vow.Errorf(vow.CodeCheck, "%s is larger than %d", clip(s), most)
	}
	return n, nil
}

// decodeBase64 decodes canonical padded base64.
func decodeBase64(s string) ([]byte, error) {
	if strings.ContainsAny(s, "\r\n") {
		return nil, vow.Errorf(vow.CodeCheck, "line break in base64")
	}
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "not canonical base64: %q", clip(s))
	}
	return b, nil
}

// parseHash64 parses a hash in base64.
func parseHash64(s string) (vow.Hash, error) {
	var h vow.Hash
	if len(s) != 44 {
		return h, vow.Errorf(vow.CodeCheck, "a hash in base64, 44 characters, expected, %q found", clip(s))
	}
	b, err := decodeBase64(s)
	if err != nil {
		return h, err
	}
	if len(b) != len(h) {
		return h, vow.Errorf(vow.CodeCheck, "a hash of %d bytes expected, %d found", len(h), len(b))
	}
	copy(h[:], b)
	return h, nil
}

func appendHash64(b []byte, h vow.Hash) []byte {
	return append(base64.StdEncoding.AppendEncode(b, h[:]), '\n')
}

// clip shortens untrusted text for an error message.
func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}
