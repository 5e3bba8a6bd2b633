// Package browsertest (level 8) drives Debian's Chromium for tests of pages.
//
// A test starts one browser, opens pages in it under a look (light, dark, phone,
// print, without script) and acts as a reader would. What a page writes to its
// console as an error, an exception that nobody caught and a breach of its
// Content-Security-Policy fail the test by themselves. Accessibility is checked
// by axe-core and the form of HTML by html-validate, at the versions that
// web/package-lock.json names; script/deps installs all of it. Where something is
// missing a test fails and says so: it does not skip.
package browsertest
