package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const page = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>T</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<style>body { background: #fff; color: #000 } @media (prefers-color-scheme: dark) { body { background: #000; color: #fff } }
@media print { p { display: none } }</style></head>
<body><main><h1>Title</h1><p id="p">as written</p><label for="f">File</label> <input type="file" id="f"> <button id="b" type="button">Go</button></main>
<script>document.getElementById("p").textContent = "by script";
document.getElementById("b").addEventListener("click", () => { document.getElementById("p").textContent = "clicked " + document.getElementById("f").files.length });%s</script></body>
</html>
`

// recorder takes errors in place of the test, so that the helper can be tried on
// what it must find.
type recorder struct {
	testing.TB
	errors []string
	ends   []func()
}

func (r *recorder) Helper()            {}
func (r *recorder) Error(a ...any)     { r.errors = append(r.errors, fmt.Sprint(a...)) }
func (r *recorder) Cleanup(end func()) { r.ends = append(r.ends, end) }
func (r *recorder) Errorf(format string, a ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, a...))
}

func (r *recorder) end() {
	for _, end := range r.ends {
		end()
	}
}

func written(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "p.html")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestLooksAndActs(t *testing.T) {
	b := Start(t)
	name := written(t, fmt.Sprintf(page, ""))
	want := map[string]string{"light": "rgb(255, 255, 255)", "dark": "rgb(0, 0, 0)", "phone": "rgb(255, 255, 255)"}
	for _, look := range Looks {
		t.Run(look.Name, func(t *testing.T) {
			p := b.Page(t, look)
			p.OpenFile(name)
			if shot, err := os.ReadFile(p.shoot("page")); err != nil || !strings.HasPrefix(string(shot), "\x89PNG") {
				t.Errorf("the picture is none: %v", err)
			}
			if look.NoScript {
				return
			}
			if c := Value[string](p, "getComputedStyle(document.body).backgroundColor"); want[look.Name] != "" && c != want[look.Name] {
				t.Errorf("background %s", c)
			}
			if w := Value[int64](p, "innerWidth"); w != look.Width {
				t.Errorf("%d wide, want %d", w, look.Width)
			}
			if d := Value[string](p, "getComputedStyle(document.getElementById('p')).display"); (d == "none") != look.Print {
				t.Errorf("display %s", d)
			}
		})
	}
	p := b.Page(t, Light)
	p.OpenFile(name)
	p.Choose("#f", name)
	p.Click("#b")
	p.Wait(`document.getElementById("p").textContent === "clicked 1"`)
	p.Accessible()
	if reqs := p.Requests(); len(reqs) != 1 || !strings.HasPrefix(reqs[0], "file:///") {
		t.Errorf("requests %q", reqs)
	}
}

// TestFindsWhatIsWrong: a helper that sees nothing would let everything pass.
func TestFindsWhatIsWrong(t *testing.T) {
	b := Start(t)
	bad := written(t, fmt.Sprintf(page, `console.error("said so"); fetch("http://127.0.0.1:9/x").catch(() => {}); setTimeout(() => { throw new Error("thrown") })`)+
		`<img src="data:,"><p style="color:#bbb">too pale`)
	r := &recorder{TB: t}
	p := b.Page(r, Light)
	p.OpenFile(bad)
	p.Wait(`document.readyState === "complete"`)
	for len(p.Errors()) < 3 {
		p.Wait("true")
	}
	p.Accessible()
	p.Expect("said so")
	r.end()
	all := strings.Join(r.errors, "\n")
	for _, want := range []string{"thrown", "Content Security Policy", "image-alt", "color-contrast"} {
		if !strings.Contains(all, want) {
			t.Errorf("not found: %s, in:\n%s", want, all)
		}
	}
	if strings.Contains(all, "said so") {
		t.Errorf("announced, and an error all the same:\n%s", all)
	}
}

func TestValidHTML(t *testing.T) {
	ValidHTML(t, written(t, fmt.Sprintf(page, "")))
	r := &recorder{TB: t}
	ValidHTML(r, written(t, "<!DOCTYPE html><html lang=en><title>x</title><p id=a></p><p id=a><div></p></html>"))
	if len(r.errors) == 0 {
		t.Error("finds nothing wrong")
	}
}
