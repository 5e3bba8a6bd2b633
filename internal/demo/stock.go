package demo

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// stock opens the dossier and the package with programs that know nothing of
// vow, and prints the commands to repeat.
func (s *story) stock(ctx context.Context) error {
	s.say("\nwithout vow: stock commands open the same files (to repeat them: vow demo --keep DIR && cd DIR)")
	script := []string{
		"mkdir stock && cd stock",
		"unzip -q ../dossier.zip -d dossier",
		"(cd dossier && sha256sum --quiet -c manifest-sha256.txt) && echo the copy is undamaged",
		`grep -rahoE '"key":"AGE-SECRET-KEY-[A-Z0-9-]+"' dossier/data/record/tile/entries | head -n 1 | cut -d '"' -f 4 > key`,
		"age -d -i key -o report.tar dossier/data/packages/body.age",
		"tar xf report.tar && ls -m " + report + "/data",
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
	defer os.RemoveAll(filepath.Join(s.dir, "stock"))
	cmd := exec.CommandContext(ctx, "sh", "-e")
	cmd.Stdin = strings.NewReader(strings.Join(script, "\n") + "\n")
	cmd.Dir = s.dir
	out, err := cmd.CombinedOutput()
	for line := range strings.Lines(string(out)) {
		s.say("    %s", strings.TrimSuffix(line, "\n"))
	}
	if err != nil {
		s.failed = append(s.failed, fmt.Sprintf("the stock commands failed: %v", err))
		return nil
	}
	s.say("  the lock itself gives the key, too, wherever tle reaches the chain's relays; on quicknet:")
	s.say(`  $ sed -n '/^leaf backstop\(\.c0\)\{0,1\} /,/^-----END/p' ../report.lock | sed 1d > leaf.age && tle -d -o key.tle leaf.age && age -d -i key.tle -o r.tar ../report.age`)
	return nil
}
