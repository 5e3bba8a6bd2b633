package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"vow"
	"vow/internal/durable"
	"vow/internal/witness"
)

const (
	alarmHead = "vow/alarm@v1\n"
	claimHead = "vow/claim@v1\n"
)

// hintAlarm is what a frozen record asks for, whoever finds it frozen.
const hintAlarm = "the file holds the notes that contradict each other: keep it, and change nothing in the record. If the longer or other record is this office's own newer one, bring the newest copy of the home back and then move the .alarm file away. If it is not, somebody else has the log key: tell those who rely on this record"

// evidence is one note that bears witness to a fork.
type evidence struct {
	name string // what it is, one word
	note []byte
}

// marshal returns the evidence's part of a file.
func (e evidence) marshal() []byte {
	return append(fmt.Appendf(nil, "%s %d\n", e.name, len(e.note)), e.note...)
}

// checkAlarm refuses a record that is frozen.
func (c Config) checkAlarm() error {
	path := AlarmPath(c.MarkDir, c.Origin)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	e := vow.Errorf(vow.CodeState, "the record is frozen by a fork alarm: %s", path)
	e.Err = ErrFork
	return e.WithHint(hintAlarm)
}

// CheckAlarm tells whoever reads the record that it is frozen, as a writer is told.
func (r *Reader) CheckAlarm(markDir string) error {
	return Config{MarkDir: markDir, Origin: r.Origin()}.checkAlarm()
}

// keepClaim writes down what a witness claims without proof, while others say
// otherwise, and warns of it. The first claim of each witness is kept.
func (c Config) keepClaim(f *witness.ForkError) {
	path := ClaimPath(c.MarkDir, c.Origin, f.Witness.Key)
	ours, theirs := f.Evidence()
	data := fmt.Appendf(nil, "%sorigin %s\nat %s\nwitness %s\nsize %d\n%v\n", claimHead, c.Origin, vow.At(c.Now()), f.Witness.Key, f.Size, f)
	data = append(data, evidence{"ours", ours}.marshal()...)
	if theirs != nil {
		data = append(data, evidence{"theirs", theirs}.marshal()...)
	}
	if err := c.Disk.WriteNew(path, data, durable.Private); err != nil && vow.CodeOf(err) != vow.CodeRefused {
		c.Log.Error("a witness's claim could not be written down", "file", path, "error", err)
	}
	c.Log.Error("a witness claims another record than this one, without proof; as many others as the quorum needs know this one, so writing goes on: ask its operator, or take it out of vow.toml",
		"witness", f.Witness.Name, "claim", f.Error(), "evidence", path)
}

// raise freezes the record: it writes the evidence down, which every later
// Open finds, and returns the error to give. An alarm that stands is kept.
func (c Config) raise(reason error, notes ...evidence) error {
	path := AlarmPath(c.MarkDir, c.Origin)
	data := fmt.Appendf(nil, "%sorigin %s\nat %s\n%v\n", alarmHead, c.Origin, vow.At(c.Now()), reason)
	for _, n := range notes {
		data = append(data, n.marshal()...)
	}
	err := c.Disk.WriteNew(path, data, durable.Private)
	if err != nil && vow.CodeOf(err) != vow.CodeRefused {
		c.Log.Error("the evidence of a fork could not be written", "file", path, "error", err)
	}
	c.Log.Error("fork alarm", "reason", reason, "evidence", path)
	e := vow.Errorf(vow.CodeState, "fork alarm, the record is frozen: %v (evidence: %s)", reason, path)
	e.Err = ErrFork
	return e.WithHint(hintAlarm)
}
