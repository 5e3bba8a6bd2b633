package dossier

import (
	"strings"

	"vow"
)

// BagError says that the archive is whole but its bag files are not those Write
// would write for its members. It stands inside a *vow.Error.
type BagError struct {
	// Problems has at most one problem a bag file; each names its member.
	Problems []error
	// Dossier is what was read. It is not to be believed, only to be looked at for
	// saying what else is wrong, such as which member was taken out.
	Dossier *Dossier
}

// Error returns the problems, joined by "; ".
func (e *BagError) Error() string {
	texts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		texts[i] = p.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns the first problem.
func (e *BagError) Unwrap() error { return e.Problems[0] }

// checkBag compares the five bag files with what Write would write. All are
// compared, since the member that was changed is named by one, and the file that
// no longer fits it by another.
func (d *Dossier) checkBag() error {
	var problems []error
	for _, check := range []func() error{d.checkTagManifest, d.checkPayloadManifest, d.checkInfo, d.checkBagit, d.checkReadme} {
		err := check()
		switch {
		case err == nil:
		case vow.CodeOf(err) != vow.CodeCheck:
			return err
		default:
			problems = append(problems, err)
		}
	}
	if problems == nil {
		return nil
	}
	return vow.Errorf(vow.CodeCheck, "%w", &BagError{problems, d})
}

func (d *Dossier) checkTagManifest() error {
	got, err := d.readTag(nameTagManifest, 4096)
	if err != nil {
		return err
	}
	return checkManifest(nameTagManifest, got, d.lines(func(name string) bool { return isTag(name) && name != nameTagManifest }))
}

func (d *Dossier) checkPayloadManifest() error {
	lines := d.lines(d.Has)
	var size int64
	for _, l := range lines {
		size += lineLen(l.path)
	}
	// A little more than expected is read, so that a line too many can be named.
	got, err := d.readTag(nameManifest, size+64<<10)
	if err != nil {
		return err
	}
	return checkManifest(nameManifest, got, lines)
}

// lines returns the manifest lines of the files that are chosen.
func (d *Dossier) lines(chosen func(name string) bool) []line {
	out := make([]line, 0, len(d.entries))
	for i, e := range d.entries {
		if chosen(e.name) {
			out = append(out, line{e.name, d.digests[i].sum})
		}
	}
	return out
}

func (d *Dossier) checkInfo() error {
	text, err := d.readTag(nameInfo, 4096)
	if err != nil {
		return err
	}
	if d.info, err = parseBagInfo(string(text)); err != nil {
		return err
	}
	var octets int64
	for _, i := range d.index {
		octets += d.entries[i].size // together within the file: no overflow
	}
	return sameText(nameInfo, string(text), bagInfo(d.info, octets, len(d.index)))
}

func (d *Dossier) checkBagit() error { return d.checkText(nameBagit, bagit) }

func (d *Dossier) checkReadme() error {
	if d.info == (Info{}) {
		return nil // already said: without a bag-info.txt there is nothing to compare with
	}
	listed := make([]string, 0, len(d.index))
	for _, path := range d.Paths() {
		if inReadme(path) {
			listed = append(listed, path)
		}
	}
	// A little more than expected is read, so that a line too many can be named.
	got, err := d.readTag(nameReadme, int64(readmeLen(d.info, listed))+64<<10)
	if err != nil {
		return err
	}
	return checkReadmeText(string(got), d.info, listed)
}

func (d *Dossier) checkText(name, want string) error {
	got, err := d.readTag(name, int64(len(want)))
	if err != nil {
		return err
	}
	return sameText(name, string(got), want)
}

// sameText compares a bag file with what Write writes and names the first line
// that differs.
func sameText(name, got, want string) error {
	if got == want {
		return nil
	}
	for n := 1; ; n++ {
		g, restG, okG := strings.Cut(got, "\n")
		w, restW, okW := strings.Cut(want, "\n")
		if g != w || okG != okW {
			return bad(name, "line %d is %q; for this log, report and payload vow writes %q", n, cut(g), cut(w))
		}
		got, want = restG, restW
	}
}

// readTag reads one of the bag's own files of at most max bytes, the same bytes
// that were digested.
func (d *Dossier) readTag(name string, max int64) ([]byte, error) {
	i, ok := d.find(name)
	if !ok {
		return nil, missing(name)
	}
	return d.readEntry(i, max)
}
