package office

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"vow"
	"vow/internal/letters"
	"vow/internal/parties"
	"vow/internal/positions"
	"vow/internal/record"
	"vow/internal/store"
)

// BenchmarkStoredChanges is what vow position changes asks of a store with 100 letters
// of ten versions, 20,000 signer events, 200 parties and 1,000 positions: one letter and
// one vote, read, parsed, counted and compared. BenchmarkStoredTally is the letter alone.
func BenchmarkStoredChanges(b *testing.B) {
	s := fullStore(b)
	for b.Loop() {
		l := letterOf(b, s)
		noted, err := privatePositions(b.Context(), s, "m7", false)
		if err != nil {
			b.Fatal(err)
		}
		c := positions.Between(positions.OfLetter(letters.Count("l7", l.Versions, l.Events, vow.Time{}, false), "concern"), positions.Of(noted)[0])
		if len(c.Both) == 0 {
			b.Fatal("nothing compared")
		}
	}
}

func BenchmarkStoredTally(b *testing.B) {
	s := fullStore(b)
	for b.Loop() {
		l := letterOf(b, s)
		if t := letters.Count("l7", l.Versions, l.Events, vow.Time{}, false); len(t.Versions) != 10 {
			b.Fatal(len(t.Versions))
		}
	}
}

// BenchmarkObservedTally is the same out of an observer's record, where each event is an
// entry: the record was read, and one letter and one vote are counted and compared.
func BenchmarkObservedTally(b *testing.B) {
	k := &known{}
	for i, body := range fullEvents() {
		k.events = append(k.events, record.Event{Index: int64(i), Body: body})
	}
	for b.Loop() {
		letter, err := k.instrument(b.Context(), "l7", true)
		if err != nil {
			b.Fatal(err)
		}
		vote, err := k.instrument(b.Context(), "m7", true)
		if err != nil {
			b.Fatal(err)
		}
		if c := positions.Between(letter, vote); len(c.Both) == 0 {
			b.Fatal("nothing compared")
		}
	}
}

func letterOf(b *testing.B, s *store.Store) *Letter {
	b.Helper()
	l := newLetter("l7")
	if err := l.fromStore(b.Context(), s, false); err != nil {
		b.Fatal(err)
	}
	l.versions()
	return l
}

func fullStore(b *testing.B) *store.Store {
	b.Helper()
	s, err := store.Create(b.Context(), filepath.Join(b.TempDir(), "store.db"), store.Key{1}, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	var list []store.Event
	for _, body := range fullEvents() {
		var line bytes.Buffer
		e := json.NewEncoder(&line)
		e.SetEscapeHTML(false)
		if err := e.Encode(body); err != nil {
			b.Fatal(err)
		}
		list = append(list, store.Event{Kind: body.Common().Kind, Day: "2020-09-13", At: body.Common().At, Content: bytes.TrimSpace(line.Bytes())})
	}
	if _, err := s.AddEvents(b.Context(), list); err != nil {
		b.Fatal(err)
	}
	return s
}

// fullEvents are 100 letters of ten versions, 20,000 acts of 200 signers and 1,000
// positions.
func fullEvents() []vow.Body {
	r := rand.New(rand.NewPCG(11, 12))
	all := parties.All()
	at := vow.Unix(1.6e9)
	var list []vow.Body
	for i := range 1000 {
		list = append(list, &vow.Letter{At: at, Form: "letter", Kind: vow.KindLetter, Letter: fmt.Sprint("l", i/10), Log: "o.example/vow", Version: fmt.Sprint("v", i%10), When: "2019-07-01"})
	}
	for i := range 20_000 {
		list = append(list, &vow.SignerEvent{At: at, Event: vow.SignerActs()[r.IntN(2)], Evidence: fmt.Sprint("seen ", i), Kind: vow.KindSigner, Letter: fmt.Sprint("l", r.IntN(100)), Log: "o.example/vow",
			Parties: []vow.Party{all[r.IntN(200)].Code}, Version: fmt.Sprint("v", r.IntN(10)), When: vow.EDTF(fmt.Sprintf("2019-07-%02d", 1+r.IntN(31)))})
	}
	for i := range 1000 {
		list = append(list, &vow.Position{At: at, Instrument: fmt.Sprint("m", i%100), Kind: vow.KindPosition, Log: "o.example/vow", Parties: []vow.Party{all[r.IntN(200)].Code},
			Question: "debate", Stand: vow.Stands()[r.IntN(4)], When: "2019-09-01", Words: fmt.Sprint("as counted ", i)})
	}
	return list
}
