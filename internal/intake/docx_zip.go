package intake

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"path"
	"strings"

	"vow"
)

// Bounds of a DOCX. The sizes in its directory are not believed: reading stops
// at the bound.
const (
	maxParts     = 10_000
	maxPart      = 64 << 20  // bytes of one part in XML
	maxPartsSum  = 128 << 20 // of all parts in XML that are read
	maxMedia     = 256 << 20 // of one picture
	maxMediaSum  = 1 << 30   // of all pictures that are hashed
	maxXMLNodes  = 3_000_000 // elements and texts of a part: about 400 MB
	maxXMLDepth  = 256
	maxXMLString = 4 << 20 // bytes of one text
)

// archiveParts is a DOCX as parts by name.
type archiveParts struct {
	*builder
	files       map[string]*zip.File
	read, media int64
}

func (b *builder) openArchive(data []byte) (*archiveParts, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, b.errorf(vow.CodeCheck, 0, "not a DOCX: %w", err).WithHint("get the file again")
	}
	if len(z.File) > maxParts {
		return nil, b.errorf(vow.CodeRefused, 0, "over %d parts", maxParts)
	}
	a := &archiveParts{builder: b, files: make(map[string]*zip.File)}
	for _, f := range z.File {
		name := strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/")
		if a.files[name] != nil {
			return nil, b.errorf(vow.CodeCheck, 0, "the part %q is there twice: what one program shows another would not", name)
		}
		a.files[name] = f
	}
	return a, nil
}

// open opens a part; an encrypted or unknown form is an error.
func (a *archiveParts) open(name string) (io.ReadCloser, error) {
	f := a.files[name]
	if f == nil {
		return nil, a.errorf(vow.CodeCheck, 0, "the part %q is missing", name)
	}
	if f.Flags&1 != 0 {
		return nil, a.errorf(vow.CodeUsage, 0, "the part %q is encrypted", name).WithHint("save the document without a password")
	}
	r, err := f.Open()
	if err != nil {
		return nil, a.errorf(vow.CodeCheck, 0, "part %q: %w", name, err)
	}
	return r, nil
}

// part reads a part of XML into a tree. One that is not there is nil.
func (a *archiveParts) part(name string) (*element, error) {
	if a.files[name] == nil {
		return nil, nil
	}
	r, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	limited := &io.LimitedReader{R: r, N: min(maxPart, maxPartsSum-a.read) + 1}
	most := limited.N
	root, err := parseXML(limited)
	a.read += most - limited.N
	if limited.N == 0 {
		return nil, a.errorf(vow.CodeRefused, 0, "the part %q unpacks to over %d bytes", name, most-1).WithHint("it is a bomb, or several documents in one")
	}
	if err != nil {
		var e *vow.Error
		if errors.As(err, &e) {
			return nil, a.errorf(e.Code, 0, "part %q: %w", name, err).WithHint("%s", e.Hint)
		}
		return nil, a.errorf(vow.CodeCheck, 0, "part %q: %w", name, err).WithHint("open the document and save it again")
	}
	return root, nil
}

// sum hashes a picture.
func (a *archiveParts) sum(name string) (vow.Hash, error) {
	r, err := a.open(name)
	if err != nil {
		return vow.Hash{}, err
	}
	defer r.Close()
	h := sha256.New()
	most := min(int64(maxMedia), maxMediaSum-a.media)
	n, err := io.Copy(h, io.LimitReader(r, most+1))
	if a.media += n; n > most {
		return vow.Hash{}, a.errorf(vow.CodeRefused, 0, "the picture %q unpacks to over %d bytes", name, most)
	}
	if err != nil {
		return vow.Hash{}, a.errorf(vow.CodeCheck, 0, "picture %q: %w", name, err)
	}
	return vow.Hash(h.Sum(nil)), nil
}

// relations are what the ids of a part stand for.
type relation struct {
	kind     string // the last word of its type
	target   string // a part's name, or an address
	external bool
}

// relations reads the relations of a part; "" is the document as a whole.
func (a *archiveParts) relations(of string) (map[string]relation, error) {
	dir, base := path.Split(of)
	root, err := a.part(path.Join(dir, "_rels", base+".rels"))
	if err != nil || root == nil {
		return nil, err
	}
	all := make(map[string]relation)
	for _, r := range root.all("rel:Relationship") {
		kind := r.attr("Type")
		rel := relation{kind: kind[strings.LastIndexByte(kind, '/')+1:], target: r.attr("Target"), external: r.attr("TargetMode") == "External"}
		if !rel.external {
			if strings.HasPrefix(rel.target, "/") {
				rel.target = strings.TrimPrefix(path.Clean(rel.target), "/")
			} else {
				rel.target = strings.TrimPrefix(path.Join("/", dir, rel.target), "/")
			}
		}
		all[r.attr("Id")] = rel
	}
	return all, nil
}

// find returns the target of the first relation of a kind.
func find(all map[string]relation, kind, deflt string) string {
	best := ""
	for _, r := range all {
		if r.kind == kind && !r.external && (best == "" || r.target < best) {
			best = r.target
		}
	}
	if best == "" {
		return deflt
	}
	return best
}
