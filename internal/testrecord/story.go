package testrecord

import (
	"testing"

	"vow"
	"vow/paper"
	"vow/seal"
)

// Slug is the report of every story.
const Slug = "assessment-x"

// The times of a story that is told to its end as promised. Move the release
// or leave it out to tell another one.
const (
	CreatedAt  = "2026-06-01T09:00:00Z"
	PromisedAt = "2026-06-13T10:00:00Z"
	FirstDue   = "2026-08-31"
	MovedAt    = "2026-07-20T10:00:00Z"
	MovedDue   = "2026-09-15"
	FixedAt    = "2026-08-20T10:00:00Z"
	DeclaredAt = "2026-08-20T11:00:00Z" // that nobody is criticised
	SealedAt   = "2026-08-21T10:00:00Z"
	OpensAt    = "2026-09-10T00:00:00Z"
	ReleasedAt = "2026-09-10T00:05:00Z"
)

// Story is an office that made a promise, moved it once, sealed and released.
type Story struct {
	*World
	Paper   *paper.Paper
	Seal    *Sealed
	Release int64            // index of release.made, or -1
	DeadKey *seal.ReleaseKey // of SealedDead
}

// Promised tells a story up to the promise: due by FirstDue, witnessed.
func Promised(tb testing.TB, origin string) *Story {
	tb.Helper()
	s := &Story{World: New(tb, origin), Release: -1}
	s.promise()
	return s
}

func (s *Story) promise() {
	s.TB.Helper()
	s.Add(s.Created(CreatedAt), Head, Editor)
	s.Witness("2026-06-01T09:05:00Z")
	s.Add(s.Promise(PromisedAt, Slug, FirstDue), Head)
	s.Witness("2026-06-13T10:05:00Z")
	s.Witness("2026-07-01T18:00:00Z") // nothing happened; the record is seen again
}

// Moved goes on with the move of the due to MovedDue, witnessed in time.
func (s *Story) Moved() *Story {
	s.TB.Helper()
	s.Add(s.Move(MovedAt, Slug, MovedDue, vow.ReasonTranslation), Head)
	s.Witness("2026-07-20T10:05:00Z")
	return s
}

// Sealed goes on with the text and its seal under a policy, OpensAt if empty.
func (s *Story) Sealed(policy string) *Story {
	s.TB.Helper()
	if policy == "" {
		policy = OpensAt
	}
	return s.SealedWith(Sealing{Policy: policy})
}

// SealedWith goes on with the text and its seal; only what differs from the
// usual is to be said.
func (s *Story) SealedWith(how Sealing) *Story {
	s.TB.Helper()
	s.fix()
	how.At, how.Papers = SealedAt, []*paper.Paper{s.Paper}
	if how.Annexes == nil {
		how.Annexes = map[string]string{"figures/table.csv": "month,count\n1,7\n"}
	}
	s.Seal = s.World.Seal(Slug, how)
	for _, path := range how.Spoil {
		s.SpoilBranch(s.Seal, path)
	}
	return s.addSeal()
}

// SealedOther goes on with a seal whose package holds another text than it says.
func (s *Story) SealedOther() *Story {
	s.TB.Helper()
	s.fix()
	softer := s.World.Paper(Slug, "In some of the places the records were changed.")
	s.Seal = s.World.Seal(Slug, Sealing{At: SealedAt, Policy: OpensAt, Papers: []*paper.Paper{softer}})
	s.Seal.Body.Texts["en"] = s.Paper.Root()
	return s.addSeal()
}

// SealedDead goes on with a seal that its beacon does not open; DeadKey does.
func (s *Story) SealedDead() *Story {
	s.TB.Helper()
	s.fix()
	s.Seal = s.World.Seal(Slug, Sealing{At: SealedAt, Policy: OpensAt, Papers: []*paper.Paper{s.Paper}})
	s.DeadKey = s.Dead(s.Seal, OpensAt)
	return s.addSeal()
}

func (s *Story) addSeal() *Story {
	s.TB.Helper()
	s.Add(s.Seal.Body, Head, Editor)
	s.Carry(s.Seal)
	s.Witness("2026-08-21T10:05:00Z")
	return s
}

func (s *Story) fix() {
	s.TB.Helper()
	s.Paper = s.World.Paper(Slug, "In four of the five places that it examined, the records were changed afterwards.")
	s.Add(s.Fixed(FixedAt, Slug, s.Paper), Editor)
	s.Add(s.NoParty(DeclaredAt, Slug), Head)
}

// Released goes on with the release at a time, with the beacon of OpensAt, and
// the witnesses' sight of it a minute later.
func (s *Story) Released(at string) *Story {
	s.TB.Helper()
	s.ReleasedUnseen(at)
	s.Witness(vow.Unix(At(at).Unix() + 60).String())
	return s
}

// ReleasedUnseen goes on with the release, which no witness saw yet.
func (s *Story) ReleasedUnseen(at string) *Story {
	s.TB.Helper()
	s.Release = s.Add(s.World.Released(at, s.Seal, s.Round(OpensAt)), Head)
	s.CarryPaper(s.Paper)
	return s
}

// Kept tells the whole story: moved once, released within the due.
func Kept(tb testing.TB, origin string) *Story {
	tb.Helper()
	s := Promised(tb, origin).Moved().Sealed("")
	s.Witness("2026-09-09T18:00:00Z")
	return s.Released(ReleasedAt)
}

// SealedFalse goes on with a seal whose statement was changed before it was
// signed.
func (s *Story) SealedFalse(change func(*vow.SealMade)) *Story {
	s.TB.Helper()
	s.fix()
	s.Seal = s.World.Seal(Slug, Sealing{At: SealedAt, Policy: OpensAt, Papers: []*paper.Paper{s.Paper}})
	change(s.Seal.Body)
	return s.addSeal()
}

// Twin tells the story of Kept under the same origin with other keys: an
// attacker's own, complete and consistent.
func Twin(tb testing.TB, origin string) *Story {
	tb.Helper()
	s := &Story{World: newWorld(tb, origin, "twin"), Release: -1}
	s.promise()
	s.Moved().Sealed("")
	s.Witness("2026-09-09T18:00:00Z")
	return s.Released(ReleasedAt)
}

// Many returns a record of n entries, not replayed: an office, a promise, and
// texts fixed for it, as many as it takes.
func Many(tb testing.TB, origin string, n int) *World {
	tb.Helper()
	w := New(tb, origin)
	w.Add(w.Created(CreatedAt), Head, Editor)
	w.Add(w.Promise(PromisedAt, Slug, FirstDue), Head)
	body := w.Fixed(FixedAt, Slug, w.Paper(Slug, "…"))
	for i := 2; i < n; i++ {
		copied := *body
		copied.Root = vow.SumHash([]byte{byte(i >> 16), byte(i >> 8), byte(i)})
		w.AddBytes(w.Sign(&copied, Editor))
	}
	return w
}
