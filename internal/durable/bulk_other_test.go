//go:build !linux

package durable

import "os"

func isDirect(*os.File) bool { return false }
