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
	"strconv"
	"strings"

	"filippo.io/age"

	"vow"
	"vow/internal/beacon"
	"vow/internal/durable"
	"vow/internal/ledger"
	"vow/internal/record"
	"vow/internal/timelock"
	"vow/internal/tlog"
	"vow/paper"
	"vow/seal"
)

const receiptSuffix = ".receipt"

func (h *Home) receiptPath(index int64) string {
	return h.Path(DirReceipts, strconv.FormatInt(index, 10)+receiptSuffix)
}

// wrong notes, in one line, that something about a file is not as it must be.
func (r *FsckReport) wrong(path, format string, args ...any) {
	say := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "; ")
	r.Files = append(r.Files, ledger.Problem{Path: path, Say: strings.TrimPrefix(say, path+": ")})
}

// verdict is the error of a report that lists something wrong.
func (r *FsckReport) verdict() error {
	if n := len(r.Invalid) + len(r.Files); n > 0 {
		what := "1 thing is wrong"
		if n > 1 {
			what = fmt.Sprintf("%d things are wrong", n)
		}
		return vow.Errorf(vow.CodeState, "%s", what).WithHint("see the list; restore files from a backup or from anyone who holds a copy")
	}
	return nil
}

// names returns the names in a directory of the home, without unfinished files.
func (h *Home) names(dir string) ([]string, error) {
	list, err := os.ReadDir(h.Path(dir))
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "home: %w", err)
	}
	var out []string
	for _, e := range list {
		if !durable.IsTemp(e.Name()) {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// checkKeys checks the form of every key file; no passphrase is asked.
func (h *Home) checkKeys(out *FsckReport) error {
	names, err := h.names(keysDir)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, known := knownKeyFile(name); !known {
			out.wrong(h.Path(keysDir, name), "it is no key file of vow")
		}
	}
	for _, name := range append(slices.Clone(keyNames), HomeKey) {
		has := func(path string) bool { return slices.Contains(names, filepath.Base(path)) }
		sealed, public := has(h.keyPath(name)), has(h.publicPath(name))
		if name == NextOfficerKey && !sealed {
			continue // no rotation is under way; a public half alone is a rotation that did not begin
		}
		if !sealed {
			out.wrong(h.keyPath(name), "it is missing: restore it from a backup")
		}
		if !public {
			out.wrong(h.publicPath(name), "it is missing: restore it from a backup")
		}
		h.checkKey(name, sealed, public, out)
	}
	if h.HasKey(ClerkKey) {
		h.checkClerk(out)
	}
	return nil
}

// checkClerk checks the clerk's file: its form alone, for its text is longer than a
// key's.
func (h *Home) checkClerk(out *FsckReport) {
	if _, role, err := h.PublicKey(ClerkKey); err != nil {
		out.wrong(h.publicPath(ClerkKey), "%v", err)
	} else if role != string(vow.RoleClerk) {
		out.wrong(h.publicPath(ClerkKey), "%q is not the role of a clerk", role)
	}
	if b, err := h.readKey(ClerkKey); err != nil {
		out.wrong(h.keyPath(ClerkKey), "%v", err)
	} else if err := checkKeyForm(b, ClerkKey, vow.Key{}); err != nil {
		out.wrong(h.keyPath(ClerkKey), "%v: restore it from a backup, or retire the clerk's key and make another with 'vow day clerk'", err)
	}
}

// checkKey checks the halves of one key that are there.
func (h *Home) checkKey(name KeyName, sealed, public bool, out *FsckReport) {
	var key vow.Key
	if public && name == HomeKey {
		if b, err := durable.ReadKept(h.publicPath(name), maxKeyFile); err != nil {
			out.wrong(h.publicPath(name), "%v", err)
		} else if _, err := age.ParseX25519Recipient(strings.TrimSuffix(string(b), "\n")); err != nil {
			out.wrong(h.publicPath(name), "it is damaged: restore it from a backup")
		}
	} else if public {
		k, role, err := h.PublicKey(name)
		switch {
		case err != nil:
			out.wrong(h.publicPath(name), "%v", err)
		case (name == LogKey) != (role == "") || role != "" && !vow.Role(role).Valid():
			out.wrong(h.publicPath(name), "%q is no role", role)
		default:
			key = k
		}
	}
	if sealed {
		if b, err := h.readKey(name); err != nil {
			out.wrong(h.keyPath(name), "%v", err)
		} else if err := checkKeyForm(b, name, key); err != nil {
			out.wrong(h.keyPath(name), "%v: restore it from a backup", err)
		}
	}
}

// stanzas notes the recipient stanzas of an age file, and opens none.
type stanzas struct{ all []*age.Stanza }

func (s *stanzas) Unwrap(all []*age.Stanza) ([]byte, error) {
	s.all = all
	return nil, age.ErrIncorrectIdentity
}

// checkKeyForm requires what can be seen of a key file without opening it: an age
// file with one stanza, of a passphrase for the home's key and the clerk's file and
// of a key for the others, and as long as the key's text makes it.
func checkKeyForm(b []byte, name KeyName, key vow.Key) error {
	kind, args, text := "X25519", 1, len(keyHeader)+len("name ")+len(key.Name)+len("\nseed ")+64+len("\n")
	known := !key.IsZero()
	switch name {
	case HomeKey:
		kind, args, text, known = "scrypt", 2, len("AGE-SECRET-KEY-1")+58+len("\n"), true
	case StoreKey:
		text, known = len(storeHeader)+64+len("\n"), true
	case ClerkKey:
		kind, args, known = "scrypt", 2, false
	}
	damaged := fmt.Errorf("it is damaged: not an age file with one %s stanza", kind)
	var s stanzas
	if _, err := age.Decrypt(bytes.NewReader(b), &s); err == nil || len(s.all) != 1 || s.all[0].Type != kind || len(s.all[0].Args) != args {
		return damaged
	}
	if kind == "scrypt" {
		if n, err := strconv.Atoi(s.all[0].Args[1]); err != nil || n < 1 || n > MaxWorkFactor {
			return damaged
		}
	}
	header, err := age.ExtractHeader(bytes.NewReader(b))
	if err != nil {
		return damaged
	}
	const nonce, tag = 16, 16
	if want := len(header) + nonce + text + tag; known && len(b) != want {
		return fmt.Errorf("it is damaged: %d bytes, where the key makes %d", len(b), want)
	}
	return nil
}

// checkPending checks every entry that waits, and counts them.
func (h *Home) checkPending(out *FsckReport) error {
	names, err := h.names(DirPending)
	if err != nil {
		return err
	}
	for _, name := range names {
		id, ok := strings.CutSuffix(name, pendingSuffix)
		if !ok {
			continue
		}
		out.Pending++
		if _, err := h.PendingByID(id); err != nil {
			out.wrong(h.Path(DirPending, name), "%v: %s", err, vow.HintOf(err))
		}
	}
	return nil
}

// checkOwnKey requires that the home's officer is, or was, one of the record's.
func (h *Home) checkOwnKey(rec *record.Record, out *FsckReport) {
	key, _, err := h.PublicKey(OfficerKey)
	if err != nil || rec.Office() == nil {
		return // said already
	}
	if !slices.ContainsFunc(rec.Office().Officers, func(o *record.Officer) bool { return o.Key.String() == key.String() }) {
		out.wrong(h.publicPath(OfficerKey), "%s is not a key of this record: restore it from a backup", key.Name)
	}
}

// checkReceipts verifies the receipt of every entry against the record. An entry
// whose command was killed before its receipt was written still lies in pending;
// the next command makes up for it.
func (h *Home) checkReceipts(r *ledger.Reader, rec *record.Record, witnesses []vow.Key, out *FsckReport) error {
	unfinished, err := h.unfinished(rec)
	if err != nil {
		return err
	}
	for e, err := range r.Entries(0, r.Size()) {
		if err != nil {
			return err
		}
		err := h.checkReceipt(r, e, witnesses)
		if err == nil || errors.Is(err, fs.ErrNotExist) && unfinished[e.Index] {
			continue
		}
		out.wrong(h.receiptPath(e.Index), "%v: 'vow fsck --recover' makes it anew from the record", err)
	}
	names, err := h.names(DirReceipts)
	if err != nil {
		return err
	}
	for _, name := range names {
		digits, ok := strings.CutSuffix(name, receiptSuffix)
		index, err := strconv.ParseInt(digits, 10, 64)
		if !ok || err != nil || strconv.FormatInt(index, 10) != digits || index >= r.Size() {
			out.wrong(h.Path(DirReceipts, name), "it is not the receipt of an entry of this record")
		}
	}
	return nil
}

// unfinished returns the entries that are recorded and pending.
func (h *Home) unfinished(rec *record.Record) (map[int64]bool, error) {
	names, err := h.names(DirPending)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]bool)
	for _, name := range names {
		p, err := h.PendingByID(strings.TrimSuffix(name, pendingSuffix))
		if err != nil {
			continue // said by checkPending
		}
		if i, ok := rec.Contains(vow.SumHash(p.Text)); ok {
			out[i] = true
		}
	}
	return out, nil
}

func (h *Home) checkReceipt(r *ledger.Reader, e ledger.Entry, witnesses []vow.Key) error {
	data, err := durable.ReadKept(h.receiptPath(e.Index), maxReceipt)
	if err != nil {
		return err
	}
	receipt, err := tlog.ParseReceipt(data)
	if err != nil {
		return err
	}
	if !bytes.Equal(receipt.Entry, e.Data) {
		return vow.Errorf(vow.CodeState, "it is the receipt of another entry")
	}
	return r.CheckProof(e, receipt.Proof, witnesses)
}

const maxReceipt = vow.MaxEntry + tlog.MaxProof + 4096

// remakeReceipts makes every receipt anew that is missing or does not verify.
func (h *Home) remakeReceipts(ctx context.Context, trust *tlog.Trust) error {
	witnesses, err := h.heardWitnesses()
	if err != nil {
		return err
	}
	r, _, err := h.readRecord(ctx)
	if err != nil {
		return err
	}
	for e, err := range r.Entries(0, r.Size()) {
		if err != nil {
			return err
		}
		if h.checkReceipt(r, e, witnesses) == nil {
			continue
		}
		proof, err := r.Proof(e.Index, trust)
		if err != nil {
			return err
		}
		receipt := tlog.Receipt{Entry: e.Data, Proof: proof.Proof}
		if err := h.Disk().WriteFile(h.receiptPath(e.Index), receipt.Marshal(), durable.Private); err != nil {
			return err
		}
		h.Env.Log.InfoContext(ctx, "receipt made anew", "entry", e.Index)
	}
	return nil
}

// checkBeacons checks chain.json and every beacon kept, as far as its chain is
// known: built in, the home's, or one that a lock names.
func (h *Home) checkBeacons(rec *record.Record, out *FsckReport) error {
	chains := []timelock.Chain{timelock.Quicknet()}
	if c, err := h.Chain(); err != nil {
		out.wrong(h.Path(chainFile), "%v: restore it from a backup", err)
	} else {
		chains = append(chains, c)
	}
	for _, slug := range rec.Reports() {
		for _, s := range rec.Report(slug).AllSeals() {
			data, err := durable.ReadKept(h.lockOf(s.Body), maxLock)
			if err != nil {
				continue // said by checkFiles
			}
			if lock, err := seal.ParseLock(data); err == nil {
				chains = append(chains, lock.Chains...)
			}
		}
	}
	names, err := h.names(DirBeacons)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := checkBeacon(h.Path(DirBeacons, name), chains); err != nil {
			out.wrong(h.Path(DirBeacons, name), "%v: delete it, it is fetched again", err)
		}
	}
	return nil
}

func checkBeacon(path string, chains []timelock.Chain) error {
	data, err := durable.ReadKept(path, 4096)
	if err != nil {
		return err
	}
	b, err := timelock.ParseBeaconJSON(bytes.TrimSuffix(data, []byte("\n")))
	if err != nil {
		return err
	}
	if beacon.ArchiveName(b) != filepath.Base(path) {
		return vow.Errorf(vow.CodeState, "it is the beacon of %s", beacon.ArchiveName(b))
	}
	for _, c := range chains {
		if c.Hash == b.Chain {
			_, err := beacon.Unarchive(c, data)
			return err
		}
	}
	return nil // nobody here can say
}

// checkPapers checks every paper of the home by its root, and that those are
// there which the record says the office has.
func (h *Home) checkPapers(rec *record.Record, out *FsckReport) error {
	names, err := h.names(DirPapers)
	if err != nil {
		return err
	}
	have, cut := make(map[vow.Hash]bool), make(map[vow.Hash]bool)
	for _, name := range names {
		digits, ok := strings.CutSuffix(name, ".paper")
		if !ok {
			continue // a note of which source a paper was built from
		}
		root, err := vow.ParseHash(digits)
		if err == nil {
			have[root] = true
			var p *paper.Paper
			if p, err = h.readPaper(root); err == nil {
				cut[root] = len(p.Withheld()) > 0
			}
		}
		if err != nil {
			out.wrong(h.Path(DirPapers, name), "%v", err)
		}
	}
	waiting, err := h.unfinished(rec)
	if err != nil {
		return err
	}
	erasing := make(map[vow.Hash]bool) // by a command that was killed, and goes on when it is repeated
	for _, slug := range rec.Reports() {
		for _, e := range rec.Report(slug).Erasures {
			erasing[e.Body.Root] = waiting[e.Index]
		}
	}
	need := func(root vow.Hash, index int64) {
		if !have[root] {
			out.wrong(h.paperPath(root), "it is missing: entry %d names this text", index)
			have[root] = true // once is enough
		}
	}
	for _, slug := range rec.Reports() {
		p := rec.Report(slug)
		for _, t := range p.Texts {
			switch root := t.Body.Root; {
			case !p.Erased(root):
				need(root, t.Index)
			case have[root] && !erasing[root]:
				out.wrong(h.paperPath(root), "the record says that this text was erased, and it is there: 'vow erase %s' deletes it", root)
			}
		}
		for _, x := range p.Round().Replies {
			need(x.Body.Root, x.Index)
			if err := h.checkComments(x.Body); err != nil {
				out.wrong(h.Path(DirReplies, x.Body.SHA256.String()+commentsSuffix), "entry %d names this file: %v", x.Index, err)
			}
		}
		for _, s := range p.AllSeals() {
			if s.Body.IsPart() { // its body can be made of this text alone
				for _, root := range s.Body.Texts {
					need(root, s.Index)
					if cut[root] {
						out.wrong(h.paperPath(root), "blocks of it are withheld, and entry %d seals a part of this text: restore the whole text from a backup", s.Index)
						cut[root] = false // once is enough
					}
				}
			}
			if s.ReleaseAt < 0 {
				continue
			}
			for _, root := range s.Release.Texts {
				need(root, s.ReleaseAt)
			}
		}
	}
	return nil
}
