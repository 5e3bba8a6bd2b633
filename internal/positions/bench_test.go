package positions

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"vow"
	"vow/internal/letters"
	"vow/internal/parties"
)

// BenchmarkChanges is the answer to vow position changes in a home of 100 letters,
// 1,000 versions, 20,000 signer events, 200 parties and 1,000 positions: the tally of
// one letter out of all events, all instruments, and the two compared.
func BenchmarkChanges(b *testing.B) {
	var states []vow.Party
	for _, p := range parties.All() {
		states = append(states, p.Code)
	}
	r := rand.New(rand.NewPCG(9, 10))
	events := map[string][]letters.Noted{}
	for i := range 20_000 {
		slug := fmt.Sprint("l", r.IntN(100))
		events[slug] = append(events[slug], letters.Noted{ID: fmt.Sprint("e", i), Body: &vow.SignerEvent{At: vow.Unix(1.6e9), Event: vow.SignerActs()[r.IntN(6)], Letter: slug,
			Parties: []vow.Party{states[r.IntN(200)]}, Version: fmt.Sprint("v", r.IntN(10)), When: vow.EDTF(fmt.Sprintf("2019-07-%02d", 1+r.IntN(31)))}})
	}
	var versions []*letters.Version
	for i := range 10 {
		versions = append(versions, &letters.Version{Slug: fmt.Sprint("v", i), Lang: "en", When: "2019-07-01"})
	}
	var noted []Noted
	for i := range 1000 {
		noted = append(noted, stand(fmt.Sprint("p", i), fmt.Sprint("m", r.IntN(100)), "debate", vow.Stands()[r.IntN(7)], states[r.IntN(200)], states[r.IntN(200)]))
	}
	for b.Loop() {
		in := OfLetter(letters.Count("l7", versions, events["l7"], vow.Time{}, false), "concern")
		if c := Between(in, Of(noted)[0]); len(in.Stands) == 0 || len(c.FirstQuestions) != 1 {
			b.Fatal("nothing compared")
		}
	}
}
