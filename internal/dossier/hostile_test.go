package dossier

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"vow"
	"vow/internal/tlog"
)

// forge writes an archive whose bag files fit whatever members it is given:
// what an attacker makes who mends everything. Names are not checked.
func forge(t *testing.T, info Info, members []Member) []byte {
	t.Helper()
	digests := make([]digest, len(members))
	for i, m := range members {
		d, err := copyMember(&bytes.Buffer{}, m, nil)
		if err != nil {
			t.Fatal(err)
		}
		digests[i] = d
	}
	all, digests, err := withTags(info, members, digests)
	if err != nil {
		t.Fatal(err)
	}
	return archive(t, all, digests)
}

func archive(t *testing.T, all []Member, digests []digest) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writeArchive(&b, all, digests); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// plain returns the archive of these files as they are, bag files included.
func plain(t *testing.T, files []Member) []byte {
	t.Helper()
	digests := make([]digest, len(files))
	for i, m := range files {
		d, err := copyMember(&bytes.Buffer{}, m, nil)
		if err != nil {
			t.Fatal(err)
		}
		digests[i] = d
	}
	return archive(t, files, digests)
}

// files returns every file of a dossier, bag files included, as members.
func files(t *testing.T, b []byte) []Member {
	t.Helper()
	d, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	var out []Member
	for _, e := range d.entries {
		out = append(out, textMember(e.name, b[e.dataAt():e.end()]))
	}
	return out
}

func small() map[string]string {
	return map[string]string{
		PathCheckpoint:               "checkpoint",
		"data/record/tile/0/000.p/1": strings.Repeat("h", 32),
		PathTrust:                    "trust",
	}
}

// regionOf returns the member whose header or content byte i is in, or "*" for
// the directory and the end record.
func regionOf(d *Dossier, i int) string {
	for _, e := range d.entries {
		if int64(i) < e.end() {
			return e.name
		}
	}
	return "*"
}

func TestEveryByteCounts(t *testing.T) {
	b := write(t, testInfo, content(small()))
	d, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for i := range b {
		for _, flip := range []byte{0x01, 0x20, 0x80, 0xff} {
			c := bytes.Clone(b)
			c[i] ^= flip
			refused(t, "flip", c, regionOf(d, i))
			if regionOf(d, i) != "*" {
				named++
			}
		}
	}
	if named < len(b)*3 {
		t.Fatalf("only %d of %d flips must name a member", named, 4*len(b))
	}
}

func TestEveryLengthCounts(t *testing.T) {
	b := write(t, testInfo, content(small()))
	for i := range b {
		refused(t, "cut", b[:i], "*")
		refused(t, "beginning cut", b[i+1:], "*")
		refused(t, "byte lost", slices.Concat(b[:i], b[i+1:]), "*")
		refused(t, "byte twice", slices.Concat(b[:i+1], b[i:]), "*")
		refused(t, "byte added", slices.Concat(b[:i], []byte{0}, b[i:]), "*")
	}
	refused(t, "trailing byte", append(bytes.Clone(b), 0), "")
	refused(t, "twice", slices.Concat(b, b), "")
	refused(t, "prefix", slices.Concat([]byte("#!/bin/sh\n"), b), "")
	refused(t, "nothing", nil, "")
	refused(t, "another file", []byte("vow/lock@v1\norigin office.example/vow\n"), "")
	if _, err := Read(bytes.NewReader(b), int64(len(b))+1, Limits{}); vow.CodeOf(err) != vow.CodeCheck {
		t.Errorf("file shorter than stated: %v", err)
	}
	if _, err := Read(bytes.NewReader(b), -1, Limits{}); vow.CodeOf(err) != vow.CodeCheck {
		t.Errorf("negative size: %v", err)
	}
}

// TestDropped: without mending, a dropped member is named; with everything
// mended it is a dossier again, and verify's matter, unless the form needs it.
func TestDropped(t *testing.T) {
	b := write(t, testInfo, content(sample()))
	all := files(t, b)
	if len(all) != len(sample())+5 {
		t.Fatalf("%d files", len(all))
	}
	for i, m := range all {
		rest := slices.Delete(slices.Clone(all), i, i+1)
		if isTag(m.Path) || m.Path == PathCheckpoint {
			refused(t, "dropped", plain(t, rest), m.Path)
			continue
		}
		// Nothing mended: the list and the Oxum tell of it.
		refused(t, "dropped", plain(t, rest), nameInfo)
		refused(t, "dropped", plain(t, rest), m.Path)
		files := sample()
		delete(files, m.Path)
		mended := forge(t, testInfo, content(files))
		if _, err := read(mended); err != nil {
			t.Errorf("%s dropped and mended: %v", m.Path, err)
		}
		// Mended but for README.txt, which lists all but the tiles.
		if inReadme(m.Path) {
			refused(t, "dropped, manifests mended", withReadme(t, mended, contentOf(t, fileOf(t, b, nameReadme))), m.Path)
		}
		// Mended but for the manifests.
		partly := slices.Clone(rest)
		for j, r := range partly {
			if r.Path == nameInfo {
				partly[j] = fileOf(t, mended, nameInfo)
			}
		}
		refused(t, "dropped, manifest stays", plain(t, partly), m.Path)
	}
}

// withReadme replaces README.txt and mends the tag manifest.
func withReadme(t *testing.T, b, text []byte) []byte {
	t.Helper()
	var all []Member
	var lines []line
	for _, m := range files(t, b) {
		switch m.Path {
		case nameTagManifest:
			m = textMember(m.Path, manifest(lines))
		case nameReadme:
			m = textMember(m.Path, text)
		}
		if isTag(m.Path) {
			lines = append(lines, line{m.Path, vow.SumHash(contentOf(t, m))})
		}
		all = append(all, m)
	}
	return plain(t, all)
}

// TestReadmeList: README.txt lists every file outside the tiles, once, sorted,
// and nothing else.
func TestReadmeList(t *testing.T) {
	b := write(t, testInfo, content(small()))
	good := string(contentOf(t, fileOf(t, b, nameReadme)))
	d, err := read(withReadme(t, b, []byte(good)))
	if err != nil {
		t.Fatal(err)
	}
	listed := 0
	for _, path := range d.Paths() {
		if got := strings.Count(good, "\n"+listIndent+path+"\n"); got != map[bool]int{true: 1}[inReadme(path)] {
			t.Errorf("%s is listed %d times", path, got)
		}
		if !inReadme(path) {
			continue
		}
		listed++
		refused(t, "line taken out", withReadme(t, b, []byte(strings.Replace(good, listIndent+path+"\n", "", 1))), path)
		refused(t, "line doubled", withReadme(t, b, []byte(strings.Replace(good, listIndent+path+"\n", listIndent+path+"\n"+listIndent+path+"\n", 1))), nameReadme)
	}
	if listed < 2 {
		t.Fatalf("%d files listed", listed)
	}
	for _, c := range []struct{ text, member string }{
		{good + listIndent + "data/zzz\n", nameReadme},
		{good + listIndent + "data/trusty\n", nameReadme},
		{good + listIndent + "data/record/tile/1/000\n", nameReadme},
		{strings.Replace(good, listIndent+PathCheckpoint+"\n", listIndent+"data/openings/a\n"+listIndent+PathCheckpoint+"\n", 1), "data/openings/a"},
		{good + "x", nameReadme},
		{good + "\n", nameReadme},
		{strings.TrimSuffix(good, "\n"), nameReadme},
		{strings.Replace(good, "1. Is", "1. is", 1), nameReadme},
		{good[:100], nameReadme},
		{"", nameReadme},
		{good + strings.Repeat("x", 100<<10), nameReadme},
	} {
		refused(t, "README.txt", withReadme(t, b, []byte(c.text)), c.member)
	}
}

func fileOf(t *testing.T, b []byte, name string) Member {
	t.Helper()
	for _, m := range files(t, b) {
		if m.Path == name {
			return m
		}
	}
	t.Fatalf("no %s", name)
	return Member{}
}

// TestAltered changes a member and mends what an unpacking tool looks at.
func TestAltered(t *testing.T) {
	b := write(t, testInfo, content(sample()))
	for i, m := range files(t, b) {
		all := files(t, b)
		text := contentOf(t, m)
		if len(text) == 0 {
			continue
		}
		text[len(text)/2] ^= 1
		all[i] = textMember(m.Path, text)
		c := plain(t, all)
		if m.Path == nameTagManifest {
			// A false line is told of the file that it is about, and says where it stands.
			if _, err := read(c); err == nil || !strings.Contains(err.Error(), nameTagManifest) {
				t.Errorf("altered %s: %v", m.Path, err)
			}
			continue
		}
		refused(t, "altered "+m.Path, c, m.Path)
	}
}

func contentOf(t *testing.T, m Member) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := copyMember(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestUnlisted adds a file that the manifest does not list, and lists one that
// is not there.
func TestUnlisted(t *testing.T) {
	for _, extra := range []string{"data/counts/a", "data/record/tile/1/000", "data/trust", "data/papers/" + strings.Repeat("f", 64) + ".paper"} {
		long, short := small(), small()
		delete(short, extra)
		long[extra] = "trust"
		with, without := write(t, testInfo, content(long)), write(t, testInfo, content(short))
		mix := func(from []byte, name string, to []byte) []byte {
			all := files(t, to)
			for i, m := range all {
				if m.Path == name {
					all[i] = fileOf(t, from, name)
				}
			}
			return plain(t, all)
		}
		refused(t, "unlisted", mix(without, nameManifest, with), extra)
		refused(t, "listed only", mix(with, nameManifest, without), extra)
		first := nameReadme // which lists all but the tiles
		if !inReadme(extra) {
			first = nameInfo
		}
		refused(t, "tag manifest of another", mix(without, nameTagManifest, with), first)
	}
}

func TestHostileNames(t *testing.T) {
	names := []string{
		"../x", "data/../x", "data/notices/../../x", "/etc/passwd", "data//trust", "data/./trust", "C:\\x", "data\\trust",
		"data/notices/a\\b", "data/notices/..", "data/notices/.hidden", "data/notices/a..b", "data/notices/a.", "data/notices/-a", "data/notices/",
		"data/notices/a/b", "data/notices/a b", "data/notices/a\x00b", "data/notices/a\nb", "data/notices/a%2f", "data/notices/a:b", "data/notices/*",
		"DATA/trust", "data/Trust", "data/trust/", "data/trust ", "data/trust.", "data/notices/A", "data/notices/\u00e9", "data/notices/e\u0301", "data/notices/\u017f",
		"data/notices/" + strings.Repeat("a", 101), "data/", "data", "data/other", "data/record", "data/record/", "data/record/x", "data/record/tile/",
		"data/record/tile/0/0", "data/record/tile/0/1000", "data/record/tile/0/x000/000", "data/record/tile/0/x1/000", "data/record/tile/0/000.p/0",
		"data/record/tile/0/000.p/256", "data/record/tile/0/000.p/01", "data/record/tile/0/000.p/", "data/record/tile/0/000.p", "data/record/tile/0/x000",
		"data/record/tile/7/000", "data/record/tile/7/000", "data/record/tile/00/000", "data/record/tile/-1/000", "data/record/tile/0/-01", "data/record/tile/entries/000/", "data/record/tile/0/x9/x999/x999/x999/x999/x999/x999/999",
		"data/checkpoints/1", "data/checkpoints/01.first", "data/checkpoints/-1.first", "data/checkpoints/1.middle", "data/checkpoints/9007199254740992.last", "data/checkpoints/9223372036854775808.last", "data/checkpoints/.first",
		"data/papers/x.paper", "data/papers/" + strings.Repeat("F", 64) + ".paper", "data/papers/" + strings.Repeat("f", 63) + ".paper",
		"data/seals/.lock", "data/seals/a/b.lock", "data/seals/a.b.lock", "data/seals/A.lock", "data/seals/body.age", "data/packages/body.lock", "data/packages/" + strings.Repeat("a", 65) + ".age",
		"data/trust/x", "data/record/checkpoint/x", "data/seals/body.lock/x", "data/record/tile/0/000/x", "data/record/tile/0/000.p/1/x",
		"data/manifest-sha256.txt", "fetch.txt", "README.TXT", "data/README.txt", "manifest-md5.txt", "xdata/trust", "",
	}
	for _, name := range names {
		if err := CheckPath(name); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%q: %v", name, err)
		}
		members := content(small())
		members = append(members, textMember(name, []byte("x")))
		if err := Write(&bytes.Buffer{}, testInfo, members); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("write %q: %v", name, err)
		}
		slices.SortFunc(members, func(a, b Member) int { return strings.Compare(a.Path, b.Path) })
		_, err := read(forge(t, testInfo, members))
		if vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("read %q: %v", name, err)
		}
		if printable := strings.Trim(name, "abcdefghijklmnopqrstuvwxyz/."); printable == "" && len(name) > 5 && MemberOf(err) != name {
			t.Errorf("read %q names %q", name, MemberOf(err))
		}
	}
}

func TestAllowedNames(t *testing.T) {
	for _, name := range []string{
		PathCheckpoint, PathTrust, CheckpointFirst(0), CheckpointLast(tlog.MaxSize), PathPaper(vow.Hash{}), PathLock("a-1"), PathPackage(strings.Repeat("z", 64)),
		"data/notices/a", "data/letters/0.a_b-c.txt", "data/held/" + strings.Repeat("a", 100),
		"data/record/tile/entries/x001/x234/067.p/255", "data/record/tile/6/000", "data/record/tile/0/999",
	} {
		if err := CheckPath(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if len(name) > maxPath {
			t.Errorf("%q is longer than maxPath", name)
		}
	}
}

// TestFixedFields sets each fixed field of headers to something an unpacking
// tool would follow: links, folders, compression, encryption, extra fields.
func TestFixedFields(t *testing.T) {
	b := write(t, testInfo, content(small()))
	d, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	i, _ := d.find(PathTrust)
	e := d.entries[i]
	central := bytes.LastIndex(b, e.appendCentral(nil))
	local := int(e.offset)
	if central < 0 {
		t.Fatal("no central entry")
	}
	for what, c := range map[string]struct {
		at    int
		value []byte
	}{
		"symbolic link":         {central + 38, le.AppendUint32(nil, 0120777<<16)},
		"folder":                {central + 38, le.AppendUint32(nil, 0040755<<16|0x10)},
		"device":                {central + 38, le.AppendUint32(nil, 0060644<<16)},
		"setuid":                {central + 38, le.AppendUint32(nil, 0104755<<16)},
		"deflate, central":      {central + 10, []byte{8, 0}},
		"deflate, local":        {local + 8, []byte{8, 0}},
		"encrypted, central":    {central + 8, []byte{1, 8}},
		"descriptor, local":     {local + 6, []byte{8, 8}},
		"not UTF-8":             {central + 8, []byte{0, 0}},
		"time":                  {central + 12, []byte{1, 0}},
		"comment":               {central + 32, []byte{1, 0}},
		"disk":                  {central + 34, []byte{1, 0}},
		"offset":                {central + 42, le.AppendUint32(nil, 0)},
		"offset of another":     {central + 42, le.AppendUint32(nil, uint32(d.entries[0].offset))},
		"extra length, local":   {local + 28, []byte{4, 0}},
		"extra length, central": {central + 30, []byte{4, 0}},
		"size 2^32-1":           {central + 24, le.AppendUint32(nil, max32)},
		"bomb":                  {central + 24, le.AppendUint32(nil, 1<<30)},
		"packed size":           {central + 20, le.AppendUint32(nil, 1)},
		"other local name":      {local + localLen + 5, []byte("Trust")},
		"local size":            {local + 22, le.AppendUint32(nil, 4)},
		"local crc":             {local + 14, le.AppendUint32(nil, 4)},
		"central crc":           {central + 16, le.AppendUint32(nil, 4)},
	} {
		x := bytes.Clone(b)
		copy(x[c.at:], c.value)
		if bytes.Equal(x, b) {
			t.Fatalf("%s: nothing changed", what)
		}
		refused(t, what, x, PathTrust)
	}
}

// TestForeignZIP: the same files, packed by another tool, are another encoding.
func TestForeignZIP(t *testing.T) {
	b := write(t, testInfo, content(small()))
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for _, m := range files(t, b) {
			f, err := w.CreateHeader(&zip.FileHeader{Name: m.Path, Method: method})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write(contentOf(t, m)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		refused(t, "foreign", out.Bytes(), nameReadme)
	}
}

// TestArrangements: duplicates, order, overlap and hidden bytes, each with a
// directory that fits what it says.
func TestArrangements(t *testing.T) {
	all := files(t, write(t, testInfo, content(small())))
	at := slices.IndexFunc(all, func(m Member) bool { return m.Path == PathTrust })
	twice := slices.Insert(slices.Clone(all), at, all[at])
	refused(t, "twice", plain(t, twice), PathTrust)
	swapped := slices.Clone(all)
	swapped[at], swapped[at-1] = swapped[at-1], swapped[at]
	refused(t, "out of order", plain(t, swapped), all[at-1].Path)
	refused(t, "empty archive", plain(t, nil), nameReadme)

	b := plain(t, all)
	d, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	dirAt := d.entries[len(d.entries)-1].end()
	tail := func(entries []entry, body []byte) []byte {
		var dir []byte
		for _, e := range entries {
			dir = e.appendCentral(dir)
		}
		end := directory{len(entries), int64(len(body)), int64(len(dir))}
		return slices.Concat(body, end.appendEnd(dir))
	}
	if !bytes.Equal(tail(d.entries, b[:dirAt]), b) {
		t.Fatal("the test does not build what Write builds")
	}
	// Two entries that share one content.
	shared := slices.Clone(d.entries)
	shared = slices.Insert(shared, at, shared[at])
	shared[at].name = "data/replies/x"
	refused(t, "overlap", tail(shared, b[:dirAt]), PathTrust) // the next: its offset is taken
	// A content that reaches into the next header.
	long := slices.Clone(d.entries)
	long[at].size += 10
	refused(t, "reaches into the next", tail(long, b[:dirAt]), "*")
	// A content that reaches into the directory.
	long = slices.Clone(d.entries)
	long[len(long)-1].size++
	refused(t, "reaches into the directory", tail(long, b[:dirAt]), nameTagManifest)
	// Bytes between contents and directory, between directory and end.
	refused(t, "gap before the directory", tail(d.entries, slices.Concat(b[:dirAt], []byte("hidden"))), "")
	refused(t, "gap before the end", slices.Concat(b[:len(b)-endLen], []byte("hidden"), b[len(b)-endLen:]), "")
	// A member in the file that the directory leaves out.
	refused(t, "left out of the directory", tail(d.entries[:len(d.entries)-1], b[:dirAt]), "")
	// A comment on the archive.
	comment := bytes.Clone(b)
	comment[len(comment)-2] = 3
	refused(t, "comment", append(comment, "abc"...), "")
}

// TestEndRecords: sizes and counts made for overflow.
func TestEndRecords(t *testing.T) {
	b := write(t, testInfo, content(small()))
	d, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	dirAt, n := d.entries[len(d.entries)-1].end(), int64(len(b))
	body := b[:n-endLen]
	for _, dir := range []directory{
		{0, 0, 0}, {1, dirAt, n - endLen - dirAt}, {len(d.entries) + 1, dirAt, n - endLen - dirAt}, {len(d.entries), dirAt - 1, n - endLen - dirAt + 1},
		{max16, dirAt, n - endLen - dirAt}, {1 << 40, dirAt, n - endLen - dirAt}, {-1, dirAt, n - endLen - dirAt},
		{len(d.entries), -1, n - endLen - dirAt}, {len(d.entries), dirAt, -1}, {len(d.entries), 1 << 62, 1 << 62}, {-1, -1, -1},
		{len(d.entries), max32, n - endLen - dirAt}, {len(d.entries), dirAt, max32},
	} {
		refused(t, "end record", dir.appendEnd(bytes.Clone(body)), "*")
	}
	// ZIP64 records that are not needed.
	end := directory{len(d.entries), dirAt, n - endLen - dirAt}
	zip64 := directory{max16, dirAt, n - endLen - dirAt}.appendEnd(nil)
	le.PutUint64(zip64[24:], uint64(end.count))
	le.PutUint64(zip64[32:], uint64(end.count))
	refused(t, "needless ZIP64", slices.Concat(body, zip64), "")
	refused(t, "needless ZIP64, plain end", slices.Concat(body, zip64[:end64Len+locator64Len], end.appendEnd(nil)), "")
}

func TestBagFilesOfAnother(t *testing.T) {
	other := Info{Log: "other.example/vow", Report: "another"}
	for _, info := range []Info{{}, {Log: "a b", Report: "x"}, {Log: "office.example", Report: "X"}, {Log: "office.example\nVow-Log: x", Report: "x"}, {Log: "office.example", Report: "rehearsal"}} {
		refused(t, "info", forge(t, info, content(small())), nameInfo)
		if err := Write(&bytes.Buffer{}, info, content(small())); MemberOf(err) != nameInfo {
			t.Errorf("%+v written: %v", info, err)
		}
	}
	mine, theirs := write(t, testInfo, content(small())), write(t, other, content(small()))
	for _, name := range []string{nameReadme, nameInfo, nameTagManifest} {
		all := files(t, mine)
		for i, m := range all {
			if m.Path == name {
				all[i] = fileOf(t, theirs, name)
			}
		}
		want := name
		switch name {
		case nameInfo:
			want = nameReadme // the first that does not fit it
		case nameTagManifest:
			want = nameReadme // the first line that differs
		}
		refused(t, name+" of another", plain(t, all), want)
	}
	for _, text := range []string{"", "Vow-Dossier: vow/dossier@v2\n", bagInfo(testInfo, 47, 3)[1:], bagInfo(testInfo, 47, 3) + "Bagging-Date: 2026-08-31\n", strings.Repeat("x", 5000)} {
		all := files(t, mine)
		all[1] = textMember(nameInfo, []byte(text))
		refused(t, "bag-info.txt", plain(t, all), nameInfo)
	}
}

func TestReadFailures(t *testing.T) {
	b := write(t, testInfo, content(small()))
	reads := 0
	for n := 1; ; n++ {
		at := n
		_, err := Read(lockedReader(flaky{bytes.NewReader(b), &at}), int64(len(b)), Limits{})
		if at > 0 {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		reads++
		if vow.CodeOf(err) != vow.CodeIO || !errors.Is(err, errDisk) {
			t.Fatalf("read %d: %s %v", n, vow.CodeOf(err), err)
		}
	}
	if reads < 15 {
		t.Fatalf("only %d reads", reads)
	}
}
