package serve

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/portal"
)

// other is another server in front of the same folder, by docs/portal.
type other struct {
	name string
	url  string
	pid  int // of the shell around it
}

// startNginx and startCaddy run the configurations that docs/portal.md shows, with
// another address and folder in them.
func startNginx(t testing.TB, site string) other {
	bin := need(t, "nginx")
	dir := t.TempDir()
	letIn(t, dir, 0o755)
	addr := freeAddr(t)
	conf := fill(t, "nginx.conf", addr, site)
	main := fmt.Sprintf("daemon off;\npid %[1]s/pid;\nerror_log %[1]s/error.log;\nworker_processes auto;\nevents { worker_connections 12000; }\nworker_rlimit_nofile 16000;\n"+
		"http {\nclient_body_temp_path %[1]s/b;\nproxy_temp_path %[1]s/p;\nfastcgi_temp_path %[1]s/f;\nuwsgi_temp_path %[1]s/u;\nscgi_temp_path %[1]s/s;\n"+
		"sendfile on;\ntcp_nopush on;\nkeepalive_requests 1000000;\nopen_file_cache max=10000;\n%[2]s}\n", dir, conf)
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(main), 0o644); err != nil {
		t.Fatal(err)
	}
	return start(t, "nginx", addr, exec.Command(bin, "-p", dir, "-c", file, "-e", filepath.Join(dir, "error.log")))
}

func startCaddy(t testing.TB, site string) other {
	bin := need(t, "caddy")
	dir := t.TempDir()
	addr := freeAddr(t)
	conf := "{\n\tadmin off\n\tauto_https off\n}\n" + fill(t, "Caddyfile", addr, site)
	file := filepath.Join(dir, "Caddyfile")
	if err := os.WriteFile(file, []byte(conf), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "run", "--config", file, "--adapter", "caddyfile")
	cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	return start(t, "caddy", addr, cmd)
}

// need finds a server beside which ours is held. A missing one fails: nothing was compared.
func need(t testing.TB, name string) string {
	t.Helper()
	bin, err := exec.LookPath(name)
	if err != nil {
		if bin, err = exec.LookPath("/usr/sbin/" + name); err != nil {
			t.Fatalf("%s is not installed: script/deps installs it", name)
		}
	}
	return bin
}

// fill reads a configuration of docs/portal and puts address and folder in.
func fill(t testing.TB, name, addr, site string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../docs/portal", name))
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	_, own, _ := strings.Cut(text, "\n\n") // past the comment at its head
	for _, c := range [][2]string{{"127.0.0.1:8080", addr}, {"/srv/vow/site", site}} {
		if strings.Count(own, c[0]) != 1 {
			t.Fatalf("%s: %s stands there %d times", name, c[0], strings.Count(own, c[0]))
		}
		own = strings.Replace(own, c[0], c[1], 1)
	}
	return own
}

func freeAddr(t testing.TB) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// start starts a server that ends with the test, also where the test is killed: the
// shell around it ends it when our end of its input is closed.
func start(t testing.TB, name, addr string, cmd *exec.Cmd) other {
	t.Helper()
	env := cmd.Env
	cmd = exec.Command("/bin/sh", append([]string{"-c", `"$@" </dev/null & pid=$!; cat >/dev/null; kill $pid; wait $pid`, "sh"}, cmd.Args...)...)
	cmd.Env = env
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() { _ = cmd.Wait(); close(gone) }()
	t.Cleanup(func() {
		_ = input.Close()
		<-gone
	})
	for range 400 {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
			return other{name, "http://" + addr, cmd.Process.Pid}
		}
		select {
		case <-gone:
			t.Fatalf("%s ended: %s", name, out.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatalf("%s does not listen: %s", name, out.String())
	return other{}
}

// ask asks a server; nothing is followed or decompressed.
func (o other) ask(t *testing.T, method, path string, fields ...string) (*http.Response, []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, o.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		name, value, _ := strings.Cut(f, ": ")
		req.Header.Set(name, value)
	}
	client := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	resp, err := client.RoundTrip(req)
	if err != nil {
		t.Fatalf("%s %s: %v", o.name, path, err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", o.name, path, err)
	}
	return resp, data
}

// TestOtherServers: nginx and Caddy, by the configurations of docs/portal, give the
// same bytes as we do, and the same fields where they matter. VOW_SITE names an exported
// site to compare as well.
func TestOtherServers(t *testing.T) {
	if site := os.Getenv("VOW_SITE"); site != "" {
		w := &world{t: t, dir: site}
		w.at(time.Now())
		w.open()
		own := other{name: "vow", url: "http://" + w.listen()}
		for _, begin := range []func(testing.TB, string) other{startNginx, startCaddy} {
			o := begin(t, site)
			t.Run(o.name+" "+filepath.Base(site), func(t *testing.T) { compareServers(t, own, o, w.site.Load().manifest) })
		}
	}
	w := newWorld(t, testSite())
	letIn(t, filepath.Dir(w.dir), 0o755)
	w.put(".hidden", []byte("secret"))
	own := other{name: "vow", url: "http://" + w.listen()}
	for _, begin := range []func(testing.TB, string) other{startNginx, startCaddy} {
		o := begin(t, w.dir)
		t.Run(o.name, func(t *testing.T) {
			compareServers(t, own, o, w.site.Load().manifest)
			for _, path := range []string{"/nowhere", "/tile/", "/a/", "/.hidden", "/r/nowhere/"} {
				resp, body := o.ask(t, "GET", path)
				if resp.StatusCode != 404 && resp.StatusCode != 403 || bytes.Contains(body, []byte("secret")) {
					t.Errorf("%s: %s", path, resp.Status)
				}
			}
			for _, m := range []string{"POST", "PUT", "DELETE"} {
				if resp, _ := o.ask(t, m, "/index.html"); resp.StatusCode != 405 {
					t.Errorf("%s: %s", m, resp.Status)
				}
			}
			for _, live := range []string{"/live.html?r=report-0", "/fr/live.html?r=report-0"} {
				if resp, _ := o.ask(t, "GET", live); resp.Header.Get("Content-Security-Policy") != "frame-ancestors 'self'" || resp.Header.Get("X-Frame-Options") != "SAMEORIGIN" || resp.Header.Get("Cache-Control") != "public, max-age=10" {
					t.Errorf("%s cannot stand in a frame of the site, or is kept too long: %v", live, resp.Header)
				}
			}
			if _, body := o.ask(t, "GET", "/nowhere"); !bytes.Equal(body, w.file("404.html")) {
				t.Error("404 without the site's page")
			}
		})
	}
}

func compareServers(t *testing.T, own, o other, m *portal.Manifest) {
	files := 0
	for _, f := range m.Files {
		if portal.IsLive(f.Path) || f.Path == "404.html" {
			continue
		}
		for _, coding := range []string{"identity", "gzip"} {
			files++
			ours, want := own.ask(t, "GET", "/"+f.Path, "Accept-Encoding: "+coding)
			theirs, got := o.ask(t, "GET", "/"+f.Path, "Accept-Encoding: "+coding)
			if theirs.StatusCode != 200 || !bytes.Equal(got, want) {
				t.Fatalf("%s as %s: %s, other bytes (%d, ours %d)", f.Path, coding, theirs.Status, len(got), len(want))
			}
			fields := []string{"Content-Type", "Cache-Control", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options", "Content-Encoding"}
			if coding == "gzip" && f.Encodings != nil {
				fields = append(fields, "Vary")
			}
			for _, name := range fields {
				if theirs.Header.Get(name) != ours.Header.Get(name) {
					t.Errorf("%s as %s: %s: %q, ours %q", f.Path, coding, name, theirs.Header.Get(name), ours.Header.Get(name))
				}
			}
			policy := theirs.Header.Get("Content-Security-Policy")
			if !strings.Contains(policy, "frame-ancestors 'none'") || byOthers(f.Path) && !strings.Contains(policy, "sandbox") {
				t.Errorf("%s: policy %q", f.Path, policy)
			}
			if saved := strings.HasPrefix(theirs.Header.Get("Content-Disposition"), "attachment"); byOthers(f.Path) && !isPicture(f.Type) && !saved {
				t.Errorf("%s: shown and not saved", f.Path)
			}
			if theirs.Header.Get("Set-Cookie") != "" {
				t.Errorf("%s: a cookie", f.Path)
			}
			if theirs.Header.Get("ETag") == "" {
				continue
			}
			if resp, _ := o.ask(t, "GET", "/"+f.Path, "Accept-Encoding: "+coding, "If-None-Match: "+theirs.Header.Get("ETag")); resp.StatusCode != 304 {
				t.Errorf("%s: %s for a file that the reader has", f.Path, resp.Status)
			}
		}
	}
	if files < 20 {
		t.Fatalf("%d files compared", files)
	}
	for _, r := range []string{"bytes=0-9", "bytes=-5", "bytes=99999999-"} {
		ours, want := own.ask(t, "GET", "/checkpoint", "Range: "+r)
		theirs, got := o.ask(t, "GET", "/checkpoint", "Range: "+r)
		if theirs.StatusCode != ours.StatusCode || theirs.StatusCode == 206 && !bytes.Equal(got, want) || theirs.Header.Get("Content-Range") != ours.Header.Get("Content-Range") {
			t.Errorf("%s: %s %q, ours %s %q", r, theirs.Status, theirs.Header.Get("Content-Range"), ours.Status, ours.Header.Get("Content-Range"))
		}
	}
}

// TestMirror: whoever copies a site by its manifest, from us or from another server,
// has a site that is whole.
func TestMirror(t *testing.T) {
	w := newWorld(t, testSite())
	own := other{name: "vow", url: "http://" + w.listen()}
	_, data := own.ask(t, "GET", "/"+portal.ManifestName)
	m, err := portal.ParseManifest(data)
	if err != nil {
		t.Fatal(err)
	}
	copied := &world{t: t, dir: filepath.Join(t.TempDir(), "copy")}
	copied.at(exportedAt.Go())
	for _, f := range m.Files {
		for _, v := range f.Stored() {
			path := "/" + v.Path
			if portal.IsLive(v.Path) {
				path += "?" + liveExported
			}
			_, data := own.ask(t, "GET", path)
			if vow.SumHash(data) != v.SHA256 {
				t.Fatalf("%s: other bytes", v.Path)
			}
			if err := os.MkdirAll(filepath.Join(copied.dir, filepath.Dir(v.Path)), 0o755); err != nil {
				t.Fatal(err)
			}
			copied.put(v.Path, data)
		}
	}
	copied.put(portal.ManifestName, data)
	copied.open()
	if code, say := copied.health(); code != 200 {
		t.Error(say)
	}
}

// letIn lets a server that runs as another user into a folder of the test.
func letIn(t testing.TB, dir string, mode os.FileMode) {
	for d := dir; strings.HasPrefix(d, os.TempDir()+string(filepath.Separator)); d = filepath.Dir(d) {
		if err := os.Chmod(d, mode); err != nil {
			t.Fatal(err)
		}
	}
}
