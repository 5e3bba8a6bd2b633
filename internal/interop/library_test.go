package interop

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age/armor"
	"github.com/drand/drand/v2/common"
	"github.com/drand/drand/v2/crypto"
	"github.com/drand/kyber"
	"github.com/drand/tlock"

	"vow/internal/timelock"
)

var update = flag.Bool("update", false, "write the files of internal/timelock/testdata anew")

// offline is a tlock.Network without a network: the built-in chain and one
// beacon of it that the real network published.
type offline struct {
	t      testing.TB
	chain  timelock.Chain
	beacon timelock.Beacon
	scheme crypto.Scheme
	key    kyber.Point
}

var errNoSignature = errors.New("no signature of that round here")

func newOffline(t testing.TB) *offline {
	t.Helper()
	text := read(t, filepath.Join("..", "..", "testdata", "third_party", "drand", "quicknet-beacon.txt"))
	b, err := timelock.ParseBeacon(strings.TrimSuffix(string(text), "\n"))
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := crypto.SchemeFromName(timelock.Scheme)
	if err != nil {
		t.Fatal(err)
	}
	o := &offline{t: t, chain: timelock.Quicknet(), beacon: b, scheme: *scheme, key: scheme.KeyGroup.Point()}
	if err := o.key.UnmarshalBinary(o.chain.PublicKey); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *offline) ChainHash() string            { return o.chain.Hash.String() }
func (o *offline) Current(time.Time) uint64     { return o.beacon.Round }
func (o *offline) PublicKey() kyber.Point       { return o.key }
func (o *offline) Scheme() crypto.Scheme        { return o.scheme }
func (o *offline) SwitchChainHash(string) error { return errNoSignature }
func (o *offline) Signature(round uint64) ([]byte, error) {
	if round != o.beacon.Round {
		return nil, errNoSignature
	}
	return o.beacon.Signature, nil
}

// On the built-in chain, with a beacon that the real network published, drand's
// library and ours open each other's files.
func TestLibraryOnQuicknet(t *testing.T) {
	o := newOffline(t)
	lib := tlock.New(o).Strict()
	const text = "opened by its own round\n"

	var theirs bytes.Buffer
	if err := lib.Encrypt(&theirs, strings.NewReader(text), o.beacon.Round); err != nil {
		t.Fatal(err)
	}
	mustOpen(t, theirs.Bytes(), text, o.chain.Identity(o.beacon))

	var got bytes.Buffer
	if err := lib.Decrypt(&got, bytes.NewReader(ageFile(t, []byte(text), o.chain.Recipient(o.beacon.Round)))); err != nil || got.String() != text {
		t.Fatalf("%q, %v", got.String(), err)
	}

	// Both refuse the same round's file with another round's signature.
	if err := lib.Decrypt(&got, bytes.NewReader(ageFile(t, []byte(text), o.chain.Recipient(o.beacon.Round+1)))); err == nil {
		t.Error("the library opens another round")
	}

	name := filepath.Join("..", "timelock", "testdata", "drand-tlock-1.2.0.age")
	if *update {
		var buf bytes.Buffer
		a := armor.NewWriter(&buf)
		if _, err := a.Write(theirs.Bytes()); err != nil {
			t.Fatal(err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, buf.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mustOpen(t, read(t, name), text, o.chain.Identity(o.beacon))
}

// The benchmarks are those of internal/timelock over drand's own library, for
// ratios from one run on one machine.

func BenchmarkLibraryTimeLock(b *testing.B) {
	o := newOffline(b)
	for b.Loop() {
		if _, err := tlock.TimeLock(o.scheme, o.key, o.beacon.Round, make([]byte, 16)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVowTimeLock(b *testing.B) {
	o := newOffline(b)
	r := o.chain.Recipient(o.beacon.Round)
	for b.Loop() {
		if _, err := r.Wrap(make([]byte, 16)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLibraryTimeUnlock(b *testing.B) {
	o := newOffline(b)
	ct, err := tlock.TimeLock(o.scheme, o.key, o.beacon.Round, make([]byte, 16))
	if err != nil {
		b.Fatal(err)
	}
	body, err := tlock.CiphertextToBytes(o.scheme, ct)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		ct, err := tlock.BytesToCiphertext(o.scheme, body)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := tlock.TimeUnlock(o.scheme, o.key, common.Beacon{Round: o.beacon.Round, Signature: o.beacon.Signature}, ct); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVowTimeUnlock(b *testing.B) {
	o := newOffline(b)
	stanzas, err := o.chain.Recipient(o.beacon.Round).Wrap(make([]byte, 16))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := o.chain.Identity(o.beacon).Unwrap(stanzas); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLibraryVerify(b *testing.B) {
	o := newOffline(b)
	for b.Loop() {
		if err := o.scheme.VerifyBeacon(&common.Beacon{Round: o.beacon.Round, Signature: o.beacon.Signature}, o.key); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVowVerify(b *testing.B) {
	o := newOffline(b)
	for b.Loop() {
		if err := o.chain.Verify(o.beacon); err != nil {
			b.Fatal(err)
		}
	}
}
