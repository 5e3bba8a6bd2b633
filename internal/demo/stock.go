package demo

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"vow"
)

// stock opens the dossier and the package with programs that know nothing of
// vow, and prints the commands to repeat.
func (s *story) stock(ctx context.Context) error {
	s.say("\nwithout vow: stock commands open the same files")
	script := []string{
		"unzip -q ../dossier.zip -d dossier",
		"(cd dossier && sha256sum --quiet -c manifest-sha256.txt) && echo the copy is undamaged",
		`grep -rahoE '"key":"AGE-SECRET-KEY-[A-Z0-9-]+"' dossier/data/record/tile/entries | head -n 1 | cut -d '"' -f 4 > key`,
		"age -d -i key -o report.tar dossier/data/packages/body.age",
		"tar xf report.tar && find " + report + "/data -type f | sort",
	}
	for _, line := range script {
		s.say("  $ %s", line)
	}
	for _, program := range []string{"sh", "unzip", "sha256sum", "grep", "age", "tar"} {
		if _, err := exec.LookPath(program); err != nil {
			s.say("  not run here: the program %q is not installed (on Debian: apt-get install unzip age)", program)
			return nil
		}
	}
	dir := filepath.Join(s.dir, "stock")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	defer os.RemoveAll(dir)
	cmd := exec.CommandContext(ctx, "sh", "-e")
	cmd.Stdin = strings.NewReader(strings.Join(script, "\n") + "\n")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	for line := range strings.Lines(string(out)) {
		s.say("    %s", strings.TrimSuffix(line, "\n"))
	}
	if err != nil {
		s.failed = append(s.failed, fmt.Sprintf("the stock commands failed: %v", err))
		return nil
	}
	s.say("  before the release, and on quicknet, the lock itself gives the key: ")
	s.say(`  $ sed -n '/^leaf backstop\(\.c0\)\{0,1\} /,/^-----END/p' report.lock | sed 1d > leaf.age && tle -d -o key leaf.age && age -d -i key -o r.tar report.age`)
	return nil
}
