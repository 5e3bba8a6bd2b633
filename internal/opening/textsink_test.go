package opening

import (
	"io"
	"strings"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/seal"
)

// noSink takes everything and keeps nothing.
type noSink struct{ discarded bool }

type noFile struct{ io.Writer }

func (noFile) Close() error { return nil }

func (*noSink) Create(string, int64) (io.WriteCloser, error) { return noFile{io.Discard}, nil }
func (*noSink) Commit(*seal.Bag) error                       { return nil }
func (n *noSink) Discard() error                             { n.discarded = true; return nil }

// TestTextsAreLetGo: a stranger's package may hold any number of texts; each is let
// go once it was looked at, and one that is no text is refused at the end.
func TestTextsAreLetGo(t *testing.T) {
	good := testrecord.New(t, "office.example/vow").Paper("x", "text").Marshal()
	for name, c := range map[string]struct {
		texts [][]byte
		bad   bool
	}{"good": {[][]byte{good, good, good}, false}, "one is no text": {[][]byte{good, []byte("no text\n"), good}, true}} {
		under := new(noSink)
		s := &TextSink{Sink: under}
		for _, data := range c.texts {
			w, err := s.Create("data/report.en.paper", int64(len(data)))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(data); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if kept := w.(*keptFile).data.Cap(); kept != 0 {
				t.Errorf("%s: %d bytes are kept", name, kept)
			}
		}
		err := s.Commit(new(seal.Bag))
		if (err != nil) != c.bad || under.discarded != c.bad || c.bad && (vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), "data/report.en.paper")) {
			t.Errorf("%s: %v, discarded %v", name, err, under.discarded)
		}
	}
}
