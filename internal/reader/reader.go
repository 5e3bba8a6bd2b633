package reader

import (
	"encoding/json"
	"io"
	"maps"
	"slices"

	"vow"
	"vow/internal/timelock"
	"vow/internal/tlog"
)

// File is a file that a reader gives.
type File struct {
	Name string
	R    io.ReaderAt
	Size int64 // bytes

	kind Kind
}

// Request is what is asked beside the files.
type Request struct {
	Trust   string   // text of a trust file, "" for none
	Origin  string   // which log, where the trust file lists several
	Chains  []string // texts of chain infos to believe besides the built-in chains
	Beacons []string // ROUND:HEX, as a reader types them
	Now     vow.Time // the reader's clock, or as of when to judge

	Secrets    bool   // secret keys among the files may be used: the reader was told what that means
	Passphrase string // of those that are under one
}

// Answer is what comes of it. Err is nil where all that was asked for was found
// true; its code gives the exit status that the command line has for the same.
type Answer struct {
	Report []byte  // JSON, what the command line writes for --json
	Card   string  // the report card for a person, where there is one
	Files  []Named // what is to be saved beside it
	Err    error
}

// read reads a whole file of at most limit bytes.
func (f File) read(limit int64) ([]byte, error) {
	if f.Size > limit {
		return nil, vow.Errorf(vow.CodeCheck, "%s: %d bytes, at most %d are read of a file of this kind", f.Name, f.Size, limit)
	}
	data := make([]byte, f.Size)
	if n, err := f.R.ReadAt(data, 0); n < len(data) {
		return nil, vow.Errorf(vow.CodeIO, "%s: %w", f.Name, err)
	}
	return data, nil
}

// brought is read for what is brought along to judge by or to open with: one too
// large to be any is wrong usage.
func (f File) brought(limit int64) ([]byte, error) {
	data, err := f.read(limit)
	if vow.CodeOf(err) == vow.CodeCheck {
		return nil, vow.Errorf(vow.CodeUsage, "%w", err)
	}
	return data, err
}

// files are those given, by kind, each in the order given.
type files map[Kind][]File

// sortFiles finds out what each file is.
func sortFiles(given []File) (files, error) {
	all := files{}
	for _, f := range given {
		kind, err := KindOf(f)
		if err != nil {
			return nil, err
		}
		switch kind {
		case Empty:
			return nil, vow.Errorf(vow.CodeUsage, "%s is empty", f.Name)
		case SecretKey, LockedKey:
			return nil, vow.Errorf(vow.CodeRefused, "%s holds a secret key, which belongs in no page of a site", f.Name).
				WithHint("'vow open -i FILE' uses it on your own machine, and so does verify-single.html, saved and opened without a network; a trustee's released share, a .share file, is what any page takes")
		}
		f.kind = kind
		all[kind] = append(all[kind], f)
	}
	return all, nil
}

// one returns the only file of a kind.
func (fs files) one(kind Kind) (File, error) {
	switch all := fs[kind]; len(all) {
	case 0:
		return File{}, vow.Errorf(vow.CodeUsage, "a %s is missing", kind)
	case 1:
		return all[0], nil
	default:
		return File{}, vow.Errorf(vow.CodeUsage, "%s and %s are both a %s: give one", all[0].Name, all[1].Name, kind)
	}
}

// only refuses files of other kinds than these, rather than to leave them unread.
func (fs files) only(what string, kinds ...Kind) error {
	known := map[Kind]bool{}
	for _, k := range kinds {
		known[k] = true
	}
	for _, kind := range slices.Sorted(maps.Keys(fs)) {
		if !known[kind] {
			return vow.Errorf(vow.CodeUsage, "%s: a %s has no part in %s", fs[kind][0].Name, kind, what)
		}
	}
	return nil
}

// trust checks the form of the trust file that was given.
func (q Request) trust() ([]byte, error) {
	if q.Trust == "" {
		return nil, nil
	}
	if _, err := tlog.ParseTrust([]byte(q.Trust)); err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "trust file: %w", err)
	}
	return []byte(q.Trust), nil
}

// chains parses the chain infos given, as text and as files.
func (q Request) chains(given []File) ([]timelock.Chain, error) {
	var out []timelock.Chain
	for _, text := range q.Chains {
		c, err := timelock.ParseInfo([]byte(text))
		if err != nil {
			return nil, misgiven("chain", err)
		}
		out = append(out, c)
	}
	for _, f := range given {
		data, err := f.brought(maxSmall)
		if err != nil {
			return nil, err
		}
		c, err := timelock.ParseInfo(data)
		if err != nil {
			return nil, misgiven(f.Name, err)
		}
		out = append(out, c)
	}
	return out, nil
}

// named says in which file something is wrong, and keeps code and hint.
func named(file string, err error) error {
	e := vow.Errorf(vow.CodeOf(err), "%s: %w", file, err)
	e.Hint = vow.HintOf(err)
	return e
}

// misgiven says that what is brought along, to judge by or to open with, is no such
// file: wrong usage, as what was to be judged is none the worse for it.
func misgiven(file string, err error) error {
	return vow.Errorf(vow.CodeUsage, "%s: %w", file, err).WithHint("%s", vow.HintOf(err))
}

// toJSON writes an answer as the command line does.
func toJSON(v any) []byte {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil { // no answer has a value that can fail
		return []byte("{}\n")
	}
	return append(b, '\n')
}
