package office

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"vow"
	"vow/internal/beacon"
	"vow/internal/record"
	"vow/internal/timelock"
	"vow/seal"
)

// The ids of a doctor's findings. They are stable.
const (
	DoctorClock     = "clock"             // this machine's clock, against the record and the beacons
	DoctorChain     = "chain.facts"       // pinned facts of a chain, recomputed
	DoctorAlive     = "chain.alive"       // whether a chain goes on
	DoctorEnd       = "chain.end"         // whether a seal outlasts an announced end
	DoctorRelay     = "relay.health"      // one relay
	DoctorRound     = "seal.round"        // one promised round
	DoctorTerm      = "office.term"       // the head's term
	DoctorReview    = "part.review"       // the day on which a protective part is looked at again
	DoctorConfirmed = "trustee.confirmed" // trustees' confirmations
	DoctorDays      = "day.fixed"         // the daily count
	DoctorRegister  = "register.stated"   // what was counted, of a released report
	DoctorHome      = "home.files"        // keys, locks, packages, kept signatures
)

// The states of a finding.
const (
	DoctorOK      = "ok"
	DoctorNote    = "note"    // nothing is wrong, and somebody should know
	DoctorUnknown = "unknown" // it could not be looked at
	DoctorWrong   = "wrong"
)

// Finding is one thing that was looked at. ID and State are stable, Say is for
// people.
type Finding struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Where string `json:"where,omitempty"` // relay, chain, report or file
	Say   string `json:"say"`
}

// DoctorReport is what a doctor found, in the order in which it looked.
type DoctorReport struct {
	Findings []Finding `json:"findings"`
}

// DoctorOptions say what else a doctor is to know.
type DoctorOptions struct {
	Relays []string // instead of the home's
	// Ends are chains whose end was announced. No chain says so itself: drand
	// announces in words.
	Ends map[vow.Hash]vow.Time
}

// doctor looks at one home.
type doctor struct {
	home *Home
	rec  *record.Record
	opts DoctorOptions
	now  vow.Time
	out  *DoctorReport

	asked, answered int                 // relays
	chains          map[vow.Hash]string // how each chain stands: a state
}

func (d *doctor) say(id, state, where, format string, args ...any) {
	d.out.Findings = append(d.out.Findings, Finding{id, state, where, fmt.Sprintf(format, args...)})
}

// Doctor looks at what could keep the home's promises from being kept: clock,
// chains, relays, promised rounds, the head's term, trustees, files. It changes
// nothing, and asks relays for nothing but their chains' newest beacon.
//
// The error is CodeCheck where something is wrong, CodeIO where nothing else is
// and no relay could be reached; the report is whole with both. Other errors say
// that there is nothing to look at.
func (h *Home) Doctor(ctx context.Context, o DoctorOptions) (*DoctorReport, error) {
	r, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, err
	}
	d := &doctor{home: h, rec: rec, opts: o, now: vow.At(h.Env.Now()), out: &DoctorReport{}, chains: make(map[vow.Hash]string)}
	if len(o.Relays) == 0 {
		d.opts.Relays = h.Config.Relays
	}
	if err := d.files(); err != nil {
		return nil, err
	}
	for _, err := range []error{r.CheckMark(h.Env.StateDir), r.CheckAlarm(h.Env.StateDir)} {
		if err != nil {
			d.say(DoctorHome, DoctorWrong, h.Path(DirRecord), "%v: 'vow fsck' says more", err)
		}
	}
	if err := d.recordClock(r); err != nil {
		return nil, err
	}
	seals := d.openSeals()
	for _, c := range d.allChains(seals) {
		d.chain(ctx, c)
	}
	for _, s := range seals {
		d.rounds(s)
		d.confirmations(s)
	}
	d.reviews()
	d.term()
	d.days()
	return d.out, d.verdict()
}

// verdict is the error of the report.
func (d *doctor) verdict() error {
	wrong := 0
	for _, f := range d.out.Findings {
		if f.State == DoctorWrong {
			wrong++
		}
	}
	switch {
	case wrong == 1:
		return vow.Errorf(vow.CodeCheck, "1 thing is wrong")
	case wrong > 1:
		return vow.Errorf(vow.CodeCheck, "%d things are wrong", wrong)
	case d.asked > 0 && d.answered == 0:
		return vow.Errorf(vow.CodeIO, "no relay could be reached").WithHint("is this machine's network there? Or name another relay with --relay URL")
	}
	return nil
}

// openSeal is a seal of a report, or of a part, that is not released.
type openSeal struct {
	at   *record.Seal
	lock *seal.Lock
}

// openSeals reads the locks of what is sealed and not released, and looks for
// the files of those seals.
func (d *doctor) openSeals() []openSeal {
	var out []openSeal
	for _, slug := range d.rec.Reports() {
		released := d.rec.Report(slug).Released() != nil
		for _, s := range slices.Concat(d.rec.Report(slug).Seals, standing(d.rec.Report(slug)), d.rec.Report(slug).Late()) {
			if part := s.Body.Part != vow.PartBody; part && s.ReleaseAt >= 0 || !part && released {
				continue
			}
			path := d.home.packageOf(s.Body)
			if st, err := os.Stat(path); err != nil {
				d.say(DoctorHome, DoctorWrong, path, "the package is missing: get a copy from anyone who holds one")
			} else if st.Size() != s.Body.Package.Size {
				d.say(DoctorHome, DoctorWrong, path, "%d bytes, where entry %d names a package of %d", st.Size(), s.Index, s.Body.Package.Size)
			}
			l, err := d.home.readLock(s)
			if err != nil {
				d.say(DoctorHome, DoctorWrong, d.home.lockOf(s.Body), "%v", err)
				continue
			}
			out = append(out, openSeal{s, l})
		}
	}
	return out
}

// files looks at keys, kept signatures and settings, as fsck does, without
// reading packages or the whole record.
func (d *doctor) files() error {
	var found FsckReport
	if err := errors.Join(d.home.checkKeys(&found), d.home.checkPending(&found), d.home.checkBeacons(d.rec, &found)); err != nil {
		return err
	}
	d.home.checkOwnKey(d.rec, &found)
	for _, p := range found.Files {
		d.say(DoctorHome, DoctorWrong, p.Path, "%s", p.Say)
	}
	for _, bad := range d.rec.Invalid() {
		d.say(DoctorHome, DoctorWrong, fmt.Sprintf("entry %d", bad.Index), "it is invalid and changes nothing: %v", bad.Err)
	}
	if len(found.Files) == 0 && len(d.rec.Invalid()) == 0 {
		d.say(DoctorHome, DoctorOK, d.home.dir, "keys, entries, kept signatures and chain.json are as they must be; 'vow fsck' reads everything")
	}
	return nil
}

// allChains returns the chain that the office seals with and those of its open
// seals, each once.
func (d *doctor) allChains(seals []openSeal) []timelock.Chain {
	var all []timelock.Chain
	add := func(c timelock.Chain) {
		if !slices.ContainsFunc(all, c.Equal) {
			all = append(all, c)
		}
	}
	if c, err := d.home.Chain(); err == nil { // said by files otherwise
		add(c)
	}
	for _, s := range seals {
		for _, c := range s.lock.Chains {
			add(c)
		}
	}
	return all
}

// relaysOf returns the relays to ask about a chain.
func (d *doctor) relaysOf(c timelock.Chain) []string {
	if len(d.opts.Relays) == 0 && !c.Local() {
		return beacon.DefaultRelays
	}
	return d.opts.Relays
}
