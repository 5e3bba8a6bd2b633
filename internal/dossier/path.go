package dossier

import (
	"strconv"
	"strings"

	"vow"
	"vow/internal/tlog"
)

// Payload paths that exist once.
const (
	PathCheckpoint = "data/record/checkpoint" // the signed checkpoint of the whole record
	PathTrust      = "data/trust"             // the office's trust file: information only
)

// Names of the bag's own files.
const (
	nameReadme      = "README.txt"
	nameInfo        = "bag-info.txt"
	nameBagit       = "bagit.txt"
	nameManifest    = "manifest-sha256.txt"
	nameTagManifest = "tagmanifest-sha256.txt"
)

// maxPath bounds a member's name in bytes; the grammar allows no longer one.
const maxPath = 160

const payloadPrefix = "data/"

// The paths of §7 that are made of one name each.

// CheckpointFirst is where the checkpoint of a size is kept with the earliest
// cosignature of each witness.
func CheckpointFirst(size int64) string { return checkpointPath(size) + ".first" }

// CheckpointLast is where the checkpoint of a size is kept with the latest
// cosignature of each witness, as far as it differs from the earliest.
func CheckpointLast(size int64) string { return checkpointPath(size) + ".last" }

func checkpointPath(size int64) string {
	return "data/checkpoints/" + strconv.FormatInt(size, 10)
}

// PathPaper is where the paper of a root is kept.
func PathPaper(root vow.Hash) string { return "data/papers/" + root.String() + ".paper" }

// PathLock is where the lock of a part is kept.
func PathLock(part string) string { return "data/seals/" + part + ".lock" }

// PathPackage is where the package of a part is kept.
func PathPackage(part string) string { return "data/packages/" + part + ".age" }

// PathNotice is where a text of the right of reply is kept: the shared one, or what a
// party was handed.
func PathNotice(root vow.Hash) string { return FolderNotices + root.String() + ".paper" }

// PathMatrix is where a matrix is kept.
func PathMatrix(sum vow.Hash) string { return FolderNotices + sum.String() + ".matrix" }

// PathReply is where a party's reply is kept.
func PathReply(root vow.Hash) string { return FolderReplies + root.String() + ".paper" }

// PathComments is where the comments file of a reply is kept.
func PathComments(sum vow.Hash) string { return FolderReplies + sum.String() + ".comments" }

// PathOpening is where the reveal file of a commitment is kept.
func PathOpening(commit vow.Hash) string { return FolderOpenings + commit.String() + ".json" }

// PathCounts is where the counts file of a hash is kept.
func PathCounts(sha256 vow.Hash) string { return FolderCounts + sha256.String() + ".json" }

// PathLetter is where the paper of a version of a letter is kept.
func PathLetter(root vow.Hash) string { return FolderLetters + root.String() + ".paper" }

// PathLetterSig is where a signature file under a letter is kept.
func PathLetterSig(sha256 vow.Hash) string { return FolderLetters + sha256.String() + ".sig" }

// SealedFolder is the folder among the annexes of a package in which the right of reply
// is sealed: what a dossier has below data/notices/ and data/replies/.
const SealedFolder = "right-of-reply/"

// SealedName is the annex name under which a file of the right of reply, named by its
// path in a dossier, stands in a package.
func SealedName(path string) string { return SealedFolder + strings.TrimPrefix(path, "data/") }

// The two pages for people in a package: each comment with its answer, each change with
// its words and cause. Nothing is judged by them.
const (
	SealedText = SealedFolder + "changes.txt"
	SealedPage = SealedFolder + "changes.html"
)

// Folders of files with free names (notices, replies, …), for building paths.
const (
	FolderNotices  = "data/notices/"
	FolderReplies  = "data/replies/"
	FolderOpenings = "data/openings/"
	FolderCounts   = "data/counts/"
	FolderHeld     = "data/held/"
	FolderOpened   = "data/opened/"
	FolderLetters  = "data/letters/"
)

var freeFolders = []string{FolderNotices, FolderReplies, FolderOpenings, FolderCounts, FolderHeld, FolderOpened, FolderLetters}

// CheckPath checks the path of a payload file against the closed grammar of
// formats §7:
//
//	data/record/checkpoint            data/record/tile/<C2SP tile path>
//	data/checkpoints/<size>.first     data/checkpoints/<size>.last
//	data/papers/<root>.paper          data/trust
//	data/seals/<part>.lock            data/packages/<part>.age
//	data/{notices,replies,openings,counts,held,opened,letters}/<name>
//
// size is decimal, root 64 hex digits, part [a-z0-9-]{1,64}, name 1 to 100 bytes
// of a-z 0-9 and inner single . _ -.
func CheckPath(path string) error {
	if allowedPath(path) {
		return nil
	}
	return bad(shown(path), "no file of that name belongs in a dossier")
}

func allowedPath(path string) bool {
	if len(path) > maxPath {
		return false
	}
	if path == PathCheckpoint || path == PathTrust {
		return true
	}
	if isTile(path) {
		return true
	}
	if name, ok := strings.CutPrefix(path, "data/checkpoints/"); ok {
		size, kind, ok := strings.Cut(name, ".")
		return ok && (kind == "first" || kind == "last") && isDecimal(size)
	}
	if name, ok := middle(path, "data/papers/", ".paper"); ok {
		_, err := vow.ParseHash(name)
		return err == nil
	}
	if name, ok := middle(path, "data/seals/", ".lock"); ok {
		return isPart(name)
	}
	if name, ok := middle(path, "data/packages/", ".age"); ok {
		return isPart(name)
	}
	for _, folder := range freeFolders {
		if name, ok := strings.CutPrefix(path, folder); ok {
			return isFreeName(name)
		}
	}
	return false
}

func isTag(name string) bool {
	switch name {
	case nameReadme, nameInfo, nameBagit, nameManifest, nameTagManifest:
		return true
	}
	return false
}

// middle returns what stands between a prefix and a suffix.
func middle(s, prefix, suffix string) (string, bool) {
	s, ok1 := strings.CutPrefix(s, prefix)
	s, ok2 := strings.CutSuffix(s, suffix)
	return s, ok1 && ok2
}

// isDecimal accepts a canonical decimal number up to the largest size of a log.
func isDecimal(s string) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	return err == nil && n >= 0 && n <= tlog.MaxSize && strconv.FormatInt(n, 10) == s
}

func isPart(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		if !isLowerOrDigit(c) && c != '-' {
			return false
		}
	}
	return true
}

// isFreeName accepts letters and digits with single dots, dashes or underscores
// between them: no name starts or ends with a mark, none holds "..".
func isFreeName(s string) bool {
	if s == "" || len(s) > 100 {
		return false
	}
	mark := true // as if a mark stood before the name
	for _, c := range []byte(s) {
		isMark := c == '.' || c == '_' || c == '-'
		if isMark && mark || !isMark && !isLowerOrDigit(c) {
			return false
		}
		mark = isMark
	}
	return !mark
}

func isLowerOrDigit(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// shown makes a hostile name fit for a message: quoted unless it is plain, and
// cut.
func shown(name string) string {
	cut := name
	if len(cut) > maxPath {
		cut = cut[:maxPath] + "…"
	}
	if q := strconv.QuoteToASCII(cut); q != `"`+name+`"` || name == "" {
		return q
	}
	return cut
}
