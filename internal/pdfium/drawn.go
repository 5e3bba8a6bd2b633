//go:build !js

package pdfium

import (
	"crypto/sha256"
	"errors"

	"vow"
)

const (
	maxObjects  = 200_000   // on a page that are looked at for pictures
	maxPictures = 10_000    // on a page
	maxPicture  = 256 << 20 // bytes
)

// Kinds of page objects (fpdf_edit.h).
const (
	objectText  = 1
	objectPath  = 2
	objectImage = 3
)

// drawn finds the pictures of a page and, with dots, the small filled shapes that
// Chromium draws for the bullets of lists.
func (r *reader) drawn(page uint64, v view, p *Page, dots bool) error {
	n, err := r.count(r.countObjects, page)
	if err != nil {
		return err
	}
	if n > maxObjects {
		return vow.Errorf(vow.CodeRefused, "over %d objects on a page", maxObjects)
	}
	for i := range n {
		object, err := r.call(r.getObject, page, uint64(i))
		if err != nil {
			return err
		}
		if object == 0 {
			return errors.New("an object on it cannot be found")
		}
		kind, err := r.count(r.objectType, object)
		if err != nil {
			return err
		}
		image := kind == objectImage
		if !image && !(dots && kind == objectPath) {
			continue
		}
		at := uint64(r.answer)
		b, ok, err := r.asked(r.objectBounds, 16, object, at, at+4, at+8, at+12) // left, bottom, right, top
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		x0, y0 := v.point(float(b), float(b[4:]))
		x1, y1 := v.point(float(b[8:]), float(b[12:]))
		box := Box{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
		if !image {
			if w, h := box.X1-box.X0, box.Y1-box.Y0; w > 1 && w < 8 && h > 1 && h < 8 && w < 1.5*h && h < 1.5*w && len(p.Dots) < maxPictures {
				p.Dots = append(p.Dots, box)
			}
			continue
		}
		if len(p.Pictures) == maxPictures {
			return vow.Errorf(vow.CodeRefused, "over %d pictures on a page", maxPictures)
		}
		sum, ok, err := r.picture(object)
		if err != nil {
			return err
		}
		if ok {
			p.Pictures = append(p.Pictures, Picture{box, sum})
		}
	}
	return nil
}

// picture hashes the bytes of an image; it has none if they are too many.
func (r *reader) picture(object uint64) (sum vow.Hash, ok bool, err error) {
	n, err := r.count(r.imageData, object, 0, 0)
	if err != nil || n == 0 || n > maxPicture {
		return sum, false, err
	}
	at, err := r.alloc(uint64(n))
	if err != nil {
		return sum, false, err
	}
	if _, err := r.call(r.imageData, object, uint64(at), uint64(n)); err != nil {
		return sum, false, err
	}
	b, err := r.bytes(at, uint32(n))
	if err != nil {
		return sum, false, err
	}
	sum = sha256.Sum256(b)
	_, err = r.call(r.free, uint64(at))
	return sum, true, err
}
