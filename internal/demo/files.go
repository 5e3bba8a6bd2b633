package demo

import "embed"

// files are a small report, a reply to it and a letter about it, made for this project.
// Their story is invented.
//
//go:embed files
var files embed.FS

// material gives the files their names: some in other scripts, which stand here
// and not in the source tree so that every checkout can hold them.
var material = []struct{ stored, name string }{
	{"report.md", "report.md"},
	{"report.fr.md", "report.fr.md"},
	{"reply.md", "reply.md"},
	{"matrix.toml", "matrix.toml"},
	{"letter-v1.md", "letter-v1.md"},
	{"letter-v2.md", "letter-v2.md"},
	{"annexes/chart.png", "annexes/chart.png"},
	{"annexes/station-log.pdf", "annexes/station-log.pdf"},
	{"annexes/table-1.csv", "annexes/таблица-1.csv"},
	{"annexes/annex-1.md", "annexes/附件一.md"},
}
