package dossier

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strings"

	"vow"
)

// Write writes the dossier of these members to w. The bytes depend on info,
// paths and contents alone, not on the order of members.
//
// Sizes and checksums stand before the contents, so each member is read twice;
// one that differs between the two readings, or from its stated size, is an
// error, and so are a path outside CheckPath's grammar, two members of one
// path and a missing checkpoint. After an error w holds the beginning of an archive: throw it away.
// Memory depends on the number of members, not on their sizes.
func Write(w io.Writer, info Info, members []Member) error {
	payload, err := sortMembers(info, members)
	if err != nil {
		return err
	}
	digests, err := digestAll(len(payload), largest(payload), func(i int, buf []byte) (digest, error) {
		return copyMember(io.Discard, payload[i], buf)
	})
	if err != nil {
		return err
	}
	all, digests, err := withTags(info, payload, digests)
	if err != nil {
		return err
	}
	return writeArchive(w, all, digests)
}

func largest(members []Member) int64 {
	var most int64
	for _, m := range members {
		most = max(most, m.Size)
	}
	return most
}

// sortMembers checks info and members and returns the members sorted.
func sortMembers(info Info, members []Member) ([]Member, error) {
	if err := info.check(); err != nil {
		return nil, err
	}
	payload := slices.Clone(members)
	vow.SortFunc(payload, func(a, b Member) int { return strings.Compare(a.Path, b.Path) })
	for i, m := range payload {
		if err := CheckPath(m.Path); err != nil {
			return nil, err
		}
		if i > 0 && payload[i-1].Path == m.Path {
			return nil, bad(m.Path, "given twice")
		}
		if m.Size < 0 || m.Open == nil {
			return nil, bad(m.Path, "no content given")
		}
	}
	if !slices.ContainsFunc(payload, func(m Member) bool { return m.Path == PathCheckpoint }) {
		return nil, missing(PathCheckpoint)
	}
	return payload, nil
}

// bagFiles returns the bag's own files except the tag manifest.
func bagFiles(info Info, octets int64, lines []line) []Member {
	var listed []string
	for _, l := range lines {
		if inReadme(l.path) {
			listed = append(listed, l.path)
		}
	}
	return []Member{
		textMember(nameReadme, []byte(readme(info, listed))),
		textMember(nameInfo, []byte(bagInfo(info, octets, len(lines)))),
		textMember(nameBagit, []byte(bagit)),
		textMember(nameManifest, manifest(lines)),
	}
}

func textMember(name string, b []byte) Member {
	return Member{name, int64(len(b)), func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b)), nil
	}}
}

// withTags adds the bag's own files to a sorted payload, all sorted by name.
func withTags(info Info, payload []Member, digests []digest) ([]Member, []digest, error) {
	var octets int64
	lines := make([]line, len(payload))
	for i, m := range payload {
		lines[i] = line{m.Path, digests[i].sum}
		octets += m.Size
		if octets < 0 {
			return nil, nil, bad(m.Path, "the sizes add up to more than 2^63 bytes")
		}
	}
	tags := bagFiles(info, octets, lines)
	tagLines := make([]line, len(tags))
	tagDigests := make([]digest, len(tags), len(tags)+1)
	for i, m := range tags {
		d, err := copyMember(io.Discard, m, nil)
		if err != nil {
			return nil, nil, err
		}
		tagDigests[i], tagLines[i] = d, line{m.Path, d.sum}
	}
	last := textMember(nameTagManifest, manifest(tagLines))
	d, err := copyMember(io.Discard, last, nil)
	if err != nil {
		return nil, nil, err
	}
	// README.txt, bag-info.txt and bagit.txt sort before data/, the manifests after.
	all := slices.Concat(tags[:3], payload, tags[3:], []Member{last})
	return all, slices.Concat(tagDigests[:3], digests, tagDigests[3:], []digest{d}), nil
}

// writeArchive is the second pass: headers, contents, directory.
func writeArchive(w io.Writer, all []Member, digests []digest) error {
	out := bufio.NewWriterSize(w, digestBuffer)
	buf := make([]byte, digestBuffer)
	var central []byte
	var at int64
	for i, m := range all {
		e := entry{m.Path, m.Size, digests[i].crc, at}
		if _, err := out.Write(e.appendLocal(nil)); err != nil {
			return writeError(err)
		}
		d, err := copyMember(out, m, buf)
		if err != nil {
			return err
		}
		if d != digests[i] {
			return fault(vow.CodeIO, m.Path, "changed while the dossier was being written")
		}
		central = e.appendCentral(central)
		at = e.end()
	}
	end := directory{len(all), at, int64(len(central))}
	if _, err := out.Write(end.appendEnd(central)); err != nil {
		return writeError(err)
	}
	if err := out.Flush(); err != nil {
		return writeError(err)
	}
	return nil
}

func writeError(err error) error { return vow.Errorf(vow.CodeIO, "write dossier: %w", err) }

// teeWriter writes to w and to a digester and remembers w's error, which is not
// the member's.
type teeWriter struct {
	w   io.Writer
	d   *digester
	err error
}

func (t *teeWriter) Write(b []byte) (int, error) {
	n, err := t.w.Write(b)
	if err != nil {
		t.err = err
		return n, err
	}
	return t.d.Write(b)
}

// copyMember copies a member's content to w, requires its size, and returns its
// digest.
func copyMember(w io.Writer, m Member, buf []byte) (digest, error) {
	r, err := m.Open()
	if err != nil {
		return digest{}, openError(m.Path, err)
	}
	defer r.Close()
	to := &teeWriter{w: w, d: newDigester()}
	if buf == nil {
		buf = make([]byte, 4096)
	}
	// One byte more than the size is asked for, so that growth is seen.
	_, err = io.CopyBuffer(to, onlyReader{io.LimitReader(r, m.Size+1)}, buf)
	switch {
	case to.err != nil:
		return digest{}, writeError(to.err)
	case err != nil:
		return digest{}, openError(m.Path, err)
	case to.d.n != m.Size:
		return digest{}, fault(vow.CodeIO, m.Path, "its size is not the stated %d bytes: it changed or was cut", m.Size)
	}
	return to.d.digest(), nil
}

// openError names the member and keeps the cause.
func openError(path string, err error) error {
	return fault(vow.CodeOf(err), path, "%w", err)
}
