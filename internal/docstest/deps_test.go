package docstest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDepsStartNothing: while script/deps installs, Debian may start no server, and
// afterwards what says so is as it was, also where the installing failed or was killed
// before. No package is installed here: every program that it calls but bash's own and
// the simplest is a stand-in.
func TestDepsStartNothing(t *testing.T) {
	if _, err := os.Stat("/etc/debian_version"); err != nil {
		t.Skip("no Debian: script/deps only prints what is missing")
	}
	const theirs, ours = "#!/bin/sh\nexit 0\n", "#!/bin/sh\n# by vow: script/deps\nexit 101\n"
	for _, c := range []struct {
		name          string
		policy, aside string // before: what says whether servers are started, and what a killed run put aside
		want          string // after
		apt           string // exit status
	}{
		{"none", "", "", "", "0"},
		{"theirs", theirs, "", theirs, "0"},
		{"theirs, apt-get fails", theirs, "", theirs, "100"},
		{"killed before", ours, theirs, theirs, "0"},
		{"killed before, none", ours, "", "", "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			policy, bin := filepath.Join(dir, "policy-rc.d"), filepath.Join(dir, "bin")
			if err := os.Mkdir(bin, 0o755); err != nil {
				t.Fatal(err)
			}
			put := func(name, data string, mode os.FileMode) {
				t.Helper()
				if data == "" {
					return
				}
				if err := os.WriteFile(name, []byte(data), mode); err != nil {
					t.Fatal(err)
				}
			}
			put(policy, c.policy, 0o755)
			put(policy+".before-vow", c.aside, 0o755)
			for _, name := range []string{"bash", "dirname", "chmod", "mv", "rm", "mkdir", "cp", "touch", "cut", "sha256sum", "cat", "uname"} {
				real, err := exec.LookPath(name)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.Symlink(real, filepath.Join(bin, name)); err != nil {
					t.Fatal(err)
				}
			}
			for name, does := range map[string]string{
				"go":        "echo go1.26.0",
				"id":        "echo 0",
				"node":      "exit 0",
				"npm":       "exit 0",
				"systemctl": `echo "$@" >>"$VOW_TEST/systemctl"`,
				"apt-get":   `[ "$1" = update ] || { cat "$VOW_DEPS_POLICY" >"$VOW_TEST/seen"; exit ` + c.apt + `; }`,
			} {
				put(filepath.Join(bin, name), "#!"+filepath.Join(bin, "bash")+"\n"+does+"\n", 0o755)
			}
			bash, err := exec.LookPath("bash")
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(bash, "../../script/deps")
			cmd.Env = []string{"PATH=" + bin, "HOME=" + dir, "VOW_TEST=" + dir, "VOW_DEPS_POLICY=" + policy}
			out, err := cmd.CombinedOutput()
			if (err == nil) != (c.apt == "0") {
				t.Fatalf("script/deps: %v\n%s", err, out)
			}
			read := func(name string) string {
				data, _ := os.ReadFile(filepath.Join(dir, name))
				return string(data)
			}
			if read("seen") != ours {
				t.Errorf("while it installs, %q says whether servers are started", read("seen"))
			}
			if got := read("policy-rc.d"); got != c.want {
				t.Errorf("afterwards: %q, %q expected", got, c.want)
			}
			if _, err := os.Stat(policy + ".before-vow"); err == nil {
				t.Error("what was put aside is still there")
			}
			if c.apt == "0" && !strings.Contains(read("systemctl"), "disable --quiet caddy.service") {
				t.Errorf("systemctl was asked: %q", read("systemctl"))
			}
		})
	}
}
