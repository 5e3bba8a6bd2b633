package testrecord

import (
	"strings"

	"vow"
)

// Statements of seals and releases without the files, for records of which only
// the rules matter.

// SealBody returns the statement of a seal that nobody made: OpensAt, one text.
func (w *World) SealBody(report, at string) *vow.SealMade {
	id := w.Seed("seal body " + report + at)
	b := &vow.SealMade{
		At: At(at), Bag: sampleHash(0x21), Kind: vow.KindSealMade, Lock: vow.LockRef{Head: sampleHash(0x22), SHA256: sampleHash(0x23), Size: 1234},
		Log: w.Origin, Opens: vow.Opens{At: At(OpensAt), AtLatest: At(OpensAt)}, Package: vow.FileRef{SHA256: sampleHash(0x24), Size: 70000},
		Part: vow.PartBody, Refs: w.State(report), Report: report, Signoffs: []vow.Role{vow.RoleEditor, vow.RoleHead},
		Texts: map[string]vow.Hash{"en": sampleHash(0x26)},
	}
	copy(b.Seal[:], id[:])
	return b
}

// ReleaseBody returns the statement that a seal was released with some key.
func (w *World) ReleaseBody(at, report string, id vow.SealID, texts map[string]vow.Hash) *vow.ReleaseMade {
	return &vow.ReleaseMade{At: At(at), Key: "AGE-SECRET-KEY-1" + strings.Repeat("Q", 58), Kind: vow.KindReleaseMade, Log: w.Origin,
		Mode: vow.ModeOffice, Refs: w.State(report), Report: report, Seal: id, Texts: texts}
}
