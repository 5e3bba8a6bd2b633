// Package witness (level 4) asks C2SP witnesses to cosign checkpoints, and is a
// small witness itself for the demo and for tests.
//
// Invariants:
//
//   - All witnesses are asked, at once, and every true cosignature is kept, also
//     beyond what a quorum needs; two witnesses behind one URL stay two.
//   - Answers are hostile: bounded in bytes and time, redirects not followed, and
//     nothing is believed but verified cosignatures of the witness's own key.
//   - An answer that can only mean two different records under one origin, or a
//     longer one than ours, is a ForkError and never a mere failure.
//   - The Server stores a checkpoint durably before it answers with a cosignature
//     of it, and checks and stores as one step. It is local: it proves nothing to
//     anyone who does not trust whoever runs it.
package witness

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strconv"

	"vow"
	"vow/internal/tlog"
)

// Bounds of what goes over the wire.
const (
	maxRequest  = 64 << 10
	maxResponse = 64 << 10
	maxLines    = 16
)

// sizeType is the content type of the body that tells a witness's size.
const sizeType = "text/x.tlog.size"

// request is the body of add-checkpoint (c2sp.org/tlog-witness).
type request struct {
	old    int64
	proof  []vow.Hash
	signed *tlog.SignedCheckpoint
}

func (r request) marshal() []byte {
	b := strconv.AppendInt([]byte("old "), r.old, 10)
	b = append(b, '\n')
	for _, h := range r.proof {
		b = append(base64.StdEncoding.AppendEncode(b, h[:]), '\n')
	}
	b = append(b, '\n')
	return append(b, r.signed.Marshal()...)
}

// parseRequest parses the body strictly; marshal of the result gives the same
// bytes.
func parseRequest(b []byte) (request, error) {
	var r request
	head, note, ok := bytes.Cut(b, []byte("\n\n"))
	if !ok || len(b) > maxRequest {
		return r, vow.Errorf(vow.CodeCheck, "add-checkpoint: no blank line before the checkpoint, or too large")
	}
	lines := bytes.Split(head, []byte("\n"))
	if len(lines) > 1+tlog.MaxPath {
		return r, vow.Errorf(vow.CodeCheck, "add-checkpoint: more than %d hashes", tlog.MaxPath)
	}
	digits, ok := bytes.CutPrefix(lines[0], []byte("old "))
	if !ok {
		return r, vow.Errorf(vow.CodeCheck, "add-checkpoint: old size expected")
	}
	var err error
	if r.old, err = parseSize(digits); err != nil {
		return r, err
	}
	for i, l := range lines[1:] {
		var h vow.Hash
		raw, err := base64.StdEncoding.Strict().DecodeString(string(l))
		if err != nil || len(l) != 44 || copy(h[:], raw) != len(h) || len(raw) != len(h) {
			return r, vow.Errorf(vow.CodeCheck, "add-checkpoint: hash %d is not one", i+1)
		}
		r.proof = append(r.proof, h)
	}
	r.signed, err = tlog.ParseSignedCheckpoint(note)
	return r, err
}

// parseSize parses a tree size without leading zeros.
func parseSize(b []byte) (int64, error) {
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil || n < 0 || n > tlog.MaxSize || strconv.FormatInt(n, 10) != string(b) {
		return 0, vow.Errorf(vow.CodeCheck, "not a tree size: %.40q", b)
	}
	return n, nil
}

// originPath is the folder of a log in a witness's monitoring interface.
func originPath(origin string) string {
	h := vow.SumHash([]byte(origin))
	return hex.EncodeToString(h[:])
}
