package verify

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"vow"
	"vow/internal/dossier"
	"vow/internal/record"
	"vow/internal/timelock"
	"vow/internal/tlog"
	"vow/paper"
	"vow/seal"
)

// Options are what the reader brings along: nothing of it comes from the
// dossier.
type Options struct {
	Trust       []byte           // a C2SP tlog-policy; nil: none
	Origin      string           // which log, where the trust file lists several
	Chains      []timelock.Chain // beacon chains to believe besides the built-in ones
	Checkpoints []Given          // checkpoints the reader got elsewhere
	Opening     []byte           // a vow/opening@v1; nil: none
	Receipts    []Given          // receipts of comments that the reader gave, for reply.received
	Replies     []Given          // receipts of replies in a party's own record
	Now         vow.Time         // the reader's clock; zero: not given
}

// Given is a file of the reader's, with the name to call it by.
type Given struct {
	Name string
	Data []byte
}

// Bounds of what is read into memory.
const (
	maxCheckpoint = vow.MaxNote
	maxLock       = 1 << 20
	maxPaper      = 64 << 20
	maxReveal     = 1 << 20
)

// members are what a report is judged by: a dossier, or its members before they are
// packed (dossier.Loose).
type members interface {
	Info() dossier.Info
	Paths() []string
	Under(prefix string) []string
	Has(path string) bool
	SHA256(path string) (vow.Hash, error)
	Open(path string) (*io.SectionReader, error)
	ReadAll(path string, max int64) ([]byte, error)
	CheckRecord(size int64) error
}

// verifier is one run.
type verifier struct {
	o      Options
	report *Report
	d      members

	loose  bool // the members were not packed, and the record is not among them: Whole
	trust  *tlog.Trust
	logKey vow.Key // trusted; zero if there is none
	cp     *tlog.SignedCheckpoint
	rec    *record.Record
	hashes *tlog.Hashes
	times  *times
	story  *story

	memo     tlog.Memo
	ahead    []ahead // carried checkpoints
	vkeys    vkeys
	register *register // of the events that were counted; nil without a promise

	parts []*partState // of the protective parts, in the order of their seals
	reply *replyState  // of the right of reply

	sealed *sealedRound // what the package must hold of it; nil where nothing was declared
	lates  []*lateState // packages of late replies
	// beaconsAtHand are true signatures, of the body's release or the reader's opening
	beaconsAtHand []timelock.Beacon

	members faults // what is wrong with single members
	sigs    faults
	forks   faults
	trusted bool // the trust file lists the log, and its key signed the checkpoint
	grown   int64
	// roots of the larger checkpoints that the reader gave, by size
	grownRoots map[int64]vow.Hash
	whole      fault // why the record is not whole; empty if it is

	lock     *seal.Lock
	shown    map[vow.Hash]*paper.Paper // by root: the texts of the body of which parts hold blocks, once it is opened
	expected map[string]bool           // payload members that the record calls for
}

// fault is one thing that is wrong, and where.
type fault struct{ where, say string }

type faults []fault

func (f *faults) add(where string, err error) { *f = append(*f, fault{where, err.Error()}) }

// any reports whether something is wrong with a member below a prefix.
func (f faults) any(prefix string) bool {
	return slices.ContainsFunc(f, func(x fault) bool { return strings.HasPrefix(x.where, prefix) })
}

// Dossier judges the dossier of that size in bytes. An error is about the
// options or about reading; whatever is wrong with the dossier is in the report.
func Dossier(r io.ReaderAt, size int64, o Options) (*Report, error) {
	v := &verifier{o: o, report: &Report{Reports: []ReportStatus{}}, expected: make(map[string]bool), shown: newShown()}
	if err := v.readTrust(); err != nil {
		return nil, err
	}
	d, err := dossier.Read(r, size, dossier.Limits{})
	if vow.CodeOf(err) == vow.CodeIO {
		return nil, err
	}
	if err != nil {
		v.say(DossierForm, Fail, dossier.MemberOf(err), "%v", err)
		return v.finish(), nil
	}
	v.d = d
	v.say(DossierForm, Pass, "", "the file is byte for byte what vow writes for these members")
	if err := v.judge(); err != nil {
		return nil, err
	}
	return v.finish(), nil
}

func newShown() map[vow.Hash]*paper.Paper { return make(map[vow.Hash]*paper.Paper) }

// judge runs all checks after dossier.form.
func (v *verifier) judge() error {
	if err := v.readHead(); err != nil || v.cp == nil {
		return err
	}
	var reading sync.WaitGroup // the replay of a record takes one core at a time, now and then
	var failed error
	reading.Go(func() { v.ahead, failed = v.readAhead() })
	err := v.readRecord()
	reading.Wait()
	if err = cmp.Or(err, failed); err != nil || v.rec == nil {
		return err
	}
	if err := v.readCheckpoints(); err != nil {
		return err
	}
	return v.judgeReport()
}

// judgeReport runs the checks that come after the record is read and has its times.
func (v *verifier) judgeReport() error {
	v.tellStory()
	v.tellParts()
	if !v.loose { // all texts of the record: once is enough
		v.report.Texts, v.report.Redactions = v.fixedTexts(), v.statedRedactions()
	}
	if v.story == nil && v.o.Opening != nil {
		return vow.Errorf(vow.CodeUsage, "an opening was given, but the report is not sealed")
	}
	var register registerFiles
	var trust trustCopy
	var reading sync.WaitGroup // what depends on the story alone, while the seal is opened on one core
	reading.Go(func() { trust = v.readTrustCopy() })
	reading.Go(func() { register = v.readRegisterFiles() })
	err := v.readSealed()
	reading.Wait()
	if err != nil {
		return err
	}
	if err := v.judgeRegister(register); err != nil {
		return err
	}
	if err := v.checkMembers(trust); err != nil {
		return err
	}
	v.recordChecks()
	v.storyChecks()
	v.sayParts()
	v.sayReply()
	v.sayReceived()
	v.sayApproaches()
	v.sayPublicEvents()
	return nil
}

// readSealed reads what belongs to the report's seals and to the right of reply.
func (v *verifier) readSealed() error {
	if err := v.readReasons(); err != nil {
		return err
	}
	if err := v.readSeal(); err != nil {
		return err
	}
	if err := v.readParts(); err != nil {
		return err
	}
	if err := v.readLate(); err != nil {
		return err
	}
	return v.readReply()
}

// readTrust parses the trust file.
func (v *verifier) readTrust() error {
	if v.o.Trust == nil {
		return nil
	}
	t, err := tlog.ParseTrust(v.o.Trust)
	if err != nil {
		return vow.Errorf(vow.CodeUsage, "trust file: %w", err)
	}
	if len(t.Logs) > 1 && v.o.Origin == "" {
		return vow.Errorf(vow.CodeUsage, "the trust file lists %d logs", len(t.Logs)).WithHint("say which one with --origin")
	}
	v.trust = t
	return nil
}

// origin returns the origin that the reader expects, or "".
func (v *verifier) origin() string {
	if v.o.Origin == "" && v.trust != nil && len(v.trust.Logs) == 1 {
		return v.trust.Logs[0].Key.Name
	}
	return v.o.Origin
}

// errOf turns an error about a member into one that ends the run, if it is not
// about the member's content: the file could not be read.
func errOf(err error) error {
	if vow.CodeOf(err) == vow.CodeIO && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	return nil
}
