package policy

import (
	"time"

	"vow"
)

// MaxListed is how many groups of trustees an Analysis lists each way.
const MaxListed = 1000

// Options are the facts about a sealing that the policy's text does not have.
// All may be left out.
type Options struct {
	At       vow.Time // sealing time; zero: unknown, the five years and the hold do not count from it
	Due      vow.Time // the instant the report is due; zero: none, no warning "due"
	TermEnds vow.Time // when the term of the office's head ends; zero: unknown, no warning "term"
	HoldDays int      // the office's limit for trustees' delay, in days of 86,400 s; 0: DefaultHoldDays, less: NoHold
	Chains   int      // beacon chains that carry the time leaves; 1 or less: warning "one-chain"
}

// DefaultHoldDays is the limit of the warning "hold" where the office states none.
const DefaultHoldDays = 60

// NoHold is the limit of an office that allows no delay at all, whose stated limit is
// 0 days: Options takes 0 for not stated.
const NoHold = -1

// HoldLimit returns what Options takes for a limit that an office stated.
func HoldLimit(days int) int {
	if days == 0 {
		return NoHold
	}
	return days
}

// Analysis is what is proven of a policy. Its JSON is the answer of
// `vow policy explain --json` (docs/format.md, Policy): no list is null.
type Analysis struct {
	Policy        string    `json:"policy"`            // canonical text
	Buriable      bool      `json:"buriable"`          // no T_max, or over five calendar years after sealing
	OpensEarliest When      `json:"opens_at_earliest"` // T_open: all trustees act
	OpensLatest   When      `json:"opens_at_latest"`   // T_max: nobody acts
	Early         []Early   `json:"early"`             // by time, size, names; the first MaxListed
	Delay         []Delay   `json:"delay"`             // by time, size, names; the first MaxListed
	EarlyMore     int       `json:"early_more"`        // how many Early leaves out
	DelayMore     int       `json:"delay_more"`        // how many Delay leaves out
	Warnings      []Warning `json:"warnings"`          // in the order of the Warn constants, each at most once
}

// Early is a smallest set of trustees that together open at At, and later
// without any one of them.
type Early struct {
	Who []string `json:"who"` // sorted bytewise
	At  When     `json:"at"`  // any time or a time
}

// Delay is a smallest set of trustees who by not acting keep it shut until
// Until though all others act.
type Delay struct {
	Who   []string `json:"who"`   // sorted bytewise
	Until When     `json:"until"` // a time, or never
}

// Analyse works out everything about p. It looks at every set of at most
// MaxNames trustees, and takes milliseconds.
func Analyse(p *Policy, o Options) Analysis {
	t := newTable(p)
	a := Analysis{
		Policy:        p.text,
		OpensEarliest: t.when(t.ranks[t.all()]),
		OpensLatest:   t.when(t.ranks[0]),
		Early:         []Early{},
		Delay:         []Delay{},
	}
	a.Buriable = buriable(a.OpensLatest, o.At)
	early, allEarly := t.early()
	delay, allDelay := t.delay()
	for _, g := range early {
		a.Early = append(a.Early, Early{t.who(g.mask()), t.when(g.rank())})
	}
	for _, g := range delay {
		a.Delay = append(a.Delay, Delay{t.who(g.mask()), t.when(g.rank())})
	}
	a.EarlyMore = allEarly - len(a.Early)
	a.DelayMore = allDelay - len(a.Delay)
	a.Warnings = warnings(t, a, o)
	return a
}

// fiveYearsAfter returns the same date and hour five calendar years later. For
// 29 February, which no such year has, it is the last day of that February, as
// periods in years are usually reckoned: never a day more than five years.
func fiveYearsAfter(at vow.Time) time.Time {
	t := at.Go()
	later := t.AddDate(5, 0, 0)
	if later.Month() != t.Month() {
		later = later.AddDate(0, 0, -later.Day())
	}
	return later
}
