//go:build unix

package office

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/beacon"
	"vow/internal/durable"
	"vow/internal/store"
	"vow/internal/timelock"
	"vow/policy"
)

// The whole path under faults: every command that writes is killed before,
// half-way through and after, or fails at, each change to the disk. What must
// hold afterwards is always the same (survived).
//
// A place is a folder with home, a second officer's home, the high-water mark
// outside, and the texts.

const pathOrigin = "office.example/vow"

var (
	pathBegin   = time.Date(2026, 6, 12, 9, 0, 0, 0, time.UTC)
	pathOpening = "2026-08-31T00:00:00Z"
	pathLater   = time.Date(2026, 8, 31, 0, 0, 10, 0, time.UTC)
)

func pathLocal() *beacon.Local {
	genesis, err := vow.ParseTime("2026-01-01T00:00:00Z")
	if err != nil {
		panic(err)
	}
	l, err := beacon.NewLocal(beacon.LocalConfig{Seed: bytes.Repeat([]byte("s"), 32), Genesis: genesis, Period: 3,
		Now: func() time.Time { return pathLater }})
	if err != nil {
		panic(err)
	}
	return l
}

// pathEnv is the world of a place; env gives the disk.
func pathEnv(env Env, place string, now time.Time) Env {
	env.Now = func() time.Time { now = now.Add(time.Second); return now }
	env.StateDir = filepath.Join(place, "state")
	env.Confirm = func([]byte, string) (bool, error) { return true, nil }
	return env
}

// pathCommand is one command, as a user types it: it opens the home and closes
// it again.
type pathCommand struct {
	kind  vow.Kind // of the entry it makes, "" for none
	after []string // the commands before it
	at    time.Time
	run   func(ctx context.Context, env Env, place string) (*Outcome, error)
}

func inHome(f func(ctx context.Context, h *Home, place string) (*Outcome, error)) func(context.Context, Env, string) (*Outcome, error) {
	return func(ctx context.Context, env Env, place string) (out *Outcome, err error) {
		h, err := OpenHome(env, filepath.Join(place, "home"), Write)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, h.Close()) }()
		return f(ctx, h, place)
	}
}

var pathCommands = map[string]pathCommand{
	"path-init": {kind: vow.KindOfficeCreated, at: pathBegin,
		run: func(ctx context.Context, env Env, place string) (*Outcome, error) {
			return Init(ctx, env, filepath.Join(place, "home"), InitOptions{Origin: pathOrigin, Name: "Office", Role: vow.Publisher,
				HoldDays: 120, NoticeDays: 28, Chain: pathLocal().Chain(), Config: DefaultConfig()})
		}},
	"path-promise": {kind: vow.KindPromiseMade, after: []string{"path-init"}, at: pathBegin,
		run: inHome(func(ctx context.Context, h *Home, _ string) (*Outcome, error) {
			return h.Promise(ctx, PromiseOptions{Report: "x", Title: "X", Due: DueOptions{By: "2026-09-30", TZ: "UTC"}})
		})},
	"path-move": {kind: vow.KindPromiseMoved, after: []string{"path-init", "path-promise"}, at: pathBegin,
		run: inHome(func(ctx context.Context, h *Home, _ string) (*Outcome, error) {
			out, _, err := h.MovePromise(ctx, MoveOptions{Report: "x", Due: DueOptions{By: "2026-10-31"}, Reason: vow.ReasonTranslation})
			return out, err
		})},
	"path-text": {kind: vow.KindTextFixed, after: []string{"path-init", "path-promise"}, at: pathBegin,
		run: inHome(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
			out, _, err := h.FixText(ctx, TextOptions{Report: "x", File: filepath.Join(place, "report.md"), Lang: "en", Role: "draft"})
			return out, err
		})},
	"path-rotate": {kind: vow.KindOfficeKey, after: []string{"path-init"}, at: pathBegin,
		run: inHome(func(ctx context.Context, h *Home, _ string) (*Outcome, error) {
			out, _, err := h.RotateOwn(ctx, "")
			return out, err
		})},
	"path-add": {kind: vow.KindOfficeKey, after: []string{"path-init", "path-officer"}, at: pathBegin, run: addPath},
	"path-retire": {kind: vow.KindOfficeKey, after: []string{"path-init", "path-officer", "path-add"}, at: pathBegin,
		run: inHome(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
			k, err := pathOfficer(h.Env, place)
			if err != nil {
				return nil, err
			}
			return h.RetireOfficer(ctx, k.VKey.Name)
		})},
	"path-seal": {kind: vow.KindSealMade, after: []string{"path-init", "path-promise"}, at: pathBegin,
		run: inHome(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
			res, err := h.Seal(ctx, SealOptions{Report: "x", Policy: pathOpening, Texts: []LangFile{{"en", filepath.Join(place, "report.md")}},
				Annexes: []string{filepath.Join(place, "annexes")}})
			if err != nil {
				return nil, err
			}
			return res.Outcome, nil
		})},
	"path-release": {kind: vow.KindReleaseMade, after: []string{"path-init", "path-promise", "path-seal"}, at: pathLater,
		run: inHome(func(ctx context.Context, h *Home, _ string) (*Outcome, error) {
			b, err := pathBeacon()
			if err != nil {
				return nil, err
			}
			res, err := h.Release(ctx, ReleaseOptions{Report: "x", Beacons: []timelock.Beacon{b}})
			if err != nil {
				return nil, err
			}
			return res.Outcome, nil
		})},
	"path-correct": {kind: vow.KindCorrectionMade, after: []string{"path-init", "path-promise", "path-seal", "path-release"}, at: pathLater,
		run: inHome(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
			return h.Correct(ctx, CorrectOptions{Type: vow.CorrectionCorr, Text: TextOptions{Report: "x", File: filepath.Join(place, "corr.md"), Lang: "en", Role: "final"}})
		})},
	"path-redact": {kind: vow.KindRedactionMade, after: []string{"path-init", "path-promise", "path-seal", "path-release"}, at: pathLater,
		run: inHome(func(ctx context.Context, h *Home, _ string) (*Outcome, error) {
			rec, err := h.Record(ctx)
			if err != nil {
				return nil, err
			}
			p, err := h.readPaper(rec.Report("x").Seal().Body.Texts["en"])
			if err != nil {
				return nil, err
			}
			q, err := p.Withhold([]int{0})
			if err != nil {
				return nil, err
			}
			return h.Redact(ctx, RedactionOptions{Report: "x", Reason: "safety", Paper: q})
		})},
	"path-approve": {kind: vow.KindPromiseMade, after: []string{"path-two"}, at: pathBegin, run: approvePath},
	"path-dossier": {after: []string{"path-init", "path-promise", "path-seal", "path-release"}, at: pathLater,
		run: func(ctx context.Context, env Env, place string) (out *Outcome, err error) {
			h, err := OpenHome(env, filepath.Join(place, "home"), Read)
			if err != nil {
				return nil, err
			}
			defer func() { err = errors.Join(err, h.Close()) }()
			_, err = h.Dossier(ctx, "x", filepath.Join(place, "x.zip"))
			return nil, err
		}},
	"path-call": {after: []string{"path-init", "path-promise"}, at: pathBegin,
		run: inHome(func(ctx context.Context, h *Home, _ string) (*Outcome, error) { return nil, callPath(ctx, h) })},
	// No command of its own: another officer's home.
	"path-officer": {at: pathBegin, run: func(_ context.Context, env Env, place string) (*Outcome, error) {
		_, err := pathOfficer(env, place)
		return nil, err
	}},
	// No command of its own: an office of two whose promise waits for the second.
	"path-two": {at: pathBegin, run: twoPath},
}

// callPath notes a call, and requires that it is noted once, counted, and stood by by
// the officer who noted it.
func callPath(ctx context.Context, h *Home) error {
	at, log, err := h.Stamp()
	if err != nil {
		return err
	}
	n, err := h.NoteEvent(ctx, &vow.Contact{Ask: "withhold", At: at, Channel: vow.ChannelCall, Direction: vow.DirectionIn, Kind: vow.KindContact,
		Known: vow.KnownHeld, Leverage: vow.LeverageNone, Log: log, Party: "XAA", Report: "x", Subject: vow.SubjectOffice, Summary: "asks that it not appear", When: "2026"},
		NoteOptions{Files: []store.File{{Name: "note.txt", Bytes: make([]byte, 20_000)}}})
	if err != nil {
		return err
	}
	list, err := h.Events(ctx, store.Filter{})
	if err != nil {
		return err
	}
	if len(list) != 1 || n.ID != list[0].ID || n.Commit != list[0].Commit || len(n.Officers) != 1 || !n.NeedsTwo || len(list[0].Files) != 1 {
		return vow.Errorf(vow.CodeState, "noted %+v, kept %+v", n, list)
	}
	r := &FsckReport{}
	return h.FsckStore(ctx, r)
}

// pathOfficer makes, or finds, the key of another officer in place/home-2.
func pathOfficer(env Env, place string) (vow.OfficerKey, error) {
	vkey, err := InitOfficer(env, filepath.Join(place, "home-2"), vow.RoleCounsel)
	if err != nil {
		return vow.OfficerKey{}, err
	}
	return ParseOfficer(vkey)
}

// addPath adds the other officer's key, which signs too.
func addPath(ctx context.Context, env Env, place string) (*Outcome, error) {
	return inHome(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
		k, err := pathOfficer(env, place)
		if err != nil {
			return nil, err
		}
		out, err := h.AddOfficer(ctx, k)
		if err != nil || out.Recorded {
			return out, err
		}
		p, err := h.PendingByID(out.Pending)
		if err != nil {
			return nil, err
		}
		h2, err := OpenHome(env, filepath.Join(place, "home-2"), Write)
		if err != nil {
			return nil, err
		}
		if err := errors.Join(h2.ApproveElsewhere(p, OfficerKey), h2.Close()); err != nil {
			return nil, err
		}
		return h.Approve(ctx, p, OfficerKey)
	})(ctx, env, place)
}

func pathBeacon() (timelock.Beacon, error) {
	l := pathLocal()
	p, err := policy.Parse(pathOpening)
	if err != nil {
		return timelock.Beacon{}, err
	}
	at, _ := p.OpensLatest()
	round, err := l.Chain().RoundAt(at)
	if err != nil {
		return timelock.Beacon{}, err
	}
	return l.Sign(round)
}

// twoPath makes an office whose promises need two signatures, and leaves a
// promise signed by the second officer in place/signed.
func twoPath(ctx context.Context, env Env, place string) (*Outcome, error) {
	second := filepath.Join(place, "home-2")
	vkey, err := InitOfficer(env, second, vow.RoleCounsel)
	if err != nil {
		return nil, err
	}
	counsel, err := ParseOfficer(vkey)
	if err != nil {
		return nil, err
	}
	home := filepath.Join(place, "home")
	out, err := Init(ctx, env, home, InitOptions{Origin: pathOrigin, Name: "Office", Role: vow.Publisher, Officers: []vow.OfficerKey{counsel},
		Sign: map[string]int{string(vow.KindPromiseMade): 2}, HoldDays: 120, NoticeDays: 28, Chain: pathLocal().Chain(), Config: DefaultConfig()})
	if err != nil {
		return nil, err
	}
	h, err := OpenHome(env, home, Write)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	sign := func(id string) (*vow.Pending, error) {
		p, err := h.PendingByID(id)
		if err != nil {
			return nil, err
		}
		h2, err := OpenHome(env, second, Write)
		if err != nil {
			return nil, err
		}
		return p, errors.Join(h2.ApproveElsewhere(p, OfficerKey), h2.Close())
	}
	p, err := sign(out.Pending)
	if err != nil {
		return nil, err
	}
	if _, err := h.Approve(ctx, p, OfficerKey); err != nil {
		return nil, err
	}
	if out, err = h.Promise(ctx, PromiseOptions{Report: "x", Title: "X", Due: DueOptions{By: "2026-09-30", TZ: "UTC"}}); err != nil {
		return nil, err
	}
	if p, err = sign(out.Pending); err != nil {
		return nil, err
	}
	return out, os.WriteFile(filepath.Join(place, "signed"), p.Marshal(), 0o600)
}

func approvePath(ctx context.Context, env Env, place string) (*Outcome, error) {
	return inHome(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
		p, err := ReadPendingFile(filepath.Join(place, "signed"))
		if err != nil {
			return nil, err
		}
		return h.Approve(ctx, p, OfficerKey)
	})(ctx, env, place)
}

// runPath runs one command in a place.
func runPath(name string, env Env, place string) (*Outcome, error) {
	c := pathCommands[name]
	return c.run(context.Background(), pathEnv(env, place, c.at), place)
}

func init() {
	for name := range pathCommands {
		scenarios[name] = func(env Env, place string) error {
			_, err := runPath(name, env, place)
			return err
		}
	}
}

// preparePath makes a place in which the commands before name were run.
func preparePath(t *testing.T, name string) string {
	t.Helper()
	place := t.TempDir()
	for file, text := range map[string]string{
		"report.md": "# Report\n\nIt says what it says.\n", "corr.md": "# Corrigendum\n\nIt says more.\n", "annexes/data.csv": "a,b\n1,2\n",
	} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(place, file)), 0o700), os.WriteFile(filepath.Join(place, file), []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	pass := "old"
	for _, before := range pathCommands[name].after {
		if _, err := runPath(before, testEnv(&pass), place); err != nil {
			t.Fatalf("%s: %v", before, err)
		}
	}
	return place
}

// copyPlace copies a place with modes, and times, by which a repeated command
// knows its annexes.
func copyPlace(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(name, from))
		st, err := e.Info()
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.MkdirAll(target, st.Mode().Perm()|0o700)
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return errors.Join(os.WriteFile(target, b, st.Mode().Perm()), os.Chmod(target, st.Mode().Perm()), os.Chtimes(target, st.ModTime(), st.ModTime()))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// entriesOf returns the record's kinds, by index, from the files alone.
func entriesOf(env Env, place string) (kinds []vow.Kind, err error) {
	h, err := OpenHome(env, filepath.Join(place, "home"), Read)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	if err := h.Log(context.Background(), "", func(e LogEntry) error {
		if e.Invalid != "" {
			return fmt.Errorf("entry %d is invalid: %s", e.Index, e.Invalid)
		}
		kinds = append(kinds, e.Kind)
		return nil
	}); err != nil {
		return nil, err
	}
	return kinds, nil
}

// survived checks a place in which a command was killed or failed: fsck passes,
// the repeated command finishes the job with exactly one entry, and nothing is
// left over.
func survived(name, place string, before []vow.Kind) error {
	pass := "old"
	env := testEnv(&pass)
	c := pathCommands[name]
	if isHome(filepath.Join(place, "home")) {
		if err := fsckPath(env, place); err != nil {
			return fmt.Errorf("fsck after the fault: %w", err)
		}
	}
	done, err := rotated(name, env, place, before)
	if err != nil {
		return err
	}
	out, err := runPath(name, env, place)
	if err != nil {
		return fmt.Errorf("repeated: %w; hint: %s", err, vow.HintOf(err))
	}
	if c.kind != "" && (out.Kind != c.kind || !out.Recorded || out.Pending != "") {
		return fmt.Errorf("repeated: %+v", out)
	}
	if c.kind != "" {
		if _, err := os.Stat(out.Receipt); err != nil {
			return fmt.Errorf("receipt: %w", err)
		}
	}
	kinds, err := entriesOf(env, place)
	if err != nil {
		return err
	}
	want := slices.Clone(before)
	if name == "path-correct" {
		want = append(want, vow.KindTextFixed)
	}
	if c.kind != "" {
		want = append(want, c.kind)
	}
	if name == "path-release-late" {
		want = append(want, c.kind)
	}
	if done {
		want = append(want, c.kind) // so the repeated command rotates once more
	}
	if !slices.Equal(kinds, want) {
		return fmt.Errorf("the record holds %v, want %v", kinds, want)
	}
	seals := 0
	for _, k := range kinds {
		if k == vow.KindSealMade {
			seals++
		}
	}
	if err := leftovers(place, seals); err != nil {
		return err
	}
	return fsckPath(env, place)
}

// rotated reports whether a rotation was done to its end, its note removed.
func rotated(name string, env Env, place string, before []vow.Kind) (bool, error) {
	if name != "path-rotate" {
		return false, nil
	}
	kinds, err := entriesOf(env, place)
	if err != nil {
		return false, err
	}
	_, err = os.Lstat(filepath.Join(place, "home", rotatingFile))
	return len(kinds) == len(before)+1 && errors.Is(err, fs.ErrNotExist), nil
}

func fsckPath(env Env, place string) error {
	h, err := OpenHome(pathEnv(env, place, pathLater), filepath.Join(place, "home"), Read)
	if err != nil {
		return err
	}
	defer h.Close()
	r, err := h.Fsck(context.Background())
	if err != nil {
		return fmt.Errorf("%w %+v", err, r)
	}
	return nil
}

// leftovers looks for what a fault left and a repeated command did not clear away, beside
// the files of so many seals.
func leftovers(place string, seals int) error {
	home := filepath.Join(place, "home")
	for _, dir := range []string{"home.vow-init", "home/keys.new", "home/keys.old"} {
		if isDir(filepath.Join(place, dir)) {
			return fmt.Errorf("%s was left", dir)
		}
	}
	if list, err := os.ReadDir(filepath.Join(home, DirPending)); err != nil || len(list) > 0 {
		return fmt.Errorf("pending: %v, %w", list, err)
	}
	for _, dir := range []string{DirPackages, DirSeals} {
		if list, err := os.ReadDir(filepath.Join(home, dir)); err != nil || len(list) != seals {
			return fmt.Errorf("%s: %v of %d seals, %w", dir, list, seals, err)
		}
	}
	// A dossier is written into a folder that is not ours to tidy: a killed
	// command leaves its temporary file there.
	return filepath.WalkDir(home, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && durable.IsTemp(filepath.Base(path)) {
			return fmt.Errorf("%s was left", path)
		}
		return err
	})
}

// TestFaultsOnTheWholePath fails every command once at a spread of its changes
// to the disk, with an error, before it, in the middle and after it.
func TestFaultsOnTheWholePath(t *testing.T) { failPath(t, 7) }

// TestKilledOnTheWholePath kills every command at a spread of its changes.
func TestKilledOnTheWholePath(t *testing.T) { killPath(t, 5) }

// failPath tries about few changes of each command in each mode, all for 0.
func failPath(t *testing.T, few int) {
	for name := range pathCommands {
		if slices.Contains([]string{"path-two", "path-officer", "path-stage"}, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base := preparePath(t, name)
			before := pathKinds(t, name, base)
			total := countChanges(t, name, base)
			tried := 0
			for _, mode := range []durable.Mode{durable.Lost, durable.Stored, durable.Torn} {
				for _, nth := range spreadPath(total, few, int(mode)) {
					place := filepath.Join(t.TempDir(), "p")
					copyPlace(t, base, place)
					faults := &durable.Faults{At: nth, Mode: mode}
					pass := "old"
					env := testEnv(&pass)
					env.Disk = &durable.Disk{Hook: faults.Hook}
					_, said := runPath(name, env, place)
					op, hit := faults.Hit()
					if !hit {
						continue
					}
					tried++
					if err := survived(name, place, before); err != nil {
						t.Fatalf("%s of change %d of %d, %s (the command said: %v): %v", mode, nth, total, op, said, err)
					}
					_ = os.RemoveAll(place)
				}
			}
			if tried == 0 {
				t.Error("no fault was ever injected")
			}
			t.Logf("%d changes to the disk, %d faults", total, tried)
		})
	}
}

func killPath(t *testing.T, few int) {
	for name := range pathCommands {
		if slices.Contains([]string{"path-two", "path-officer", "path-stage"}, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			base := preparePath(t, name)
			before := pathKinds(t, name, base)
			total := countChanges(t, name, base)
			for _, nth := range spreadPath(total, few, 1) {
				place := filepath.Join(t.TempDir(), "p")
				copyPlace(t, base, place)
				killAt(t, name, place, nth)
				if err := survived(name, place, before); err != nil {
					t.Fatalf("killed at change %d of %d: %v", nth, total, err)
				}
				_ = os.RemoveAll(place)
			}
			t.Logf("%d changes to the disk", total)
		})
	}
}

func pathKinds(t *testing.T, name, place string) []vow.Kind {
	t.Helper()
	if len(pathCommands[name].after) == 0 {
		return nil
	}
	pass := "old"
	kinds, err := entriesOf(testEnv(&pass), place)
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}

// countChanges runs a command in a copy of its place and counts its changes.
func countChanges(t *testing.T, name, base string) int {
	t.Helper()
	place := filepath.Join(t.TempDir(), "count")
	copyPlace(t, base, place)
	faults := new(durable.Faults)
	pass := "old"
	env := testEnv(&pass)
	env.Disk = &durable.Disk{Hook: faults.Hook}
	before := pathKinds(t, name, base)
	if _, err := runPath(name, env, place); err != nil {
		t.Fatalf("without a fault: %v", err)
	}
	if err := survived(name, place, before); err != nil {
		t.Fatalf("without a fault: %v", err)
	}
	if n := faults.Count(); n >= 3 {
		return n
	}
	t.Fatalf("only %d changes to the disk", faults.Count())
	return 0
}

// spreadPath picks about few of the numbers 1 to total, always the last one; all
// of them for 0. shift makes other modes pick others.
func spreadPath(total, few, shift int) []int {
	if few == 0 || few >= total {
		few = total
	}
	out := []int{total}
	for i := range few - 1 {
		if n := 1 + (i*total/few+shift)%total; !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	if few == total {
		out = out[:0]
		for i := range total {
			out = append(out, i+1)
		}
	}
	return out
}
