package office

import (
	"context"
	"fmt"
	"os"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/ledger"
)

// askWitnesses shows the published checkpoint to the witnesses. One that is out
// is no error.
func (w *writer) askWitnesses(ctx context.Context) (ledger.Witnessed, error) {
	seen, err := w.led.Witness(ctx)
	if err != nil {
		return seen, err
	}
	for _, a := range seen.Answers {
		if a.Err != nil {
			w.home.Env.Log.WarnContext(ctx, "a witness did not cosign", "witness", a.Witness.Name, "error", a.Err.Error())
			continue
		}
		if err := w.home.keepWitness(a.Witness.Key); err != nil {
			return seen, err
		}
	}
	return seen, nil
}

func (w *writer) heardLine(seen ledger.Witnessed) string {
	n := 0
	for _, a := range seen.Answers {
		if a.Err == nil {
			n++
		}
	}
	line := fmt.Sprintf("%d of %d", n, len(seen.Answers))
	if !seen.Quorum {
		line += fmt.Sprintf(", quorum %d not met", w.home.Config.Quorum)
	}
	return line
}

// witnessState asks the witnesses again and says how many cosigned.
func (w *writer) witnessState(ctx context.Context) (string, error) {
	if len(w.home.Config.Witnesses) == 0 {
		return "", nil
	}
	seen, err := w.askWitnesses(ctx)
	if err != nil {
		return "", err
	}
	return w.heardLine(seen), nil
}

// quorumMet reports whether the published checkpoint has its quorum.
func (w *writer) quorumMet(ctx context.Context) (bool, error) {
	seen, err := w.led.Witness(ctx)
	return seen.Quorum, err
}

// Refresh asks the witnesses to cosign the record as it is, so that a dossier
// can show that nothing came until now. It needs the log key.
func (h *Home) Refresh(ctx context.Context) (string, error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return "", err
	}
	line, err := w.witnessState(ctx)
	if cerr := w.Close(); err == nil {
		err = cerr
	}
	return line, err
}

const witnessSuffix = ".vkey"

// keepWitness remembers the key of a witness that cosigned, also after it left
// vow.toml: what it said stays in every dossier.
func (h *Home) keepWitness(k vow.Key) error {
	path := h.Path(DirCheckpoints, vow.SumHash([]byte(k.String())).String()+witnessSuffix)
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	return h.Disk().WriteFile(path, []byte(k.String()+"\n"), durable.Private)
}

// lostTimes is said where witnesses cosigned and nothing is kept of it.
const lostTimes = "it is empty, though %s cosigned this record: without the times that they gave every entry looks as young as the newest checkpoint; put the files back from a backup, a mirror or dossiers"

// keptTimes is the folder of the checkpoints with the witnesses' times.
func (h *Home) keptTimes() string { return h.Path(DirRecord, "checkpoints") }

// heardWitnesses returns the keys of all witnesses that ever cosigned.
func (h *Home) heardWitnesses() ([]vow.Key, error) {
	list, err := os.ReadDir(h.Path(DirCheckpoints))
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "witnesses: %w", err)
	}
	var out []vow.Key
	for _, e := range list {
		if !strings.HasSuffix(e.Name(), witnessSuffix) {
			continue
		}
		b, err := durable.ReadKept(h.Path(DirCheckpoints, e.Name()), 4096)
		if err != nil {
			return nil, err
		}
		k, err := vow.ParseKey(strings.TrimSuffix(string(b), "\n"))
		if err != nil {
			return nil, vow.Errorf(vow.CodeState, "%s: %w", h.Path(DirCheckpoints, e.Name()), err)
		}
		out = append(out, k)
	}
	return out, nil
}
