package cli

import (
	"context"
	"errors"
	"sync"

	"vow/internal/copies"
)

// readBoth reads both sides at once.
func (a *app) readBoth(ctx context.Context, firstName, copyName string) (first, copied *copies.Side, err error) {
	var copyErr error
	var wg sync.WaitGroup
	wg.Go(func() { copied, copyErr = readCompared(ctx, copyName, a.cacheDir()) })
	first, err = readCompared(ctx, firstName, a.cacheDir())
	wg.Wait()
	if err := errors.Join(err, copyErr); err != nil {
		return nil, nil, err
	}
	for _, side := range []*copies.Side{first, copied} {
		if side.Note != "" {
			a.term.warn("%s", side.Note)
		}
	}
	return first, copied, nil
}

// readCompared reads one side of a comparison. cache keeps the compiled reader of PDF.
func readCompared(ctx context.Context, name, cache string) (*copies.Side, error) {
	data, err := readInput(name, copies.MaxBytes)
	if err != nil {
		return nil, err
	}
	return copies.Read(ctx, name, data, cache)
}
