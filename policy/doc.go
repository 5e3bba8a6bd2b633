// Package policy (level 1) is the release condition of a sealed report: its
// language, its one canonical text, and what can be proven about it.
//
// A policy is a monotone formula over times and trustees: `or`, `and`,
// `k of { … }`. Grammar, limits and the JSON of the analysis are those of
// docs/format.md, Policy. The package is pure: no clock, no disk, no network.
//
// Invariants:
//
//   - A *Policy is always canonical and inside every limit; the only way to
//     get one is Parse or ParseCanonical.
//   - Parse(p.String()) gives p again, byte for byte: canonicalisation is a
//     fixed point. It never changes when anybody can open what is sealed.
//   - A name is one actor however often it stands. Acting never closes
//     anything: more trustees never open later.
//   - Times are ordered "any time" < every date < never.
package policy
