// Package verifier (level 6) is the verifier in the reader's browser as files of a
// site: verify.html, which loads its program from beside it, and verify-single.html,
// the same in one file, which needs no network.
//
// The program is built by script/wasm into dist, which is embedded. A vow built
// without it says so (Built), and writes a verify.html that says so too.
package verifier

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"vow"
)

//go:embed dist
var dist embed.FS

//go:embed web en.toml
var web embed.FS

// File is a file of a site.
type File struct {
	Path      string // relative to the site's folder
	Type      string // media type
	Data      []byte
	Immutable bool   // its name changes with its content
	CSP       string // of a page, as its meta element has it
	// Encoded are the file's encodings where they are ready, by the end of their names,
	// br and gz: a module's, made when it was built. Empty and not nil: it is not worth it.
	Encoded map[string][]byte
}

// Options are what a site says of itself.
type Options struct {
	Office   string              // its name
	Home     string              // relative address of its home page
	Live     string              // relative address of what says how fresh the site is, shown in a frame; empty: none
	Icon     string              // relative address of the picture beside its title; empty: none
	Observer bool                // its record is an observer's reconstruction, which the page says
	Trust    []byte              // the trust file that it offers, always shown as its own
	Chains   []string            // chain infos of beacons that are not built in, believed only with that trust file
	Relays   map[string][]string // of relays by the hash of a chain, besides PublicRelays; asked on the reader's click
	Lang     string              // of the words; "" is en
	Dir      string              // ltr or rtl; "" is ltr
	Words    map[string]string   // in that language; what is missing is English
}

// Names of the pages.
const (
	PageName   = "verify.html"
	SingleName = "verify-single.html"
)

// modules are the WebAssembly modules by the name that the page's script calls them.
var modules = []string{"verify", "compare"}

// built are the files of dist, read once.
var built = sync.OnceValues(func() (*program, error) {
	p := &program{packed: map[string][]byte{}, brotli: map[string][]byte{}, plain: map[string][]byte{}}
	var err error
	if p.exec, err = dist.ReadFile("dist/wasm_exec.js"); err != nil {
		return nil, err
	}
	for _, m := range modules {
		if p.packed[m], err = dist.ReadFile("dist/" + m + ".wasm.gz"); err != nil {
			return nil, err
		}
		if p.brotli[m], err = dist.ReadFile("dist/" + m + ".wasm.br"); err != nil {
			return nil, err
		}
		r, err := gzip.NewReader(bytes.NewReader(p.packed[m]))
		if err != nil {
			return nil, err
		}
		if p.plain[m], err = io.ReadAll(r); err != nil { //nolint:gosec // it is our own
			return nil, err
		}
	}
	return p, nil
})

type program struct {
	exec                  []byte // wasm_exec.js of the Go that built the modules
	packed, brotli, plain map[string][]byte
}

// Built reports whether this vow holds the verifier.
func Built() bool {
	_, err := built()
	return err == nil
}

// Module returns a module, verify or compare, as the browser runs it, and the script
// that a Go program of its version needs.
func Module(name string) (wasm, exec []byte, err error) {
	p, err := built()
	if err != nil {
		return nil, nil, err
	}
	return p.plain[name], p.exec, nil
}

// ErrNotBuilt is returned by what needs the verifier in a vow built without it.
var ErrNotBuilt = vow.Errorf(vow.CodeState, "this program was built without the verifier").WithHint("build it with 'make build'")

// Site returns verify.html and all that it loads, and verify-single.html. Of a vow
// built without the verifier it is one page that says so.
func Site(o Options) ([]File, error) {
	p, err := built()
	if errors.Is(err, fs.ErrNotExist) {
		page, err := o.page(pageParts{unbuilt: true})
		return []File{page}, err
	}
	if err != nil {
		return nil, err
	}
	o.Relays = withPublic(o.Relays)
	files := []File{asset(p.worker(), "js", "text/javascript; charset=utf-8")}
	parts := pageParts{worker: files[0].Path, modules: map[string]moduleRef{}, sum: sum(p.plain["verify"])}
	for _, m := range modules {
		f := asset(p.plain[m], "wasm", "application/wasm")
		f.Encoded = map[string][]byte{"br": p.brotli[m], "gz": p.packed[m]}
		files = append(files, f)
		parts.modules[m] = moduleRef{URL: f.Path, SHA256: sum(f.Data)}
	}
	page, err := o.page(parts)
	if err != nil {
		return nil, err
	}
	single, err := Single()
	if err != nil {
		return nil, err
	}
	return append(files, page, single), nil
}

// Single returns verify-single.html, which holds no site's name and no trust file, so
// that it is the same file wherever it comes from.
func Single() (File, error) {
	p, err := built()
	if err != nil {
		return File{}, ErrNotBuilt
	}
	o := Options{Office: "vow", Relays: PublicRelays()}
	parts := pageParts{single: p, modules: map[string]moduleRef{}, sum: sum(p.plain["verify"])}
	for _, m := range modules {
		parts.modules[m] = moduleRef{SHA256: sum(p.plain[m])}
	}
	return o.page(parts)
}

// worker is the script of the worker: Go's own, and ours.
func (p *program) worker() []byte {
	return slices.Concat(p.exec, []byte("\n"), read("worker.js"))
}

func read(name string) []byte {
	b, err := web.ReadFile("web/" + name)
	if err != nil { // it is embedded
		panic(err)
	}
	return b
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// asset is a file whose name is made of its content.
func asset(data []byte, ext, kind string) File {
	return File{Path: "a/" + sum(data)[:16] + "." + ext, Type: kind, Data: data, Immutable: true}
}

// pageParts are what the two pages and the one that only apologises differ in.
type pageParts struct {
	unbuilt bool
	worker  string // its address; "" where it stands in the page
	modules map[string]moduleRef
	sum     string
	single  *program
}

type moduleRef struct {
	URL    string `json:"url,omitempty"`
	SHA256 string `json:"sha256"`
}

// given is what the script finds in the page.
type given struct {
	Words   map[string]string    `json:"words"`
	Modules map[string]moduleRef `json:"modules"`
	Worker  string               `json:"worker,omitempty"`
	Trust   string               `json:"trust,omitempty"`
	Chains  []string             `json:"chains,omitempty"`
	Relays  map[string][]string  `json:"relays,omitempty"`
}

// page writes a page: html/template makes what is words, and scripts stand around it.
func (o Options) page(parts pageParts) (File, error) {
	words, err := o.words()
	if err != nil {
		return File{}, err
	}
	name := "body.html"
	if parts.unbuilt {
		name = "unbuilt.html"
	}
	t, err := template.New(name).Funcs(template.FuncMap{"t": func(key string) (string, error) {
		if w, ok := words[key]; ok {
			return w, nil
		}
		return "", fmt.Errorf("no words for %q", key)
	}}).ParseFS(web, "web/"+name, "web/head.html")
	if err != nil {
		return File{}, err
	}
	data := map[string]any{"Lang": cmp.Or(o.Lang, "en"), "Dir": cmp.Or(o.Dir, "ltr"), "Office": o.Office, "Home": o.Home, "Trust": len(o.Trust) > 0, "Sum": parts.sum, "CSP": o.policy(parts),
		"Icon": o.Icon, "Live": o.Live, "Observer": o.Observer}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "head.html", data); err != nil {
		return File{}, err
	}
	fmt.Fprintf(&b, "<style>%s</style>\n</head>\n", read("page.css"))
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return File{}, err
	}
	f := File{Path: PageName, Type: "text/html; charset=utf-8", CSP: o.policy(parts)}
	if parts.single != nil {
		f.Path, f.Encoded = SingleName, map[string][]byte{}
	}
	if !parts.unbuilt {
		g := given{Words: words, Modules: parts.modules, Worker: parts.worker, Trust: string(o.Trust), Chains: o.Chains, Relays: o.Relays}
		if err := scripts(&b, g, parts); err != nil {
			return File{}, err
		}
	}
	b.WriteString("</body>\n</html>\n")
	f.Data = b.Bytes()
	return f, nil
}

// scripts writes the data that the script reads, and the script.
func scripts(b *bytes.Buffer, g given, parts pageParts) error {
	j, err := json.Marshal(g) // with < written as an escape, so that no word ends the element
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "<script type=\"application/json\" id=\"given\">%s</script>\n", j)
	if parts.single != nil {
		fmt.Fprintf(b, "<script type=\"text/plain\" id=\"worker\">%s</script>\n", parts.single.worker())
		for _, m := range modules {
			fmt.Fprintf(b, "<script type=\"text/plain\" id=\"module-%s\">%s</script>\n", m, base64.StdEncoding.EncodeToString(parts.single.packed[m]))
		}
	}
	fmt.Fprintf(b, "<script>%s</script>\n", read("page.js"))
	return nil
}

// policy is the page's Content-Security-Policy: script and style by their hashes, the
// worker from the site, and of the network the site and the relays, which are asked on a
// click.
func (o Options) policy(parts pageParts) string {
	hash := func(b []byte) string {
		h := sha256.Sum256(b)
		return "'sha256-" + base64.StdEncoding.EncodeToString(h[:]) + "'"
	}
	script, style, worker, connect := hash(read("page.js")), hash(read("page.css")), "'self'", "'self'"
	if parts.single != nil {
		worker, connect = "blob:", ""
	}
	shown := ""
	if o.Icon != "" {
		shown = "; img-src 'self'"
	}
	if o.Live != "" {
		shown += "; frame-src 'self'"
	}
	if parts.unbuilt {
		return "default-src 'none'; style-src " + style + shown + "; base-uri 'none'; form-action 'none'"
	}
	for _, chain := range sorted(o.Relays) {
		for _, u := range o.Relays[chain] {
			if !strings.ContainsAny(u, " ;,'\"<>\n") {
				connect += " " + u
			}
		}
	}
	connect = strings.TrimSpace(connect)
	if connect == "" {
		connect = "'none'"
	}
	return "default-src 'none'; script-src " + script + " 'wasm-unsafe-eval'; style-src " + style + "; worker-src " + worker +
		"; connect-src " + connect + shown + "; base-uri 'none'; form-action 'none'"
}
