package seal

import (
	"errors"
	"io"
	"sort"

	"filippo.io/age"

	"vow"
)

// File is a file to be sealed. Size is what Open's reader will give, to the
// byte: a file that changes its size in between is an error. Open may be called
// from another goroutine, and for several files at once; it is called once.
type File struct {
	Name string
	Size int64
	Open func() (io.ReadCloser, error)
}

// Content is what goes into a package.
type Content struct {
	About
	// Papers are the report's papers, each with its language tag as Name. One
	// paper becomes data/report.paper, several data/report.<lang>.paper.
	Papers []File
	// Annexes are the other files, each with its slash-separated relative path
	// as Name.
	Annexes []File
	// PQ makes the release key a hybrid post-quantum one. It does not make the
	// seal post-quantum: time leaves are not.
	PQ bool
}

// Summary says what Pack wrote.
type Summary struct {
	SHA256 vow.Hash // of the package
	Size   int64    // of the package, bytes
	Bag    vow.Hash // SHA-256 of the bag's manifest-sha256.txt
	Files  int      // in the payload
	Bytes  int64    // in the payload
}

// source is one file of the archive.
type source struct {
	path string // in the bag
	name string // for messages
	size int64
	open func() (io.ReadCloser, error)
	data []byte // if open is nil
}

// plan is an archive before it is written: everything but the hashes.
type plan struct {
	about    About
	payload  []source // sorted by path
	bagInfo  []byte
	bytes    int64 // payload
	manifest int64 // length of manifest-sha256.txt
	length   int64 // archive without padding
}

// plan checks the content and lays out the archive.
func (c *Content) plan() (*plan, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	p := &plan{about: c.About, payload: make([]source, 0, len(c.Papers)+len(c.Annexes)+1)}
	if err := p.addPapers(c.Papers); err != nil {
		return nil, err
	}
	if err := p.addAnnexes(c.Annexes); err != nil {
		return nil, err
	}
	sort.Slice(p.payload, func(i, j int) bool { return p.payload[i].path < p.payload[j].path })
	for i := range p.payload {
		s := &p.payload[i]
		if s.size < 0 || s.size > MaxFileSize {
			return nil, vow.Errorf(vow.CodeRefused, "%q has %d bytes: at most %d (8 GiB less one) can be sealed", clip(s.name), s.size, int64(MaxFileSize)).
				WithHint("split the file")
		}
		if s.open == nil && s.data == nil {
			return nil, vow.Errorf(vow.CodeUsage, "%q cannot be opened: no Open function", clip(s.name))
		}
		p.bytes += s.size
		p.manifest += manifestLine + int64(len(s.path))
		p.length += tarSize(s.size)
	}
	if p.manifest > MaxFileSize {
		return nil, vow.Errorf(vow.CodeRefused, "too many files for one manifest")
	}
	p.bagInfo = p.about.bagInfo(p.bytes, len(p.payload))
	p.length += tarSize(int64(len(p.bagInfo))) + tarSize(int64(len(bagItText))) + tarSize(p.manifest) +
		tarSize(int64(len(tagManifest(p.bagInfo, vow.Hash{})))) + 2*blockSize
	return p, nil
}

func (p *plan) addPapers(papers []File) error {
	langs := make([]string, len(papers))
	for i, f := range papers {
		langs[i] = f.Name
	}
	paths, err := paperPaths(langs)
	if err != nil {
		return err
	}
	for i, f := range papers {
		if f.Size == 0 {
			return vow.Errorf(vow.CodeRefused, "the report is empty: %s has no bytes", paths[i])
		}
		p.payload = append(p.payload, source{path: paths[i], name: paths[i], size: f.Size, open: f.Open})
	}
	return nil
}

func (p *plan) addAnnexes(annexes []File) error {
	names := make([]string, len(annexes))
	for i, f := range annexes {
		names[i] = f.Name
	}
	paths, err := bagPaths(names)
	if err != nil {
		return err
	}
	mapped := map[string]string{}
	for i, f := range annexes {
		p.payload = append(p.payload, source{path: paths[i], name: f.Name, size: f.Size, open: f.Open})
		if paths[i] != dirAnnex+f.Name {
			mapped[paths[i]] = f.Name
		}
	}
	if len(mapped) > 0 {
		data := marshalNames(mapped)
		if len(data) > maxNamesFile {
			return vow.Errorf(vow.CodeRefused, "the files' names are too long together")
		}
		p.payload = append(p.payload, source{path: pathNames, name: pathNames, size: int64(len(data)), data: data})
	}
	return nil
}

// CheckContent checks everything about the content that can be known before
// any file is read: the names, sizes and fields.
func CheckContent(c *Content) error {
	_, err := c.plan()
	return err
}

// Pack writes a package to w: a binary age file for exactly one recipient, a
// key made for it, whose plaintext is a ustar archive of a BagIt bag, padded
// with zeros (formats, Package). It reads every file once, in one pass, and
// keeps no more than a few megabytes of content in memory. Whoever has the key
// it returns opens the package.
//
// After an error nothing can be opened with what w received. Pack does not
// close w.
func Pack(w io.Writer, c *Content) (Summary, *ReleaseKey, error) {
	p, err := c.plan()
	if err != nil {
		return Summary{}, nil, err
	}
	key, err := newReleaseKey(c.PQ)
	if err != nil {
		return Summary{}, nil, err
	}
	recipient, err := parseRecipient(key.recipient)
	if err != nil {
		return Summary{}, nil, err
	}
	s, err := p.write(w, recipient)
	if err != nil {
		return Summary{}, nil, err
	}
	return s, key, nil
}

// write runs the pipeline: this goroutine reads and hashes files and forms the
// archive, a second encrypts, a third writes, and a fourth hashes the package.
func (p *plan) write(w io.Writer, recipient age.Recipient) (Summary, error) {
	plain, cipher := newLine(), newLine()
	encrypted := make(chan error, 1)
	go func() { encrypted <- encryptLine(plain, cipher, recipient, Padded(p.length)) }()
	type written struct {
		sum  vow.Hash
		size int64
		err  error
	}
	done := make(chan written, 1)
	go func() {
		sum, size, err := drainLine(w, cipher)
		if err != nil {
			cipher.fail(err)
			plain.fail(err)
		}
		done <- written{sum, size, err}
	}()
	bag, err := p.archive(&lineWriter{l: plain})
	if err != nil {
		plain.fail(err)
		cipher.fail(err)
	}
	if e := <-encrypted; err == nil {
		err = e
	}
	out := <-done
	if err == nil {
		err = out.err
	}
	if err != nil {
		return Summary{}, err
	}
	return Summary{SHA256: out.sum, Size: out.size, Bag: bag, Files: len(p.payload), Bytes: p.bytes}, nil
}

// encryptLine encrypts one line into the next. The last chunk of the age file
// is written only when the plaintext came to its end, at the length planned.
func encryptLine(plain, cipher *line, recipient age.Recipient, length int64) (err error) {
	defer func() {
		if err != nil {
			plain.fail(err)
			cipher.fail(err)
		}
	}()
	out := &lineWriter{l: cipher}
	enc, err := age.Encrypt(out, recipient)
	if err != nil {
		return err
	}
	for {
		b, err := plain.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if _, err := enc.Write(b); err != nil {
			return err
		}
		length -= int64(len(b))
		plain.release(b)
	}
	if length != 0 {
		return vow.Errorf(vow.CodeState, "the archive is %d bytes shorter than planned: this is a fault in vow", length)
	}
	if err := enc.Close(); err != nil {
		return err
	}
	return out.end()
}

// drainLine writes a line to w and hashes it meanwhile.
func drainLine(w io.Writer, l *line) (vow.Hash, int64, error) {
	h := newHasher()
	defer h.close()
	var size int64
	for {
		b, err := l.next()
		if errors.Is(err, io.EOF) {
			h.endFile()
			return h.sync()[0], size, nil
		}
		if err != nil {
			return vow.Hash{}, 0, err
		}
		h.add(b)
		n, err := w.Write(b)
		if err == nil && n < len(b) {
			err = io.ErrShortWrite
		}
		if err != nil {
			return vow.Hash{}, 0, vow.Errorf(vow.CodeIO, "writing the package: %w", err)
		}
		size += int64(n)
		h.done(l, b)
	}
}
