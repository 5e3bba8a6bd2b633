package demo

import (
	"bytes"
	"context"
	"os"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/tlog"
	"vow/verify"
)

// changeWord alters one word of the released text.
func (s *story) changeWord(context.Context) error {
	forged, err := s.rebuild(func(path string, data []byte) []byte {
		if strings.HasPrefix(path, "data/papers/") {
			return bytes.Replace(data, []byte("were ordered; they were not accidents"), []byte("were accidents; they were not ordered"), 1)
		}
		return data
	})
	if err != nil {
		return err
	}
	r, err := s.verify(forged, s.trust)
	if err != nil {
		return err
	}
	s.expect("words of the released text are changed, and every checksum mended", r, verify.DossierMembers)
	return nil
}

// dropEntry leaves the move of the promise out of the record.
func (s *story) dropEntry(context.Context) error {
	entries, err := s.entries()
	if err != nil {
		return err
	}
	d, err := dossier.Read(bytes.NewReader(s.honest), int64(len(s.honest)), dossier.Limits{})
	if err != nil {
		return err
	}
	signed, err := d.ReadAll(dossier.PathCheckpoint, 1<<20)
	if err != nil {
		return err
	}
	// The checkpoint stays the one that log and witnesses signed; the last entry
	// stands twice so that the number fits.
	moved, err := indexOf(entries, vow.KindPromiseMoved)
	if err != nil {
		return err
	}
	cut := append(append([][]byte{}, entries[:moved]...), entries[moved+1:]...)
	cut = append(cut, entries[len(entries)-1])
	forged, err := s.withRecord(cut, func(tlog.Checkpoint) ([]byte, error) { return signed, nil })
	if err != nil {
		return err
	}
	r, err := s.verify(forged, s.trust)
	if err != nil {
		return err
	}
	s.expect("the entry that moved the promise is dropped from the record", r, verify.RecordComplete)
	return nil
}

// swapPackage puts another sealed package in place.
func (s *story) swapPackage(context.Context) error {
	other, err := os.ReadFile(s.pkg)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	other[len(other)/2] ^= 1
	forged, err := s.rebuild(func(path string, data []byte) []byte {
		if path == dossier.PathPackage(vow.PartBody) {
			return other
		}
		return data
	})
	if err != nil {
		return err
	}
	r, err := s.verify(forged, s.trust)
	if err != nil {
		return err
	}
	s.expect("another package stands in place of the sealed one", r, verify.SealForm)
	return nil
}
