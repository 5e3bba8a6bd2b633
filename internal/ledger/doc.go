// Package ledger (level 5) is the append-only record: a C2SP tlog-tiles log in
// static files, written through Tessera's POSIX driver, with the guards that
// Tessera lacks.
//
// Invariants:
//
//   - Create and Open are different calls. Open never makes a log, a folder or a
//     state file, and writes nothing before every check has passed.
//   - The signer of checkpoints is the guard. Before each signature it rebuilds
//     the new root from the files on the disk, proves that it extends the
//     high-water mark, and fsyncs the new mark. The mark lives outside the log's
//     folder, so a restored backup of that folder is noticed.
//   - tree state ≥ mark ≥ published checkpoint, in size and as prefixes, at every
//     instant; a kill at any write leaves this true, and Open only ever moves
//     forward from it.
//   - There is one writer: two locks are held, one in the log's folder and one
//     beside the mark, so that two copies of a folder cannot both be written.
//   - An Add is answered only when its entry, and a signed checkpoint that covers
//     it, can be read back from the disk and the inclusion proof verifies.
//   - The first failure of the disk or of Tessera stops the ledger for good: what
//     was stored is not guessed, it is read again by the next Open.
//   - Witnesses are never asked by Tessera. Cosignatures are collected after
//     publication and kept, earliest and latest per witness and size.
//
// Layout of Config.Dir: checkpoint, tile/ (public, C2SP tlog-tiles),
// checkpoints/ (public, the cosigned checkpoints), .state/ (Tessera's), .lock.
package ledger
