package office

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"vow"
	"vow/internal/durable"
	"vow/seal"
)

// Alarm is a private request to the trustees of one lock to hold: a C2SP signed
// note that is encrypted to one trustee. Its text is the lines vow/alarm@v1,
// origin, report, head, at, to, an empty line, and what is said.
type Alarm struct {
	Origin string   `json:"origin"`
	Report string   `json:"report"`
	Head   vow.Hash `json:"head"` // of the lock
	At     vow.Time `json:"at"`   // the sender's own claim
	To     string   `json:"to"`   // handle: so that nobody passes it on as meant for another
	Say    string   `json:"say"`
}

const (
	alarmMagic  = "vow/alarm@v1"
	maxSay      = 4096     // bytes of what is said
	maxAlarm    = 64 << 10 // bytes of the file
	alarmSuffix = ".alarm"
)

// text returns the text that is signed.
func (a Alarm) text() []byte {
	return fmt.Appendf(nil, "%s\norigin %s\nreport %s\nhead %s\nat %s\nto %s\n\n%s\n", alarmMagic, a.Origin, a.Report, a.Head, a.At, a.To, a.Say)
}

// parseAlarm parses the signed text strictly.
func parseAlarm(text []byte) (Alarm, error) {
	bad := func(what string) (Alarm, error) {
		return Alarm{}, vow.Errorf(vow.CodeCheck, "not an alarm: %s", what)
	}
	head, say, ok := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) != 6 || lines[0] != alarmMagic {
		return bad("it does not begin with the six lines of one")
	}
	var words [5]string
	for i, key := range []string{"origin", "report", "head", "at", "to"} {
		value, found := strings.CutPrefix(lines[i+1], key+" ")
		if !found {
			return bad("a line " + key + " expected")
		}
		words[i] = value
	}
	a := Alarm{Origin: words[0], Report: words[1], To: words[4], Say: strings.TrimSuffix(say, "\n")}
	var err error
	if a.Head, err = vow.ParseHash(words[2]); err != nil {
		return bad("its head is malformed")
	}
	if a.At, err = vow.ParseTime(words[3]); err != nil {
		return bad("its time is malformed")
	}
	if err := checkSay(a.Say); err != nil {
		return Alarm{}, err
	}
	if !bytes.Equal(a.text(), text) {
		return bad("it is not in its exact form")
	}
	return a, nil
}

// checkSay checks what is said: lines of plain text, none of which could pass for
// a signature.
func checkSay(say string) error {
	if say == "" || len(say) > maxSay {
		return vow.Errorf(vow.CodeUsage, "what is said: 1 to %d bytes expected, %d found", maxSay, len(say))
	}
	for line := range strings.SplitSeq(say, "\n") {
		if strings.HasPrefix(line, "— ") {
			return vow.Errorf(vow.CodeUsage, "what is said has a line that begins like a signature, with a dash and a space")
		}
		if err := vow.CheckText(line); err != nil {
			return vow.Errorf(vow.CodeUsage, "what is said: %w", err)
		}
	}
	if strings.TrimSpace(say) != say {
		return vow.Errorf(vow.CodeUsage, "what is said begins or ends with space or an empty line")
	}
	return nil
}

// SendAlarm writes a file for each trustee of the lock but the sender, encrypted
// to that trustee alone, and returns their paths. Nothing becomes public, and
// nothing is recorded.
//
// Errors: CodeUsage where there is nobody to ask, CodeRefused for a trustee to
// whose key nothing can be encrypted here; the paths are then those of the others.
func SendAlarm(env Env, lock *seal.Lock, signer *vow.Signer, say, dir string) ([]string, error) {
	env = env.withDefaults()
	if err := checkSay(say); err != nil {
		return nil, err
	}
	a := Alarm{Origin: lock.Origin, Report: lock.Report, Head: lock.Head(), At: vow.At(env.Now()), Say: say}
	type letter struct {
		name string
		data []byte
	}
	var letters []letter
	var missed error
	for _, t := range lock.Trustees {
		if t.Key.SamePublic(signer.Key) {
			continue
		}
		a.To = t.Handle
		text := a.text()
		note := vow.Note{Text: text, Sigs: []vow.Signature{signer.Sign(text)}}
		data, err := encryptLetter(env, note.MarshalNote(), t)
		if err != nil {
			missed = errors.Join(missed, err)
			continue
		}
		letters = append(letters, letter{t.Handle + alarmSuffix, data})
	}
	if len(letters) == 0 && missed != nil {
		return nil, missed
	}
	if len(letters) == 0 {
		return nil, vow.Errorf(vow.CodeUsage, "the lock names no other trustee: there is nobody to ask")
	}
	if err := env.Disk.MkdirAll(dir, durable.Folder); err != nil {
		return nil, err
	}
	paths := make([]string, len(letters))
	for i, l := range letters {
		paths[i] = filepath.Join(dir, l.name)
		if err := env.Disk.WriteFile(paths[i], l.data, durable.Private); err != nil {
			return nil, err
		}
	}
	return paths, missed
}

// CheckSender refuses a signing key file that is no trustee's of the lock.
func CheckSender(lock *seal.Lock, s *vow.Signer) error {
	_, err := signerTrustee(lock, s)
	return err
}

// ParseSender parses the VKEY of an officer; a :ROLE behind it is left out.
func ParseSender(s string) (vow.Key, error) {
	if o, err := ParseOfficer(s); err == nil {
		return o.VKey, nil
	}
	k, err := vow.ParseKey(s)
	if err != nil {
		return k, vow.Errorf(vow.CodeUsage, "--from: %w", err)
	}
	return k, nil
}

// encryptLetter returns an armored age file to one trustee.
func encryptLetter(env Env, text []byte, t seal.Trustee) ([]byte, error) {
	foreign, err := foreignRecipients(env, []seal.Trustee{t})
	if err = errors.Join(err, pluginsThere([]seal.Trustee{t})); err != nil {
		return nil, err
	}
	to, err := t.AgeRecipient(foreign)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	plate := armor.NewWriter(&b)
	w, err := age.Encrypt(plate, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := errors.Join(w.Close(), plate.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// HeardAlarm is an alarm as its reader can rely on it.
type HeardAlarm struct {
	Alarm
	From   string `json:"from"`   // the sender's handle, or the name of a key that is no trustee's
	Proven bool   `json:"proven"` // From is a trustee of the lock, or the key that the reader gave
}

// ReadAlarm decrypts an alarm and checks that it is about this lock and who signed
// it. from is a key that the reader knows besides the trustees', or zero.
//
// Errors: CodeCheck where it is damaged, about another lock, or falsely signed.
func ReadAlarm(data []byte, ids []age.Identity, lock *seal.Lock, from vow.Key) (*HeardAlarm, error) {
	note, err := decryptLetter(data, ids)
	if err != nil {
		return nil, err
	}
	a, err := parseAlarm(note.Text)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%w", err)
	}
	if a.Head != lock.Head() || a.Origin != lock.Origin || a.Report != lock.Report {
		return nil, vow.Errorf(vow.CodeCheck, "the alarm is about %s of %s with the lock's head %s: not this lock, whose head is %s", a.Report, a.Origin, a.Head, lock.Head())
	}
	t, ok := lockTrustee(lock, a.To)
	if native := !strings.HasPrefix(t.Recipient, vow.SSHRecipient) && !isPlugin(t.Recipient); !ok || native && !recipientsOf(ids)[t.Recipient] {
		return nil, vow.Errorf(vow.CodeCheck, "the alarm was written to %q, and the key given is not that trustee's", a.To)
	}
	if len(note.Sigs) != 1 {
		return nil, vow.Errorf(vow.CodeCheck, "the alarm has %d signatures, one expected", len(note.Sigs))
	}
	sig := note.Sigs[0]
	heard := &HeardAlarm{Alarm: a, From: sig.Name}
	known := from
	for _, t := range lock.Trustees {
		if t.Key.Name == sig.Name {
			known, heard.From = t.Key, t.Handle
		}
	}
	if known.IsZero() || known.Name != sig.Name {
		return heard, nil
	}
	if known.ID != sig.ID || !known.VerifyNote(note.Text, sig.Bytes) {
		return nil, vow.Errorf(vow.CodeCheck, "the signature of %q is not true: somebody else wrote this alarm", sig.Name)
	}
	heard.Proven = true
	return heard, nil
}

// decryptLetter opens an age file, armored or not, that holds a signed note.
func decryptLetter(data []byte, ids []age.Identity) (*vow.Note, error) {
	if len(data) > maxAlarm {
		return nil, vow.Errorf(vow.CodeCheck, "the alarm is larger than %d bytes", maxAlarm)
	}
	var src io.Reader = bytes.NewReader(data)
	if bytes.HasPrefix(data, []byte(armor.Header)) {
		src = armor.NewReader(src)
	}
	r, err := age.Decrypt(src, ids...)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "the alarm does not open with the key given: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(r, maxAlarm))
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "the alarm is damaged: %w", err)
	}
	return vow.ParseNote(text)
}

// recipientsOf returns the public halves of the keys that show theirs.
func recipientsOf(ids []age.Identity) map[string]bool {
	out := make(map[string]bool)
	for _, id := range ids {
		switch id := id.(type) {
		case *age.X25519Identity:
			out[id.Recipient().String()] = true
		case *age.HybridIdentity:
			out[id.Recipient().String()] = true
		}
	}
	return out
}

// lockTrustee returns the lock's trustee of that handle.
func lockTrustee(lock *seal.Lock, handle string) (seal.Trustee, bool) {
	for _, t := range lock.Trustees {
		if t.Handle == handle {
			return t, true
		}
	}
	return seal.Trustee{}, false
}
