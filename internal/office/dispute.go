package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/record"
)

// AccessOptions say who saw a text before its release.
type AccessOptions struct {
	Report     string
	Party      vow.Party
	Count      int
	Conditions []vow.Condition
	Until      vow.Time // with an embargo
	Seen       ObservedOptions
}

// GiveAccess states that a class saw a text of a report before its release.
func (h *Home) GiveAccess(ctx context.Context, o AccessOptions) (out *Outcome, err error) {
	if err := o.Party.Check(); err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "--party: %w", err).WithHint("%s", vow.HintOf(err))
	}
	w, p, err := h.openReport(ctx, o.Report)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	seen := o.Seen.Observed()
	if err := w.checkReporting(seen); err != nil {
		return nil, err
	}
	slices.Sort(o.Conditions)
	body := &vow.AccessGiven{At: w.now(), AttributedTo: seen.AttributedTo, Conditions: o.Conditions, Confirmations: seen.Confirmations, Count: o.Count, Kind: vow.KindAccessGiven,
		Log: w.origin(), Origin: seen.Origin, Party: o.Party, Report: o.Report, Status: seen.Status, Until: o.Until, When: seen.When}
	for _, a := range p.Access {
		if sameStatement(a.Body, body) {
			return w.stands(ctx, a.Index)
		}
	}
	return w.submit(ctx, body)
}

// DisputeOptions are a party's answer to an entry.
type DisputeOptions struct {
	Index int64 // of the entry that is answered
	Party vow.Party
	Words string
	Lang  string // of the words; "" not said
}

// Dispute puts on the record what a party answers to an entry that names it. It stands
// beside that entry wherever it is shown.
//
// Errors: CodeRefused where the entry does not name the party.
func (h *Home) Dispute(ctx context.Context, o DisputeOptions) (out *Outcome, err error) {
	if err := o.Party.Check(); err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "--party: %w", err).WithHint("%s", vow.HintOf(err))
	}
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.sendRipeFirst(ctx); err != nil {
		return nil, err
	}
	if o.Index < 0 || o.Index >= w.rec.Size() {
		return nil, vow.Errorf(vow.CodeUsage, "no entry %d: the record holds %d, counted from 0", o.Index, w.rec.Size()).WithHint("'vow log' lists them")
	}
	data, err := w.entry(o.Index)
	if err != nil {
		return nil, err
	}
	e, err := vow.ParseEntry(data)
	if err != nil {
		return nil, vow.Errorf(vow.CodeRefused, "entry %d: %w", o.Index, err)
	}
	named, err := w.names(e.Body, o.Party)
	if err != nil {
		return nil, err
	}
	if !named {
		return nil, vow.Errorf(vow.CodeRefused, "entry %d does not name %s: an answer is a party's that an entry names", o.Index, o.Party).
			WithHint("what others say of it is a statement: 'vow statement note'")
	}
	report := e.Body.Common().Report
	body := &vow.EntryDisputed{At: w.now(), Entry: w.rec.Leaves()[o.Index], Kind: vow.KindEntryDisputed, Lang: o.Lang, Log: w.origin(), Party: o.Party, Report: report, Words: o.Words}
	if c := partyCommit(e.Body); !c.IsZero() && !o.Party.IsCode() {
		body.PartyCommit = c
	}
	for _, d := range w.rec.Disputes()[o.Index] {
		if sameStatement(d.Body, body) {
			return w.stands(ctx, d.Index)
		}
	}
	warnings := h.warnSaid(ctx, o.Words)
	if out, err = w.submit(ctx, body); err == nil {
		out.Warnings = append(out.Warnings, warnings...)
	}
	return out, err
}

// names reports whether an entry, or the event that it opened, names a party.
func (w *writer) names(body vow.Body, p vow.Party) (bool, error) {
	line, err := vow.MarshalCanonical(body)
	if err != nil {
		return false, err
	}
	if b, ok := body.(*vow.EventOpened); ok {
		if o := w.rec.Opened(b.Commit); o != nil && o.Erased != nil {
			return false, vow.Errorf(vow.CodeRefused, "the text of the event was erased by entry %d: nothing shows whom it names", o.ErasedAt).
				WithHint("what a party says all the same is a statement: 'vow statement note'")
		}
		data, err := durable.ReadKept(w.home.openingPath(b.Commit), vow.MaxReveal)
		if err != nil {
			return false, err
		}
		r, err := vow.ParseReveal(data)
		if err != nil {
			return false, vow.Errorf(vow.CodeState, "%s: %w", w.home.openingPath(b.Commit), err)
		}
		line = []byte(r.Content)
	}
	var v any
	if err := json.Unmarshal(line, &v); err != nil {
		return false, vow.Errorf(vow.CodeState, "%w", err)
	}
	return holds(v, "", string(p)), nil
}

// partyFields are the fields that name somebody, in whatever kind: a channel called press
// names no press.
var partyFields = []string{"addressees", "attributed_to", "by", "for", "parties", "party", "to", "who"}

// holds reports whether a value of JSON, which stands in a field, has that party in it.
func holds(v any, field, party string) bool {
	switch v := v.(type) {
	case string:
		return v == party && slices.Contains(partyFields, field)
	case []any:
		return slices.ContainsFunc(v, func(x any) bool { return holds(x, field, party) })
	case map[string]any:
		for name, x := range v {
			if holds(x, name, party) {
				return true
			}
		}
	}
	return false
}

// sayAccess says these entries in a sentence, or nothing for another.
func sayAccess(body vow.Body) string {
	switch b := body.(type) {
	case *vow.AccessGiven:
		who := fmt.Sprintf("%d of %s", b.Count, b.Party)
		if b.Count == 0 {
			who = string(b.Party)
		}
		return fmt.Sprintf("%s saw a text before the release%s", who, sayConditions(b)) + reported(b.Observed())
	case *vow.EntryDisputed:
		return fmt.Sprintf("%s answers the entry %.16s…: %s", b.Party, b.Entry, strings.ReplaceAll(b.Words, "\n", " "))
	}
	return ""
}

func sayConditions(b *vow.AccessGiven) string {
	var out []string
	for _, c := range b.Conditions {
		if c == vow.ConditionEmbargo {
			out = append(out, "embargo until "+b.Until.String())
			continue
		}
		out = append(out, string(c))
	}
	switch {
	case len(out) == 0 && b.Observed().Given():
		return "" // what an observer does not know is no fact
	case len(out) == 0:
		return ", under no condition"
	}
	return ": " + strings.Join(out, ", ")
}

// answers says of each entry which answers to it stand where: of parties that it names,
// and statements about it, so that a denial stands beside what it denies.
func answers(rec *record.Record) map[int64][]string {
	out := make(map[int64][]string)
	for of, list := range rec.Disputes() {
		for _, d := range list {
			out[of] = append(out[of], fmt.Sprintf("%s in entry %d: %s", d.Body.Party, d.Index, strings.ReplaceAll(d.Body.Words, "\n", " ")))
		}
	}
	for _, e := range publicEvents(rec) {
		b, ok := e.Body.(*vow.Statement)
		if !ok || b.About.IsZero() {
			continue
		}
		if of, ok := entryOf(rec, b.About); ok {
			out[of] = append(out[of], fmt.Sprintf("%s in entry %d, %s (%s): “%s”", b.Party, e.Index, b.When, b.Stance, oneLine(b.Words)))
		}
	}
	return out
}

// entryOf finds the entry with a leaf hash, or the one that opened a commitment.
func entryOf(rec *record.Record, hash vow.Hash) (int64, bool) {
	if o := rec.Opened(hash); o != nil {
		return o.Index, true
	}
	i := slices.Index(rec.Leaves(), hash)
	return int64(i), i >= 0
}

// sayWhere says in a line of which entry it speaks, in place of that entry's hash.
func sayWhere(rec *record.Record, line string, body vow.Body) string {
	b, ok := body.(*vow.Statement)
	if !ok || b.About.IsZero() {
		return line
	}
	if of, ok := entryOf(rec, b.About); ok {
		line = strings.Replace(line, "(about "+short(b.About)+")", fmt.Sprintf("(about entry %d)", of), 1)
	}
	return line
}
