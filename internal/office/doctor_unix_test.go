//go:build unix

package office

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
	"vow/internal/tlog"
	"vow/policy"
	"vow/seal"
	"vow/verify"
)

// A clinic is a home with a sealed report, and a network of relays by host name
// without sockets. Time is the test's own.
type clinic struct {
	t      *testing.T
	place  string
	now    time.Time // of the home
	chain  time.Time // of the chain
	beacon *beacon.Local
	relays map[string]http.Handler
	mu     sync.Mutex
	asked  []string // every path asked for
	keys   map[string]*vow.Signer
}

const clinicOpens = "2026-08-31T00:00:00Z"

func (c *clinic) RoundTrip(req *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.asked = append(c.asked, req.URL.Host+req.URL.Path)
	c.mu.Unlock()
	h := c.relays[req.URL.Host]
	if h == nil {
		return nil, fmt.Errorf("dial %s: connection refused", req.URL.Host)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	resp := w.Result()
	resp.Request = req
	return resp, nil
}

func newClinic(t *testing.T, src string) *clinic {
	t.Helper()
	c := &clinic{t: t, place: t.TempDir(), now: pathBegin, relays: map[string]http.Handler{}, keys: map[string]*vow.Signer{}}
	var err error
	c.beacon, err = beacon.NewLocal(beacon.LocalConfig{Seed: []byte("a chain for the doctor"), Genesis: vow.At(pathBegin.AddDate(0, -1, 0)), Period: 3,
		Now: func() time.Time { return c.chain }})
	if err != nil {
		t.Fatal(err)
	}
	c.relays["good"] = c.beacon.Handler()
	if err := os.WriteFile(filepath.Join(c.place, "report.md"), []byte("# Report\n\nIt says what it says.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	config := DefaultConfig()
	config.Relays = []string{"http://good"}
	if _, err := Init(t.Context(), c.env(), filepath.Join(c.place, "home"), InitOptions{Origin: pathOrigin, Name: "Office", Role: vow.Publisher,
		HoldDays: 120, NoticeDays: 28, Chain: c.beacon.Chain(), Config: config}); err != nil {
		t.Fatal(err)
	}
	parsed, err := policy.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	var trustees []seal.Trustee
	for _, name := range parsed.Names() {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		key, err := GenerateSigner("trustee-" + name)
		if err != nil {
			t.Fatal(err)
		}
		c.keys[name] = key
		trustees = append(trustees, seal.Trustee{Handle: name, Recipient: id.Recipient().String(), Key: key.Key})
	}
	c.home(Write, func(h *Home) error {
		if _, err := h.Promise(t.Context(), PromiseOptions{Report: "x", Title: "X", Due: DueOptions{By: "2026-09-30", TZ: "UTC"}}); err != nil {
			return err
		}
		_, err := h.Seal(t.Context(), SealOptions{Report: "x", Policy: src, Trustees: trustees, Texts: []LangFile{{"en", filepath.Join(c.place, "report.md")}}})
		return err
	})
	c.at(pathBegin.AddDate(0, 0, 1))
	return c
}

// at sets both clocks.
func (c *clinic) at(t time.Time) { c.now, c.chain = t, t }

func (c *clinic) env() Env {
	pass := "a passphrase"
	env := testEnv(&pass)
	env.Now = func() time.Time { return c.now }
	env.StateDir = filepath.Join(c.place, "state")
	env.Confirm = func([]byte, string) (bool, error) { return true, nil }
	env.HTTP = &http.Client{Transport: c}
	return env
}

func (c *clinic) home(mode Mode, f func(*Home) error) {
	c.t.Helper()
	h, err := OpenHome(c.env(), filepath.Join(c.place, "home"), mode)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := f(h); err != nil {
		c.t.Error(err)
	}
	if err := h.Close(); err != nil {
		c.t.Error(err)
	}
}

// examine runs the doctor, which must change nothing, and requires a code and
// findings, each as "id state words".
func (c *clinic) examine(o DoctorOptions, code vow.Code, findings ...string) *DoctorReport {
	c.t.Helper()
	before := snapshot(c.t, c.place)
	var r *DoctorReport
	c.home(Read, func(h *Home) error {
		var err error
		if r, err = h.Doctor(c.t.Context(), o); vow.CodeOf(err) != code {
			c.t.Errorf("code %q, want %q: %v", vow.CodeOf(err), code, err)
		}
		return nil
	})
	if r == nil {
		c.t.Fatal("no report")
	}
	after := snapshot(c.t, c.place)
	if len(before) == 0 || fmt.Sprint(before) != fmt.Sprint(after) {
		c.t.Error("the doctor changed something")
	}
	for _, want := range findings {
		id, rest, _ := strings.Cut(want, " ")
		state, words, _ := strings.Cut(rest, " ")
		if !slices.ContainsFunc(r.Findings, func(f Finding) bool {
			return f.ID == id && f.State == state && strings.Contains(f.Where+": "+f.Say, words)
		}) {
			c.t.Errorf("no finding %q in %v", want, r.Findings)
		}
	}
	return r
}

// count counts the findings of a state.
func (r *DoctorReport) count(state string) (n int) {
	for _, f := range r.Findings {
		if f.State == state {
			n++
		}
	}
	return n
}

func status(code int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
}

// except serves h but for paths with a suffix.
func except(h http.Handler, suffix string, other http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, suffix) {
			other.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

func TestDoctorWell(t *testing.T) {
	c := newClinic(t, clinicOpens+" or (a and b)")
	r := c.examine(DoctorOptions{}, "", "clock ok record", "clock ok newest beacon", "chain.facts ok", "chain.alive ok it goes on", "relay.health ok good: well",
		"seal.round ok leaf backstop and leaf 1 opens at 2026-08-31", "seal.round ok in 78 days", "home.files ok",
		"trustee.confirmed note 0 of 2 trustees confirmed, not a b; they have until 2026-06-26", "day.fixed note no day was ever fixed")
	if n := r.count(DoctorOK); n != len(r.Findings)-2 {
		t.Errorf("%d of %d findings are ok: %v", n, len(r.Findings), r.Findings)
	}
	// It asks for nothing but what every node is asked: no round that is promised.
	for _, path := range c.asked {
		if last := path[strings.LastIndexByte(path, '/')+1:]; !slices.Contains([]string{"latest", "info", "health"}, last) {
			t.Errorf("it asked for %s", path)
		}
	}
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
}

func TestDoctorRelays(t *testing.T) {
	c := newClinic(t, clinicOpens)
	other, err := beacon.NewLocal(beacon.LocalConfig{Seed: []byte("another chain here"), Genesis: vow.At(pathBegin.AddDate(0, -1, 0)), Period: 3, Now: func() time.Time { return c.chain }})
	if err != nil {
		t.Fatal(err)
	}
	good := c.relays["good"]
	c.relays["broken"], c.relays["other"] = status(500), other.Handler()
	c.relays["unwell"] = except(good, "/health", status(503))
	c.relays["false"] = except(good, "/latest", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := other.Sign(other.Chain().CurrentRound(vow.At(c.chain)))
		if err != nil {
			t.Error(err)
		}
		fmt.Fprintf(w, `{"round":%d,"signature":"%x"}`, b.Round, b.Signature)
	}))
	c.relays["painted"] = except(good, "/info", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(other.Chain().InfoJSON()) }))
	c.relays["endless"] = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat(" ", 1<<20)) })
	old := c.now.Add(-2 * time.Hour)
	stale, err := beacon.NewLocal(beacon.LocalConfig{Seed: []byte("a chain for the doctor"), Genesis: vow.At(pathBegin.AddDate(0, -1, 0)), Period: 3, Now: func() time.Time { return old }})
	if err != nil || !stale.Chain().Equal(c.beacon.Chain()) {
		t.Fatal(err)
	}
	c.relays["stale"] = stale.Handler()
	all := []string{"http://good", "http://dead", "http://broken", "http://other", "http://unwell", "http://false", "http://painted", "http://endless", "http://stale"}
	c.examine(DoctorOptions{Relays: all}, vow.CodeCheck,
		"chain.alive ok 1 of 9", "seal.round ok in 78 days", "relay.health ok http://good",
		"relay.health wrong http://dead: unreachable", "relay.health wrong http://broken: unreachable", "relay.health note http://other: unknown chain",
		"relay.health wrong http://unwell: unwell", "relay.health wrong http://false: invalid", "relay.health wrong http://painted: invalid",
		"relay.health wrong http://endless: invalid", "relay.health wrong http://stale: stale")

	for name, want := range map[string]struct {
		code     vow.Code
		findings []string
	}{
		"dead":    {vow.CodeIO, []string{"relay.health unknown", "chain.alive unknown none of 1", "clock unknown", "seal.round unknown 78 days"}},
		"broken":  {vow.CodeIO, []string{"relay.health unknown", "chain.alive unknown"}},
		"other":   {vow.CodeCheck, []string{"relay.health wrong", "chain.alive wrong it has ended", "seal.round wrong"}},
		"unwell":  {vow.CodeCheck, []string{"relay.health wrong", "chain.alive wrong no relay of it is well", "seal.round wrong"}},
		"false":   {vow.CodeCheck, []string{"relay.health wrong", "chain.alive wrong no relay gave a true beacon", "clock unknown"}},
		"painted": {vow.CodeCheck, []string{"relay.health wrong", "chain.alive wrong"}},
	} {
		c.examine(DoctorOptions{Relays: []string{"http://" + name}}, want.code, want.findings...)
	}
	if r := c.examine(DoctorOptions{Relays: []string{"http://dead"}}, vow.CodeIO); r.count(DoctorWrong) != 0 {
		t.Errorf("a network that is out is no fault of the home: %v", r.Findings)
	}
}

// A chain that has stopped and a clock that is ahead look alike but for the
// relays' own clocks.
func TestDoctorClockAndStandstill(t *testing.T) {
	c := newClinic(t, clinicOpens)
	dated := func(date func() time.Time) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			c.beacon.Handler().ServeHTTP(rec, r)
			w.Header().Set("Date", date().UTC().Format(http.TimeFormat))
			w.WriteHeader(rec.Code)
			w.Write(rec.Body.Bytes())
		})
	}
	c.relays["good"] = dated(func() time.Time { return c.now })
	c.now = c.chain.Add(3 * time.Hour) // the chain stands, relays and home go on
	c.examine(DoctorOptions{}, vow.CodeCheck, "chain.alive wrong it stands still", "chain.alive wrong 3 hours ago", "clock ok newest beacon", "seal.round wrong")

	c.relays["good"] = dated(func() time.Time { return c.chain }) // the home alone is ahead
	r := c.examine(DoctorOptions{}, vow.CodeCheck, "clock wrong every relay's", "chain.alive ok", "relay.health ok", "seal.round ok")
	if n := r.count(DoctorWrong); n != 1 {
		t.Errorf("%d things wrong with a clock alone: %v", n, r.Findings)
	}
	c.now = c.chain.Add(-time.Hour)
	c.examine(DoctorOptions{}, vow.CodeCheck, "clock wrong exists already")
	c.at(pathBegin.Add(-time.Minute))
	c.examine(DoctorOptions{}, vow.CodeCheck, "clock wrong last entry was made at")

	// What is stated by such a clock does not make it right.
	c.home(Write, func(h *Home) error {
		_, _, err := h.MovePromise(t.Context(), MoveOptions{Report: "x", Due: DueOptions{By: "2026-10-31", TZ: "UTC"}, Reason: vow.ReasonSafety})
		return err
	})
	c.examine(DoctorOptions{}, "", "clock note entry 0 was made later, at")
	c.at(pathBegin.AddDate(0, 0, 1))
	c.examine(DoctorOptions{}, "", "clock ok after the record's last entry")
}

// Witnesses that are all later than the clock show that it stands back, one of them alone
// does not.
func TestDoctorWitnessClock(t *testing.T) {
	seen := func(at ...int64) (out []verify.Seen) {
		for i, n := range at {
			out = append(out, verify.Seen{Cosignature: tlog.Cosignature{Key: vow.Key{Name: "w" + string(rune('0'+i))}, Time: n}})
		}
		return out
	}
	for _, c := range []struct {
		seen []verify.Seen
		want string
	}{
		{seen(1000, 2000), "ok"},
		{seen(1000, 2000+clockSlack), "ok"},
		{seen(1000, 2001+clockSlack), "note"},
		{seen(2000+clockSlack, 90000), "note"},
		{seen(2001+clockSlack, 90000), "wrong"},
		{seen(2001 + clockSlack), "wrong"},
	} {
		d := &doctor{now: vow.Unix(2000), out: &DoctorReport{}}
		d.witnessClock(c.seen)
		if f := d.out.Findings; len(f) != 1 || f[0].ID != DoctorClock || f[0].State != c.want || f[0].Where != "witnesses" {
			t.Errorf("%v: %+v, want %s", c.seen, f, c.want)
		}
	}
}

func TestDoctorEndTermAndFiles(t *testing.T) {
	c := newClinic(t, "2026-08-31 or (a and b)")
	end, err := vow.ParseTime("2026-08-01T00:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	hash := c.beacon.Chain().Hash
	c.examine(DoctorOptions{Ends: map[vow.Hash]vow.Time{hash: end}}, vow.CodeCheck, "chain.end wrong will not open")
	c.examine(DoctorOptions{Ends: map[vow.Hash]vow.Time{hash: vow.Unix(end.Unix() + 90*86400)}}, "", "chain.end ok")
	c.examine(DoctorOptions{Ends: map[vow.Hash]vow.Time{timelock.Quicknet().Hash: end}}, "")

	c.home(Write, func(h *Home) error {
		_, err := h.Term(t.Context(), "head", "2026-01-01", "2026-07-31")
		return err
	})
	c.examine(DoctorOptions{}, "", "office.term ok 48 days", "office.term note x: it opens at the latest at 2026-08-31")
	c.at(time.Date(2026, 8, 2, 0, 0, 0, 0, time.UTC))
	c.examine(DoctorOptions{}, vow.CodeCheck, "office.term wrong ended with 2026-07-31")

	c.at(pathBegin.AddDate(0, 0, 2))
	pkg, err := filepath.Glob(filepath.Join(c.place, "home/packages/*/x.age"))
	if err != nil || len(pkg) != 1 {
		t.Fatal(pkg, err)
	}
	lock, err := filepath.Glob(filepath.Join(c.place, "home/seals/*/x.lock"))
	if err != nil || len(lock) != 1 {
		t.Fatal(lock, err)
	}
	key := filepath.Join(c.place, "home/keys/officer.age")
	damage := func(name string, change func() error, want string) {
		t.Helper()
		kept, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := change(); err != nil {
			t.Fatal(err)
		}
		c.examine(DoctorOptions{}, vow.CodeCheck, want)
		if err := os.WriteFile(name, kept, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(name, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	damage(pkg[0], func() error { return os.Remove(pkg[0]) }, "home.files wrong the package is missing")
	damage(pkg[0], func() error { return os.Truncate(pkg[0], 100) }, "home.files wrong 100 bytes")
	damage(lock[0], func() error { return os.Truncate(lock[0], 100) }, "home.files wrong is not the lock that entry")
	damage(lock[0], func() error { return os.Remove(lock[0]) }, "home.files wrong is missing")
	damage(key, func() error { return os.Chmod(key, 0o644) }, "home.files wrong officer.age")
	damage(key, func() error { return os.Truncate(key, 30) }, "home.files wrong officer.age")
	chain := filepath.Join(c.place, "home", chainFile)
	damage(chain, func() error { return os.WriteFile(chain, []byte("{}"), 0o600) }, "home.files wrong chain.json")
	c.examine(DoctorOptions{}, "")
	// An old home comes back: this machine has signed more than it holds.
	home, old := filepath.Join(c.place, "home"), t.TempDir()
	if err := os.CopyFS(old, os.DirFS(home)); err != nil {
		t.Fatal(err)
	}
	c.home(Write, func(h *Home) error {
		_, err := h.Term(t.Context(), "acting", "2026-08-01", "")
		return err
	})
	for _, err := range []error{os.RemoveAll(home), os.CopyFS(home, os.DirFS(old)), os.Chmod(home, 0o700)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	closeModes(t, home)
	c.examine(DoctorOptions{}, vow.CodeCheck, "home.files wrong vow fsck")
}

// A stranger's confirmation is refused: under the name of the trustee's key, which
// everybody reads in the lock, it would keep the trustee's own out of the record.
func TestStrangerConfirms(t *testing.T) {
	c := newClinic(t, clinicOpens+" or (a and b)")
	seed := vow.SumHash([]byte("stranger"))
	stranger, err := vow.NewSigner(c.keys["a"].Key.Name, seed[:])
	if err != nil {
		t.Fatal(err)
	}
	c.home(Write, func(h *Home) error {
		rec, err := h.Record(t.Context())
		if err != nil {
			return err
		}
		lock := rec.Report("x").Seal().Body.Lock
		confirm := func(handle string, s *vow.Signer) error {
			p, err := vow.NewPending(&vow.TrusteeConfirmed{At: vow.At(c.now), Handle: handle, Head: lock.Head, Kind: vow.KindTrusteeConfirmed, Lock: lock.SHA256,
				Log: pathOrigin, Report: "x", VKey: s.Key})
			if err != nil {
				t.Fatal(err)
			}
			p.Add(s.Sign(p.Text))
			_, err = h.Approve(t.Context(), p, OfficerKey)
			return err
		}
		refused(t, "another key of that name", confirm("a", stranger), vow.CodeRefused, "somebody else wrote it")
		refused(t, "nobody in the lock", confirm("z", stranger), vow.CodeRefused, "names no trustee")
		return confirm("a", c.keys["a"])
	})
}

// Trustees who do not confirm are waited for, then something is wrong.
func TestDoctorConfirmations(t *testing.T) {
	c := newClinic(t, clinicOpens+" or (a and b)")
	var head, file vow.Hash
	c.home(Read, func(h *Home) error {
		rec, err := h.Record(t.Context())
		if err == nil {
			head, file = rec.Report("x").Seal().Body.Lock.Head, rec.Report("x").Seal().Body.Lock.SHA256
		}
		return err
	})
	record := func(body vow.Body, signers ...*vow.Signer) {
		t.Helper()
		c.home(Write, func(h *Home) error {
			p, err := vow.NewPending(body)
			if err != nil {
				return err
			}
			for _, s := range signers {
				p.Add(s.Sign(p.Text))
			}
			_, err = h.Approve(t.Context(), p, OfficerKey)
			return err
		})
	}
	confirm := func(handle string) {
		t.Helper()
		record(&vow.TrusteeConfirmed{At: vow.At(c.now), Handle: handle, Head: head, Kind: vow.KindTrusteeConfirmed, Lock: file, Log: pathOrigin, Report: "x",
			VKey: c.keys[handle].Key}, c.keys[handle])
	}
	confirm("a")
	c.examine(DoctorOptions{}, "", "trustee.confirmed note x: 1 of 2 trustees confirmed, not b; they have until 2026-06-26")
	c.at(pathBegin.AddDate(0, 0, 17))
	c.examine(DoctorOptions{}, vow.CodeCheck, "trustee.confirmed wrong not b, overdue for 3 days")
	confirm("b")
	c.examine(DoctorOptions{}, "", "trustee.confirmed ok 2 of 2")
	c.home(Write, func(h *Home) error {
		recordUnchecked(t, h, &vow.TrusteeReleased{At: vow.At(c.now), Handle: "b", Head: head, Kind: vow.KindTrusteeReleased, Log: pathOrigin, Path: "2.2", Report: "x", Share: vow.Hash{1}})
		return nil
	})
	c.examine(DoctorOptions{}, vow.CodeCheck, "trustee.confirmed wrong shares on the record that are not those")
	// Sealed again: which of the two seals is meant is said.
	c.home(Write, func(h *Home) error {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			return err
		}
		_, err = h.Seal(t.Context(), SealOptions{Report: "x", Policy: clinicOpens + " or a", Reason: "safety", Texts: []LangFile{{"en", filepath.Join(c.place, "report.md")}},
			Trustees: []seal.Trustee{{Handle: "a", Recipient: id.Recipient().String(), Key: c.keys["a"].Key}}})
		return err
	})
	c.examine(DoctorOptions{}, vow.CodeCheck, "trustee.confirmed ok x: seal of entry 2: 2 of 2", "trustee.confirmed note x: seal of entry 6: 0 of 1 trustees confirmed, not a")
}

// archive runs vow beacon archive and returns the states of the rounds.
func (c *clinic) archive(code vow.Code, relays ...string) (states []string) {
	c.t.Helper()
	c.home(Write, func(h *Home) error {
		all, err := h.ArchiveBeacons(c.t.Context(), relays)
		if vow.CodeOf(err) != code {
			c.t.Errorf("code %q, want %q: %v", vow.CodeOf(err), code, err)
		}
		for _, p := range all {
			states = append(states, p.State)
		}
		return nil
	})
	return states
}

// Every promised signature is kept as soon as it exists, and what is kept opens
// the seal when every relay is gone.
func TestArchiveBeacons(t *testing.T) {
	c := newClinic(t, "(2026-07-31 and a) or (2026-08-15 and 2 of {b, c, 2026-08-20}) or 2026-08-31")
	want := func(got []string, states string) {
		t.Helper()
		if strings.Join(got, " ") != states {
			t.Errorf("rounds %q, want %q", got, states)
		}
	}
	kept := func() int {
		list, err := os.ReadDir(filepath.Join(c.place, "home", DirBeacons))
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	want(c.archive(""), "waits waits waits waits")
	c.at(time.Date(2026, 8, 16, 0, 0, 0, 0, time.UTC))
	c.examine(DoctorOptions{}, vow.CodeCheck, "seal.round wrong run 'vow beacon archive'")
	c.asked = nil
	want(c.archive(vow.CodeIO, "http://dead"), "failed failed waits waits")
	if len(c.asked) != 1 {
		t.Errorf("a relay that is gone is asked for each round: %q", c.asked)
	}
	c.relays["liar"] = except(c.beacon.Handler(), "", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = "/public/1"
		c.beacon.Handler().ServeHTTP(w, r)
	}))
	want(c.archive(vow.CodeCheck, "http://liar"), "failed failed waits waits")
	if kept() != 0 {
		t.Error("something false was kept")
	}
	want(c.archive("", "http://liar", "http://dead", "http://good"), "fetched fetched waits waits")
	r := c.examine(DoctorOptions{}, vow.CodeCheck, "seal.round ok its signature is kept", "trustee.confirmed wrong overdue")
	if n := r.count(DoctorWrong); n != 1 {
		t.Errorf("%d things are wrong: %v", n, r.Findings)
	}
	c.asked = nil
	want(c.archive(""), "kept kept waits waits")
	if len(c.asked) != 0 {
		t.Errorf("what is kept is asked for: %q", c.asked)
	}
	// A damaged one is fetched again.
	names, err := filepath.Glob(filepath.Join(c.place, "home", DirBeacons, "*.json"))
	if err != nil || len(names) != 2 {
		t.Fatal(names, err)
	}
	if err := os.Truncate(names[0], 40); err != nil {
		t.Fatal(err)
	}
	if got := c.archive(""); !slices.Contains(got, "fetched") || !slices.Contains(got, "kept") {
		t.Errorf("rounds %q", got)
	}
	c.at(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC))
	want(c.archive(""), "kept kept fetched fetched")
	// Every relay is gone: the release opens with what was kept.
	delete(c.relays, "good")
	c.asked = nil
	c.home(Write, func(h *Home) error {
		_, err := h.Release(context.Background(), ReleaseOptions{Report: "x"})
		return err
	})
	if len(c.asked) != 0 {
		t.Errorf("asked %q", c.asked)
	}
	want(c.archive(""), "kept kept kept kept")
}
