package portal

import (
	"bytes"
	"slices"

	"vow"
)

// Status is status.json: what changes on the site with time and not with the
// record alone. A page shows it through live.html, which a server answers from it
// and its clock, and a script on a static host in the same way. Canonical JSON
// with a final LF:
//
//	{"as_of":TIME?,"exported":TIME,"format":"vow/portal-status@v1","fresh_until":TIME?,"inferred":true?,
//	 "origin":"office.example/vow","reports":[REPORT,…],"role":"publisher"|"observer",
//	 "root":"<64 hex>","size":14,"witnessed":TIME?,"witnesses":2}
//
//	REPORT = {"days_late":N?,"due":TIME?,"due_words":"…","first_due":TIME?,"opens_at_latest":TIME?,"page":"r/x/index.html",
//	          "released_at":TIME?,"report":"x","status":"promised"|"sealed"|"kept"|"late"|"opened"|"broken"|"…","title":"…"}
//
// (? = absent where unknown.) reports is sorted by report.
type Status struct {
	// AsOf is the time to which the record is shown to be complete, as verify says
	// it for the trust that the export was made with.
	AsOf     vow.Time `json:"as_of,omitzero"`
	Exported vow.Time `json:"exported"` // when the site was exported, --at
	Format   string   `json:"format"`
	// FreshUntil is when the checkpoint is stale: an office that works has fixed
	// a day, and exported again, before. Absent where nothing is said of it.
	FreshUntil vow.Time         `json:"fresh_until,omitzero"`
	Inferred   bool             `json:"inferred,omitempty"` // an observer's record: nothing here is the office's own word
	Origin     string           `json:"origin"`
	Reports    []StatusOfReport `json:"reports"`
	Role       string           `json:"role"`
	Root       vow.Hash         `json:"root"` // of the checkpoint
	Size       int64            `json:"size"` // entries, of the checkpoint
	// Witnessed is the newest time that a witness states under the checkpoint, and
	// Witnesses how many of those that the office names signed it. They are the
	// site's word: readers trust whom they choose.
	Witnessed vow.Time `json:"witnessed,omitzero"`
	Witnesses int      `json:"witnesses"`
}

// StatusOfReport is what is known of one report at the export.
type StatusOfReport struct {
	DaysLate      int64    `json:"days_late,omitempty"`      // at the release
	Due           vow.Time `json:"due,omitzero"`             // in force; absent: undated
	DueWords      string   `json:"due_words"`                // the date as people read it, with its time zone
	FirstDue      vow.Time `json:"first_due,omitzero"`       // where it was moved
	OpensAtLatest vow.Time `json:"opens_at_latest,omitzero"` // of the body's lock
	Page          string   `json:"page"`                     // its page in the site
	ReleasedAt    vow.Time `json:"released_at,omitzero"`     // absent: not released in this export
	Report        string   `json:"report"`                   // slug
	Status        string   `json:"status"`                   // as verify says it
	Title         string   `json:"title"`                    // as promised
}

// ParseStatus parses status.json, strictly.
func ParseStatus(data []byte) (*Status, error) {
	var s Status
	if err := parseFile(data, MaxStatus, &s); err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return &s, nil
}

// Marshal returns the bytes of status.json.
func (s *Status) Marshal() ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	return marshalFile(s)
}

func (s *Status) check() error {
	if s.Format != StatusFormat {
		return vow.Errorf(vow.CodeCheck, "format %.40q: %s expected", s.Format, StatusFormat)
	}
	if err := vow.CheckOrigin(s.Origin); err != nil {
		return err
	}
	if s.Role != "publisher" && s.Role != "observer" {
		return vow.Errorf(vow.CodeCheck, "role %.20q: publisher or observer expected", s.Role)
	}
	if s.Reports == nil {
		return vow.Errorf(vow.CodeCheck, "reports: a list expected, [] where there are none")
	}
	if s.Size < 0 || s.Witnesses < 0 || len(s.Reports) > MaxFiles {
		return vow.Errorf(vow.CodeCheck, "size %d, witnesses %d, %d reports: out of bounds", s.Size, s.Witnesses, len(s.Reports))
	}
	for i, r := range s.Reports {
		if err := vow.CheckSlug(r.Report); err != nil {
			return vow.Errorf(vow.CodeCheck, "report %d: %w", i, err)
		}
		if i > 0 && r.Report <= s.Reports[i-1].Report {
			return vow.Errorf(vow.CodeCheck, "report %s: not after %s: reports are sorted, each once", r.Report, s.Reports[i-1].Report)
		}
		if err := CheckPath(r.Page); err != nil {
			return vow.Errorf(vow.CodeCheck, "report %s: page: %w", r.Report, err)
		}
		if r.Status == "" || len(r.Status) > 40 || len(r.Title) > 4*vow.MaxTitle || len(r.DueWords) > 4*vow.MaxTitle {
			return vow.Errorf(vow.CodeCheck, "report %s: no status, or words that are too long", r.Report)
		}
	}
	return nil
}

// parseFile parses a file of canonical JSON with a final LF.
func parseFile(data []byte, most int, v any) error {
	if len(data) > most {
		return vow.Errorf(vow.CodeCheck, "%d bytes: at most %d expected", len(data), most)
	}
	line, ok := bytes.CutSuffix(data, []byte("\n"))
	if !ok {
		return vow.Errorf(vow.CodeCheck, "empty or cut off: no line feed at its end")
	}
	return vow.ParseCanonical(line, v)
}

func marshalFile(v any) ([]byte, error) {
	line, err := vow.MarshalCanonical(v)
	return slices.Concat(line, []byte("\n")), err
}
