// Package store (level 5) keeps an office's private records in one SQLite file
// that is encrypted as a whole: events before they are opened, their salts and
// files, and what later rooms add with migrations of their own.
//
// Invariants:
//
//   - Nothing of it reaches a disk in the clear: database and rollback journal are
//     encrypted in blocks of 4096 bytes with Adiantum under the store's key, and
//     there is no write-ahead log, no shared memory and no temporary file.
//   - Every page carries a checksum inside the encryption, so that a damaged or
//     forged block is an error and never another text.
//   - A transaction is on stable storage whole when its call returns nil, and else
//     not at all, whenever the process dies.
//   - One process at a time has it open; another waits a little and is refused.
//   - Every change goes through durable.Disk, so that tests can lose, tear and kill
//     each of them.
//   - Creating is not opening: Open never makes a file, and an empty one is damaged.
//   - The key is in no file name, statement, error or log.
package store
