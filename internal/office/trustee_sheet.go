package office

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"path/filepath"
	"slices"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/policy"
	"vow/seal"
)

//go:embed sheet.html
var sheetText string

// sheet is what one trustee's page says.
type sheet struct {
	Handle, Stem, Lock, Origin, Policy, Head string
	What                                     string // it opens
	Recipient, KeyName                       string
	KeyFile, KeyNote                         string // the age key in commands; what it stands for, "" if for itself
	AgeNote                                  string // what stock age needs beside itself
	Leaves                                   []sheetLeaf
	Alone                                    bool   // this trustee opens earlier than time does, with nobody's help
	AloneAt                                  string // from when, or "" for any time
	Latest                                   string // or "": never by time alone
	With, Hold                               string // sentences
	Dates                                    []sheetDate
	AnyWhole, Rehearsal                      bool
}

type sheetLeaf struct {
	Path    string
	Pattern string // for sed
	Whole   bool
}

type sheetDate struct{ When, What string }

// Sheets writes one printable page for each trustee of the lock, or for the one
// named, and returns their paths. A page needs nothing outside itself.
//
// Errors: CodeUsage where the lock names no such trustee.
func Sheets(env Env, lock *seal.Lock, handle, dir string) ([]string, error) {
	env = env.withDefaults()
	page, err := template.New("sheet").Parse(sheetText)
	if err != nil {
		return nil, err
	}
	var paths []string
	if _, ok := lockTrustee(lock, handle); len(lock.Trustees) == 0 || handle != "" && !ok {
		return nil, noSuchTrustee(lock, handle)
	}
	if err := env.Disk.MkdirAll(dir, durable.Folder); err != nil {
		return nil, err
	}
	for _, t := range lock.Trustees {
		if handle != "" && t.Handle != handle {
			continue
		}
		var b bytes.Buffer
		if err := page.Execute(&b, sheetOf(lock, t)); err != nil {
			return nil, err
		}
		path := filepath.Join(dir, seal.Stem(lock.Report, lock.Part)+"."+t.Handle+".html")
		if err := env.Disk.WriteFile(path, b.Bytes(), durable.Public); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// noSuchTrustee says whom a lock names instead.
func noSuchTrustee(lock *seal.Lock, handle string) error {
	names := lock.Policy.Names()
	if len(names) == 0 {
		return vow.Errorf(vow.CodeUsage, "the lock names no trustee")
	}
	return vow.Errorf(vow.CodeUsage, "the lock names no trustee %q", handle).WithHint("it names %s", strings.Join(names, ", "))
}

// sheetOf works out what one trustee can do.
func sheetOf(lock *seal.Lock, t seal.Trustee) sheet {
	s := sheet{Handle: t.Handle, Stem: seal.Stem(lock.Report, lock.Part), Origin: lock.Origin, Policy: lock.Policy.String(),
		Head: lock.Head().String(), Recipient: ShortRecipient(t.Recipient), KeyName: t.Key.Name, Rehearsal: lock.Report == RehearsalReport}
	s.Lock, s.What = s.Stem+".lock", whatOf(lock)
	s.KeyFile, s.KeyNote, s.AgeNote = sheetKey(t.Recipient)
	for _, i := range lock.SharesOf(t.Handle) {
		sec := lock.Sections[i]
		end := " " // the commitment follows
		if !sec.Share {
			end = "$"
		}
		s.Leaves = append(s.Leaves, sheetLeaf{sec.Path, strings.ReplaceAll(sec.Path, ".", `\.`) + " trustee " + t.Handle + end, !sec.Share})
		s.AnyWhole = s.AnyWhole || !sec.Share
	}
	p := lock.Policy
	others := slices.DeleteFunc(p.Names(), func(n string) bool { return n == t.Handle })
	all, without, alone, latest := p.Open(p.Names()...), p.Open(others...), p.Open(t.Handle), p.Open()
	if at, ok := latest.Time(); ok {
		s.Latest = at.String()
	}
	if s.Alone = alone.Compare(latest) < 0; s.Alone {
		if at, ok := alone.Time(); ok {
			s.AloneAt = at.String()
		}
	} else {
		s.With = "Then " + s.What + " opens when enough others release theirs too" + moment(", at the earliest ", all) + "."
	}
	s.Hold = holdSentence(p, t.Handle, all, without, latest)
	s.Dates = sheetDates(all, without, alone, latest, s.Alone)
	return s
}

// sheetKey says how commands name the key of a recipient, and what it takes.
func sheetKey(recipient string) (file, keyNote, ageNote string) {
	name, _, _ := strings.Cut(strings.TrimPrefix(recipient, "age1"), "1")
	switch {
	case strings.HasPrefix(recipient, "ssh-"):
		return "ssh.key", "ssh.key stands for the file of that OpenSSH key", ""
	case strings.HasPrefix(recipient, "age1pq1"):
		return "age.key", "", ", 1.3 or newer for this key,"
	case strings.LastIndexByte(recipient, '1') > len("age"):
		return "age.key", "age.key stands for the identity file of your plugin", " with age-plugin-" + name
	}
	return "age.key", "", ""
}

// moment returns text for a moment that has a time, "" for others.
func moment(before string, w policy.When) string {
	if at, ok := w.Time(); ok {
		return before + at.String()
	}
	return ""
}

// holdSentence says what this trustee's silence does, alone or with others.
func holdSentence(p *policy.Policy, handle string, all, without, latest policy.When) string {
	switch {
	case without.IsNever() && without.Compare(all) > 0:
		return "Without you it never opens."
	case without.Compare(all) > 0 && without.Compare(latest) == 0:
		return fmt.Sprintf("Without you it stays closed until %s, and not one day longer.", without)
	case without.Compare(all) > 0:
		return fmt.Sprintf("Without you the others can open it only from %s on.", without)
	}
	alone := "Your silence alone delays nothing: the others can open it without you."
	d, ok := smallestDelay(p, handle)
	if !ok {
		return alone
	}
	who := slices.DeleteFunc(d.Who, func(n string) bool { return n == handle })
	others := strings.Join(who, " and ") + " hold"
	if len(who) == 1 {
		others += "s"
	}
	if d.Until.IsNever() {
		return fmt.Sprintf("%s If, for example, %s too, it never opens.", alone, others)
	}
	return fmt.Sprintf("%s If, for example, %s too, it stays closed until %s, and not one day longer.", alone, others, d.Until)
}

// smallestDelay returns one of the smallest groups with this trustee that delay by
// not acting.
func smallestDelay(p *policy.Policy, handle string) (best policy.Delay, ok bool) {
	for _, d := range policy.Analyse(p, policy.Options{}).Delay {
		if slices.Contains(d.Who, handle) && (!ok || len(d.Who) < len(best.Who)) {
			best, ok = d, true
		}
	}
	return best, ok
}

// sheetDates lists what happens when, in the order of time.
func sheetDates(all, without, alone, latest policy.When, opensAlone bool) []sheetDate {
	type row struct {
		at   policy.When
		what string
	}
	rows := []row{
		{all, "opens at the earliest, if all trustees release"},
		{without, "opens at the earliest without you, if all others release"},
		{latest, "opens by itself, whoever acts or does not: so long can it be held, and no longer"},
	}
	if opensAlone {
		rows = slices.Insert(rows, 0, row{alone, "opens if you alone release"})
	}
	if latest.IsNever() {
		rows[len(rows)-1].what = "opens by itself: no date in the policy does that"
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.at.Compare(b.at) })
	out := make([]sheetDate, len(rows))
	for i, r := range rows {
		out[i] = sheetDate{r.at.String(), r.what}
	}
	return out
}

// ShortRecipient shortens a hybrid recipient, which has 1,959 characters, for
// people to read.
func ShortRecipient(s string) string {
	if len(s) <= 120 {
		return s
	}
	return s[:24] + "…" + s[len(s)-12:]
}
