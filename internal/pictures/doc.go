// Package pictures (level 5) draws what is known as SVG: the timeline of a report, who
// stood where on several instruments, and one instrument over all States, as tiles or
// on a map.
//
// Each picture is one file that stands alone: no script, no link, no font and nothing
// from outside. It has a title and a description for those who cannot see it, a light
// ground on paper and a dark one on a dark screen. Each colour has a letter or a shape
// beside it that says the same. The same input gives the same bytes.
//
// It is pure: what it draws it is given, and it decides nothing.
package pictures
