package main

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"vow"
	"vow/compare"
	"vow/internal/copies"
	"vow/internal/inworker"
)

func main() {
	inworker.Serve(map[string]inworker.Op{"compare": compareFiles})
}

// request is what a page asks beside the files.
type request struct {
	Lang  string `json:"lang"`
	Proof string `json:"proof"` // where a record names the first text; "" where that is not proven
	Page  bool   `json:"page"`  // make a page with both texts side by side
}

// compareFiles compares the second file, a copy, with the first, as vow compare does.
// Whether the first text is proven the first module found out.
func compareFiles(c *inworker.Call) (*inworker.Answer, error) {
	var q request
	if err := json.Unmarshal(c.Request, &q); err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "request: %w", err)
	}
	if len(c.Files) != 2 {
		return nil, vow.Errorf(vow.CodeUsage, "%d files: a first text and a copy expected", len(c.Files))
	}
	var sides [2]*copies.Side
	for i, f := range c.Files {
		if f.Size > copies.MaxBytes {
			return nil, vow.Errorf(vow.CodeRefused, "%s: %d bytes, at most %d are compared", f.Name, f.Size, int64(copies.MaxBytes))
		}
		data, err := io.ReadAll(io.NewSectionReader(f.R, 0, f.Size))
		if err != nil {
			return nil, err
		}
		if sides[i], err = copies.Read(context.Background(), f.Name, data, ""); err != nil {
			return nil, err
		}
	}
	r := copies.Compare(sides[0], sides[1], q.Lang, q.Proof != "")
	if q.Page {
		w := c.Create("comparison.html")
		if _, err := w.Write(r.HTML(compare.Page{First: c.Files[0].Name, Copy: c.Files[1].Name, Proof: q.Proof, Root: sides[0].Root()})); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
	}
	return answer(r, c.Files[1].Name)
}

func answer(r *compare.Result, copyName string) (*inworker.Answer, error) {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, err
	}
	a := &inworker.Answer{JSON: string(b) + "\n"}
	if !r.Verdict.Good() {
		title, _, _ := strings.Cut(r.Title, ":")
		a.Set(vow.Errorf(vow.CodeCheck, "%s: %s", copyName, strings.ToLower(title[:1])+title[1:]))
	}
	return a, nil
}
