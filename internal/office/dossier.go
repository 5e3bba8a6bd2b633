package office

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"vow"
	"vow/internal/dossier"
	"vow/internal/durable"
	"vow/internal/ledger"
	"vow/internal/record"
	"vow/internal/tlog"
	"vow/verify"
)

// DossierResult says what was written.
type DossierResult struct {
	Path    string   `json:"path"`
	SHA256  vow.Hash `json:"sha256"`
	Bytes   int64    `json:"bytes"`
	Entries int64    `json:"entries"`
	Members int      `json:"members"`
}

// Dossier writes everything that proves a report, or its lateness, into one
// file. It needs no key and no network, and gives the same bytes for the same
// record and cosignatures.
//
// Errors: CodeState where a file that belongs to it is missing or damaged;
// CodeUsage for a report that was never promised.
func (h *Home) Dossier(ctx context.Context, report, out string) (*DossierResult, error) {
	r, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, err
	}
	p := rec.Report(report)
	if p == nil {
		return nil, vow.Errorf(vow.CodeUsage, "no promise was made for %q", report).WithHint("'vow status' lists the promises")
	}
	if err := r.CheckMark(h.Env.StateDir); err != nil {
		return nil, err
	}
	h.warnFrozen(ctx, r)
	members, err := h.dossierMembers(r, rec, p)
	if err != nil {
		return nil, err
	}
	f, err := h.Disk().CreateOutput(out, durable.Public)
	if err != nil {
		return nil, err
	}
	defer f.Abort()
	sum := newHashCounter(f)
	if err := dossier.Write(sum, dossier.Info{Log: r.Origin(), Report: report}, members); err != nil {
		return nil, err
	}
	if err := f.Commit(); err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(out)
	if err != nil {
		abs = out
	}
	return &DossierResult{Path: abs, SHA256: sum.sum(), Bytes: sum.n, Entries: r.Size(), Members: len(members)}, nil
}

func (h *Home) dossierMembers(r *ledger.Reader, rec *record.Record, p *record.Report) ([]dossier.Member, error) {
	members, err := h.recordMembers(r, rec, p)
	if err != nil {
		return nil, err
	}
	more, err := h.reportMembers(rec, p)
	return append(members, more...), err
}

// reportMembers are the members beside the record.
func (h *Home) reportMembers(rec *record.Record, p *record.Report) ([]dossier.Member, error) {
	var members []dossier.Member
	s := p.Seal()
	if released := p.Released(); released != nil {
		s = released
	}
	seals := p.PartsFor(s)
	if s != nil {
		seals = slices.Concat([]*record.Seal{s}, seals, s.Late)
	}
	for _, s := range seals {
		for _, x := range []struct {
			member, path string
			sum          vow.Hash
		}{
			{dossier.PathLock(s.Body.Part), h.lockOf(s.Body), s.Body.Lock.SHA256},
			{dossier.PathPackage(s.Body.Part), h.packageOf(s.Body), s.Body.Package.SHA256},
		} {
			m, err := fileMember(x.member, x.path)
			if err != nil {
				return nil, err
			}
			m.Open = func() (io.ReadCloser, error) {
				f, _, err := durable.OpenKept(x.path)
				return &sealedFile{f, sha256.New(), x.path, x.sum}, err
			}
			members = append(members, m)
		}
	}
	var roots []vow.Hash
	if s != nil && s.ReleaseAt >= 0 {
		for _, root := range s.Release.Texts {
			roots = append(roots, root)
		}
	}
	for _, c := range p.Corrections {
		roots = append(roots, c.Body.Root)
	}
	slices.SortFunc(roots, func(a, b vow.Hash) int { return bytes.Compare(a[:], b[:]) })
	for _, root := range slices.Compact(roots) {
		m, err := h.paperMember(root, p)
		if err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	more, err := h.registerMembers(rec, p)
	if err != nil {
		return nil, err
	}
	round, err := h.replyMembers(p, s)
	return slices.Concat(members, more, round), err
}

// sealedFile is a lock or a package, which the record names by its hash: one that was
// damaged on the disk would make a dossier that charges the office with a swap.
type sealedFile struct {
	*os.File
	h    hash.Hash
	path string
	want vow.Hash
}

// Read reads on from the beginning, and requires at the end that it was what the record
// names.
func (f *sealedFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.h.Write(p[:n])
	if errors.Is(err, io.EOF) && vow.Hash(f.h.Sum(nil)) != f.want {
		return n, vow.Errorf(vow.CodeState, "%s is not the file that the record names: it is damaged", f.path).
			WithHint("restore it from a backup, a mirror, or anyone who holds a copy; 'vow fsck' says what else is wrong")
	}
	return n, err
}

// registerMembers are the reveal files of the events that were opened, of the report
// and of the office itself, and the counts file of the register.
func (h *Home) registerMembers(rec *record.Record, p *record.Report) ([]dossier.Member, error) {
	files := make(map[string]string)
	for _, d := range rec.Office().Days {
		for _, o := range d.Opened {
			if r := o.Body.Report; o.Erased == nil && (r == "" || r == p.Slug) {
				files[dossier.PathOpening(o.Body.Commit)] = h.openingPath(o.Body.Commit)
			}
		}
	}
	if r := p.Register(); r != nil {
		files[dossier.PathCounts(r.Body.Counts)] = h.countsPath(r.Body.Counts)
	}
	checks := h.publicFiles(rec)
	var members []dossier.Member
	for _, member := range slices.Sorted(maps.Keys(files)) {
		b, err := h.readPublic(files[member], checks[files[member]])
		if err != nil {
			return nil, err
		}
		members = append(members, bytesMember(member, b))
	}
	reasons, err := h.reasonMembers(p)
	if err != nil {
		return nil, err
	}
	letters, err := h.letterMembers(rec, p)
	return slices.Concat(members, reasons, letters), err
}

// paperMember is a text of the home as the public may see it: without the blocks
// that protective parts hold. The home has them all.
func (h *Home) paperMember(root vow.Hash, p *record.Report) (dossier.Member, error) {
	member, parts := dossier.PathPaper(root), partsOf(root, p)
	if len(parts) == 0 {
		return fileMember(member, h.paperPath(root))
	}
	whole, err := h.wholePaper(root)
	if err != nil {
		return dossier.Member{}, err
	}
	shown, err := whole.Withhold(withheldBy(parts, whole))
	if err != nil {
		return dossier.Member{}, err
	}
	return bytesMember(member, shown.Marshal()), nil
}

// partsOf returns the parts whose blocks a text is shown without: those of the
// body with this text, or any there ever was of a text that no body holds.
func partsOf(root vow.Hash, p *record.Report) []*record.Seal {
	has := func(s *record.Seal) bool { return slices.Contains(slices.Collect(maps.Values(s.Body.Texts)), root) }
	for _, s := range p.Seals {
		if has(s) {
			return s.Parts
		}
	}
	return slices.DeleteFunc(slices.Clone(p.Parts()), func(s *record.Seal) bool { return !has(s) })
}

// recordMembers returns the whole record, the checkpoints that give its entries
// their times, and data/trust.
func (h *Home) recordMembers(r *ledger.Reader, rec *record.Record, p *record.Report) ([]dossier.Member, error) {
	keys, err := h.heardWitnesses()
	if err != nil {
		return nil, err
	}
	log := rec.Office().Created.LogKey
	var members []dossier.Member
	for path := range dossier.RecordPaths(r.Size()) {
		if path == dossier.PathCheckpoint {
			continue
		}
		m, err := h.tileMember(path)
		if err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	heard, err := r.Heard()
	if err != nil {
		return nil, err
	}
	if len(heard) == 0 && len(keys) > 0 {
		h.Env.Log.Warn("the times that witnesses gave are gone", "folder", h.keptTimes(), "error", fmt.Sprintf(lostTimes, counted(len(keys), "witness", "witnesses")))
	}
	for _, f := range r.FalseLines(heard, keys) {
		h.Env.Log.Warn("a kept cosignature is damaged and is left out: put back a good copy of the file", "file", f.Path, "witness", f.Witness)
	}
	seen := verify.AllSeen(r.Checkpoint(), keys)
	for _, h := range heard {
		for _, cp := range []*tlog.SignedCheckpoint{h.First, h.Last} {
			if cp != nil {
				seen = append(seen, verify.AllSeen(cp, keys)...)
			}
		}
	}
	indexes := verify.NeededIndexes(rec.Office(), p, r.Size())
	used := make(map[string]vow.Key)
	for path, cp := range verify.Carry(seen, r.Checkpoint(), log, indexes) {
		members = append(members, bytesMember(path, cp.Marshal()))
		for _, s := range verify.AllSeen(cp, keys) {
			used[s.Key.String()] = s.Key
		}
	}
	return append(members, bytesMember(dossier.PathTrust, verify.CarriedTrust(log, slices.Collect(maps.Values(used))))), nil
}

// tileMember is a tile of the record under its own name.
func (h *Home) tileMember(member string) (dossier.Member, error) {
	rel := member[len("data/record/"):]
	return fileMember(member, h.Path(DirRecord, filepath.FromSlash(rel)))
}

func fileMember(member, path string) (dossier.Member, error) {
	f, size, err := durable.OpenKept(path)
	if errors.Is(err, fs.ErrNotExist) {
		return dossier.Member{}, vow.Errorf(vow.CodeState, "%s is missing", path).WithHint("restore it from a backup or a mirror; 'vow fsck' says what else is wrong")
	}
	if err != nil {
		return dossier.Member{}, err
	}
	if err := f.Close(); err != nil {
		return dossier.Member{}, vow.Errorf(vow.CodeIO, "dossier: %w", err)
	}
	open := func() (io.ReadCloser, error) {
		f, _, err := durable.OpenKept(path)
		return f, err
	}
	return dossier.Member{Path: member, Size: size, Open: open}, nil
}

func bytesMember(path string, data []byte) dossier.Member {
	return dossier.Member{Path: path, Size: int64(len(data)), Open: opener(data)}
}
