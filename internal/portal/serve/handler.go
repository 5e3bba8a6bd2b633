package serve

import (
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"vow"
)

// handle answers one request, and returns what it is counted as.
func (s *Server) handle(w http.ResponseWriter, r *http.Request) (class, int) {
	if len(s.names) > 0 && !slices.ContainsFunc(s.names, func(n string) bool { return sameHost(r.Host, n) }) {
		return classOther, s.refuse(w, http.StatusMisdirectedRequest, "this server answers for another name")
	}
	if r.ContentLength != 0 || len(r.TransferEncoding) > 0 {
		w.Header().Set("Connection", "close") // what follows is not looked at: it is no second request
		if readable(r) {
			return classOther, s.refuse(w, http.StatusBadRequest, "a request with no body expected")
		}
	}
	if !readable(r) {
		w.Header().Set("Allow", "GET, HEAD")
		return classOther, s.refuse(w, http.StatusMethodNotAllowed, "GET or HEAD expected: everything here is to be read")
	}
	path, ok := strings.CutPrefix(r.URL.Path, "/")
	if !ok && r.URL.Path != "" {
		return classOther, s.refuse(w, http.StatusBadRequest, "a path expected")
	}
	st := s.site.Load()
	// No path here needs an escape: each file has one spelling.
	f := st.files[path]
	switch {
	case path == healthPath && r.URL.RawPath == "":
		return classOther, s.health(w)
	case f == nil && st.files[path+"/"] != nil && r.URL.RawPath == "":
		put(w.Header(), always)
		w.Header().Set("Location", path[strings.LastIndexByte(path, '/')+1:]+"/")
		w.WriteHeader(http.StatusMovedPermanently)
		return classOther, http.StatusMovedPermanently
	case f == nil || r.URL.RawPath != "":
		return classOther, s.missing(w, r, st)
	case f.class == classLive && (r.URL.RawQuery != liveExported || len(f.forms) == 0):
		return classLive, s.live(w, r, st, st.live[path])
	}
	return f.class, s.file(w, r, st, f)
}

func readable(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// sameHost reports whether a Host header, with or without a port, names a host.
func sameHost(host, name string) bool {
	if i := strings.LastIndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	return strings.EqualFold(host, name)
}

// refuse answers with a status and a line of text, which holds nothing of the
// request.
func (s *Server) refuse(w http.ResponseWriter, status int, say string) int {
	h := w.Header()
	put(h, always)
	put(h, refusal)
	body := strconv.Itoa(status) + " " + say + "\n"
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
	return status
}

var refusal = []header{
	set("Content-Type", "text/plain; charset=utf-8"),
	set("Content-Security-Policy", policyNothing),
	set("Cache-Control", "no-store"),
}

// missing answers 404 with the site's own page.
func (s *Server) missing(w http.ResponseWriter, r *http.Request, st *site) int {
	if st.notFound == nil || st.notFound.forms[0].size > maxHeld {
		return s.refuse(w, http.StatusNotFound, "there is no such page")
	}
	own := &st.notFound.forms[0]
	page, err := s.store.small(st.root, own.content, own.path)
	if err != nil {
		s.damaged(own, err)
		return s.refuse(w, http.StatusNotFound, "there is no such page")
	}
	h := w.Header()
	put(h, st.notFound.headers)
	h["Content-Length"] = []string{strconv.FormatInt(own.size, 10)}
	h["Cache-Control"] = []string{"no-store"}
	delete(h, "Accept-Ranges")
	w.WriteHeader(http.StatusNotFound)
	s.send(w, r, page, span{0, own.size})
	return http.StatusNotFound
}

// file answers with a file, a part of it, or that the reader has it.
func (s *Server) file(w http.ResponseWriter, r *http.Request, st *site, f *file) int {
	form := f.choose(first(r.Header, "Accept-Encoding"))
	h := w.Header()
	part, want := span{0, form.size}, askedAll
	if v := first(r.Header, "Range"); v != "" && r.Method == http.MethodGet {
		// With If-Range a part is sent only of the file that the reader has the rest of.
		if c := first(r.Header, "If-Range"); c == "" || c == form.tag {
			want, part = parseRange(v, form.size)
		}
	}
	switch {
	case matchesAny(r.Header["If-None-Match"], form.tag):
		put(h, f.headers)
		put(h, form.headers)
		delete(h, "Content-Length")
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified
	case want == askedNothing:
		h["Content-Range"] = []string{"bytes */" + strconv.FormatInt(form.size, 10)}
		if len(f.forms) > 1 {
			h["Vary"] = []string{"Accept-Encoding"}
		}
		return s.refuse(w, http.StatusRequestedRangeNotSatisfiable, "the range is beyond the end")
	case want == askedAll:
		part = span{0, form.size}
	}
	if form.size > maxHeld {
		return s.large(w, r, st, f, form, part, want)
	}
	b, err := s.store.small(st.root, form.content, form.path)
	if err != nil {
		return s.unavailable(w, form, err)
	}
	status := s.begin(w, f, form, part, want)
	if r.Method == http.MethodHead {
		return status
	}
	s.send(w, r, b, part)
	return status
}

// begin writes status and header.
func (s *Server) begin(w http.ResponseWriter, f *file, form *form, part span, want asked) int {
	h := w.Header()
	put(h, f.headers)
	put(h, form.headers)
	if want != askedSpan {
		w.WriteHeader(http.StatusOK)
		return http.StatusOK
	}
	h["Content-Length"] = []string{strconv.FormatInt(part.length, 10)}
	h["Content-Range"] = []string{"bytes " + strconv.FormatInt(part.from, 10) + "-" +
		strconv.FormatInt(part.from+part.length-1, 10) + "/" + strconv.FormatInt(form.size, 10)}
	w.WriteHeader(http.StatusPartialContent)
	return http.StatusPartialContent
}

// send writes a part of bytes, and keeps them in memory until they are sent.
func (s *Server) send(w http.ResponseWriter, r *http.Request, b *blob, part span) {
	defer runtime.KeepAlive(b)
	rest := b.bytes[part.from : part.from+part.length]
	if r.ProtoMajor < 2 {
		joinWrites(r, len(rest))
		_, _ = w.Write(rest)
		return
	}
	for len(rest) > 0 {
		n := min(len(rest), pieceSize)
		if !s.sendPiece(w, r, rest[:n]) {
			return
		}
		rest = rest[n:]
	}
}

// sendPiece writes a piece. A reader who takes nothing of it for times.stall is cut
// off: on HTTP/1 by the connection (conn.go), on HTTP/2 here, for one stream may
// stall while the others of its connection go on.
func (s *Server) sendPiece(w http.ResponseWriter, r *http.Request, b []byte) bool {
	if r.ProtoMajor >= 2 {
		_ = http.NewResponseController(w).SetWriteDeadline(s.clock().Add(s.times.stall))
	}
	_, err := w.Write(b)
	return err == nil
}

// large answers with a file that is not held in memory, or a part of it.
func (s *Server) large(w http.ResponseWriter, r *http.Request, st *site, f *file, form *form, part span, want asked) int {
	pieces, err := s.store.large(st.root, form.content, form.path)
	if err != nil {
		return s.unavailable(w, form, err)
	}
	if r.Method == http.MethodHead {
		return s.begin(w, f, form, part, want)
	}
	select {
	case s.larges <- struct{}{}:
		defer func() { <-s.larges }()
	default:
		return s.busy(w)
	}
	disk, err := open(st.root, form.path, form.size)
	if err != nil {
		return s.unavailable(w, form, err)
	}
	defer disk.Close()
	status := 0
	for i := part.from / pieceSize; i*pieceSize < part.from+part.length; i++ {
		b, err := s.piece(disk, form, pieces, i)
		if err != nil && status == 0 {
			return s.unavailable(w, form, err)
		}
		if err != nil { // some of it is sent: only a broken connection says that the rest is not
			s.damaged(form, err)
			panic(http.ErrAbortHandler)
		}
		if status == 0 {
			status = s.begin(w, f, form, part, want)
		}
		low, high := max(part.from-i*pieceSize, 0), min(part.from+part.length-i*pieceSize, int64(len(*b)))
		done := s.sendPiece(w, r, (*b)[low:high])
		s.store.buffers.Put(b)
		if !done {
			break
		}
	}
	return status
}

func (s *Server) piece(disk *os.File, form *form, pieces []vow.Hash, i int64) (*[]byte, error) {
	b, _ := s.store.buffers.Get().(*[]byte)
	got, err := form.content.piece(disk, pieces, i, (*b)[:cap(*b)])
	if err != nil {
		s.store.buffers.Put(b)
		return nil, err
	}
	*b = got
	return b, nil
}

// unavailable answers for a file whose bytes are not those of the manifest: a new
// export is being copied, or the disk is damaged.
func (s *Server) unavailable(w http.ResponseWriter, form *form, err error) int {
	s.damaged(form, err)
	w.Header()["Retry-After"] = []string{"5"}
	return s.refuse(w, http.StatusServiceUnavailable, "this file is damaged here, or a newer one is being copied: try again soon")
}

func first(h http.Header, name string) string {
	if v := h[name]; len(v) > 0 {
		if len(v) > 1 && name == "Accept-Encoding" {
			return strings.Join(v, ",")
		}
		return v[0]
	}
	return ""
}

func matchesAny(lists []string, tag string) bool {
	return slices.ContainsFunc(lists, func(l string) bool { return matches(l, tag) })
}
