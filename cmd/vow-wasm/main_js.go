package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"vow"
	"vow/internal/inworker"
	"vow/internal/reader"
	"vow/internal/tlog"
	"vow/seal"
)

func main() {
	inworker.Serve(map[string]inworker.Op{
		"kinds":  kinds,
		"hash":   hash,
		"trust":  trust,
		"verify": judge(reader.Verify),
		"quote":  judge(reader.CheckQuote),
		"paper":  judge(reader.CheckPaper),
		"lock":   judge(reader.CheckLock),
		"open":   open,
		"texts":  texts,
		"fault":  fault,
	})
}

// request is what a page asks beside the files.
type request struct {
	Trust   string   `json:"trust"`
	Origin  string   `json:"origin"`
	Chains  []string `json:"chains"`
	Beacons []string `json:"beacons"`
	At      string   `json:"at"` // judge as of this time instead of now

	Secrets    bool   `json:"secrets"` // secret keys among the files may be used
	Passphrase string `json:"passphrase"`
}

// parse reads the request. The clock is the browser's.
func parse(c *inworker.Call) (reader.Request, []reader.File, error) {
	var q request
	if err := json.Unmarshal(c.Request, &q); err != nil {
		return reader.Request{}, nil, vow.Errorf(vow.CodeUsage, "request: %w", err)
	}
	r := reader.Request{Trust: q.Trust, Origin: q.Origin, Chains: q.Chains, Beacons: q.Beacons, Now: vow.At(time.Now()), Secrets: q.Secrets, Passphrase: q.Passphrase}
	if q.At != "" {
		at, err := vow.ParseTime(q.At)
		if err != nil {
			return r, nil, vow.Errorf(vow.CodeUsage, "at %q: a time YYYY-MM-DDThh:mm:ssZ expected", q.At)
		}
		r.Now = at
	}
	files := make([]reader.File, len(c.Files))
	for i, f := range c.Files {
		files[i] = reader.File{Name: f.Name, R: f.R, Size: f.Size}
	}
	return r, files, nil
}

// judge makes an op of what judges files.
func judge(f func(reader.Request, []reader.File) (*reader.Answer, error)) inworker.Op {
	return func(c *inworker.Call) (*inworker.Answer, error) {
		q, files, err := parse(c)
		if err != nil {
			return nil, err
		}
		a, err := f(q, files)
		if err != nil {
			return nil, err
		}
		for _, n := range a.Files {
			if err := put(c, n.Name, n.Data); err != nil {
				return nil, err
			}
		}
		return wrap(a, nil)
	}
}

func wrap(a *reader.Answer, err error) (*inworker.Answer, error) {
	if err != nil {
		return nil, err
	}
	out := &inworker.Answer{JSON: string(a.Report), Card: a.Card}
	out.Set(a.Err)
	return out, nil
}

// put hands the page a file.
func put(c *inworker.Call, name string, data []byte) error {
	w := c.Create(name)
	if _, err := w.Write(data); err != nil {
		return err
	}
	return w.Close()
}

// answer is an op's answer without a verdict.
func answer(v any) (*inworker.Answer, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return &inworker.Answer{JSON: string(b)}, nil
}

// kinds says what each file is.
func kinds(c *inworker.Call) (*inworker.Answer, error) {
	out := make([]reader.Kind, len(c.Files))
	for i, f := range c.Files {
		var err error
		if out[i], err = reader.KindOf(reader.File{Name: f.Name, R: f.R, Size: f.Size}); err != nil {
			return nil, err
		}
	}
	return answer(out)
}

// hash gives the SHA-256 of each file.
func hash(c *inworker.Call) (*inworker.Answer, error) {
	out := make([]string, len(c.Files))
	for i, f := range c.Files {
		h := sha256.New()
		if _, err := io.Copy(h, io.NewSectionReader(f.R, 0, f.Size)); err != nil {
			return nil, err
		}
		out[i] = hex.EncodeToString(h.Sum(nil))
	}
	return answer(out)
}

// trust explains a trust file, as vow trust check does.
func trust(c *inworker.Call) (*inworker.Answer, error) {
	q, _, err := parse(c)
	if err != nil {
		return nil, err
	}
	t, err := tlog.ParseTrust([]byte(q.Trust))
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "trust file: %w", err)
	}
	return answer(map[string]any{"fingerprint": t.Fingerprint(), "explain": t.Explain(), "warnings": t.Warnings()})
}

// open opens a package: its files go to the page.
func open(c *inworker.Call) (*inworker.Answer, error) {
	q, files, err := parse(c)
	if err != nil {
		return nil, err
	}
	return wrap(reader.Open(q, files, pageSink{c}, c.Tell))
}

// pageSink hands files to the page, which drops them where the call fails.
type pageSink struct{ c *inworker.Call }

func (s pageSink) Create(path string, _ int64) (io.WriteCloser, error) { return s.c.Create(path), nil }
func (s pageSink) Commit(*seal.Bag) error                              { return nil }
func (s pageSink) Discard() error                                      { return nil }

// texts hands the papers of a dossier to the page, to compare a copy with.
func texts(c *inworker.Call) (*inworker.Answer, error) {
	q, files, err := parse(c)
	if err != nil {
		return nil, err
	}
	all, err := reader.Texts(q, files)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		if err := put(c, t.Root.String()+".paper", t.Data); err != nil {
			return nil, err
		}
	}
	return answer(all)
}

// fault goes wrong as it is asked to, so that anybody can see what a fault of the
// program looks like: it panics, or the whole program ends.
func fault(c *inworker.Call) (*inworker.Answer, error) {
	var q struct {
		How string `json:"how"`
	}
	if err := json.Unmarshal(c.Request, &q); err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "request: %w", err)
	}
	if q.How == "dead" {
		fmt.Fprintln(os.Stderr, "fatal error: asked for")
		os.Exit(2)
	}
	panic("asked for")
}
