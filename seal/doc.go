// Package seal (level 2) makes and opens seals: a package, which is an age
// file that holds a report as a BagIt bag in a tar archive, and a lock, a text
// file that holds the package's key under a release policy.
//
// Everything in both files can be opened with stock tools: age, tle, tar,
// sha256sum. The formats stand in docs/format.md, Package and lock.
//
// What holds here:
//   - The package is pure: no file system, no network, no clock. Files come in
//     as names, sizes and functions that open them; a package goes out to an
//     io.Writer; unpacked members go to a Sink.
//   - A reader accepts exactly the bytes the writer would have written for the
//     same content. Everything else is an error that says what is wrong.
//   - Memory is bounded by the number of files, never by their size.
//   - A package that was not written to its end cannot be opened: after an
//     error the age file has no last chunk.
//   - What a Sink received counts for nothing until Commit is called, and
//     Commit is called only after the whole package has been checked.
package seal
