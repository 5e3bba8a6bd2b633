package cli

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"vow"
	"vow/compare"
	"vow/internal/durable"
)

// sketched is one text below a folder with its sketch.
type sketched struct {
	name    string // below the folder, with slashes
	size    int64
	changed int64 // modification time in nanoseconds
	sketch  compare.Sketch
}

const (
	indexMagic = "vow/sketches@v1\n"
	maxIndex   = 2 << 30
	maxTexts   = 500_000 // texts below one folder
)

// readable are the files that are looked at.
var readable = []string{".paper", ".md", ".markdown", ".txt", ".text", ".html", ".htm", ".xhtml", ".docx", ".pdf"}

// sketches returns the sketches of all texts below a folder. They are kept in the
// user's cache, so that only texts that are new or changed are read; a cache that
// is damaged, of another version or not writable only costs time.
func (a *app) sketches(ctx context.Context, dir string) ([]sketched, error) {
	cache := a.indexFile(dir)
	var old map[string]sketched
	var wg sync.WaitGroup
	wg.Go(func() {
		if cache != "" {
			data, _ := durable.ReadBounded(cache, maxIndex) // missing, damaged: made anew
			old = parseIndex(data)
		}
	})
	found, err := listTexts(dir)
	wg.Wait()
	if err != nil {
		return nil, err
	}
	var fresh []int
	for i := range found {
		t := &found[i]
		if o, ok := old[t.name]; ok && o.size == t.size && o.changed == t.changed {
			t.sketch = o.sketch
			continue
		}
		fresh = append(fresh, i)
	}
	if len(fresh) == 0 && len(old) == len(found) {
		unread := 0
		for i := range found {
			if found[i].sketch.Every == 0 {
				unread++
			}
		}
		if unread > 0 {
			a.term.warn("%s could not be read and left out", count(unread, "text", "texts"))
		}
		return found, nil
	}
	bad := a.sketchAll(ctx, dir, found, fresh)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, say := range bad[:min(len(bad), 5)] {
		a.term.warn("left out: %s", say)
	}
	if len(bad) > 5 {
		a.term.warn("left out: %d more", len(bad)-5)
	}
	if cache != "" {
		disk := new(durable.Disk)
		err := disk.MkdirAll(filepath.Dir(cache), 0o700)
		if err == nil {
			err = disk.WriteFile(cache, formatIndex(found), durable.Private)
		}
		if err != nil {
			a.term.warn("the index is not kept: %v", err)
		}
	}
	return found, nil
}

// indexFile names the file in the user's cache for a folder, "" without a cache.
func (a *app) indexFile(dir string) string {
	full, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	cache, err := a.userDir("XDG_CACHE_HOME", ".cache")
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "compare", vow.SumHash([]byte(full)).String()[:32]+".index")
}

// listTexts lists the files below a folder that may be texts, in order.
func listTexts(dir string) ([]sketched, error) {
	var out []sketched
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path != dir && strings.HasPrefix(e.Name(), ".") {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !e.Type().IsRegular() || !slices.Contains(readable, strings.ToLower(filepath.Ext(e.Name()))) {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if len(out) == maxTexts {
			return vow.Errorf(vow.CodeRefused, "over %d texts", maxTexts).WithHint("name a folder with fewer")
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		out = append(out, sketched{name: filepath.ToSlash(rel), size: info.Size(), changed: info.ModTime().UnixNano()})
		return nil
	})
	if os.IsNotExist(err) {
		return nil, vow.Errorf(vow.CodeUsage, "%s: no such folder", dir)
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeOf(err), "%s: %w", dir, err)
	}
	return out, nil
}

// sketchAll reads the texts with the given numbers. What cannot be read has an
// empty sketch, so that it is not tried again, and a line that says why.
func (a *app) sketchAll(ctx context.Context, dir string, found []sketched, fresh []int) (bad []string) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	work := make(chan int)
	bar := a.term.progress("reading texts", int64(len(fresh)))
	defer bar.Done()
	for range min(runtime.GOMAXPROCS(0), 8) {
		wg.Go(func() {
			for i := range work {
				c, err := readCompared(ctx, filepath.Join(dir, filepath.FromSlash(found[i].name)), a.cacheDir())
				if err != nil {
					mu.Lock()
					bad = append(bad, err.Error())
					mu.Unlock()
					continue
				}
				found[i].sketch = compare.NewSketch(c.Blocks)
			}
		})
	}
	for _, i := range fresh {
		if ctx.Err() != nil {
			break
		}
		work <- i
		bar.Add(1)
	}
	close(work)
	wg.Wait()
	slices.Sort(bad)
	return bad
}

// formatIndex writes sketches as a cache file: a line that names the form, a
// checksum of what follows, and for each text its name, size, time and sketch.
func formatIndex(all []sketched) []byte {
	b := append([]byte(indexMagic), 0, 0, 0, 0)
	for i := range all {
		t := &all[i]
		b = binary.AppendUvarint(b, uint64(len(t.name)))
		b = append(b, t.name...)
		b = binary.LittleEndian.AppendUint64(b, uint64(t.size))
		b = binary.LittleEndian.AppendUint64(b, uint64(t.changed))
		b = binary.LittleEndian.AppendUint16(b, t.sketch.Every)
		b = binary.AppendUvarint(b, uint64(len(t.sketch.Runs)/4))
		b = append(b, t.sketch.Runs...)
	}
	body := b[len(indexMagic)+4:]
	binary.LittleEndian.PutUint32(b[len(indexMagic):], crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
	return b
}

// parseIndex reads a cache file, whose bytes the sketches keep; of one that is
// damaged it returns nothing.
func parseIndex(b []byte) map[string]sketched {
	head := len(indexMagic) + 4
	if len(b) < head || !bytes.HasPrefix(b, []byte(indexMagic)) ||
		binary.LittleEndian.Uint32(b[len(indexMagic):]) != crc32.Checksum(b[head:], crc32.MakeTable(crc32.Castagnoli)) {
		return nil
	}
	out := map[string]sketched{}
	for b = b[head:]; len(b) > 0; {
		n, k := binary.Uvarint(b)
		if k <= 0 || n > uint64(len(b)-k) {
			return nil
		}
		t := sketched{name: string(b[k : k+int(n)])}
		if b = b[k+int(n):]; len(b) < 18 {
			return nil
		}
		t.size, t.changed = int64(binary.LittleEndian.Uint64(b)), int64(binary.LittleEndian.Uint64(b[8:]))
		t.sketch.Every = binary.LittleEndian.Uint16(b[16:])
		b = b[18:]
		if n, k = binary.Uvarint(b); k <= 0 || n > uint64(len(b)-k)/4 {
			return nil
		}
		b = b[k:]
		t.sketch.Runs, b = b[:4*n:4*n], b[4*n:]
		out[t.name] = t
	}
	return out
}
