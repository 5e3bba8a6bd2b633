package office

import (
	"fmt"
	"strings"
	"time"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
	"vow/seal"
)

// rounds looks at every round to which the leaves of a seal are locked: whether
// its chain goes on, how long until then, and whether it is kept once it is due.
func (d *doctor) rounds(s openSeal) {
	for _, p := range promisedRounds([]*seal.Lock{s.lock}) {
		where := strings.Join(p.For, ", ")
		what := fmt.Sprintf("%s opens at %s by round %d of %s", leavesOf(s.lock, p), p.Due, p.Round, chainName(p.chain))
		if end, ok := d.opts.Ends[p.Chain]; ok {
			if p.Due.Before(end) {
				d.say(DoctorEnd, DoctorOK, where, "%s, before the end of the chain that was announced for %s", what, end)
			} else {
				d.say(DoctorEnd, DoctorWrong, where, "%s, and the end of the chain was announced for %s: it will not open. "+
					"Seal again on another chain while trustees can still act", what, end)
			}
		}
		name := beacon.ArchiveName(timelock.Beacon{Chain: p.Chain, Round: p.Round})
		_, kept := keptBeacon(d.home.Path(DirBeacons, name), p.chain, p.Round)
		switch state := d.chains[p.Chain]; {
		case kept:
			d.say(DoctorRound, DoctorOK, where, "%s; its signature is kept", what)
		case !d.now.Before(p.Due):
			d.say(DoctorRound, DoctorWrong, where, "%s: it is due for %s, and its signature is not kept: run 'vow beacon archive'", what, ago(p.Due, d.now))
		case state == DoctorOK:
			d.say(DoctorRound, DoctorOK, where, "%s, in %s", what, ago(d.now, p.Due))
		default:
			d.say(DoctorRound, state, where, "%s, in %s, and whether that chain goes on is not known to be well: see %s", what, ago(d.now, p.Due), DoctorAlive)
		}
	}
}

// leavesOf names the leaves that a round opens.
func leavesOf(l *seal.Lock, p *PromisedRound) string {
	var names []string
	for _, s := range l.Sections {
		if s.Kind == seal.LeafTime && s.Round == p.Round && l.Chains[s.Chain].Hash == p.Chain {
			names = append(names, s.Title())
		}
	}
	return strings.Join(names, " and ")
}

// term compares the term of the office's head with today and with the seals.
func (d *doctor) term() {
	o := d.rec.Office()
	if o == nil || o.Term == nil || o.Term.To == "" {
		return
	}
	day, err := vow.ParseDate(o.Term.To)
	if err != nil {
		return // an invalid entry is said by files
	}
	end := vow.At(day.AddDate(0, 0, 1))
	if !d.now.Before(end) {
		d.say(DoctorTerm, DoctorWrong, "office", "the record says that the term of the head ended with %s, and nothing of who leads since: 'vow officer term'", o.Term.To)
		return
	}
	d.say(DoctorTerm, DoctorOK, "office", "the head's term ends with %s, in %s", o.Term.To, ago(d.now, end))
	for _, slug := range d.rec.Reports() {
		p := d.rec.Report(slug)
		s := p.Seal()
		if s == nil && !p.Promise.Observed().Given() {
			if say := mandateEnd(o.Term, p.Due()); say != "" {
				d.say(DoctorTerm, DoctorNote, slug, "%s", say)
			}
		}
		if s == nil || p.Released() != nil {
			continue
		}
		switch latest := s.Body.Opens.AtLatest; {
		case latest.IsZero():
			d.say(DoctorTerm, DoctorNote, slug, "no time opens it: who follows after %s may leave it shut", o.Term.To)
		case !latest.Before(end):
			d.say(DoctorTerm, DoctorNote, slug, "it opens at the latest at %s, after the head's term: tell who follows that it opens by itself", latest)
		}
	}
}

// reviews names the protective parts whose day of review has come.
func (d *doctor) reviews() {
	for _, slug := range d.rec.Reports() {
		for _, p := range partInfos(d.rec.Report(slug), d.now) {
			where := slug + "/" + p.Part
			switch {
			case p.ReleasedAt != nil:
			case p.Due:
				d.say(DoctorReview, DoctorNote, where, "the day of its review, %s, has come: 'vow release %s --part %s', or tell readers why not", p.Review, slug, p.Part)
			default:
				d.say(DoctorReview, DoctorOK, where, "%s withheld until review %s", paragraphs(p.Paragraphs), p.Review)
			}
		}
	}
}

// ago says a span of time in its largest unit, rounded down.
func ago(from, to vow.Time) string {
	span := to.Go().Sub(from.Go())
	for _, u := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if n := int64(span / u.size); n > 1 || u.size == time.Second {
			if n == 1 {
				return "1 " + u.name
			}
			return fmt.Sprintf("%d %ss", n, u.name)
		}
	}
	return ""
}
