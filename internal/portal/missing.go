package portal

import (
	"bytes"
	"context"
	"html/template"

	"vow"
)

// missingStyle stands in the page itself: 404.html is shown at any depth of a site, so
// that no relative address in it leads anywhere.
const missingStyle = `body{margin:0 auto;max-width:42rem;padding:3rem 1.25rem;font:100%/1.55 system-ui,sans-serif;color:#1b1b1d;background:#fcfbf8}
a{color:#17457e}h1{font:600 1.9rem/1.2 Georgia,serif}
@media(prefers-color-scheme:dark){body{color:#ececea;background:#15161a}a{color:#9cc3f5}}`

// missing writes the page that a server shows where there is none, in every language.
func (s *site) missing(ctx context.Context) error {
	return s.made(ctx, NotFoundName, s.base256, (*site).missingPage)
}

func (s *site) missingPage() error {
	t, err := template.New("404.html").Funcs(funcs(s.en())).ParseFS(web, "web/404.html")
	if err != nil {
		return err
	}
	var page bytes.Buffer
	err = t.Execute(&page, map[string]any{
		"Office": s.Name, "Observer": s.Observer, "Languages": s.lang, "Home": s.base, "Style": template.CSS(missingStyle), //nolint:gosec // the constant above
		"Policy": "default-src 'none'; style-src " + hashSource([]byte(missingStyle)) + "; base-uri 'none'; form-action 'none'",
	})
	if err != nil {
		return vow.Errorf(vow.CodeState, "site: %s: %w", NotFoundName, err)
	}
	return s.out.put(NotFoundName, squeeze(page.Bytes()), Page)
}
