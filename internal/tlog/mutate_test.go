package tlog

import (
	"bytes"
	"fmt"
	"testing"

	"vow"
)

// mutants calls f with every way to damage data by one byte or one line: changed
// bytes, insertions, deletions, truncations, trailing bytes, lines that stand
// twice, are gone or trade places.
func mutants(data []byte, f func(what string, b []byte)) int { return mutantsStep(data, 1, f) }

// mutantsStep takes every step-th byte only, for what is slow to check.
func mutantsStep(data []byte, step int, f func(what string, b []byte)) int {
	count := 0
	emit := func(what string, at int, parts ...[]byte) {
		count++
		f(fmt.Sprintf("%s at %d", what, at), bytes.Join(parts, nil))
	}
	for i := 0; i < len(data); i += step {
		for _, x := range []byte{0x01, 0x20, 0x80} {
			emit(fmt.Sprintf("xor %02x", x), i, data[:i], []byte{data[i] ^ x}, data[i+1:])
		}
		emit("byte twice", i, data[:i+1], data[i:])
		emit("byte gone", i, data[:i], data[i+1:])
		emit("cut", i, data[:i])
	}
	for _, tail := range []string{"\n", " ", "\x00", "x", "A\n", "— x y\n"} {
		emit("trailing "+tail, len(data), data, []byte(tail))
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	for i, l := range lines {
		if len(l) == 0 {
			continue
		}
		before, after := bytes.Join(lines[:i], nil), bytes.Join(lines[i+1:], nil)
		emit("line twice", i, before, l, l, after)
		emit("line gone", i, before, after)
		emit("line with CR", i, before, l[:len(l)-1], []byte("\r\n"), after)
		if i > 0 {
			emit("lines swapped", i, bytes.Join(lines[:i-1], nil), l, lines[i-1], after)
		}
	}
	return count
}

// unknownLine is a signature line by nobody known.
func unknownLine() vow.Signature {
	return vow.Signature{Name: "stranger.example", ID: 0x01020304, Bytes: bytes.Repeat([]byte{5}, 72)}
}

// TestMutateCheckpoint: whatever is done to a checkpoint that all witnesses must
// have cosigned, it is refused, or what was done is inside a stranger's line or
// only the order of lines.
func TestMutateCheckpoint(t *testing.T) {
	t.Run("ed25519", func(t *testing.T) { mutateCheckpoint(t, 2, 1) })
	t.Run("ml-dsa", func(t *testing.T) { mutateCheckpoint(t, 3, 23) })
}

func mutateCheckpoint(t *testing.T, witnesses, step int) {
	tr := trust(t, witnesses, witnesses)
	s := signed(t, 9, 1).WithLines(unknownLine())
	s = s.WithLines(signed(t, 9, witnesses).Note.Sigs...)
	whole := must(tr.Verify(s))
	data := s.Marshal()
	stranger := unknownLine()
	from := bytes.Index(data, stranger.Append(nil))
	to := from + len(stranger.Append(nil))
	passed := 0
	n := mutantsStep(data, step, func(what string, b []byte) {
		c, err := ParseSignedCheckpoint(b)
		if err != nil {
			wantCode(t, err, vow.CodeCheck)
			return
		}
		if string(c.Marshal()) != string(b) {
			t.Fatalf("%s: parse and marshal differ", what)
		}
		w, err := tr.Verify(c)
		if err != nil {
			wantCode(t, err, vow.CodeCheck)
			return
		}
		passed++
		if w.ExistedBy != whole.ExistedBy || w.Checkpoint != whole.Checkpoint || len(w.Cosignatures) != witnesses {
			t.Fatalf("%s: accepted as %+v", what, w)
		}
		// What passes must be outside every known line, the order left aside.
		rest := bytes.Replace(b, data[to:], nil, 1)
		if bytes.HasPrefix(b, data[:from]) && (bytes.HasSuffix(b, data[to:]) || len(rest) != len(b)) {
			return
		}
		if len(b) == len(data) && bytes.Equal(sortedBytes(b), sortedBytes(data)) {
			return // lines swapped
		}
		t.Fatalf("%s: accepted", what)
	})
	if passed == 0 || passed > n/4 {
		t.Errorf("%d of %d mutants passed", passed, n)
	}
}

func sortedBytes(b []byte) []byte {
	var count [256]int
	for _, c := range b {
		count[c]++
	}
	return fmt.Append(nil, count)
}

// TestMutateCosignature changes every byte of each line alone.
func TestMutateCosignature(t *testing.T) {
	s := signed(t, 9, 3)
	for i := range 3 {
		key := cosigner(t, i).Key()
		line := s.Note.By(key)[0]
		if c, err := ParseCosignature(line, s.Checkpoint, key); err != nil || c.Time != int64(1000+i) {
			t.Fatalf("cosigner %d: %v", i, err)
		}
		for at := range line.Bytes {
			if len(line.Bytes) > 100 && at > 80 && at%64 != 0 && at < len(line.Bytes)-80 {
				continue // ML-DSA is slow; the hints at the end matter most
			}
			b := append([]byte(nil), line.Bytes...)
			b[at] ^= 1
			if _, err := ParseCosignature(vow.Signature{Name: line.Name, ID: line.ID, Bytes: b}, s.Checkpoint, key); err == nil {
				t.Fatalf("cosigner %d: byte %d changed", i, at)
			}
		}
		for _, b := range [][]byte{nil, line.Bytes[:7], line.Bytes[:8], line.Bytes[:len(line.Bytes)-1], append(append([]byte(nil), line.Bytes...), 0)} {
			if _, err := ParseCosignature(vow.Signature{Name: line.Name, ID: line.ID, Bytes: b}, s.Checkpoint, key); err == nil {
				t.Fatalf("cosigner %d: %d bytes accepted", i, len(b))
			}
		}
		for what, cp := range map[string]Checkpoint{
			"origin": {"office.example/vo", s.Size, s.Root}, "size": {s.Origin, 10, s.Root}, "root": {s.Origin, s.Size, EmptyRoot()},
		} {
			if _, err := ParseCosignature(line, cp, key); err == nil {
				t.Errorf("cosigner %d: other %s accepted", i, what)
			}
		}
		other := key
		other.Name = "other.example"
		if _, err := ParseCosignature(line, s.Checkpoint, other); err == nil {
			t.Errorf("cosigner %d: other key name accepted", i)
		}
		renamed := must(vow.NewKey("other.example", key.Alg, key.Public))
		moved := vow.Signature{Name: renamed.Name, ID: renamed.ID, Bytes: line.Bytes}
		_, err := ParseCosignature(moved, s.Checkpoint, renamed)
		if isPQ := key.Alg == vow.AlgMLDSA44; (err != nil) != isPQ {
			t.Errorf("cosigner %d of type %d under another name: %v", i, key.Alg, err)
		}
	}
}

func TestMutateProof(t *testing.T) {
	tr := trust(t, 2, 2)
	entry := entries(9)[4]
	p := &Proof{Index: 4, Path: must(NewHashes(leaves(9)).Inclusion(4, 9)), Checkpoint: signed(t, 9, 2).Marshal()}
	if _, err := p.Verify(entry, tr); err != nil {
		t.Fatal(err)
	}
	n := mutants(p.Marshal(), func(what string, b []byte) {
		q, err := ParseProof(b)
		if err != nil {
			wantCode(t, err, vow.CodeCheck)
			return
		}
		if string(q.Marshal()) != string(b) {
			t.Fatalf("%s: parse and marshal differ", what)
		}
		if _, err := q.Verify(entry, tr); err == nil && !bytes.Equal(sortedBytes(b), sortedBytes(p.Marshal())) {
			t.Fatalf("%s: accepted", what)
		} else if err != nil {
			wantCode(t, err, vow.CodeCheck)
		}
	})
	if n < 1000 {
		t.Errorf("%d mutants", n)
	}
	// The extra line is kept and believed by nobody.
	p.Extra = []byte("index 5")
	q := must(ParseProof(p.Marshal()))
	if _, err := q.Verify(entry, tr); err != nil || string(q.Extra) != "index 5" {
		t.Errorf("with an extra line: %v", err)
	}
}

// TestMutateTrust: a trust file is not signed, so a changed one may be another
// valid one; it is then read as exactly what it says, under another fingerprint.
func TestMutateTrust(t *testing.T) {
	text := []byte("# whom we believe\n" + trustText(t, 2, 2))
	whole := must(ParseTrust(text))
	n := mutants(text, func(what string, b []byte) {
		tr, err := ParseTrust(b)
		if err != nil {
			wantCode(t, err, vow.CodeCheck)
			return
		}
		if !bytes.Equal(tr.Bytes(), b) || (tr.Fingerprint() == whole.Fingerprint()) != bytes.Equal(b, text) {
			t.Fatalf("%s: bytes or fingerprint are not those of the file", what)
		}
		if again := must(ParseTrust(tr.Format())); !bytes.Equal(again.Format(), tr.Format()) {
			t.Fatalf("%s: Format is not stable", what)
		}
		if string(tr.Format()) == string(whole.Format()) {
			return // spaces, comments
		}
		// Keys never change by one byte, and the quorum is never quietly less.
		if len(tr.Logs) > 1 || len(tr.Logs) == 1 && tr.Logs[0].Key.String() != whole.Logs[0].Key.String() {
			t.Fatalf("%s: another log", what)
		}
		for i, w := range tr.Witnesses {
			if w.Key.String() != whole.Witnesses[0].Key.String() && w.Key.String() != whole.Witnesses[1].Key.String() {
				t.Fatalf("%s: another key for witness %d", what, i)
			}
		}
	})
	if n < 500 {
		t.Errorf("%d mutants", n)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	for i, l := range lines {
		if len(l) == 0 || l[0] == '#' {
			continue
		}
		if _, err := ParseTrust(bytes.Join(append(append([][]byte{}, lines[:i]...), append([][]byte{l}, lines[i:]...)...), nil)); err == nil {
			t.Errorf("line %q twice", l)
		}
	}
}

func TestMutateReceipt(t *testing.T) {
	tr := trust(t, 1, 1)
	entry := entries(5)[2]
	p := &Proof{Index: 2, Path: must(NewHashes(leaves(5)).Inclusion(2, 5)), Checkpoint: signed(t, 5, 1).Marshal()}
	for _, reveal := range [][]byte{nil, []byte(`{"commit":"x"}`)} {
		r := &Receipt{Entry: entry, Proof: p.Marshal(), Reveal: reveal}
		data := r.Marshal()
		back := must(ParseReceipt(data))
		if _, err := back.Verify(tr); err != nil || !bytes.Equal(back.Marshal(), data) || !bytes.Equal(back.Reveal, reveal) {
			t.Fatalf("%v", err)
		}
		mutants(data, func(what string, b []byte) {
			q, err := ParseReceipt(b)
			if err != nil {
				wantCode(t, err, vow.CodeCheck)
				return
			}
			if !bytes.Equal(q.Marshal(), b) {
				t.Fatalf("%s: parse and marshal differ", what)
			}
			if _, err := q.Verify(tr); err == nil && bytes.Equal(q.Reveal, reveal) && !bytes.Equal(sortedBytes(b), sortedBytes(data)) {
				t.Fatalf("%s: accepted", what)
			}
		})
	}
	// Without its entry or with an empty one it is no receipt.
	for _, bad := range []string{"", "vow/receipt@v1\n", "vow/receipt@v1\nentry 0\nproof 0\n", "vow/receipt@v1\nentry 1\nx",
		"vow/receipt@v1\nentry 99999\nx", "vow/receipt@v1\nproof 1\nxentry 1\nx", "vow/receipt@v2\n"} {
		if _, err := ParseReceipt([]byte(bad)); err == nil {
			t.Errorf("%q accepted", bad)
		}
	}
}

// TestProofSize: a proof in a log of a million entries with three Ed25519
// cosignatures leaves room for an entry in 1.8 kB.
func TestProofSize(t *testing.T) {
	s := must(SignCheckpoint(Checkpoint{testOrigin, 1_000_000, EmptyRoot()}, testLog(t)))
	for _, i := range []int{0, 1, 3} {
		s = s.WithLines(must(cosigner(t, i).Cosign(s.Checkpoint, 1_780_000_000)))
	}
	p := &Proof{Index: 999_999, Path: make([]vow.Hash, 20), Checkpoint: s.Marshal()}
	if n := len(p.Marshal()); n > 1600 {
		t.Errorf("%d bytes", n)
	} else {
		t.Logf("%d bytes", n)
	}
}
