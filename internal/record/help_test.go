package record_test

import (
	"vow/internal/testrecord"
	"vow/paper"
)

func papers(w *testrecord.World) []*paper.Paper {
	return []*paper.Paper{w.Paper(slug, "The records were changed afterwards.")}
}
