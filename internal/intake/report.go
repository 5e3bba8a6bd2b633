package intake

import "fmt"

// Sort says what became of something that a file has.
type Sort string

// The sorts of remark.
const (
	Dropped Sort = "dropped" // it is in the file and not in the paper
	Guessed Sort = "guessed" // it is in the paper as something that the file does not say
	Refused Sort = "refused" // it cannot be in a paper
)

// What the places in a file are counted in, from 1.
const (
	UnitLine      = "line"
	UnitParagraph = "paragraph" // of a DOCX, table cells' included
	UnitPage      = "page"      // of a PDF
)

// Remark is one line of the report of an import.
type Remark struct {
	Sort Sort   `json:"sort"`
	Unit string `json:"unit"`
	At   int    `json:"at"` // 0: the whole file
	Say  string `json:"say"`
}

// String returns the remark as one line.
func (r Remark) String() string {
	if r.At == 0 {
		return fmt.Sprintf("%s: %s", r.Sort, r.Say)
	}
	return fmt.Sprintf("%s: %s %d: %s", r.Sort, r.Unit, r.At, r.Say)
}

// maxRemarks bounds a report.
const maxRemarks = 10_000

// many says a number of things.
func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

func (b *builder) remark(sort Sort, at int, format string, args ...any) {
	if len(b.Report) == maxRemarks {
		b.more++
		return
	}
	b.Report = append(b.Report, Remark{sort, b.Unit, at, fmt.Sprintf(format, args...)})
}

// endReport says how many remarks there was no room for.
func (b *builder) endReport() {
	if b.more > 0 {
		b.Report = append(b.Report, Remark{Dropped, b.Unit, 0, fmt.Sprintf("and %d more, of which this report has no line", b.more)})
	}
}

// excerpt returns the first words of a text, in quotes.
func excerpt(s string) string {
	const most = 60
	n := 0
	for i := range s {
		if n++; n > most {
			return fmt.Sprintf("%q…", s[:i])
		}
	}
	return fmt.Sprintf("%q", s)
}
