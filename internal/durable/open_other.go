//go:build !unix

package durable

// These systems have no such flags, nor named pipes in folders.
const (
	nonBlock = 0
	noFollow = 0
)
