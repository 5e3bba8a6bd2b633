//go:build soak

package main

import (
	"testing"

	"vow/internal/browsertest"
)

// TestSoakSitePages looks at every page of both sites in every look, and at every page
// of each other language, on a screen and on a phone.
func TestSoakSitePages(t *testing.T) {
	b := browsertest.Start(t)
	office, _ := demoSite(t)
	for _, s := range []*testSite{office, observerSite(t)} {
		english := s.pages(t, "")
		for _, look := range browsertest.Looks {
			t.Run(s.name+" "+look.Name, func(t *testing.T) { s.visit(t, b, look, english) })
		}
		s.valid(t, english)
		for _, lang := range []string{"fr", "es", "ar", "zh", "ru"} {
			pages := s.pages(t, lang)
			for _, look := range []browsertest.Look{browsertest.Light, browsertest.Phone} {
				t.Run(s.name+" "+lang+" "+look.Name, func(t *testing.T) { s.visit(t, b, look, pages) })
			}
			s.valid(t, pages)
		}
	}
}
