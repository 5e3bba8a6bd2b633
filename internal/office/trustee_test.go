package office

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"vow"
	"vow/internal/opening"
	"vow/internal/testrecord"
	"vow/internal/tlog"
	"vow/seal"
)

// trusteeWorld is a sealed report with trustees whose keys the test holds.
type trusteeWorld struct {
	*testrecord.World
	sealed *testrecord.Sealed
	ids    map[string]*age.X25519Identity
	keys   map[string]*vow.Signer
	env    Env
}

func newTrusteeWorld(t *testing.T, report, policy string, handles ...string) *trusteeWorld {
	t.Helper()
	pass := "p"
	w := &trusteeWorld{World: testrecord.New(t, "office.example/vow"), ids: make(map[string]*age.X25519Identity),
		keys: make(map[string]*vow.Signer), env: testEnv(&pass)}
	w.env.Confirm = func([]byte, string) (bool, error) { return true, nil }
	w.Add(w.Created("2026-06-01T09:00:00Z"), testrecord.Head, testrecord.Editor)
	if report != RehearsalReport {
		w.Add(w.Promise("2026-06-02T09:00:00Z", report, "2026-08-31"), testrecord.Head)
	}
	s := testrecord.Sealing{At: "2026-06-03T09:00:00Z", Policy: policy, Buriable: true}
	s.Papers = append(s.Papers, w.Paper("x", "sealed"))
	for _, h := range handles {
		trustee, id := w.Trustee(h)
		s.Trustees = append(s.Trustees, trustee)
		w.ids[h], w.keys[h] = id, w.Signer(testrecord.TrusteeName(h))
	}
	w.sealed = w.Seal(report, s)
	return w
}

// keysOf returns a trustee's keys.
func (w *trusteeWorld) keysOf(handle string) *Keys {
	return &Keys{Identities: []age.Identity{w.ids[handle]}, Signer: w.keys[handle]}
}

// only returns a trustee's age key alone.
func (w *trusteeWorld) only(handle string) *Keys {
	return &Keys{Identities: w.keysOf(handle).Identities}
}

// receipt logs the seal and returns the receipt of it, and a trust file.
func (w *trusteeWorld) receipt(t *testing.T) (receipt, trust []byte) {
	t.Helper()
	i := w.Add(w.sealed.Body, testrecord.Head, testrecord.Editor)
	return w.receiptOf(t, i), []byte("log " + w.Log.Key.String() + "\nquorum none\n")
}

// receiptOf returns the receipt of a logged entry.
func (w *trusteeWorld) receiptOf(t *testing.T, i int64) []byte {
	t.Helper()
	size := int64(len(w.Entries))
	path, err := tlog.NewHashes(w.Leaves()).Inclusion(i, size)
	if err != nil {
		t.Fatal(err)
	}
	proof := tlog.Proof{Index: i, Path: path, Checkpoint: w.Checkpoint(size).Marshal()}
	return (&tlog.Receipt{Entry: w.Entries[i], Proof: proof.Marshal()}).Marshal()
}

// refused requires an error of that code whose text holds words.
func refused(t *testing.T, what string, err error, code vow.Code, words string) {
	t.Helper()
	if vow.CodeOf(err) != code || err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("%s: %v (%s), want %s with %q", what, err, vow.CodeOf(err), code, words)
	}
}

const twoOfThree = "2 of {a, b, c} or 2026-10-15"

// regraft returns the lock with other bytes, parsed.
func regraft(t *testing.T, data []byte, old, new string) *seal.Lock {
	t.Helper()
	changed := bytes.Replace(data, []byte(old), []byte(new), 1)
	if bytes.Equal(changed, data) {
		t.Fatalf("%q is not in the lock", old)
	}
	l, err := seal.ParseLock(changed)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// section returns a leaf's armored file.
func section(t *testing.T, data []byte, handle string) string {
	t.Helper()
	_, rest, ok1 := strings.Cut(string(data), " trustee "+handle+" commit ")
	_, rest, ok2 := strings.Cut(rest, "\n")
	file, _, ok3 := strings.Cut(rest, "-----END AGE ENCRYPTED FILE-----\n")
	if !ok1 || !ok2 || !ok3 {
		t.Fatal("no such leaf")
	}
	return file
}

// TestConfirm: what a trustee signs, and what it refuses to sign: a leaf that was
// swapped, a share from another lock, another's keys.
func TestConfirm(t *testing.T) {
	w := newTrusteeWorld(t, "x", twoOfThree, "a", "b", "c")
	c, err := ConfirmLock(w.env, w.sealed.Lock, w.keysOf("a"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := vow.ParsePending(c.Data)
	if err != nil {
		t.Fatal(err)
	}
	body, ok := p.Body.(*vow.TrusteeConfirmed)
	if !ok || body.Handle != "a" || body.Head != w.sealed.Lock.Head() || body.Lock != vow.SumHash(w.sealed.Bytes) || body.Report != "x" || body.Log != w.Origin || len(p.Sigs) != 1 ||
		!w.keys["a"].Key.VerifyNote(p.Text, p.Sigs[0].Bytes) {
		t.Errorf("%s", c.Data)
	}

	_, err = ConfirmLock(w.env, w.sealed.Lock, &Keys{Identities: w.keysOf("b").Identities, Signer: w.keys["a"]})
	refused(t, "another's age key", err, vow.CodeCheck, "not in the lock for the trustee a")
	_, err = ConfirmLock(w.env, w.sealed.Lock, &Keys{Identities: w.keysOf("a").Identities, Signer: w.Signer(testrecord.Head)})
	refused(t, "an officer's signing key", err, vow.CodeCheck, "no trustee's of this lock")

	no := w.env
	no.Confirm = func([]byte, string) (bool, error) { return false, nil }
	_, err = ConfirmLock(no, w.sealed.Lock, w.keysOf("a"))
	refused(t, "declined", err, vow.CodeRefused, "not signed")

	swapped := regraft(t, w.sealed.Bytes, section(t, w.sealed.Bytes, "a"), section(t, w.sealed.Bytes, "b"))
	_, err = ConfirmLock(w.env, swapped, w.keysOf("a"))
	refused(t, "a leaf of another trustee's", err, vow.CodeCheck, "the office sealed it wrongly")
	refused(t, "an editor of the file", err, vow.CodeCheck, opening.MayBeChanged)
	for _, line := range []string{"report x\n|report y\n", "report x\n|report rehearsal\n", "origin office.example/vow\n|origin other.example/vow\n"} {
		old, new, _ := strings.Cut(line, "|")
		_, err = ConfirmLock(w.env, regraft(t, w.sealed.Bytes, old, new), w.keysOf("a"))
		refused(t, "leaves under another head: "+new, err, vow.CodeCheck, "does not hold the share that the lock commits to")
	}
}

// TestReleaseIsBound: a share leaves the trustee's hands only for a lock that is
// shown to be on the record, and fits no other.
func TestReleaseIsBound(t *testing.T) {
	w := newTrusteeWorld(t, "x", twoOfThree, "a", "b", "c")
	receipt, trust := w.receipt(t)
	good := TrusteeReleaseOptions{Lock: w.sealed.Bytes, Keys: w.only("a"), Receipt: receipt, Trust: trust}
	var said []string
	good.Before = func(lines []string) error { said = lines; return nil }
	res, err := ReleaseLeaves(w.env, good)
	if err != nil || len(res.Files) != 1 || res.Files[0].Kind != "share" || res.Handle != "a" {
		t.Fatalf("%+v, %v", res, err)
	}
	share, err := seal.ParseShare(res.Files[0].Data)
	if err != nil || w.sealed.Lock.CheckShare(share) != nil || share.Head != w.sealed.Lock.Head() {
		t.Errorf("%v, %v", share, err)
	}
	all := strings.Join(said, "\n")
	for _, words := range []string{"trustee a of x", "to everybody", "leaf " + share.Path, "as soon as enough other trustees", "2026-10-15", "nobody, including you"} {
		if !strings.Contains(all, words) {
			t.Errorf("it does not say %q:\n%s", words, all)
		}
	}
	if strings.Contains(all, vow.Hash(share.Value).String()) {
		t.Error("the share was shown before it was meant")
	}

	signed := good
	signed.Keys = w.keysOf("a")
	if res, err = ReleaseLeaves(w.env, signed); err != nil || len(res.Files) != 2 || res.Files[1].Kind != KindEntry {
		t.Fatalf("%+v, %v", res, err)
	}
	p, err := vow.ParsePending(res.Files[1].Data)
	if err != nil {
		t.Fatal(err)
	}
	entry, ok := p.Body.(*vow.TrusteeReleased)
	if !ok || entry.Share != vow.Hash(share.Value) || entry.Handle != "a" || len(p.Sigs) != 1 || !w.keys["a"].Key.VerifyNote(p.Text, p.Sigs[0].Bytes) {
		t.Errorf("%s", res.Files[1].Data)
	}
	signed.Keys.Signer = w.keys["b"]
	_, err = ReleaseLeaves(w.env, signed)
	refused(t, "another's signing key", err, vow.CodeCheck, "is not that of the trustee a")

	stop := errors.New("stop")
	o := good
	o.Before = func([]string) error { return stop }
	if _, err := ReleaseLeaves(w.env, o); !errors.Is(err, stop) {
		t.Errorf("released although it was not meant: %v", err)
	}

	other := newTrusteeWorld(t, "y", twoOfThree, "a", "b", "c")
	otherReceipt, _ := other.receipt(t)
	grafted := bytes.Replace(w.sealed.Bytes, []byte(section(t, w.sealed.Bytes, "b")), []byte(section(t, w.sealed.Bytes, "c")), 1)
	fake := bytes.Replace(w.sealed.Bytes, []byte("report x\n"), []byte("report rehearsal\n"), 1)
	pkg := bytes.Replace(w.sealed.Bytes, []byte("package "+w.sealed.Lock.Package.SHA256.String()), []byte("package "+strings.Repeat("0", 64)), 1)
	for what, c := range map[string]struct {
		change func(*TrusteeReleaseOptions)
		code   vow.Code
		words  string
	}{
		"nothing shown":            {func(o *TrusteeReleaseOptions) { o.Receipt = nil }, vow.CodeUsage, "nothing shows"},
		"no trust file":            {func(o *TrusteeReleaseOptions) { o.Trust = nil }, vow.CodeUsage, "--trust FILE is needed"},
		"another lock's receipt":   {func(o *TrusteeReleaseOptions) { o.Receipt = otherReceipt }, vow.CodeRefused, "not the one that the receipt names"},
		"a receipt of an entry 0":  {func(o *TrusteeReleaseOptions) { o.Receipt = w.receiptOf(t, 0) }, vow.CodeRefused, "not of seal.made"},
		"a damaged receipt":        {func(o *TrusteeReleaseOptions) { o.Receipt = receipt[:len(receipt)-9] }, vow.CodeCheck, "receipt"},
		"a log nobody trusts":      {func(o *TrusteeReleaseOptions) { o.Trust = foreignTrust(t) }, vow.CodeRefused, "does not show"},
		"leaves changed":           {func(o *TrusteeReleaseOptions) { o.Lock = grafted }, vow.CodeRefused, "leaves were changed"},
		"another package":          {func(o *TrusteeReleaseOptions) { o.Lock = pkg }, vow.CodeRefused, "not the one that the receipt names"},
		"a fake rehearsal":         {func(o *TrusteeReleaseOptions) { o.Lock, o.Receipt = fake, nil }, vow.CodeCheck, "does not hold the share"},
		"a key of no trustee":      {func(o *TrusteeReleaseOptions) { o.Keys = other.only("a") }, vow.CodeCheck, "opens no leaf"},
		"two trustees' keys":       {func(o *TrusteeReleaseOptions) { o.Keys = &Keys{Identities: []age.Identity{w.ids["a"], w.ids["b"]}} }, vow.CodeUsage, "one trustee at a time"},
		"a package that is not it": {func(o *TrusteeReleaseOptions) { o.Package = "trustee_test.go" }, vow.CodeRefused, "not the package"},
		"a lock that is none":      {func(o *TrusteeReleaseOptions) { o.Lock = receipt }, vow.CodeCheck, "lock"},
	} {
		o := good
		o.Before = func([]string) error { t.Errorf("%s: it came to the question", what); return nil }
		c.change(&o)
		if res, err := ReleaseLeaves(w.env, o); res != nil {
			t.Errorf("%s: released", what)
		} else {
			refused(t, what, err, c.code, c.words)
		}
	}
	path := filepath.Join(t.TempDir(), "p")
	if err := os.WriteFile(path, w.sealed.Package, 0o600); err != nil {
		t.Fatal(err)
	}
	o = good
	o.Package = path
	if res, err := ReleaseLeaves(w.env, o); err != nil || len(res.Warnings) != 1 || !strings.Contains(res.Warnings[0], "unknown chain") {
		t.Errorf("a chain that is not built in: %+v, %v", res, err)
	}
	o.Chains = w.sealed.Lock.Chains
	if res, err := ReleaseLeaves(w.env, o); err != nil || len(res.Warnings) > 0 {
		t.Errorf("%+v, %v", res, err)
	}
}

func foreignTrust(t *testing.T) []byte {
	t.Helper()
	s, err := GenerateSigner("office.example/vow")
	if err != nil {
		t.Fatal(err)
	}
	return []byte("log " + s.Key.String() + "\nquorum none\n")
}

// TestLeafAtAnotherPath: a trustee's own leaves, exchanged, are refused: a share is
// bound to its path.
func TestLeafAtAnotherPath(t *testing.T) {
	w := newTrusteeWorld(t, RehearsalReport, "3 of {a, a, b, b}", "a", "b")
	text := string(w.sealed.Bytes)
	lines := strings.SplitAfter(text, "\n")
	var at []int // the armored files of a's leaves begin below these lines
	for i, l := range lines {
		if strings.Contains(l, " trustee a commit ") {
			at = append(at, i)
		}
	}
	if len(at) != 2 || at[1]-at[0] < 5 {
		t.Fatalf("a's leaves: %v", at)
	}
	n := at[1] - at[0]
	first, second := strings.Join(lines[at[0]+1:at[1]], ""), strings.Join(lines[at[1]+1:at[1]+n], "")
	swapped := strings.NewReplacer(first, second, second, first).Replace(text)
	if swapped == text {
		t.Fatal("nothing was exchanged")
	}
	_, err := ReleaseLeaves(w.env, TrusteeReleaseOptions{Lock: []byte(swapped), Keys: w.only("a")})
	refused(t, "exchanged leaves", err, vow.CodeCheck, "does not hold the share that the lock commits to")
	if _, err := ReleaseLeaves(w.env, TrusteeReleaseOptions{Lock: w.sealed.Bytes, Keys: w.only("a")}); err != nil {
		t.Error(err)
	}
}

// TestReleaseWhole: a leaf that is a branch of its own gives an opening; several
// shares go to files of their own.
func TestReleaseWhole(t *testing.T) {
	w := newTrusteeWorld(t, "x", "a or 2026-10-15", "a")
	receipt, trust := w.receipt(t)
	res, err := ReleaseLeaves(w.env, TrusteeReleaseOptions{Lock: w.sealed.Bytes, Keys: w.only("a"), Receipt: receipt, Trust: trust})
	if err != nil || len(res.Files) != 1 || res.Files[0].Kind != "opening" {
		t.Fatalf("%+v, %v", res, err)
	}
	o, err := seal.ParseOpening(res.Files[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Verify(w.sealed.Lock); err != nil {
		t.Error(err)
	}
	c, err := ConfirmLock(w.env, w.sealed.Lock, w.keysOf("a"))
	if err != nil || c.Leaves != 1 || bytes.Contains(c.Data, []byte("AGE-SECRET")) {
		t.Errorf("%+v, %v", c, err)
	}

	w = newTrusteeWorld(t, "x", "a and b or 3 of {a, b, a, 2026-09-01} or 2026-10-15", "a", "b")
	receipt, trust = w.receipt(t)
	res, err = ReleaseLeaves(w.env, TrusteeReleaseOptions{Lock: w.sealed.Bytes, Keys: w.only("a"), Receipt: receipt, Trust: trust})
	if err != nil {
		t.Fatal(err)
	}
	res.NameReleased("out/a.share")
	if len(res.Files) != 3 || res.Files[0].File != "out/a.share."+res.Files[0].Path || res.Files[1].File == res.Files[2].File {
		t.Errorf("%+v", res.Files)
	}
}

// TestRehearsal: a rehearsal is confirmed by a note that no record takes, and what
// comes back is looked at.
func TestRehearsal(t *testing.T) {
	w := newTrusteeWorld(t, RehearsalReport, "a and b", "a", "b")
	c, err := ConfirmLock(w.env, w.sealed.Lock, w.keysOf("a"))
	if err != nil || !c.Rehearsal {
		t.Fatalf("%+v, %v", c, err)
	}
	if _, err := vow.ParsePending(c.Data); err == nil {
		t.Error("a record could take it")
	}
	if said, err := CheckRehearsal(w.sealed.Lock, c.Data); err != nil || said != "confirmed by a" {
		t.Errorf("%q, %v", said, err)
	}
	res, err := ReleaseLeaves(w.env, TrusteeReleaseOptions{Lock: w.sealed.Bytes, Keys: w.keysOf("b")})
	if err != nil {
		t.Fatal(err)
	}
	if said, err := CheckRehearsal(w.sealed.Lock, res.Files[0].Data); err != nil || !strings.HasPrefix(said, "a good share of b") {
		t.Errorf("%q, %v", said, err)
	}
	forged := bytes.Replace(c.Data, []byte("trustee a"), []byte("trustee b"), 1)
	_, err = CheckRehearsal(w.sealed.Lock, forged)
	refused(t, "another's name", err, vow.CodeCheck, "not truly signed")
	again := newTrusteeWorld(t, RehearsalReport, "a and b", "a", "b")
	_, err = CheckRehearsal(again.sealed.Lock, c.Data)
	refused(t, "another rehearsal", err, vow.CodeCheck, "not a confirmation of this rehearsal")
	_, err = CheckRehearsal(again.sealed.Lock, res.Files[0].Data)
	refused(t, "another rehearsal's share", err, vow.CodeCheck, "belongs to the lock")
}

// TestEditedLock: leaves and commitments stand below the head. Where nothing shows
// that a lock is the one on the record, whoever had the file may have changed them,
// and the office or a trustee is not charged alone.
func TestEditedLock(t *testing.T) {
	w := newTrusteeWorld(t, "x", twoOfThree, "a", "b", "c")
	pkg := filepath.Join(t.TempDir(), "x.age")
	if err := os.WriteFile(pkg, w.sealed.Package, 0o600); err != nil {
		t.Fatal(err)
	}
	open := func(data []byte, shares ...seal.Share) error {
		_, err := OpenPackage(t.Context(), w.env, OpenOptions{Package: pkg, Lock: data, Out: t.TempDir(), Shares: shares, Identities: []age.Identity{w.ids["a"], w.ids["b"]}})
		return err
	}
	swapped := bytes.Replace(w.sealed.Bytes, []byte(section(t, w.sealed.Bytes, "a")), []byte(section(t, w.sealed.Bytes, "b")), 1)
	refused(t, "a leaf was exchanged", open(swapped), vow.CodeCheck, "the office sealed it wrongly; "+opening.MayBeChanged)

	// The editor changes a commitment: now a true share is false.
	share, err := w.sealed.Lock.OpenShare(w.sealed.Lock.SharesOf("a")[0], seal.Keys{Identities: []age.Identity{w.ids["a"]}})
	if err != nil {
		t.Fatal(err)
	}
	commit := "commit " + share.Commitment().String()
	edited := bytes.Replace(w.sealed.Bytes, []byte(commit), []byte("commit "+strings.Repeat("0", 64)), 1)
	lock, err := seal.ParseLock(edited)
	if err != nil {
		t.Fatal(err)
	}
	res, err := OpenPackage(t.Context(), w.env, OpenOptions{Package: pkg, Lock: edited, Out: t.TempDir(), Shares: []seal.Share{share}, Identities: []age.Identity{w.ids["b"], w.ids["c"]}})
	if err != nil {
		t.Fatal(err)
	}
	if said := strings.Join(res.Warnings, "\n"); !strings.Contains(said, "office or trustee a") || !strings.Contains(said, opening.MayBeChanged) {
		t.Errorf("a commitment was changed: %s", said)
	}
	if s := lock.Blame(share.Path, false); !strings.Contains(s, "or whoever made the file") {
		t.Errorf("%s", s)
	}
}

// TestConfirmedByPuppet: somebody else's confirmation in a trustee's name does not
// charge that trustee with a false share.
func TestConfirmedByPuppet(t *testing.T) {
	w := newTrusteeWorld(t, "x", twoOfThree, "a", "b", "c")
	w.receipt(t)
	head := w.sealed.Lock.Head()
	w.Add(w.Confirmed("2026-06-04T09:00:00Z", "x", "b", head), testrecord.Head, testrecord.TrusteeName("b"))
	puppet := w.Confirmed("2026-06-04T10:00:00Z", "x", "a", head)
	puppet.VKey = w.Signer("puppet").Key
	w.Add(puppet, testrecord.Head, "puppet")
	if got := confirmedBy(w.sealed.Lock, w.Record().Report("x").Seal()); len(got) != 1 || got[0] != "b" {
		t.Errorf("%q", got)
	}
}

// TestReleaseLinesOfPart: a part is not the report, which opens under a lock of its own.
func TestReleaseLinesOfPart(t *testing.T) {
	w := newTrusteeWorld(t, "x", twoOfThree, "a", "b", "c")
	lock := regraft(t, w.sealed.Bytes, "part body\n", "part sources\n")
	said := strings.Join(releaseLines(lock, &heldLeaves{trustee: lock.Trustees[1]}, "shown"), "\n")
	if !strings.Contains(said, "the part sources of the report opens as soon as enough") {
		t.Errorf("%s", said)
	}
}

// TestApproveAsTrustee: a trustee's key signs what names it and nothing else.
func TestApproveAsTrustee(t *testing.T) {
	w := newTrusteeWorld(t, "x", twoOfThree, "a", "b", "c")
	listed, err := vow.NewPending(w.Listed("2026-06-04T09:00:00Z", "a", w.ids["a"].Recipient().String()))
	if err != nil {
		t.Fatal(err)
	}
	refused(t, "another's listing", ApproveAsTrustee(w.env, listed, w.keys["b"]), vow.CodeRefused, "the entry names the key")
	var shown []byte
	w.env.Confirm = func(b []byte, _ string) (bool, error) { shown = b; return true, nil }
	if err := ApproveAsTrustee(w.env, listed, w.keys["a"]); err != nil || len(listed.Sigs) != 1 || !bytes.Equal(shown, listed.Text) {
		t.Errorf("%v, shown %s", err, shown)
	}
	term, err := vow.NewPending(w.Term("2026-06-04T09:00:00Z", "2026-09-01", ""))
	if err != nil {
		t.Fatal(err)
	}
	// Nobody writes a confirmation for a trustee: it would say of leaves that the
	// trustee never saw that they were opened.
	confirmed, err := vow.NewPending(w.Confirmed("2026-06-04T09:00:00Z", "x", "a", w.sealed.Lock.Head()))
	if err != nil {
		t.Fatal(err)
	}
	refused(t, "a confirmation by somebody else", ApproveAsTrustee(w.env, confirmed, w.keys["a"]), vow.CodeRefused, "you opened your leaves")
	refused(t, "the office's business", ApproveAsTrustee(w.env, term, w.keys["a"]), vow.CodeRefused, "office.term")
}
