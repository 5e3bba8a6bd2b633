package verify_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/internal/tlog"
	"vow/paper"
	"vow/verify"
)

const quotedAt = "2026-09-11T10:00:00Z"

// kept is a story with the quote of it.
func keptQuote(t testing.TB) (*testrecord.Story, *paper.QuoteProof) {
	t.Helper()
	s := testrecord.Kept(t, origin)
	return s, s.Quote(s.Paper, "the records were changed … afterwards", s.Receipt(s.FixedAt(), quotedAt))
}

func judgeQuote(t testing.TB, q *paper.QuoteProof, o verify.QuoteOptions) *verify.Report {
	t.Helper()
	r, err := verify.Quote(q.Marshal(), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Checks) != len(verify.QuoteCheckIDs()) {
		t.Fatalf("%d checks\n%s", len(r.Checks), r.JSON())
	}
	return r
}

// withDossier adds a dossier to the options.
func withDossier(t testing.TB, f testrecord.Files, o verify.QuoteOptions) verify.QuoteOptions {
	t.Helper()
	b, err := f.Write()
	if err != nil {
		t.Fatal(err)
	}
	o.Dossier, o.Size = bytes.NewReader(b), int64(len(b))
	return o
}

// TestQuote: what a quote shows with more and more at hand.
func TestQuote(t *testing.T) {
	s, q := keptQuote(t)
	trust := s.Trust(2)
	r := judgeQuote(t, q, verify.QuoteOptions{})
	want(t, r, "quote.root pass", "quote.record not-checked", "quote.officer not-checked")
	if got := r.Quote; got == nil || !got.Abridged || got.Role != "final" || got.Report != slug || len(got.Labels) != 1 || !got.ExistedBy.IsZero() {
		t.Errorf("%s", r.JSON())
	}
	r = judgeQuote(t, q, verify.QuoteOptions{Trust: trust})
	want(t, r, "quote.root pass", "quote.record pass", "quote.officer not-checked")
	if r.Verdict != verify.NotChecked || r.Quote.ExistedBy.String() != quotedAt || r.Record.Origin != origin || r.Record.Witnessed != "2 of 3" {
		t.Errorf("%s", r.JSON())
	}
	r = judgeQuote(t, q, withDossier(t, s.Dossier(slug), verify.QuoteOptions{Trust: trust}))
	want(t, r, "quote.root pass", "quote.record pass", "quote.officer pass")
	c, _ := r.Check(verify.QuoteOfficer)
	if !strings.Contains(c.Say, "(editor)") || !strings.Contains(c.Say, "sealed and released") {
		t.Errorf("%s", c.Say)
	}
	if r.Verdict != verify.Pass || r.Err() != nil {
		t.Errorf("%s", r.JSON())
	}
	// Nobody is trusted who is not asked for.
	want(t, judgeQuote(t, q, withDossier(t, s.Dossier(slug), verify.QuoteOptions{})), "quote.record not-checked", "quote.officer not-checked")
	want(t, judgeQuote(t, q, verify.QuoteOptions{Trust: s.Trust(0)}), "quote.record not-checked")
	q.Record = nil
	want(t, judgeQuote(t, q, withDossier(t, s.Dossier(slug), verify.QuoteOptions{Trust: trust})), "quote.root pass", "quote.record not-checked", "quote.officer not-checked")
}

// TestQuoteOfRelease: a root that only a seal or a release names is on the record
// too.
func TestQuoteOfRelease(t *testing.T) {
	s, q := keptQuote(t)
	for index, role := range map[int64]vow.TextRole{s.Release: verify.RoleReleased, s.FixedAt() + 2: verify.RoleSealed} {
		q.Record = s.Receipt(index, quotedAt).AppendSections(nil)
		r := judgeQuote(t, q, withDossier(t, s.Dossier(slug), verify.QuoteOptions{Trust: s.Trust(2)}))
		want(t, r, "quote.root pass", "quote.record pass", "quote.officer pass")
		if r.Quote.Role != role {
			t.Errorf("entry %d: %q", index, r.Quote.Role)
		}
	}
}

// TestQuoteCorrected: a later corrigendum is said.
func TestQuoteCorrected(t *testing.T) {
	s, _ := keptQuote(t)
	p := s.World.Paper(slug, "In three of the five places.")
	s.Add(s.Fixed("2026-09-12T10:00:00Z", slug, p), testrecord.Editor)
	s.Add(s.World.Corrected("2026-09-12T10:01:00Z", slug, p, 1), testrecord.Head)
	s.CarryPaper(p)
	s.Witness("2026-09-12T10:05:00Z")
	q := s.Quote(s.Paper, "were changed afterwards", s.Receipt(s.FixedAt(), "2026-09-12T10:05:00Z"))
	r := judgeQuote(t, q, withDossier(t, s.Dossier(slug), verify.QuoteOptions{Trust: s.Trust(2)}))
	if c, _ := r.Check(verify.QuoteOfficer); c.Verdict != verify.Pass || !strings.Contains(c.Say, "corrected later: Corr 1, entry") {
		t.Errorf("%s", r.JSON())
	}
}

// TestQuoteRecordAttacks: a root is not put on a record that does not have it.
func TestQuoteRecordAttacks(t *testing.T) {
	s, q := keptQuote(t)
	index := s.FixedAt()
	good := s.Receipt(index, quotedAt)
	twin := testrecord.Twin(t, origin)
	other := testrecord.Promised(t, "other.example/vow").Moved().Sealed("")
	stolen := twin.Add(twin.Fixed("2026-09-12T10:00:00Z", slug, s.Paper), testrecord.Editor)
	elsewhere := other.Add(other.Fixed("2026-09-12T10:00:00Z", slug, s.Paper), testrecord.Editor)
	sections := func(r *tlog.Receipt) []byte { return r.AppendSections(nil) }
	lied := s.Fixed(testrecord.FixedAt, slug, s.Paper)
	lied.Blocks++
	translated := s.Fixed(testrecord.FixedAt, slug, s.Paper)
	translated.Lang = "fr"
	proof, err := tlog.ParseProof(good.Proof)
	if err != nil {
		t.Fatal(err)
	}
	moved := *proof
	moved.Index++
	for name, c := range map[string]struct {
		record []byte
		want   string
	}{
		"cosigned by one where two are asked for": {sections(s.Receipt(index, quotedAt, 1)), "quorum"},
		"an attacker's log of the same name":      {sections(twin.Receipt(stolen, quotedAt)), "sign"},
		"another log":                             {sections(other.Receipt(elsewhere, quotedAt)), `not of "office.example/vow"`},
		"an entry of another kind":                {sections(s.Receipt(1, quotedAt)), "names no text"},
		"another entry under the proof":           {sections(&tlog.Receipt{Entry: s.Entries[s.Release], Proof: good.Proof}), "not proven"},
		"an entry that was never logged":          {sections(&tlog.Receipt{Entry: s.Sign(lied, testrecord.Editor), Proof: good.Proof}), "5 blocks"},
		"a text in another language":              {sections(&tlog.Receipt{Entry: s.Sign(translated, testrecord.Editor), Proof: good.Proof}), `in "fr"`},
		"another index":                           {sections(&tlog.Receipt{Entry: good.Entry, Proof: moved.Marshal()}), "not proven"},
		"something revealed":                      {sections(&tlog.Receipt{Entry: good.Entry, Proof: good.Proof, Reveal: []byte("x")}), "reveals"},
		"bytes at the end":                        {append(sections(good), 'x'), "section"},
		"a cut receipt":                           {sections(good)[:300], "receipt"},
		"a whole receipt with its header":         {good.Marshal(), "section"},
	} {
		bad := *q
		bad.Record = c.record
		r := judgeQuote(t, &bad, withDossier(t, s.Dossier(slug), verify.QuoteOptions{Trust: s.Trust(2)}))
		want(t, r, "quote.root pass", "quote.record fail", "quote.officer not-checked")
		if got, _ := r.Check(verify.QuoteRecord); !strings.Contains(got.Say, c.want) {
			t.Errorf("%s: %q; want %q", name, got.Say, c.want)
		}
	}
	// The same words under another root, which is another paper's.
	p := s.World.Paper(slug, "In none of the five places the records were changed afterwards.")
	forged := s.Quote(p, "the records were changed … afterwards", good)
	want(t, judgeQuote(t, forged, verify.QuoteOptions{Trust: s.Trust(2)}), "quote.root pass", "quote.record fail")
	forged.Root = q.Root
	want(t, judgeQuote(t, forged, verify.QuoteOptions{Trust: s.Trust(2)}), "quote.root fail", "quote.record not-checked")
	// Bytes that are no quote.
	r, err := verify.Quote([]byte("vow/quote@v1\n"), verify.QuoteOptions{Trust: s.Trust(2)})
	if err != nil {
		t.Fatal(err)
	}
	want(t, r, "quote.root fail", "quote.record not-checked", "quote.officer not-checked")
	if _, err := verify.Quote(q.Marshal(), verify.QuoteOptions{Trust: []byte("nothing")}); vow.CodeOf(err) != vow.CodeUsage {
		t.Errorf("a bad trust file: %v", err)
	}
}

// TestQuoteOfficerAttacks: the dossier that is to show whose keys signed is held
// to the quote.
func TestQuoteOfficerAttacks(t *testing.T) {
	s, q := keptQuote(t)
	o := verify.QuoteOptions{Trust: s.Trust(2)}
	officer := func(name string, q *paper.QuoteProof, o verify.QuoteOptions, verdict verify.Verdict, words string) {
		t.Helper()
		c, _ := judgeQuote(t, q, o).Check(verify.QuoteOfficer)
		if c.Verdict != verdict || !strings.Contains(c.Say, words) {
			t.Errorf("%s: %s, %q; want %s, %q", name, c.Verdict, c.Say, verdict, words)
		}
	}
	twin := testrecord.Twin(t, origin)
	officer("an attacker's twin", q, withDossier(t, twin.Dossier(slug), o), verify.Fail, "")
	other := testrecord.Kept(t, "other.example/vow")
	officer("another office", q, withDossier(t, other.Dossier(slug), o), verify.NotChecked, "other.example/vow")
	before := testrecord.Promised(t, origin).Moved()
	officer("an older dossier", q, withDossier(t, before.Dossier(slug), o), verify.NotChecked, "ends before entry")

	// The log signs another history behind the same entry.
	forked := testrecord.Promised(t, origin).Moved().Sealed("")
	forked.Witness("2026-09-09T18:00:00Z")
	forked.Released("2026-09-10T00:06:00Z")
	officer("a fork", q, withDossier(t, forked.Dossier(slug), o), verify.Fail, "two roots")

	// A text fixed by a key that was never the office's is in the log all the same.
	s.AddBytes(s.Sign(s.Fixed("2026-09-12T10:00:00Z", slug, s.Paper), "intruder"))
	index := int64(len(s.Entries) - 1)
	s.Witness("2026-09-12T10:05:00Z")
	q.Record = s.Receipt(index, "2026-09-12T10:05:00Z").AppendSections(nil)
	r := judgeQuote(t, q, withDossier(t, s.Dossier(slug), o))
	want(t, r, "quote.root pass", "quote.record pass", "quote.officer fail")

	// A dossier shorter than the quote's checkpoint counts only if it is witnessed.
	longer := testrecord.Kept(t, origin)
	q.Record = longer.Receipt(longer.FixedAt(), quotedAt).AppendSections(nil)
	unseen := testrecord.Promised(t, origin).Moved().Sealed("")
	files := unseen.Dossier(slug)
	files.Data["data/record/checkpoint"] = unseen.Checkpoint(int64(len(unseen.Entries))).Marshal()
	officer("a shorter one that nobody witnessed", q, withDossier(t, files, o), verify.NotChecked, "shorter")
	officer("a shorter one", q, withDossier(t, unseen.Dossier(slug), o), verify.Pass, "(editor)")
	broken := withDossier(t, longer.Dossier(slug), o)
	broken.Dossier = bytes.NewReader([]byte("no dossier"))
	broken.Size = 10
	officer("no dossier", q, broken, verify.Fail, "dossier")
}

// bigQuote is a quote of one block of a thousand, or more, on a record of a
// million entries with three Ed25519 cosignatures.
func bigQuote(t testing.TB, blocks, entries int) (q *paper.QuoteProof, trust []byte, text string) {
	t.Helper()
	w := testrecord.New(t, origin)
	text = strings.Repeat("The office received the reply of the party on the date and fixed it here. ", 7)[:500]
	all := make([]paper.Block, blocks)
	for i := range all {
		all[i] = paper.Block{Kind: paper.Para, Label: fmt.Sprintf("%d.", i+1), Text: text}
	}
	p, err := paper.Fix("Assessment of human rights concerns in one region", "en", paper.SplitBlock, all, w.Seed("big"))
	if err != nil {
		t.Fatal(err)
	}
	entry := w.Sign(w.Fixed(testrecord.FixedAt, slug, p), testrecord.Editor)
	leaves := make([]vow.Hash, entries)
	for i := range leaves {
		leaves[i] = vow.SumHash([]byte{byte(i), byte(i >> 8), byte(i >> 16)})
	}
	index := int64(entries / 3)
	leaves[index] = tlog.LeafHash(entry)
	hashes := tlog.NewHashes(leaves)
	cp, err := tlog.SignCheckpoint(tlog.Checkpoint{Origin: origin, Size: int64(entries), Root: hashes.Root()}, w.Log)
	if err != nil {
		t.Fatal(err)
	}
	trust = fmt.Appendf(nil, "log %s\n", w.Log.Key)
	for i := range 3 {
		name := fmt.Sprintf("witness-%d.example.org/w1", i)
		seed := w.Seed(name)
		c, err := tlog.NewCosigner(name, vow.AlgCosignature, seed[:])
		if err != nil {
			t.Fatal(err)
		}
		line, err := c.Cosign(cp.Checkpoint, testrecord.At(quotedAt).Unix())
		if err != nil {
			t.Fatal(err)
		}
		cp = cp.WithLines(line)
		trust = fmt.Appendf(trust, "witness w%d %s\n", i, c.Key())
	}
	trust = append(trust, "group g 3 w0 w1 w2\nquorum g\n"...)
	path, err := hashes.Inclusion(index, int64(entries))
	if err != nil {
		t.Fatal(err)
	}
	proof := tlog.Proof{Index: index, Path: path, Checkpoint: cp.Marshal()}
	if q, err = p.QuoteBlocks(blocks/2, 1); err != nil {
		t.Fatal(err)
	}
	q.Record = (&tlog.Receipt{Entry: entry, Proof: proof.Marshal()}).AppendSections(nil)
	return q, trust, text
}

// TestQuoteSize: at most 3.5 kB plus the text, for 1 of 1,000 blocks on a record
// of a million entries with three cosignatures. The text stands in it twice, as
// the block and as the words quoted, and is allowed once.
func TestQuoteSize(t *testing.T) {
	q, trust, text := bigQuote(t, 1000, 1_000_000)
	r := judgeQuote(t, q, verify.QuoteOptions{Trust: trust})
	want(t, r, "quote.root pass", "quote.record pass", "quote.officer not-checked")
	size := len(q.Marshal())
	t.Logf("%d bytes, of which the text has %d", size, len(text))
	if size > 3500+len(text) {
		t.Errorf("%d bytes are over 3,500 + %d", size, len(text))
	}
	if len(q.Path) != 10 || size < 2500 {
		t.Errorf("%d hashes, %d bytes: not what was meant", len(q.Path), size)
	}
}

// BenchmarkQuote checks the quote of 1 of 100,000 blocks, with its entry and three
// cosignatures on a record of 100,000 entries. It is to take less than 1 ms.
func BenchmarkQuote(b *testing.B) {
	q, trust, _ := bigQuote(b, 100_000, 100_000)
	data := q.Marshal()
	for b.Loop() {
		r, err := verify.Quote(data, verify.QuoteOptions{Trust: trust})
		if err != nil {
			b.Fatal(err)
		}
		if c, _ := r.Check(verify.QuoteRecord); c.Verdict != verify.Pass {
			b.Fatalf("%s", r.JSON())
		}
	}
}
