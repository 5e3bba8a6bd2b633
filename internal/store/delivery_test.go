package store_test

import (
	"bytes"
	"testing"

	"vow"
	"vow/internal/store"
)

// Proofs of delivery are kept once, come back whole, and go.
func TestDeliveries(t *testing.T) {
	s, _ := create(t)
	for _, data := range [][]byte{[]byte("stamped"), []byte("stamped"), nil, bytes.Repeat([]byte{0}, 70_000)} {
		sum, err := s.KeepDelivery(t.Context(), "stamp.pdf", data)
		if err != nil || sum != vow.SumHash(data) {
			t.Fatal(sum, err)
		}
		name, got, err := s.Delivery(t.Context(), sum)
		if err != nil || name != "stamp.pdf" || !bytes.Equal(got, data) {
			t.Errorf("%q, %d bytes of %d, %v", name, len(got), len(data), err)
		}
	}
	if _, err := s.KeepDelivery(t.Context(), "x", make([]byte, store.MaxFile+1)); vow.CodeOf(err) != vow.CodeUsage {
		t.Errorf("%v", err)
	}
	sum := vow.SumHash([]byte("stamped"))
	if err := s.DropDelivery(t.Context(), sum); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Delivery(t.Context(), sum); vow.CodeOf(err) != vow.CodeUsage {
		t.Errorf("%v", err)
	}
	if err := s.DropDelivery(t.Context(), sum); vow.CodeOf(err) != vow.CodeUsage {
		t.Errorf("%v", err)
	}
}
