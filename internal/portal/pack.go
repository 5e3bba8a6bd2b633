package portal

import (
	"encoding/binary"

	"vow"
)

// packer writes values one after the other, or reads them back: one list of fields serves
// for both, so that they cannot differ. What is read beyond the end is zero, and bad says
// so.
type packer struct {
	b    []byte // written, or still to be read
	read bool
	bad  bool
}

// take cuts n bytes off what is to be read.
func (p *packer) take(n uint64) []byte {
	if p.bad || n > uint64(len(p.b)) {
		p.bad, p.b = true, nil
		return nil
	}
	out := p.b[:n:n]
	p.b = p.b[n:]
	return out
}

func (p *packer) size(v *uint64) {
	if !p.read {
		p.b = binary.AppendUvarint(p.b, *v)
		return
	}
	x, n := binary.Uvarint(p.b)
	if n <= 0 {
		p.bad, p.b, x, n = true, nil, 0, 0
	}
	*v, p.b = x, p.b[n:]
}

func (p *packer) bool(v *bool) {
	n := uint64(0)
	if *v {
		n = 1
	}
	p.size(&n)
	*v = n == 1
}

func (p *packer) bytes(v *[]byte) {
	n := uint64(len(*v))
	p.size(&n)
	if !p.read {
		p.b = append(p.b, *v...)
		return
	}
	*v = p.take(n)
}

func (p *packer) hash(v *vow.Hash) {
	if !p.read {
		p.b = append(p.b, v[:]...)
		return
	}
	copy(v[:], p.take(uint64(len(v))))
}

// time writes the seconds since 1970 and one more; 0 is no time.
func (p *packer) time(v *vow.Time) {
	n := uint64(0)
	if !v.IsZero() {
		n = uint64(v.Unix()) + 1 //nolint:gosec // back to the same below
	}
	p.size(&n)
	if p.read && n > 0 {
		*v = vow.Unix(int64(n - 1)) //nolint:gosec // as above
	}
}

// packInt packs a number of any kind.
func packInt[T ~int | ~int64 | ~uint32](p *packer, v *T) {
	n := uint64(*v) //nolint:gosec // back to the same below
	p.size(&n)
	*v = T(n) //nolint:gosec // as above
}

// packText packs a text of any kind.
func packText[T ~string](p *packer, v *T) {
	b := []byte(*v)
	p.bytes(&b)
	if p.read {
		*v = T(b)
	}
}

// packList packs a list; each packs one of it.
func packList[T any](p *packer, list *[]T, each func(*T)) {
	n := uint64(len(*list))
	p.size(&n)
	if p.read {
		if n > uint64(len(p.b)) { // each takes a byte at least
			p.bad, n = true, 0
		}
		*list = make([]T, n)
		if n == 0 {
			*list = nil
		}
	}
	for i := range *list {
		each(&(*list)[i])
	}
}

// packPtr packs what there may be none of.
func packPtr[T any](p *packer, v **T, each func(*T)) {
	there := *v != nil
	p.bool(&there)
	if p.read && there {
		*v = new(T)
	}
	if there {
		each(*v)
	}
}
