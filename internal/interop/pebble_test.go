package interop

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/portal/fakesite"
)

const siteName = "record.office.example"

// authority is a running pebble, Let's Encrypt's small ACME authority for tests, and the
// name server that it asks.
type authority struct {
	directory string
	ca        string // file with the certificate that its own listener is signed by
	manage    string
	client    *http.Client
	stop      func()
}

// startPebble starts an authority that reaches readers' servers on these two ports of
// 127.0.0.1, whatever their name.
func startPebble(t *testing.T, httpPort, tlsPort string) *authority {
	t.Helper()
	dir := t.TempDir()
	caFile, certFile, keyFile, pool := ownCertificate(t, dir)
	dns, api, manage := freePort(t), freePort(t), freePort(t)
	conf := fmt.Sprintf(`{"pebble":{"listenAddress":"127.0.0.1:%s","managementListenAddress":"127.0.0.1:%s","certificate":%q,"privateKey":%q,"httpPort":%s,"tlsPort":%s,"ocspResponderURL":"","externalAccountBindingRequired":false}}`,
		api, manage, certFile, keyFile, httpPort, tlsPort)
	background(t, dir, nil, tool(t, "pebble-challtestsrv"), "-dnsserver", "127.0.0.1:"+dns, "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "",
		"-management", "127.0.0.1:"+freePort(t), "-http01", "", "-https01", "", "-tlsalpn01", "", "-doh", "")
	stop := background(t, dir, []string{"PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0"}, tool(t, "pebble"), "-config", write(t, dir, "pebble.json", []byte(conf)), "-dnsserver", "127.0.0.1:"+dns)
	a := &authority{directory: "https://127.0.0.1:" + api + "/dir", ca: caFile, manage: "https://127.0.0.1:" + manage, stop: stop}
	a.client = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	for range 200 {
		if resp, err := a.client.Get(a.directory); err == nil {
			resp.Body.Close()
			return a
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("pebble does not answer")
	return nil
}

// roots returns the certificate that this run of pebble signs with.
func (a *authority) roots(t *testing.T) *x509.CertPool {
	t.Helper()
	resp, err := a.client.Get(a.manage + "/roots/0")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(data) {
		t.Fatalf("no root: %v %s", err, data)
	}
	return pool
}

// ownCertificate makes the certificate of pebble's own listener.
func ownCertificate(t *testing.T, dir string) (caFile, certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(cert)
	file := write(t, dir, "authority.pem", cert)
	return file, file, write(t, dir, "authority.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})), pool
}

func freePort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	return port
}

// background starts a program that is ended with the test, or by what is returned.
func background(t *testing.T, dir string, env []string, program string, args ...string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := command(ctx, dir, program, args...)
	cmd.Env = append(cmd.Env, env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	log, err := os.Create(filepath.Join(dir, filepath.Base(program)+".log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { _ = cmd.Wait(); close(done) }()
	stop = func() { cancel(); <-done; log.Close() }
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			out, _ := os.ReadFile(log.Name())
			t.Logf("%s:\n%s", filepath.Base(program), tail(string(out)))
		}
	})
	return stop
}

func tail(s string) string {
	if len(s) > 4000 {
		return "…" + s[len(s)-4000:]
	}
	return s
}

// served is vow serve portal with TLS of its own.
type served struct {
	addr string
	stop func()
}

// servePortal starts vow serve portal, with certificates of an authority.
func servePortal(t *testing.T, a *authority, site, cache, tlsPort, httpPort string) served {
	t.Helper()
	bin := filepath.Join(vowBinary(t), "vow")
	args := []string{"serve", "portal", site, "--listen", "127.0.0.1:" + tlsPort, "--tls", siteName, "--tls-cache", cache, "--acme", a.directory, "--acme-contact", "clerk@office.example"}
	if httpPort != "" {
		args = append(args, "--redirect", "127.0.0.1:"+httpPort)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := command(ctx, t.TempDir(), bin, args...)
	cmd.Env = append(cmd.Env, "SSL_CERT_FILE="+a.ca) // it trusts the test's authority as it would a public one
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "https://"+siteName+"/") {
		cancel()
		_ = cmd.Wait()
		t.Fatalf("%q %v %s", line, err, stderr.String())
	}
	stopped := false
	s := served{addr: "127.0.0.1:" + tlsPort, stop: func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 0 {
			t.Errorf("vow serve portal: %v %s", err, stderr.String())
		}
	}}
	t.Cleanup(s.stop)
	return s
}

// vowBinary builds the program once for a test, and returns its folder.
func vowBinary(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := build(dir, "../..", "./cmd/vow"); err != nil {
		t.Fatal(err)
	}
	return dir
}

// reader returns a client that trusts the authority alone and finds the name here.
func (s served) reader(pool *x509.CertPool) *http.Client {
	tr := &http.Transport{ForceAttemptHTTP2: true, DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: pool}}
	tr.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", s.addr)
	}
	return &http.Client{Timeout: 40 * time.Second, Transport: tr}
}

func testSite(t *testing.T) (site, cache string) {
	t.Helper()
	site, cache = filepath.Join(t.TempDir(), "site"), filepath.Join(t.TempDir(), "tls")
	if err := fakesite.Write(site, fakesite.Options{At: vow.At(time.Now()), Entries: 300, Pages: 1}); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	return site, cache
}

// TestPebble: vow serve portal gets its certificate from an ACME authority by
// tls-alpn-01, serves HTTP/2 with it, keeps it for the next start, and asks for no other
// name.
func TestPebble(t *testing.T) {
	site, cache := testSite(t)
	tlsPort := freePort(t)
	a := startPebble(t, freePort(t), tlsPort)
	pool := a.roots(t)
	s := servePortal(t, a, site, cache, tlsPort, "")
	check := func(s served) string {
		t.Helper()
		resp, err := s.reader(pool).Get("https://" + siteName + "/index.html")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != 200 || resp.ProtoMajor != 2 || resp.Header.Get("Strict-Transport-Security") == "" || string(body) != string(read(t, filepath.Join(site, "index.html"))) {
			t.Fatalf("%s %s, %d bytes, %v", resp.Proto, resp.Status, len(body), err)
		}
		return resp.TLS.PeerCertificates[0].SerialNumber.String()
	}
	first := check(s)
	if again := check(s); again != first {
		t.Error("another certificate for the second reader")
	}
	conf := &tls.Config{RootCAs: pool, ServerName: "other.office.example"}
	if c, err := tls.Dial("tcp", s.addr, conf); err == nil {
		c.Close()
		t.Error("a certificate for another name")
	}
	if c, err := tls.Dial("tcp", s.addr, &tls.Config{RootCAs: pool, ServerName: siteName, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}); err == nil {
		c.Close()
		t.Error("TLS 1.1")
	}
	files := 0
	err := filepath.Walk(cache, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			files++
			if info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %s", filepath.Base(path), info.Mode())
			}
		}
		return err
	})
	if err != nil || files < 2 {
		t.Errorf("%d files are kept: %v", files, err)
	}
	// The next start takes what was kept: the authority is not there any more.
	s.stop()
	a.stop()
	if kept := check(servePortal(t, a, site, cache, tlsPort, "")); kept != first {
		t.Error("another certificate after a new start")
	}
}

// TestPebbleHTTP: where the authority reaches only port 80, --redirect answers it
// (http-01), and sends everybody else to TLS.
func TestPebbleHTTP(t *testing.T) {
	site, cache := testSite(t)
	tlsPort, httpPort := freePort(t), freePort(t)
	a := startPebble(t, httpPort, freePort(t)) // nothing listens on its port for TLS
	s := servePortal(t, a, site, cache, tlsPort, httpPort)
	pool := a.roots(t)
	var last error
	for range 5 { // the first order fails on tls-alpn-01, which is then not tried again
		resp, err := s.reader(pool).Get("https://" + siteName + "/")
		if last = err; err == nil {
			resp.Body.Close()
			break
		}
	}
	if last != nil {
		t.Fatal(last)
	}
	req, err := http.NewRequest(http.MethodGet, "http://127.0.0.1:"+httpPort+"/r/report-0/?a=b", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = siteName
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	req.Host = "evil.example"
	if resp, err := http.DefaultTransport.RoundTrip(req); err != nil || resp.StatusCode != http.StatusMisdirectedRequest || resp.Header.Get("Location") != "" {
		t.Errorf("for another name: %v %v", resp, err)
	}
	if to := resp.Header.Get("Location"); resp.StatusCode/100 != 3 || to != "https://"+siteName+"/r/report-0/?a=b" {
		t.Errorf("%s to %q", resp.Status, to)
	}
}
