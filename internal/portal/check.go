package portal

import (
	"context"

	"vow/internal/portal/verifier"
	"vow/internal/timelock"
)

// verifier writes the verifier in the reader's browser. The office's own trust file and
// chain are in it as the site's, which a reader has to choose.
func (s *site) verifier(context.Context) error {
	o := verifier.Options{Office: s.Name, Home: "index.html", Trust: s.p.Trust}
	if !s.p.Chain.Equal(timelock.Quicknet()) {
		o.Chains = []string{string(s.p.Chain.InfoJSON())}
	}
	if s.Observer {
		o.Banner = s.lang[0].T("observer.banner") + " " + s.lang[0].T("observer.explain")
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
		if err := s.out.putEncoded(f.Path, f.Data, cache, f.Encoded); err != nil {
			return err
		}
	}
	return nil
}
