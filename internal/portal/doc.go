// Package portal (level 7) makes the public site of a home: a folder of static files
// that any file server can show, out of what a dossier would hold and nothing else.
//
// Invariants:
//
//   - It opens no private store and no key, and asks for no passphrase. A text that is
//     sealed and not released is in none of its files.
//   - What it says of a report is what verify concludes with the office's own trust
//     file, which every page says.
//   - The same record and the same time give the same bytes, whether the folder was
//     empty or holds an older export. Only live.html and status.json depend on the time.
//   - What the last export found is believed only if its hash is the one that it noted in
//     the state folder, and of the folder only what that export's manifest says.
//   - A file is there old or new, never mixed; the manifest is written last, and an
//     export that was killed is finished by the next one.
//   - Nothing that an entry, paper, letter, party or file name carries becomes markup:
//     all of it goes through html/template. The one exception is the pictures that
//     package pictures draws, which are files of their own.
//   - Files that it did not make are not touched, and a folder that holds others is
//     refused.
package portal
