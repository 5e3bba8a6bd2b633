package dossier_test

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"testing"

	"vow"
	"vow/internal/dossier"
)

// file is a member's content as a file gives it.
type file struct{ *bytes.Reader }

func (file) Close() error { return nil }

// TestLooseAtOnce: verify reads members on all cores.
func TestLooseAtOnce(t *testing.T) {
	var members []dossier.Member
	for i := range 200 {
		data := fmt.Appendf(nil, "member %d", i)
		open := func() (io.ReadCloser, error) { return file{bytes.NewReader(data)}, nil }
		if i%2 == 0 {
			open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewBuffer(data)), nil }
		}
		members = append(members, dossier.Member{Path: fmt.Sprintf("data/%d", i), Size: int64(len(data)), Open: open})
	}
	l := dossier.NewLoose(dossier.Info{}, members)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range members {
				want := fmt.Sprintf("member %d", i)
				data, err := l.ReadAll(members[i].Path, 100)
				if err != nil || string(data) != want {
					t.Errorf("%s: %q, %v", members[i].Path, data, err)
				}
				if sum, err := l.SHA256(members[i].Path); err != nil || sum != vow.SumHash([]byte(want)) {
					t.Errorf("%s: %s, %v", members[i].Path, sum, err)
				}
			}
		})
	}
	wg.Wait()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}
