//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package durable

import (
	"errors"
	"os"
)

func flock(*os.File) error { return errors.ErrUnsupported }

func writeHolder(*os.File) error { return nil }
