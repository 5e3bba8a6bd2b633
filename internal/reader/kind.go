package reader

import (
	"bytes"
	"io"
	"strings"

	"vow"
	"vow/internal/timelock"
	"vow/internal/tlog"
)

// Kind is what a file is, by its own bytes.
type Kind string

// The kinds. Anything else is Other: perhaps a copy of a text.
const (
	Dossier    Kind = "dossier"
	Quote      Kind = "quote"
	Paper      Kind = "paper"
	Receipt    Kind = "receipt"
	Lock       Kind = "lock"
	Package    Kind = "package"
	Share      Kind = "share"
	Opening    Kind = "opening"
	ReleaseKey Kind = "release-key" // the release identity: `# vow <head>` and a key
	SecretKey  Kind = "secret-key"  // any other age secret key
	LockedKey  Kind = "locked-key"  // an age file under a passphrase, as secret keys are kept
	Trust      Kind = "trust"
	Chain      Kind = "chain"  // chain info of a beacon
	Beacon     Kind = "beacon" // one signature of it
	Checkpoint Kind = "checkpoint"
	Empty      Kind = "empty"
	Other      Kind = "other"
)

// heads are the first bytes of the formats that name themselves.
var heads = []struct {
	head string
	kind Kind
}{
	{"PK\x03\x04", Dossier}, {"PK\x05\x06", Dossier},
	{"vow/quote@v1\n", Quote}, {"vow/paper@v1\n", Paper}, {"vow/receipt@v1\n", Receipt}, {"vow/lock@v1\n", Lock},
	{"vow/share@v1\n", Share}, {"vow/opening@v1\n", Opening}, {"age-encryption.org/v1\n-> scrypt ", LockedKey}, {"age-encryption.org/v1\n", Package}, {"# vow ", ReleaseKey},
}

// maxSmall is the most bytes of a file of a kind that does not name itself.
const maxSmall = 1 << 20

// KindOf looks at a file's bytes. Errors are those of reading.
func KindOf(f File) (Kind, error) {
	if f.Size == 0 {
		return Empty, nil
	}
	head := make([]byte, min(f.Size, 64))
	if _, err := f.R.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", vow.Errorf(vow.CodeIO, "%s: %w", f.Name, err)
	}
	for _, h := range heads {
		if strings.HasPrefix(string(head), h.head) {
			return h.kind, nil
		}
	}
	if f.Size > maxSmall {
		return Other, nil
	}
	data, err := f.read(maxSmall)
	if err != nil {
		return "", err
	}
	return kindOfText(data), nil
}

// kindOfText knows the small formats that have to be parsed to be known.
func kindOfText(data []byte) Kind {
	if bytes.Contains(data, []byte("AGE-SECRET-KEY-")) {
		return SecretKey
	}
	if data[0] == '{' {
		if _, err := timelock.ParseInfo(data); err == nil {
			return Chain
		}
		if _, err := timelock.ParseBeaconJSON(bytes.TrimSuffix(data, []byte("\n"))); err == nil {
			return Beacon
		}
		return Other
	}
	if _, err := tlog.ParseSignedCheckpoint(data); err == nil {
		return Checkpoint
	}
	if looksLikeTrust(data) {
		return Trust
	}
	return Other
}

// looksLikeTrust is true of a trust file and of one with a mistake in it, which is
// to be told so and not taken for a text.
func looksLikeTrust(data []byte) bool {
	if _, err := tlog.ParseTrust(data); err == nil {
		return true
	}
	words := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if f := strings.Fields(line); len(f) > 1 && !strings.HasPrefix(f[0], "#") {
			words[f[0]] = true
		}
	}
	return words["quorum"] && (words["log"] || words["witness"])
}
