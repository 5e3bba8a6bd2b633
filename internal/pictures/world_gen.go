//go:build ignore

// World_gen makes world.txt: outlines of States in the Equal Earth projection, one a
// line, for drawing alone.
//
//	npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
//	go run world_gen.go package/countries-110m.json /usr/share/iso-codes/json/iso_3166-1.json > world.txt
//
// Arguments: the TopoJSON of world-atlas, and Debian's iso-codes, for the codes of
// three letters that go with the numeric ones.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"slices"
	"strings"
)

type topology struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      [][][2]float64
	Objects   struct {
		Countries struct{ Geometries []geometry }
	}
}

type geometry struct {
	Type string
	ID   string
	Arcs json.RawMessage
}

type point struct{ x, y int }

func main() {
	log.SetFlags(0)
	var t topology
	read(os.Args[1], &t)
	var iso struct {
		List []struct {
			Alpha3  string `json:"alpha_3"`
			Numeric string
		} `json:"3166-1"`
	}
	read(os.Args[2], &iso)
	code := map[string]string{}
	for _, c := range iso.List {
		code[c.Numeric] = c.Alpha3
	}
	var lines []string
	for _, g := range t.Objects.Countries.Geometries {
		name := code[g.ID]
		if g.ID == "" {
			name = "-" // no code of ISO 3166-1
		}
		if name == "" {
			log.Fatalf("no code for %q", g.ID)
		}
		if name != "ATA" {
			lines = append(lines, name+" "+t.outline(g))
		}
	}
	slices.Sort(lines)
	fmt.Println(strings.Join(lines, "\n"))
}

func read(name string, v any) {
	data, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// outline is where a letter goes, and a path.
func (t *topology) outline(g geometry) string {
	var polygons [][][]int
	switch g.Type {
	case "Polygon":
		var one [][]int
		if err := json.Unmarshal(g.Arcs, &one); err != nil {
			log.Fatal(err)
		}
		polygons = append(polygons, one)
	case "MultiPolygon":
		if err := json.Unmarshal(g.Arcs, &polygons); err != nil {
			log.Fatal(err)
		}
	default:
		log.Fatal(g.Type)
	}
	path, largest, at := "", -1.0, point{}
	for _, rings := range polygons {
		for _, arcs := range rings {
			ring := t.ring(arcs)
			if len(ring) < 3 {
				continue
			}
			if area, middle := centre(ring); area > largest {
				largest, at = area, middle
			}
			path += fmt.Sprintf("M%d %d", ring[0].x, ring[0].y)
			for i, p := range ring[1:] {
				sep := "l"
				if i > 0 {
					sep = " "
				}
				path += fmt.Sprintf("%s%d %d", sep, p.x-ring[i].x, p.y-ring[i].y)
			}
			path += "z"
		}
	}
	return fmt.Sprintf("%d %d %s", at.x, at.y, strings.ReplaceAll(path, " -", "-"))
}

func (t *topology) ring(arcs []int) []point {
	var ring [][2]float64
	for _, n := range arcs {
		back := n < 0
		if back {
			n = ^n
		}
		var x, y float64
		var list [][2]float64
		for _, d := range t.Arcs[n] {
			x, y = x+d[0], y+d[1]
			list = append(list, [2]float64{x*t.Transform.Scale[0] + t.Transform.Translate[0], y*t.Transform.Scale[1] + t.Transform.Translate[1]})
		}
		if back {
			slices.Reverse(list)
		}
		ring = append(ring, list...)
	}
	return onPaper(ring)
}

// onPaper projects a ring. One that crosses 180 degrees goes on beyond the edge.
func onPaper(ring [][2]float64) (out []point) {
	turn, least := 0.0, 0.0
	for i := range ring {
		ring[i][0] += turn
		if i > 0 {
			switch d := ring[i][0] - ring[i-1][0]; {
			case d > 180:
				ring[i][0], turn = ring[i][0]-360, turn-360
			case d < -180:
				ring[i][0], turn = ring[i][0]+360, turn+360
			}
		}
		least = min(least, ring[i][0])
	}
	if least < -181 {
		for i := range ring {
			ring[i][0] += 360
		}
	}
	for _, p := range ring {
		out = append(out, project(p[0], p[1]))
	}
	return slices.Compact(out)
}

// project is Equal Earth (Šavrič, Patterson, Jenny 2018), 9,120 units wide.
func project(lon, lat float64) point {
	const a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
	const scale = 9120 / (2 * 2.7066297)
	q := math.Asin(math.Sqrt(3) / 2 * math.Sin(lat*math.Pi/180))
	q2 := q * q
	q6 := q2 * q2 * q2
	x := 2 * math.Sqrt(3) * lon * math.Pi / 180 * math.Cos(q) / (3 * (9*a4*q6*q2 + 7*a3*q6 + 3*a2*q2 + a1))
	y := q * (a4*q6*q2 + a3*q6 + a2*q2 + a1)
	return point{int(math.Round(x*scale)) + 4560, 2220 - int(math.Round(y*scale))}
}

// centre is the area of a ring and its middle.
func centre(ring []point) (float64, point) {
	var area, x, y float64
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		f := float64(p.x*q.y - q.x*p.y)
		area, x, y = area+f, x+float64(p.x+q.x)*f, y+float64(p.y+q.y)*f
	}
	if area == 0 {
		return 0, ring[0]
	}
	return math.Abs(area / 2), point{int(x / (3 * area)), int(y / (3 * area))}
}
