//go:build !linux

package durable

import (
	"errors"
	"os"
)

func alignedBlock(int) ([]byte, error) { return nil, errors.ErrUnsupported }

func isAligned([]byte) bool { return false }

func freeBlock([]byte) error { return nil }

func setDirect(*os.File, bool) error { return errors.ErrUnsupported }

func refusesDirect(error) bool { return false }
