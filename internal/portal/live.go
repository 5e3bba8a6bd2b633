package portal

import (
	"bytes"
	"context"
	"encoding/json"
	"html/template"
	"strings"

	"vow"
	"vow/verify"
)

// Status is status.json: what changes with the time of the export and with the end of
// the record. vow serve portal and the script of the pages read it.
type Status struct {
	Version   string         `json:"version"` // ManifestVersion
	At        vow.Time       `json:"at"`      // of the export
	Origin    string         `json:"origin"`
	Name      string         `json:"name"`
	Observer  bool           `json:"observer,omitempty"`
	Size      int64          `json:"size"`
	Root      vow.Hash       `json:"root"`
	Witnessed string         `json:"witnessed,omitempty"` // "2 of 3"
	AsOf      vow.Time       `json:"as_of,omitzero"`
	Reports   []ReportStatus `json:"reports"`
}

// ReportStatus is what status.json says of one report: what vow verify concludes of its
// dossier with the office's own trust file.
type ReportStatus struct {
	Report   string         `json:"report"`
	Title    string         `json:"title"`
	Status   verify.Status  `json:"status,omitempty"`
	Inferred bool           `json:"inferred,omitempty"`
	Verdict  verify.Verdict `json:"verdict"`
	Due      vow.Time       `json:"due,omitzero"`
	Released vow.Time       `json:"released_at,omitzero"`
	Opens    vow.Time       `json:"opens_at_latest,omitzero"`
	DaysLate *int64         `json:"days_late,omitempty"`
}

// livePage is what live.html shows.
type livePage struct {
	*Status
	L   *Language
	CSS string
}

// Of says "2 of 3" in the language.
func (p livePage) Of() string {
	n, all, ok := strings.Cut(p.Witnessed, " of ")
	if !ok {
		return p.Witnessed
	}
	return p.L.T("live.of", "n", n, "all", all)
}

// live writes the files that depend on the time of the export.
func (s *site) live(context.Context) error {
	st := &Status{Version: ManifestVersion, At: s.at, Origin: s.Origin, Name: s.Name, Observer: s.Observer, Size: s.Entries, Root: s.p.Whole.Hashes().Root(), AsOf: s.AsOf, Reports: []ReportStatus{}}
	for _, r := range s.Rows {
		if r.Rep.Record != nil && r.Rep.Record.Witnessed != "0 of 0" {
			st.Witnessed = r.Rep.Record.Witnessed
		}
		x := r.Rep.Reports[0]
		st.Reports = append(st.Reports, ReportStatus{Report: r.Slug, Title: r.Title, Status: r.Status, Inferred: r.Inferred, Verdict: r.Rep.Verdict,
			Due: x.Due, Released: x.ReleasedAt, Opens: x.OpensAtLatest, DaysLate: x.DaysLate})
	}
	b, err := json.MarshalIndent(st, "", " ")
	if err != nil {
		return err
	}
	if err := s.out.put("status.json", append(b, '\n'), Short); err != nil {
		return err
	}
	for _, l := range s.lang {
		t, err := template.New("live.html").Funcs(funcs(l)).ParseFS(web, "web/live.html")
		if err != nil {
			return err
		}
		var page bytes.Buffer
		if err := t.Execute(&page, livePage{st, l, up(l.LivePath()) + s.css}); err != nil {
			return err
		}
		if err := s.out.put(l.LivePath(), squeeze(page.Bytes()), Short); err != nil {
			return err
		}
	}
	return nil
}
