package serve

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"vow/internal/portal"
)

// header is a header field in the form that net/http keeps it, made once.
type header struct {
	name   string // canonical
	values []string
}

func set(name, value string) header { return header{http.CanonicalHeaderKey(name), []string{value}} }

// put adds header fields to an answer.
func put(h http.Header, fields []header) {
	for _, f := range fields {
		h[f.name] = f.values
	}
}

// How long others may keep what, by class.
var cacheControl = map[portal.Cache]string{
	portal.Immutable: "public, max-age=31536000, immutable",
	portal.Page:      "public, max-age=60",
	portal.Short:     "public, max-age=10",
}

// policyNothing is the policy of what is no page: nothing is allowed to it.
const policyNothing = "default-src 'none'; frame-ancestors 'none'"

// always are the fields of every answer.
var always = []header{
	set("X-Content-Type-Options", "nosniff"),
	set("Referrer-Policy", "no-referrer"),
}

// pageHeaders are further fields of pages: what they may not ask a browser for, and that
// no other site's page has them in its hands.
var pageHeaders = []header{
	set("Permissions-Policy", "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"),
	set("Cross-Origin-Opener-Policy", "same-origin"),
}

// fileHeaders are the fields that every form of a file has.
func fileHeaders(f *portal.Entry) []header {
	own := f.Type
	if strings.HasPrefix(own, "text/") && !strings.Contains(own, ";") {
		own += "; charset=utf-8"
	}
	fields := append(slices.Clone(always), set("Content-Type", own), set("Cache-Control", cacheControl[f.Cache]),
		set("Accept-Ranges", "bytes"), set("Content-Security-Policy", policyOf(f)))
	switch {
	case portal.IsLive(f.Path):
		fields = append(fields, set("X-Frame-Options", "SAMEORIGIN"))
	default:
		fields = append(fields, set("X-Frame-Options", "DENY"))
	}
	if strings.HasPrefix(f.Type, "text/html") {
		fields = append(fields, pageHeaders...)
	}
	if byOthers(f.Path) && !isPicture(f.Type) {
		fields = append(fields, set("Content-Disposition", "attachment"))
	}
	if f.Path == portal.StatusName {
		fields = append(fields, watched)
	}
	return append(fields, shared(f)...)
}

// watched tells the pages' script, which reads status.json, that this server says in
// live.html when a copy is old, by its own limit.
var watched = set("Vow-Live", "clock")

// byOthers reports whether a file may have been made by others: an annex, a package, a
// paper. Such files have names made of their content, as the site's own styles, scripts
// and pictures do, and are never run: a browser saves them.
func byOthers(path string) bool {
	return strings.HasPrefix(path, "a/") && !slices.ContainsFunc([]string{".css", ".js", ".wasm"}, func(ext string) bool { return strings.HasSuffix(path, ext) })
}

// isPicture reports whether a file can be nothing but a picture, which is shown.
func isPicture(kind string) bool {
	return kind == "image/png" || kind == "image/jpeg" || kind == "image/gif" || kind == "image/webp"
}

// policyOf is a file's Content-Security-Policy: its own, and who may frame it, which a
// meta element cannot say. What is no page is allowed nothing, but that a script may
// be a worker, which obeys the policy that it came with: it compiles the verifier and
// asks relays.
func policyOf(f *portal.Entry) string {
	kind, _, _ := strings.Cut(f.Type, ";")
	policy := strings.TrimRight(f.CSP, "; ")
	switch {
	case byOthers(f.Path):
		return "default-src 'none'; sandbox; frame-ancestors 'none'"
	case policy != "" || kind == "text/html": // a page without one in the manifest has one in its meta element
	case kind == "text/javascript":
		policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' https:"
	default:
		policy = "default-src 'none'; sandbox"
	}
	if policy != "" {
		policy += "; "
	}
	if portal.IsLive(f.Path) {
		return policy + "frame-ancestors 'self'"
	}
	return policy + "frame-ancestors 'none'"
}

// shared says who may read a file from another site: anybody may read what is
// data, for a record is public and a verifier may come from elsewhere; nobody may
// use the site's pages, styles and scripts as parts of theirs.
func shared(f *portal.Entry) []header {
	kind, _, _ := strings.Cut(f.Type, ";")
	if slices.Contains([]string{"text/html", "text/css", "text/javascript", "application/javascript", "application/wasm"}, kind) {
		return []header{set("Cross-Origin-Resource-Policy", "same-origin")}
	}
	return []header{set("Cross-Origin-Resource-Policy", "cross-origin"), set("Access-Control-Allow-Origin", "*")}
}

// encodedHeaders are the fields of a compressed form under its own path, for who
// copies the site.
func encodedHeaders(f *portal.Entry) []header {
	as := *f
	as.Type, as.CSP, as.Path = "application/octet-stream", "", "a/"+f.Path+".z" // as files of others are: saved
	return fileHeaders(&as)
}

// newForm makes a form's own fields.
func newForm(v portal.Stored, c *content, varies bool) form {
	f := form{coding: v.Coding, path: v.Path, size: v.Size, content: c, tag: `"` + v.SHA256.String()[:32] + `"`}
	f.headers = []header{set("ETag", f.tag)}
	if v.Coding != "" {
		f.headers = append(f.headers, set("Content-Encoding", v.Coding))
	}
	if varies {
		f.headers = append(f.headers, set("Vary", "Accept-Encoding"))
	}
	f.headers = append(f.headers, set("Content-Length", strconv.FormatInt(v.Size, 10)))
	return f
}
