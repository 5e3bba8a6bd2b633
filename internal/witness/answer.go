package witness

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"vow"
	"vow/internal/tlog"
)

// response is what a witness answered to add-checkpoint.
type response struct {
	status int
	ctype  string
	body   []byte
}

func join(prefix, path string) string { return strings.TrimSuffix(prefix, "/") + "/" + path }

// post sends one add-checkpoint request.
func (c *Client) post(ctx context.Context, e Endpoint, r request) (*response, error) {
	body := r.marshal()
	if len(body) > maxRequest {
		return nil, vow.Errorf(vow.CodeUsage, "witness %s: a request of %d bytes is too large", e.Name, len(body))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, join(e.URL, "add-checkpoint"), bytes.NewReader(body))
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "witness %s: %w", e.Name, err)
	}
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	return c.do(e, req)
}

// get fetches the body at a URL, which must answer 200.
func (c *Client) get(ctx context.Context, e Endpoint, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "witness %s: %w", e.Name, err)
	}
	resp, err := c.do(e, req)
	if err != nil {
		return nil, err
	}
	if resp.status != http.StatusOK {
		return nil, resp.refusal(e)
	}
	return resp.body, nil
}

// do makes a request and reads a bounded answer.
func (c *Client) do(e Endpoint, req *http.Request) (*response, error) {
	req.Header.Set("User-Agent", "vow")
	client := http.Client{}
	if c.HTTP != nil {
		client = *c.HTTP
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		return nil, ioError(e, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse+1))
	if err != nil {
		return nil, ioError(e, err)
	}
	if len(body) > maxResponse {
		return nil, vow.Errorf(vow.CodeCheck, "witness %s: answered more than %d bytes", e.Name, maxResponse)
	}
	return &response{resp.StatusCode, resp.Header.Get("Content-Type"), body}, nil
}

func ioError(e Endpoint, err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return vow.Errorf(vow.CodeIO, "witness %s: no answer in time: %w", e.Name, err)
	}
	return vow.Errorf(vow.CodeIO, "witness %s: %w", e.Name, err)
}

// fork reports whether the status means that the witness holds another record:
// 422, or the 409 without a size of witnesses before 2026-07.
func (r *response) fork() bool {
	return r.status == http.StatusUnprocessableEntity || r.status == http.StatusConflict && !r.isSize()
}

func (r *response) isSize() bool {
	t, _, err := mime.ParseMediaType(r.ctype)
	return err == nil && t == sizeType
}

// size returns the size in the body of a 409.
func (r *response) size(e Endpoint) (int64, error) {
	digits, ok := bytes.CutSuffix(r.body, []byte("\n"))
	n, err := parseSize(digits)
	if !ok || err != nil {
		return 0, vow.Errorf(vow.CodeCheck, "witness %s: status 409 without a tree size: %.40q", e.Name, r.body)
	}
	return n, nil
}

func (r *response) statusText() string {
	return strings.TrimSpace(strconv.Itoa(r.status) + " " + http.StatusText(r.status))
}

// refusal describes a status that gives no cosignature and is no alarm.
func (r *response) refusal(e Endpoint) error {
	err := vow.Errorf(vow.CodeIO, "witness %s: %s: %.80q", e.Name, r.statusText(), r.body)
	switch r.status {
	case http.StatusNotFound:
		return err.WithHint("the witness may not know this log; its operator has to be given the log's key")
	case http.StatusForbidden:
		return err.WithHint("the witness knows another key for this origin")
	case http.StatusTooManyRequests:
		return err.WithHint("ask again later")
	}
	return err
}

// cosignatures returns the verified lines of the witness in the body of a 200.
// Lines of other keys are passed over, a false one of its own key is an error.
func (r *response) cosignatures(cp tlog.Checkpoint, e Endpoint) ([]tlog.Cosignature, error) {
	fail := func(format string, args ...any) ([]tlog.Cosignature, error) {
		return nil, vow.Errorf(vow.CodeCheck, "witness %s: %w", e.Name, vow.Errorf(vow.CodeCheck, format, args...))
	}
	body, ok := bytes.CutSuffix(r.body, []byte("\n"))
	if !ok {
		return fail("its answer does not end in a signature line")
	}
	lines := bytes.Split(body, []byte("\n"))
	if len(lines) > maxLines {
		return fail("more than %d signature lines", maxLines)
	}
	note := &vow.Note{Text: cp.Text()}
	for i, l := range lines {
		s, err := vow.ParseSignatureLine(l)
		if err != nil {
			return fail("line %d of its answer: %w", i+1, err)
		}
		note.Sigs = append(note.Sigs, s)
	}
	cosigs, err := tlog.Cosignatures(&tlog.SignedCheckpoint{Checkpoint: cp, Note: note}, []vow.Key{e.Key})
	if err != nil {
		return fail("%w", err)
	}
	if len(cosigs) == 0 {
		return fail("no cosignature by its key %08x in the answer", e.Key.ID)
	}
	return cosigs, nil
}
