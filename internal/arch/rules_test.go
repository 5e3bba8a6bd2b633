package arch

// A path in a rule stands for the package and for all below it, except in
// pure, where each is one package.

// pure are the rooms that judge, compute and encode: what they are given is
// all they know. They compile to WebAssembly and can be audited on their own.
// Add a room here when it exists; a room that is gone fails the test.
var pure = []string{
	"vow",
	"vow/paper",
	"vow/paper/diff",
	"vow/compare",
	"vow/policy",
	"vow/internal/tlog",
	"vow/internal/shamir",
	"vow/internal/daytree",
	"vow/internal/parties",
	"vow/internal/lettersig",
	"vow/internal/eventtable",
	"vow/internal/timelock",
	"vow/seal",
	"vow/internal/record",
	"vow/internal/reply",
	"vow/internal/dossier",
	"vow/verify",
	"vow/internal/opening",
	"vow/internal/reader",
	"vow/internal/letters",
	"vow/internal/positions",
	"vow/internal/pictures",
}

// unreachable is what pure rooms reach neither directly nor through others.
var unreachable = []rule{
	{"net", "a verdict must not depend on a network; beacons, witnesses and relays are arguments"},
	{"net/http", "a verdict must not depend on a network; beacons, witnesses and relays are arguments"},
	{"os/exec", "nothing that reads hostile input may start a program"},
	{"github.com/ncruces/go-sqlite3", "a reader has no database; everything to check travels in the dossier"},
	{"database/sql", "a reader has no database; everything to check travels in the dossier"},
	{"plugin", "what was audited is what runs"},
	{"github.com/transparency-dev/tessera", "Tessera writes records; who checks them must not need, nor trust, its code"},
	{"k8s.io/klog", "klog comes with Tessera and logs on its own to stderr"},
	{"google.golang.org/grpc", "4.8 MB of network code, which drand's own packages drag in"},
	{"github.com/drand/tlock", "drags in grpc and has known defects; the stanza is made in internal/timelock, tlock serves tests of agreement only"},
	{"github.com/drand/drand", "drags in grpc; a beacon is four facts and a signature"},
	{"go.opentelemetry.io", "nobody is told what a reader checks"},
	{"github.com/spf13/cobra", "the command line wires rooms together and is in none of them"},
	{"github.com/pelletier/go-toml", "settings belong to a home; a pure room gets what it needs as arguments"},
	{"github.com/tetratelabs/wazero", "what judges runs no foreign code; a PDF is read before its text is fixed"},
	{"github.com/schollz/progressbar", "progress is the command line's to show"},
}

// untouched is what pure rooms do not import themselves, though libraries
// beneath them may.
var untouched = []rule{
	{"os", "files are opened, and errors about them named, by the caller"},
	{"syscall", "files are opened, and errors about them named, by the caller"},
	{"log", "a library returns what it has to say"},
	{"log/slog", "a library returns what it has to say"},
	{"flag", "arguments are the command line's"},
	{"unsafe", "hostile input and unsafe memory do not go together"},
}

// only says who alone imports a library directly.
var only = []onlyRule{
	{"github.com/transparency-dev/tessera", []string{"vow/internal/ledger"}, "its traps are guarded in one place"},
	{"k8s.io/klog", []string{"vow/internal/ledger"}, "it is there only to be silenced, beside Tessera"},
	{"github.com/drand/kyber", []string{"vow/internal/timelock", "vow/internal/beacon"}, "pairings are used for time locks and for the local chain, nowhere else"},
	{"github.com/drand/kyber-bls12381", []string{"vow/internal/timelock", "vow/internal/beacon"}, "pairings are used for time locks and for the local chain, nowhere else"},
	{"github.com/spf13/cobra", []string{"vow/internal/cli"}, "one place knows the shape of the command line"},
	{"github.com/schollz/progressbar", []string{"vow/internal/cli"}, "only the command line has a terminal"},
	{"github.com/klippa-app/go-pdfium", []string{"vow/internal/pdfium"}, "one place starts the reader of PDF, with nothing of the machine in its reach"},
	{"github.com/tetratelabs/wazero", []string{"vow/internal/pdfium"}, "one place starts the reader of PDF, with nothing of the machine in its reach"},
	{"github.com/ncruces/go-sqlite3", []string{"vow/internal/store"}, "one place sees to it that nothing private reaches a disk in the clear"},
	{"lukechampine.com/adiantum", []string{"vow/internal/store"}, "one place sees to it that nothing private reaches a disk in the clear"},
	{"github.com/pressly/goose", []string{"vow/internal/store"}, "the rooms' tables are all made in one place, by number"},
	{"golang.org/x/net", []string{"vow/internal/intake"}, "hostile documents are read in one place, under limits; nothing else needs more than net/http"},
	{"github.com/prometheus/client_golang", []string{"vow/internal/portal/serve"}, "one place counts, and it counts no reader"},
	{"golang.org/x/crypto/acme", []string{"vow/internal/portal/serve", "vow/internal/cli"}, "one place gets certificates; the command line hands over who does"},
	{"github.com/chromedp", []string{"vow/internal/browsertest"}, "tests drive a browser; vow starts none"},
	{"github.com/yuin/goldmark", []string{"vow/internal/intake"}, "hostile documents are read in one place, under limits"},
}

// lean rooms import, outside the standard library and the module, only what
// stands beside them: each library there is one more for an auditor to read.
var lean = []leanRule{
	{"vow", []string{"golang.org/x/text/unicode/norm"}, "the vocabulary is for implementers in any language: it has words, and NFC"},
	{"vow/paper", nil, "a quotation is checked with SHA-256 and nothing else"},
	{"vow/paper/diff", []string{"znkr.io/diff"}, "what is called changed must be plain to follow"},
	{"vow/compare", []string{"golang.org/x/text/unicode/norm", "znkr.io/diff"}, "what is called changed must be plain to follow: it folds by NFKC and aligns words with one library"},
	{"vow/internal/parties", []string{"golang.org/x/text/unicode/norm"}, "a table and how a name is folded"},
	{"vow/internal/lettersig", []string{"golang.org/x/crypto/blake2b"}, "signatures of stock tools are checked with the standard library, and the hash that minisign needs"},
	{"vow/policy", nil, "what a policy permits must be plain to prove"},
	{"vow/internal/tlog", []string{"golang.org/x/mod/sumdb", "filippo.io/mldsa"}, "proofs and cosignatures need hashes and two signature schemes"},
	{"vow/internal/record", nil, "what a record means hangs on the vocabulary alone"},
	{"vow/internal/reply", nil, "what is called explained must be plain to follow"},
	{"vow/internal/dossier", nil, "hostile archives are read by this code and the standard library"},
	{"vow/internal/timelock", []string{"filippo.io/age", "github.com/drand/kyber", "github.com/drand/kyber-bls12381"}, "the stanza needs age and pairings"},
	{"vow/seal", []string{"filippo.io/age", "golang.org/x/text/unicode/norm"}, "packages are age files; names are compared in NFC"},
	{"vow/internal/opening", nil, "what is said of a lock's origin must be plain to follow"},
	{"vow/internal/reader", []string{"filippo.io/age"}, "the verifier in the browser is this and the rooms below: each library in it is more to fetch; age is below in any case, and reads a trustee's keys"},
	{"vow/internal/letters", []string{"golang.org/x/text/unicode/norm"}, "what is said of who signed what must be plain to follow"},
	{"vow/internal/positions", nil, "what is said of who stood where must be plain to follow"},
	{"vow/internal/pictures", nil, "a picture is text and sums: no library draws it"},
	{"vow/verify", nil, "the judgement is its own: cryptography is in the rooms below"},
}

// clockReaders may ask what time it is; everybody else is given a clock.
var clockReaders = []string{"vow/internal/cli", "vow/cmd"}

const clockReason = "verdicts, vectors and tests of dates need a clock that is a parameter; only internal/cli and cmd read the real one"

type rule struct{ path, reason string }

type leanRule struct {
	room   string
	allow  []string
	reason string
}

type onlyRule struct {
	path   string
	users  []string
	reason string
}
