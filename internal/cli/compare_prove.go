package cli

import (
	"errors"
	"fmt"

	"vow"
	"vow/internal/copies"
	"vow/internal/durable"
	"vow/internal/reader"
	"vow/verify"
)

// proven says where the record names the first text, or why that is not known.
type proven struct {
	say     string // where, for a person
	unknown string // what was not checked; then nothing is proven
}

// prove looks for the root of the first text among those that the record in a
// dossier names. A record that is false, or that names no such root, is an error.
func (a *app) prove(opts compareOptions, first *copies.Side) (p proven, err error) {
	if (opts.Dossier == "") != (opts.Trust == "") {
		return p, vow.Errorf(vow.CodeUsage, "--dossier and --trust go together: neither says anything alone")
	}
	if opts.Dossier == "" {
		return p, nil
	}
	if first.Paper == nil {
		return p, vow.Errorf(vow.CodeUsage, "%s is no paper: only a paper can be proven on a record", first.Name).
			WithHint("compare with the .paper file; 'vow dossier' files have it below data/papers/")
	}
	r, err := a.judged(opts.Dossier, opts.Trust, opts.Origin)
	if err != nil {
		return p, err
	}
	root := first.Paper.Root()
	text, why, ok := r.Text(root)
	switch {
	case ok:
		p.say = fmt.Sprintf("%s names the root %s of the first text in entry %d, %s of %s", r.Record.Origin, root, text.Index, text.Kind, text.Report)
	case why == "":
		return p, vow.Errorf(vow.CodeCheck, "%s: the record names no text with the root %s of %s", opts.Dossier, root, first.Name).
			WithHint("the first text is another one, or a later dossier has it")
	case reader.RecordFailed(r):
		return p, vow.Errorf(vow.CodeCheck, "%s does not prove the first text: %s", opts.Dossier, why)
	default:
		p.unknown = why
	}
	return p, nil
}

// judged verifies the record in a dossier with what a trust file believes.
func (a *app) judged(dossier, trusted, origin string) (r *verify.Report, err error) {
	trust, err := trustInput(trusted)
	if err != nil {
		return nil, err
	}
	f, size, err := durable.OpenRead(dossier)
	if isMissing(err) {
		return nil, vow.Errorf(vow.CodeUsage, "%s: no such file", dossier)
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return verify.Dossier(f, size, verify.Options{Trust: trust, Origin: origin, Now: vow.At(a.sys.Now())})
}
