package serve

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"vow"
)

// TLS says how the server gets its certificates: from an ACME authority
// (RFC 8555), by itself.
type TLS struct {
	Names     []string // host names
	Cache     string   // folder for keys and certificates: the only thing that is written
	Directory string   // URL of the authority; "" for Let's Encrypt
	Contact   string   // mail address that the authority may write to, or ""
	Dir       string   // the exported folder, which Cache must not be in
}

// Manager checks what was said, and returns who fetches and renews certificates.
// The folder must exist and be nobody else's: it holds the keys.
func (t TLS) Manager() (*autocert.Manager, error) {
	for _, n := range t.Names {
		if !isHostName(n) {
			return nil, vow.Errorf(vow.CodeUsage, "%.80q: a host name expected, such as record.office.example", n)
		}
	}
	if t.Directory != "" {
		u, err := url.Parse(t.Directory)
		if err != nil || u.Scheme != "https" || u.Host == "" {
			return nil, vow.Errorf(vow.CodeUsage, "%.80q: the https URL of an ACME directory expected", t.Directory)
		}
	}
	if strings.ContainsAny(t.Contact, " \r\n,") || t.Contact != "" && !strings.Contains(t.Contact, "@") {
		return nil, vow.Errorf(vow.CodeUsage, "%.80q: one mail address expected", t.Contact)
	}
	if err := t.checkCache(); err != nil {
		return nil, err
	}
	return &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		Cache:      autocert.DirCache(t.Cache),
		HostPolicy: autocert.HostWhitelist(t.Names...),
		Client:     &acme.Client{DirectoryURL: t.Directory, UserAgent: "vow"},
		Email:      t.Contact,
	}, nil
}

// checkCache refuses a folder for keys that others can read, or that is served.
func (t TLS) checkCache() error {
	info, err := os.Stat(t.Cache)
	if err != nil {
		return vow.Errorf(vow.CodeUsage, "%s: %w", t.Cache, plainError(err)).WithHint("make it first, for the keys of TLS alone: mkdir -m 700 %s", t.Cache)
	}
	if !info.IsDir() {
		return vow.Errorf(vow.CodeUsage, "%s: a folder expected, for the keys of TLS", t.Cache)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return vow.Errorf(vow.CodeRefused, "%s: others may look into it, and it holds the keys of TLS", t.Cache).WithHint("chmod 700 %s", t.Cache)
	}
	served, err := realPath(t.Dir)
	if err != nil {
		return err
	}
	cache, err := realPath(t.Cache)
	if err != nil {
		return err
	}
	if within(cache, served) || within(served, cache) {
		return vow.Errorf(vow.CodeRefused, "%s and %s lie in one another: the keys of TLS stay apart from what is served", t.Cache, t.Dir)
	}
	return nil
}

func realPath(p string) (string, error) {
	abs, err := filepath.Abs(p)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return "", vow.Errorf(vow.CodeIO, "%s: %w", p, plainError(err))
	}
	return abs, nil
}

// within reports whether path is folder, or in it.
func within(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && (rel == "." || rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)))
}

// isHostName accepts names with at least one dot, in lower case, no address.
func isHostName(n string) bool {
	if len(n) > 253 || !strings.Contains(n, ".") || net.ParseIP(n) != nil {
		return false
	}
	for label := range strings.SplitSeq(n, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.ContainsFunc(label, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-') }) {
			return false
		}
	}
	return true
}

// ServeTLS is Serve with TLS 1.2 or later and HTTP/2. Certificates are fetched when
// the first reader asks (tls-alpn-01), and renewed before they end.
func (s *Server) ServeTLS(ctx context.Context, ln net.Listener, m *autocert.Manager) error {
	limited := s.limit.listen(ln)
	h := s.httpServer(s)
	h.TLSConfig = m.TLSConfig()
	return s.run(ctx, h, func(h *http.Server) error { return h.ServeTLS(limited, "", "") })
}

// ServeRedirect answers on a plain listener until ctx ends: an authority's
// challenges (http-01), and to everybody else where the site is.
func (s *Server) ServeRedirect(ctx context.Context, ln net.Listener, m *autocert.Manager) error {
	limited := newLimiter(s.limit.most, s.clock)
	limited.plain = true
	return s.run(ctx, s.httpServer(s.redirect(m.HTTPHandler(nil))), func(h *http.Server) error { return h.Serve(limited.listen(ln)) })
}

// redirect gives requests for our own names to the authority's handler, without their
// port, and sends nobody anywhere else.
func (s *Server) redirect(to http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, name := range s.names {
			if sameHost(r.Host, name) {
				r.Host = name
				to.ServeHTTP(w, r)
				return
			}
		}
		s.counts.add(classOther, s.refuse(w, http.StatusMisdirectedRequest, "this server answers for another name"))
	})
}
