package intake

// note is a footnote that the text has called: key names it, and put adds its
// blocks.
type note struct {
	key string
	put func() error
}

// call remembers a footnote to be put behind the block that calls it first.
func (b *builder) call(key string, put func() error) {
	if !b.noted[key] {
		b.noted[key] = true
		b.called = append(b.called, note{key, put})
	}
}

// putNotes adds the footnotes called since the last time, and those that they
// call.
func (b *builder) putNotes() error {
	for len(b.called) > 0 {
		n := b.called[0]
		b.called = b.called[1:]
		if err := n.put(); err != nil {
			return err
		}
	}
	return nil
}
