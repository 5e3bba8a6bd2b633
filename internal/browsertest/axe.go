package browsertest

import "os"

// axeRun asks for every rule but axe's experimental ones, and gives one line for
// each place that breaks one. Frames are pages that are looked at by themselves: asking
// into one, where axe is not, waits half a second for an answer.
const axeRun = `axe.run(document, {resultTypes: ["violations"], iframes: false}).then(r => r.violations.flatMap(v =>
	v.nodes.map(n => v.impact + " " + v.id + ": " + v.help + " at " + n.target.join(" ") + "\n" + n.failureSummary)))`

// Accessible fails the test for each place of the page, as it stands, that breaks
// a rule of axe-core.
func (p *Page) Accessible() {
	p.t.Helper()
	if p.look.NoScript {
		p.t.Fatal("axe-core is a script: it cannot look at a page whose scripts are off")
	}
	if !Value[bool](p, `typeof axe === "object"`) {
		source, err := os.ReadFile(toolFile(p.t, "axe-core/axe.min.js"))
		if err != nil {
			p.t.Fatal(err)
		}
		Value[bool](p, string(source)+"\n;true")
	}
	if rules := Value[int](p, "axe.getRules().length"); rules < 50 {
		p.t.Fatalf("axe-core has %d rules: something is wrong with it", rules)
	}
	for _, v := range Value[[]string](p, axeRun) {
		p.t.Errorf("accessibility (%s): %s", p.look.Name, v)
	}
}
