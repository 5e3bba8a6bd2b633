//go:build unix

package office

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/internal/testrecord"
	"vow/seal"
	"vow/verify"
)

// TestTrusteesShown: an office with trustees on its record, in status, log and
// fsck, and in a dossier.
func TestTrusteesShown(t *testing.T) {
	place, pass, ctx := preparePath(t, "path-seal"), "old", context.Background()
	h := mustOpen(t, pathEnv(testEnv(&pass), place, pathBegin), filepath.Join(place, "home"), Write)
	record := func(body vow.Body, signers ...*vow.Signer) {
		t.Helper()
		p, err := vow.NewPending(body)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range signers {
			p.Add(s.Sign(p.Text))
		}
		if out, err := h.Approve(ctx, p, OfficerKey); err != nil || !out.Recorded {
			t.Fatalf("%s: %+v, %v", body.Common().Kind, out, err)
		}
	}
	at := vow.At(pathBegin)
	var all []seal.Trustee
	keys, ids := map[string]*vow.Signer{}, map[string]age.Identity{}
	for _, handle := range []string{"t1", "t2", "t3"} {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		if keys[handle], err = GenerateSigner(handle); err != nil {
			t.Fatal(err)
		}
		ids[handle] = id
		all = append(all, seal.Trustee{Handle: handle, Recipient: id.Recipient().String(), Key: keys[handle].Key})
		record(&vow.TrusteeListed{At: at, Handle: handle, Kind: vow.KindTrusteeListed, Log: pathOrigin, Recipient: id.Recipient().String(), VKey: keys[handle].Key}, keys[handle])
	}
	sealed, err := h.Seal(ctx, SealOptions{Report: "x", Policy: "2 of {t1, t2, t3} or " + pathOpening, Trustees: all,
		Texts: []LangFile{{"en", filepath.Join(place, "report.md")}}})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(sealed.Lock)
	if err != nil {
		t.Fatal(err)
	}
	lock, err := seal.ParseLock(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, handle := range []string{"t1", "t3"} {
		record(&vow.TrusteeConfirmed{At: at, Handle: handle, Head: lock.Head(), Kind: vow.KindTrusteeConfirmed, Lock: vow.SumHash(data), Log: pathOrigin, Report: "x", VKey: keys[handle].Key}, keys[handle])
	}
	share, err := lock.OpenShare(lock.SharesOf("t1")[0], seal.Keys{Identities: []age.Identity{ids["t1"]}})
	if err != nil {
		t.Fatal(err)
	}
	released := vow.TrusteeReleased{At: at, Handle: "t1", Head: lock.Head(), Kind: vow.KindTrusteeReleased, Log: pathOrigin, Path: share.Path, Report: "x", Share: share.Value}
	record(&released, keys["t1"])
	wrong := released
	wrong.Share[0] ^= 1
	recordUnchecked(t, h, &wrong)
	record(&vow.TrusteeRemoved{At: at, Handle: "t3", Kind: vow.KindTrusteeRemoved, Log: pathOrigin})

	s, err := h.Status(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"t1", "t2"}, s.Trustees); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(&TrusteesInfo{Confirmed: []string{"t1", "t3"}, Waiting: []string{"t2"}, Shares: 1, False: 1}, s.Reports[0].Trustees); diff != "" {
		t.Error(diff)
	}
	var said []string
	if err := h.Log(ctx, "", func(e LogEntry) error { said = append(said, e.Say+"\n"+strings.Join(e.Signed, " ")); return nil }); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(said, "\n")
	for _, words := range []string{"lists the trustee t1, who accepts with the key " + keys["t1"].Key.Name, "takes the trustee t3 off the list", "the trustee t1 confirms to hold", "as that of the trustee t1: leaf " + share.Path} {
		if !strings.Contains(text, words) {
			t.Errorf("the log does not say %q:\n%s", words, text)
		}
	}
	if r, err := h.Fsck(ctx); err != nil {
		t.Errorf("%+v: %v", r, err)
	}
	if _, err := h.Dossier(ctx, "x", filepath.Join(place, "x.zip")); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(place, "x.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Dossier(f, st.Size(), verify.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, _ := r.Check(verify.SealConfirmed)
	if c.Verdict != verify.Fail || !strings.Contains(c.Say, "2 of 3 confirmed: t1 t3, not t2") || !strings.Contains(c.Say, "charged to office or trustee t1") {
		t.Errorf("%+v", c)
	}
	if c, _ := r.Check(verify.DossierMembers); c.Verdict != verify.Pass {
		t.Errorf("%+v", c)
	}
}

// recordUnchecked records what no honest office would: that a false share was
// released. Approve refuses it.
func recordUnchecked(t *testing.T, h *Home, body vow.Body) {
	t.Helper()
	p, err := vow.NewPending(body)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Approve(t.Context(), p, OfficerKey)
	refused(t, "a false share", err, vow.CodeCheck, "not the one that the lock commits to")
	w, err := h.openWriter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if out, err := w.submit(t.Context(), body); err != nil || !out.Recorded {
		t.Fatalf("%+v, %v", out, err)
	}
}

// TestSay: every kind has words of its own.
func TestSay(t *testing.T) {
	seen := map[string]string{}
	for _, s := range testrecord.New(t, pathOrigin).Samples() {
		words := say(s.Body)
		if strings.Contains(words, "does not know") || len(words) < 10 {
			t.Errorf("%s: %q", s.Name, words)
		}
		if other := seen[words]; other != "" && !strings.HasPrefix(other, string(s.Body.Common().Kind)) {
			t.Errorf("%s and %s say the same: %q", s.Name, other, words)
		}
		seen[words] = s.Name
	}
}
