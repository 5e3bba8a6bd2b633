package pictures

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vow"
	"vow/internal/letters"
)

// versions is a letter of four versions in two languages, and one whose text is not held.
func versions() Versions {
	return Versions{Letter: "joint-letter", List: []Version{{Slug: "v1", Lang: "en", Date: "2022-05", Named: 12, Claimed: 3}, {Slug: "v2", Lang: "en", Date: "2022-06-01"},
		{Slug: "v3", Lang: "en", Date: "2022-06-08"}, {Slug: "v3-fr", Lang: "fr", Date: "2022-06-09"}, {Slug: "v4", Date: "2022-07~"}},
		Order: &letters.Lineage{Computed: []letters.Tree{
			{Lang: "en", Root: "v1", Rooted: letters.ByDates, Links: []letters.Link{{From: "v1", To: "v2", Distance: 1}, {From: "v1", To: "v3", Distance: 14, Tie: "v2", Against: true}}},
			{Lang: "fr", Root: "v3-fr", Rooted: letters.ByOnly}},
			Claimed:      []letters.Claim{{By: "CHE", From: "v2", To: "v4"}, {By: "FRA", From: "v2", To: "v4"}},
			Translations: []letters.Translation{{Of: "v3", Version: "v3-fr"}}, NotHeld: []string{"v4"}}}
}

func drawn(g Versions) []byte {
	svg, _ := g.SVG()
	return svg
}

// many are versions that hang on each other as the function says, from 1 on.
func many(n int, on func(i int) int) Versions {
	name := func(i int) string { return "v" + strconv.Itoa(i) }
	g := Versions{Letter: "long", Order: &letters.Lineage{}}
	tree := letters.Tree{Lang: "en", Root: name(0), Rooted: letters.ByMiddle}
	for i := range n {
		g.List = append(g.List, Version{Slug: name(i), Lang: "en", Date: "2022"})
		if i > 0 {
			tree.Links = append(tree.Links, letters.Link{From: name(on(i)), To: name(i), Distance: i})
			g.Order.Claimed = append(g.Order.Claimed, letters.Claim{By: "CHE", From: name(0), To: name(i)})
		}
	}
	g.Order.Computed = []letters.Tree{tree}
	return g
}

// TestVersionsSay: each version is there with what is known of it, each line and bracket
// stands in words too.
func TestVersionsSay(t *testing.T) {
	svg, areas := versions().SVG()
	all := elements(t, svg)
	desc := textOf(all, "desc")
	for _, want := range []string{"v1: en · known since 2022-05 · 12 named, 3 claimed by others.", "v2: en · known since 2022-06-01; 1 run of words differs from v1.",
		"v3: en · known since 2022-06-08; 14 runs of words differ from v1 (v2 is as near), though the dates say the reverse.", "v3-fr: fr · known since 2022-06-09; translates v3.",
		"v4: known since 2022-07~ · its text is not to be seen; from v2, says Switzerland · from v2, says France."} {
		if !strings.Contains(desc, want) {
			t.Errorf("the description lacks %q: %s", want, desc)
		}
	}
	var names []string
	for _, a := range areas {
		names = append(names, a.Slug)
		if a.X < 0 || a.Y < 0 || a.W < 400 || a.H < 20 || a.X+a.W > width {
			t.Errorf("area %+v", a)
		}
	}
	if want := []string{"v1", "v2", "v3", "v3-fr", "v4"}; !slices.Equal(names, want) {
		t.Errorf("areas of %v, want %v", names, want)
	}
}

// TestVersionsOfEverySize: one version, a chain, a star and a binary tree of many are
// drawn within the picture, and no two marks stand on one another.
func TestVersionsOfEverySize(t *testing.T) {
	for name, on := range map[string]func(int) int{"chain": func(i int) int { return i - 1 }, "star": func(int) int { return 0 }, "tree": func(i int) int { return (i - 1) / 2 }} {
		for _, n := range []int{1, 2, 40, 200, 1000} {
			t.Run(fmt.Sprint(name, n), func(t *testing.T) {
				svg, areas := many(n, on).SVG()
				all := elements(t, svg)
				drawn := min(n, MaxVersions)
				if len(areas) != drawn || len(svg) > 400_000 {
					t.Fatalf("%d areas, %d bytes", len(areas), len(svg))
				}
				if text := textOf(all, "text"); n > drawn != strings.Contains(text, "800 more versions have no room") {
					t.Errorf("what has no room is not said, or wrongly: %.300s", text)
				}
				seen, right := map[string]bool{}, 0
				for _, e := range all {
					if e.name != "circle" || e.attr["cy"] == "" {
						continue
					}
					if at := e.attr["cx"] + " " + e.attr["cy"]; seen[at] {
						t.Errorf("two versions at %s", at)
					} else {
						seen[at] = true
					}
					x, _ := strconv.Atoi(e.attr["cx"])
					right = max(right, x)
				}
				if len(seen) != drawn || right > laneX(margin+(maxClaims+1)*claimLane, maxLanes) {
					t.Errorf("%d marks, up to %d", len(seen), right)
				}
				for i := 1; i < len(areas); i++ {
					if areas[i].Y < areas[i-1].Y+areas[i-1].H {
						t.Errorf("the rows of %s and %s overlap", areas[i-1].Slug, areas[i].Slug)
					}
				}
			})
		}
	}
}

// TestVersionsWithoutText: where no text is held there is no tree, and every version is
// there all the same.
func TestVersionsWithoutText(t *testing.T) {
	g := Versions{Letter: "x", List: []Version{VersionOf("a", "", "2022-05-01T10:00:00Z", 0, 1), VersionOf("b", "", "", 0, 0)}, Order: letters.Order([]*letters.Version{{Slug: "a"}, {Slug: "b", From: []vow.Descent{{By: "CHE", Version: "a"}}}})}
	svg, areas := g.SVG()
	if desc := textOf(elements(t, svg), "desc"); len(areas) != 2 || !strings.Contains(desc, "a: known since 2022-05-01 10:00:00Z · 0 named, 1 claimed by others") || !strings.Contains(desc, "from a, says Switzerland") {
		t.Errorf("%d areas, %s", len(areas), desc)
	}
}
