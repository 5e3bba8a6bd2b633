package cli

import (
	"net/url"
	"regexp"
	"strings"

	"vow"
)

var (
	schemeForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)
	userForm   = regexp.MustCompile(`^[^:]*:/*[^/?#]*@`)
	pathForm   = regexp.MustCompile(`^([/~\\]|\.\.?[/\\]|[A-Za-z]:[/\\])`)
)

// checkPlaces checks what can be checked of where something can be read, which an entry
// says for ever: a place is any words, but an address must lead somebody there, and a path
// of this machine leads nobody.
func checkPlaces(list []string) error {
	for _, w := range list {
		bad := func(format string, args ...any) error {
			return vow.Errorf(vow.CodeUsage, "--where %q: "+format, append([]any{w}, args...)...).
				WithHint("a place is an address such as https://office.example/method, or words such as: the reading room of the library")
		}
		if pathForm.MatchString(w) {
			return bad("a path of this machine leads nobody else there")
		}
		if !schemeForm.MatchString(w) {
			continue
		}
		u, err := url.Parse(w)
		scheme := strings.ToLower(schemeForm.FindString(w))
		switch {
		case scheme == "file:":
			return bad("a file of this machine leads nobody else there")
		case scheme != "http:" && scheme != "https:":
		case userForm.MatchString(w): // also in one that does not parse, and so is not shown
			return vow.Errorf(vow.CodeUsage, "--where: an address without a user and password expected: it is published")
		case err != nil || u.Host == "" || u.Hostname() == "" || strings.ContainsAny(w, " \t"):
			return bad("no whole address: http:// or https://, a host and a path expected")
		}
	}
	return nil
}
