// Package policy (level 1) is the release condition of a sealed report: its
// language, its one canonical text, and what can be proven about it.
//
// A policy is a monotone formula over times and trustees: `or`, `and`,
// `k of { … }`. Grammar, limits and the JSON of the analysis are those of
// docs/format.md, Policy. The package is pure: no clock, no disk, no network.
//
// What is proven, with open(S) the earliest moment at which the policy is true
// when exactly the trustees S act, at once:
//
//   - T_open = open(all), T_max = open(∅). No T_max, or one over five calendar
//     years after the sealing: what is sealed can be buried.
//   - early is every non-empty S with open(S) < open(S∖{m}) for each m in S.
//   - delay is every non-empty R with open(all∖R) > open(all∖(R∖{m})) for each
//     m in R.
//
// Invariants:
//
//   - A *Policy is always canonical and inside every limit; the only way to
//     get one is Parse or ParseCanonical.
//   - Parse(p.String()) gives p again, byte for byte: canonicalisation is a
//     fixed point. It never changes when anybody can open what is sealed.
//   - A name is one actor however often it stands. Acting never closes
//     anything: more trustees never open later.
//   - T_open is a moment that comes, T_max is not "any time", and trustees are
//     listed each way exactly if the two differ.
//   - Times are ordered "any time" < every date < never.
package policy
