package demo

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/office"
	"vow/internal/timelock"
	"vow/internal/tlog"
	"vow/verify"
)

// verify judges a dossier as a reader would who got the trust file elsewhere.
func (s *story) verify(data, trust []byte, more ...func(*verify.Options)) (*verify.Report, error) {
	o := verify.Options{Trust: trust, Chains: []timelock.Chain{s.world.chain}, Now: s.now()}
	for _, m := range more {
		m(&o)
	}
	return verify.Dossier(bytes.NewReader(data), int64(len(data)), o)
}

// withReceipt gives verify a receipt that a party took home.
func withReceipt(name string, data []byte) func(*verify.Options) {
	return func(o *verify.Options) { o.Receipts = []verify.Given{{Name: name, Data: data}} }
}

// expect shows what verify says of a cheat, and remembers if it was not caught by each
// of these checks.
func (s *story) expect(what string, r *verify.Report, ids ...string) {
	s.cheats++
	s.say("cheat %d: %s: exit %d", s.cheats, what, vow.ExitStatus(r.Err()))
	var others []string
	found := make(map[string]bool)
	for _, c := range r.Checks {
		if c.Verdict != verify.Fail {
			continue
		}
		if !slices.Contains(ids, c.ID) {
			others = append(others, c.ID)
			continue
		}
		found[c.ID] = true
		where := ""
		if c.Where != "" {
			where = " [" + c.Where + "]"
		}
		s.say("  ✗ %s: %s%s", c.ID, c.Say, where)
	}
	if others = slices.Compact(others); len(others) > 0 {
		s.say("  failed, too: %s", strings.Join(others, ", "))
	}
	if len(found) != len(ids) {
		s.failed = append(s.failed, "not caught as it must be: "+what)
	}
}

// cheat tries to deceive the reader in nine ways.
func (s *story) cheat(ctx context.Context) error {
	s.say("\nnine ways to cheat, each judged by verify with the reader's own trust file:")
	for _, f := range []func(context.Context) error{
		s.changeWord, s.dropEntry, s.swapPackage, s.releaseLate, s.rewriteLog, s.forgeAll, s.dishonest,
	} {
		if err := f(ctx); err != nil {
			return err
		}
	}
	s.stated = nil
	return nil
}

// rebuild writes the honest dossier again with some members changed, and all
// lists and checksums mended.
func (s *story) rebuild(change func(path string, data []byte) []byte) ([]byte, error) {
	d, err := dossier.Read(bytes.NewReader(s.honest), int64(len(s.honest)), dossier.Limits{})
	if err != nil {
		return nil, err
	}
	members := make(map[string][]byte)
	for _, path := range d.Paths() {
		data, err := d.ReadAll(path, 1<<30)
		if err != nil {
			return nil, err
		}
		if data = change(path, data); data != nil {
			members[path] = data
		}
	}
	return write(d.Info(), members)
}

func write(info dossier.Info, members map[string][]byte) ([]byte, error) {
	list := make([]dossier.Member, 0, len(members))
	for path, data := range members {
		list = append(list, dossier.Member{Path: path, Size: int64(len(data)), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(data)), nil
		}})
	}
	var b bytes.Buffer
	err := dossier.Write(&b, info, list)
	return b.Bytes(), err
}

// entries returns the entries of the honest dossier.
func (s *story) entries() ([][]byte, error) {
	d, err := dossier.Read(bytes.NewReader(s.honest), int64(len(s.honest)), dossier.Limits{})
	if err != nil {
		return nil, err
	}
	raw, err := d.ReadAll(dossier.PathCheckpoint, 1<<20)
	if err != nil {
		return nil, err
	}
	cp, err := tlog.ParseSignedCheckpoint(raw)
	if err != nil {
		return nil, err
	}
	width := tlog.TileWidthAt(0, 0, cp.Size)
	bundle, err := d.ReadAll("data/record/"+tlog.EntriesPath(0, width), 1<<30)
	if err != nil {
		return nil, err
	}
	return tlog.ParseBundle(bundle, width)
}

// indexOf returns the place of the first entry of a kind.
func indexOf(entries [][]byte, kind vow.Kind) (int, error) {
	for i, data := range entries {
		e, err := vow.ParseEntry(data)
		if err != nil {
			return 0, err
		}
		if e.Body.Common().Kind == kind {
			return i, nil
		}
	}
	return 0, vow.Errorf(vow.CodeState, "demo: no %s is on the record", kind)
}

// withRecord replaces the record of the honest dossier by other entries under a
// checkpoint that sign makes, and leaves out the checkpoints of before.
func (s *story) withRecord(entries [][]byte, sign func(tlog.Checkpoint) ([]byte, error)) ([]byte, error) {
	var bundle []byte
	var leaves []vow.Hash
	for _, e := range entries {
		var err error
		if bundle, err = tlog.AppendBundle(bundle, e); err != nil {
			return nil, err
		}
		leaves = append(leaves, tlog.LeafHash(e))
	}
	cp, err := sign(tlog.Checkpoint{Origin: origin, Size: int64(len(entries)), Root: tlog.RootOf(leaves)})
	if err != nil {
		return nil, err
	}
	record := map[string][]byte{dossier.PathCheckpoint: cp, "data/record/" + tlog.EntriesPath(0, len(entries)): bundle}
	for path, tile := range tlog.HashTiles(leaves) {
		record["data/record/"+path] = tile
	}
	d, err := dossier.Read(bytes.NewReader(s.honest), int64(len(s.honest)), dossier.Limits{})
	if err != nil {
		return nil, err
	}
	for _, path := range d.Paths() {
		if strings.HasPrefix(path, "data/record/") || strings.HasPrefix(path, "data/checkpoints/") || path == dossier.PathTrust {
			continue
		}
		if record[path], err = d.ReadAll(path, 1<<30); err != nil {
			return nil, err
		}
	}
	log, _, err := s.home.PublicKey(office.LogKey)
	if err != nil {
		return nil, err
	}
	record[dossier.PathTrust] = verify.CarriedTrust(log, nil)
	return write(d.Info(), record)
}
