package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
)

// Options say where the demonstration leaves its files.
type Options struct {
	Keep string // folder to keep them in; a temporary one, removed at the end, if empty
	// Export writes the public site of a home as of a time: the last chapter. None if nil.
	Export func(ctx context.Context, h *office.Home, dir string, at vow.Time) error
}

const (
	origin  = "office.example/vow"
	report  = "water-supply"
	opening = "2026-09-15T06:00:00Z"
	policy  = "(2026-09-11 and 2 of {archive, clinic, press}) or " + opening
)

// story is one run of the demonstration.
type story struct {
	out     io.Writer
	world   *world
	dir     string
	kept    bool
	home    *office.Home
	home2   string
	trust   []byte
	honest  []byte // the honest dossier
	lock    string
	pkg     string
	cheats  int
	failed  []string // what did not come out as it must
	export  func(ctx context.Context, h *office.Home, dir string, at vow.Time) error
	siteDir string // where it put the site

	stated   []*office.Outcome // recorded in this step, not said yet
	day      string            // the next day to be fixed
	lengths  map[string]int    // of the entries of fixed days
	comments []office.CommentLine
	counted  counted
}

// Run tells the whole story on out. It fails if any part of it does not come out
// as it must.
func Run(ctx context.Context, out io.Writer, o Options) (err error) {
	dir, kept, err := folder(o.Keep)
	if err != nil {
		return err
	}
	if !kept {
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	w, err := newWorld(filepath.Join(dir))
	if err != nil {
		return err
	}
	s := &story{out: out, world: w, dir: dir, kept: kept, export: o.Export}
	defer func() { err = errors.Join(err, s.end()) }()
	s.say("demo: all of this is on this machine alone: a local one-second beacon chain, three local witnesses and a clock of its own that skips days; it proves nothing to others")
	for _, part := range []func(context.Context) error{
		s.makeOffice, s.makePromise, s.share, s.approach, s.answer, s.softer, s.movePromise, s.listTrustees, s.sealReport, s.hold, s.pressure, s.release,
		s.withhold, s.closing, s.prove, s.quote, s.altered, s.keep, s.site, s.cheat, s.stock,
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := part(ctx); err != nil {
			return err
		}
	}
	s.saySite()
	if len(s.failed) > 0 {
		return vow.Errorf(vow.CodeCheck, "demo: %s", s.failed[0])
	}
	if kept {
		s.say("\nkept in %s; check it again with", dir)
		s.say("  vow verify %[1]s/dossier.zip --trust %[1]s/trust --chain %[1]s/chain.json", dir)
		s.say("and look at the office's home with")
		s.say("  XDG_STATE_HOME=%[1]s/state vow --home %[1]s/home fsck", dir)
	}
	return nil
}

// folder returns the demonstration's folder: a new one.
func folder(keep string) (dir string, kept bool, err error) {
	if keep == "" {
		dir, err := os.MkdirTemp("", "vow-demo-")
		if err != nil {
			return "", false, vow.Errorf(vow.CodeIO, "demo: %w", err)
		}
		return dir, false, nil
	}
	if dir, err = filepath.Abs(keep); err != nil {
		return "", false, vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return "", false, vow.Errorf(vow.CodeRefused, "%s is not empty", keep).WithHint("name a new folder")
	}
	return dir, true, new(durable.Disk).MkdirAll(dir, durable.Folder)
}

func (s *story) end() error {
	var err error
	if s.home != nil {
		err = s.home.Close()
	}
	return errors.Join(err, s.world.close())
}

func (s *story) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

// on lets the days since pass, skips the clock, and says the date.
func (s *story) on(ctx context.Context, at, format string, args ...any) error {
	s.flush()
	if err := s.passDays(ctx, at); err != nil {
		return err
	}
	if err := s.world.clock.skipTo(at); err != nil {
		return err
	}
	s.say("\n%s  %s", at[:10], fmt.Sprintf(format, args...))
	return nil
}

// recorded remembers an entry for flush.
func (s *story) recorded(out *office.Outcome) { s.stated = append(s.stated, out) }

// flush says in one line what a step put on the record.
func (s *story) flush() {
	if len(s.stated) == 0 {
		return
	}
	var runs, seen []string
	for i := 0; i < len(s.stated); {
		first := s.stated[i]
		last := first
		for ; i < len(s.stated) && s.stated[i].Kind == first.Kind && s.stated[i].Index <= last.Index+1; i++ {
			last = s.stated[i]
			if !slices.Contains(seen, last.Witnesses) {
				seen = append(seen, last.Witnesses)
			}
		}
		number := fmt.Sprint(first.Index)
		if last != first {
			number = fmt.Sprintf("%d to %d", first.Index, last.Index)
		}
		runs = append(runs, number+" "+string(first.Kind))
	}
	by := ""
	if !slices.Contains(seen, "") {
		by = "; witnessed by " + strings.Join(seen, " or ") + " (local)"
	}
	s.say("  on the record: %s%s", strings.Join(runs, ", "), by)
	s.stated = nil
}

// keep leaves beside the homes what anyone else would have.
func (s *story) keep(context.Context) error {
	disk := new(durable.Disk)
	released, err := filepath.Rel(s.dir, s.home.Path("released", report))
	if err != nil {
		return err
	}
	return errors.Join(
		disk.WriteFile(filepath.Join(s.dir, "trust"), s.trust, durable.Public),
		disk.WriteFile(filepath.Join(s.dir, "chain.json"), s.world.chain.InfoJSON(), durable.Public),
		disk.WriteFile(filepath.Join(s.dir, "passphrase"), []byte(passphrase+"\n"), durable.Private),
		copyFile(disk, s.pkg, filepath.Join(s.dir, "report.age")),
		copyFile(disk, s.lock, filepath.Join(s.dir, "report.lock")),
		os.CopyFS(filepath.Join(s.dir, "released"), os.DirFS(filepath.Join(s.dir, released))),
	)
}

func copyFile(disk *durable.Disk, from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	return disk.WriteFile(to, data, durable.Public)
}

// now is the reader's clock.
func (s *story) now() vow.Time { return vow.At(s.world.clock.Now()) }

// back returns a clock that the office set back by d.
func (w *world) back(d time.Duration) func() time.Time {
	return func() time.Time { return w.clock.Now().Add(-d) }
}
