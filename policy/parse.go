package policy

import (
	"strconv"

	"vow"
)

// Parse parses a policy and brings it to canonical form. The error has
// CodeUsage and names line, column and byte and what was expected there.
func Parse(src string) (*Policy, error) {
	if len(src) > MaxSource {
		return nil, failure(src, MaxSource, "at most %d bytes allowed, %d found", MaxSource, len(src))
	}
	p := &parser{src: src}
	p.advance()
	root, err := p.policy()
	if err != nil {
		return nil, err
	}
	if p.tok.text != "" {
		return nil, p.unexpected(`"and", "or" or the end`)
	}
	names := root.names()
	if len(names) > MaxNames {
		return nil, failure(src, 0, "at most %d different names allowed, %d found", MaxNames, len(names))
	}
	return &Policy{root.node, root.text, names}, nil
}

// ParseCanonical parses a policy that must already be in canonical form, as in
// a lock. The error has CodeCheck.
func ParseCanonical(src string) (*Policy, error) {
	p, err := Parse(src)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%w", err)
	}
	if p.text != src {
		return nil, vow.Errorf(vow.CodeCheck, "policy is not in canonical form, which is: %s", p.text)
	}
	return p, nil
}

// parser is a recursive descent parser with one token of lookahead. It builds
// canonical terms at once, so no term ever exceeds the canonical limits; its
// recursion is bounded by the size of the source.
type parser struct {
	src    string
	tok    token
	parens int // open parentheses around tok
}

func (p *parser) advance() { p.tok = next(p.src, p.tok.pos+len(p.tok.text)) }

func (p *parser) fail(pos int, format string, args ...any) error {
	return failure(p.src, pos, format, args...)
}

func (p *parser) unexpected(want string) error {
	return p.fail(p.tok.pos, "expected %s, found %s", want, p.tok)
}

// accept steps over the token text if it is next.
func (p *parser) accept(text string) bool {
	if p.tok.text != text {
		return false
	}
	p.advance()
	return true
}

// policy parses: all { "or" all }.
func (p *parser) policy() (term, error) { return p.chain(Or, "or", p.all) }

// all parses: part { "and" part }.
func (p *parser) all() (term, error) { return p.chain(And, "and", p.part) }

// chain parses operands joined by the word of op.
func (p *parser) chain(op Op, word string, operand func() (term, error)) (term, error) {
	start := p.tok.pos
	var terms []term
	for {
		t, err := operand()
		if err != nil {
			return term{}, err
		}
		terms = append(terms, t)
		if !p.accept(word) {
			return p.checked(start, join(op, terms))
		}
	}
}

// part parses: time | name | INT "of" "{" … "}" | "(" policy ")".
func (p *parser) part() (term, error) {
	const want = `a date, a name, "N of {" or "("`
	switch t := p.tok; {
	case t.text == "(":
		return p.group()
	case t.text == "" || len(t.text) == 1 && !isDigit(t.text[0]) && !IsName(t.text):
		return term{}, p.unexpected(want)
	case isDigit(t.text[0]):
		p.advance()
		if !allDigits(t.text) {
			return p.time(t)
		}
		return p.of(t)
	case t.text == "and" || t.text == "or" || t.text == "of":
		return term{}, p.fail(t.pos, "expected %s, found the word %q, which no name may be", want, t.text)
	case !IsName(t.text):
		return term{}, p.fail(t.pos, "expected %s, found %s; a name is a letter a-z, then at most %d of a-z, 0-9 and -", want, t, MaxName-1)
	default:
		p.advance()
		return nameTerm(t.text), nil
	}
}

// group parses: "(" policy ")".
func (p *parser) group() (term, error) {
	if p.parens == MaxParens {
		return term{}, p.fail(p.tok.pos, "at most %d parentheses inside one another allowed", MaxParens)
	}
	p.parens++
	p.advance()
	t, err := p.policy()
	if err != nil {
		return term{}, err
	}
	if !p.accept(")") {
		return term{}, p.unexpected(`"and", "or" or ")"`)
	}
	p.parens--
	return t, nil
}

// of parses what follows the INT count: "of" "{" policy { "," policy } "}".
func (p *parser) of(count token) (term, error) {
	if !p.accept("of") {
		return term{}, p.unexpected(`"of" after the number ` + clip(count.text))
	}
	// MaxItems has two digits; a longer number is too large for any list.
	k, err := strconv.Atoi(count.text)
	if count.text[0] == '0' || err != nil || len(count.text) > 2 || k > MaxItems {
		return term{}, p.fail(count.pos, "expected a number from 1 to %d without leading zeros, found %s", MaxItems, count)
	}
	open := p.tok.pos
	if !p.accept("{") {
		return term{}, p.unexpected(`"{"`)
	}
	var items []term
	for {
		if len(items) == MaxItems {
			return term{}, p.fail(p.tok.pos, "at most %d items in braces allowed", MaxItems)
		}
		t, err := p.policy()
		if err != nil {
			return term{}, err
		}
		items = append(items, t)
		if p.accept("}") {
			break
		}
		if !p.accept(",") {
			return term{}, p.unexpected(`"and", "or", "," or "}"`)
		}
	}
	if len(items) < 2 {
		return term{}, p.fail(open, "expected at least 2 items in braces, found %d", len(items))
	}
	if k > len(items) {
		return term{}, p.fail(count.pos, "expected a number from 1 to %d, the items in braces, found %d", len(items), k)
	}
	return p.checked(count.pos, choose(k, items))
}

// time makes a term of the word t, which begins with a digit.
func (p *parser) time(t token) (term, error) {
	const date, full = "0000-00-00", "0000-00-00T00:00:00Z"
	if !shaped(t.text, date) && !shaped(t.text, full) {
		return term{}, p.fail(t.pos, "expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, found %s", t)
	}
	if t.text < "1970" {
		return term{}, p.fail(t.pos, "expected a year from 1970 to 9999, found %s", t)
	}
	text := t.text
	if len(text) == len(date) {
		text += "T00:00:00Z"
	}
	at, err := vow.ParseTime(text)
	if err != nil {
		return term{}, p.fail(t.pos, "there is no such day or hour: %s", t)
	}
	return timeTerm(at), nil
}

// checked refuses a term that breaks a limit of the canonical form. A term
// within another never shrinks, so it is enough to look at each as it is made.
func (p *parser) checked(start int, t term) (term, error) {
	if t.leaves > MaxLeaves {
		return term{}, p.fail(start, "at most %d leaves (dates and names) allowed in canonical form, at least %d found", MaxLeaves, t.leaves)
	}
	if t.depth > MaxDepth {
		return term{}, p.fail(start, "at most %d operators inside one another allowed in canonical form, at least %d found", MaxDepth, t.depth)
	}
	return t, nil
}

// shaped reports whether s is like form, a digit standing for a 0.
func shaped(s, form string) bool {
	if len(s) != len(form) {
		return false
	}
	for i := range len(s) {
		if form[i] == '0' && !isDigit(s[i]) || form[i] != '0' && s[i] != form[i] {
			return false
		}
	}
	return true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
