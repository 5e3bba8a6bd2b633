package witness

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"vow"
	"vow/internal/tlog"
)

// Config says who a Server is, which logs it follows and where it keeps what it
// cosigned. All fields are required.
type Config struct {
	Cosigner *tlog.CosignSigner
	Logs     []vow.Key // several keys of one origin: any of them may sign
	Dir      string    // one folder per Server
	Now      func() time.Time
}

// Server is a witness for a fixed list of logs: add-checkpoint, and the
// monitoring interface at the same prefix (c2sp.org/tlog-witness). It is safe for
// concurrent use; two Servers must not share a folder.
type Server struct {
	config Config
	logs   map[string][]vow.Key // by origin

	mu sync.Mutex // held from the check of a checkpoint to its storing
}

// NewServer returns a witness over the state in config.Dir, which is made if
// needed. Damaged state has CodeState: a witness that forgot what it cosigned must
// not begin anew by itself.
func NewServer(config Config) (*Server, error) {
	if config.Cosigner == nil || config.Dir == "" || config.Now == nil {
		return nil, vow.Errorf(vow.CodeUsage, "witness: cosigner, folder and clock are required")
	}
	s := &Server{config: config, logs: make(map[string][]vow.Key)}
	for _, k := range config.Logs {
		if k.Alg != vow.AlgEd25519 {
			return nil, vow.Errorf(vow.CodeUsage, "witness: log key %q is not Ed25519", k.Name)
		}
		if k.SamePublic(config.Cosigner.Key()) {
			return nil, vow.Errorf(vow.CodeUsage, "witness: the key of log %q is its own", k.Name)
		}
		s.logs[k.Name] = append(s.logs[k.Name], k)
	}
	if err := makeDir(config.Dir); err != nil {
		return nil, err
	}
	for origin := range s.logs {
		if _, err := s.load(origin); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Key returns the witness's verifier key.
func (s *Server) Key() vow.Key { return s.config.Cosigner.Key() }

// ServeHTTP answers POST /add-checkpoint and GET /<hex sha256(origin)>/checkpoint.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/add-checkpoint" {
		s.serveAdd(w, r)
		return
	}
	s.servePublished(w, r)
}

func (s *Server) serveAdd(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST expected", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, "request too large or broken off", http.StatusBadRequest)
		return
	}
	lines, err := s.Add(body)
	var refused *refusal
	switch {
	case err == nil:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Write(lines)
	case errors.As(err, &refused) && refused.status == http.StatusConflict:
		w.Header().Set("Content-Type", sizeType)
		w.WriteHeader(http.StatusConflict)
		fmt.Fprintf(w, "%d\n", refused.size)
	case errors.As(err, &refused):
		http.Error(w, refused.why, refused.status)
	default:
		http.Error(w, "the witness cannot store what it would cosign", http.StatusInternalServerError)
	}
}

func (s *Server) servePublished(w http.ResponseWriter, r *http.Request) {
	for origin := range s.logs {
		if r.URL.Path != "/"+originPath(origin)+"/checkpoint" {
			continue
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "GET expected", http.StatusMethodNotAllowed)
			return
		}
		s.mu.Lock()
		cp, err := s.load(origin)
		s.mu.Unlock()
		switch {
		case err != nil:
			http.Error(w, "the state of the witness is damaged", http.StatusInternalServerError)
		case cp == nil:
			http.NotFound(w, r)
		default:
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Write(cp.Marshal())
		}
		return
	}
	http.NotFound(w, r)
}

// refusal is a status of c2sp.org/tlog-witness other than 200.
type refusal struct {
	status int
	size   int64 // with 409
	why    string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d: %s", r.status, r.why) }

func refuse(status int, why string) error { return &refusal{status: status, why: why} }

// Add handles the body of one add-checkpoint request and returns the cosignature
// line to answer. The checkpoint is stored durably before it returns.
func (s *Server) Add(body []byte) ([]byte, error) {
	req, err := parseRequest(body)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, err.Error())
	}
	cp := req.signed.Checkpoint
	keys, ok := s.logs[cp.Origin]
	if !ok {
		return nil, refuse(http.StatusNotFound, "unknown log")
	}
	logLine, err := signedBy(req.signed, keys)
	if err != nil {
		return nil, refuse(http.StatusForbidden, err.Error())
	}
	if req.old > cp.Size {
		return nil, refuse(http.StatusBadRequest, "the old size is larger than the checkpoint's")
	}
	if cp.Size == 0 && cp.Root != tlog.EmptyRoot() {
		return nil, refuse(http.StatusUnprocessableEntity, "an empty tree with another root")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	last, err := s.load(cp.Origin)
	if err != nil {
		return nil, err
	}
	have := tlog.Checkpoint{Origin: cp.Origin, Root: tlog.EmptyRoot()}
	if last != nil {
		have = last.Checkpoint
	}
	if req.old != have.Size {
		return nil, &refusal{status: http.StatusConflict, size: have.Size, why: "another size was cosigned last"}
	}
	if err := tlog.CheckConsistency(req.proof, have.Size, cp.Size, have.Root, cp.Root); err != nil {
		return nil, refuse(http.StatusUnprocessableEntity, err.Error())
	}
	now := s.config.Now().Unix()
	if at, ok := s.lastTime(last); ok && now < at {
		return nil, refuse(http.StatusServiceUnavailable, "the clock of the witness is behind its last cosignature")
	}
	line, err := s.config.Cosigner.Cosign(cp, now)
	if err != nil {
		return nil, err
	}
	stored := &tlog.SignedCheckpoint{Checkpoint: cp, Note: &vow.Note{Text: cp.Text(), Sigs: []vow.Signature{logLine, line}}}
	if err := writeFile(s.path(cp.Origin), stored.Marshal()); err != nil {
		return nil, err
	}
	return line.Append(nil), nil
}

// signedBy returns the line by which one of the keys signed. A false line of a
// known key is an error, whatever else is there.
func signedBy(signed *tlog.SignedCheckpoint, keys []vow.Key) (vow.Signature, error) {
	var found *vow.Signature
	for _, k := range keys {
		for _, line := range signed.Note.By(k) {
			if !k.VerifyNote(signed.Note.Text, line.Bytes) {
				return vow.Signature{}, vow.Errorf(vow.CodeCheck, "a false signature by a known key of the log")
			}
			if found == nil {
				found = &line
			}
		}
	}
	if found == nil {
		return vow.Signature{}, vow.Errorf(vow.CodeCheck, "not signed by a known key of the log")
	}
	return *found, nil
}

// lastTime returns when the stored checkpoint was cosigned.
func (s *Server) lastTime(last *tlog.SignedCheckpoint) (int64, bool) {
	if last == nil {
		return 0, false
	}
	cosigs, err := tlog.Cosignatures(last, []vow.Key{s.Key()})
	if err != nil || len(cosigs) == 0 {
		return 0, false
	}
	return cosigs[0].Time, true
}

func (s *Server) path(origin string) string {
	return filepath.Join(s.config.Dir, originPath(origin)+".checkpoint")
}
