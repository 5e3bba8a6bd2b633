//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package durable

import (
	"errors"
	"io/fs"
	"os"
)

func flock(*os.File) error { return errors.ErrUnsupported }

const locksFolders = false

func onlyOurs(fs.FileInfo, bool) bool { return false }

func writeHolder(*os.File) error { return nil }
