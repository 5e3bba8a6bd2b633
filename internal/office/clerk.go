package office

import (
	"bytes"
	"context"
	"errors"
	"io/fs"

	"vow"
	"vow/internal/durable"
	"vow/internal/store"
)

// ClerkKey signs days, unattended. Its file lies under a passphrase of its own and
// holds copies of the log's key and the store's: all that `vow day fix` needs.
const ClerkKey KeyName = "clerk"

const clerkHeader = "vow/clerk@v1\n"

// clerk is what the clerk's file holds.
type clerk struct {
	signer, log *vow.Signer
	store       store.Key
}

// openClerk opens the clerk's file.
//
// Errors: CodeUsage where there is none, or the passphrase is wrong; CodeState where
// the file is damaged.
func (h *Home) openClerk(ask func() ([]byte, error)) (*clerk, error) {
	if !h.HasKey(ClerkKey) {
		return nil, vow.Errorf(vow.CodeUsage, "this home has no clerk's key").WithHint("'vow day clerk' makes one")
	}
	sealed, public, err := h.readPair(ClerkKey)
	if err != nil {
		return nil, err
	}
	log, _, err := h.PublicKey(LogKey)
	if err != nil {
		return nil, err
	}
	pass, err := ask()
	if err != nil {
		return nil, err
	}
	defer clear(pass)
	text, err := decryptText(sealed, pass, h.keyPath(ClerkKey))
	if err != nil {
		return nil, err
	}
	defer clear(text)
	c, err := parseClerk(text)
	if err != nil || c.signer.Key.String() != public.String() || c.log.Key.String() != log.String() {
		return nil, damagedKey(h.keyPath(ClerkKey)) // the cause could quote a secret
	}
	return c, nil
}

// clerkText returns the plaintext of the clerk's file: its key, the log's and the
// store's, each as in its own file.
func clerkText(c *clerk) []byte {
	text := make([]byte, 0, maxKeyFile) // never grown, so that no copy stays behind
	text = append(text, clerkHeader...)
	for _, s := range []*vow.Signer{c.signer, c.log} {
		t := keyText(s)
		text = append(text, t...)
		clear(t)
	}
	t := storeKeyText(c.store)
	text = append(text, t...)
	clear(t)
	return text
}

// parseClerk parses the plaintext of the clerk's file strictly.
func parseClerk(text []byte) (*clerk, error) {
	bad := vow.Errorf(vow.CodeCheck, "not a clerk's file")
	rest, ok := bytes.CutPrefix(text, []byte(clerkHeader))
	parts := bytes.SplitAfter(rest, []byte("\n"))
	if !ok || len(parts) != 9 || len(parts[8]) != 0 { // two keys of three lines, a store key of two
		return nil, bad
	}
	c := new(clerk)
	var err error
	if c.signer, err = parseKeyText(bytes.Join(parts[0:3], nil)); err != nil {
		return nil, bad
	}
	if c.log, err = parseKeyText(bytes.Join(parts[3:6], nil)); err != nil {
		return nil, bad
	}
	if !parseStoreKey(bytes.Join(parts[6:8], nil), &c.store) {
		return nil, bad
	}
	return c, nil
}

// AddClerk makes the clerk's key and its file, under a passphrase that choose
// returns, and adds the key to the office. A clerk whose key is in force stands; one
// that was retired is replaced.
//
// Errors: CodeRefused where the passphrase is the home's own.
func (h *Home) AddClerk(ctx context.Context, choose func() ([]byte, error)) (out *Outcome, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	public, index, err := w.clerkNow()
	if err != nil {
		return nil, err
	}
	if index >= 0 {
		return w.stands(ctx, index)
	}
	var c *clerk
	if public.IsZero() {
		c, err = w.makeClerk(ctx, choose)
	} else { // made before, and not recorded yet
		c, err = h.openClerk(choose)
	}
	if err != nil {
		return nil, err
	}
	p, err := w.pendingFor(&vow.OfficeKey{Action: vow.KeyAdded, At: w.now(), Kind: vow.KindOfficeKey, Log: w.origin(),
		Refs: []vow.Hash{w.rec.State("")}, Role: vow.RoleClerk, VKey: c.signer.Key})
	if err != nil {
		return nil, err
	}
	if err := w.signOwn(p); err != nil {
		return nil, err
	}
	p.Add(c.signer.Sign(p.Text))
	return w.finish(ctx, p)
}

// clerkNow returns the clerk's key of the home, zero where there is none or one that
// was retired, and the entry that put it in force, -1 where none did.
func (w *writer) clerkNow() (vow.Key, int64, error) {
	if !w.home.HasKey(ClerkKey) {
		return vow.Key{}, -1, nil
	}
	key, _, err := w.home.PublicKey(ClerkKey)
	if err != nil {
		return vow.Key{}, -1, err
	}
	for _, o := range w.rec.Office().Officers {
		switch {
		case o.Key.String() != key.String():
		case o.Until < 0:
			return key, o.From, nil
		default:
			return vow.Key{}, -1, w.home.forgetClerk()
		}
	}
	return key, -1, nil
}

// forgetClerk removes the clerk's file and its public half.
func (h *Home) forgetClerk() error {
	for _, path := range []string{h.keyPath(ClerkKey), h.publicPath(ClerkKey)} {
		if err := h.Disk().Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (w *writer) makeClerk(ctx context.Context, choose func() ([]byte, error)) (*clerk, error) {
	h := w.home
	if _, err := h.Store(ctx); err != nil { // made where an older home has none
		return nil, err
	}
	c := new(clerk)
	var err error
	if c.store, err = h.storeKey(); err != nil {
		return nil, err
	}
	if c.log, err = h.Signer(LogKey); err != nil {
		return nil, err
	}
	if c.signer, err = newOfficerKey(vow.RoleClerk); err != nil {
		return nil, err
	}
	pass, err := choose()
	if err != nil {
		return nil, err
	}
	defer clear(pass)
	if err := h.Env.checkNewPassphrase(pass); err != nil {
		return nil, err
	}
	if bytes.Equal(pass, h.passphrase) {
		return nil, vow.Errorf(vow.CodeRefused, "the clerk's passphrase is the home's own: it would open the officer's key, too").
			WithHint("choose another one: it lies where a timer can read it")
	}
	text := clerkText(c)
	defer clear(text)
	sealed, err := encryptText(text, pass, h.Env.WorkFactor)
	if err != nil {
		return nil, err
	}
	public := []byte(c.signer.Key.String() + ":" + string(vow.RoleClerk) + "\n")
	if err := h.Disk().WriteFile(h.publicPath(ClerkKey), public, durable.Private); err != nil {
		return nil, err
	}
	return c, h.Disk().WriteNew(h.keyPath(ClerkKey), sealed, durable.Private)
}
