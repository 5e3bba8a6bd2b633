package verify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vow"
	"vow/internal/daytree"
	"vow/internal/dossier"
	"vow/internal/record"
)

// neverAll is what the check approaches always adds.
const neverAll = "whether all were counted cannot be checked"

// register is what the dossier shows of the events that were counted.
type register struct {
	events []vow.Body // those that are public: entries, and what the reveal files show
	opened int        // events of this chain and of the office's own whose reveal was read
	erased int        // of those that were opened: erased since
	hardly int        // of those: erased within days, as far as is shown
	others int        // openings of other reports that the register counts
	alone  int        // oral approaches whose opening one officer alone signed
	counts *daytree.Counts
	faults faults
}

// registerFiles are the reveal files of opened events and the counts file, as they were
// read before anything was said of them.
type registerFiles struct {
	shown  []vow.Body // of v.openings(), with wrong
	wrong  []error
	counts *daytree.Counts
	bad    error // of the counts file
}

// readRegisterFiles reads the reveal files, on all cores, and the counts file, each of
// which must be the one that its entry names. It depends on the story alone, so that it
// can be done while the seal is opened.
func (v *verifier) readRegisterFiles() registerFiles {
	if v.story == nil {
		return registerFiles{}
	}
	all := v.openings()
	f := registerFiles{shown: make([]vow.Body, len(all)), wrong: make([]error, len(all))} // each worker writes its own places
	last := v.story.report.Register()
	inParallel(len(all)+1, func(i int) {
		switch {
		case i > 0:
			f.shown[i-1], f.wrong[i-1] = v.readOpening(all[i-1])
		case last != nil:
			f.counts, f.bad = v.readCounts(last)
		}
	})
	return f
}

func (v *verifier) readCounts(last *record.Register) (*daytree.Counts, error) {
	data, err := v.d.ReadAll(dossier.PathCounts(last.Body.Counts), daytree.MaxCounts)
	if err != nil {
		return nil, err
	}
	if vow.SumHash(data) != last.Body.Counts {
		return nil, vow.Errorf(vow.CodeCheck, "it is not the file that entry %d names", last.Index)
	}
	return daytree.ParseCounts(data)
}

// judgeRegister takes what the files of the register show.
func (v *verifier) judgeRegister(f registerFiles) error {
	if v.story == nil {
		return nil
	}
	v.register = &register{}
	for i, o := range v.openings() {
		if o.Erased != nil {
			v.register.erased++
			if !v.wasPublic(o) {
				v.register.hardly++
			}
			continue // its file is not expected: an erased text travels no further
		}
		path := dossier.PathOpening(o.Body.Commit)
		v.expected[path] = true
		if f.wrong[i] == nil {
			v.register.opened++
			if c, ok := f.shown[i].(*vow.Contact); ok && c.Oral() && o.Signed < 2 {
				v.register.alone++
			}
			v.register.events = append(v.register.events, f.shown[i])
			continue
		}
		if e := errOf(f.wrong[i]); e != nil {
			return e
		}
		v.register.faults.add(path, f.wrong[i])
	}
	for _, list := range [][]record.Event{v.story.office.Events, v.story.report.Events} {
		for _, e := range list {
			v.register.events = append(v.register.events, e.Body)
		}
	}
	last := v.story.report.Register()
	if last == nil {
		return nil
	}
	path := dossier.PathCounts(last.Body.Counts)
	v.expected[path] = true
	if f.bad != nil {
		v.register.faults.add(path, f.bad)
		return errOf(f.bad)
	}
	v.register.counts = f.counts
	return nil
}

// leastPublic is for how many days an event must have been open to count as opened once
// it is erased: what is opened and erased at once is closed without a basis.
const leastPublic = 7

// wasPublic reports whether the witnesses show that an opened event could be read for
// leastPublic days before it was erased.
func (v *verifier) wasPublic(o *record.Opened) bool {
	opened, ok := v.times.existedBy(o.Index)
	erased, shown := v.times.absentAt(o.ErasedAt)
	return ok && shown && erased.Unix()-opened.Unix() >= leastPublic*86_400
}

// openings returns the opened events whose reveal files belong into this dossier:
// the report's, and the office's own.
func (v *verifier) openings() []*record.Opened {
	var out []*record.Opened
	for _, d := range v.story.office.Days {
		for _, o := range d.Opened {
			if r := o.Body.Report; r == "" || r == v.story.report.Slug {
				out = append(out, o)
			}
		}
	}
	return out
}

// readOpening reads one reveal file, and requires an event that fits its entry.
func (v *verifier) readOpening(o *record.Opened) (vow.Body, error) {
	if o.Erased != nil {
		return nil, nil
	}
	data, err := v.d.ReadAll(dossier.PathOpening(o.Body.Commit), vow.MaxReveal)
	if err != nil {
		return nil, err
	}
	r, err := vow.ParseReveal(data)
	switch {
	case err != nil:
		return nil, err
	case r.Commit != o.Body.Commit:
		return nil, vow.Errorf(vow.CodeCheck, "it reveals another commitment than entry %d opens", o.Index)
	}
	return v.checkEvent(r, o)
}

// checkEvent requires that what is revealed is an event of this record and report
// that was noted before its day was over.
func (v *verifier) checkEvent(r *vow.Reveal, o *record.Opened) (vow.Body, error) {
	body, err := r.Event()
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "field content: %w", err)
	}
	c := body.Common()
	switch {
	case !c.Kind.IsEvent():
		return nil, vow.Errorf(vow.CodeCheck, "it reveals something of the kind %q, which is no event", c.Kind)
	case c.Log != v.cp.Origin:
		return nil, vow.Errorf(vow.CodeCheck, "it reveals an event of the record %q", c.Log)
	case c.Report != o.Body.Report:
		return nil, vow.Errorf(vow.CodeCheck, "it reveals an event of the report %q, and entry %d says %q", c.Report, o.Index, o.Body.Report)
	}
	if !c.At.Before(o.Day.End) {
		return nil, vow.Errorf(vow.CodeCheck, "it was noted at %s, after the day %s that counts it was over", c.At, o.Day.Body.Day)
	}
	return body, nil
}

// sayApproaches is the check approaches.
func (v *verifier) sayApproaches() {
	if v.story == nil || v.story.office.Created.Role != vow.Publisher {
		return
	}
	p, r := v.story.report, v.register
	last := p.Register()
	released := p.Released() != nil
	if last == nil && len(v.story.office.Days) == 0 || !released && len(v.openings()) == 0 {
		return // nothing was counted, or nothing is to be seen of it yet
	}
	if v.sayFaults(Approaches, r.faults) {
		return
	}
	if last == nil {
		what := "no register says what was counted"
		if !released {
			what = "the register says at the release what was counted"
		}
		v.say(Approaches, NotChecked, dossier.FolderOpenings, "%s%s; %s; %s", opensCount(r.opened+r.erased), r.erasedText(), what, neverAll)
		return
	}
	where := fmt.Sprintf("entry %d", last.Index)
	if err := v.checkCounts(last.Body, r.counts); err != nil {
		v.say(Approaches, Fail, where, "%v", err)
		return
	}
	say := registerText(last.Body) + r.othersText() + r.erasedText() + v.lateDays(last.Body)
	verdict := Pass
	if r.alone > 0 {
		verdict = NotChecked
		say += "; " + r.aloneText()
	}
	if r.hardly > 0 {
		verdict = NotChecked
		say += "; " + r.hardlyText()
	}
	if clash := twoTexts(r.events); clash != "" {
		verdict, say = NotChecked, say+"; "+clash
	}
	gap, err := v.checkSpan(last.Body)
	switch {
	case err != nil:
		v.say(Approaches, Fail, where, "%v", err)
		return
	case gap != "":
		verdict, say = NotChecked, say+"; "+gap
	}
	v.say(Approaches, verdict, where, "%s; %s", say, neverAll)
}

// checkCounts requires that every day of a register was fixed and opens to its
// count, that no more is said to be opened than was counted and is opened, and that
// the sums are those of the entry.
func (v *verifier) checkCounts(b *vow.RegisterStated, c *daytree.Counts) error {
	if c.Log != v.cp.Origin || c.Report != b.Report {
		return fmt.Errorf("its counts file is of the report %q in the record %q", c.Report, c.Log)
	}
	if first, last := c.Days[0].Day, c.Days[len(c.Days)-1].Day; first != b.From || last != b.To {
		return fmt.Errorf("its counts file is from %s to %s, and the register from %s to %s", first, last, b.From, b.To)
	}
	counted, opened, closed := 0, 0, 0
	for _, d := range c.Days {
		fixed := v.rec.Day(d.Day)
		if fixed == nil {
			return fmt.Errorf("the day %s was never fixed", d.Day)
		}
		root, err := d.Root()
		switch {
		case err != nil:
			return err
		case 1<<len(d.Path) != fixed.Body.Leaves || root != fixed.Body.Root:
			return fmt.Errorf("the count of %s is not the one that entry %d fixed", d.Day, fixed.Index)
		case d.Opened > d.Count:
			return fmt.Errorf("%d events of %s are said to be opened, and %d were counted", d.Opened, d.Day, d.Count)
		case len(fixed.Opened) > d.Count:
			return fmt.Errorf("%d events of %s are opened, and %d were counted", len(fixed.Opened), d.Day, d.Count)
		case len(fixed.Opened) < d.Opened:
			return fmt.Errorf("%d events of %s are said to be opened, and %d are", d.Opened, d.Day, len(fixed.Opened))
		}
		counted, opened = counted+d.Count, opened+d.Opened
		v.register.others += max(0, d.Opened-openedOf(fixed, b.Report))
	}
	for _, cl := range b.Closed {
		closed += cl.Count
	}
	switch {
	case counted != b.Counted:
		return fmt.Errorf("the register says that %d events were counted, and the days say %d", b.Counted, counted)
	case opened != b.Opened:
		return fmt.Errorf("the register says that %d events are opened, and its counts file says %d", b.Opened, opened)
	case opened+closed < counted:
		return fmt.Errorf("%d of %d counted events are neither opened nor closed", counted-opened-closed, counted)
	case opened+closed > counted:
		return fmt.Errorf("%d events are opened and %d closed, of %d that were counted", opened, closed, counted)
	}
	return nil
}

// openedOf counts the openings of a day that are of a report, or the office's own.
func openedOf(d *record.Day, report string) int {
	n := 0
	for _, o := range d.Opened {
		if r := o.Body.Report; r == "" || r == report {
			n++
		}
	}
	return n
}

// checkSpan requires that a register begins by the day of the promise and reaches
// the day of the release. gap says what is missing where only the end of that last
// day is, or what was witnessed late.
func (v *verifier) checkSpan(b *vow.RegisterStated) (gap string, err error) {
	p, hour := v.story.report, v.story.office.Created.Procedure.DayHour
	promised := p.Promise.At
	if at, ok := v.times.existedBy(p.PromiseAt); ok {
		promised = earlier(promised, at)
	}
	first, err := vow.DayAt(promised, hour)
	if err != nil {
		return "", err
	}
	first = max(first, v.story.office.FirstDay())
	if b.From > first {
		return "", fmt.Errorf("the register begins on %s, after the day of the promise, %s", b.From, first)
	}
	s := p.Released()
	if s == nil {
		return "the report is not released", nil
	}
	stated, err := vow.DayAt(s.Release.At, hour)
	if err != nil {
		return "", err
	}
	if day := vow.NextDay(b.To); day < stated {
		return "", fmt.Errorf("the register ends on %s, before the day of the release, %s", b.To, stated)
	}
	seen := stated
	if at, ok := v.times.existedBy(s.ReleaseAt); ok {
		if seen, err = vow.DayAt(later(at, s.Release.At), hour); err != nil {
			return "", err
		}
	}
	if b.To < seen {
		return fmt.Sprintf("the register ends on %s, and the release was witnessed on %s: the days between are not stated", b.To, seen), nil
	}
	return "", nil
}

// lateDays says how many days of a register were first witnessed more than a day
// after they were over.
func (v *verifier) lateDays(b *vow.RegisterStated) string {
	n := 0
	for _, d := range v.story.office.Days {
		if d.Body.Day < b.From || d.Body.Day > b.To {
			continue
		}
		if at, ok := v.times.existedBy(d.Index); ok && at.Go().Sub(d.End.Go()) > 24*time.Hour {
			n++
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return "; 1 day was fixed late"
	}
	return fmt.Sprintf("; %d days were fixed late", n)
}

// registerText says what a register counts.
func registerText(b *vow.RegisterStated) string {
	if b.Counted == 0 {
		return fmt.Sprintf("none counted in %s", days(int64(b.Days)))
	}
	closed := 0
	var bases []string
	for _, c := range b.Closed {
		closed += c.Count
		basis := strings.ReplaceAll(string(c.Basis), "-", " ")
		if len(b.Closed) > 1 {
			basis = fmt.Sprintf("%d %s", c.Count, basis)
		}
		bases = append(bases, basis)
	}
	parts := []string{fmt.Sprintf("%d counted", b.Counted), fmt.Sprintf("%d opened", b.Opened)}
	if closed > 0 {
		parts = append(parts, fmt.Sprintf("%d closed: %s", closed, strings.Join(bases, ", ")))
	}
	return strings.Join(parts, ", ")
}

func (r *register) erasedText() string {
	if r.erased == 0 {
		return ""
	}
	return fmt.Sprintf("; %d erased since", r.erased)
}

// othersText says how many of those that are opened are of other reports, and so not
// among what this dossier shows.
func (r *register) othersText() string {
	if r.others == 0 {
		return ""
	}
	return fmt.Sprintf("; %d of those that are opened %s of other reports", r.others, map[bool]string{true: "is", false: "are"}[r.others == 1])
}

// hardlyText says of how many erased events it is not shown that anybody could read them.
func (r *register) hardlyText() string {
	return fmt.Sprintf("that %s could be read for %d days before is not shown", count(r.hardly, "erased event", "erased events"), leastPublic)
}

// aloneText says of how many oral approaches it is not shown that two officers stand by
// them.
func (r *register) aloneText() string {
	return fmt.Sprintf("%s opened by one officer alone: two stand by the note of an oral one", count(r.alone, "oral approach", "oral approaches"))
}

func opensCount(n int) string {
	if n == 0 {
		return "none opened"
	}
	return fmt.Sprintf("%d opened", n)
}

// eventMembers adds what is wrong with reveal files and counts to the members.
func (v *verifier) eventMembers() {
	if v.register == nil {
		return
	}
	for _, f := range v.register.faults {
		if v.d.Has(f.where) && !slices.Contains(v.members, f) {
			v.members.add(f.where, errors.New(f.say))
		}
	}
}
