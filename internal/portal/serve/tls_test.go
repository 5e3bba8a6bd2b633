package serve

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vow"
)

const testName = "record.office.example"

// certificate returns one for testName that signs itself.
func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: testName}, DNSNames: []string{testName},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// listenTLS serves with a certificate of its own, as ServeTLS does with an
// authority's.
func (w *world) listenTLS() (string, *http.Client) {
	w.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	cert := certificate(w.t)
	h := w.httpServer(w.Server)
	h.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- w.run(ctx, h, func(h *http.Server) error { return h.ServeTLS(w.limit.listen(ln), "", "") })
	}()
	pool := x509.NewCertPool()
	pool.AddCert(cert.Leaf)
	tr := &http.Transport{ForceAttemptHTTP2: true, DisableCompression: true, TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: testName}}
	tr.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", ln.Addr().String())
	}
	w.t.Cleanup(func() {
		tr.CloseIdleConnections()
		stop()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	})
	return ln.Addr().String(), &http.Client{Transport: tr}
}

// TestHTTP2: the same files over HTTP/2, many streams at once, large ones too.
func TestHTTP2(t *testing.T) {
	w := newWorld(t, testSite(), func(c *Config) { c.Names = []string{testName} })
	_, client := w.listenTLS()
	if resp, err := client.Get("https://" + testName + "/"); err != nil {
		t.Fatal(err)
	} else {
		resp.Body.Close()
	}
	var wg sync.WaitGroup
	for range 4 {
		for _, f := range w.site.Load().manifest.Files {
			if f.Path == "live.html" {
				continue
			}
			wg.Go(func() {
				resp, err := client.Get("https://" + testName + "/" + f.Path)
				if err != nil {
					t.Error(err)
					return
				}
				defer resp.Body.Close()
				data, err := io.ReadAll(resp.Body)
				if err != nil || resp.ProtoMajor != 2 || sum(data) != f.SHA256.String() || resp.Header.Get("Strict-Transport-Security") == "" {
					t.Errorf("%s: %s %s, %d bytes, %v", f.Path, resp.Proto, resp.Status, len(data), err)
				}
			})
		}
	}
	wg.Wait()
	if n := w.limit.taken.Load(); n != 1 {
		t.Errorf("%d connections: not one for many", n)
	}
}

// TestStalledStream: a stream that its reader takes nothing of is cut off, while others
// of its connection go on.
func TestStalledStream(t *testing.T) {
	o := testSite()
	o.Large = 32 << 20
	w := newWorld(t, o, func(c *Config) { c.Names = []string{testName} })
	w.times.stall = 300 * time.Millisecond
	_, client := w.listenTLS()
	resp, err := client.Get("https://" + testName + "/a/fedcba9876543210.age")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	for range 10 { // longer than a stall may take
		time.Sleep(60 * time.Millisecond)
		other, err := client.Get("https://" + testName + "/index.html")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, other.Body); err != nil {
			t.Fatal(err)
		}
		other.Body.Close()
	}
	if n, err := io.Copy(io.Discard, resp.Body); err == nil {
		t.Errorf("the stalled stream was given all of its %d bytes", n)
	}
}

func TestManagerRefused(t *testing.T) {
	dir := t.TempDir()
	site := filepath.Join(dir, "site")
	cache := filepath.Join(dir, "tls")
	open := filepath.Join(dir, "open")
	inside := filepath.Join(site, "tls")
	for _, d := range []string{site, cache, inside} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(open, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	good := TLS{Names: []string{testName}, Cache: cache, Dir: site, Directory: "https://acme.example/dir", Contact: "clerk@office.example"}
	if _, err := good.Manager(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		code       vow.Code
		change     func(t *TLS)
	}{
		{"address", "host name", vow.CodeUsage, func(t *TLS) { t.Names = []string{"192.0.2.1"} }},
		{"no dot", "host name", vow.CodeUsage, func(t *TLS) { t.Names = []string{"localhost"} }},
		{"star", "host name", vow.CodeUsage, func(t *TLS) { t.Names = []string{"*.office.example"} }},
		{"URL", "host name", vow.CodeUsage, func(t *TLS) { t.Names = []string{"https://record.office.example"} }},
		{"capitals", "host name", vow.CodeUsage, func(t *TLS) { t.Names = []string{"Record.office.example"} }},
		{"plain authority", "https URL", vow.CodeUsage, func(t *TLS) { t.Directory = "http://acme.example/dir" }},
		{"two addresses", "mail address", vow.CodeUsage, func(t *TLS) { t.Contact = "a@x.example, b@x.example" }},
		{"missing folder", "mkdir", vow.CodeUsage, func(t *TLS) { t.Cache = filepath.Join(dir, "nowhere") }},
		{"file", "a folder expected", vow.CodeUsage, func(t *TLS) { t.Cache = filepath.Join(dir, "file") }},
		{"open folder", "others may look", vow.CodeRefused, func(t *TLS) { t.Cache = open }},
		{"in the site", "apart", vow.CodeRefused, func(t *TLS) { t.Cache = inside }},
		{"the site in it", "apart", vow.CodeRefused, func(t *TLS) { t.Cache, t.Dir = cache, cache }},
	} {
		bad := good
		c.change(&bad)
		_, err := bad.Manager()
		if vow.CodeOf(err) != c.code || !strings.Contains(err.Error()+vow.HintOf(err), c.want) {
			t.Errorf("%s: %v (%s), %q expected", c.name, err, vow.HintOf(err), c.want)
		}
	}
}
