// Package beacon (level 4) fetches the beacons that open time locks from drand
// relays, and makes a local chain for rehearsals.
//
// Invariants:
//   - A relay is only a messenger. What it says counts after the signature was
//     verified under the pinned chain; the first valid answer wins, and relays
//     that lie or do not answer are named and passed over.
//   - Four outcomes are kept apart: not yet due (vow.CodeTooEarly), unreachable
//     (CodeIO), an invalid signature (CodeCheck) and an unknown chain (CodeCheck).
//     "Too early" is never said of a round that should exist while a relay could
//     not be asked.
//   - Every answer is bounded in bytes, time and redirects. Time comes in as an
//     argument or a function.
//   - A local chain listens on 127.0.0.1 only and proves nothing to others.
package beacon
