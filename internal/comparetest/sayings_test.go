package comparetest

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// surrounding is what a saying stands in.
var surrounding = map[string]string{
	"en": "This part of the report was written after the visit, and it was read by all who took part in it. %s The notes are kept with the other papers of the mission, where they can be seen.",
	"fr": "Cette partie du rapport a été écrite après la visite, et elle a été relue par tous ceux qui en étaient. %s Les notes sont gardées avec les autres papiers de la mission, où on les voit.",
}

// TestSayings puts each sentence into a paragraph, one side altered and then the
// other, with several names and dates, and holds the calls to the targets.
func TestSayings(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		s := NewScore()
		r := rand.New(rand.NewPCG(3, 9))
		for _, class := range Classes() {
			for _, line := range sayings[lang][class] {
				for turn := range 4 {
					was, is := line.fill(r, lang)
					if turn%2 == 1 && !line.oneWay {
						was, is = is, was
					}
					c := Case{Lang: lang, First: []string{fmt.Sprintf(surrounding[lang], "En outre, cela reste."), fmt.Sprintf(surrounding[lang], was)}}
					c.Copy = []Paragraph{{Text: c.First[0]}, {Text: fmt.Sprintf(surrounding[lang], is), From: 1, Done: class}}
					if err := s.Judge(c, Plain, 1); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		t.Logf("%s\n%s", lang, s.Table())
		if *show {
			for _, m := range s.Misses {
				t.Log(m)
			}
		}
		if s.Made < 700 {
			t.Errorf("%s: only %d alterations were made", lang, s.Made)
		}
		s.hold(t, lang)
	}
}
