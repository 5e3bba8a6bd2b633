package office

import (
	"testing"

	"vow"
	"vow/internal/record"
	"vow/internal/timelock"
)

// TestNoOfficerGrowsAlone: where sealing needs two, one officer must not be able
// to add a second key of their own and then seal alone.
func TestNoOfficerGrowsAlone(t *testing.T) {
	signer := func(name string) *vow.Signer {
		s, err := GenerateSigner(name)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	const origin = "office.example/vow"
	head, counsel, log, own := signer("head-1"), signer("counsel-1"), signer(origin), signer("editor-1")
	config := DefaultConfig()
	o := InitOptions{Origin: origin, Name: "Office", Role: vow.Publisher, Sign: map[string]int{string(vow.KindSealMade): 2},
		Officers: []vow.OfficerKey{{Role: vow.RoleCounsel, VKey: counsel.Key}}, Chain: timelock.Quicknet(), Config: config}
	sign := func(body vow.Body, signers ...*vow.Signer) []byte {
		p, err := vow.NewPending(body)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range signers {
			p.Add(s.Sign(p.Text))
		}
		return p.Marshal()
	}
	rec := record.New(origin, log.Key)
	if err := rec.Add(sign(o.created(vow.OfficerKey{Role: vow.RoleHead, VKey: head.Key}, log.Key, vow.Unix(1)), head, counsel)); err != nil {
		t.Fatal(err)
	}
	add := &vow.OfficeKey{Action: vow.KeyAdded, At: vow.Unix(2), Kind: vow.KindOfficeKey, Log: origin, Refs: []vow.Hash{rec.State("")},
		Role: vow.RoleEditor, VKey: own.Key}
	if rec.Check(sign(add, head, own)) == nil {
		t.Error("one officer added a key of their own")
	}
	if err := rec.Check(sign(add, head, counsel, own)); err != nil {
		t.Errorf("both officers: %v", err)
	}
	closed := &vow.RecordClosed{At: vow.Unix(2), Kind: vow.KindRecordClosed, Log: origin, Refs: []vow.Hash{rec.State("")}}
	if rec.Check(sign(closed, head)) == nil {
		t.Error("one officer closed the record")
	}

	// What is said explicitly holds.
	o.Sign[string(vow.KindOfficeKey)] = 1
	if got := o.created(vow.OfficerKey{Role: vow.RoleHead, VKey: head.Key}, log.Key, vow.Unix(1)).Rules[string(vow.KindOfficeKey)].Need; got != 1 {
		t.Errorf("--sign office.key=1 gave %d", got)
	}
}
