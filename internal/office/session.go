package office

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/ledger"
	"vow/internal/record"
	"vow/internal/timelock"
	"vow/internal/tlog"
	"vow/internal/witness"
)

// chainFile holds the facts of the beacon chain that the office seals with.
const chainFile = "chain.json"

// writer is the home with its record open for writing.
type writer struct {
	home *Home
	led  *ledger.Ledger
	rec  *record.Record

	meant *meantNames // of the event that is being opened, nil: none
}

func (h *Home) ledgerConfig(signer *vow.Signer) (ledger.Config, error) {
	ends, err := h.witnesses()
	if err != nil {
		return ledger.Config{}, err
	}
	trust, err := h.trust(signer.Key)
	if err != nil {
		return ledger.Config{}, err
	}
	known, err := h.heardWitnesses()
	if err != nil {
		return ledger.Config{}, err
	}
	return ledger.Config{
		Dir: h.Path(DirRecord), MarkDir: h.Env.StateDir, Origin: signer.Key.Name, Signer: signer,
		Witnesses: ends, Client: &witness.Client{HTTP: h.Env.HTTP}, Known: known, Trust: trust, Memo: &h.memo,
		Now: h.Env.Now, Log: h.Env.Log, Disk: h.Disk(),
	}, nil
}

func (h *Home) witnesses() ([]witness.Endpoint, error) {
	var out []witness.Endpoint
	for _, w := range h.Config.Witnesses {
		k, err := w.Key()
		if err != nil {
			return nil, err
		}
		out = append(out, witness.Endpoint{Name: w.Name, URL: w.URL, Key: k})
	}
	return out, nil
}

// openWriter opens the record for writing, replays it, and finishes what an
// interrupted rotation of the own key left.
func (h *Home) openWriter(ctx context.Context) (*writer, error) {
	if err := h.Writable(); err != nil {
		return nil, err
	}
	if !h.KeepsRecord() {
		return nil, h.noRecord()
	}
	if err := h.begun(); err != nil {
		return nil, err
	}
	signer, err := h.Signer(LogKey)
	if err != nil {
		return nil, err
	}
	cfg, err := h.ledgerConfig(signer)
	if err != nil {
		return nil, err
	}
	led, err := ledger.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	w := &writer{home: h, led: led, rec: record.New(led.Origin(), signer.Key)}
	if err := w.rec.AddAll(data(led.Entries(0, led.Size()))); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if err := errors.Join(w.finishRotation(), w.settlePending(ctx)); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	w.checkClock(ctx)
	return w, nil
}

// openReport opens the record for writing, records what is ripe, and finds a report.
func (h *Home) openReport(ctx context.Context, slug string) (*writer, *record.Report, error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := w.sendRipeFirst(ctx); err != nil {
		return nil, nil, errors.Join(err, w.Close())
	}
	p := w.rec.Report(slug)
	if p == nil {
		return nil, nil, errors.Join(noPromise(slug), w.Close())
	}
	return w, p, nil
}

// checkClock warns of a clock that stands before the last entry: what is stated
// now would seem to be older than what was stated before.
func (w *writer) checkClock(ctx context.Context) {
	entry, err := w.entry(w.led.Size() - 1)
	if err != nil {
		return
	}
	e, err := vow.ParseEntry(entry)
	if err != nil || !w.now().Before(e.Body.Common().At) {
		return
	}
	w.home.Env.Log.WarnContext(ctx, "this machine's clock stands before the last entry of the record: set it right before anything is stated",
		"clock", w.now().String(), "last_entry", e.Body.Common().At.String())
}

// begun refuses to go on before entry 0 is recorded.
func (h *Home) begun() error {
	if h.hasRecord() {
		return nil
	}
	all, err := h.allPending()
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Body.Common().Kind != vow.KindOfficeCreated {
			continue
		}
		log, _, err := h.PublicKey(LogKey)
		if err != nil {
			return err
		}
		if errors.Is(record.New(log.Name, log).Check(p.Marshal()), record.ErrSignatures) {
			return vow.Errorf(vow.CodeRefused, "the record has not begun: its first entry waits for signatures of the other officers").
				WithHint("'vow pending --export %s -o F', 'vow approve F -o SIGNED' in each officer's home, then 'vow approve SIGNED' here for each", p.ID())
		}
		return vow.Errorf(vow.CodeRefused, "the record has not begun: making it was interrupted").
			WithHint("run 'vow init' again as it was run, or 'vow approve %s': it goes on from here", p.ID())
	}
	return vow.Errorf(vow.CodeState, "home %s: its record is missing, and no first entry is pending", h.dir).
		WithHint("restore the record from a backup or a mirror; nothing was changed")
}

// KeepsRecord reports whether the home keeps a record, be it damaged. The home of
// an officer elsewhere has neither a log key nor files of a record.
func (h *Home) KeepsRecord() bool {
	for _, path := range []string{h.keyPath(LogKey), h.publicPath(LogKey)} {
		if _, err := os.Lstat(path); err == nil {
			return true
		}
	}
	list, err := os.ReadDir(h.Path(DirRecord))
	return err != nil || len(list) > 0
}

func (h *Home) noRecord() error {
	return vow.Errorf(vow.CodeUsage, "home %s keeps no record: it holds one officer's key", h.dir).
		WithHint("use the home that was made with 'vow init --origin'")
}

// logKey returns the public half of the log's key.
func (h *Home) logKey() (vow.Key, error) {
	if !h.KeepsRecord() {
		return vow.Key{}, h.noRecord()
	}
	key, _, err := h.PublicKey(LogKey)
	return key, err
}

func (h *Home) hasRecord() bool {
	_, err := os.Stat(h.Path(DirRecord, "checkpoint"))
	return err == nil
}

// data drops all but the bytes of entries.
func data(entries iter.Seq2[ledger.Entry, error]) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for e, err := range entries {
			if !yield(e.Data, err) {
				return
			}
		}
	}
}

// Close ends writing.
func (w *writer) Close() error { return w.led.Close() }

func (w *writer) origin() string { return w.led.Origin() }

func (w *writer) now() vow.Time { return vow.At(w.home.Env.Now()) }

// record appends an entry whose signatures suffice, asks the witnesses, and
// keeps the receipt.
func (w *writer) record(ctx context.Context, entry []byte, out *Outcome) error {
	receipt, err := w.led.Add(ctx, entry)
	if err != nil {
		return err
	}
	if err := w.rec.Add(entry); err != nil {
		return vow.Errorf(vow.CodeState, "entry %d was recorded but is invalid: %w", receipt.Index, err)
	}
	out.Recorded, out.Index, out.Leaf = true, receipt.Index, receipt.Leaf
	return w.keepReceipt(ctx, entry, out)
}

// keepReceipt asks the witnesses and keeps the receipt of a recorded entry.
// Without witnesses a receipt is never better than the first one.
func (w *writer) keepReceipt(ctx context.Context, entry []byte, out *Outcome) (err error) {
	out.Receipt = w.home.receiptPath(out.Index)
	out.Unwatched = len(w.home.Config.Witnesses) == 0
	if !out.Unwatched {
		seen, err := w.askWitnesses(ctx)
		if err != nil {
			return err
		}
		out.Witnesses = w.heardLine(seen)
	} else if _, err := os.Lstat(out.Receipt); err == nil {
		return nil
	}
	return w.writeReceipt(entry, out.Index)
}

// writeReceipt keeps the best receipt of an entry that there is now.
func (w *writer) writeReceipt(entry []byte, index int64) error {
	receipt, err := w.led.Proof(index)
	if err != nil {
		return err
	}
	r := tlog.Receipt{Entry: entry, Proof: receipt.Proof}
	return w.home.Disk().WriteFile(w.home.receiptPath(index), r.Marshal(), durable.Private)
}

// entry returns the bytes of a recorded entry.
func (w *writer) entry(index int64) ([]byte, error) {
	for e, err := range w.led.Entries(index, index+1) {
		return e.Data, err
	}
	return nil, vow.Errorf(vow.CodeState, "entry %d is not in the record", index)
}

// Record replays the home's record from its files, without a key.
func (h *Home) Record(ctx context.Context) (*record.Record, error) {
	r, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, err
	}
	h.warnRolledBack(ctx, r)
	return rec, nil
}

func (h *Home) readRecord(ctx context.Context) (*ledger.Reader, *record.Record, error) {
	r, key, err := h.openRecord(ctx)
	if err != nil {
		return nil, nil, err
	}
	rec := record.New(r.Origin(), key)
	return r, rec, rec.AddAll(data(r.Entries(0, r.Size())))
}

// openRecord opens the record's files: every byte of them is hashed.
func (h *Home) openRecord(ctx context.Context) (*ledger.Reader, vow.Key, error) {
	key, err := h.logKey()
	if err != nil {
		return nil, key, err
	}
	if err := h.begun(); err != nil {
		return nil, key, err
	}
	r, err := ledger.OpenRead(ctx, h.Path(DirRecord), key)
	return r, key, err
}

// warnRolledBack warns where this machine signed more, or something else, than
// the record that is shown holds, and where the record is frozen.
func (h *Home) warnRolledBack(ctx context.Context, r *ledger.Reader) {
	h.warnFrozen(ctx, r)
	if err := r.CheckMark(h.Env.StateDir); err != nil {
		h.Env.Log.WarnContext(ctx, "WHAT IS SHOWN IS NOT THE NEWEST RECORD OF THIS OFFICE: do not rely on it, and run 'vow fsck'", "error", err.Error())
	}
}

// warnFrozen warns where a fork alarm stands: nothing can be recorded, and what is
// shown may not be what others know.
func (h *Home) warnFrozen(ctx context.Context, r *ledger.Reader) {
	if err := r.CheckAlarm(h.Env.StateDir); err != nil {
		h.Env.Log.WarnContext(ctx, "THIS RECORD IS FROZEN BY A FORK ALARM: run 'vow fsck'", "error", err.Error())
	}
}

// Chain returns the beacon chain that the office seals with, which init wrote.
//
// Errors: CodeState where its file is missing or damaged: no other chain takes
// its place unseen.
func (h *Home) Chain() (timelock.Chain, error) {
	b, err := durable.ReadKept(h.Path(chainFile), 64<<10)
	if errors.Is(err, fs.ErrNotExist) {
		return timelock.Chain{}, vow.Errorf(vow.CodeState, "%s is missing: it says which beacon chain this office seals with", h.Path(chainFile)).
			WithHint("restore it from a backup. Without one, 'vow lock show' of an earlier seal names the chain, and 'vow beacon info' prints the facts that belong into the file; nothing was changed")
	}
	if err != nil {
		return timelock.Chain{}, err
	}
	c, err := timelock.ParseInfo(b)
	if err != nil {
		return timelock.Chain{}, vow.Errorf(vow.CodeState, "%s: %w", h.Path(chainFile), err)
	}
	return c, nil
}

// TrustText returns the trust file that readers need: the log's key, the
// witnesses and the quorum. It is to be published where the office has no hand.
func (h *Home) TrustText() ([]byte, error) {
	key, err := h.logKey()
	if err != nil {
		return nil, err
	}
	return trustText(key, h.Config), nil
}

func trustText(log vow.Key, c Config) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "log %s\n", log)
	if len(c.Witnesses) == 0 {
		b.WriteString("quorum none\n")
		return []byte(b.String())
	}
	for _, w := range c.Witnesses {
		fmt.Fprintf(&b, "witness %s %s %s\n", w.Name, w.VKey, w.URL)
	}
	fmt.Fprintf(&b, "group witnesses %d", c.Quorum)
	for _, w := range c.Witnesses {
		b.WriteString(" " + w.Name)
	}
	b.WriteString("\nquorum witnesses\n")
	return []byte(b.String())
}

func (h *Home) trust(log vow.Key) (*tlog.Trust, error) {
	t, err := tlog.ParseTrust(trustText(log, h.Config))
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "%s: the witnesses make no trust file: %w", h.Path(configFile), err)
	}
	return t, nil
}
