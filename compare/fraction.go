package compare

import (
	"strconv"
	"strings"
	"sync"
)

// vulgar are the values of fractions that are one character, by their keys.
var vulgar = sync.OnceValue(func() map[string]float64 {
	m := map[string]float64{}
	for pair := range strings.FieldsSeq("½|0.5 ¼|0.25 ¾|0.75 ⅛|0.125 ⅜|0.375 ⅝|0.625 ⅞|0.875") {
		sign, value, _ := strings.Cut(pair, "|")
		m[foldKey(sign)], _ = strconv.ParseFloat(value, 64)
	}
	return m
})

// mixed reads a number in digits with such a fraction at once behind it: 1½.
func mixed(k string) (string, bool) {
	whole, part, ok := strings.Cut(k, "^")
	v, err := strconv.ParseFloat(whole, 64)
	if !ok || err != nil || vulgar()[part] == 0 {
		return "", false
	}
	return strconv.FormatFloat(v+vulgar()[part], 'g', exactDigits, 64), true
}

// symbolic are signs of money that an amount in millions stands beside.
var symbolic = set("$ € £ ¥")

// millions reads the amount that key i is if it has m for million behind it and stands
// behind a sign of money: €5m. Elsewhere 5m are metres.
func millions(keys []string, i int) (string, bool) {
	digits, ok := strings.CutSuffix(keys[i], "m")
	if !ok || i == 0 || !symbolic[keys[i-1]] {
		return "", false
	}
	v, err := strconv.ParseFloat(strings.TrimPrefix(digits, "#"), 64)
	return strconv.FormatFloat(v*1e6, 'g', exactDigits, 64), err == nil
}

// manyOf returns what M or Md behind key i counts for where money is behind it, or 0.
func manyOf(keys []string, i int) float64 {
	if i+1 >= len(keys) {
		return 0
	}
	switch keys[i+1] {
	case "m", unitKey + "m":
		return 1e6
	case "md", "mds":
		return 1e9
	}
	return 0
}

// inHundred reports whether a is one number and b as many in a hundred: half, 50 %.
func inHundred(a, b []quantity) bool {
	if len(a) != 1 || len(b) != 2 || b[1].value != "%" {
		return false
	}
	v, err := strconv.ParseFloat(a[0].value, 64)
	w, err2 := strconv.ParseFloat(b[0].value, 64)
	return err == nil && err2 == nil && v < 1 && v*100 == w
}

// slashed are fractions in digits as the words for them are read: 2/3, two thirds.
var slashed = sync.OnceValue(func() map[string][]float64 {
	return map[string][]float64{"1/2": {0.5}, "1/4": {0.25}, "2/3": {2, 1. / 3}, "3/4": {3, 0.25}}
})

// appendSlashed appends a number in digits, or the parts of a fraction.
func appendSlashed(out []quantity, k string) []quantity {
	parts := slashed()[k]
	if parts == nil {
		return append(out, quantity{value: longValue(k), firm: true})
	}
	for _, v := range parts {
		out = append(out, quantity{value: strconv.FormatFloat(v, 'g', exactDigits, 64), firm: true})
	}
	return out
}
