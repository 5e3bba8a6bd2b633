package lettersig

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"math/big"
	"strings"

	"vow"
)

// Namespace is the one in which letters are signed: a signature made for another
// use of the key, a commit say, is none here.
const Namespace = "vow-letter"

// The armour of OpenSSH signatures (PROTOCOL.sshsig).
const (
	sshBegin = "-----BEGIN SSH SIGNATURE-----\n"
	sshEnd   = "-----END SSH SIGNATURE-----\n"
	sshMagic = "SSHSIG"
)

// sshSig is what an OpenSSH signature says.
type sshSig struct {
	key  []byte // blob
	hash string
	alg  string
	sig  []byte
}

func sshError(format string, args ...any) error {
	return vow.Errorf(vow.CodeCheck, "OpenSSH signature: "+format, args...)
}

// parseSSHSig parses the armour: base64 in lines of at most 76 characters.
func parseSSHSig(data []byte) (sshSig, error) {
	var s sshSig
	body, ok := bytes.CutPrefix(data, []byte(sshBegin))
	if ok {
		body, ok = bytes.CutSuffix(body, []byte(sshEnd))
	}
	if !ok || bytes.ContainsAny(body, " \t\r-") {
		return s, sshError("it is not the armour of one signature")
	}
	lines := bytes.Split(bytes.TrimSuffix(body, []byte("\n")), []byte("\n"))
	for i, l := range lines {
		if len(l) == 0 || len(l) > 76 || i > 0 && len(lines[i-1]) < len(l) || i < len(lines)-1 && len(l) != len(lines[0]) {
			return s, sshError("line %d has another length than the others", i+2)
		}
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(string(bytes.Join(lines, nil)))
	if err != nil {
		return s, sshError("base64: %w", err)
	}
	r := sshReader{raw}
	if !r.prefix(sshMagic) || r.uint32() != 1 {
		return s, sshError("version 1 expected")
	}
	s.key = r.bytes()
	namespace, reserved, hash := string(r.bytes()), r.bytes(), string(r.bytes())
	blob := sshReader{r.bytes()}
	s.hash, s.alg, s.sig = hash, string(blob.bytes()), blob.bytes()
	switch {
	case r.rest == nil || len(r.rest) > 0 || blob.rest == nil || len(blob.rest) > 0:
		return s, sshError("it is cut or has bytes too many")
	case namespace != Namespace:
		return s, sshError("namespace %.40q, letters are signed in %q", namespace, Namespace)
	case len(reserved) > 0:
		return s, sshError("reserved bytes")
	case hash != "sha256" && hash != "sha512":
		return s, sshError("hash %.20q", hash)
	}
	if _, err := parseSSHPublic(s.key, s.alg); err != nil {
		return s, err
	}
	return s, nil
}

// parseSSHKey parses a line of an OpenSSH public key file and returns the blob.
func parseSSHKey(line string) ([]byte, error) {
	f := strings.Fields(line)
	if len(f) < 2 {
		return nil, vow.Errorf(vow.CodeCheck, "OpenSSH public key: type and base64 expected")
	}
	blob, err := base64.StdEncoding.Strict().DecodeString(f[1])
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "OpenSSH public key: base64: %w", err)
	}
	k, err := parseSSHPublic(blob, "")
	if err != nil {
		return nil, err
	}
	if k.name != f[0] {
		return nil, vow.Errorf(vow.CodeCheck, "OpenSSH public key: it is called %.40q and is %q", f[0], k.name)
	}
	return blob, nil
}

type sshPublic struct {
	name string
	key  crypto.PublicKey
}

// curves are the elliptic curves of OpenSSH's ECDSA keys.
var curves = map[string]elliptic.Curve{"nistp256": elliptic.P256(), "nistp384": elliptic.P384(), "nistp521": elliptic.P521()}

// parseSSHPublic parses a key blob (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4), and
// requires that the signature algorithm, if one is given, is one of its.
func parseSSHPublic(blob []byte, alg string) (sshPublic, error) {
	r := sshReader{blob}
	k := sshPublic{name: string(r.bytes())}
	algs := []string{k.name}
	var ok bool
	switch {
	case k.name == "ssh-ed25519":
		pub := r.bytes()
		k.key, ok = ed25519.PublicKey(pub), len(pub) == ed25519.PublicKeySize
	case strings.HasPrefix(k.name, "ecdsa-sha2-"):
		curve := curves[string(r.bytes())]
		point := r.bytes()
		if ok = curve != nil && k.name == "ecdsa-sha2-"+sshCurveName(curve); ok {
			pub, err := ecdsa.ParseUncompressedPublicKey(curve, point)
			k.key, ok = pub, err == nil
		}
	case k.name == "ssh-rsa":
		algs = []string{"rsa-sha2-256", "rsa-sha2-512"}
		e, n := r.mpint(), r.mpint()
		if ok = e != nil && n != nil && e.IsInt64() && e.Int64() > 1 && e.Int64() < 1<<31 && e.Bit(0) == 1 && n.BitLen() >= 2048 && n.BitLen() <= 16384; ok {
			k.key = &rsa.PublicKey{N: n, E: int(e.Int64())}
		}
	default:
		return k, vow.Errorf(vow.CodeCheck, "OpenSSH key of type %.40q: ssh-ed25519, ecdsa-sha2-nistp256, -384, -521 or ssh-rsa expected", k.name).
			WithHint("make a key with: ssh-keygen -t ed25519")
	}
	if !ok || r.rest == nil || len(r.rest) > 0 {
		return k, vow.Errorf(vow.CodeCheck, "OpenSSH key: damaged, or too small")
	}
	if alg != "" && alg != algs[0] && alg != algs[len(algs)-1] {
		return k, sshError("algorithm %.40q with a key %s", alg, k.name)
	}
	return k, nil
}

func sshCurveName(c elliptic.Curve) string {
	for name, curve := range curves {
		if curve == c {
			return name
		}
	}
	return ""
}

// verify checks the signature of message by the key that it names.
func (s sshSig) verify(message []byte) bool {
	k, err := parseSSHPublic(s.key, s.alg)
	if err != nil {
		return false
	}
	var sum []byte
	if s.hash == "sha256" {
		h := sha256.Sum256(message)
		sum = h[:]
	} else {
		h := sha512.Sum512(message)
		sum = h[:]
	}
	signed := []byte(sshMagic)
	for _, part := range [][]byte{[]byte(Namespace), nil, []byte(s.hash), sum} {
		signed = append(binary.BigEndian.AppendUint32(signed, uint32(len(part))), part...)
	}
	switch pub := k.key.(type) {
	case ed25519.PublicKey:
		return len(s.sig) == ed25519.SignatureSize && ed25519.Verify(pub, signed, s.sig)
	case *rsa.PublicKey:
		h, digest := digestFor(s.alg, signed)
		return rsa.VerifyPKCS1v15(pub, h, digest, s.sig) == nil
	case *ecdsa.PublicKey:
		r := sshReader{s.sig}
		a, b := r.mpint(), r.mpint()
		_, digest := digestFor(s.alg, signed)
		return a != nil && b != nil && r.rest != nil && len(r.rest) == 0 && ecdsa.Verify(pub, digest, a, b)
	}
	return false
}

// digestFor hashes what is signed as the algorithm says (RFC 8332 §3, RFC 5656 §6.2.1).
func digestFor(alg string, signed []byte) (crypto.Hash, []byte) {
	switch alg {
	case "rsa-sha2-256", "ecdsa-sha2-nistp256":
		h := sha256.Sum256(signed)
		return crypto.SHA256, h[:]
	case "ecdsa-sha2-nistp384":
		h := sha512.Sum384(signed)
		return crypto.SHA384, h[:]
	}
	h := sha512.Sum512(signed)
	return crypto.SHA512, h[:]
}

// sshReader reads the types of RFC 4251 §5. After an error rest is nil.
type sshReader struct{ rest []byte }

func (r *sshReader) prefix(s string) bool {
	rest, ok := bytes.CutPrefix(r.rest, []byte(s))
	r.rest = rest
	return ok
}

func (r *sshReader) uint32() uint32 {
	if len(r.rest) < 4 {
		r.rest = nil
		return 0
	}
	n := binary.BigEndian.Uint32(r.rest)
	r.rest = r.rest[4:]
	return n
}

func (r *sshReader) bytes() []byte {
	n := r.uint32()
	if r.rest == nil || uint64(n) > uint64(len(r.rest)) {
		r.rest = nil
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

// mpint reads a positive number in its shortest form.
func (r *sshReader) mpint() *big.Int {
	b := r.bytes()
	if len(b) == 0 || len(b) > 2049 || b[0]&0x80 != 0 || b[0] == 0 && (len(b) == 1 || b[1]&0x80 == 0) {
		return nil
	}
	return new(big.Int).SetBytes(b)
}
