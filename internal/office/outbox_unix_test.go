//go:build unix

package office

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/durable"
	"vow/internal/store"
)

// at opens the home of a place at a time.
func at(t *testing.T, place string, now time.Time) *Home {
	t.Helper()
	pass := "old"
	return mustOpen(t, pathEnv(testEnv(&pass), place, now), filepath.Join(place, "home"), Write)
}

// waiting returns the one entry that waits.
func waiting(t *testing.T, h *Home) PendingEntry {
	t.Helper()
	list, err := h.Pending()
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	return list[0]
}

func closeHome(t *testing.T, h *Home) {
	t.Helper()
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
}

// An entry of the outbox is not recorded before its time, by whatever command; it is
// shown as it will stand; and it is recorded once its time has come.
func TestOutboxWaits(t *testing.T) {
	place := preparePath(t, "path-stage")
	h := at(t, place, pathNext)
	out, err := h.OpenEvent(t.Context(), OpenEventOptions{ID: "e1"})
	if err != nil || out.Recorded || out.Until.IsZero() || !strings.HasPrefix(out.Waits, "in the outbox until ") {
		t.Fatalf("%+v, %v", out, err)
	}
	first := waiting(t, h)
	if first.Until != out.Until || !strings.Contains(first.Text, `"kind":"event.opened"`) || !strings.Contains(first.Waits, out.Until.String()) {
		t.Errorf("%+v", first)
	}
	closeHome(t, h)
	h = at(t, place, pathNext.Add(time.Hour)) // repeated, it waits no longer for that
	again, err := h.OpenEvent(t.Context(), OpenEventOptions{ID: "e1"})
	if err != nil || again.Until != out.Until || again.Pending != out.Pending {
		t.Errorf("%+v, %v", again, err)
	}
	closeHome(t, h)
	h = at(t, place, out.Until.Go().Add(-time.Minute))
	sent, err := h.SendPending(t.Context())
	if err != nil || len(sent) != 1 || sent[0].Outcome.Recorded {
		t.Errorf("a minute too early: %+v, %v", sent, err)
	}
	if files, _ := filepath.Glob(h.Path(DirOpenings, "*.json")); len(files) > 0 {
		t.Errorf("what is not public yet lies in the clear: %v", files)
	}
	closeHome(t, h)
	h = at(t, place, out.Until.Go())
	sent, err = h.SendPending(t.Context())
	if err != nil || len(sent) != 1 || !sent[0].Outcome.Recorded {
		t.Fatalf("in time: %+v, %v", sent, err)
	}
	names, err := h.names(DirPending)
	if err != nil || len(names) > 0 {
		t.Errorf("left: %v, %v", names, err)
	}
	rec, err := h.Record(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var stands bool
	for _, d := range rec.Office().Days {
		for _, o := range d.Opened {
			text, err := vow.EntryText(o.Body)
			stands = err == nil && string(text) == first.Text
		}
	}
	if !stands {
		t.Error("it stands otherwise than it was shown")
	}
}

// Whatever became of the file that says when, an entry waits at least its time; a
// damaged one is named.
func TestOutboxWithoutTime(t *testing.T) {
	place := preparePath(t, "path-open")
	h := at(t, place, pathSend)
	id := waiting(t, h).ID
	if err := os.Remove(h.readyPath(id)); err != nil {
		t.Fatal(err)
	}
	sent, err := h.SendPending(t.Context())
	if err != nil || sent[0].Outcome.Recorded || sent[0].Outcome.Until.Go().Before(pathSend.Add(OutboxWait)) {
		t.Errorf("%+v, %v", sent, err)
	}
	if err := os.WriteFile(h.readyPath(id), []byte("soon\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = h.SendPending(t.Context())
	wantCode(t, err, vow.CodeState, "a time expected")
	if err := h.ForgetPending(id); err != nil {
		t.Fatal(err)
	}
	if names, err := h.names(DirPending); err != nil || len(names) > 0 {
		t.Errorf("dropped, and left %v, %v", names, err)
	}
}

// Without the wait an entry needs two officers, and an office that has them.
func TestOutboxNow(t *testing.T) {
	place := preparePath(t, "path-stage")
	h := at(t, place, pathNext)
	h.SendNow = true
	_, err := h.OpenEvent(t.Context(), OpenEventOptions{ID: "e1"})
	wantCode(t, err, vow.CodeRefused, "one officer")
	closeHome(t, h)
	pass := "old"
	env := pathEnv(testEnv(&pass), place, pathNext)
	if _, err := addPath(t.Context(), env, place); err != nil {
		t.Fatal(err)
	}
	h = at(t, place, pathNext)
	h.SendNow = true
	out, err := h.OpenEvent(t.Context(), OpenEventOptions{ID: "e1"})
	if err != nil || out.Recorded || !out.Until.IsZero() || !strings.Contains(out.Waits, "second officer") {
		t.Fatalf("%+v, %v", out, err)
	}
	closeHome(t, h)
	h = at(t, place, pathNext.Add(48*time.Hour)) // time alone does not do it
	if sent, err := h.SendPending(t.Context()); err != nil || sent[0].Outcome.Recorded {
		t.Fatalf("%+v, %v", sent, err)
	}
	p, err := h.PendingByID(out.Pending)
	if err != nil {
		t.Fatal(err)
	}
	h2, err := OpenHome(env, filepath.Join(place, "home-2"), Write)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(h2.ApproveElsewhere(p, OfficerKey), h2.Close()); err != nil {
		t.Fatal(err)
	}
	if out, err = h.Approve(t.Context(), p, OfficerKey); err != nil || !out.Recorded {
		t.Fatalf("%+v, %v", out, err)
	}
	if _, err := os.Stat(h.openingPath(p.Body.(*vow.EventOpened).Commit)); err != nil {
		t.Errorf("the reveal file: %v", err)
	}
}

// Two signatures are not enough where the wait was not waived.
func TestOutboxTwoSignaturesWait(t *testing.T) {
	place := preparePath(t, "path-stage")
	pass := "old"
	env := pathEnv(testEnv(&pass), place, pathNext)
	if _, err := addPath(t.Context(), env, place); err != nil {
		t.Fatal(err)
	}
	h := at(t, place, pathNext)
	out, err := h.OpenEvent(t.Context(), OpenEventOptions{ID: "e1"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := h.PendingByID(out.Pending)
	if err != nil {
		t.Fatal(err)
	}
	h2, err := OpenHome(env, filepath.Join(place, "home-2"), Write)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(h2.ApproveElsewhere(p, OfficerKey), h2.Close()); err != nil {
		t.Fatal(err)
	}
	if out, err = h.Approve(t.Context(), p, OfficerKey); err != nil || out.Recorded || out.Until.IsZero() {
		t.Errorf("%+v, %v", out, err)
	}
}

// One that the record refuses by now keeps no other back, and is told.
func TestOutboxRefused(t *testing.T) {
	place := preparePath(t, "path-open")
	h := at(t, place, pathSend)
	p, err := h.PendingByID(waiting(t, h).ID)
	if err != nil {
		t.Fatal(err)
	}
	twin := *p.Body.(*vow.EventOpened) // the same event, said at another time
	twin.At = vow.At(pathNext.Add(-time.Hour))
	q, err := vow.NewPending(&twin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := h.Signer(OfficerKey)
	if err != nil {
		t.Fatal(err)
	}
	q.Add(signer.Sign(q.Text))
	if err := errors.Join(h.savePending(q), h.Disk().WriteFile(h.readyPath(q.ID()), []byte(vow.At(pathNext).String()+"\n"), durable.Private)); err != nil {
		t.Fatal(err)
	}
	sent, err := h.SendPending(t.Context())
	wantCode(t, err, vow.CodeRefused, "1 of 2 entries")
	if len(sent) != 2 || sent[0].Error != "" || !sent[0].Outcome.Recorded || !strings.Contains(sent[1].Error, "was opened by entry") {
		t.Errorf("%+v", sent)
	}
}

// busyPlace is an office in which so many events were noted on the first day.
func busyPlace(t *testing.T, n int) string {
	t.Helper()
	place := preparePath(t, "path-note")
	h := at(t, place, pathBegin)
	defer closeHome(t, h)
	s, err := h.Store(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	content, err := pathContact(h)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if _, err := s.AddEvent(t.Context(), store.Event{Kind: vow.KindContact, Day: pathDay, At: vow.At(pathBegin), Content: content,
			Same: vow.SumHash(fmt.Append(nil, i))}); err != nil {
			t.Fatal(err)
		}
	}
	return place
}

// An observer of the log cannot tell a busy day from an empty one: the entry has the
// same length and says the same but for its root, which is a hash over fresh
// randomness; nothing else is recorded; and the files of the log are as long. Beyond
// 63 events the leaves show a step.
func TestBusyDayLooksEmpty(t *testing.T) {
	type sight struct {
		text   string // of the entry, its root left out
		length int
		files  map[string]int64
	}
	look := func(n int) (sight, vow.Hash) {
		place := busyPlace(t, n)
		h := at(t, place, pathNext)
		days, err := h.FixDays(t.Context(), DayOptions{})
		if err != nil || len(days) != 1 || !days[0].Recorded || days[0].Index != 1 {
			t.Fatalf("%+v, %v", days, err)
		}
		s := sight{files: make(map[string]int64)}
		var root vow.Hash
		if err := h.Log(t.Context(), "", func(e LogEntry) error {
			if e.Index != 1 {
				return nil
			}
			s.length = len(e.Text)
			var m map[string]any
			line := strings.Split(e.Text, "\n")[1]
			if err := json.Unmarshal([]byte(line), &m); err != nil {
				return err
			}
			root, err = vow.ParseHash(m["root"].(string))
			s.text = strings.Replace(line, root.String(), "ROOT", 1)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := filepath.Walk(h.Path(DirRecord), func(path string, st os.FileInfo, err error) error {
			rel, _ := filepath.Rel(h.Path(DirRecord), path)
			if err == nil && st.Mode().IsRegular() && !strings.HasPrefix(rel, ".") {
				s.files[rel] = st.Size()
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return s, root
	}
	empty, root := look(0)
	for _, n := range []int{1, 64, 1023} {
		busy, other := look(n)
		if busy.text != empty.text || busy.length != empty.length {
			t.Errorf("%d events show: %s (%d bytes), without any %s (%d bytes)", n, busy.text, busy.length, empty.text, empty.length)
		}
		for name, size := range empty.files {
			if strings.HasPrefix(name, "checkpoint") { // the same text but for another office's key name
				continue
			}
			if strings.HasPrefix(name, "tile/entries/") && strings.Contains(name, "000.p/1") && !strings.HasSuffix(name, "/2") {
				continue // entry 0 is another office's
			}
			if busy.files[name] != size {
				t.Errorf("%d events: %s has %d bytes, without any %d", n, name, busy.files[name], size)
			}
		}
		if len(busy.files) != len(empty.files) || other == root {
			t.Errorf("%d events: %d files and %d, roots %s and %s", n, len(busy.files), len(empty.files), other, root)
		}
	}
	again, second := look(0)
	if second == root || again.text != empty.text {
		t.Error("two empty days have one root: everybody would know it")
	}
	if step, _ := look(1024); !strings.Contains(step.text, `"leaves":4096`) {
		t.Errorf("1,024 events: %s", step.text)
	}
}

// A day that was missed is fixed under its own date, also by a clerk; events that
// are noted later go into the next day; and a clock that stands years ahead is
// refused before it fixes anything.
func TestMissedDays(t *testing.T) {
	place := preparePath(t, "path-day")
	h := at(t, place, pathBegin.Add(400*24*time.Hour))
	_, err := h.FixDays(t.Context(), DayOptions{})
	wantCode(t, err, vow.CodeRefused, "400 days were not fixed")
	closeHome(t, h)
	h = at(t, place, pathBegin.Add(3*24*time.Hour))
	days, err := h.FixDays(t.Context(), DayOptions{})
	if err != nil || len(days) != 3 || days[0].Day != pathDay || days[2].Day != "2026-06-14" {
		t.Fatalf("%+v, %v", days, err)
	}
	if days, err := h.FixDays(t.Context(), DayOptions{}); err != nil || len(days) > 0 {
		t.Errorf("again: %+v, %v", days, err)
	}
	s, err := h.Store(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	content, err := pathContact(h)
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.AddEvent(t.Context(), store.Event{Kind: vow.KindContact, Day: pathDay, At: vow.At(pathBegin), Content: content, Same: vow.Hash{1}})
	if err != nil || e.Day != "2026-06-15" {
		t.Errorf("an event of a fixed day went into %s, %v", e.Day, err)
	}
	_, err = h.OpenEvent(t.Context(), OpenEventOptions{ID: e.ID})
	wantCode(t, err, vow.CodeRefused, "is not fixed yet")
}

// The clerk needs its own passphrase alone, signs days alone, and stops when its key
// is retired.
func TestClerk(t *testing.T) {
	place := preparePath(t, "path-day")
	h := at(t, place, pathBegin)
	_, err := h.AddClerk(t.Context(), func() ([]byte, error) { return []byte("old"), nil })
	wantCode(t, err, vow.CodeRefused, "the home's own")
	if out, err := clerkPath(t.Context(), h, place); err != nil || !out.Recorded || out.Already {
		t.Fatalf("%+v, %v", out, err)
	}
	if out, err := clerkPath(t.Context(), h, place); err != nil || !out.Already {
		t.Errorf("again: %+v, %v", out, err)
	}
	key, _, err := h.PublicKey(ClerkKey)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.ChangePassphrase(func() ([]byte, error) { return []byte("new"), nil }); err != nil {
		t.Fatal(err)
	}
	closeHome(t, h)

	clerk, asked := "of the clerk", 0
	env := pathEnv(testEnv(&clerk), place, pathNext)
	ask := env.Passphrase
	env.Passphrase = func(p string, c bool) ([]byte, error) { asked++; return ask(p, c) }
	h = mustOpen(t, env, filepath.Join(place, "home"), Write)
	days, err := h.FixDays(t.Context(), DayOptions{Clerk: true})
	if err != nil || len(days) != 1 || !days[0].Recorded || asked != 1 {
		t.Fatalf("%+v, %v, asked %d times", days, err, asked)
	}
	signed := ""
	if err := h.Log(t.Context(), "", func(e LogEntry) error {
		if e.Kind == vow.KindDayFixed {
			signed = strings.Join(e.Signed, " ")
		}
		return nil
	}); err != nil || signed != key.Name {
		t.Errorf("signed by %q, %v", signed, err)
	}
	_, err = h.Promise(t.Context(), PromiseOptions{Report: "x", Title: "X", Due: DueOptions{By: "2026-09-30", TZ: "UTC"}})
	if err == nil {
		t.Error("the clerk promises")
	}
	closeHome(t, h)
	wrong := "new"
	h = mustOpen(t, pathEnv(testEnv(&wrong), place, pathNext), filepath.Join(place, "home"), Write)
	_, err = h.FixDays(t.Context(), DayOptions{Clerk: true})
	wantCode(t, err, vow.CodeUsage, "wrong passphrase")
	if _, err := h.RetireOfficer(t.Context(), key.Name); err != nil {
		t.Fatal(err)
	}
	if _, err := clerkPath(t.Context(), h, place); err != nil { // another one
		t.Fatal(err)
	}
	if now, _, err := h.PublicKey(ClerkKey); err != nil || now.Name == key.Name {
		t.Errorf("%v, %v", now, err)
	}
	if r, err := h.Fsck(t.Context()); err != nil {
		t.Errorf("%+v, %v", r, err)
	}
}

// A day that somebody else fixed is told, and its events go into the next one.
func TestForeignDay(t *testing.T) {
	place := preparePath(t, "path-day") // one event on the first day, not fixed yet
	h := at(t, place, pathNext)
	w, err := h.openWriter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.submit(t.Context(), &vow.DayFixed{At: vow.At(pathNext), Day: pathDay, Kind: vow.KindDayFixed, Leaves: 64, Log: pathOrigin, Root: vow.Hash{9}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	closeHome(t, h)
	h = at(t, place, pathNext.Add(24*time.Hour))
	days, err := h.FixDays(t.Context(), DayOptions{})
	if err != nil || len(days) != 1 || days[0].Day != "2026-06-13" {
		t.Fatalf("%+v, %v", days, err)
	}
	s, err := h.Store(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tree, err := s.Day(t.Context(), "2026-06-13")
	if err != nil || tree.Count != 1 {
		t.Errorf("%+v, %v", tree, err)
	}
	if _, err := s.Day(t.Context(), pathDay); !errors.Is(err, store.ErrNoDay) {
		t.Error(err)
	}
	if out, err := h.OpenEvent(t.Context(), OpenEventOptions{ID: "e1"}); err != nil || out.Until.IsZero() {
		t.Errorf("%+v, %v", out, err)
	}
}

// A text that was fixed and never sealed can be erased with its salts; a sealed one
// cannot, for it opens by itself.
func TestEraseText(t *testing.T) {
	place := preparePath(t, "path-seal")
	h := at(t, place, pathBegin)
	if err := os.WriteFile(filepath.Join(place, "draft.md"), []byte("# Draft\n\nNames a person.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	draft := TextOptions{Report: "x", File: filepath.Join(place, "draft.md"), Lang: "en", Role: "draft"}
	_, root, err := h.FixText(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	for again := range 2 {
		res, err := h.Erase(t.Context(), EraseOptions{What: root.String(), Reason: "request"})
		if err != nil || !res.Erased || res.Outcome.Already != (again == 1) {
			t.Fatalf("%+v, %v", res, err)
		}
	}
	if names, err := h.names(DirPapers); err != nil || len(names) > 0 {
		t.Errorf("left: %v, %v", names, err)
	}
	if r, err := h.Fsck(t.Context()); err != nil {
		t.Errorf("fsck misses what was erased: %+v, %v", r, err)
	}
	if _, other, err := h.FixText(t.Context(), draft); err != nil || other == root {
		t.Errorf("the same salts again: %v", err)
	}
	if _, err := h.Seal(t.Context(), SealOptions{Report: "x", Policy: pathOpening, Texts: []LangFile{{"en", filepath.Join(place, "report.md")}}}); err != nil {
		t.Fatal(err)
	}
	rec, err := h.Record(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sealed := rec.Report("x").Seal().Body.Texts["en"]
	_, err = h.Erase(t.Context(), EraseOptions{What: sealed.String(), Report: "x", Reason: "request"})
	wantCode(t, err, vow.CodeRefused, "")
	if _, err := h.readPaper(sealed); err != nil {
		t.Errorf("and it is gone: %v", err)
	}
	_, err = h.Erase(t.Context(), EraseOptions{What: strings.Repeat("1", 64), Reason: "request"})
	wantCode(t, err, vow.CodeUsage, "nothing of the record")
	_, err = h.Erase(t.Context(), EraseOptions{What: "nothing", Reason: "request"})
	wantCode(t, err, vow.CodeUsage, "neither")
}
