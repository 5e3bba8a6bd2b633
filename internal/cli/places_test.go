package cli

import (
	"strings"
	"testing"

	"vow"
)

func TestWhere(t *testing.T) {
	for place, ok := range map[string]bool{
		"https://office.example/method":           true,
		"http://aaaaaaaa.onion/m.pdf":             true,
		"HTTPS://office.example":                  true,
		"https://office.example:8443/m?a=b#c":     true,
		"https://[2001:db8::1]/m":                 true,
		"ipfs://bafy/m.pdf":                       true,
		"doi:10.5555/12345678":                    true,
		"the reading room of the library, room 3": true,
		"Gazette: No. 12 of 2026, page 4":         true,
		"office.example/method":                   true,
		"A/HRC/51/5":                              true,
		"https://":                                false,
		"https:/office.example/method":            false,
		"https:office.example":                    false,
		"http://:80/":                             false,
		"https://office.example/the method":       false,
		"https://office.example/%zz":              false,
		"https://clerk:secret@office.example/":    false,
		"https://clerk:secret@office.example/%zz": false,
		"https:/clerk:secret@office.example/":     false,
		"https://office.example/a@b":              true,
		"https://clerk@office.example/":           false,
		"file:///srv/method.pdf":                  false,
		"/srv/vow/method.pdf":                     false,
		"./method.pdf":                            false,
		"../method.pdf":                           false,
		"~/method.pdf":                            false,
		`C:\Users\clerk\method.pdf`:               false,
		`\\server\share\method.pdf`:               false,
		"C:/Users/clerk/method.pdf":               false,
	} {
		err := checkPlaces([]string{"https://office.example/", place})
		if ok != (err == nil) || err != nil && vow.CodeOf(err) != vow.CodeUsage {
			t.Errorf("%s: %v", place, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("it says the password: %v", err)
		}
	}
}
