package portal

import (
	"context"

	"vow/internal/portal/verifier"
)

// verifier adds the verifier in the reader's browser: verify.html and what it loads, and
// verify-single.html, the same in one file. Of a vow that was built without it verify.html
// says so.
func (s *site) verifier(ctx context.Context) error {
	return s.made(ctx, "verifier", s.base256, (*site).verifierFiles) // the program is in the cache's version
}

func (s *site) verifierFiles() error {
	o := verifier.Options{Office: s.Name, Home: "index.html", Live: "live.html", Icon: s.icon, Observer: s.Observer, Trust: s.p.Trust}
	if s.Local {
		o.Chains = []string{string(s.p.Chain.InfoJSON())}
	}
	files, err := verifier.Site(o)
	if err != nil {
		return err
	}
	for _, f := range files {
		cache := Page
		if f.Immutable {
			cache = Immutable
		}
		if err := s.out.putAs(f.Path, f.Data, cache, f.Encoded); err != nil {
			return err
		}
	}
	return nil
}
