package verify_test

import (
	"bytes"
	"maps"
	"testing"

	"vow/internal/testrecord"
	"vow/verify"
)

// FuzzDossierVerify replaces a piece of one member of a kept dossier, of a seal
// that trustees confirmed, by any bytes and mends the rest: it is never kept unless nothing was changed, and
// nothing panics.
func FuzzDossierVerify(f *testing.F) {
	s := testrecord.Promised(f, origin).Moved().SealedForTrustees(testrecord.TrusteesPolicy)
	for _, handle := range []string{"t1", "t2", "t3"} {
		s.Confirm(handle)
	}
	s.Publish("t1", s.Share("t1"), testrecord.Head, testrecord.TrusteeName("t1"))
	s.Witness("2026-09-09T18:00:00Z")
	s.Released(testrecord.ReleasedAt)
	kept := s.Dossier(slug)
	paths := kept.Paths()
	o := believes(s.World)
	whole, err := kept.Write()
	if err != nil {
		f.Fatal(err)
	}
	for i, path := range paths {
		n := len(kept.Data[path])
		f.Add(uint8(i), uint32(n/2), uint32(3), []byte("abc"), false)
		f.Add(uint8(i), uint32(0), uint32(n), kept.Data[path], true)
	}
	f.Add(uint8(0), uint32(30), uint32(1), []byte("x"), true)
	f.Fuzz(func(t *testing.T, member uint8, at, length uint32, put []byte, raw bool) {
		if len(put) > 100_000 {
			return
		}
		if raw { // a piece of the archive itself
			b := splice(whole, at, length, put)
			r, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), o)
			if err != nil {
				t.Fatal(err)
			}
			if (r.Verdict == verify.Pass) != bytes.Equal(b, whole) {
				t.Errorf("%s", r.JSON())
			}
			return
		}
		g := testrecord.Files{Info: kept.Info, Data: maps.Clone(kept.Data)}
		path := paths[int(member)%len(paths)]
		g.Data[path] = splice(kept.Data[path], at, length, put)
		b, err := g.Write()
		if err != nil {
			t.Fatal(err)
		}
		r, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), o)
		if err != nil {
			t.Fatal(err)
		}
		if (r.Verdict == verify.Pass) != bytes.Equal(b, whole) || len(r.JSON()) == 0 {
			t.Errorf("%s changed: %s", path, r.JSON())
		}
		if r.Verdict == verify.Fail && !names(r, path) {
			t.Errorf("%s is not named: %s", path, r.JSON())
		}
	})
}

func splice(data []byte, at, length uint32, put []byte) []byte {
	from := int(at) % (len(data) + 1)
	to := min(len(data), from+int(length%70_000))
	return append(append(bytes.Clone(data[:from]), put...), data[to:]...)
}
