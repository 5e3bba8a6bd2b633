package dossier

import "strings"

// readme returns README.txt. It is part of the form (see form): never edited,
// only replaced together with it. It ends in the list of the payload files
// outside the record's tiles, whose names follow from the checkpoint: so a file
// that was taken out is missed even where the manifests were mended.
func readme(info Info, listed []string) string {
	var b strings.Builder
	b.Grow(readmeLen(info, listed))
	b.WriteString(readmeHead(info))
	for _, path := range listed {
		b.WriteString(listIndent)
		b.WriteString(path)
		b.WriteByte('\n')
	}
	return b.String()
}

// readmeHead is all of it but the list.
func readmeHead(info Info) string {
	return strings.NewReplacer("{log}", info.Log, "{report}", info.Report).Replace(readmeText)
}

// readmeLen is the length of readme.
func readmeLen(info Info, listed []string) int {
	n := len(readmeHead(info))
	for _, path := range listed {
		n += len(listIndent) + len(path) + len("\n")
	}
	return n
}

// listIndent is what stands before a path in the list of README.txt.
const listIndent = "    "

// inReadme reports whether README.txt lists a payload path.
func inReadme(path string) bool { return !strings.HasPrefix(path, recordPrefix+"tile/") }

// checkReadmeText compares README.txt with what Write writes. Where only the
// list differs it names the first file that is listed and missing, or there and
// not listed.
func checkReadmeText(got string, info Info, listed []string) error {
	rest, ok := strings.CutPrefix(got, readmeHead(info))
	if !ok {
		return sameText(nameReadme, got, readme(info, listed))
	}
	last := ""
	for {
		line, after, ok := strings.Cut(rest, "\n")
		path, indented := strings.CutPrefix(line, listIndent)
		good := ok && indented && allowedPath(path) && inReadme(path) && path > last
		switch {
		case rest == "" && len(listed) == 0:
			return nil
		case len(listed) > 0 && (rest == "" || good && path > listed[0]):
			return bad(listed[0], "not listed in %s", nameReadme)
		case !good:
			return bad(nameReadme, "%q does not belong in its list of files", cut(line))
		case len(listed) == 0 || path < listed[0]:
			return bad(path, "missing, but listed in %s", nameReadme)
		}
		last, rest, listed = path, after, listed[1:]
	}
}

const readmeText = `A vow dossier: the whole public record of an office, and what belongs to one
report of it, in one file. Nothing below needs a network or the office itself,
except the beacon signature in 3.

    log      {log}
    report   {report}

1. Is this copy undamaged?

Unpack it into an empty folder and let sha256sum check every file:

    unzip FILE.dossier.zip -d dossier
    cd dossier
    sha256sum -c manifest-sha256.txt
    sha256sum -c tagmanifest-sha256.txt

(macOS: shasum -a 256 -c.) This shows damage and nothing else. Whoever forges a
dossier makes these lists fit.

2. Is it true?

    vow verify FILE.dossier.zip --trust TRUST

TRUST says whose word counts: the log's key and its witnesses. Take it from
somewhere that neither the office nor the sender of this file controls. The file
data/trust, if there is one, is information from the office and proves nothing.

3. How is the sealed text opened without vow?

With age (age-encryption.org) and tle (github.com/drand/tlock), once the opening
time has come. For the part named body, in the unpacked folder:

    sed -n '/^leaf backstop\(\.c0\)\{0,1\} /,/^-----END/p' data/seals/body.lock | sed 1d > leaf.age
    tle -d -o key leaf.age
    age -d -i key -o body.tar data/packages/body.age
    tar xf body.tar

Write the tar file first, as above: age tells of a damaged package only at its
end. The line that starts with "leaf" in the lock says which round of the beacon
opens it, the line "chain" which beacon. For another beacon than tle's own, add
-n URL -c HASH to tle. A lock with two lines "chain" opens with either: put c1 for
c0 above if the first beacon is gone. A lock whose line "recipient" starts with
age1pq1 was made with --pq: its package needs age 1.3 or newer. If every relay is
gone: once the report is released, the key stands in the record, in the entry of
kind release.made

    grep -a -r -h '"kind":"release.made".*"report":"{report}"' data/record/tile/entries

as "key": put its value into the file key and go on with age. The text stands in
{report}/data/ of the tar file, in the files whose names end in .paper, one
paragraph a line.

The line "policy" may let trustees open it too, or sooner. Their leaves are age
files like the others: a trustee opens the one of the line "leaf 1.2.1 trustee"
with

    sed -n '/^leaf 1\.2\.1 /,/^-----END/p' data/seals/body.lock | sed 1d > leaf.age
    age -d -i TRUSTEE.key -o opened leaf.age

Where that line ends in "commit" the leaf holds a share, else the file key, with
which age goes on as above. Shares are joined into the key of their branch by the
Python script that "vow lock script" prints, on any machine:

    python3 openlock.py data/seals/body.lock
    python3 openlock.py data/seals/body.lock extract leaves
    python3 openlock.py data/seals/body.lock join leaves leaves/*.share

It says which commands come between. What it does can be done by hand: the 32
bytes of an "and" are the exclusive or of its children's, those of a "k of" the
value at 0 of a polynomial of degree k-1 over GF(2^8) with the polynomial 0x11b,
byte by byte, whose value at x is that of the x-th child; an inner "or" gives each
child its own. The branch's 32 bytes are an age X25519 key; it opens the age file
below the line "branch", which holds the file key.

4. What is in here?

    data/record/checkpoint    signed state of the record: its size and its root
    data/record/tile/         every entry and every hash of the record, as the
                              log serves them (c2sp.org/tlog-tiles)
    data/checkpoints/         earlier and later states with the witnesses' times
    data/papers/              texts, named by their roots
    data/seals/               locks: who or what opens which part, and when
    data/packages/            the sealed parts, encrypted with age
    data/notices/ replies/ openings/ counts/ held/ opened/ letters/
                              what the entries of the record commit to
    data/trust                the office's own trust file: information

The same record makes the same dossier, byte for byte. Beside the tiles, these
files belong to it:

`
