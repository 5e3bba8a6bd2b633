package tlog_test

import (
	"bytes"
	"testing"

	"vow"
	"vow/internal/tlog"
)

// What a memo remembers of one line makes no other line, checkpoint or key true.
func TestMemo(t *testing.T) {
	var memo tlog.Memo
	log, err := vow.NewSigner("office.example/vow", bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	for _, alg := range []vow.Alg{vow.AlgCosignature, vow.AlgMLDSA44} {
		w, err := tlog.NewCosigner("witness.example", alg, bytes.Repeat([]byte{2}, 32))
		if err != nil {
			t.Fatal(err)
		}
		other, err := tlog.NewCosigner("witness.example", alg, bytes.Repeat([]byte{3}, 32))
		if err != nil {
			t.Fatal(err)
		}
		cp := tlog.Checkpoint{Origin: "office.example/vow", Size: 3, Root: vow.Hash{7}}
		line, err := w.Cosign(cp, 1_800_000_000)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if c, err := memo.ParseCosignature(line, cp, w.Key()); err != nil || c.Time != 1_800_000_000 {
				t.Fatal(c, err)
			}
		}
		bigger, false1, forged := cp, line, line
		bigger.Size++
		false1.Bytes = bytes.Clone(line.Bytes)
		false1.Bytes[7] ^= 1 // its time
		forged.ID = other.Key().ID
		for what, check := range map[string]func() error{
			"another checkpoint": func() error { _, err := memo.ParseCosignature(line, bigger, w.Key()); return err },
			"another time":       func() error { _, err := memo.ParseCosignature(false1, cp, w.Key()); return err },
			"another key":        func() error { _, err := memo.ParseCosignature(forged, cp, other.Key()); return err },
		} {
			for range 2 { // a false line is not remembered as anything
				if check() == nil {
					t.Errorf("%v: %s passes", alg, what)
				}
			}
		}
	}
	s, err := tlog.SignCheckpoint(tlog.Checkpoint{Origin: "office.example/vow", Size: 3, Root: vow.Hash{7}}, log)
	if err != nil {
		t.Fatal(err)
	}
	if err := memo.VerifyLog(s, log.Key); err != nil {
		t.Fatal(err)
	}
	spoilt := *s
	spoilt.Note = &vow.Note{Text: s.Note.Text, Sigs: []vow.Signature{{Name: s.Note.Sigs[0].Name, ID: s.Note.Sigs[0].ID, Bytes: bytes.Clone(s.Note.Sigs[0].Bytes)}}}
	spoilt.Note.Sigs[0].Bytes[0] ^= 1
	if memo.VerifyLog(&spoilt, log.Key) == nil {
		t.Error("a false line of the log passes")
	}
}
