package demo

import "embed"

// files is a small report that was made for this project. Its story is invented.
//
//go:embed files
var files embed.FS

// material gives the files their names: some in other scripts, which stand here
// and not in the source tree so that every checkout can hold them.
var material = []struct{ stored, name string }{
	{"report.md", "report.md"},
	{"report.fr.md", "report.fr.md"},
	{"annexes/chart.png", "annexes/chart.png"},
	{"annexes/station-log.pdf", "annexes/station-log.pdf"},
	{"annexes/table-1.csv", "annexes/таблица-1.csv"},
	{"annexes/annex-1.md", "annexes/附件一.md"},
}
