package record

import (
	"vow"
	"vow/internal/daytree"
)

// Day is a valid day.fixed.
type Day struct {
	Index  int64
	Leaf   vow.Hash // of the entry
	Body   *vow.DayFixed
	End    vow.Time // when the day is over, by the office's hour
	Opened []*Opened

	places map[int]bool // leaves that were opened
}

// Opened is a valid event.opened.
type Opened struct {
	Index  int64
	Body   *vow.EventOpened
	Day    *Day
	Signed int             // how many officers did, clerks left out
	Erased *vow.TextErased // its reveal file is gone, by this entry; nil: it is not

	ErasedAt int64 // the index of that entry
}

// Register is a valid register.stated.
type Register struct {
	Index int64
	Body  *vow.RegisterStated
}

// Method is a valid method.fixed.
type Method struct {
	Index int64
	Body  *vow.MethodFixed
}

// Erasure is a valid text.erased.
type Erasure struct {
	Index int64
	Body  *vow.TextErased
}

// days is the part of a record that is about days and events.
type days struct {
	byDate map[string]*Day
	byLeaf map[vow.Hash]*Day
	opened map[vow.Hash]*Opened // by commitment

	methods map[methodKey]int64
}

type methodKey struct {
	report string
	sha256 vow.Hash
}

func newDays() days {
	return days{byDate: make(map[string]*Day), byLeaf: make(map[vow.Hash]*Day), opened: make(map[vow.Hash]*Opened),
		methods: make(map[methodKey]int64)}
}

// Day returns the day.fixed of a date, or nil.
func (r *Record) Day(date string) *Day { return r.days.byDate[date] }

// Opened returns the event.opened of a commitment, or nil.
func (r *Record) Opened(commit vow.Hash) *Opened { return r.days.opened[commit] }

// Method returns the index of the method.fixed of a file, of a report or, for "",
// of the office.
func (r *Record) Method(report string, sha256 vow.Hash) (int64, bool) {
	i, ok := r.days.methods[methodKey{report, sha256}]
	return i, ok
}

// FirstDay returns the day in which the office was created: the first that can be
// fixed.
func (o *Office) FirstDay() string {
	day, err := vow.DayAt(o.Created.At, o.Created.Procedure.DayHour)
	if err != nil {
		return "" // a valid office.created has an hour
	}
	return day
}

// planDay decides over day.fixed: one for each date, under its own date however
// late, and never before the day is over by the entry's own time.
func (r *Record) planDay(e *vow.Entry, b *vow.DayFixed) (func(int64), error) {
	end, err := vow.DayEnd(b.Day, r.office.Created.Procedure.DayHour)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "field day: %w", err)
	}
	switch old := r.days.byDate[b.Day]; {
	case old != nil:
		return nil, vow.Errorf(vow.CodeCheck, "field day: %s was fixed by entry %d", b.Day, old.Index)
	case b.Day < r.office.FirstDay():
		return nil, vow.Errorf(vow.CodeCheck, "field day: the office did not exist before its day %s", r.office.FirstDay())
	case b.At.Before(end):
		return nil, vow.Errorf(vow.CodeCheck, "field day: the day %s is not over before %s", b.Day, end)
	}
	return func(i int64) {
		d := &Day{Index: i, Leaf: e.Leaf, Body: b, End: end}
		r.office.Days = append(r.office.Days, d)
		r.days.byDate[b.Day], r.days.byLeaf[e.Leaf] = d, d
	}, nil
}

// planOpened decides over event.opened. p is nil for an event of the office's own.
func (r *Record) planOpened(b *vow.EventOpened, p *Report, signers []signer) (func(int64), error) {
	d := r.days.byLeaf[b.Refs[0]]
	switch old := r.days.opened[b.Commit]; {
	case d == nil:
		return nil, vow.Errorf(vow.CodeCheck, "field refs: it is not a valid day.fixed")
	case old != nil:
		return nil, vow.Errorf(vow.CodeCheck, "field commit: this event was opened by entry %d", old.Index)
	case 1<<len(b.Path) != d.Body.Leaves:
		return nil, vow.Errorf(vow.CodeCheck, "field path: %d hashes, for a day of %d leaves", len(b.Path), d.Body.Leaves)
	case daytree.RootOf(b.Commit, b.Index, b.Path) != d.Body.Root:
		return nil, vow.Errorf(vow.CodeCheck, "field path: it does not lead from leaf %d to the root of the day %s", b.Index, d.Body.Day)
	case d.places[b.Index]:
		return nil, vow.Errorf(vow.CodeCheck, "field index: leaf %d of the day %s was opened before", b.Index, d.Body.Day)
	}
	return func(i int64) {
		o := &Opened{Index: i, Body: b, Day: d, Signed: officersAmong(signers)}
		d.Opened = append(d.Opened, o)
		if d.places == nil {
			d.places = make(map[int]bool)
		}
		d.places[b.Index] = true
		r.days.opened[b.Commit] = o
		if p != nil {
			p.Opened = append(p.Opened, o)
		}
	}, nil
}

// officersAmong counts those of signers who are officers and no clerks.
func officersAmong(signers []signer) int {
	n := 0
	for _, s := range signers {
		if s.role != vow.RoleClerk {
			n++
		}
	}
	return n
}

// planRegister decides over register.stated: a later one covers what an earlier one
// did. Whether it is true is for verify to say.
func (p *Report) planRegister(b *vow.RegisterStated) (func(int64), error) {
	if old := p.Register(); old != nil && (b.From != old.Body.From || b.To < old.Body.To) {
		return nil, vow.Errorf(vow.CodeCheck, "field from: the register of entry %d is from %s to %s: a later one begins there and ends no sooner", old.Index, old.Body.From, old.Body.To)
	}
	return func(i int64) { p.Registers = append(p.Registers, Register{i, b}) }, nil
}

// Register returns the last register.stated of the report, or nil.
func (p *Report) Register() *Register {
	if n := len(p.Registers); n > 0 {
		return &p.Registers[n-1]
	}
	return nil
}

// planErased decides over text.erased: of an event that its own chain opened, or of
// a text of the report that no seal holds and no correction published.
func (r *Record) planErased(b *vow.TextErased, p *Report) (func(int64), error) {
	if !b.Root.IsZero() {
		return p.planErasedText(b)
	}
	o := r.days.opened[b.Commit]
	switch {
	case o == nil:
		return nil, vow.Errorf(vow.CodeCheck, "field commit: no event of this commitment was opened")
	case o.Body.Report != b.Report:
		return nil, vow.Errorf(vow.CodeCheck, "field report: the event was opened by entry %d of another chain", o.Index)
	case o.Erased != nil:
		return nil, vow.Errorf(vow.CodeCheck, "field commit: it was erased before")
	}
	return func(i int64) {
		o.Erased, o.ErasedAt = b, i
		if p != nil {
			p.Erasures = append(p.Erasures, Erasure{i, b})
		}
	}, nil
}

func (p *Report) planErasedText(b *vow.TextErased) (func(int64), error) {
	_, fixed := p.fixed[b.Root]
	switch {
	case !fixed:
		return nil, vow.Errorf(vow.CodeCheck, "field root: no text with this root was fixed for the report")
	case p.sealed[b.Root] != nil:
		return nil, vow.Errorf(vow.CodeCheck, "field root: entry %d sealed this text, and it opens by itself", p.sealed[b.Root].Index)
	case p.Erased(b.Root):
		return nil, vow.Errorf(vow.CodeCheck, "field root: it was erased before")
	}
	for _, c := range p.Corrections {
		if c.Body.Root == b.Root {
			return nil, vow.Errorf(vow.CodeCheck, "field root: entry %d published this text", c.Index)
		}
	}
	return func(i int64) { p.Erasures = append(p.Erasures, Erasure{i, b}) }, nil
}

// Erased reports whether a text of the report was erased.
func (p *Report) Erased(root vow.Hash) bool {
	for _, e := range p.Erasures {
		if e.Body.Root == root {
			return true
		}
	}
	return false
}

func (r *Record) planMethod(b *vow.MethodFixed, p *Report) (func(int64), error) {
	key := methodKey{b.Report, b.Method.SHA256}
	if i, ok := r.days.methods[key]; ok {
		return nil, vow.Errorf(vow.CodeCheck, "field method: entry %d fixed this file", i)
	}
	return func(i int64) {
		r.days.methods[key] = i
		if p != nil {
			p.Methods = append(p.Methods, Method{i, b})
		} else {
			r.office.Methods = append(r.office.Methods, Method{i, b})
		}
	}, nil
}

// planOfDays decides over the office's own entries of these kinds, and reports
// whether e is one.
func (r *Record) planOfDays(e *vow.Entry, signers []signer) (change func(int64), ok bool, err error) {
	var own func(int64)
	switch b := e.Body.(type) {
	case *vow.DayFixed:
		own, err = r.planDay(e, b)
		return own, true, err // not among the office's indexes: Days has them
	case *vow.EventOpened:
		own, err = r.planOpened(b, nil, signers)
	case *vow.TextErased:
		own, err = r.planErased(b, nil)
	case *vow.MethodFixed:
		own, err = r.planMethod(b, nil)
	case *vow.EntryDisputed:
		own, err = r.planDispute(b, nil)
	default:
		return nil, false, nil
	}
	if err != nil {
		return nil, true, err
	}
	return func(i int64) {
		r.office.Indexes = append(r.office.Indexes, i)
		own(i)
	}, true, nil
}
