package office

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"crypto/sha256"
	"os"

	"vow"
	"vow/internal/durable"
	"vow/internal/intake"
	"vow/paper"
)

// maxSource is the most bytes that a file to be imported may have: a DOCX or PDF
// has pictures in it. Texts have bounds of their own (internal/intake).
const maxSource = 256 << 20

// BuildOptions say how a text becomes a paper.
type BuildOptions struct {
	File     string        // .paper, or a text in a format of internal/intake
	Title    string        // the document's own if empty
	Lang     string        // BCP 47
	OwnLang  bool          // without Lang: what the file says, or English
	Split    string        // paper.SplitBlock if empty
	Format   intake.Format // recognised if empty
	Changes  string        // tracked changes: intake.ChangesRefuse if empty
	SeedFile string        // 32 secret bytes that the salts come from; fresh random ones if empty
	CacheDir string        // of the compiled PDF reader; none if empty
}

// Built is a paper and how it came to be.
type Built struct {
	Paper  *paper.Paper
	Format intake.Format // empty for what was a paper already
	Report []intake.Remark

	Untitled bool // the text has no title: it got the file's name
}

// BuildPaper makes a paper of a text, with a fresh seed or that of a file. A file
// that is a paper already is read as it is, so that its root stays what it was.
// With an error the report may still say what was refused.
func BuildPaper(ctx context.Context, o BuildOptions) (Built, error) {
	data, err := durable.ReadBounded(o.File, maxSource)
	if err != nil {
		return Built{}, vow.Errorf(vow.CodeUsage, "text: %w", err)
	}
	if o.Format == "" && bytes.HasPrefix(data, []byte("vow/paper@v1\n")) {
		return readAsPaper(o, data)
	}
	if o.Split == "" {
		o.Split = paper.SplitBlock
	}
	doc, err := intake.Read(ctx, data, intake.Options{Name: o.File, Split: o.Split, Format: o.Format, Changes: o.Changes,
		Cache: o.CacheDir, Figure: figuresIn(filepath.Dir(o.File))})
	if doc == nil {
		return Built{}, err
	}
	b := Built{Format: doc.Format, Report: doc.Report}
	if err != nil {
		return b, err
	}
	if o.Title == "" {
		o.Title = doc.Title
	}
	if o.Title == "" {
		base := filepath.Base(o.File)
		o.Title = strings.TrimSuffix(base, filepath.Ext(base))
		if !vow.Visible(o.Title) || vow.CheckText(o.Title) != nil {
			return b, vow.Errorf(vow.CodeUsage, "%s has no title of its own", o.File).WithHint("give one with --title")
		}
		b.Untitled = true
		b.Report = append(b.Report, intake.Remark{Sort: intake.Guessed, Unit: doc.Unit, Say: "the text has no title: its file's name is taken; --title gives another"})
	}
	if o.Lang == "" && o.OwnLang {
		o.Lang = cmp.Or(doc.Lang, "en")
	}
	seed, err := newSeed(o.SeedFile)
	if err != nil {
		return b, err
	}
	defer clear(seed[:])
	if b.Paper, err = paper.Fix(o.Title, o.Lang, o.Split, doc.Blocks, seed); err != nil {
		return b, vow.Errorf(vow.CodeUsage, "%s: %w", o.File, err).WithHint("%s", vow.HintOf(err))
	}
	if o.SeedFile != "" {
		err = spendSeed(o.SeedFile, seed, b.Paper.Root())
	}
	return b, err
}

func readAsPaper(o BuildOptions, data []byte) (Built, error) {
	p, err := paper.Parse(data)
	if err != nil {
		return Built{}, vow.Errorf(vow.CodeCheck, "%s: %w", o.File, err)
	}
	switch {
	case o.Lang != "" && o.Lang != p.Lang:
		return Built{}, vow.Errorf(vow.CodeUsage, "%s is a paper in %q, not in %q", o.File, p.Lang, o.Lang)
	case o.SeedFile != "":
		return Built{}, vow.Errorf(vow.CodeUsage, "%s is a paper already: its salts stay what they are", o.File).
			WithHint("leave --seed-file out, or name the text that the paper was made of")
	}
	return Built{Paper: p}, nil
}

// newSeed returns the seed of a file, or a fresh one.
func newSeed(file string) (seed [32]byte, err error) {
	if file == "" {
		if _, err := rand.Read(seed[:]); err != nil {
			return seed, vow.Errorf(vow.CodeIO, "randomness: %w", err)
		}
		return seed, nil
	}
	data, err := durable.ReadSecret(file, 4096)
	if err != nil {
		return seed, err
	}
	defer clear(data)
	if len(data) == len(seed) {
		return [32]byte(data), nil
	}
	text := bytes.TrimSpace(data)
	if len(text) == hex.EncodedLen(len(seed)) {
		if _, err := hex.Decode(seed[:], text); err == nil {
			return seed, nil
		}
	}
	return seed, vow.Errorf(vow.CodeUsage, "%s: a seed is 32 random bytes, or the 64 hex digits of them; %d bytes found", file, len(data)).
		WithHint("make one with: (umask 077; head -c 32 /dev/urandom > FILE)")
}

// spendSeed keeps beside a seed file which paper the seed was spent on, and
// refuses it for another: with one seed in two texts, whoever sees a block of the
// one can guess at the block withheld in the other.
func spendSeed(file string, seed [32]byte, root vow.Hash) error {
	name := file + ".spent"
	used := make(map[vow.Hash]vow.Hash)
	data, err := durable.ReadBounded(name, 1<<20)
	if err != nil && vow.CodeOf(err) != vow.CodeUsage {
		return err
	}
	for _, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		if line == "" {
			continue
		}
		id, spent, _ := strings.Cut(line, " ")
		k, err1 := vow.ParseHash(id)
		v, err2 := vow.ParseHash(spent)
		if err1 != nil || err2 != nil {
			return vow.Errorf(vow.CodeCheck, "%s: not a list of seeds and roots", name).WithHint("it is written by vow; take a fresh seed if it is lost")
		}
		used[k] = v
	}
	if err := paper.CheckSeed(used, seed, root); err != nil {
		return vow.Errorf(vow.CodeOf(err), "%s: %w", file, err).WithHint("%s", vow.HintOf(err))
	}
	if _, known := used[paper.SeedID(seed)]; known {
		return nil
	}
	data = append(data, paper.SeedID(seed).String()+" "+root.String()+"\n"...)
	return new(durable.Disk).WriteFile(name, data, durable.Private)
}

// maxPicture bounds a picture that a text names.
const maxPicture = 256 << 20

// figuresIn finds the pictures that a text names by a relative path, in its own
// folder or below, and hashes them. Others are not at hand: nothing is fetched.
func figuresIn(dir string) func(string) (vow.Hash, bool, error) {
	return func(destination string) (h vow.Hash, found bool, err error) {
		u, err := url.Parse(destination)
		if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
			return h, false, nil
		}
		name := filepath.FromSlash(u.Path)
		if !filepath.IsLocal(name) {
			return h, false, nil
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			return h, false, nil
		}
		defer root.Close()
		if info, err := root.Stat(name); err != nil || !info.Mode().IsRegular() {
			return h, false, nil
		}
		f, err := root.Open(name)
		if err != nil {
			return h, false, nil
		}
		defer f.Close()
		sum := sha256.New()
		n, err := io.Copy(sum, io.LimitReader(f, maxPicture+1))
		if err != nil {
			return h, false, vow.Errorf(vow.CodeIO, "%w", err)
		}
		if n > maxPicture {
			return h, false, vow.Errorf(vow.CodeRefused, "over %d bytes long", maxPicture)
		}
		return vow.Hash(sum.Sum(nil)), true, nil
	}
}
