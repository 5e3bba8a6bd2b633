package daytree

import (
	"vow"
)

// countsFormat is what a counts file says it is.
const countsFormat = "vow/counts@v1"

// MaxCounts is the most bytes a counts file may have.
const MaxCounts = 16 << 20

// Counts opens the first leaf of every day of a register: the file whose hash
// register.stated names (docs/format.md, Counts file).
type Counts struct {
	Days   []DayCount `json:"days"`   // consecutive
	Format string     `json:"format"` // vow/counts@v1
	Log    string     `json:"log"`
	Report string     `json:"report"`
}

// DayCount is one day of a register.
type DayCount struct {
	Count  int        `json:"count"` // what the day's first leaf commits to
	Day    string     `json:"day"`
	Opened int        `json:"opened"` // how many of them are opened
	Path   []vow.Hash `json:"path"`   // from leaf 0 to the day's root
	Salt   vow.Salt   `json:"salt"`   // of leaf 0
}

// NewCounts returns the counts of a register.
func NewCounts(log, report string, days []DayCount) *Counts {
	return &Counts{days, countsFormat, log, report}
}

// Marshal returns the file's bytes: canonical JSON.
func (c *Counts) Marshal() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return vow.MarshalCanonical(c)
}

// ParseCounts parses a counts file strictly: its form alone. Whether its numbers are
// true is for verify to say.
func ParseCounts(data []byte) (*Counts, error) {
	if len(data) > MaxCounts {
		return nil, vow.Errorf(vow.CodeCheck, "counts file of %d bytes, at most %d allowed", len(data), MaxCounts)
	}
	c := new(Counts)
	if err := vow.ParseCanonical(data, c); err != nil {
		return nil, err
	}
	return c, c.check()
}

func (c *Counts) check() error {
	if c.Format != countsFormat {
		return vow.Errorf(vow.CodeCheck, "field format: %s expected", countsFormat)
	}
	if err := vow.CheckOrigin(c.Log); err != nil {
		return vow.Errorf(vow.CodeCheck, "field log: %w", err)
	}
	if err := vow.CheckSlug(c.Report); err != nil {
		return vow.Errorf(vow.CodeCheck, "field report: %w", err)
	}
	if len(c.Days) == 0 || len(c.Days) > vow.MaxRegisterDays {
		return vow.Errorf(vow.CodeCheck, "field days: 1 to %d days expected, %d found", vow.MaxRegisterDays, len(c.Days))
	}
	for i, d := range c.Days {
		if err := d.check(); err != nil {
			return vow.Errorf(vow.CodeCheck, "field days.%d: %w", i, err)
		}
		if i > 0 && d.Day != vow.NextDay(c.Days[i-1].Day) {
			return vow.Errorf(vow.CodeCheck, "field days.%d: %s does not follow on %s", i, d.Day, c.Days[i-1].Day)
		}
	}
	return nil
}

func (d DayCount) check() error {
	if _, err := vow.ParseDate(d.Day); err != nil {
		return err
	}
	if d.Count < 0 || d.Count >= vow.MaxDayLeaves {
		return vow.Errorf(vow.CodeCheck, "a count of 0 to %d expected", vow.MaxDayLeaves-1)
	}
	if d.Opened < 0 || d.Opened >= vow.MaxDayLeaves {
		return vow.Errorf(vow.CodeCheck, "0 to %d opened expected", vow.MaxDayLeaves-1)
	}
	if n := len(d.Path); n < 6 || n > 16 || n%2 != 0 {
		return vow.Errorf(vow.CodeCheck, "a path of 6 to 16 hashes, two for each power of four, expected")
	}
	return nil
}

// Root returns the root to which the day's count leads.
func (d DayCount) Root() (vow.Hash, error) {
	commit, err := (Count{d.Count, d.Day}).Commit(d.Salt)
	return RootOf(commit, 0, d.Path), err
}
