#!/usr/bin/env python3
# openlock.py: opens a vow lock with nothing but age, tle and Python 3.
#
#   python3 openlock.py LOCK                     what the lock needs, and the commands
#   python3 openlock.py LOCK extract DIR         writes every section into DIR as an age file
#   python3 openlock.py LOCK join DIR SHARE...   joins opened leaves into DIR/branch-N.key
#
# A lock holds the release key of one package under a policy such as
# `(2026-08-31 and 2 of {ann, ben, eve}) or 2026-10-15`. Each side of an outer `or` is
# a branch. A leaf is a small age file that a trustee's key or a round of a drand beacon
# opens. Leaves under `and` and `k of` hold shares of the branch's key; this script joins
# them. It decrypts nothing and holds no secret: age and tle do the rest.
import functools, hashlib, itertools, os, re, shlex, sys

HEAD = ""  # if not empty: the head of the only lock that this copy opens
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"  # tle's own beacon
quote = shlex.quote

def fail(say):
    sys.exit("openlock: error: " + say)

def read(path, limit):
    with open(path, "rb") as f:
        data = f.read(limit + 1)
    if len(data) > limit:
        fail(f"{path}: more than {limit} bytes")
    return data.decode("utf-8", "replace")  # what is no text fits no form below

def save(path, text):
    """Writes a new file for its owner alone; one that is there must hold the same."""
    os.makedirs(os.path.dirname(path) or ".", 0o700, exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="\n") as f:
            f.write(text)
    except FileExistsError:
        if read(path, 1 << 20) != text:
            fail(f"{path}: another file of this name is there")

# --- The policy, as a tree: ("or", [...]), ("and", [...]), (k, [...]), or ("leaf", text).

def parse_policy(text):
    tokens = re.findall(r"[a-z0-9:TZ-]+|[{}(),]", text)
    if "".join(tokens) != text.replace(" ", "") or tokens.count("(") + tokens.count("{") > 64:
        fail(f"this is no policy: {text!r}")

    def take(*wanted):
        if not tokens or wanted and tokens[0] not in wanted:
            fail(f"this is no policy: {text!r}")
        return tokens.pop(0)

    def listed(mark, item):
        items = [item()]
        while tokens[:1] == [mark]:
            take()
            items.append(item())
        return items

    def chain(word, item):
        items = listed(word, item)
        return items[0] if len(items) == 1 else (word, items)

    def whole():
        return chain("or", lambda: chain("and", part))

    def part():
        token = take()
        if token == "(" or token.isdigit() and take("of") and take("{"):
            node = whole() if token == "(" else (int(token), listed(",", whole))
            take(")" if token == "(" else "}")
            return node
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}Z|(?!(and|or|of)$)[a-z][a-z0-9-]{0,31}", token):
            fail(f"this is no policy: {text!r}")
        return "leaf", token

    root = whole()
    return root if not tokens else take("the end")

def leaves(node, path):
    """The leaves below a node: path and text. A path is child ordinals joined by dots."""
    if node[0] == "leaf":
        return {path: node[1]}
    return {p: t for i, c in enumerate(node[1], 1) for p, t in leaves(c, f"{path}.{i}").items()}

# --- The lock: a head of fixed lines, a blank line, sections. The head's hash names the lock.

FORM = re.compile(r"(vow/lock@v1\norigin \S+\nreport ([a-z0-9-]+)\npart [a-z0-9-]+\nseal [0-9a-f]{32}\n"
                  r"package ([0-9a-f]{64}) \d+\nrecipient age1\w+\n((?:chain [0-9a-f]{64} [^\n]+\n){1,2})"
                  r"(?:trustee \S+ \S+ \S+\n){0,16}policy ([^\n]{1,4096})\n)\n", re.ASCII)
SECTION = re.compile(r"(?:leaf ((?:backstop|\d[\d.]*\d|\d)(?:\.c[01])?) (time|trustee) ([a-z0-9-]+)(?: commit ([0-9a-f]{64}))?"
                     r"|branch (\d+) (age1\w+))\n(-----BEGIN AGE ENCRYPTED FILE-----\n[\w+/=\n]+-----END AGE ENCRYPTED FILE-----\n)", re.ASCII)

class Lock:
    def __init__(self, file):
        text = read(file, 1 << 20)
        m = FORM.match(text)
        if not m:
            fail(f"{file}: not a vow lock, or damaged")
        self.head = hashlib.sha256(m[1].encode()).hexdigest()
        if HEAD not in ("", self.head):
            fail(f"{file}: this script was made for the lock with head {HEAD}; this one has {self.head}")
        self.report, self.package, self.policy = m[2], m[3], m[5]
        self.chains = [line.split()[1] for line in m[4].splitlines()]
        root = parse_policy(self.policy)
        self.branches = {str(i): c for i, c in enumerate(root[1], 1)} if root[0] == "or" else {"0": root}
        self.sections, self.commits, at = {}, {}, m.end()
        while at < len(text):
            s = SECTION.match(text, at)
            name = s and (s[1] or "branch-" + s[5])
            if not s or name in self.sections or s[2] == "time" and (name[-3:-1] == ".c") != (len(self.chains) > 1):
                fail(f"{file}: damaged at character {at}: {text[at:at + 60]!r}")
            self.sections[name], at = s, s.end()
            path = re.sub(r"\.c[01]$", "", name)
            if s[4] and self.commits.setdefault(path, s[4]) != s[4]:
                fail(f"{file}: two leaves {path} with different shares")
        self.joined = {b: n for b, n in self.branches.items() if n[0] != "leaf"}
        want = {p for b, n in self.joined.items() for p in leaves(n, b)}
        if self.commits.keys() != want or any("branch-" + b not in self.sections for b in self.joined):
            fail(f"{file}: its sections are not those of its policy")

    def command(self, name, folder):
        """The stock command that opens a leaf."""
        s, path = self.sections[name], re.sub(r"\.c[01]$", "", name)
        out, file = quote(f"{folder}/{path}.share" if s[4] else f"{folder}/release.key"), quote(f"{folder}/{name}.age")
        if s[2] == "trustee":
            return f"age -d -i KEY -o {out} {file}   # KEY: the secret key of {s[3]}"
        chain = self.chains[name.endswith(".c1")]
        return f"tle -d {'' if chain == QUICKNET else f'-n RELAY -c {chain} '}-o {out} {file}   # round {s[3]}"

def read_share(lock, file):
    """The path and the 32 bytes of a share, or None and why it is refused."""
    text = read(file, 4096)
    m = re.fullmatch(r"vow/share@v1\nhead ([0-9a-f]{64})\npath ([0-9.]+)\nshare ([0-9a-f]{64})\n", text)
    if text.startswith("# vow "):
        return None, "no share but the release key itself: it opens the package"
    if not m:
        return None, "not a share"
    if m[1] != lock.head:
        return None, f"a share of another lock, with head {m[1]}; this one has {lock.head}"
    value = bytes.fromhex(m[3])
    commit = hashlib.sha256(b"vow/share/v1\n" + bytes.fromhex(m[1]) + m[2].encode() + b"\n" + value).hexdigest()
    if lock.commits.get(m[2]) != commit:
        return None, f"not the share to which the lock commits at {m[2]}"
    return m[2], value

# --- Joining. `and` is exclusive or; `k of` is a polynomial over GF(2^8) with 0x11b, each
# byte on its own: child number x holds its value at x, the node itself is its value at 0.

@functools.lru_cache(None)
def mul(a, b):
    out = 0
    while b:
        out ^= a if b & 1 else 0
        a, b = (a << 1) ^ (0x11b if a & 0x80 else 0), b >> 1
    return out

@functools.lru_cache(None)
def inverse(a):
    return next(b for b in range(256) if mul(a, b) == 1)

def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))

def polynomial(points, x):
    """The value at x of the polynomial through the points (Lagrange; minus is xor)."""
    out = bytes(32)
    for xi, yi in points:
        weight = 1
        for xj, _ in points:
            if xj != xi:
                weight = mul(weight, mul(x ^ xj, inverse(xi ^ xj)))
        out = xor(out, bytes(mul(weight, y) for y in yi))
    return out

def join(node, path, shares):
    """The values that a node can have: none if shares are missing, one if the office dealt
    true ones. If it did not there may be more, 1000 at most; age tries a key for each."""
    op, kids = node
    if op == "leaf":
        return [shares[path]] if path in shares else []
    values = [join(c, f"{path}.{i}", shares) for i, c in enumerate(kids, 1)]
    if op == "or":
        return list(dict.fromkeys(v for vs in values for v in vs))
    if op == "and":
        return [functools.reduce(xor, vs) for vs in itertools.islice(itertools.product(*values), 1000)]
    points, found = [(x, v) for x, vs in enumerate(values, 1) for v in vs], []
    near = ((points[i:] + points[:i])[:op] for i in range(len(points)) if len(points) >= op)  # one false share is in few of them
    for some in itertools.islice(itertools.chain(near, itertools.combinations(points, op)), 1000):
        if len({x for x, _ in some}) == op:
            found.append(polynomial(some, 0))
            if all(polynomial(some, x) == v for x, v in points):
                return found[-1:]
    return list(dict.fromkeys(found))

def missing(node, path, shares):
    """What a node still needs, in words; "" if nothing."""
    op, kids = node
    if op == "leaf":
        return "" if path in shares else f"{path} ({kids})"
    words = [w for w in (missing(c, f"{path}.{i}", shares) for i, c in enumerate(kids, 1)) if w]
    need = {"and": len(kids), "or": 1}.get(op, op) - len(kids) + len(words)
    return "" if need <= 0 else words[0] if len(words) == 1 else f"{need} of [{'; '.join(words)}]"

def secret_key(value):
    """32 bytes as age writes a secret key: Bech32 (BIP 173) in capitals."""
    prefix, number = "age-secret-key-", int.from_bytes(value, "big") << 4
    data = [number >> shift & 31 for shift in range(255, -1, -5)]
    check = 1
    for v in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + data + [0] * 6:
        top, check = check >> 25, (check & 0x1ffffff) << 5 ^ v
        for i, g in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3)):
            check ^= g if top >> i & 1 else 0
    data += [(check ^ 1) >> shift & 31 for shift in range(25, -1, -5)]
    return (prefix + "1" + "".join("qpzry9x8gf2tvdw0s3jn54khce6mua7l"[d] for d in data)).upper()

def main(args):
    if len(args) != 1 and not (len(args) == 3 and args[1] == "extract") and not (len(args) > 3 and args[1] == "join"):
        fail("usage: openlock.py LOCK [extract DIR | join DIR SHARE...]")
    lock, folder = Lock(args[0]), args[2] if len(args) > 2 else "leaves"
    last = f"  age -d -i {quote(folder + '/release.key')} -o {lock.report}.tar PACKAGE && tar xf {lock.report}.tar"
    run = f"  python3 {quote(sys.argv[0])} {quote(args[0])} "
    if args[1:2] != ["join"]:
        for name, s in lock.sections.items() if len(args) > 1 else ():
            save(f"{folder}/{name}.age", s[7])
        print(f"policy {lock.policy}\nhead {lock.head}\nPACKAGE is the file with SHA-256 {lock.package}")
        print(f"Write the sections into files:\n{run}extract {quote(folder)}\nOpen those leaves that you can:")
        for name, s in lock.sections.items():
            print("  " + lock.command(name, folder) if s[2] else "", end="\n" if s[2] else "")
        for b, node in lock.joined.items():
            print(f"Branch {b} needs {missing(node, b, {})}, then:\n{run}join {quote(folder)} {quote(folder)}/*.share")
        return print("A release.key opens the package:\n" + last)
    shares = {}
    for file in args[3:]:
        path, value = read_share(lock, file)
        if path:
            shares[path] = value
        else:
            print(f"openlock: refused: {file}: {value}", file=sys.stderr)
    joined = {b: join(node, b, shares) for b, node in lock.joined.items()}
    for b, values in joined.items():
        if values:
            key, file = f"{folder}/branch-{b}.key", f"{folder}/branch-{b}.age"
            save(key, f"# branch {b} of the vow lock with head {lock.head}\n" + "".join(secret_key(v) + "\n" for v in values))
            save(file, lock.sections["branch-" + b][7])
            print(f"{key} is the key of branch {b}" + (f", or one of {len(values)} in it is: the office dealt false shares" if len(values) > 1 else ""))
            print(f"  age -d -i {quote(key)} -o {quote(folder + '/release.key')} {quote(file)}\n{last}")
            print(f"If age finds no match, the office sealed this branch wrongly,\nor somebody changed the lock since: age-keygen -y {quote(key)} prints\n"
                  f"another recipient than the lock names, {lock.sections['branch-' + b][6]}")
    if not any(joined.values()):
        fail("these shares do not suffice. " + " ".join(f"Branch {b} still needs {missing(n, b, shares)}." for b, n in lock.joined.items()))

try:
    main(sys.argv[1:])
except OSError as e:
    fail(str(e))
