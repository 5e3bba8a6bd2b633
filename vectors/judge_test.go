package vectors_test

import (
	"bytes"
	"strings"
	"testing"

	"vow"
	"vow/internal/timelock"
	"vow/verify"
)

// judge verifies a dossier with the options that a vector's headers name.
func judge(t *testing.T, b []byte, keys map[string]string, file func(string) []byte) *verify.Report {
	t.Helper()
	var o verify.Options
	if name := keys["trust"]; name != "" {
		o.Trust = file(name)
	}
	if name := keys["chain"]; name != "" {
		c, err := timelock.ParseInfo(file(name))
		if err != nil {
			t.Fatal(err)
		}
		o.Chains = append(o.Chains, c)
	}
	if name := keys["opening"]; name != "" {
		o.Opening = file(name)
	}
	for name := range strings.FieldsSeq(keys["checkpoint"]) {
		o.Checkpoints = append(o.Checkpoints, verify.Given{Name: name, Data: file(name)})
	}
	for name := range strings.FieldsSeq(keys["receipt"]) {
		o.Receipts = append(o.Receipts, verify.Given{Name: name, Data: file(name)})
	}
	if at := keys["at"]; at != "" {
		var err error
		if o.Now, err = vow.ParseTime(at); err != nil {
			t.Fatal(err)
		}
	}
	r, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
