package demo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vow"
	"vow/internal/dossier"
	"vow/internal/office"
	"vow/internal/timelock"
	"vow/internal/tlog"
	"vow/internal/witness"
	"vow/verify"
)

// verify judges a dossier as a reader would who got the trust file elsewhere.
func (s *story) verify(data, trust []byte, given ...verify.Given) (*verify.Report, error) {
	return verify.Dossier(bytes.NewReader(data), int64(len(data)), verify.Options{
		Trust: trust, Chains: []timelock.Chain{s.world.chain}, Checkpoints: given, Now: s.now(),
	})
}

// expect shows what verify says of a cheat, and remembers if it was not caught.
func (s *story) expect(what string, r *verify.Report, ids ...string) {
	s.say("\ncheat: %s", what)
	caught := false
	for _, c := range r.Checks {
		if c.Verdict != verify.Fail {
			continue
		}
		where := ""
		if c.Where != "" {
			where = " [" + c.Where + "]"
		}
		s.say("  ✗ %s: %s%s", c.ID, c.Say, where)
		for _, id := range ids {
			caught = caught || id == c.ID
		}
	}
	s.say("  verify exits %d", vow.ExitStatus(r.Err()))
	if !caught {
		s.failed = append(s.failed, "not caught as it must be: "+what)
	}
}

// cheat tries to deceive the reader in six ways.
func (s *story) cheat(ctx context.Context) error {
	for _, f := range []func(context.Context) error{
		s.changeWord, s.dropEntry, s.swapPackage, s.releaseLate, s.rewriteLog, s.forgeAll,
	} {
		if err := f(ctx); err != nil {
			return err
		}
	}
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

// changeWord alters one word of the released text.
func (s *story) changeWord(context.Context) error {
	forged, err := s.rebuild(func(path string, data []byte) []byte {
		if strings.HasPrefix(path, "data/papers/") {
			return bytes.Replace(data, []byte("were ordered; they were not accidents"), []byte("were accidents; they were not ordered"), 1)
		}
		return data
	})
	if err != nil {
		return err
	}
	r, err := s.verify(forged, s.trust)
	if err != nil {
		return err
	}
	s.expect("words of the released text are changed, and every checksum mended", r, verify.DossierMembers)
	return nil
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

// dropEntry leaves the move of the promise out of the record.
func (s *story) dropEntry(context.Context) error {
	entries, err := s.entries()
	if err != nil {
		return err
	}
	d, err := dossier.Read(bytes.NewReader(s.honest), int64(len(s.honest)), dossier.Limits{})
	if err != nil {
		return err
	}
	signed, err := d.ReadAll(dossier.PathCheckpoint, 1<<20)
	if err != nil {
		return err
	}
	// The checkpoint stays the one that log and witnesses signed; the last entry
	// stands twice so that the number fits.
	cut := append(append([][]byte{}, entries[:2]...), entries[3:]...)
	cut = append(cut, entries[len(entries)-1])
	forged, err := s.withRecord(cut, func(tlog.Checkpoint) ([]byte, error) { return signed, nil })
	if err != nil {
		return err
	}
	r, err := s.verify(forged, s.trust)
	if err != nil {
		return err
	}
	s.expect("the entry that moved the promise is dropped from the record", r, verify.RecordComplete)
	return nil
}

// swapPackage puts another sealed package in place.
func (s *story) swapPackage(context.Context) error {
	other, err := os.ReadFile(s.pkg)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	other[len(other)/2] ^= 1
	forged, err := s.rebuild(func(path string, data []byte) []byte {
		if path == dossier.PathPackage(vow.PartBody) {
			return other
		}
		return data
	})
	if err != nil {
		return err
	}
	r, err := s.verify(forged, s.trust)
	if err != nil {
		return err
	}
	s.expect("another package stands in place of the sealed one", r, verify.SealForm)
	return nil
}

// releaseLate promises a second report, releases it late, and sets the office's
// own clock back.
func (s *story) releaseLate(ctx context.Context) error {
	if err := s.world.clock.skipTo("2026-09-16T10:00:00Z"); err != nil {
		return err
	}
	const second = "second-report"
	if _, err := s.home.Promise(ctx, office.PromiseOptions{Report: second, Title: "A second report", Due: office.DueOptions{By: "2026-09-20", TZ: "UTC"}}); err != nil {
		return err
	}
	res, err := s.home.Seal(ctx, office.SealOptions{Report: second, Policy: "2026-09-18",
		Texts: []office.LangFile{{Lang: "en", File: filepath.Join(s.dir, "material", "report.md")}}})
	if err != nil {
		return err
	}
	quiet := s.out
	s.out = io.Discard
	err = s.approve(ctx, res.Outcome)
	s.out = quiet
	if err != nil {
		return err
	}
	if err := s.world.clock.skipTo("2026-09-24T09:00:00Z"); err != nil {
		return err
	}
	seen, err := s.readersCheckpoint(ctx)
	if err != nil {
		return err
	}
	if err := s.world.clock.skipTo("2026-09-25T10:00:00Z"); err != nil {
		return err
	}
	s.home.Env.Now = s.world.back(6 * 24 * time.Hour)
	_, err = s.home.Release(ctx, office.ReleaseOptions{Report: second, Relays: []string{s.world.relay}})
	s.home.Env.Now = s.world.clock.Now
	if err != nil {
		return err
	}
	path := filepath.Join(s.dir, "second.dossier.zip")
	if _, err := s.home.Dossier(ctx, second, path); err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	r, err := s.verify(data, s.trust, verify.Given{Name: "a reader's checkpoint of 2026-09-24", Data: seen})
	if err != nil {
		return err
	}
	s.expect("a report due on 20 September is released on the 25th, and dated back to the 19th", r, verify.ReleaseTime)
	if len(r.Reports) == 1 && r.Reports[0].DaysLate != nil {
		s.say("  status: %s, %d days late", r.Reports[0].Status, *r.Reports[0].DaysLate)
	}
	return os.Remove(path)
}

// readersCheckpoint asks the witnesses, as any reader can, to cosign the
// published record as it is today.
func (s *story) readersCheckpoint(ctx context.Context) ([]byte, error) {
	raw, err := os.ReadFile(s.home.Path(office.DirRecord, "checkpoint"))
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	cp, err := tlog.ParseSignedCheckpoint(raw)
	if err != nil {
		return nil, err
	}
	log, _, err := s.home.PublicKey(office.LogKey)
	if err != nil {
		return nil, err
	}
	c := witness.Client{Log: log}
	for _, w := range s.world.witnesses {
		c.Endpoints = append(c.Endpoints, witness.Endpoint{Name: w.name, URL: w.url, Key: w.signer.Key(), Size: cp.Size})
	}
	bare := &tlog.SignedCheckpoint{Checkpoint: cp.Checkpoint, Note: &vow.Note{Text: cp.Note.Text, Sigs: cp.Note.By(log)}}
	res, err := c.AddCheckpoint(ctx, bare, func(old int64) ([]vow.Hash, error) { return nil, fmt.Errorf("demo: no proof from %d", old) })
	if err != nil {
		return nil, err
	}
	bare.Note.Sigs = append(bare.Note.Sigs, res.Lines()...)
	return bare.Marshal(), nil
}

// rewriteLog signs a whole other history with the log's own key.
func (s *story) rewriteLog(context.Context) error {
	entries, err := s.entries()
	if err != nil {
		return err
	}
	signer, err := s.home.Signer(office.LogKey)
	if err != nil {
		return err
	}
	// The office holds the log key: it can sign any history, here one that ends
	// before the promise was moved and sealed. The witnesses will not.
	forged, err := s.withRecord(entries[:2], func(cp tlog.Checkpoint) ([]byte, error) {
		note := &vow.Note{Text: cp.Text()}
		note.Sigs = []vow.Signature{signer.Sign(note.Text)}
		return note.MarshalNote(), nil
	})
	if err != nil {
		return err
	}
	r, err := s.verify(forged, s.trust)
	if err != nil {
		return err
	}
	s.expect("the office rewrites its log with its own log key", r, verify.RecordQuorum)
	return nil
}

// forgeAll makes a complete, consistent dossier of an office of the same name,
// with keys of its own.
func (s *story) forgeAll(ctx context.Context) error {
	if err := s.world.clock.skipTo("2026-10-01T10:00:00Z"); err != nil {
		return err
	}
	dir := filepath.Join(s.dir, "attacker")
	env := s.world.env(s.world.clock.Now)
	env.StateDir = filepath.Join(dir, "state")
	config := office.DefaultConfig()
	if _, err := office.Init(ctx, env, filepath.Join(dir, "home"), office.InitOptions{Origin: origin, Name: "Office of the Example Ombudsman",
		Role: vow.Publisher, HoldDays: 60, NoticeDays: 28, Chain: s.world.chain, Config: config}); err != nil {
		return err
	}
	h, err := office.OpenHome(env, filepath.Join(dir, "home"), office.Write)
	if err != nil {
		return err
	}
	defer h.Close()
	if _, err := h.Promise(ctx, office.PromiseOptions{Report: report, Title: "Assessment of the water supply of Example Valley",
		Due: office.DueOptions{By: "2026-12-31", TZ: "UTC"}}); err != nil {
		return err
	}
	path := filepath.Join(dir, "dossier.zip")
	if _, err := h.Dossier(ctx, report, path); err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	r, err := s.verify(data, s.trust)
	if err != nil {
		return err
	}
	s.expect("an attacker's own dossier: complete, consistent, under the same name, with its own trust file inside", r, verify.RecordSignature, verify.RecordLog)
	return os.RemoveAll(dir)
}
