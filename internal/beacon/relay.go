package beacon

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vow"
	"vow/internal/timelock"
)

// Bounds of what a relay may do.
const (
	MaxRelays    = 32
	maxBody      = 64 << 10 // bytes of any answer
	maxHeader    = 64 << 10 // bytes of its header
	maxRedirects = 3
)

// DefaultRelays are the public relays of quicknet, in the order asked.
var DefaultRelays = []string{
	"https://api.drand.sh",
	"https://drand.cloudflare.com",
	"https://api2.drand.sh",
	"https://api3.drand.sh",
}

// relayBeacon is a round as drand's HTTP API writes it.
type relayBeacon struct {
	Round      uint64 `json:"round"`
	Randomness string `json:"randomness"`
	Signature  string `json:"signature"`
}

// ParseRelay checks a relay's address and returns it without a final slash:
// http or https, a host, perhaps a path, nothing else. Plain http is allowed
// because what a relay says is verified. Errors are CodeUsage.
func ParseRelay(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || len(s) > 500 {
		return "", vow.Errorf(vow.CodeUsage, "relay %q is not an address", short(s))
	}
	if u.User != nil { // not shown: it holds a password
		return "", vow.Errorf(vow.CodeUsage, "relay: an address without a user and password expected")
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" ||
		u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || u.Opaque != "" {
		return "", vow.Errorf(vow.CodeUsage, "relay %q is not of the form http://HOST or https://HOST", short(s))
	}
	out := strings.TrimRight(u.String(), "/")
	// What comes out must go in again: escaping makes it longer, and a port of other signs
	// than digits is no address once it is escaped.
	if again, err := url.Parse(out); err != nil || len(out) > 500 || again.String() != out {
		return "", vow.Errorf(vow.CodeUsage, "relay %q is not an address", short(s))
	}
	return out, nil
}

// newHTTP returns a client with vow's bounds round the transport of hc, or
// round a transport of its own if hc is nil.
func newHTTP(hc *http.Client) *http.Client {
	var rt http.RoundTripper = &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout:    5 * time.Second,
		ResponseHeaderTimeout:  10 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           MaxRelays,
		IdleConnTimeout:        10 * time.Second,
	}
	if hc != nil && hc.Transport != nil {
		rt = hc.Transport
	}
	return &http.Client{Transport: rt, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if len(via) > maxRedirects {
			return fmt.Errorf("more than %d redirects", maxRedirects)
		}
		switch s, from := req.URL.Scheme, via[0].URL.Scheme; {
		case s != "http" && s != "https":
			return fmt.Errorf("redirect from %s to an address that is neither http nor https", from)
		case s == "http" && from == "https":
			return errors.New("redirect from https to http")
		}
		return nil
	}}
}

// answer is what one HTTP request brought.
type answer struct {
	status int
	date   time.Time // of the Date header, or zero
	body   []byte
}

// errTooLarge says that an answer came, and that it cannot be a true one.
var errTooLarge = fmt.Errorf("answer of more than %d bytes", maxBody)

// get asks for one page. An error means that no answer came, unless it is
// errTooLarge; it holds neither the address nor control characters.
func (c *Client) get(ctx context.Context, relay string, path ...string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, relay+"/"+strings.Join(path, "/"), nil)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "vow")
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, reason(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return answer{}, reason(err)
	}
	if len(body) > maxBody && resp.StatusCode == http.StatusOK {
		return answer{}, errTooLarge
	}
	a := answer{status: resp.StatusCode, body: body}
	a.date, _ = http.ParseTime(resp.Header.Get("Date"))
	return a, nil
}

// reason strips the method and address that net/http puts before an error.
func reason(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		if u.Timeout() {
			return errors.New("no answer in time")
		}
		err = u.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.New("no answer in time")
	}
	return errors.New(short(err.Error()))
}

// short makes untrusted text fit for a message: one line of printable
// characters, 160 bytes at most.
func short(s string) string {
	if len(s) > 160 {
		s = s[:160] + "…"
	}
	return strings.Map(func(r rune) rune {
		if strconv.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}

// parseRelayBeacon reads an answer of /public/… and takes round and signature;
// everything else in it is ignored, and nothing in it is believed yet.
func parseRelayBeacon(chain vow.Hash, body []byte) (timelock.Beacon, error) {
	var v relayBeacon
	dec := json.NewDecoder(bytes.NewReader(body))
	if err := dec.Decode(&v); err != nil {
		return timelock.Beacon{}, errors.New("the answer is not a beacon in JSON")
	}
	sig, err := hex.DecodeString(v.Signature)
	if err != nil || len(sig) != timelock.SignatureSize {
		return timelock.Beacon{}, fmt.Errorf("the answer has no signature of %d bytes", timelock.SignatureSize)
	}
	return timelock.Beacon{Chain: chain, Round: v.Round, Signature: sig}, nil
}
